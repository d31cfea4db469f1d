//! The file of keys: a line for each key, and empty lines. It is replaced as a whole, so a server that looks at it while it
//! is changed sees the one before or the one after.

use crate::fault::Fault;
use crate::key::KeyId;
use crate::record::Record;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use tongguan_domain::limits;
use tongguan_domain::time::Moment;

/// Why a file of keys cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The system does not give it, or does not take it.
    #[error("{}: {why}", file.display())]
    System {
        /// The file.
        file: PathBuf,
        /// What the system says.
        why: Fault,
    },
    /// It is not as it has to be. What it says is not repeated: it may be a key.
    #[error("{}:{line}: {why}", file.display())]
    Line {
        /// The file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        why: Fault,
    },
    /// No key of it has this id.
    #[error("{}: there is no key {id}", file.display())]
    NoKey {
        /// The file.
        file: PathBuf,
        /// The id.
        id: KeyId,
    },
}

/// Reads a file.
///
/// # Errors
/// [`FileError`]; nothing of a file is taken that has one wrong line.
pub fn read(file: &Path) -> Result<Vec<Record>, FileError> {
    parse(file, &text(open(file)?, file)?)
}

/// Adds a key; the file is made if it is not there. Only its owner can read it.
///
/// # Errors
/// [`FileError`]; then nothing is changed.
pub fn add(file: &Path, record: &Record) -> Result<(), FileError> {
    let _lock = lock(file)?;
    let mut text = match File::open(file) {
        Ok(opened) => text(opened, file)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(system(file, &error)),
    };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&record.write());
    text.push('\n');
    // Nothing is written that could not be read again.
    parse(file, &text)?;
    replace(file, &text)
}

/// Revokes a key. Its line stays, so that the log can say of whoever goes on using it that it was revoked. Gives what is
/// known of it; one that was revoked before keeps its moment.
///
/// # Errors
/// [`FileError`]; then nothing is changed.
pub fn revoke(file: &Path, id: KeyId, now: Moment) -> Result<Record, FileError> {
    let _lock = lock(file)?;
    let text = text(open(file)?, file)?;
    let no_key = || FileError::NoKey { file: file.to_owned(), id };
    let mut record = parse(file, &text)?.into_iter().find(|known| known.id == id).ok_or_else(no_key)?;
    if record.revoked.is_some() {
        return Ok(record);
    }
    record.revoked = Some(now);
    let changed = text.lines().map(|line| match Record::read(line) {
        Ok(known) if known.id == id => record.write(),
        _ => line.to_owned(),
    });
    let changed: String = changed.map(|line| line + "\n").collect();
    replace(file, &changed)?;
    Ok(record)
}

pub(crate) fn open(file: &Path) -> Result<File, FileError> {
    // What is no file, a pipe say, might be waited for without end.
    let found = fs::metadata(file).map_err(|error| system(file, &error))?;
    if !found.is_file() {
        return Err(FileError::System {
            file: file.to_owned(),
            why: Fault::new("it is no file", "不是文件"),
        });
    }
    File::open(file).map_err(|error| system(file, &error))
}

/// What an open file says.
pub(crate) fn text(opened: File, file: &Path) -> Result<String, FileError> {
    let most = limits::API_KEY_FILE_BYTES;
    let mut text = String::new();
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    opened.take(bound).read_to_string(&mut text).map_err(|error| system(file, &error))?;
    if text.len() > most {
        return Err(FileError::System {
            file: file.to_owned(),
            why: Fault::new(
                format!("it is larger than {most} bytes (API_KEY_FILE_BYTES)"),
                format!("超过 {most} 字节（API_KEY_FILE_BYTES）"),
            ),
        });
    }
    Ok(text)
}

