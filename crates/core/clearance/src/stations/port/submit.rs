//! Taking documents: repeats, duplicates, changes, deletions.

use super::call::{Call, Place};
use super::fitness::{self, Case, Seen};
use crate::catalogue;
use crate::command::{Earlier, Origin, RefuseMessage, Submission, Submitted, SubmittedRecord, Tag};
use crate::desk::Desk;
use crate::desk::set_drawn;
use crate::event::{Event, StoredResult, Timer};
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::receipts;
use crate::repeat::halves;
use crate::state::State;
use std::sync::Arc;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::{Fault, Level, MORE_FAULTS, Rule};
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::process::{
    Accepted, Declined, Existing, Outcome, Phase, RecordResult, Refusal, Step, Unfit,
};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::return_code::ReturnCode;

/// Why a well-made document cannot be taken now.
pub(crate) struct Obstacle {
    pub(crate) rule: &'static Rule,
    pub(crate) info: String,
    /// The document that has the key already.
    pub(crate) existing: Option<DocumentId>,
}

impl Obstacle {
    fn told(self, state: &State) -> Unfit {
        let Self { rule, info, existing } = self;
        let existing = existing.and_then(|id| {
            let filed = state.filed(id)?;
            let user = filed.bound.and_then(|user| state.filed(user));
            let free = user.is_none_or(|user| user.phase == Phase::Rejected);
            let may_change = filed.phase.may_change(filed.kind) && free;
            Some(Box::new(Existing { accepted: state.standing(id)?.accepted, may_change }))
        });
        Unfit { rule, info, existing }
    }
}

pub(crate) fn submit(desk: &mut Desk<'_>, submission: Submission) -> Result<Submitted, Refusal> {
    if let Some(answer) = earlier_answer(desk.state, submission.tag.as_ref())? {
        return Ok(answer);
    }
    let names = submission.subscribers.iter().map(|subscriber| &subscriber.mailbox);
    check_room(desk.state, names.chain([&submission.mailbox]))?;
    let results: Vec<_> = match submission.origin {
        Origin::Native => {
            let places = check_all(desk.state, &submission.records)?;
            let records = submission.records.iter().zip(places);
            records
                .map(|(record, place)| StoredResult::Taken(take(desk, &submission, record, place)))
                .collect()
        }
        Origin::Each => {
            submission.records.iter().map(|record| take_or_decline(desk, &submission, record)).collect()
        }
        Origin::Ceb => {
            submission.records.iter().map(|record| take_or_refuse(desk, &submission, record)).collect()
        }
    };
    let records = results.iter().map(|result| shown(desk.state, result)).collect();
    // What changed nothing is decided anew when it comes again.
    let kept = |result: &StoredResult| matches!(result, StoredResult::Taken(_) | StoredResult::Refused(..));
    if let Some(tag) = submission.tag.filter(|_| results.iter().any(kept)) {
        let (high, low) = halves(tag.fingerprint);
        desk.record(Event::RequestAnswered { id: tag.id, high, low, results });
    }
    Ok(Submitted { records, replayed: false })
}

/// Whether there is room for one more request, which tells something to these mailboxes.
pub(crate) fn check_room<'m>(
    state: &State,
    mailboxes: impl IntoIterator<Item = &'m MailboxName>,
) -> Result<(), Refusal> {
    let unknown = |name: &&MailboxName| state.mailbox(name.as_str()).is_none();
    // A handful at most.
    let mut new: Vec<_> = mailboxes.into_iter().filter(unknown).collect();
    new.sort_unstable();
    new.dedup();
    let bounds = [
        // What is refused with a receipt is kept as well.
        (
            state.documents.len() + state.refused.len() + state.format_faults.len() + 1,
            limits::SANDBOX_DOCUMENTS,
            "SANDBOX_DOCUMENTS",
        ),
        (state.requests.len() + 1, limits::SANDBOX_REQUESTS, "SANDBOX_REQUESTS"),
        (state.mailboxes.len() + new.len(), limits::SANDBOX_MAILBOXES, "SANDBOX_MAILBOXES"),
    ];
    bounds
        .iter()
        .find(|(used, most, _)| used > most)
        .map_or(Ok(()), |(.., limit)| Err(Refusal::LimitReached { limit }))
}

fn earlier_answer(state: &State, tag: Option<&Tag>) -> Result<Option<Submitted>, Refusal> {
    if state.answered_before(tag)?.is_none() {
        return Ok(None);
    }
    match tag.and_then(|tag| state.earlier(tag)) {
        None => Ok(None),
        Some(Earlier::Submitted(records)) => Ok(Some(Submitted { records, replayed: true })),
        Some(Earlier::Refused { mailbox, fault }) => Err(Refusal::MessageRefused { mailbox, fault }),
    }
}

