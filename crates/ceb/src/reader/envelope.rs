//! The message around its records: root, `BaseTransfer`, `BaseSubscribe`, signature, extension.

use super::characters::brief;
use super::cursor::{Item, Tag};
use super::names::Space;
use super::record::{self, Slots};
use super::sequence::Sequence;
use super::walker::Walker;
use crate::fault::{Unreadable, structure, unreadable};
use crate::message::{Message, Subscriber, Transfer};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::record::{Field, FieldValue, Raw};

const SUBSCRIBERS: usize = 5;

const CODE: Field = Field::text("copCode", "传输企业代码", 0, 18);
const NAME: Field = Field::text("copName", "传输企业名称", 0, 100);
const MODE: Field = Field::text("dxpMode", "报文传输模式", 3, 3);
const ID: Field = Field::text("dxpId", "报文传输编号", 0, 30);
const STATUS: Field = Field::text("status", "订阅状态", 0, 100);
const ADDRESS: Field = Field::text("dxpAddress", "订阅方传输地址", 0, 100);
const NOTE: Field = Field::text("note", "备注", 0, 1000).optional();

static TRANSFER: [Field; 5] = [CODE, NAME, MODE, ID, NOTE];
static SUBSCRIBER: [Field; 4] = [STATUS, MODE, ADDRESS, NOTE];

/// The children of the root, in their order.
const RECORD: usize = 0;
const CHILDREN: [&str; 5] = ["", "BaseTransfer", "BaseSubscribe", "Signature", "ExtendMessage"];

pub(super) fn message(mut walker: Walker<'_>) -> Result<Message, Unreadable> {
    let Some(Item::Start(root)) = walker.cursor.next()? else {
        return Err(Unreadable::new(unreadable::MALFORMED, 0, "there is no root element"));
    };
    let kind = kind_of(&root)?;
    let (guid, version) = root_attributes(&mut walker, kind, &root)?;
    let mut message = Message {
        guid,
        version,
        kind,
        records: Vec::new(),
        transfer: Transfer::default(),
        subscribers: Vec::new(),
        signed: false,
        structure: Vec::new(),
        unlisted: 0,
    };
    children(&mut walker, &root, &mut message)?;
    // Nothing but comments may follow; the cursor sees to it.
    walker.cursor.next()?;
    message.structure = walker.faults;
    message.unlisted = walker.unlisted;
    Ok(message)
}

fn kind_of(root: &Tag<'_>) -> Result<DocumentKind, Unreadable> {
    let name = root.local;
    let number = name
        .strip_prefix("CEB")
        .and_then(|rest| rest.strip_suffix("Message"))
        .filter(|number| number.len() == 3)
        .and_then(|number| number.parse::<u16>().ok());
    let refuse = |code, text: String| Err(Unreadable::new(code, root.at, text));
    let Some(number) = number else {
        let hint = if matches!(name, "DxpMsg" | "DxpMsgSv") {
            " (send the business message without its DXP envelope)"
        } else {
            ""
        };
        let text = format!("<{}> is not a CEB message{hint}", brief(name));
        return refuse(unreadable::UNKNOWN_ROOT, text);
    };
    if root.space != Space::Ceb {
        let text = format!("<{name}> is not in the namespace {}", crate::NAMESPACE);
        return refuse(unreadable::WRONG_NAMESPACE, text);
    }
    match DocumentKind::ALL.into_iter().find(|kind| kind.message() == number) {
        Some(kind) => Ok(kind),
        None => refuse(unreadable::UNKNOWN_ROOT, format!("<{name}> is {}", what_is(number))),
    }
}

/// What the message with this number is, as far as the two official schemas of 202205 know it.
fn what_is(number: u16) -> &'static str {
    match number {
        304 | 404 | 506 | 508 | 510 | 604 => "a receipt: it is received here, never sent",
        605 => "a cancellation: not simulated in this version",
        607 => "a master list: not simulated in this version",
        701 => "a summary application: not simulated in this version",
        213 => "a return application: not simulated in this version",
        215 => "a return tally list: not simulated in this version",
        606 | 608 | 702 | 792 | 214 | 216 => "a receipt of a message that is not simulated in this version",
        311 | 312 | 411 | 412 | 511..=514 | 621..=626 | 711 | 712 | 816 | 818 | 900 => {
            "an import message: only export is simulated"
        }
        _ => "not a message of the 202205 version",
    }
}

fn root_attributes(
    walker: &mut Walker<'_>,
    kind: DocumentKind,
    root: &Tag<'_>,
) -> Result<(String, String), Unreadable> {
    const GUID: Field = Field::text("guid", "", 36, 36);
    const VERSION: Field = Field::text("version", "", 1, 10);
    let mut values = [String::new(), String::new()];
    let mut found = [false, false];
    for attribute in walker.cursor.attributes() {
        let slot = match attribute.name {
            "guid" => 0,
            "version" => 1,
            _ => continue,
        };
        let value = attribute.value()?;
        if let (Some(place), Some(seen)) = (values.get_mut(slot), found.get_mut(slot)) {
            *place = value.chars().take(limits::FAULT_VALUE_CHARACTERS).collect();
            *seen = true;
        }
    }
    // The root stands on the path from here to the end.
    walker.enter_unchecked(kind.root_element());
    walker.check_attributes(|attribute| matches!(attribute.name, "guid" | "version"))?;
    for ((field, value), seen) in [GUID, VERSION].iter().zip(&values).zip(found) {
        let step = format!("@{}", field.element);
        if !seen {
            walker.fault(structure::ATTRIBUTE_MISSING, root.at, Some(&step), |inside| {
                format!("<{inside}> has no {}", field.element)
            });
        } else if String::take(field, Raw::Text(value.clone())).is_err() {
            walker.fault(structure::ATTRIBUTE_WRONG_LENGTH, root.at, Some(&step), |_| {
                format!("it must hold {}", field.limit())
            });
        }
    }
    let [guid, version] = values;
    Ok((guid, version))
}

