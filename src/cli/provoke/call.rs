//! A call as the catalogue describes it: `METHOD JSON KEY=VALUE`, made from the descriptors of the API; a path that is no
//! method, as `SERVICE/METHOD BYTES`.

use crate::cli::connection::what_to_do;
use crate::cli::lang::told;
use crate::cli::output::{ceb_message, message, pool};
use prost::Message as _;
use prost::bytes::{Buf as _, BufMut as _};
use prost_reflect::{DynamicMessage, MethodDescriptor, SerializeOptions};
use serde_json::Value;
use tongguan_client::Client;
use tongguan_domain::document::Document;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::exchange::v1::SendCebMessageRequest;
use tongguan_scenario::{INVT_NO, kind_named, sample};
use tongguan_wire::document;
use tongguan_wire::status::read_reason;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::metadata::{AsciiMetadataKey, AsciiMetadataValue};
use tonic::{Request, Status};

/// The services that have a listener of their own.
const CONTROL: &str = "tongguan.sandbox.";
/// How the paths begin of what may be in a process of its own.
const EXCHANGE: &str = "/tongguan.exchange.";

/// Where calls go, and what they may name.
pub(super) struct Desk<'a> {
    /// The services.
    pub(super) client: &'a Client,
    /// Sandbox control.
    pub(super) control: &'a Client,
    /// The sandbox, `$sandbox`.
    pub(super) sandbox: &'a str,
    /// Where the last answer ended, `$cursor`.
    pub(super) cursor: &'a mut String,
}

/// What was answered.
#[derive(Default)]
pub(super) struct Answered {
    /// The reason, where it refuses; empty where it does not.
    pub(super) reason: String,
    /// The answer in words, or the message of the refusal.
    pub(super) text: String,
    /// What to do, where it refuses.
    pub(super) hint: String,
}

impl Desk<'_> {
    /// Makes the call.
    ///
    /// # Errors
    /// What is wrong with the words.
    pub(super) async fn call(&mut self, words: &str) -> Result<Answered, String> {
        let (name, rest) = words.split_once(' ').ok_or("a call has a request")?;
        if let Some((service, name)) = name.split_once('/') {
            let known = pool().ok().and_then(|pool| pool.services().find(|known| known.name() == service));
            let known = known.ok_or_else(|| format!("{service}: no such service"))?;
            let path = format!("/{}/{name}", known.full_name()).parse().map_err(|_| "no path".to_owned())?;
            let answer = once(self.client, path, Request::new(rest.as_bytes().to_vec())).await;
            return Ok(answer.map_or_else(|status| refused(&status), |_| Answered::default()));
        }
        let method = method(name).ok_or_else(|| format!("{name}: no such method"))?;
        let (body, metadata) = parts(rest);
        let bytes = self.request(&method, body)?;
        let mut request = Request::new(bytes);
        for (key, value) in [("x-sandbox", self.sandbox)].into_iter().chain(metadata) {
            let key: AsciiMetadataKey = key.parse().map_err(|_| format!("{key}: no name of metadata"))?;
            let value: AsciiMetadataValue = value.parse().map_err(|_| format!("{value}: no metadata"))?;
            request.metadata_mut().insert(key, value);
        }
        let service = method.parent_service().full_name().to_owned();
        let client = if service.starts_with(CONTROL) { self.control } else { self.client };
        let path = format!("/{service}/{name}").parse().map_err(|_| "no path".to_owned())?;
        Ok(match once(client, path, request).await {
            Ok(answer) => self.answered(&method, &answer),
            Err(status) => refused(&status),
        })
    }

    /// `{"kind":99}` as the message of the method, `0xFF*64` as bytes that are none.
    fn request(&self, method: &MethodDescriptor, body: &str) -> Result<Vec<u8>, String> {
        if let Some((byte, times)) = body.strip_prefix("0x").and_then(|rest| rest.split_once('*')) {
            let byte = u8::from_str_radix(byte, 16).map_err(|error| error.to_string())?;
            return Ok(vec![byte; times.parse().map_err(|_| format!("{times}: no number"))?]);
        }
        let json = self.filled(body)?;
        let mut reader = serde_json::Deserializer::from_str(&json);
        let message = DynamicMessage::deserialize(method.input(), &mut reader);
        Ok(message.map_err(|error| format!("{body}: {error}"))?.encode_to_vec())
    }

    /// The JSON with what its `$` words stand for.
    fn filled(&self, json: &str) -> Result<String, String> {
        let mut filled = String::new();
        let mut parts = json.split('$');
        filled.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
            let (word, rest) = part.split_at(end);
            let (inside, rest) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
                Some((inside, rest)) => (inside, rest),
                None => ("", rest),
            };
            let times = rest.strip_prefix('*').map(|rest| rest.split_at(rest.find(']').unwrap_or(0)));
            match (word, times) {
                ("sandbox", _) => filled.push_str(self.sandbox),
                ("cursor", _) => filled.push_str(self.cursor),
                ("xml", _) => filled.push_str(&xml(inside)?),
                (kind, Some((times, rest))) => {
                    let times = times.parse().map_err(|_| format!("{times}: no number"))?;
                    filled.push_str(&vec![paper(kind, inside)?; times].join(","));
                    filled.push_str(rest);
                    continue;
                }
                (kind, None) => filled.push_str(&paper(kind, inside)?),
            }
            filled.push_str(rest);
        }
        Ok(filled)
    }

    fn answered(&mut self, method: &MethodDescriptor, answer: &[u8]) -> Answered {
        let options = SerializeOptions::new().use_proto_field_name(true).stringify_64_bit_integers(false);
        let known = DynamicMessage::decode(method.output(), answer);
        let json = known
            .ok()
            .and_then(|message| message.serialize_with_options(serde_json::value::Serializer, &options).ok());
        let json = json.unwrap_or(Value::Null);
        let text =
            |value: &Value, name| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        *self.cursor = text(&json, "next_cursor");
        if let Some(refused) = json.get("refused").filter(|refused| refused.is_object()) {
            let hint = told(&text(refused, "hint"), &text(refused, "hint_zh")).to_owned();
            return Answered { reason: text(refused, "reason"), text: text(refused, "message"), hint };
        }
        Answered { text: json.to_string(), ..Answered::default() }
    }
}

