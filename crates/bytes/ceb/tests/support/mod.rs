//! Messages and documents for the tests: our own, valid unless a test says otherwise.
#![allow(dead_code, reason = "each test binary uses its own part")]

pub(crate) mod judge;
pub(crate) mod mutation;
pub(crate) mod outgoing;

use tongguan_ceb::{Message, Subscriber, Transfer, Unreadable, write_request};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::record::{Facets, Field, Form, Raw};
use tongguan_domain::subscription::Subscription;
use tongguan_domain::version::MessageVersion::{self, V202205};
use tongguan_testkit::coverage::FormCase;

pub(crate) const GUID: &str = "0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A1111";
pub(crate) const RECORD_GUID: &str = "0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A2222";

/// A small generator with a seed, so that a failure can be repeated.
pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }
}

const LETTERS: &[char] = &[
    'a', 'Z', '7', '-', '中', '国', '关', '，', '𠮷', 'é', '&', '<', '>', '"', '\'', ']', ';', '#', '\u{7F}',
    '\u{85}', '\u{2028}', '\u{A0}', '\u{FFFD}',
];
const SPACES: &[char] = &[' ', '\t', '\n', '\r'];

fn text(rng: &mut Rng, facets: &Facets, min: u16, max: u16) -> String {
    let most = usize::from(max).min(usize::from(min) + 12);
    let length = usize::from(min) + rng.below(most - usize::from(min) + 1);
    let mut out = String::new();
    for at in 0..length {
        let space = rng.below(6) == 0;
        let c = match space {
            false => LETTERS[rng.below(LETTERS.len())],
            true if !facets.collapse => SPACES[rng.below(SPACES.len())],
            true if at > 0 && at + 1 < length && !out.ends_with(' ') => ' ',
            true => '品',
        };
        out.push(c);
    }
    out
}

fn raw(rng: &mut Rng, field: &Field, version: MessageVersion) -> Raw {
    let facets = field.facets(version);
    if facets.fixed.is_some() {
        return Raw::Text(plain(field, version));
    }
    if !field.mandatory && rng.below(3) == 0 {
        return Raw::Absent;
    }
    Raw::Text(match facets.form {
        Form::Text { min, max } => text(rng, facets, min, max),
        Form::Decimal => {
            let digits = u32::try_from(rng.below(19) + 1).unwrap();
            let scaled = i128::from(rng.next()) % 10i128.pow(digits);
            Decimal::from_scaled(if rng.below(4) == 0 { -scaled } else { scaled }).to_string()
        }
        Form::Integer { digits } => (rng.next() % 10u64.pow(u32::from(digits))).to_string(),
    })
}

/// The kinds that a version has.
pub(crate) fn kinds(version: MessageVersion) -> Vec<DocumentKind> {
    DocumentKind::ALL.into_iter().filter(|kind| kind.is_in(version)).collect()
}

/// Every kind in every version that has it.
pub(crate) fn every_message() -> Vec<(MessageVersion, DocumentKind)> {
    MessageVersion::ALL
        .into_iter()
        .flat_map(|version| kinds(version).into_iter().map(move |k| (version, k)))
        .collect()
}

/// A document that fits its form, with texts of all sorts.
pub(crate) fn document(rng: &mut Rng, version: MessageVersion, kind: DocumentKind) -> Document {
    let mut head: Vec<Raw> = kind.head_fields().iter().map(|f| raw(rng, f, version)).collect();
    let (least, most) = kind.line_bounds(version);
    let lines = if most == 0 { 0 } else { least + rng.below(4) };
    let mut lines: Vec<Vec<Raw>> =
        (0..lines).map(|_| kind.line_fields().iter().map(|f| raw(rng, f, version)).collect()).collect();
    take(version, kind, &mut head, &mut lines)
}

fn take(version: MessageVersion, kind: DocumentKind, head: &mut [Raw], lines: &mut [Vec<Raw>]) -> Document {
    let mut faults = Vec::new();
    let document = Document::take(kind, head, lines, version, &mut faults);
    assert!(faults.is_empty(), "{kind:?} {version:?} {faults:?}");
    document
}

/// A plain value for a field.
pub(crate) fn plain(field: &Field, version: MessageVersion) -> String {
    let facets = field.facets(version);
    match facets.form {
        _ if facets.fixed.is_some() => facets.fixed.unwrap().to_owned(),
        Form::Text { min: 36, max: 36 } => RECORD_GUID.to_owned(),
        Form::Text { min, .. } if min > 0 => "1".repeat(usize::from(min)),
        Form::Text { max: 1, .. } => "1".to_owned(),
        Form::Text { .. } => field.element.chars().take(1).chain(['值']).collect(),
        Form::Decimal => "12.5".to_owned(),
        Form::Integer { .. } => "1".to_owned(),
    }
}

