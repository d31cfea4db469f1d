//! The message around its records: root, records, `BaseTransfer`, `BaseSubscribe`, signature, extension.

use super::cursor::{Item, Tag};
use super::names::Space;
use super::record::{self, Slots};
use super::sequence::Sequence;
use super::walker::Walker;
use super::{extension, root, shared_nodes, signature_node};
use crate::fault::{Unreadable, structure, unreadable};
use crate::message::{Message, Transfer};
use tongguan_domain::limits;
use tongguan_domain::version::MessageVersion;

/// A child of the root. The order is that of the schema.
#[derive(Clone, Copy)]
enum Child {
    Record,
    Transfer,
    Subscribe,
    Signature,
    Extension,
}

impl Child {
    const ALL: [Self; 5] = [Self::Record, Self::Transfer, Self::Subscribe, Self::Signature, Self::Extension];

    /// Its element, where `record` is that of the records.
    const fn element(self, record: &'static str) -> &'static str {
        match self {
            Self::Record => record,
            Self::Transfer => "BaseTransfer",
            Self::Subscribe => "BaseSubscribe",
            Self::Signature => "Signature",
            Self::Extension => "ExtendMessage",
        }
    }

    const fn space(self) -> Space {
        match self {
            Self::Signature => Space::Signature,
            Self::Record | Self::Transfer | Self::Subscribe | Self::Extension => Space::Ceb,
        }
    }

    /// How many there may be.
    const fn most(self) -> usize {
        match self {
            Self::Record => limits::MESSAGE_RECORDS,
            Self::Subscribe => limits::MESSAGE_SUBSCRIBERS,
            Self::Transfer | Self::Signature | Self::Extension => 1,
        }
    }

    fn of(tag: &Tag<'_>, record: &'static str) -> Option<Self> {
        Self::ALL.into_iter().find(|child| child.element(record) == tag.local && child.space() == tag.space)
    }
}

pub(super) fn message(mut walker: Walker<'_>, version: MessageVersion) -> Result<Message, Unreadable> {
    let Some(Item::Start(root)) = walker.cursor.next()? else {
        return Err(Unreadable::new(unreadable::MALFORMED, 0, "there is no root element"));
    };
    let kind = root::kind_of(&root, version)?;
    let (guid, written) = root::attributes(&mut walker, kind, &root)?;
    let mut message = Message {
        guid,
        version: written,
        kind,
        records: Vec::new(),
        transfer: Transfer::default(),
        subscribers: Vec::new(),
        signed: false,
        structure: Vec::new(),
        unlisted: 0,
    };
    children(&mut walker, &root, version, &mut message)?;
    // Nothing but comments may follow; the cursor sees to it.
    walker.cursor.next()?;
    message.structure = walker.faults;
    message.unlisted = walker.unlisted;
    Ok(message)
}

fn children(
    walker: &mut Walker<'_>,
    root: &Tag<'_>,
    version: MessageVersion,
    message: &mut Message,
) -> Result<(), Unreadable> {
    let record = message.kind.record_element();
    let mut slots = Slots::default();
    let mut sequence = Sequence::default();
    let mut counts = [0usize; Child::ALL.len()];
    let mut overflow = None;
    let mut stray = false;
    while let Some(tag) = walker.child(&mut stray)? {
        let Some(child) = Child::of(&tag, record) else {
            walker.unknown(&tag)?;
            continue;
        };
        let count = counts.get_mut(child as usize).map_or(1, |count| {
            *count += 1;
            *count
        });
        let too_many = count > child.most();
        if too_many && !matches!(child, Child::Record) {
            walker.repeated(&tag, child.most())?;
            continue;
        }
        if let Some(behind) = sequence.take_again(child as usize) {
            let other = Child::ALL.get(behind).map_or("", |other| other.element(record));
            walker.fault(structure::ELEMENT_OUT_OF_ORDER, tag.at, Some(child.element(record)), |_| {
                format!("<{}> must stand before <{other}>", child.element(record))
            });
        }
        if too_many {
            overflow.get_or_insert(tag.at);
            walker.cursor.skip()?;
            continue;
        }
        take(walker, child, count, &tag, version, &mut slots, message)?;
    }
    let [records, transfers, ..] = counts;
    if let Some(at) = overflow {
        walker.first_fault(structure::TOO_MANY_RECORDS, at, record, |_| {
            format!("{records} records, at most {} may be sent", limits::MESSAGE_RECORDS)
        });
    }
    for (count, child) in [(records, Child::Record), (transfers, Child::Transfer)] {
        if count == 0 {
            let name = child.element(record);
            walker.fault(structure::ELEMENT_MISSING, root.at, Some(name), |inside| {
                format!("<{inside}> has no <{name}>")
            });
        }
    }
    Ok(())
}

/// Takes a child whose start was just read; `count` is its number among its like.
fn take(
    walker: &mut Walker<'_>,
    child: Child,
    count: usize,
    tag: &Tag<'_>,
    version: MessageVersion,
    slots: &mut Slots,
    message: &mut Message,
) -> Result<(), Unreadable> {
    let element = child.element(message.kind.record_element());
    match child {
        Child::Record => {
            walker.enter(element, Some(count))?;
            message.records.push(record::record(walker, message.kind, version, tag.at, slots)?);
            walker.leave();
        }
        Child::Transfer => {
            walker.enter(element, None)?;
            message.transfer = shared_nodes::transfer(walker, tag.at)?;
            walker.leave();
        }
        Child::Subscribe => {
            walker.enter(element, Some(count))?;
            message.subscribers.extend(shared_nodes::subscriber(walker, tag.at)?);
            walker.leave();
        }
        Child::Signature => {
            message.signed = true;
            let (found, unlisted) = signature_node::check(&mut walker.cursor, tag)?;
            for found in found {
                walker.fault(found.code, found.at, Some(&found.path), |_| found.text);
            }
            walker.unlisted = walker.unlisted.saturating_add(unlisted);
        }
        Child::Extension => {
            walker.enter(element, None)?;
            extension::extension(walker, tag.at)?;
            walker.leave();
        }
    }
    Ok(())
}
