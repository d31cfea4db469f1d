//! What officers order and find: manual instructions (布控指令), and the results of reviews and inspections.

use crate::catalogue;
use crate::command::{ControlResult, NoteCredit};
use crate::desk::{Desk, ground};
use crate::event::Event;
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::registration::check_room_for_credit;
use crate::stations::{audit, punishment, review};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Phase, Refusal, Step};
use tongguan_domain::screening::{
    ControlAction, ControlInstruction, ControlTarget, Disposition, Finding, FindingKind, Ground,
    ScreeningDecision, Tracked,
};

/// The rule of a ground that says what an officer found.
const RESULT: &str = "officer.result";
/// The rule of a ground that says that a review has ordered an inspection.
const ORDERED: &str = "review.inspection";

/// Takes an instruction; what has expired makes room.
pub(crate) fn instruct(desk: &mut Desk<'_>, instruction: ControlInstruction) -> Result<(), Refusal> {
    let (known, today) = (&desk.state.instructions, desk.state.now.date());
    if known.get(&instruction.id) == Some(&instruction) {
        return Ok(());
    }
    if known.len() >= limits::INSTRUCTIONS && !known.contains_key(&instruction.id) {
        let expired = known.values().find(|known| !known.holds_on(today)).map(|known| known.id.clone());
        let expired = expired.ok_or(Refusal::LimitReached { limit: "INSTRUCTIONS" })?;
        desk.record(Event::InstructionWithdrawn(expired));
    }
    desk.record(Event::Instructed(Box::new(instruction)));
    Ok(())
}

pub(crate) fn withdraw(desk: &mut Desk<'_>, id: String) -> Result<(), Refusal> {
    if !desk.state.instructions.contains_key(&id) {
        return Err(Refusal::NoSuchInstruction);
    }
    desk.record(Event::InstructionWithdrawn(id));
    Ok(())
}

/// Notes what happened to the credit of an enterprise.
pub(crate) fn note_credit(desk: &mut Desk<'_>, told: NoteCredit) -> Result<(), Refusal> {
    let NoteCredit { enterprise, event } = told;
    check_room_for_credit(desk.state, [enterprise.as_str()])?;
    if !desk.state.credit_events.get(&enterprise).is_some_and(|known| known.contains(&event)) {
        desk.record(Event::CreditNoted(enterprise, Box::new(event)));
    }
    Ok(())
}

/// What instructions on enterprises and waybills do to a decision, whoever made it. Those on rules are for whoever
/// screens.
pub(crate) fn enforce(decision: &mut ScreeningDecision, tracked: &Tracked) {
    let concern = |known: &&ControlInstruction| !matches!(known.target, ControlTarget::Rule(_));
    for instruction in tracked.instructions.iter().filter(concern) {
        decision.lane = decision.lane.max(instruction.action.lane());
        decision.grounds.insert(0, instructed(instruction));
    }
}

fn instructed(instruction: &ControlInstruction) -> Ground {
    // Not its reason: whoever declares reads this, and the officers' own list tells it to officers.
    let ControlInstruction { id, target, action, .. } = instruction;
    let (zh, en) = action.names();
    Ground {
        zh: Some(format!("人工布控指令（{}）：{zh}", target.name())),
        ..Ground::new(format!("instruction.{id}"), format!("an officer ordered {en} of {}", target.name()))
    }
}

/// Whether a sample of the goods goes to the laboratory.
pub(crate) fn is_sampled(filed: &Filed) -> bool {
    let grounds = filed.screening().map(|decision| decision.grounds).unwrap_or_default();
    let instructions = filed.seen().map(|seen| seen.tracked.instructions).unwrap_or_default();
    instructions.iter().any(|instruction| {
        let id = format!("instruction.{}", instruction.id);
        instruction.action == ControlAction::Sample && grounds.iter().any(|ground| ground.rule == id)
    })
}

