//! Reading: get, list, explain, and the check that changes nothing.

use crate::service::Intake;
use prost::Message;
use tongguan_clearance::Key;
use tongguan_clearance::query::{ExplainDocument, GetDocument, ListDocuments};
use tongguan_domain::document::Document;
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, SandboxName};
use tongguan_domain::process::Standing;
use tongguan_proto::intake::v1 as pb;
use tongguan_rules::{RuleContext, check_and_warn};
use tongguan_serve::refused;
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{document, fault, page, process};

fn not_found() -> Refused {
    Refused::new(Reason::NotFound, "there is no such document in this sandbox")
}

fn key_missing() -> Refused {
    Refused::new(Reason::ArgumentInvalid, "key: set document_id, pre_no or invt_no")
}

impl Intake {
    pub(crate) fn validate(
        &self,
        sandbox: &SandboxName,
        request: pb::ValidateDocumentRequest,
    ) -> Result<pb::ValidateDocumentResponse, Refused> {
        let message = request.document.ok_or_else(|| Refused::plain(Reason::DocumentMissing))?;
        let (document, mut faults) = document::take(message, self.host.version(sandbox))?;
        let (now, version, kind) = (self.host.clock(sandbox), self.host.version(sandbox), document.kind());
        let warnings = check_and_warn(&document, &RuleContext::at(now, version), &mut faults);
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
        use pb::get_document_request::Key as Asked;
        let key = match request.key.ok_or_else(key_missing)? {
            Asked::DocumentId(id) => Key::Id(DocumentId(id)),
            Asked::PreNo(number) | Asked::InvtNo(number) => Key::Number(number),
        };
        let standing = self.host.ask(sandbox, GetDocument(key)).await.map_err(refused)?;
        let standing = standing.ok_or_else(not_found)?;
        let found = self.document(sandbox, &standing).await?;
        Ok(pb::GetDocumentResponse {
            summary: Some(process::write_summary(standing)),
            document: found.as_ref().map(document::write),
        })
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
        let size = page::size(request.page_size)?;
        let after = page::read_number(&request.page_token)?.unwrap_or(0);
        let kind = document::read_kind("kind", request.kind)?;
        let phase = process::read_phase("state", request.state)?;
        // One more than asked for tells whether there is a next page.
        let asked = ListDocuments { after, limit: size + 1, kind, phase };
        let mut found = self.host.ask(sandbox, asked).await.map_err(refused)?;
        let mut more = found.len() > size;
        found.truncate(size);
        let (mut documents, mut bytes, mut last) = (Vec::with_capacity(found.len()), 0, 0);
        for summary in found {
            if bytes >= limits::PAGE_BYTES {
                more = true;
                break;
            }
            last = summary.accepted.id.0;
            let document = process::write_summary(summary);
            bytes += document.encoded_len();
            documents.push(document);
        }
        let next_page_token = if more { page::write_number(last) } else { String::new() };
        Ok(pb::ListDocumentsResponse { documents, next_page_token })
    }

    pub(crate) async fn explain(
        &self,
        sandbox: &SandboxName,
        request: pb::ExplainDocumentRequest,
    ) -> Result<pb::ExplainDocumentResponse, Refused> {
        use pb::explain_document_request::Key as Asked;
        let key = match request.key.ok_or_else(key_missing)? {
            Asked::DocumentId(id) => Key::Id(DocumentId(id)),
            Asked::PreNo(number) | Asked::InvtNo(number) => Key::Number(number),
        };
        let explained = self.host.ask(sandbox, ExplainDocument(key)).await.map_err(refused)?;
        let explained = explained.ok_or_else(not_found)?;
        let warnings = match self.document(sandbox, &explained.standing).await? {
            Some(document) => {
                let then = RuleContext::at(explained.standing.received, self.host.version(sandbox));
                let warnings = check_and_warn(&document, &then, &mut Vec::new());
                fault::write_warnings(document.kind(), &warnings)
            }
            None => Vec::new(),
        };
        Ok(pb::ExplainDocumentResponse { warnings, ..process::write_explained(explained) })
    }
}
