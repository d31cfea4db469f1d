//! The parts of a TOML document, with their places: what is missing, unknown or of another kind is noted, and the reading
//! goes on.

use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use tongguan_domain::in_force::Day;
use tongguan_domain::limits;
use tongguan_domain::near::nearest;
use tongguan_domain::process::Words;
use tongguan_domain::screening::Lane;

/// Bytes of a file.
pub(super) type Span = Range<usize>;

/// What is wrong, by place.
#[derive(Default)]
pub(super) struct Notes(pub(super) Vec<(usize, Words)>);

impl Notes {
    /// Whether as much is noted as anybody is told: what is still to be read need not be looked at.
    pub(super) const fn is_full(&self) -> bool {
        self.0.len() >= limits::FAULTS
    }

    /// Notes it; nothing can be had.
    pub(super) fn wrong<T>(&mut self, at: usize, en: impl Into<String>, zh: impl Into<String>) -> Option<T> {
        self.note(at, Words::new(en, zh));
        None
    }

    /// Notes it, if there is room.
    pub(super) fn note(&mut self, at: usize, words: Words) {
        if !self.is_full() {
            self.0.push((at, words));
        }
    }
}

/// A table and where it begins.
#[derive(Clone, Copy)]
pub(super) struct Fields<'t> {
    pub(super) table: &'t DeTable<'t>,
    pub(super) at: usize,
}

impl<'t> Fields<'t> {
    /// Refuses every key that is none of these.
    pub(super) fn only(&self, keys: &[&str], notes: &mut Notes) {
        for key in self.table.keys() {
            let name: &str = key.get_ref();
            if keys.contains(&name) {
                continue;
            }
            // What is near is looked for in every key: that is much for a file that is made of them.
            if notes.is_full() {
                return;
            }
            let shown = shown(name);
            let near = nearest(name, keys.iter().copied());
            let (mut en, mut zh) = (format!("{shown} is no key here"), format!("此处没有 {shown} 这个键"));
            match near {
                Some(near) => {
                    en.push_str(&format!("; did you mean {near}?"));
                    zh.push_str(&format!("；是否指 {near}？"));
                }
                None => {
                    en.push_str(&format!("; there are {}", keys.join(", ")));
                    zh.push_str(&format!("；可用：{}", keys.join(", ")));
                }
            }
            notes.wrong::<()>(key.span().start, en, zh);
        }
    }

