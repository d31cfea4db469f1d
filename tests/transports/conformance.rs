//! The same parcel through every transport.

use crate::endpoint::Endpoint;
use crate::request::{get, post};
use crate::station::{FREE, SENDER, SUBSCRIBER, Sent, Station, Told, codes, eventually, parcel, text};
use std::io::Write;
use std::path::Path;
use tempfile::tempdir;
use tongguan_ceb::dxp;
use tongguan_domain::names::MailboxName;
use tongguan_exchange::transports::{FolderOptions, HttpOptions, TransportOptions};
use tongguan_proto::exchange::v1 as pb;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// What everybody has to be told, by bare gRPC.
pub(crate) async fn expected() -> Told {
    let station = Station::with(TransportOptions::default()).await;
    let mut exchange = station.exchange().await;
    for sent in parcel() {
        let request = pb::SendCebMessageRequest {
            request_id: sent.kind.to_owned(),
            xml: sent.xml.into(),
            ..Default::default()
        };
        let answer = exchange.send_ceb_message(request).await.unwrap().into_inner();
        assert!(answer.records[0].accepted.is_some(), "{}: {answer:?}", sent.kind);
    }
    let told = listed(&station, false).await;
    station.stop().await;
    let order = codes(&told[SUBSCRIBER]);
    assert_eq!(order[..2], ["CEB303 ", "CEB304 2"], "a copy, and its receipts");
    assert_eq!(codes(&told[SENDER]).last().unwrap(), "CEB604 899");
    told
}

async fn listed(station: &Station, enveloped: bool) -> Told {
    let mut told = Told::new();
    for recipient in [SENDER, SUBSCRIBER] {
        let messages = station.listed(recipient, enveloped).await;
        let bare = |xml: &[u8]| if enveloped { dxp::read(xml).unwrap().data } else { xml.to_vec() };
        let letters = messages.into_iter().map(|message| text(bare(&message.xml)));
        told.insert(recipient.to_owned(), letters.collect());
    }
    told
}

/// Whether as much was told as is expected; what it was is compared by the caller.
pub(crate) fn complete(told: Told, expected: &Told) -> Option<Told> {
    let count = |told: &Told| told.values().map(Vec::len).sum::<usize>();
    (count(&told) >= count(expected)).then_some(told)
}

#[tokio::test]
async fn grpc_in_envelopes() {
    let station = Station::with(TransportOptions::default()).await;
    let mut exchange = station.exchange().await;
    for sent in parcel() {
        let request = pb::SendDxpMessageRequest {
            request_id: String::new(),
            envelope: sent.enveloped().into(),
            ..Default::default()
        };
        let answer = exchange.send_dxp_message(request).await.unwrap().into_inner();
        assert_eq!((answer.response_code.as_str(), answer.recipient.as_str()), ("", SENDER));
        assert!(answer.records[0].accepted.is_some(), "{answer:?}");
    }
    assert_eq!(listed(&station, true).await, expected().await);
    station.stop().await;
}

#[tokio::test]
async fn http_forms_and_callbacks() {
    let endpoint = Endpoint::open(|_| (200, "SUCCESS")).await;
    let callback = |name: &str| (MailboxName::new(name).unwrap(), endpoint.url(name).parse().unwrap());
    let http = HttpOptions { listen: FREE, callbacks: [SENDER, SUBSCRIBER].map(callback).into() };
    let station = Station::with(TransportOptions { http: Some(http), ..Default::default() }).await;
    for sent in parcel() {
        let answer = post(station.http(), "/", &sent.xml).await;
        assert_eq!((answer.status, answer.kind.as_str()), (200, "application/xml; charset=utf-8"));
        assert!(answer.body.contains("<ceb:returnStatus>5</ceb:returnStatus>"), "{}", answer.body);
    }
    let expected = expected().await;
    let told = eventually("receipts by callback", async || {
        let of = |name: &str| (name.to_owned(), endpoint.of(name));
        complete([SENDER, SUBSCRIBER].map(of).into(), &expected)
    });
    assert_eq!(told.await, expected);
    // The owner of the mailbox is another reader, and has got nothing yet.
    assert_eq!(station.listed(SENDER, false).await.len(), expected[SENDER].len());
    station.stop().await;
}

