//! The state of a sandbox: what is live, and indexes over it.

use crate::event::{StoredResult, Timer};
use crate::filed::Filed;
use crate::growing::{Spread, Stretches};
use crate::index::Index;
use crate::lookup::Lookup;
use crate::paper::Paper;
use crate::reader::Place;
use crate::warehouses::Warehouses;
use crate::whom::Profiles;
use crate::windows::Windows;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use tongguan_domain::conduct::{Conduct, Counts, Month, Shared};
use tongguan_domain::credit::CreditEvent;
use tongguan_domain::document::{DocumentKind, SummaryResult};
use tongguan_domain::enterprise::{CreditClass, Enterprise};
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::process::{ClockMode, Settings};
use tongguan_domain::receipt::{FormatFault, ReceiptKeys};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::{ControlInstruction, Ground};
use tongguan_domain::time::Moment;
use tongguan_domain::warehouse::Placement;

/// What a receipt says; the words are made when it is read.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) enum Info {
    /// The text of the code itself.
    #[n(0)]
    Plain,
    /// A text of its own.
    #[n(1)]
    #[expect(clippy::box_collection, reason = "one receipt in many has a text, and each has room for it")]
    Text(#[n(0)] Box<String>),
}

/// One receipt in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Entry {
    #[n(0)]
    pub(crate) subject: Subject,
    #[n(1)]
    pub(crate) code: ReturnCode,
    #[n(2)]
    pub(crate) time: Moment,
    #[n(3)]
    pub(crate) info: Info,
    /// Whether customs' number was given when this receipt was.
    #[n(4)]
    pub(crate) numbered: bool,
    /// Number of the letter before it about the same document in this mailbox; 0: there is none.
    #[cbor(skip)]
    pub(crate) before: u32,
}

/// What a receipt is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) enum Subject {
    #[n(0)]
    Document(#[n(0)] DocumentId),
    /// Index into the refused records.
    #[n(1)]
    Refused(#[n(0)] u32),
    /// Index into the summary results (792).
    #[n(2)]
    SummaryResult(#[n(0)] u32),
    /// Index into the refused messages (900).
    #[n(3)]
    FormatFault(#[n(0)] u32),
    /// A copy of what was sent, for a subscriber.
    #[n(4)]
    Copy(#[n(0)] DocumentId),
}

/// A record that was refused with a receipt.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct RefusedRecord {
    #[n(0)]
    pub(crate) keys: ReceiptKeys,
    #[n(1)]
    pub(crate) guid: String,
    /// When the electronic port read it.
    #[n(2)]
    #[cbor(default)]
    pub(crate) taken_at: Moment,
}

/// The receipts of one recipient.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Mailbox {
    #[n(0)]
    pub(crate) name: MailboxName,
    #[n(1)]
    pub(crate) entries: Stretches<Entry>,
    /// Of its owner, who says it by gRPC.
    #[n(2)]
    pub(crate) acknowledged: u64,
    /// Places of the transports that carry its letters out.
    #[n(3)]
    #[cbor(default)]
    pub(crate) readers: BTreeMap<String, Place>,
    /// Latest time up to each stretch of letters.
    #[cbor(skip)]
    pub(crate) peaks: Vec<Moment>,
}

impl Mailbox {
    /// An empty mailbox.
    pub(crate) const fn of(name: MailboxName) -> Self {
        Self { name, entries: Stretches::new(), acknowledged: 0, readers: BTreeMap::new(), peaks: Vec::new() }
    }
}

/// A request that got its answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Answered {
    #[n(0)]
    pub(crate) high: u64,
    #[n(1)]
    pub(crate) low: u64,
    #[n(2)]
    pub(crate) results: Vec<StoredResult>,
    /// Of a message that was refused whole: its mailbox, and its place among the refused messages.
    #[n(3)]
    pub(crate) refused: Option<(u32, u32)>,
    /// Of a request to move the clock: where it goes.
    #[n(4)]
    pub(crate) target: Option<Moment>,
}

/// What an enterprise has done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct TrackRecord {
    #[n(0)]
    pub(crate) released: u64,
    #[n(1)]
    pub(crate) rejected: u64,
    #[n(2)]
    pub(crate) failed_inspections: u64,
    /// The same and more by months.
    #[n(3)]
    #[cbor(default)]
    pub(crate) conduct: Conduct,
}

