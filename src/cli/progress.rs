//! How far long work is: a bar on a terminal, nothing elsewhere.

use super::output::Out;
use std::io::{IsTerminal, Write, stderr};

const WIDTH: u64 = 30;

/// Shows how far it is; at the end the bar goes.
pub(crate) fn progress(done: u64, whole: u64, out: &Out) {
    let mut stream = stderr();
    if out.json() || !stream.is_terminal() {
        return;
    }
    let full = usize::try_from((done.saturating_mul(WIDTH) / whole.max(1)).min(WIDTH)).unwrap_or(0);
    let rest = usize::try_from(WIDTH).unwrap_or(0).saturating_sub(full);
    let end = if done >= whole { "\r\x1b[2K" } else { "" };
    // Nothing is lost if this cannot be written.
    let _ = write!(stream, "\r[{}{}] {done} / {whole}{end}", "=".repeat(full), " ".repeat(rest));
    let _ = stream.flush();
}
