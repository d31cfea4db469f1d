//! Pages that are made from the program. Each belongs to a test, which compares the page and writes it when asked to.

use crate::run::{cargo, root, run};

/// A page, the program of tests, and the test in it that writes the page.
const PAGES: [(&str, &str, &str); 8] = [
    ("docs/codes.md", "catalogue", "page::the_page_is_fresh"),
    ("docs/outcomes.md", "catalogue", "page::the_page_is_fresh"),
    ("docs/api.md", "catalogue", "api::the_api_page_is_fresh"),
    ("docs/start.md", "cli", "start::the_first_hour_is_as_the_page_says"),
    ("docs/start.zh-CN.md", "cli", "start::the_first_hour_is_as_the_page_says"),
    ("docs/json.md", "cli", "docs::every_command_runs"),
    ("docs/identity.md", "identity", "matrix::the_page_has_the_roles"),
    ("docs/lifecycle.md", "process", "lifecycle::lifecycle_document_is_up_to_date"),
];

/// Writes all of them, and says which have changed.
pub(crate) fn write() -> Result<(), String> {
    let before = pages()?;
    // Of the whole workspace, because then the crates are those that `cargo test --workspace` has built, or will.
    let mut command = cargo("test --workspace --locked --quiet");
    for (_, program, _) in PAGES {
        command.args(["--test", program]);
    }
    command.args(["--", "--exact"]).args(PAGES.map(|(_, _, test)| test));
    run(command.env("UPDATE_DOCS", "1"))?;
    for ((page, ..), (before, after)) in PAGES.iter().zip(before.iter().zip(pages()?)) {
        println!("{page}: {}", if *before == after { "as it was" } else { "written anew" });
    }
    Ok(())
}

fn pages() -> Result<Vec<String>, String> {
    let read = |(page, ..): (&str, &str, &str)| {
        std::fs::read_to_string(root().join(page)).map_err(|error| format!("{page}: {error}"))
    };
    PAGES.into_iter().map(read).collect()
}
