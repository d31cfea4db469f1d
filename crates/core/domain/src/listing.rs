//! Several words in one field of bounded length: only whole ones, and what is left out is told.

/// What stands where a text was cut.
const CUT: char = '…';

/// The pieces, separated, in at most so many characters. Where they do not all fit, or where `unlisted` others were found
/// that are not among them, the text ends with `ending(n)` of all that are not shown. A piece is cut only where not even
/// the first fits.
pub fn fitted(
    pieces: impl IntoIterator<Item = String>,
    separator: &str,
    characters: usize,
    unlisted: u64,
    ending: impl Fn(u64) -> String,
) -> String {
    let pieces: Vec<String> = pieces.into_iter().collect();
    let left_out = |shown: usize| unlisted.saturating_add(pieces.len().saturating_sub(shown) as u64);
    let length = |text: &str| text.chars().count();
    let whole = pieces.join(separator);
    if unlisted == 0 && length(&whole) <= characters {
        return whole;
    }
    let Some(first) = pieces.first() else {
        let ending = ending(unlisted);
        return ending.strip_prefix(separator).unwrap_or(&ending).to_owned();
    };
    let room = characters.saturating_sub(length(&ending(left_out(0))));
    let (mut shown, mut used) = (0, 0);
    for piece in &pieces {
        used += length(piece) + if shown == 0 { 0 } else { length(separator) };
        if used > room {
            break;
        }
        shown += 1;
    }
    if shown > 0 {
        return pieces.get(..shown).unwrap_or_default().join(separator) + &ending(left_out(shown));
    }
    let ending = ending(left_out(1));
    if ending.starts_with(CUT) {
        return first.chars().take(room).collect::<String>() + &ending;
    }
    first.chars().take(room.saturating_sub(1)).chain([CUT]).collect::<String>() + &ending
}

#[cfg(test)]
mod tests {
    use super::{CUT, fitted};

    #[test]
    fn only_whole_pieces_are_listed_and_the_others_counted() {
        let listed = |pieces: &str, characters, unlisted| {
            let pieces = pieces.split_terminator(' ').map(str::to_owned);
            fitted(pieces, ";", characters, unlisted, |n| format!(";+{n}"))
        };
        for (pieces, characters, unlisted, expected) in [
            ("", 9, 0, ""),
            ("", 9, 7, "+7"),
            ("一二 三", 4, 0, "一二;三"),
            ("一二 三", 3, 0, "…;+1"),
            ("一二 三四", 5, 0, "一二;三四"),
            ("一二 三四 五", 5, 0, "一二;+2"),
            ("一二 三四 五", 6, 7, "一二;+9"),
            ("一二 三四 五", 99, 7, "一二;三四;五;+7"),
            ("一二三四 五", 5, 0, "一…;+1"),
        ] {
            assert_eq!(listed(pieces, characters, unlisted), expected, "{pieces} {characters} {unlisted}");
        }
        let pieces = || ["一二三".to_owned(), "四".to_owned()];
        let signed = |characters| fitted(pieces(), ",", characters, 0, |_| CUT.to_string());
        assert_eq!([5, 4, 3].map(signed), ["一二三,四", "一二三…", "一二…"]);
    }
}
