//! A message as the list of its XML nodes, with names resolved: what canonicalisation and the search for a
//! signature both need. Bounded by the limits of a CEB message.

use crate::namespaces::Scopes;
use core::ops::Range;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use tongguan_domain::limits;

/// Why a text is no document that can be canonicalised; for people.
pub(crate) type NotXml = String;

/// A node in document order. Comments are left out: the canonical form has none.
#[derive(Debug)]
pub(crate) enum Node {
    Open(Element),
    Close(String),
    Text(String),
    Instruction { target: String, content: String },
}

/// An element with its names resolved.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) namespace: String,
    /// Prefix and URI, as declared on this element; the prefix of the default namespace is empty.
    pub(crate) declarations: Vec<(String, String)>,
    pub(crate) attributes: Vec<Attribute>,
    /// Where its node and the one that closes it are in the list.
    pub(crate) nodes: Range<usize>,
    /// Its start tag in the text, in bytes.
    pub(crate) start_tag: Range<usize>,
    /// Where its end tag begins in the text; the end of the start tag if it closes itself.
    pub(crate) end_tag_at: usize,
    /// How many elements are around it: 0 for the root.
    pub(crate) depth: usize,
}

/// An attribute that is no namespace declaration.
#[derive(Clone, Debug)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    pub(crate) namespace: String,
    pub(crate) value: String,
}

impl Element {
    pub(crate) fn local(&self) -> &str {
        local(&self.name)
    }

    /// The value of an attribute without a namespace.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| &*attribute.value)
    }
}

/// The name behind the prefix.
pub(crate) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// A whole document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) nodes: Vec<Node>,
}

impl Document {
    /// Reads `bytes`, which must be UTF-8.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, NotXml> {
        // An envelope may have more than a business message, and whoever hands a message over has measured it.
        if bytes.len() > limits::DXP_BYTES {
            return Err(format!("it has {} bytes, at most {} are taken", bytes.len(), limits::DXP_BYTES));
        }
        let text = core::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
        let content = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        Parser::new(content, text.len() - content.len()).run()
    }

    /// The elements, in document order.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Open(element) => Some(element),
            Node::Close(_) | Node::Text(_) | Node::Instruction { .. } => None,
        })
    }

    /// The child elements of `parent`.
    pub(crate) fn children<'a>(&'a self, parent: &'a Element) -> impl Iterator<Item = &'a Element> {
        let inside = parent.nodes.clone();
        self.elements()
            .filter(move |element| element.depth == parent.depth + 1 && inside.contains(&element.nodes.start))
    }

    /// All text inside `element`.
    pub(crate) fn text(&self, element: &Element) -> String {
        let nodes = self.nodes.get(element.nodes.clone()).unwrap_or_default();
        nodes
            .iter()
            .filter_map(|node| if let Node::Text(text) = node { Some(&**text) } else { None })
            .collect()
    }
}

