//! What strangers send: each is refused by name, nothing changes, and the server stays up.

use crate::flow::CLEAN;
use crate::support::caller::ceb_message;
use crate::support::receipts::element;
use crate::support::{Caller, Station, reason, told};
use prost::bytes::{Buf, BufMut};
use std::pin::Pin;
use tongguan_domain::document::Document;
use tongguan_proto::sandbox::v1::Sandbox;
use tongguan_testkit::{Parcel, changed, provoked};
use tongguan_wire::status::read_faults;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

/// Bytes as they are, in both directions.
#[derive(Clone, Copy, Default)]
pub(crate) struct Raw;

impl Encoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut bytes = vec![0; from.remaining()];
        from.copy_to_slice(&mut bytes);
        Ok(Some(bytes))
    }
}

impl Codec for Raw {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

/// Calls a method by its path with bytes of one's own.
pub(crate) async fn raw(caller: &Caller, path: &'static str, message: impl Into<Vec<u8>>) -> Status {
    let mut grpc = Grpc::new(caller.channel());
    grpc.ready().await.unwrap();
    let request = Request::new(message.into());
    grpc.unary(request, PathAndQuery::from_static(path), Raw).await.unwrap_err()
}

const SUBMIT: &str = "/tongguan.intake.v1.DeclarationIntake/SubmitDocuments";

fn order() -> String {
    String::from_utf8(ceb_message(&[Parcel::number(1).order.into()])).unwrap()
}

/// What is refused, its bytes, and the name of the refusal.
fn xml_table() -> Vec<(&'static str, Vec<u8>, &'static str, &'static str)> {
    let order = order();
    let hundred_and_one = {
        let (from, to) = (order.find("<ceb:Order>").unwrap(), order.find("<ceb:BaseTransfer>").unwrap());
        order.replace(&order[from..to], &order[from..to].repeat(101))
    };
    let prolog = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let bomb = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>";
    let quantity = |text: &str| {
        let value = element(order.as_bytes(), "qty");
        order.replace(&format!("<ceb:qty>{value}<"), &format!("<ceb:qty>{text}<")).into_bytes()
    };
    let invalid_utf8 = {
        let mut bytes = order.clone().into_bytes();
        let at = order.find("<ceb:ebcName>").unwrap() + "<ceb:ebcName>".len();
        bytes[at] = 0xFF;
        bytes
    };
    let unreadable = "XML_UNREADABLE";
    let schema = "XML_BREAKS_SCHEMA";
    vec![
        ("nothing", Vec::new(), unreadable, "EMPTY"),
        ("no XML", b"{\"order\": 1}".to_vec(), unreadable, "MALFORMED"),
        ("truncated", order.as_bytes()[..order.len() / 2].to_vec(), unreadable, "MALFORMED"),
        ("cut in the last tag", order.as_bytes()[..order.len() - 5].to_vec(), unreadable, "MALFORMED"),
        (
            "DOCTYPE",
            order.replace(prolog, &format!("{prolog}<!DOCTYPE x>")).into_bytes(),
            unreadable,
            "DOCTYPE",
        ),
        (
            "entity bomb",
            order.replace(prolog, &format!("{prolog}{bomb}")).replace("杭州示例贸易", "&c;").into_bytes(),
            unreadable,
            "DOCTYPE",
        ),
        ("unknown entity", order.replace("杭州示例贸易", "&c;").into_bytes(), unreadable, "ENTITY"),
        ("101 records", hundred_and_one.into_bytes(), schema, "TOO_MANY_RECORDS"),
        ("wrong namespace", order.replace("/ceb\"", "/cebs\"").into_bytes(), unreadable, "WRONG_NAMESPACE"),
        (
            "an import message",
            order.replace("CEB303Message", "CEB311Message").into_bytes(),
            unreadable,
            "UNKNOWN_ROOT",
        ),
        (
            "unknown element",
            order.replace("<ceb:goodsValue>", "<ceb:colour>red</ceb:colour><ceb:goodsValue>").into_bytes(),
            schema,
            "UNKNOWN_ELEMENT",
        ),
        ("20 digits", quantity("12345678901234567890"), schema, "TOO_MANY_DIGITS"),
        ("not a number", quantity("two"), schema, "NOT_A_DECIMAL"),
        ("invalid UTF-8", invalid_utf8, unreadable, "NOT_UTF8"),
        (
            "a control character",
            order.replace("杭州示例贸易", "\u{1}").into_bytes(),
            unreadable,
            "ILLEGAL_CHARACTER",
        ),
        ("13 MB", " ".repeat(13_000_000).into_bytes(), unreadable, "TOO_LARGE"),
        ("40 levels", "<x>".repeat(40).into_bytes(), unreadable, "UNKNOWN_ROOT"),
    ]
}

/// The finer name inside a refusal of XML.
fn detail(status: &Status) -> String {
    let info = status.get_details_error_info().unwrap();
    match info.metadata.get("xml_code") {
        Some(code) => code.clone(),
        None => read_faults(status)[0].faults[0].code.clone(),
    }
}

/// Nothing has changed, and the next valid document is taken.
async fn unharmed(caller: &Caller, before: &Sandbox, name: &str) {
    assert_eq!(caller.view().await, *before, "{name} has changed something");
    let after = caller.in_sandbox(&name.replace(' ', "-"));
    after
        .submit("valid", Parcel::number(1).order)
        .await
        .unwrap_or_else(|status| panic!("after {name}: {status}"));
}

/// After whatever was refused, a parcel goes through as ever.
async fn serves_on(caller: &Caller) {
    caller.submit_parcel(&Parcel::number(1)).await;
    let told = told(&caller.mailbox().until_closed().await);
    assert!(told.ends_with(CLEAN), "{told}");
}

#[tokio::test]
async fn bad_xml() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.submit("before", Parcel::number(9).waybill).await.unwrap();
    let before = caller.view().await;
    let mut wrong = Vec::new();
    for (name, xml, expected, inner) in xml_table() {
        match caller.send_xml("bad", xml).await {
            Ok(answer) => wrong.push(format!("{name}: taken, {answer:?}")),
            Err(status) => {
                let found = (status.code(), reason(&status));
                if found != (Code::InvalidArgument, expected.to_owned()) || detail(&status) != inner {
                    wrong.push(format!("{name}: {found:?} {}", detail(&status)));
                }
            }
        }
        unharmed(&caller, &before, name).await;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    serves_on(&caller).await;
    station.stop().await;
}

/// Not all of them fit into an answer, but all are counted; and nobody is sent where XML cannot be validated.
#[tokio::test]
async fn more_faults_than_can_be_told() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    for unknown in [1, 499, 2_000] {
        let xml =
            order().replace("<ceb:goodsValue>", &format!("{}<ceb:goodsValue>", "<ceb:x/>".repeat(unknown)));
        let status = caller.send_xml("bad", xml).await.unwrap_err();
        let info = status.get_details_error_info().unwrap();
        assert_eq!(info.metadata["fault_count"], unknown.to_string());
        let all = unknown == 1;
        assert_eq!(
            status.message().ends_with("correct these and send it again"),
            !all,
            "{}",
            status.message()
        );
        assert!(!status.message().contains("ValidateDocument"), "{}", status.message());
    }
    station.stop().await;
}

