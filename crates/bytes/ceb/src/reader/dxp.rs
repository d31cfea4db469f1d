//! The envelope: `DxpMsg`, or `DxpMsgSv` with a `DxpMsg` in it. As strict as its schema about elements and texts, and
//! every fault at once. Attributes that the schema does not know are passed over.

use super::bytes;
use super::characters::{brief, is_blank};
use super::cursor::{Cursor, Item, Tag};
use super::date_time::is_date_time;
use super::names::Space;
use super::sequence::Sequence;
use super::signature_node;
use crate::dxp::{Envelope, EnvelopeFault, Head, ID_CHARACTERS, NAMESPACE, RECEIVERS, code};
use crate::fault::{Unreadable, unreadable};
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use tongguan_domain::limits;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical),
);

/// A child of a sequence: its name and how often it may stand.
struct Part {
    element: &'static str,
    least: usize,
    most: usize,
}

const fn one(element: &'static str) -> Part {
    Part { element, least: 1, most: 1 }
}

const fn optional(element: &'static str) -> Part {
    Part { element, least: 0, most: 1 }
}

static TRANSFER_NODE: [Part; 3] = [one("SvNo"), one("DxpMsg"), optional("Signature")];
static ROUTE: [Part; 5] =
    [one("MsgId"), optional("SubMsgId"), one("SendTime"), one("EndNode"), one("StaNode")];
/// Longest text of each of them; `SendTime` is a time.
static ROUTE_CHARACTERS: [usize; 5] = [32, 1, 0, 8, 8];
static TERMINAL_NODE: [Part; 4] = [one("TransInfo"), one("Data"), optional("AddInfo"), optional("Signature")];
static HEAD: [Part; 5] =
    [one("CopMsgId"), one("SenderId"), one("ReceiverIds"), one("CreatTime"), one("MsgType")];
static RECEIVER: [Part; 1] = [Part { element: "ReceiverId", least: 1, most: RECEIVERS }];
static ADD_INFO: [Part; 5] =
    [optional("FileName"), optional("IcCard"), optional("BizKey"), optional("IsText"), optional("RecMapId")];
static BIZ_KEY: [Part; 1] = [Part { element: "Key", least: 1, most: 5 }];

/// Whether the bytes are meant as an envelope: their root is in the namespace of the envelope, or has its name.
#[must_use]
pub fn is_envelope(bytes: &[u8]) -> bool {
    let Ok((text, _)) = bytes::check_within(bytes, limits::DXP_BYTES) else {
        return false;
    };
    let mut cursor = Cursor::new(text);
    match cursor.next() {
        Ok(Some(Item::Start(root))) => {
            root.space == Space::Dxp || matches!(root.local, "DxpMsg" | "DxpMsgSv")
        }
        Ok(_) | Err(_) => false,
    }
}

/// Reads one envelope.
///
/// # Errors
/// [`EnvelopeFault`]: 0001, 0002 with every fault, or 0999.
pub fn read(bytes: &[u8]) -> Result<Envelope, Box<EnvelopeFault>> {
    let mut opened = Opened { cursor: Cursor::new(""), path: Vec::new(), faults: Vec::new(), unlisted: 0 };
    let mut envelope = Envelope::default();
    let read = bytes::check_within(bytes, limits::DXP_BYTES).and_then(|(text, _)| {
        opened.cursor = Cursor::new(text).with_text_bytes(limits::DXP_BYTES);
        opened.root(&mut envelope)
    });
    let Opened { faults, unlisted, .. } = opened;
    let (code, faults, unlisted) = match read {
        Err(why) if why.code == unreadable::TOO_LARGE => (&code::FORMAT_OTHER, vec![why.text], 0),
        Err(why) => (&code::FORMAT, vec![why.to_string()], 0),
        Ok(()) if !faults.is_empty() => (&code::SCHEMA, faults, unlisted),
        Ok(()) if envelope.data.len() > limits::XML_BYTES => {
            let text = format!("Data: {} bytes, at most {}", envelope.data.len(), limits::XML_BYTES);
            (&code::FORMAT_OTHER, vec![text], 0)
        }
        Ok(()) => return Ok(envelope),
    };
    Err(Box::new(EnvelopeFault { code, faults, unlisted, head: envelope.head }))
}

struct Opened<'a> {
    cursor: Cursor<'a>,
    path: Vec<&'static str>,
    faults: Vec<String>,
    /// Faults that found no room.
    unlisted: u64,
}

