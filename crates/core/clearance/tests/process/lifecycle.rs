//! Goal: the table of phases and steps is what `docs/lifecycle.md` shows, and all of it is used.

use crate::sandbox::TAKEN;
use crate::{cancellation, changes, matching, movement, outcomes, path, predecessors, returns};
use std::collections::BTreeSet;
use std::fmt::Write;
use tongguan_clearance::lifecycle::{LAW, Lifecycle, SETS, TIMED};
use tongguan_domain::document::{Course, DocumentKind};
use tongguan_domain::process::{Phase, Step, Unlawful};

/// Every pair that is allowed to some document.
fn allowed() -> BTreeSet<(Phase, Step, Phase)> {
    let rows =
        LAW.iter().flat_map(|(before, steps, after, _)| steps.iter().map(|step| (*before, *step, *after)));
    rows.collect()
}

/// The four detentions are one.
fn name_of(step: Step) -> String {
    format!("{step:?}").split('(').next().unwrap_or_default().to_owned()
}

fn names_of(steps: &[Step]) -> Vec<String> {
    let mut names: Vec<_> = steps.iter().map(|step| name_of(*step)).collect();
    names.dedup();
    names
}

fn names_of_kinds(kinds: &[DocumentKind]) -> String {
    match kinds.len() == DocumentKind::ALL.len() {
        true => "all".to_owned(),
        false => kinds.iter().map(|kind| kind.names().1).collect::<Vec<_>>().join(", "),
    }
}

fn document() -> String {
    let mut text = String::from(
        "# Lifecycle of a document\n\n\
         Written by the test `lifecycle_document_is_up_to_date` in `crates/clearance` from `lifecycle.rs`; do not edit.\n\
         To write it anew: `cargo xtask docs`.\n\n",
    );
    text += "## What may follow what\n\nNothing else may.\n\n| phase | step | phase after it | documents |\n|---|---|---|---|\n";
    for (before, steps, after, kinds) in LAW {
        let kinds = names_of_kinds(kinds);
        let steps = names_of(steps).join(", ");
        let _ = writeln!(text, "| **{}** | {steps} | {} | {kinds} |", before.name(), after.name());
    }
    text += "\n## While customs works\n\nWhen the timer has fired, the document lies where it was before; customs decides on it in the same moment, unless what it \
             leaned on has gone.\n\n| phase | until a timer fires | documents |\n|---|---|---|\n";
    for (rest, timed, kinds) in TIMED {
        let _ = writeln!(text, "| **{}** | {} | {} |", rest.name(), timed.name(), names_of_kinds(kinds));
    }
    text += "\n## Sets of phases\n\n| phase |";
    for (name, _) in SETS {
        let _ = write!(text, " {name} |");
    }
    text += "\n|---|";
    text += &"---|".repeat(SETS.len());
    text.push('\n');
    for phase in Phase::ALL {
        let _ = write!(text, "| **{}** |", phase.name());
        for (_, is_in) in SETS {
            text += if is_in(phase) { " yes |" } else { "  |" };
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
    for (before, steps, after, _) in LAW {
        for name in names_of(steps) {
            let _ = writeln!(text, "    {} --> {}: {name}", state(*before), state(*after));
        }
    }
    for (rest, timed, _) in TIMED {
        let _ = writeln!(text, "    {} --> {}: timer set", state(*rest), state(*timed));
        let _ = writeln!(text, "    {} --> {}: timer fires", state(*timed), state(*rest));
    }
    for phase in Phase::ALL {
        let waits = TIMED.iter().any(|(_, timed, _)| *timed == phase);
        if !waits && LAW.iter().all(|(before, ..)| *before != phase) {
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

/// Of every kind, phase and step: what the table does not list is refused, and says what was tried.
#[test]
fn nothing_else_may_follow() {
    for kind in DocumentKind::ALL {
        for phase in Phase::ALL {
            for step in Step::ALL {
                let rows: Vec<_> = LAW
                    .iter()
                    .filter(|(before, steps, _, kinds)| {
                        *before == phase && steps.contains(&step) && kinds.contains(&kind)
                    })
                    .map(|(_, _, after, _)| *after)
                    .collect();
                match rows[..] {
                    [] => assert_eq!(phase.after(kind, step), Err(Unlawful { kind, phase, step })),
                    [after] => assert_eq!(phase.after(kind, step), Ok(after)),
                    _ => panic!("{kind:?} {phase:?} {step:?} stands twice"),
                }
            }
        }
    }
    assert_eq!(allowed().len(), 44, "a new step wants a scenario");
}

/// Customs may have begun on any part of a split message, and decides on all of them together.
#[test]
fn every_part_can_be_decided_on() {
    for kind in DocumentKind::ALL {
        let rejected = Phase::Comparing.after(kind, Step::Reject).is_ok();
        assert_eq!(rejected, kind.course() == Course::Split, "{kind:?}");
    }
}

/// Everything that the table allows happens in some scenario.
#[test]
fn every_allowed_step_is_taken() {
    let scenarios: &[fn()] = &[
        path::normal_path,
        path::lanes,
        movement::departure_too_early,
        movement::part_is_deleted,
        movement::part_is_changed_while_customs_decides,
        movement::parts_that_customs_works_on,
        movement::changed_while_customs_works,
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
    let mut reached: BTreeSet<Phase> =
        taken.iter().flat_map(|(before, _, after)| [*before, *after]).collect();
    // No step leads into or out of it: a timer does.
    assert!(reached.insert(Phase::Leaving));
    assert_eq!(reached.len(), Phase::ALL.len());
}
