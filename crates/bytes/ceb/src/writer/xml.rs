//! A message as it grows.

use super::fit::Fitted;
use crate::NAMESPACE;
use crate::reader::is_xml;
use core::fmt::Write as _;
use quick_xml::escape::{escape, partial_escape};
use std::borrow::Cow;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::record::Rendered;

/// The text of one message.
pub(super) struct Xml {
    out: String,
    root: &'static str,
    /// What stands before every name.
    prefix: &'static str,
}

impl Xml {
    /// Begins a message. Receivers look for its name within the first hundred bytes, so that nothing stands before it
    /// but the declaration, and nothing on it that the schema does not want.
    pub(super) fn new(form: ReceiptForm, root: &'static str, guid: &str, capacity: usize) -> Self {
        let (prefix, namespace) = match form {
            ReceiptForm::Prefixed => ("ceb:", " xmlns:ceb=\""),
            ReceiptForm::Plain => ("", " xmlns=\""),
        };
        let mut out = String::with_capacity(capacity);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?><");
        out.push_str(prefix);
        out.push_str(root);
        out.push_str(namespace);
        out.push_str(NAMESPACE);
        out.push_str("\" guid=\"");
        // White space in an attribute would not survive, and a GUID has none.
        out.push_str(&escape(allowed(guid, |c| is_xml(c) && c >= ' ')));
        out.push_str("\" version=\"1.0\">");
        Self { out, root, prefix }
    }

    /// Ends the message.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.close(self.root);
        self.out.into_bytes()
    }

    pub(super) fn open(&mut self, element: &str) {
        self.out.push('<');
        self.out.push_str(self.prefix);
        self.out.push_str(element);
        self.out.push('>');
    }

    pub(super) fn close(&mut self, element: &str) {
        self.out.push_str("</");
        self.out.push_str(self.prefix);
        self.out.push_str(element);
        self.out.push('>');
    }

    /// An element with a text. A carriage return is written as a reference, since a bare one would be read as a
    /// line feed; what XML cannot carry at all becomes U+FFFD.
    pub(super) fn text(&mut self, element: &str, text: &str) {
        self.open(element);
        self.out.push_str(&partial_escape(allowed(text, is_xml)));
        self.close(element);
    }

    /// An element with a text as CDATA. The end of a CDATA section in the text is spread over two of them; a carriage
    /// return stands between two as a reference, since a bare one would be read as a line feed.
    pub(super) fn cdata(&mut self, element: &str, text: &str) {
        const BEGIN: &str = "<![CDATA[";
        const END: &str = "]]>";
        self.open(element);
        self.out.push_str(BEGIN);
        let mut rest = &*allowed(text, is_xml);
        while let Some(at) = rest.find(['\r', ']']) {
            let (before, after) = rest.split_at(at);
            self.out.push_str(before);
            rest = if let Some(after) = after.strip_prefix('\r') {
                self.out.push_str("]]>&#13;<![CDATA[");
                after
            } else if let Some(after) = after.strip_prefix(END) {
                self.out.push_str("]]]]><![CDATA[>");
                after
            } else {
                self.out.push(']');
                after.strip_prefix(']').unwrap_or_default()
            };
        }
        self.out.push_str(rest);
        self.out.push_str(END);
        self.close(element);
    }

    /// An element with a value that was made to fit; nothing where it is absent.
    pub(super) fn fitted(&mut self, element: &str, value: Fitted<'_>) {
        match value {
            Fitted::Absent => {}
            Fitted::Text(text) => self.text(element, &text),
            Fitted::Number(number) => self.plain(element, number),
        }
    }

    /// An element with something that needs no escape.
    pub(super) fn plain(&mut self, element: &str, value: impl core::fmt::Display) {
        self.open(element);
        // Writing into a string cannot fail.
        let _ = write!(self.out, "{value}");
        self.close(element);
    }

    /// An element with a field; nothing where it is absent.
    pub(super) fn field(&mut self, element: &str, value: Rendered<'_>) {
        match value {
            Rendered::Absent => {}
            Rendered::Text(text) => self.text(element, text),
            Rendered::Decimal(decimal) => self.plain(element, decimal),
            Rendered::Integer(integer) => self.plain(element, integer),
        }
    }
}

fn allowed(text: &str, fits: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Everything that XML forbids is below the space or begins with this byte.
    let doubtful = |b: u8| b < b' ' || b == 0xEF;
    if !text.bytes().any(doubtful) || text.chars().all(&fits) {
        return Cow::Borrowed(text);
    }
    let replace = |c| if fits(c) { c } else { char::REPLACEMENT_CHARACTER };
    Cow::Owned(text.chars().map(replace).collect())
}
