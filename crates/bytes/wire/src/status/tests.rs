use super::*;
use prost::Message;
use std::time::Duration;
use tongguan_domain::document::{DeclarationHead, DeclarationItem, DocumentKind};
use tongguan_domain::fault::{Fault, MISSING, Place, TOO_LONG};
use tongguan_domain::limits;
use tongguan_domain::record::Record;
use tongguan_proto::document::v1 as document;
use tonic::Status;
use tonic_types::{StatusExt, pb};

/// The table as its callers know it: a change here is a change of the API.
const GOLDEN: &str = "\
KEY_INVALID UNAUTHENTICATED - -
ROLE_MISSING PERMISSION_DENIED - -
METHOD_UNKNOWN UNIMPLEMENTED - -
FAULTS INVALID_ARGUMENT - -
MESSAGE_UNREADABLE INVALID_ARGUMENT - -
MESSAGE_TOO_LARGE RESOURCE_EXHAUSTED - -
DOCUMENT_MISSING INVALID_ARGUMENT - -
TOO_MANY_DOCUMENTS INVALID_ARGUMENT - -
REQUEST_ID_MISSING INVALID_ARGUMENT - -
REQUEST_ID_INVALID INVALID_ARGUMENT - -
SANDBOX_NAME_INVALID INVALID_ARGUMENT - -
METADATA_UNKNOWN INVALID_ARGUMENT - -
SENDER_INVALID INVALID_ARGUMENT - -
TRANSMITTER_MISMATCH PERMISSION_DENIED - -
ARGUMENT_INVALID INVALID_ARGUMENT - -
TIME_INVALID INVALID_ARGUMENT - -
CURSOR_INVALID INVALID_ARGUMENT - -
PAGE_TOKEN_INVALID INVALID_ARGUMENT - -
ENTERPRISE_INVALID INVALID_ARGUMENT - -
FINDING_CONTRADICTS INVALID_ARGUMENT - -
FACTS_INVALID INVALID_ARGUMENT - -
PROFILE_INVALID INVALID_ARGUMENT - -
XML_UNREADABLE INVALID_ARGUMENT - -
XML_BREAKS_SCHEMA INVALID_ARGUMENT - -
NOT_FOUND NOT_FOUND - -
REQUEST_ID_REUSED ALREADY_EXISTS - -
DUPLICATE ALREADY_EXISTS - -
SANDBOX_EXISTS ALREADY_EXISTS - -
NOTHING_TO_CHANGE FAILED_PRECONDITION - -
STATE_DOES_NOT_MATCH FAILED_PRECONDITION - -
OLD_MESSAGE FAILED_PRECONDITION - -
CURSOR_OF_ANOTHER_LIFE FAILED_PRECONDITION - -
NOTHING_TO_ACKNOWLEDGE FAILED_PRECONDITION - -
CLOCK_GOES_BACK FAILED_PRECONDITION - -
NOT_UNDER_CONTROL FAILED_PRECONDITION - -
PROFILE_UNKNOWN FAILED_PRECONDITION - -
OWN_SERVER_NOT_ALLOWED PERMISSION_DENIED - -
SANDBOX_LIMIT RESOURCE_EXHAUSTED - -
LIMIT_REACHED RESOURCE_EXHAUSTED - -
SERVER_BUSY RESOURCE_EXHAUSTED retryable -
SANDBOX_CREATED ABORTED retryable -
QUESTION_OPEN UNAVAILABLE retryable may-have-effect
INTAKE_AWAY UNAVAILABLE retryable may-have-effect
TOO_MANY_WATCHERS RESOURCE_EXHAUSTED retryable -
READER_STALLED ABORTED retryable -
SERVER_DRAINING UNAVAILABLE retryable -
DEADLINE_EXCEEDED DEADLINE_EXCEEDED retryable may-have-effect
HANDLER_PANICKED INTERNAL - may-have-effect
FAILURE INTERNAL - may-have-effect
";

#[test]
fn the_table() {
    let mut table = String::new();
    for reason in Reason::ALL {
        let retry = if reason.retryable() { "retryable" } else { "-" };
        let effect = if reason.may_have_effect() { "may-have-effect" } else { "-" };
        let code = reason.status();
        table.push_str(&format!("{} {code} {retry} {effect}\n", reason.name()));
        assert_eq!(Reason::from_name(reason.name()), Some(*reason));
        assert!(!reason.text().is_empty());
    }
    assert_eq!(table, GOLDEN);
    assert_eq!(Reason::from_name("OTHER"), None);
}

