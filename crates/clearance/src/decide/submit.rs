//! Taking documents: repeats, duplicates, changes, deletions.

use super::Desk;
use super::fitness::{self, Case, Unfit};
use crate::catalogue;
use crate::command::{
    Accepted, Answer, Earlier, Origin, RecordResult, Refusal, Submission, SubmittedRecord, Tag,
};
use crate::draw;
use crate::event::{Event, StoredResult, Timer};
use crate::lifecycle::{Phase, Step};
use crate::links;
use crate::outcome::Outcome;
use crate::receipts;
use crate::state::{Filed, State};
use std::sync::Arc;
use tongguan_domain::document::{Document, DocumentKind, Manifest};
use tongguan_domain::fault::{Level, Rule};
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::receipt::{FormatFault, ReceiptKeys};
use tongguan_domain::return_code::ReturnCode;

/// Why a well-made document cannot be taken now.
struct Obstacle {
    rule: &'static Rule,
    info: String,
}

/// The documents whose place the new one takes, and how.
type Predecessors = Vec<(DocumentId, Step)>;

pub(super) fn submit(desk: &mut Desk<'_>, submission: Submission) -> Result<Answer, Refusal> {
    if let Some(answer) = earlier_answer(desk.state, &submission)? {
        return Ok(answer);
    }
    check_room(desk.state)?;
    if submission.origin == Origin::Native {
        check_all(desk.state, &submission.records)?;
    }
    let mut results = Vec::with_capacity(submission.records.len());
    for record in &submission.records {
        results.push(take_or_refuse(desk, &submission, record));
    }
    let records = results.iter().map(|result| shown(desk.state, result)).collect();
    let (high, low) = halves(submission.tag.fingerprint);
    desk.record(Event::RequestAnswered { id: submission.tag.id, high, low, results });
    Ok(Answer::Submitted { records, replayed: false })
}

/// A fingerprint as it is stored.
pub(super) fn halves(fingerprint: u128) -> (u64, u64) {
    let low = u64::try_from(fingerprint & u128::from(u64::MAX)).unwrap_or(u64::MAX);
    let high = u64::try_from(fingerprint >> 64).unwrap_or(u64::MAX);
    (high, low)
}

pub(super) fn check_room(state: &State) -> Result<(), Refusal> {
    let bounds = [
        (state.documents.len(), limits::SANDBOX_DOCUMENTS, "SANDBOX_DOCUMENTS"),
        (state.requests.len(), limits::SANDBOX_REQUESTS, "SANDBOX_REQUESTS"),
        (state.mailboxes.len(), limits::SANDBOX_MAILBOXES, "SANDBOX_MAILBOXES"),
    ];
    bounds
        .iter()
        .find(|(used, most, _)| used >= most)
        .map_or(Ok(()), |(.., limit)| Err(Refusal::LimitReached { limit }))
}

fn earlier_answer(state: &State, submission: &Submission) -> Result<Option<Answer>, Refusal> {
    let Some(answered) = state.requests.get(submission.tag.id.as_str()) else {
        return Ok(None);
    };
    if (answered.high, answered.low) != halves(submission.tag.fingerprint) {
        return Err(Refusal::RequestIdReused);
    }
    Ok(state.earlier(&submission.tag).map(|earlier| match earlier {
        Earlier::Submitted(records) => Answer::Submitted { records, replayed: true },
        Earlier::Refused { mailbox, fault } => Answer::MessageRefused { mailbox, fault },
    }))
}

impl State {
    /// What the same request was answered before: `None` for a new one, and for an id that was used with other content.
    #[must_use]
    pub fn earlier(&self, tag: &Tag) -> Option<Earlier> {
        let answered = self.requests.get(tag.id.as_str())?;
        if (answered.high, answered.low) != halves(tag.fingerprint) {
            return None;
        }
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
        StoredResult::Refused(code, info) => {
            RecordResult::Refused { code: *code, info: info.clone(), taken_at: state.now.plus_millis(-1) }
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
                taken_at: filed.map_or(state.now, |f| f.received).plus_millis(-1),
            })
        }
    }
}

