//! A zip of messages, opened with care: a bound for every size, and sizes are counted, never believed.

use super::name::{Kind, kind};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
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
pub(super) fn read(file: File) -> Result<Vec<Entry>, String> {
    let size = file.metadata().map_err(|error| error.to_string())?.len();
    if size > limits::ARCHIVE_BYTES {
        return Err(format!("the zip has {size} bytes, at most {} are taken", limits::ARCHIVE_BYTES));
    }
    unpack(file)
}

fn unpack(mut file: impl Read + io::Seek) -> Result<Vec<Entry>, String> {
    let archive = ZipArchive::new(&mut file).map_err(|error| format!("it is no zip: {error}"))?;
    let (known, start) = (archive.len(), archive.central_directory_start());
    every_file_is_known(&mut file, start, known)?;
    let mut archive = ZipArchive::new(&mut file).map_err(|error| format!("it is no zip: {error}"))?;
    let mut left = limits::ARCHIVE_CONTENT_BYTES;
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|error| format!("file {}: {error}", index + 1))?;
        // In GBK, as Windows has it, or in any other encoding: it is for people only.
        let name = String::from_utf8_lossy(file.name_raw()).into_owned();
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

/// Begins the row of a file in the central directory, which is 46 bytes long before its texts.
const ROW: [u8; 4] = *b"PK\x01\x02";

/// The library knows files by their names, so of two with one name it knows the last only. A zip that holds such files
/// is refused, by their name; nothing of it is taken.
fn every_file_is_known(file: &mut (impl Read + io::Seek), start: u64, known: usize) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("it is no zip: {error}");
    file.seek(io::SeekFrom::Start(start)).map_err(unreadable)?;
    let mut directory = io::BufReader::new(file);
    let mut names = HashSet::new();
    let mut rows = 0_usize;
    let mut row = [0; 46];
    while directory.read_exact(&mut row).is_ok() && row.starts_with(&ROW) {
        let length = |at: usize| {
            let bytes = [at, at + 1].map(|at| row.get(at).copied().unwrap_or_default());
            u64::from(u16::from_le_bytes(bytes))
        };
        let (mut name, mut rest) = (Vec::new(), Vec::new());
        directory.by_ref().take(length(28)).read_to_end(&mut name).map_err(unreadable)?;
        directory.by_ref().take(length(30) + length(32)).read_to_end(&mut rest).map_err(unreadable)?;
        rows += 1;
        if rows > limits::ARCHIVE_ENTRIES {
            return Err(format!("the zip holds more than {} files", limits::ARCHIVE_ENTRIES));
        }
        if let Some(twice) = names.replace(name) {
            return Err(format!(
                "the zip holds two files with the name {}; nothing of it was taken",
                String::from_utf8_lossy(&twice)
            ));
        }
    }
    if rows == known {
        return Ok(());
    }
    Err(format!("the zip lists {rows} files, and {known} can be read; nothing of it was taken"))
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
    fn two_files_of_one_name() {
        // The writer refuses a name that is there, so one is made of another.
        let mut bytes = packed(&[("a.xml", b"1"), ("b.xml", b"2"), ("c.xml", b"3")]).into_inner();
        for at in 0..bytes.len() {
            if bytes[at..].starts_with(b"b.xml") {
                bytes[at] = b'a';
            }
        }
        let refused = unpack(Cursor::new(bytes)).unwrap_err();
        assert!(refused.contains("two files with the name a.xml"), "{refused}");
    }

    #[test]
    fn what_is_refused() {
        let refused = |file| unpack(file).unwrap_err();
        assert!(refused(Cursor::new(b"no zip".to_vec())).contains("no zip"));
        assert!(refused(packed(&[("a.txt", b"")])).contains("no .xml"));
        let bomb = vec![0; limits::DXP_BYTES + 1];
        let small = packed(&[("a.xml", &bomb)]);
        assert!(small.get_ref().len() < bomb.len() / 500);
        assert!(refused(small).contains("larger"));
        let names: Vec<String> = (0..=limits::ARCHIVE_ENTRIES).map(|n| format!("{n}.xml")).collect();
        let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert!(refused(packed(&many)).contains("more than 1000 files"));
    }
}
