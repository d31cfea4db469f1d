//! `tongguan load --find-max`: runs at rising rates, each in a sandbox of its own, until one does not hold.

use super::asked::Asked;
use super::beforehand::Asking;
use super::ends::Ends;
use super::{Arguments, Round, afterwards, beforehand, files, round, shown, stopping};
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{chinese, said, say};
use crate::cli::output::{Object, Out};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tongguan_client::Client;
use tongguan_load::bounds::{PARCELS_OF_A_RUN, RATE, ROUNDS};
use tongguan_load::ready::Unmade;
use tongguan_load::run::Ended;
use tongguan_load::search::{Search, broken};
use tongguan_load::verdict::Because;
use tongguan_load::workload::rate::Rate;
use tongguan_proto::sandbox::v1::DeleteSandboxRequest;

/// How long a sandbox may take to be deleted.
const DELETED: Duration = Duration::from_secs(10);

/// What a round leaves behind would weigh on the next.
async fn delete(control: &Client, name: String, stop: &AtomicBool) {
    let mut answered = false;
    let request = DeleteSandboxRequest { name: name.clone() };
    beforehand::while_wanted(stop, DELETED, async {
        // One that was not made is not there.
        let _ = control.control().delete_sandbox(request).await;
        answered = true;
    })
    .await;
    if !answered {
        afterwards::left(&name, say("no answer in time", "未按时应答"));
    }
}

/// What the search has come to.
struct Found {
    search: Search,
    /// The round of the highest rate that held.
    best: Option<Round>,
    /// The round of the lowest rate that broke, and why.
    broke: Option<(Round, Vec<Because>)>,
    /// Why it ended before its time.
    cut: Option<Failure>,
}

impl Found {
    /// Somebody has stopped it.
    fn stop(&mut self) {
        let words = if self.search.rounds() == 0 {
            say("it was stopped before any round had ended", "尚无一轮结束即被中止")
        } else {
            say("it was stopped: the rates above are not the last word", "已被中止：以上速率并非最终结果")
        };
        self.cut = Some(Failure::new(words).exit(Exit::NotTrusted));
    }
}

pub(super) async fn run(
    arguments: &Arguments,
    asked: Asked,
    ends: &Ends,
    out: &mut Out,
) -> Result<(), Failure> {
    let stop = stopping()?;
    let asking = Asking::begin(arguments);
    let connecting = arguments.server.connect_all(&arguments.exchange, &arguments.control);
    let (_, control) = tokio::select! {
        clients = asking.server(connecting) => clients?,
        failure = beforehand::stopped(&stop) => return Err(failure),
    };
    let found = Box::pin(searched(arguments, &asked, ends, &control, &stop, out)).await?;
    let mut said = told(&found, out);
    let Found { search, best, broke, cut } = found;
    let (held, found_held) = (best.is_some(), search.held());
    let Some(last) = best.or(broke.map(|(round, _)| round)) else { return cut.map_or(Ok(()), Err) };
    said = said.and_then(|()| shown(&last.report, &last.run, out));
    said = said.and_then(|()| Ends::shown(&last.held, out));
    let written = files::write(arguments, &last.report, &last.run, &last.held, &[]);
    let ended = match cut {
        Some(failure) => Err(after_all(failure, found_held)),
        None if held => Ok(()),
        // Without a rate that held, the lowest one that was tried says why.
        None => Ends::ended(&last.report, &last.held),
    };
    files::joined(files::joined(ended, files::untold(said)), written)
}

/// Why a search was cut, with what it had found by then.
fn after_all(cut: Failure, held: Option<f64>) -> Failure {
    let Some(rate) = held.map(Rate::of) else { return cut };
    let why = cut.text().to_owned();
    cut.saying(said!(
        "{why}; the highest rate that had held by then: {rate}",
        "{why}；此前承受住的最高速率：{rate}"
    ))
}

/// The highest rate that may be tried: no shape goes beyond what a run may ask for.
fn most(asked: &Asked) -> f64 {
    RATE as f64 * asked.rate / asked.law.peak()
}

