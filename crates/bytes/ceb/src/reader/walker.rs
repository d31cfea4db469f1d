//! The cursor together with what structure needs: where we are, and the list of faults.

use super::attributes::Attribute;
use super::characters::{brief, is_blank};
use super::cursor::{Cursor, Item, Tag};
use super::names::Space;
use super::offset;
use crate::fault::{StructureFault, Unreadable, structure};
use core::fmt::Write as _;
use tongguan_domain::limits;

/// An element on the way from the root, with its number among its like where it can repeat.
struct Step {
    element: &'static str,
    number: Option<usize>,
}

pub(super) struct Walker<'a> {
    pub(super) cursor: Cursor<'a>,
    path: Vec<Step>,
    before: usize,
    pub(super) faults: Vec<StructureFault>,
    pub(super) unlisted: u64,
}

impl<'a> Walker<'a> {
    /// `before`: how many bytes stood before the text.
    pub(super) fn new(text: &'a str, before: usize) -> Self {
        Self {
            cursor: Cursor::new(text),
            path: Vec::with_capacity(4),
            before,
            faults: Vec::new(),
            unlisted: 0,
        }
    }

    /// Goes into an element whose attributes are checked elsewhere.
    pub(super) fn enter_unchecked(&mut self, element: &'static str) {
        self.path.push(Step { element, number: None });
    }

    /// Goes into an element whose start was just read, and checks that it has no attributes.
    pub(super) fn enter(&mut self, element: &'static str, number: Option<usize>) -> Result<(), Unreadable> {
        self.path.push(Step { element, number });
        if self.cursor.attributes().is_empty() {
            return Ok(());
        }
        self.check_attributes(|_| false)
    }

    /// Reports every attribute that is neither known nor `xsi:schemaLocation`.
    pub(super) fn check_attributes(
        &mut self,
        known: impl Fn(&Attribute<'a>) -> bool,
    ) -> Result<(), Unreadable> {
        for index in 0..self.cursor.attributes().len() {
            let Some(attribute) = self.cursor.attributes().get(index).copied() else {
                break;
            };
            let (prefix, local) = attribute.name.split_once(':').unwrap_or(("", attribute.name));
            let space = self.cursor.attribute_space(prefix, attribute.at)?;
            let harmless =
                space == Space::Instance && matches!(local, "schemaLocation" | "noNamespaceSchemaLocation");
            if !harmless && !known(&attribute) {
                let step = format!("@{}", brief(attribute.name));
                self.fault(structure::ATTRIBUTE_UNKNOWN, attribute.at, Some(&step), |_| {
                    "the schema knows no such attribute here".to_owned()
                });
            }
        }
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.path.pop();
    }

    /// The next child of the element we are in, or `None` at its end. Text between children and children of
    /// another namespace are reported and passed over.
    pub(super) fn child(&mut self, stray: &mut bool) -> Result<Option<Tag<'a>>, Unreadable> {
        loop {
            let at = self.cursor.position();
            match self.cursor.next()? {
                Some(Item::Start(tag)) if tag.space == Space::Ceb => return Ok(Some(tag)),
                Some(Item::Start(tag)) if tag.space == Space::Signature => return Ok(Some(tag)),
                Some(Item::Start(tag)) => {
                    let step = brief(tag.local);
                    self.fault(structure::WRONG_NAMESPACE, tag.at, Some(&step), |_| {
                        format!("<{step}> is not in the namespace {}", crate::NAMESPACE)
                    });
                    self.cursor.skip()?;
                }
                Some(Item::Text(text)) if is_blank(&text) => {}
                Some(Item::Text(_)) => {
                    // One report for each element is enough.
                    if !core::mem::replace(stray, true) {
                        self.fault(structure::TEXT_BETWEEN_ELEMENTS, at, None, |_| {
                            "only elements may stand here".to_owned()
                        });
                    }
                }
                Some(Item::End) | None => return Ok(None),
            }
        }
    }

    /// Reports a child that the schema does not know here, and passes over it.
    pub(super) fn unknown(&mut self, tag: &Tag<'a>) -> Result<(), Unreadable> {
        let step = brief(tag.local);
        self.fault(structure::UNKNOWN_ELEMENT, tag.at, Some(&step), |inside| {
            format!("<{step}> is not known in <{inside}>")
        });
        self.cursor.skip()
    }

    /// Reports a child that stands too often, and passes over it.
    pub(super) fn repeated(&mut self, tag: &Tag<'a>, most: usize) -> Result<(), Unreadable> {
        let step = brief(tag.local);
        self.fault(structure::ELEMENT_REPEATED, tag.at, Some(&step), |_| {
            format!("<{step}> may stand at most {most} time(s)")
        });
        self.cursor.skip()
    }

    /// The text of the element whose start was just read. A child in it is reported and passed over.
    pub(super) fn text(&mut self) -> Result<String, Unreadable> {
        let mut whole = String::new();
        loop {
            match self.cursor.next()? {
                Some(Item::Text(text)) if whole.is_empty() => whole = text.into_owned(),
                Some(Item::Text(text)) => whole.push_str(&text),
                Some(Item::Start(tag)) => self.unknown(&tag)?,
                Some(Item::End) | None => return Ok(whole),
            }
        }
    }

    /// Reports a fault of the whole message before all others: those of its records must not hide it.
    pub(super) fn first_fault(
        &mut self,
        code: &'static str,
        at: usize,
        below: &str,
        text: impl FnOnce(&str) -> String,
    ) {
        let mut others = std::mem::take(&mut self.faults);
        self.fault(code, at, Some(below), text);
        if others.len() >= limits::FAULTS && others.pop().is_some() {
            self.unlisted = self.unlisted.saturating_add(1);
        }
        self.faults.append(&mut others);
    }

    /// Reports a fault at the element we are in, or at a step below it.
    pub(super) fn fault(
        &mut self,
        code: &'static str,
        at: usize,
        below: Option<&str>,
        text: impl FnOnce(&str) -> String,
    ) {
        if self.faults.len() >= limits::FAULTS {
            self.unlisted = self.unlisted.saturating_add(1);
            return;
        }
        let mut path = String::new();
        for step in &self.path {
            let _ = match step.number {
                Some(number) => write!(path, "/{}[{number}]", step.element),
                None => write!(path, "/{}", step.element),
            };
        }
        if let Some(below) = below {
            path.push('/');
            path.push_str(below);
        }
        let inside = self.path.last().map_or("", |step| step.element);
        self.faults.push(StructureFault {
            code,
            path,
            text: text(inside),
            offset: offset(at.saturating_add(self.before)),
        });
    }
}
