//! The `ds:Signature` element: where it stands, what is in it, and how it is written.

use crate::algorithm::{Algorithm, DigestAlgorithm};
use crate::xml::{Document, Element};
use crate::{Key, Problem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt::Write;
use quick_xml::escape::escape;

const NAMESPACE: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const CANONICAL: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// How much of a wrong value a problem quotes, in characters.
const QUOTED_CHARACTERS: usize = 80;

/// The signature of a message, taken apart.
pub(crate) struct Envelope<'a> {
    pub(crate) element: &'a Element,
    pub(crate) signed_info: &'a Element,
    pub(crate) canonicalization: &'a str,
    pub(crate) method: &'a str,
    pub(crate) reference: Option<&'a str>,
    pub(crate) transforms: Vec<&'a str>,
    pub(crate) digest_method: &'a str,
    pub(crate) digest: Vec<u8>,
    pub(crate) value: Vec<u8>,
    pub(crate) key_names: Vec<String>,
    /// The holder's and perhaps those of its issuers, in any order.
    pub(crate) certificates: Vec<String>,
}

/// The signatures of a document: the child of the root, and that of a `DxpMsg` in a transfer node. What stands elsewhere,
/// as in the free content of an `ExtendMessage`, is none of ours.
pub(crate) fn find(document: &Document) -> Result<Vec<&Element>, Problem> {
    let Some(root) = document.elements().next() else { return Ok(Vec::new()) };
    let inner = document.children(root).find(|child| root.local() == "DxpMsgSv" && child.local() == "DxpMsg");
    let mut found = Vec::new();
    for parent in inner.into_iter().chain([root]) {
        let mut here = document.children(parent).filter(|child| is(child, "Signature"));
        found.extend(here.next());
        if here.next().is_some() {
            return Err(malformed("there is more than one"));
        }
    }
    Ok(found)
}

impl<'a> Envelope<'a> {
    pub(crate) fn read(document: &'a Document, element: &'a Element) -> Result<Self, Problem> {
        let signed_info = one(document, element, "SignedInfo")?;
        let reference = one(document, signed_info, "Reference")?;
        let key_info = at_most_one(document, element, "KeyInfo")?;
        let inside = |parent: &'a Element, name: &'static str| {
            document.children(parent).filter(move |child| is(child, name))
        };
        let key_names = key_info.into_iter().flat_map(|info| inside(info, "KeyName"));
        let certificates = key_info.into_iter().flat_map(|info| inside(info, "X509Data"));
        let certificates = certificates.flat_map(|data| inside(data, "X509Certificate"));
        let text = |element: &Element| document.text(element).trim().to_owned();
        Ok(Self {
            element,
            signed_info,
            canonicalization: algorithm(one(document, signed_info, "CanonicalizationMethod")?)?,
            method: algorithm(one(document, signed_info, "SignatureMethod")?)?,
            reference: reference.attribute("URI"),
            transforms: transforms(document, reference)?,
            digest_method: algorithm(one(document, reference, "DigestMethod")?)?,
            digest: bytes(document, one(document, reference, "DigestValue")?)?,
            value: bytes(document, one(document, element, "SignatureValue")?)?,
            key_names: key_names.map(text).collect(),
            certificates: certificates.map(text).collect(),
        })
    }
}

fn is(element: &Element, name: &str) -> bool {
    element.namespace == NAMESPACE && element.local() == name
}

pub(crate) fn malformed(what: impl Into<String>) -> Problem {
    Problem::Malformed { what: what.into() }
}

/// What a problem quotes of a value from outside.
pub(crate) fn quoted(value: &str) -> String {
    value.chars().take(QUOTED_CHARACTERS).collect()
}

fn at_most_one<'a>(
    document: &'a Document,
    parent: &'a Element,
    name: &str,
) -> Result<Option<&'a Element>, Problem> {
    let mut found = document.children(parent).filter(|child| is(child, name));
    match (found.next(), found.next()) {
        (first, None) => Ok(first),
        (_, Some(_)) => Err(malformed(format!("{} has more than one {name}", parent.local()))),
    }
}

fn one<'a>(document: &'a Document, parent: &'a Element, name: &str) -> Result<&'a Element, Problem> {
    at_most_one(document, parent, name)?.ok_or_else(|| malformed(format!("{} has no {name}", parent.local())))
}

fn algorithm(element: &Element) -> Result<&str, Problem> {
    element.attribute("Algorithm").ok_or_else(|| malformed(format!("{} has no Algorithm", element.local())))
}

fn transforms<'a>(document: &'a Document, reference: &'a Element) -> Result<Vec<&'a str>, Problem> {
    match at_most_one(document, reference, "Transforms")? {
        Some(transforms) => document.children(transforms).map(algorithm).collect(),
        None => Ok(Vec::new()),
    }
}

fn bytes(document: &Document, element: &Element) -> Result<Vec<u8>, Problem> {
    decode(&document.text(element)).ok_or_else(|| malformed(format!("{} is not base64", element.local())))
}

/// Reads base64 that may be broken into lines.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let joined: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(&joined).ok().filter(|bytes| !bytes.is_empty())
}

/// The element as it is put into a message, on one line.
pub(crate) fn write(key: &Key, digest: &[u8], value: &[u8]) -> Option<String> {
    let algorithm: Algorithm = key.algorithm();
    let digest_algorithm: DigestAlgorithm = algorithm.digest();
    let mut out = String::new();
    write!(
        out,
        "<ds:Signature xmlns:ds=\"{NAMESPACE}\"><ds:SignedInfo>\
         <ds:CanonicalizationMethod Algorithm=\"{CANONICAL}\"/>\
         <ds:SignatureMethod Algorithm=\"{}\"/>\
         <ds:Reference URI=\"\"><ds:Transforms><ds:Transform Algorithm=\"{ENVELOPED}\"/></ds:Transforms>\
         <ds:DigestMethod Algorithm=\"{}\"/><ds:DigestValue>{}</ds:DigestValue></ds:Reference></ds:SignedInfo>\
         <ds:SignatureValue>{}</ds:SignatureValue><ds:KeyInfo><ds:KeyName>{}</ds:KeyName>\
         <ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>",
        algorithm.uri(),
        digest_algorithm.uri(),
        STANDARD.encode(digest),
        STANDARD.encode(value),
        escape(key.certificate_number().as_str()),
        key.certificate_base64()?,
    )
    .ok()?;
    Some(out)
}
