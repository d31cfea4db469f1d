//! Colours.

use anstyle::{AnsiColor, Style};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(crate) const CARE: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// The colour of a `returnStatus`.
pub(crate) const fn of_code(code: i32) -> Style {
    match code {
        ..0 | 4 | 100 | 501..=503 | 599 | 700 => BAD,
        120 | 399 | 800 | 899 => GOOD,
        300 | 500 => CARE,
        _ => BOLD,
    }
}
