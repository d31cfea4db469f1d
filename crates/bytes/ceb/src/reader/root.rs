//! The root: which message it announces, and its two attributes.

use super::characters::brief;
use super::cursor::Tag;
use super::names::Space;
use super::walker::Walker;
use crate::fault::{Unreadable, structure, unreadable};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::record::{Field, FieldValue, Raw};
use tongguan_domain::version::MessageVersion;

/// The kind of document that the root announces, if the version has it.
pub(super) fn kind_of(root: &Tag<'_>, version: MessageVersion) -> Result<DocumentKind, Unreadable> {
    let name = root.local;
    let number = name
        .strip_prefix("CEB")
        .and_then(|rest| rest.strip_suffix("Message"))
        .filter(|number| number.len() == 3)
        .and_then(|number| number.parse::<u16>().ok());
    let refuse = |code, text: String| Err(Unreadable::new(code, root.at, text));
    let Some(number) = number else {
        let hint = match name {
            "DxpMsg" | "DxpMsgSv" => " (send the business message without its DXP envelope)",
            _ if is_regional(name) => {
                " (this is the envelope of a regional platform: send the CEB message inside)"
            }
            _ => "",
        };
        let text = format!("<{}> is not a CEB message{hint}", brief(name));
        return refuse(unreadable::UNKNOWN_ROOT, text);
    };
    if root.space != Space::Ceb {
        let text = format!("<{name}> is not in the namespace {}", crate::NAMESPACE);
        return refuse(unreadable::WRONG_NAMESPACE, text);
    }
    match DocumentKind::of_root(name) {
        Some(kind) if kind.is_in(version) => Ok(kind),
        Some(_) => {
            let text = format!("<{name}> is not in message version {}", version.name());
            refuse(unreadable::NOT_IN_VERSION, text)
        }
        None => refuse(unreadable::UNKNOWN_ROOT, format!("<{name}> is {}", what_is(number))),
    }
}

/// Whether the root is that of an envelope of a regional platform, such as `SzcportTransfer` or `GzeportTransfer`.
fn is_regional(name: &str) -> bool {
    name.strip_suffix("Transfer").is_some_and(|platform| platform.ends_with("port"))
}

/// What the message with this number is, as far as the official schemas know it.
fn what_is(number: u16) -> &'static str {
    match number {
        _ if DocumentKind::ALL.into_iter().any(|kind| kind.receipt_message() == number) => {
            "a receipt: it is received here, never sent"
        }
        792 => "a summary result: it is received here, never sent",
        900 => "the receipt of a message that breaks its schema: it is received here, never sent",
        311 | 312 | 411 | 412 | 511..=514 | 621..=626 | 711 | 712 | 816 | 818 => {
            "an import message: only export is simulated"
        }
        _ => "not a message of either version",
    }
}

/// `guid` and `version` of the root; what is wrong with them is reported.
pub(super) fn attributes(
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
        } else if String::take(&field.facets, Raw::Text(value.clone())).is_err() {
            walker.fault(structure::ATTRIBUTE_WRONG_LENGTH, root.at, Some(&step), |_| {
                format!("it must hold {}", field.facets.limit())
            });
        }
    }
    let [guid, version] = values;
    Ok((guid, version))
}
