//! What is lost is noticed, whenever anything in the directory still knows of it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, in its helpers too"
)]

mod common;

use std::fs;
use std::path::Path;

use common::{all, append, copy_tree, numbered, used_bytes, write_ahead_file};
use tongguan_journal::{EmbeddedJournal, Journal, JournalError, LogId, Position};

const LOG: LogId = LogId(1);

/// How the process ended.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Killed,
    Stopped,
}

/// What happens to the directory afterwards.
type Harm = fn(&Path);

const HARMS: [(&str, Harm); 5] = [
    ("the last append is cut off", |dir| {
        let path = write_ahead_file(dir);
        let used = used_bytes(&fs::read(&path).unwrap());
        fs::File::options().write(true).open(&path).unwrap().set_len(used as u64 - 1).unwrap();
    }),
    ("a byte of the last append is zero", |dir| {
        let path = write_ahead_file(dir);
        let mut bytes = fs::read(&path).unwrap();
        let last = used_bytes(&bytes) - 20;
        bytes[last - 40..last].fill(0);
        fs::write(&path, bytes).unwrap();
    }),
    ("most of the write-ahead file is cut off", |dir| {
        fs::File::options().write(true).open(write_ahead_file(dir)).unwrap().set_len(300).unwrap();
    }),
    ("the write-ahead file is lost", |dir| fs::remove_file(write_ahead_file(dir)).unwrap()),
    ("the store is lost", |dir| fs::remove_dir_all(dir.join("store")).unwrap()),
];

/// Three appends to two logs.
fn written(dir: &Path, end: End) -> EmbeddedJournal {
    let journal = EmbeddedJournal::open(dir).unwrap();
    append(&journal, LogId(0), 1, numbered(1..=1)).unwrap();
    append(&journal, LOG, 1, numbered(1..=4)).unwrap();
    append(&journal, LOG, 5, numbered(5..=9)).unwrap();
    if end == End::Stopped {
        journal.close().unwrap();
    }
    journal
}

fn refusal(dir: &Path) -> String {
    let refusal = EmbeddedJournal::open(dir).unwrap_err();
    assert!(matches!(refusal, JournalError::Corrupt { .. }), "{refusal}");
    refusal.to_string()
}

/// What the message says a person may do, to go on with what is left.
fn go_on(dir: &Path) {
    for file in ["DAMAGED", "HEADS", "ACKNOWLEDGED"] {
        let _ = fs::remove_file(dir.join(file));
    }
    fs::remove_dir_all(dir.join("snapshots")).unwrap();
}

#[test]
fn lost_entries_are_noticed_after_a_kill_and_after_a_stop() {
    for end in [End::Killed, End::Stopped] {
        for (title, harm) in HARMS {
            let dir = tempfile::tempdir().unwrap();
            drop(written(dir.path(), end));
            harm(dir.path());
            let said = refusal(dir.path());
            for word in ["DAMAGED", "remove", dir.path().to_str().unwrap()] {
                assert!(said.contains(word), "{end:?}, {title}: {word} is not in: {said}");
            }
            let (_, why) = said.split_once(": ").unwrap();
            assert!(refusal(dir.path()).ends_with(why), "it stays refused");
            go_on(dir.path());
            let journal = EmbeddedJournal::open(dir.path()).unwrap();
            let next = journal.next(LOG).unwrap().0;
            assert!(next < 10, "{title}");
            append(&journal, LOG, next, numbered(next..=next)).unwrap();
            assert_eq!(all(&journal, LOG), numbered(1..=next));
        }
    }
}

/// Each of the things that know is enough.
#[test]
fn one_witness_is_enough() {
    let cases = [
        ("ACKNOWLEDGED", "append 2, but append 3 was acknowledged (file ACKNOWLEDGED)"),
        (
            "HEADS",
            "log 1 ends at position 4, but the file HEADS, written at the last stop, reaches to position 9",
        ),
        (
            "snapshots",
            "log 1 ends at position 4, but the snapshot snapshots/0000000000000001.snapshot reaches to position 9",
        ),
    ];
    for (witness, words) in cases {
        let dir = tempfile::tempdir().unwrap();
        written(dir.path(), End::Stopped).save_snapshot(LOG, Position(9), b"nine").unwrap();
        HARMS[0].1(dir.path());
        for other in cases.map(|(name, _)| dir.path().join(name)) {
            if !other.ends_with(witness) {
                let _ = if other.is_dir() { fs::remove_dir_all(other) } else { fs::remove_file(other) };
            }
        }
        let said = refusal(dir.path());
        assert!(said.contains(words), "{witness}: {said}");
    }
}