/// The schema allows it, the rules do not: in XML that is a receipt below zero, in the native API a refused call.
#[tokio::test]
async fn a_negative_quantity() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let wrong = changed(Parcel::number(1).order, "items[1].qty=-1");
    let status = caller.submit("native", wrong.clone()).await.unwrap_err();
    assert_eq!((status.code(), reason(&status).as_str()), (Code::InvalidArgument, "FAULTS"));
    let places: Vec<_> = read_faults(&status)[0].faults.iter().map(|fault| fault.path.clone()).collect();
    assert!(places.contains(&"items[1].qty".to_owned()), "{places:?}");
    assert_eq!(reason(&caller.find_view().await.unwrap_err()), "NOT_FOUND");

    let answer = caller.send("xml", &[wrong]).await.unwrap();
    let record = &answer.records[0];
    assert!(record.accepted.is_none() && record.return_code < 0, "{record:?}");
    let messages = caller.mailbox().all_messages().await;
    assert_eq!(messages.len(), 1);
    assert_eq!(element(&messages[0].xml, "returnStatus"), record.return_code.to_string());
    assert_eq!(element(&messages[0].xml, "returnInfo"), record.return_info);
    assert_eq!(caller.view().await.documents, 0);
    station.stop().await;
}

type Call = Pin<Box<dyn Future<Output = Status>>>;

fn row(call: impl Future<Output = Status> + 'static) -> Call {
    Box::pin(call)
}

