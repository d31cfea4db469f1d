//! Goal: the table of phases and steps is what `docs/lifecycle.md` shows, and all of it is used.

use crate::sandbox::TAKEN;
use crate::{cancellation, changes, matching, movement, outcomes, path, predecessors, returns};
use std::collections::BTreeSet;
use std::fmt::Write;
use tongguan_clearance::lifecycle::Lifecycle;
use tongguan_domain::process::{Phase, Step, Unlawful};

/// Every pair that is allowed.
fn allowed() -> BTreeSet<(Phase, Step, Phase)> {
    let pairs = Phase::ALL.into_iter().flat_map(|phase| Step::ALL.map(|step| (phase, step)));
    pairs.filter_map(|(phase, step)| phase.after(step).ok().map(|after| (phase, step, after))).collect()
}

fn cell(phase: Phase, step: Step) -> &'static str {
    phase.after(step).map_or("", Phase::name)
}

/// One column per step; the four detentions are one.
fn steps() -> Vec<(String, Step)> {
    let mut steps: Vec<(String, Step)> = Vec::new();
    for step in Step::ALL {
        let name = format!("{step:?}").split('(').next().unwrap_or_default().to_owned();
        if !steps.iter().any(|(known, _)| *known == name) {
            steps.push((name, step));
        }
    }
    steps
}

fn document() -> String {
    let mut text = String::from(
        "# Lifecycle of a document\n\n\
         Written by the test `lifecycle_document_is_up_to_date` in `crates/clearance` from `lifecycle.rs`; do not edit.\n\
         To write it anew: `cargo xtask docs`.\n\n",
    );
    text += "## Phases and steps\n\nA cell is the phase after the step; an empty cell means that the step may not follow.\n\n";
    let columns = steps();
    text += "| phase |";
    for (name, _) in &columns {
        let _ = write!(text, " {name} |");
    }
    text += "\n|---|";
    text += &"---|".repeat(columns.len());
    text.push('\n');
    for phase in Phase::ALL {
        let _ = write!(text, "| **{}** |", phase.name());
        for (_, step) in &columns {
            let _ = write!(text, " {} |", cell(phase, *step));
        }
        text.push('\n');
    }
    text += "\n## What the sender is told\n\n| step | returnStatus | meaning |\n|---|---|---|\n";
    for step in Step::ALL {
        let code = step.return_code().map_or("none".to_owned(), |code| code.to_string());
        let name = format!("{step:?}");
        let _ = writeln!(text, "| {name} | {code} | {} |", step.text());
    }
    text += "\n## Picture\n\n```mermaid\nstateDiagram-v2\n    [*] --> draft\n    [*] --> received\n";
    let state = |phase: Phase| phase.name().replace(' ', "_");
    for phase in Phase::ALL {
        for (name, step) in &columns {
            if let Ok(after) = phase.after(*step) {
                let _ = writeln!(text, "    {} --> {}: {name}", state(phase), state(after));
            }
        }
    }
    for phase in Phase::ALL {
        if Step::ALL.into_iter().all(|step| phase.after(step).is_err()) {
            let _ = writeln!(text, "    {} --> [*]", state(phase));
        }
    }
    text += "```\n";
    text
}

#[test]
fn lifecycle_document_is_up_to_date() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/lifecycle.md");
    let wanted = document();
    if std::env::var_os("UPDATE_DOCS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "docs/lifecycle.md is stale: cargo xtask docs");
}

#[test]
fn a_forbidden_step_says_what_was_tried() {
    for phase in Phase::ALL {
        for step in Step::ALL {
            if let Err(unlawful) = phase.after(step) {
                assert_eq!(unlawful, Unlawful { phase, step });
            }
        }
    }
    assert_eq!(allowed().len(), 39, "a new step wants a scenario");
}

/// Everything that the table allows happens in some scenario.
#[test]
fn every_allowed_step_is_taken() {
    let scenarios: &[fn()] = &[
        path::normal_path,
        path::lanes,
        movement::departure_too_early,
        movement::part_is_deleted,
        matching::corrected_order,
        outcomes::forced,
        outcomes::sending_fails_and_is_repeated,
        changes::every_phase,
        changes::drafts,
        changes::deletions,
        predecessors::a_change_on_its_way,
        cancellation::before_release,
        returns::lanes,
    ];
    TAKEN.take();
    for scenario in scenarios {
        scenario();
    }
    let taken = TAKEN.take();
    let never: Vec<_> = allowed().difference(&taken).map(|(phase, step, _)| (*phase, *step)).collect();
    assert_eq!(never, [], "allowed, but never taken");
    let reached: BTreeSet<Phase> = taken.iter().flat_map(|(before, _, after)| [*before, *after]).collect();
    assert_eq!(reached.len(), Phase::ALL.len());
}
