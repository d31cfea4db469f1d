//! By which number a document is asked for.

use super::lang::say;
use tongguan_proto::intake::v1::document_key::Key as Asked;

/// A document id, a preNo (电子口岸编号) or an invtNo (清单编号), told apart by their form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Id(u64),
    PreNo(String),
    InvtNo(String),
}

impl Key {
    /// Reads a key: `12` or `#12` is an id, `B20260105000000001` a preNo, `29242026E000000001` an invtNo.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('#').unwrap_or(text);
        if let Ok(id) = text.parse() {
            return Ok(Self::Id(id));
        }
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric());
        match text.as_bytes() {
            [b'A'..=b'Z', rest @ ..] if plain && rest.iter().all(u8::is_ascii_digit) && !rest.is_empty() => {
                Ok(Self::PreNo(text.to_owned()))
            }
            [_, _, _, _, _, _, _, _, b'E' | b'I', ..] if plain => Ok(Self::InvtNo(text.to_owned())),
            _ => Err(say(
                "say a document id such as 12, a preNo such as B20260105000000001, or an invtNo such as \
                 29242026E000000001",
                "须为单证序号（如 12）、电子口岸编号（如 B20260105000000001）或清单编号（如 29242026E000000001）",
            )
            .to_owned()),
        }
    }
}

impl From<Key> for Asked {
    fn from(key: Key) -> Self {
        match key {
            Key::Id(id) => Self::DocumentId(id),
            Key::PreNo(number) => Self::PreNo(number),
            Key::InvtNo(number) => Self::InvtNo(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_apart() {
        assert_eq!(Key::parse("12"), Ok(Key::Id(12)));
        assert_eq!(Key::parse("#12"), Ok(Key::Id(12)));
        let pre_no = "B20260105000000001";
        assert_eq!(Key::parse(pre_no), Ok(Key::PreNo(pre_no.to_owned())));
        let invt_no = "29242026E000000001";
        assert_eq!(Key::parse(invt_no), Ok(Key::InvtNo(invt_no.to_owned())));
        for text in ["", "#", "x", "B", "B2026x", "-1", "HZ2026010500001", "海关"] {
            assert!(Key::parse(text).is_err(), "{text}");
        }
    }
}
