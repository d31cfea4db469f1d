//! The exchange as a process of its own: it tells what intake tells, catches up, and outlives what intake does.

use crate::apart::{exchange, url};
use crate::support::caller::{SENDER, ceb_message, envelope};
use crate::support::ports::free;
use crate::support::{Caller, reason};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use tokio_stream::StreamExt;
use tongguan::compose::{Running, ServeOptions, start};
use tongguan_ceb::dxp;
use tongguan_proto::document::v1::ReceiptForm;
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::ClockMode::{Auto, Manual};
use tongguan_testkit::Parcel;
use tongguan_wire::document::write;
use tonic::Status;

/// An intake that can be followed.
pub(crate) async fn with_feed(listen: Option<SocketAddr>, data: Option<&Path>) -> Running {
    let options = ServeOptions { feed: true, data: data.map(Path::to_owned), ..ServeOptions::default() };
    let listen = listen.unwrap_or(options.listen);
    start(ServeOptions { listen, ..options }).await.unwrap()
}

async fn following(intake: SocketAddr, data: Option<&Path>) -> Running {
    let data = data.map(Path::to_owned);
    exchange(intake, ServeOptions { data, ..ServeOptions::default() }).await.unwrap()
}

/// A client of intake, and the same whose exchange is the other process.
fn callers(intake: &Running, exchange: &Running) -> [Caller; 2] {
    let caller = Caller::new(intake.address(), intake.control().unwrap());
    [caller.clone(), caller.with_exchange(exchange.address())]
}

async fn submit(caller: &Caller, number: u32) {
    let documents = Parcel::number(number).documents().iter().map(write).collect();
    let request = intake::SubmitDocumentsRequest { documents, ..Default::default() };
    caller.intake().submit_documents(request).await.unwrap();
}

/// Everything that can be read of a mailbox, byte for byte: pages with their cursors, XML in both forms and in envelopes,
/// the mailboxes, and refusals with their details.
async fn transcript(caller: &Caller, recipient: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut cursor = String::new();
    loop {
        let request = pb::ListReceiptsRequest {
            recipient: recipient.to_owned(),
            cursor,
            page_size: 37,
            ..Default::default()
        };
        let page = caller.exchange().list_receipts(request).await.unwrap().into_inner();
        let (next, more) = shown(page, &mut told);
        cursor = next;
        if !more {
            break;
        }
    }
    for (enveloped, form) in
        [(false, ReceiptForm::Plain), (false, ReceiptForm::Unspecified), (true, ReceiptForm::Prefixed)]
    {
        let request = pb::ListCebMessagesRequest {
            recipient: recipient.to_owned(),
            page_size: 500,
            enveloped,
            receipt_form: form.into(),
            ..Default::default()
        };
        told.push(format!("{:?}", caller.exchange().list_ceb_messages(request).await.unwrap().into_inner()));
    }
    let mailboxes = caller.exchange().list_mailboxes(pb::ListMailboxesRequest::default()).await;
    told.push(format!("{:?}", mailboxes.map(tonic::Response::into_inner).map_err(said)));
    for (document_id, cursor) in [(4, ""), (9_999, ""), (0, "nonsense")] {
        let cursor = cursor.to_owned();
        let request = pb::ListReceiptsRequest { document_id, cursor, ..Default::default() };
        match caller.exchange().list_receipts(request).await {
            Ok(page) => drop(shown(page.into_inner(), &mut told)),
            Err(status) => told.push(format!("{:?}", said(status))),
        }
    }
    told
}

/// A page with the keys of its receipts in order: a map has none.
fn shown(page: pb::ListReceiptsResponse, told: &mut Vec<String>) -> (String, bool) {
    for mut receipt in page.receipts {
        let keys: BTreeMap<_, _> = receipt.keys.drain().collect();
        told.push(format!("{receipt:?} {keys:?}"));
    }
    told.push(format!("{} {}", page.next_cursor, page.more));
    (page.next_cursor, page.more)
}

/// What a refusal says, without what comes with the connection. There is a map in its details, so their order counts for
/// nothing.
fn said(status: Status) -> (tonic::Code, String, Vec<u8>) {
    let mut details = status.details().to_vec();
    details.sort_unstable();
    (status.code(), status.message().to_owned(), details)
}

pub(crate) async fn assert_the_same(callers: &[Caller; 2]) -> usize {
    let [one, two] = [transcript(&callers[0], SENDER).await, transcript(&callers[1], SENDER).await];
    for (one, two) in one.iter().zip(&two) {
        assert_eq!(one, two);
    }
    assert_eq!(one.len(), two.len());
    one.iter().map(String::len).sum()
}

