//! curl as a client: what comes back, in words, for what is right and for what is wrong.

use super::server::{Server, declaration};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use tongguan_testkit::skipped;

const INTAKE: &str = "tongguan.intake.v1.DeclarationIntake";
const EXCHANGE: &str = "tongguan.exchange.v1.ClearanceExchange";
const CONTROL: &str = "tongguan.sandbox.v1.SandboxControl";

/// Whether curl is there.
fn able() -> bool {
    let able = Command::new("curl").arg("--version").output().is_ok_and(|output| output.status.success());
    if !able {
        skipped("no curl", "TONGGUAN_REQUIRE_CURL");
    }
    able
}

/// POSTs a body by curl; gives the status of HTTP and the JSON of the answer.
fn post(server: &Server, path: &str, body: &[u8], more: &[&str]) -> (u16, Value) {
    let url = format!("http://{}/{path}", server.json());
    let mut command = Command::new("curl");
    command.args(["-s", "-m", "60", "-w", "\n%{http_code}", "--data-binary", "@-"]).args(more).arg(&url);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let body = body.to_vec();
    // A server that refuses early may close before everything is written.
    let writes = std::thread::spawn(move || stdin.write_all(&body));
    let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let _ = writes.join().unwrap();
    let (answer, status) = said.trim_end().rsplit_once('\n').unwrap();
    let answer = serde_json::from_str(answer).unwrap_or_else(|error| panic!("{path}: {error}: {said}"));
    (status.parse().unwrap(), answer)
}

fn reason(error: &Value) -> &str {
    error["details"][0]["debug"]["reason"].as_str().unwrap_or_default()
}

