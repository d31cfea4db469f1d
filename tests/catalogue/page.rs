//! `docs/codes.md` is what the program would print.

use std::path::Path;
use tongguan::catalogue::{Kind, of, page};

#[test]
fn the_page_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, page()).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page(), "docs/codes.md is old: UPDATE_DOCS=1 cargo test --test catalogue");
}

/// Every code says what it means, what to do, how to provoke it and where it comes from.
#[test]
fn no_cell_is_empty() {
    let mut lacking = Vec::new();
    for kind in [Kind::Return, Kind::Fault, Kind::Finding, Kind::Reason, Kind::Xml, Kind::Dxp] {
        for row in of(kind) {
            let chinese = !row.zh.is_empty() || matches!(kind, Kind::Reason | Kind::Xml | Kind::Dxp);
            let cells = [row.en, row.tier, row.hint, row.source];
            let provoke = !row.simulated || !row.provoke.is_empty();
            if cells.iter().any(|cell| cell.is_empty()) || !provoke || !chinese {
                lacking.push(format!("{} {}", kind.name(), row.code));
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
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
