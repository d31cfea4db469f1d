//! Return codes, findings and the faults of the process: each is provoked by its own script.

use crate::script::{Played, play};
use tongguan::catalogue::{Kind, Row, of};
use tongguan_clearance::catalogue::{PROCESSING_RULES, WAREHOUSE_WARNINGS};
use tongguan_domain::process::OUTCOMES;
use tongguan_domain::receipt::{Content, Receipt};

fn receipts(played: &Played) -> Vec<Receipt> {
    let letters = played.rehearsal.letters(0).into_iter();
    letters
        .filter_map(
            |letter| if let Content::Receipt(receipt) = letter.content { Some(receipt) } else { None },
        )
        .collect()
}

/// Plays every row that is simulated; gives those whose code did not show.
fn silent(rows: Vec<Row>, shows: impl Fn(&Row, &Played) -> bool) -> Vec<String> {
    let rows = rows.into_iter().filter(|row| row.simulated);
    rows.filter(|row| !shows(row, &play(row.provoke)))
        .map(|row| format!("{}: {}", row.code, row.provoke))
        .collect()
}

#[test]
fn every_return_code() {
    let shows = |row: &Row, played: &Played| {
        receipts(played).iter().any(|receipt| receipt.code.to_string() == row.code)
    };
    assert_eq!(silent(of(Kind::Return), shows), [""; 0]);
}

/// What the document is told on which each outcome is forced.
#[test]
fn every_outcome() {
    for entry in OUTCOMES {
        let receipts = receipts(&play(entry.provoke)).into_iter();
        let told = receipts.filter(|receipt| receipt.keys.kind() == entry.document);
        let codes: Vec<_> = told.map(|receipt| receipt.code.to_string()).collect();
        assert_eq!(codes.join(" "), entry.sees, "{}", entry.outcome.name());
    }
}

#[test]
fn every_finding() {
    let shows = |row: &Row, played: &Played| {
        let told = format!("[Code:{};", row.code);
        receipts(played).iter().any(|receipt| receipt.code.number() == 100 && receipt.info.contains(&told))
    };
    assert_eq!(silent(of(Kind::Finding), shows), [""; 0]);
}

/// The last line of each script asks what its sender is warned of.
#[test]
fn every_warning_of_the_process() {
    let rows = of(Kind::Fault);
    for rule in WAREHOUSE_WARNINGS {
        let row = rows.iter().find(|row| row.code == rule.code).unwrap();
        let played = play(row.provoke);
        assert!(played.last.ends_with(&row.code), "{}: {}", row.provoke, played.last);
        assert!(!rule.refuses() && played.refused.is_empty(), "{}", rule.code);
    }
}

#[test]
fn every_fault_of_the_process() {
    let rows = of(Kind::Fault).into_iter();
    let rows = rows.filter(|row| PROCESSING_RULES.iter().any(|rule| rule.code == row.code)).collect();
    let shows = |row: &Row, played: &Played| {
        let told = receipts(played).iter().any(|receipt| receipt.code.is_error());
        told && played.refused.contains(&row.code)
    };
    assert_eq!(silent(rows, shows), [""; 0]);
}
