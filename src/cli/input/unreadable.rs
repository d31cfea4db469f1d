//! Files that are no JSON in UTF-8: what they are instead, and where they stop being it.

use super::FORMS;
use super::places::line_and_column;
use crate::cli::exit::Failure;
use std::str::Utf8Error;

/// A file in another encoding.
pub(super) fn no_utf8(bytes: &[u8], error: Utf8Error) -> Failure {
    let looks = if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) || bytes.contains(&0) {
        "it looks like UTF-16"
    } else if looks_like_gbk(bytes) {
        "it looks like GBK"
    } else {
        let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let (line, column) = line_and_column(&String::from_utf8_lossy(sound), usize::MAX);
        return Failure::new(format!(
            "the file is not UTF-8 (line {line}, column {column}): save it as UTF-8"
        ));
    };
    Failure::new(format!("the file is not UTF-8; {looks}: save it as UTF-8"))
}

/// Whether all that is not ASCII stands in pairs as GBK has them.
fn looks_like_gbk(bytes: &[u8]) -> bool {
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        let sound = match byte {
            ..=0x7F => true,
            0x81..=0xFE => rest.next().is_some_and(|second| matches!(second, 0x40..=0x7E | 0x80..=0xFE)),
            _ => false,
        };
        if !sound {
            return false;
        }
    }
    true
}

/// What the reader of JSON stumbled over, by the words with which it says so.
const STUMBLES: [(&str, &str); 17] = [
    ("EOF while parsing a string", "a text does not end: a quote \" is missing"),
    ("EOF while parsing a list", "an array does not end: a ] is missing"),
    ("EOF while parsing an object", "an object does not end: a } is missing"),
    ("EOF while parsing", "it ends too early"),
    ("trailing comma", "a comma too many"),
    (
        "trailing characters",
        "something stands behind the end of the JSON; several documents go into one array […]",
    ),
    ("expected `,` or `}`", "a comma or } is missing"),
    ("expected `,` or `]`", "a comma or ] is missing"),
    ("expected `:`", "a colon is missing behind the name of a field"),
    ("key must be a string", "the name of a field has to stand in double quotes"),
    ("control character", "a control character or line break stands in a text: write \\n, \\t or \\u00XX"),
    ("invalid escape", "a backslash that begins no escape: write \\\\"),
    ("invalid number", "a number is not written as JSON has it"),
    ("number out of range", "a number is too large"),
    ("recursion limit exceeded", "objects and arrays are nested too deeply"),
    ("expected ident", "only true, false and null stand without quotes"),
    ("expected value", "a value is missing, or stands without quotes"),
];

/// A text that is no JSON.
pub(super) fn no_json(text: &str, error: &serde_json::Error) -> Failure {
    let said = error.to_string();
    let words = STUMBLES.iter().find(|(begins, _)| said.starts_with(begins));
    let words = words.map_or("it is written otherwise than JSON", |(_, words)| words);
    // The reader counts bytes, people count characters.
    let start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    // A line break that should not be there is counted to the line that it begins.
    let mut at = (start + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (line, column) = line_and_column(text, at);
    let begins = text.trim_start().starts_with(['{', '[']);
    let what = if begins { "it is no sound JSON" } else { "it is neither XML nor JSON" };
    let failure = Failure::new(format!("{what} (line {line}, column {column}): {words}"));
    if begins { failure } else { failure.hint(FORMS) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told() {
        let gbk = b"{\"waybill\":{\"goods_info\":\"\xc3\xde\xd6\xc6T\xd0\xf4\"}}";
        for (bytes, words) in [
            (&gbk[..], "it looks like GBK: save it as UTF-8"),
            (b"\xff\xfe{\0}\0", "it looks like UTF-16"),
            (b"{\n\"\xc3\"\xff}", "the file is not UTF-8 (line 2, column 2)"),
        ] {
            let told = no_utf8(bytes, str::from_utf8(bytes).unwrap_err());
            assert!(told.text().contains(words), "{}", told.text());
        }
    }

    #[test]
    fn stumbles_have_words_of_ours() {
        for (text, place, words) in [
            ("{\"a\":1,}", "column 8", "comma too many"),
            ("{\"a\":1 \"b\":2}", "column 8", "a comma or } is missing"),
            ("{\"a\" 1}", "column 6", "colon"),
            ("{a:1}", "column 2", "double quotes"),
            ("[1 2]", "column 4", "a comma or ] is missing"),
            ("{\"界\":x}", "column 6", "without quotes"),
            ("[tru]", "line 1", "only true, false and null"),
            ("{\"a\":\n\"x\ny\"}", "line 2", "control character"),
            ("[\"\\q\"]", "line 1", "backslash"),
            ("[1e999]", "line 1", "too large"),
            ("[01]", "line 1", "not written as JSON"),
            ("[", "line 1", "a ] is missing"),
            ("{\"a\":\"", "line 1", "quote"),
            ("{} {}", "column 4", "behind the end"),
            ("[\"\\ud800\"]", "line 1", ""),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            let told = no_json(text, &error);
            let told = told.text();
            assert!(told.contains(place) && told.contains(words), "{text}: {told} ({error})");
        }
        let deep = "[".repeat(200);
        let error = serde_json::from_str::<serde_json::Value>(&deep).unwrap_err();
        assert!(no_json(&deep, &error).text().contains("nested"));
    }
}
