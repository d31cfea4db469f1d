//! Goal: what `tongguan credit` tells programs has the names of the API.

use super::{Server, name, parcel, rows};
use serde_json::Value;

const ENTERPRISE: &str = "3301960ABC";

#[test]
fn the_history_names_causes_as_the_api_does() {
    let server = Server::ephemeral();
    let record = |arguments: &[&str]| {
        let recorded = server.call(&[&["credit", "record", ENTERPRISE], arguments, &["--json"]].concat());
        assert_eq!(recorded.status.code(), Some(0), "{}", super::text(&recorded.stderr));
    };
    record(&["violation", "--on", "2025-11-02", "--amount", "400000"]);
    record(&["tax-unpaid", "--on", "2025-06-15", "--amount", "5000"]);
    let folder = tempfile::tempdir().unwrap();
    rows(&server.call(&["submit", name(&parcel(&folder, |_| {})), "--json"]));
    let history = rows(&server.call(&["credit", "history", ENTERPRISE, "--json"]));
    let events = |kind: &str| history.iter().filter(|row| row["event"] == kind).collect::<Vec<_>>();
    let causes: Vec<&Value> = events("recorded").iter().map(|row| &row["cause"]).collect();
    assert_eq!(causes, ["CREDIT_CAUSE_TAX_UNPAID", "CREDIT_CAUSE_VIOLATION_PUNISHED"], "{history:?}");
    // What nobody recorded has no cause: the law, after three months without the tax, and the score of a declaration.
    for kind in ["law", "scored"] {
        let told = events(kind);
        assert!(!told.is_empty(), "{kind}: {history:?}");
        assert!(told.iter().all(|row| row.get("cause").is_none() && row["on"].is_string()), "{told:?}");
    }
    let known = events("recorded").len() + events("law").len() + events("scored").len();
    assert_eq!(known, history.len(), "{history:?}");
    // The same names as in the API's own JSON.
    let shown = super::seeding::post(
        &server,
        "tongguan.officer.v1.CustomsOfficer/GetCreditFacts",
        &serde_json::json!({ "enterprise": ENTERPRISE }),
    );
    let mut named: Vec<&Value> =
        shown["facts"]["events"].as_array().unwrap().iter().map(|event| &event["cause"]).collect();
    named.sort_by_key(|cause| cause.as_str());
    assert_eq!(named, causes);
}
