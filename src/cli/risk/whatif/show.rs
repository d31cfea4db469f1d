//! The difference, for people and for programs.

use super::replay::{Changed, Difference, LANES, Side};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say, told_phrase};
use crate::cli::output::style::{BOLD, CARE, DIM, GOOD};
use crate::cli::output::{Object, Out, Table, words};
use crate::cli::risk::{lane, percent, with_hash};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use tongguan_domain::screening::Lane;
use tongguan_domain::sha256::Sha256;
use tongguan_proto::document::v1::Ground;
use tongguan_wire::risk::write_lane;

pub(super) fn difference(difference: Difference, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        for changed in &difference.changed {
            out.object(change(changed))?;
        }
        return out.object(summary(&difference));
    }
    heading(&difference, out)?;
    if difference.declarations == 0 {
        return Ok(());
    }
    lanes(&difference, out)?;
    workload(&difference, out)?;
    rules(&difference, out)?;
    changes(&difference, out)
}

fn heading(difference: &Difference, out: &mut Out) -> Result<(), Failure> {
    let Difference { profile, declarations, forced, without_facts, by_others, own_server, .. } = difference;
    let (count, others) = (words::counted(*declarations, "declaration", "单"), difference.other_lane());
    let style = if others == 0 { GOOD } else { CARE };
    out.line(said!(
        "{BOLD}{profile}{BOLD:#}: {style}{others}{style:#} of {count} would get another lane, {by_others} the same by other rules",
        "{BOLD}{profile}{BOLD:#}：{count}中 {style}{others}{style:#} 单通道改变，{by_others} 单通道相同而命中规则不同"
    ))?;
    for ((recorded, hash), number) in &difference.recorded {
        let named = with_hash(recorded, &hash.map(|hash| hash.to_string()).unwrap_or_default());
        let same = match hash {
            Some(hash) if *hash == difference.sha256 => say(", the same rules", "，规则相同"),
            Some(_) if recorded == profile => {
                say(", other rules under the same version", "，版本相同而规则不同")
            }
            _ => "",
        };
        out.line(said!(
            "  {number} were screened by {named}{same}",
            "  原按 {named} 布控：{number} 单{same}"
        ))?;
    }
    if *forced > 0 {
        out.line(said!(
            "  {forced} keep the lane that their sender has forced",
            "  由申报企业指定结果而通道不变：{forced} 单"
        ))?;
    }
    if *own_server {
        out.line(say(
            "  a risk server of its own screens this sandbox now: no profile decides there",
            "  该沙箱现由自备风险布控服务布控，不用布控参数",
        ))?;
    }
    if *without_facts > 0 {
        out.line(said!(
            "  {without_facts} more were screened by an older version that did not record the facts: left out",
            "  另有 {without_facts} 单由旧版本布控、未记录事实，不计入"
        ))?;
    }
    Ok(())
}

fn name(of: Lane) -> &'static str {
    let (en, zh) = lane(of);
    say(en, zh)
}

fn lanes(difference: &Difference, out: &mut Out) -> Result<(), Failure> {
    out.line(said!(
        "\n{BOLD}Lanes{BOLD:#}  before, and after to the right",
        "\n{BOLD}通道{BOLD:#}  左为原通道，右为新通道"
    ))?;
    let mut table = Table::default();
    let [green, blue, yellow, red, stop] = LANES.map(name);
    table.row(["", green, blue, yellow, red, stop, say("all", "合计")]);
    for (from, row) in LANES.into_iter().zip(&difference.moved) {
        let [green, blue, yellow, red, stop] = row.map(|count| count.to_string());
        let all = difference.before.of(from).to_string();
        table.row([name(from), &green, &blue, &yellow, &red, &stop, &all]);
    }
    let [green, blue, yellow, red, stop] = LANES.map(|lane| difference.after.of(lane).to_string());
    let all = difference.declarations.to_string();
    table.row([say("all", "合计"), &green, &blue, &yellow, &red, &stop, &all]);
    table.write(out)
}

/// What there is to do: name in English and Chinese, before, after.
fn work(difference: &Difference) -> [(&'static str, &'static str, u64, u64); 4] {
    let of = |side: &Side, lanes: &[Lane]| lanes.iter().map(|lane| side.of(*lane)).sum();
    let both = |lanes: &[Lane]| (of(&difference.before, lanes), of(&difference.after, lanes));
    let (inspections, documents, audits) =
        (both(&[Lane::Red, Lane::Stop]), both(&[Lane::Yellow]), both(&[Lane::Blue]));
    [
        ("inspections", "查验", inspections.0, inspections.1),
        ("documents", "人工审单", documents.0, documents.1),
        ("audits", "稽查", audits.0, audits.1),
        ("found", "可查获", difference.before.found, difference.after.found),
    ]
}

fn workload(difference: &Difference, out: &mut Out) -> Result<(), Failure> {
    out.line(said!("\n{BOLD}Workload{BOLD:#}  before and after", "\n{BOLD}工作量{BOLD:#}  原与新"))?;
    let mut table = Table::default();
    let there = difference.to_find;
    for (en, zh, before, after) in work(difference) {
        let note = match en {
            "inspections" => say("red and stop", "红与禁止放行").to_owned(),
            "documents" => say("yellow", "黄").to_owned(),
            "audits" => say("blue", "蓝").to_owned(),
            _ => said!(
                "of {there} with something to find, as this profile says",
                "本参数认为有问题的共 {there} 单"
            ),
        };
        table.row([say(en, zh), &before.to_string(), &after.to_string(), &note]);
    }
    table.write(out)
}

