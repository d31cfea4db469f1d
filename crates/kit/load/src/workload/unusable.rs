//! Why a workload cannot be used, in English and Chinese.

use super::scenario::Unfit;
use crate::schedule::Unlawful;
use crate::told::cut;
use std::fmt;
use tongguan_domain::phrases::by_form;
use tongguan_domain::terminal::plain;
use tongguan_scenario::ScenarioError;

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

/// Why a workload cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// There is none of this name.
    #[error("there is no workload {name}; there are {}", known.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: Vec<&'static str>,
    },
    /// It is no TOML, or has other fields.
    #[error("{}", in_lines(&error.to_string()))]
    Malformed {
        /// What the reader of TOML says.
        error: Box<toml::de::Error>,
        /// In which line, from 1.
        line: usize,
    },
    /// A value does not make sense.
    #[error("{}", in_a_line(&format!("{field}: {why}")))]
    Unfit {
        /// Which field.
        field: String,
        /// What is wrong with it.
        why: Why,
    },
    /// The rate gives no starts.
    #[error("rate: {0}")]
    Rate(#[from] Unlawful),
    /// It is no scenario.
    #[error("{}", in_a_line(&.0.to_string()))]
    Scenario(#[from] ScenarioError),
    /// A line of a scenario is nothing for a load.
    #[error("{}", unscripted(*line, words, *why))]
    Unscripted {
        /// The line, from 1; 0: none of them.
        line: usize,
        /// What is done there.
        words: String,
        /// Why not here.
        why: Unfit,
    },
}

/// Line 0 is none: there is nothing in the file.
fn unscripted(line: usize, words: &str, why: Unfit) -> String {
    let (why, words) = (why.words().0, in_a_line(words));
    if line == 0 { why.to_owned() } else { format!("line {line}: {words}: {why}") }
}

/// Characters of a line of a file that are shown.
const SHOWN: usize = 200;
/// Characters of what is said of a file; whoever says it may list what is allowed.
const SAID: usize = 1_000;

/// What stands in a file, as it is shown in a line.
#[must_use]
pub fn in_a_line(words: &str) -> String {
    plain(cut(words, SAID))
}

/// The same of a text with line breaks of its own, such as that of the reader of TOML, which shows the line that it is about.
fn in_lines(words: &str) -> String {
    words.lines().map(|line| plain(cut(line, SHOWN))).collect::<Vec<_>>().join("\n")
}

impl Unusable {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        let zh = match self {
            Self::Unknown { name, known } => format!("没有负载模型 {name}；可用：{}", known.join(", ")),
            Self::Malformed { error, line } => format!("第 {line} 行：{}", of_toml(error.message())),
            Self::Unfit { field, why } => format!("{field}：{}", why.zh),
            Self::Rate(unlawful) => format!("rate：{}", unlawful.zh()),
            // What the language of scenarios says of a word has no Chinese.
            Self::Scenario(ScenarioError { line, word, text }) => {
                format!("第 {line} 行：{word:?}（{text}）")
            }
            Self::Unscripted { line: 0, why, .. } => why.words().1.to_owned(),
            Self::Unscripted { line, words, why } => {
                format!("第 {line} 行：{}：{}", in_a_line(words), why.words().1)
            }
        };
        in_a_line(&zh)
    }
}

pub(super) fn unfit(field: impl Into<String>, en: impl Into<String>, zh: impl Into<String>) -> Unusable {
    Unusable::Unfit { field: field.into(), why: Why { en: en.into(), zh: zh.into() } }
}

/// Of a million so many: no more than all.
pub(super) fn above_a_million(field: &str, found: u32) -> Result<(), Unusable> {
    let most = super::MILLION;
    if u64::from(found) <= most {
        return Ok(());
    }
    Err(unfit(field, format!("is {found}, at most {most}"), format!("为 {found}，至多 {most}")))
}

/// What is wrong with a text that is no TOML of a workload.
pub(super) fn malformed(text: &str, error: toml::de::Error) -> Unusable {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    Unusable::Malformed { line: before.matches('\n').count() + 1, error: Box::new(error) }
}

/// What the reader of TOML says, and what our own values say through it: it carries English alone.
#[rustfmt::skip] // A table.
const FORMS: &[(&str, &str)] = &[
    ("unknown field `{}`, expected one of {}", "没有字段 `{0}`，可用：{1}"),
    ("unknown field `{}`, expected {}", "没有字段 `{0}`，可用：{1}"),
    ("unknown variant `{}`, expected one of {}", "没有取值 `{0}`，可用：{1}"),
    ("unknown variant `{}`, expected {}", "没有取值 `{0}`，可用：{1}"),
    ("missing field `{}`", "缺少字段 `{0}`"),
    ("invalid type: {}, expected {}", "{0} 的类型不符，须为{1}"),
    ("invalid value: {}, expected {}", "{0} 超出范围，须为{1}"),
    ("duplicate key", "键重复"),
    ("unclosed table, expected {}", "缺少右括号 ]（unclosed table）"),
    ("unclosed array, expected {}", "列表缺少右括号 ]（unclosed array）"),
    ("unclosed inline table, expected {}", "缺少右括号 }（unclosed inline table）"),
    ("invalid basic string, {}", "文本缺少引号（invalid basic string）"),
    ("key with no value, {}", "键没有值（key with no value）"),
    ("{} is no rate; say {}", "{0} 不是速率，写作 1417/s、85000/min 或 5000000/h"),
    ("{}: at most {}/s", "{0}：至多 {1}/s"),
    ("{} is no span of time; say {}", "{0} 不是时长，写作 500ms、90s、10m 或 1h30m"),
];

/// What may stand in them.
#[rustfmt::skip] // A table.
const VALUES: &[(&str, &str)] = &[
    ("u32", "不小于 0 的整数（u32）"), ("u64", "不小于 0 的整数（u64）"), ("f64", "数（f64）"), ("a string", "文本"),
    ("a sequence", "列表"), ("string {}", "文本 {0}"), ("integer {}", "整数 {0}"), ("floating point {}", "小数 {0}"),
    ("boolean {}", "真假值 {0}"), ("sequence", "列表"), ("map", "表"), ("struct {}", "表"), ("{} or {}", "{0}、{1}"),
];

fn of_toml(message: &str) -> String {
    let value = |found: &str| by_form(VALUES, found, str::to_owned).unwrap_or_else(|| found.to_owned());
    by_form(FORMS, message, value).unwrap_or_else(|| format!("书写有误（{message}）"))
}
