//! What a sandbox can be asked: each question is a value with an answer of its own, so that it can be put to a sandbox
//! wherever that is. A question changes nothing.

use crate::command::{Earlier, Tag};
use crate::reader::Place;
use crate::search::{Filter, Found};
use crate::state::{CreditChange, State};
use crate::windows::Screenings;
use core::ops::Bound;
use std::sync::Arc;
use tongguan_domain::document::Document;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::process::{Explained, Key, MailboxView, Phase, SandboxView, Standing, Words};
use tongguan_domain::receipt::Letter;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::{ControlInstruction, CreditFacts, OwnProfile};
use tongguan_domain::time::Moment;
use tongguan_domain::warehouse::{Occupied, WarehouseKind};

/// A question about one sandbox.
pub trait Query: Send + 'static {
    /// Its answer; by default that of a sandbox that nobody has used.
    type Answer: Default + Send + 'static;

    /// Answers it.
    fn answer(self, state: &State) -> Self::Answer;
}

/// Where a document stands; `None` if there is none.
#[derive(Clone, Debug)]
pub struct GetDocument(pub Key);

impl Query for GetDocument {
    type Answer = Option<Standing>;

    fn answer(self, state: &State) -> Self::Answer {
        state.find(&self.0).and_then(|id| state.standing(id))
    }
}

/// The risk profile of the sandbox; `None`: it has none of its own.
#[derive(Clone, Copy, Debug)]
pub struct GetProfile;

impl Query for GetProfile {
    type Answer = Option<Arc<OwnProfile>>;

    fn answer(self, state: &State) -> Self::Answer {
        state.whom().profile
    }
}

/// Documents in the order of arrival.
#[derive(Clone, Debug)]
pub struct ListDocuments {
    /// After this number.
    pub after: u64,
    /// At most so many.
    pub limit: usize,
    /// Only such.
    pub filter: Filter,
}

impl Query for ListDocuments {
    type Answer = Found;

    fn answer(self, state: &State) -> Self::Answer {
        state.documents(self.after, self.limit, &self.filter)
    }
}

/// Letters about a document, in the mailbox of its sender.
#[derive(Clone, Debug)]
pub struct ListLettersAbout {
    /// Which document.
    pub document: DocumentId,
    /// After this number.
    pub after: u64,
    /// At most so many.
    pub limit: usize,
    /// And no more than fit into so many bytes; the first goes however large it is.
    pub bytes: usize,
}

/// Letters about a document.
#[derive(Clone, Debug)]
pub struct LettersAbout {
    /// Mailbox of its sender.
    pub mailbox: MailboxName,
    /// The letters.
    pub letters: Vec<Letter>,
    /// Whether there are more.
    pub more: bool,
}

impl Query for ListLettersAbout {
    /// `None` if there is no such document.
    type Answer = Option<LettersAbout>;

    fn answer(self, state: &State) -> Self::Answer {
        let slot = state.filed(self.document)?.mailbox;
        let mailbox = state.mailboxes.get(slot as usize)?.name.clone();
        let (letters, more) = state.letters_about(self.document, self.after, self.limit, self.bytes);
        Some(LettersAbout { mailbox, letters, more })
    }
}

/// What somebody waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// It stands there, or has stood there.
    Phase(Phase),
    /// Its sender was told this code.
    Code(ReturnCode),
    /// Nothing more happens to it by itself.
    Idle,
}

/// How far a document is that somebody waits for; `None` if there is none.
#[derive(Clone, Debug)]
pub struct Await {
    /// Which document.
    pub key: Key,
    /// What is waited for.
    pub until: Until,
}

/// How far a document is.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// Where it stands.
    pub standing: Standing,
    /// Whether what is waited for has come.
    pub reached: bool,
    /// Whether it was told its last, so that nothing more can come.
    pub over: bool,
    /// Whether more may happen to it by itself.
    pub goes_on: bool,
    /// What it waits for.
    pub waiting_for: Vec<String>,
    /// The same in Chinese, one for one.
    pub waiting_for_zh: Vec<String>,
}

impl Query for Await {
    type Answer = Option<Awaited>;

    fn answer(self, state: &State) -> Self::Answer {
        let id = state.find(&self.key)?;
        let filed = state.filed(id)?;
        let goes_on = state.goes_on(id, filed);
        let reached = match self.until {
            Until::Phase(phase) => {
                filed.phase == phase || filed.history.iter().any(|mark| mark.phase == phase)
            }
            Until::Code(code) => state.codes_told(filed).any(|told| told == code),
            Until::Idle => !goes_on,
        };
        let (waiting_for, waiting_for_zh) = Words::apart(state.waiting_for(id, filed));
        Some(Awaited {
            standing: state.standing(id)?,
            reached,
            over: filed.is_told_all() && !state.is_held(id) && !filed.has_timer(),
            goes_on,
            waiting_for,
            waiting_for_zh,
        })
    }
}

