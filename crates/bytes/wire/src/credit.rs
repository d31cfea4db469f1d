//! Credit scoring: question and answer, in both directions.

use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::screening::{CreditFacts, CreditScore};
use tongguan_proto::credit::v1 as pb;

use crate::registry::{class_from_text, class_text};
use crate::risk::{AnswerInvalid, check_name, take_grounds};
use crate::status::{Reason, Refused};

const HIGHEST: u32 = 1_000;
const WHOLE_PPM: u32 = 1_000_000;
const GRADES: [&str; 5] = ["AAA", "AA", "A", "BBB", "BB"];
const ENTERPRISE_BYTES: usize = 100;

/// Writes the facts.
#[must_use]
pub fn write_facts(facts: &CreditFacts) -> pb::ScoreRequest {
    pb::ScoreRequest {
        enterprise: facts.enterprise.clone(),
        registered: facts.registered,
        registry_class: class_text(facts.registry_class).to_owned(),
        released: facts.released,
        rejected: facts.rejected,
        failed_inspections: facts.failed_inspections,
        on: facts.on.map(crate::time::write_day).unwrap_or_default(),
    }
}

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
    let registry_class = match message.registry_class.as_str() {
        "" => CreditClass::Other,
        text => class_from_text(text).unwrap_or_else(|| {
            wrong.push(
                "registry_class: advanced_certified, certified, other, dishonest or seriously_dishonest"
                    .to_owned(),
            );
            CreditClass::Other
        }),
    };
    let on = match message.on.as_str() {
        "" => None,
        text => {
            let day = crate::time::read_day(text);
            if day.is_none() {
                wrong.push("on: a day such as 2026-01-05".to_owned());
            }
            day
        }
    };
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
    })
}

/// Writes the score.
#[must_use]
pub fn write_score(score: CreditScore) -> pb::ScoreResponse {
    let reasons = score.grounds.into_iter().map(|ground| pb::Reason { rule: ground.rule, text: ground.text });
    pb::ScoreResponse {
        credit_class: class_text(score.class).to_owned(),
        grade: score.grade,
        score: score.score,
        inspection_ppm: score.inspection_ppm,
        reasons: reasons.collect(),
        model: score.model,
    }
}

/// Takes the score of an engine that may be somebody else's.
///
/// # Errors
/// [`AnswerInvalid`] says what is wrong.
pub fn take_score(message: pb::ScoreResponse) -> Result<CreditScore, AnswerInvalid> {
    let class = class_from_text(&message.credit_class)
        .ok_or(AnswerInvalid("credit_class: none of the known classes"))?;
    if !GRADES.contains(&message.grade.as_str()) {
        return Err(AnswerInvalid("grade: none of AAA, AA, A, BBB and BB"));
    }
    if message.score > HIGHEST {
        return Err(AnswerInvalid("score: 0 to 1000"));
    }
    if message.inspection_ppm > WHOLE_PPM {
        return Err(AnswerInvalid("inspection_ppm: 0 to 1000000"));
    }
    check_name(&message.model)?;
    let reasons = message.reasons.into_iter().map(|r| (r.rule, r.text));
    Ok(CreditScore {
        class,
        grade: message.grade,
        score: message.score,
        inspection_ppm: message.inspection_ppm,
        grounds: take_grounds(reasons)?,
        model: message.model,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            };
            prop_assert_eq!(take_facts(write_facts(&facts)).unwrap(), facts);
        }
    }

    #[test]
    fn facts_are_checked() {
        let refused = take_facts(pb::ScoreRequest { registry_class: "AA".to_owned(), ..Default::default() })
            .unwrap_err();
        assert_eq!(refused.reason(), Reason::FactsInvalid);
        assert_eq!(
            refused.message(),
            "enterprise: 1 to 100 bytes; registry_class: advanced_certified, certified, other, dishonest or seriously_dishonest"
        );
        let lenient = take_facts(pb::ScoreRequest { enterprise: "无".to_owned(), ..Default::default() });
        assert_eq!(lenient.unwrap().registry_class, CreditClass::Other);
    }

    #[test]
    fn scores_round_trip_and_have_bounds() {
        let good = pb::ScoreResponse {
            credit_class: "other".to_owned(),
            grade: "BBB".to_owned(),
            score: 1_000,
            inspection_ppm: 30_000,
            reasons: vec![pb::Reason { rule: "class".to_owned(), text: "other".to_owned() }],
            model: "m".to_owned(),
        };
        assert_eq!(write_score(take_score(good.clone()).unwrap()), good);
        type Change = fn(&mut pb::ScoreResponse);
        let changes: [Change; 6] = [
            |m| m.credit_class.clear(),
            |m| m.grade = "C".to_owned(),
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
