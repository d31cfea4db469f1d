//! gRPC: envelopes that are refused, and letters that are large.

use crate::request::post;
use crate::station::{FREE, SENDER, Station, codes, eventually, longest, order, text};
use tempfile::tempdir;
use tongguan_domain::limits;
use tongguan_exchange::transports::{FolderOptions, HttpOptions, TransportOptions};
use tongguan_proto::exchange::v1 as pb;

async fn send(station: &Station, id: &str, envelope: Vec<u8>) -> pb::SendDxpMessageResponse {
    let request = pb::SendDxpMessageRequest {
        request_id: id.to_owned(),
        envelope: envelope.into(),
        ..Default::default()
    };
    station.exchange().await.send_dxp_message(request).await.unwrap().into_inner()
}

#[tokio::test]
async fn what_an_envelope_is_answered() {
    let station = Station::with(TransportOptions::default()).await;
    let nobody = send(&station, "", order().to_nobody()).await;
    assert_eq!((nobody.response_code.as_str(), nobody.recipient.as_str()), ("2001", ""));
    assert!(text(nobody.response).contains("<dxp:ResponseCode>2001<") && nobody.records.is_empty());

    let garbage = send(&station, "", b"hello".to_vec()).await;
    assert_eq!((garbage.response_code.as_str(), garbage.records.len()), ("0001", 0));

    let broken = send(&station, "broken", order().broken().enveloped()).await;
    assert_eq!((broken.response_code.as_str(), broken.recipient.as_str()), ("", SENDER));
    assert_eq!(broken.refused_code, -302_004);
    assert!(broken.refused.contains("[Order[1]/currency:"), "{}", broken.refused);

    // The envelope names itself; with a request id, the request id counts.
    let first = send(&station, "", order().enveloped()).await;
    assert!(first.records[0].accepted.is_some() && !first.replayed);
    assert!(send(&station, "", order().enveloped()).await.replayed);
    let other = send(&station, "other", order().enveloped()).await;
    assert!(!other.replayed && other.records[0].return_code < 0, "a duplicate: {other:?}");

    let letters: Vec<_> = station.listed(SENDER, false).await.into_iter().map(|m| text(m.xml)).collect();
    let code = other.records[0].return_code;
    assert_eq!(codes(&letters), ["CEB900 -302004", "CEB304 2", "CEB304 3", &format!("CEB304 {code}")]);
    station.stop().await;
}

/// A page holds what fits, and no letter is lost.
#[tokio::test]
async fn large_letters_come_in_pages() {
    const LETTERS: usize = 30;
    let station = Station::with(TransportOptions::default()).await;
    for number in 0..LETTERS {
        let mut sent = order().broken();
        let comment = format!("<!--{number} {}-->", "x".repeat(limits::REFUSED_MESSAGE_BYTES));
        sent.xml.extend(comment.as_bytes());
        send(&station, &number.to_string(), sent.enveloped()).await;
    }
    let mut exchange = station.exchange().await;
    let (mut numbers, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let request = pb::ListCebMessagesRequest {
            recipient: SENDER.to_owned(),
            cursor,
            page_size: 500,
            enveloped: true,
            ..Default::default()
        };
        let page = exchange.list_ceb_messages(request).await.unwrap().into_inner();
        assert!(page.messages.iter().all(|message| message.xml.len() > limits::REFUSED_MESSAGE_BYTES));
        numbers.extend(page.messages.iter().map(|message| usize::try_from(message.number).unwrap()));
        (cursor, pages) = (page.next_cursor, pages + 1);
        if !page.more {
            break;
        }
    }
    assert_eq!(numbers, (1..=LETTERS).collect::<Vec<_>>());
    assert!(pages > 1, "30 letters of 64 KiB and more do not fit into one page");
    station.stop().await;
}

/// The schema lets a message have 100 records of 100 lines, so every way in takes one.
#[tokio::test]
async fn the_longest_message_of_the_schema_is_taken() {
    let (folder, http) = (tempdir().unwrap(), HttpOptions { listen: FREE, callbacks: Vec::new() });
    let (incoming, outgoing) = (folder.path().join("in"), folder.path().join("out"));
    let folders = FolderOptions { incoming: incoming.clone(), outgoing };
    let transports = TransportOptions { http: Some(http), folders: Some(folders), ..Default::default() };
    let station = Station::with(transports).await;
    let (xml, envelope) = longest();
    assert!(xml.len() > 2_500_000 && xml.len() < limits::XML_BYTES, "{}", xml.len());
    let answer = post(station.http(), "/", &xml).await;
    assert_eq!((answer.status, answer.body.matches("returnStatus>5<").count()), (200, 100));
    let mut exchange = station.exchange().await;
    let request = pb::SendCebMessageRequest {
        request_id: "long".to_owned(),
        xml: xml.clone().into(),
        ..Default::default()
    };
    assert_eq!(exchange.send_ceb_message(request).await.unwrap().into_inner().records.len(), 100);
    let request = pb::SendDxpMessageRequest {
        request_id: String::new(),
        envelope: envelope.into(),
        ..Default::default()
    };
    let answer = exchange.send_dxp_message(request).await.unwrap().into_inner();
    assert_eq!((answer.records.len(), answer.refused.as_str()), (100, ""));
    std::fs::write(folder.path().join("long.xml"), &xml).unwrap();
    std::fs::rename(folder.path().join("long.xml"), incoming.join("long.xml")).unwrap();
    eventually("the file", async || incoming.join("taken/long.xml").exists().then_some(())).await;
    station.stop().await;
}
