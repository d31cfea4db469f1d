//! What is said in both languages.

/// The same in English and in Chinese: who writes one has to write the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: String,
    /// Chinese.
    pub zh: String,
}

impl Words {
    /// Both.
    pub fn new(en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { en: en.into(), zh: zh.into() }
    }

    /// The English ones and the Chinese ones, in the same order.
    #[must_use]
    pub fn apart(list: Vec<Self>) -> (Vec<String>, Vec<String>) {
        list.into_iter().map(|words| (words.en, words.zh)).unzip()
    }
}