impl Opened<'_> {
    fn root(&mut self, envelope: &mut Envelope) -> Result<(), Unreadable> {
        let Some(Item::Start(root)) = self.cursor.next()? else {
            return Err(Unreadable::new(unreadable::MALFORMED, 0, "there is no root element"));
        };
        if root.space != Space::Dxp {
            let text = format!("<{}> is not in the namespace {NAMESPACE}", brief(root.local));
            return Err(Unreadable::new(unreadable::WRONG_NAMESPACE, root.at, text));
        }
        match root.local {
            "DxpMsg" => self.inside("DxpMsg", |this| this.terminal_node(envelope))?,
            "DxpMsgSv" => self.inside("DxpMsgSv", |this| this.transfer_node(envelope))?,
            other => {
                let text = format!("<{}> is neither DxpMsg nor DxpMsgSv", brief(other));
                return Err(Unreadable::new(unreadable::UNKNOWN_ROOT, root.at, text));
            }
        }
        self.cursor.next().map(drop)
    }

    fn transfer_node(&mut self, envelope: &mut Envelope) -> Result<(), Unreadable> {
        self.attributes("ver")?;
        self.children(&TRANSFER_NODE, &mut |this, place, _| match place {
            0 => this.route(),
            1 => this.terminal_node(envelope),
            _ => {
                envelope.signed = true;
                this.signature()
            }
        })
    }

    /// A signature whose start was just read.
    fn signature(&mut self) -> Result<(), Unreadable> {
        let tag = Tag { space: Space::Signature, local: "Signature", at: self.cursor.position() };
        let parent = self.path.len().saturating_sub(1);
        let parent = self.path.get(..parent).unwrap_or_default().join("/");
        let (found, unlisted) = signature_node::check(&mut self.cursor, &tag)?;
        for found in found {
            self.note(|_| format!("{parent}/{}: {}", found.path, found.text));
        }
        self.unlisted = self.unlisted.saturating_add(unlisted);
        Ok(())
    }

    fn route(&mut self) -> Result<(), Unreadable> {
        self.attributes("Ver")?;
        self.children(&ROUTE, &mut |this, place, _| match ROUTE_CHARACTERS.get(place) {
            None | Some(0) => this.time().map(drop),
            Some(most) => this.text(1, *most).map(drop),
        })
    }

    fn terminal_node(&mut self, envelope: &mut Envelope) -> Result<(), Unreadable> {
        self.attributes("ver")?;
        self.children(&TERMINAL_NODE, &mut |this, place, _| match place {
            0 => this.head(&mut envelope.head),
            1 => this.data(&mut envelope.data),
            2 => this.add_info(envelope),
            _ => {
                envelope.signed = true;
                this.signature()
            }
        })
    }

    fn head(&mut self, head: &mut Head) -> Result<(), Unreadable> {
        self.children(&HEAD, &mut |this, place, _| {
            match place {
                0 => head.cop_msg_id = this.text(1, 255)?,
                1 => head.sender = this.id()?,
                2 => this.children(&RECEIVER, &mut |this, _, _| {
                    head.receivers.push(this.id()?);
                    Ok(())
                })?,
                3 => head.created = this.time()?,
                _ => head.message_type = this.text(0, 30)?,
            }
            Ok(())
        })
    }

    /// A DXP id. One that is too long is not cut: its beginning may be the id of somebody else.
    fn id(&mut self) -> Result<String, Unreadable> {
        let (before, text) = (self.faults.len(), self.text(1, ID_CHARACTERS)?);
        Ok(if self.faults.len() == before { text } else { String::new() })
    }

    fn data(&mut self, data: &mut Vec<u8>) -> Result<(), Unreadable> {
        let mut text = self.text(0, usize::MAX)?;
        text.retain(|c| !c.is_ascii_whitespace());
        match BASE64.decode(&text) {
            Ok(decoded) => *data = decoded,
            Err(_) => self.fault(&format!("found {:?}, allowed: Base64", brief(&text))),
        }
        Ok(())
    }

    fn add_info(&mut self, envelope: &mut Envelope) -> Result<(), Unreadable> {
        let add = &mut envelope.add_info;
        self.children(&ADD_INFO, &mut |this, place, _| {
            match place {
                0 => add.file_name = Some(this.text(1, 255)?),
                1 => add.ic_card = Some(this.text(1, 13)?),
                2 => this.children(&BIZ_KEY, &mut |this, _, name| {
                    add.keys.push((name.to_owned(), this.text(1, 64)?));
                    Ok(())
                })?,
                3 => {
                    add.encoding = this.attribute("Encode", 0, 50)?;
                    if add.encoding.is_none() {
                        this.fault("the attribute Encode is missing");
                    }
                    this.text(0, 0)?;
                }
                _ => this.cursor.skip()?,
            }
            Ok(())
        })
    }

    /// Walks over the children of the element we are in; `take` gets the place of each and, of a `Key`, its name.
    fn children(
        &mut self,
        parts: &'static [Part],
        take: &mut dyn FnMut(&mut Self, usize, &str) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        let mut counts = vec![0usize; parts.len()];
        let mut sequence = Sequence::default();
        loop {
            let tag = match self.cursor.next()? {
                Some(Item::Start(tag)) => tag,
                Some(Item::Text(text)) if is_blank(&text) => continue,
                Some(Item::Text(_)) => {
                    self.fault("only elements may stand here");
                    continue;
                }
                Some(Item::End) | None => break,
            };
            let space = |part: &Part| if part.element == "Signature" { Space::Signature } else { Space::Dxp };
            let known = parts.iter().position(|part| part.element == tag.local && space(part) == tag.space);
            let Some((place, part)) = known.and_then(|place| Some((place, parts.get(place)?))) else {
                self.fault(&format!("<{}> is not known here", brief(tag.local)));
                self.cursor.skip()?;
                continue;
            };
            let count = counts.get_mut(place).map_or(0, |count| {
                *count += 1;
                *count
            });
            if count > part.most {
                self.fault(&format!("<{}> may stand at most {} time(s)", part.element, part.most));
                self.cursor.skip()?;
                continue;
            }
            if sequence.take_again(place).is_some() {
                self.fault(&format!("<{}> stands at the wrong place", part.element));
            }
            let name = if part.element == "Key" { self.attribute("name", 1, 32)? } else { None };
            self.inside(part.element, |this| take(this, place, name.as_deref().unwrap_or_default()))?;
        }
        for (part, count) in parts.iter().zip(counts) {
            if count < part.least {
                self.fault(&format!("<{}> is missing", part.element));
            }
        }
        Ok(())
    }

    fn inside(
        &mut self,
        element: &'static str,
        take: impl FnOnce(&mut Self) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        self.path.push(element);
        let taken = take(self);
        self.path.pop();
        taken
    }

    /// The text of the element whose start was just read, of so many characters.
    fn text(&mut self, least: usize, most: usize) -> Result<String, Unreadable> {
        let mut whole = String::new();
        loop {
            match self.cursor.next()? {
                Some(Item::Text(text)) => whole.push_str(&text),
                Some(Item::Start(tag)) => {
                    self.fault(&format!("<{}> is not known here", brief(tag.local)));
                    self.cursor.skip()?;
                }
                Some(Item::End) | None => break,
            }
        }
        if most < usize::MAX && !(least..=most).contains(&whole.chars().count()) {
            let found = found(&whole);
            self.fault(&format!("found {found}, allowed: {least} to {most} characters"));
            whole = whole.chars().take(most).collect();
        }
        Ok(whole)
    }

    /// An `xs:dateTime`; empty where it is none.
    fn time(&mut self) -> Result<String, Unreadable> {
        let text = self.text(0, usize::MAX)?;
        let text = text.trim_matches([' ', '\t', '\n', '\r']);
        if is_date_time(text) {
            return Ok(text.to_owned());
        }
        let found = found(text);
        self.fault(&format!("found {found}, allowed: a time such as 2026-01-05T09:00:00"));
        Ok(String::new())
    }

    /// The one mandatory attribute, fixed to 1.0, and `Id`.
    fn attributes(&mut self, version: &'static str) -> Result<(), Unreadable> {
        let written = self.attribute(version, 0, 255)?;
        if written.as_deref() != Some("1.0") {
            let found = written.map_or_else(|| "nothing".to_owned(), |text| found(&text));
            self.fault(&format!("@{version}: found {found}, allowed: 1.0"));
        }
        Ok(())
    }

    /// An attribute of the tag that was just read, of so many characters.
    fn attribute(&mut self, name: &str, least: usize, most: usize) -> Result<Option<String>, Unreadable> {
        let attribute = self.cursor.attributes().iter().find(|attribute| attribute.name == name);
        let Some(value) = attribute.map(|attribute| attribute.value()).transpose()? else {
            return Ok(None);
        };
        let value = value.into_owned();
        if !(least..=most).contains(&value.chars().count()) {
            let found = found(&value);
            self.fault(&format!("@{name}: found {found}, allowed: {least} to {most} characters"));
        }
        Ok(Some(value))
    }

    fn fault(&mut self, text: &str) {
        self.note(|path| format!("{}: {text}", path.join("/")));
    }

    fn note(&mut self, words: impl FnOnce(&[&'static str]) -> String) {
        if self.faults.len() < limits::FAULTS {
            self.faults.push(words(&self.path));
        } else {
            self.unlisted = self.unlisted.saturating_add(1);
        }
    }
}

/// What was found, as it was written but not at any length; its characters are counted.
fn found(text: &str) -> String {
    format!("{:?} ({} characters)", brief(text), text.chars().count())
}
