//! Names of files that come from outside, or go there.

use std::ffi::OsStr;

/// What kind of file a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One message.
    Message,
    /// A zip of messages.
    Archive,
}

/// The kind of a file that is to be taken; `None` for a hidden one and for any other ending.
///
/// A name is bytes: Windows machines send theirs in GBK.
pub(super) fn kind(name: impl AsRef<OsStr>) -> Option<Kind> {
    let name = name.as_ref().as_encoded_bytes();
    if name.starts_with(b".") {
        return None;
    }
    let dot = name.iter().rposition(|b| *b == b'.')?;
    match name.get(dot + 1..)?.to_ascii_lowercase().as_slice() {
        b"xml" => Some(Kind::Message),
        b"zip" => Some(Kind::Archive),
        _ => None,
    }
}

/// A text as a part of a file name: letters, digits, `.`, `-`, `_`, and at most 64 of them. Different DXP ids stay
/// different.
pub(super) fn part(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let part: String = text.chars().take(64).map(plain).collect();
    part.trim_start_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken() {
        for (name, expected) in [
            ("a.xml", Some(Kind::Message)),
            ("订单.XML", Some(Kind::Message)),
            ("a.b.zip", Some(Kind::Archive)),
            (".a.xml", None),
            (".xml", None),
            ("a.xml.part", None),
            ("xml", None),
            ("", None),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn no_part_leaves_its_folder() {
        assert_eq!(part("../../etc/passwd"), "-..-etc-passwd");
        assert_eq!(part("DXPENT0000000001"), "DXPENT0000000001");
        assert_eq!(part(&"a".repeat(200)).len(), 64);
    }
}
