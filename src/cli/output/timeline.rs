//! What happened to a document: time, code, meaning in Chinese and English, and why.

use super::style::{DIM, of_code};
use super::table::pad;
use super::{Object, Out, message, words};
use crate::cli::exit::Failure;
use crate::cli::lang::{chinese, said, say, told};
use tongguan_clearance::catalogue::FINDINGS;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;
use tongguan_proto::intake::v1::Step;
use tongguan_wire::{receipt, time};

/// Columns before a reason: under the code of its step.
const INDENT: &str = "                             ";

/// Writes one line: time, code and meaning.
pub(crate) fn line(
    out: &mut Out,
    at: Option<Moment>,
    code: i32,
    (zh, en): (&str, &str),
) -> Result<(), Failure> {
    let (time, style) = (words::short(at), of_code(code));
    let number = if code == 0 { String::new() } else { code.to_string() };
    let meaning = if chinese() { told(en, zh).to_owned() } else { format!("{} {en}", pad(zh, 16)) };
    out.hanging(format!("  {DIM}{time}{DIM:#}  {style}{number:>4}{style:#}  {meaning}"), INDENT.len() + 6)
}

/// Writes one line under a step.
pub(crate) fn note(out: &mut Out, word: &str, text: &str) -> Result<(), Failure> {
    out.hanging(
        said!("{INDENT}{DIM}{word}: {text}{DIM:#}", "{INDENT}{DIM}{word}：{text}{DIM:#}"),
        INDENT.len() + 2,
    )
}

/// Writes one step with its reasons.
pub(crate) fn step(out: &mut Out, id: u64, kind: Option<DocumentKind>, step: &Step) -> Result<(), Failure> {
    let (zh, en) = meaning(step, kind);
    if out.json() {
        let kind = kind.map(|kind| tongguan_wire::document::write_kind(kind).as_str_name());
        let object = Object::new().with("event", "step").with("document_id", id).with("kind", kind);
        let json = message("tongguan.intake.v1.Step", step, false)?;
        return out.object(object.fields(&json).with("meaning_zh", zh).with("meaning", en));
    }
    line(out, moment(step), step.return_code, (zh, en))?;
    for reason in reasons(step) {
        note(out, say("why", "原因"), &reason)?;
    }
    Ok(())
}

fn moment(step: &Step) -> Option<Moment> {
    step.at.and_then(|at| time::read("at", at).ok())
}

/// What a step's code means; a step that no receipt told has its own words.
fn meaning(step: &Step, kind: Option<DocumentKind>) -> (&'static str, &str) {
    match kind {
        Some(kind) if step.return_code != 0 => {
            receipt::meaning(ReturnCode::from_number(step.return_code), kind)
        }
        _ => ("", told(&step.text, &step.text_zh)),
    }
}

/// The reasons of a step, in the language of the process.
pub(crate) fn reasons(step: &Step) -> Vec<String> {
    if chinese() && step.reasons_zh.len() == step.reasons.len() {
        return step.reasons_zh.clone();
    }
    step.reasons.iter().map(|reason| english(reason)).collect()
}

/// A reason; if it is one of customs' findings, with its English meaning.
fn english(reason: &str) -> String {
    let code = reason.split_once(':').map_or("", |(code, _)| code);
    match FINDINGS.iter().find(|finding| finding.code == code) {
        Some(finding) => format!("{reason} ({})", finding.en),
        None => reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_translated() {
        let text = english("1323: 清单与订单申报数量不一致");
        assert_eq!(text, "1323: 清单与订单申报数量不一致 (qty differs from the order)");
        assert_eq!(english("credit: class other"), "credit: class other");
        assert_eq!(english("plain"), "plain");
    }
}
