//! The customs process on the wire: what was taken, where it stands, why, and why not.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{
    Accepted, ClockMode, Existing, Explained, ExplainedStep, Key, Outcome, Phase, Refusal, SandboxView,
    Standing, Unfit,
};
use tongguan_proto::document::v1 as shared;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::sandbox::v1 as sandbox;

use crate::status::{Reason, Refused};
use crate::{document, settings, time};

/// Writes what was taken.
#[must_use]
pub fn write_accepted(accepted: Accepted) -> shared::Accepted {
    shared::Accepted {
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
pub const fn write_phase(phase: Phase) -> shared::State {
    match phase {
        Phase::Draft => shared::State::Draft,
        Phase::Received => shared::State::Received,
        Phase::Sent => shared::State::Sent,
        Phase::Comparing => shared::State::Comparing,
        Phase::Leaving => shared::State::Leaving,
        Phase::SendingFailed => shared::State::SendingFailed,
        Phase::Stored => shared::State::Stored,
        Phase::InReview => shared::State::InReview,
        Phase::Reviewed => shared::State::Reviewed,
        Phase::InInspection => shared::State::InInspection,
        Phase::Released => shared::State::Released,
        Phase::Closed => shared::State::Closed,
        Phase::Rejected => shared::State::Rejected,
        Phase::Detained => shared::State::Detained,
        Phase::ShippedBack => shared::State::ShippedBack,
        Phase::Withdrawn => shared::State::Withdrawn,
        Phase::Suspended => shared::State::Suspended,
        Phase::HandedOver => shared::State::HandedOver,
        Phase::Cancelled => shared::State::Cancelled,
    }
}

/// Reads a phase; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of them.
pub fn read_phase(field: &str, number: i32) -> Result<Option<Phase>, Refused> {
    let state = crate::choice::read::<shared::State>(field, number)?;
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
        waiting_for_zh: explained.waiting_for_zh,
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
        text_zh: step.text_zh,
        reasons: step.reasons,
        reasons_zh: step.reasons_zh,
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
        receipt_form: settings::write_form(view.receipt_form).into(),
        default_outcome: view.outcome.map_or(shared::Outcome::Unspecified, write_outcome).into(),
        draws_off: view.draws_off,
        officers_decide: view.officers_decide,
        registration_required: view.registration_required,
        chances: Some(settings::write_chances(&view.pace)),
        risk_server: view.risk_server.as_ref().map(settings::write_server),
        credit_server: view.credit_server.as_ref().map(settings::write_server),
        risk_profile: view.risk_profile.clone().unwrap_or_default(),
    }
}

/// Writes an outcome.
#[must_use]
pub const fn write_outcome(outcome: Outcome) -> shared::Outcome {
    match outcome {
        Outcome::Release => shared::Outcome::Release,
        Outcome::Review => shared::Outcome::Review,
        Outcome::ReviewReject => shared::Outcome::ReviewReject,
        Outcome::Inspect => shared::Outcome::Inspect,
        Outcome::InspectReject => shared::Outcome::InspectReject,
        Outcome::ShipBack => shared::Outcome::ShipBack,
        Outcome::DetainClearance => shared::Outcome::Detain501,
        Outcome::DetainSmuggling => shared::Outcome::Detain502,
        Outcome::DetainLegal => shared::Outcome::Detain503,
        Outcome::DetainOther => shared::Outcome::Detain599,
        Outcome::SendFailure => shared::Outcome::SendFailure,
        Outcome::Suspend => shared::Outcome::Suspend,
        Outcome::HandOver => shared::Outcome::HandOver,
        Outcome::PartnerMissing => shared::Outcome::PartnerMissing,
        Outcome::RepeatReceipts => shared::Outcome::RepeatReceipts,
        Outcome::ReorderReceipts => shared::Outcome::ReorderReceipts,
    }
}

/// Reads an outcome; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of them.
pub fn read_outcome(field: &str, number: i32) -> Result<Option<Outcome>, Refused> {
    let asked = crate::choice::read::<shared::Outcome>(field, number)?;
    Ok(Outcome::ALL
        .into_iter()
        .map(|(outcome, ..)| outcome)
        .find(|known| asked == Some(write_outcome(*known))))
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

/// Why a document cannot be taken now, under the name that its call gives it.
#[must_use]
pub fn unfit_document(name: &str, unfit: Unfit) -> Refused {
    let Unfit { rule, info, existing } = unfit;
    let reason = Reason::from_name(rule.code).unwrap_or(Reason::StateDoesNotMatch);
    let (en, zh) =
        existing.as_deref().map_or_else(|| (rule.hint.to_owned(), rule.hint_zh.to_owned()), existing_hint);
    let refused = Refused::new(reason, format!("{name}: {}; {en}", rule.en)).with("document", name);
    let refused = refused.return_info(info).hint(en, zh);
    match existing {
        Some(existing) => refused
            .with("document_id", existing.accepted.id.to_string())
            .with("state", write_phase(existing.accepted.phase).as_str_name())
            .existing(write_accepted(existing.accepted)),
        None => refused,
    }
}

/// Whether an accepted declaration has not left yet.
const fn may_be_cancelled(phase: Phase) -> bool {
    matches!(
        phase,
        Phase::Stored
            | Phase::InReview
            | Phase::Suspended
            | Phase::Reviewed
            | Phase::Leaving
            | Phase::InInspection
    )
}

/// What to do about a document that has the key already, in English and Chinese: it hangs on where that one stands.
fn existing_hint(existing: &Existing) -> (String, String) {
    let Existing { accepted, may_change } = existing;
    let (id, code) = (accepted.id, accepted.code);
    let (en, zh) = if *may_change {
        ("to correct it, send it with appType 2", "如需修改，以 appType 2 重新报送")
    } else if accepted.kind == DocumentKind::Declaration && may_be_cancelled(accepted.phase) {
        (
            "it is accepted: cancel it first (605), then declare anew with another copNo",
            "清单已审核通过：先报送撤销申请单（605），再以新的 copNo 申报",
        )
    } else {
        ("it cannot be changed any more: use another number", "该单证不能再修改：请使用新的编号")
    };
    (
        format!(
            "document {id} has this key and was told {code}: leave this one out; {en}; or use another sandbox"
        ),
        format!("单证 {id} 已使用该业务主键，回执状态 {code}：无需重复报送；{zh}；或换用其他沙箱"),
    )
}

/// By what a document is asked for.
///
/// # Errors
/// [`Reason::ArgumentInvalid`]: nothing is said, or no kind.
pub fn read_key(key: Option<intake::DocumentKey>) -> Result<Key, Refused> {
    use intake::document_key::Key as Asked;
    let missing =
        || Refused::new(Reason::ArgumentInvalid, "key: set document_id, pre_no, invt_no or business");
    Ok(match key.and_then(|key| key.key).ok_or_else(missing)? {
        Asked::DocumentId(id) => Key::Id(DocumentId(id)),
        Asked::PreNo(number) | Asked::InvtNo(number) => Key::Number(number),
        Asked::Business(intake::BusinessKey { kind, key }) => {
            let unsaid = || Refused::new(Reason::ArgumentInvalid, "key.business.kind: say which kind");
            Key::Business(crate::document::read_kind("key.business.kind", kind)?.ok_or_else(unsaid)?, key)
        }
    })
}

/// What the process refuses, as a refusal of the call. `names` are those of the documents of the call.
#[must_use]
pub fn refused(refusal: Refusal, names: &[&str]) -> Refused {
    match refusal {
        // Who sends documents and no message in XML means something else by this id.
        Refusal::RequestIdReused | Refusal::MessageRefused { .. } => Refused::plain(Reason::RequestIdReused),
        Refusal::Document { index, unfit } => {
            unfit_document(names.get(index).copied().unwrap_or("document"), unfit)
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
        Refusal::NoSuchDocument => {
            Refused::new(Reason::NotFound, "there is no such document in this sandbox")
        }
        Refusal::NoSuchInstruction => Refused::new(Reason::NotFound, "there is no instruction of this id")
            .hint("ListInstructions has those that there are", "用 ListInstructions 查看已有的布控指令"),
        Refusal::NotUnderControl { phase } => {
            let (zh, en) = phase.names();
            Refused::new(
                Reason::NotUnderControl,
                format!("the document is {en} ({zh}), neither in review nor in inspection"),
            )
            .with("state", en)
        }
        Refusal::FindingContradicts { kind, disposition, why: (en, zh) } => {
            let (kind, end) = (kind.key(), disposition.key());
            Refused::new(Reason::FindingContradicts, format!("finding: {kind} and {end} exclude each other"))
                .hint(en, zh)
        }
        // Neither can come from outside: the edges check faults, and nobody but the driver answers questions.
        Refusal::NotAsked | Refusal::Faulty => Refused::plain(Reason::Failure),
    }
}
