//! Orders of officers, and what a look at goods finds.

use crate::status::{Reason, Refused};
use crate::time;
use tongguan_domain::process::Detention;
use tongguan_domain::screening::{
    ControlAction, ControlInstruction, ControlTarget, Disposition, Finding, FindingKind,
};
use tongguan_domain::terminal::moves;
use tongguan_proto::document::v1 as pb;

/// Bytes of the name of what an instruction aims at, and of the rule of a finding.
const NAME_BYTES: usize = 100;

/// Writes an instruction.
#[must_use]
pub fn write_instruction(instruction: &ControlInstruction) -> pb::ControlInstruction {
    use pb::control_instruction::Target;
    let ControlInstruction { id, target, action, until, reason } = instruction;
    let target = match target {
        ControlTarget::Enterprise(code) => Target::Enterprise(code.clone()),
        ControlTarget::Waybill(number) => Target::Waybill(number.clone()),
        ControlTarget::Rule(rule) => Target::Rule(rule.clone()),
    };
    pb::ControlInstruction {
        id: id.clone(),
        target: Some(target),
        action: write_action(*action).into(),
        until: until.map(time::write_day),
        reason: reason.clone(),
    }
}

/// Takes an instruction.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] with everything that is wrong.
pub fn take_instruction(message: pb::ControlInstruction) -> Result<ControlInstruction, Refused> {
    let (instruction, wrong) = read_instruction(message);
    match instruction {
        Some(instruction) if wrong.is_empty() => Ok(instruction),
        _ => Err(Refused::new(Reason::ArgumentInvalid, wrong.join("; "))),
    }
}

/// The instruction, if it has everything, and what is wrong with it.
pub(crate) fn read_instruction(message: pb::ControlInstruction) -> (Option<ControlInstruction>, Vec<String>) {
    use pb::control_instruction::Target;
    let pb::ControlInstruction { id, target, action, until, reason } = message;
    let mut wrong = Vec::new();
    if !ControlInstruction::is_id(&id) {
        wrong.push("id: 1 to 64 letters, digits, points, hyphens, underscores".to_owned());
    }
    let target = match target {
        Some(Target::Enterprise(code)) => Some(ControlTarget::Enterprise(code)),
        Some(Target::Waybill(number)) => Some(ControlTarget::Waybill(number)),
        Some(Target::Rule(rule)) => Some(ControlTarget::Rule(rule)),
        None => None,
    };
    let target = target.filter(|target| (1..=NAME_BYTES).contains(&target.name().len()));
    if target.is_none() {
        wrong.push(format!("target: one of enterprise, waybill and rule, 1 to {NAME_BYTES} bytes"));
    }
    let action = read_action(action);
    if action.is_none() {
        wrong.push("action: inspect, request documents, sample or stop".to_owned());
    }
    let until = until.map(|day| (day, time::read_day(day)));
    if let Some((_, None)) = until {
        wrong.push("until: no day of the calendar".to_owned());
    }
    if reason.chars().count() > ControlInstruction::REASON_CHARACTERS {
        wrong.push(format!("reason: at most {} characters", ControlInstruction::REASON_CHARACTERS));
    }
    if reason.chars().any(moves) {
        wrong.push("reason: no control characters".to_owned());
    }
    let instruction = target.zip(action).map(|(target, action)| ControlInstruction {
        id,
        target,
        action,
        until: until.and_then(|(_, day)| day),
        reason,
    });
    (instruction, wrong)
}

const fn write_action(action: ControlAction) -> pb::ControlAction {
    match action {
        ControlAction::Inspect => pb::ControlAction::Inspect,
        ControlAction::RequestDocuments => pb::ControlAction::RequestDocuments,
        ControlAction::Sample => pb::ControlAction::Sample,
        ControlAction::Stop => pb::ControlAction::Stop,
    }
}

fn read_action(number: i32) -> Option<ControlAction> {
    Some(match pb::ControlAction::try_from(number).ok()? {
        pb::ControlAction::Unspecified => return None,
        pb::ControlAction::Inspect => ControlAction::Inspect,
        pb::ControlAction::RequestDocuments => ControlAction::RequestDocuments,
        pb::ControlAction::Sample => ControlAction::Sample,
        pb::ControlAction::Stop => ControlAction::Stop,
    })
}

/// Writes a finding.
#[must_use]
pub fn write_finding(finding: &Finding) -> pb::Finding {
    pb::Finding {
        kind: write_kind(finding.kind).into(),
        disposition: write_disposition(finding.disposition).into(),
        rule: finding.rule.clone(),
    }
}

