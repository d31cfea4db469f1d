//! The one line that tells another program that the server answers.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// `{"event":"ready","address":"127.0.0.1:50051","pid":4242}`, and where to write it.
#[derive(Clone, Debug)]
pub struct Ready {
    line: String,
}

/// An inherited file descriptor (a pipe or a file, not a socket), opened for itself. The inherited one stays open
/// until the process ends, so its reader waits for the line, not for the end.
#[derive(Debug)]
pub struct Descriptor(File);

impl Descriptor {
    /// Opens descriptor `number`. Call it before the process opens anything of its own: later, a number that nobody
    /// handed over may be that of a journal.
    pub fn inherited(number: u32) -> io::Result<Self> {
        let path = [format!("/proc/self/fd/{number}"), format!("/dev/fd/{number}")];
        let [linux, other] = path.map(PathBuf::from);
        let path = if linux.exists() { linux } else { other };
        OpenOptions::new().append(true).open(path).map(Self)
    }
}

impl Ready {
    /// The line of this process, which answers at `address`. `more` are further listeners by name, for
    /// example `("control", …)`; a name is a plain word.
    #[must_use]
    pub fn new(address: SocketAddr, more: &[(&str, SocketAddr)]) -> Self {
        let mut line = format!(r#"{{"event":"ready","address":"{address}""#);
        for (name, other) in more {
            // Writing to a string cannot fail.
            let _ = write!(line, r#","{name}":"{other}""#);
        }
        let _ = writeln!(line, r#","pid":{}}}"#, std::process::id());
        Self { line }
    }

    /// The same, where every address speaks TLS.
    #[must_use]
    pub fn over_tls(self) -> Self {
        Self { line: self.line.replace(r#","pid":"#, r#","tls":true,"pid":"#) }
    }

    /// The line, with its newline.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Writes it to standard output. A closed pipe is an error, not a panic.
    pub fn to_stdout(&self) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(self.line.as_bytes())?;
        out.flush()
    }

    /// Writes it to a descriptor that the process inherited.
    pub fn to_descriptor(&self, descriptor: &mut Descriptor) -> io::Result<()> {
        descriptor.0.write_all(self.line.as_bytes())
    }

    /// Writes it to a file that appears complete or not at all.
    pub fn to_file(&self, path: &Path) -> io::Result<()> {
        let Some(name) = path.file_name() else {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the ready file has no name"));
        };
        let mut temporary = name.to_owned();
        temporary.push(format!(".{}.tmp", std::process::id()));
        let temporary = path.with_file_name(temporary);
        let written = fs::write(&temporary, &self.line).and_then(|()| fs::rename(&temporary, path));
        if written.is_err() {
            // Best effort: the error that matters is the first.
            let _ = fs::remove_file(&temporary);
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::AsRawFd;

    fn ready() -> Ready {
        Ready::new("127.0.0.1:50051".parse().unwrap(), &[("control", "[::1]:7".parse().unwrap())])
    }

    #[test]
    fn the_line_is_one_json_object() {
        let line = ready().line().to_owned();
        assert_eq!(line.matches('\n').count(), 1);
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["event"], "ready");
        assert_eq!(value["address"], "127.0.0.1:50051");
        assert_eq!(value["control"], "[::1]:7");
        assert_eq!(value["pid"], std::process::id());
        assert!(value.get("tls").is_none());
        let value: serde_json::Value = serde_json::from_str(ready().over_tls().line()).unwrap();
        assert_eq!((&value["tls"], &value["control"]), (&true.into(), &"[::1]:7".into()));
    }

    #[test]
    fn a_file_appears_complete_and_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ready.json");
        ready().to_file(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), ready().line());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(ready().to_file(&folder.path().join("no/such/folder")).is_err());
    }

    #[test]
    fn a_descriptor_gets_the_line() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let fd = u32::try_from(file.as_file().as_raw_fd()).unwrap();
        ready().to_descriptor(&mut Descriptor::inherited(fd).unwrap()).unwrap();
        assert_eq!(fs::read_to_string(file.path()).unwrap(), ready().line());
        assert!(Descriptor::inherited(999_999).is_err());
    }
}
