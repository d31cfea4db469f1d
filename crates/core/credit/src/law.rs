//! Which class the law of a day gives, from what has happened: the conditions of the orders as data.
//!
//! Orders 251 and 282 after their articles on dishonesty, repair and certification; what no source that was read says is
//! marked as assumed in `docs/credit.md`.

use crate::scheme::Scheme;
use tongguan_domain::conduct::QUARTER;
use tongguan_domain::credit::{Cause, CreditEvent, months_after};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::{CreditFacts, Ground};

/// Months after the loss of a certification in which none can be granted.
const MONTHS_AFTER_LOSS: i16 = 12;

/// The conditions of one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Law {
    /// When violations of a year make dishonest.
    pub violations: Violations,
    /// The same of a declaring agent.
    pub violations_of_agents: Violations,
    /// Whether more than twice as many rejections in a quarter as everybody has make dishonest.
    pub twice_the_average: bool,
    /// Months after its day that tax may be unpaid; more make dishonest.
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

/// When violations of a year make dishonest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Violations {
    /// More than one for so many documents, and fines of more than so many yuan.
    Both(u64, u64),
    /// More than one for so many documents and two fines of more than so many yuan each, or fines of more in all.
    TwoFinesOr(u64, u64, u64),
    /// More than one for so many documents, or fines of more than so many yuan.
    Either(u64, u64),
}

const ORDER_251: Law = Law {
    violations: Violations::Both(1_000, 1_000_000),
    violations_of_agents: Violations::Both(1_000, 300_000),
    twice_the_average: false,
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
                violations: Violations::TwoFinesOr(1_000, 100_000, 1_000_000),
                violations_of_agents: Violations::Either(2_000, 100_000),
                twice_the_average: matches!(scheme, Scheme::Order225),
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
        certification(facts, today, &mut standing);
    }
    if law.twice_the_average && is_twice_the_average(facts, today) {
        standing.class = worse(standing.class, CreditClass::Dishonest);
        standing.grounds.push(Ground {
            zh: Some("近三个月退单率超过平均水平一倍".to_owned()),
            ..Ground::new(
                "law.errors",
                "rejected in the last three months more than twice as often as others",
            )
        });
    }
    let dishonest = events.iter().filter_map(|event| {
        // When it ends is decided by the order under which it happened: a new one does not reach back.
        let (from, to) = dishonesty(event, facts, &Law::of(Scheme::on(Some(event.on))))?;
        (from <= today && to.is_none_or(|to| today < to)).then_some((event, to))
    });
    for (event, to) in dishonest {
        standing.class = worse(standing.class, class_of(event.cause, scheme));
        standing.suspended = false;
        standing.grounds.push(said(event, to));
    }
    standing
}

fn worse(one: CreditClass, other: CreditClass) -> CreditClass {
    let place = |class| CreditClass::ALL.iter().position(|known| *known == class).unwrap_or(0);
    if place(other) > place(one) { other } else { one }
}

/// Declarations of all that make an average.
const AVERAGE_BASE: u64 = 100;
/// Declarations of one that make a rate.
const RATE_BASE: u64 = 20;

/// Whether more than twice as large a part was rejected in the last three months as of all others.
fn is_twice_the_average(facts: &CreditFacts, today: Day) -> bool {
    let own = facts.conduct.sum(QUARTER, today);
    let (all, average) = (own.released.saturating_add(own.rejected), facts.average);
    let rejected = |part: u64, of: u64| u128::from(part) * u128::from(of);
    all >= RATE_BASE
        && average.all() >= AVERAGE_BASE
        && rejected(own.rejected, average.all()) > 2 * rejected(average.rejected, all)
}

