//! Intake, risk, credit and exchange as four processes that know each other by their certificates, and nobody else.

use crate::authority::{Authority, Files};
use crate::server::{Server, ended, flag, said, tongguan};

struct Four {
    authority: Authority,
    risk: Server,
    _credit: Server,
    intake: Server,
    exchange: Server,
}

impl Four {
    fn start() -> Self {
        let authority = Authority::new();
        let keys = authority.folder().join("keys.jsonl");
        let make = |tenant: &str, role: &str, more: &[&str]| {
            let arguments = [&["api-key", "new", "--tenant", tenant, "--role", role][..], more].concat();
            said(&tongguan(&arguments, &flag("--file", &keys)))
        };
        make("own", "service", &["--certificate", "intake.example"]);
        make("own", "service", &["--certificate", "exchange.example"]);
        make("blue", "declarant", &["--certificate", "shop.example"]);
        std::fs::write(authority.folder().join("key"), make("blue", "declarant", &[])).unwrap();
        let start = |name: &str, more: &[String]| {
            let files = authority.issue(name, &["localhost", "127.0.0.1", &format!("{name}.example")]);
            let mut flags = [vec![name.to_owned()], files.flags()].concat();
            flags.extend(flag("--tls-client-ca", authority.ca()));
            flags.extend(flag("--api-keys", &keys));
            flags.extend_from_slice(more);
            Server::start(&flags)
        };
        let trusting = flag("--peer-tls-ca", authority.ca()).to_vec();
        let (risk, credit) = (start("risk", &[]), start("credit", &[]));
        let peers = [flag("--risk", risk.url()), flag("--credit", credit.url())].concat();
        let own = ["--feed", "--control", "127.0.0.1:0"].map(str::to_owned).to_vec();
        let intake = start("intake", &[trusting.clone(), peers, own].concat());
        let exchange = start("exchange", &[trusting, flag("--intake", intake.url()).to_vec()].concat());
        Self { authority, risk, _credit: credit, intake, exchange }
    }

    fn flags(&self, shop: &Files) -> Vec<String> {
        [flag("--tls-ca", self.authority.ca()).to_vec(), shop.flags()].concat()
    }
}

#[test]
fn a_declaration_goes_through_four_processes() {
    let four = Four::start();
    let shop = four.authority.issue("shop", &["shop.example"]);
    let flags = four.flags(&shop);
    let parcel = four.authority.folder().join("parcel.json");
    std::fs::write(&parcel, include_str!("../cli/parcel.json")).unwrap();
    let parcel = parcel.display().to_string();
    said(&four.intake.call(&["submit", &parcel, "--expect", "399"], &flags));
    let here = said(&four.intake.call(&["receipts", "--json"], &flags));
    let there = said(&four.exchange.call(&["receipts", "--json"], &flags));
    assert!(here.contains("399") && here == there, "{here}\n{there}");
    // What risk is asked is asked by a process, not by a shop.
    let (code, told) = ended(&four.risk.call(&["show", "1"], &flags));
    assert!(code == Some(3) && told.contains("METHOD_UNKNOWN"), "{told}");

    // A certificate cannot be passed on, so a change takes a key at an exchange; at intake itself it does not.
    let acknowledge = ["receipts", "--ack", "1"];
    let (code, told) = ended(&four.exchange.call(&acknowledge, &flags));
    assert!(
        code == Some(3) && told.contains("KEY_INVALID") && told.contains("cannot be passed on"),
        "{told}"
    );
    let with_key =
        [flags.clone(), flag("--api-key-file", four.authority.folder().join("key")).to_vec()].concat();
    said(&four.exchange.call(&acknowledge, &with_key));
    said(&four.intake.call(&["receipts", "--ack", "2"], &flags));
    // The rights of the exchange itself are nobody else's: its certificate has the role of a process, and sends nothing.
    let own = four.authority.issue("exchange", &["exchange.example"]);
    let (code, told) = ended(&four.intake.call(&acknowledge, &four.flags(&own)));
    assert!(code == Some(3) && told.contains("ROLE_MISSING"), "{told}");
}

/// The registry and sandbox control in front of intake have a certificate of the strongest role; nobody else gets that by them.
#[test]
fn who_passes_calls_on_lends_nobody_his_certificate() {
    let authority = Authority::new();
    let keys = authority.folder().join("keys.jsonl");
    let make = |more: &[&str]| {
        let arguments = [&["api-key", "new", "--tenant", "blue", "--role", "operator"][..], more].concat();
        said(&tongguan(&arguments, &flag("--file", &keys)))
    };
    make(&["--certificate", "front.example"]);
    make(&["--certificate", "boss.example"]);
    std::fs::write(authority.folder().join("key"), make(&[])).unwrap();
    let secured = |name: &str| {
        let files = authority.issue(name, &["localhost", "127.0.0.1", &format!("{name}.example")]);
        [files.flags(), flag("--tls-client-ca", authority.ca()).to_vec()].concat()
    };
    let with_keys = flag("--api-keys", &keys).to_vec();
    let control = ["--control", "127.0.0.1:0"].map(str::to_owned).to_vec();
    let intake = Server::start(&[secured("intake"), with_keys.clone(), control].concat());
    let control_at = format!("https://{}", intake.at("control"));
    let leaning = [
        flag("--peer-tls-ca", authority.ca()),
        flag("--intake", intake.url()),
        flag("--intake-control", &control_at),
    ]
    .concat();
    let names = ["registry", "control"].map(str::to_owned).to_vec();
    for asks in [Vec::new(), with_keys] {
        let front = Server::start(&[names.clone(), secured("front"), leaning.clone(), asks].concat());
        let list = |shows: &str, more: &[String]| {
            let files = authority.issue(shows, &[&format!("{shows}.example")]);
            let ca = flag("--tls-ca", authority.ca()).to_vec();
            let at = ["sandbox", "list", "--control", &front.url()];
            ended(&tongguan(&at, &[ca, files.flags(), more.to_vec()].concat()))
        };
        for shows in ["stranger", "boss"] {
            let (code, told) = list(shows, &[]);
            assert!(code == Some(3) && told.contains("KEY_INVALID"), "{shows}: {told}");
            let (code, told) = list(shows, &flag("--api-key-file", authority.folder().join("key")));
            assert_eq!(code, Some(0), "{shows}: {told}");
        }
    }
}
