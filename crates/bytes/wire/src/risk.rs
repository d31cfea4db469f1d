//! Risk screening: question and answer, in both directions, as either side may be somebody else's.

mod papers;
mod tracked;

use tongguan_domain::decimal::Decimal;
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::limits;
use tongguan_domain::screening::{Disposition, Ground, Lane, ScreeningDecision, ScreeningFacts, Weighed};
use tongguan_domain::terminal::{moves, plain};
use tongguan_domain::time::Moment;
use tongguan_proto::document::v1 as document;
use tongguan_proto::risk::v1 as pb;

use crate::control;
use crate::registry::{read_known_class, write_class};
use crate::status::{self, Refused};

/// Parts per million that make a whole.
const WHOLE_PPM: u32 = 1_000_000;
/// Bounds of an answer, as it is kept for ever.
const REASONS: usize = 100;
const RULE_BYTES: usize = 100;
const TEXT_BYTES: usize = 4_000;

/// Writes the facts.
#[must_use]
pub fn write_facts(facts: &ScreeningFacts) -> pb::ScreenRequest {
    pb::ScreenRequest {
        declaration: facts.declaration,
        seed: facts.seed,
        at: Some(crate::time::write(facts.at)),
        trade_mode: facts.trade_mode.clone(),
        customs_code: facts.customs_code.clone(),
        country: facts.country.clone(),
        traf_mode: facts.traf_mode.clone(),
        exporter: facts.exporter.clone(),
        agent: facts.agent.clone(),
        credit_class: write_class(facts.credit_class).into(),
        inspection_ppm: facts.inspection_ppm,
        value_cny: facts.value_cny.map(|value| value.to_string()).unwrap_or_default(),
        gross_weight: facts.gross_weight.to_string(),
        net_weight: facts.net_weight.to_string(),
        packages: facts.packages,
        hs_codes: facts.hs_codes.clone(),
        goods_names: facts.goods_names.clone(),
        has_payment: facts.has_payment,
        draws_off: facts.draws_off,
        papers: Some(papers::write(&facts.papers)),
        tracked: Some(tracked::write(&facts.tracked)),
        ..pb::ScreenRequest::default()
    }
}

/// What is wrong with facts.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn say(&mut self, fault: String) {
        self.0.push(fault);
    }

    /// A decimal that may be left out.
    fn decimal(&mut self, field: &str, text: &str) -> Option<Decimal> {
        if text.is_empty() {
            return None;
        }
        let read = Decimal::parse(text).ok();
        if read.is_none() {
            self.say(format!("{field}: a decimal of 19 digits, 5 of them after the point"));
        }
        read
    }

    /// A decimal that has to be there.
    fn needed(&mut self, field: &str, text: &str) -> Decimal {
        self.decimal(field, if text.is_empty() { "-" } else { text }).unwrap_or_default()
    }

    fn bounded(&mut self, field: &str, found: usize, most: usize) {
        if found > most {
            self.say(format!("{field}: at most {most}"));
        }
    }
}

/// Takes the facts.
///
/// # Errors
/// [`status::Reason::FactsInvalid`] with everything that is wrong.
pub fn take_facts(message: pb::ScreenRequest) -> Result<ScreeningFacts, Refused> {
    let mut wrong = Wrong::default();
    let value_cny = wrong.decimal("value_cny", &message.value_cny);
    let gross_weight = wrong.needed("gross_weight", &message.gross_weight);
    let net_weight = wrong.needed("net_weight", &message.net_weight);
    let at = crate::time::read("at", message.at.unwrap_or_default()).unwrap_or_else(|refused| {
        wrong.say(refused.message().to_owned());
        Moment::default()
    });
    let credit_class = read_known_class(message.credit_class).unwrap_or_else(|| {
        wrong.say("credit_class: one of the known classes".to_owned());
        CreditClass::Other
    });
    if message.inspection_ppm > WHOLE_PPM {
        wrong.say(format!("inspection_ppm: 0 to {WHOLE_PPM}"));
    }
    for (field, list) in [("hs_codes", &message.hs_codes), ("goods_names", &message.goods_names)] {
        wrong.bounded(field, list.len(), limits::GOODS_LINES);
    }
    let papers = papers::read(message.papers.unwrap_or_default(), &mut wrong);
    let tracked = tracked::read(message.tracked.unwrap_or_default(), &mut wrong);
    if !wrong.0.is_empty() {
        return Err(Refused::new(status::Reason::FactsInvalid, wrong.0.join("; ")));
    }
    Ok(ScreeningFacts {
        declaration: message.declaration,
        seed: message.seed,
        at,
        trade_mode: message.trade_mode,
        customs_code: message.customs_code,
        country: message.country,
        traf_mode: message.traf_mode,
        exporter: message.exporter,
        agent: message.agent,
        credit_class,
        inspection_ppm: message.inspection_ppm,
        value_cny,
        gross_weight,
        net_weight,
        packages: message.packages,
        hs_codes: message.hs_codes,
        goods_names: message.goods_names,
        has_payment: message.has_payment,
        draws_off: message.draws_off,
        papers,
        tracked,
    })
}

