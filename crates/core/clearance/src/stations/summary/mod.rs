//! Summary applications (701): closed declarations of a month become declaration forms, and each form is told (792).

mod forms;

use crate::catalogue;
use crate::desk::{Desk, ground, rejects, set_drawn};
use crate::event::{Event, Timer};
use crate::filed::Filed;
use crate::links::{Links, filled};
use crate::state::State;
use crate::stations::parts;
use std::collections::{BTreeSet, HashMap};
use tongguan_domain::document::{
    Declaration, Document, SummaryApplication, SummaryApplicationHead, SummaryResult, SummaryResultHead,
};
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Phase, Step};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::screening::Ground;
use tongguan_domain::time::Moment;

/// Customs decides on all parts together.
pub(crate) fn decide(desk: &mut Desk<'_>, parts: &[DocumentId]) {
    let Some((first, head)) = parts.first().and_then(|first| Some((*first, head_of(desk.state, *first)?)))
    else {
        return;
    };
    let (mut known, mut clean) = (BTreeSet::new(), true);
    let mut taken: Vec<Vec<DocumentId>> = Vec::with_capacity(parts.len());
    let grounds = parts::grounds_by_part(parts, |part| {
        let mut grounds = rejects(desk, part).unwrap_or_default();
        let found = asked_for(desk.state, part, &mut grounds);
        taken.push(found.into_iter().filter(|id| known.insert(*id)).collect());
        clean &= grounds.is_empty();
        // Said once, by the last part: nothing stands against any part, and none found anything.
        if clean && taken.len() == parts.len() && known.is_empty() {
            grounds.push(ground(&catalogue::SUMMARY_EMPTY, ""));
        }
        grounds
    });
    if !grounds.is_empty() {
        parts::reject(desk, parts, grounds);
        return;
    }
    let sum_no = desk.state.next_sum_no(&format!("S{}", desk.state.now.digits8()));
    let forms = forms::of(desk.state, &head, &sum_no, &taken.concat());
    // Each part takes what it asked for, so that no event is longer than a part.
    for (part, declarations) in parts.iter().zip(taken) {
        desk.record(Event::Summarised { document: *part, sum_no: sum_no.clone(), declarations });
        desk.step(*part, Step::Accept, Vec::new());
    }
    for form in forms {
        let number = desk.state.next_sum_no(&format!("S{}", desk.state.now.digits8()));
        for message in form.messages(number) {
            desk.record(Event::ResultSent(first, Box::new(message)));
        }
    }
    let span = desk.state.settings.pace.form_number;
    set_drawn(desk, first, span, "draft number", Timer::NumberForms(first));
}

fn head_of(state: &State, part: DocumentId) -> Option<SummaryApplicationHead> {
    match state.filed(part)?.document()?.as_ref() {
        Document::SummaryApplication(application) => Some(application.head.clone()),
        _ => None,
    }
}

/// The declarations that a part asks for, and what stands against them. Each part asks in its own way: by a period, and
/// then its list does not count (202205 XSD, startTime), or by a list.
fn asked_for(state: &State, part: DocumentId, grounds: &mut Vec<Ground>) -> Vec<DocumentId> {
    let document = state.filed(part).and_then(|filed| filed.document());
    let Some(Document::SummaryApplication(SummaryApplication { head, items })) = document.as_deref() else {
        return Vec::new();
    };
    if let (Some(start), Some(end)) = (filled(&head.start_time), filled(&head.end_time)) {
        return match (Moment::from_digits14(&start), Moment::from_digits14(&end)) {
            (Some(start), Some(end)) => closed_between(state, head, start, end),
            _ => Vec::new(),
        };
    }
    let mut found = Vec::new();
    for item in items {
        match candidate(state, head, &item.invt_no) {
            Ok(id) => found.push(id),
            Err(reasons) => grounds.extend(reasons),
        }
        if grounds.len() >= limits::FAULTS {
            break;
        }
    }
    found
}

