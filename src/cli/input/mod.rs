//! What `tongguan submit` takes: CEB XML, alone or in its envelope, or documents as JSON in one of four forms.

mod check;
mod faults;
mod kinds;
mod places;
mod strict;
mod unreadable;

use super::exit::Failure;
use super::lang::{said, say};
use super::output::pool;
use faults::{Fault, failure, inner};
use prost::Message;
use prost_reflect::{DynamicMessage, MessageDescriptor};
use serde_json::{Map, Value};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_proto::document::v1::Document;
use tongguan_proto::intake::v1::SubmitStreamRequest;
use tongguan_wire::document::field_name;

/// The content of one file.
#[derive(Debug)]
pub(crate) enum Input {
    /// One CEB message.
    Xml(Vec<u8>),
    /// One CEB message in its DXP envelope.
    Envelope(Vec<u8>),
    /// Submissions, each to be taken whole or not at all.
    Native(Vec<SubmitStreamRequest>),
}

const BOM: &[u8] = b"\xEF\xBB\xBF";
const SUBMISSION: &str = "tongguan.intake.v1.SubmitStreamRequest";
const DOCUMENT: &str = "tongguan.document.v1.Document";

/// What may be sent.
fn forms() -> &'static str {
    say(
        "send {\"documents\": [{\"sales_order\": {…}}, …]}, one document such as {\"declaration\": {…}}, several such as \
         {\"declaration\": {…}, \"waybill\": {…}}, an array of documents, or CEB XML",
        "可报送 {\"documents\": [{\"sales_order\": {…}}, …]}、一份单证如 {\"declaration\": {…}}、多份单证如 \
         {\"declaration\": {…}, \"waybill\": {…}}、单证数组，或 CEB XML",
    )
}

fn no_document() -> &'static str {
    say("there is no document in it", "其中没有单证")
}

/// Reads a file's content.
pub(crate) fn read(bytes: Vec<u8>) -> Result<Input, Failure> {
    let text = bytes.strip_prefix(BOM).unwrap_or(&bytes);
    match text.trim_ascii_start().first() {
        None => return Err(Failure::new(say("there is nothing in it", "内容为空")).hint(forms())),
        Some(b'<') if is_envelope(text) => return Ok(Input::Envelope(bytes)),
        Some(b'<') => return Ok(Input::Xml(bytes)),
        Some(_) => {}
    }
    let text = str::from_utf8(text).map_err(|error| unreadable::no_utf8(text, error))?;
    let mut faults = Vec::new();
    let value = strict::read(text, &mut faults).map_err(|error| unreadable::no_json(text, &error))?;
    whole(&value, &mut faults)?;
    if faults.is_empty() {
        return Ok(Input::Native(submissions(value)?));
    }
    Err(failure(text, faults))
}

/// Whether the root of an XML text is that of a DXP envelope.
fn is_envelope(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    let mut rest = text.as_ref();
    loop {
        let Some((_, behind)) = rest.split_once('<') else { return false };
        let end = match behind {
            _ if behind.starts_with("!--") => "-->",
            _ if behind.starts_with(['?', '!']) => ">",
            _ => {
                let name =
                    behind.split(|c: char| !c.is_ascii_alphanumeric() && c != ':').next().unwrap_or_default();
                return matches!(name.rsplit(':').next(), Some("DxpMsg" | "DxpMsgSv"));
            }
        };
        rest = behind.split_once(end).map_or("", |(_, rest)| rest);
    }
}

fn descriptor(name: &str) -> Result<MessageDescriptor, Failure> {
    pool()?.get_message_by_name(name).ok_or_else(|| Failure::new(said!("{name} is not known", "{name} 未知")))
}

/// Appends everything that is wrong with the file.
fn whole(value: &Value, faults: &mut Vec<Fault>) -> Result<(), Failure> {
    let (known, document) = (descriptor(SUBMISSION)?, descriptor(DOCUMENT)?);
    match value {
        Value::Object(fields) => submission_faults(&known, fields, "", faults),
        Value::Array(list) if list.is_empty() => {
            faults.push(Fault::new("", no_document()));
        }
        Value::Array(list) => {
            let several = list.iter().any(is_submission);
            for (index, one) in list.iter().enumerate() {
                let path = format!("[{index}]");
                match one {
                    Value::Object(fields) if several => submission_faults(&known, fields, &path, faults),
                    _ => check::message(&document, one, &path, faults),
                }
            }
        }
        _ => faults.push(Fault::new("", format!("{}: {}", no_document(), forms()))),
    }
    Ok(())
}

