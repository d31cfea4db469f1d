//! Every RPC of the descriptors with every kind of key, over gRPC and over JSON. An RPC that says nothing of its roles, or
//! has no row here, fails.

use crate::station::{Ring, Station, bearer, methods, pool};
use prost::bytes::Bytes;
use prost_reflect::MethodDescriptor;
use serde_json::Value;
use std::collections::BTreeMap;
use tongguan_domain::time::Moment;
use tongguan_identity::Role::{Agency, Declarant, Officer, Operator, Service};
use tongguan_identity::{ApiKey, Role, Roles};
use tongguan_wire::access;

const SENDERS: &[Role] = &[Declarant, Agency, Operator];
const READERS: &[Role] = &[Declarant, Agency, Officer, Operator];
const CUSTOMS: &[Role] = &[Officer, Operator];
const OPERATORS: &[Role] = &[Operator];
const PROCESSES: &[Role] = &[Operator, Service];

/// Who may call what. The page for people is docs/identity.md.
const ROWS: &[(&[Role], &[&str])] = &[
    (
        SENDERS,
        &[
            "DeclarationIntake/SubmitDocuments",
            "DeclarationIntake/SubmitDeclaration",
            "DeclarationIntake/SubmitStream",
            "DeclarationIntake/ValidateDocument",
            "ClearanceExchange/AcknowledgeReceipts",
            "ClearanceExchange/SendCebMessage",
            "ClearanceExchange/SendDxpMessage",
            "ClearanceExchange/SetReceiptForm",
        ],
    ),
    (
        READERS,
        &[
            "DeclarationIntake/GetDocument",
            "DeclarationIntake/ListDocuments",
            "DeclarationIntake/WaitDocument",
            "DeclarationIntake/ExplainDocument",
            "ClearanceExchange/ListReceipts",
            "ClearanceExchange/WatchReceipts",
            "ClearanceExchange/ListCebMessages",
            "ClearanceExchange/WatchCebMessages",
            "ClearanceExchange/ListMailboxes",
            "EnterpriseRegistry/GetEnterprise",
            "EnterpriseRegistry/ListEnterprises",
            "EnterpriseRegistry/GetWarehouse",
            "EnterpriseRegistry/ListWarehouses",
            "SandboxControl/GetSandbox",
            "SandboxControl/ListSandboxes",
            "SandboxControl/GetFaults",
        ],
    ),
    (
        CUSTOMS,
        &[
            "EnterpriseRegistry/RegisterEnterprise",
            "EnterpriseRegistry/RegisterEnterprises",
            "EnterpriseRegistry/RegisterWarehouses",
            "DeclarationIntake/ListScreenings",
            "CustomsOfficer/AddInstruction",
            "CustomsOfficer/WithdrawInstruction",
            "CustomsOfficer/ListInstructions",
            "CustomsOfficer/RecordResult",
            "CustomsOfficer/RecordCreditEvent",
            "CustomsOfficer/GetCreditFacts",
            "CustomsOfficer/ListCreditFacts",
            "SandboxControl/GetRiskProfile",
        ],
    ),
    (
        OPERATORS,
        &[
            "SandboxControl/CreateSandbox",
            "SandboxControl/UpdateSandbox",
            "SandboxControl/DeleteSandbox",
            "SandboxControl/ResetSandbox",
            "SandboxControl/LoadRiskProfile",
            "SandboxControl/SetFaults",
            "SandboxControl/SetClock",
            "SandboxControl/AdvanceClock",
        ],
    ),
    (
        PROCESSES,
        &["RiskScreening/Screen", "CreditScoring/Score", "CreditScoring/ScoreMany", "CreditScoring/Assess"],
    ),
    (&[Officer, Operator, Service], &["RiskScreening/GetProfile", "RiskScreening/Explain"]),
    (
        &Role::ALL,
        &["Catalogue/ListCodes", "Catalogue/ListLimits", "Catalogue/ListOutcomes", "Catalogue/GetSample"],
    ),
];

/// The roles of every path, by the rows.
fn rows() -> BTreeMap<String, Roles> {
    let mut rows = BTreeMap::new();
    for method in methods(&pool()) {
        let short = format!("{}/{}", method.parent_service().name(), method.name());
        let known: Vec<_> = ROWS.iter().filter(|(_, names)| names.contains(&short.as_str())).collect();
        let [(roles, _)] = known[..] else { panic!("{short} has no row, or two") };
        rows.insert(path(&method), roles.iter().copied().collect());
    }
    let written: usize = ROWS.iter().map(|(_, names)| names.len()).sum();
    assert_eq!(written, rows.len(), "a row names what is not there");
    rows
}