impl State {
    /// What the same request was answered before: `None` for a new one, and for an id that was used with other content.
    #[must_use]
    pub fn earlier(&self, tag: &Tag) -> Option<Earlier> {
        let answered = self.answered_before(Some(tag)).ok()??;
        let Some((mailbox, fault)) = answered.refused else {
            return Some(Earlier::Submitted(
                answered.results.iter().map(|result| shown(self, result)).collect(),
            ));
        };
        let mailbox = self.mailboxes.get(mailbox as usize)?.name.clone();
        let fault = Box::new(self.format_faults.get(fault as usize)?.clone());
        Some(Earlier::Refused { mailbox, fault })
    }
}

/// A result as it was at the moment of taking, so that a repeat gets the same words.
fn shown(state: &State, result: &StoredResult) -> RecordResult {
    match result {
        StoredResult::Refused(code, info, taken_at) => {
            RecordResult::Refused { code: *code, info: info.clone(), taken_at: *taken_at }
        }
        StoredResult::Faulty => RecordResult::Declined(Declined::Faulty),
        StoredResult::Unfit(code, info, existing) => {
            let rule = catalogue::PROCESSING_RULES.iter().find(|rule| rule.code == code);
            let rule = rule.copied().unwrap_or(&catalogue::STATE_DOES_NOT_MATCH);
            let obstacle = Obstacle { rule, info: info.clone(), existing: *existing };
            RecordResult::Declined(Declined::Unfit(obstacle.told(state)))
        }
        StoredResult::Taken(id) => {
            let filed = state.filed(*id);
            let phase = filed.and_then(|f| f.history.first()).map_or(Phase::Received, |mark| mark.phase);
            let draft = phase == Phase::Draft;
            RecordResult::Accepted(Accepted {
                id: *id,
                kind: filed.map_or(DocumentKind::Declaration, |f| f.kind),
                pre_no: filed.map(Filed::pre_no).unwrap_or_default().to_owned(),
                invt_no: String::new(),
                code: if draft { ReturnCode::PORT_STORED } else { ReturnCode::PORT_DECLARING },
                phase,
                taken_at: filed.map(|f| f.taken_at).unwrap_or_default(),
            })
        }
    }
}

/// A native submission is taken whole or not at all. Gives what each record will do.
fn check_all(state: &State, records: &[SubmittedRecord]) -> Result<Vec<Place>, Refusal> {
    let mut call = Call::new(state);
    for (index, record) in records.iter().enumerate() {
        if !record.faults.is_empty() {
            return Err(Refusal::Faulty);
        }
        let document = record.document.document();
        let key = document.business_key();
        match judge(state, document, &key, &call) {
            Ok(place) => call.plan(document, key, place),
            Err(obstacle) => return Err(Refusal::Document { index, unfit: obstacle.told(state) }),
        }
    }
    Ok(call.places())
}

/// A document is taken for itself; what stands against it is its answer.
fn take_or_decline(desk: &mut Desk<'_>, submission: &Submission, record: &SubmittedRecord) -> StoredResult {
    if !record.faults.is_empty() {
        return StoredResult::Faulty;
    }
    let document = record.document.document();
    match judge(desk.state, document, &document.business_key(), &Call::new(desk.state)) {
        Ok(place) => StoredResult::Taken(take(desk, submission, record, place)),
        Err(Obstacle { rule, info, existing }) => StoredResult::Unfit(rule.code.to_owned(), info, existing),
    }
}

fn take_or_refuse(desk: &mut Desk<'_>, submission: &Submission, record: &SubmittedRecord) -> StoredResult {
    let document = record.document.document();
    let kind = document.kind();
    if let Some(first) = gravest(&record.faults) {
        let (code, info) = (first.return_code(kind), receipts::faults_text(kind, &record.faults));
        return refuse(desk, submission, document, code, info);
    }
    match judge(desk.state, document, &document.business_key(), &Call::new(desk.state)) {
        Ok(place) => StoredResult::Taken(take(desk, submission, record, place)),
        Err(obstacle) => {
            let code = ReturnCode::negative(kind, obstacle.rule.level, obstacle.rule.serial);
            refuse(desk, submission, document, code, obstacle.info)
        }
    }
}

/// The fault that answers for a record: the first in the deepest range, since a wrong form is told before a
/// contradiction.
#[must_use]
pub fn gravest(faults: &[Fault]) -> Option<&Fault> {
    // Of equals, max_by_key takes the last. That there are more is no fault of its own.
    let found = faults.iter().rev().filter(|fault| fault.rule.code != MORE_FAULTS);
    found.max_by_key(|fault| severity(fault.rule.level))
}

const fn severity(level: Level) -> u8 {
    match level {
        Level::Signature => 4,
        Level::Schema => 3,
        Level::Format => 2,
        Level::Business => 1,
        Level::Processing => 0,
    }
}

