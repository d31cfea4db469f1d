//! What documents wait for though it should come by itself, such as an answer of risk screening: where less was told than
//! should be, that may be why.

use crate::cli::exit::Failure;
use crate::cli::follow::{explain, show_waiting};
use crate::cli::lang::told;
use crate::cli::output::Out;
use tongguan_client::Client;
use tongguan_proto::intake::v1::ListDocumentsRequest;
use tongguan_proto::intake::v1::document_key::Key;

/// A document, and what it waits for, in English and in Chinese.
pub(crate) struct Waits {
    id: u64,
    en: Vec<String>,
    zh: Vec<String>,
}

impl Waits {
    /// What it waits for.
    pub(crate) fn words(&self) -> String {
        told(&self.en.join("; "), &self.zh.join("；")).to_owned()
    }

    /// Writes it.
    pub(crate) fn show(&self, out: &mut Out) -> Result<(), Failure> {
        show_waiting(self.id, (&self.en, &self.zh), out)
    }
}

/// What the documents of a sandbox wait for; of those that wait for the same, the first. This is said beside something else:
/// where it cannot be asked, nothing is said.
pub(crate) async fn waits(client: &Client) -> Vec<Waits> {
    let listed = client.intake().list_documents(ListDocumentsRequest::default()).await;
    let listed = listed.map(|answer| answer.into_inner().documents).unwrap_or_default();
    let mut all: Vec<Waits> = Vec::new();
    for accepted in listed.into_iter().filter_map(|one| one.accepted) {
        let id = accepted.document_id;
        let Ok(told) = explain(client, Key::DocumentId(id)).await else { continue };
        let (en, zh) = (told.waiting_for, told.waiting_for_zh);
        if told.goes_on && !en.is_empty() && all.iter().all(|other| other.en != en) {
            all.push(Waits { id, en, zh });
        }
    }
    all
}
