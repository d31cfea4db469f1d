//! Every workload, and every scenario that a load can run, in a short form: a few parcels, each to its end.

use crate::station::Station;
use crate::{SECOND, done, plan};
use std::path::Path;
use tongguan_domain::process::{Settings, SignaturePolicy};
use tongguan_load::Transport;
use tongguan_load::report::{Asked, Report};
use tongguan_load::run::{Ended, Plan, Run};
use tongguan_load::schedule::{Arrivals, Law};
use tongguan_load::workload::scenario::Scripted;
use tongguan_load::workload::{NAMES, Workload, named};

const PARCELS: u64 = 60;

/// A run of so many parcels in a second.
async fn short(station: &Station, workload: Workload, transport: Transport) -> Run {
    let law = Law::constant(PARCELS as f64, SECOND, Arrivals::Even).unwrap();
    done(Plan { workload, law, transport, ..plan(station, 1.0, SECOND).await }).await
}

/// Right and complete.
fn right(name: &str, run: &Run) {
    let tally = &run.tally;
    assert!(tally.wrong_ones.is_empty(), "{name}: {:#?}", tally.wrong_ones);
    assert_eq!((tally.started, tally.missed, tally.right), (PARCELS, 0, PARCELS), "{name}");
    assert_eq!((tally.unfinished, tally.failed, tally.gaps, tally.twice), (0, 0, 0, 0), "{name}");
    assert_eq!((run.ended, run.reopened), (Ended::Complete, 0), "{name}");
}

#[tokio::test]
async fn every_workload_is_right_and_complete() {
    for name in NAMES {
        let station = Station::start().await;
        let workload = Workload::of(&named(name).unwrap(), 1).unwrap();
        right(name, &short(&station, workload, Transport::Unary).await);
        station.stop().await;
    }
}

/// Half of the clients send five copies and wait for no answer: the id may be in flight, answered, or on another connection.
#[tokio::test]
async fn a_retry_storm_has_one_effect_for_each_submission() {
    for transport in [Transport::Unary, Transport::Stream] {
        let station = Station::start().await;
        let mut spec = named("retry-storm").unwrap();
        let repeats = spec.repeats.as_mut().unwrap();
        (repeats.per_million, repeats.wait) = (1_000_000, Some(SECOND / 10_000));
        let run = short(&station, Workload::of(&spec, 1).unwrap(), transport).await;
        right("retry-storm", &run);
        // Five copies of each first submission, and everything was answered.
        assert!(run.tally.submissions >= 6 * PARCELS, "{transport:?} {}", run.tally.submissions);
        assert_eq!(run.tally.submissions, run.tally.answered, "{transport:?}");
        station.stop().await;
    }
}

/// Copies that would go out after the run has waited for as long as it may.
#[tokio::test]
async fn a_storm_that_outlasts_the_patience_is_told() {
    let station = Station::start().await;
    let mut spec = named("retry-storm").unwrap();
    let repeats = spec.repeats.as_mut().unwrap();
    (repeats.per_million, repeats.times, repeats.wait) = (1_000_000, 2, Some(SECOND * 60));
    let law = Law::constant(20.0, SECOND / 2, Arrivals::Even).unwrap();
    let workload = Workload::of(&spec, 1).unwrap();
    let run = done(Plan { workload, law, patience: SECOND * 2, ..plan(&station, 1.0, SECOND).await }).await;
    let tally = &run.tally;
    assert_eq!(run.ended, Ended::Patience);
    assert_eq!((tally.started, tally.right, tally.wrong, tally.unfinished), (10, 0, 0, 10));
    assert_eq!((tally.repeats_unsent, tally.submissions), (20, tally.answered));
    let report = Report::of(Asked::default(), &run);
    let because = |code: &str| report.verdict.because.iter().find(|because| because.code == code).unwrap();
    assert!(
        because("repeats_unsent").en.contains("20 copies") && because("repeats_unsent").zh.contains("20 次")
    );
    assert!(because("receipts_missing").en.contains("10 parcels"));
    station.stop().await;
}

#[tokio::test]
async fn every_scenario_that_can_be_run_is_right_and_complete() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../scenarios");
    let mut ran = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let Ok(scripted) = Scripted::read(&std::fs::read_to_string(&file).unwrap()) else { continue };
        let (opening, usual) = (scripted.opening(), Settings::default());
        let policy = opening.signatures.and_then(|policy| SignaturePolicy::named(policy.name()));
        let station = Station::with(Settings {
            draws_off: true,
            start: opening.start.unwrap_or(usual.start),
            version: opening.version.unwrap_or(usual.version),
            signatures: policy.unwrap_or(usual.signatures),
            registration_required: opening.registration_required,
            ..usual
        });
        let station = station.await;
        let run = short(&station, Workload::scripted(scripted, 1), Transport::Unary).await;
        right(&file.display().to_string(), &run);
        station.stop().await;
        ran += 1;
    }
    assert_eq!(ran, 8, "as many as tests/scripted.rs says");
}

/// A scenario that says something else than customs does: the parcels are wrong, with the line.
#[tokio::test]
async fn what_a_scenario_says_is_checked() {
    let station = Station::start().await;
    let text = "order 1; waybill 1 => order 1 2, order 1 3, waybill 1 2, waybill 1 3\n\
        declaration 1 pack_no=3 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120\n";
    let run = short(&station, Workload::scripted(Scripted::read(text).unwrap(), 1), Transport::Stream).await;
    assert_eq!((run.tally.wrong, run.tally.right), (PARCELS, 0));
    let wrong = &run.tally.wrong_ones[0];
    assert_eq!(wrong.expected, "as parcel 1 of the scenario");
    assert!(wrong.found.starts_with("line 2: declaration 100 "), "{}", wrong.found);
    station.stop().await;
}
