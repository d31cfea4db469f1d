//! One submission from beginning to end.

use crate::prepare::{Caller, Named, admission, judge};
use crate::service::Intake;
use tongguan_clearance::{Submitted, SubmittedRecord};
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::RecordResult;
use tongguan_engine::{Basis, Begun, HostError};
use tongguan_proto::intake::v1 as pb;
use tongguan_serve::{refused, refused_of};
use tongguan_wire::process;
use tongguan_wire::status::{DocumentFaults, Reason, Refused, faults, faults_in_stream};
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
    pub(crate) fn in_stream(self) -> pb::Refused {
        match self {
            Self::Faults(documents) => faults_in_stream(documents),
            Self::Refused(refused) => refused.in_stream(),
        }
    }
}

/// A submission in the queue.
pub(crate) struct Submitting {
    begun: Begun<Result<(Submitted, ()), Vec<SubmittedRecord>>>,
    names: Vec<&'static str>,
}

/// What was taken, in the order of the documents.
pub(crate) struct Taken {
    pub(crate) accepted: Vec<pb::Accepted>,
    pub(crate) replayed: bool,
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
        let names: Vec<_> = documents.iter().map(|named| named.name).collect();
        let admission = admission(caller, documents);
        let verdict = judge(&admission, &basis);
        let again = move |present: &Basis| judge(&admission, present);
        let begun = self.host.begin_judged(sandbox, basis, verdict, again).await;
        let begun = begun.map_err(|error| refused_of(error, &names))?;
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
        let answer = begun.answer().await.map_err(|error| refused_of(error, &names))?;
        let (Submitted { records, replayed }, ()) = answer.map_err(|records| faulty(&names, &records))?;
        let accepted = records.into_iter().filter_map(|record| match record {
            RecordResult::Accepted(accepted) => Some(process::write_accepted(accepted)),
            // A native submission is refused whole, never by record.
            RecordResult::Refused { .. } => None,
        });
        Ok(Taken { accepted: accepted.collect(), replayed })
    }
}

/// What is wrong with the documents of a call.
fn faulty(names: &[&'static str], records: &[SubmittedRecord]) -> Refusal {
    let numbered = (0..).zip(names).zip(records).filter(|(_, record)| !record.faults.is_empty());
    let faults = numbered.map(|((index, name), SubmittedRecord { document, faults })| {
        DocumentFaults::new(*name, index, document.document().kind(), faults)
    });
    Refusal::Faults(faults.collect())
}
