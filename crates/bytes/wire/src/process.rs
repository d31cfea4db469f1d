//! The customs process on the wire: what was taken, where it stands, why, and why not.

use tongguan_domain::limits;
use tongguan_domain::process::{
    Accepted, ClockMode, Explained, ExplainedStep, Phase, Refusal, SandboxView, Standing,
};
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::sandbox::v1 as sandbox;

use crate::status::{RETURN_INFO, Reason, Refused};
use crate::{document, settings, time};

/// Writes what was taken.
#[must_use]
pub fn write_accepted(accepted: Accepted) -> intake::Accepted {
    intake::Accepted {
        document_id: accepted.id.0,
        kind: document::write_kind(accepted.kind).into(),
        pre_no: accepted.pre_no,
        invt_no: accepted.invt_no,
        return_code: accepted.code.number(),
        state: write_phase(accepted.phase).into(),
    }
}

/// Writes a phase.
#[must_use]
pub const fn write_phase(phase: Phase) -> intake::State {
    match phase {
        Phase::Draft => intake::State::Draft,
        Phase::Received => intake::State::Received,
        Phase::Sent => intake::State::Sent,
        Phase::Comparing => intake::State::Comparing,
        Phase::Leaving => intake::State::Leaving,
        Phase::SendingFailed => intake::State::SendingFailed,
        Phase::Stored => intake::State::Stored,
        Phase::InReview => intake::State::InReview,
        Phase::Reviewed => intake::State::Reviewed,
        Phase::InInspection => intake::State::InInspection,
        Phase::Released => intake::State::Released,
        Phase::Closed => intake::State::Closed,
        Phase::Rejected => intake::State::Rejected,
        Phase::Detained => intake::State::Detained,
        Phase::ShippedBack => intake::State::ShippedBack,
        Phase::Withdrawn => intake::State::Withdrawn,
        Phase::Suspended => intake::State::Suspended,
        Phase::HandedOver => intake::State::HandedOver,
        Phase::Cancelled => intake::State::Cancelled,
    }
}

/// Reads a phase; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of them.
pub fn read_phase(field: &str, number: i32) -> Result<Option<Phase>, Refused> {
    let state = crate::choice::read::<intake::State>(field, number)?;
    Ok(Phase::ALL.into_iter().find(|phase| state == Some(write_phase(*phase))))
}

/// Writes where a document stands.
#[must_use]
pub fn write_summary(summary: Standing) -> intake::DocumentSummary {
    intake::DocumentSummary {
        accepted: Some(write_accepted(summary.accepted)),
        business_key: summary.business_key,
        sender: summary.sender,
        received_at: Some(time::write(summary.received)),
        changed_at: Some(time::write(summary.changed)),
    }
}

/// Writes a document's way, without warnings.
#[must_use]
pub fn write_explained(explained: Explained) -> intake::ExplainDocumentResponse {
    intake::ExplainDocumentResponse {
        summary: Some(write_summary(explained.standing)),
        steps: explained.steps.into_iter().map(write_step).collect(),
        waiting_for: explained.waiting_for,
        warnings: Vec::new(),
        goes_on: explained.goes_on,
    }
}

fn write_step(step: ExplainedStep) -> intake::Step {
    intake::Step {
        at: Some(time::write(step.at)),
        state: write_phase(step.phase).into(),
        return_code: step.code.map_or(0, |code| code.number()),
        text: step.text,
        reasons: step.reasons,
    }
}

/// Writes a sandbox.
#[must_use]
pub fn write_sandbox(name: String, view: &SandboxView) -> sandbox::Sandbox {
    sandbox::Sandbox {
        name,
        seed: view.seed,
        clock_mode: match view.clock {
            ClockMode::Auto => sandbox::ClockMode::Auto,
            ClockMode::Manual => sandbox::ClockMode::Manual,
        }
        .into(),
        now: Some(time::write(view.now)),
        next_timer: view.next_timer.map(time::write),
        timers: view.timers,
        documents: view.documents,
        receipts: view.receipts,
        journal_position: view.position.saturating_sub(1),
        message_version: settings::write_version(view.version).into(),
        signature_policy: settings::write_policy(view.signatures).into(),
        echo_guid: view.echo_guid,
        receipt_form: crate::settings::write_form(view.receipt_form).into(),
    }
}

/// Reads a clock mode; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of them.
pub fn read_clock(field: &str, number: i32) -> Result<Option<ClockMode>, Refused> {
    Ok(match crate::choice::read::<sandbox::ClockMode>(field, number)? {
        None | Some(sandbox::ClockMode::Unspecified) => None,
        Some(sandbox::ClockMode::Auto) => Some(ClockMode::Auto),
        Some(sandbox::ClockMode::Manual) => Some(ClockMode::Manual),
    })
}

/// What the process refuses, as a refusal of the call. `names` are those of the documents of the call.
#[must_use]
pub fn refused(refusal: Refusal, names: &[&str]) -> Refused {
    match refusal {
        // Who sends documents and no message in XML means something else by this id.
        Refusal::RequestIdReused | Refusal::MessageRefused { .. } => Refused::plain(Reason::RequestIdReused),
        Refusal::Document { index, rule, info } => {
            let reason = Reason::from_name(rule.code).unwrap_or(Reason::StateDoesNotMatch);
            let name = names.get(index).copied().unwrap_or("document");
            Refused::new(reason, format!("{name}: {}; {}", rule.en, rule.hint))
                .with("document", name)
                .with(RETURN_INFO, info)
                .with("hint", rule.hint)
        }
        Refusal::ClockGoesBack { now } => Refused::new(
            Reason::ClockGoesBack,
            format!("the clock shows {now} (Beijing) and never goes back"),
        ),
        Refusal::LimitReached { limit } => {
            let most = limits::LIMITS.iter().find(|known| known.name == limit).map_or(0, |known| known.value);
            Refused::new(Reason::LimitReached, format!("the sandbox has reached {limit} = {most}"))
        }
        Refusal::NothingToAcknowledge { last } => {
            let text = format!("the last receipt of the mailbox is number {last}");
            Refused::new(Reason::NothingToAcknowledge, text).with("last", last.to_string())
        }
        // Neither can come from outside: the edges check faults, and nobody but the driver answers questions.
        Refusal::NotAsked | Refusal::Faulty => Refused::plain(Reason::Failure),
    }
}
