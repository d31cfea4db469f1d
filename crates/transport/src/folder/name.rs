//! Names of files that come from outside, or go there.

/// What kind of file a name promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// One message.
    Message,
    /// A zip of messages.
    Archive,
}

/// The kind of a file that is to be taken; `None` for a hidden one and for any other ending.
pub(super) fn kind(name: &str) -> Option<Kind> {
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty())?.1;
    match ending.to_ascii_lowercase().as_str() {
        "xml" if !name.starts_with('.') => Some(Kind::Message),
        "zip" if !name.starts_with('.') => Some(Kind::Archive),
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
