//! The registry and sandbox control as processes of their own hand on the keys of their callers, and have none themselves.

use crate::station::{Ring, Station};
use tongguan::compose::{Running, ServeOptions, Serves, StartError, start};
use tongguan::peers::Peers;
use tongguan_client::Client;
use tongguan_identity::ApiKey;
use tongguan_identity::Role::{Declarant, Officer, Operator};
use tongguan_proto::registry::v1::{Enterprise, ListEnterprisesRequest, RegisterEnterpriseRequest};
use tongguan_proto::sandbox::v1::{CreateSandboxRequest, ListSandboxesRequest};
use tonic::Code;

async fn relays(ring: Option<&Ring>, intake: &Running) -> Result<Running, StartError> {
    let at = |address| format!("http://{address}").parse().ok();
    let peers = Peers {
        intake: at(intake.address()),
        intake_control: intake.control().and_then(at),
        ..Peers::default()
    };
    let serves = Serves { registry: true, control: true, ..Serves::NOTHING };
    let api_keys = ring.map(Ring::file);
    start(ServeOptions { serves, peers, api_keys, ..ServeOptions::default() }).await
}

async fn client(running: &Running, key: Option<&ApiKey>) -> Client {
    let client = Client::connect(format!("http://{}", running.address())).await.unwrap();
    key.iter().fold(client, |client, key| client.api_key(key.text()))
}

/// Whether this process asks for keys or not, intake does: each is told what he would be told there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn intake_judges_whoever_calls_them() {
    let ring = Ring::new();
    let (blue, red) = (ring.add("blue", &[Operator]), ring.add("red", &[Officer, Operator]));
    let declarant = ring.add("blue", &[Declarant]);
    let revoked = ring.add("blue", &[Operator]);
    ring.revoke(&revoked);
    let station = Station::start(&ring).await;
    for asks in [None, Some(&ring)] {
        let running = relays(asks, station.running()).await.unwrap();
        let own = client(&running, Some(&blue)).await;
        let sandbox = format!("s{}", u8::from(asks.is_some()));
        let create = CreateSandboxRequest { name: sandbox.clone(), ..Default::default() };
        own.control().create_sandbox(create.clone()).await.unwrap();
        let enterprise =
            Some(Enterprise { code: "3301960ABC".into(), name: "Blue".into(), ..Default::default() });
        let register =
            RegisterEnterpriseRequest { sandbox: sandbox.clone(), enterprise, ..Default::default() };
        own.registry().register_enterprise(register.clone()).await.unwrap();

        let codes = async |key: Option<&ApiKey>| {
            let client = client(&running, key).await;
            let created =
                client.control().create_sandbox(create.clone()).await.err().map(|status| status.code());
            let registered = client.registry().register_enterprise(register.clone()).await;
            (created, registered.err().map(|status| status.code()))
        };
        let refused = |code| (Some(code), Some(code));
        assert_eq!(codes(None).await, refused(Code::Unauthenticated), "{sandbox}");
        assert_eq!(codes(Some(&revoked)).await, refused(Code::Unauthenticated), "{sandbox}");
        assert_eq!(codes(Some(&declarant)).await, refused(Code::PermissionDenied), "{sandbox}");
        assert_eq!(codes(Some(&blue)).await, (None, None), "{sandbox}");

        let other = client(&running, Some(&red)).await;
        let theirs = other.control().list_sandboxes(ListSandboxesRequest::default()).await.unwrap();
        assert!(theirs.into_inner().sandboxes.is_empty(), "another's");
        let list = ListEnterprisesRequest { sandbox, ..Default::default() };
        let theirs = other.registry().list_enterprises(list.clone()).await.unwrap().into_inner();
        let ours = own.registry().list_enterprises(list).await.unwrap().into_inner();
        assert!(!theirs.enterprises.iter().any(|found| found.name == "Blue"), "another's");
        assert!(ours.enterprises.iter().any(|found| found.name == "Blue"));
        running.stop().await;
    }
    station.stop().await;
}

/// A tenant would be nobody's at an intake that asks for no keys.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_at_one_of_two_processes_only_are_refused() {
    let ring = Ring::new();
    ring.add("blue", &[Operator]);
    let intake = start(ServeOptions::default()).await.unwrap();
    let refused = relays(Some(&ring), &intake).await.err().map(|error| error.to_string());
    let refused = refused.unwrap_or_default();
    assert!(refused.contains("asks nobody for a key, and this process does"), "{refused}");
    intake.stop().await;
}

/// The same where intake comes later, and nobody could look at the start: then its calls are refused, each of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_tenant_gets_lost_at_an_intake_that_comes_later() {
    let ring = Ring::new();
    let blue = ring.add("blue", &[Operator]);
    let place = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (services, control) = (place(), place());
    let at = |address| format!("http://{address}").parse().ok();
    let peers = Peers { intake: at(services), intake_control: at(control), ..Peers::default() };
    let serves = Serves { registry: true, control: true, ..Serves::NOTHING };
    let api_keys = Some(ring.file());
    let running = start(ServeOptions { serves, peers, api_keys, ..ServeOptions::default() }).await.unwrap();
    let options = ServeOptions { listen: services, control: Some(control), ..ServeOptions::default() };
    let intake = start(options).await.unwrap();

    let caller = client(&running, Some(&blue)).await;
    let create = CreateSandboxRequest { name: "secret".to_owned(), ..Default::default() };
    let refused = caller.control().create_sandbox(create.clone()).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    assert!(refused.message().contains("the process that passes the call on does"), "{refused:?}");
    let list = ListEnterprisesRequest::default();
    let refused = caller.registry().list_enterprises(list).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
    let there = Client::connect(format!("http://{control}")).await.unwrap();
    let there = there.control().list_sandboxes(ListSandboxesRequest::default()).await.unwrap().into_inner();
    assert!(there.sandboxes.iter().all(|sandbox| sandbox.name != "secret"));
    running.stop().await;
    intake.stop().await;
}
