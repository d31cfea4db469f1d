//! `tongguan credit`: what is known of an enterprise, its class and score, what would change them, and what did.

mod assess;
mod history;
mod list;

use crate::cli::connection::{Target, block_on, failed};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::officer::day;
use crate::cli::output::style::{BOLD, DIM};
use crate::cli::output::{Object, Out, message};
use clap::{Args, Subcommand};
use tongguan_client::Client;
use tongguan_domain::credit::{Cause, CreditEvent};
use tongguan_domain::in_force::Day;
use tongguan_domain::phrases;
use tongguan_domain::screening::Aspect;
use tongguan_proto::credit::v1::{AspectPoints, ScoreRequest, ScoreResponse};
use tongguan_proto::document::v1 as document;
use tongguan_proto::officer::v1 as pb;
use tongguan_wire::{credit, registry, time};

/// What to do.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show class, grade and score of an enterprise (企业信用), and why
    Show {
        /// Code of the enterprise
        code: String,
        #[command(flatten)]
        target: Target,
    },
    /// Show what would become of it if something happened; nothing is recorded
    Simulate(Event),
    /// Show what happened to its credit, and the class from each day on
    History {
        /// Code of the enterprise
        code: String,
        #[command(flatten)]
        target: Target,
    },
    /// Show class, grade and score of everybody who is registered or has declared
    List(list::Arguments),
    /// Assess by the certification standard (认证标准): items with results give a score and a verdict
    Assess(assess::Arguments),
    /// Record what happened to it (信用信息): a punishment, unpaid tax, a certification, a repair
    Record(Event),
}

#[derive(Args, Debug)]
struct Event {
    /// Code of the enterprise
    code: String,
    /// What happened: smuggling, violation, tax-unpaid, fine-unpaid, certified, certification-lost, rectification, repair …
    #[arg(value_name = "CAUSE", value_parser = cause)]
    cause: Cause,
    /// When it happened; of what is unpaid: when it was due, such as 2026-03-31 [default: today in the sandbox]
    #[arg(long, value_name = "DAY", value_parser = day)]
    on: Option<Day>,
    /// The fine, or what is unpaid, in whole yuan
    #[arg(long, value_name = "YUAN", default_value_t = 0)]
    amount: u64,
    /// When it was paid or corrected [default: not yet]
    #[arg(long, value_name = "DAY", value_parser = day)]
    settled: Option<Day>,
    #[command(flatten)]
    target: Target,
}

fn cause(text: &str) -> Result<Cause, String> {
    let all = || Cause::ALL.map(|cause| cause.names().0).join(", ");
    Cause::named(text).ok_or_else(|| said!("say one of {}", "须为以下之一：{}", all()))
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        match &arguments.action {
            Action::Show { code, target } => show(code, &target.connect().await?, out).await,
            Action::Simulate(event) => simulate(event, out).await,
            Action::History { code, target } => history::history(code, &target.connect().await?, out).await,
            Action::List(arguments) => list::list(arguments, out).await,
            Action::Assess(arguments) => assess::assess(arguments, out).await,
            Action::Record(event) => record(event, out).await,
        }
    })
}

async fn facts(client: &Client, code: &str) -> Result<ScoreRequest, Failure> {
    let request = pb::GetCreditFactsRequest { enterprise: code.to_owned(), ..Default::default() };
    let told = client.officer().get_credit_facts(request).await.map_err(|status| failed(&status))?;
    Ok(told.into_inner().facts.unwrap_or_default())
}

async fn score(client: &Client, facts: &ScoreRequest) -> Result<ScoreResponse, Failure> {
    let told = client.scoring().score(facts.clone()).await.map_err(|status| failed(&status))?;
    Ok(told.into_inner())
}

