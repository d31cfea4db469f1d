//! What a server says, where our messages, logs and answers repeat it.

use tongguan_domain::terminal::plain;

/// How many characters of it are repeated.
const WORDS: usize = 200;

/// The words of a server that somebody else has written: so much of them as helps to find it, and nothing that does anything to a
/// terminal, a line of the log or a page; `…` where there was more. Whatever of a status or an answer is shown goes through here.
#[must_use]
pub fn words(said: &str) -> String {
    let mut words = plain(said.chars().take(WORDS).collect());
    if said.chars().nth(WORDS).is_some() {
        words.push('…');
    }
    words
}
