//! What an enterprise did, and whom it belongs to: in both directions.

use super::{read_event, write_event};
use crate::registry::{read_known_class, write_class};
use tongguan_domain::conduct::{Associate, Average, Conduct, Counts, MONTHS, OfMonth, Shared};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::limits;
use tongguan_proto::credit::v1 as pb;

/// Years that a month can be in, as the calendar of messages has them.
const YEARS: core::ops::RangeInclusive<i32> = 1970..=9999;

pub(super) fn write(conduct: &Conduct) -> Vec<pb::MonthOfConduct> {
    conduct.months().iter().map(write_month).collect()
}

fn write_month(of: &OfMonth) -> pb::MonthOfConduct {
    let OfMonth { month: (year, month), counts } = *of;
    pb::MonthOfConduct {
        year: year.into(),
        month: month.into(),
        released: counts.released,
        rejected: counts.rejected,
        findings: counts.findings,
        detentions: counts.detentions,
        returns: counts.returns,
        withdrawals: counts.withdrawals,
        late_summaries: counts.late_summaries,
    }
}

pub(super) fn take(months: &[pb::MonthOfConduct], wrong: &mut Vec<String>) -> Conduct {
    if months.len() > MONTHS {
        wrong.push(format!("conduct: at most {MONTHS}"));
    }
    let mut taken = Vec::with_capacity(months.len().min(MONTHS));
    for (at, month) in months.iter().take(MONTHS).enumerate() {
        match read_month(month) {
            Some(of) => taken.push(of),
            None => wrong.push(format!("conduct[{at}]: a year of 1970 to 9999 and a month of 1 to 12")),
        }
    }
    Conduct::of(taken)
}

fn read_month(message: &pb::MonthOfConduct) -> Option<OfMonth> {
    let (year, month) = (i16::try_from(message.year).ok()?, i8::try_from(message.month).ok()?);
    let known = YEARS.contains(&message.year) && (1..=12).contains(&month);
    known.then_some(OfMonth {
        month: (year, month),
        counts: Counts {
            released: message.released,
            rejected: message.rejected,
            findings: message.findings,
            detentions: message.detentions,
            returns: message.returns,
            withdrawals: message.withdrawals,
            late_summaries: message.late_summaries,
            ..Counts::default()
        },
    })
}

/// An average, where there is something to say.
pub(super) fn write_average(average: Average) -> Option<pb::Average> {
    let Average { released, rejected } = average;
    (average != Average::default()).then_some(pb::Average { released, rejected })
}

pub(super) fn take_average(message: Option<pb::Average>) -> Average {
    message
        .map(|average| Average { released: average.released, rejected: average.rejected })
        .unwrap_or_default()
}

pub(super) fn write_associate(associate: &Associate) -> pb::Associate {
    pb::Associate {
        enterprise: associate.enterprise.clone(),
        shared: associate.shared.iter().map(|shared| write_shared(*shared).into()).collect(),
        registry_class: write_class(associate.registry_class).into(),
        events: associate.events.iter().map(write_event).collect(),
        declaring_agent: associate.declaring_agent,
        documents: associate.documents,
    }
}

pub(super) fn take_associates(messages: Vec<pb::Associate>, wrong: &mut Vec<String>) -> Vec<Associate> {
    if messages.len() > limits::ASSOCIATES {
        wrong.push(format!("associates: at most {}", limits::ASSOCIATES));
    }
    let mut taken = Vec::new();
    for (at, message) in messages.into_iter().take(limits::ASSOCIATES).enumerate() {
        match read_associate(message) {
            Ok(associate) => taken.push(associate),
            Err(faults) => wrong.extend(faults.into_iter().map(|fault| format!("associates[{at}].{fault}"))),
        }
    }
    taken
}

fn read_associate(message: pb::Associate) -> Result<Associate, Vec<String>> {
    let mut wrong = Vec::new();
    if !(1..=super::ENTERPRISE_BYTES).contains(&message.enterprise.len()) {
        wrong.push(format!("enterprise: 1 to {} bytes", super::ENTERPRISE_BYTES));
    }
    let mut shared: Vec<Shared> = Vec::new();
    for number in message.shared.iter().take(Shared::ALL.len()) {
        match Shared::ALL.into_iter().find(|shared| i32::from(write_shared(*shared)) == *number) {
            Some(known) if !shared.contains(&known) => shared.push(known),
            _ => wrong.push("shared: address, telephone, account, each once".to_owned()),
        }
    }
    if message.shared.len() > Shared::ALL.len() {
        wrong.push("shared: address, telephone, account, each once".to_owned());
    }
    let class = match message.registry_class {
        0 => Some(CreditClass::Other),
        number => read_known_class(number),
    };
    if class.is_none() {
        wrong.push("registry_class: one of the known classes".to_owned());
    }
    if message.events.len() > limits::ASSOCIATE_EVENTS {
        wrong.push(format!("events: at most {}", limits::ASSOCIATE_EVENTS));
    }
    let mut events = Vec::new();
    for (at, event) in message.events.into_iter().take(limits::ASSOCIATE_EVENTS).enumerate() {
        match read_event(event) {
            Ok(event) => events.push(event),
            Err(faults) => wrong.extend(faults.into_iter().map(|fault| format!("events[{at}].{fault}"))),
        }
    }
    match class {
        Some(registry_class) if wrong.is_empty() => Ok(Associate {
            enterprise: message.enterprise,
            shared,
            registry_class,
            events,
            declaring_agent: message.declaring_agent,
            documents: message.documents,
        }),
        _ => Err(wrong),
    }
}

const fn write_shared(shared: Shared) -> pb::Shared {
    match shared {
        Shared::Address => pb::Shared::Address,
        Shared::Telephone => pb::Shared::Telephone,
        Shared::Account => pb::Shared::Account,
    }
}
