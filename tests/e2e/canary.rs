//! Names, numbers and addresses of people are in documents, and in nothing that an operator reads: neither in the log, at its
//! loudest, nor among the figures. Every document here carries a word that stands nowhere else.

use crate::elsewhere::{odd, submit, until};
use crate::support::Caller;
use crate::support::caller::{SENDER, ceb_message, envelope};
use crate::support::child::started;
use crate::support::collector::{Collector, named};
use crate::support::exposed::{page, said};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tongguan_ceb::dxp;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::record::{Field, Raw};
use tongguan_domain::version::MessageVersion;
use tongguan_proto::document::v1::State;
use tongguan_proto::intake::v1 as intake;
use tongguan_testkit::{Parcel, Slots};
use tongguan_wire::document::write;
use tonic::Status;

/// The word. It fits every field that is no code, a number of a waybill too.
const WORD: &str = "KANARIE4711";
/// Of a sandbox, whose name an operator may read in the log, but which is no label.
const SANDBOX: &str = "kanarie-sandbox";

/// What a server says at its loudest, while `talk` speaks to it; and its figures in both forms.
struct Loud {
    child: Child,
    ready: Value,
}

impl Loud {
    fn start(folder: &Path, format: &str, more: &[&str]) -> Self {
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongguan"));
        command.args(["serve", "--log", "trace", "--log-format", format]);
        for flag in ["--listen", "--control", "--listen-json", "--http", "--metrics"] {
            command.args([flag, "127.0.0.1:0"]);
        }
        command.args(more).arg("--data").arg(folder.join("data"));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let (child, ready) = started(&mut command);
        Self { child, ready }
    }

    fn at(&self, name: &str) -> SocketAddr {
        self.ready[name].as_str().unwrap().parse().unwrap()
    }

