//! Reading: get, list, explain, and the check that changes nothing.

use crate::service::Intake;
use prost::Message;
use tongguan_clearance::query::{ExplainDocument, GetDocument, ListDocuments, PlaceWarnings, WarnOfPlaces};
use tongguan_clearance::{Filter, Found};
use tongguan_domain::document::Document;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::Standing;
use tongguan_proto::intake::v1 as pb;
use tongguan_rules::{RuleContext, check_and_warn};
use tongguan_serve::refused;
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{document, fault, page, process};

pub(crate) fn not_found() -> Refused {
    Refused::new(Reason::NotFound, "there is no such document in this sandbox")
}

/// Whether goods of a document may be put into a warehouse that the sandbox knows: only then it is asked.
fn asks_for_a_place(document: &Document) -> bool {
    match document {
        Document::SalesOrder(order) => order.head.order_type == "W",
        Document::ReturnApplication(_) => true,
        _ => false,
    }
}

impl Intake {
    pub(crate) async fn validate(
        &self,
        sandbox: &SandboxName,
        request: pb::ValidateDocumentRequest,
    ) -> Result<pb::ValidateDocumentResponse, Refused> {
        let message = request.document.ok_or_else(|| Refused::plain(Reason::DocumentMissing))?;
        let (document, mut faults) = document::take(message, self.host.version(sandbox))?;
        let (now, version, kind) = (self.host.clock(sandbox), self.host.version(sandbox), document.kind());
        let mut warnings = check_and_warn(&document, &RuleContext::at(now, version), &mut faults);
        if asks_for_a_place(&document) && warnings.len() < limits::FAULTS {
            let asked = WarnOfPlaces(Box::new(document));
            warnings.extend(self.host.ask(sandbox, asked).await.map_err(refused)?);
        }
        Ok(pb::ValidateDocumentResponse {
            faults: fault::write_all(kind, &faults),
            warnings: fault::write_warnings(kind, &warnings),
        })
    }

    pub(crate) async fn get(
        &self,
        sandbox: &SandboxName,
        request: pb::GetDocumentRequest,
    ) -> Result<pb::GetDocumentResponse, Refused> {
        let (key, life) = (process::read_key(request.key)?, self.life(sandbox));
        let standing = self.host.ask(sandbox, GetDocument(key)).await.map_err(refused)?;
        let standing = standing.ok_or_else(not_found)?;
        let found = self.document(sandbox, &standing).await?;
        self.same_life(sandbox, life)?;
        Ok(pb::GetDocumentResponse {
            summary: Some(process::write_summary(standing)),
            document: found.as_ref().map(document::write),
        })
    }

    /// Which sandbox has this name now.
    pub(crate) fn life(&self, sandbox: &SandboxName) -> u64 {
        self.host.epoch(sandbox, "")
    }

    /// What was asked in several steps has to be of one sandbox: another one may have the name meanwhile.
    pub(crate) fn same_life(&self, sandbox: &SandboxName, life: u64) -> Result<(), Refused> {
        if self.life(sandbox) == life { Ok(()) } else { Err(not_found()) }
    }

    /// What was sent, from the journal.
    async fn document(&self, sandbox: &SandboxName, of: &Standing) -> Result<Option<Document>, Refused> {
        let (host, name, of) = (self.host.clone(), sandbox.clone(), of.clone());
        let read = tokio::task::spawn_blocking(move || host.document(&name, &of));
        read.await.map_err(|_| Refused::plain(Reason::Failure))?.map_err(refused)
    }

    pub(crate) async fn list(
        &self,
        sandbox: &SandboxName,
        request: pb::ListDocumentsRequest,
    ) -> Result<pb::ListDocumentsResponse, Refused> {
        let size = page::size(request.page_size);
        let after = page::read_number(&request.page_token)?.unwrap_or(0);
        let set = |text: String| (!text.is_empty()).then_some(text);
        let filter = Filter {
            kind: document::read_kind("kind", request.kind)?,
            phase: process::read_phase("state", request.state)?,
            sender: set(request.sender),
            order_no: set(request.order_no),
            logistics_no: set(request.logistics_no),
            cop_no: set(request.cop_no),
            guid: set(request.guid),
            pre_no: set(request.pre_no),
            invt_no: set(request.invt_no),
        };
        let asked = ListDocuments { after, limit: size, filter };
        let Found { documents: found, mut next } = self.host.ask(sandbox, asked).await.map_err(refused)?;
        let (mut documents, mut bytes, mut last) = (Vec::with_capacity(found.len()), 0, after);
        for summary in found {
            if bytes >= limits::PAGE_BYTES {
                next = Some(last);
                break;
            }
            last = summary.accepted.id.0;
            let document = process::write_summary(summary);
            bytes += document.encoded_len();
            documents.push(document);
        }
        let next_page_token = next.map(page::write_number).unwrap_or_default();
        Ok(pb::ListDocumentsResponse { documents, next_page_token })
    }

    pub(crate) async fn explain(
        &self,
        sandbox: &SandboxName,
        request: pb::ExplainDocumentRequest,
    ) -> Result<pb::ExplainDocumentResponse, Refused> {
        let (key, life) = (process::read_key(request.key)?, self.life(sandbox));
        let explained = self.host.ask(sandbox, ExplainDocument(key)).await.map_err(refused)?;
        let explained = explained.ok_or_else(not_found)?;
        let warnings = match self.document(sandbox, &explained.standing).await? {
            Some(document) => {
                let then = RuleContext::at(explained.standing.received, self.host.version(sandbox));
                let mut warnings = check_and_warn(&document, &then, &mut Vec::new());
                if asks_for_a_place(&document) && warnings.len() < limits::FAULTS {
                    let asked = PlaceWarnings(explained.standing.accepted.id);
                    warnings.extend(self.host.ask(sandbox, asked).await.map_err(refused)?);
                }
                fault::write_warnings(document.kind(), &warnings)
            }
            None => Vec::new(),
        };
        self.same_life(sandbox, life)?;
        Ok(pb::ExplainDocumentResponse { warnings, ..process::write_explained(explained) })
    }
}
