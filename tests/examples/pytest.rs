//! The tests of a broker, in pytest: they pass, one after the other and side by side; their helpers are few, and
//! `docs/ci.md` shows them whole.

use super::{PROGRAM, folder, python, said};
use std::path::Path;

/// Lines of helpers that a suite may need.
const HELPER_LINES: usize = 30;

fn read(name: &str) -> String {
    std::fs::read_to_string(folder(name)).unwrap()
}

#[test]
fn it_passes_also_in_parallel() {
    for (more, modules) in [
        (&[][..], "grpc_tools, grpc_status, pytest"),
        (&["-n", "2"], "grpc_tools, grpc_status, pytest, xdist"),
    ] {
        let Some(mut python) = python(modules) else { return };
        let programs = Path::new(PROGRAM).parent().unwrap().display();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap_or_default());
        python.args(["-B", "-m", "pytest", "-q", "-p", "no:cacheprovider"]).args(more);
        let said = said(python.arg(folder("examples/pytest")).env("PATH", path));
        assert!(said.contains("5 passed"), "{said}");
    }
}

#[test]
fn its_helpers_are_few_and_the_page_shows_all() {
    let helpers = read("examples/pytest/conftest.py");
    let counted = helpers.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let counted = counted.count();
    assert!(counted <= HELPER_LINES, "{counted} lines");
    let page = read("docs/ci.md");
    for name in ["conftest.py", "test_broker.py", "test_refusals.py", "pytest.ini"] {
        let content = read(&format!("examples/pytest/{name}"));
        assert!(page.contains(&format!("\n{content}```\n")), "docs/ci.md shows another {name}");
    }
    assert!(page.contains(&format!("{counted} lines")), "docs/ci.md counts other lines than {counted}");
}
