//! The outcome that a note asks for. A note is free text, so what is wrong there only warns.

use crate::catalogue::OUTCOME_UNKNOWN;
use crate::findings::{Findings, quoted};
use crate::spot::Spot;
use tongguan_domain::document::Document;
use tongguan_domain::near::nearest;
use tongguan_domain::process::Outcome;

/// Warns of a marker in the note that forces nothing.
pub(crate) fn check(document: &Document, findings: &mut Findings<'_>) {
    let Some(marker) = document.note().and_then(Outcome::misspelt_in_note) else { return };
    let spot = Spot::head(document.kind().head_fields(), "note");
    findings.add(&OUTCOME_UNKNOWN, spot, |fault| fault.found(quoted(marker)).allowed(allowed(marker)));
}

fn allowed(marker: &str) -> String {
    let names = Outcome::ALL.map(|(_, name, _)| name);
    let asked = marker.trim_matches(['[', ']']).split_once([':', '=']).map_or("", |(_, name)| name.trim());
    let near =
        nearest(asked, names).map(|near| format!("; did you mean [outcome:{near}]?")).unwrap_or_default();
    format!("{}{near}", names.join(", "))
}
