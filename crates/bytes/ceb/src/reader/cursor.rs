//! Tokens: a well-formed message, one start, text and end after the other, under all bounds.

use super::attributes::{self, Attribute};
use super::characters::{brief, is_blank, is_plain_name, reference};
use super::names::{self, Namespaces, Space};
use crate::fault::{Unreadable, unreadable};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader};
use std::borrow::Cow;
use tongguan_domain::limits;

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    pub(super) space: Space,
    pub(super) local: &'a str,
    pub(super) at: usize,
}

/// What comes next. An empty element is a start and an end.
pub(super) enum Item<'a> {
    Start(Tag<'a>),
    Text(Cow<'a, str>),
    End,
}

/// Where in the message the cursor stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Before,
    Inside,
    /// Inside, and the tag just read closes itself.
    Closing,
    After,
}

pub(super) struct Cursor<'a> {
    input: &'a str,
    xml: Reader<&'a [u8]>,
    phase: Phase,
    depth: usize,
    /// Bytes of text in the element since its last tag.
    text_bytes: usize,
    /// The most of them.
    most_text_bytes: usize,
    namespaces: Namespaces<'a>,
    attributes: Vec<Attribute<'a>>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(input: &'a str) -> Self {
        let mut xml = Reader::from_str(input);
        xml.config_mut().check_comments = true;
        Self {
            input,
            xml,
            phase: Phase::Before,
            depth: 0,
            text_bytes: 0,
            most_text_bytes: limits::XML_TEXT_BYTES,
            namespaces: Namespaces::default(),
            attributes: Vec::new(),
        }
    }

    /// The same with another bound for the text of an element.
    pub(super) fn with_text_bytes(mut self, most: usize) -> Self {
        self.most_text_bytes = most;
        self
    }

    /// The attributes of the last start tag, without the namespace declarations.
    pub(super) fn attributes(&self) -> &[Attribute<'a>] {
        &self.attributes
    }

    /// What the prefix of an attribute means; one without a prefix is in no namespace.
    pub(super) fn attribute_space(&self, prefix: &str, at: usize) -> Result<Space, Unreadable> {
        if prefix.is_empty() {
            return Ok(Space::None);
        }
        self.namespaces.resolve(prefix, at)
    }

    /// The next item, or `None` after the root has ended and nothing more follows.
    pub(super) fn next(&mut self) -> Result<Option<Item<'a>>, Unreadable> {
        if self.phase == Phase::Closing {
            self.phase = Phase::Inside;
            return Ok(Some(self.end()));
        }
        loop {
            let at = self.position();
            let event = self.xml.read_event().map_err(|error| self.malformed(at, &error))?;
            match event {
                Event::Start(tag) => return self.start(&tag, at, false).map(Some),
                Event::Empty(tag) => return self.start(&tag, at, true).map(Some),
                Event::End(_) => return Ok(Some(self.end())),
                Event::Text(text) => {
                    if text.contains('>') && text.contains("]]>") {
                        return Err(refuse(at, "]]> may not stand in a text"));
                    }
                    if self.phase == Phase::Inside {
                        self.count_text(text.len(), at)?;
                        return Ok(Some(Item::Text(text.xml10_content())));
                    }
                    if !is_blank(&text) {
                        return Err(refuse(at, "there is text outside the root element"));
                    }
                }
                Event::CData(text) => {
                    self.must_be_inside(at)?;
                    self.count_text(text.len(), at)?;
                    return Ok(Some(Item::Text(text.xml10_content())));
                }
                Event::GeneralRef(name) => {
                    self.must_be_inside(at)?;
                    let c = reference(&name, at)?;
                    self.count_text(c.len_utf8(), at)?;
                    return Ok(Some(Item::Text(Cow::Owned(c.to_string()))));
                }
                Event::Comment(_) => {}
                Event::PI(instruction) => {
                    let target = instruction.target();
                    if !is_plain_name(target) || target.eq_ignore_ascii_case("xml") {
                        return Err(refuse(at, "a processing instruction has no proper name"));
                    }
                }
                Event::Decl(declaration) => self.declaration(&declaration, at)?,
                Event::DocType(_) => return Err(doctype(at)),
                Event::Eof => {
                    return match self.phase {
                        Phase::After => Ok(None),
                        Phase::Before => Err(refuse(at, "there is no root element")),
                        _ => Err(refuse(at, "the message ends inside an element")),
                    };
                }
            }
        }
    }

    /// Leaves the element whose start was just read, whatever it holds.
    pub(super) fn skip(&mut self) -> Result<(), Unreadable> {
        let target = self.depth.saturating_sub(1);
        while self.depth > target {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize, closes: bool) -> Result<Item<'a>, Unreadable> {
        if self.phase == Phase::After {
            return Err(refuse(at, "there is a second root element"));
        }
        if self.depth >= limits::XML_DEPTH {
            let text = format!("elements are nested deeper than {}", limits::XML_DEPTH);
            return Err(Unreadable::new(unreadable::TOO_DEEP, at, text));
        }
        // The same text, but out of the input, so that it lives as long.
        let begin = at + 1;
        let behind = begin + tag.name().as_ref().len();
        let name = self.input.get(begin..behind).unwrap_or_default();
        let rest = self.input.get(behind..begin + tag.len()).unwrap_or_default();

        self.depth += 1;
        self.text_bytes = 0;
        self.phase = if closes { Phase::Closing } else { Phase::Inside };
        self.attributes.clear();
        if !rest.is_empty() {
            self.take_attributes(rest, behind)?;
        }
        let (prefix, local) = names::split(name, at)?;
        let space = self.namespaces.resolve(prefix, at)?;
        Ok(Item::Start(Tag { space, local, at }))
    }

    fn take_attributes(&mut self, text: &'a str, at: usize) -> Result<(), Unreadable> {
        attributes::split(text, at, &mut self.attributes)?;
        let mut kept = 0;
        for index in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get(index).copied() else {
                break;
            };
            names::split(attribute.name, attribute.at)?;
            let value = attribute.value()?;
            if !self.namespaces.declare(&attribute, self.depth, &value)? {
                self.attributes.swap(kept, index);
                kept += 1;
            }
        }
        self.attributes.truncate(kept);
        for attribute in &self.attributes {
            let (prefix, _) = names::split(attribute.name, attribute.at)?;
            self.attribute_space(prefix, attribute.at)?;
        }
        Ok(())
    }

    fn end(&mut self) -> Item<'a> {
        self.namespaces.leave(self.depth);
        self.depth = self.depth.saturating_sub(1);
        self.text_bytes = 0;
        if self.depth == 0 {
            self.phase = Phase::After;
        }
        Item::End
    }

    fn count_text(&mut self, bytes: usize, at: usize) -> Result<(), Unreadable> {
        self.text_bytes = self.text_bytes.saturating_add(bytes);
        if self.text_bytes <= self.most_text_bytes {
            return Ok(());
        }
        let text = format!("a text has more than {} bytes", self.most_text_bytes);
        Err(Unreadable::new(unreadable::TEXT_TOO_LONG, at, text))
    }

    fn must_be_inside(&self, at: usize) -> Result<(), Unreadable> {
        if self.phase == Phase::Inside {
            return Ok(());
        }
        Err(refuse(at, "there is text outside the root element"))
    }

    fn declaration(&self, declaration: &str, at: usize) -> Result<(), Unreadable> {
        if at != 0 {
            return Err(refuse(at, "the XML declaration does not stand at the beginning"));
        }
        let mut parts = Vec::new();
        attributes::split(declaration.strip_prefix("xml").unwrap_or_default(), at, &mut parts)?;
        let mut names = ["version", "encoding", "standalone"].into_iter();
        for (index, part) in parts.iter().enumerate() {
            let in_order = names.any(|name| name == part.name);
            let starts = (index == 0) == (part.name == "version");
            let fits = match part.name {
                "version" => part.raw == "1.0",
                // UTF8 is no registered name, but what PHP and Java programs write; libxml2 takes it, too.
                "encoding" if !["UTF-8", "UTF8"].iter().any(|name| part.raw.eq_ignore_ascii_case(name)) => {
                    let text = format!("the declaration says {}; send UTF-8", brief(part.raw));
                    return Err(Unreadable::new(unreadable::NOT_UTF8, at, text));
                }
                "standalone" => matches!(part.raw, "yes" | "no"),
                _ => true,
            };
            if !(in_order && starts && fits) {
                return Err(refuse(at, "the XML declaration is not that of XML 1.0"));
            }
        }
        if parts.is_empty() {
            return Err(refuse(at, "the XML declaration has no version"));
        }
        Ok(())
    }

    pub(super) fn position(&self) -> usize {
        usize::try_from(self.xml.buffer_position()).unwrap_or(usize::MAX)
    }

    fn malformed(&self, at: usize, error: &Error) -> Unreadable {
        let rest = self.input.as_bytes().get(at..).unwrap_or_default();
        if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case(b"<!DOCTYPE")) {
            return doctype(at);
        }
        match error {
            Error::IllFormed(quick_xml::errors::IllFormedError::UnclosedReference) => {
                refuse(at, "& must be written as &amp;")
            }
            Error::IllFormed(quick_xml::errors::IllFormedError::MismatchedEndTag { expected, found }) => {
                let text = format!("</{}> closes <{}>", brief(found), brief(expected));
                refuse(at, &text)
            }
            Error::Syntax(error) => refuse(at, &error.to_string()),
            _ => refuse(at, "the markup is not well-formed"),
        }
    }
}

fn refuse(at: usize, text: &str) -> Unreadable {
    Unreadable::new(unreadable::MALFORMED, at, text)
}

fn doctype(at: usize) -> Unreadable {
    Unreadable::new(unreadable::DOCTYPE, at, "a document type declaration is never read")
}
