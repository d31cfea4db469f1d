//! The same parcel in the real system's XML.

use crate::flow::CLEAN;
use crate::support::caller::ceb_message;
use crate::support::receipts::element;
use crate::support::{Station, told};
use tongguan_domain::document::Document;
use tongguan_testkit::{Parcel, changed};

/// A prefix is a matter of taste.
fn with_default_namespace(xml: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(xml).unwrap();
    text.replace("xmlns:ceb=", "xmlns=").replace("ceb:", "").into_bytes()
}

fn with_other_prefix(xml: &[u8]) -> Vec<u8> {
    std::str::from_utf8(xml).unwrap().replace("ceb:", "x:").replace(":ceb=", ":x=").into_bytes()
}

fn with_bom(xml: &[u8]) -> Vec<u8> {
    [b"\xEF\xBB\xBF", xml].concat()
}

type Spelling = fn(&[u8]) -> Vec<u8>;

#[tokio::test]
async fn a_parcel_in_xml() {
    let station = Station::ephemeral().await;
    let spellings: [(&str, Spelling); 4] = [
        ("as-written", <[u8]>::to_vec),
        ("default-namespace", with_default_namespace),
        ("other-prefix", with_other_prefix),
        ("bom", with_bom),
    ];
    let mut first = None;
    for (name, spelling) in spellings {
        let caller = station.caller().in_sandbox(name);
        for document in Parcel::number(1).documents() {
            let id = format!("{:?}", document.kind());
            let answer = caller.send_xml(&id, spelling(&ceb_message(&[document]))).await.unwrap();
            assert!(answer.records[0].accepted.is_some(), "{name}: {answer:?}");
        }
        let messages = caller.mailbox().messages_until_closed().await;
        assert_eq!(told(&caller.mailbox().all().await), CLEAN, "{name}");
        assert_eq!(caller.mailbox().all_messages().await, messages, "a list and a watch show the same");
        // However it was spelled, the answers are the same bytes.
        let bytes: Vec<_> = messages.into_iter().map(|message| message.xml).collect();
        assert_eq!(first.get_or_insert_with(|| bytes.clone()), &bytes, "{name}");
    }
    station.stop().await;
}

#[tokio::test]
async fn the_receipts_of_a_parcel_in_xml() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.submit_parcel(&Parcel::number(1)).await;
    let mut seen = Vec::new();
    for message in caller.mailbox().messages_until_closed().await {
        seen.push(format!("{} {}", message.message_type, element(&message.xml, "returnStatus")));
        let head = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ceb:{} ", message.message_type);
        assert!(message.xml.starts_with(head.as_bytes()));
    }
    let of = |root: &str| seen.iter().filter_map(|s| s.strip_prefix(root)).collect::<String>();
    assert_eq!(of("CEB304Message"), " 2 3 120");
    assert_eq!(of("CEB404Message"), " 2 3 120");
    assert_eq!(of("CEB506Message"), " 2 3 120");
    assert_eq!(of("CEB604Message"), " 2 3 120 399 800 899");
    assert_eq!(of("CEB508Message"), " 2 3 399");
    assert_eq!(of("CEB510Message"), " 2 3 399");
    station.stop().await;
}

/// Each record for itself: the good are taken, the bad are answered by a receipt below zero.
#[tokio::test]
async fn a_message_of_a_hundred_records() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let mut orders: Vec<Document> = (1..=100).map(|number| Parcel::number(number).order.into()).collect();
    orders[41] = changed(orders[41].clone(), "currency=999 order_type=X");
    orders[57] = orders[0].clone();
    let answer = caller.send("hundred", &orders).await.unwrap();
    let refused: Vec<_> = (0..).zip(&answer.records).filter(|(_, r)| r.accepted.is_none()).collect();
    assert_eq!(refused.iter().map(|(at, _)| *at).collect::<Vec<_>>(), [41, 57]);
    for (_, record) in &refused {
        assert!(record.return_code < 0 && !record.return_info.is_empty(), "{record:?}");
    }
    assert_eq!(refused[0].1.faults.len(), 2, "{:?}", refused[0].1.faults);
    let receipts = caller.mailbox().all().await;
    let negative: Vec<_> =
        receipts.iter().filter(|r| r.return_code < 0).map(|r| (r.document_id, r.return_code)).collect();
    assert_eq!(negative, [(0, refused[0].1.return_code), (0, refused[1].1.return_code)]);
    assert_eq!(caller.view().await.documents, 98);

    let again = caller.send("hundred", &orders).await.unwrap();
    assert!(again.replayed);
    let shown = |answer: &tongguan_proto::exchange::v1::SendCebMessageResponse| {
        answer
            .records
            .iter()
            .map(|r| (r.accepted.clone(), r.return_code, r.return_info.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(&again), shown(&answer));
    assert_eq!(caller.mailbox().all().await, receipts);
    station.stop().await;
}

/// A draft (`appStatus` 1) is answered by 1 and takes no part.
#[tokio::test]
async fn a_draft_and_then_the_declaration() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let draft = changed(Parcel::number(1).order, "app_status=1");
    caller.send("draft", &[draft]).await.unwrap();
    caller.send("order", &[Parcel::number(1).order.into()]).await.unwrap();
    assert_eq!(told(&caller.mailbox().all().await), "SALES_ORDER 1\nSALES_ORDER 2 3\n");
    station.stop().await;
}
