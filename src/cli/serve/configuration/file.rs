//! A file of keys and values, in TOML.

use super::{Values, is_list, is_switch};
use crate::cli::exit::Failure;
use crate::cli::lang::said;
use clap::Arg;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use toml::{Table, Value};
use tongguan_domain::limits;

/// What a file says, and nobody has taken yet.
#[derive(Debug)]
pub(super) struct Keys {
    name: String,
    table: Table,
}

/// Reads a file.
///
/// # Errors
/// A [`Failure`] that names the file, and the line if it is one.
pub(super) fn read(path: &Path) -> Result<Keys, Failure> {
    let name = path.display().to_string();
    let cannot = |error: std::io::Error| {
        Failure::new(said!("cannot read {name}: {error}", "不能读取 {name}：{error}"))
    };
    let mut text = Vec::new();
    let most = limits::CONFIGURATION_BYTES;
    let file = File::open(path).map_err(cannot)?;
    file.take(most as u64 + 1).read_to_end(&mut text).map_err(cannot)?;
    if text.len() > most {
        return Err(Failure::new(said!(
            "{name}: it is larger than {most} bytes",
            "{name}：超过 {most} 字节"
        )));
    }
    let text = String::from_utf8(text)
        .map_err(|_| Failure::new(said!("{name}: it is not UTF-8", "{name}：不是 UTF-8")))?;
    let table = text.parse::<Table>().map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let why = error.message();
        Failure::new(said!("{name}, line {line}: {why}", "{name} 第 {line} 行：{why}"))
    })?;
    Ok(Keys { name, table })
}

impl Keys {
    /// What it says of an argument.
    pub(super) fn take(&mut self, key: &str, argument: &Arg) -> Result<Option<Values>, Failure> {
        let Some(value) = self.table.remove(key) else { return Ok(None) };
        let wrong = |wanted: &str, zh: &str| {
            let name = &self.name;
            Err(Failure::new(said!("{name}: {key} has to be {wanted}", "{name}：{key} 须为{zh}")))
        };
        match value {
            Value::Boolean(on) if is_switch(argument) => Ok(Some(Values::Switch(on))),
            _ if is_switch(argument) => wrong("true or false", " true 或 false"),
            Value::Array(values) if is_list(argument) => match values.iter().map(text).collect() {
                Some(texts) => Ok(Some(Values::Texts(texts))),
                None => wrong("a list of texts", "文本列表"),
            },
            value => match text(&value) {
                Some(text) => Ok(Some(Values::Texts(vec![text]))),
                None if is_list(argument) => wrong("a text or a list of texts", "文本或文本列表"),
                None => wrong("a text or a number", "文本或数字"),
            },
        }
    }

    /// Every key has to be one that there is: a slip must not pass in silence.
    pub(super) fn end(self, path: &Path, known: &[&str]) -> Result<(), Failure> {
        let Some(key) = self.table.keys().next() else { return Ok(()) };
        let name = path.display();
        Err(Failure::new(said!("{name}: there is no key {key}", "{name}：没有键 {key}")).hint(said!(
            "keys: {}",
            "可用的键：{}",
            known.join(", ")
        )))
    }
}

/// What somebody would type.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Datetime(moment) => Some(moment.to_string()),
        Value::Boolean(_) | Value::Float(_) | Value::Array(_) | Value::Table(_) => None,
    }
}
