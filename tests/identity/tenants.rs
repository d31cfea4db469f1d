//! Two tenants with sandboxes of the same name: neither sees anything of the other, and what is another's looks as if it
//! were not there.

use crate::station::{PATIENCE, Ring, Station, methods, pool, reason};
use prost::Message;
use prost::bytes::Bytes;
use prost_reflect::{DynamicMessage, Kind, MethodDescriptor, Value};
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tongguan_client::Client;
use tongguan_domain::document::Document;
use tongguan_identity::ApiKey;
use tongguan_identity::Role::{Declarant, Operator};
use tongguan_proto::document::v1::{ControlAction, ControlInstruction, Receipt, control_instruction};
use tongguan_proto::exchange::v1::{ListReceiptsRequest, WatchReceiptsRequest};
use tongguan_proto::intake::v1::{ListDocumentsRequest, SubmitDocumentsRequest};
use tongguan_proto::officer::v1::AddInstructionRequest;
use tongguan_proto::registry::v1::RegisterEnterpriseRequest;
use tongguan_proto::sandbox::v1::{CreateSandboxRequest, DeleteSandboxRequest, ListSandboxesRequest};
use tongguan_testkit::{EXPORTER, Parcel};
use tongguan_wire::document::write;
use tongguan_wire::registry;

const NAME: &str = "s1";

/// A message that is about the sandbox of this name, its first document, its exporter.
fn about(method: &MethodDescriptor) -> Bytes {
    let mut message = DynamicMessage::new(method.input());
    for field in method.input().fields() {
        let value = match (field.name(), field.kind()) {
            ("sandbox" | "name", Kind::String) => Value::String(NAME.to_owned()),
            ("code" | "enterprise", Kind::String) => Value::String(EXPORTER.code.to_owned()),
            ("up_to", _) => Value::U64(1),
            ("clock_mode", _) => Value::EnumNumber(2),
            ("next_timer" | "clear", _) => Value::Bool(true),
            ("request_id", _) => Value::String("theirs".to_owned()),
            ("key", Kind::Message(key)) => {
                let mut inner = DynamicMessage::new(key);
                inner.set_field_by_name("document_id", Value::U64(1));
                Value::Message(inner)
            }
            _ => continue,
        };
        message.set_field(&field, value);
    }
    message.encode_to_vec().into()
}

/// Methods that are about a sandbox: those that only look, and the others.
fn about_sandboxes() -> (Vec<MethodDescriptor>, Vec<MethodDescriptor>) {
    let without = ["tongguan.catalogue.v1", "tongguan.risk.v1", "tongguan.credit.v1"];
    let methods = methods(&pool()).into_iter();
    let methods = methods.filter(|method| !without.contains(&method.parent_service().package_name()));
    let looks = |method: &MethodDescriptor| {
        ["Get", "List", "Watch", "Wait", "Explain"].iter().any(|begin| method.name().starts_with(begin))
    };
    methods.partition(looks)
}

async fn replies(station: &Station, methods: &[MethodDescriptor], key: &ApiKey) -> Vec<(String, String)> {
    let mut replies = Vec::new();
    for method in methods {
        let reply = station.reply(method, about(method), key).await;
        replies.push((method.full_name().to_owned(), reply));
    }
    replies
}

fn assert_same(now: &[(String, String)], before: &[(String, String)], otherwise: &str) {
    for ((method, now), (_, before)) in now.iter().zip(before) {
        assert_eq!(now, before, "{otherwise}: {method}");
    }
    assert_eq!(now.len(), before.len());
}

/// Sends a waybill.
async fn submit(client: &Client, number: u32) {
    let document = write(&Document::from(Parcel::number(number).waybill));
    let request = SubmitDocumentsRequest { documents: vec![document], ..Default::default() };
    client.intake().submit_documents(request).await.unwrap();
}