fn refused(status: &Status) -> Answered {
    let reason = read_reason(status).map_or("", |reason| reason.name());
    Answered { reason: reason.to_owned(), text: status.message().to_owned(), hint: what_to_do(status) }
}

fn method(name: &str) -> Option<MethodDescriptor> {
    let pool = pool().ok()?;
    pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()).find(|one| one.name() == name)
}

/// The request and the metadata behind it.
fn parts(rest: &str) -> (&str, Vec<(&str, &str)>) {
    let metadata = |words: &str| words.starts_with("x-") && words.contains('=');
    match rest.rsplit_once(' ') {
        Some((body, last)) if metadata(last) => (body, last.split_once('=').into_iter().collect()),
        _ => (rest, Vec::new()),
    }
}

fn made(kind: &str, changes: &str) -> Result<Document, String> {
    let kind = kind_named(kind).ok_or_else(|| format!("${kind}: no such word"))?;
    let changes: Vec<&str> = changes.split_whitespace().collect();
    sample(kind, 1, INVT_NO, &changes).map_err(|(word, why)| format!("{word}: {why}"))
}

fn paper(kind: &str, changes: &str) -> Result<String, String> {
    let document = document::write(&made(kind, changes)?);
    message("tongguan.document.v1.Document", &document, true).map_err(|failure| failure.text().to_owned())
}

/// A CEB message, as JSON carries bytes.
fn xml(kind: &str) -> Result<String, String> {
    let bytes = ceb_message(MessageVersion::default(), 1, &made(kind, "")?).ok_or("it cannot be written")?;
    let request = SendCebMessageRequest { xml: bytes.into(), ..Default::default() };
    let known = pool().map_err(|failure| failure.text().to_owned())?;
    let known =
        known.get_message_by_name("tongguan.exchange.v1.SendCebMessageRequest").ok_or("it is not known")?;
    let sent = DynamicMessage::decode(known, request.encode_to_vec().as_slice());
    let sent = sent.map_err(|error| error.to_string())?;
    let request: Value = serde_json::to_value(&sent).map_err(|error| error.to_string())?;
    request.get("xml").map(Value::to_string).ok_or_else(|| "it cannot be written".to_owned())
}

/// Sends one message and reads one. Of a stream, what follows is not read.
async fn once(client: &Client, path: PathAndQuery, request: Request<Vec<u8>>) -> Result<Vec<u8>, Status> {
    let is_exchange = path.path().starts_with(EXCHANGE);
    let mut grpc = Grpc::new(if is_exchange { client.exchange_connection() } else { client.connection() });
    grpc.ready().await.map_err(|error| Status::unavailable(error.to_string()))?;
    let mut answers = grpc.server_streaming(request, path, Bytes).await?.into_inner();
    answers.message().await.map(Option::unwrap_or_default)
}

/// Bytes as they are, in both directions.
#[derive(Clone, Copy)]
struct Bytes;

impl Encoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, item: Vec<u8>, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put_slice(&item);
        Ok(())
    }
}

impl Decoder for Bytes {
    type Item = Vec<u8>;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Vec<u8>>, Status> {
        let mut bytes = vec![0; from.remaining()];
        from.copy_to_slice(&mut bytes);
        Ok(Some(bytes))
    }
}

impl Codec for Bytes {
    type Encode = Vec<u8>;
    type Decode = Vec<u8>;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_stands_behind_the_request() {
        assert_eq!(parts("{} x-sandbox=../x"), ("{}", vec![("x-sandbox", "../x")]));
        assert_eq!(parts("{\"a\": \"x=y\"}"), ("{\"a\": \"x=y\"}", Vec::new()));
    }

    #[test]
    fn what_words_stand_for() {
        let many = paper("waybill", "note=y").unwrap();
        assert!(many.contains("\"note\":\"y\""), "{many}");
        assert!(paper("whale", "").is_err() && paper("waybill", "whale=1").is_err());
        assert!(xml("waybill").unwrap().starts_with("\"PD94bWwg"));
        assert!(method("ListDocuments").is_some() && method("Nothing").is_none());
    }
}
