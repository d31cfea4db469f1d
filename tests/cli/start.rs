//! Goal: the commands of `docs/start.md`, in English and in Chinese, do what the page shows. `UPDATE_DOCS=1` writes what
//! they print into the page.

use super::docs::{fresh, played};

#[test]
fn the_first_hour_is_as_the_page_says() {
    for page in ["docs/start.md", "docs/start.zh-CN.md"] {
        let Some(wanted) = played(page) else { return };
        assert!(wanted.contains("899"), "{page} ends with 899");
        fresh(page, &wanted);
    }
}
