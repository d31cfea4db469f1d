//! Which of some names was probably meant by one that is none of them.

/// Letters that may differ in a name of any length.
const MOST: usize = 3;

/// How many letters have to be put in, left out or replaced to make one text of the other.
#[must_use]
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (done, letter) in (1..).zip(one.chars()) {
        let mut next = vec![done];
        let mut left = done;
        for (known, above) in other.iter().zip(row.windows(2)) {
            let [corner, above] = above else { continue };
            left = (corner + usize::from(letter != *known)).min(above + 1).min(left + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

/// The name that is nearest, whatever its case and its joints (`_`, `-`): a third of its letters may differ, and no more
/// than three. The first of several that are as near.
pub fn nearest<'n>(wanted: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let wanted = plain(wanted);
    let near = names.into_iter().filter_map(|name| {
        let known = plain(name);
        let most = (known.chars().count() / 3).clamp(1, MOST);
        // Nothing long is compared: it cannot be near.
        let may_be = wanted.len().abs_diff(known.len()) <= 4 * MOST;
        let far = may_be.then(|| distance(&wanted, &known))?;
        (far <= most).then_some((far, name))
    });
    near.min_by_key(|(far, _)| *far).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        for (one, other, far) in [
            ("", "", 0),
            ("", "abc", 3),
            ("order_no", "oder_no", 1),
            ("x-sandbx", "x-sandbox", 1),
            ("运单", "运单编号", 2),
        ] {
            assert_eq!((distance(one, other), distance(other, one)), (far, far), "{one} {other}");
        }
    }

    #[test]
    fn what_is_near_is_found() {
        let names = ["order_no", "ebc_code", "pod"];
        for (wanted, near) in [
            ("oder_no", Some("order_no")),
            ("orderNo", Some("order_no")),
            ("EBC-CODE", Some("ebc_code")),
            ("pot", Some("pod")),
            ("xy", None),
            ("logistics_no", None),
            ("", None),
        ] {
            assert_eq!(nearest(wanted, names), near, "{wanted}");
        }
        assert_eq!(nearest(&"x".repeat(1 << 20), names), None);
    }
}
