//! One submission from beginning to end.

use crate::prepare::{Caller, Named, admission, judge};
use crate::service::Intake;
use std::borrow::Cow;
use tongguan_clearance::{Submitted, SubmittedRecord};
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::{Accepted, Declined, RecordResult};
use tongguan_engine::{Basis, Begun, HostError};
use tongguan_proto::document::v1 as document;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::document_result::Result as Shown;
use tongguan_serve::{refused, refused_of};
use tongguan_wire::process;
use tongguan_wire::status::{DocumentFaults, Reason, Refused, faults, faults_told};
use tonic::Status;

/// Why a submission is refused.
pub(crate) enum Refusal {
    Faults(Vec<DocumentFaults>),
    Refused(Refused),
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Faults(documents) => faults(&documents),
            Refusal::Refused(refused) => refused.status(),
        }
    }
}

impl Refusal {
    pub(crate) fn answer(self) -> document::Refused {
        match self {
            Self::Faults(documents) => faults_told(documents),
            Self::Refused(refused) => refused.answer(),
        }
    }
}

/// What became of the documents, with what is wrong with those that are offered each for itself; or what is wrong with all.
type Decided = Result<(Submitted, Vec<SubmittedRecord>), Vec<SubmittedRecord>>;

/// A submission in the queue.
pub(crate) struct Submitting {
    begun: Begun<Decided>,
    names: Vec<Cow<'static, str>>,
}

/// What was taken, in the order of the documents.
pub(crate) struct Taken {
    pub(crate) results: Vec<Result<Accepted, Box<document::Refused>>>,
    pub(crate) replayed: bool,
}

impl Taken {
    /// What became of each document, as the answer has it.
    pub(crate) fn write(results: Vec<Result<Accepted, Box<document::Refused>>>) -> Vec<pb::DocumentResult> {
        let one = |result: Result<Accepted, Box<document::Refused>>| match result {
            Ok(accepted) => Shown::Accepted(process::write_accepted(accepted)),
            Err(refused) => Shown::Refused(*refused),
        };
        results.into_iter().map(|result| pb::DocumentResult { result: Some(one(result)) }).collect()
    }
}

impl Intake {
    /// Checks the documents and puts them into the queue, also those with faults: what was wrong yesterday may be right
    /// when their turn comes.
    pub(crate) async fn begin(
        &self,
        sandbox: &SandboxName,
        caller: Caller,
        documents: Vec<Named>,
    ) -> Result<Submitting, Refusal> {
        if documents.is_empty() {
            return Err(Refused::plain(Reason::DocumentMissing).into());
        }
        if documents.len() > limits::BATCH_DOCUMENTS {
            let text = format!("a call carries at most {} documents", limits::BATCH_DOCUMENTS);
            return Err(Refused::new(Reason::TooManyDocuments, text).into());
        }
        let basis = self.host.basis(sandbox);
        if documents.iter().any(|named| named.version != basis.version) {
            return Err(refused(HostError::VersionChanged).into());
        }
        let names: Vec<_> = documents.iter().map(|named| named.name.clone()).collect();
        let admission = admission(caller, documents);
        let verdict = judge(&admission, &basis);
        let again = move |present: &Basis| judge(&admission, present);
        let begun = self.host.begin_judged(sandbox, basis, verdict, again).await;
        let begun = begun.map_err(|error| told(error, &names))?;
        Ok(Submitting { begun, names })
    }

    pub(crate) async fn submit(
        &self,
        sandbox: &SandboxName,
        caller: Caller,
        documents: Vec<Named>,
    ) -> Result<Taken, Refusal> {
        self.begin(sandbox, caller, documents).await?.taken().await
    }
}

impl Submitting {
    /// Waits until the submission is durable.
    pub(crate) async fn taken(self) -> Result<Taken, Refusal> {
        let Self { begun, names } = self;
        let answer = begun.answer().await.map_err(|error| told(error, &names))?;
        let (Submitted { records, replayed }, judged) = answer.map_err(|records| faulty(&names, &records))?;
        let mut judged = judged.into_iter();
        let results = (0..).zip(names).zip(records).map(|((index, name), result)| {
            let judged = judged.next();
            match result {
                RecordResult::Accepted(accepted) => Ok(accepted),
                RecordResult::Declined(declined) => {
                    Err(Box::new(declined_words(&name, index, declined, judged)))
                }
                // A receipt told what is wrong with it; native documents get none.
                RecordResult::Refused { info, .. } => {
                    Err(Box::new(Refused::plain(Reason::StateDoesNotMatch).return_info(info).answer()))
                }
            }
        });
        Ok(Taken { results: results.collect(), replayed })
    }
}

fn told(error: HostError, names: &[Cow<'static, str>]) -> Refused {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    refused_of(error, &names)
}

/// Why a document is not taken. Its faults are those of today; where the law had others when it was refused, it says so.
fn declined_words(
    name: &str,
    index: u32,
    declined: Declined,
    judged: Option<SubmittedRecord>,
) -> document::Refused {
    match declined {
        Declined::Unfit(unfit) => process::unfit_document(name, unfit).answer(),
        Declined::Faulty => {
            let judged = judged.filter(|record| !record.faults.is_empty());
            let listed = judged.map(|record| one_faulty(name, index, &record));
            match listed {
                Some(listed) => faults_told(vec![listed]),
                None => Refused::new(
                    Reason::Faults,
                    format!("{name}: it had faults when it came; it has none by the rules of today"),
                )
                .answer(),
            }
        }
    }
}

fn one_faulty(
    name: &str,
    index: u32,
    SubmittedRecord { document, faults }: &SubmittedRecord,
) -> DocumentFaults {
    DocumentFaults::new(name, index, document.document().kind(), faults)
}

/// What is wrong with the documents of a call.
fn faulty(names: &[Cow<'static, str>], records: &[SubmittedRecord]) -> Refusal {
    let numbered = (0..).zip(names).zip(records).filter(|(_, record)| !record.faults.is_empty());
    Refusal::Faults(numbered.map(|((index, name), record)| one_faulty(name, index, record)).collect())
}