async fn show(code: &str, client: &Client, out: &mut Out) -> Result<(), Failure> {
    let facts = facts(client, code).await?;
    let scored = score(client, &facts).await?;
    if out.json() {
        let object = Object::new().with("enterprise", code);
        return out.object(object.fields(&message("tongguan.credit.v1.ScoreResponse", &scored, false)?));
    }
    out.line(format!("{BOLD}{code}{BOLD:#}  {}", standing(&scored)))?;
    scored.reasons.iter().try_for_each(|known| out.line(format!("  {}", reason(known))))?;
    let aspects: Vec<String> = scored.aspects.iter().filter_map(aspect).collect();
    if aspects.is_empty() {
        return Ok(());
    }
    out.line(format!("  {}", aspects.join(say(", ", "，"))))
}

/// What an aspect gave.
fn aspect(points: &AspectPoints) -> Option<String> {
    let at = usize::try_from(points.aspect).ok()?.checked_sub(1)?;
    let (zh, en) = Aspect::ALL.get(at)?.names();
    Some(format!("{} {}", say(en, zh), points.points))
}

/// Why, in the language of the reader.
fn reason(ground: &document::Ground) -> String {
    let known = || phrases::chinese(&ground.text).unwrap_or_else(|| ground.text.clone());
    let zh = if ground.text_zh.is_empty() { known() } else { ground.text_zh.clone() };
    format!("{DIM}{}{DIM:#} {}", ground.rule, say(&*ground.text, &*zh))
}

fn grade_name(grade: document::CreditGrade) -> &'static str {
    grade.as_str_name().trim_start_matches("CREDIT_GRADE_")
}

fn standing(scored: &ScoreResponse) -> String {
    let class = registry::read_known_class(scored.credit_class);
    let (zh, en) = class.unwrap_or_default().names();
    let (class, grade) = (say(en, zh), grade_name(scored.grade()));
    let (score, ppm) = (scored.score, scored.inspection_ppm);
    said!(
        "{class}, grade {grade}, score {score}, inspection {ppm} of 1000000",
        "{class}，评级 {grade}，{score} 分，查验率 {ppm}/1000000"
    )
}

impl Event {
    fn event(&self, today: Option<document::CivilDate>) -> Result<CreditEvent, Failure> {
        let today = || today.and_then(time::read_day);
        let on = self.on.or_else(today);
        let on = on.ok_or_else(|| Failure::new(say("say --on DAY", "请用 --on 指定日期")))?;
        let note = String::new();
        Ok(CreditEvent { on, cause: self.cause, amount_yuan: self.amount, settled: self.settled, note })
    }
}

async fn simulate(told: &Event, out: &mut Out) -> Result<(), Failure> {
    let client = told.target.connect().await?;
    let mut facts = facts(&client, &told.code).await?;
    let before = score(&client, &facts).await?;
    let event = credit::write_event(&told.event(facts.on)?);
    // As it would be recorded: in the place of an earlier one of the same cause and day.
    facts.events.retain(|other| (other.cause, other.on) != (event.cause, event.on));
    facts.events.push(event);
    let after = score(&client, &facts).await?;
    if out.json() {
        let as_json = |scored: &ScoreResponse| message("tongguan.credit.v1.ScoreResponse", scored, false);
        let object = Object::new().with("enterprise", told.code.as_str());
        return out.object(object.raw("before", &as_json(&before)?).raw("after", &as_json(&after)?));
    }
    out.line(said!("now:  {}", "现在：{}", standing(&before)))?;
    out.line(said!("then: {}", "届时：{}", standing(&after)))
}

async fn record(told: &Event, out: &mut Out) -> Result<(), Failure> {
    let client = told.target.connect().await?;
    let today = if told.on.is_some() { None } else { facts(&client, &told.code).await?.on };
    let request = pb::RecordCreditEventRequest {
        enterprise: told.code.clone(),
        event: Some(credit::write_event(&told.event(today)?)),
        ..Default::default()
    };
    let recorded = client.officer().record_credit_event(request).await.map_err(|status| failed(&status))?;
    if out.json() {
        let recorded = recorded.into_inner();
        return out.line(message("tongguan.officer.v1.RecordCreditEventResponse", &recorded, false)?);
    }
    show(&told.code, &client, out).await
}
