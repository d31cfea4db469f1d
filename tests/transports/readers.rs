//! Receivers that others wrote, in small: whatever the way and however they read, they end with the true state.

use crate::amqp::{connect, next};
use crate::broker::Broker;
use crate::conformance::files;
use crate::endpoint::Endpoint;
use crate::reader::Reader;
use crate::request::{get, post};
use crate::station::{FREE, SENDER, Sent, Station, eventually, text};
use std::collections::BTreeMap;
use tempfile::tempdir;
use tongguan_ceb::dxp;
use tongguan_domain::document::Document;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::ClockMode;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_exchange::transports::{
    AmqpOptions, FolderOptions, HttpOptions, ReceiptForms, TransportOptions,
};
use tongguan_proto::document::v1::DocumentKind;
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::intake::v1 as intake;
use tongguan_testkit::Parcel;

/// A station, and everything that was answered at once.
struct Sender {
    station: Station,
    at_once: Vec<String>,
    sent: usize,
}

impl Sender {
    async fn post(&mut self, document: impl Into<Document>) {
        self.sent += 1;
        let sent = Sent::new(document, self.sent);
        let answer = post(self.station.http(), "/", &sent.xml).await;
        assert!(answer.body.contains("<returnStatus>5</returnStatus>"), "{}: {}", sent.kind, answer.body);
        self.at_once.push(answer.body);
    }

    /// By a way that answers nothing at once: readers take 5 for news of the document, and this repeats one.
    async fn repeat(&mut self, document: impl Into<Document>) {
        self.sent += 1;
        let xml = Sent::new(document, self.sent).xml.into();
        let request = pb::SendCebMessageRequest {
            request_id: format!("repeat-{}", self.sent),
            xml,
            ..Default::default()
        };
        self.station.exchange().await.send_ceb_message(request).await.unwrap();
    }

    async fn documents(&self) -> Vec<intake::DocumentSummary> {
        let request = intake::ListDocumentsRequest { page_size: 500, ..Default::default() };
        self.station.intake().await.list_documents(request).await.unwrap().into_inner().documents
    }

    async fn invt_no(&self, order_no: &str) -> String {
        let documents = self.documents().await;
        let of_order = |one: &&intake::DocumentSummary| one.business_key.ends_with(order_no);
        let numbers = documents.iter().filter(of_order).filter_map(|one| one.accepted.as_ref());
        numbers.map(|accepted| accepted.invt_no.clone()).rfind(|number| !number.is_empty()).unwrap()
    }

    /// Every kind of document, refusals, corrections and repeats.
    async fn lives(&mut self) {
        let parcel = Parcel::number(1);
        self.post(parcel.order.clone()).await;
        self.post(parcel.payment.clone()).await;
        self.post(parcel.waybill.clone()).await;
        self.post(parcel.declaration.clone()).await;
        self.post(parcel.manifest()).await;
        self.post(parcel.arrival.clone()).await;
        self.post(parcel.departure.clone()).await;
        let invt_no = self.invt_no(&parcel.order.head.order_no).await;
        self.post(parcel.summary(&[&invt_no])).await;
        self.post(parcel.return_application(&invt_no)).await;
        self.post(parcel.return_tally(&invt_no)).await;
        self.repeat(parcel.order.clone()).await;
        self.repeat(parcel.declaration.clone()).await;

        let cancelled = Parcel::number(2);
        self.post(cancelled.order.clone()).await;
        self.post(cancelled.waybill.clone()).await;
        self.post(cancelled.declaration.clone()).await;
        let invt_no = self.invt_no(&cancelled.order.head.order_no).await;
        self.post(cancelled.cancellation(&invt_no)).await;

        let corrected = Parcel::number(3);
        self.post(corrected.order.clone()).await;
        self.post(corrected.waybill.clone()).await;
        self.post(corrected.clone().with(|p| p.declaration.head.pack_no = 2).declaration).await;
        self.post(corrected.declaration.clone()).await;
        self.repeat(corrected.declaration).await;

        let broken = Sent::new(Parcel::number(4).order, 99).broken();
        let answer = post(self.station.http(), "/", &broken.xml).await;
        assert!(answer.body.contains("CEB900 -302004"), "{}", answer.body);
    }

    /// The state of the newest document of each key: `604 HZ0000000001` and its code.
    async fn truth(&self) -> BTreeMap<(&'static str, String), String> {
        let documents = self.documents().await;
        let accepted = documents.into_iter().filter_map(|one| Some((one.accepted?, one.business_key)));
        let state = |(accepted, key): (tongguan_proto::document::v1::Accepted, String)| {
            ((receipt_of(accepted.kind()), key), accepted.return_code.to_string())
        };
        accepted.map(state).collect()
    }

