//! A file of keys and values, in TOML.

use super::{Values, is_list, is_switch};
use crate::cli::exit::Failure;
use crate::cli::foreign;
use crate::cli::lang::{said, say};
use clap::Arg;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use toml::de::{DeTable, DeValue};
use tongguan_domain::limits;

/// What a file says, and nobody has taken yet.
#[derive(Debug)]
pub(super) struct Keys {
    name: String,
    table: BTreeMap<String, Found>,
}

/// Reads a file.
///
/// # Errors
/// A [`Failure`] that names the file, and the line if it is one.
pub(super) fn read(path: &Path) -> Result<Keys, Failure> {
    let name = path.display().to_string();
    let cannot = |error: std::io::Error| foreign::unread(&name, &error);
    let mut text = Vec::new();
    let most = limits::CONFIGURATION_BYTES;
    let file = File::open(path).map_err(cannot)?;
    file.take(most as u64 + 1).read_to_end(&mut text).map_err(cannot)?;
    if text.len() > most {
        let text = said!("{name}: it is larger than {most} bytes", "{name}：超过 {most} 字节");
        return Err(Failure::new(text).hint(form()));
    }
    let text = String::from_utf8(text)
        .map_err(|_| Failure::new(said!("{name}: it is not UTF-8", "{name}：不是 UTF-8")))
        .map_err(|failure| failure.hint(form()))?;
    let table = DeTable::parse(&text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let why = say(error.message().to_owned(), chinese(error.message()));
        let text = said!("{name}, line {line}: {why}", "{name} 第 {line} 行不是有效的 TOML：{why}");
        Failure::new(text).hint(form())
    })?;
    let all = table.get_ref().iter();
    let table = all.map(|(key, value)| (key.get_ref().to_string(), Found::of(value.get_ref()))).collect();
    Ok(Keys { name, table })
}

fn form() -> &'static str {
    say(
        "it is a TOML file of lines such as seed = 7 or data = \"d\"; docs/configuration.md has an example",
        "须为 TOML 文件，每行如 seed = 7 或 data = \"d\"；示例见 docs/configuration.md",
    )
}

/// What the reader of TOML says most, in Chinese.
fn chinese(why: &str) -> String {
    let zh = match why {
        "duplicate key" => "键重复",
        why if why.starts_with("unclosed array") => "列表缺少右括号 ]",
        why if why.starts_with("invalid basic string") || why.starts_with("unclosed") => "文本缺少引号",
        why if why.starts_with("key with no value") => "键没有值",
        why if why.contains("expected") => "书写有误",
        why => return why.to_owned(),
    };
    format!("{zh}（{why}）")
}

impl Keys {
    /// What it says of an argument.
    pub(super) fn take(&mut self, key: &str, argument: &Arg) -> Result<Option<Values>, Failure> {
        let Some(value) = self.table.remove(key) else { return Ok(None) };
        let wrong = |wanted: &str, zh: &str| {
            let name = &self.name;
            let text = said!("{name}: {key} has to be {wanted}", "{name}：{key} 须为{zh}");
            Err(Failure::new(text).hint(say(
                "`tongguan serve --help` has the values of each key, under the flag of its name",
                "各键的取值见 `tongguan serve --help` 中的同名参数",
            )))
        };
        match value {
            Found::Switch(on) if is_switch(argument) => Ok(Some(Values::Switch(on))),
            _ if is_switch(argument) => wrong("true or false", " true 或 false"),
            Found::List(texts) if is_list(argument) => match texts {
                Some(texts) => Ok(Some(Values::Texts(texts))),
                None => wrong("a list of texts", "文本列表"),
            },
            Found::Text(text) => Ok(Some(Values::Texts(vec![text]))),
            _ if is_list(argument) => wrong("a text or a list of texts", "文本或文本列表"),
            _ => wrong("a text or a number", "文本或数字"),
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

/// A value of the file.
#[derive(Debug)]
enum Found {
    Switch(bool),
    /// A text, a number or a time, as somebody would type it.
    Text(String),
    /// A list of such; `None`: of something else.
    List(Option<Vec<String>>),
    /// What no argument takes.
    Other,
}

impl Found {
    fn of(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::Boolean(on) => Self::Switch(*on),
            DeValue::Array(values) => Self::List(values.iter().map(|one| text(one.get_ref())).collect()),
            value => text(value).map_or(Self::Other, Self::Text),
        }
    }
}

/// What somebody would type. A number is read as it stands, since TOML promises less of it than a seed may have.
fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.clone().into_owned()),
        DeValue::Integer(number) => {
            let read = i128::from_str_radix(number.as_str(), number.radix()).ok();
            Some(read.map_or_else(|| number.to_string(), |number| number.to_string()))
        }
        DeValue::Datetime(moment) => Some(moment.to_string()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(_) | DeValue::Array(_) | DeValue::Table(_) => None,
    }
}