pub(crate) fn transfer() -> Transfer {
    Transfer {
        cop_code: "4403660001".to_owned(),
        cop_name: "深圳测试传输 & 有限公司".to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: "DXPENT0000000001".to_owned(),
        note: None,
    }
}

pub(crate) fn subscribers() -> Vec<Subscriber> {
    let subscriber = |wants| Subscriber {
        wants,
        dxp_mode: "DXP".to_owned(),
        dxp_address: "DXPENT<2>".to_owned(),
        note: (wants == Subscription::All).then(|| "备注\r".to_owned()),
    };
    Subscription::ALL.map(subscriber).to_vec()
}

/// A document with every field filled.
pub(crate) fn full_document(version: MessageVersion, kind: DocumentKind, lines: usize) -> Document {
    let row =
        |fields: &[Field]| -> Vec<Raw> { fields.iter().map(|f| Raw::Text(plain(f, version))).collect() };
    let lines = if kind.line_fields().is_empty() { 0 } else { lines };
    let mut lines: Vec<Vec<Raw>> = (0..lines).map(|_| row(kind.line_fields())).collect();
    take(version, kind, &mut row(kind.head_fields()), &mut lines)
}

/// A message with every field filled, of version 202205.
pub(crate) fn full_message(kind: DocumentKind, lines: usize) -> String {
    full_message_in(V202205, kind, lines)
}

/// A message with every field filled.
pub(crate) fn full_message_in(version: MessageVersion, kind: DocumentKind, lines: usize) -> String {
    let bytes =
        write_request(version, GUID, &[full_document(version, kind, lines)], &transfer(), &[]).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Reads a message of version 202205.
pub(crate) fn read(bytes: &[u8]) -> Result<Message, Unreadable> {
    tongguan_ceb::read(bytes, V202205)
}

/// Every code of a message of version 202205 that could be read, or the one of why not.
pub(crate) fn codes(bytes: &[u8]) -> Vec<&'static str> {
    codes_in(V202205, bytes)
}

/// Every code of a message that could be read, or the one of why not.
pub(crate) fn codes_in(version: MessageVersion, bytes: &[u8]) -> Vec<&'static str> {
    match tongguan_ceb::read(bytes, version) {
        Ok(message) => all_codes(&message),
        Err(refusal) => vec![refusal.code],
    }
}

pub(crate) fn all_codes(message: &Message) -> Vec<&'static str> {
    let structure = message.structure.iter().map(|fault| fault.code);
    let fields = message.records.iter().flat_map(|r| &r.faults).map(|f| f.rule.code);
    structure.chain(fields).collect()
}

/// The message in which a case of the form table is sent: our own full document with this one change.
pub(crate) fn request_of(case: &FormCase) -> Vec<u8> {
    let kind = case.kind;
    let sent = case.applied_to(&full_document(case.version, kind, 1));
    let row = |fields: &[Field], values: &[Raw]| -> String {
        let element = |(field, value): (&Field, &Raw)| match value {
            Raw::Absent => String::new(),
            Raw::Text(text) => format!("<ceb:{0}>{text}</ceb:{0}>", field.element),
            Raw::Integer(number) => format!("<ceb:{0}>{number}</ceb:{0}>", field.element),
        };
        fields.iter().zip(values).map(element).collect()
    };
    let mut record = row(kind.head_fields(), &sent.head);
    if let (Some(head), Some(line)) = (kind.head_element(), kind.line_element()) {
        record = format!("<ceb:{head}>{record}</ceb:{head}>");
        for values in &sent.lines {
            record.push_str(&format!("<ceb:{line}>{}</ceb:{line}>", row(kind.line_fields(), values)));
        }
    }
    let good = full_message_in(case.version, kind, 1);
    let (begin, end) =
        (format!("<ceb:{}>", kind.record_element()), format!("</ceb:{}>", kind.record_element()));
    let (before, rest) = good.split_once(&begin).unwrap();
    let (_, after) = rest.rsplit_once(&end).unwrap();
    format!("{before}{begin}{record}{end}{after}").into_bytes()
}

/// A signature that its schema takes, with everything that the official samples have.
pub(crate) const SIGNATURE: &str = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo>\
<ds:CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"></ds:CanonicalizationMethod>\
<ds:SignatureMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#rsa-sha1\"/>\
<ds:Reference URI=\"\"><ds:Transforms><ds:Transform Algorithm=\"urn:t\"><ds:XPath>x</ds:XPath></ds:Transform></ds:Transforms>\
<ds:DigestMethod Algorithm=\"urn:d\"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>\
<ds:SignatureValue>AAAA</ds:SignatureValue><ds:KeyInfo><ds:KeyName>01</ds:KeyName><ds:X509Data>\
<ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>";