struct Parser<'a> {
    reader: Reader<&'a [u8]>,
    /// Bytes of a byte order mark before what the reader sees.
    offset: usize,
    nodes: Vec<Node>,
    /// Places of the open elements in `nodes`.
    open: Vec<usize>,
    scopes: Scopes,
    root_seen: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, offset: usize) -> Self {
        let reader = Reader::from_str(text);
        Self {
            reader,
            offset,
            nodes: Vec::new(),
            open: Vec::new(),
            scopes: Scopes::default(),
            root_seen: false,
        }
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX).saturating_add(self.offset)
    }

    fn run(mut self) -> Result<Document, NotXml> {
        loop {
            let at = self.position();
            let event = self.reader.read_event().map_err(|error| error.to_string())?;
            match event {
                Event::Start(tag) => self.start(&tag, at)?,
                Event::Empty(tag) => {
                    self.start(&tag, at)?;
                    self.end(self.position());
                }
                Event::End(_) => self.end(at),
                Event::Text(text) => self.text(&text.xml10_content())?,
                Event::CData(text) => self.inside().and_then(|()| self.text(&text.xml10_content()))?,
                Event::GeneralRef(name) => self.inside().and_then(|()| self.text(&reference(&name)?))?,
                Event::PI(instruction) => self.nodes.push(Node::Instruction {
                    target: instruction.target().to_owned(),
                    content: line_ends(instruction.content().trim_start_matches([' ', '\t', '\n', '\r'])),
                }),
                Event::Comment(_) | Event::Decl(_) => {}
                Event::DocType(_) => return Err("it has a DOCTYPE".to_owned()),
                Event::Eof if self.root_seen && self.open.is_empty() => {
                    return Ok(Document { nodes: self.nodes });
                }
                Event::Eof => return Err("it ends too early".to_owned()),
            }
        }
    }

    fn inside(&self) -> Result<(), NotXml> {
        if self.open.is_empty() { Err("there is text outside the root element".to_owned()) } else { Ok(()) }
    }

    fn text(&mut self, text: &str) -> Result<(), NotXml> {
        if !self.open.is_empty() {
            self.nodes.push(Node::Text(text.to_owned()));
            return Ok(());
        }
        let blank = text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        if blank { Ok(()) } else { self.inside() }
    }

    fn start(&mut self, tag: &BytesStart<'_>, at: usize) -> Result<(), NotXml> {
        if self.open.is_empty() && core::mem::replace(&mut self.root_seen, true) {
            return Err("there is a second root element".to_owned());
        }
        if self.open.len() >= limits::XML_DEPTH {
            return Err(format!("elements are nested deeper than {}", limits::XML_DEPTH));
        }
        let place = self.nodes.len();
        let mut element = Element {
            name: tag.name().as_ref().to_owned(),
            nodes: place..place,
            start_tag: at..self.position(),
            depth: self.open.len(),
            ..Element::default()
        };
        self.scopes.enter();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let (name, value) = (attribute.key.as_ref(), value(&attribute.value)?);
            match name.strip_prefix("xmlns:") {
                Some("") => return Err("a declaration has no prefix".to_owned()),
                Some(prefix) => element.declarations.push((prefix.to_owned(), value)),
                None if name == "xmlns" => element.declarations.push((String::new(), value)),
                None => element.attributes.push(Attribute {
                    name: name.to_owned(),
                    namespace: String::new(),
                    value,
                }),
            }
        }
        if element.attributes.len() + element.declarations.len() > limits::XML_ATTRIBUTES {
            return Err(format!("an element has more than {} attributes", limits::XML_ATTRIBUTES));
        }
        self.resolve(&mut element)?;
        self.open.push(place);
        self.nodes.push(Node::Open(element));
        Ok(())
    }

    /// Gives the names of an element their namespaces.
    fn resolve(&mut self, element: &mut Element) -> Result<(), NotXml> {
        for (prefix, uri) in &element.declarations {
            self.scopes.declare(prefix, uri)?;
        }
        element.namespace = self.scopes.of_element(&element.name)?;
        for attribute in &mut element.attributes {
            attribute.namespace = self.scopes.of_attribute(&attribute.name)?;
        }
        let mut names: Vec<_> = element.attributes.iter().map(|a| (&*a.namespace, local(&a.name))).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair.first() == pair.last()) {
            return Err("an attribute stands twice".to_owned());
        }
        Ok(())
    }

    fn end(&mut self, at: usize) {
        self.scopes.leave();
        let Some(place) = self.open.pop() else { return };
        let closing = self.nodes.len();
        if let Some(Node::Open(element)) = self.nodes.get_mut(place) {
            element.nodes.end = closing + 1;
            element.end_tag_at = at;
            let name = element.name.clone();
            self.nodes.push(Node::Close(name));
        }
    }
}

/// What a character or entity reference stands for.
fn reference(name: &BytesRef<'_>) -> Result<String, NotXml> {
    match name.resolve_char_ref().map_err(|error| error.to_string())? {
        Some(c) => Ok(c.to_string()),
        None => predefined(name).map(str::to_owned),
    }
}

fn predefined(name: &str) -> Result<&'static str, NotXml> {
    resolve_predefined_entity(name).ok_or_else(|| "it uses an entity that XML does not define".to_owned())
}

/// The value of an attribute: white space as it is written becomes a space each, a referenced one stays.
fn value(raw: &str) -> Result<String, NotXml> {
    if raw.contains('<') {
        return Err("< must be written as &lt; in an attribute".to_owned());
    }
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('&') {
        value.push_str(&spaced(before));
        let (name, after) = after.split_once(';').ok_or("& must be written as &amp;")?;
        value.push_str(&reference(&BytesRef::new(name))?);
        rest = after;
    }
    value.push_str(&spaced(rest));
    Ok(value)
}

fn spaced(text: &str) -> String {
    line_ends(text).replace(['\t', '\n'], " ")
}

/// Every line end becomes a line feed.
fn line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
