//! What only a journal on disk must do: keep others out, know its format, notice damage.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, in its helpers too"
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{append, copy_tree, numbered, used_bytes, write_ahead_file};
use tongguan_journal::{EmbeddedJournal, Journal, JournalError, LogId, Position};

const LOG: LogId = LogId(1);
/// Tells the child what to open.
const OPEN: &str = "TONGGUAN_JOURNAL_OPEN";

#[test]
fn a_second_open_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let journal = EmbeddedJournal::open(dir.path()).unwrap();
    let refusal = EmbeddedJournal::open(dir.path()).unwrap_err();
    assert!(matches!(&refusal, JournalError::InUse { dir: named } if named == dir.path()), "{refusal}");
    assert_eq!(open_in_child(dir.path()), "in use");
    drop(journal);
    assert_eq!(open_in_child(dir.path()), "open");
    EmbeddedJournal::open(dir.path()).unwrap();
}

fn open_in_child(dir: &Path) -> String {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "child_opens", "--nocapture"]).env(OPEN, dir);
    let output = String::from_utf8(child.output().unwrap().stdout).unwrap();
    let line = output.lines().find_map(|line| line.split_once("child: "));
    line.unwrap_or_else(|| panic!("{output}")).1.to_owned()
}

/// Does nothing unless it is run as the child of the test above.
#[test]
fn child_opens() {
    let Some(dir) = std::env::var_os(OPEN) else { return };
    match EmbeddedJournal::open(Path::new(&dir)) {
        Ok(_) => println!("child: open"),
        Err(JournalError::InUse { .. }) => println!("child: in use"),
        Err(other) => println!("child: {other}"),
    }
}

#[test]
fn a_newer_format_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    drop(EmbeddedJournal::open(dir.path()).unwrap());
    fs::write(dir.path().join("FORMAT"), "tongguan-journal 2\nwhatever comes\n").unwrap();
    let refusal = EmbeddedJournal::open(dir.path()).unwrap_err();
    assert!(matches!(refusal, JournalError::TooNew { found: 2, supported: 1 }), "{refusal}");
}

#[test]
fn a_lost_or_damaged_format_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    drop(EmbeddedJournal::open(dir.path()).unwrap());
    let path = dir.path().join("FORMAT");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen('a', "b", 1)).unwrap();
    assert!(matches!(EmbeddedJournal::open(dir.path()), Err(JournalError::Corrupt { .. })));
    fs::remove_file(&path).unwrap();
    assert!(matches!(EmbeddedJournal::open(dir.path()), Err(JournalError::Corrupt { .. })));
}

#[test]
fn a_damaged_snapshot_is_refused_and_the_entries_are_still_there() {
    let dir = tempfile::tempdir().unwrap();
    let journal = EmbeddedJournal::open(dir.path()).unwrap();
    append(&journal, LOG, 1, numbered(1..=5)).unwrap();
    journal.save_snapshot(LOG, Position(5), &[5; 3_000_000]).unwrap();
    let path = only_file(&dir.path().join("snapshots"));
    let mut bytes = fs::read(&path).unwrap();
    bytes[2_500_000] ^= 4;
    fs::write(&path, bytes).unwrap();
    let refusal = journal.load_snapshot(LOG).unwrap_err();
    assert!(matches!(refusal, JournalError::Corrupt { position: Some(Position(5)), .. }), "{refusal}");
    assert_eq!(common::all(&journal, LOG), numbered(1..=5));
}

/// Bytes that look like chunks, inside entries, must not be taken for chunks.
#[test]
fn entries_may_hold_a_whole_write_ahead_file() {
    let other = tempfile::tempdir().unwrap();
    written(other.path());
    let mut copy = fs::read(write_ahead_file(other.path())).unwrap();
    copy.truncate(100_000);
    let dir = tempfile::tempdir().unwrap();
    append(&EmbeddedJournal::open(dir.path()).unwrap(), LOG, 1, vec![copy.clone(); 3]).unwrap();
    let journal = EmbeddedJournal::open(dir.path()).unwrap();
    assert_eq!(common::all(&journal, LOG), vec![copy; 3]);
}

/// Appends that [`written`] makes, each of three entries.
const APPENDS: u64 = 6;

fn written(dir: &Path) {
    let journal = EmbeddedJournal::open(dir).unwrap();
    for append_number in 0..APPENDS {
        let first = append_number * 3 + 1;
        append(&journal, LOG, first, numbered(first..=first + 2)).unwrap();
    }
}

fn only_file(dir: &Path) -> PathBuf {
    fs::read_dir(dir).unwrap().next().unwrap().unwrap().path()
}