/// Every rule that selected, with how often before and after.
fn selected(difference: &Difference) -> Vec<(&str, u64, u64)> {
    let Difference { before, after, .. } = difference;
    let names: BTreeSet<&str> = before.hits.keys().chain(after.hits.keys()).map(String::as_str).collect();
    let of = |side: &Side, rule: &str| side.hits.get(rule).copied().unwrap_or(0);
    names.into_iter().map(|rule| (rule, of(before, rule), of(after, rule))).collect()
}

fn rate(count: u64, of: u64) -> String {
    let ppm = u32::try_from(u128::from(count) * 1_000_000 / u128::from(of.max(1))).unwrap_or(u32::MAX);
    // A hundredth of a percent is enough.
    percent(ppm / 100 * 100)
}

fn rules(difference: &Difference, out: &mut Out) -> Result<(), Failure> {
    out.line(said!("\n{BOLD}Hits by rule{BOLD:#}  before and after", "\n{BOLD}规则命中{BOLD:#}  原与新"))?;
    let mut table = Table::default();
    for (rule, before, after) in selected(difference) {
        let shares = [before, after].map(|count| rate(count, difference.declarations));
        let [was, is] = shares;
        let mark = if before == after { "" } else { say("changed", "有变化") };
        table.row([rule, &before.to_string(), &was, &after.to_string(), &is, mark]);
    }
    table.write(out)
}

fn changes(difference: &Difference, out: &mut Out) -> Result<(), Failure> {
    let (shown, all) = (difference.changed.len(), difference.other_lane());
    if shown == 0 {
        return Ok(());
    }
    out.line(said!(
        "\n{BOLD}Other lanes{BOLD:#}  the first {shown} of {all}",
        "\n{BOLD}通道改变{BOLD:#}  共 {all} 单，前 {shown} 单"
    ))?;
    for Changed { declaration, business_key, at, before, after } in &difference.changed {
        let (was, is, at) = (name(before.0), name(after.0), words::short(Some(*at)));
        out.line(format!("{BOLD}#{declaration}{BOLD:#} {business_key}  {DIM}{at}{DIM:#}  {was} → {is}"))?;
        let only = |these: &[Ground], those: &[Ground]| -> Vec<Ground> {
            let there = |ground: &&Ground| {
                !those.iter().any(|other| other.rule == ground.rule && other.weighed == ground.weighed)
            };
            these.iter().filter(there).cloned().collect()
        };
        for (sign, grounds) in [("-", only(&before.1, &after.1)), ("+", only(&after.1, &before.1))] {
            for Ground { rule, text, text_zh, .. } in grounds {
                let text = told_phrase(&text, &text_zh);
                out.line(said!("  {sign} {rule}: {text}", "  {sign} {rule}：{text}"))?;
            }
        }
    }
    Ok(())
}

/// A lane as the API tells it, also in `explain --json`.
fn as_told(of: Lane) -> &'static str {
    write_lane(of).as_str_name()
}

fn change(changed: &Changed) -> Object {
    let Changed { declaration, business_key, at, before, after } = changed;
    let side = |(of, grounds): &(Lane, Vec<Ground>)| {
        let reason =
            |ground: &Ground| json!({ "rule": ground.rule, "text": ground.text, "text_zh": ground.text_zh });
        json!({ "lane": as_told(*of), "reasons": grounds.iter().map(reason).collect::<Vec<_>>() })
    };
    Object::new()
        .with("document_id", *declaration)
        .with("business_key", business_key.as_str())
        .with("at", words::at(Some(*at)))
        .with("before", side(before))
        .with("after", side(after))
}

fn by_profile(((profile, hash), declarations): (&(String, Option<Sha256>), &u64)) -> Value {
    let sha256 = hash.map(|hash| hash.to_string()).unwrap_or_default();
    json!({ "profile": profile, "sha256": sha256, "declarations": declarations })
}

fn summary(difference: &Difference) -> Object {
    let by_lane = |counts: &[u64; 5]| -> Value {
        LANES.iter().zip(counts).map(|(of, count)| (as_told(*of).to_owned(), Value::from(*count))).collect()
    };
    let moved: Value = LANES
        .iter()
        .zip(&difference.moved)
        .map(|(of, row)| (as_told(*of).to_owned(), by_lane(row)))
        .collect();
    let rule =
        |(rule, before, after): (&str, u64, u64)| json!({ "rule": rule, "before": before, "after": after });
    let rules: Vec<Value> = selected(difference).into_iter().map(rule).collect();
    let recorded: Vec<Value> = difference.recorded.iter().map(by_profile).collect();
    let object = Object::new()
        .with("profile", difference.profile.as_str())
        .with("sha256", difference.sha256.to_string())
        .with("declarations", difference.declarations)
        .with("other_lane", difference.other_lane())
        .with("same_lane_other_rules", difference.by_others)
        .with("forced", difference.forced)
        .with("without_facts", difference.without_facts)
        .with("own_server", difference.own_server)
        .with("recorded", recorded)
        .with(
            "lanes",
            json!({ "before": by_lane(&difference.before.lanes), "after": by_lane(&difference.after.lanes) }),
        )
        .with("moved", moved)
        .with("rules", rules)
        .with("to_find", difference.to_find);
    let work = work(difference).into_iter();
    work.fold(object, |object, (name, _, before, after)| {
        object.with(name, json!({ "before": before, "after": after }))
    })
}
