//! What can be wrong with a CEB message around its records: each row's own words make a message that shows it.

use crate::message::message;
use tongguan_ceb::{CodeEntry, STRUCTURE_CODES, UNREADABLE_CODES, read};

fn silent(entries: &[CodeEntry], shows: impl Fn(&CodeEntry) -> bool) -> Vec<String> {
    let silent = entries.iter().filter(|entry| !shows(entry));
    silent.map(|entry| format!("{}: {}", entry.code, entry.provoke)).collect()
}

#[test]
fn every_structure_code() {
    let shows = |entry: &CodeEntry| {
        let (version, bytes) = message(entry.provoke);
        read(&bytes, version).is_ok_and(|message| message.structure.iter().any(|f| f.code == entry.code))
    };
    assert_eq!(silent(STRUCTURE_CODES, shows), [""; 0]);
}

#[test]
fn every_unreadable_code() {
    let shows = |entry: &CodeEntry| {
        let (version, bytes) = message(entry.provoke);
        read(&bytes, version).is_err_and(|why| why.code == entry.code)
    };
    assert_eq!(silent(UNREADABLE_CODES, shows), [""; 0]);
}
