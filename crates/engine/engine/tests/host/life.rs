//! Goal: a deleted sandbox is gone at once and for ever, and its name is free; a request moves a clock once.

use crate::bench::{Bench, Store, name, submit};
use tongguan_clearance::command::{ChangeSettings, Once};
use tongguan_clearance::query::GetSandbox;
use tongguan_clearance::{Submitted, Tag};
use tongguan_domain::names::RequestId;
use tongguan_domain::process::{ClockMode, Outcome, Refusal, Settings};
use tongguan_engine::{Goal, HostError, Moved};
use tongguan_testkit::Parcel;

fn tag(id: &str, fingerprint: u128) -> Option<Tag> {
    Some(Tag { id: RequestId::new(id).unwrap(), fingerprint })
}

impl Bench {
    fn send(&self, sandbox: &str, number: u32) -> Submitted {
        self.execute(sandbox, submit("1", &Parcel::number(number).documents()[..4], Some(Outcome::Release)))
    }

    fn delete(&self, sandbox: &str) -> bool {
        self.runtime.block_on(self.host.delete(&name(sandbox))).unwrap()
    }

    fn documents(&self, sandbox: &str) -> Option<u64> {
        let view = self.runtime.block_on(self.host.ask(&name(sandbox), GetSandbox)).unwrap();
        view.map(|view| view.documents)
    }

    fn names(&self) -> Vec<String> {
        let list = self.runtime.block_on(self.host.list(None, "", 100)).unwrap();
        list.iter().map(|info| info.name.as_str().to_owned()).collect()
    }

    fn advance(&self, sandbox: &str, to: Goal, tag: Option<Tag>) -> Result<Moved, HostError> {
        self.runtime.block_on(self.host.advance_once_for(&name(sandbox), to, tag))
    }

    fn manual(&self, sandbox: &str) {
        let settings = Settings { clock: ClockMode::Manual, ..Settings::default() };
        self.runtime.block_on(self.host.create(&name(sandbox), settings)).unwrap();
    }
}

#[test]
fn what_is_deleted_stays_deleted_over_restarts() {
    for store in Store::both() {
        let bench = Bench::open(store.journal());
        for sandbox in ["a", "b", "c"] {
            bench.send(sandbox, 1);
        }
        let epoch = |bench: &Bench| bench.host.epoch(&name("b"), "DXPENT0000000001");
        let (before, other) = (epoch(&bench), bench.host.epoch(&name("c"), "DXPENT0000000001"));
        assert!(bench.delete("b") && !bench.delete("b") && !bench.delete("nobody"));
        assert_eq!((bench.documents("b"), bench.names()), (None, vec!["a".to_owned(), "c".to_owned()]));
        let between = epoch(&bench);
        assert_ne!(before, between, "a cursor of the sandbox that is gone is not taken");
        // The name is free, and so is the request id.
        assert!(!bench.send("b", 2).replayed);
        assert_eq!((bench.documents("b"), epoch(&bench)), (Some(4), between));
        assert_eq!(bench.codes("b")[..], bench.codes("a")[..]);
        let seen = ["a", "b", "c"].map(|sandbox| bench.seen(sandbox));
        bench.stop();
        if store.dir().is_none() {
            continue;
        }
        let again = Bench::open(store.journal());
        assert_eq!(["a", "b", "c"].map(|sandbox| again.seen(sandbox)), seen);
        assert_eq!((epoch(&again), again.host.epoch(&name("c"), "DXPENT0000000001")), (between, other));
        assert!(again.delete("a") && again.delete("c"));
        again.stop();
        let last = Bench::open(store.journal());
        assert_eq!(last.names(), ["b"]);
        // A place that is free is used before a new one is made.
        for sandbox in ["d", "e", "f"] {
            last.send(sandbox, 3);
        }
        assert_eq!(last.names(), ["b", "d", "e", "f"]);
        last.stop();
        let end = Bench::open(store.journal());
        assert_eq!(end.names(), ["b", "d", "e", "f"]);
        end.stop();
    }
}