#[test]
fn every_reason_is_read_again_and_fits() {
    for reason in Reason::ALL {
        let status = Refused::plain(*reason).status();
        assert_eq!(status.code(), reason.code());
        assert_eq!(status.message(), reason.text());
        assert_eq!(read_reason(&status), Some(*reason));
        assert_eq!(status.get_details_error_info().unwrap().metadata["help"], reason.help());
        assert!(header_list(&status) < 8_192);
    }
    assert_eq!(read_reason(&Status::internal("x")), None);
    assert_eq!(read_reason(&Status::with_details(Code::Internal, "x", b"\xff".as_slice().into())), None);
}

#[test]
fn a_refusal_carries_what_helps() {
    let refused = Refused::new(Reason::ServerBusy, "4,096 orders wait")
        .with("queue", "writer")
        .retry_after(Duration::from_millis(1_500));
    let status: Status = refused.clone().into();
    let info = status.get_details_error_info().unwrap();
    assert_eq!((info.reason.as_str(), info.domain.as_str()), ("SERVER_BUSY", "tongguan"));
    assert_eq!(info.metadata["queue"], "writer");
    assert_eq!(info.metadata["help"], "docs/codes.md#SERVER_BUSY");
    let retry = status.get_details_retry_info().unwrap();
    assert_eq!(retry.retry_delay, Some(Duration::from_millis(1_500)));
    assert_eq!(status.message(), "4,096 orders wait");
    let answer = refused.answer();
    assert_eq!((answer.status, answer.reason.as_str()), (8, "SERVER_BUSY"));
    assert_eq!(answer.message, "4,096 orders wait");
}

#[test]
fn no_message_is_too_long() {
    for text in ["海".repeat(10_000), "x".repeat(10_000), " ".repeat(10_000)] {
        let status = refusal(Reason::Failure, text);
        assert!(header_list(&status) < 8_192);
        assert!(status.message().ends_with("..."));
        assert_eq!(read_reason(&status), Some(Reason::Failure));
    }
}

/// What the trailers take in an HTTP/2 header list: name, value and 32 bytes each.
fn header_list(status: &Status) -> usize {
    let response = status.clone().into_http::<()>();
    response.headers().iter().map(|(name, value)| name.as_str().len() + value.len() + 32).sum()
}

fn fault(line: Option<u32>, name: &str) -> Fault {
    let field = match line {
        Some(_) => DeclarationItem::field(name),
        None => DeclarationHead::field(name),
    };
    let place = Place { line, field };
    Fault::new(&TOO_LONG, place).found("71 characters".to_owned()).allowed("at most 60 characters")
}

fn of(faults: &[Fault]) -> DocumentFaults {
    DocumentFaults::new("declaration", 0, DocumentKind::Declaration, faults)
}

fn metadata(status: &Status, key: &str) -> usize {
    let info = status.get_details_error_info().unwrap();
    info.metadata[key].parse().unwrap()
}

#[test]
fn few_faults_are_sent_in_full() {
    let partner = Fault::new(&MISSING, Place::default());
    let status = faults(&[
        of(&[fault(None, "order_no"), fault(Some(0), "gname")]),
        DocumentFaults::new("waybill", 3, DocumentKind::Waybill, &[partner]),
    ]);
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(
        status.message(),
        "3 faults: declaration.order_no FIELD_TOO_LONG: the text is longer than the field, found 71 characters, \
         allowed at most 60 characters; declaration.items[0].gname FIELD_TOO_LONG: the text is longer than the \
         field, found 71 characters, allowed at most 60 characters; waybill FIELD_MISSING: a mandatory field is \
         absent"
    );
    assert_eq!(read_reason(&status), Some(Reason::Faults));
    assert_eq!((metadata(&status, "fault_count"), metadata(&status, "faults_sent")), (3, 3));
    assert_eq!(status.get_details_error_info().unwrap().metadata["help"], "docs/codes.md#FAULTS");
    let bad = status.get_details_bad_request().unwrap();
    let fields: Vec<_> = bad.field_violations.iter().map(|v| v.field.as_str()).collect();
    assert_eq!(fields, ["declaration.order_no", "declaration.items[0].gname", "waybill"]);
    assert_eq!(
        bad.field_violations[0].description,
        "FIELD_TOO_LONG: the text is longer than the field; found 71 characters; allowed at most 60 characters; \
         shorten the text; characters count, not bytes"
    );
    let lists = read_faults(&status);
    assert_eq!(lists.len(), 2);
    assert_eq!((lists[0].document_index, lists[1].document_index), (0, 3));
    assert_eq!(lists[0].faults[1].element_path, "InventoryList[1]/gname");
    assert_eq!(lists[0].faults[1].text_zh, "超过最大长度");
}