    pub(super) fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.get(key)
    }

    /// One that has to be there.
    fn needed(&self, key: &str, notes: &mut Notes) -> Option<&'t Spanned<DeValue<'t>>> {
        self.value(key).or_else(|| notes.wrong(self.at, format!("{key} is missing"), format!("缺少 {key}")))
    }

    /// A text of 1 to so many characters.
    pub(super) fn text(&self, key: &str, most: usize, notes: &mut Notes) -> Option<(&'t str, Span)> {
        let value = self.needed(key, notes)?;
        let span = value.span();
        let Some(text) = value.get_ref().as_str() else {
            return other_kind(value, key, ("a text in quotes", "加引号的文本"), notes);
        };
        if text.trim().is_empty() || text.chars().count() > most {
            return notes.wrong(
                span.start,
                format!("{key} has 1 to {most} characters"),
                format!("{key} 须为 1 至 {most} 个字符"),
            );
        }
        Some((text, span))
    }

    /// A text of one line, without what moves the cursor of whoever reads it.
    pub(super) fn line(&self, key: &str, most: usize, notes: &mut Notes) -> Option<(&'t str, Span)> {
        let (text, span) = self.text(key, most, notes)?;
        if !text.chars().any(tongguan_domain::terminal::moves) {
            return Some((text, span));
        }
        notes.wrong(
            span.start,
            format!("{key} is one line without control characters"),
            format!("{key} 须为一行，不含控制字符"),
        )
    }

    /// A text of letters, digits, points, hyphens and underscores.
    pub(super) fn name(&self, key: &str, notes: &mut Notes) -> Option<(&'t str, Span)> {
        const MOST: usize = 48;
        let (text, span) = self.text(key, MOST, notes)?;
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if text.bytes().all(fits) {
            return Some((text, span));
        }
        notes.wrong(
            span.start,
            format!("{key} is made of Latin letters, digits, points, hyphens and underscores"),
            format!("{key} 只可用英文字母、数字、点、连字符和下划线"),
        )
    }

    /// A whole number between two others; `None` if the key is not there.
    pub(super) fn whole(&self, key: &str, range: (i64, i64), notes: &mut Notes) -> Option<i64> {
        whole(self.value(key)?, key, range, notes)
    }

    /// A whole number that has to be there.
    pub(super) fn needed_whole(&self, key: &str, range: (i64, i64), notes: &mut Notes) -> Option<i64> {
        whole(self.needed(key, notes)?, key, range, notes)
    }

    /// One of some names; `None` if the key is not there.
    pub(super) fn choice<T: Copy>(&self, key: &str, of: &[(&str, T)], notes: &mut Notes) -> Option<T> {
        chosen(self.value(key)?, key, of, notes)
    }

    /// One of some names that has to be there.
    pub(super) fn needed_choice<T: Copy>(&self, key: &str, of: &[(&str, T)], notes: &mut Notes) -> Option<T> {
        chosen(self.needed(key, notes)?, key, of, notes)
    }

    pub(super) fn lane(&self, lanes: &[Lane], notes: &mut Notes) -> Option<Lane> {
        let name = |lane: &Lane| match lane {
            Lane::Green => "green",
            Lane::Blue => "blue",
            Lane::Yellow => "yellow",
            Lane::Red => "red",
            Lane::Stop => "stop",
        };
        let of: Vec<_> = lanes.iter().map(|lane| (name(lane), *lane)).collect();
        self.needed_choice("lane", &of, notes)
    }

    pub(super) fn day(&self, key: &str, notes: &mut Notes) -> Option<Day> {
        let value = self.value(key)?;
        let date = value.get_ref().as_datetime().filter(|stamp| stamp.time.is_none());
        let Some(date) = date.and_then(|stamp| stamp.date) else {
            return other_kind(
                value,
                key,
                ("a day such as 2026-07-01, without quotes", "日期，如 2026-07-01，不加引号"),
                notes,
            );
        };
        let number = |n: u8| i8::try_from(n).ok();
        Some((i16::try_from(date.year).ok()?, number(date.month)?, number(date.day)?))
    }

    /// The reason, in both languages.
    pub(super) fn reason(&self, notes: &mut Notes) -> Option<Words> {
        const MOST: usize = 300;
        let value = self.needed("reason", notes)?;
        let Some(table) = value.get_ref().as_table() else {
            return other_kind(value, "reason", ("reason.en and reason.zh", "reason.en 和 reason.zh"), notes);
        };
        let fields = Fields { table, at: value.span().start };
        fields.only(&["en", "zh"], notes);
        let (en, zh) = (fields.line("en", MOST, notes), fields.line("zh", MOST, notes));
        Some(Words::new(en?.0, zh?.0))
    }

    /// Tables that stand under `[[key]]`.
    pub(super) fn tables(&self, key: &str, notes: &mut Notes) -> Vec<Fields<'t>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let kind = (format!("tables, each under [[{key}]]"), format!("表，各以 [[{key}]] 开头"));
        let Some(array) = value.get_ref().as_array() else {
            other_kind::<()>(value, key, (&kind.0, &kind.1), notes);
            return Vec::new();
        };
        let tables = array.iter().filter_map(|entry| match entry.get_ref().as_table() {
            Some(table) => Some(Fields { table, at: entry.span().start }),
            None => other_kind(entry, key, (&kind.0, &kind.1), notes),
        });
        tables.collect()
    }

    /// A table.
    pub(super) fn table(&self, key: &str, notes: &mut Notes) -> Option<Fields<'t>> {
        let value = self.value(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(Fields { table, at: value.span().start }),
            None => other_kind(value, key, ("a table", "表"), notes),
        }
    }
}

fn chosen<T: Copy>(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    of: &[(&str, T)],
    notes: &mut Notes,
) -> Option<T> {
    let said = value.get_ref().as_str();
    let found = of.iter().find(|(name, _)| said == Some(name)).map(|(_, one)| *one);
    found.or_else(|| {
        let all = of.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        notes.wrong(value.span().start, format!("{key} is one of {all}"), format!("{key} 可为 {all}"))
    })
}

/// A whole number between two others.
pub(super) fn whole(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    (least, most): (i64, i64),
    notes: &mut Notes,
) -> Option<i64> {
    let number = value.get_ref().as_integer();
    let number = number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
    number.filter(|number| (least..=most).contains(number)).or_else(|| {
        notes.wrong(
            value.span().start,
            format!("{key} is a whole number from {least} to {most}"),
            format!("{key} 须为 {least} 至 {most} 的整数"),
        )
    })
}

fn other_kind<T>(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    (wanted, wanted_zh): (&str, &str),
    notes: &mut Notes,
) -> Option<T> {
    let found = value.get_ref().type_str();
    notes.wrong(
        value.span().start,
        format!("{key} is {wanted}, and this is a TOML {found}"),
        format!("{key} 须为{wanted_zh}，而所写为 TOML 的 {found}"),
    )
}

/// A name as an error quotes it.
pub(super) fn shown(name: &str) -> String {
    let short: String = name.chars().take(40).collect();
    format!("`{}`", short.escape_debug())
}