pub(crate) fn parse(file: &Path, text: &str) -> Result<Vec<Record>, FileError> {
    let mut records = Vec::new();
    let (mut ids, mut names) = (std::collections::HashSet::new(), std::collections::HashMap::new());
    for (at, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let wrong = |why: Fault| FileError::Line { file: file.to_owned(), line: at, why };
        let record = Record::read(line).map_err(wrong)?;
        if !ids.insert(record.id) {
            let id = record.id;
            return Err(wrong(Fault::new(
                format!("the key {id} stands there already"),
                format!("密钥 {id} 已在文件中"),
            )));
        }
        if let Some(name) = record.certificate().filter(|_| record.revoked.is_none())
            && let Some(other) = names.insert(name.clone(), record.id)
        {
            return Err(wrong(Fault::new(
                format!("the certificate {name} stands there already, as {other}: revoke that"),
                format!("证书 {name} 已在文件中（{other}）：请先吊销"),
            )));
        }
        if records.len() >= limits::API_KEYS {
            let most = limits::API_KEYS;
            return Err(wrong(Fault::new(
                format!("there are more than {most} keys (API_KEYS)"),
                format!("超过 {most} 个密钥（API_KEYS）"),
            )));
        }
        records.push(record);
    }
    Ok(records)
}

fn system(file: &Path, error: &io::Error) -> FileError {
    FileError::System { file: file.to_owned(), why: Fault::from(error) }
}

fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Two who change a file come one after the other. The folder is locked, since the file itself is replaced.
fn lock(file: &Path) -> Result<File, FileError> {
    let locked = File::open(folder(file)).and_then(|folder| folder.lock().map(|()| folder));
    locked.map_err(|error| system(file, &error))
}

fn replace(file: &Path, text: &str) -> Result<(), FileError> {
    let Some(name) = file.file_name() else {
        return Err(FileError::System {
            file: file.to_owned(),
            why: Fault::new("it has no name", "没有文件名"),
        });
    };
    let mut temporary = name.to_owned();
    temporary.push(format!(".{}.tmp", std::process::id()));
    let temporary = file.with_file_name(temporary);
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&temporary).and_then(|mut opened| {
        opened.write_all(text.as_bytes())?;
        like(&opened, file);
        opened.sync_all()?;
        fs::rename(&temporary, file)?;
        File::open(folder(file))?.sync_all()
    });
    written.map_err(|error| {
        // Best effort: the error that matters is the first.
        let _ = fs::remove_file(&temporary);
        system(file, &error)
    })
}

