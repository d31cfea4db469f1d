//! All eleven documents, by their own calls, by the stream and as XML: one whole life, told the same way each time.

use crate::support::caller::SENDER;
use crate::support::receipts::element;
use crate::support::{Caller, Station, told};
use tokio_stream::StreamExt;
use tongguan_client::accepted;
use tongguan_domain::document::Document;
use tongguan_proto::document::v1::Receipt;
use tongguan_proto::document::v1::SummaryResult;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::sandbox::v1::ClockMode::Manual;
use tongguan_proto::sandbox::v1::advance_clock_request::To;
use tongguan_testkit::{Parcel, changed};
use tongguan_wire::document as wire;

/// How a document gets to the server.
#[derive(Clone, Copy, Debug)]
enum Way {
    Calls,
    Stream,
    Xml,
}

/// Somebody who sends documents one way, and lets everything happen that follows.
struct Sender {
    caller: Caller,
    way: Way,
}

impl Sender {
    async fn send(&self, document: impl Into<Document>) -> u64 {
        let id = self.send_only(document).await;
        while self.step().await {}
        id
    }

    async fn send_only(&self, document: impl Into<Document>) -> u64 {
        let document = document.into();
        let (id, caller) = (document.heading().guid.to_owned(), self.caller.forcing("release"));
        let accepted = match self.way {
            Way::Calls => caller.submit(id, document).await.unwrap(),
            Way::Stream => {
                let sender = SENDER.to_owned();
                let documents = vec![wire::write(&document)];
                let request = intake::SubmitStreamRequest {
                    request_id: id,
                    sender,
                    documents,
                    all_or_none: true,
                    ..Default::default()
                };
                let answers = caller.intake().submit_stream(tokio_stream::iter([request])).await.unwrap();
                let answer = answers.into_inner().next().await.unwrap().unwrap();
                accepted(answer.results).next().unwrap_or_else(|| panic!("{:?}", answer.refused))
            }
            Way::Xml => {
                let mut answer = caller.send(&id, &[document]).await.unwrap();
                let record = answer.records.pop().unwrap();
                record.accepted.unwrap_or_else(|| panic!("{}", record.return_info))
            }
        };
        accepted.document_id
    }

    /// Moves the clock to the next timer; whether there was one.
    async fn step(&self) -> bool {
        self.caller.advance(To::NextTimer(true)).await.unwrap().fired > 0
    }

    async fn about(&self, id: u64) -> Vec<Receipt> {
        let all = self.caller.mailbox().all().await;
        all.into_iter().filter(|receipt| receipt.document_id == id).collect()
    }

    async fn results(&self) -> Vec<SummaryResult> {
        let all = self.caller.mailbox().all().await;
        all.into_iter().filter_map(|receipt| receipt.summary_result).collect()
    }

    /// Which numbers the last result of a summary names: unique, draft, pre-entry, entry.
    async fn numbers_of_the_form(&self) -> Option<[bool; 4]> {
        let last = self.results().await.pop()?;
        let numbers = [last.decl_seq_no, last.dec_tmp_no, last.dec_pre_no, last.entry_id];
        Some(numbers.map(|number| number.is_some()))
    }

    async fn key(&self, id: u64, name: &str) -> String {
        let receipts = self.about(id).await;
        receipts.into_iter().filter_map(|mut r| r.keys.remove(name)).find(|text| !text.is_empty()).unwrap()
    }
}

