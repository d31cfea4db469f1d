//! Files that are no JSON in UTF-8: what they are instead, and where they stop being it.

use super::forms;
use super::places::line_and_column;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use std::str::Utf8Error;

/// A file in another encoding.
pub(super) fn no_utf8(bytes: &[u8], error: Utf8Error) -> Failure {
    let looks = if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) || bytes.contains(&0) {
        say("it looks like UTF-16", "像是 UTF-16")
    } else if looks_like_gbk(bytes) {
        say("it looks like GBK", "像是 GBK")
    } else {
        let sound = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let (line, column) = line_and_column(&String::from_utf8_lossy(sound), usize::MAX);
        return Failure::new(said!(
            "the file is not UTF-8 (line {line}, column {column}): save it as UTF-8",
            "文件不是 UTF-8（第 {line} 行第 {column} 列）：请存为 UTF-8"
        ));
    };
    Failure::new(said!(
        "the file is not UTF-8; {looks}: save it as UTF-8",
        "文件不是 UTF-8，{looks}：请存为 UTF-8"
    ))
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
const STUMBLES: [(&str, &str, &str); 17] = [
    ("EOF while parsing a string", "a text does not end: a quote \" is missing", "文本未结束：缺少引号 \""),
    ("EOF while parsing a list", "an array does not end: a ] is missing", "数组未结束：缺少 ]"),
    ("EOF while parsing an object", "an object does not end: a } is missing", "对象未结束：缺少 }"),
    ("EOF while parsing", "it ends too early", "内容过早结束"),
    ("trailing comma", "a comma too many", "多了一个逗号"),
    (
        "trailing characters",
        "something stands behind the end of the JSON; several documents go into one array […]",
        "JSON 结束之后还有内容；多份单证请放入一个数组 […]",
    ),
    ("expected `,` or `}`", "a comma or } is missing", "缺少逗号或 }"),
    ("expected `,` or `]`", "a comma or ] is missing", "缺少逗号或 ]"),
    ("expected `:`", "a colon is missing behind the name of a field", "字段名之后缺少冒号"),
    ("key must be a string", "the name of a field has to stand in double quotes", "字段名须用双引号"),
    (
        "control character",
        "a control character or line break stands in a text: write \\n, \\t or \\u00XX",
        "文本中有控制字符或换行：请写作 \\n、\\t 或 \\u00XX",
    ),
    ("invalid escape", "a backslash that begins no escape: write \\\\", "反斜杠之后不是转义：请写作 \\\\"),
    ("invalid number", "a number is not written as JSON has it", "数字写法不符合 JSON"),
    ("number out of range", "a number is too large", "数字过大"),
    ("recursion limit exceeded", "objects and arrays are nested too deeply", "对象和数组嵌套过深"),
    (
        "expected ident",
        "only true, false and null stand without quotes",
        "不带引号的只能是 true、false 和 null",
    ),
    ("expected value", "a value is missing, or stands without quotes", "缺少值，或值未加引号"),
];

/// A text that is no JSON.
pub(super) fn no_json(text: &str, error: &serde_json::Error) -> Failure {
    let said = error.to_string();
    let words = STUMBLES.iter().find(|(begins, ..)| said.starts_with(begins));
    let words = words
        .map_or(say("it is written otherwise than JSON", "写法不符合 JSON"), |(_, en, zh)| {
            say(*en, *zh)
        });
    // The reader counts bytes, people count characters.
    let start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    // A line break that should not be there is counted to the line that it begins.
    let mut at = (start + error.column()).saturating_sub(1).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let (line, column) = line_and_column(text, at);
    let begins = text.trim_start().starts_with(['{', '[']);
    let what = match begins {
        true => say("it is no sound JSON", "不是正确的 JSON"),
        false => say("it is neither XML nor JSON", "既不是 XML 也不是 JSON"),
    };
    let failure = Failure::new(said!(
        "{what} (line {line}, column {column}): {words}",
        "{what}（第 {line} 行第 {column} 列）：{words}"
    ));
    if begins { failure } else { failure.hint(forms()) }
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
