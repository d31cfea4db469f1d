//! What a sandbox can be asked: each question is a value with an answer of its own, so that it can be put to a sandbox
//! wherever that is. A question changes nothing.

use crate::command::{Earlier, Tag};
use crate::reader::Place;
use crate::state::State;
use crate::view::Key;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::process::{Explained, Phase, SandboxView, Standing};
use tongguan_domain::receipt::Letter;
use tongguan_domain::time::Moment;

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

/// Documents in the order of arrival.
#[derive(Clone, Debug)]
pub struct ListDocuments {
    /// After this number.
    pub after: u64,
    /// At most so many.
    pub limit: usize,
    /// Only of this kind.
    pub kind: Option<DocumentKind>,
    /// Only in this phase.
    pub phase: Option<Phase>,
}

impl Query for ListDocuments {
    type Answer = Vec<Standing>;

    fn answer(self, state: &State) -> Self::Answer {
        state.documents(self.after, self.limit, self.kind, self.phase)
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
    /// Number of the last one of the mailbox.
    pub last: u64,
}

impl Query for ListLetters {
    type Answer = Letters;

    fn answer(self, state: &State) -> Self::Answer {
        let mailbox = self.mailbox.as_str();
        let before = self.since.map_or(0, |since| state.letters_before(mailbox, since));
        let letters = state.letters_within(mailbox, self.after.max(before), self.limit, self.bytes);
        Letters { letters, last: state.mailbox_ends(mailbox).0 }
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

impl From<DocumentId> for Key {
    fn from(id: DocumentId) -> Self {
        Self::Id(id)
    }
}