/// Out with a manifest, closed, summed up; then back again. Another parcel is cancelled.
async fn live(sender: &Sender) {
    let parcel = Parcel::number(1);
    sender.send(parcel.order.clone()).await;
    sender.send(parcel.payment.clone()).await;
    sender.send(parcel.waybill.clone()).await;
    let without = changed(parcel.declaration.clone(), "traf_name=~ voyage_no=~ bill_no=~");
    let declaration = sender.send(without).await;
    let invt_no = sender.key(declaration, "invtNo").await;
    sender.send(parcel.arrival.clone()).await;
    let codes = sender.about(declaration).await.iter().map(|r| r.return_code).collect::<Vec<_>>();
    assert_eq!(codes, [2, 3, 120, 399], "the goods are there, but nobody knows with what they leave");
    sender.send(parcel.manifest()).await;
    assert_eq!(sender.about(declaration).await.last().unwrap().return_code, 800);
    sender.send(parcel.departure.clone()).await;
    assert_eq!(sender.about(declaration).await.last().unwrap().return_code, 899);

    let summary = sender.send_only(parcel.summary(&[&invt_no])).await;
    let mut grown = vec![sender.numbers_of_the_form().await];
    while sender.step().await {
        let numbers = sender.numbers_of_the_form().await;
        if grown.last() != Some(&numbers) {
            grown.push(numbers);
        }
    }
    let [t, f] = [true, false];
    let stages = [[t, f, f, f], [t, t, f, f], [t, t, t, f], [t, t, t, t]].map(Some);
    assert_eq!(grown, [&[None], &stages[..]].concat(), "one number more with each result");
    let first = &sender.results().await[0];
    assert_eq!(first.items.len(), parcel.declaration.items.len());
    assert!(first.items.iter().all(|item| item.invt_no() == invt_no));
    assert_eq!(first.sum_no(), sender.key(summary, "sumNo").await);

    sender.send(parcel.return_application(&invt_no)).await;
    sender.send(parcel.return_tally(&invt_no)).await;

    let other = Parcel::number(2);
    sender.send(other.order.clone()).await;
    sender.send(other.waybill.clone()).await;
    let declaration = sender.send(other.declaration.clone()).await;
    let invt_no = sender.key(declaration, "invtNo").await;
    sender.send(other.cancellation(&invt_no)).await;
    let request = intake::GetDocumentRequest {
        key: Some(intake::DocumentKey { key: Some(intake::document_key::Key::InvtNo(invt_no)) }),
        ..Default::default()
    };
    let found = sender.caller.intake().get_document(request).await.unwrap().into_inner();
    assert_eq!(
        found.summary.unwrap().accepted.unwrap().state(),
        tongguan_proto::document::v1::State::Cancelled
    );
}

/// What the senders are told. The four results of the summary (792) have no `returnStatus` and stand first.
const LIFE: &str = "\
SUMMARY_APPLICATION 0 0 0 0
SALES_ORDER 2 3 120
PAYMENT_RECEIPT 2 3 120
WAYBILL 2 3 120
DECLARATION 2 3 120 399 800 899
ARRIVAL 2 3 399
MANIFEST 2 3 120
DEPARTURE 2 3 399
SUMMARY_APPLICATION 2 3 399
RETURN_APPLICATION 2 3 120 800
RETURN_TALLY 2 3 399
SALES_ORDER 2 3 120
WAYBILL 2 3 120
DECLARATION 2 3 120 399
CANCELLATION 2 3 399
";

#[tokio::test]
async fn one_life_three_ways() {
    let station = Station::ephemeral().await;
    let mut first = None;
    for way in [Way::Calls, Way::Stream, Way::Xml] {
        let caller = station.caller().in_sandbox(&format!("{way:?}"));
        caller.create(1, Manual).await;
        let sender = Sender { caller: caller.clone(), way };
        live(&sender).await;
        let receipts = caller.mailbox().all().await;
        assert_eq!(told(&receipts), LIFE, "{way:?}");
        let messages = caller.mailbox().all_messages().await;
        assert_eq!(messages.len(), receipts.len());
        for (receipt, message) in receipts.iter().zip(&messages) {
            agree(receipt, &message.xml);
        }
        // However it was sent, the answers are the same bytes.
        let bytes: Vec<_> = messages.into_iter().map(|message| message.xml).collect();
        assert!(*first.get_or_insert_with(|| bytes.clone()) == bytes, "{way:?}");
    }
    station.stop().await;
}

/// What the native receipt says, its message says too.
fn agree(receipt: &Receipt, xml: &[u8]) {
    let says = |name: &str, text: &str| assert_eq!(element(xml, name), text, "{name} of {receipt:?}");
    if let Some(result) = &receipt.summary_result {
        says("guid", result.guid());
        says("sumNo", result.sum_no());
        says("declSeqNo", result.decl_seq_no());
        if result.entry_id.is_some() {
            says("entryId", result.entry_id());
        }
        return;
    }
    says("guid", &receipt.guid);
    says("returnStatus", &receipt.return_code.to_string());
    says("returnInfo", &receipt.return_info);
    for (name, text) in &receipt.keys {
        if !text.is_empty() {
            says(name, text);
        }
    }
}