fn children(walker: &mut Walker<'_>, root: &Tag<'_>, message: &mut Message) -> Result<(), Unreadable> {
    let element = message.kind.record_element();
    let mut slots = Slots::default();
    let mut sequence = Sequence::default();
    let mut counts = [0usize; CHILDREN.len()];
    let mut overflow = None;
    let mut stray = false;
    while let Some(tag) = walker.child(&mut stray)? {
        let space_of = |place: usize| if place == 3 { Space::Signature } else { Space::Ceb };
        let place = if tag.local == element {
            Some(RECORD)
        } else {
            CHILDREN.iter().position(|name| *name == tag.local)
        };
        let Some(place) = place.filter(|place| space_of(*place) == tag.space) else {
            walker.unknown(&tag)?;
            continue;
        };
        let count = counts.get_mut(place).map_or(1, |count| {
            *count += 1;
            *count
        });
        let (name, most) = match CHILDREN.get(place) {
            Some(name) if place != RECORD => (*name, if place == 2 { SUBSCRIBERS } else { 1 }),
            _ => (element, limits::MESSAGE_RECORDS),
        };
        if count > most && place != RECORD {
            walker.repeated(&tag, most)?;
            continue;
        }
        if let Some(behind) = sequence.take_again(place) {
            let other = CHILDREN.get(behind).copied().unwrap_or_default();
            walker.fault(structure::ELEMENT_OUT_OF_ORDER, tag.at, Some(name), |_| {
                format!("<{name}> must stand before <{other}>")
            });
        }
        if count > most {
            overflow.get_or_insert(tag.at);
            walker.cursor.skip()?;
            continue;
        }
        match place {
            RECORD => {
                walker.enter(element, Some(count))?;
                let record = record::record(walker, message.kind, tag.at, &mut slots)?;
                walker.leave();
                message.records.push(record);
            }
            1 => {
                walker.enter(name, None)?;
                message.transfer = transfer(walker, tag.at)?;
                walker.leave();
            }
            2 => {
                walker.enter(name, Some(count))?;
                message.subscribers.push(subscriber(walker, tag.at)?);
                walker.leave();
            }
            _ => {
                message.signed |= place == 3;
                walker.cursor.skip()?;
            }
        }
    }
    let [records, transfers, ..] = counts;
    if let Some(at) = overflow {
        walker.fault(structure::TOO_MANY_RECORDS, at, Some(element), |_| {
            format!("{records} records, at most {} may be sent", limits::MESSAGE_RECORDS)
        });
    }
    for (missing, name) in [(records == 0, element), (transfers == 0, "BaseTransfer")] {
        if missing {
            walker.fault(structure::ELEMENT_MISSING, root.at, Some(name), |inside| {
                format!("<{inside}> has no <{name}>")
            });
        }
    }
    Ok(())
}

fn transfer(walker: &mut Walker<'_>, at: usize) -> Result<Transfer, Unreadable> {
    let mut slots = Vec::new();
    record::fields(walker, &TRANSFER, &mut slots)?;
    let mut slots = slots.into_iter();
    Ok(Transfer {
        cop_code: value(walker, at, &CODE, slots.next()),
        cop_name: value(walker, at, &NAME, slots.next()),
        dxp_mode: value(walker, at, &MODE, slots.next()),
        dxp_id: value(walker, at, &ID, slots.next()),
        note: value(walker, at, &NOTE, slots.next()),
    })
}

fn subscriber(walker: &mut Walker<'_>, at: usize) -> Result<Subscriber, Unreadable> {
    let mut slots = Vec::new();
    record::fields(walker, &SUBSCRIBER, &mut slots)?;
    let mut slots = slots.into_iter();
    Ok(Subscriber {
        status: value(walker, at, &STATUS, slots.next()),
        dxp_mode: value(walker, at, &MODE, slots.next()),
        dxp_address: value(walker, at, &ADDRESS, slots.next()),
        note: value(walker, at, &NOTE, slots.next()),
    })
}

fn value<V: FieldValue>(walker: &mut Walker<'_>, at: usize, field: &Field, raw: Option<Raw>) -> V {
    V::take(field, raw.unwrap_or_default()).unwrap_or_else(|misfit| {
        walker.fault(misfit.rule.code, at, Some(field.element), |_| {
            let found = misfit.found.map(|found| format!(": {found}")).unwrap_or_default();
            format!("{}{found}; allowed: {}", misfit.rule.en, field.limit())
        });
        V::default()
    })
}
