//! Makes sure that the store has not lost acknowledged appends when it recovered.
//!
//! The store reads its write-ahead files up to the first thing it does not understand and cuts off the rest. That is
//! right for a torn end and wrong for damage in the middle: everything after it, long acknowledged, would silently be
//! gone. So, before the store opens, this looks for whole chunks at any offset of those files; afterwards the store must
//! have them. One append may be missing, the last: it may have been under way when the process ended.
//!
//! What this relies on stands in `fjall_files`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::fjall_files::{END_BYTES, is_write_ahead, write_ahead_number};
use crate::frame::{HEADER_BYTES, Header, MAGIC, payload_sum};
use crate::heads::Heads;
use crate::limits::{MAX_BATCH_BYTES, SCAN_BYTES};
use crate::torn::End;
use crate::{JournalError, LogId, Position};

/// What one append wrote to one log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    commit: u64,
    end: Position,
}

/// The last two appends to a log: if the last was under way, the one before counts.
#[derive(Clone, Copy, Debug)]
struct LastTwo {
    last: Written,
    before: Option<Written>,
}

/// What the write-ahead files hold.
#[derive(Debug, Default)]
pub(crate) struct Found {
    logs: BTreeMap<LogId, LastTwo>,
    /// The end of the last file.
    pub(crate) end: Option<End>,
}

impl Found {
    fn add(&mut self, header: &Header) {
        let new = Written { commit: header.commit, end: header.end() };
        let two = self.logs.entry(header.log).or_insert(LastTwo { last: new, before: None });
        if new.commit > two.last.commit {
            two.before = Some(two.last);
        }
        two.last = two.last.max(new);
    }

    /// Everything that was found must be in the store, but for an append that was never acknowledged.
    pub(crate) fn check(&self, heads: &Heads) -> Result<(), JournalError> {
        let under_way = heads.commit.saturating_add(1);
        for (log, two) in &self.logs {
            let next = heads.next(*log);
            for written in std::iter::once(two.last).chain(two.before) {
                if written.commit != under_way && written.end > next {
                    let what =
                        format!("log {log} ends too early, appends after its end are still in the files");
                    return Err(JournalError::corrupt(what, Some(next)));
                }
            }
        }
        Ok(())
    }
}

/// Looks through all write-ahead files of the store at `store`, oldest first.
pub(crate) fn scan(store: &Path, salt: u64) -> Result<Found, JournalError> {
    let failed = || JournalError::io_at("looking through the write-ahead files in", store);
    let mut found = Found::default();
    let names = match fs::read_dir(store) {
        Ok(names) => names,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(found),
        Err(cause) => return Err(failed()(cause)),
    };
    let mut files = Vec::new();
    for name in names {
        let path = name.map_err(failed())?.path();
        if is_write_ahead(&path) {
            files.push((write_ahead_number(&path), path));
        }
    }
    files.sort();
    for (_, path) in files {
        let failed = || JournalError::io_at("looking through", &path);
        let file = File::open(&path).map_err(failed())?;
        let mut end = End::new(&path);
        scan_file(&file, salt, &mut found, &mut end).map_err(failed())?;
        found.end = Some(end);
    }
    Ok(found)
}

/// Whether nothing was ever written to a file but its length.
pub(crate) fn is_blank(path: &Path) -> std::io::Result<bool> {
    let mut file = File::open(path)?;
    let mut bytes = vec![0; SCAN_BYTES];
    loop {
        let count = file.read(&mut bytes)?;
        let read = bytes.get(..count).unwrap_or_default();
        if read.is_empty() || !is_zero(read) {
            return Ok(read.is_empty());
        }
    }
}

