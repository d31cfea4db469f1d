//! In which language people are told. It is decided here, once, before anything is read or said; whoever says something
//! writes both languages side by side ([`say`], [`said!`]).
//!
//! JSON is for programs: it is the same in either language, so `--json` decides for English.

use clap::ValueEnum;
use std::borrow::Cow;
use std::ffi::OsString;
use std::sync::atomic::{AtomicBool, Ordering};
use tongguan_domain::phrases;

/// The languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English
    En,
    /// 中文
    Zh,
}

/// Whether this process speaks Chinese. A process speaks one language from its first word to its last.
static CHINESE: AtomicBool = AtomicBool::new(false);

/// Where a locale names the language, the first of them that says something decides, as POSIX has it.
const LOCALE: [&str; 3] = ["LC_ALL", "LC_MESSAGES", "LANG"];

/// Decides from the arguments and the environment.
pub(crate) fn decide() -> Lang {
    let variable = |name: &str| std::env::var(name).ok();
    let lang = decided(std::env::args_os().skip(1), variable);
    CHINESE.store(lang == Lang::Zh, Ordering::Relaxed);
    lang
}

/// The arguments are not read yet: what is wrong with them is to be told in this language.
fn decided(arguments: impl Iterator<Item = OsString>, variable: impl Fn(&str) -> Option<String>) -> Lang {
    let (mut asked, mut value_follows) = (None, false);
    for argument in arguments.map(|argument| argument.to_string_lossy().into_owned()) {
        if std::mem::take(&mut value_follows) {
            asked = named(&argument);
            continue;
        }
        match argument.as_str() {
            "--" => break,
            "--json" => return Lang::En,
            "--lang" => value_follows = true,
            other => asked = other.strip_prefix("--lang=").and_then(named).or(asked),
        }
    }
    let own = || variable("TONGGUAN_LANG").as_deref().and_then(named);
    let locale = || {
        let first = LOCALE.iter().filter_map(|name| variable(name)).find(|value| !value.is_empty());
        first.as_deref().and_then(named)
    };
    asked.or_else(own).or_else(locale).unwrap_or(Lang::En)
}

/// The language of `zh`, `zh_CN.UTF-8`, `en`.
fn named(text: &str) -> Option<Lang> {
    let text = text.to_ascii_lowercase();
    let of = |begin: &str, lang: Lang| text.starts_with(begin).then_some(lang);
    of("zh", Lang::Zh).or_else(|| of("en", Lang::En))
}

/// Whether people are told in Chinese.
pub(crate) fn chinese() -> bool {
    CHINESE.load(Ordering::Relaxed)
}

/// One of two texts.
pub(crate) fn say<T>(en: T, zh: T) -> T {
    if chinese() { zh } else { en }
}

/// The text of a message that has both; the English one where the Chinese one is empty, as an older server leaves it.
pub(crate) fn told<'a>(en: &'a str, zh: &'a str) -> &'a str {
    if zh.is_empty() { en } else { say(en, zh) }
}

/// The same, and a phrase that is known where the Chinese one is empty: what a profile finds by itself has none.
pub(crate) fn told_phrase<'a>(en: &'a str, zh: &'a str) -> Cow<'a, str> {
    let known = || chinese().then(|| phrases::chinese(en)).flatten();
    match zh {
        "" => known().map_or(Cow::Borrowed(en), Cow::Owned),
        zh => Cow::Borrowed(say(en, zh)),
    }
}

/// Formats one of two texts: `said!("{n} left", "剩余 {n}")`.
macro_rules! said {
    ($en:literal, $zh:literal $(,)?) => {
        if $crate::cli::lang::chinese() { format!($zh) } else { format!($en) }
    };
    ($en:literal, $zh:literal, $($argument:expr),+ $(,)?) => {
        if $crate::cli::lang::chinese() { format!($zh, $($argument),+) } else { format!($en, $($argument),+) }
    };
}
pub(crate) use said;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_decides_then_our_variable_then_the_locale() {
        for (arguments, environment, chinese) in [
            ("", "", false),
            ("", "LANG=zh_CN.UTF-8", true),
            ("", "LANG=de_DE.UTF-8", false),
            ("", "LC_ALL=C LANG=zh_CN.UTF-8", false),
            ("", "LC_ALL= LC_MESSAGES=zh_TW LANG=en_US", true),
            ("", "TONGGUAN_LANG=zh LC_ALL=C", true),
            ("", "TONGGUAN_LANG=en LANG=zh_CN", false),
            ("", "TONGGUAN_LANG=fr LANG=zh_CN", true),
            ("codes --lang zh", "", true),
            ("codes --lang=zh", "", true),
            ("--lang en codes", "LANG=zh_CN", false),
            ("--lang fr codes", "LANG=zh_CN", true),
            ("--json --lang zh", "LANG=zh_CN", false),
            ("-- --lang zh", "", false),
        ] {
            let variable = |name: &str| {
                let pairs = environment.split(' ').filter_map(|pair| pair.split_once('='));
                pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
            };
            let lang = decided(arguments.split(' ').map(OsString::from), variable);
            assert_eq!(lang == Lang::Zh, chinese, "{arguments:?} {environment:?}");
        }
    }
}