fn path(method: &MethodDescriptor) -> String {
    format!("/{}/{}", method.parent_service().full_name(), method.name())
}

/// Keys that do not hold, and how each is sent.
fn strangers(ring: &Ring) -> Vec<(&'static str, Vec<String>)> {
    let held = ring.add("blue", &Role::ALL);
    let expired = ring.add_until("blue", &Role::ALL, Some(Moment::from_millis(1)));
    let revoked = ring.add("blue", &Role::ALL);
    ring.revoke(&revoked);
    let other = ApiKey::of_random([250; 8], [250; 32]);
    let forged = format!("Bearer {}{}", &held.text()[..12], &other.text()[12..]);
    vec![
        ("none", vec![]),
        ("empty", vec![String::new()]),
        ("malformed", vec![format!("Bearer {}", &held.text()[..50])]),
        ("another scheme", vec![format!("Basic {}", held.text())]),
        ("twice", vec![bearer(&held), bearer(&held)]),
        ("unknown", vec![bearer(&other)]),
        ("wrong", vec![forged]),
        ("expired", vec![bearer(&expired)]),
        ("revoked", vec![bearer(&revoked)]),
    ]
}

#[test]
fn every_method_says_who_may_call_it_and_has_a_row() {
    let rows = rows();
    for method in access::methods(tongguan_proto::DESCRIPTORS).unwrap() {
        let said = method.roles.unwrap_or_else(|| panic!("{} says nothing of its roles", method.path));
        let said: Roles = said.into_iter().map(|number| Role::numbered(number).unwrap()).collect();
        assert_eq!(said, rows[&method.path], "{}", method.path);
        assert!(Roles::NONE.with(Operator).meet(said), "{}: an operator may do everything", method.path);
    }
}

/// The table of the page: methods by who may call them.
fn table() -> String {
    let mut by_roles: Vec<(String, Vec<String>)> = Vec::new();
    for method in access::methods(tongguan_proto::DESCRIPTORS).unwrap() {
        let roles = method.roles.unwrap_or_default().into_iter();
        let who = roles.map(|number| Role::numbered(number).unwrap()).collect::<Roles>().to_string();
        let name = format!("`{}`", method.path.rsplit('.').next().unwrap());
        match by_roles.iter_mut().find(|(known, _)| *known == who) {
            Some((_, names)) => names.push(name),
            None => by_roles.push((who, vec![name])),
        }
    }
    let rows = by_roles.into_iter().map(|(who, names)| format!("| {who} | {} |\n", names.join(", ")));
    format!("| who may | methods |\n|---|---|\n{}", rows.collect::<String>())
}

#[test]
fn the_page_has_the_roles() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/identity.md");
    let written = std::fs::read_to_string(&path).unwrap();
    let (begin, end) =
        ("<!-- Made from proto/tongguan: cargo xtask docs -->\n\n", "\n<!-- The end of what is made -->");
    let (head, rest) = written.split_once(begin).unwrap();
    let (_, tail) = rest.split_once(end).unwrap();
    let page = format!("{head}{begin}{}{end}{tail}", table());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(
        written == page || std::env::var_os("UPDATE_DOCS").is_some(),
        "docs/identity.md is old: cargo xtask docs"
    );
}

