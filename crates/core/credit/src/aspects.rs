//! What an enterprise gains and loses beyond its class: history, performance, compliance, association.

use crate::law;
use crate::{Model, Scheme, Tally};
use tongguan_domain::conduct::{Associate, Average, Conduct, Counts, MONTHS, OfMonth, QUARTER};
use tongguan_domain::credit::{Cause, months_after};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::{Aspect, CreditFacts};

/// Months of a year.
const YEAR: u32 = 12;
/// Months for which a punishment is public (Order 225).
const PUBLIC_MONTHS: i16 = 60;

/// At most `most` points.
fn points(amount: u64, most: u32) -> u32 {
    u32::try_from(amount).unwrap_or(most).min(most)
}

/// A part of a whole in thousandths.
fn permille(part: u64, whole: u64) -> u64 {
    let permille = (u128::from(part) * 1_000).checked_div(u128::from(whole)).unwrap_or(0);
    u64::try_from(permille).unwrap_or(u64::MAX)
}

/// What the enterprise did, by months. Where only sums are known, they count as of today.
fn conduct(facts: &CreditFacts, today: Day) -> Conduct {
    let sums = Counts {
        released: facts.released,
        rejected: facts.rejected,
        findings: facts.failed_inspections,
        ..Counts::default()
    };
    if facts.conduct.months().is_empty() && sums != Counts::default() {
        return Conduct::of([OfMonth { month: (today.0, today.1), counts: sums }]);
    }
    facts.conduct.clone()
}

pub(crate) fn count(facts: &CreditFacts, model: &Model, scheme: Scheme, tally: &mut Tally) {
    let today = facts.on.unwrap_or((2026, 1, 1));
    let conduct = conduct(facts, today);
    history(facts, model, today, tally);
    performance(facts, &conduct, model, today, tally);
    compliance(&conduct, model, today, tally);
    association(facts, model, scheme, tally);
}

fn history(facts: &CreditFacts, model: &Model, today: Day, tally: &mut Tally) {
    let punished = facts.events.iter().filter(|event| {
        let punishment = matches!(
            event.cause,
            Cause::SmugglingCrime
                | Cause::SmugglingPunished
                | Cause::ViolationPunished
                | Cause::Obstruction
                | Cause::Bribery
        );
        punishment && event.on <= today && today < months_after(event.on, PUBLIC_MONTHS)
    });
    let count = punished.count();
    let (each, most) = model.punishment;
    let lost = points((count as u64).saturating_mul(u64::from(each)), most);
    tally.lose(Aspect::History, "history.punished", lost, &format!("{count} punishments in five years"));
}

fn performance(facts: &CreditFacts, conduct: &Conduct, model: &Model, today: Day, tally: &mut Tally) {
    let year = conduct.sum(YEAR, today);
    let released = year.released;
    let gained = released.checked_div(model.released_per_point).unwrap_or(0);
    let gained = points(gained, model.released_most);
    let why = format!("{released} declarations released");
    tally.gain(Aspect::Performance, "performance.released", gained, &why);
    let quarter = conduct.sum(QUARTER, today);
    let all = quarter.released.saturating_add(quarter.rejected);
    // A rate needs a base: one slip says nothing (Order 225 asks for a quarter, and for twice the average).
    if all >= model.least_declarations {
        let share = permille(quarter.rejected, all);
        let free = model.rejected_free_permille.max(twice(facts.zone_average, model));
        let lost = points(share.saturating_sub(free), model.rejected_most);
        let why = format!("{} declarations rejected, {share} of 1000; {free} are free", quarter.rejected);
        tally.lose(Aspect::Performance, "performance.rejected", lost, &why);
    }
    if released >= model.least_declarations {
        for (rule, what, count, free) in [
            ("performance.returns", "returns", year.returns, model.returns_free_permille),
            ("performance.withdrawals", "withdrawals", year.withdrawals, model.withdrawals_free_permille),
        ] {
            let share = permille(count, released);
            let lost = points(share.saturating_sub(free) / 10, model.returns_most);
            let why = format!("{count} {what}, {share} of 1000; {free} are free");
            tally.lose(Aspect::Performance, rule, lost, &why);
        }
    }
    let (each, most) = model.late_summary;
    let (count, lost) = faded(conduct, model, today, each, |counts| counts.late_summaries);
    let why = format!("{count} summaries were late");
    tally.lose(Aspect::Performance, "performance.summaries", points(lost, most), &why);
}

/// Twice the share of rejections of the others in the zone, in thousandths; 0 where they are too few.
fn twice(average: Average, model: &Model) -> u64 {
    if average.all() < model.least_average {
        0
    } else {
        permille(average.rejected, average.all()).saturating_mul(2)
    }
}

fn compliance(conduct: &Conduct, model: &Model, today: Day, tally: &mut Tally) {
    let (each, most) = model.finding;
    let (count, lost) = faded(conduct, model, today, each, |counts| counts.findings);
    let why = format!("{count} inspections found something");
    tally.lose(Aspect::Compliance, "compliance.inspections", points(lost, most), &why);
    let (each, most) = model.detention;
    let (count, lost) = faded(conduct, model, today, each, |counts| counts.detentions);
    let why = format!("{count} detentions");
    tally.lose(Aspect::Compliance, "compliance.detentions", points(lost, most), &why);
}

/// How often something happened in two years, and the points for it: what is older counts for less.
fn faded(conduct: &Conduct, model: &Model, today: Day, each: u32, of: fn(&Counts) -> u64) -> (u64, u64) {
    let months = u32::try_from(MONTHS).unwrap_or(YEAR);
    let (count, hundredths) =
        conduct.last(months, today).fold((0_u64, 0_u64), |(count, sum), (age, counts)| {
            let here = of(counts);
            let weight = u64::from(model.weight(age)) * u64::from(each);
            (count.saturating_add(here), sum.saturating_add(here.saturating_mul(weight)))
        });
    (count, hundredths / 100)
}

fn association(facts: &CreditFacts, model: &Model, scheme: Scheme, tally: &mut Tally) {
    let dishonest =
        facts.associates.iter().find(|associate| class_of(associate, facts, scheme).is_dishonest());
    let Some(Associate { enterprise, shared, .. }) = dishonest else { return };
    let shared: Vec<&str> = shared.iter().map(|shared| shared.names().1).collect();
    let why = format!("shares {} with {enterprise}, which is dishonest", shared.join(" and "));
    tally.lose(Aspect::Association, "association.dishonest", model.dishonest_associate, &why);
}

/// The class of another by the law of the day.
fn class_of(associate: &Associate, facts: &CreditFacts, scheme: Scheme) -> CreditClass {
    let other = CreditFacts {
        enterprise: associate.enterprise.clone(),
        registered: true,
        registry_class: associate.registry_class,
        events: associate.events.clone(),
        declaring_agent: associate.declaring_agent,
        released: associate.documents,
        on: facts.on,
        ..CreditFacts::default()
    };
    law::standing(&other, scheme, associate.registry_class).class
}
