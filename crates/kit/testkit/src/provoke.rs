//! Provocations: how a rule says that it is broken, made into documents that break it.

use crate::Parcel;
use crate::change::Slots;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::in_force::Day;
use tongguan_domain::version::MessageVersion;

/// The day of a provocation that names none: that on which a sandbox clock starts.
const DEFAULT_DAY: Day = (2026, 1, 5);

/// One document that breaks a rule, and when.
#[derive(Clone, Debug)]
pub struct Provocation {
    /// The fields, one of them or more wrong.
    pub slots: Slots,
    /// The message version in which they are wrong.
    pub version: MessageVersion,
    /// The day on which they are wrong.
    pub day: Day,
}

/// The provocations of a rule, from its text: `603: gross_weight=0; 2018-113 @2020-06-30 605: reason=` takes the fixture
/// parcel's paper of each kind and applies the changes. `None` where the text is a sentence, because it takes more than
/// one document.
///
/// # Panics
/// A change that cannot be made.
#[must_use]
pub fn provoked(text: &str) -> Option<Vec<Provocation>> {
    text.split(';').map(|one| provocation(one.trim())).collect()
}

fn provocation(text: &str) -> Option<Provocation> {
    let (before, changes) = text.split_once(':')?;
    let mut words: Vec<&str> = before.split_whitespace().collect();
    let message: u16 = words.pop()?.parse().ok()?;
    let kind = DocumentKind::ALL.into_iter().find(|kind| kind.message() == message)?;
    let (mut version, mut day) = (MessageVersion::default(), DEFAULT_DAY);
    for word in words {
        match word.strip_prefix('@') {
            Some(date) => day = civil(date)?,
            None => version = MessageVersion::named(word)?,
        }
    }
    let slots = Slots::of(&Parcel::number(1).document(kind)).changed(changes);
    Some(Provocation { slots, version, day })
}

fn civil(date: &str) -> Option<Day> {
    let mut parts = date.split('-');
    let day = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    parts.next().is_none().then_some(day)
}
