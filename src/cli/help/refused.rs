//! What is wrong with the arguments, in Chinese. clap says what it found; the sentences are ours.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error as _;

/// What is wrong, and what to do: a line each, and the usage.
pub(crate) fn refused(error: &Error) -> String {
    let mut text = format!("错误：{}\n", sentence(error));
    for tip in tips(error) {
        text.push_str(&format!("\n  提示：{tip}"));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        text.push_str(&format!("\n用法：{}\n", super::usage(&usage.to_string())));
    }
    text.push_str("\n详见 --help");
    text
}

fn sentence(error: &Error) -> String {
    let argument = words(error, ContextKind::InvalidArg);
    let value = words(error, ContextKind::InvalidValue);
    let command = words(error, ContextKind::InvalidSubcommand);
    match error.kind() {
        ErrorKind::UnknownArgument => format!("没有参数“{argument}”"),
        ErrorKind::InvalidSubcommand => format!("没有命令“{command}”"),
        ErrorKind::MissingSubcommand => format!("“{command}”后须跟一个命令"),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "缺少命令".to_owned(),
        ErrorKind::MissingRequiredArgument => format!("缺少必填参数：{argument}"),
        ErrorKind::ArgumentConflict => conflict(error, &argument),
        ErrorKind::InvalidValue if value.is_empty() => format!("“{argument}”须给出一个值{}", allowed(error)),
        ErrorKind::InvalidValue => format!("“{argument}”的值“{value}”无效{}", allowed(error)),
        ErrorKind::ValueValidation => {
            let why = error.source().map(|why| format!("：{}", cause(&why.to_string()))).unwrap_or_default();
            format!("“{argument}”的值“{value}”无效{why}")
        }
        ErrorKind::TooManyValues => format!("“{argument}”的值过多，“{value}”多余"),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => format!("“{argument}”的值个数不符"),
        ErrorKind::NoEquals => format!("“{argument}”的值须用等号给出"),
        ErrorKind::InvalidUtf8 => "参数不是有效的 UTF-8".to_owned(),
        other => format!("参数不能使用（{other}）"),
    }
}

fn conflict(error: &Error, argument: &str) -> String {
    match error.get(ContextKind::PriorArg) {
        Some(ContextValue::String(prior)) if prior == argument => format!("参数“{argument}”只能出现一次"),
        Some(_) => format!("参数“{argument}”不能与“{}”同时使用", words(error, ContextKind::PriorArg)),
        None => format!("参数“{argument}”不能与其他参数同时使用"),
    }
}

/// The values that may stand there.
fn allowed(error: &Error) -> String {
    let values = words(error, ContextKind::ValidValue);
    if values.is_empty() { values } else { format!("，可选值：{values}") }
}

/// What an argument's own reader says is in the language of the process already; what the standard library and clap say
/// of numbers is not.
fn cause(why: &str) -> String {
    if let Some((found, range)) = why.split_once(" is not in ") {
        return format!("{found} 不在 {range} 范围内");
    }
    let known = match why {
        "invalid digit found in string" => "须为整数",
        "cannot parse integer from empty string" => "不能为空",
        "invalid socket address syntax" => "须为 IP 地址:端口，如 127.0.0.1:9000",
        "number too large to fit in target type" => "数值过大",
        "number too small to fit in target type" => "数值过小",
        other => other,
    };
    known.to_owned()
}

fn tips(error: &Error) -> Vec<String> {
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let near = kinds.into_iter().map(|kind| words(error, kind)).filter(|near| !near.is_empty());
    near.map(|near| format!("是否指“{near}”？\n")).collect()
}

/// What clap found, as one text.
fn words(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(one)) => one.clone(),
        Some(ContextValue::Strings(list)) => list.join("、"),
        Some(ContextValue::StyledStr(one)) => one.to_string(),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use crate::cli::help::spoken;
    use crate::cli::lang::Lang;
    use clap::CommandFactory;

    #[test]
    fn wrong_usage_is_told_in_chinese() {
        for (line, parts) in [
            ("", &["缺少命令"][..]),
            ("recieve", &["没有命令“recieve”", "详见 --help"]),
            ("submti x", &["没有命令“submti”", "是否指“submit”？"]),
            ("submit --sandbx s x", &["没有参数“--sandbx”", "是否指“--sandbox”？", "用法：tongguan submit"]),
            ("submit", &["缺少必填参数：<FILE>...", "[选项]"]),
            ("submit x --sender", &["“--sender <DXP_ID>”须给出一个值"]),
            ("serve --clock fast", &["“--clock <CLOCK>”的值“fast”无效，可选值：auto、manual"]),
            ("serve --seed x", &["“--seed <SEED>”的值“x”无效：须为整数"]),
            ("serve --threads 0", &["0 不在 1..=256 范围内"]),
            ("serve --ephemeral --data d", &["“--ephemeral”不能与“--data <DIR>”同时使用"]),
            ("codes --json --json", &["参数“--json”只能出现一次"]),
            ("clock advance", &["缺少必填参数"]),
            ("load --callback foo", &["“foo”无效：须为 IP 地址:端口"]),
        ] {
            let command = spoken(Cli::command(), Lang::Zh);
            let arguments = ["tongguan"].into_iter().chain(line.split_whitespace());
            let error = command.try_get_matches_from(arguments).unwrap_err();
            let told = refused(&error);
            for part in parts {
                assert!(told.contains(part), "{line}: {part}\n{told}");
            }
            assert!(!told.contains("Usage") && !told.contains("error"), "{told}");
        }
    }
}