async fn receipts(client: &Client) -> Vec<Receipt> {
    let page = client.exchange().list_receipts(ListReceiptsRequest::default()).await.unwrap();
    page.into_inner().receipts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_anothers_is_not_there() {
    let ring = Ring::new();
    let (blue, red) = (ring.add("blue", &[Operator]), ring.add("red", &[Operator]));
    let station = Station::start(&ring).await;
    let (looks, changes) = about_sandboxes();
    let nothing = replies(&station, &looks, &red).await;

    let ours = station.client(&blue).await.sandbox(NAME);
    let create = CreateSandboxRequest { name: NAME.to_owned(), seed: 7, ..Default::default() };
    station.control(&blue).await.control().create_sandbox(create).await.unwrap();
    submit(&ours, 1).await;
    submit(&ours, 2).await;
    let enterprise = Some(registry::write(&EXPORTER.enterprise()));
    let register = RegisterEnterpriseRequest { enterprise, ..Default::default() };
    ours.registry().register_enterprise(register).await.unwrap();
    let instruction = ControlInstruction {
        id: "tip".to_owned(),
        target: Some(control_instruction::Target::Rule("goods.blade".to_owned())),
        action: ControlAction::Inspect.into(),
        ..Default::default()
    };
    let request = AddInstructionRequest { instruction: Some(instruction), ..Default::default() };
    ours.officer().add_instruction(request).await.unwrap();
    let seen = replies(&station, &looks, &blue).await;
    let same = seen.iter().zip(&nothing).filter(|(seen, nothing)| seen == nothing);
    let same: Vec<_> =
        same.map(|((name, reply), _)| (name.rsplit('.').next().unwrap(), reply.as_str())).collect();
    // A watch is open in either case, and nobody has registered a warehouse.
    for (name, reply) in same {
        assert!(
            reply == "open" || name.contains("Warehouse"),
            "{name} says nothing of what is there: {reply}"
        );
    }

    assert_same(&replies(&station, &looks, &red).await, &nothing, "red sees what blue has");
    replies(&station, &changes, &red).await;
    assert_same(&replies(&station, &looks, &blue).await, &seen, "red has changed what blue has");
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_has_a_sandbox_of_the_same_name() {
    let ring = Ring::new();
    let (blue, red) = (ring.add("blue", &[Operator]), ring.add("red", &[Operator]));
    let station = Station::start(&ring).await;
    let ours = station.client(&blue).await.sandbox(NAME);
    let theirs = station.client(&red).await.sandbox(NAME);
    for number in 1..=3 {
        submit(&ours, number).await;
    }
    let watch = || async {
        theirs.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap().into_inner()
    };
    let mut watching = watch().await;
    submit(&ours, 4).await;
    submit(&theirs, 9).await;
    // The first that red hears of is its own, whatever blue was told before.
    let own = receipts(&theirs).await;
    let first = timeout(PATIENCE, watching.next()).await.expect("hung").unwrap().unwrap();
    assert_eq!(first.receipt, own.first().cloned());
    let of_blue = receipts(&ours).await;
    assert!(own.iter().all(|receipt| !of_blue.contains(receipt)));

    // A cursor of blue's mailbox leads nowhere, though sandbox and mailbox have the same names.
    let page = ours.exchange().list_receipts(ListReceiptsRequest::default()).await.unwrap().into_inner();
    let borrowed = ListReceiptsRequest { cursor: page.next_cursor, ..Default::default() };
    let refused = theirs.exchange().list_receipts(borrowed).await.unwrap_err();
    assert_eq!(reason(&refused), "CURSOR_OF_ANOTHER_LIFE");

    // Lists and page tokens know the own sandboxes alone, by the names that were given.
    let control = |client: Client| async move {
        let request = ListSandboxesRequest { page_size: 1, ..Default::default() };
        let page = client.control().list_sandboxes(request).await.unwrap().into_inner();
        let names: Vec<_> = page.sandboxes.into_iter().map(|sandbox| sandbox.name).collect();
        (names, page.next_page_token)
    };
    let both = [station.control(&blue).await, station.control(&red).await];
    for client in both.clone() {
        assert_eq!(control(client).await, (vec![NAME.to_owned()], String::new()));
    }
    let [of_blue, of_red] = both;
    let delete = DeleteSandboxRequest { name: NAME.to_owned() };
    assert!(of_red.control().delete_sandbox(delete).await.unwrap().into_inner().existed);
    assert_eq!(control(of_blue).await.0, [NAME]);
    assert_eq!(control(of_red).await.0, [""; 0]);
    let left = ours.intake().list_documents(ListDocumentsRequest::default()).await.unwrap();
    assert_eq!(left.into_inner().documents.len(), 4);
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_can_say_the_name_of_anothers_sandbox() {
    let ring = Ring::new();
    let (blue, red) = (ring.add("blue", &[Operator]), ring.add("red", &[Operator]));
    let station = Station::start(&ring).await;
    submit(&station.client(&blue).await.sandbox(NAME), 1).await;
    let theirs = station.client(&red).await;
    for name in ["blue/s1", "/s1", "../blue/s1", "red/s1"] {
        let refused =
            theirs.clone().sandbox(name).intake().list_documents(ListDocumentsRequest::default()).await;
        assert_eq!(reason(&refused.unwrap_err()), "SANDBOX_NAME_INVALID", "{name}");
        let delete = DeleteSandboxRequest { name: name.to_owned() };
        let refused = station.control(&red).await.control().delete_sandbox(delete).await;
        assert_eq!(reason(&refused.unwrap_err()), "SANDBOX_NAME_INVALID", "{name}");
    }
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_customs_forces_an_outcome() {
    let ring = Ring::new();
    let (declarant, both) = (ring.add("blue", &[Declarant]), ring.add("blue", &[Declarant, Operator]));
    let station = Station::start(&ring).await;
    for (key, expected) in [(&declarant, Err("ROLE_MISSING".to_owned())), (&both, Ok(()))] {
        let client = station.client(key).await;
        let document = write(&Document::from(Parcel::number(1).waybill));
        let plain = SubmitDocumentsRequest { documents: vec![document], ..Default::default() };
        let forced = SubmitDocumentsRequest { outcome: 1, ..plain.clone() };
        let in_metadata = client.clone().outcome("inspect").intake().submit_documents(plain).await;
        let in_message = client.intake().submit_documents(forced).await;
        for answer in [in_metadata, in_message] {
            assert_eq!(answer.map(|_| ()).map_err(|status| reason(&status)), expected);
        }
    }
    station.stop().await;
}

/// Sandboxes of a server without keys belong to nobody: they are there again when it asks for none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_keeps_whose_its_sandboxes_are() {
    use tongguan::compose::{ServeOptions, start};
    let ring = Ring::new();
    let (blue, red) = (ring.add("blue", &[Operator]), ring.add("red", &[Operator]));
    let folder = tempfile::tempdir().unwrap();
    let options = || ServeOptions { data: Some(folder.path().to_owned()), ..ServeOptions::default() };
    let documents = |client: Client| async move {
        let found = client.intake().list_documents(ListDocumentsRequest::default()).await.unwrap();
        found.into_inner().documents.len()
    };
    let bare = start(options()).await.unwrap();
    let nobody = Client::connect(format!("http://{}", bare.address())).await.unwrap();
    submit(&nobody, 1).await;
    drop(nobody);
    bare.stop().await;
    for _ in 0..2 {
        let station = Station::with(&ring, options()).await;
        let client = station.client(&blue).await;
        let sent = documents(client.clone()).await as u32;
        submit(&client, 10 + sent).await;
        assert_eq!(documents(client).await as u32, sent + 1);
        assert_eq!(documents(station.client(&red).await).await, 0);
        station.stop().await;
    }
    let bare = start(options()).await.unwrap();
    let nobody = Client::connect(format!("http://{}", bare.address())).await.unwrap();
    assert_eq!(documents(nobody.clone()).await, 1);
    drop(nobody);
    bare.stop().await;
}
