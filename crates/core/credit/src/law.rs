//! Which class the law of a day gives, from what has happened: the conditions of the orders as data.
//!
//! Orders 251 and 282 after their articles on dishonesty, repair and certification; what no source that was read says is
//! marked as assumed in `docs/credit.md`.

use crate::scheme::Scheme;
use tongguan_domain::credit::{Cause, CreditEvent, months_after};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::{CreditFacts, Ground};

/// The conditions of one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Law {
    /// Fines of a year above which violations make dishonest, whole yuan; and of a declaring agent.
    pub fines_yuan: (u64, u64),
    /// Documents of a year for one violation: more violations than that are needed besides.
    pub documents_per_violation: u64,
    /// Months after its day from which unpaid tax makes dishonest.
    pub tax_months: i16,
    /// The same of fines, and the least of them.
    pub fine_months: (i16, u64),
    /// Months after payment for which it still does.
    pub after_payment_months: i16,
    /// Months after which a repair may be granted: of smuggling and obstruction, of violations, of what is unpaid.
    pub repair_months: (i16, i16, i16),
    /// Months after which dishonesty ends by itself.
    pub automatic_months: i16,
    /// Years for which a certification holds.
    pub certification_years: i16,
    /// Months for which the facilities of a certification rest while something is put right; 0: the order knows no such.
    pub rectification_months: i16,
}

const ORDER_251: Law = Law {
    fines_yuan: (1_000_000, 300_000),
    documents_per_violation: 1_000,
    tax_months: 3,
    fine_months: (6, 10_000),
    after_payment_months: 3,
    repair_months: (12, 6, 3),
    automatic_months: 24,
    certification_years: 5,
    rectification_months: 0,
};

impl Law {
    /// The law of a scheme.
    #[must_use]
    pub const fn of(scheme: Scheme) -> Self {
        match scheme {
            Scheme::Order251 => ORDER_251,
            Scheme::Order282 => Self { rectification_months: 12, ..ORDER_251 },
            // Dishonest for twelve months; certified again every three years.
            Scheme::Order237 => Self { automatic_months: 12, certification_years: 3, ..ORDER_251 },
            Scheme::Order225 | Scheme::ClassesAaToD => Self {
                fines_yuan: (1_000_000, 100_000),
                automatic_months: 12,
                certification_years: 3,
                ..ORDER_251
            },
        }
    }
}

/// What the law of a day gives.
pub(crate) struct Standing {
    pub(crate) class: CreditClass,
    /// Whether the facilities of the class rest.
    pub(crate) suspended: bool,
    pub(crate) grounds: Vec<Ground>,
}

/// Class by the law of a day: what customs decided, unless something has happened since.
pub(crate) fn standing(facts: &CreditFacts, scheme: Scheme, registered: CreditClass) -> Standing {
    let mut standing = Standing { class: registered, suspended: false, grounds: Vec::new() };
    let Some(today) = facts.on else { return standing };
    let (law, events) = (Law::of(scheme), &facts.events);
    if registered == CreditClass::AdvancedCertified || registered == CreditClass::Certified {
        certification(events, &law, today, &mut standing);
    }
    let dishonest = events.iter().filter_map(|event| {
        // When it ends is decided by the order under which it happened: a new one does not reach back.
        let (from, to) = dishonesty(event, facts, &Law::of(Scheme::on(Some(event.on))))?;
        (from <= today && to.is_none_or(|to| today < to)).then_some((event, to))
    });
    for (event, to) in dishonest {
        let class = class_of(event.cause, scheme);
        if place(class) > place(standing.class) {
            standing.class = class;
        }
        standing.suspended = false;
        standing.grounds.push(said(event, to));
    }
    standing
}

fn place(class: CreditClass) -> usize {
    CreditClass::ALL.iter().position(|known| *known == class).unwrap_or(0)
}

/// A crime of smuggling is more than dishonest where the order knows more.
const fn class_of(cause: Cause, scheme: Scheme) -> CreditClass {
    match (cause, scheme) {
        (Cause::SmugglingCrime, Scheme::Order282 | Scheme::ClassesAaToD) => CreditClass::SeriouslyDishonest,
        _ => CreditClass::Dishonest,
    }
}

