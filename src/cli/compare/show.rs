//! How two runs look side by side.

use super::run::Course;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::style::{BAD, BOLD, DIM, GOOD};
use crate::cli::output::{Object, Out, words};
use serde_json::Value;
use tongguan_rehearsal::RuleSet;

pub(super) fn pairs(
    pairs: &[(Course, Course)],
    sets: [RuleSet; 2],
    all: bool,
    out: &mut Out,
) -> Result<(), Failure> {
    if out.json() {
        return pairs.iter().try_for_each(|pair| out.object(object(pair, sets)));
    }
    let shown = pairs.iter().filter(|(before, after)| all || !before.is_like(after));
    for (before, after) in shown {
        out.line(format!("{BOLD}{}{BOLD:#}", before.name))?;
        for (set, course) in sets.iter().zip([before, after]) {
            write(*set, course, out)?;
        }
    }
    let differ = pairs.iter().filter(|(before, after)| !before.is_like(after)).count();
    let [before, after] = sets;
    let fare = if differ == 1 { "fares" } else { "fare" };
    let (count, style) = (pairs.len(), if differ == 0 { GOOD } else { BAD });
    let documents = words::counted(count, "document", "份单证");
    out.line(said!(
        "{style}{differ} of {documents} {fare} differently{style:#} under {before} and {after}",
        "{before} 与 {after}：{documents}中有 {style}{differ} 份结果不同{style:#}"
    ))
}

fn write(set: RuleSet, course: &Course, out: &mut Out) -> Result<(), Failure> {
    let codes: Vec<_> = course.codes.iter().map(ToString::to_string).collect();
    out.line(format!("  {set}  {}  {DIM}{}{DIM:#}", codes.join(" "), course.info))?;
    for fault in &course.faults {
        out.line(said!("    {BAD}breaks{BAD:#} {fault}", "    {BAD}违反{BAD:#} {fault}"))?;
    }
    for partner in say(&course.waiting_for, &course.waiting_for_zh) {
        out.line(said!("    waits for {partner}", "    等待：{partner}"))?;
    }
    Ok(())
}

fn object((before, after): &(Course, Course), sets: [RuleSet; 2]) -> Object {
    let object = Object::new().with("document", before.name.clone()).with("same", before.is_like(after));
    let sides = [("before", before), ("after", after)];
    sets.into_iter()
        .zip(sides)
        .fold(object, |object, (set, (name, course))| object.with(name, side(set, course)))
}

fn side(set: RuleSet, course: &Course) -> Value {
    serde_json::json!({
        "rules": set.to_string(),
        "codes": course.codes,
        "info": course.info,
        "faults": course.faults,
        "waiting_for": course.waiting_for,
    })
}
