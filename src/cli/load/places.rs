//! Where a report goes, looked at before anything is sent: each file can be written, is of one report alone, and is none that the run
//! reads.

use crate::cli::exit::Failure;
use crate::cli::foreign::{self, system};
use crate::cli::lang::{said, say};
use std::fs::{self, FileType, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A file, and the flag that names it.
pub(super) type Named<'a> = (&'a str, &'a Path);

/// Whether each report has a place of its own. `read` are files that the run reads: a report in their place would be the end of them.
///
/// # Errors
/// Names the first one that has none.
pub(super) fn check(reports: &[Named<'_>], read: &[Named<'_>]) -> Result<(), Failure> {
    let mut places = Places::default();
    for (flag, file) in read {
        // What is not there, or cannot be read, is said by whoever reads it.
        if let Ok(Some(place)) = identity(file) {
            places.taken.push((place, (*flag).to_owned(), true));
        }
    }
    for (flag, file) in reports {
        places.take(flag, file)?;
    }
    Ok(())
}

/// Places that are taken. Files that were made to look at them are there until the end, so that one that is named twice is seen.
#[derive(Default)]
struct Places {
    /// Which, by which flag, and whether it is read.
    taken: Vec<(Identity, String, bool)>,
    made: Vec<PathBuf>,
}

impl Places {
    fn take(&mut self, flag: &str, file: &Path) -> Result<(), Failure> {
        self.open(file).map_err(|error| no_place(file, &error))?;
        let Some(place) = identity(file).map_err(|error| no_place(file, &error))? else { return Ok(()) };
        let shown = file.display();
        match self.taken.iter().find(|(taken, ..)| *taken == place) {
            // Compared with the last run, and kept for the next.
            Some((_, other, true)) if (flag, other.as_str()) == ("--save", "--baseline") => Ok(()),
            Some((_, other, true)) => Err(Failure::new(said!(
                "{flag} {shown} is the file of {other}, which the run reads",
                "{flag} {shown} 与 {other} 是同一文件，压测要读取它"
            ))
            .hint(say("name another file for the report", "请为报告另选文件"))),
            Some((_, other, false)) => Err(Failure::new(said!(
                "{flag} {shown} is the file of {other}, too",
                "{flag} {shown} 与 {other} 是同一文件"
            ))
            .hint(say("name a file for each report", "请为每份报告各选一个文件"))),
            None => {
                self.taken.push((place, flag.to_owned(), false));
                Ok(())
            }
        }
    }

    /// Whether a file can be written; one that is not there is made.
    fn open(&mut self, file: &Path) -> io::Result<()> {
        let found = match fs::metadata(file) {
            Ok(found) => found.file_type(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                OpenOptions::new().append(true).create(true).open(file)?;
                // By its own name: what was named may be a link.
                self.made.push(fs::canonicalize(file)?);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        NoFile::of(found).map_or(Ok(()), |no| Err(io::Error::other(no)))?;
        // Opening a device may do something; whether it takes what is written is seen when it is.
        if found.is_file() || found.is_dir() {
            OpenOptions::new().append(true).open(file)?;
        }
        Ok(())
    }
}

/// What was made is taken away again.
impl Drop for Places {
    fn drop(&mut self) {
        for file in &self.made {
            // Whoever may make a file may take it away; if not, it is empty.
            let _ = fs::remove_file(file);
        }
    }
}

/// What tells files apart, by whatever path.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = PathBuf;

/// Of a file; a device may be named as often as anybody likes.
#[cfg(unix)]
fn identity(file: &Path) -> io::Result<Option<Identity>> {
    use std::os::unix::fs::MetadataExt;
    let found = fs::metadata(file)?;
    Ok(found.is_file().then(|| (found.dev(), found.ino())))
}

#[cfg(not(unix))]
fn identity(file: &Path) -> io::Result<Option<Identity>> {
    Ok(if fs::metadata(file)?.is_file() { Some(fs::canonicalize(file)?) } else { None })
}

/// What is no file, though it has the name of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum NoFile {
    /// Whoever opens it waits for a reader, for ever if none comes.
    #[error("it is a pipe")]
    Pipe,
    /// Nobody can open it.
    #[error("it is a socket")]
    Socket,
}

impl NoFile {
    #[cfg(unix)]
    fn of(found: FileType) -> Option<Self> {
        use std::os::unix::fs::FileTypeExt;
        if found.is_fifo() {
            return Some(Self::Pipe);
        }
        found.is_socket().then_some(Self::Socket)
    }

    #[cfg(not(unix))]
    const fn of(_: FileType) -> Option<Self> {
        None
    }

    fn words(self) -> &'static str {
        match self {
            Self::Pipe => say("it is a pipe", "是管道，不是文件"),
            Self::Socket => say("it is a socket", "是套接字，不是文件"),
        }
    }

    fn among(error: &io::Error) -> Option<Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref::<Self>()).copied()
    }
}

/// Writes a file, which may have become a pipe meanwhile.
pub(super) fn write(file: &Path, text: impl FnOnce() -> String) -> io::Result<()> {
    match fs::metadata(file).ok().and_then(|found| NoFile::of(found.file_type())) {
        Some(no) => Err(io::Error::other(no)),
        None => fs::write(file, text()),
    }
}

fn no_place(file: &Path, error: &io::Error) -> Failure {
    if NoFile::among(error).is_some() {
        return Failure::new(unwritten(file, error)).hint(say(
            "name a file; --json writes the report to standard output",
            "请指定文件；--json 把报告写到标准输出",
        ));
    }
    foreign::unwritten(&file.display().to_string(), error)
}

pub(super) fn unwritten(file: &Path, error: &io::Error) -> String {
    let why = NoFile::among(error).map_or_else(|| system(error), |no| no.words().to_owned());
    let file = file.display();
    said!("{file} cannot be written: {why}", "{file} 无法写入：{why}")
}
