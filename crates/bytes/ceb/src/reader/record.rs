//! A record: head and lines, or fields alone.

use super::characters::{brief, collapse};
use super::names::Space;
use super::sequence::Sequence;
use super::walker::Walker;
use crate::fault::{Unreadable, structure};
use crate::message::CheckedRecord;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault;
use tongguan_domain::limits;
use tongguan_domain::record::{Field, Form, Raw};
use tongguan_domain::version::MessageVersion;

/// Room for the texts of one record, used again for the next.
#[derive(Default)]
pub(super) struct Slots {
    head: Vec<Raw>,
    lines: Vec<Vec<Raw>>,
}

/// Reads a record whose start was just read and entered.
pub(super) fn record(
    walker: &mut Walker<'_>,
    kind: DocumentKind,
    version: MessageVersion,
    at: usize,
    slots: &mut Slots,
) -> Result<CheckedRecord, Unreadable> {
    let lines = if let (Some(head), Some(line)) = (kind.head_element(), kind.line_element()) {
        head_and_lines(walker, kind, version, (head, line), at, slots)?
    } else {
        fields(walker, kind.head_fields(), version, &mut slots.head)?;
        0
    };
    let mut faults = Vec::new();
    let kept = lines.min(slots.lines.len());
    let rows = slots.lines.get_mut(..kept).unwrap_or_default();
    let document = Document::take(kind, &mut slots.head, rows, version, &mut faults);
    if let Some(fault) = faults.iter_mut().find(|f| f.rule == &fault::TOO_MANY_LINES) {
        fault.found = Some(lines.to_string());
    }
    if let Some(more) = faults.len().checked_sub(limits::FAULTS) {
        walker.unlisted = walker.unlisted.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
        faults.truncate(limits::FAULTS);
    }
    faults.shrink_to_fit();
    Ok(CheckedRecord { document, faults })
}

/// How many lines there were; one more than may be is kept at most.
fn head_and_lines(
    walker: &mut Walker<'_>,
    kind: DocumentKind,
    version: MessageVersion,
    (head, line): (&'static str, &'static str),
    at: usize,
    slots: &mut Slots,
) -> Result<usize, Unreadable> {
    let most = kind.line_bounds(version).1;
    let mut sequence = Sequence::default();
    let mut stray = false;
    let mut heads = 0usize;
    let mut lines = 0usize;
    while let Some(tag) = walker.child(&mut stray)? {
        match tag.local {
            _ if tag.space != Space::Ceb => walker.unknown(&tag)?,
            name if name == head && heads > 0 => walker.repeated(&tag, 1)?,
            name if name == head => {
                heads += 1;
                if sequence.take(0).is_some() {
                    walker.fault(structure::ELEMENT_OUT_OF_ORDER, tag.at, Some(head), |_| {
                        format!("<{head}> must stand before <{line}>")
                    });
                }
                walker.enter(head, None)?;
                fields(walker, kind.head_fields(), version, &mut slots.head)?;
                walker.leave();
            }
            name if name == line => {
                sequence.take_again(1);
                lines += 1;
                if lines > most + 1 {
                    walker.cursor.skip()?;
                    continue;
                }
                if slots.lines.len() < lines {
                    slots.lines.push(Vec::new());
                }
                walker.enter(line, Some(lines))?;
                if let Some(row) = slots.lines.get_mut(lines - 1) {
                    fields(walker, kind.line_fields(), version, row)?;
                }
                walker.leave();
            }
            _ => walker.unknown(&tag)?,
        }
    }
    if heads == 0 {
        walker.fault(structure::ELEMENT_MISSING, at, Some(head), |inside| {
            format!("<{inside}> has no <{head}>")
        });
        clear(&mut slots.head, kind.head_fields().len());
    }
    Ok(lines)
}

fn clear(slots: &mut Vec<Raw>, count: usize) {
    slots.clear();
    slots.resize(count, Raw::Absent);
}

/// Reads the fields of the element we are in, one slot for each.
pub(super) fn fields(
    walker: &mut Walker<'_>,
    fields: &'static [Field],
    version: MessageVersion,
    slots: &mut Vec<Raw>,
) -> Result<(), Unreadable> {
    clear(slots, fields.len());
    let mut sequence = Sequence::default();
    let mut stray = false;
    while let Some(tag) = walker.child(&mut stray)? {
        let known =
            (tag.space == Space::Ceb).then(|| place(fields, sequence.expected(), tag.local)).flatten();
        let Some((place, field)) = known else {
            walker.unknown(&tag)?;
            continue;
        };
        let Some(slot) = slots.get_mut(place) else {
            walker.unknown(&tag)?;
            continue;
        };
        if *slot != Raw::Absent {
            walker.repeated(&tag, 1)?;
            continue;
        }
        if let Some(behind) = sequence.take(place) {
            let other = fields.get(behind).map_or("", |field| field.element);
            walker.fault(structure::ELEMENT_OUT_OF_ORDER, tag.at, Some(field.element), |_| {
                format!("<{}> must stand before <{other}>", brief(tag.local))
            });
        }
        walker.enter(field.element, None)?;
        let text = walker.text()?;
        walker.leave();
        // Numbers take white space around them off themselves, and so an element that holds only white space stays
        // different from an empty one, for which a default stands.
        let facets = field.facets(version);
        let tidy = facets.collapse && matches!(facets.form, Form::Text { .. });
        *slot = Raw::Text(if tidy { collapse(text) } else { text });
    }
    Ok(())
}

/// The place of a field. The one that is expected next is nearly always it.
fn place(fields: &'static [Field], expected: usize, element: &str) -> Option<(usize, &'static Field)> {
    let named = |(_, field): &(usize, &'static Field)| field.element == element;
    let mut behind = fields.iter().enumerate().skip(expected);
    behind.find(named).or_else(|| fields.iter().enumerate().take(expected).find(named))
}