fn refuse(
    desk: &mut Desk<'_>,
    submission: &Submission,
    document: &Document,
    code: ReturnCode,
    info: String,
) -> StoredResult {
    let kind = document.kind();
    // XML readers want a number of the right form even where none is kept.
    let pre_no = desk.state.next_pre_no(kind);
    let keys: ReceiptKeys = ReceiptKeys::of(document, &pre_no);
    desk.record(Event::RecordRefused {
        mailbox: submission.mailbox.clone(),
        keys,
        guid: document.heading().guid.to_owned(),
        code,
        info: info.clone(),
        subscribers: submission.subscribers.clone(),
    });
    let taken_at = desk.state.refused.last().map(|refused| refused.taken_at).unwrap_or_default();
    StoredResult::Refused(code, info, taken_at)
}

/// Whether a document may be taken after those before it in the same call, and whose place it takes.
fn judge(state: &State, document: &Document, key: &str, call: &Call<'_>) -> Result<Place, Obstacle> {
    let kind = document.kind();
    let place = call.place(document, key)?;
    let heading = document.heading();
    // A draft takes no part yet, and a deletion names nothing anew.
    if heading.app_type == "3" || heading.app_status == "1" {
        return Ok(place);
    }
    let replaced = [place.drops.as_slice(), place.over.as_slice()].concat();
    let case = Case { document, replaced: &replaced, call, seen: Seen::Port };
    let unfit = fitness::unfit(state, case);
    let Some((rule, _)) = unfit.first() else { return Ok(place) };
    let code = |rule: &Rule| ReturnCode::negative(kind, rule.level, rule.serial);
    let info =
        receipts::reasons_text(unfit.iter().map(|(rule, detail)| (code(rule), rule.zh, detail.as_str())));
    Err(Obstacle { rule, info, existing: None })
}

/// Tells the sender of a message that could not be taken at all (CEB900).
pub(crate) fn refuse_message(desk: &mut Desk<'_>, told: RefuseMessage) -> Result<(), Refusal> {
    let RefuseMessage { tag, mailbox, mut fault } = told;
    if let Some(answered) = desk.state.requests.get(tag.id.as_str()) {
        let same = (answered.high, answered.low) == halves(tag.fingerprint);
        return if same { Ok(()) } else { Err(Refusal::RequestIdReused) };
    }
    check_room(desk.state, [&mailbox])?;
    if fault.guid.is_empty() {
        fault.guid = desk.state.own_guid(&format!("message {}", tag.id));
    }
    desk.record(Event::MessageRefused(mailbox, fault));
    desk.record(tag.done());
    Ok(())
}

pub(crate) fn obstacle(rule: &'static Rule, kind: DocumentKind, key: &str) -> Obstacle {
    let (name, _) = kind.names();
    Obstacle { rule, info: format!("处理失败，{}，{name}业务主键[{key}]", rule.zh), existing: None }
}

fn take(desk: &mut Desk<'_>, submission: &Submission, record: &SubmittedRecord, place: Place) -> DocumentId {
    for id in place.drops {
        desk.step(id, Step::Replace, Vec::new());
    }
    let document = record.document.document();
    let id = DocumentId(desk.state.documents.len() as u64 + 1);
    let noted = || document.note().and_then(Outcome::in_note);
    let outcome = submission.outcome.or_else(noted).or(desk.state.settings.outcome);
    let pre_no = desk.state.next_pre_no(document.kind());
    desk.record(Event::DocumentTaken {
        document: Arc::clone(&record.document),
        mailbox: submission.mailbox.clone(),
        pre_no,
        outcome,
        subscribers: submission.subscribers.clone(),
        over: place.over,
        free_since: place.free_since,
    });
    if desk.state.filed(id).is_some_and(|filed| filed.phase == Phase::Received) {
        let span = desk.state.settings.pace.send;
        set_drawn(desk, id, span, "send", Timer::Send(id));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_domain::process::Settings;

    /// A sandbox whose mailboxes are used up still serves those who have one.
    #[test]
    fn only_a_new_mailbox_needs_room() {
        let mailbox = |number: usize| MailboxName::new(format!("DXP{number}")).unwrap();
        let (mut state, _) = State::open(Settings::default());
        for number in 0..limits::SANDBOX_MAILBOXES - 1 {
            state.mailbox_slot(&mailbox(number));
        }
        let refused = |state: &State, names: &[usize]| {
            let names: Vec<_> = names.iter().map(|number| mailbox(*number)).collect();
            match check_room(state, &names) {
                Ok(()) => None,
                Err(Refusal::LimitReached { limit }) => Some(limit),
                Err(other) => panic!("{other:?}"),
            }
        };
        let (new, other) = (limits::SANDBOX_MAILBOXES, limits::SANDBOX_MAILBOXES + 1);
        assert_eq!(refused(&state, &[new, new, 0]), None, "one is left");
        assert_eq!(refused(&state, &[new, other]), Some("SANDBOX_MAILBOXES"));
        state.mailbox_slot(&mailbox(new));
        assert_eq!(refused(&state, &[new, 0]), None);
        assert_eq!(refused(&state, &[0, other]), Some("SANDBOX_MAILBOXES"));
    }
}