#[test]
fn one_fault_is_said_as_one() {
    let status = faults(&[of(&[Fault::new(&MISSING, Place::default())])]);
    assert_eq!(status.message(), "1 fault: declaration FIELD_MISSING: a mandatory field is absent");
    let bare = DocumentFaults::new("", 0, DocumentKind::Declaration, &[fault(None, "order_no")]);
    assert!(faults(&[bare]).message().starts_with("1 fault: order_no FIELD_TOO_LONG"));
}

#[test]
fn texts_go_before_faults() {
    // 12 faults do not fit in full, but their violations do; 25 fit lean; 200 do not fit at all.
    let some = |n: u32| -> Vec<Fault> { (0..n).map(|line| fault(Some(line), "gname")).collect() };
    let short = faults(&[of(&some(12))]);
    assert_eq!((metadata(&short, "fault_count"), metadata(&short, "faults_sent")), (12, 12));
    let list = &read_faults(&short)[0];
    assert_eq!(
        (list.faults[0].hint.as_str(), list.faults[0].level),
        ("", document::FaultLevel::Schema.into())
    );
    let violations = short.get_details_bad_request().unwrap().field_violations;
    assert!(violations[11].description.contains("shorten the text"));

    let lean = faults(&[of(&some(25))]);
    assert_eq!(metadata(&lean, "faults_sent"), 25);
    assert_eq!(read_faults(&lean)[0].faults[24].found, "71 characters");

    let cut = faults(&[of(&some(200)), of(&some(2_000))]);
    assert_eq!(metadata(&cut, "fault_count"), 2_200);
    let sent = metadata(&cut, "faults_sent");
    assert!((25..60).contains(&sent), "{sent}");
    assert_eq!(read_faults(&cut).len(), 1);
    assert_eq!(read_faults(&cut)[0].faults.len(), sent);
    let end = format!("more; {sent} of them are in the details, ValidateDocument lists more");
    assert!(cut.message().starts_with("2200 faults: declaration.items[0].gname"), "{}", cut.message());
    assert!(cut.message().ends_with(&end), "{}", cut.message());
}

#[test]
fn no_number_of_faults_is_too_large() {
    for n in 0..=limits::FAULTS as u32 + 5 {
        let all: Vec<_> =
            (0..n).map(|line| fault(Some(line), "gname").found("海关".repeat(n as usize % 40))).collect();
        let status = faults(&[of(&all)]);
        assert!(status.details().len() <= 7 * 1_024);
        assert!(header_list(&status) < 8_192, "{n}: {}", header_list(&status));
        assert_eq!(metadata(&status, "fault_count"), n as usize);
        assert_eq!(
            read_faults(&status).iter().map(|l| l.faults.len()).sum::<usize>(),
            metadata(&status, "faults_sent")
        );
        let whole = pb::Status::decode(status.details()).unwrap();
        assert_eq!((whole.code, whole.message.as_str()), (3, status.message()));
    }
}

#[test]
fn a_single_huge_fault_fits() {
    let huge = fault(None, "order_no").found("海".repeat(100_000));
    let status = faults(&[of(&[huge])]);
    assert!(header_list(&status) < 8_192);
    assert_eq!((metadata(&status, "fault_count"), metadata(&status, "faults_sent")), (1, 0));
}

#[test]
fn a_stream_has_room_for_all() {
    let all: Vec<_> = (0..300).map(|line| fault(Some(line), "gname")).collect();
    let answer = faults_told(vec![of(&all)]);
    assert_eq!((answer.status, answer.reason.as_str()), (3, "FAULTS"));
    assert_eq!(answer.faults[0].faults.len(), 300);
    assert!(answer.message.starts_with("300 faults: "), "{}", answer.message);
    assert!(answer.message.ends_with(" more"), "{}", answer.message);
}