    /// Ends it in good order, so that the log is whole.
    fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Loud {
    fn drop(&mut self) {
        // It has stopped, unless a test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a field is of a kind in which names, numbers and words of people stand.
fn is_free(field: &Field) -> bool {
    let ends = ["_name", "_no", "note", "gname", "gmodel", "goods_info", "consignee", "telephone", "address"];
    // The rules know how these are made.
    let made = ["invt_no", "pre_no", "ems_no", "license_no", "voyage_no"];
    ends.iter().any(|end| field.name.ends_with(end)) && !made.contains(&field.name)
}

/// The document with the word in every field for which that is true, and whose form takes it if it has to be without faults.
fn with_word(document: &Document, free: impl Fn(&Field) -> bool, faultless: bool) -> Document {
    let mut slots = Slots::of(document);
    let form = |slots: &Slots| slots.clone().take(MessageVersion::V202205);
    let lines = (0..slots.lines.len()).map(|line| (Some(line), slots.kind.line_fields()));
    let rows: Vec<_> = [(None, slots.kind.head_fields())].into_iter().chain(lines).collect();
    let mut worded = 0;
    for (line, fields) in rows {
        for (at, _) in fields.iter().enumerate().filter(|(_, field)| free(field)) {
            let before = slots.clone();
            let row = match line {
                Some(line) => &mut slots.lines[line],
                None => &mut slots.head,
            };
            row[at] = Raw::Text(WORD.to_owned());
            if faultless && !form(&slots).1.is_empty() {
                slots = before;
            } else {
                worded += 1;
            }
        }
    }
    assert!(worded > 2, "{:?}", slots.kind);
    form(&slots).0
}

/// The papers of a parcel with the word wherever they may have it: all of them can be taken.
fn papers() -> Vec<Document> {
    Parcel::number(1).documents().iter().map(|document| with_word(document, is_free, true)).collect()
}

/// The XML of a document with the word in every element that has a text.
fn every_text(xml: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(xml).unwrap();
    let mut parts = text.split('>');
    let mut changed = parts.next().unwrap().to_owned();
    for part in parts {
        changed.push('>');
        match part.split_once('<') {
            Some((words, rest)) if !words.trim().is_empty() => changed.push_str(&format!("{WORD}<{rest}")),
            _ => changed.push_str(part),
        }
    }
    changed.into_bytes()
}

/// Everything that can be done with these documents, by every way in that a process has by itself.
async fn talk(server: &Loud) {
    let caller = Caller::new(server.at("address"), server.at("control")).in_sandbox(SANDBOX);
    for (number, document) in papers().into_iter().enumerate() {
        caller.submit(format!("{WORD}-{number}"), document.clone()).await.unwrap();
        // Once more, as another document.
        assert!(caller.submit(format!("{WORD}-{number}"), Parcel::number(2).order).await.is_err());
        let validated =
            intake::ValidateDocumentRequest { document: Some(write(&document)), ..Default::default() };
        caller.intake().validate_document(validated).await.unwrap();
        let xml = ceb_message(&[document]);
        caller.in_sandbox("xml").send_xml(&format!("x{number}"), xml.clone()).await.unwrap();
        let sealed = dxp::write(&envelope(&format!("{WORD}{number}"), xml.clone()));
        caller.in_sandbox("sealed").send_envelope(sealed).await;
        form(server, &xml);
        form(server, &every_text(&xml));
        // A message whose every text is wrong is refused, one way or the other.
        let _ = caller.send_xml(&format!("y{number}"), every_text(&xml)).await;
    }
    for kind in DocumentKind::ALL {
        let wrong = with_word(&Parcel::number(3).document(kind), |_| true, false);
        assert!(caller.submit(format!("wrong-{kind:?}"), wrong).await.is_err(), "{kind:?}");
    }
    json(server);
    caller.mailbox().until_closed().await;
    let key = intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(4)) };
    let explain = intake::ExplainDocumentRequest { key: Some(key), ..Default::default() };
    caller.intake().explain_document(explain).await.unwrap();
}

/// XML by HTTP.
fn form(server: &Loud, xml: &[u8]) {
    let xml = utf8_percent_encode(std::str::from_utf8(xml).unwrap(), NON_ALPHANUMERIC);
    let body = format!("xml={xml}");
    let head = format!(
        "POST /form HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer = said(server.at("http"), format!("{head}{body}").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
}

/// Fields of JSON that are wrong, and a name that is no field.
fn json(server: &Loud) {
    let body = format!(
        "{{\"documents\":[{{\"sales_order\":{{\"head\":{{\"order_no\":\"{WORD}\",\"ebc_name\":7}}}}}}],\"{WORD}\":\"{WORD}\"}}"
    );
    let head = format!(
        "POST /tongguan.intake.v1.DeclarationIntake/SubmitDocuments HTTP/1.1\r\nhost: localhost\r\n\
         content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer = said(server.at("json"), format!("{head}{body}").as_bytes());
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_a_document_is_told_to_an_operator() {
    for format in ["text", "json"] {
        let folder = tempfile::tempdir().unwrap();
        let collector = Collector::start().await;
        let endpoint = format!("--otlp-endpoint=http://{}", collector.address);
        let server = Loud::start(folder.path(), format, &[&endpoint]);
        talk(&server).await;
        let figures = ["*/*", "application/openmetrics-text"].map(|form| page(server.at("metrics"), form));
        server.stop();
        let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
        assert!(log.contains("TRACE") && log.lines().count() > 1_000, "it was loud");
        if format == "json" {
            let odd = log.lines().find(|line| serde_json::from_str::<Value>(line).is_err());
            assert_eq!(odd, None, "every line is an object");
            assert!(log.contains("\"trace_id\":\""), "a line under a traced call names its trace");
        }
        for (what, text) in [("the log", &log), ("the figures", &figures[0]), ("OpenMetrics", &figures[1])] {
            let told: Vec<_> = text.lines().filter(|line| line.contains(WORD)).take(3).collect();
            assert!(told.is_empty(), "{what} as {format} tells what only a document has: {told:#?}");
        }
        // Every span is there: it has stopped.
        let spans = collector.now();
        let text = spans.iter().map(|seen| format!("{:?}\n", seen.span)).collect::<String>();
        assert!(named(&spans, "receipt").len() > 50 && named(&spans, "SendCebMessage").len() > 10);
        assert!(named(&spans, "SubmitDocuments").iter().any(|seen| seen.word("tongguan.reason") == "FAULTS"));
        for name in [WORD, SANDBOX, SENDER] {
            let told: Vec<_> = text.lines().filter(|line| line.contains(name)).take(3).collect();
            assert!(told.is_empty(), "a span tells {name}: {told:#?}");
        }
        for name in [SANDBOX, SENDER] {
            assert!(figures.iter().all(|text| !text.contains(name)), "{name} is no label");
        }
    }
}

/// A service elsewhere may repeat what it was asked, in the words of its refusals.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_what_a_service_elsewhere_says_of_it() {
    let (_, address) = odd(|call| match call {
        0 => Err(Status::internal(WORD)),
        1 => Err(Status::unavailable(WORD)),
        _ => Err(Status::invalid_argument(WORD)),
    })
    .await;
    let folder = tempfile::tempdir().unwrap();
    let risk = format!("--risk=http://{address}");
    let server = Loud::start(folder.path(), "text", &[&risk]);
    let caller = Caller::new(server.at("address"), server.at("control"));
    submit(&caller, 1).await;
    until(&caller, 4, State::Reviewed).await;
    server.stop();
    let log = std::fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(log.contains("it is asked again"), "it was away at first");
    let told: Vec<_> = log.lines().filter(|line| line.contains(WORD)).collect();
    assert!(told.is_empty(), "{told:#?}");
}
