//! Files and folders. No name that is there is ever taken from its file. Everything here blocks on the disk.

use crate::messages::fingerprint;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;
use tongguan_domain::limits;

/// Between two tries to lock a folder.
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// Who may read what is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readers {
    /// The user of the server alone: receipts hold personal data.
    Owner,
    /// Whoever the system lets.
    Usual,
}

/// Makes a folder and what is missing above it. A folder that is there stays as it is.
pub(super) fn make(folder: &Path, readers: Readers) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        make(parent, readers)?;
    }
    let builder = &mut fs::DirBuilder::new();
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::DirBuilderExt::mode(builder, 0o700);
    }
    match builder.create(folder) {
        Ok(()) => sync(parent.unwrap_or(Path::new("."))),
        Err(_) if folder.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes the names of a folder durable: a file that is on the disk is not yet in its folder.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    open_folder(folder)?.sync_all()
}

/// Opens a file that somebody else has put there. Whatever stands under its name by now, this neither waits (as a pipe
/// would) nor follows a link.
pub(super) fn open_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOFOLLOW);
    let file = match options.open(path) {
        Err(_) if fs::symlink_metadata(path).is_ok_and(|data| !data.is_file()) => return Err(no_plain_file()),
        opened => opened?,
    };
    if file.metadata()?.is_file() { Ok(file) } else { Err(no_plain_file()) }
}

/// Opens a folder, or whatever stands under its name by now, without waiting.
fn open_folder(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    options.open(path)
}

pub(super) fn no_plain_file() -> io::Error {
    io::Error::other("it is no plain file, but a link, a folder or a pipe")
}

/// Writes a file that appears complete or not at all, with its bytes on the disk. Under a name that is there with the
/// same bytes nothing is to be done; with other bytes both stay, and the new one gets a mark of its content.
pub(super) fn put_new(folder: &Path, name: &str, bytes: &[u8], readers: Readers) -> io::Result<()> {
    make(folder, readers)?;
    let mark = fingerprint([name.as_bytes(), bytes]);
    let unfinished = folder.join(format!(".{mark:032x}.{}.part", std::process::id()));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let marked = format!("{stem}_{:016x}.{ending}", mark >> 64);
    for name in [name, &marked] {
        let place = folder.join(name);
        if is_there(&place)? {
            if same(&place, bytes) {
                return Ok(());
            }
            continue;
        }
        write(&unfinished, bytes, readers)?;
        let linked = fs::hard_link(&unfinished, &place);
        let put = match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !is_there(&place)? => {
                // No links on this file system.
                fs::rename(&unfinished, &place)
            }
            linked => fs::remove_file(&unfinished).and(linked),
        };
        match put {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && !same(&place, bytes) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Ok(()),
            put => return put,
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "another file has the name"))
}

fn write(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    // What a process that died has left.
    if is_there(path)? {
        fs::remove_file(path)?;
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    let written = options.open(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if written.is_err() {
        // The trouble is told; what is left of the file would only take room.
        let _: io::Result<()> = fs::remove_file(path);
    }
    written
}

/// Moves a file into a folder, under its own name or, if that is taken, under another. Gives the name.
pub(super) fn move_new(from: &Path, folder: &Path, name: &OsStr, tries: u32) -> io::Result<OsString> {
    let _alone = alone(folder, tries)?;
    let free = free_name(name, |name| Ok(!is_there(&folder.join(name))?))?;
    fs::rename(from, folder.join(&free))?;
    Ok(free)
}

/// Moves a file into a folder beside a text that says why it is there. The text first: a crash between the two repeats
/// both.
pub(super) fn move_with_reason(
    from: &Path,
    folder: &Path,
    name: &OsStr,
    why: &str,
    tries: u32,
) -> io::Result<()> {
    let _alone = alone(folder, tries)?;
    let free = free_name(name, |name| {
        let reason = folder.join(reason_name(name));
        let said = !is_there(&reason)? || same(&reason, why.as_bytes());
        Ok(said && !is_there(&folder.join(name))?)
    })?;
    put_new(folder, &reason_name(&free), why.as_bytes(), Readers::Usual)?;
    fs::rename(from, folder.join(&free))
}

/// One mover at a time, also of another process: between the look for a free name and the move nobody takes it. Where
/// a folder cannot be locked, this process alone has to do. A move is short: who holds the lock longer is no mover.
fn alone(folder: &Path, tries: u32) -> io::Result<File> {
    let handle = open_folder(folder)?;
    for _ in 0..tries {
        match handle.try_lock() {
            Ok(()) => return Ok(handle),
            #[expect(
                clippy::disallowed_methods,
                reason = "the system tells nobody that a lock is free, but by a wait without an end"
            )]
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(error)) => {
                tracing::debug!(folder = %folder.display(), %error, "the folder cannot be locked");
                return Ok(handle);
            }
        }
    }
    let why = format!("another process has locked the folder {}", folder.display());
    Err(io::Error::new(io::ErrorKind::WouldBlock, why))
}

