//! What the text of somebody else may do to whoever reads it: on a terminal, in a list, in a page.

/// Whether a character is no part of what is read, and changes how the rest is seen: it moves the cursor or colours it
/// (control characters, C0 and C1), ends the line, turns the direction of writing, or is there and not seen, so that two
/// texts look the same. What joins letters (U+200C, U+200D) is part of how some scripts and signs are written, and stays.
#[must_use]
pub fn moves(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            // Line and paragraph separators.
            '\u{2028}' | '\u{2029}'
            // Marks, embeddings, overrides and isolates of direction, and what was withdrawn of them.
            | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
            // Of no width: soft hyphen, spaces and joiners of none, invisible operators, byte order mark.
            | '\u{ad}' | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{feff}'
            // Annotations between lines, and tags, which spell a text that nobody sees.
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// A text with a space for everything that [`moves`].
#[must_use]
pub fn plain(text: String) -> String {
    if text.chars().any(moves) {
        return text.chars().map(|c| if moves(c) { ' ' } else { c }).collect();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_and_what_does_not() {
        let rows: [(&str, &[char], bool); 10] = [
            ("control characters, C0", &['\0', '\u{7}', '\u{8}', '\t', '\n', '\r', '\u{1b}', '\u{7f}'], true),
            ("control characters, C1", &['\u{80}', '\u{85}', '\u{9b}', '\u{9d}', '\u{9f}'], true),
            ("ends of lines", &['\u{2028}', '\u{2029}'], true),
            ("overrides of direction", &['\u{202a}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2069}'], true),
            ("marks of direction", &['\u{61c}', '\u{200e}', '\u{200f}', '\u{206a}'], true),
            ("of no width", &['\u{ad}', '\u{200b}', '\u{2060}', '\u{2063}', '\u{feff}'], true),
            ("annotations and tags", &['\u{fff9}', '\u{e0001}', '\u{e0041}', '\u{e007f}'], true),
            ("letters and punctuation", &['a', '~', ' ', '\u{a0}', 'é', '枪', '：', '，', '\u{3000}'], false),
            ("joiners of scripts and signs", &['\u{200c}', '\u{200d}', '\u{fe0f}', '\u{301}'], false),
            ("neighbours", &['\u{ac}', '\u{ae}', '\u{2027}', '\u{202f}', '\u{2070}', '\u{fffd}'], false),
        ];
        for (what, letters, expected) in rows {
            for letter in letters {
                assert_eq!(moves(*letter), expected, "{what}: {letter:?}");
                let text = plain(format!("a{letter}b"));
                assert_eq!(text == "a b", expected || *letter == ' ', "{what}: {letter:?} gives {text:?}");
            }
        }
    }
}
