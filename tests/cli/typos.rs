//! Goal: a typing error never passes in silence, and every answer says what was probably meant.

use super::{Server, command, name, parcel, rows, text, tongguan};
use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::process::{Output, Stdio};
use tongguan_ceb::dxp::{Envelope, Head};

fn submitted(server: &Server, input: &[u8], more: &[&str]) -> Output {
    let mut submit = command(&["submit", "-", "--server", &server.address]);
    submit.args(more).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = submit.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn a_value_of_the_wrong_type_is_named_with_its_place() {
    let server = Server::ephemeral();
    for (json, words) in [
        (
            "{\"sales_order\":\n  {\"items\": [{\"gnum\": \"one\"}]}}",
            "-: sales_order.items[0].gnum (line 2, column 23): has to be a whole number from 0 to 4294967295, found \"one\"",
        ),
        ("{\"order\":{}}", "the documents are sales_order, payment_receipt, waybill"),
        ("{\"waybill\":{\"logistic_no\":\"1\"}}", "did you mean logistics_no?"),
        ("{\"waybill\":}", "it is no sound JSON (line 1, column 12)"),
        ("{\"documents\":[]}", "there is no document in it"),
        ("[]", "there is no document in it"),
    ] {
        let output = submitted(&server, json.as_bytes(), &[]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{json}: {told}");
        assert!(told.contains(words), "{json}: {told}");
    }
    let gbk = submitted(&server, b"{\"waybill\":{\"goods_info\":\"\xc3\xde\xd6\xc6\"}}", &[]);
    assert!(text(&gbk.stderr).contains("it looks like GBK: save it as UTF-8"), "{}", text(&gbk.stderr));
}

#[test]
fn a_sandbox_or_a_mailbox_that_does_not_exist_is_said() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    let fresh = server.call(&["receipts"]);
    assert_eq!(fresh.status.code(), Some(0), "what everybody uses is there: {}", text(&fresh.stderr));
    let sent = server.call(&["submit", name(&path), "--sandbox", "nightly", "--sender", "DXPENT0000000007"]);
    assert_eq!(sent.status.code(), Some(0));
    for (arguments, words) in [
        (&["receipts", "--sandbox", "nightli"][..], "there is no sandbox nightli; did you mean nightly?"),
        (&["receipts", "--sandbox", "nope", "--xml"], "there is no sandbox nope"),
        (
            &["receipts", "--sandbox", "nightly", "--recipient", "DXPENT000000007"],
            "no mailbox DXPENT000000007 in sandbox nightly; did you mean DXPENT0000000007?",
        ),
    ] {
        let output = server.call(arguments);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
        assert!(told.contains(words) && output.stdout.is_empty(), "{arguments:?}: {told}");
        let json: Value =
            serde_json::from_slice(&server.call(&[arguments, &["--json"]].concat()).stderr).unwrap();
        assert_eq!(json["exit_code"], 1);
    }
    let other = server.call(&["receipts", "--sandbox", "nightly"]);
    assert_eq!(other.status.code(), Some(0));
    assert!(text(&other.stderr).contains("there are DXPENT0000000007"), "{}", text(&other.stderr));
    let mut follow = command(&["receipts", "--follow", "--sandbox", "later", "--server", &server.address]);
    let mut follow = follow.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(follow.stderr.take().unwrap()).read_line(&mut told).unwrap();
    assert!(told.contains("there is no sandbox later; waiting until it is there"), "{told}");
    assert_eq!(server.call(&["submit", name(&path), "--sandbox", "later"]).status.code(), Some(0));
    let mut first = String::new();
    BufReader::new(follow.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("receipt 1 "), "{first}");
    follow.kill().unwrap();
    follow.wait().unwrap();
}

#[test]
fn a_marker_that_forces_nothing_warns_and_goods_nobody_declared_are_named() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path =
        parcel(&folder, |value| value["documents"][2]["declaration"]["note"] = "[outcome:inspct]".into());
    assert_eq!(server.call(&["submit", name(&path)]).status.code(), Some(0), "a note is free text");
    let told = text(&server.call(&["explain", "3"]).stdout);
    assert!(told.contains("warning OUTCOME_UNKNOWN note: [outcome:inspct]"), "{told}");
    assert!(told.contains("did you mean [outcome:inspect]?"), "{told}");

    let arrival = tongguan(&["sample", "507", "--parcel", "77"]).stdout;
    let waits = text(&submitted(&server, &arrival, &["--sandbox", "early"]).stdout);
    let json: Value = serde_json::from_slice(&arrival).unwrap();
    let number = json["arrival"]["items"][0]["logistics_no"].as_str().unwrap();
    assert!(waits.contains(&format!("no declaration for {number} yet")), "{waits}");
}

