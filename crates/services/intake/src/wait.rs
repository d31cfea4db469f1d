//! Waiting for a document, and for what a submission comes to.

use crate::read::not_found;
use crate::service::Intake;
use prost::Message;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tongguan_clearance::Key;
use tongguan_clearance::query::{Await, Awaited, LettersAbout, ListLettersAbout, Until};
use tongguan_domain::limits;
use tongguan_domain::names::{DocumentId, SandboxName};
use tongguan_domain::process::Accepted;
use tongguan_domain::receipt::Letter;
use tongguan_domain::return_code::ReturnCode;
use tongguan_engine::{Goal, HostError};
use tongguan_proto::document::v1::{Receipt, Refused as Declined};
use tongguan_proto::intake::v1 as pb;
use tongguan_serve::refused;
use tongguan_wire::cursor::{self, Cursor};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{process, receipt, time};

/// How long a call waits that does not say how long.
const USUAL: Duration = Duration::from_secs(4);
/// States change without a letter, too: after so long it is looked again.
const LOOK: Duration = Duration::from_millis(200);

impl Intake {
    pub(crate) async fn wait(
        &self,
        sandbox: &SandboxName,
        request: pb::WaitDocumentRequest,
    ) -> Result<pb::WaitDocumentResponse, Refused> {
        let (key, life) = (process::read_key(request.key)?, self.life(sandbox));
        let until = read_until(request.until)?;
        let deadline = Instant::now() + read_timeout(request.timeout)?;
        let look = |key: &Key| self.host.ask(sandbox, Await { key: key.clone(), until });
        let mut seen = look(&key).await.map_err(refused)?.ok_or_else(not_found)?;
        let mut letters = self.host.watch(sandbox, &seen.standing.sender).await.map_err(refused)?;
        // From here on it is one document, whatever takes its key meanwhile.
        let key = Key::Id(seen.standing.accepted.id);
        while !(seen.reached || seen.over && !seen.goes_on) && Instant::now() < deadline {
            letters.mark_unchanged();
            seen = look(&key).await.map_err(refused)?.ok_or_else(not_found)?;
            if seen.reached {
                break;
            }
            let soon = deadline.min(Instant::now() + LOOK);
            tokio::select! {
                () = self.drain.draining() => return Err(Refused::plain(Reason::ServerDraining)),
                news = timeout_at(soon, letters.changed()) => {
                    // Nobody holds the mailbox any more: the sandbox is gone.
                    if matches!(news, Ok(Err(_))) {
                        return Err(not_found());
                    }
                }
            }
            seen = look(&key).await.map_err(refused)?.ok_or_else(not_found)?;
        }
        let Awaited { standing, reached, goes_on, waiting_for, waiting_for_zh, .. } = seen;
        let (receipts, more_receipts) =
            self.receipts_of(sandbox, standing.accepted.id, limits::PAGE_BYTES).await?;
        self.same_life(sandbox, life)?;
        Ok(pb::WaitDocumentResponse {
            summary: Some(process::write_summary(standing)),
            reached,
            receipts,
            waiting_for,
            waiting_for_zh,
            goes_on,
            more_receipts,
        })
    }

    /// Lets a sandbox go on until nothing is under way in it; the receipts of the documents that were taken.
    pub(crate) async fn settled(
        &self,
        sandbox: &SandboxName,
        results: &[Result<Accepted, Box<Declined>>],
    ) -> Result<(Vec<Receipt>, bool), Refused> {
        let (taken, life) = (results.iter().flatten().map(|accepted| accepted.id), self.life(sandbox));
        match self.host.advance_to(sandbox, Goal::Idle).await {
            // Nothing was taken, and there is nothing that could go on.
            Err(HostError::NoSandbox) if results.iter().all(Result::is_err) => {
                return Ok((Vec::new(), false));
            }
            moved => moved.map(drop).map_err(refused)?,
        }
        let (mut receipts, mut room) = (Vec::new(), limits::PAGE_BYTES);
        for id in taken {
            let (told, more) = self.receipts_of(sandbox, id, room).await?;
            room = room.saturating_sub(told.iter().map(Message::encoded_len).sum());
            receipts.extend(told);
            self.same_life(sandbox, life)?;
            if more || room == 0 {
                return Ok((receipts, true));
            }
        }
        Ok((receipts, false))
    }

    /// The receipts of a document, as many as fit, and whether there are more.
    async fn receipts_of(
        &self,
        sandbox: &SandboxName,
        document: DocumentId,
        bytes: usize,
    ) -> Result<(Vec<Receipt>, bool), Refused> {
        let asked = ListLettersAbout { document, after: 0, limit: limits::PAGE, bytes };
        let about = self.host.ask(sandbox, asked).await.map_err(refused)?;
        let LettersAbout { mailbox, letters, more } = about.ok_or_else(not_found)?;
        let epoch = self.host.epoch(sandbox, mailbox.as_str());
        let write = |letter: Letter| {
            let place = Cursor { epoch, number: letter.number };
            receipt::write(&letter, cursor::write(place))
        };
        Ok((letters.into_iter().map(write).collect(), more))
    }
}

fn read_until(until: Option<pb::wait_document_request::Until>) -> Result<Until, Refused> {
    use pb::wait_document_request::Until as Asked;
    let invalid = |text: &str| Refused::new(Reason::ArgumentInvalid, text);
    Ok(match until {
        None | Some(Asked::Idle(true)) => Until::Idle,
        Some(Asked::Idle(false)) => return Err(invalid("until.idle: set it, or leave it out")),
        Some(Asked::State(state)) => {
            let phase = process::read_phase("until.state", state)?;
            Until::Phase(phase.ok_or_else(|| invalid("until.state: say which"))?)
        }
        Some(Asked::ReturnCode(number)) => {
            let code = ReturnCode::from_number(number);
            if code.entry().is_none() {
                return Err(invalid("until.return_code: there is no such code; `tongguan codes` lists them"));
            }
            Until::Code(code)
        }
    })
}

fn read_timeout(timeout: Option<prost_types::Duration>) -> Result<Duration, Refused> {
    let Some(span) = timeout else { return Ok(USUAL) };
    let millis = time::read_span("timeout", span)?;
    let span = Duration::from_millis(u64::try_from(millis).unwrap_or(0));
    Ok(span.min(Duration::from_secs(limits::WAIT_SECONDS)))
}