/// Whether a name is there, whatever it stands for.
pub(super) fn is_there(path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

fn same(path: &Path, bytes: &[u8]) -> bool {
    let Ok(file) = open_file(path) else { return false };
    let mut found = Vec::new();
    let read = file.take(bytes.len() as u64 + 1).read_to_end(&mut found);
    read.is_ok() && found == bytes
}

fn free_name(name: &OsStr, free: impl Fn(&OsStr) -> io::Result<bool>) -> io::Result<OsString> {
    if free(name)? {
        return Ok(name.to_owned());
    }
    // Numbers are used one after the other, so that few looks find the first free one, however many there are.
    let is_free = |number: u64| free(&other_name(name, &number.to_string()));
    let (mut taken, mut open) = (1, 2_u64);
    while !is_free(open)? {
        taken = open;
        open = open.checked_mul(2).ok_or_else(|| io::Error::from(io::ErrorKind::AlreadyExists))?;
    }
    while open - taken > 1 {
        let middle = u64::midpoint(taken, open);
        if is_free(middle)? {
            open = middle;
        } else {
            taken = middle;
        }
    }
    Ok(other_name(name, &open.to_string()))
}

/// `a_2.xml` for `a.xml`.
fn other_name(name: &OsStr, mark: &str) -> OsString {
    let text = name.to_string_lossy();
    let (stem, ending) = text.rsplit_once('.').unwrap_or((&text, ""));
    let tail = format!("_{mark}.{ending}");
    format!("{}{tail}", cut(stem, limits::FILE_NAME_BYTES.saturating_sub(tail.len()))).into()
}

/// `a.xml.txt` for `a.xml`; a long name is cut, and marked so that it stays its own.
pub(super) fn reason_name(name: &OsStr) -> String {
    let text = name.to_string_lossy();
    let full = format!("{text}.txt");
    if full.len() <= limits::FILE_NAME_BYTES {
        return full;
    }
    let tail = format!("~{:08x}.txt", fingerprint([name.as_encoded_bytes()]) & 0xffff_ffff);
    format!("{}{tail}", cut(&text, limits::FILE_NAME_BYTES.saturating_sub(tail.len())))
}

/// The longest beginning of at most so many bytes.
fn cut(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text.get(..end).unwrap_or_default()
}

/// The first so many wanted names of a folder, in order; whether each is a plain file, and not a link, a pipe or a folder.
pub(super) fn list(folder: &Path, wanted: impl Fn(&OsStr) -> bool) -> io::Result<BTreeMap<OsString, bool>> {
    let mut names = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if wanted(&name) {
            // One that is gone meanwhile was taken by another process.
            let Ok(kind) = entry.file_type() else { continue };
            names.insert(name, kind.is_file());
            if names.len() > limits::FOLDER_FILES {
                names.pop_last();
            }
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::tempdir;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_name_stays_with_its_file() {
        let folder = tempdir().unwrap();
        let put = |bytes: &[u8]| put_new(folder.path(), "a.xml", bytes, Readers::Owner).unwrap();
        put(b"1");
        put(b"1");
        assert_eq!(names(folder.path()), ["a.xml"], "the same again is nothing new");
        put(b"2");
        put(b"2");
        assert_eq!(names(folder.path()).len(), 2);
        assert_eq!(fs::read(folder.path().join("a.xml")).unwrap(), b"1");
        for number in 2..=102 {
            let from = folder.path().join("new");
            fs::write(&from, number.to_string()).unwrap();
            move_new(&from, folder.path(), OsStr::new("a.xml"), 1).unwrap();
        }
        assert_eq!(fs::read(folder.path().join("a_2.xml")).unwrap(), b"2");
        assert_eq!(names(folder.path()).len(), 2 + 101);
    }

    #[test]
    fn long_names_are_cut_and_stay_different() {
        for length in [1, 245, 246, 251, 252, 255] {
            let name = |last: char| OsString::from(format!("{}{last}.xml", "a".repeat(length.max(6) - 5)));
            let (one, other) = (reason_name(&name('1')), reason_name(&name('2')));
            assert!(one.len() <= 255 && one != other, "{length}: {one}");
            assert!(other_name(&name('1'), "99").len() <= 255);
        }
        let chinese = OsString::from(format!("{}.xml", "订".repeat(83)));
        assert!(reason_name(&chinese).len() <= 255 && other_name(&chinese, "2").len() <= 255);
    }

    /// A pipe would wait for somebody who writes, for ever.
    #[cfg(unix)]
    #[test]
    fn only_a_plain_file_is_opened() {
        let base = tempdir().unwrap();
        let at = |name: &str| base.path().join(name);
        fs::write(at("plain"), "1").unwrap();
        fs::create_dir(at("folder")).unwrap();
        std::os::unix::fs::symlink(at("plain"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("pipe"), at("link to a pipe")).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
        assert!(open_file(&at("plain")).is_ok());
        for name in ["folder", "link", "pipe", "link to a pipe"] {
            let error = open_file(&at(name)).unwrap_err();
            assert_eq!(error.to_string(), no_plain_file().to_string(), "{name}");
            assert!(!same(&at(name), b"1"), "{name}");
        }
        assert_eq!(open_file(&at("nothing")).unwrap_err().kind(), io::ErrorKind::NotFound);
        // Nor does this wait, whatever it says.
        drop(sync(&at("pipe")));
    }

    #[cfg(unix)]
    #[test]
    fn receipts_are_for_their_owner() {
        use std::os::unix::fs::PermissionsExt;
        let base = tempdir().unwrap();
        let folder = base.path().join("out").join("A");
        put_new(&folder, "a.xml", b"1", Readers::Owner).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let modes = [base.path().join("out"), folder.clone(), folder.join("a.xml")].map(|path| mode(&path));
        assert_eq!(modes, [0o700, 0o700, 0o600]);
    }
}