impl TrackRecord {
    /// Counts something, in a month and in all.
    pub(crate) fn add(&mut self, month: Month, change: impl FnOnce(&mut Counts)) {
        let mut counts = Counts::default();
        change(&mut counts);
        self.released = self.released.saturating_add(counts.released);
        self.rejected = self.rejected.saturating_add(counts.rejected);
        self.failed_inspections = self.failed_inspections.saturating_add(counts.findings);
        self.conduct.add(month, |known| *known = known.plus(counts));
    }
}

/// Class or grade of an exporter became others.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct CreditChange {
    /// When it was seen.
    #[n(0)]
    pub at: Moment,
    /// The declaration that was scored.
    #[n(1)]
    pub declaration: DocumentId,
    /// Class from then on.
    #[n(2)]
    pub class: CreditClass,
    /// Grade from then on.
    #[n(3)]
    pub grade: String,
    /// Score then.
    #[n(4)]
    pub score: u32,
    /// Why; empty of the first.
    #[n(5)]
    pub grounds: Vec<Ground>,
}

/// Everything that a sandbox knows. A snapshot is this value, encoded; the indexes are made again.
#[derive(Clone, Debug, Default, minicbor::Encode, minicbor::Decode)]
pub struct State {
    #[n(0)]
    pub(crate) settings: Settings,
    #[n(1)]
    pub(crate) now: Moment,
    #[n(2)]
    #[expect(clippy::vec_box, reason = "a growing list moves pointers, not 700 bytes a document")]
    pub(crate) documents: Vec<Box<Filed>>,
    #[n(3)]
    pub(crate) mailboxes: Vec<Mailbox>,
    #[n(4)]
    pub(crate) refused: Vec<RefusedRecord>,
    #[n(5)]
    pub(crate) requests: Spread<String, Answered>,
    #[n(6)]
    pub(crate) enterprises: BTreeMap<String, Enterprise>,
    #[n(7)]
    pub(crate) records: BTreeMap<String, TrackRecord>,
    /// Timers by time and the order in which they were set.
    #[n(8)]
    pub(crate) timers: BTreeMap<(Moment, u64), Timer>,
    #[n(9)]
    pub(crate) timers_set: u64,
    /// Parcels and bills that have arrived, with the arrival that said so.
    #[n(10)]
    pub(crate) arrived_parcels: BTreeMap<String, DocumentId>,
    #[n(11)]
    pub(crate) arrived_bills: BTreeMap<String, DocumentId>,
    /// Last serial of the electronic port, and its day.
    #[n(12)]
    pub(crate) pre_no_day: String,
    #[n(13)]
    pub(crate) pre_no_serial: u32,
    /// Last serial of customs by district and year.
    #[n(14)]
    pub(crate) invt_no_serials: BTreeMap<String, u64>,
    /// Declarations that wait for an answer, oldest first.
    #[n(15)]
    pub(crate) questions: VecDeque<DocumentId>,
    #[n(16)]
    pub(crate) receipts_given: u64,
    /// Parcels of accepted manifests, with the manifest that names them.
    #[n(17)]
    pub(crate) manifested: BTreeMap<String, DocumentId>,
    /// Summary results that were sent.
    #[n(18)]
    pub(crate) results: Vec<SummaryResult>,
    /// Messages that were refused whole.
    #[n(19)]
    pub(crate) format_faults: Vec<FormatFault>,
    /// Last serial of the numbers that summaries get, by prefix.
    #[n(20)]
    pub(crate) sum_serials: BTreeMap<String, u64>,
    /// What was seen of declarations before.
    #[n(41)]
    #[cbor(default)]
    pub(crate) windows: Windows,
    /// Audits that are due, by time and the order in which they were set. They are no timers: an automatic clock does not
    /// jump months ahead for one.
    #[n(42)]
    #[cbor(default)]
    pub(crate) audits: BTreeMap<(Moment, u64), DocumentId>,
    /// Manual instructions, by their ids.
    #[n(43)]
    #[cbor(default)]
    pub(crate) instructions: BTreeMap<String, ControlInstruction>,
    /// What happened to the credit of enterprises, by their codes.
    #[n(45)]
    #[cbor(default)]
    pub(crate) credit_events: BTreeMap<String, Vec<CreditEvent>>,
    /// Declarations of the last months by region of the exporter; the empty name is everybody.
    #[n(48)]
    #[cbor(default)]
    pub(crate) averages: BTreeMap<String, Conduct>,
    /// When class or grade of exporters became others, by their codes.
    #[n(49)]
    #[cbor(default)]
    pub(crate) credit_changes: BTreeMap<String, Vec<CreditChange>>,
    /// Number of the last summary that was late: its parts are one.
    #[n(51)]
    #[cbor(default)]
    pub(crate) last_late_summary: String,
    /// Enterprises that may be dishonest, by what they share with others; those that are registered so come first (`false`).
    #[cbor(skip)]
    pub(crate) sharing: BTreeMap<(Shared, String), BTreeSet<(bool, String)>>,
    /// Warehouses, sites and parks, and how much of them is taken.
    #[n(46)]
    #[cbor(default)]
    pub(crate) warehouses: Warehouses,
    /// Where the goods of bookings and returns found a place. Empty where no warehouse is registered.
    #[n(47)]
    #[cbor(default)]
    pub(crate) placements: BTreeMap<DocumentId, Placement>,
    /// Risk profiles of its own.
    #[n(50)]
    #[cbor(default)]
    pub(crate) profiles: Profiles,
    /// Mailboxes whose receipts are written in a form of their own.
    #[n(40)]
    #[cbor(default)]
    pub(crate) receipt_forms: BTreeMap<String, ReceiptForm>,
    /// Last `returnTime` of business keys whose records were all refused, by kind.
    #[n(21)]
    #[cbor(default)]
    pub(crate) refused_keys: BTreeMap<(DocumentKind, String), Moment>,
    /// Journal entry being made or replayed; the driver says it.
    #[cbor(skip)]
    pub(crate) position: u64,
    /// Documents whose bodies are at hand.
    #[cbor(skip)]
    pub(crate) fresh: Vec<DocumentId>,
    #[cbor(skip)]
    pub(crate) index: Index,
    #[cbor(skip)]
    pub(crate) lookup: Lookup,
    /// The message that was refused last, until its request is answered: its mailbox and its place.
    #[cbor(skip)]
    pub(crate) refused_now: Option<(u32, u32)>,
}

