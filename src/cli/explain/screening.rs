//! Why screening chose the lane of a declaration: by the facts that were recorded, and the profile that is in force now.

use crate::cli::connection::failed;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say, told, told_phrase};
use crate::cli::output::style::{BOLD, DIM};
use crate::cli::output::{Object, Out, message};
use crate::cli::risk::{lane, percent, with_hash};
use tongguan_clearance::in_process;
use tongguan_client::Client;
use tongguan_domain::screening::{Lane, ScreeningDecision};
use tongguan_proto::document::v1::Ground;
use tongguan_proto::intake::v1::{DocumentKey, ListScreeningsRequest, RecordedScreening, ScreenedBy};
use tongguan_proto::risk::v1::{
    ExplainRequest, ExplainResponse, FactChange, GetProfileRequest, RuleDraw, ScreenRequest, ScreenResponse,
    UsedFact,
};
use tongguan_wire::status::{Reason, read_reason};
use tongguan_wire::{process, risk};
use tonic::{Code, Status};

/// The rule of a ground that says that a sender has forced the lane.
const FORCED: &str = "forced";

/// A screening, and what the profile in force says of its facts.
pub(super) struct Why {
    recorded: RecordedScreening,
    now: Now,
}

/// What is known of who screens the sandbox now.
enum Now {
    /// Nothing.
    Untold,
    /// It has a risk server of its own: what that looks at, it tells in its reasons alone.
    OwnServer,
    By(Box<Explained>),
}

struct Explained {
    explanation: ExplainResponse,
    /// The profile in force: name with version, and hash.
    profile: String,
    sha256: String,
    /// Whether it decides as it was decided.
    agrees: bool,
}

/// What this server does not tell: it is older, the key is none of an officer, or screening is elsewhere.
fn or_untold<T>(answer: Result<tonic::Response<T>, Status>) -> Result<Option<T>, Failure> {
    match answer {
        Ok(answer) => Ok(Some(answer.into_inner())),
        Err(status) => match status.code() {
            Code::Unimplemented | Code::PermissionDenied => Ok(None),
            _ => Err(failed(&status)),
        },
    }
}

/// Why a document got its lane; `None`: it was not screened, or the caller is not told.
pub(super) async fn ask(client: &Client, key: DocumentKey) -> Result<Option<Why>, Failure> {
    let request = ListScreeningsRequest { key: Some(key), with_profile_text: true, ..Default::default() };
    let Some(page) = or_untold(client.intake().list_screenings(request).await)? else { return Ok(None) };
    let Some(recorded) = page.screenings.into_iter().next() else { return Ok(None) };
    let by = page.screened_by.unwrap_or_default();
    let now = match recorded.facts.clone() {
        _ if by.own_server => Now::OwnServer,
        Some(facts) => {
            now(client, facts, &recorded, by).await?.map_or(Now::Untold, |now| Now::By(Box::new(now)))
        }
        None => Now::Untold,
    };
    Ok(Some(Why { recorded, now }))
}

async fn now(
    client: &Client,
    facts: ScreenRequest,
    recorded: &RecordedScreening,
    by: ScreenedBy,
) -> Result<Option<Explained>, Failure> {
    let mut screening = client.screening();
    let ScreenedBy { profile, profile_sha256, profile_text_sha256, profile_text, .. } = by;
    let named = ScreenRequest { profile_text_sha256, profile_text, ..facts.clone() };
    let wanted = named.profile_text_sha256.clone();
    let answer = screening.explain(ExplainRequest { facts: Some(named) }).await;
    if answer.as_ref().is_err_and(|status| read_reason(status) == Some(Reason::ProfileInvalid)) {
        // It is of another version, and reads the text otherwise.
        return Ok(None);
    }
    let Some(mut explanation) = or_untold(answer)? else { return Ok(None) };
    if explanation.decision.as_ref().is_some_and(|decision| decision.profile_text_sha256 != wanted) {
        // It is older, and explains by its own.
        return Ok(None);
    }
    let (profile, sha256) = if wanted.is_empty() {
        let Some(of_all) = or_untold(screening.get_profile(GetProfileRequest {}).await)? else {
            return Ok(None);
        };
        (of_all.profile, of_all.sha256)
    } else {
        (profile, profile_sha256)
    };
    through_the_process(&mut explanation, &facts, recorded);
    let agrees = again(&explanation, facts, recorded).is_some_and(|decision| {
        let known = recorded.decision.as_ref();
        known.is_some_and(|known| {
            let rules = |reasons: &[Ground]| reasons.iter().map(|one| one.rule.clone()).collect::<Vec<_>>();
            let now = risk::write_decision(decision);
            (now.lane, rules(&now.reasons)) == (known.lane, rules(&known.reasons))
        })
    });
    Ok(Some(Explained { explanation, profile, sha256, agrees }))
}

