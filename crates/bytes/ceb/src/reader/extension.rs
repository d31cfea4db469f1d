//! `ExtendMessage`: a name, a version, and at most one element of any sort, which nobody here looks at.

use super::characters::is_blank;
use super::cursor::Item;
use super::names::Space;
use super::sequence::Sequence;
use super::shared_nodes::value;
use super::walker::Walker;
use crate::fault::{Unreadable, structure};
use tongguan_domain::record::{Field, Raw};

const NAME: Field = Field::text("name", "自定义报文名称", 0, 30);
const VERSION: Field = Field::text("version", "自定义报文版本", 0, 30);
const CHILDREN: [&str; 3] = [NAME.element, VERSION.element, "Message"];

/// Checks an `ExtendMessage` whose start was just read and entered.
pub(super) fn extension(walker: &mut Walker<'_>, at: usize) -> Result<(), Unreadable> {
    let mut texts: [Option<String>; CHILDREN.len()] = [const { None }; CHILDREN.len()];
    let mut sequence = Sequence::default();
    let mut stray = false;
    while let Some(tag) = walker.child(&mut stray)? {
        let known = CHILDREN.iter().zip(&mut texts).enumerate();
        let child = known.into_iter().find(|(_, (name, _))| **name == tag.local && tag.space == Space::Ceb);
        let Some((place, (name, text))) = child else {
            walker.unknown(&tag)?;
            continue;
        };
        if text.is_some() {
            walker.repeated(&tag, 1)?;
            continue;
        }
        if let Some(behind) = sequence.take(place) {
            let other = CHILDREN.get(behind).copied().unwrap_or_default();
            walker.fault(structure::ELEMENT_OUT_OF_ORDER, tag.at, Some(name), |_| {
                format!("<{name}> must stand before <{other}>")
            });
        }
        walker.enter(name, None)?;
        *text = Some(if *name == "Message" { anything(walker)? } else { walker.text()? });
        walker.leave();
    }
    let [name, version, message] = texts;
    for (field, text) in [(&NAME, name), (&VERSION, version)] {
        value::<String>(walker, at, field, text.map(Raw::Text));
    }
    if message.is_none() {
        walker.fault(structure::ELEMENT_MISSING, at, Some("Message"), |inside| {
            format!("<{inside}> has no <Message>")
        });
    }
    Ok(())
}

/// Passes over what stands in `Message`: at most one element, and no text.
fn anything(walker: &mut Walker<'_>) -> Result<String, Unreadable> {
    let (mut children, mut stray) = (0usize, false);
    loop {
        let at = walker.cursor.position();
        match walker.cursor.next()? {
            Some(Item::Start(tag)) if children > 0 => walker.repeated(&tag, 1)?,
            Some(Item::Start(_)) => {
                children += 1;
                walker.cursor.skip()?;
            }
            Some(Item::Text(text)) if stray || is_blank(&text) => {}
            Some(Item::Text(_)) => {
                stray = true;
                walker.fault(structure::TEXT_BETWEEN_ELEMENTS, at, None, |_| {
                    "only elements may stand here".to_owned()
                });
            }
            Some(Item::End) | None => return Ok(String::new()),
        }
    }
}
