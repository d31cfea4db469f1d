//! A look at the source before the parser sees it: what would cost it much, or means nothing here, is refused by place.

use super::flaw::{Flaw, quoted};
use tongguan_domain::limits;

/// How many words may stand in a source: every node is at least one word, and a function or a name in between is another.
const WORDS: usize = 2 * limits::RISK_EXPRESSION_NODES;

/// Punctuation as Chinese keyboards write it, and what is meant.
const WIDE: &[(char, char)] = &[
    ('，', ','),
    ('（', '('),
    ('）', ')'),
    ('“', '"'),
    ('”', '"'),
    ('‘', '\''),
    ('’', '\''),
    ('【', '['),
    ('】', ']'),
    ('！', '!'),
    ('＝', '='),
    ('＜', '<'),
    ('＞', '>'),
    ('＆', '&'),
    ('｜', '|'),
    ('。', '.'),
    ('、', ','),
];

/// Refuses what need not be parsed.
pub(super) fn scan(source: &str) -> Result<(), Flaw> {
    if source.len() > limits::RISK_EXPRESSION_BYTES {
        let (most, has) = (limits::RISK_EXPRESSION_BYTES, source.len());
        return Err(Flaw::new(
            0,
            format!("the expression has {has} bytes, at most {most} are allowed: make two rules of it"),
            format!("表达式长 {has} 字节，至多 {most} 字节：请分为两条规则"),
        ));
    }
    if source.trim().is_empty() {
        return Err(Flaw::new(
            0,
            "the expression is empty: say what has to hold, or true",
            "表达式为空：请写出条件，或写 true",
        ));
    }
    Scan { source, at: 0, depth: 0, words: 0 }.run()
}

struct Scan<'s> {
    source: &'s str,
    at: usize,
    depth: usize,
    words: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or_default()
    }

    fn run(mut self) -> Result<(), Flaw> {
        while let Some(letter) = self.rest().chars().next() {
            match letter {
                '"' | '\'' => self.text(letter)?,
                '/' if self.rest().starts_with("//") => {
                    self.at += self.rest().find('\n').unwrap_or(usize::MAX / 2)
                }
                '(' | '[' => self.deeper()?,
                ')' | ']' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.at += 1;
                }
                letter if letter.is_ascii_alphanumeric() || letter == '_' => self.word()?,
                '?' | '{' | '}' | '`' => return Err(self.unknown_syntax(letter)),
                letter if !letter.is_ascii() => return Err(self.not_ascii(letter)),
                _ => self.at += letter.len_utf8(),
            }
        }
        Ok(())
    }

    fn deeper(&mut self) -> Result<(), Flaw> {
        self.depth += 1;
        let most = limits::RISK_EXPRESSION_DEPTH;
        if self.depth > most {
            return Err(Flaw::new(
                self.at,
                format!("brackets are nested more than {most} deep, which is the most"),
                format!("括号嵌套至多 {most} 层"),
            ));
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self) -> Result<(), Flaw> {
        self.counted()?;
        let end = self.rest().find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'));
        self.at += end.unwrap_or(self.rest().len());
        self.no_quote(
            "a text has no letter before its quote: no bytes, nothing raw",
            "引号前不可有字母：没有字节串和原始文本",
        )
    }

    /// What the parser would take for one text with a quote at its beginning.
    fn no_quote(&self, en: &str, zh: &str) -> Result<(), Flaw> {
        if self.rest().starts_with(['"', '\'']) { Err(Flaw::new(self.at, en, zh)) } else { Ok(()) }
    }

    /// A text: to its closing quote, which a backslash hides.
    fn text(&mut self, quote: char) -> Result<(), Flaw> {
        self.counted()?;
        let mut hidden = false;
        let end = self.rest().char_indices().skip(1).find(|(_, letter)| {
            let ends = !hidden && *letter == quote;
            hidden = !hidden && *letter == '\\';
            ends
        });
        let Some((end, _)) = end else {
            return Err(Flaw::new(
                self.at,
                format!("a text begins here and does not end: {quote} is missing"),
                format!("文本由此开始，但没有结束的 {quote}"),
            ));
        };
        self.at += end + 1;
        self.no_quote(
            "a text stands in one pair of quotes, and not beside another",
            "文本只用一对引号，且不可与另一文本相连",
        )
    }

    fn counted(&mut self) -> Result<(), Flaw> {
        self.words += 1;
        if self.words > WORDS { Err(too_many_nodes(self.at)) } else { Ok(()) }
    }

    fn unknown_syntax(&self, letter: char) -> Flaw {
        let (en, zh) = match letter {
            '?' => (
                "`?` is not allowed: there is no conditional and no optional; say it with && and ||",
                "不可用 `?`：没有条件式和可选值，请用 && 和 ||",
            ),
            '`' => ("a backquote is not allowed: names stand as they are", "不可用反引号：名称直接写出"),
            _ => (
                "braces are not allowed: there are no maps and no structs; a list is [\"a\", \"b\"]",
                "不可用花括号：没有映射和结构；列表写作 [\"a\", \"b\"]",
            ),
        };
        Flaw::new(self.at, en, zh)
    }

    fn not_ascii(&self, letter: char) -> Flaw {
        match WIDE.iter().find(|(wide, _)| *wide == letter) {
            Some((_, meant)) => Flaw::new(
                self.at,
                format!("`{letter}` is not allowed outside of a text: write {meant}"),
                format!("文本之外不可用 `{letter}`：请写半角 {meant}"),
            ),
            None => Flaw::new(
                self.at,
                format!(
                    "{} is not allowed outside of a text: put it into quotes",
                    quoted(&letter.to_string())
                ),
                format!("文本之外不可用 {}：请加引号", quoted(&letter.to_string())),
            ),
        }
    }
}

pub(super) fn too_many_nodes(at: usize) -> Flaw {
    let most = limits::RISK_EXPRESSION_NODES;
    Flaw::new(
        at,
        format!(
            "the expression has more than {most} nodes (names, values, operators), which is the most: make two rules of it"
        ),
        format!("表达式超过 {most} 个节点（名称、值、运算符）：请分为两条规则"),
    )
}