    async fn pulled(&self) -> Vec<String> {
        let mut letters = Vec::new();
        let (mut after, mut number) = ("20260105085959".to_owned(), 0);
        loop {
            let path = format!("/receipts?recipient={SENDER}&after={after}&number={number}&limit=7");
            let page: serde_json::Value =
                serde_json::from_str(&get(self.station.http(), &path).await.body).unwrap();
            let xml = page["receipts"].as_array().unwrap().iter();
            letters.extend(xml.map(|letter| letter["xml"].as_str().unwrap().to_owned()));
            after = page["next"]["after"].as_str().unwrap().to_owned();
            number = page["next"]["number"].as_u64().unwrap();
            if page["more"] == false {
                return letters;
            }
        }
    }
}

const fn receipt_of(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::SalesOrder => "304",
        DocumentKind::PaymentReceipt => "404",
        DocumentKind::Waybill => "506",
        DocumentKind::Arrival => "508",
        DocumentKind::Departure => "510",
        DocumentKind::Declaration => "604",
        DocumentKind::Cancellation => "606",
        DocumentKind::Manifest => "608",
        DocumentKind::SummaryApplication => "702",
        DocumentKind::ReturnApplication => "214",
        DocumentKind::ReturnTally => "216",
        DocumentKind::Unspecified => "",
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_readers_end_with_the_true_states_over_every_transport() {
    let folder = tempdir().unwrap();
    let endpoint = Endpoint::open(|_| (200, "SUCCESS")).await;
    let broker = Broker::start();
    if let Some(broker) = &broker {
        connect(&broker.url()).await;
    }
    let url = endpoint.url(SENDER).parse().unwrap();
    let outgoing = folder.path().join("out");
    let transports = TransportOptions {
        http: Some(HttpOptions { listen: FREE, callbacks: vec![(MailboxName::new(SENDER).unwrap(), url)] }),
        folders: Some(FolderOptions { incoming: folder.path().join("in"), outgoing: outgoing.clone() }),
        amqp: broker.as_ref().map(|broker| AmqpOptions { url: broker.url(), queue: "readers".to_owned() }),
        // HTTP and folders write without prefixes unless told otherwise; a broker has to be told.
        receipts: ReceiptForms { amqp: Some(ReceiptForm::Plain), ..Default::default() },
        ..Default::default()
    };
    let station = Station::as_told(transports, ClockMode::Auto, None).await;
    let mut sender = Sender { station, at_once: Vec::new(), sent: 0 };
    sender.lives().await;

    let listed =
        sender.station.listed_as(SENDER, false, tongguan_proto::document::v1::ReceiptForm::Plain).await;
    let listed: Vec<String> = listed.into_iter().map(|message| text(message.xml)).collect();
    let count = listed.len();
    let with_answers = |letters: Vec<String>| [sender.at_once.clone(), letters].concat();
    let posted = eventually("every callback", async || {
        Some(endpoint.of(SENDER)).filter(|letters| letters.len() >= count)
    });
    let posted = posted.await;
    let written = eventually("every file", async || {
        Some(files(&outgoing.join(SENDER))).filter(|letters| letters.len() >= count)
    });
    let mut ways = vec![
        ("callbacks", with_answers(posted)),
        ("files", written.await),
        ("pulling", with_answers(sender.pulled().await)),
    ];
    if let Some(broker) = &broker {
        ways.push(("queue", queued(broker, count).await));
    }
    ways.push(("gRPC", listed));

    let truth = sender.truth().await;
    assert_eq!(truth.keys().map(|(kind, _)| *kind).collect::<std::collections::BTreeSet<_>>().len(), 11);
    for (way, letters) in &ways {
        for reader in Reader::ALL {
            let seen = reader.states(letters.iter().map(String::as_str));
            for ((kind, key), code) in &truth {
                let of_key = |(name, _): &(&String, &String)| {
                    name.split_once(' ').is_some_and(|(of, number)| of == *kind && key.contains(number))
                };
                let state = seen.iter().find(of_key).map(|(_, status)| status.as_str());
                assert_eq!(state, Some(code.as_str()), "{reader:?} over {way}: {kind} {key}");
            }
            for (kind, status) in [("792", "A"), ("900", "-302004")] {
                let is_there = seen.iter().any(|(name, state)| name.starts_with(kind) && state == status);
                assert!(is_there, "{reader:?} over {way}: {kind}");
            }
        }
    }
    sender.station.stop().await;
}

async fn queued(broker: &Broker, count: usize) -> Vec<String> {
    let mut letters = Vec::new();
    eventually("every message of the queue", async || {
        // A queue that is not there yet closes the channel.
        let channel = connect(&broker.url()).await;
        while let Some(envelope) = next(&channel, &format!("{SENDER}_HZ")).await {
            letters.push(text(dxp::read(&envelope).unwrap().data));
        }
        (letters.len() >= count).then_some(())
    })
    .await;
    letters
}