/// Whatever byte of the write-ahead file is damaged or wherever it ends: the journal says so, and what it shows is what
/// was written. Without the number of the last acknowledged append (an earlier version did not write it) it may lose the
/// append that was the last one, which could as well have been under way.
#[test]
fn damage_in_the_write_ahead_file_is_noticed() {
    let pristine = tempfile::tempdir().unwrap();
    written(pristine.path());
    let path = write_ahead_file(pristine.path());
    let whole = fs::read(&path).unwrap();
    let used = used_bytes(&whole);
    assert!(used < 4096, "{used}");
    for acknowledged in [true, false] {
        if !acknowledged {
            fs::remove_file(pristine.path().join("ACKNOWLEDGED")).unwrap();
        }
        let (mut refused, mut shortened) = (0, 0);
        // A step that shares no factor with the size of anything, so that every kind of field is met.
        for at in (0..used).step_by(STEP) {
            for damage in [Damage::Flip(0x01), Damage::Flip(0x80), Damage::Cut] {
                let mut bytes = whole.get(..used + 512).unwrap().to_vec();
                match damage {
                    Damage::Flip(bits) => bytes[at] ^= bits,
                    Damage::Cut => bytes.truncate(at),
                }
                fs::write(&path, &bytes).unwrap();
                let copy = tempfile::tempdir().unwrap();
                copy_tree(pristine.path(), copy.path());
                match count_of_true_entries(copy.path()) {
                    Ok(count) if count == APPENDS * 3 => {}
                    Ok(count) => {
                        let allowed = match damage {
                            // Flipping a byte can only hurt the last append unnoticed.
                            Damage::Flip(_) => (APPENDS - 1) * 3,
                            // A file that really ends early holds no trace of what was after its end.
                            Damage::Cut => count / 3 * 3,
                        };
                        assert_eq!(count, allowed, "{damage:?} at {at} of {used}");
                        shortened += 1;
                    }
                    Err(JournalError::Corrupt { .. }) => {
                        refused += 1;
                        // The store has cut off what it could not read; that must not make the next open succeed.
                        assert!(matches!(
                            EmbeddedJournal::open(copy.path()),
                            Err(JournalError::Corrupt { .. })
                        ));
                    }
                    Err(other) => panic!("{damage:?} at {at} of {used}: {other}"),
                }
            }
        }
        assert!(refused > 0, "{refused} refused");
        assert_eq!(shortened > 0, !acknowledged, "{shortened} shortened");
    }
}

const STEP: usize = 13;

#[derive(Clone, Copy, Debug)]
enum Damage {
    Flip(u8),
    Cut,
}

/// When the power fails, any pages of the append that was under way may be missing. That is no reason to refuse. If the
/// append was acknowledged, it is.
#[test]
fn a_torn_last_append_is_cut_off() {
    let pristine = tempfile::tempdir().unwrap();
    written(pristine.path());
    let path = write_ahead_file(pristine.path());
    let before = used_bytes(&fs::read(&path).unwrap());
    let before_it = fs::read(pristine.path().join("ACKNOWLEDGED")).unwrap();
    let first = APPENDS * 3 + 1;
    let entries = vec![vec![0xaa; 200_000]; 3];
    append(&EmbeddedJournal::open(pristine.path()).unwrap(), LOG, first, entries).unwrap();
    let whole = fs::read(&path).unwrap();
    let used = used_bytes(&whole);
    let size = used - before;
    let holes = [
        (0, 20),
        (5, 40),
        (13, 30),
        (0, 512),
        (60, 512),
        (200_000, 512),
        (300_000, 9),
        (400_500, 512),
        (size - 600, 600),
    ];
    for (at, length) in holes.into_iter().chain([(size - 9, 9), (0, size), (300_000, size - 300_000)]) {
        let mut bytes = whole.clone();
        bytes[before + at..before + at + length].fill(0);
        fs::write(&path, &bytes).unwrap();
        let copy = tempfile::tempdir().unwrap();
        copy_tree(pristine.path(), copy.path());
        let refusal = EmbeddedJournal::open(copy.path()).unwrap_err();
        assert!(matches!(refusal, JournalError::Corrupt { .. }), "hole at {at}: {refusal}");
        copy_tree(pristine.path(), copy.path());
        fs::remove_file(copy.path().join("DAMAGED")).unwrap();
        fs::write(copy.path().join("ACKNOWLEDGED"), &before_it).unwrap();
        assert_eq!(count_of_true_entries(copy.path()).unwrap(), APPENDS * 3, "hole at {at}");
        assert_eq!(count_of_true_entries(copy.path()).unwrap(), APPENDS * 3 + 1);
    }
}

/// Opens, compares all entries with what was written, and appends one more, as a service would.
fn count_of_true_entries(dir: &Path) -> Result<u64, JournalError> {
    let journal = EmbeddedJournal::open(dir)?;
    let next = journal.next(LOG)?.0;
    let mut count = 0;
    journal.replay(LOG, Position(1), &mut |at, bytes| {
        count += 1;
        assert_eq!((at.0, bytes), (count, common::entry(count).as_slice()));
        true
    })?;
    assert_eq!(count + 1, next);
    append(&journal, LOG, next, numbered(next..=next))?;
    Ok(count)
}
