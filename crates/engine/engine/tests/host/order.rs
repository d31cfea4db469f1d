//! Goal: the same input gives the same bytes, and sandboxes never see each other.

use crate::bench::{Bench, Services, Store, name, parcel, seen, submit};
use tongguan_clearance::Submitted;
use tongguan_clearance::command::SetClock;
use tongguan_clearance::query::GetSandbox;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::{ClockMode, Refusal, Settings};
use tongguan_domain::time::Moment;
use tongguan_engine::HostError;
use tongguan_testkit::Parcel;

/// Four senders at once, each with a sandbox of its own; what each sees.
fn busy(store: &Store, workers: usize) -> Vec<String> {
    let bench = Bench::with_workers(store.journal(), workers, Services::default());
    let seen = bench.runtime.block_on(async {
        let senders: Vec<_> = (0..4)
            .map(|sender: u32| {
                let host = bench.host.clone();
                tokio::spawn(async move {
                    let sandbox = format!("sender-{sender}");
                    for act in (0..6).flat_map(|number| parcel(sender % 2 * 10 + number)) {
                        act.perform(&host, &sandbox).await.unwrap();
                    }
                    seen(&host, &sandbox).await
                })
            })
            .collect();
        let mut all = Vec::new();
        for sender in senders {
            all.push(sender.await.unwrap());
        }
        all
    });
    bench.stop();
    seen
}

#[test]
fn threads_and_journals_make_no_difference() {
    let expected = busy(&Store::memory(), 1);
    assert_eq!(expected[0], expected[2], "two sandboxes, the same input");
    assert_ne!(expected[0], expected[1]);
    for workers in [1, 2, 4] {
        for store in Store::both() {
            assert!(busy(&store, workers) == expected, "{workers} workers");
        }
    }
}

#[test]
fn sandboxes_do_not_see_each_other() {
    let bench = Bench::open(Store::memory().journal());
    let order = [Parcel::number(1).order.into()];
    bench.execute("a", submit("1", &order, None));
    let Submitted { replayed, .. } = bench.execute("b", submit("1", &order, None));
    assert!(!replayed, "request ids are of one sandbox");
    assert_eq!(bench.codes("a"), [2, 3]);
    assert_eq!(bench.seen("a"), bench.seen("b"));
    let unused = bench.runtime.block_on(bench.host.ask(&name("c"), GetSandbox));
    assert!(unused.unwrap().is_none(), "looking creates nothing");
    let names: Vec<String> = bench
        .runtime
        .block_on(bench.host.list(None, "", 10))
        .unwrap()
        .into_iter()
        .map(|info| info.name.to_string())
        .collect();
    assert_eq!(names, ["a", "b"]);
    bench.stop();
}

#[test]
fn a_sandbox_can_be_created_with_its_own_settings() {
    let bench = Bench::open(Store::memory().journal());
    let settings = Settings {
        seed: 7,
        start: Moment::from_rfc3339("2024-12-01T09:00:00+08:00").unwrap(),
        clock: ClockMode::Manual,
        ..Settings::default()
    };
    let create = |sandbox: &str, settings: &Settings| {
        bench.runtime.block_on(bench.host.create(&name(sandbox), settings.clone()))
    };
    let info = create("early", &settings).unwrap();
    assert_eq!((info.view.seed, info.view.now, info.view.clock), (7, settings.start, ClockMode::Manual));
    assert_eq!(create("early", &settings).unwrap(), info, "a repeat finds what the first call made");
    let other = Settings { seed: 8, ..settings.clone() };
    assert!(matches!(create("early", &other), Err(HostError::SandboxExists)));
    bench.execute("used", SetClock(ClockMode::Manual));
    assert!(matches!(create("used", &settings), Err(HostError::SandboxExists)));
    assert_eq!(bench.host.clock(&name("early")), settings.start);
    assert_eq!(bench.host.clock(&name("nobody")), bench.host.start());
    bench.stop();
}

#[test]
fn lists_are_by_name_and_in_pages() {
    let bench = Bench::open(Store::memory().journal());
    for sandbox in ["c", "a", "B", "b", "a-1"] {
        bench.execute(sandbox, SetClock(ClockMode::Manual));
    }
    let page = |after: &str, limit| -> Vec<String> {
        let infos = bench.runtime.block_on(bench.host.list(None, after, limit)).unwrap();
        infos.into_iter().map(|info| info.name.to_string()).collect()
    };
    assert_eq!(page("", 3), ["B", "a", "a-1"]);
    assert_eq!(page("a-1", 3), ["b", "c"]);
    bench.stop();
}

#[test]
fn there_is_a_limit_to_sandboxes_and_their_names() {
    assert!(SandboxName::new("x".repeat(limits::SANDBOX_NAME_CHARACTERS)).is_ok());
    for bad in ["", "-x", "a b", "a/b", "名", &"x".repeat(limits::SANDBOX_NAME_CHARACTERS + 1)] {
        assert!(SandboxName::new(bad).is_err(), "{bad}");
    }
    let bench = Bench::open(Store::memory().journal());
    let create = |number: usize| {
        let sandbox = name(&format!("s{number}"));
        bench.runtime.block_on(bench.host.create(&sandbox, Settings::default()))
    };
    for number in 0..limits::SANDBOXES {
        create(number).unwrap();
    }
    assert!(matches!(create(limits::SANDBOXES), Err(HostError::TooManySandboxes)));
    bench.execute("s0", submit("1", &[Parcel::number(1).order.into()], None));
    assert_eq!(bench.codes("s0"), [2, 3], "the others go on");
    bench.stop();
}

#[test]
fn a_refusal_changes_nothing() {
    let bench = Bench::open(Store::memory().journal());
    bench.execute("a", submit("1", &[Parcel::number(1).order.into()], None));
    let before = bench.seen("a");
    let reused = submit("1", &[Parcel::number(2).order.into()], None);
    let refused = bench.runtime.block_on(bench.host.execute(&name("a"), reused));
    assert!(matches!(refused, Err(HostError::Refused(Refusal::RequestIdReused))));
    assert_eq!(bench.seen("a"), before);
    bench.stop();
}
