//! Goal: the catalogue is sound, and every rule of it is broken by what it says breaks it.

use super::{provocations, provoked_faults, provoked_warnings};
use crate::RULES;
use std::collections::BTreeSet;
use tongguan_domain::fault::{Basis, FORM_RULES, Level, Rule};

fn all() -> impl Iterator<Item = &'static Rule> {
    FORM_RULES.iter().chain(RULES).copied()
}

#[test]
fn the_catalogue_is_sound() {
    let codes: BTreeSet<&str> = all().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), all().count(), "codes are unique");
    // Schema and format rules share one range of serials.
    let serials: BTreeSet<_> = all().map(|rule| (rule.level.max(Level::Format), rule.serial)).collect();
    assert_eq!(serials.len(), all().count(), "serials are unique");
    for rule in all() {
        assert!((1..=999).contains(&rule.serial), "{}", rule.code);
        for text in [rule.zh, rule.en, rule.hint, rule.source, rule.provoke] {
            assert!(!text.trim().is_empty(), "{}", rule.code);
        }
    }
    assert!(RULES.iter().all(|rule| matches!(rule.level, Level::Format | Level::Business)));
}

#[test]
fn every_provocation_provokes_its_rule() {
    let mut silent = Vec::new();
    for rule in all() {
        for (text, provocation) in provocations(rule) {
            let found = match rule.refuses() {
                true => provoked_faults(&provocation),
                false => provoked_warnings(&provocation),
            };
            if !found.iter().any(|fault| fault.rule == rule) {
                let found: Vec<_> = found.iter().map(|fault| (fault.rule.code, fault.path())).collect();
                silent.push(format!("{}: {text} gives {found:?}", rule.code));
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

/// A refusal needs a source: a rule that refuses names the text or the answer that it is from, and one that rests on an
/// inference refuses nothing.
#[test]
fn no_rule_refuses_without_a_source() {
    const OFFICIAL: [&str; 9] =
        ["XSD ", "PDF ", "PDF, ", "2018-113", "202205", "Announcement", "announcements", "note", "GACC "];
    for rule in all() {
        let is_named = |names: &[&str]| names.iter().any(|name| rule.source.starts_with(name));
        let fits = match rule.basis {
            Basis::Official => is_named(&OFFICIAL) || rule.source.contains("JGS-20"),
            Basis::Observed => rule.source.starts_with("receipt text"),
            Basis::Published => rule.source.contains("nnouncement") || rule.source.contains("text"),
            Basis::Program => rule.source.starts_with("our limit"),
            Basis::Inferred => true,
        };
        assert!(fits, "{} refuses by {:?}: {}", rule.code, rule.basis, rule.source);
        assert_eq!(rule.refuses(), rule.basis != Basis::Inferred, "{}", rule.code);
        // Marks of doubt do not stand beside a refusal.
        let doubt = ["inference", "from memory", "unconfirmed", "said nowhere", "(C)", "(D)"];
        assert!(!rule.refuses() || doubt.iter().all(|word| !rule.source.contains(word)), "{}", rule.code);
    }
}

/// What a provocation changes is what is wrong: nothing is found in a document of which it changes nothing.
#[test]
fn without_its_changes_a_provocation_is_valid() {
    for rule in all() {
        for text in rule.provoke.split(';') {
            let (before, _) = text.split_once(':').unwrap();
            if before.contains('@') || rule.code == "NOT_IN_VERSION" {
                continue; // There the day or the version is what is wrong.
            }
            for provocation in tongguan_testkit::provoked(&format!("{before}:")).unwrap() {
                assert!(provoked_faults(&provocation).is_empty(), "{}: {before}", rule.code);
            }
        }
    }
}
