//! Words in the names of goods: made plain once, compared many times.

use icu_normalizer::ComposingNormalizerBorrowed;
use std::borrow::Cow;

/// A name as it is compared: NFKC (wide letters are letters), then lower case, one letter at a time.
pub(crate) fn plain(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        let is_plain = !name.bytes().any(|byte| byte.is_ascii_uppercase());
        return if is_plain { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) };
    }
    let nfkc = const { ComposingNormalizerBorrowed::new_nfkc() };
    let composed = nfkc.normalize(name);
    if !composed.chars().any(|letter| lower(letter).ne([letter])) {
        return composed;
    }
    let lowered: String = composed.chars().flat_map(lower).collect();
    Cow::Owned(nfkc.normalize(&lowered).into_owned())
}

/// Lower case that does not look at the letters around it; two letters that only differ in where they stand are one.
fn lower(letter: char) -> impl Iterator<Item = char> {
    let (letter, more) = match letter {
        'ς' => ('σ', None),
        'ß' | 'ẞ' => ('s', Some('s')),
        letter => (letter, None),
    };
    letter.to_lowercase().chain(more)
}

/// A name that is looked at by many rules: made plain once, with the letters that it has.
pub(crate) struct Name<'f> {
    plain: Cow<'f, str>,
    letters: u128,
}

impl<'f> Name<'f> {
    pub(crate) fn of(name: &'f str) -> Self {
        let plain = plain(name);
        Self { letters: letters(&plain), plain }
    }
}

/// Which letters a text has, 128 kinds of them: a name without one of a word's letters has not the word. So most words are
/// passed by with one look.
fn letters(text: &str) -> u128 {
    text.chars().fold(0, |seen, letter| seen | 1 << (u32::from(letter).wrapping_mul(0x9e37_79b9) >> 25))
}

/// Words, each with the longer ones that it does not count in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wording(Vec<Word>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    /// As written: what a ground quotes.
    written: String,
    plain: String,
    letters: u128,
    /// What it may be a part of, and where it stands there.
    not_in: Vec<(String, usize)>,
}

impl Wording {
    pub(crate) fn new(words: &[String], exclusions: &[String]) -> Self {
        let exclusions: Vec<_> = exclusions.iter().map(|text| plain(text).into_owned()).collect();
        Self(words.iter().map(|written| Word::new(written, &exclusions)).collect())
    }

    /// The first word that stands in a plain name outside of what excludes it.
    pub(crate) fn found_in(&self, name: &Name<'_>) -> Option<&str> {
        let may_be = |word: &&Word| word.letters & name.letters == word.letters;
        let found = self.0.iter().filter(may_be).find(|word| word.is_in(&name.plain));
        found.map(|word| word.written.as_str())
    }
}

/// Names are short: to prepare a search costs more than it saves.
fn contains(name: &str, word: &str) -> bool {
    let Some((first, rest)) = word.as_bytes().split_first() else { return true };
    let mut left = name.as_bytes();
    while let Some((letter, behind)) = left.split_first() {
        if letter == first && behind.starts_with(rest) {
            return true;
        }
        left = behind;
    }
    false
}

impl Word {
    fn new(written: &str, exclusions: &[String]) -> Self {
        let plain = plain(written).into_owned();
        let not_in = exclusions.iter().flat_map(|longer| {
            let places: Vec<_> = longer.match_indices(&plain).map(|(at, _)| (longer.clone(), at)).collect();
            places
        });
        let not_in = not_in.collect();
        Self { written: written.to_owned(), letters: letters(&plain), plain, not_in }
    }

    fn is_in(&self, name: &str) -> bool {
        if self.not_in.is_empty() {
            return contains(name, &self.plain);
        }
        name.match_indices(&self.plain).any(|(at, _)| !self.is_excluded(name, at))
    }

    fn is_excluded(&self, name: &str, at: usize) -> bool {
        self.not_in.iter().any(|(longer, inside)| {
            let begins = at.checked_sub(*inside).and_then(|begin| name.get(begin..));
            begins.is_some_and(|text| text.starts_with(longer.as_str()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_plain() {
        for (name, expected) in [
            ("T恤", "t恤"),
            ("ｋｎｉｆｅ", "knife"),
            ("ＫＮＩＦＥ刀", "knife刀"),
            ("Éclair", "éclair"),
            ("E\u{301}clair", "éclair"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
            ("ΟΔΟΣ", "οδοσ"),
            ("㎏", "kg"),
            ("", ""),
        ] {
            assert_eq!(plain(name), expected, "{name}");
            assert_eq!(plain(&plain(name)), expected, "{name}");
        }
    }

    #[test]
    fn exclusions_hide_a_word_only_where_they_stand() {
        let texts = |list: &[&str]| list.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        let words = Wording::new(&texts(&["枪", "Gun"]), &texts(&["热熔胶枪", "筋膜枪", "glue GUN"]));
        for (name, found) in [
            ("猎枪", Some("枪")),
            ("热熔胶枪", None),
            ("热熔胶枪和猎枪", Some("枪")),
            ("胶枪", Some("枪")),
            ("glue gun", None),
            ("gun glue gun", Some("Gun")),
            ("枪枪", Some("枪")),
            ("t恤", None),
        ] {
            assert_eq!(words.found_in(&Name::of(name)), found, "{name}");
        }
    }
}