/// Automatic and manual clocks, sandboxes that are deleted and begun anew, and one that nobody has used.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_tell_what_one_tells() {
    let intake = with_feed(None, None).await;
    let exchange = following(intake.address(), None).await;
    let both = callers(&intake, &exchange);
    for (name, clock) in [("auto", Auto), ("manual", Manual)] {
        let both = both.each_ref().map(|caller| caller.in_sandbox(name));
        for round in 0..2 {
            both[0].create(7, clock).await;
            for number in 1..=10 {
                submit(&both[0], number).await;
            }
            if clock == Manual {
                both[0].advance(sandbox::advance_clock_request::To::UntilIdle(true)).await.unwrap();
            }
            let bytes = assert_the_same(&both).await;
            assert!(bytes > 100_000, "{name}: {bytes}");
            let name = name.to_owned();
            if round == 0 {
                let request = sandbox::DeleteSandboxRequest { name };
                both[0].control().delete_sandbox(request).await.unwrap();
                let gone = both[1].exchange().list_mailboxes(pb::ListMailboxesRequest::default()).await;
                assert_eq!(reason(&gone.unwrap_err()), "NOT_FOUND");
            } else {
                let request = sandbox::ResetSandboxRequest { name, ..Default::default() };
                both[0].control().reset_sandbox(request).await.unwrap();
                assert_the_same(&both).await;
            }
        }
    }
    assert_the_same(&both.each_ref().map(|caller| caller.in_sandbox("unused"))).await;
    exchange.stop().await;
    intake.stop().await;
}

/// Changes go through the other process: what is answered, what is refused and how, and that it is seen at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_are_passed_on_word_for_word() {
    let intake = with_feed(None, None).await;
    let exchange = following(intake.address(), None).await;
    let both = callers(&intake, &exchange);
    let mut told: [Vec<String>; 2] = Default::default();
    for (index, caller) in both.iter().enumerate() {
        // The same in a sandbox for each, so that the answers can be compared.
        let caller = caller.in_sandbox(&format!("s{index}"));
        let parcel = Parcel::number(1);
        let told = &mut told[index];
        for (number, document) in parcel.documents().into_iter().enumerate() {
            told.push(format!("{:?}", caller.send(&format!("m{number}"), &[document]).await.map_err(said)));
        }
        let order = ceb_message(&[parcel.order.clone().into()]);
        for xml in [order.clone(), b"<nonsense/>".to_vec(), vec![0xff], order.repeat(2)] {
            told.push(format!("{:?}", caller.send_xml("m0", xml).await.map_err(said)));
        }
        told.push(format!("{:?}", caller.send_xml("", order.clone()).await.map_err(said)));
        told.push(format!(
            "{:?}",
            caller.forcing("nonsense").send_xml("y", order.clone()).await.map_err(said)
        ));
        let sent = dxp::write(&envelope("e1", ceb_message(&[Parcel::number(2).order.into()])));
        told.push(format!("{:?}", caller.send_envelope(sent.clone()).await));
        told.push(format!("{:?}", caller.send_envelope(sent).await));
        told.push(format!("{:?}", caller.send_envelope(b"<Dxp/>".to_vec()).await));
        let receipts = caller.mailbox().all().await;
        let last = receipts.last().unwrap().number;
        told.push(format!(
            "{:?}",
            receipts.iter().map(|one| (one.number, one.return_code)).collect::<Vec<_>>()
        ));
        told.push(format!("{:?}", caller.mailbox().acknowledge(last + 1).await.map_err(said)));
        told.push(format!("{:?}", caller.mailbox().acknowledge(last - 1).await.map_err(said)));
        assert_eq!(caller.mailbox().all().await.len(), 1, "it is seen at once");
        let request = pb::SetReceiptFormRequest {
            recipient: SENDER.to_owned(),
            receipt_form: ReceiptForm::Plain.into(),
            ..Default::default()
        };
        caller.exchange().set_receipt_form(request).await.unwrap();
        let xml = caller.mailbox().all_messages().await.remove(0).xml;
        told.push(String::from_utf8(xml.to_vec()).unwrap());
    }
    for (one, two) in told[0].iter().zip(&told[1]) {
        assert_eq!(one, two);
    }
    assert_eq!(told[0].len(), told[1].len());
    exchange.stop().await;
    intake.stop().await;
}

/// It is down while 200 declarations go through; and a watch that was begun there goes on here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_catches_up() {
    let folder = tempfile::tempdir().unwrap();
    let intake = with_feed(None, None).await;
    let exchange = following(intake.address(), Some(folder.path())).await;
    let both = callers(&intake, &exchange);
    submit(&both[0], 1).await;
    let cursor = both[1].mailbox().all().await.last().unwrap().cursor.clone();
    exchange.stop().await;
    for number in 2..=200 {
        submit(&both[0], number).await;
    }
    let exchange = following(intake.address(), Some(folder.path())).await;
    let both = callers(&intake, &exchange);
    assert_the_same(&both).await;
    // A cursor got at one is good at the other, and so is a watch.
    assert_eq!(both[0].mailbox().all_after(&cursor).await, both[1].mailbox().all_after(&cursor).await);
    let request = pb::WatchReceiptsRequest { cursor, ..Default::default() };
    let mut watched = Vec::new();
    for caller in &both {
        let mut stream = caller.exchange().watch_receipts(request.clone()).await.unwrap().into_inner();
        let mut seen = Vec::new();
        for _ in 0..1_000 {
            seen.push(stream.next().await.unwrap().unwrap());
        }
        watched.push(seen);
    }
    assert_eq!(watched[0], watched[1]);
    exchange.stop().await;
    intake.stop().await;
}

