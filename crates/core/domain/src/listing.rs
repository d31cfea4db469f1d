//! Several words in one field of bounded length: only whole ones, and what is left out is told.

/// The pieces, separated, in at most so many characters. Where they do not all fit, or where `unlisted` others were found
/// that are not among them, the last words are `more(n)` of all that are not shown. A piece is cut only where not even
/// the first fits.
pub fn fitted(
    pieces: impl IntoIterator<Item = String>,
    separator: &str,
    characters: usize,
    unlisted: u64,
    more: impl Fn(u64) -> String,
) -> String {
    let pieces: Vec<String> = pieces.into_iter().collect();
    let left_out = |shown: usize| unlisted.saturating_add(pieces.len().saturating_sub(shown) as u64);
    let length = |text: &str| text.chars().count();
    let whole = pieces.join(separator);
    if unlisted == 0 && length(&whole) <= characters {
        return whole;
    }
    let room = characters.saturating_sub(length(&more(left_out(0))));
    let (mut shown, mut used) = (0, 0);
    for piece in &pieces {
        used += length(piece) + length(separator);
        if used > room {
            break;
        }
        shown += 1;
    }
    match (shown, pieces.first()) {
        (0, Some(first)) => {
            let cut = first.chars().take(room.saturating_sub(length(separator) + 1));
            cut.chain(['…']).chain(separator.chars()).collect::<String>() + &more(left_out(1))
        }
        _ => {
            let listed = pieces.get(..shown).unwrap_or_default().iter().flat_map(|piece| [piece, separator]);
            listed.collect::<String>() + &more(left_out(shown))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fitted;

    #[test]
    fn only_whole_pieces_are_listed_and_the_others_counted() {
        let listed = |pieces: &str, characters, unlisted| {
            let pieces = pieces.split_terminator(' ').map(str::to_owned);
            fitted(pieces, ";", characters, unlisted, |n| format!("+{n}"))
        };
        for (pieces, characters, unlisted, expected) in [
            ("", 9, 0, ""),
            ("一二 三", 4, 0, "一二;三"),
            ("一二 三", 3, 0, "…;+1"),
            ("一二 三四", 5, 0, "一二;三四"),
            ("一二 三四 五", 5, 0, "一二;+2"),
            ("一二 三四 五", 6, 7, "一二;+9"),
            ("一二 三四 五", 99, 7, "一二;三四;五;+7"),
            ("一二三四 五", 5, 0, "一…;+1"),
            ("", 9, 7, "+7"),
        ] {
            assert_eq!(listed(pieces, characters, unlisted), expected, "{pieces} {characters} {unlisted}");
        }
    }
}