/// Makes of the change that screening tells what the process makes of it: an instruction of an officer or a forced outcome
/// may hold the lane, whatever screening says.
fn through_the_process(
    explanation: &mut ExplainResponse,
    facts: &ScreenRequest,
    recorded: &RecordedScreening,
) {
    let (Ok(facts), Ok(outcome)) =
        (risk::take_facts(facts.clone()), process::read_outcome("outcome", recorded.outcome))
    else {
        return;
    };
    let Some(alone) = explanation.decision.clone().and_then(|told| risk::take_decision(told).ok()) else {
        return;
    };
    let made = |lane: Lane| {
        let decision = ScreeningDecision { lane, ..alone.clone() };
        in_process(decision, Some(&facts.tracked), outcome).lane
    };
    let now = made(alone.lane);
    let after = lane_of(explanation.changed_lane).map(made);
    let held = after == Some(now) || (after.is_none() && now != alone.lane);
    if !held {
        explanation.changed_lane =
            after.map_or(explanation.changed_lane, |lane| risk::write_lane(lane).into());
        return;
    }
    let forced = in_process(alone, None, outcome).grounds.iter().any(|ground| ground.rule == FORCED);
    let (en, zh) = match forced {
        true => (
            "its sender has forced this lane: no change of facts that screening knows would have changed it",
            "由申报企业指定通道：没有已知的事实变化能改变",
        ),
        false => (
            "an officer has ordered this lane: no change of facts that screening knows would have changed it",
            "由关员布控指令决定通道：没有已知的事实变化能改变",
        ),
    };
    explanation.changes.clear();
    explanation.changed_lane = 0;
    (explanation.note, explanation.note_zh) = (en.to_owned(), zh.to_owned());
}

/// What the process would make of the decision.
fn again(
    explanation: &ExplainResponse,
    facts: ScreenRequest,
    recorded: &RecordedScreening,
) -> Option<ScreeningDecision> {
    let decision = risk::take_decision(explanation.decision.clone()?).ok()?;
    let facts = risk::take_facts(facts).ok()?;
    let outcome = process::read_outcome("outcome", recorded.outcome).ok()?;
    Some(in_process(decision, Some(&facts.tracked), outcome))
}

impl Why {
    /// As the field of an object.
    pub(super) fn json(&self) -> Result<String, Failure> {
        let recorded = message("tongguan.intake.v1.RecordedScreening", &self.recorded, false)?;
        let object = Object::new().raw("recorded", &recorded);
        let Explained { explanation, profile, sha256, agrees } = match &self.now {
            Now::By(explained) => &**explained,
            Now::OwnServer => return Ok(object.with("own_server", true).end()),
            Now::Untold => return Ok(object.end()),
        };
        let explanation = message("tongguan.risk.v1.ExplainResponse", explanation, false)?;
        let object = object.raw("explanation", &explanation).with("profile", profile.as_str());
        Ok(object.with("sha256", sha256.as_str()).with("agrees", *agrees).end())
    }

    /// For people.
    pub(super) fn show(&self, out: &mut Out) -> Result<(), Failure> {
        let decision = self.recorded.decision.clone().unwrap_or_default();
        let (chosen, by) = (named(decision.lane), with_hash(&decision.profile, &decision.profile_sha256));
        out.line(said!(
            "{BOLD}Screening{BOLD:#}  {chosen}, by {by}",
            "{BOLD}风险布控{BOLD:#}  {chosen}，参数 {by}"
        ))?;
        for ground in &decision.reasons {
            fired(ground, out)?;
        }
        let explained = match &self.now {
            Now::By(explained) => explained,
            Now::OwnServer => {
                return out.line(said!(
                    "  {DIM}a risk server of its own screens this sandbox: what it looks at is not told{DIM:#}",
                    "  {DIM}该沙箱由自备风险布控服务布控：其所用事实不在此显示{DIM:#}"
                ));
            }
            Now::Untold if self.recorded.facts.is_none() => {
                return out.line(said!(
                    "  {DIM}the facts were not recorded: it was screened by an older version{DIM:#}",
                    "  {DIM}由旧版本布控，未记录事实{DIM:#}"
                ));
            }
            Now::Untold => {
                return out.line(said!(
                    "  {DIM}risk screening is not at this address, or does not tell you more{DIM:#}",
                    "  {DIM}风险布控不在此地址，或无权查看更多{DIM:#}"
                ));
            }
        };
        let explanation = &explained.explanation;
        differs(&decision, explained, out)?;
        facts(&explanation.facts, out)?;
        draws(&explanation.draws, out)?;
        change(explanation, out)
    }
}

fn lane_of(number: i32) -> Option<Lane> {
    let lanes = [Lane::Green, Lane::Blue, Lane::Yellow, Lane::Red, Lane::Stop];
    usize::try_from(number).ok()?.checked_sub(1).and_then(|at| lanes.get(at).copied())
}

