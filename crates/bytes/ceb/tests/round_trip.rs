//! What is written is read as the same, and nothing makes the reader fall.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod support;

use proptest::prelude::*;
use std::time::{Duration, Instant};
use support::{
    GUID, Rng, document, every_message, full_document, full_message_in, kinds, subscribers, transfer,
};
use tongguan_ceb::{Transfer, read, write_request};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::version::MessageVersion::{V202205, V2018113};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_document_survives(
        seed: u64,
        (version, kind) in prop::sample::select(every_message()),
        count in 1usize..4,
        subscribed in 0usize..4,
    ) {
        let mut rng = Rng::new(seed);
        let documents: Vec<Document> = (0..count).map(|_| document(&mut rng, version, kind)).collect();
        let subscribers = &subscribers()[..subscribed];
        let bytes = write_request(version, GUID, &documents, &transfer(), subscribers).unwrap();
        let message = read(&bytes, version).unwrap();
        prop_assert!(message.structure.is_empty(), "{:?}", message.structure);
        prop_assert!(!message.breaks_schema());
        prop_assert_eq!((message.kind, message.guid.as_str(), message.version.as_str()), (kind, GUID, "1.0"));
        prop_assert_eq!(&message.transfer, &transfer());
        prop_assert_eq!(&message.subscribers, subscribers);
        prop_assert!(!message.signed && message.unlisted == 0);
        let found: Vec<Document> = message.records.into_iter().map(|r| r.document).collect();
        prop_assert_eq!(&found, &documents);
        prop_assert_eq!(write_request(version, GUID, &found, &transfer(), subscribers).unwrap(), bytes);
    }

    #[test]
    fn any_text_survives_in_the_transfer(text in "\\PC{0,18}", note in prop::option::of("(.|\r|\n|\t){0,40}")) {
        let given = Transfer { cop_code: text, note, ..transfer() };
        let documents = [full_document(V202205, DocumentKind::Waybill, 0)];
        let message = read(&write_request(V202205, GUID, &documents, &given, &[]).unwrap(), V202205).unwrap();
        let legal = |text: &str| text.chars().map(|c| match c {
            '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'.. => c,
            _ => '\u{FFFD}',
        }).collect::<String>();
        let expected = Transfer { cop_code: legal(&given.cop_code), note: given.note.as_deref().map(legal), ..given };
        prop_assert_eq!(message.transfer, expected);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (read(&bytes, V202205), read(&bytes, V2018113));
    }
}

#[test]
fn every_message_survives_full_and_bare() {
    for (version, kind) in every_message() {
        for lines in [1, 3] {
            let documents = [full_document(version, kind, lines)];
            let message =
                read(&write_request(version, GUID, &documents, &transfer(), &[]).unwrap(), version).unwrap();
            assert!(!message.breaks_schema(), "{kind:?} {version:?}");
            assert_eq!(message.records[0].document, documents[0], "{kind:?} {version:?}");
        }
    }
}

#[test]
fn a_request_that_cannot_be_is_none() {
    let waybill = full_document(V202205, DocumentKind::Waybill, 0);
    let order = full_document(V202205, DocumentKind::SalesOrder, 1);
    let write = |version, documents: &[Document]| write_request(version, GUID, documents, &transfer(), &[]);
    assert!(write(V202205, &[]).is_none());
    assert!(write(V202205, &[waybill.clone(), order]).is_none());
    assert!(write(V202205, &vec![waybill.clone(); 101]).is_none());
    assert!(write(V202205, &vec![waybill.clone(); 100]).is_some());
    for (count, expected) in [(5, true), (6, false)] {
        let many = vec![subscribers().remove(0); count];
        let written = write_request(V202205, GUID, std::slice::from_ref(&waybill), &transfer(), &many);
        assert_eq!(written.is_some(), expected, "{count} subscribers");
    }
    for kind in DocumentKind::ALL {
        let document = full_document(V202205, kind, 1);
        assert_eq!(write(V2018113, &[document]).is_some(), kinds(V2018113).contains(&kind), "{kind:?}");
    }
}

#[test]
fn mutations_never_make_the_reader_fall() {
    const TOKENS: [&str; 20] = [
        "<",
        ">",
        "&",
        ";",
        "\"",
        "'",
        "/",
        "=",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        "</",
        "/>",
        "xmlns",
        ":",
        "<!DOCTYPE",
        "&#",
    ];
    let begin = Instant::now();
    let mut rng = Rng::new(2026);
    let message = |(version, kind)| (version, full_message_in(version, kind, 1).into_bytes());
    let sources: Vec<_> = every_message().into_iter().map(message).collect();
    let mut read_well = 0;
    for round in 0..20_000 {
        let (version, mut bytes) = sources[round % sources.len()].clone();
        for _ in 0..=rng.below(4) {
            if bytes.is_empty() {
                break;
            }
            let at = rng.below(bytes.len());
            match rng.below(8) {
                0 => bytes[at] = u8::try_from(rng.below(256)).unwrap(),
                1 => drop(bytes.remove(at)),
                2 => bytes.truncate(at.max(1)),
                3 => {
                    let until = (at + rng.below(64)).min(bytes.len());
                    let part = bytes[at..until].to_vec();
                    let to = rng.below(bytes.len() + 1);
                    bytes.splice(to..to, part);
                }
                4 | 5 => {
                    // A whole element goes away or comes twice, so that the markup stays well-formed.
                    let Some((from, to)) = element_after(&bytes, at) else {
                        continue;
                    };
                    let element = bytes[from..to].to_vec();
                    let again = if rng.below(2) == 0 { element } else { Vec::new() };
                    bytes.splice(from..if again.is_empty() { to } else { from }, again);
                }
                6 => bytes[at] = b"0159aZ -."[rng.below(9)],
                _ => drop(bytes.splice(at..at, TOKENS[rng.below(TOKENS.len())].bytes())),
            }
        }
        read_well += usize::from(read(&bytes, version).is_ok());
    }
    assert!(read_well > 500, "only {read_well} were read, so little was tried behind the parser");
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
}

fn element_after(bytes: &[u8], at: usize) -> Option<(usize, usize)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let from = text.match_indices("<ceb:").map(|(from, _)| from).find(|from| *from >= at)?;
    let name = text[from + 1..].split(['>', ' ']).next()?;
    let end = format!("</{name}>");
    Some((from, from + text[from..].find(&end)? + end.len()))
}
