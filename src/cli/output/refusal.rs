//! A refusal with everything that is wrong: place, code, what was found, what is allowed, what to do.

use super::style::{BAD, BOLD, DIM};
use super::{Object, Out, message, words};
use crate::cli::exit::Failure;
use crate::cli::lang::{chinese, said, say, told};
use tongguan_ceb::{CodeEntry, STRUCTURE_CODES, UNREADABLE_CODES};
use tongguan_clearance::catalogue::PROCESSING_RULES;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::phrases;
use tongguan_domain::return_code::ReturnCode;
use tongguan_proto::document::v1::{Fault, FaultList, Refused};
use tongguan_wire::status::{Reason, code_name, read_refused};
use tonic::{Code, Status};

/// The same form for a refused call and for a refusal inside a stream.
pub(crate) fn of_status(status: &Status) -> Refused {
    let mut refused = read_refused(status);
    if refused.reason.is_empty() {
        code_name(status.code()).clone_into(&mut refused.reason);
    }
    refused
}

/// Writes a refusal of something, such as a file.
pub(crate) fn write(
    out: &mut Out,
    what: &str,
    refused: &Refused,
    kinds: &[DocumentKind],
) -> Result<(), Failure> {
    if out.json() {
        let json = message("tongguan.document.v1.Refused", refused, false)?;
        return out.object(Object::new().with("event", "refused").with("input", what).fields(&json));
    }
    let code = code_name(Code::from(refused.status));
    out.line(said!(
        "{BAD}refused{BAD:#} {what}: {BOLD}{}{BOLD:#} ({code})",
        "{BAD}拒收{BAD:#} {what}：{BOLD}{}{BOLD:#}（{code}）",
        refused.reason
    ))?;
    if refused.faults.is_empty() {
        // What to do has a line of its own.
        let found = refused.message.strip_suffix(&refused.hint).unwrap_or(&refused.message);
        let found = found.trim_end_matches([';', ':', ' ']);
        // What the server found is in English; what the reason means has both.
        match Reason::from_name(&refused.reason).filter(|_| chinese()) {
            Some(reason) => out.line(format!("  {}（{found}）", reason.zh()))?,
            None => out.line(format!("  {found}"))?,
        }
        // A message that cannot be read begins with its code.
        let code = refused.message.split_once(':').map_or("", |(code, _)| code);
        let (hint, hint_zh) = match xml_hint(UNREADABLE_CODES, code) {
            ("", _) if !refused.hint.is_empty() => (refused.hint.as_str(), refused.hint_zh.as_str()),
            ("", _) => reason_hint(&refused.reason),
            known => known,
        };
        if !hint.is_empty() {
            let words = told(hint, hint_zh);
            out.line(said!("  {DIM}do: {words}{DIM:#}", "  {DIM}办法：{words}{DIM:#}"))?;
        }
    }
    processing(out, refused, kinds)?;
    for list in &refused.faults {
        faults(out, list)?;
    }
    Ok(())
}

/// What a CEB receipt would say for a document that is well made, but cannot be taken now.
fn processing(out: &mut Out, refused: &Refused, kinds: &[DocumentKind]) -> Result<(), Failure> {
    let Some(rule) = PROCESSING_RULES.iter().find(|rule| rule.code == refused.reason) else {
        return Ok(());
    };
    let text = if refused.return_info.is_empty() { rule.zh } else { &refused.return_info };
    // The message begins with the place, such as `documents[2]: …`.
    let index = refused.message.split_once(']').and_then(|(place, _)| place.rsplit_once('['));
    let index = index.and_then(|(_, index)| index.parse::<usize>().ok()).unwrap_or(0);
    match kinds.get(index) {
        Some(kind) => {
            let code = ReturnCode::negative(*kind, rule.level, rule.serial);
            out.line(said!("  in CEB: {BAD}{code}{BAD:#} {text}", "  CEB 回执：{BAD}{code}{BAD:#} {text}"))
        }
        None => out.line(said!("  in CEB: {text}", "  CEB 回执：{text}")),
    }
}

/// Writes every fault of one document.
pub(crate) fn faults(out: &mut Out, list: &FaultList) -> Result<(), Failure> {
    let kind = words::kind_name(words::kind(list.kind));
    let count = words::counted(list.faults.len(), "fault", "处错误");
    let index = list.document_index;
    out.line(said!("  {kind} (document {index}): {count}", "  {kind}（序号 {index}）：{count}"))?;
    for (number, fault) in (1..).zip(&list.faults) {
        for line in lines(fault, number) {
            out.line(line)?;
        }
    }
    Ok(())
}

/// What to do about a reason; empty where the message says it already, as those of the process do.
fn reason_hint(name: &str) -> (&'static str, &'static str) {
    let of_process = PROCESSING_RULES.iter().any(|rule| rule.code == name);
    let reason = Reason::from_name(name).filter(|_| !of_process);
    reason.map_or(("", ""), |reason| (reason.hint(), reason.hint_zh()))
}

/// What the catalogue of XML says to do, in both languages; empty if the code is of another one.
fn xml_hint(codes: &[CodeEntry], code: &str) -> (&'static str, &'static str) {
    codes.iter().find(|entry| entry.code == code).map_or(("", ""), |entry| (entry.hint, entry.hint_zh))
}

/// What is allowed, in the language of the process.
pub(crate) fn allowed_words(allowed: &str) -> String {
    let zh = if chinese() { phrases::chinese(allowed) } else { None };
    zh.unwrap_or_else(|| allowed.to_owned())
}

fn lines(fault: &Fault, number: usize) -> Vec<String> {
    let path = match (fault.path.as_str(), fault.element_path.as_str()) {
        ("", "") => say("the whole document", "整份单证").to_owned(),
        ("", place) | (place, "") => place.to_owned(),
        (path, element) if path == element => path.to_owned(),
        (path, element) => format!("{path} {DIM}({element}){DIM:#}"),
    };
    let code = if fault.return_code == 0 { String::new() } else { format!("{} ", fault.return_code) };
    let both = || match fault.text_zh.as_str() {
        "" => fault.text.clone(),
        zh => format!("{zh}: {}", fault.text),
    };
    let text = if chinese() { told(&fault.text, &fault.text_zh).to_owned() } else { both() };
    let mut lines =
        vec![format!("  {number}. {path}  {BAD}{code}{}{BAD:#}", fault.code), format!("     {text}")];
    let (hint, hint_zh) = match xml_hint(STRUCTURE_CODES, &fault.code) {
        known if fault.hint.is_empty() => known,
        _ => (fault.hint.as_str(), fault.hint_zh.as_str()),
    };
    let allowed = allowed_words(&fault.allowed);
    let found = [
        (say("found: ", "实际："), fault.found.as_str()),
        (say("allowed: ", "允许："), allowed.as_str()),
        (say("do: ", "办法："), told(hint, hint_zh)),
    ];
    let parts = found.iter().filter(|(_, text)| !text.is_empty());
    let parts: Vec<_> = parts.map(|(word, text)| format!("{word}{text}")).collect();
    if !parts.is_empty() {
        lines.push(format!("     {DIM}{}{DIM:#}", parts.join(say("; ", "；"))));
    }
    lines
}
