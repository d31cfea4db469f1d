//! Credit scoring: question and answer, in both directions.

mod conduct;

use tongguan_domain::credit::{Cause, CreditEvent};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::limits;
use tongguan_domain::screening::{Aspect, CreditFacts, CreditScore};
use tongguan_proto::credit::v1 as pb;
use tongguan_proto::document::v1 as document;

use crate::registry::{read_known_class, write_class};
use crate::risk::{AnswerInvalid, check_name, take_grounds, write_ground};
use crate::status::{Reason, Refused};

const HIGHEST: u32 = 1_000;
const WHOLE_PPM: u32 = 1_000_000;
const REVIEW_PERCENT: u32 = 1_000;
const GRADES: [(document::CreditGrade, &str); 5] = [
    (document::CreditGrade::Aaa, "AAA"),
    (document::CreditGrade::Aa, "AA"),
    (document::CreditGrade::A, "A"),
    (document::CreditGrade::Bbb, "BBB"),
    (document::CreditGrade::Bb, "BB"),
];
const ENTERPRISE_BYTES: usize = 100;
const NOTE_CHARACTERS: usize = 500;

/// Writes the facts.
#[must_use]
pub fn write_facts(facts: &CreditFacts) -> pb::ScoreRequest {
    pb::ScoreRequest {
        enterprise: facts.enterprise.clone(),
        registered: facts.registered,
        registry_class: write_class(facts.registry_class).into(),
        released: facts.released,
        rejected: facts.rejected,
        failed_inspections: facts.failed_inspections,
        on: facts.on.map(crate::time::write_day),
        events: facts.events.iter().map(write_event).collect(),
        declaring_agent: facts.declaring_agent,
        conduct: conduct::write(&facts.conduct),
        zone_average: conduct::write_average(facts.zone_average),
        average: conduct::write_average(facts.average),
        associates: facts.associates.iter().map(conduct::write_associate).collect(),
    }
}

/// Writes what happened.
#[must_use]
pub fn write_event(event: &CreditEvent) -> document::CreditEvent {
    document::CreditEvent {
        on: Some(crate::time::write_day(event.on)),
        cause: write_cause(event.cause).into(),
        amount_yuan: event.amount_yuan,
        settled: event.settled.map(crate::time::write_day),
        note: event.note.clone(),
    }
}

/// Takes what happened.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] with everything that is wrong.
pub fn take_event(message: document::CreditEvent) -> Result<CreditEvent, Refused> {
    read_event(message).map_err(|wrong| Refused::new(Reason::ArgumentInvalid, wrong.join("; ")))
}

fn read_event(message: document::CreditEvent) -> Result<CreditEvent, Vec<String>> {
    let mut wrong = Vec::new();
    let on = message.on.and_then(crate::time::read_day);
    if on.is_none() {
        wrong.push("on: a day of the calendar".to_owned());
    }
    let cause = read_cause(message.cause);
    if cause.is_none() {
        wrong.push("cause: one of the known causes".to_owned());
    }
    let settled = message.settled.map(|day| (day, crate::time::read_day(day)));
    if let Some((_, None)) = settled {
        wrong.push("settled: a day of the calendar".to_owned());
    }
    if let (Some(on), Some((_, Some(settled)))) = (on, settled)
        && settled < on
    {
        wrong.push("settled: not before it happened or was due".to_owned());
    }
    if message.note.chars().any(tongguan_domain::terminal::moves) {
        wrong.push("note: no control characters".to_owned());
    }
    if message.note.chars().count() > NOTE_CHARACTERS {
        wrong.push(format!("note: at most {NOTE_CHARACTERS} characters"));
    }
    match on.zip(cause) {
        Some((on, cause)) if wrong.is_empty() => Ok(CreditEvent {
            on,
            cause,
            amount_yuan: message.amount_yuan,
            settled: settled.and_then(|(_, day)| day),
            note: message.note,
        }),
        _ => Err(wrong),
    }
}

macro_rules! causes {
    ($($cause:ident),*) => {
        const fn write_cause(cause: Cause) -> document::CreditCause {
            match cause { $(Cause::$cause => document::CreditCause::$cause,)* }
        }

        fn read_cause(number: i32) -> Option<Cause> {
            Some(match document::CreditCause::try_from(number).ok()? {
                document::CreditCause::Unspecified => return None,
                $(document::CreditCause::$cause => Cause::$cause,)*
            })
        }
    };
}

causes!(
    SmugglingCrime,
    SmugglingPunished,
    ViolationPunished,
    TaxUnpaid,
    FineUnpaid,
    Obstruction,
    Bribery,
    Certified,
    CertificationLost,
    RectificationOrdered,
    RepairGranted
);

