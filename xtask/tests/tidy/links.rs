//! Links of our pages lead somewhere.

use crate::tree::{files, prose, root};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[test]
fn relative_links_lead_somewhere() {
    let pages: BTreeMap<_, _> = files(".md").into_iter().collect();
    let mut broken = Vec::new();
    let mut seen = 0;
    for (path, page) in &pages {
        for (number, line) in prose(page) {
            for target in targets(line).filter(|target| !target.contains("://")) {
                seen += 1;
                if let Err(why) = follow(path, target, &pages) {
                    broken.push(format!("{path}:{number}: {target}: {why}"));
                }
            }
        }
    }
    assert!(seen > 0, "no links at all");
    assert!(broken.is_empty(), "{broken:#?}");
}

/// What the links of a line point to.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    // What stands between backticks is code, and no link; a link around code is cut there, and its target is not.
    let text = line.split('`').step_by(2);
    text.flat_map(|text| text.split("](").skip(1)).filter_map(|rest| rest.split(')').next())
}

fn follow(from: &str, target: &str, pages: &BTreeMap<String, String>) -> Result<(), String> {
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let folder = Path::new(from).parent().unwrap();
    let path = if file.is_empty() { from.to_owned() } else { joined(folder, file) };
    if !root().join(&path).exists() {
        return Err("there is nothing".to_owned());
    }
    if anchor.is_empty() {
        return Ok(());
    }
    let page = pages.get(&path).ok_or("only pages have anchors")?;
    if anchors(page).contains(anchor) { Ok(()) } else { Err(format!("{path} has no such anchor")) }
}

fn joined(folder: &Path, file: &str) -> String {
    let mut parts: Vec<_> = folder.iter().map(|part| part.to_str().unwrap()).collect();
    for part in file.split('/').filter(|part| !["", "."].contains(part)) {
        if part == ".." { _ = parts.pop() } else { parts.push(part) }
    }
    parts.join("/")
}

/// The anchors of a page: of its headings, as the usual viewers make them, and those that it sets itself.
pub(crate) fn anchors(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, line) in prose(page) {
        if line.starts_with('#') {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            let kept = kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
            found.insert(kept.map(|c| if c == ' ' { '-' } else { c }).collect());
        }
        let set = line.split("<a id=\"").skip(1).filter_map(|rest| rest.split('"').next());
        found.extend(set.map(str::to_owned));
    }
    found
}

#[test]
fn links_are_found() {
    let found: Vec<_> = targets("a [b](c.md), [`d`](e#f) and `[no](link)` [g](h/)").collect();
    assert_eq!(found, ["c.md", "e#f", "h/"]);
    let page = "# Two words: `one`\n```\n# none\n```\n| <a id=\"FAULTS\"></a>`FAULTS` |";
    assert_eq!(anchors(page), ["FAULTS", "two-words-one"].map(str::to_owned).into());
    assert_eq!(joined(Path::new("docs/adding"), "../codes.md"), "docs/codes.md");
}
