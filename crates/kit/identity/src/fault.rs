//! What is wrong with a file of keys, in English and in Chinese: whoever reads it is told in the language that he speaks.

use std::fmt;
use std::io;
use tongguan_domain::names::NameError;

/// What is wrong. It never repeats a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
    /// What the system says, if it is the system that does.
    pub system: Option<io::ErrorKind>,
}

impl Fault {
    pub(crate) fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into(), system: None }
    }

    /// The same, said of a field.
    pub(crate) fn of(self, field: &str) -> Self {
        Self { en: format!("{field}: {}", self.en), zh: format!("{field}：{}", self.zh), ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl From<&io::Error> for Fault {
    fn from(error: &io::Error) -> Self {
        let zh = match error.kind() {
            io::ErrorKind::NotFound => format!("没有此文件（{error}）"),
            io::ErrorKind::PermissionDenied => format!("没有权限（{error}）"),
            io::ErrorKind::InvalidData => format!("不是 UTF-8 文本（{error}）"),
            _ => error.to_string(),
        };
        Self { en: error.to_string(), zh, system: Some(error.kind()) }
    }
}

impl From<NameError> for Fault {
    fn from(error: NameError) -> Self {
        Self::new(error.to_string(), error.zh())
    }
}