/// A native submission is taken whole or not at all.
fn check_all(state: &State, records: &[SubmittedRecord]) -> Result<(), Refusal> {
    let mut keys: Vec<(DocumentKind, String)> = Vec::with_capacity(records.len());
    let mut earlier: Vec<&Document> = Vec::with_capacity(records.len());
    for (index, record) in records.iter().enumerate() {
        if !record.faults.is_empty() {
            return Err(Refusal::Faulty);
        }
        let document = record.document.document();
        let key = (document.kind(), links::business_key(document));
        if let Err(obstacle) = judge(state, document, &key.1, &earlier) {
            return Err(Refusal::Document { index, rule: obstacle.rule, info: obstacle.info });
        }
        if keys.contains(&key) {
            let info = format!("处理失败，业务主键重复入库失败，报文业务主键[{}]，同一次提交中重复", key.1);
            return Err(Refusal::Document { index, rule: &catalogue::DUPLICATE, info });
        }
        keys.push(key);
        earlier.push(document);
    }
    Ok(())
}

fn take_or_refuse(desk: &mut Desk<'_>, submission: &Submission, record: &SubmittedRecord) -> StoredResult {
    let document = record.document.document();
    let kind = document.kind();
    if let Some(first) = record
        .faults
        .iter()
        .rev() // Of equals, max_by_key takes the last.
        .max_by_key(|fault| severity(fault.rule.level))
    {
        let (code, info) = (first.return_code(kind), receipts::faults_text(kind, &record.faults));
        return refuse(desk, submission, document, code, info);
    }
    match judge(desk.state, document, &links::business_key(document), &[]) {
        Ok(predecessors) => StoredResult::Taken(take(desk, submission, record, &predecessors)),
        Err(obstacle) => {
            let code = ReturnCode::negative(kind, obstacle.rule.level, obstacle.rule.serial);
            refuse(desk, submission, document, code, obstacle.info)
        }
    }
}

/// The deepest range answers: a wrong form is told before a contradiction.
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
    let keys: ReceiptKeys = links::receipt_keys(document, &pre_no);
    desk.record(Event::RecordRefused {
        mailbox: submission.mailbox.clone(),
        keys,
        guid: document.heading().guid.to_owned(),
        code,
        info: info.clone(),
        subscribers: submission.subscribers.clone(),
    });
    StoredResult::Refused(code, info)
}

/// Whether a document may be taken after those `earlier` in the same submission, and whose place it takes.
fn judge(
    state: &State,
    document: &Document,
    key: &str,
    earlier: &[&Document],
) -> Result<Predecessors, Obstacle> {
    let kind = document.kind();
    let replaced = predecessors(state, document, key)?;
    let heading = document.heading();
    // A draft takes no part yet, and a deletion names nothing anew.
    if heading.app_type == "3" || heading.app_status == "1" {
        return Ok(replaced);
    }
    let unfit = fitness::unfit(state, Case { document, replaced: &replaced, earlier });
    let Some((rule, _)) = unfit.first() else { return Ok(replaced) };
    let word = |(rule, detail): &Unfit| {
        let code = ReturnCode::negative(kind, rule.level, rule.serial);
        format!("[Code:{code};Desc:{}],[{detail}]", rule.zh)
    };
    let info = receipts::shorten(unfit.iter().map(word).collect::<Vec<_>>().join(";"));
    Err(Obstacle { rule, info })
}

/// Whose place a document takes, or why it may not.
fn predecessors(state: &State, document: &Document, key: &str) -> Result<Predecessors, Obstacle> {
    let kind = document.kind();
    if let Document::Manifest(manifest) = document
        && manifest.head.app_type == "3"
    {
        return parts_to_delete(state, manifest, key);
    }
    let heading = document.heading();
    let deletes = heading.app_type == "3";
    let changes = deletes || heading.app_type == "2";
    let existing = state.latest(kind, key).filter(|(_, filed)| filed.phase != Phase::Withdrawn);
    let Some((id, filed)) = existing else {
        return if changes {
            Err(obstacle(&catalogue::NOTHING_TO_CHANGE, kind, key))
        } else {
            Ok(Vec::new())
        };
    };
    if heading.app_time.parse::<u64>().unwrap_or(0) < filed.app_time {
        return Err(obstacle(&catalogue::OLD_MESSAGE, kind, key));
    }
    if changes {
        let used = filed.bound.and_then(|d| state.filed(d)).is_some_and(|d| d.phase != Phase::Rejected)
            // Of an application for return: its goods are on their way to release or inspection.
            || filed.phase == Phase::Stored && filed.under_way;
        // A deletion that could not be sent may be sent again.
        let open = !filed.deletes || (deletes && filed.phase == Phase::SendingFailed);
        return if filed.phase.may_change(kind) && !used && open {
            Ok(vec![(id, if deletes { Step::Delete } else { Step::Replace })])
        } else {
            Err(obstacle(&catalogue::STATE_DOES_NOT_MATCH, kind, key))
        };
    }
    if filed.phase.gives_way() {
        // Cancelled stays cancelled: the new document stands beside it.
        let replaced = (filed.phase != Phase::Cancelled).then_some((id, Step::Replace));
        return Ok(replaced.into_iter().collect());
    }
    if state.is_free_for(filed, heading.app_status == "1") {
        return Ok(Vec::new());
    }
    let (name, _) = kind.names();
    let info = format!(
        "处理失败，业务主键重复入库失败，报文业务主键[{key}]，原{name}报送时间对应状态为[{} : {};]",
        filed.app_time,
        state_text(filed),
    );
    Err(Obstacle { rule: &catalogue::DUPLICATE, info })
}