/// Takes a finding.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] with what is wrong.
pub fn take_finding(message: pb::Finding) -> Result<Finding, Refused> {
    read_finding(message).map_err(|wrong| Refused::new(Reason::ArgumentInvalid, wrong))
}

pub(crate) fn read_finding(message: pb::Finding) -> Result<Finding, &'static str> {
    let kind = read_kind(message.kind).ok_or("finding.kind: one of the known kinds")?;
    let disposition =
        read_disposition(message.disposition).ok_or("finding.disposition: one of the known dispositions")?;
    if message.rule.len() > NAME_BYTES || message.rule.chars().any(moves) {
        return Err("finding.rule: at most 100 bytes, no control characters");
    }
    Ok(Finding { kind, disposition, rule: message.rule })
}

/// Writes what becomes of goods.
#[must_use]
pub const fn write_disposition(disposition: Disposition) -> pb::Disposition {
    match disposition {
        Disposition::Release => pb::Disposition::Release,
        Disposition::Reject => pb::Disposition::Reject,
        Disposition::ShipBack => pb::Disposition::ShipBack,
        Disposition::Detain(Detention::Clearance) => pb::Disposition::DetainClearance,
        Disposition::Detain(Detention::Smuggling) => pb::Disposition::DetainSmuggling,
        Disposition::Detain(Detention::Legal) => pb::Disposition::DetainLegal,
        Disposition::Detain(Detention::Other) => pb::Disposition::DetainOther,
    }
}

pub(crate) fn read_disposition(number: i32) -> Option<Disposition> {
    Some(match pb::Disposition::try_from(number).ok()? {
        pb::Disposition::Unspecified => return None,
        pb::Disposition::Release => Disposition::Release,
        pb::Disposition::Reject => Disposition::Reject,
        pb::Disposition::ShipBack => Disposition::ShipBack,
        pb::Disposition::DetainClearance => Disposition::Detain(Detention::Clearance),
        pb::Disposition::DetainSmuggling => Disposition::Detain(Detention::Smuggling),
        pb::Disposition::DetainLegal => Disposition::Detain(Detention::Legal),
        pb::Disposition::DetainOther => Disposition::Detain(Detention::Other),
    })
}

macro_rules! kinds {
    ($($kind:ident),*) => {
        /// Writes a kind of finding.
        #[must_use]
        pub const fn write_kind(kind: FindingKind) -> pb::FindingKind {
            match kind { $(FindingKind::$kind => pb::FindingKind::$kind,)* }
        }

        fn read_kind(number: i32) -> Option<FindingKind> {
            Some(match pb::FindingKind::try_from(number).ok()? {
                pb::FindingKind::Unspecified => return None,
                $(pb::FindingKind::$kind => FindingKind::$kind,)*
            })
        }
    };
}

kinds!(
    Conforming,
    Quantity,
    Name,
    Classification,
    Value,
    Origin,
    Packing,
    Infringement,
    Prohibited,
    Restricted,
    Hidden,
    FalseTrade,
    Split,
    Documents
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_and_instructions_round_trip() {
        for kind in FindingKind::ALL {
            for number in 1..8 {
                let disposition = read_disposition(number).unwrap();
                let finding = Finding { kind, disposition, rule: "goods.blade".to_owned() };
                assert_eq!(take_finding(write_finding(&finding)).unwrap(), finding);
            }
        }
        for target in [
            ControlTarget::Enterprise("3301960ABC".to_owned()),
            ControlTarget::Waybill("LP1".to_owned()),
            ControlTarget::Rule("goods.blade".to_owned()),
        ] {
            for action in [1, 2, 3, 4] {
                let instruction = ControlInstruction {
                    id: "tip-7".to_owned(),
                    target: target.clone(),
                    action: read_action(action).unwrap(),
                    until: Some((2026, 2, 28)),
                    reason: "线索".to_owned(),
                };
                assert_eq!(take_instruction(write_instruction(&instruction)).unwrap(), instruction);
            }
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let refused = take_instruction(pb::ControlInstruction {
            id: "a b".to_owned(),
            until: Some(pb::CivilDate { year: 2026, month: 2, day: 30 }),
            reason: "x".repeat(501),
            ..Default::default()
        })
        .unwrap_err();
        assert_eq!(refused.message().split("; ").count(), 5, "{}", refused.message());
        assert!(take_finding(pb::Finding::default()).is_err());
    }
}
