//! The files of the repository, and pages in Markdown.

use std::path::{Path, PathBuf};

/// What is made, or belongs to somebody else.
const NOT_OURS: [&str; 4] = ["target", "data", "tongguan-data", "__pycache__"];

/// The folder of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// A file as a text, by its path in the repository.
pub(crate) fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file whose name ends so: its path in the repository and its text.
pub(crate) fn files(ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    add(root(), ending, &mut found);
    found.sort();
    assert!(!found.is_empty(), "no file ends with {ending}");
    let named = |path: PathBuf| path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
    found.into_iter().map(named).map(|path| (path.clone(), text(&path))).collect()
}

fn add(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !NOT_OURS.contains(&name.as_str()) && !name.starts_with('.') {
                add(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            found.push(path);
        }
    }
}

/// The lines of a page that are text, not code between fences, with their numbers.
pub(crate) fn prose(page: &str) -> Vec<(usize, &str)> {
    let mut fenced = false;
    let numbered = (1..).zip(page.lines());
    let text = numbered.filter(|(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    text.collect()
}

/// The part of a page below a heading of the second level, up to the next.
pub(crate) fn section<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    let mut lines = page.lines().skip_while(|line| line.strip_prefix("## ") != Some(heading));
    assert!(lines.next().is_some(), "no section {heading}");
    lines.take_while(|line| !line.starts_with("## ")).collect()
}

/// What stands between backticks in a line.
pub(crate) fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}