/// Writes the decision.
#[must_use]
pub fn write_decision(decision: ScreeningDecision) -> pb::ScreenResponse {
    let reasons = decision.grounds.into_iter().map(write_ground);
    pb::ScreenResponse {
        lane: write_lane(decision.lane).into(),
        reasons: reasons.collect(),
        profile: decision.profile,
        handed_to: decision
            .handed_to
            .map_or(0, |by| control::write_disposition(Disposition::Detain(by)).into()),
        finding: decision.finding.as_ref().map(control::write_finding),
        missed: decision.missed,
        profile_sha256: decision.profile_sha256.map(|hash| hash.to_string()).unwrap_or_default(),
        ..pb::ScreenResponse::default()
    }
}

/// Takes the decision of an engine that may be somebody else's: it will be kept, so it has bounds.
///
/// # Errors
/// [`AnswerInvalid`] says what is wrong.
pub fn take_decision(message: pb::ScreenResponse) -> Result<ScreeningDecision, AnswerInvalid> {
    let lane =
        read_lane(message.lane).ok_or(AnswerInvalid("lane: none of green, blue, yellow, red and stop"))?;
    let grounds = take_grounds(message.reasons)?;
    check_name(&message.profile)?;
    let handed_to = match (message.handed_to, control::read_disposition(message.handed_to)) {
        (0, _) => None,
        (_, Some(Disposition::Detain(by))) => Some(by),
        _ => return Err(AnswerInvalid("handed_to: unspecified, or one of the detain dispositions")),
    };
    let finding = message.finding.map(control::read_finding).transpose().map_err(AnswerInvalid)?;
    if finding.as_ref().is_some_and(|finding| finding.contradiction().is_some()) {
        return Err(AnswerInvalid("finding: its kind and its disposition exclude each other"));
    }
    let short = |rule: &String| (1..=RULE_BYTES).contains(&rule.len()) && !rule.chars().any(moves);
    if message.missed.len() > limits::RISK_PROFILE_RULES || !message.missed.iter().all(short) {
        return Err(AnswerInvalid("missed: at most 500 rules of 1 to 100 bytes, no control characters"));
    }
    let profile_sha256 = match message.profile_sha256.as_str() {
        "" => None,
        hash => Some(
            hash.parse()
                .map_err(|_| AnswerInvalid("profile_sha256: nothing, or 64 lower-case hexadecimal digits"))?,
        ),
    };
    Ok(ScreeningDecision {
        handed_to,
        finding,
        missed: message.missed,
        profile_sha256,
        ..ScreeningDecision::new(lane, grounds, message.profile)
    })
}

/// Why the answer of a remote engine cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AnswerInvalid(pub(crate) &'static str);

impl core::fmt::Display for AnswerInvalid {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.0)
    }
}

impl core::error::Error for AnswerInvalid {}

/// Writes a ground.
#[must_use]
pub fn write_ground(ground: Ground) -> document::Ground {
    let Ground { rule, text, zh, weighed } = ground;
    let weighed = weighed.map(|weighed| {
        let Weighed { score, share_ppm, drawn_ppm } = *weighed;
        document::Weighed { score, share_ppm, drawn_ppm }
    });
    document::Ground { rule, text, text_zh: zh.unwrap_or_default(), weighed }
}

