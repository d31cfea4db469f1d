//! Canonical XML 1.0 without comments (<http://www.w3.org/TR/2001/REC-xml-c14n-20010315>): the one form that is
//! digested and signed, however the message was written.

use crate::namespaces::{Scopes, XML};
use crate::xml::{Attribute, Document, Element, Node, NotXml, local};
use core::ops::Range;

/// The canonical form of a message.
///
/// # Errors
/// A sentence for people if it is no XML in UTF-8, has a DOCTYPE, or breaks a limit of a CEB message.
pub fn canonical(message: &[u8]) -> Result<String, NotXml> {
    Ok(whole(&Document::read(message)?, 0..0))
}

/// The canonical form of a document without the nodes `left_out`.
pub(crate) fn whole(document: &Document, left_out: Range<usize>) -> String {
    let mut writer = Writer::default();
    for (place, node) in document.nodes.iter().enumerate() {
        if !left_out.contains(&place) {
            writer.node(node);
        }
    }
    writer.out
}

/// The canonical form of one element without the nodes `left_out`, with the namespaces and `xml:` attributes that reach
/// it from outside.
pub(crate) fn subtree(document: &Document, apex: &Element, left_out: &Range<usize>) -> String {
    let (declarations, inherited) = inherited(document, apex);
    let mut attributes = apex.attributes.clone();
    attributes.extend(inherited.into_iter().filter(|outer| apex.attribute(&outer.name).is_none()));
    let mut writer = Writer::default();
    writer.open(&apex.name, &declarations, &attributes);
    let inside = apex.nodes.start + 1..apex.nodes.end;
    for (place, node) in inside.clone().zip(document.nodes.get(inside).unwrap_or_default()) {
        if !left_out.contains(&place) {
            writer.node(node);
        }
    }
    writer.out
}

/// The declarations in force at `apex`, its own included, and the `xml:` attributes of its ancestors.
fn inherited(document: &Document, apex: &Element) -> (Vec<(String, String)>, Vec<Attribute>) {
    let mut declarations: Vec<(String, String)> = Vec::new();
    let mut attributes: Vec<Attribute> = Vec::new();
    let around = document
        .elements()
        .filter(|element| element.nodes.start <= apex.nodes.start && apex.nodes.end <= element.nodes.end);
    for element in around {
        for (prefix, uri) in &element.declarations {
            declarations.retain(|(known, _)| known != prefix);
            declarations.push((prefix.clone(), uri.clone()));
        }
        if element.nodes.start < apex.nodes.start {
            for attribute in element.attributes.iter().filter(|attribute| attribute.namespace == XML) {
                attributes.retain(|known| known.name != attribute.name);
                attributes.push(attribute.clone());
            }
        }
    }
    (declarations, attributes)
}

#[derive(Default)]
struct Writer {
    out: String,
    /// What was written about namespaces, element by element.
    written: Scopes,
    depth: usize,
    root_closed: bool,
}

impl Writer {
    fn node(&mut self, node: &Node) {
        match node {
            Node::Open(element) => self.open(&element.name, &element.declarations, &element.attributes),
            Node::Close(name) => self.close(name),
            Node::Text(text) => self.text(text),
            Node::Instruction { target, content } => self.instruction(target, content),
        }
    }

    fn open(&mut self, name: &str, declarations: &[(String, String)], attributes: &[Attribute]) {
        self.out.push('<');
        self.out.push_str(name);
        self.declarations(declarations);
        let mut attributes: Vec<_> = attributes.iter().collect();
        attributes.sort_by_key(|attribute| (&*attribute.namespace, local(&attribute.name)));
        for attribute in attributes {
            self.attribute(&attribute.name, &attribute.value);
        }
        self.out.push('>');
        self.depth += 1;
    }

    /// Writes what an ancestor has not said already, in the order of the prefixes.
    fn declarations(&mut self, declarations: &[(String, String)]) {
        let mut news: Vec<_> = declarations
            .iter()
            .filter(|(prefix, uri)| self.written.get(prefix).unwrap_or_default() != uri)
            .collect();
        news.sort();
        self.written.enter();
        for (prefix, uri) in news {
            self.written.bind(prefix, uri);
            let colon = if prefix.is_empty() { "" } else { ":" };
            self.attribute(&format!("xmlns{colon}{prefix}"), uri);
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        for c in value.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '"' => self.out.push_str("&quot;"),
                '\t' => self.out.push_str("&#x9;"),
                '\n' => self.out.push_str("&#xA;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
        self.out.push('"');
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
        self.written.leave();
        self.depth = self.depth.saturating_sub(1);
        self.root_closed = self.depth == 0;
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '\r' => self.out.push_str("&#xD;"),
                other => self.out.push(other),
            }
        }
    }

    /// An instruction outside the root stands on a line of its own.
    fn instruction(&mut self, target: &str, content: &str) {
        if self.depth == 0 && self.root_closed {
            self.out.push('\n');
        }
        self.out.push_str("<?");
        self.out.push_str(target);
        if !content.is_empty() {
            self.out.push(' ');
            self.out.push_str(content);
        }
        self.out.push_str("?>");
        if self.depth == 0 && !self.root_closed {
            self.out.push('\n');
        }
    }
}
