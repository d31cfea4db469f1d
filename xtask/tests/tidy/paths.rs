//! What the recipes and the map of the repository name is there.

use crate::tree::{files, quoted, root, section, text};
use std::path::Path;

/// Where a path may start.
const STARTS: [&str; 2] = ["", "crates"];

#[test]
fn recipes_name_real_files() {
    let recipes: Vec<_> =
        files(".md").into_iter().filter(|(path, _)| path.starts_with("docs/adding/")).collect();
    assert!(!recipes.is_empty());
    for (path, page) in recipes {
        assert!(
            page.lines().flat_map(quoted).filter(|word| is_path(word)).count() > 1,
            "{path} names no files"
        );
        missing(&path, page.lines());
    }
}

#[test]
fn the_map_names_real_files() {
    let page = text("ARCHITECTURE.md");
    for heading in ["Entry points", "Where to change what"] {
        missing(heading, section(&page, heading).into_iter());
    }
}

/// A row `| symbol | file | … |`: who looks for the symbol finds it there.
#[test]
fn entry_points_are_where_the_map_says() {
    let page = text("ARCHITECTURE.md");
    let rows = section(&page, "Entry points").into_iter().filter(|line| line.starts_with("| `"));
    let mut seen = 0;
    for row in rows {
        let words: Vec<_> = quoted(row).collect();
        let symbol = words[0].rsplit("::").next().unwrap().trim_end_matches('!');
        let start = STARTS.into_iter().find(|start| root().join(start).join(words[1]).is_file());
        let start = start.unwrap_or_else(|| panic!("{} is not there", words[1]));
        let file = std::fs::read_to_string(root().join(start).join(words[1])).unwrap();
        let mut declared = file.lines().filter(|line| !line.trim_start().starts_with("//"));
        assert!(declared.any(|line| line.contains(symbol)), "{} does not have {symbol}", words[1]);
        seen += 1;
    }
    assert_eq!(seen, 10, "ten symbols, no more: it is a beginning, not an index");
}

fn missing<'a>(page: &str, lines: impl Iterator<Item = &'a str>) {
    let paths = lines.flat_map(quoted).filter(|word| is_path(word));
    let missing: Vec<_> = paths.filter(|path| !is_there(path)).collect();
    assert!(missing.is_empty(), "{page} names what is not there: {missing:#?}");
}

/// Whether a quoted word names files: it has a slash and no blank, and it is not the name of a media type or an address.
fn is_path(word: &str) -> bool {
    word.contains('/') && !word.contains([' ', ':', '<', '=']) && !word.starts_with('/')
}

fn is_there(path: &str) -> bool {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    STARTS.iter().any(|start| leads(&root().join(start), &parts))
}

/// Whether the parts lead to something; a `*` stands for any run of characters.
fn leads(folder: &Path, parts: &[&str]) -> bool {
    let Some((part, rest)) = parts.split_first() else { return folder.exists() };
    let Some((before, after)) = part.split_once('*') else { return leads(&folder.join(part), rest) };
    let fits = |name: &str| name.len() >= part.len() - 1 && name.starts_with(before) && name.ends_with(after);
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    names.filter(|entry| fits(&entry.file_name().to_string_lossy())).any(|entry| leads(&entry.path(), rest))
}
