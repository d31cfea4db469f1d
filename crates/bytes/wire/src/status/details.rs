//! `google.rpc.Status`: how details are packed, and how they are read again.
//!
//! A status travels in the trailers, and many clients take no more than 8 KiB of them; the details are sent there in
//! base64, which adds a third. So a message has a bound of its own, and `faults` keeps the details in theirs.

use std::collections::HashMap;

use prost::Message;
use prost_types::Any;
use tongguan_proto::document::v1::{FaultList, Refused};
use tonic::{Code, Status};
use tonic_types::pb;

use super::{DOMAIN, Reason};

/// Most bytes of encoded details before base64: 6,936 after it, of the 8,192 that all trailers may have.
pub(super) const DETAIL_BYTES: usize = 5_200;
/// Most bytes of the message, as the header writes it.
pub(super) const MESSAGE_BYTES: usize = 720;
pub(super) const REFUSED: &str = "tongguan.document.v1.Refused";
const ERROR_INFO: &str = "google.rpc.ErrorInfo";
/// The fact that says where to read on.
const HELP: &str = "help";

pub(super) fn any(name: &str, message: &impl Message) -> Any {
    Any { type_url: format!("type.googleapis.com/{name}"), value: message.encode_to_vec() }
}

/// Every one says where the reason is explained: a page has room for what a status has not.
pub(super) fn info(reason: Reason, mut metadata: HashMap<String, String>) -> Any {
    metadata.insert(HELP.to_owned(), reason.help());
    let info = pb::ErrorInfo { reason: reason.name().to_owned(), domain: DOMAIN.to_owned(), metadata };
    any(ERROR_INFO, &info)
}

/// The details as they are sent.
pub(super) fn encode(code: Code, message: &str, details: Vec<Any>) -> Vec<u8> {
    let status = pb::Status { code: code.into(), message: message.to_owned(), details };
    status.encode_to_vec()
}

pub(super) fn status(code: Code, message: &str, details: Vec<Any>) -> Status {
    let message = shorten(message, MESSAGE_BYTES);
    let details = encode(code, &message, details);
    Status::with_details(code, message, details.into())
}

/// How long a text is in a header, where what is not plain takes three bytes. Never less than the truth.
pub(super) fn header_bytes(text: &str) -> usize {
    text.bytes().map(byte_cost).sum()
}

const fn byte_cost(byte: u8) -> usize {
    match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'_' | b'-' | b'.' | b',' | b';' | b':' | b'[' | b']' => 1,
        _ => 3,
    }
}

/// The text, cut so that it takes at most so many bytes in a header.
pub(super) fn shorten(text: &str, most: usize) -> String {
    if header_bytes(text) <= most {
        return text.to_owned();
    }
    let mut room = most.saturating_sub(3);
    let fitting = text.chars().take_while(|c| {
        let cost = header_bytes(c.encode_utf8(&mut [0; 4]));
        let fits = cost <= room;
        room = room.saturating_sub(cost);
        fits
    });
    let mut short: String = fitting.collect();
    short.push_str("...");
    short
}

fn read<M: Message + Default>(status: &Status, name: &str) -> Vec<M> {
    let Ok(status) = pb::Status::decode(status.details()) else {
        return Vec::new();
    };
    let named = |any: &&Any| any.type_url.rsplit('/').next() == Some(name);
    let found = status.details.iter().filter(named);
    found.filter_map(|any| M::decode(any.value.as_slice()).ok()).collect()
}

/// The reason of a status that a server of this product has given.
#[must_use]
pub fn read_reason(status: &Status) -> Option<Reason> {
    let infos: Vec<pb::ErrorInfo> = read(status, ERROR_INFO);
    let ours = infos.iter().find(|info| info.domain == DOMAIN)?;
    Reason::from_name(&ours.reason)
}

/// Why a call was refused, with every fact that its status holds: the same that a stream and an answer per document say.
#[must_use]
pub fn read_refused(status: &Status) -> Refused {
    let found = read::<Refused>(status, REFUSED).into_iter().next().unwrap_or_default();
    let reason = read_reason(status).map_or("", Reason::name);
    Refused {
        status: status.code().into(),
        reason: if found.reason.is_empty() { reason.to_owned() } else { found.reason },
        message: status.message().to_owned(),
        ..found
    }
}

/// The faults in a status, per document. There may be more than fit: `fault_count` in `ErrorInfo.metadata` says.
#[must_use]
pub fn read_faults(status: &Status) -> Vec<FaultList> {
    read_refused(status).faults
}
