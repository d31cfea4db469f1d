//! Pages that are made from the program. Each belongs to a test, which compares the page and writes it when asked to.

use crate::run::{cargo, root, run};

/// A page, and the test that writes it.
const PAGES: [(&str, &str); 2] = [
    (
        "docs/lifecycle.md",
        "test --locked --quiet -p tongguan-clearance --test process lifecycle_document_is_up_to_date",
    ),
    ("docs/codes.md", "test --locked --quiet -p tongguan --test catalogue the_page_is_fresh"),
];

/// Writes all of them, and says which have changed.
pub(crate) fn write() -> Result<(), String> {
    for (page, words) in PAGES {
        let path = root().join(page);
        let before = std::fs::read(&path).unwrap_or_default();
        run(cargo(words).env("UPDATE_DOCS", "1"))?;
        let after = std::fs::read(&path).map_err(|error| format!("{page} was not written: {error}"))?;
        println!("{page}: {}", if before == after { "as it was" } else { "written anew" });
    }
    Ok(())
}