async fn searched(
    arguments: &Arguments,
    asked: &Asked,
    ends: &Ends,
    control: &Client,
    stop: &AtomicBool,
    out: &mut Out,
) -> Result<Found, Failure> {
    let mut found =
        Found { search: Search::new(asked.rate, most(asked)), best: None, broke: None, cut: None };
    while let Some(rate) = found.search.next() {
        let Some(asked) = at_rate(asked, rate, found.search.rounds() + 1) else { break };
        let name = asked.report.sandbox.clone();
        let ended = Box::pin(round(arguments, asked, ends, stop, out)).await;
        delete(control, name, stop).await;
        let done = match ended {
            Ok(done) if done.run.ended == Ended::Stopped => {
                found.stop();
                break;
            }
            Ok(done) => done,
            Err(_) if stop.load(Ordering::Relaxed) => {
                found.stop();
                break;
            }
            Err(failure) => {
                found.cut = Some(failure);
                break;
            }
        };
        if let Some(Unmade { number, en, zh }) = &done.run.unmade {
            let words = said!(
                "parcel {number} cannot be made, at whatever rate: {en}",
                "第 {number} 票无法制作，与速率无关：{zh}"
            );
            found.cut = Some(Failure::new(words).exit(Exit::NotTrusted));
            break;
        }
        let because = broken(&done.report, &done.held);
        round_told(&found.search, rate, &because, out)?;
        found.search.tried(because.is_empty());
        let away = done.run.ended == Ended::Away;
        if because.is_empty() {
            found.best = Some(done);
        } else {
            found.broke = Some((done, because));
        }
        if away {
            break;
        }
        // Between two rounds; what the last one has come to is told.
        if stop.load(Ordering::Relaxed) {
            found.stop();
            break;
        }
    }
    Ok(found)
}

/// What is asked for at this `--rate`; nothing where a run has not so many numbers.
fn at_rate(asked: &Asked, rate: f64, round: u32) -> Option<Asked> {
    let law = asked.law.scaled(rate / asked.rate);
    let expected = law.expected();
    if expected > PARCELS_OF_A_RUN as f64 {
        return None;
    }
    let mut report = asked.report.clone();
    report.sandbox = format!("{}-r{round}", report.sandbox);
    let steepest = asked.law.peak() / asked.rate;
    (report.peak_per_second, report.expected_parcels) = (rate * steepest, expected);
    let (workload, opening) = (asked.workload.clone(), asked.opening.clone());
    let source = asked.source.clone();
    Some(Asked { workload, law, rate, opening, report, source, warnings: Vec::new() })
}

fn words(because: &[Because]) -> String {
    let word = |because: &Because| if chinese() { because.zh.clone() } else { because.en.clone() };
    because.iter().map(word).collect::<Vec<_>>().join(say("; ", "；"))
}

fn codes(because: &[Because]) -> Vec<&str> {
    because.iter().map(|because| because.code.as_str()).collect()
}

fn round_told(search: &Search, rate: f64, because: &[Because], out: &mut Out) -> Result<(), Failure> {
    let round = search.rounds() + 1;
    if out.json() {
        let object = Object::new().with("event", "round").with("round", round).with("per_second", rate);
        return out.object(object.with("held", because.is_empty()).with("because", codes(because)));
    }
    let rate = Rate::of(rate);
    if because.is_empty() {
        return out.line(said!("round {round}: {rate} held", "第 {round} 轮：{rate} 承受住"));
    }
    let why = words(because);
    out.line(said!("round {round}: {rate} broke: {why}", "第 {round} 轮：{rate} 未承受住：{why}"))
}

/// The highest rate that held, and why the next one did not.
fn told(found: &Found, out: &mut Out) -> Result<(), Failure> {
    let (held, broke) = (found.search.held(), found.search.broke());
    let because = found.broke.as_ref().map(|(_, because)| because.as_slice()).unwrap_or_default();
    if out.json() {
        let object = Object::new().with("event", "found").with("per_second", held).with("broke_at", broke);
        return out.object(object.with("because", codes(because)).with("rounds", found.search.rounds()));
    }
    if found.search.rounds() == 0 {
        // Nothing is known; why that is so is said by what cut it short.
        return Ok(());
    }
    let first = match held.map(Rate::of) {
        Some(rate) => said!("highest rate that held: {rate}", "承受住的最高速率：{rate}"),
        None => say("no rate held", "没有速率承受住").to_owned(),
    };
    let second = match broke.map(Rate::of) {
        Some(rate) => {
            let why = words(because);
            said!("; {rate} broke: {why}", "；{rate} 未承受住：{why}")
        }
        None if found.cut.is_some() => String::new(),
        None => said!("; none broke in at most {ROUNDS} rounds", "；至多 {ROUNDS} 轮中没有未承受住的速率"),
    };
    out.line(format!("{first}{second}"))?;
    if found.best.is_none() && found.broke.is_none() {
        return Ok(());
    }
    let of = if held.is_some() {
        say("\nThe run at that rate:", "\n该速率的压测：")
    } else {
        say("\nThe last run that broke:", "\n最后一次未承受住的压测：")
    };
    out.line(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn why_a_search_was_cut_is_said_with_what_had_held() {
        for (held, told) in
            [(None, "no server"), (Some(150.0), "no server; the highest rate that had held by then: 150/s")]
        {
            let cut = Failure::new("no server").exit(Exit::NoServer);
            let said = after_all(cut, held);
            assert_eq!((said.text(), said.code()), (told, Exit::NoServer));
        }
    }
}
