//! The status of documents with faults.

use std::collections::HashMap;

use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::Fault;
use tongguan_proto::document::v1 as document;
use tonic::Status;
use tonic_types::pb;

use super::{Reason, details};
use crate::fault::{count, fault_list};

/// The faults of one document of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentFaults {
    name: String,
    list: document::FaultList,
}

impl From<document::FaultList> for DocumentFaults {
    /// Faults whose paths need no name before them, such as those of an XML message.
    fn from(list: document::FaultList) -> Self {
        Self { name: String::new(), list }
    }
}

impl DocumentFaults {
    /// The faults of the document that the request carries under this name, such as `declaration` or `documents[2]`,
    /// and with this index.
    #[must_use]
    pub fn new(name: impl Into<String>, index: u32, kind: DocumentKind, faults: &[Fault]) -> Self {
        Self { name: name.into(), list: fault_list(index, kind, faults) }
    }

    /// The place in the request, such as `declaration.items[0].total_price`.
    fn field(&self, fault: &document::Fault) -> String {
        match (self.name.as_str(), fault.path.as_str()) {
            ("", path) => path.to_owned(),
            (name, "") => name.to_owned(),
            (name, path) => format!("{name}.{path}"),
        }
    }
}

/// How much of each fault is sent. The first that lets every fault in is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Amount {
    /// Everything.
    Full,
    /// Full field violations; the catalogue has the texts that the fault lists lack.
    Short,
    /// Code and place, what was found and what is allowed.
    Lean,
}

/// No more faults than this are ever tried: even the leanest takes more than 26 bytes.
const TRIED: usize = 200;

/// `INVALID_ARGUMENT` for documents with faults: `ErrorInfo` (reason `FAULTS`; `fault_count` and `faults_sent` in its
/// metadata), `BadRequest`, and `Refused` with the faults of each document.
///
/// A status has little room. If not all fits, the texts of the lists are left out first, then the texts of the field
/// violations, and only then faults; the message says so.
#[must_use]
pub fn faults(documents: &[DocumentFaults]) -> Status {
    faults_because(Reason::Faults, documents)
}

/// The same under another reason, such as [`Reason::XmlBreaksSchema`].
#[must_use]
pub fn faults_because(reason: Reason, documents: &[DocumentFaults]) -> Status {
    let total: usize = documents.iter().map(|d| count(&d.list)).sum();
    let listed: usize = documents.iter().map(|d| d.list.faults.len()).sum();
    let message = message(documents, total);
    for amount in [Amount::Full, Amount::Short, Amount::Lean] {
        if listed <= TRIED
            && let Some(status) = render(reason, documents, total, listed, amount, &message)
        {
            return status;
        }
    }
    // The most faults that fit: `fits` lets in, `over` does not.
    let (mut fits, mut over) = (0, listed.min(TRIED) + 1);
    let mut best = None;
    while over - fits > 1 {
        let middle = usize::midpoint(fits, over);
        match render(reason, documents, total, middle, Amount::Lean, &message) {
            Some(status) => (fits, best) = (middle, Some(status)),
            None => over = middle,
        }
    }
    best.unwrap_or_else(|| details::status(reason.code(), &message, vec![info(reason, total, 0)]))
}

/// The same as an answer of its own, in which there is room for every fault.
#[must_use]
pub fn faults_told(documents: Vec<DocumentFaults>) -> document::Refused {
    let total = documents.iter().map(|d| count(&d.list)).sum();
    document::Refused {
        message: message(&documents, total),
        hint: Reason::Faults.hint().to_owned(),
        hint_zh: Reason::Faults.hint_zh().to_owned(),
        ..refused(Reason::Faults, documents.into_iter().map(|d| d.list).collect())
    }
}

fn refused(reason: Reason, faults: Vec<document::FaultList>) -> document::Refused {
    document::Refused {
        status: reason.code().into(),
        reason: reason.name().to_owned(),
        faults,
        ..Default::default()
    }
}

fn info(reason: Reason, total: usize, sent: usize) -> prost_types::Any {
    let metadata = [("fault_count", total), ("faults_sent", sent)];
    let metadata: HashMap<_, _> = metadata.map(|(k, n)| (k.to_owned(), n.to_string())).into();
    details::info(reason, metadata)
}

