//! `docs/codes.md` is what the program would print.

use std::collections::BTreeSet;
use std::path::Path;
use tongguan::catalogue::{Kind, entries, of, outcomes_page, page};
use tongguan_domain::limits::BATCH_DOCUMENTS;
use tongguan_domain::process::{OUTCOMES, Outcome};
use tongguan_wire::status::Reason;

#[test]
fn the_page_is_fresh() {
    for (name, page) in [("docs/codes.md", page()), ("docs/outcomes.md", outcomes_page())] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &page).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == page, "{name} is old: cargo xtask docs");
    }
}

/// What a refused call points to is on the page, once.
#[test]
fn every_help_link_leads_to_its_row() {
    for reason in Reason::ALL {
        let help = reason.help();
        let (file, anchor) = help.split_once('#').unwrap();
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let set = format!("<a id=\"{anchor}\"></a>");
        assert_eq!(text.matches(&set).count(), 1, "{anchor}");
        let row = text.lines().find(|line| line.contains(&set)).unwrap();
        assert!(row.contains(reason.text()), "{row}");
    }
}

/// Every code says in English and in Chinese what it means and what to do, how to provoke it and where it comes from.
#[test]
fn no_cell_is_empty() {
    let mut lacking = Vec::new();
    for row in Kind::ALL.into_iter().flat_map(of) {
        let given = !matches!(row.kind, Kind::Provision | Kind::Table);
        let chinese = [row.zh, row.hint_zh].iter().all(|text| text.chars().any(|c| c >= '一'));
        let cells = [row.en, row.hint, row.source];
        let provoke = !row.simulated || !row.provoke.is_empty();
        let empty = cells.iter().any(|cell| cell.is_empty()) || !chinese;
        if empty || (given && (!provoke || row.tier.is_empty())) {
            lacking.push(format!(
                "{} {}: {} {} {}",
                row.kind.name(),
                row.code,
                row.zh,
                row.hint,
                row.hint_zh
            ));
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

/// What to do is said of each reason in words of its own.
#[test]
fn no_two_reasons_share_their_advice() {
    let mut told = BTreeSet::new();
    for reason in Reason::ALL {
        assert!(told.insert(reason.hint()) && told.insert(reason.hint_zh()), "{}", reason.name());
    }
    for row in Kind::ALL.into_iter().flat_map(of) {
        assert!(!row.hint.contains("correct the call"), "{}", row.code);
    }
    let most = BATCH_DOCUMENTS.to_string();
    let of_many = Reason::TooManyDocuments;
    for text in [of_many.text(), of_many.hint(), of_many.hint_zh()] {
        assert!(text.contains(&most), "{text}");
    }
}

#[test]
fn outcomes_stand_in_their_order() {
    let known: Vec<_> = OUTCOMES.iter().map(|entry| entry.outcome).collect();
    assert_eq!(known, Outcome::ALL.map(|(outcome, ..)| outcome));
}

/// A refusal needs a source: whatever refuses says what it rests on, and marks of doubt stand beside warnings only.
#[test]
fn no_refusal_is_without_a_source() {
    for row in [Kind::Fault, Kind::Finding].into_iter().flat_map(of) {
        let basis = row.basis.unwrap_or_else(|| panic!("{} rests on nothing", row.code));
        assert!(!row.source.is_empty(), "{}", row.code);
        let doubt = ["inference", "D for", "said nowhere", "from memory"];
        let doubtful = doubt.iter().any(|word| row.source.contains(word));
        assert!(!basis.refuses() || !doubtful, "{} refuses by {:?}: {}", row.code, basis, row.source);
        assert!(basis.refuses() || row.kind == Kind::Fault, "{}: a finding always refuses", row.code);
    }
}

/// Every row of a code table and every provision says where it is from, how sure it is and on which days it holds.
#[test]
fn every_row_of_a_table_has_days_and_a_source() {
    let tables = tongguan_domain::codes::tables().iter().flat_map(entries);
    for row in tables.chain(of(Kind::Provision)) {
        assert!(!row.source.is_empty(), "{}", row.code);
        for name in ["confirmed", "from", "until"] {
            assert!(row.more.iter().any(|(known, _)| *known == name), "{} {name}", row.code);
        }
    }
}

#[test]
fn codes_stand_once() {
    for kind in Kind::ALL {
        // A name may stand for the root of a message and for what is in it: then its meanings differ.
        let mut codes: Vec<_> = of(kind).into_iter().map(|row| (row.code, row.en)).collect();
        codes.sort();
        let all = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), all, "{}", kind.name());
    }
}

/// What the page calls the field of a request is what the API calls it.
#[test]
fn outcomes_are_values_of_the_api() {
    let page = outcomes_page();
    let named = page.split('`').filter(|code| code.starts_with("OUTCOME_"));
    let found: Vec<_> = named.map(tongguan_proto::document::v1::Outcome::from_str_name).collect();
    assert_eq!(found.len(), OUTCOMES.len());
    assert!(found.iter().all(Option::is_some), "{found:?}");
}