/// What happened to a document, and why; `None` if there is none.
#[derive(Clone, Debug)]
pub struct ExplainDocument(pub Key);

impl Query for ExplainDocument {
    type Answer = Option<Explained>;

    fn answer(self, state: &State) -> Self::Answer {
        state.find(&self.0).and_then(|id| state.explain(id))
    }
}

/// Where the last letter of a mailbox is, and the last acknowledged one.
#[derive(Clone, Debug)]
pub struct MailboxEnds(pub MailboxName);

impl Query for MailboxEnds {
    type Answer = (u64, u64);

    fn answer(self, state: &State) -> Self::Answer {
        state.mailbox_ends(self.0.as_str())
    }
}

/// Letters of a mailbox, in the order of their numbers.
#[derive(Clone, Debug)]
pub struct ListLetters {
    /// Whose.
    pub mailbox: MailboxName,
    /// After this number.
    pub after: u64,
    /// None after this one.
    pub up_to: u64,
    /// From the first that was sent at this moment or later. Reordered letters behind it may have been sent earlier:
    /// none is left out because of its time.
    pub since: Option<Moment>,
    /// At most so many.
    pub limit: usize,
    /// And no more than fit into so many bytes; the first goes however large it is.
    pub bytes: usize,
}

/// Letters, and the number of the last that there is.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// The letters.
    pub letters: Vec<Letter>,
    /// Number of the last one of the mailbox that was asked for.
    pub last: u64,
}

impl Query for ListLetters {
    type Answer = Letters;

    fn answer(self, state: &State) -> Self::Answer {
        let mailbox = self.mailbox.as_str();
        let before = self.since.map_or(0, |since| state.letters_before(mailbox, since));
        let after = self.after.max(before);
        let left = usize::try_from(self.up_to.saturating_sub(after)).unwrap_or(usize::MAX);
        let letters = state.letters_within(mailbox, after, self.limit.min(left), self.bytes);
        Letters { letters, last: state.mailbox_ends(mailbox).0.min(self.up_to) }
    }
}

/// Names of the mailboxes, in the order of their first use.
#[derive(Clone, Debug)]
pub struct ListMailboxes {
    /// Without the first so many.
    pub skip: usize,
    /// At most so many.
    pub limit: usize,
}

impl Query for ListMailboxes {
    type Answer = Vec<MailboxName>;

    fn answer(self, state: &State) -> Self::Answer {
        state.mailbox_names(self.skip, self.limit)
    }
}

/// Mailboxes at a glance, in the order of their first use.
#[derive(Clone, Debug)]
pub struct ViewMailboxes {
    /// Without the first so many.
    pub skip: usize,
    /// At most so many.
    pub limit: usize,
}

impl Query for ViewMailboxes {
    type Answer = Vec<MailboxView>;

    fn answer(self, state: &State) -> Self::Answer {
        state.mailbox_views(self.skip, self.limit)
    }
}

/// Where a reader stands in a mailbox.
#[derive(Clone, Debug)]
pub struct ReaderPlace {
    /// Whose mailbox.
    pub mailbox: MailboxName,
    /// Which reader.
    pub reader: String,
}

impl Query for ReaderPlace {
    type Answer = Place;

    fn answer(self, state: &State) -> Self::Answer {
        state.place(self.mailbox.as_str(), &self.reader)
    }
}

/// What the same request was answered before.
#[derive(Clone, Debug)]
pub struct EarlierAnswer(pub Tag);

impl Query for EarlierAnswer {
    type Answer = Option<Earlier>;

    fn answer(self, state: &State) -> Self::Answer {
        state.earlier(&self.0)
    }
}

/// The sandbox at a glance; `None` if nobody has used it.
#[derive(Clone, Copy, Debug)]
pub struct GetSandbox;

impl Query for GetSandbox {
    type Answer = Option<SandboxView>;

    fn answer(self, state: &State) -> Self::Answer {
        Some(state.view())
    }
}

/// One registered enterprise, by its code.
#[derive(Clone, Debug)]
pub struct GetEnterprise(pub String);

impl Query for GetEnterprise {
    type Answer = Option<Enterprise>;

    fn answer(self, state: &State) -> Self::Answer {
        state.enterprise(&self.0).cloned()
    }
}

/// Registered enterprises, by code.
#[derive(Clone, Debug)]
pub struct ListEnterprises {
    /// After this code.
    pub after: String,
    /// At most so many.
    pub limit: usize,
}

impl Query for ListEnterprises {
    type Answer = Vec<Enterprise>;

    fn answer(self, state: &State) -> Self::Answer {
        state.enterprises(&self.after, self.limit)
    }
}

/// One registered warehouse, by its code, and how much of it is taken.
#[derive(Clone, Debug)]
pub struct GetWarehouse(pub String);

impl Query for GetWarehouse {
    type Answer = Option<Occupied>;

    fn answer(self, state: &State) -> Self::Answer {
        state.warehouses.get(&self.0).cloned()
    }
}

