//! Columns of text. A Chinese character is two columns wide.

use super::Out;
use super::style::DIM;
use crate::cli::exit::Failure;

/// Rows of the same number of cells; the last cell of a row may be long.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

/// Cells wider than this do not widen their column.
const WIDEST: usize = 34;
/// Columns between two cells.
const GAP: usize = 2;
/// Where a last cell begins that goes under the others.
const LOWER: usize = 6;

impl Table {
    pub(crate) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.map(ToOwned::to_owned).into());
    }

    /// Writes the rows, the last cell dim. What does not fit into a line goes on under the last cell.
    pub(crate) fn write(self, out: &mut Out) -> Result<(), Failure> {
        let mut widths = Vec::new();
        for row in &self.rows {
            for (at, cell) in row.iter().enumerate() {
                if widths.len() <= at {
                    widths.push(0);
                }
                if let Some(known) = widths.get_mut(at) {
                    *known = width(cell).min(WIDEST).max(*known);
                }
            }
        }
        for row in &self.rows {
            let Some((last, cells)) = row.split_last() else {
                continue;
            };
            let hang: usize = widths.iter().take(cells.len()).map(|width| width + GAP).sum();
            let cells: String =
                cells.iter().zip(&widths).map(|(cell, width)| pad(cell, *width) + "  ").collect();
            let room = out.width().unwrap_or(usize::MAX);
            if hang > room / 2 && width(&cells) + width(last) > room {
                // Too little is left of the line.
                out.hanging(cells.trim_end(), LOWER)?;
                out.hanging(format!("{:LOWER$}{DIM}{last}{DIM:#}", ""), LOWER)?;
                continue;
            }
            out.hanging(format!("{cells}{DIM}{last}{DIM:#}"), hang)?;
        }
        Ok(())
    }
}

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// How many columns a character takes.
pub(crate) fn columns_of(c: char) -> usize {
    if u32::from(c) >= 0x2E80 { 2 } else { 1 }
}

/// The text, filled with spaces.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    let fill = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(fill))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_wide() {
        assert_eq!(width("放行"), 4);
        assert_eq!(pad("放行", 6), "放行  ");
        assert_eq!(pad("released", 3), "released");
    }
}
