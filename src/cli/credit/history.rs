//! `tongguan credit history`: what happened, what the law made of it from which day on, and what the sandbox saw.

use super::{grade_name, standing};
use crate::cli::connection::failed;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::style::BOLD;
use crate::cli::output::{Object, Out, message};
use std::collections::BTreeMap;
use tongguan_client::Client;
use tongguan_domain::credit::CreditEvent;
use tongguan_domain::in_force::Day;
use tongguan_proto::credit::v1::{ScoreRequest, ScoreResponse};
use tongguan_proto::officer::v1 as pb;
use tongguan_wire::{credit, registry, time};

const ANSWER: &str = "tongguan.credit.v1.ScoreResponse";

pub(super) async fn history(code: &str, client: &Client, out: &mut Out) -> Result<(), Failure> {
    let request = pb::GetCreditFactsRequest { enterprise: code.to_owned(), ..Default::default() };
    let told = client.officer().get_credit_facts(request).await.map_err(|status| failed(&status))?;
    let pb::GetCreditFactsResponse { facts, changes } = told.into_inner();
    let asked = facts.unwrap_or_default();
    let facts = credit::take_facts(asked.clone()).map_err(|refused| Failure::new(refused.message()))?;
    let mut events: BTreeMap<Day, Vec<&CreditEvent>> = BTreeMap::new();
    for event in &facts.events {
        events.entry(event.on).or_default().push(event);
    }
    let mut days = tongguan_credit::turning_days(&facts);
    // What is known to come: a punishment that is under way.
    days.extend(events.keys().filter(|on| facts.on.is_some_and(|today| **on > today)));
    days.sort_unstable();
    days.dedup();
    let mut changes = changes.iter().peekable();
    let mut before: Option<ScoreResponse> = None;
    for day in &days {
        while let Some(change) = changes.next_if(|change| day_of(change).is_some_and(|seen| seen < *day)) {
            show_change(change, out)?;
        }
        let on_day = ScoreRequest { on: Some(time::write_day(*day)), ..asked.clone() };
        let scored = super::score(client, &on_day).await?;
        let told = events.get(day).map_or(&[][..], |events| events);
        let to_come = facts.on.is_some_and(|today| *day > today);
        for event in told {
            show_event(event, &scored, to_come, out)?;
        }
        let other = before.as_ref().is_none_or(|before| before.credit_class != scored.credit_class);
        if told.is_empty() && other && before.is_some() {
            show_turn(*day, &scored, out)?;
        }
        before = Some(scored);
    }
    let seen = changes.len();
    changes.try_for_each(|change| show_change(change, out))?;
    if days.is_empty() && seen == 0 && !out.json() {
        return out.line(said!("nothing has happened to {code}", "{code} 无信用信息"));
    }
    Ok(())
}

fn day_of(change: &pb::CreditChange) -> Option<Day> {
    change.at.and_then(|at| time::read("at", at).ok()).map(|at| at.date())
}

fn date((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

fn show_event(
    event: &CreditEvent,
    scored: &ScoreResponse,
    to_come: bool,
    out: &mut Out,
) -> Result<(), Failure> {
    if out.json() {
        let cause = credit::write_event(event).cause().as_str_name();
        let object = Object::new().with("event", "recorded").with("on", date(event.on)).with("cause", cause);
        let object = object.with("amount_yuan", event.amount_yuan).with("note", event.note.as_str());
        let object = object.with("settled", event.settled.map(date)).with("to_come", to_come);
        return out.object(object.fields(&message(ANSWER, scored, false)?));
    }
    let (_, zh, en) = event.cause.names();
    let amount = match event.amount_yuan {
        0 => String::new(),
        yuan => said!("  {yuan} yuan", "  {yuan} 元"),
    };
    let settled =
        event.settled.map(date).map_or_else(String::new, |day| said!(", settled {day}", "，{day} 结清"));
    let expected = if to_come { say(" (to come)", "（尚未发生）") } else { "" };
    let what = say(en, zh);
    out.line(format!(
        "{}  {BOLD}{what}{BOLD:#}{expected}{amount}{settled}  {}",
        date(event.on),
        standing(scored)
    ))
}

/// The law made the class another, by the time that passed or by another order.
fn show_turn(day: Day, scored: &ScoreResponse, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let object = Object::new().with("event", "law").with("on", date(day));
        return out.object(object.fields(&message(ANSWER, scored, false)?));
    }
    let what = say("by law", "依规定");
    out.line(format!("{}  {BOLD}{what}{BOLD:#}  {}", date(day), standing(scored)))
}

/// The sandbox saw another class or grade, as a declaration was scored.
fn show_change(change: &pb::CreditChange, out: &mut Out) -> Result<(), Failure> {
    let day = day_of(change).map(date).unwrap_or_default();
    if out.json() {
        let object = Object::new().with("event", "scored").with("on", day);
        return out.object(object.fields(&message("tongguan.officer.v1.CreditChange", change, false)?));
    }
    let (zh, en) = registry::read_known_class(change.credit_class).unwrap_or_default().names();
    let (class, grade, id, score) =
        (say(en, zh), grade_name(change.grade()), change.document_id, change.score);
    out.line(said!(
        "{day}  {BOLD}document {id} was scored{BOLD:#}  {class}, grade {grade}, score {score}",
        "{day}  {BOLD}单证 {id} 评分{BOLD:#}  {class}，评级 {grade}，{score} 分"
    ))?;
    change.reasons.iter().try_for_each(|reason| out.line(format!("  {}", super::reason(reason))))
}