/// The day after: of bounds that have to be exceeded. It need be no day of the calendar, but it compares as one.
pub(crate) const fn day_after((year, month, day): Day) -> Day {
    (year, month, day.saturating_add(1))
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
    // Paid on the first day that is late was late.
    let late = |from: Day| event.settled.is_none_or(|settled| settled >= from);
    match event.cause {
        Cause::SmugglingCrime | Cause::SmugglingPunished | Cause::Obstruction | Cause::Bribery => {
            Some((event.on, repaired(event.on, hard)))
        }
        Cause::ViolationPunished => {
            is_over_the_bounds(event, facts, law).then(|| (event.on, repaired(event.on, violation)))
        }
        Cause::TaxUnpaid => {
            let from = day_after(months_after(event.on, law.tax_months));
            late(from).then(|| (from, paid(from)))
        }
        Cause::FineUnpaid => {
            let (months, least) = law.fine_months;
            let from = day_after(months_after(event.on, months));
            (event.amount_yuan > least && late(from)).then(|| (from, paid(from)))
        }
        Cause::Certified | Cause::CertificationLost | Cause::RectificationOrdered | Cause::RepairGranted => {
            None
        }
    }
}

/// Whether with this violation those of a year are beyond the bounds. Where nobody knows how many documents there were,
/// the fines alone decide.
fn is_over_the_bounds(event: &CreditEvent, facts: &CreditFacts, law: &Law) -> bool {
    let since = months_after(event.on, -12);
    let within = || {
        let of_year = |other: &&CreditEvent| {
            other.cause == Cause::ViolationPunished && other.on > since && other.on <= event.on
        };
        facts.events.iter().filter(of_year)
    };
    let count = within().count() as u64;
    let fines = within().fold(0_u64, |fines, violation| fines.saturating_add(violation.amount_yuan));
    let documents = documents_of_year(facts, event.on);
    let many = |each: u64| documents == 0 || count.saturating_mul(each) > documents;
    match if facts.declaring_agent { law.violations_of_agents } else { law.violations } {
        Violations::Both(each, bound) => many(each) && fines > bound,
        Violations::TwoFinesOr(each, large, bound) => {
            let large = within().filter(|violation| violation.amount_yuan > large).count();
            many(each) && large >= 2 || fines > bound
        }
        // Without a number of documents only the fines can say it.
        Violations::Either(each, bound) => documents > 0 && many(each) || fines > bound,
    }
}

/// Declarations of the year before a day; all that are known, where nobody knows when they were.
fn documents_of_year(facts: &CreditFacts, on: Day) -> u64 {
    if facts.conduct.months().is_empty() {
        return facts.released.saturating_add(facts.rejected);
    }
    facts.conduct.documents_of_year(on)
}

/// The days on which a certification was lost: given up or withdrawn, or its enterprise became dishonest.
fn losses(facts: &CreditFacts) -> impl Iterator<Item = Day> {
    facts.events.iter().filter_map(|event| match event.cause {
        Cause::CertificationLost => Some(event.on),
        _ => dishonesty(event, facts, &Law::of(Scheme::on(Some(event.on)))).map(|(from, _)| from),
    })
}

/// When a certification was granted last, and until when it holds by the order of that day; one within a year after a loss
/// counts for nothing.
fn granted(facts: &CreditFacts, today: Day) -> Option<(Day, Day)> {
    let events = &facts.events;
    let lost = |before: Day| losses(facts).filter(|lost| *lost <= before).max();
    let certified = events.iter().filter(|event| event.cause == Cause::Certified && event.on <= today);
    let counts = |on: &Day| lost(*on).is_none_or(|lost| *on >= months_after(lost, MONTHS_AFTER_LOSS));
    let on = certified.map(|event| event.on).filter(counts).max()?;
    let years = Law::of(Scheme::on(Some(on))).certification_years;
    Some((on, months_after(on, years * 12)))
}

/// Whether a certification still holds. One without a day holds: nobody knows when it ends.
fn certification(facts: &CreditFacts, today: Day, standing: &mut Standing) {
    let events = &facts.events;
    let lost = losses(facts).filter(|lost| *lost <= today).max();
    let (certified, end) = granted(facts, today).unzip();
    let ended = |en: String, zh: String| Ground { zh: Some(zh), ..Ground::new("law.certification", en) };
    if let Some(lost) = lost.filter(|lost| certified.is_none_or(|certified| *lost >= certified)) {
        let on = date(lost);
        standing.class = CreditClass::Other;
        standing.grounds.push(ended(format!("the certification was lost on {on}"), format!("{on} 失去认证")));
        return;
    }
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