pub(crate) fn take_grounds(reasons: Vec<document::Ground>) -> Result<Vec<Ground>, AnswerInvalid> {
    if !(1..=REASONS).contains(&reasons.len()) {
        return Err(AnswerInvalid("reasons: 1 to 100"));
    }
    let fits = |g: &document::Ground| {
        (1..=RULE_BYTES).contains(&g.rule.len()) && g.text.len().max(g.text_zh.len()) <= TEXT_BYTES
    };
    if reasons.iter().all(fits) {
        let taken = |g: document::Ground| Ground {
            rule: plain(g.rule),
            text: plain(g.text),
            zh: Some(plain(g.text_zh)).filter(|zh| !zh.is_empty()),
            weighed: g.weighed.map(|weighed| {
                let document::Weighed { score, share_ppm, drawn_ppm } = weighed;
                Box::new(Weighed { score, share_ppm, drawn_ppm })
            }),
        };
        Ok(reasons.into_iter().map(taken).collect())
    } else {
        Err(AnswerInvalid("reasons: a rule of 1 to 100 bytes, a text of at most 4,000"))
    }
}

/// Checks the name of a profile or model.
pub(crate) fn check_name(name: &str) -> Result<(), AnswerInvalid> {
    if name.chars().any(moves) {
        return Err(AnswerInvalid("the name of the profile or model: no control characters"));
    }
    if (1..=RULE_BYTES).contains(&name.len()) {
        Ok(())
    } else {
        Err(AnswerInvalid("the name of the profile or model: 1 to 100 bytes"))
    }
}

/// Writes a lane.
#[must_use]
pub const fn write_lane(lane: Lane) -> pb::Lane {
    match lane {
        Lane::Green => pb::Lane::Green,
        Lane::Blue => pb::Lane::Blue,
        Lane::Yellow => pb::Lane::Yellow,
        Lane::Red => pb::Lane::Red,
        Lane::Stop => pb::Lane::Stop,
    }
}

