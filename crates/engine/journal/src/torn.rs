//! Where the last write-ahead file may be cut, if its end was being written when the power failed.
//!
//! Pages of an append that was under way may reach the disk in any order. The store then finds the end of a batch with a
//! wrong sum and refuses to open. But nothing of that append was acknowledged: as long as nothing valid follows it, the
//! file is cut at the end of the append before, and opened again. An append that was acknowledged is never cut off: then
//! the file is damaged, and a person may still want to look at it.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::JournalError;
use crate::fjall_files::{BEFORE_FIRST_VALUE, BEFORE_NEXT_VALUE, END_BYTES, ends_batch};

/// The end of one write-ahead file.
#[derive(Debug)]
pub(crate) struct End {
    path: PathBuf,
    /// Where the last complete append ends, and its number.
    complete: (u64, Option<u64>),
    /// Where the next chunk must start, if nothing was damaged so far.
    expected: Option<u64>,
    /// Smallest and largest number of an append of which something was found after the last complete one.
    after: Option<(u64, u64)>,
}

impl End {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), complete: (0, None), expected: Some(BEFORE_FIRST_VALUE), after: None }
    }

    /// A whole chunk of append `commit` was found from `start` to `end`, and it is followed by `next`.
    pub(crate) fn add(&mut self, commit: u64, start: u64, end: u64, next: &[u8]) {
        self.expected = self
            .expected
            .filter(|expected| *expected == start)
            .map(|_| end.saturating_add(BEFORE_NEXT_VALUE));
        if ends_batch(next) && self.expected.is_some() {
            let end = end.saturating_add(END_BYTES as u64);
            self.complete = (end, Some(commit));
            self.expected = Some(end.saturating_add(BEFORE_FIRST_VALUE));
            self.after = None;
        } else {
            let (least, most) = self.after.unwrap_or((commit, commit));
            self.after = Some((least.min(commit), most.max(commit)));
        }
    }

    /// Cuts off what is after the last complete append, if that is at most one append, which nobody was told of. Says
    /// whether it did.
    pub(crate) fn cut(&self, acknowledged: Option<u64>) -> Result<bool, JournalError> {
        let (offset, last) = self.complete;
        let here = last.or_else(|| self.after.map(|(least, _)| least.saturating_sub(1)));
        if acknowledged.zip(here).is_some_and(|(acknowledged, here)| acknowledged > here) {
            return Ok(false);
        }
        let one = self.after.is_none_or(|(least, most)| {
            least == most && last.is_none_or(|last| least == last.saturating_add(1))
        });
        if !one {
            return Ok(false);
        }
        let failed = || JournalError::io_at("cutting off an append that was under way in", &self.path);
        let file = File::options().write(true).open(&self.path).map_err(failed())?;
        file.set_len(offset).and_then(|()| file.sync_all()).map_err(failed())?;
        Ok(true)
    }
}