/// The status with the first `sent` faults, or `None` if it is too large.
fn render(
    reason: Reason,
    documents: &[DocumentFaults],
    total: usize,
    sent: usize,
    amount: Amount,
    message: &str,
) -> Option<Status> {
    let mut left = sent;
    let mut field_violations = Vec::new();
    let mut lists = Vec::new();
    for one in documents {
        let chosen: Vec<_> = one.list.faults.iter().take(left).collect();
        left -= chosen.len();
        field_violations.extend(chosen.iter().map(|fault| pb::bad_request::FieldViolation {
            field: one.field(fault),
            description: match amount {
                Amount::Full | Amount::Short => describe(fault),
                Amount::Lean => fault.code.clone(),
            },
            reason: fault.code.clone(),
            localized_message: None,
        }));
        if chosen.is_empty() && !one.list.faults.is_empty() {
            continue;
        }
        let list = document::FaultList {
            document_index: one.list.document_index,
            kind: one.list.kind,
            faults: chosen.into_iter().map(|fault| cut(fault, amount)).collect(),
        };
        lists.push(list);
    }
    let message = if sent < total {
        // Only what the API itself carries can be validated by it: XML has no name in the request.
        let native = documents.iter().any(|document| !document.name.is_empty());
        let next = if native { "ValidateDocument lists more" } else { "correct these and send it again" };
        format!("{message}; {sent} of them are in the details, {next}")
    } else {
        message.to_owned()
    };
    let bad_request = pb::BadRequest { field_violations };
    let all = vec![
        info(reason, total, sent),
        details::any("google.rpc.BadRequest", &bad_request),
        details::any(details::REFUSED, &refused(reason, lists)),
    ];
    let status = details::status(reason.code(), &message, all);
    (status.details().len() <= details::DETAIL_BYTES).then_some(status)
}

fn cut(fault: &document::Fault, amount: Amount) -> document::Fault {
    match amount {
        Amount::Full => fault.clone(),
        Amount::Short => document::Fault {
            text: String::new(),
            text_zh: String::new(),
            hint: String::new(),
            hint_zh: String::new(),
            ..fault.clone()
        },
        Amount::Lean => document::Fault {
            code: fault.code.clone(),
            path: fault.path.clone(),
            return_code: fault.return_code,
            found: fault.found.clone(),
            allowed: fault.allowed.clone(),
            ..Default::default()
        },
    }
}

/// `CODE: text; found …; allowed …; hint`.
fn describe(fault: &document::Fault) -> String {
    let mut text = format!("{}: {}", fault.code, fault.text);
    for (word, part) in [("found ", &fault.found), ("allowed ", &fault.allowed), ("", &fault.hint)] {
        if !part.is_empty() {
            text.push_str("; ");
            text.push_str(word);
            text.push_str(part);
        }
    }
    text
}

/// The message, for people: the number of faults and as many of them as a line may hold.
fn message(documents: &[DocumentFaults], total: usize) -> String {
    // Room is left for `and 1234 more` and for what `render` may add.
    const ROOM: usize = details::MESSAGE_BYTES - 160;
    let mut message = match total {
        1 => "1 fault:".to_owned(),
        total => format!("{total} faults:"),
    };
    let each = documents.iter().flat_map(|d| d.list.faults.iter().map(move |f| (d, f)));
    for (told, (document, fault)) in each.enumerate() {
        let found = [("found", &fault.found), ("allowed", &fault.allowed)]
            .into_iter()
            .filter(|(_, part)| !part.is_empty())
            .map(|(word, part)| format!(", {word} {part}"));
        let separator = if told == 0 { "" } else { ";" };
        let one = format!(
            "{separator} {} {}: {}{}",
            document.field(fault),
            fault.code,
            fault.text,
            found.collect::<String>()
        );
        if told > 0 && details::header_bytes(&message) + details::header_bytes(&one) > ROOM {
            message.push_str(&format!("; and {} more", total - told));
            break;
        }
        message.push_str(&details::shorten(&one, ROOM));
    }
    message
}