/// Whether the review of documents has ordered an inspection of the goods.
pub(crate) fn review_ordered_inspection(filed: &Filed) -> bool {
    let mut reviews = filed.history.iter().filter(|mark| mark.step == Some(Step::FinishReview));
    reviews.any(|mark| mark.grounds.iter().any(|ground| ground.rule == ORDERED))
}

/// Whether a step that was just made ends a look at the goods that found something: as an officer said, whatever becomes
/// of the goods, and otherwise as what becomes of them says.
pub(crate) fn found_something(filed: &Filed, step: Step) -> bool {
    let inspected = filed.made_at(Step::Inspect).is_some();
    let bad = matches!(step, Step::Detain(_) | Step::ShipBack) || step == Step::Reject && inspected;
    let looked_at = bad || step == Step::Release && inspected;
    let grounds = filed.history.last().map_or(&[][..], |mark| &mark.grounds);
    let said = grounds.iter().find(|ground| ground.rule == RESULT);
    let nothing = FindingKind::Conforming.names().0;
    let found = said.map(|said| !said.zh.as_deref().is_some_and(|zh| zh.starts_with(nothing)));
    looked_at && found.unwrap_or(bad)
}

/// What a finding is told as.
pub(crate) fn told(finding: &Finding) -> Ground {
    ground(&catalogue::INSPECTION_FAILED, finding.kind.names().0)
}

/// What becomes of goods under inspection.
pub(crate) const fn step_of(disposition: Disposition) -> Step {
    match disposition {
        Disposition::Release => Step::Release,
        Disposition::Reject => Step::Reject,
        Disposition::ShipBack => Step::ShipBack,
        Disposition::Detain(by) => Step::Detain(by),
    }
}

/// The result of an officer ends a review or an inspection.
pub(crate) fn record(desk: &mut Desk<'_>, told: &ControlResult) -> Result<(), Refusal> {
    if let Some(why) = told.finding.contradiction() {
        let Finding { kind, disposition, .. } = told.finding;
        return Err(Refusal::FindingContradicts { kind, disposition, why });
    }
    let id = desk.state.find(&told.document).ok_or(Refusal::NoSuchDocument)?;
    let filed = desk.state.filed(id).ok_or(Refusal::NoSuchDocument)?;
    let (kind, phase) = (filed.kind, filed.phase);
    let step = match phase {
        Phase::InReview => Step::FinishReview,
        _ => step_of(told.finding.disposition),
    };
    let looked_at = matches!(phase, Phase::InReview | Phase::InInspection);
    if kind != DocumentKind::Declaration || !looked_at || phase.after(kind, step).is_err() {
        return Err(Refusal::NotUnderControl { phase });
    }
    let grounds = vec![result(&told.finding, &told.note)];
    match (phase, told.finding.disposition) {
        (Phase::InReview, disposition) => end_review(desk, id, disposition, grounds),
        _ => {
            desk.step(id, step, grounds);
            punishment::follow_detention(desk, id);
            audit::follow_release(desk, id);
        }
    }
    Ok(())
}

fn result(finding: &Finding, note: &str) -> Ground {
    let (zh, en) = finding.kind.names();
    let with = |words: &str| if note.is_empty() { words.to_owned() } else { format!("{words}: {note}") };
    Ground { zh: Some(with(zh)), ..Ground::new(RESULT, with(en)) }
}

/// Ends a review by what it found: the documents pass, are rejected, or the goods are looked at next.
pub(crate) fn end_review(
    desk: &mut Desk<'_>,
    id: DocumentId,
    disposition: Disposition,
    mut grounds: Vec<Ground>,
) {
    match disposition {
        Disposition::Release => review::finish(desk, id, grounds),
        Disposition::Reject => desk.step(id, Step::Reject, grounds),
        Disposition::ShipBack | Disposition::Detain(_) => {
            let zh = Some("审核认为须查验货物".to_owned());
            grounds.push(Ground {
                zh,
                ..Ground::new(ORDERED, "the review has ordered an inspection of the goods")
            });
            review::finish(desk, id, grounds);
        }
    }
}
