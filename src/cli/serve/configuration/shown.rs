//! `tongguan serve --print-config`: what holds, and who says so, as a file that says the same.

use super::{Origin, Told};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::Out;
use serde_json::json;
use std::path::Path;
use toml::Value;

/// Prints what holds.
pub(in crate::cli::serve) fn show(told: &[Told], out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        for one in told {
            let value = match one.values.as_slice() {
                _ if one.is_switch => json!(one.origin != Origin::Default),
                [] => json!(null),
                [value] if !one.is_list => json!(value),
                values => json!(values),
            };
            let origin = from(&one.origin);
            out.line(json!({ "key": one.key, "value": value, "from": origin }).to_string())?;
        }
        return Ok(());
    }
    out.line(say(
        "# What holds for tongguan serve, and who says so. Each key is a flag, and a variable TONGGUAN_SERVE_…, too.",
        "# tongguan serve 的现行设置及其来源。每个键对应同名参数，亦对应环境变量 TONGGUAN_SERVE_…。",
    ))?;
    for one in told {
        let key = &one.key;
        // A default is left to the program: written out it would count as said.
        let mark = if one.origin == Origin::Default { "# " } else { "" };
        let value = value(one).map(|value| value.to_string()).unwrap_or_default();
        let line = format!("{mark}{key} = {value}");
        out.line(format!("{:<44} # {}", line.trim_end(), from(&one.origin)))?;
    }
    Ok(())
}

fn value(told: &Told) -> Option<Value> {
    let text = |value: &String| match value.parse::<i64>() {
        // A zero in front means something.
        Ok(number) if number.to_string() == *value => Value::Integer(number),
        _ => Value::String(value.clone()),
    };
    match told.values.as_slice() {
        _ if told.is_switch => Some(Value::Boolean(told.origin != Origin::Default)),
        [] => None,
        [value] if !told.is_list => Some(text(value)),
        values => Some(Value::Array(values.iter().map(text).collect())),
    }
}

fn from(origin: &Origin) -> String {
    match origin {
        Origin::Argument => say("argument", "参数").to_owned(),
        Origin::Environment(name) => name.clone(),
        Origin::File(path) => name(path),
        Origin::Default => say("default", "默认").to_owned(),
    }
}

fn name(path: &Path) -> String {
    said!("file {}", "文件 {}", path.display())
}
