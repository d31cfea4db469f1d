//! What the server says of parcels that ended otherwise than their labels say.

use super::beforehand;
use crate::cli::follow;
use tongguan_client::Client;
use tongguan_domain::terminal::plain;
use tongguan_load::bounds::{EXPLAINED_CHARACTERS, EXPLAINED_LINES};
use tongguan_load::report::WrongParcel;
use tongguan_proto::intake::v1::document_key::Key;

/// How many wrong parcels are shown with their explanation.
pub(super) const EXPLAINED: usize = 5;

/// Asks the server why the first wrong parcels ended as they did. The report has both languages, whatever this command speaks.
pub(super) async fn explain(client: &Client, wrong: &mut [WrongParcel]) {
    for parcel in wrong.iter_mut().take(EXPLAINED) {
        let request = beforehand::declaration_of(parcel.number);
        let Ok(listed) = client.intake().list_documents(request).await else { return };
        let accepted = listed.into_inner().documents.into_iter().next().and_then(|one| one.accepted);
        let Some(accepted) = accepted else { continue };
        let Ok(told) = follow::explain(client, Key::DocumentId(accepted.document_id)).await else { return };
        let steps = || told.steps.iter().take(EXPLAINED_LINES);
        parcel.explained = steps().map(|step| line(step.return_code, &step.text, &step.reasons)).collect();
        parcel.explained_zh =
            steps().map(|step| line(step.return_code, &step.text_zh, &step.reasons_zh)).collect();
    }
}

/// A step in a line. Anybody may be the server, and say as much as a message holds.
fn line(code: i32, words: &str, reasons: &[String]) -> String {
    let start = format!("{code} ");
    let reasons = reasons.iter().enumerate().flat_map(|(at, reason)| {
        let before = if at == 0 { " " } else { "; " };
        before.chars().chain(reason.chars())
    });
    let line: String = start.chars().chain(words.chars()).chain(reasons).take(EXPLAINED_CHARACTERS).collect();
    plain(line).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_an_end_and_moves_nothing() {
        let long = "理".repeat(EXPLAINED_CHARACTERS);
        let cut = format!("100 {}", "理".repeat(EXPLAINED_CHARACTERS - 4));
        let table: [(i32, &str, &[&str], &str); 6] = [
            (899, "closed", &[], "899 closed"),
            (100, "rejected", &["one"], "100 rejected one"),
            (100, "rejected", &["one", "two"], "100 rejected one; two"),
            (100, "", &["a\nb\u{1b}[31m"], "100  a b [31m"),
            (100, &long, &["one"], &cut),
            (100, "理", &[&long], &format!("100 理 {}", "理".repeat(EXPLAINED_CHARACTERS - 6))),
        ];
        for (code, words, reasons, told) in table {
            let reasons: Vec<_> = reasons.iter().map(|&reason| reason.to_owned()).collect();
            assert_eq!(line(code, words, &reasons), told);
        }
    }
}