#[test]
fn a_parcel_is_declared_and_read_back() {
    if !able() {
        return;
    }
    let server = Server::start(&["--clock", "manual"]);
    let submit = format!("{INTAKE}/SubmitDeclaration");
    let body = declaration("curl-1").to_string();
    let (status, first) = post(&server, &submit, body.as_bytes(), &["-H", "x-sandbox: blue"]);
    assert_eq!((status, &first["declaration"]["return_code"]), (200, &json!(2)), "{first}");
    let (_, again) = post(&server, &submit, body.as_bytes(), &["-H", "x-sandbox: blue", "--json", "@-"]);
    assert_eq!(
        again["declaration"]["document_id"], first["declaration"]["document_id"],
        "the same request id"
    );

    let (_, list) = post(&server, &format!("{INTAKE}/ListDocuments"), b"{}", &["-H", "x-sandbox: blue"]);
    assert_eq!(list["documents"].as_array().map(Vec::len), Some(1), "{list}");
    let (_, list) = post(&server, &format!("{INTAKE}/ListDocuments"), b"{}", &[]);
    assert_eq!(list, json!({}), "another sandbox");

    let read = json!({ "key": { "documentId": first["declaration"]["document_id"] } }).to_string();
    let (status, read) =
        post(&server, &format!("{INTAKE}/GetDocument"), read.as_bytes(), &["-H", "x-sandbox: blue"]);
    assert_eq!(status, 200, "both names of a field are read: {read}");
    let (status, advanced) =
        post(&server, &format!("{CONTROL}/AdvanceClock"), br#"{"name": "blue", "by": "3600s"}"#, &[]);
    assert_eq!((status, &advanced["sandbox"]["name"]), (200, &json!("blue")), "{advanced}");
    let (_, receipts) = post(&server, &format!("{EXCHANGE}/ListReceipts"), b"{}", &["-H", "x-sandbox: blue"]);
    assert_eq!(receipts["receipts"][0]["return_code"], 2, "{receipts}");
}

/// Method, body, arguments; the status of HTTP, the code, the reason, and some of the words.
type Row<'a> = (&'a str, &'a str, &'a [&'a str], u16, &'a str, &'a str, &'a str);

fn check(server: &Server, rows: &[Row<'_>]) {
    for (method, body, more, http, code, named, words) in rows {
        let (status, error) = post(server, &format!("{INTAKE}/{method}"), body.as_bytes(), more);
        assert_eq!(
            (status, error["code"].as_str(), reason(&error)),
            (*http, Some(*code), *named),
            "{body}: {error}"
        );
        assert!(error["message"].as_str().unwrap().contains(words), "{words}: {error}");
        assert!(error["details"][0]["value"].is_string(), "{error}");
    }
}

#[test]
#[rustfmt::skip] // A table.
fn messages_that_are_wrong_say_where() {
    if !able() {
        return;
    }
    let proto = ["-H", "content-type: application/proto"];
    let sandbox = ["-H", "x-sandbox: ../x"];
    let two = ["-H", "x-sandbox: a", "-H", "x-sandbox: b"];
    check(&Server::start(&[]), &[
        ("GetDocument", r#"{"key": {"document_id": 99}}"#, &[], 404, "not_found", "NOT_FOUND", "no such document"),
        ("GetDocument", r#"{"key": {"document_id": 9"#, &[], 400, "invalid_argument", "MESSAGE_UNREADABLE", "line 1 column 25"),
        ("GetDocument", "{\"key\": {\"document_id\":\n true}}", &[], 400, "invalid_argument", "MESSAGE_UNREADABLE", "document_id: "),
        ("GetDocument", r#"{"key": {"docment_id": 1}}"#, &[], 400, "invalid_argument", "MESSAGE_UNREADABLE", "did you mean document_id?"),
        ("GetDocument", r#"{"key": {"document_id": 1, "documentId": 1}}"#, &[], 400, "invalid_argument", "MESSAGE_UNREADABLE", "given twice"),
        ("GetDocument", "", &[], 400, "invalid_argument", "MESSAGE_UNREADABLE", "is {}"),
        ("GetDocument", "[]", &[], 400, "invalid_argument", "MESSAGE_UNREADABLE", "line 1"),
        ("GetDocument", "{} {}", &[], 400, "invalid_argument", "MESSAGE_UNREADABLE", "trailing"),
        ("GetDocument", "\u{1}", &proto, 400, "invalid_argument", "MESSAGE_UNREADABLE", "protobuf message"),
        ("ListDocuments", r#"{"page_token": "x"}"#, &[], 400, "invalid_argument", "PAGE_TOKEN_INVALID", ""),
        ("ListDocuments", "{}", &sandbox, 400, "invalid_argument", "SANDBOX_NAME_INVALID", ""),
        ("ListDocuments", "{}", &two, 400, "invalid_argument", "SANDBOX_NAME_INVALID", "more than once"),
    ]);
}

#[test]
#[rustfmt::skip] // A table.
fn requests_that_are_wrong_say_why() {
    if !able() {
        return;
    }
    let server = Server::start(&[]);
    let text = ["-H", "content-type: text/xml"];
    let packed = ["-H", "content-encoding: gzip"];
    let (origin, host) = (["-H", "Origin: http://evil.example"], ["-H", "Host: evil.example"]);
    let (late, version) = (["-H", "Connect-Timeout-Ms: soon"], ["-H", "Connect-Protocol-Version: 2"]);
    let get = ["-X", "GET"];
    check(&server, &[
        ("GetDocumnt", "{}", &[], 404, "unimplemented", "METHOD_UNKNOWN", "did you mean GetDocument?"),
        ("SubmitStream", "{}", &[], 501, "unimplemented", "STREAMS_IN", "use gRPC"),
        ("GetDocument", "{}", &text, 415, "invalid_argument", "CONTENT_TYPE_UNKNOWN", "application/json"),
        ("GetDocument", "{}", &packed, 415, "unimplemented", "COMPRESSED", ""),
        ("GetDocument", "{}", &origin, 403, "permission_denied", "ORIGIN_FOREIGN", ""),
        ("GetDocument", "{}", &host, 403, "permission_denied", "HOST_FOREIGN", "localhost"),
        ("GetDocument", "{}", &late, 400, "invalid_argument", "HEADER_INVALID", "Connect-Timeout-Ms"),
        ("GetDocument", "{}", &version, 400, "invalid_argument", "HEADER_INVALID", "Connect-Protocol-Version"),
        ("GetDocument", "{}", &get, 405, "unimplemented", "NOT_POST", "POST"),
    ]);
    let (status, error) = post(&server, "SubmitDeclaration", b"{}", &[]);
    assert_eq!((status, reason(&error)), (404, "METHOD_UNKNOWN"));
    assert!(error["message"].as_str().unwrap().contains(&format!("/{INTAKE}/SubmitDeclaration?")), "{error}");
    let watch = format!("{EXCHANGE}/WatchReceipts");
    assert_eq!(reason(&post(&server, &watch, b"{}", &[]).1), "CONTENT_TYPE_UNKNOWN");
    let same = format!("Origin: http://{}", server.json());
    let (status, _) = post(&server, &format!("{INTAKE}/ListDocuments"), b"{}", &["-H", &same]);
    assert_eq!(status, 200, "a page of this server may call it");
}

#[test]
fn faults_come_with_their_places() {
    if !able() {
        return;
    }
    let server = Server::start(&[]);
    let mut request = declaration("faults");
    request["declaration"]["country"] = "XXX".into();
    let (status, error) =
        post(&server, &format!("{INTAKE}/SubmitDeclaration"), request.to_string().as_bytes(), &[]);
    assert_eq!((status, error["code"].as_str(), reason(&error)), (400, Some("invalid_argument"), "FAULTS"));
    let list = error["details"].as_array().unwrap().iter();
    let list = list.clone().find(|detail| detail["type"] == "tongguan.document.v1.Refused").unwrap();
    let fault = &list["debug"]["faults"][0]["faults"][0];
    assert_eq!((&fault["path"], &fault["code"]), (&json!("country"), &json!("COUNTRY_UNKNOWN")), "{error}");
}

#[test]
fn bodies_have_the_bound_of_their_method() {
    if !able() {
        return;
    }
    let server = Server::start(&[]);
    let huge = vec![b' '; 25_000_000];
    for more in [&[][..], &["-H", "Expect:"], &["-H", "Transfer-Encoding: chunked"]] {
        let (status, error) = post(&server, &format!("{INTAKE}/ListDocuments"), &huge, more);
        assert_eq!((status, reason(&error)), (429, "MESSAGE_TOO_LARGE"), "{error}");
    }
    // Small methods have a bound of their own, and it is the one of gRPC.
    let name = json!({ "name": "x".repeat(600 * 1024) }).to_string();
    let (status, error) = post(&server, &format!("{CONTROL}/CreateSandbox"), name.as_bytes(), &[]);
    assert_eq!((status, reason(&error)), (429, "MESSAGE_TOO_LARGE"), "{error}");
    // A text that takes far more room than it has bytes.
    let many = format!("{{\"name\": [{}{{}}]}}", "{},".repeat(1_000_000));
    let (status, error) = post(&server, &format!("{CONTROL}/CreateSandbox"), many.as_bytes(), &[]);
    assert_eq!((status, reason(&error)), (429, "MESSAGE_TOO_LARGE"), "{error}");
    let deep = "[".repeat(100_000);
    let (status, error) = post(&server, &format!("{CONTROL}/CreateSandbox"), deep.as_bytes(), &[]);
    assert_eq!((status, reason(&error)), (400, "MESSAGE_UNREADABLE"), "{error}");
}

/// Who can reach JSON can reach sandbox control, unless its own listener is for fewer.
#[test]
fn sandbox_control_reaches_no_further_than_its_listener() {
    if !able() {
        return;
    }
    let list = format!("{CONTROL}/ListSandboxes");
    for (arguments, served) in [(&[][..], true), (&["--insecure", "--listen-json", "0.0.0.0:0"], false)] {
        let server = Server::start(arguments);
        let port = server.json().rsplit_once(':').unwrap().1.to_owned();
        let url = format!("http://127.0.0.1:{port}/{list}");
        let output = Command::new("curl").args(["-s", "-d", "{}", &url]).output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer.get("code").is_none(), served, "{arguments:?}: {answer}");
    }
}

/// A receipt has a map; what is read twice is the same bytes.
#[test]
fn an_answer_is_the_same_bytes_every_time() {
    if !able() {
        return;
    }
    let server = Server::start(&[]);
    post(&server, &format!("{INTAKE}/SubmitDeclaration"), declaration("bytes").to_string().as_bytes(), &[]);
    let url = format!("http://{}/{EXCHANGE}/ListReceipts", server.json());
    let read = || {
        let output = Command::new("curl").args(["-s", "-m", "60", "-d", "{}", &url]).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let first = read();
    let (_, keys) = first.split_once(r#""keys":{"#).unwrap();
    let keys: Vec<_> = keys.split_once('}').unwrap().0.split(',').collect();
    assert!(keys.len() > 3 && keys.is_sorted(), "{keys:?}");
    (0..5).for_each(|_| assert_eq!(read(), first));
}