fn is_submission(value: &Value) -> bool {
    value.get("documents").is_some()
}

fn submission_faults(
    known: &MessageDescriptor,
    fields: &Map<String, Value>,
    path: &str,
    faults: &mut Vec<Fault>,
) {
    if let Some(documents) = fields.get("documents").filter(|documents| !documents.is_null()) {
        if documents.as_array().is_some_and(Vec::is_empty) {
            faults.push(Fault::new(inner(path, "documents"), no_document()));
        }
        return check::message(known, &Value::Object(fields.clone()), path, faults);
    }
    // The documents stand side by side.
    let Ok(document) = descriptor(DOCUMENT) else { return };
    let mut given: Vec<(String, &str)> = Vec::new();
    let (mut there, before) = (false, faults.len());
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        let place = inner(path, name);
        let of_document = check::field_named(&document, name);
        there |= of_document.is_some();
        let Some(field) = of_document.or_else(|| check::field_named(known, name)) else {
            if kinds::is_bare(fields) {
                let words = say(
                    "there is no document in it: wrap it in its kind, such as {\"declaration\": {…}}",
                    "其中没有单证：请加上单证种类，如 {\"declaration\": {…}}",
                );
                return faults.push(Fault::new(path, words));
            }
            faults.push(Fault::new(place, kinds::no_kind(name)));
            continue;
        };
        if let Some((_, other)) = given.iter().find(|(known, _)| known == field.name()) {
            faults.push(Fault::new(
                &place,
                said!("is given twice, also as {other}", "重复给出，另写作 {other}"),
            ));
        }
        given.push((field.name().to_owned(), name));
        check::of_field(&field, value, &place, faults);
    }
    if !there && faults.len() == before {
        faults.push(Fault::new(path, format!("{}: {}", no_document(), forms())));
    }
}

fn submissions(value: Value) -> Result<Vec<SubmitStreamRequest>, Failure> {
    match value {
        Value::Object(fields) => Ok(vec![submission(fields)?]),
        Value::Array(list) if list.iter().any(is_submission) => {
            let objects = list.into_iter().filter_map(|value| match value {
                Value::Object(fields) => Some(submission(fields)),
                _ => None,
            });
            objects.collect()
        }
        // An array of documents goes in submissions as large as they may be.
        Value::Array(list) => list.chunks(limits::BATCH_DOCUMENTS).map(chunk).collect(),
        _ => Ok(Vec::new()),
    }
}

fn chunk(list: &[Value]) -> Result<SubmitStreamRequest, Failure> {
    let documents = list.iter().map(|value| typed(DOCUMENT, value)).collect::<Result<_, _>>()?;
    Ok(SubmitStreamRequest { documents, all_or_none: true, ..Default::default() })
}

fn submission(mut fields: Map<String, Value>) -> Result<SubmitStreamRequest, Failure> {
    // What is null is absent, as ProtoJSON has it.
    fields.retain(|_, value| !value.is_null());
    let mut documents: Vec<Document> = Vec::new();
    if !fields.contains_key("documents") {
        for kind in DocumentKind::ALL {
            let name = field_name(kind);
            if let Some(value) = fields.remove(name).or_else(|| fields.remove(&kinds::camel(name))) {
                documents.push(typed(DOCUMENT, &Value::Object(Map::from_iter([(name.to_owned(), value)])))?);
            }
        }
    }
    let request: SubmitStreamRequest = typed(SUBMISSION, &Value::Object(fields))?;
    documents.extend(request.documents);
    // Whoever sends a file wants all of it or none.
    Ok(SubmitStreamRequest { documents, all_or_none: true, ..request })
}

/// The message of this name that JSON stands for. It has been checked, so what fails here is a defect of the check.
fn typed<M: Message + Default>(name: &str, value: &Value) -> Result<M, Failure> {
    let failed = || {
        Failure::new(said!(
            "it cannot be read as {name}; please report this",
            "不能读作 {name}；请反馈此问题"
        ))
    };
    let read = DynamicMessage::deserialize(descriptor(name)?, value).map_err(|_| failed())?;
    M::decode(read.encode_to_vec().as_slice()).map_err(|_| failed())
}

#[cfg(test)]
mod tests;