/// Registered warehouses, by code, and how much of them is taken.
#[derive(Clone, Debug)]
pub struct ListWarehouses {
    /// After this code.
    pub after: String,
    /// At most so many.
    pub limit: usize,
    /// Only of this kind.
    pub kind: Option<WarehouseKind>,
}

impl Query for ListWarehouses {
    type Answer = Vec<Occupied>;

    fn answer(self, state: &State) -> Self::Answer {
        state.warehouses.after(&self.after, self.kind).take(self.limit).cloned().collect()
    }
}

/// What the sender of a booking or a return would be warned of now: there is no such warehouse, or no place in it.
#[derive(Clone, Debug)]
pub struct WarnOfPlaces(pub Box<Document>);

impl Query for WarnOfPlaces {
    type Answer = Vec<Fault>;

    fn answer(self, state: &State) -> Self::Answer {
        state.warnings_of(&self.0)
    }
}

/// What the sender of a booking or a return that is there is warned of.
#[derive(Clone, Copy, Debug)]
pub struct PlaceWarnings(pub DocumentId);

impl Query for PlaceWarnings {
    type Answer = Vec<Fault>;

    fn answer(self, state: &State) -> Self::Answer {
        state.warnings_about(self.0)
    }
}

/// What is known about an enterprise, as credit scoring is told it; `None` in a sandbox that nobody has used.
#[derive(Clone, Debug)]
pub struct GetCreditFacts(pub String);

impl Query for GetCreditFacts {
    type Answer = Option<(CreditFacts, Vec<CreditChange>)>;

    fn answer(self, state: &State) -> Self::Answer {
        let changes = state.credit_changes.get(&self.0).cloned().unwrap_or_default();
        Some((state.credit_facts(&self.0), changes))
    }
}

/// Enterprises, associates and events of both of which one page of credit facts tells at most, before it ends.
const LIST_EVENTS: usize = 4_000;

/// What is known about every enterprise that is registered or has declared, by code: a page that may be shorter than it was
/// asked to be, and is empty only at the end.
#[derive(Clone, Debug)]
pub struct ListCreditFacts {
    /// Only of the city with these four digits; empty: all.
    pub region: String,
    /// After this code.
    pub after: String,
    /// At most so many.
    pub limit: usize,
}

impl Query for ListCreditFacts {
    type Answer = Vec<CreditFacts>;

    fn answer(self, state: &State) -> Self::Answer {
        let from = || (Bound::Excluded(self.after.as_str()), Bound::Unbounded);
        let region = Some(self.region.as_str()).filter(|region| !region.is_empty());
        // A declaration may name what is no code.
        let of_region = |code: &&String| {
            Enterprise::is_code(code) && (region.is_none() || Enterprise::region(code) == region)
        };
        let registered = state.enterprises.range::<str, _>(from()).map(|(code, _)| code).filter(of_region);
        let declared = state.records.range::<str, _>(from()).map(|(code, _)| code).filter(of_region);
        // Each kind is asked for a page, so that neither is read to its end.
        let mut codes: Vec<&String> = registered.take(self.limit).chain(declared.take(self.limit)).collect();
        codes.sort_unstable();
        codes.dedup();
        let (mut left, mut found) = (LIST_EVENTS, Vec::new());
        for code in codes.into_iter().take(self.limit) {
            let facts = state.credit_facts(code);
            let associates = facts.associates.iter().map(|associate| 1 + associate.events.len());
            let told = 1 + facts.events.len() + associates.sum::<usize>();
            found.push(facts);
            // The writer is not held for longer than that; whoever asked gets a shorter page.
            match left.checked_sub(told) {
                Some(rest) => left = rest,
                None => break,
            }
        }
        found
    }
}

/// Manual instructions, by id.
#[derive(Clone, Debug)]
pub struct ListInstructions {
    /// After this id.
    pub after: String,
    /// At most so many.
    pub limit: usize,
}

impl Query for ListInstructions {
    type Answer = Vec<ControlInstruction>;

    fn answer(self, state: &State) -> Self::Answer {
        let from = (Bound::Excluded(self.after), Bound::Unbounded);
        state.instructions.range(from).take(self.limit).map(|(_, known)| known.clone()).collect()
    }
}

/// Screenings as they were recorded, in the order in which they were made.
#[derive(Clone, Debug)]
pub struct ListScreenings {
    /// Without the first so many.
    pub after: u64,
    /// At most so many, and no more than fit into a page.
    pub limit: usize,
}

impl Query for ListScreenings {
    type Answer = Screenings;

    fn answer(self, state: &State) -> Self::Answer {
        state.screenings(self.after, self.limit)
    }
}

/// The screening of one declaration, if it was screened; `None` if there is no such document.
#[derive(Clone, Debug)]
pub struct GetScreening(pub Key);

impl Query for GetScreening {
    type Answer = Option<Screenings>;

    fn answer(self, state: &State) -> Self::Answer {
        state.screening_of(&self.0)
    }
}
