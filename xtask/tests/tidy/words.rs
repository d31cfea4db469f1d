//! Words that the glossary calls ambiguous are no names of types.

use crate::tree::{files, text};
use std::collections::BTreeSet;

/// Types that have such a name today. The list only shrinks.
const BARE: &[(&str, &str)] = &[
    ("crates/bytes/ceb/src/message.rs", "Message"),
    ("crates/services/exchange/src/transports/amqp/mod.rs", "Broker"),
    ("tests/transports/broker.rs", "Broker"),
];

/// The words of the line `Never bare: …` of the glossary.
fn words() -> Vec<String> {
    let page = text("docs/glossary.md");
    let line = page.lines().find_map(|line| line.strip_prefix("Never bare: ")).unwrap();
    // Without what stands in brackets.
    let plain: String = line.split('(').map(|part| part.rsplit(')').next().unwrap_or_default()).collect();
    plain.trim_end_matches('.').split(',').map(|word| word.trim().to_owned()).collect()
}

#[test]
fn the_glossary_names_them() {
    assert_eq!(words(), ["Order", "Message", "Channel", "Status", "Release", "Broker"]);
}

#[test]
fn no_type_has_a_bare_name() {
    let words = words();
    let mut found = BTreeSet::new();
    for (path, text) in files(".rs") {
        let types = text.lines().filter_map(|line| declared(line.trim_start()));
        found.extend(
            types
                .filter(|name| words.iter().any(|word| word == name))
                .map(|name| (path.clone(), name.to_owned())),
        );
    }
    let listed: BTreeSet<_> =
        BARE.iter().map(|(path, name)| ((*path).to_owned(), (*name).to_owned())).collect();
    let new: Vec<_> = found.difference(&listed).collect();
    assert!(new.is_empty(), "the glossary says: never bare: {new:#?}");
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(gone.is_empty(), "need no row any more, take them out: {gone:#?}");
}

/// The name of the type that a line declares.
fn declared(code: &str) -> Option<&str> {
    let code = code
        .strip_prefix("pub")
        .map_or(code, |rest| rest.trim_start_matches("(crate)").trim_start_matches("(super)"));
    let (keyword, rest) = code.trim_start().split_once(' ')?;
    let declares = ["struct", "enum", "union", "trait", "type"].contains(&keyword);
    declares.then(|| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
}