fn scan_file(file: &File, salt: u64, found: &mut Found, end: &mut End) -> std::io::Result<()> {
    let written = written_bytes(file)?;
    let mut window = Window { file, bytes: Vec::new(), start: 0, passed: 0, ended: false };
    loop {
        let passed = window.passed;
        let seen = window.at_least(SCAN_BYTES)?;
        if seen.len() < HEADER_BYTES {
            return Ok(());
        }
        let Some(offset) = find_magic(seen) else {
            // The file is made longer than needed and the rest is a hole: no need to read tens of MiB of nothing.
            if passed >= written && is_zero(seen) {
                return Ok(());
            }
            let step = seen.len().saturating_sub(MAGIC.len()).saturating_add(1);
            window.pass(step);
            continue;
        };
        window.pass(offset);
        let step = match chunk_here(&mut window, salt)? {
            Some(header) => {
                found.add(&header);
                let size = header.chunk_bytes();
                let start = window.passed;
                let after = start.saturating_add(size as u64);
                let next = window.at_least(size.saturating_add(END_BYTES))?.get(size..);
                end.add(header.commit, start, after, next.unwrap_or_default());
                size
            }
            None => 1,
        };
        window.pass(step);
    }
}

/// The header of a whole, undamaged chunk at the start of the window.
fn chunk_here(window: &mut Window<'_>, salt: u64) -> std::io::Result<Option<Header>> {
    let Some(header) = Header::decode(window.at_least(HEADER_BYTES)?, salt) else {
        return Ok(None);
    };
    let size = header.chunk_bytes();
    if size > MAX_BATCH_BYTES.saturating_add(HEADER_BYTES) {
        return Ok(None);
    }
    let payload = window.at_least(size)?.get(HEADER_BYTES..size);
    Ok(payload.filter(|payload| payload_sum(payload, salt) == header.payload_sum).map(|_| header))
}

/// Where the next chunk may start. Steps over pages of nothing first, because most of an unused file is that.
fn find_magic(bytes: &[u8]) -> Option<usize> {
    const PAGE: usize = 4096;
    (0..bytes.len()).step_by(PAGE).find_map(|start| {
        let end = start.saturating_add(PAGE + MAGIC.len() - 1).min(bytes.len());
        let page = bytes.get(start..end).filter(|page| !is_zero(page))?;
        let offset = page.windows(MAGIC.len()).position(|window| window == MAGIC)?;
        Some(start.saturating_add(offset))
    })
}

/// Without an early end, so that it is done many bytes at a time.
fn is_zero(bytes: &[u8]) -> bool {
    bytes.iter().fold(0, |all, byte| all | byte) == 0
}

/// How much of the file has ever been written, as far as the file system says.
fn written_bytes(file: &File) -> std::io::Result<u64> {
    let metadata = file.metadata()?;
    #[cfg(unix)]
    {
        /// Unit of `st_blocks`, whatever the file system's own blocks are.
        const BLOCK: u64 = 512;
        use std::os::unix::fs::MetadataExt;
        Ok(metadata.len().min(metadata.blocks().saturating_mul(BLOCK)))
    }
    #[cfg(not(unix))]
    Ok(metadata.len())
}

/// A part of a file that moves forward.
struct Window<'a> {
    file: &'a File,
    bytes: Vec<u8>,
    /// Where the window starts in `bytes`.
    start: usize,
    /// Where the window starts in the file.
    passed: u64,
    /// The end of the file is in `bytes`.
    ended: bool,
}

impl Window<'_> {
    /// What is ahead: at least `count` bytes, or all that is left of the file.
    fn at_least(&mut self, count: usize) -> std::io::Result<&[u8]> {
        let have = self.bytes.len().saturating_sub(self.start);
        if have < count && !self.ended {
            self.bytes.drain(..self.start.min(self.bytes.len()));
            self.start = 0;
            let missing = count.saturating_sub(have).max(SCAN_BYTES);
            self.ended = self.file.take(missing as u64).read_to_end(&mut self.bytes)? < missing;
        }
        Ok(self.bytes.get(self.start..).unwrap_or_default())
    }

    /// Moves forward by `count` bytes that have been looked at.
    fn pass(&mut self, count: usize) {
        self.start = self.start.saturating_add(count).min(self.bytes.len());
        self.passed = self.passed.saturating_add(count as u64);
    }
}
