//! The faults that callers of a sandbox are to meet, on the wire and as they are made.

use std::time::Duration;
use tongguan_domain::limits;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_serve::{Faults, Kind, Plan, Rule};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::time;
use tonic::Code;

/// What a request wants to set.
///
/// # Errors
/// [`Reason::ArgumentInvalid`], with the place of the rule.
pub(crate) fn read(faults: &Faults, told: Option<pb::Faults>) -> Result<Plan, Refused> {
    let pb::Faults { seed, rules } = told.unwrap_or_default();
    if rules.len() > limits::FAULT_RULES {
        let text = format!("faults.rules: {} of them, and there may be {}", rules.len(), limits::FAULT_RULES);
        return Err(Refused::new(Reason::ArgumentInvalid, text));
    }
    let rules = rules.into_iter().zip(0..).map(|(told, place)| {
        let wrong =
            |why: String| Refused::new(Reason::ArgumentInvalid, format!("faults.rules[{place}].{why}"));
        let rule = rule(told).map_err(wrong)?;
        match faults.check(&rule) {
            Some(why) => Err(wrong(why)),
            None => Ok(rule),
        }
    });
    Ok(Plan { seed, rules: rules.collect::<Result<_, _>>()? })
}

fn rule(told: pb::FaultRule) -> Result<Rule, String> {
    let share = |name: &str, ppm: u32| match ppm <= Rule::WHOLE {
        true => Ok(ppm),
        false => Err(format!("{name}: at most {}", Rule::WHOLE)),
    };
    if told.statuses.len() > limits::FAULT_STATUSES {
        return Err(format!("statuses: at most {}", limits::FAULT_STATUSES));
    }
    let statuses = told.statuses.iter().map(|number| match pb::FaultStatus::try_from(*number) {
        Ok(status) if status != pb::FaultStatus::Unspecified => Ok(Code::from_i32(*number)),
        _ => Err(format!("statuses: {number} is none of the known values")),
    });
    let statuses: Vec<_> = statuses.collect::<Result<_, _>>()?;
    if statuses.is_empty() != (told.status_ppm == 0) {
        return Err("statuses: they and status_ppm go together".to_owned());
    }
    let rule = Rule {
        rpc: told.rpc,
        statuses,
        status_ppm: share("status_ppm", told.status_ppm)?,
        delay: delay(told.delay_from, told.delay_to)?,
        delay_ppm: share("delay_ppm", told.delay_ppm.unwrap_or(Rule::WHOLE))?,
        drop_ppm: share("drop_answer_ppm", told.drop_answer_ppm)?,
        cut_after: told.cut_stream_after,
        reset: told.reset_stream,
        late: span("receipts_late", told.receipts_late)?.unwrap_or_default(),
        lost_ppm: share("receipts_lost_ppm", told.receipts_lost_ppm)?,
        repeated_ppm: share("receipts_repeated_ppm", told.receipts_repeated_ppm)?,
        reordered_ppm: share("receipts_reordered_ppm", told.receipts_reordered_ppm)?,
    };
    let nothing =
        Rule { rpc: rule.rpc.clone(), delay_ppm: rule.delay_ppm, reset: rule.reset, ..Rule::default() };
    if rule == nothing {
        Err("rpc: the rule says nothing that could befall a call".to_owned())
    } else {
        Ok(rule)
    }
}

fn delay(
    from: Option<prost_types::Duration>,
    to: Option<prost_types::Duration>,
) -> Result<Option<(Duration, Duration)>, String> {
    let (from, to) = (span("delay_from", from)?, span("delay_to", to)?);
    match (from, to) {
        (None, None) => Ok(None),
        (from, to) => {
            let from = from.unwrap_or_default();
            let to = to.unwrap_or(from);
            match to {
                to if to < from => Err("delay_to: less than delay_from".to_owned()),
                // It would be counted, and nobody would see it.
                Duration::ZERO => Err("delay_to: above 0".to_owned()),
                to => Ok(Some((from, to))),
            }
        }
    }
}

fn span(field: &str, told: Option<prost_types::Duration>) -> Result<Option<Duration>, String> {
    let Some(told) = told else { return Ok(None) };
    let millis =
        time::read_span(field, told).ok().filter(|millis| (0..=limits::FAULT_MILLIS).contains(millis));
    let millis = millis.and_then(|millis| u64::try_from(millis).ok());
    let why = || format!("{field}: 0 to {} ms", limits::FAULT_MILLIS);
    millis.map(|millis| Some(Duration::from_millis(millis))).ok_or_else(why)
}

/// What is set, as the API shows it.
pub(crate) fn write(plan: Plan) -> pb::Faults {
    pb::Faults { seed: plan.seed, rules: plan.rules.into_iter().map(write_rule).collect() }
}

fn write_rule(rule: Rule) -> pb::FaultRule {
    let span = |span: Duration| time::write_span(i64::try_from(span.as_millis()).unwrap_or(i64::MAX));
    let delay = rule.delay;
    pb::FaultRule {
        rpc: rule.rpc,
        statuses: rule.statuses.into_iter().map(i32::from).collect(),
        status_ppm: rule.status_ppm,
        delay_from: delay.map(|(from, _)| span(from)),
        delay_to: delay.map(|(_, to)| span(to)),
        delay_ppm: delay.map(|_| rule.delay_ppm),
        drop_answer_ppm: rule.drop_ppm,
        cut_stream_after: rule.cut_after,
        reset_stream: rule.reset,
        receipts_late: (!rule.late.is_zero()).then(|| span(rule.late)),
        receipts_lost_ppm: rule.lost_ppm,
        receipts_repeated_ppm: rule.repeated_ppm,
        receipts_reordered_ppm: rule.reordered_ppm,
    }
}

/// What befell, as the API shows it.
pub(crate) fn write_counts(befell: Vec<(Kind, u64)>) -> Vec<pb::FaultCount> {
    let count = |(kind, count): (Kind, u64)| pb::FaultCount { fault: kind.name().to_owned(), count };
    befell.into_iter().map(count).collect()
}
