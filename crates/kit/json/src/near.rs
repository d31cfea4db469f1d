//! What somebody may have meant.

/// Changes of one letter up to which two names are alike.
const CHANGES: usize = 3;
/// Longest name that is compared.
const LETTERS: usize = 64;

/// The name that is most like the wrong one, if one is.
pub(crate) fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if wrong.len() > LETTERS {
        return None;
    }
    let most = CHANGES.min(wrong.len() / 2);
    let alike = names.map(|name| (changes(wrong, name), name)).filter(|(changes, _)| *changes <= most);
    alike.min_by_key(|(changes, _)| *changes).map(|(_, name)| name)
}

/// Letters to change, add or leave out; capitals and `_` do not count.
fn changes(one: &str, other: &str) -> usize {
    let letters = |text: &str| -> Vec<u8> {
        text.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase()).collect()
    };
    let (one, other) = (letters(one), letters(other));
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, a) in one.iter().enumerate() {
        let (mut corner, mut left) = (above, above + 1);
        for (cell, b) in row.iter_mut().skip(1).zip(&other) {
            let cost = (corner + usize::from(a != b)).min(left + 1).min(*cell + 1);
            corner = core::mem::replace(cell, cost);
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let names = ["document_id", "documents", "recipient"];
        for (wrong, found) in [
            ("documentId", Some("document_id")),
            ("docment_id", Some("document_id")),
            ("document", Some("documents")),
            ("receipient", Some("recipient")),
            ("x", None),
            ("sandbox", None),
        ] {
            assert_eq!(nearest(wrong, names.into_iter()), found, "{wrong}");
        }
        assert_eq!(changes("kitten", "sitting"), 3);
        assert_eq!(changes("", "abc"), 3);
    }
}
