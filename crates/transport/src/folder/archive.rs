//! A zip of messages, opened with care: a bound for every size, and sizes are counted, never believed.

use super::name::{Kind, kind};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use tongguan_domain::limits;
use zip::ZipArchive;

/// One file of a zip.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its name, for people only: it never becomes a path.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Reads every message of a zip, in its order; folders and other files in it are passed over. Blocks on the disk.
///
/// # Errors
/// In words: it is no zip, it is encrypted or packed in another way than Deflate, or it is too large.
pub(super) fn read(path: &Path) -> Result<Vec<Entry>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let size = file.metadata().map_err(|error| error.to_string())?.len();
    if size > limits::ARCHIVE_BYTES {
        return Err(format!("the zip has {size} bytes, at most {} are taken", limits::ARCHIVE_BYTES));
    }
    unpack(file)
}

fn unpack(file: impl Read + io::Seek) -> Result<Vec<Entry>, String> {
    let mut archive = ZipArchive::new(file).map_err(|error| format!("it is no zip: {error}"))?;
    if archive.len() > limits::ARCHIVE_ENTRIES {
        let text =
            format!("the zip holds {} files, at most {} are taken", archive.len(), limits::ARCHIVE_ENTRIES);
        return Err(text);
    }
    let mut left = limits::ARCHIVE_CONTENT_BYTES;
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| format!("file {}: {error}", index + 1))?;
        let name = file.name().map_err(|error| format!("file {}: {error}", index + 1))?.into_owned();
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        if !file.is_file() || kind(last) != Some(Kind::Message) {
            continue;
        }
        let most = left.min(limits::DXP_BYTES as u64);
        let mut bytes = Vec::new();
        let read = file.take(most + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("file {} cannot be unpacked: {error}", index + 1))?;
        let size = bytes.len() as u64;
        if size > most {
            return Err(format!("file {} is larger than {most} bytes", index + 1));
        }
        left -= size;
        entries.push(Entry { name, bytes });
    }
    if entries.is_empty() {
        return Err("the zip holds no .xml".to_owned());
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn packed(files: &[(&str, &[u8])]) -> Cursor<Vec<u8>> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap()
    }

    #[test]
    fn messages_in_their_order() {
        let entries =
            unpack(packed(&[("b.xml", b"2"), ("a/", b""), ("read.me", b"x"), ("../a.xml", b"1")])).unwrap();
        let seen: Vec<_> =
            entries.iter().map(|entry| (entry.name.as_str(), entry.bytes.as_slice())).collect();
        assert_eq!(seen, [("b.xml", &b"2"[..]), ("../a.xml", b"1")]);
    }

    #[test]
    fn what_is_refused() {
        let refused = |file| unpack(file).unwrap_err();
        assert!(refused(Cursor::new(b"no zip".to_vec())).contains("no zip"));
        assert!(refused(packed(&[("a.txt", b"")])).contains("no .xml"));
        let bomb = vec![0; limits::DXP_BYTES + 1];
        let small = packed(&[("a.xml", &bomb)]);
        assert!(small.get_ref().len() < 10_000);
        assert!(refused(small).contains("larger"));
        let names: Vec<String> = (0..=limits::ARCHIVE_ENTRIES).map(|n| format!("{n}.xml")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert!(refused(packed(&many)).contains("1001 files"));
    }
}