impl Entry {
    /// A letter that has no words of its own.
    pub(crate) const fn of(subject: Subject, code: ReturnCode, time: Moment) -> Self {
        Self { subject, code, time, info: Info::Plain, numbered: false, before: 0 }
    }
}

impl State {
    /// A state read from a snapshot, with its indexes made again.
    ///
    /// # Errors
    /// The bytes are not a state.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Self, minicbor::decode::Error> {
        let mut state: Self = minicbor::decode(bytes)?;
        state.date_records();
        state.reindex();
        Ok(state)
    }

    /// A snapshot of before knows sums, and not when they came about: they count as of its own month.
    fn date_records(&mut self) {
        let (year, month, _) = self.now.date();
        for record in self.records.values_mut().filter(|record| record.conduct.months().is_empty()) {
            let TrackRecord { released, rejected, failed_inspections, .. } = *record;
            let sums = Counts {
                released,
                rejected,
                findings: failed_inspections,
                exported: released,
                not_exported: rejected,
                ..Counts::default()
            };
            record.conduct.add((year, month), |counts| *counts = sums);
        }
    }

    /// The state as bytes, behind those that are there.
    ///
    /// # Errors
    /// A value that has no stored form; there is none today.
    pub fn write_snapshot(
        &self,
        bytes: &mut Vec<u8>,
    ) -> Result<(), minicbor::encode::Error<core::convert::Infallible>> {
        minicbor::encode(self, bytes)
    }

    /// The state as bytes.
    ///
    /// # Errors
    /// A value that has no stored form; there is none today.
    pub fn to_snapshot(&self) -> Result<Vec<u8>, minicbor::encode::Error<core::convert::Infallible>> {
        minicbor::to_vec(self)
    }

    /// Says which journal entry is being made or replayed.
    pub const fn at_position(&mut self, position: u64) {
        self.position = position;
    }

    /// Says in which journal entry a document is that was taken lately: the n-th before the last, from 0. The driver
    /// says it when it spreads what one command made happen over several entries.
    pub fn stored_in(&mut self, before_last: usize, position: u64) {
        let at = self.documents.len().checked_sub(before_last.saturating_add(1));
        if let Some(filed) = at.and_then(|at| self.documents.get_mut(at)) {
            filed.position = position;
        }
    }

    /// Puts the bodies of the documents that wait away. The driver says it when a command is over, and may let what it
    /// gets go wherever that costs least.
    pub fn put_away(&mut self) -> Vec<Arc<Paper>> {
        let fresh = core::mem::take(&mut self.fresh);
        let put_away = |id| self.filed_mut(id)?.body.as_mut()?.put_away();
        fresh.into_iter().filter_map(put_away).collect()
    }

    /// What it began with.
    #[must_use]
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Mailboxes whose receipts are written in a form of their own.
    pub fn receipt_forms(&self) -> impl Iterator<Item = (&str, ReceiptForm)> {
        self.receipt_forms.iter().map(|(mailbox, form)| (mailbox.as_str(), *form))
    }

    /// What the clock shows.
    #[must_use]
    pub const fn now(&self) -> Moment {
        self.now
    }

    /// How time moves.
    #[must_use]
    pub const fn clock_mode(&self) -> ClockMode {
        self.settings.clock
    }

    /// When the next timer is due.
    #[must_use]
    pub fn next_timer(&self) -> Option<Moment> {
        self.timers.first_key_value().map(|((at, _), _)| *at)
    }

    /// When the next timer is due, or now, where an answer is waited for; `None`: nothing more happens by itself.
    #[must_use]
    pub fn next_moment(&self) -> Option<Moment> {
        self.next_timer().or_else(|| self.has_question().then_some(self.now))
    }

    pub(crate) fn filed(&self, id: DocumentId) -> Option<&Filed> {
        self.documents.get(slot(id)?).map(Box::as_ref)
    }

    pub(crate) fn filed_mut(&mut self, id: DocumentId) -> Option<&mut Filed> {
        self.documents.get_mut(slot(id)?).map(Box::as_mut)
    }

    /// The latest document with this key.
    pub(crate) fn latest_id(&self, kind: DocumentKind, key: &str) -> Option<DocumentId> {
        self.lookup.latest(&self.documents, kind, key)
    }

    /// The document to which the electronic port or customs gave this number.
    pub(crate) fn by_number(&self, number: &str) -> Option<DocumentId> {
        self.lookup.by_number(&self.documents, number)
    }

    /// The latest document with this key, and what is kept of it.
    pub(crate) fn latest(&self, kind: DocumentKind, key: &str) -> Option<(DocumentId, &Filed)> {
        let id = self.latest_id(kind, key)?;
        self.filed(id).map(|filed| (id, filed))
    }

    /// The declaration to which customs gave this number.
    pub(crate) fn declaration_of_number(&self, invt_no: &str) -> Option<(DocumentId, &Filed)> {
        let id = self.by_number(invt_no)?;
        let filed = self.filed(id).filter(|filed| filed.kind == DocumentKind::Declaration)?;
        (filed.invt_no() == invt_no).then_some((id, filed))
    }

    /// Documents of a kind that name a declaration, or a parcel on its way back.
    pub(crate) fn declared<'s>(
        &'s self,
        kind: DocumentKind,
        name: &str,
    ) -> impl Iterator<Item = (DocumentId, &'s Filed)> {
        let named = self.index.declared(name);
        named
            .filter_map(|id| self.filed(id).map(|filed| (id, filed)))
            .filter(move |(_, filed)| filed.kind == kind)
    }

    /// The living parts of a split message, in their order.
    pub(crate) fn parts(
        &self,
        kind: DocumentKind,
        group: &str,
    ) -> impl Iterator<Item = (DocumentId, &Filed)> {
        self.index.parts(kind, group).filter_map(|id| self.filed(id).map(|filed| (id, filed)))
    }
}

/// Where a document stands in the list.
pub(crate) fn slot(id: DocumentId) -> Option<usize> {
    usize::try_from(id.0.checked_sub(1)?).ok()
}