#[test]
fn a_name_that_no_sandbox_can_have_has_one_message() {
    for name in ["bad name", "沙箱", "a!b"] {
        let output = tongguan(&["show", "1", "--sandbox", name]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{name}: {told}");
        assert!(told.contains("may hold only letters, digits"), "{name}: {told}");
    }
}

#[test]
fn a_version_that_did_not_exist_then_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    let compare = ["compare", name(&path), "--after", "2022-05-01", "--before"];
    let told = |before: &str| text(&tongguan(&[&compare[..], &[before]].concat()).stderr);
    assert!(
        told("2021-06-30/202205").contains("2021-06-30/202205: version 202205 did not exist on that day")
    );
    assert_eq!(told("2021-06-30/2018-113"), "");
}

#[test]
fn addresses_with_more_than_a_port_are_refused() {
    for (url, words) in [
        ("http://127.0.0.1:1/path", "has \"/path\" behind its port"),
        ("http://127.0.0.1:1?x=1", "has \"?x=1\" behind its port"),
        ("http://user:secret@127.0.0.1:1", "names a user"),
    ] {
        let output = tongguan(&["health", "--server", url]);
        assert_eq!(output.status.code(), Some(2), "{url}");
        assert!(text(&output.stderr).contains(words), "{url}: {}", text(&output.stderr));
    }
    assert_eq!(tongguan(&["health", "--server", "http://127.0.0.1:1/"]).status.code(), Some(4));
}

#[test]
fn the_wrong_one_of_two_addresses_is_said() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    let scenario = folder.path().join("s.txt");
    std::fs::write(&scenario, "order 1\n").unwrap();
    for arguments in [
        &["submit", name(&path), "--server", &server.control][..],
        &["play", name(&scenario), "--server", &server.control, "--control", &server.control],
        &["show", "1", "--server", &server.control],
    ] {
        let output = tongguan(arguments);
        let told = text(&output.stderr);
        assert!(
            told.contains("the wrong one of its addresses"),
            "{arguments:?}: {told}{}",
            text(&output.stdout)
        );
    }
}

#[test]
fn an_envelope_is_sent_as_it_is() {
    let server = Server::ephemeral();
    let message = tongguan(&["sample", "303", "--xml", "--parcel", "5"]).stdout;
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.xml");
    std::fs::write(&bad, "<DxpMsg xmlns=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"/>").unwrap();
    let refused = server.call(&["submit", name(&bad)]);
    let told = text(&refused.stdout);
    assert_eq!(refused.status.code(), Some(3), "{told}{}", text(&refused.stderr));
    assert!(told.contains("by the exchange platform: "), "{told}");
    let refused = server.call(&["submit", name(&bad), "--json"]);
    let row: Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!(row["event"], "refused");
    assert!(row["response"].as_str().unwrap().contains("DxpRep"), "{row}");
    let head = Head {
        cop_msg_id: "M-1".to_owned(),
        sender: "DXPENT0000000001".to_owned(),
        receivers: vec![tongguan_exchange::messages::CUSTOMS.to_owned()],
        created: "2026-01-05T09:00:00".to_owned(),
        message_type: String::new(),
    };
    let envelope = tongguan_ceb::dxp::write(&Envelope { head, data: message, ..Envelope::default() });
    let sent = submitted(&server, &envelope, &[]);
    let told = text(&sent.stdout);
    assert!(sent.status.success() && told.contains("#1 order"), "{told}{}", text(&sent.stderr));
}

#[test]
fn a_refusal_is_json_on_both_streams() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    rows(&server.call(&["submit", name(&path), "--json"]));
    let again = server.call(&["submit", name(&path), "--json"]);
    assert_eq!(again.status.code(), Some(3));
    let row: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!((&row["event"], &row["reason"]), (&"refused".into(), &"DUPLICATE".into()));
    let error: Value = serde_json::from_slice(&again.stderr).unwrap();
    assert_eq!(error["exit_code"], 3);
}