/// A deletion of a manifest names no part (0/0): it deletes them all, unless goods have left under it.
fn parts_to_delete(state: &State, manifest: &Manifest, key: &str) -> Result<Predecessors, Obstacle> {
    let kind = DocumentKind::Manifest;
    let group = links::key2(&manifest.head.agent_code, &manifest.head.cop_no);
    let parts: Vec<_> = state.parts(kind, &group).collect();
    if parts.is_empty() {
        // The parts went with the first deletion; one that could not be sent may be sent again.
        let failed =
            state.latest(kind, key).filter(|(_, filed)| filed.deletes && filed.phase == Phase::SendingFailed);
        let repeated = failed.map(|(id, _)| vec![(id, Step::Delete)]);
        return repeated.ok_or_else(|| obstacle(&catalogue::NOTHING_TO_CHANGE, kind, &group));
    }
    let app_time = manifest.head.app_time.parse::<u64>().unwrap_or(0);
    if parts.iter().any(|(_, part)| app_time < part.app_time) {
        return Err(obstacle(&catalogue::OLD_MESSAGE, kind, &group));
    }
    if parts.iter().any(|(id, part)| part.phase == Phase::Stored && state.has_left(*id, part)) {
        return Err(obstacle(&catalogue::STATE_DOES_NOT_MATCH, kind, &group));
    }
    Ok(parts.into_iter().map(|(id, _)| (id, Step::Delete)).collect())
}

/// Tells the sender of a message that could not be taken at all (CEB900).
pub(super) fn refuse_message(
    desk: &mut Desk<'_>,
    tag: Tag,
    mailbox: MailboxName,
    mut fault: FormatFault,
) -> Result<Answer, Refusal> {
    if let Some(answered) = desk.state.requests.get(tag.id.as_str()) {
        let same = (answered.high, answered.low) == halves(tag.fingerprint);
        return if same { Ok(Answer::Done) } else { Err(Refusal::RequestIdReused) };
    }
    check_room(desk.state)?;
    if fault.guid.is_empty() {
        fault.guid = desk.state.own_guid(&format!("message {}", tag.id));
    }
    desk.record(Event::MessageRefused(mailbox, fault));
    let (high, low) = halves(tag.fingerprint);
    desk.record(Event::RequestAnswered { id: tag.id, high, low, results: Vec::new() });
    Ok(Answer::Done)
}

/// `2申报` as the real text has it, or the code and its name.
fn state_text(filed: &Filed) -> String {
    match filed.last_code {
        ReturnCode::PORT_DECLARING | ReturnCode::SENT_TO_CUSTOMS => "2申报".to_owned(),
        code => format!("{code}{}", code.entry().map_or("", |entry| entry.zh)),
    }
}

fn obstacle(rule: &'static Rule, kind: DocumentKind, key: &str) -> Obstacle {
    let (name, _) = kind.names();
    Obstacle { rule, info: format!("处理失败，{}，{name}业务主键[{key}]", rule.zh) }
}

fn take(
    desk: &mut Desk<'_>,
    submission: &Submission,
    record: &SubmittedRecord,
    predecessors: &Predecessors,
) -> DocumentId {
    for (id, step) in predecessors {
        desk.step(*id, *step, Vec::new());
    }
    let document = record.document.document();
    let id = DocumentId(desk.state.documents.len() as u64 + 1);
    let outcome = submission.outcome.or_else(|| document.note().and_then(Outcome::in_note));
    let pre_no = desk.state.next_pre_no(document.kind());
    desk.record(Event::DocumentTaken {
        document: Arc::clone(&record.document),
        mailbox: submission.mailbox.clone(),
        pre_no,
        outcome,
        subscribers: submission.subscribers.clone(),
    });
    if let Some(filed) = desk.state.filed(id)
        && filed.phase == Phase::Received
    {
        let span = desk.state.settings.profile.send;
        let span = span.choose(draw::bits(desk.state.settings.seed, &filed.key, "send"));
        desk.set_timer(span, Timer::Send(id));
    }
    id
}
