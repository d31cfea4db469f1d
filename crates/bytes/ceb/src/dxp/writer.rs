//! Envelopes and answers as bytes: compact, the same bytes for the same values.

use super::{Envelope, Head, INFO_CHARACTERS, NAMESPACE, RECEIVERS, Response, date_time};
use crate::reader::is_xml;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use quick_xml::escape::escape;
use std::borrow::Cow;
use tongguan_domain::limits;
use tongguan_domain::time::Moment;

/// What stands where a mandatory text is not known.
const UNKNOWN: &str = "UNKNOWN";
const COP_MSG_ID: usize = 255;
/// A mailbox may have a longer name than an envelope has room for, since a `dxpId` of `BaseTransfer` has 30 characters. It
/// is written whole, although the schema of envelopes refuses it: cut, it would be the id of somebody else.
const WHOLE_ID: usize = limits::MAILBOX_NAME_CHARACTERS;
const MSG_TYPE: usize = 30;
const FILE_NAME: usize = 255;
const IC_CARD: usize = 13;
const KEYS: usize = 5;
const KEY_NAME: usize = 32;
const KEY: usize = 64;
const ENCODING: usize = 50;

/// Writes an envelope that its schema accepts, but for DXP ids of 17 to 30 characters, which are written whole: another
/// text that is too long is cut, a mandatory one that is empty becomes `UNKNOWN`.
#[must_use]
pub fn write(envelope: &Envelope) -> Vec<u8> {
    let mut out = Out::begin("DxpMsg", 1_024 + envelope.data.len().div_ceil(3) * 4);
    out.head("TransInfo", &envelope.head);
    out.open("Data");
    STANDARD.encode_string(&envelope.data, &mut out.0);
    out.close("Data");
    let add = &envelope.add_info;
    if add != &super::AddInfo::default() {
        out.open("AddInfo");
        out.optional("FileName", add.file_name.as_deref(), FILE_NAME);
        out.optional("IcCard", add.ic_card.as_deref(), IC_CARD);
        out.keys(&add.keys);
        if let Some(encoding) = &add.encoding {
            out.push(&["<dxp:IsText Encode=\"", &escaped(encoding, ENCODING), "\"/>"]);
        }
        out.close("AddInfo");
    }
    out.close("DxpMsg");
    out.0.into_bytes()
}

/// Writes the platform's answer. Without a response there is nothing to write.
#[must_use]
pub fn write_response(responses: &[Response]) -> Option<Vec<u8>> {
    let first = responses.first()?;
    let mut out = Out::begin("DxpRep", 512 + responses.len() * 1_024);
    out.text("RecevierId", or_unknown(&first.original.sender), WHOLE_ID);
    for response in responses {
        out.open("Response");
        out.text("ResponseCode", response.code.code, 9);
        out.text("ResponseInfo", &response.info, INFO_CHARACTERS);
        out.results(response);
        out.text("NoticeTime", date_time(response.time).get(..10).unwrap_or_default(), 10);
        let mut head = response.original.clone();
        if head.created.is_empty() {
            head.created = date_time(response.time);
        }
        out.head("OriHead", &head);
        out.close("Response");
    }
    out.close("DxpRep");
    Some(out.0.into_bytes())
}

fn or_unknown(text: &str) -> &str {
    if text.is_empty() { UNKNOWN } else { text }
}

/// At most so many characters, none that XML forbids, and safe as text and as attribute.
fn escaped(text: &str, most: usize) -> Cow<'static, str> {
    let fits = |c| if is_xml(c) { c } else { char::REPLACEMENT_CHARACTER };
    let allowed: String = text.chars().take(most).map(fits).collect();
    Cow::Owned(escape(allowed.as_str()).replace('\r', "&#13;").replace('\n', "&#10;").replace('\t', "&#9;"))
}

struct Out(String);

impl Out {
    fn begin(root: &str, capacity: usize) -> Self {
        let mut out = Self(String::with_capacity(capacity));
        out.push(&["<?xml version=\"1.0\" encoding=\"UTF-8\"?><dxp:", root, " xmlns:dxp=\"", NAMESPACE]);
        out.push(&["\" ver=\"1.0\">"]);
        out
    }

    fn push(&mut self, parts: &[&str]) {
        parts.iter().for_each(|part| self.0.push_str(part));
    }

    fn open(&mut self, element: &str) {
        self.push(&["<dxp:", element, ">"]);
    }

    fn close(&mut self, element: &str) {
        self.push(&["</dxp:", element, ">"]);
    }

    fn text(&mut self, element: &str, text: &str, most: usize) {
        self.open(element);
        self.push(&[&escaped(text, most)]);
        self.close(element);
    }

    fn optional(&mut self, element: &str, text: Option<&str>, most: usize) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.text(element, text, most);
        }
    }

    fn head(&mut self, element: &str, head: &Head) {
        self.open(element);
        self.text("CopMsgId", or_unknown(&head.cop_msg_id), COP_MSG_ID);
        self.text("SenderId", or_unknown(&head.sender), WHOLE_ID);
        self.open("ReceiverIds");
        if head.receivers.is_empty() {
            self.text("ReceiverId", UNKNOWN, WHOLE_ID);
        }
        for receiver in head.receivers.iter().take(RECEIVERS) {
            self.text("ReceiverId", or_unknown(receiver), WHOLE_ID);
        }
        self.close("ReceiverIds");
        let unknown_time = date_time(Moment::from_millis(0));
        let created = if head.created.is_empty() { &unknown_time } else { &head.created };
        self.text("CreatTime", created, 40);
        self.text("MsgType", &head.message_type, MSG_TYPE);
        self.close(element);
    }

    fn keys(&mut self, keys: &[(String, String)]) {
        if keys.is_empty() {
            return;
        }
        self.open("BizKey");
        for (name, value) in keys.iter().take(KEYS) {
            if name.is_empty() {
                self.push(&["<dxp:Key>"]);
            } else {
                self.push(&["<dxp:Key name=\"", &escaped(name, KEY_NAME), "\">"]);
            }
            self.push(&[&escaped(or_unknown(value), KEY), "</dxp:Key>"]);
        }
        self.close("BizKey");
    }

    fn results(&mut self, response: &Response) {
        if response.receivers.is_empty() {
            return;
        }
        self.open("Results");
        for receiver in &response.receivers {
            self.open("Result");
            self.text("RecId", or_unknown(receiver), WHOLE_ID);
            self.text("Code", response.code.code, 9);
            self.text("Info", response.code.zh, INFO_CHARACTERS);
            self.close("Result");
        }
        self.close("Results");
    }
}