fn date((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// Why an event makes dishonest, and until when.
fn said(event: &CreditEvent, to: Option<Day>) -> Ground {
    let (name, zh, en) = event.cause.names();
    let on = date(event.on);
    let (until, until_zh) = match to {
        Some(day) => (format!("until {}", date(day)), format!("至 {}", date(day))),
        None => ("until it is paid".to_owned(), "至缴清为止".to_owned()),
    };
    Ground {
        zh: Some(format!("{zh}（{on}），{until_zh}")),
        ..Ground::new(format!("law.{name}"), format!("{en} on {on}, {until}"))
    }
}

/// From when and until when an event makes dishonest; `None`: it does not.
fn dishonesty(event: &CreditEvent, facts: &CreditFacts, law: &Law) -> Option<(Day, Option<Day>)> {
    let (hard, violation, unpaid) = law.repair_months;
    let by_itself = |from| months_after(from, law.automatic_months);
    let repaired = |from: Day, months| {
        let mut grants = facts.events.iter().filter(|grant| grant.cause == Cause::RepairGranted);
        let granted = grants.find(|grant| grant.on >= months_after(from, months)).map(|grant| grant.on);
        Some(granted.map_or(by_itself(from), |day| day.min(by_itself(from))))
    };
    let paid = |from: Day| {
        let settled = event.settled?;
        let to = months_after(settled, law.after_payment_months);
        let mut grants = facts.events.iter().filter(|grant| grant.cause == Cause::RepairGranted);
        let granted = grants.find(|grant| grant.on >= months_after(from, unpaid) && grant.on >= settled);
        Some(granted.map_or(to, |grant| grant.on.min(to)))
    };
    let late = |from: Day| event.settled.is_none_or(|settled| settled > from);
    match event.cause {
        Cause::SmugglingCrime | Cause::SmugglingPunished | Cause::Obstruction | Cause::Bribery => {
            Some((event.on, repaired(event.on, hard)))
        }
        Cause::ViolationPunished => {
            is_over_the_bounds(event, facts, law).then(|| (event.on, repaired(event.on, violation)))
        }
        Cause::TaxUnpaid => {
            let from = months_after(event.on, law.tax_months);
            late(from).then(|| (from, paid(from)))
        }
        Cause::FineUnpaid => {
            let (months, least) = law.fine_months;
            let from = months_after(event.on, months);
            (event.amount_yuan > least && late(from)).then(|| (from, paid(from)))
        }
        Cause::Certified | Cause::CertificationLost | Cause::RectificationOrdered | Cause::RepairGranted => {
            None
        }
    }
}

/// Whether with this violation those of a year are more than one in a thousand documents, and their fines too high.
fn is_over_the_bounds(event: &CreditEvent, facts: &CreditFacts, law: &Law) -> bool {
    let since = months_after(event.on, -12);
    let within = facts
        .events
        .iter()
        .filter(|other| other.cause == Cause::ViolationPunished && other.on > since && other.on <= event.on);
    let (count, fines) = within.fold((0_u64, 0_u64), |(count, fines), violation| {
        (count + 1, fines.saturating_add(violation.amount_yuan))
    });
    let documents = facts.released.saturating_add(facts.rejected);
    let (others, agents) = law.fines_yuan;
    let bound = if facts.declaring_agent { agents } else { others };
    count.saturating_mul(law.documents_per_violation) > documents && fines > bound
}

/// Whether a certification still holds. One without a day holds: nobody knows when it ends.
fn certification(events: &[CreditEvent], law: &Law, today: Day, standing: &mut Standing) {
    let last = |cause| {
        let of_cause = events.iter().filter(|event| event.cause == cause && event.on <= today);
        of_cause.map(|event| event.on).max()
    };
    let (certified, lost) = (last(Cause::Certified), last(Cause::CertificationLost));
    let ended = |en: String, zh: String| Ground { zh: Some(zh), ..Ground::new("law.certification", en) };
    if let Some(lost) = lost.filter(|lost| certified.is_none_or(|certified| *lost >= certified)) {
        let on = date(lost);
        standing.class = CreditClass::Other;
        standing.grounds.push(ended(format!("the certification was lost on {on}"), format!("{on} 失去认证")));
        return;
    }
    let end = certified.map(|certified| months_after(certified, law.certification_years * 12));
    if let Some(end) = end.filter(|end| *end <= today) {
        let on = date(end);
        standing.class = CreditClass::Other;
        standing.grounds.push(ended(
            format!("the certification ended on {on}, and was not renewed"),
            format!("认证于 {on} 到期，未复核"),
        ));
        return;
    }
    let since = |event: &&CreditEvent| certified.is_none_or(|certified| event.on >= certified);
    let ordered =
        events.iter().filter(|event| event.cause == Cause::RectificationOrdered && event.on <= today);
    for event in ordered.filter(since) {
        // An order of before knows no such thing.
        let months = Law::of(Scheme::on(Some(event.on))).rectification_months;
        let to = months_after(event.on, months);
        if event.settled.is_some_and(|settled| settled <= today) || months == 0 {
            continue;
        }
        let on = date(to);
        if today < to {
            standing.suspended = true;
            standing.grounds.push(ended(
                format!("something has to be put right by {on}: the facilities rest"),
                format!("责令整改，至 {on}：暂停便利措施"),
            ));
        } else {
            standing.class = CreditClass::Other;
            standing.grounds.push(ended(
                format!("what had to be put right by {on} was not"),
                format!("至 {on} 未完成整改"),
            ));
        }
    }
}
