//! `ds:Signature` as the official schema of signatures has it: whether it is one. Whether it holds is asked elsewhere, if
//! the policy asks for it.

use super::characters::{brief, is_blank};
use super::cursor::{Cursor, Item, Tag};
use super::names::Space;
use super::sequence::Sequence;
use crate::fault::{Unreadable, structure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tongguan_domain::limits;

/// Something that the schema has against a signature.
pub(super) struct Found {
    pub(super) code: &'static str,
    pub(super) at: usize,
    /// Where, below the parent of the signature: `Signature/SignedInfo/Reference[2]`.
    pub(super) path: String,
    /// What was found and what is allowed.
    pub(super) text: String,
}

/// What may stand in an element.
enum Content {
    /// These, in this order.
    Sequence(&'static [Part]),
    /// At least one of these or of other namespaces, in any order.
    Choice(&'static [Part]),
    /// Text alone.
    Text,
    /// Text in Base64.
    Base64,
    /// Whatever; nobody looks at it.
    Free,
}

/// An element, and how often it may stand.
struct Part {
    element: &'static str,
    least: usize,
    most: usize,
    /// The attributes that it may have; one that it must have begins with `!`.
    attributes: &'static [&'static str],
    content: Content,
}

const fn one(element: &'static str, content: Content) -> Part {
    Part { element, least: 1, most: 1, attributes: &[], content }
}

const fn any(element: &'static str, content: Content) -> Part {
    Part { element, least: 0, most: usize::MAX, attributes: &[], content }
}

impl Part {
    const fn times(mut self, least: usize, most: usize) -> Self {
        self.least = least;
        self.most = most;
        self
    }

    const fn with(mut self, attributes: &'static [&'static str]) -> Self {
        self.attributes = attributes;
        self
    }
}

static SIGNATURE: Part = one("Signature", Content::Sequence(&PARTS)).with(&["Id"]);
static PARTS: [Part; 3] = [
    one("SignedInfo", Content::Sequence(&SIGNED_INFO)),
    one("SignatureValue", Content::Base64),
    one("KeyInfo", Content::Choice(&KEY_INFO)).times(0, 1),
];
static SIGNED_INFO: [Part; 3] = [
    one("CanonicalizationMethod", Content::Text).with(&["!Algorithm"]),
    one("SignatureMethod", Content::Text).with(&["!Algorithm"]),
    one("Reference", Content::Sequence(&REFERENCE)).times(1, usize::MAX).with(&["Id", "URI", "Type"]),
];
static REFERENCE: [Part; 3] = [
    one("Transforms", Content::Sequence(&TRANSFORMS)).times(0, 1),
    one("DigestMethod", Content::Text).with(&["!Algorithm"]),
    one("DigestValue", Content::Base64),
];
static TRANSFORMS: [Part; 1] = [one("Transform", Content::Free).times(1, usize::MAX).with(&["!Algorithm"])];
static KEY_INFO: [Part; 7] = [
    any("KeyName", Content::Text),
    any("KeyValue", Content::Free),
    any("RetrievalMethod", Content::Free).with(&["URI", "Type"]),
    any("X509Data", Content::Choice(&X509_DATA)),
    any("PGPData", Content::Free),
    any("SPKIData", Content::Free),
    any("MgmtData", Content::Text),
];
static X509_DATA: [Part; 5] = [
    any("X509IssuerSerial", Content::Free),
    any("X509SKI", Content::Base64),
    any("X509SubjectName", Content::Text),
    any("X509Certificate", Content::Base64),
    any("X509CRL", Content::Base64),
];

/// Reads a signature whose start was just read to its end. Besides what was found: how much more there was that found no
/// room.
pub(super) fn check(cursor: &mut Cursor<'_>, tag: &Tag<'_>) -> Result<(Vec<Found>, u64), Unreadable> {
    let mut checker = Checker { cursor, path: Vec::new(), found: Vec::new(), unlisted: 0 };
    checker.element(&SIGNATURE, None, tag.at)?;
    Ok((checker.found, checker.unlisted))
}

struct Checker<'c, 'a> {
    cursor: &'c mut Cursor<'a>,
    path: Vec<String>,
    found: Vec<Found>,
    /// What found no room.
    unlisted: u64,
}

impl<'a> Checker<'_, 'a> {
    /// The element whose start was just read; `number` where it can stand several times.
    fn element(&mut self, part: &'static Part, number: Option<usize>, at: usize) -> Result<(), Unreadable> {
        let name = part.element;
        self.path.push(number.map_or_else(|| name.to_owned(), |number| format!("{name}[{number}]")));
        self.attributes(part, at)?;
        match part.content {
            Content::Sequence(parts) => self.children(parts, true, at)?,
            Content::Choice(parts) => self.children(parts, false, at)?,
            Content::Text => self.text().map(drop)?,
            Content::Base64 => self.base64(at)?,
            Content::Free => self.cursor.skip()?,
        }
        self.path.pop();
        Ok(())
    }

    fn attributes(&mut self, part: &Part, at: usize) -> Result<(), Unreadable> {
        let mut names = Vec::new();
        for attribute in self.cursor.attributes() {
            let (prefix, local) = attribute.name.split_once(':').unwrap_or(("", attribute.name));
            let space = self.cursor.attribute_space(prefix, attribute.at)?;
            let of_instance = matches!(local, "schemaLocation" | "noNamespaceSchemaLocation");
            if !(space == Space::Instance && of_instance) {
                names.push(attribute.name);
            }
        }
        let allowed =
            |name: &&str| part.attributes.iter().any(|known| known.trim_start_matches('!') == *name);
        for name in names.iter().filter(|name| !allowed(name)) {
            let step = format!("@{}", brief(name));
            self.fault(structure::ATTRIBUTE_UNKNOWN, at, &step, "the schema knows no such attribute here");
        }
        for missing in part.attributes.iter().filter_map(|known| known.strip_prefix('!')) {
            if !names.contains(&missing) {
                let text = format!("<{}> has no {missing}", part.element);
                self.fault(structure::ATTRIBUTE_MISSING, at, &format!("@{missing}"), &text);
            }
        }
        Ok(())
    }

    fn children(&mut self, parts: &'static [Part], ordered: bool, at: usize) -> Result<(), Unreadable> {
        let mut counts = vec![0usize; parts.len()];
        let (mut sequence, mut strangers) = (Sequence::default(), 0usize);
        while let Some(tag) = self.child(ordered)? {
            if !ordered && tag.space != Space::Signature {
                strangers += 1;
                self.cursor.skip()?;
                continue;
            }
            let known =
                parts.iter().position(|part| part.element == tag.local && tag.space == Space::Signature);
            let Some((place, part)) = known.and_then(|place| Some((place, parts.get(place)?))) else {
                let step = brief(tag.local);
                let text = format!("<{step}> is not known here; allowed: {}", names(parts));
                self.fault(structure::UNKNOWN_ELEMENT, tag.at, &step, &text);
                self.cursor.skip()?;
                continue;
            };
            let count = counts.get_mut(place).map_or(1, |count| {
                *count += 1;
                *count
            });
            if count > part.most {
                let text = format!("<{}> may stand at most {} time(s)", part.element, part.most);
                self.fault(structure::ELEMENT_REPEATED, tag.at, part.element, &text);
                self.cursor.skip()?;
                continue;
            }
            if ordered && let Some(behind) = sequence.take_again(place) {
                let other = parts.get(behind).map_or("", |other| other.element);
                let text = format!("<{}> must stand before <{other}>", part.element);
                self.fault(structure::ELEMENT_OUT_OF_ORDER, tag.at, part.element, &text);
            }
            self.element(part, (part.most > 1).then_some(count), tag.at)?;
        }
        let inside = self.path.last().cloned().unwrap_or_default();
        for (part, _) in parts.iter().zip(&counts).filter(|(part, count)| **count < part.least) {
            let text = format!("<{inside}> has no <{}>", part.element);
            self.fault(structure::ELEMENT_MISSING, at, part.element, &text);
        }
        if !ordered && strangers + counts.iter().sum::<usize>() == 0 {
            let text = format!("<{inside}> is empty; allowed: {}", names(parts));
            self.fault(structure::ELEMENT_MISSING, at, "*", &text);
        }
        Ok(())
    }

    /// The next child; text is passed over, and reported where only elements may stand.
    fn child(&mut self, report: bool) -> Result<Option<Tag<'a>>, Unreadable> {
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Some(Item::Start(tag)) => return Ok(Some(tag)),
                Some(Item::Text(text)) if !report || is_blank(&text) => {}
                Some(Item::Text(_)) => {
                    self.fault(structure::TEXT_BETWEEN_ELEMENTS, at, "", "only elements may stand here");
                }
                Some(Item::End) | None => return Ok(None),
            }
        }
    }

    fn text(&mut self) -> Result<String, Unreadable> {
        let mut whole = String::new();
        loop {
            match self.cursor.next()? {
                Some(Item::Text(text)) => whole.push_str(&text),
                Some(Item::Start(tag)) => {
                    let step = brief(tag.local);
                    let text = format!("<{step}> is not known here; allowed: text");
                    self.fault(structure::UNKNOWN_ELEMENT, tag.at, &step, &text);
                    self.cursor.skip()?;
                }
                Some(Item::End) | None => return Ok(whole),
            }
        }
    }

    /// The schema allows an empty value, too.
    fn base64(&mut self, at: usize) -> Result<(), Unreadable> {
        let joined: String = self.text()?.split_ascii_whitespace().collect();
        if STANDARD.decode(&joined).is_err() {
            let text = format!("found {:?}, allowed: Base64", brief(&joined));
            self.fault(structure::NOT_BASE64, at, "", &text);
        }
        Ok(())
    }

    fn fault(&mut self, code: &'static str, at: usize, below: &str, text: &str) {
        if self.found.len() >= limits::FAULTS {
            self.unlisted += 1;
            return;
        }
        let mut path = self.path.join("/");
        if !below.is_empty() {
            path.push('/');
            path.push_str(below);
        }
        self.found.push(Found { code, at, path, text: text.to_owned() });
    }
}

fn names(parts: &[Part]) -> String {
    parts.iter().map(|part| part.element).collect::<Vec<_>>().join(", ")
}