/// The declaration with this number, or everything that keeps it out of the summary.
fn candidate(state: &State, head: &SummaryApplicationHead, invt_no: &str) -> Result<DocumentId, Vec<Ground>> {
    let at = format!("清单:{invt_no}");
    let Some((id, filed)) = state.declaration_of_number(invt_no) else {
        return Err(vec![ground(&catalogue::SUMMARY_UNKNOWN, &at)]);
    };
    let mut grounds = Vec::new();
    if !is_of(filed, head) {
        grounds.push(ground(&catalogue::SUMMARY_PARTIES, &at));
    }
    if filed.phase != Phase::Closed {
        grounds.push(ground(&catalogue::SUMMARY_NOT_CLOSED, &format!("{at},清单状态:{}", filed.last_code)));
    }
    if is_elsewhere(filed, head) {
        grounds.push(ground(&catalogue::SUMMARY_CUSTOMS, &format!("{at},customsCode:{}", head.customs_code)));
    }
    if !is_summed(filed) {
        grounds.push(ground(&catalogue::SUMMARY_MODE, &at));
    }
    if filed.bound.is_some() {
        grounds.push(ground(&catalogue::SUMMARY_TWICE, &at));
    }
    if grounds.is_empty() { Ok(id) } else { Err(grounds) }
}

fn is_of(filed: &Filed, head: &SummaryApplicationHead) -> bool {
    matches!(&filed.keys, ReceiptKeys::Declaration { ebc_code, .. } if *ebc_code == head.ebc_code)
}

/// Whether a declaration was made at another customs than the application, which takes what was closed at its own.
fn is_elsewhere(filed: &Filed, head: &SummaryApplicationHead) -> bool {
    declaration_of(filed).is_some_and(|declaration| declaration.head.customs_code != head.customs_code)
}

/// Whether declarations of this kind are summed up: retail with `statisticsFlag` B.
fn is_summed(filed: &Filed) -> bool {
    let retail = matches!(filed.links, Links::Declaration { retail: true, .. });
    retail
        && matches!(&filed.keys, ReceiptKeys::Declaration { statistics_flag, .. } if statistics_flag == "B")
}

fn declaration_of(filed: &Filed) -> Option<Declaration> {
    match filed.document()?.into_owned() {
        Document::Declaration(declaration) => Some(declaration),
        _ => None,
    }
}

/// What was closed in a period at this customs and is not summed up yet; the oldest first.
fn closed_between(
    state: &State,
    head: &SummaryApplicationHead,
    start: Moment,
    end: Moment,
) -> Vec<DocumentId> {
    let here = |id: &DocumentId| state.filed(*id).is_some_and(|filed| !is_elsewhere(filed, head));
    // The end is a whole second.
    let closed = state.index.closed(&head.ebc_code, start, end.plus_millis(999));
    closed.filter(here).take(limits::SUMMARY_DECLARATIONS).collect()
}

/// The forms of a summary get their next number: draft, pre-entry, entry.
pub(crate) fn number_forms(desk: &mut Desk<'_>, id: DocumentId) {
    let Some(ReceiptKeys::SummaryApplication { sum_no: Some(sum_no), .. }) =
        desk.state.filed(id).map(|filed| filed.keys.clone())
    else {
        return;
    };
    let mut complete = true;
    for form in desk.state.latest_results(&sum_no) {
        let numbered = with_next_number(desk.state, form);
        complete &= numbered.head.entry_id.is_some();
        desk.record(Event::ResultSent(id, Box::new(numbered)));
    }
    if !complete {
        let span = desk.state.settings.pace.form_number;
        let purpose = format!("form number {}", desk.state.now.millis());
        set_drawn(desk, id, span, &purpose, Timer::NumberForms(id));
    }
}

/// The later results carry numbers only; their list is empty.
fn with_next_number(state: &State, mut head: SummaryResultHead) -> SummaryResult {
    let day = state.now.digits8();
    let (year, ..) = state.now.date();
    if head.dec_tmp_no.is_none() {
        head.dec_tmp_no = Some(state.next_sum_no(&format!("D{day}")));
    } else if head.dec_pre_no.is_none() {
        head.dec_pre_no = Some(state.next_sum_no(&format!("E{day}")));
    } else {
        head.entry_id = Some(state.next_sum_no(&format!("{}{year:04}0", head.customs_code)));
    }
    head.op_date = state.now.digits17().as_str().to_owned();
    (head.msg_count, head.msg_seq_no) = (1, 1);
    SummaryResult { head, items: Vec::new() }
}

impl State {
    /// The last result of each form of a summary, in the order of the forms.
    fn latest_results(&self, sum_no: &str) -> Vec<SummaryResultHead> {
        let mut latest: Vec<SummaryResultHead> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for at in self.index.results(sum_no) {
            let Some(SummaryResult { head, .. }) = self.results.get(*at as usize) else { continue };
            let place = *places.entry(&head.decl_seq_no).or_insert(latest.len());
            match latest.get_mut(place) {
                Some(known) => known.clone_from(head),
                None => latest.push(head.clone()),
            }
        }
        latest
    }
}