#[test]
fn a_snapshot_of_a_log_that_is_not_there_is_noticed() {
    let dir = tempfile::tempdir().unwrap();
    written(dir.path(), End::Killed).save_snapshot(LOG, Position(9), b"nine").unwrap();
    fs::remove_dir_all(dir.path().join("store")).unwrap();
    fs::remove_file(dir.path().join("ACKNOWLEDGED")).unwrap();
    let said = refusal(dir.path());
    assert!(said.contains("no log 1") && said.contains("position 9"), "{said}");
    assert!(!dir.path().join("store").exists(), "nothing new is made in its place");
    // The folder that was lost is put back: nothing else has to be done than what the message says.
    go_on(dir.path());
    drop(EmbeddedJournal::open(dir.path()).unwrap());
}

/// Two folders that were one once, put together.
#[test]
fn a_snapshot_and_heads_of_another_history_are_noticed() {
    for mixed in ["snapshots", "HEADS"] {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        drop(written(dir.path(), End::Killed));
        copy_tree(dir.path(), other.path());
        for (dir, text) in [(&dir, b"one"), (&other, b"two")] {
            let journal = EmbeddedJournal::open(dir.path()).unwrap();
            append(&journal, LOG, 10, vec![text.to_vec()]).unwrap();
            journal.save_snapshot(LOG, Position(10), text).unwrap();
            journal.close().unwrap();
            append(&journal, LOG, 11, numbered(11..=12)).unwrap();
        }
        for dir in [&dir, &other] {
            drop(EmbeddedJournal::open(dir.path()).unwrap());
        }
        if mixed == "HEADS" {
            fs::copy(other.path().join(mixed), dir.path().join(mixed)).unwrap();
        } else {
            copy_tree(&other.path().join(mixed), &dir.path().join(mixed));
        }
        let said = refusal(dir.path());
        assert!(said.contains("another history of log 1") && said.contains("position 10"), "{mixed}: {said}");
    }
}

/// What is only a witness may be lost or damaged itself.
#[test]
fn a_damaged_witness_costs_nothing() {
    let pristine = tempfile::tempdir().unwrap();
    written(pristine.path(), End::Stopped).save_snapshot(LOG, Position(5), b"five").unwrap();
    // Opening it once more makes the write-ahead file as short as what it holds.
    drop(EmbeddedJournal::open(pristine.path()).unwrap());
    for name in ["ACKNOWLEDGED", "HEADS", "snapshots/0000000000000001.snapshot"] {
        let length = fs::read(pristine.path().join(name)).unwrap().len();
        for at in (0..length).step_by(11) {
            let dir = tempfile::tempdir().unwrap();
            copy_tree(pristine.path(), dir.path());
            let path = dir.path().join(name);
            let mut bytes = fs::read(&path).unwrap();
            bytes[at] ^= 0x40;
            fs::write(&path, &bytes).unwrap();
            let journal = EmbeddedJournal::open(dir.path()).unwrap();
            assert_eq!(all(&journal, LOG), numbered(1..=9), "{name}, byte {at}");
            append(&journal, LOG, 10, numbered(10..=10)).unwrap();
            drop(journal);
            EmbeddedJournal::open(dir.path()).unwrap();
        }
    }
}

/// Old heads are a lower bound, whatever came after them.
#[test]
fn what_was_written_down_stays_true_after_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let mut next = 10;
    let journal = written(dir.path(), End::Stopped);
    journal.save_snapshot(LOG, Position(7), b"seven").unwrap();
    drop(journal);
    for _ in 0..3 {
        let journal = EmbeddedJournal::open(dir.path()).unwrap();
        assert_eq!(journal.load_snapshot(LOG).unwrap(), Some((Position(7), b"seven".to_vec())));
        append(&journal, LOG, next, numbered(next..=next + 2)).unwrap();
        next += 3;
        assert_eq!(all(&journal, LOG), numbered(1..=next - 1));
    }
}