/// Takes the facts.
///
/// # Errors
/// [`Reason::FactsInvalid`] with everything that is wrong.
pub fn take_facts(message: pb::ScoreRequest) -> Result<CreditFacts, Refused> {
    let mut wrong = Vec::new();
    // Declarations may name what is no code, such as 无, so only the length counts.
    if !(1..=ENTERPRISE_BYTES).contains(&message.enterprise.len()) {
        wrong.push(format!("enterprise: 1 to {ENTERPRISE_BYTES} bytes"));
    }
    let registry_class = match crate::choice::read("registry_class", message.registry_class) {
        Ok(class) => class.map_or(CreditClass::Other, crate::registry::read_class),
        Err(refused) => {
            wrong.push(refused.message().to_owned());
            CreditClass::Other
        }
    };
    let on = message.on.and_then(|day| {
        let known = crate::time::read_day(day);
        if known.is_none() {
            wrong.push("on: a day of the calendar, 1970 to 9999".to_owned());
        }
        known
    });
    let mut events = Vec::new();
    if message.events.len() > limits::CREDIT_EVENTS {
        wrong.push(format!("events: at most {}", limits::CREDIT_EVENTS));
    }
    for (at, event) in message.events.into_iter().take(limits::CREDIT_EVENTS).enumerate() {
        match read_event(event) {
            Ok(event) => events.push(event),
            Err(faults) => wrong.extend(faults.into_iter().map(|fault| format!("events[{at}].{fault}"))),
        }
    }
    let did = conduct::take(&message.conduct, &mut wrong);
    let associates = conduct::take_associates(message.associates, &mut wrong);
    if !wrong.is_empty() {
        return Err(Refused::new(Reason::FactsInvalid, wrong.join("; ")));
    }
    Ok(CreditFacts {
        enterprise: message.enterprise,
        registered: message.registered,
        registry_class,
        released: message.released,
        rejected: message.rejected,
        failed_inspections: message.failed_inspections,
        on,
        events,
        declaring_agent: message.declaring_agent,
        conduct: did,
        zone_average: conduct::take_average(message.zone_average),
        average: conduct::take_average(message.average),
        associates,
    })
}

/// Writes a grade.
#[must_use]
pub fn write_grade(text: &str) -> document::CreditGrade {
    let known = GRADES.into_iter().find(|(_, known)| *known == text);
    known.map_or(document::CreditGrade::Unspecified, |(grade, _)| grade)
}

fn read_grade(number: i32) -> Option<&'static str> {
    let asked = document::CreditGrade::try_from(number).ok()?;
    GRADES.into_iter().find(|(grade, _)| *grade == asked).map(|(_, text)| text)
}

/// Writes the score.
#[must_use]
pub fn write_score(score: CreditScore) -> pb::ScoreResponse {
    let reasons = score.grounds.into_iter().map(write_ground);
    pb::ScoreResponse {
        credit_class: write_class(score.class).into(),
        grade: write_grade(&score.grade).into(),
        score: score.score,
        inspection_ppm: score.inspection_ppm,
        reasons: reasons.collect(),
        model: score.model,
        aspects: Aspect::ALL.into_iter().zip(score.aspects).map(write_aspect).collect(),
        review_percent: score.review_percent,
    }
}

fn write_aspect((aspect, points): (Aspect, i32)) -> pb::AspectPoints {
    pb::AspectPoints { aspect: number_of(aspect).into(), points }
}

const fn number_of(aspect: Aspect) -> pb::Aspect {
    match aspect {
        Aspect::Qualification => pb::Aspect::Qualification,
        Aspect::History => pb::Aspect::History,
        Aspect::Performance => pb::Aspect::Performance,
        Aspect::Compliance => pb::Aspect::Compliance,
        Aspect::Association => pb::Aspect::Association,
    }
}

/// Takes what the aspects gave: none, or each once.
fn take_aspects(messages: &[pb::AspectPoints]) -> Result<Vec<i32>, AnswerInvalid> {
    if messages.is_empty() {
        return Ok(Vec::new());
    }
    let points = |aspect: Aspect| {
        let mut of = messages.iter().filter(|message| message.aspect == i32::from(number_of(aspect)));
        of.next().filter(|_| of.next().is_none()).map(|message| message.points)
    };
    let all: Option<Vec<i32>> = Aspect::ALL.into_iter().map(points).collect();
    all.filter(|all| all.len() == messages.len())
        .ok_or(AnswerInvalid("aspects: each of the five once, or none"))
}