#[test]
fn names_may_come_and_go_without_end() {
    let bench = Bench::open(Store::memory().journal());
    // More than there may be at once.
    for round in 0..5_000_u32 {
        bench.manual("turn");
        assert!(bench.delete("turn"), "{round}");
    }
    bench.stop();
}

#[test]
fn who_watches_what_is_deleted_hears_of_its_end() {
    let bench = Bench::open(Store::memory().journal());
    bench.send("a", 1);
    let mut watch = bench.runtime.block_on(bench.host.watch(&name("a"), "DXPENT0000000001")).unwrap();
    assert!(bench.delete("a"));
    assert!(bench.runtime.block_on(watch.changed()).is_err());
    bench.stop();
}

#[test]
fn a_reset_keeps_the_settings_and_nothing_else() {
    let store = Store::disk();
    let bench = Bench::open(store.journal());
    bench.manual("a");
    let change = ChangeSettings { outcome: Some(Some(Outcome::Inspect)), ..ChangeSettings::default() };
    bench.execute("a", Once { tag: None, command: change });
    bench.send("a", 1);
    bench.advance("a", Goal::Idle, None).unwrap();
    let reset = |bench: &Bench, tag| bench.runtime.block_on(bench.host.reset(&name("a"), tag));
    let (info, replayed) = reset(&bench, tag("reset", 1)).unwrap();
    assert_eq!((info.view.documents, info.view.receipts, replayed), (0, 0, false));
    assert_eq!((info.view.clock, info.view.outcome), (ClockMode::Manual, Some(Outcome::Inspect)));
    assert_eq!(info.view.now, Settings::START);
    bench.send("a", 2);
    let (info, replayed) = reset(&bench, tag("reset", 1)).unwrap();
    assert_eq!((info.view.documents, replayed), (4, true), "the same request does not do it twice");
    let reused = reset(&bench, tag("reset", 2)).unwrap_err();
    assert!(matches!(reused, HostError::Refused(Refusal::RequestIdReused)));
    let missing = bench.runtime.block_on(bench.host.reset(&name("nobody"), None)).unwrap_err();
    assert!(matches!(missing, HostError::NoSandbox));
    let seen = bench.seen("a");
    bench.stop();
    let again = Bench::open(store.journal());
    assert_eq!(again.seen("a"), seen);
    again.stop();
}

#[test]
fn a_request_moves_the_clock_once() {
    let store = Store::disk();
    let bench = Bench::open(store.journal());
    bench.manual("a");
    bench.send("a", 1);
    let hour = Goal::By(3_600_000);
    let first = bench.advance("a", hour, tag("hour", 1)).unwrap();
    assert!(first.fired > 0 && !first.replayed);
    let again = bench.advance("a", hour, tag("hour", 1)).unwrap();
    assert_eq!((again.fired, again.replayed, again.info.view.now), (0, true, first.info.view.now));
    assert!(!bench.advance("a", hour, None).unwrap().replayed, "without an id it is another hour");
    let reused = bench.advance("a", hour, tag("hour", 2)).unwrap_err();
    assert!(matches!(reused, HostError::Refused(Refusal::RequestIdReused)));
    // Until nothing is left: what comes later is another matter.
    bench.advance("a", Goal::Idle, tag("idle", 1)).unwrap();
    bench.execute("a", submit("2", &Parcel::number(2).documents()[..4], None));
    let idle = bench.advance("a", Goal::Idle, tag("idle", 1)).unwrap();
    assert!(idle.replayed && idle.info.view.timers > 0);
    let idle = bench.advance("a", Goal::Idle, None).unwrap();
    assert!(idle.fired > 0 && idle.info.view.timers == 0);
    bench.stop();
    let after = Bench::open(store.journal());
    let again = after.advance("a", hour, tag("hour", 1)).unwrap();
    assert_eq!((again.fired, again.replayed, again.info.view.now), (0, true, idle.info.view.now));
    after.stop();
}
