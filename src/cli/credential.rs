//! The key that the calls of a command show, where the server asks for one: from a file, or from the environment, and never
//! from an argument, which everybody on the machine can read.

use super::exit::Failure;
use super::foreign;
use super::lang::{said, say};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use tongguan_domain::limits;

/// Where a key is, if no file is named.
pub(crate) const VARIABLE: &str = "TONGGUAN_API_KEY";

/// The key of a file, or of a variable of the environment; `None`: there is none.
pub(crate) fn read(file: Option<&Path>, variable: &str) -> Result<Option<String>, Failure> {
    let (place, text) = match file {
        Some(file) => {
            let most = u64::try_from(limits::API_KEY_HOLDER_BYTES).unwrap_or(u64::MAX);
            let mut text = String::new();
            let read = File::open(file).and_then(|file| file.take(most).read_to_string(&mut text));
            read.map_err(|error| foreign::unread(&file.display().to_string(), &error))?;
            (file.display().to_string(), text)
        }
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
