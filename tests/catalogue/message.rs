//! The words in which the catalogue describes a CEB message: `303: FROM => TO ;; FROM => TO`, perhaps after a version.

use tongguan_ceb::{Transfer, write_request};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::Parcel;

/// The version and the bytes that the words describe.
pub(crate) fn message(words: &str) -> (MessageVersion, Vec<u8>) {
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
