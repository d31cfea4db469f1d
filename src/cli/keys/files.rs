//! The files of `tongguan keys`: what is read is bounded, what is written never replaces anything.

use crate::cli::exit::Failure;
use crate::cli::foreign;
use crate::cli::lang::{said, say};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use tongguan_domain::limits;
use tongguan_signature::Key;

/// Reads a key.
pub(super) fn key(path: &Path) -> Result<Key, Failure> {
    let pem = String::from_utf8(read(path, limits::SIGNING_KEY_BYTES)?)
        .map_err(|_| Failure::new(said!("{} is no PEM file", "{} 不是 PEM 文件", path.display())))
        .map_err(|failure| failure.hint(make()))?;
    Key::from_pem(&pem).map_err(|error| {
        let text = said!("{}: {error}", "{} 不能用作密钥（{error}）", path.display());
        Failure::new(text).hint(make())
    })
}

fn make() -> &'static str {
    say("make one with `tongguan keys new`", "可用 `tongguan keys new` 生成")
}

/// Reads a message or an envelope; `-` is standard input.
pub(super) fn message(path: &Path) -> Result<Vec<u8>, Failure> {
    read(path, limits::DXP_BYTES)
}

fn read(path: &Path, most: usize) -> Result<Vec<u8>, Failure> {
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(bound).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(bound).read_to_end(&mut bytes))
    };
    read.map_err(|error| foreign::unread(&path.display().to_string(), &error))?;
    if bytes.len() > most {
        let text = said!("{} is larger than {most} bytes", "{} 超过 {most} 字节", path.display());
        return Err(
            Failure::new(text).hint(say("`tongguan limits` has every bound", "全部限额见 `tongguan limits`"))
        );
    }
    Ok(bytes)
}

/// Writes a new file.
pub(super) fn create(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    write(path, bytes, OpenOptions::new().write(true).create_new(true))
}

/// Writes a new file that only its owner can read.
pub(super) fn create_secret(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    write(path, bytes, &options)
}

fn write(path: &Path, bytes: &[u8], options: &OpenOptions) -> Result<(), Failure> {
    let written = options.open(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| foreign::unwritten(&path.display().to_string(), &error))
}
