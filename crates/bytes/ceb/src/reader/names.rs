//! Namespaces: which prefix means what, at every depth.

use super::attributes::Attribute;
use super::characters::{brief, is_plain_name};
use crate::NAMESPACE;
use crate::fault::{Unreadable, unreadable};
use tongguan_domain::limits;

const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// A namespace, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// The CEB messages.
    Ceb,
    /// The envelope around them.
    Dxp,
    /// XML signatures.
    Signature,
    /// `xsi:`.
    Instance,
    /// Any other.
    Other,
    /// No namespace.
    None,
}

impl Space {
    fn of(uri: &str) -> Self {
        match uri {
            NAMESPACE => Self::Ceb,
            crate::dxp::NAMESPACE => Self::Dxp,
            SIGNATURE => Self::Signature,
            INSTANCE => Self::Instance,
            "" => Self::None,
            _ => Self::Other,
        }
    }
}

struct Binding<'a> {
    depth: usize,
    prefix: &'a str,
    space: Space,
}

/// The declarations in force; bounded, so that a lookup is cheap whatever is sent.
#[derive(Default)]
pub(super) struct Namespaces<'a> {
    bindings: Vec<Binding<'a>>,
}

/// A prefix (empty where there is none) and the rest of a name.
pub(super) fn split(name: &str, at: usize) -> Result<(&str, &str), Unreadable> {
    let colon = name.bytes().position(|b| b == b':');
    let parts = match colon {
        None => Some(("", name)),
        Some(colon) => name.get(..colon).zip(name.get(colon + 1..)),
    };
    let proper =
        |(prefix, local): &(&str, &str)| is_plain_name(local) && (colon.is_none() || is_plain_name(prefix));
    parts.filter(proper).ok_or_else(|| {
        let text = format!("'{}' is not a name", brief(name));
        Unreadable::new(unreadable::MALFORMED, at, text)
    })
}

impl<'a> Namespaces<'a> {
    /// Takes the declarations of a tag at `depth`; true if the attribute was one.
    pub(super) fn declare(
        &mut self,
        attribute: &Attribute<'a>,
        depth: usize,
        value: &str,
    ) -> Result<bool, Unreadable> {
        let prefix = match attribute.name.split_once(':') {
            None if attribute.name == "xmlns" => "",
            Some(("xmlns", prefix)) => prefix,
            _ => return Ok(false),
        };
        let refuse = |code, text: &str| Err(Unreadable::new(code, attribute.at, text));
        let is_reserved = matches!(value, XML | XMLNS);
        match prefix {
            "xml" if value == XML => return Ok(true),
            "xml" | "xmlns" => return refuse(unreadable::MALFORMED, "a reserved prefix is declared"),
            _ if is_reserved => return refuse(unreadable::MALFORMED, "a reserved namespace is declared"),
            "" => {}
            _ if value.is_empty() => return refuse(unreadable::MALFORMED, "a prefix is bound to nothing"),
            _ => {}
        }
        if self.bindings.len() >= limits::XML_ATTRIBUTES {
            return refuse(unreadable::TOO_MANY_ATTRIBUTES, "too many namespaces are declared at one place");
        }
        let space = Space::of(value);
        self.bindings.push(Binding { depth, prefix, space });
        Ok(true)
    }

    /// Forgets what was declared at `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.bindings.last().is_some_and(|binding| binding.depth >= depth) {
            self.bindings.pop();
        }
    }

    /// What a prefix means here; `""` is the default namespace.
    pub(super) fn resolve(&self, prefix: &str, at: usize) -> Result<Space, Unreadable> {
        match self.bindings.iter().rev().find(|b| b.prefix == prefix) {
            Some(binding) => Ok(binding.space),
            None if prefix.is_empty() => Ok(Space::None),
            None if prefix == "xml" => Ok(Space::Other),
            None => {
                let text = format!("the prefix '{}' is not declared", brief(prefix));
                Err(Unreadable::new(unreadable::MALFORMED, at, text))
            }
        }
    }
}
