//! Instructions and results: the gRPC edge.

use prost::Message;
use tongguan_clearance::command::{ControlResult, Instruct, NoteCredit, Once, Withdraw};
use tongguan_clearance::query::{GetCreditFacts, GetDocument, ListCreditFacts, ListInstructions};
use tongguan_clearance::{CreditChange, Tag};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::limits;
use tongguan_domain::screening::{ControlInstruction, CreditFacts};
use tongguan_domain::terminal::moves;
use tongguan_engine::{Host, fingerprint};
use tongguan_proto::officer::v1 as pb;
use tongguan_proto::officer::v1::customs_officer_server::{CustomsOfficer, CustomsOfficerServer};
use tongguan_serve::{Head, refused};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{caller, control, credit, page, process, registry, risk, time};
use tonic::{Request, Response, Status};

/// What officers do, over a host.
pub struct Officer {
    host: Host,
}

impl Officer {
    /// A service over a host.
    #[must_use]
    pub const fn new(host: Host) -> Self {
        Self { host }
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> CustomsOfficerServer<Self> {
        CustomsOfficerServer::new(self).max_decoding_message_size(message_bytes)
    }
}

/// The id of a request with what tells its content apart.
fn tag(request_id: String, content: &[u8]) -> Result<Option<Tag>, Refused> {
    let id = caller::optional_request_id(request_id)?;
    Ok(id.map(|id| Tag { id, fingerprint: fingerprint([content]) }))
}

#[tonic::async_trait]
impl CustomsOfficer for Officer {
    async fn add_instruction(
        &self,
        request: Request<pb::AddInstructionRequest>,
    ) -> Result<Response<pb::AddInstructionResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let missing = || Refused::new(Reason::ArgumentInvalid, "instruction is missing");
        let sent = message.instruction.ok_or_else(missing)?;
        let tag = tag(message.request_id, &sent.encode_to_vec())?;
        let instruction = control::take_instruction(sent.clone())?;
        let command = Once { tag, command: Instruct(instruction) };
        let replayed = self.host.execute(&sandbox, command).await.map_err(refused)?;
        Ok(Response::new(pb::AddInstructionResponse { instruction: Some(sent), replayed }))
    }

