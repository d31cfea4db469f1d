//! Following documents until nothing more happens to them.

use super::connection::failed;
use super::exit::Failure;
use super::lang::{chinese, said, told as words_of};
use super::output::refusal::allowed_words;
use super::output::style::{BOLD, DIM};
use super::output::{Object, Out, message, timeline, words};
use serde_json::Value;
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tongguan_client::Client;
use tongguan_proto::document::v1::{Accepted, Fault, State};
use tongguan_proto::intake::v1::document_key::Key;
use tongguan_proto::intake::v1::{DocumentKey, ExplainDocumentRequest, ExplainDocumentResponse};

const SHORTEST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

/// What was seen of the documents.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    /// The codes that were told.
    pub(crate) codes: Vec<i32>,
    /// Those of which more may come, where time was up before what was waited for.
    pub(crate) go_on: Vec<u64>,
}

struct One {
    id: u64,
    shown: usize,
    /// Whether more happens without anybody's doing, as the server says.
    goes_on: bool,
    /// Whether only time is needed.
    timed: bool,
    waiting_for: Vec<String>,
    waiting_for_zh: Vec<String>,
    warnings: Vec<Fault>,
}

/// Until when documents are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// Nothing more happens unless somebody sends something or moves the clock.
    Idle,
    /// One of them is told this code.
    Told(i32),
}

impl Until {
    /// Whether documents that were told these codes, and of which none goes on by itself, need no more following. For a
    /// code others may still have to send something.
    fn is_reached(self, codes: &[i32], idle: bool) -> bool {
        match self {
            Self::Idle => idle,
            Self::Told(code) => codes.contains(&code),
        }
    }
}

/// Shows every step of the documents until then, or until nothing more happens, or time is up.
pub(crate) async fn follow(
    (client, sandbox): (&Client, &str),
    documents: &[Accepted],
    until: Until,
    most: Duration,
    out: &mut Out,
) -> Result<Followed, Failure> {
    let new = |accepted: &Accepted| One {
        id: accepted.document_id,
        shown: 0,
        goes_on: true,
        timed: false,
        waiting_for: Vec::new(),
        waiting_for_zh: Vec::new(),
        warnings: Vec::new(),
    };
    let mut all: Vec<_> = documents.iter().map(new).collect();
    let (begun, mut pause) = (Instant::now(), SHORTEST_PAUSE);
    let (mut heading, mut codes) = (0, Vec::new());
    // Of nothing, nothing will be told.
    let mut reached = all.is_empty();
    while !reached {
        let mut news = false;
        // One that stands still may go on with another.
        for one in &mut all {
            let told = explain(client, Key::DocumentId(one.id)).await?;
            news |= show_news(one, &told, &mut heading, &mut codes, out)?;
        }
        let still = all.iter().all(|one| !one.goes_on);
        reached = until.is_reached(&codes, still && !news);
        // What has just come may have been the last: then one more look tells.
        if reached || begun.elapsed() >= most && !(still && news) {
            break;
        }
        pause = if news { SHORTEST_PAUSE } else { (pause * 2).min(LONGEST_PAUSE) };
        sleep(pause).await;
    }
    for one in &all {
        for warning in &one.warnings {
            tell_warning(one.id, warning, out)?;
        }
        show_waiting(one.id, (&one.waiting_for, &one.waiting_for_zh), out)?;
    }
    if all.iter().any(|one| one.timed && !one.goes_on) && !out.json() {
        let sandbox = if sandbox == "default" { String::new() } else { format!(" --sandbox {sandbox}") };
        out.line(said!(
            "{DIM}time stands still in this sandbox: `tongguan clock advance --next{sandbox}` moves it{DIM:#}",
            "{DIM}此沙箱时钟不自动走动：用 `tongguan clock advance --next{sandbox}` 推进{DIM:#}"
        ))?;
    }
    // Where others may still send what is waited for, or something came in the last moment, it is all of them.
    let any = all.iter().any(|one| one.goes_on);
    let go_on = all.iter().filter(|one| !reached && (one.goes_on || !any)).map(|one| one.id).collect();
    Ok(Followed { codes, go_on })
}

fn show_news(
    one: &mut One,
    told: &ExplainDocumentResponse,
    heading: &mut u64,
    codes: &mut Vec<i32>,
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
        codes.push(step.return_code);
    }
    one.shown = told.steps.len();
    one.goes_on = told.goes_on;
    one.timed = matches!(
        accepted.state(),
        State::Received | State::Comparing | State::InReview | State::Leaving | State::InInspection
    );
    one.waiting_for.clone_from(&told.waiting_for);
    one.waiting_for_zh.clone_from(&told.waiting_for_zh);
    one.warnings.clone_from(&told.warnings);
    Ok(!news.is_empty())
}

/// One document's why.
pub(crate) async fn explain(client: &Client, key: Key) -> Result<ExplainDocumentResponse, Failure> {
    let key = Some(DocumentKey { key: Some(key) });
    let request = ExplainDocumentRequest { key, ..Default::default() };
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

/// What is odd in a document that was taken all the same.
fn tell_warning(id: u64, warning: &Fault, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let json = message("tongguan.document.v1.Fault", warning, false)?;
        return out.object(Object::new().with("event", "warning").with("document_id", id).fields(&json));
    }
    show_warning(&format!("#{id} "), warning, out)
}

/// The same, for people, behind what says of which document.
pub(crate) fn show_warning(of: &str, warning: &Fault, out: &mut Out) -> Result<(), Failure> {
    let Fault { code, path, found, allowed, .. } = warning;
    let place = if path.is_empty() { String::new() } else { format!(" {path}") };
    let zh = if warning.text_zh.is_empty() { String::new() } else { format!("{} ", warning.text_zh) };
    let before = |word: &str| if found.is_empty() { String::new() } else { format!("{word}{found}") };
    let hint = words_of(&warning.hint, &warning.hint_zh);
    out.line(if chinese() {
        let text = words_of(&warning.text, zh.trim());
        format!("{of}警告 {code}{place}{}  {text}（{hint}）", before("，实际："))
    } else {
        format!("{of}warning {code}{place}{}  {zh}{} ({hint})", before(": "), warning.text)
    })?;
    if allowed.is_empty() {
        return Ok(());
    }
    out.line(said!("  allowed: {}", "  允许：{}", allowed_words(allowed)))
}

/// What a document waits for, if it waits.
pub(crate) fn show_waiting(
    id: u64,
    (waiting_for, zh): (&[String], &[String]),
    out: &mut Out,
) -> Result<(), Failure> {
    if waiting_for.is_empty() {
        return Ok(());
    }
    if out.json() {
        let list = |texts: &[String]| texts.iter().map(|one| Value::from(one.as_str())).collect::<Vec<_>>();
        let object = Object::new().with("event", "waiting").with("document_id", id);
        let object = object.with("waiting_for", list(waiting_for));
        return out.object(object.with("waiting_for_zh", list(zh)));
    }
    let (en, zh) = (waiting_for.join("; "), zh.join("；"));
    let words = words_of(&en, &zh);
    out.line(said!("#{id} waits for: {words}", "#{id} 等待：{words}"))
}