/// While intake is away, what was told can be read; what would change something is refused, and lost is nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intake_is_away_and_comes_back() {
    let (folder, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let intake = with_feed(None, Some(folder.path())).await;
    let address = intake.address();
    let exchange = following(address, Some(copy.path())).await;
    let both = callers(&intake, &exchange);
    submit(&both[0], 1).await;
    let before = transcript(&both[1], SENDER).await;
    intake.stop().await;
    assert_eq!(transcript(&both[1], SENDER).await, before);
    let refused = [
        both[1].mailbox().acknowledge(1).await.unwrap_err(),
        both[1].send("m", &[Parcel::number(2).order.into()]).await.unwrap_err(),
    ];
    for status in refused {
        assert_eq!((reason(&status).as_str(), status.code()), ("INTAKE_AWAY", tonic::Code::Unavailable));
    }
    // The same after a start without intake.
    exchange.stop().await;
    let exchange = following(address, Some(copy.path())).await;
    let away = both[0].clone().with_exchange(exchange.address());
    assert_eq!(transcript(&away, SENDER).await, before);
    let intake = with_feed(Some(address), Some(folder.path())).await;
    let both = callers(&intake, &exchange);
    let sent = both[1].send("m", &[Parcel::number(2).order.into()]).await.unwrap();
    assert!(!sent.replayed);
    assert_the_same(&both).await;
    exchange.stop().await;
    intake.stop().await;
}

/// Who has nothing yet, and nobody to follow, says so.
#[tokio::test]
async fn nothing_is_there_before_somebody_was_followed() {
    let address = free();
    let exchange = following(address, None).await;
    let caller = Caller::new(exchange.address(), exchange.address());
    assert_eq!(reason(&caller.mailbox().page("", 1).await.unwrap_err()), "INTAKE_AWAY");
    let intake = with_feed(Some(address), None).await;
    submit(&callers(&intake, &exchange)[0], 1).await;
    // It is followed as soon as it is there.
    while caller.mailbox().page("", 1).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert_the_same(&callers(&intake, &exchange)).await;
    exchange.stop().await;
    intake.stop().await;
}

/// Another journal under the same address: the copy is discarded, and its cursors with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_journal_is_begun_anew() {
    let copy = tempfile::tempdir().unwrap();
    let intake = with_feed(None, None).await;
    let address = intake.address();
    let exchange = following(address, Some(copy.path())).await;
    let both = callers(&intake, &exchange);
    for number in 1..=3 {
        submit(&both[0], number).await;
    }
    let cursor = both[1].mailbox().all().await.last().unwrap().cursor.clone();
    intake.stop().await;
    let intake = with_feed(Some(address), None).await;
    let both = callers(&intake, &exchange);
    submit(&both[0], 4).await;
    assert_eq!(reason(&both[1].mailbox().page(&cursor, 1).await.unwrap_err()), "CURSOR_OF_ANOTHER_LIFE");
    assert_the_same(&both).await;
    assert_eq!(std::fs::read_dir(copy.path()).unwrap().count(), 1, "the other copy is gone");
    exchange.stop().await;
    intake.stop().await;
}

/// What is no intake that can be followed ends the start, in words.
#[tokio::test]
async fn the_wrong_intake() {
    let deaf = start(ServeOptions::default()).await.unwrap();
    let intake = with_feed(None, None).await;
    let other = ServeOptions { customs_ids: vec!["DXPEDCCEB0000009".to_owned()], ..ServeOptions::default() };
    let own = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let itself = own.local_addr().unwrap();
    drop(own);
    let listening = ServeOptions { listen: itself, ..ServeOptions::default() };
    for (address, options, word) in [
        (deaf.address(), ServeOptions::default(), "no such service"),
        (deaf.control().unwrap(), ServeOptions::default(), "no such service"),
        (intake.address(), other, "say the same --customs-id"),
        (itself, listening, "this process itself"),
    ] {
        let refused = exchange(address, options).await.err().map(|error| error.to_string()).unwrap();
        assert!(refused.contains(word) && refused.contains(&url(address).to_string()), "{refused}");
    }
    intake.stop().await;
    deaf.stop().await;
}
