//! What `tongguan submit` takes: CEB XML, or documents as JSON in one of four forms.

mod names;
mod strict;

use super::exit::Failure;
use super::output::pool;
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
    /// Submissions, each to be taken whole or not at all.
    Native(Vec<SubmitStreamRequest>),
}

const FORMS: &str = "send {\"documents\": [{\"sales_order\": {…}}, …]}, one document such as {\"declaration\": {…}}, \
                     several such as {\"declaration\": {…}, \"waybill\": {…}}, an array of documents, or CEB XML";
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Reads a file's content.
pub(crate) fn read(bytes: Vec<u8>) -> Result<Input, Failure> {
    let text = bytes.strip_prefix(BOM).unwrap_or(&bytes);
    match text.trim_ascii_start().first() {
        None => return Err(Failure::new("there is nothing in it").hint(FORMS)),
        Some(b'<') => return Ok(Input::Xml(bytes)),
        Some(_) => {}
    }
    let value = strict::read(text).map_err(|error| {
        if error.is_data() {
            return Failure::new(error.to_string());
        }
        Failure::new(format!("it is neither XML nor JSON: {error}")).hint(FORMS)
    })?;
    Ok(Input::Native(submissions(value)?))
}

fn submissions(value: Value) -> Result<Vec<SubmitStreamRequest>, Failure> {
    match value {
        Value::Object(fields) => Ok(vec![submission(fields, "")?]),
        Value::Array(list) if list.is_empty() => Err(Failure::new("the array is empty").hint(FORMS)),
        Value::Array(list) => array(list),
        _ => Err(Failure::new("it holds no document").hint(FORMS)),
    }
}

/// An array of documents goes in submissions as large as they may be; an array of submissions as it is.
fn array(list: Vec<Value>) -> Result<Vec<SubmitStreamRequest>, Failure> {
    let is_submission = |value: &Value| value.get("documents").is_some();
    if list.iter().any(is_submission) {
        let each = list.into_iter().enumerate().map(|(index, value)| match value {
            Value::Object(fields) => submission(fields, &format!("[{index}].")),
            _ => Err(Failure::new(format!("[{index}] holds no document")).hint(FORMS)),
        });
        return each.collect();
    }
    let chunks = list.chunks(limits::BATCH_DOCUMENTS).enumerate();
    let each = chunks.map(|(chunk, documents)| {
        let documents = documents.iter().enumerate().map(|(index, value)| {
            let index = chunk * limits::BATCH_DOCUMENTS + index;
            document(value, &format!("[{index}]"))
        });
        let documents = documents.collect::<Result<_, _>>()?;
        Ok(SubmitStreamRequest { documents, ..Default::default() })
    });
    each.collect()
}

fn submission(mut fields: Map<String, Value>, place: &str) -> Result<SubmitStreamRequest, Failure> {
    // What is null is absent, as ProtoJSON has it.
    fields.retain(|_, value| !value.is_null());
    let mut documents = Vec::new();
    if !fields.contains_key("documents") {
        // The documents stand side by side, as in SubmitDeclarationRequest.
        for kind in DocumentKind::ALL {
            let name = field_name(kind);
            let camel = names::camel(name);
            if camel != name && fields.contains_key(name) && fields.contains_key(&camel) {
                return Err(Failure::new(format!("{place}{name} is given twice, also as {camel}")));
            }
            let given = fields.remove(name).or_else(|| fields.remove(&camel));
            if let Some(value) = given {
                let one = Value::Object(Map::from_iter([(name.to_owned(), value)]));
                documents.push(document(&one, place.trim_end_matches('.'))?);
            }
        }
        if documents.is_empty() {
            let bare = fields.contains_key("guid") || fields.contains_key("app_type");
            let hint =
                if bare { "wrap the document in its kind, such as {\"declaration\": {…}}" } else { FORMS };
            return Err(Failure::new("it holds no document").hint(hint));
        }
    }
    let request: SubmitStreamRequest =
        typed("tongguan.intake.v1.SubmitStreamRequest", &Value::Object(fields), place.trim_end_matches('.'))?;
    documents.extend(request.documents);
    Ok(SubmitStreamRequest { documents, ..request })
}

fn document(value: &Value, place: &str) -> Result<Document, Failure> {
    let document: Document = typed("tongguan.document.v1.Document", value, place)?;
    if document.document.is_none() {
        return Err(Failure::new(format!("{place} holds no document")).hint(FORMS));
    }
    Ok(document)
}

/// The message of this name that JSON stands for; every wrong name is told at once.
fn typed<M: Message + Default>(name: &str, value: &Value, place: &str) -> Result<M, Failure> {
    let known = pool()?.get_message_by_name(name);
    let known: MessageDescriptor = known.ok_or_else(|| Failure::new(format!("{name} is not known")))?;
    let mut wrong = Vec::new();
    names::check(&known, value, place, &mut wrong);
    if !wrong.is_empty() {
        return Err(Failure::new(wrong.join("\n  ")));
    }
    let at = if place.is_empty() { String::new() } else { format!("{place}: ") };
    let read =
        DynamicMessage::deserialize(known, value).map_err(|error| Failure::new(format!("{at}{error}")))?;
    M::decode(read.encode_to_vec().as_slice()).map_err(|error| Failure::new(format!("{at}{error}")))
}

#[cfg(test)]
mod tests;