#[test]
fn roles_are_those_of_the_api() {
    let roles = pool().get_enum_by_name("tongguan.access.v1.Role").unwrap();
    let named: Vec<_> =
        roles.values().skip(1).map(|value| (value.number(), value.name().to_lowercase())).collect();
    let known: Vec<_> = Role::ALL.map(|role| (role as i32, format!("role_{}", role.name()))).into();
    assert_eq!(named, known);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_grpc() {
    let ring = Ring::new();
    let strangers = strangers(&ring);
    let of_role: Vec<_> = Role::ALL.into_iter().map(|role| (role, ring.add("blue", &[role]))).collect();
    // Somebody else's key is as good: what it sees is another matter.
    let foreign: Vec<_> = Role::ALL.into_iter().map(|role| (role, ring.add("red", &[role]))).collect();
    let station = Station::start(&ring).await;
    for (path, roles) in rows() {
        for (kind, values) in &strangers {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            assert_eq!(station.reason(&path, &values).await, "KEY_INVALID", "{path}, {kind}");
        }
        for (role, key) in of_role.iter().chain(&foreign) {
            let reason = station.reason(&path, &[&bearer(key)]).await;
            let may = roles.meet(Roles::NONE.with(*role));
            assert_eq!(reason == "ROLE_MISSING", !may, "{path}, {}: {reason}", role.name());
            assert_ne!(reason, "KEY_INVALID", "{path}");
        }
    }
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_json() {
    let ring = Ring::new();
    let strangers = strangers(&ring);
    let of_role: Vec<_> = Role::ALL.into_iter().map(|role| (role, ring.add("blue", &[role]))).collect();
    let station = Station::start(&ring).await;
    let unary = methods(&pool()).into_iter().filter(|method| !method.is_client_streaming());
    let (streams, unary): (Vec<_>, Vec<_>) = unary.partition(MethodDescriptor::is_server_streaming);
    let rows = rows();
    for path in unary.iter().map(path) {
        let ask = |values: &[&str]| station.post(&path, "application/json", b"{}", values);
        for (kind, values) in &strangers {
            let (status, headers, body) = ask(&values.iter().map(String::as_str).collect::<Vec<_>>());
            let body: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!((status, &body["code"]), (401, &"unauthenticated".into()), "{path}, {kind}");
            assert_eq!(headers["www-authenticate"], "Bearer");
        }
        for (role, key) in &of_role {
            let (status, _, body) = ask(&[&bearer(key)]);
            let may = rows[&path].meet(Roles::NONE.with(*role));
            let told = String::from_utf8_lossy(&body);
            assert_eq!(
                status == 403 && told.contains("ROLE_MISSING"),
                !may,
                "{path}, {}: {told}",
                role.name()
            );
            assert_ne!(status, 401, "{path}");
        }
    }
    // A stream says at its end why it was refused.
    for path in streams.iter().map(path) {
        for (kind, values) in &strangers {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let (status, _, body) =
                station.post(&path, "application/connect+json", b"\0\0\0\0\x02{}", &values);
            let told = String::from_utf8_lossy(&body);
            assert!(status == 200 && told.contains("KEY_INVALID"), "{path}, {kind}: {told}");
        }
    }
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_every_protocol_alike() {
    let ring = Ring::new();
    let key = ring.add("blue", &[Agency]);
    let station = Station::start(&ring).await;
    let list = "/tongguan.intake.v1.DeclarationIntake/ListDocuments";
    let create = "/tongguan.sandbox.v1.SandboxControl/CreateSandbox";
    let rows: &[(&str, &[u8])] = &[
        ("application/json", b"{}"),
        ("application/proto", b""),
        ("application/grpc-web+proto", b"\0\0\0\0\0"),
        ("application/grpc-web-text+proto", b"AAAAAAA="),
    ];
    for (kind, body) in rows {
        let told = |path: &str, values: &[&str]| {
            let (status, headers, body) = station.post(path, kind, body, values);
            let message = headers.get("grpc-message").cloned().unwrap_or_default();
            let refused = headers.get("grpc-status").cloned().unwrap_or_default();
            (status, refused, message + &String::from_utf8_lossy(&body))
        };
        let bearer = bearer(&key);
        let (status, refused, _) = told(list, &[]);
        assert!(status == 401 || refused == "16", "{kind}: {status} {refused}");
        let (status, refused, words) = told(create, &[&bearer]);
        assert!(status == 403 || refused == "7", "{kind}: {status} {refused}");
        assert!(words.contains("operator") && words.contains("agency"), "{kind}: {words}");
        let (status, refused, _) = told(list, &[&bearer]);
        assert!(status == 200 && !matches!(refused.as_str(), "16" | "7"), "{kind}: {status} {refused}");
    }
    station.stop().await;
}

/// A message that nobody without a key may send is not read: it may be 18 MB of JSON.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_key_no_message_is_read() {
    let ring = Ring::new();
    ring.add("blue", &[Operator]);
    let station = Station::start(&ring).await;
    let submit = "/tongguan.intake.v1.DeclarationIntake/SubmitDocuments";
    let (status, _, _) = station.post(submit, "application/json", b"{ this is no JSON", &[]);
    assert_eq!(status, 401);
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_is_open_and_reflection_takes_any_key() {
    let ring = Ring::new();
    let key = ring.add("blue", &[Service]);
    let station = Station::start(&ring).await;
    assert_eq!(station.reason("/grpc.health.v1.Health/Check", &[]).await, "");
    // Whoever shows a wrong key where none is asked for is not refused for it.
    assert_eq!(station.reason("/grpc.health.v1.Health/Check", &["Bearer x"]).await, "");
    for version in ["v1", "v1alpha"] {
        let path = format!("/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo");
        assert_eq!(station.reason(&path, &[]).await, "KEY_INVALID");
        assert!(station.open(&path, Bytes::new(), &[&bearer(&key)]).await.is_ok());
    }
    station.stop().await;
}