/// Gives a file the owner and the rights of the one whose place it takes: a server that could read that goes on to. Not
/// everybody may; then it is the file of who makes it.
fn like(opened: &File, file: &Path) {
    #[cfg(unix)]
    if let Ok(before) = fs::metadata(file) {
        use std::os::unix::fs::MetadataExt;
        let _ = std::os::unix::fs::fchown(opened, Some(before.uid()), Some(before.gid()));
        let _ = opened.set_permissions(before.permissions());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::ApiKey;
    use crate::role::{Role, Roles};
    use tongguan_domain::names::TenantName;

    fn record(number: u8) -> Record {
        let key = ApiKey::of_random([number; 8], [number; 32]);
        let roles = Roles::NONE.with(Role::Declarant).with(Role::Operator);
        let until = Moment::from_rfc3339("2030-01-01T00:00:00+08:00");
        Record::new(&key, TenantName::new("blue").unwrap(), roles, until, "nightly \"tests\" 夜间").unwrap()
    }

    #[test]
    fn what_was_added_is_read_and_what_was_revoked_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys.jsonl");
        assert!(matches!(read(&file), Err(FileError::System { .. })));
        add(&file, &record(1)).unwrap();
        add(&file, &record(2)).unwrap();
        assert_eq!(read(&file).unwrap(), [record(1), record(2)]);
        let again = add(&file, &record(2)).unwrap_err();
        assert!(
            again.to_string().ends_with("keys.jsonl:3: the key 22222222 stands there already"),
            "{again}"
        );
        let (now, later) = (Moment::from_millis(1_000), Moment::from_millis(2_000));
        let revoked = Record { revoked: Some(now), ..record(1) };
        assert_eq!(revoke(&file, record(1).id, now).unwrap(), revoked);
        assert_eq!(revoke(&file, record(1).id, later).unwrap(), revoked);
        assert_eq!(read(&file).unwrap(), [revoked, record(2)]);
        assert!(matches!(revoke(&file, record(3).id, now), Err(FileError::NoKey { .. })));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    /// Whoever opens a pipe may wait for ever.
    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("keys.jsonl");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let refused = read(&pipe).unwrap_err().to_string();
        assert!(refused.contains("it is no file"), "{refused}");
        assert!(crate::Keys::open(&pipe).is_err());
    }

    fn named(number: u8, name: &str) -> String {
        let (id, Record { tenant, roles, .. }) = (crate::KeyId::of_random([number; 8]), record(number));
        let name = crate::CertificateName::new(name).unwrap();
        Record::of_certificate(id, name, tenant, roles, None, "").unwrap().write()
    }

    #[test]
    fn faults() {
        let good = record(1).write();
        let without = |field: &str| {
            let value: serde_json::Value = serde_json::from_str(&good).unwrap();
            let mut fields = value.as_object().unwrap().clone();
            fields.remove(field);
            serde_json::Value::Object(fields).to_string()
        };
        let key = ApiKey::of_random([1; 8], [1; 32]);
        assert_eq!(
            parse(Path::new("keys"), &named(1, "Shop.example")).unwrap()[0].certificate().unwrap().as_str(),
            "shop.example"
        );
        let rows = [
            ("{".to_owned(), "1: it is no JSON object"),
            ("[]".to_owned(), "1: it is no JSON object"),
            (format!("{good} {good}"), "1: it is no JSON object"),
            (format!("\n{good}\n\nx"), "4: it is no JSON object"),
            (format!("{good}\n{good}"), "2: the key 11111111 stands there already"),
            (without("id"), "1: id: it is missing"),
            (without("sha256"), "1: sha256: it is missing"),
            (
                good.replace("sha256", "certificate").replace(&key.digest().write(), "*.shop"),
                "1: certificate: it is a DNS name",
            ),
            (
                good.replacen('{', r#"{"certificate":"shop","#, 1),
                "1: sha256, certificate: a line has one of the two",
            ),
            (
                format!("{}\n{}", named(1, "shop"), named(2, "SHOP")),
                "2: the certificate shop stands there already, as 11111111",
            ),
            (without("tenant"), "1: tenant: it is missing"),
            (without("roles"), "1: roles: a list of declarant, agency, officer, operator, service"),
            (good.replace("11111111", "1111111"), "1: id: it has 8"),
            (good.replace(r#""sha256":""#, r#""sha256":"0"#), "1: sha256: it has 64"),
            (good.replace("blue", "a/b"), "1: tenant: it may hold only"),
            (good.replace("blue", ""), "1: tenant: it is empty"),
            (good.replace("operator", "root"), "1: roles: there are"),
            (good.replace(r#"["declarant","operator"]"#, "[]"), "1: roles: a key has at least one"),
            (good.replace("2030-01-01T00:00:00.000+08:00", "soon"), "1: not_after: a time is written like"),
            (good.replace("not_after", "notafter"), "1: there is no field \"notafter\""),
            (
                good.replacen('{', r#"{"not_after":"2020-01-01T00:00:00Z","#, 1),
                "1: there is no field \"not_after\", or it stands twice",
            ),
            (good.replacen('{', &format!(r#"{{"key":"{}","#, key.text()), 1), "1: there is no field \"key\""),
            (good.replace("nightly", &"x".repeat(101)), "1: label: it is longer"),
            (good.replace("nightly", "\\u0007"), "1: label: it holds a control"),
        ];
        for (text, words) in rows {
            let said = parse(Path::new("keys"), &text).unwrap_err().to_string();
            assert!(said.starts_with(&format!("keys:{words}")), "{text}: {said}");
            assert!(!said.contains(key.text()) && !said.contains(&key.digest().write()), "{said}");
        }
        assert_eq!(parse(Path::new("keys"), "\n  \n").unwrap(), []);
    }
}
