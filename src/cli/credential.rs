//! The key that the calls of a command show, where the server asks for one: from a file, or from the environment, and never
//! from an argument, which everybody on the machine can read.

use super::exit::Failure;
use super::foreign;
use super::lang::{said, say};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;
use tongguan_domain::limits;

/// Where a key is, if no file is named.
pub(crate) const VARIABLE: &str = "TONGGUAN_API_KEY";
/// How long a file may take to give its key. It may be a pipe, as a shell makes of `<(pass show key)`, and one that nobody
/// writes to is not even open before somebody does.
const PATIENCE: Duration = Duration::from_secs(5);

/// The key of a file, or of a variable of the environment; `None`: there is none.
pub(crate) fn read(file: Option<&Path>, variable: &str) -> Result<Option<String>, Failure> {
    let (place, text) = match file {
        Some(file) => (file.display().to_string(), text_of(file, PATIENCE)?),
        None => match std::env::var(variable) {
            Ok(text) if !text.is_empty() => (variable.to_owned(), text),
            _ => return Ok(None),
        },
    };
    let key = text.trim();
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        let text = said!("{place} holds no API key", "{place} 中没有 API 密钥");
        return Err(Failure::new(text).hint(say(
            "`tongguan api-key new` prints one: tg_ and 52 characters",
            "`tongguan api-key new` 会显示密钥：tg_ 加 52 个字符",
        )));
    }
    Ok(Some(key.to_owned()))
}

/// The text of a file, read by a thread of its own: neither opening a pipe nor reading it can be broken off, also not by a
/// signal that this program listens to. What still waits ends with the process.
fn text_of(file: &Path, patience: Duration) -> Result<String, Failure> {
    let name = file.display().to_string();
    let (out, text) = sync_channel(1);
    let path = file.to_owned();
    let reading = move || {
        // Nobody listens any more where it came too late.
        let _ = out.send(first_of(&path));
    };
    let thread = thread::Builder::new().name("key".to_owned());
    thread.spawn(reading).map_err(|error| foreign::unread(&name, &error))?;
    match text.recv_timeout(patience) {
        Ok(text) => text.map_err(|error| foreign::unread(&name, &error)),
        // A thread that broke has said so.
        Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => Err(silent(&name, patience)),
    }
}

fn first_of(file: &Path) -> io::Result<String> {
    let most = u64::try_from(limits::API_KEY_HOLDER_BYTES).unwrap_or(u64::MAX);
    let mut text = String::new();
    File::open(file)?.take(most).read_to_string(&mut text)?;
    Ok(text)
}

fn silent(name: &str, patience: Duration) -> Failure {
    let seconds = patience.as_secs();
    let text = said!(
        "{name} cannot be read: it gave no key within {seconds} seconds",
        "{name} 无法读取：{seconds} 秒内没有给出密钥"
    );
    Failure::new(text).hint(say(
        "it is a pipe that nobody writes to, or that is not closed: name a file, or a command that ends, such as <(pass show key)",
        "它是无人写入或没有关闭的管道：请给出文件，或会结束的命令，如 <(pass show key)",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_key_is_read_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        for (text, key) in
            [("tg_1\n", Some("tg_1")), ("  tg_1", Some("tg_1")), ("", None), ("a b", None), ("\n", None)]
        {
            std::fs::write(&file, text).unwrap();
            match key {
                Some(key) => assert_eq!(read(Some(&file), VARIABLE).unwrap().as_deref(), Some(key)),
                None => {
                    assert!(read(Some(&file), VARIABLE).unwrap_err().text().ends_with("holds no API key"))
                }
            }
        }
        assert!(
            read(Some(&folder.path().join("none")), VARIABLE).unwrap_err().text().contains("cannot be read")
        );
        assert_eq!(read(None, "TONGGUAN_NO_SUCH_VARIABLE").unwrap(), None);
    }

    #[test]
    fn a_pipe_is_read_and_waited_for_no_longer_than_said() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = |name: &str| {
            let pipe = folder.path().join(name);
            assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            pipe
        };
        // As <(pass show key) is one: somebody writes, and closes it.
        let written = pipe("written");
        let writer = thread::spawn({
            let written = written.clone();
            move || std::fs::write(written, "tg_1\n").unwrap()
        });
        assert_eq!(read(Some(&written), VARIABLE).unwrap().as_deref(), Some("tg_1"));
        writer.join().unwrap();
        // Nobody writes; somebody writes, and does not close it.
        let (unopened, unclosed) = (pipe("unopened"), pipe("unclosed"));
        let holder = thread::spawn({
            let unclosed = unclosed.clone();
            move || File::options().write(true).open(unclosed).unwrap()
        });
        for pipe in [&unopened, &unclosed] {
            let told = text_of(pipe, Duration::from_millis(100)).unwrap_err();
            assert!(told.text().contains("cannot be read: it gave no key within"), "{}", told.text());
        }
        drop(holder.join().unwrap());
        // What has no end has one here.
        let endless = text_of(Path::new("/dev/zero"), PATIENCE).unwrap();
        assert_eq!(endless.len(), limits::API_KEY_HOLDER_BYTES);
    }
}
