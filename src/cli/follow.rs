//! Following documents until nothing more happens to them.

use super::connection::failed;
use super::exit::Failure;
use super::output::style::{BOLD, DIM};
use super::output::{Object, Out, timeline, words};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tongguan_client::Client;
use tongguan_domain::return_code::ReturnCode;
use tongguan_proto::intake::v1::explain_document_request::Key;
use tongguan_proto::intake::v1::{Accepted, ExplainDocumentRequest, ExplainDocumentResponse, State};

/// After so long without a change, what a document waits for is somebody else's turn.
const QUIET: Duration = Duration::from_millis(400);
const SHORTEST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

struct Followed {
    id: u64,
    shown: usize,
    over: bool,
    /// Whether only time is needed.
    timed: bool,
    waiting_for: Vec<String>,
}

/// Shows every step of the documents until each is over, or nothing has happened for a while, or time is up.
pub(crate) async fn follow(
    client: &Client,
    documents: &[Accepted],
    most: Duration,
    out: &mut Out,
) -> Result<(), Failure> {
    let new = |accepted: &Accepted| Followed {
        id: accepted.document_id,
        shown: 0,
        over: false,
        timed: false,
        waiting_for: Vec::new(),
    };
    let mut all: Vec<_> = documents.iter().map(new).collect();
    let (begun, mut changed) = (Instant::now(), Instant::now());
    let mut pause = SHORTEST_PAUSE;
    let mut heading = 0;
    while all.iter().any(|one| !one.over) {
        let mut news = false;
        for one in all.iter_mut().filter(|one| !one.over) {
            let told = explain(client, Key::DocumentId(one.id)).await?;
            news |= show_news(one, &told, &mut heading, out)?;
        }
        if news {
            (changed, pause) = (Instant::now(), SHORTEST_PAUSE);
        } else if changed.elapsed() >= QUIET || begun.elapsed() >= most {
            break;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    for one in &all {
        show_waiting(one.id, &one.waiting_for, out)?;
    }
    if all.iter().any(|one| one.timed) && !out.json() {
        out.line(format!(
            "{DIM}time stands still in this sandbox: `tongguan clock advance --next` moves it{DIM:#}"
        ))?;
    }
    Ok(())
}

fn show_news(
    one: &mut Followed,
    told: &ExplainDocumentResponse,
    heading: &mut u64,
    out: &mut Out,
) -> Result<bool, Failure> {
    let accepted = told.summary.clone().unwrap_or_default().accepted.unwrap_or_default();
    let news = told.steps.get(one.shown..).unwrap_or_default();
    if !news.is_empty() && *heading != one.id {
        title(&accepted, out)?;
        *heading = one.id;
    }
    for step in news {
        timeline::step(out, one.id, words::kind(accepted.kind), step)?;
    }
    one.shown = told.steps.len();
    one.over = is_over(&accepted);
    one.timed = matches!(
        accepted.state(),
        State::Received | State::Comparing | State::InReview | State::Leaving | State::InInspection
    );
    one.waiting_for.clone_from(&told.waiting_for);
    Ok(!news.is_empty())
}

/// Whether nothing more happens without the sender.
fn is_over(accepted: &Accepted) -> bool {
    let code = ReturnCode::from_number(accepted.return_code);
    let last = words::kind(accepted.kind).is_some_and(|kind| code.is_last_for(kind));
    last || matches!(
        accepted.state(),
        State::Draft | State::SendingFailed | State::Withdrawn | State::Cancelled
    )
}

/// One document's why.
pub(crate) async fn explain(client: &Client, key: Key) -> Result<ExplainDocumentResponse, Failure> {
    let request = ExplainDocumentRequest { key: Some(key) };
    let answer = client.intake().explain_document(request).await;
    Ok(answer.map_err(|status| failed(&status))?.into_inner())
}

/// `#3 declaration 清单  preNo B2026…`.
pub(crate) fn title(accepted: &Accepted, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return Ok(());
    }
    let mut text =
        format!("{BOLD}#{} {}{BOLD:#}", accepted.document_id, words::kind_name(words::kind(accepted.kind)));
    for (word, number) in [("preNo", &accepted.pre_no), ("invtNo", &accepted.invt_no)] {
        if !number.is_empty() {
            text.push_str(&format!("  {DIM}{word}{DIM:#} {number}"));
        }
    }
    out.line(text)
}

/// What a document waits for, if it waits.
pub(crate) fn show_waiting(id: u64, waiting_for: &[String], out: &mut Out) -> Result<(), Failure> {
    if waiting_for.is_empty() {
        return Ok(());
    }
    if out.json() {
        let list: Vec<Value> = waiting_for.iter().map(|one| Value::from(one.as_str())).collect();
        return out.object(
            Object::new().with("event", "waiting").with("document_id", id).with("waiting_for", list),
        );
    }
    out.line(format!("#{id} waits for: {}", waiting_for.join("; ")))
}
