//! The first start may be cut off anywhere, and the folder is this user's alone.

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

use common::{all, append, copy_tree, files, numbered};
use tongguan_journal::{EmbeddedJournal, JournalError, LogId};

const LOG: LogId = LogId(1);

/// It works as a new one does.
fn assert_new(dir: &Path, title: &str) {
    let journal = EmbeddedJournal::open(dir).unwrap_or_else(|refusal| panic!("{title}: {refusal}"));
    assert_eq!(all(&journal, LOG), Vec::<Vec<u8>>::new());
    append(&journal, LOG, 1, numbered(1..=3)).unwrap();
    drop(journal);
    let journal = EmbeddedJournal::open(dir).unwrap();
    assert_eq!(all(&journal, LOG), numbered(1..=3), "{title}");
}

/// Every way in which one file of the store may be unfinished: not there, empty, half.
fn unfinished(store: &Path, each: impl Fn(&str, &dyn Fn(&Path))) {
    for path in files(store) {
        let name = path.strip_prefix(store).unwrap().to_owned();
        let length = fs::metadata(&path).unwrap().len();
        each(&format!("{} is not there", name.display()), &|store| {
            fs::remove_file(store.join(&name)).unwrap()
        });
        for length in [0, length / 2] {
            each(&format!("{} has {length} bytes", name.display()), &|store| {
                let file = fs::File::options().write(true).open(store.join(&name)).unwrap();
                file.set_len(length).unwrap();
            });
        }
    }
    each("there is only the folder", &|store| {
        fs::remove_dir_all(store).unwrap();
        fs::create_dir(store).unwrap();
    });
}

fn new_folder() -> (tempfile::TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("data");
    drop(EmbeddedJournal::open(&dir).unwrap());
    // Made longer than needed; tests copy it often.
    let file = fs::File::options().write(true).open(common::write_ahead_file(&dir)).unwrap();
    file.set_len(8192).unwrap();
    (parent, dir)
}

/// The number of the last acknowledged append is written when the store is whole; the first version did not write it.
#[test]
fn a_store_that_was_being_made_is_made_anew() {
    let (_parent, pristine) = new_folder();
    unfinished(&pristine.join("store"), |title, harm| {
        for finished in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            copy_tree(&pristine, dir.path());
            if !finished {
                fs::remove_file(dir.path().join("ACKNOWLEDGED")).unwrap();
            }
            harm(&dir.path().join("store"));
            assert_new(dir.path(), title);
        }
    });
}

/// The steps before the store.
#[test]
fn a_folder_that_was_being_made_is_finished() {
    let (_parent, pristine) = new_folder();
    let steps: [(&str, &[&str]); 5] = [
        ("the folder", &[]),
        ("the lock", &["LOCK"]),
        ("half of FORMAT", &["LOCK", "FORMAT.tmp"]),
        ("FORMAT", &["LOCK", "FORMAT"]),
        ("the store", &["LOCK", "FORMAT", "snapshots", "store"]),
    ];
    for (title, has) in steps {
        let dir = tempfile::tempdir().unwrap();
        for name in has {
            let (from, to) = (pristine.join(name), dir.path().join(name));
            match *name {
                "FORMAT.tmp" => fs::write(to, b"tongg").unwrap(),
                _ if from.is_dir() => copy_tree(&from, &to),
                _ => drop(fs::copy(from, to).unwrap()),
            }
        }
        assert_new(dir.path(), title);
    }
}

/// What has entries is never taken for a new one, whatever is damaged.
#[test]
fn a_store_with_entries_is_not_made_anew() {
    let (_parent, pristine) = new_folder();
    append(&EmbeddedJournal::open(&pristine).unwrap(), LOG, 1, numbered(1..=3)).unwrap();
    fs::remove_file(pristine.join("ACKNOWLEDGED")).unwrap();
    for damaged in ["version", "keyspaces/1/current", "keyspaces/0/current"] {
        let dir = tempfile::tempdir().unwrap();
        copy_tree(&pristine, dir.path());
        fs::write(dir.path().join("store").join(damaged), b"").unwrap();
        let refusal = EmbeddedJournal::open(dir.path()).unwrap_err();
        let wal = fs::metadata(common::write_ahead_file(dir.path())).unwrap();
        assert!(wal.len() > 0, "{damaged}: {refusal}");
        assert!(refusal.to_string().contains(dir.path().to_str().unwrap()), "{refusal}");
    }
}

#[test]
fn a_folder_of_somebody_else_is_refused_and_left_alone() {
    for name in ["letter.txt", "src"] {
        let dir = tempfile::tempdir().unwrap();
        if name.contains('.') {
            fs::write(dir.path().join(name), b"dear").unwrap();
        } else {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        let refusal = EmbeddedJournal::open(dir.path()).unwrap_err();
        assert!(matches!(refusal, JournalError::Foreign { .. }), "{refusal}");
        let said = refusal.to_string();
        assert!(said.contains(name) && said.contains(dir.path().to_str().unwrap()), "{said}");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing was put there");
    }
    // A new file system is not quite empty.
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("lost+found")).unwrap();
    assert_new(dir.path(), "lost+found");
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, b"").unwrap();
    for dir in [file.clone(), file.join("data")] {
        let said = EmbeddedJournal::open(&dir).unwrap_err().to_string();
        assert!(said.contains(dir.to_str().unwrap()), "{said}");
    }
}

#[cfg(unix)]
mod rights {
    use super::*;
    use std::os::unix::fs::PermissionsExt;
    use tongguan_journal::{Journal, Position};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn assert_private(dir: &Path) {
        assert_eq!(mode(dir), 0o700);
        for path in files(dir) {
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            assert_eq!(mode(path.parent().unwrap()), 0o700, "{}", path.display());
        }
    }

    #[test]
    fn nobody_else_can_read_it() {
        let (_parent, dir) = new_folder();
        let journal = EmbeddedJournal::open(&dir).unwrap();
        append(&journal, LOG, 1, numbered(1..=3)).unwrap();
        journal.save_snapshot(LOG, Position(3), b"three").unwrap();
        journal.close().unwrap();
        assert_private(&dir);
    }

    #[test]
    fn a_folder_that_everybody_could_read_is_closed() {
        let (_parent, dir) = new_folder();
        for path in files(&dir) {
            set(&path, 0o644);
            set(path.parent().unwrap(), 0o755);
        }
        set(&dir, 0o755);
        drop(EmbeddedJournal::open(&dir).unwrap());
        assert_private(&dir);
    }

    #[test]
    fn a_group_that_the_owner_let_in_stays() {
        let (_parent, dir) = new_folder();
        let format = dir.join("FORMAT");
        set(&dir, 0o750);
        set(&format, 0o640);
        drop(EmbeddedJournal::open(&dir).unwrap());
        assert_eq!((mode(&dir), mode(&format)), (0o750, 0o640));
    }
}
