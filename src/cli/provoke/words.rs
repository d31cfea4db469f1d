//! The words of the column *provoke*, read into what is sent.

use super::message::{Prepared, message};
use std::borrow::Cow;
use tongguan::catalogue::{Kind, Row};
use tongguan_domain::in_force::Day;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_scenario::{Opening, Provocation, Scenario, Signatures, kind_named, name_of, provoked};

/// What stands between two things that are sent.
const THEN: &str = " then ";

/// One thing that is done.
#[derive(Debug)]
pub(super) enum Step<'w> {
    /// Lines of the scenario language.
    Scenario(Scenario),
    /// The valid paper of parcel 1 with changes, which no builder could write.
    Paper(Box<Provocation>, &'w str),
    /// A CEB message, perhaps signed, perhaps in an envelope, and what is changed in it.
    Message(Prepared, &'w str),
    /// A call of a method.
    Call(&'w str),
}

/// The words for the kind of document whose number is asked for: of several ways its own, of a scenario with one kind the
/// same with this kind.
pub(super) fn for_kind<'w>(row: &Row, words: &'w str) -> Cow<'w, str> {
    let asked = row.number.parse().ok().and_then(|number| ReturnCode::from_number(number).kind());
    let Some(asked) = asked else { return words.into() };
    let own = format!("{}:", asked.message());
    if let Some(part) = words.split(';').map(str::trim).find(|part| part.starts_with(&own)) {
        return part.into();
    }
    let mut kinds: Vec<_> = words.split(' ').filter_map(kind_named).collect();
    kinds.dedup();
    let [kind] = kinds[..] else { return words.into() };
    let with_asked = |word| if word == name_of(kind) { name_of(asked) } else { word };
    words.split(' ').map(with_asked).collect::<Vec<_>>().join(" ").into()
}

/// Reads the words of a row.
///
/// # Errors
/// What is wrong with them, which is a fault of the catalogue.
pub(super) fn read<'w>(row: &Row, words: &'w str) -> Result<Vec<Step<'w>>, String> {
    words.split(THEN).map(|part| step(row.kind, part.trim())).collect()
}

fn step(kind: Kind, words: &str) -> Result<Step<'_>, String> {
    if words.starts_with(|c: char| c.is_ascii_uppercase()) {
        return Ok(Step::Call(words));
    }
    // A rule says several ways; the first is enough.
    let first = words.split(';').next().unwrap_or_default();
    let papers = if kind == Kind::Fault { provoked(first) } else { None };
    if let Some(provocation) = papers.and_then(|all| all.into_iter().next()) {
        return Ok(Step::Paper(Box::new(provocation), first));
    }
    if words == "nothing" || words.contains("=>") || words.ends_with(':') {
        return Ok(Step::Message(message(words)?, words));
    }
    Scenario::read(words).map(Step::Scenario).map_err(|error| error.to_string())
}

/// What the sandbox of the steps begins with.
pub(super) fn opening(steps: &[Step<'_>]) -> Opening {
    match steps.first() {
        Some(Step::Scenario(scenario)) => scenario.opening.clone(),
        Some(Step::Paper(provocation, _)) => Opening {
            version: Some(provocation.version),
            start: morning(provocation.day),
            ..Opening::default()
        },
        Some(Step::Message(message, _)) => Opening {
            version: Some(message.version),
            signatures: message.judged.then_some(if message.enveloped() {
                Signatures::Check
            } else {
                Signatures::Require
            }),
            ..Opening::default()
        },
        Some(Step::Call(_)) | None => Opening::default(),
    }
}

/// Nine in the morning in Beijing.
fn morning((year, month, day): Day) -> Option<Moment> {
    Moment::from_rfc3339(&format!("{year:04}-{month:02}-{day:02}T09:00:00+08:00"))
}

/// `2018-113` where it is not the usual one.
pub(super) fn version_word(version: MessageVersion) -> String {
    if version == MessageVersion::default() { String::new() } else { format!(" under {}", version.name()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan::catalogue::of;

    #[test]
    fn every_row_says_words_that_can_be_played_or_why_not() {
        for row in Kind::ALL.into_iter().flat_map(of) {
            match row.played() {
                Ok(words) => {
                    let steps = read(&row, words).unwrap_or_else(|why| panic!("{} {words}: {why}", row.code));
                    assert!(!steps.is_empty(), "{}", row.code);
                }
                Err(why) => assert!(why.len() > 10, "{}", row.code),
            }
        }
    }
}