fn named(number: i32) -> &'static str {
    let (en, zh) = lane_of(number).map_or(("unknown", "不明"), lane);
    say(en, zh)
}

fn fired(ground: &Ground, out: &mut Out) -> Result<(), Failure> {
    let Ground { rule, text, text_zh, weighed } = ground;
    out.line(said!("  {rule}: {}", "  {rule}：{}", told_phrase(text, text_zh)))?;
    let Some(weighed) = weighed else { return Ok(()) };
    let (score, share) = (weighed.score, percent(weighed.share_ppm));
    let drawn = match weighed.drawn_ppm {
        Some(drawn) => said!("drew {drawn}, below {}", "抽取 {drawn}，低于 {}", weighed.share_ppm),
        None => say("nothing was drawn", "无抽取").to_owned(),
    };
    out.line(said!(
        "    {DIM}selects {share}; {drawn}; score {score}{DIM:#}",
        "    {DIM}比例 {share}；{drawn}；得分 {score}{DIM:#}"
    ))
}

/// Says so where what follows is of another profile than that which decided.
fn differs(
    decision: &ScreenResponse,
    Explained { profile, sha256, agrees, .. }: &Explained,
    out: &mut Out,
) -> Result<(), Failure> {
    let (by, of) = (&decision.profile, &decision.profile_sha256);
    // By their hashes, where both are known: a version may be given twice.
    let hashed = !of.is_empty() && !sha256.is_empty();
    let same = by == profile && (of == sha256 || !hashed);
    let (by, profile) = (with_hash(by, of), with_hash(profile, sha256));
    if !same {
        let now = if *agrees {
            say("it decides the same", "判定相同")
        } else {
            say("it decides otherwise", "判定不同")
        };
        return out.line(said!(
            "  now {profile} is in force, and not {by}: {now}; what follows is by the one in force",
            "  现行参数为 {profile}，已非 {by}：{now}；以下按现行参数"
        ));
    }
    match (agrees, hashed) {
        (true, _) => Ok(()),
        (false, true) => out.line(said!(
            "  {profile} decides otherwise now, by the same rules: the program has changed; what follows is as of now",
            "  {profile} 规则未变而现判定不同：程序已变；以下按现行程序"
        )),
        (false, false) => out.line(said!(
            "  {profile} decides otherwise now: its rules have changed under the same version; what follows is by these",
            "  {profile} 现判定不同：规则已变而版本未变；以下按现行规则"
        )),
    }
}

fn facts(used: &[UsedFact], out: &mut Out) -> Result<(), Failure> {
    if used.is_empty() {
        return Ok(());
    }
    let all: Vec<_> = used.iter().map(|UsedFact { fact, value }| format!("{fact} {value}")).collect();
    out.line(said!("  facts: {}", "  事实：{}", all.join(say(", ", "，"))))
}

fn draws(draws: &[RuleDraw], out: &mut Out) -> Result<(), Failure> {
    // Most draws say nothing, as their rules do not match: those nearest to their bounds come first.
    let mut near: Vec<_> = draws.iter().collect();
    near.sort_by_key(|draw| i64::from(draw.drawn_ppm) - i64::from(draw.share_ppm));
    let one = |RuleDraw { rule, share_ppm, drawn_ppm }: &RuleDraw| {
        let sign = if drawn_ppm < share_ppm { "<" } else { "≥" };
        format!("{rule} {drawn_ppm} {sign} {share_ppm}")
    };
    let shown: Vec<_> = near.iter().take(SHOWN_DRAWS).map(|draw| one(draw)).collect();
    if shown.is_empty() {
        return Ok(());
    }
    let (shown, all) = (shown.join(say(", ", "，")), draws.len());
    out.line(said!(
        "  {DIM}draws nearest to their bounds, of {all}: {shown}{DIM:#}",
        "  {DIM}抽取（共 {all} 项，最接近界限者）：{shown}{DIM:#}"
    ))
}

/// So many draws are shown.
const SHOWN_DRAWS: usize = 3;

fn change(explanation: &ExplainResponse, out: &mut Out) -> Result<(), Failure> {
    let ExplainResponse { changes, changed_lane, note, note_zh, .. } = explanation;
    if !changes.is_empty() {
        let one = |FactChange { fact, from, to }: &FactChange| format!("{fact} {from} → {to}");
        let all: Vec<_> = changes.iter().map(one).collect();
        let (lane, all) = (named(*changed_lane), all.join(say(", ", "，")));
        out.line(said!("  it would have been {lane} with {all}", "  若 {all}，则为{lane}"))?;
    }
    if note.is_empty() { Ok(()) } else { out.line(format!("  {}", told(note, note_zh))) }
}