/// Takes the score of an engine that may be somebody else's.
///
/// # Errors
/// [`AnswerInvalid`] says what is wrong.
pub fn take_score(message: pb::ScoreResponse) -> Result<CreditScore, AnswerInvalid> {
    let class = read_known_class(message.credit_class)
        .ok_or(AnswerInvalid("credit_class: none of the known classes"))?;
    let grade = read_grade(message.grade).ok_or(AnswerInvalid("grade: none of AAA, AA, A, BBB and BB"))?;
    if message.score > HIGHEST {
        return Err(AnswerInvalid("score: 0 to 1000"));
    }
    if message.inspection_ppm > WHOLE_PPM {
        return Err(AnswerInvalid("inspection_ppm: 0 to 1000000"));
    }
    if message.review_percent > REVIEW_PERCENT {
        return Err(AnswerInvalid("review_percent: 0 to 1000"));
    }
    check_name(&message.model)?;
    Ok(CreditScore {
        aspects: take_aspects(&message.aspects)?,
        review_percent: message.review_percent,
        class,
        grade: grade.to_owned(),
        score: message.score,
        inspection_ppm: message.inspection_ppm,
        grounds: take_grounds(message.reasons)?,
        model: message.model,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tongguan_domain::conduct::{Associate, Average, Conduct, Counts, OfMonth, Shared};

    const CLASSES: [CreditClass; 3] =
        [CreditClass::AdvancedCertified, CreditClass::Other, CreditClass::Dishonest];

    proptest! {
        #[test]
        fn facts_round_trip(
            class in 0usize..3,
            enterprise in ".{1,18}",
            registered: bool,
            counts: (u64, u64, u64),
        ) {
            let facts = CreditFacts {
                enterprise,
                registered,
                registry_class: CLASSES[class],
                released: counts.0,
                rejected: counts.1,
                failed_inspections: counts.2,
                on: Some((2026, 1, 5)),
                events: Cause::ALL
                    .into_iter()
                    .map(|cause| CreditEvent {
                        on: (2025, 2, 28),
                        cause,
                        amount_yuan: counts.0,
                        settled: registered.then_some((2025, 3, 1)),
                        note: "n".to_owned(),
                    })
                    .collect(),
                declaring_agent: registered,
                conduct: Conduct::of([OfMonth {
                    month: (2025, 12),
                    counts: Counts { released: counts.0, rejected: counts.1, findings: counts.2, ..Counts::default() },
                }]),
                zone_average: Average { released: counts.1, rejected: counts.2 },
                average: Average { released: counts.2, rejected: counts.0 },
                associates: vec![Associate {
                    enterprise: "3301960002".to_owned(),
                    shared: Shared::ALL.to_vec(),
                    registry_class: CLASSES[class],
                    events: Vec::new(),
                    declaring_agent: registered,
                    documents: counts.1,
                }],
            };
            prop_assert_eq!(take_facts(write_facts(&facts)).unwrap(), facts);
        }
    }

    #[test]
    fn facts_are_checked() {
        let refused = take_facts(pb::ScoreRequest { registry_class: 9, ..Default::default() }).unwrap_err();
        assert_eq!(refused.reason(), Reason::FactsInvalid);
        assert_eq!(
            refused.message(),
            "enterprise: 1 to 100 bytes; registry_class: 9 is none of the known values"
        );
        let lenient = take_facts(pb::ScoreRequest { enterprise: "无".to_owned(), ..Default::default() });
        assert_eq!(lenient.unwrap().registry_class, CreditClass::Other);
    }

    #[test]
    fn scores_round_trip_and_have_bounds() {
        let good = pb::ScoreResponse {
            credit_class: document::CreditClass::Other.into(),
            grade: document::CreditGrade::Bbb.into(),
            score: 1_000,
            inspection_ppm: 30_000,
            reasons: vec![document::Ground { rule: "class".to_owned(), ..document::Ground::default() }],
            model: "m".to_owned(),
            aspects: (1..=5).map(|aspect| pb::AspectPoints { aspect, points: -aspect }).collect(),
            review_percent: 1_000,
        };
        assert_eq!(write_score(take_score(good.clone()).unwrap()), good);
        type Change = fn(&mut pb::ScoreResponse);
        let changes: [Change; 9] = [
            |m| m.review_percent = 1_001,
            |m| m.aspects.truncate(4),
            |m| m.aspects.push(m.aspects[0]),
            |m| m.credit_class = 0,
            |m| m.grade = 6,
            |m| m.score = 1_001,
            |m| m.inspection_ppm = 1_000_001,
            |m| m.reasons.clear(),
            |m| m.model.clear(),
        ];
        for change in changes {
            let mut message = good.clone();
            change(&mut message);
            assert!(take_score(message).is_err());
        }
    }
}
