//! The one admission: documents are encoded once, and checked by every rule until their turn comes, again if the law has
//! changed meanwhile. The process does not know the rules of a single document: who admits hands them in.

use crate::command::{Origin, Submission, SubmittedRecord, Tag};
use crate::paper::Paper;
use std::sync::Arc;
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::MailboxName;

/// Documents that came together, before the rules have seen them.
#[derive(Clone, Debug)]
pub struct Admission(Submission);

impl Admission {
    /// What came. Of every record it says what is wrong with the form.
    #[must_use]
    pub const fn of(came: Submission) -> Self {
        Self(came)
    }

    /// What the process gets: `rules` add to what is wrong with a document.
    #[must_use]
    pub fn admit(&self, rules: impl Fn(&Document, &mut Vec<Fault>)) -> Submission {
        let mut submission = self.0.clone();
        for SubmittedRecord { document, faults } in &mut submission.records {
            rules(document.document(), faults);
        }
        submission
    }
}

impl SubmittedRecord {
    /// Encodes a document; `faults` is what is wrong with it as far as is known.
    #[must_use]
    pub fn new(document: Document, faults: Vec<Fault>) -> Self {
        Self { document: Arc::new(Paper::new(document)), faults }
    }
}

impl Submission {
    /// Documents of the default sender, who forces no outcome; nobody else gets copies.
    #[must_use]
    pub fn new(tag: impl Into<Option<Tag>>, origin: Origin, records: Vec<SubmittedRecord>) -> Self {
        Self {
            tag: tag.into(),
            mailbox: MailboxName::default(),
            subscribers: Vec::new(),
            records,
            origin,
            outcome: None,
        }
    }

    /// A native call is taken whole or not at all: if one of its documents has faults, it goes no further.
    ///
    /// # Errors
    /// The records, with every fault of all of them.
    pub fn faultless(self) -> Result<Self, Vec<SubmittedRecord>> {
        let faulty = self.records.iter().any(|record| !record.faults.is_empty());
        if faulty { Err(self.records) } else { Ok(self) }
    }
}