#[tokio::test]
async fn http_envelopes_and_pulling() {
    let http = HttpOptions { listen: FREE, callbacks: Vec::new() };
    let station = Station::with(TransportOptions { http: Some(http), ..Default::default() }).await;
    for sent in parcel() {
        assert_eq!(post(station.http(), "/default", &sent.enveloped()).await.status, 200);
    }
    let mut told = Told::new();
    for recipient in [SENDER, SUBSCRIBER] {
        let (mut after, mut number) = ("20260105085959".to_owned(), 0);
        loop {
            let path = format!("/receipts?recipient={recipient}&after={after}&number={number}&limit=3");
            let answer = get(station.http(), &path).await;
            assert_eq!((answer.status, answer.kind.as_str()), (200, "application/json"), "{}", answer.body);
            let page: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
            let letters = page["receipts"].as_array().unwrap();
            let letters = letters.iter().map(|letter| letter["xml"].as_str().unwrap().to_owned());
            told.entry(recipient.to_owned()).or_default().extend(letters);
            after = page["next"]["after"].as_str().unwrap().to_owned();
            number = page["next"]["number"].as_u64().unwrap();
            if page["more"] == false {
                break;
            }
        }
    }
    assert_eq!(told, expected().await);
    station.stop().await;
}

/// Puts the parcel into the folder, and gives what appears in the other.
async fn through_folders(put: fn(&Path, &[Sent])) {
    let folder = tempdir().unwrap();
    let (incoming, outgoing) = (folder.path().join("in"), folder.path().join("out"));
    let folders = FolderOptions { incoming: incoming.clone(), outgoing: outgoing.clone() };
    let station = Station::with(TransportOptions { folders: Some(folders), ..Default::default() }).await;
    put(&incoming, &parcel());
    let expected = expected().await;
    let told = eventually("receipts as files", async || {
        let of = |name: &str| (name.to_owned(), files(&outgoing.join(name)));
        complete([SENDER, SUBSCRIBER].map(of).into(), &expected)
    });
    let told: Told = told.await;
    assert_eq!(told[SENDER].len(), expected[SENDER].len());
    // The names sort by kind first, so the order is that of the names.
    for (recipient, letters) in told {
        let mut sorted = expected[&recipient].clone();
        sorted.sort_by_key(|letter| codes(std::slice::from_ref(letter))[0][..6].to_owned());
        assert_eq!(letters, sorted, "{recipient}");
    }
    station.stop().await;
}

/// The contents of the files of a folder, by name.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| !path.file_name().unwrap().to_str().unwrap().starts_with('.'));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Drops a file as the rules want it: written under another name, then renamed.
pub(crate) fn drop_file(folder: &Path, name: &str, bytes: &[u8]) {
    std::fs::write(folder.join(format!("{name}.part")), bytes).unwrap();
    std::fs::rename(folder.join(format!("{name}.part")), folder.join(name)).unwrap();
}

#[tokio::test]
async fn files_in_a_folder() {
    // All at once: they are taken in the order of their names.
    through_folders(|folder, parcel| {
        for (number, sent) in parcel.iter().enumerate().rev() {
            std::fs::write(folder.join(format!("{number}.part")), &sent.xml).unwrap();
        }
        for number in 0..parcel.len() {
            let name = folder.join(number.to_string());
            std::fs::rename(name.with_extension("part"), name.with_extension("xml")).unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn a_zip_in_a_folder() {
    through_folders(|folder, parcel| drop_file(folder, "parcel.zip", &zipped(parcel))).await;
}

/// A zip of messages, every second in its envelope.
pub(crate) fn zipped(messages: &[Sent]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (number, sent) in messages.iter().enumerate() {
        writer.start_file(format!("{}_{number}.xml", sent.kind), SimpleFileOptions::default()).unwrap();
        let bytes = if number % 2 == 0 { sent.xml.clone() } else { sent.enveloped() };
        writer.write_all(&bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