fn read_lane(number: i32) -> Option<Lane> {
    Some(match pb::Lane::try_from(number).ok()? {
        pb::Lane::Unspecified => return None,
        pb::Lane::Green => Lane::Green,
        pb::Lane::Blue => Lane::Blue,
        pb::Lane::Yellow => Lane::Yellow,
        pb::Lane::Red => Lane::Red,
        pb::Lane::Stop => Lane::Stop,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tongguan_domain::process::Detention;
    use tongguan_domain::screening::{
        CONTRADICTIONS, Finding, FindingKind, OfficeCounts, Papers, RuleMisses, Tracked,
    };

    fn money() -> impl Strategy<Value = Decimal> {
        (-10_i128.pow(18)..10_i128.pow(18)).prop_map(Decimal::from_scaled)
    }

    fn facts() -> impl Strategy<Value = ScreeningFacts> {
        let texts = proptest::collection::vec(".{0,8}", 6);
        let class = prop_oneof![
            Just(CreditClass::AdvancedCertified),
            Just(CreditClass::Other),
            Just(CreditClass::Dishonest)
        ];
        let lines = proptest::collection::vec(".{0,8}", 0..4);
        let numbers = (any::<u64>(), any::<u64>(), 0..=Moment::MAX.millis(), any::<u32>(), 0..=WHOLE_PPM);
        let decimals = (proptest::option::of(money()), money(), money());
        (texts, class, lines, numbers, decimals, any::<bool>()).prop_map(
            |(texts, credit_class, lines, numbers, decimals, has_payment)| ScreeningFacts {
                declaration: numbers.0,
                seed: numbers.1,
                at: Moment::from_millis(numbers.2),
                trade_mode: texts[0].clone(),
                customs_code: texts[1].clone(),
                country: texts[2].clone(),
                traf_mode: texts[3].clone(),
                exporter: texts[4].clone(),
                agent: texts[5].clone(),
                credit_class,
                inspection_ppm: numbers.4,
                value_cny: decimals.0,
                gross_weight: decimals.1,
                net_weight: decimals.2,
                packages: numbers.3,
                hs_codes: lines.clone(),
                goods_names: lines.clone(),
                has_payment,
                draws_off: !has_payment,
                papers: Papers {
                    exit_code: texts[0].clone(),
                    item_names: lines.clone(),
                    pieces: decimals.1,
                    ordered_cny: decimals.0,
                    ..Papers::default()
                },
                tracked: Tracked {
                    exporter_lists_24h: numbers.3,
                    exporter_value_24h: numbers.0,
                    price_to_peers: decimals.0,
                    exporter_registered: has_payment,
                    credit_grade: texts[2].clone(),
                    partners_class: credit_class,
                    office: OfficeCounts { screened: numbers.3, red: 1, yellow: 2, blue: 3 },
                    misses: vec![RuleMisses { rule: texts[1].clone(), hits: numbers.3 }],
                    ..Tracked::default()
                },
            },
        )
    }

    proptest! {
        #[test]
        fn facts_round_trip(facts in facts()) {
            prop_assert_eq!(take_facts(write_facts(&facts)).unwrap(), facts);
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let refused = take_facts(pb::ScreenRequest {
            at: Some(prost_types::Timestamp { seconds: -1, nanos: 0 }),
            value_cny: "1e3".to_owned(),
            net_weight: "1".to_owned(),
            credit_class: 9,
            inspection_ppm: 1_000_001,
            hs_codes: vec![String::new(); 101],
            ..Default::default()
        })
        .unwrap_err();
        assert_eq!(refused.reason(), status::Reason::FactsInvalid);
        assert_eq!(
            refused.message(),
            "value_cny: a decimal of 19 digits, 5 of them after the point; gross_weight: a decimal of 19 digits, \
             5 of them after the point; at: the time has to lie between 1970-01-01 and 9999-12-30 (UTC); credit_class: \
             one of the known classes; inspection_ppm: 0 to 1000000; hs_codes: at most 100"
        );
    }

    #[test]
    fn decisions_round_trip_and_have_bounds() {
        let ground = Ground { zh: Some("命中".to_owned()), ..Ground::new("random.inspection", "drawn") };
        let weighed = Some(Box::new(Weighed { score: -3, share_ppm: 20_000, drawn_ppm: Some(7) }));
        let ground = Ground { weighed, ..ground };
        for lane in [Lane::Green, Lane::Blue, Lane::Yellow, Lane::Red, Lane::Stop] {
            let finding =
                Finding { kind: FindingKind::Split, disposition: Disposition::Reject, rule: "r".to_owned() };
            let decision = ScreeningDecision {
                handed_to: (lane == Lane::Stop).then_some(Detention::Legal),
                finding: Some(finding),
                missed: vec!["m".to_owned()],
                profile_sha256: (lane == Lane::Red).then_some([7; 32].into()),
                ..ScreeningDecision::new(lane, vec![ground.clone()], "p-1".to_owned())
            };
            assert_eq!(take_decision(write_decision(decision.clone())).unwrap(), decision);
        }
        let good = pb::ScreenResponse {
            lane: 1,
            reasons: vec![document::Ground { rule: "r".to_owned(), ..document::Ground::default() }],
            profile: "p".to_owned(),
            ..pb::ScreenResponse::default()
        };
        type Change = fn(&mut pb::ScreenResponse);
        let of = |kind: FindingKind, disposition| {
            Some(control::write_finding(&Finding { kind, disposition, rule: "r".to_owned() }))
        };
        for (kind, never, _) in CONTRADICTIONS {
            for disposition in Disposition::ALL {
                let answer = pb::ScreenResponse { finding: of(kind, disposition), ..good.clone() };
                let taken = take_decision(answer).map(|_| ()).map_err(|error| error.to_string());
                let excluded = "finding: its kind and its disposition exclude each other".to_owned();
                let expected = if never.contains(&disposition) { Err(excluded) } else { Ok(()) };
                assert_eq!(taken, expected, "{kind:?} {disposition:?}");
            }
        }
        let changes: [Change; 17] = [
            |m| m.handed_to = 2,
            |m| m.finding = Some(Default::default()),
            |m| m.missed = vec![String::new()],
            |m| m.missed = vec!["m".to_owned(); 501],
            |m| m.missed = vec!["\u{1b}[2J".to_owned()],
            |m| m.finding = Some(document::Finding { kind: 2, disposition: 1, rule: "\u{1b}[2J".to_owned() }),
            |m| m.profile_sha256 = "0".to_owned(),
            |m| m.profile_sha256 = "A".repeat(64),
            |m| m.lane = 0,
            |m| m.lane = 6,
            |m| m.reasons.clear(),
            |m| m.reasons = vec![m.reasons[0].clone(); 101],
            |m| m.reasons[0].rule.clear(),
            |m| m.reasons[0].text = "x".repeat(4_001),
            |m| m.reasons[0].text_zh = "x".repeat(4_001),
            |m| m.profile.clear(),
            |m| m.profile = "x".repeat(101),
        ];
        assert!(take_decision(good.clone()).is_ok());
        for change in changes {
            let mut message = good.clone();
            change(&mut message);
            let error = take_decision(message).unwrap_err();
            assert!(!error.to_string().is_empty());
        }
    }
}
