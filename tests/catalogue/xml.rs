//! What can be wrong with a CEB message around its records: each row's own words make a message that shows it.

use tongguan_ceb::{CodeEntry, STRUCTURE_CODES, UNREADABLE_CODES};
use tongguan_ceb::{Transfer, read, write_request};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::Parcel;

/// The version and the bytes that the words describe.
fn message(words: &str) -> (MessageVersion, Vec<u8>) {
    let Some((before, changes)) = words.split_once(':') else {
        assert_eq!(words, "nothing");
        return (MessageVersion::default(), Vec::new());
    };
    let (version, number) = match before.split_once(' ') {
        Some((version, number)) => (MessageVersion::named(version).unwrap(), number),
        None => (MessageVersion::default(), before),
    };
    let kind = DocumentKind::ALL.into_iter().find(|kind| kind.message().to_string() == number).unwrap();
    let transfer = Transfer { dxp_mode: "DXP".to_owned(), ..Transfer::default() };
    let guid = "00000303-2026-4105-8900-000000000001";
    let document = Parcel::number(1).document(kind);
    let xml = write_request(MessageVersion::V202205, guid, &[document], &transfer, &[]).unwrap();
    let mut text = String::from_utf8(xml).unwrap();
    for change in changes.split(";;").filter(|change| !change.trim().is_empty()) {
        let (from, to) = change.split_once("=>").unwrap();
        let from = from.trim();
        assert!(text.contains(from), "{words}: {from} is not in {text}");
        text = text.replace(from, &expanded(to.trim()));
    }
    (version, text.into_bytes())
}

/// `{x*3}` as xxx, `#` in it as a number.
fn expanded(text: &str) -> String {
    let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
    let (inside, after) = rest.split_once('}').unwrap();
    let (one, times) = inside.rsplit_once('*').unwrap();
    let times: usize = times.parse().unwrap();
    let many: String = (0..times).map(|number| one.replace('#', &number.to_string())).collect();
    before.to_owned() + &many + &expanded(after)
}

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