#[tokio::test]
async fn bad_calls() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.submit("before", Parcel::number(9).waybill).await.unwrap();
    let before = caller.view().await;
    let waybill = Parcel::number(1).waybill;
    let to = |name: &str| {
        let (caller, waybill) = (caller.in_sandbox(name), waybill.clone());
        row(async move { caller.submit("x", waybill).await.unwrap_err() })
    };
    let bytes = |path, message: Vec<u8>| {
        let caller = caller.clone();
        row(async move { raw(&caller, path, message).await })
    };
    let large = caller.clone();
    let bribing = caller.forcing("bribe");
    let bribe = waybill.clone();
    let rows = [
        (
            "18 MB of XML",
            row(async move { large.send_xml("x", vec![b' '; 18_500_000]).await.unwrap_err() }),
            "MESSAGE_TOO_LARGE",
        ),
        ("18 MB of order", bytes(SUBMIT, vec![0; 18_500_000]), "MESSAGE_TOO_LARGE"),
        ("garbage", bytes(SUBMIT, vec![0xFF; 64]), "MESSAGE_UNREADABLE"),
        ("a length beyond the end", bytes(SUBMIT, vec![0x0A, 0xFF, 0xFF, 0xFF, 0x7F]), "MESSAGE_UNREADABLE"),
        ("a text that is not UTF-8", bytes(SUBMIT, vec![0x0A, 2, 0xFF, 0xFE]), "MESSAGE_UNREADABLE"),
        ("an unknown method", bytes("/tongguan.intake.v1.DeclarationIntake/Steal", vec![]), "METHOD_UNKNOWN"),
        ("an unknown service", bytes("/x.Y/Z", vec![]), "METHOD_UNKNOWN"),
        ("an empty request", bytes(SUBMIT, vec![]), "DOCUMENT_MISSING"),
        ("a sandbox of 10 kB", to(&"x".repeat(10_000)), "SANDBOX_NAME_INVALID"),
        // Larger than all headers together may be: HTTP/2 itself answers 431, before anybody reads it.
        ("a sandbox of 20 kB", to(&"x".repeat(20_000)), "Unknown"),
        ("a sandbox with a slash", to("a/b"), "SANDBOX_NAME_INVALID"),
        (
            "an outcome that is none",
            row(async move { bribing.submit("x", bribe).await.unwrap_err() }),
            "ARGUMENT_INVALID",
        ),
    ];
    let mut wrong = Vec::new();
    for (name, call, expected) in rows {
        let status = call.await;
        if reason(&status) != expected {
            wrong.push(format!("{name}: {status:?}"));
        }
        unharmed(&caller, &before, name).await;
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    serves_on(&caller).await;
    station.stop().await;
}

/// Twenty digits, and what else does not fit a field, by the native API: every fault at once.
#[tokio::test]
async fn bad_fields() {
    use tongguan_proto::document::v1::{self as document, document::Document as Kind};
    use tongguan_proto::intake::v1::SubmitDocumentsRequest;
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let Document::SalesOrder(order) = Parcel::number(1).order.into() else { unreachable!() };
    let mut message = tongguan_wire::document::write_sales_order(&order);
    message.goods_value = Some("12345678901234567890".to_owned());
    message.freight = Some("1e3".to_owned());
    message.order_no = Some("x".repeat(61));
    message.items[2].qty = Some("two".to_owned());
    let documents = vec![document::Document { document: Some(Kind::SalesOrder(message)) }];
    let request = SubmitDocumentsRequest { documents, all_or_none: true, ..Default::default() };
    let status = caller.intake().submit_documents(request).await.unwrap_err();
    assert_eq!(reason(&status), "FAULTS");
    let places: Vec<_> = read_faults(&status)[0].faults.iter().map(|fault| fault.path.clone()).collect();
    for place in ["goods_value", "freight", "order_no", "items[2].qty"] {
        assert!(places.contains(&place.to_owned()), "{place} of {places:?}");
    }
    assert_eq!(reason(&caller.find_view().await.unwrap_err()), "NOT_FOUND");
    station.stop().await;
}

/// The rules close their list at 500; the last one of it stands for all others, and the sender is told their sum.
#[tokio::test]
async fn faults_beyond_the_list_are_counted() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let arrival = provoked("507: lines=600").unwrap().remove(0);
    let (arrival, _) = arrival.slots.take(arrival.version);
    let status = caller.submit("x", arrival).await.unwrap_err();
    assert!(status.message().starts_with("599 faults: "), "{}", status.message());
    assert!(
        status.message().contains(read_faults(&status)[0].faults[0].code.as_str()),
        "{}",
        status.message()
    );
    station.stop().await;
}