    async fn withdraw_instruction(
        &self,
        request: Request<pb::WithdrawInstructionRequest>,
    ) -> Result<Response<pb::WithdrawInstructionResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let tag = tag(message.request_id, message.id.as_bytes())?;
        let command = Once { tag, command: Withdraw(message.id) };
        let replayed = self.host.execute(&sandbox, command).await.map_err(refused)?;
        Ok(Response::new(pb::WithdrawInstructionResponse { replayed }))
    }

    async fn list_instructions(
        &self,
        request: Request<pb::ListInstructionsRequest>,
    ) -> Result<Response<pb::ListInstructionsResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let size = page::size(message.page_size);
        let after = page::read(&message.page_token)?.unwrap_or_default();
        let asked = ListInstructions { after, limit: size + 1 };
        let mut found: Vec<ControlInstruction> = self.host.ask(&sandbox, asked).await.map_err(refused)?;
        let more = found.len() > size;
        found.truncate(size);
        let last = found.last().filter(|_| more).map(|instruction| page::write(&instruction.id));
        Ok(Response::new(pb::ListInstructionsResponse {
            instructions: found.iter().map(control::write_instruction).collect(),
            next_page_token: last.unwrap_or_default(),
        }))
    }

    async fn record_result(
        &self,
        request: Request<pb::RecordResultRequest>,
    ) -> Result<Response<pb::RecordResultResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let content = pb::RecordResultRequest { request_id: String::new(), ..message.clone() };
        let tag = tag(message.request_id, &content.encode_to_vec())?;
        let document = process::read_key(message.key)?;
        let missing = || Refused::new(Reason::ArgumentInvalid, "finding is missing");
        let finding = control::take_finding(message.finding.ok_or_else(missing)?)?;
        if message.note.chars().count() > ControlInstruction::REASON_CHARACTERS {
            let most = ControlInstruction::REASON_CHARACTERS;
            return Err(
                Refused::new(Reason::ArgumentInvalid, format!("note: at most {most} characters")).into()
            );
        }
        if message.note.chars().any(moves) {
            return Err(Refused::new(Reason::ArgumentInvalid, "note: no control characters").into());
        }
        let result = ControlResult { document: document.clone(), finding, note: message.note };
        let replayed = self.host.execute(&sandbox, Once { tag, command: result }).await.map_err(refused)?;
        let standing = self.host.ask(&sandbox, GetDocument(document)).await.map_err(refused)?;
        let summary = standing.map(process::write_summary);
        Ok(Response::new(pb::RecordResultResponse { summary, replayed }))
    }

    async fn record_credit_event(
        &self,
        request: Request<pb::RecordCreditEventRequest>,
    ) -> Result<Response<pb::RecordCreditEventResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let content = pb::RecordCreditEventRequest { request_id: String::new(), ..message.clone() };
        let tag = tag(message.request_id, &content.encode_to_vec())?;
        let enterprise = enterprise(message.enterprise)?;
        let missing = || Refused::new(Reason::ArgumentInvalid, "event is missing");
        let event = credit::take_event(message.event.ok_or_else(missing)?)?;
        let command = Once { tag, command: NoteCredit { enterprise, event } };
        let replayed = self.host.execute(&sandbox, command).await.map_err(refused)?;
        Ok(Response::new(pb::RecordCreditEventResponse { replayed }))
    }

    async fn get_credit_facts(
        &self,
        request: Request<pb::GetCreditFactsRequest>,
    ) -> Result<Response<pb::GetCreditFactsResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let asked = GetCreditFacts(enterprise(message.enterprise)?);
        let known = self.host.ask(&sandbox, asked).await.map_err(refused)?;
        let unused = || Refused::new(Reason::NotFound, "nobody has used this sandbox yet");
        let (facts, changes) = known.ok_or_else(unused)?;
        Ok(Response::new(pb::GetCreditFactsResponse {
            facts: Some(credit::write_facts(&facts)),
            changes: changes.into_iter().map(write_change).collect(),
        }))
    }

    async fn list_credit_facts(
        &self,
        request: Request<pb::ListCreditFactsRequest>,
    ) -> Result<Response<pb::ListCreditFactsResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let region = message.region;
        let is_city = region.len() == 4 && region.bytes().all(|b| b.is_ascii_digit());
        if !(region.is_empty() || is_city) {
            return Err(Refused::new(Reason::ArgumentInvalid, "region: four digits of a city").into());
        }
        let size = page::size(message.page_size);
        let after = page::read(&message.page_token)?.unwrap_or_default();
        let asked = ListCreditFacts { region, after, limit: size };
        let found: Vec<CreditFacts> = self.host.ask(&sandbox, asked).await.map_err(refused)?;
        let (mut facts, mut bytes) = (Vec::new(), 0);
        for known in &found {
            let written = credit::write_facts(known);
            bytes += written.encoded_len();
            facts.push(written);
            if bytes > limits::PAGE_BYTES {
                break;
            }
        }
        // Whether more follows is known by the next page, which may be empty.
        let last = facts.last().map(|facts| page::write(&facts.enterprise));
        Ok(Response::new(pb::ListCreditFactsResponse { facts, next_page_token: last.unwrap_or_default() }))
    }
}

fn write_change(change: CreditChange) -> pb::CreditChange {
    pb::CreditChange {
        at: Some(time::write(change.at)),
        document_id: change.declaration.0,
        credit_class: registry::write_class(change.class).into(),
        grade: credit::write_grade(&change.grade).into(),
        score: change.score,
        reasons: change.grounds.into_iter().map(risk::write_ground).collect(),
    }
}

/// The code of an enterprise.
fn enterprise(code: String) -> Result<String, Refused> {
    if Enterprise::is_code(&code) {
        return Ok(code);
    }
    Err(Refused::new(Reason::ArgumentInvalid, "enterprise: 10 or 18 upper-case letters and digits"))
}
