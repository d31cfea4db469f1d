//! Screenings as they were recorded. The writer is asked for what it holds; the documents are read from the journal and the
//! facts are made beside it, so a page costs the sandbox little, however many declarations it has.

use crate::read::not_found;
use crate::service::Intake;
use prost::Message;
use tongguan_clearance::query::{GetScreening, ListScreenings};
use tongguan_clearance::{GetWhom, Recorded, Screenings, Sources, Whom};
use tongguan_domain::document::Document;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::Standing;
use tongguan_engine::{Host, HostError};
use tongguan_proto::document::v1::Outcome;
use tongguan_proto::intake::v1 as pb;
use tongguan_serve::refused;
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{page, process, risk, time};

impl Intake {
    pub(crate) async fn screenings(
        &self,
        sandbox: &SandboxName,
        request: pb::ListScreeningsRequest,
    ) -> Result<pb::ListScreeningsResponse, Refused> {
        let life = self.life(sandbox);
        let after = page::read_number(&request.page_token)?.unwrap_or(0);
        let Screenings { found, next } = match request.key {
            Some(key) => {
                let asked = GetScreening(process::read_key(Some(key))?);
                self.host.ask(sandbox, asked).await.map_err(refused)?.ok_or_else(not_found)?
            }
            None => {
                let asked = ListScreenings { after, limit: page::size(request.page_size) };
                self.host.ask(sandbox, asked).await.map_err(refused)?
            }
        };
        let whom = self.host.ask(sandbox, GetWhom).await.map_err(refused)?;
        let (host, name) = (self.host.clone(), sandbox.clone());
        let read = tokio::task::spawn_blocking(move || written(&host, &name, found));
        let all = read.await.map_err(|_| Refused::plain(Reason::Failure))?.map_err(refused)?;
        self.same_life(sandbox, life)?;
        let screened_by = Some(screened_by(whom, request.with_profile_text));
        Ok(pb::ListScreeningsResponse { screened_by, ..fitting(all, after, next) })
    }
}

/// Who screens, and by what. Where a server of a sandbox is, is for those who control it.
fn screened_by(whom: Whom, with_text: bool) -> pb::ScreenedBy {
    let Whom { risk, profile, .. } = whom;
    let own_server = risk.is_some();
    let Some(profile) = profile else { return pb::ScreenedBy { own_server, ..Default::default() } };
    pb::ScreenedBy {
        own_server,
        profile: profile.label.clone(),
        profile_sha256: profile.sha256.clone(),
        profile_text_sha256: profile.text_sha256.clone(),
        profile_text: if with_text { profile.text.clone() } else { String::new() },
    }
}

/// As many as fit into a page, and where the next one begins.
fn fitting(all: Vec<pb::RecordedScreening>, after: u64, next: Option<u64>) -> pb::ListScreeningsResponse {
    let (mut screenings, mut bytes, mut next) = (Vec::with_capacity(all.len()), 0, next);
    for screening in all {
        if bytes >= limits::PAGE_BYTES {
            next = Some(after + screenings.len() as u64);
            break;
        }
        bytes += screening.encoded_len();
        screenings.push(screening);
    }
    let next_page_token = next.map(page::write_number).unwrap_or_default();
    pb::ListScreeningsResponse { screenings, next_page_token, screened_by: None }
}

/// The screenings with their facts, from the documents as they were sent.
fn written(
    host: &Host,
    sandbox: &SandboxName,
    found: Vec<Recorded>,
) -> Result<Vec<pb::RecordedScreening>, HostError> {
    let papers: Vec<&Standing> = found.iter().flat_map(|recorded| &recorded.papers).collect();
    let mut documents = host.documents(sandbox, &papers)?.into_iter();
    let counts: Vec<usize> = found.iter().map(|recorded| recorded.papers.len()).collect();
    let one = |(recorded, count): (Recorded, usize)| write(recorded, documents.by_ref().take(count));
    Ok(found.into_iter().zip(counts).map(one).collect())
}

fn write(recorded: Recorded, papers: impl Iterator<Item = Option<Document>>) -> pb::RecordedScreening {
    let (mut sources, mut complete) = (Sources::default(), true);
    for paper in papers {
        complete &= paper.is_some();
        sources.take(paper);
    }
    let facts = recorded.facts(&sources).filter(|_| complete);
    pb::RecordedScreening {
        document_id: recorded.declaration.0,
        business_key: recorded.business_key,
        at: Some(time::write(recorded.at)),
        decision: Some(risk::write_decision(recorded.decision)),
        outcome: recorded.outcome.map_or(Outcome::Unspecified, process::write_outcome).into(),
        facts: facts.as_ref().map(risk::write_facts),
    }
}
