//! What is kept of a document: what all have in common, and in its links the part that it takes.

use crate::body::Body;
use crate::lifecycle::Lifecycle;
use crate::links::{self, Links};
use crate::packed::Packed;
use crate::state::Entry;
use crate::windows::Seen;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Phase, Step};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::{CreditScore, Finding, Ground, ScreeningDecision};
use tongguan_domain::subscription::Subscription;
use tongguan_domain::time::Moment;

/// One thing that happened to a document.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Mark {
    #[n(0)]
    pub(crate) at: Moment,
    /// `None` is the taking itself.
    #[n(1)]
    pub(crate) step: Option<Step>,
    #[n(2)]
    pub(crate) phase: Phase,
    #[n(3)]
    pub(crate) grounds: Vec<Ground>,
}

/// What is kept of a document.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Filed {
    #[n(0)]
    pub(crate) kind: DocumentKind,
    #[n(1)]
    pub(crate) phase: Phase,
    #[n(2)]
    pub(crate) guid: String,
    #[n(3)]
    pub(crate) key: String,
    #[n(4)]
    pub(crate) keys: ReceiptKeys,
    #[n(5)]
    pub(crate) links: Links,
    #[n(6)]
    pub(crate) mailbox: u32,
    #[n(7)]
    pub(crate) received: Moment,
    #[n(8)]
    pub(crate) changed: Moment,
    /// Last `returnTime`: the next one is later.
    #[n(9)]
    pub(crate) told: Moment,
    #[n(10)]
    pub(crate) last_code: ReturnCode,
    /// `appTime` as a number, for comparison.
    #[n(11)]
    pub(crate) app_time: u64,
    #[n(12)]
    pub(crate) deletes: bool,
    /// Journal entry that holds the document.
    #[n(13)]
    pub(crate) position: u64,
    /// The document, while it can still be compared.
    #[n(14)]
    pub(crate) body: Option<Body>,
    #[n(15)]
    pub(crate) outcome: Option<Outcome>,
    /// Of a partner: the declaration that uses it. Of a declaration: the summary application that sums it up.
    #[n(16)]
    pub(crate) bound: Option<DocumentId>,
    /// Of a declaration: its partners.
    #[n(17)]
    pub(crate) partners: Vec<DocumentId>,
    // 18 said what it waits to be told: what it was not told yet.
    #[n(19)]
    pub(crate) screening: Option<Packed<ScreeningDecision>>,
    #[n(20)]
    pub(crate) credit: Option<Packed<CreditScore>>,
    #[n(21)]
    pub(crate) history: Vec<Mark>,
    /// How many timers are set for it. 22 was a flag that said so.
    #[cbor(skip)]
    pub(crate) timers: u32,
    /// Number of the last letter about it in the mailbox of its sender; 0: there is none.
    #[cbor(skip)]
    pub(crate) letters: u32,
    /// Sent with `appType` 2.
    #[n(23)]
    pub(crate) changes: bool,
    /// Mailboxes of those who subscribed.
    #[n(24)]
    pub(crate) subscribers: Vec<(u32, Subscription)>,
    /// Of a waybill whose number was used before: since when the number was free.
    #[n(25)]
    pub(crate) free_since: Option<Moment>,
    /// A receipt that waits to change places with the next.
    #[n(26)]
    pub(crate) held: Option<Box<Entry>>,
    /// How many documents of its kind and key came before it, so that every version is drawn anew.
    #[n(27)]
    pub(crate) ordinal: u32,
    /// The versions that it stands over, newest first: they fall when it is sent.
    #[n(28)]
    #[cbor(default)]
    pub(crate) over: Vec<DocumentId>,
    /// The newest declared version that stands over this one.
    #[n(29)]
    pub(crate) successor: Option<DocumentId>,
    /// Time of the letter that its sender got last.
    #[n(30)]
    #[cbor(default)]
    pub(crate) given: Moment,
    /// When the electronic port read it: before its first receipt, after every earlier one of its key.
    #[n(31)]
    #[cbor(default)]
    pub(crate) taken_at: Moment,
    /// Of a changed waybill: when the first version of its number was received.
    #[n(32)]
    pub(crate) first_received: Option<Moment>,
    /// Of a declaration: what the sandbox had seen when it was screened.
    #[n(33)]
    pub(crate) seen: Option<Packed<Seen>>,
    /// When it was audited after its release, and what that found.
    #[n(34)]
    pub(crate) audit: Option<Box<(Moment, Finding)>>,
}

impl Filed {
    /// What a document says of itself: nothing has happened to it, and nobody was told of it.
    pub(crate) fn of(document: &Document, pre_no: &str) -> Self {
        let heading = document.heading();
        let draft = heading.app_status == "1";
        Self {
            kind: document.kind(),
            phase: if draft { Phase::Draft } else { Phase::Received },
            guid: heading.guid.to_owned(),
            key: document.business_key(),
            keys: ReceiptKeys::of(document, pre_no),
            links: links::links(document),
            mailbox: 0,
            received: Moment::default(),
            changed: Moment::default(),
            told: Moment::default(),
            last_code: if draft { ReturnCode::PORT_STORED } else { ReturnCode::PORT_DECLARING },
            app_time: heading.app_time.parse().unwrap_or(0),
            deletes: heading.app_type == "3",
            position: 0,
            body: None,
            outcome: None,
            bound: None,
            partners: Vec::new(),
            screening: None,
            credit: None,
            history: Vec::new(),
            timers: 0,
            letters: 0,
            changes: heading.app_type == "2",
            subscribers: Vec::new(),
            free_since: None,
            held: None,
            ordinal: 0,
            over: Vec::new(),
            successor: None,
            given: Moment::default(),
            taken_at: Moment::default(),
            first_received: None,
            seen: None,
            audit: None,
        }
    }

    /// Customs or the electronic port will come back to it.
    pub(crate) fn timer_set(&mut self) {
        self.timers += 1;
        self.phase = self.phase.begun(self.kind);
    }

    /// The time of customs or of the electronic port is over.
    pub(crate) fn timer_fired(&mut self) {
        self.timers = self.timers.saturating_sub(1);
        self.phase = self.phase.laid_down(self.kind);
    }

    /// What screening decided.
    pub(crate) fn screening(&self) -> Option<ScreeningDecision> {
        self.screening.as_ref()?.open()
    }

    /// How its exporter was scored.
    pub(crate) fn credit(&self) -> Option<CreditScore> {
        self.credit.as_ref()?.open()
    }

    /// What the sandbox had seen when it was screened.
    pub(crate) fn seen(&self) -> Option<Seen> {
        self.seen.as_ref()?.open()
    }

    pub(crate) const fn is_scored(&self) -> bool {
        self.credit.is_some()
    }

    pub(crate) const fn is_screened(&self) -> bool {
        self.screening.is_some()
    }

    /// Its exporter was scored.
    pub(crate) fn note_credit(&mut self, score: &CreditScore) {
        self.credit = Some(Packed::new(score));
    }

    /// It was screened.
    pub(crate) fn note_screening(&mut self, decision: &ScreeningDecision, seen: Option<&Seen>) {
        self.screening = Some(Packed::new(decision));
        self.seen = seen.map(Packed::new);
    }

    /// Something happened to it. Room is made for two more at a time: a growing list doubles, and most end soon.
    pub(crate) fn mark(&mut self, mark: Mark) {
        if self.history.len() == self.history.capacity() {
            self.history.reserve_exact(2);
        }
        self.history.push(mark);
    }

    /// Whether the electronic port or customs comes back to it by itself.
    pub(crate) const fn has_timer(&self) -> bool {
        self.timers > 0
    }
}
