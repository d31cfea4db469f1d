//! Goal: a message is judged by the moment in which it is executed, however busy the sandbox is.

use crate::bench::{Bench, Services, name, submit};
use crate::journals::Hooked;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use tongguan_clearance::command::Register;
use tongguan_clearance::{Submission, Submitted, Tag};
use tongguan_domain::names::RequestId;
use tongguan_domain::process::Settings;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_engine::{Basis, Begun, Bounds, Goal, HostError, Lasting, Verdict};
use tongguan_journal::MemoryJournal;
use tongguan_testkit::{EXPORTER, Parcel};

/// What is taken is remembered by its number, what is refused by `false`.
type Judged = Verdict<Submission, u32, bool>;

fn order(number: u32) -> Submission {
    submit(&format!("order-{number}"), &[Parcel::number(number).order.into()], None)
}

fn judged(taken: bool, number: u32) -> Result<(Submission, u32), bool> {
    if taken { Ok((order(number), number)) } else { Err(taken) }
}

/// Takes an order from a moment on.
fn from(since: Moment, number: u32, basis: &Basis) -> Judged {
    let taken = basis.now >= since;
    let holds = if taken {
        Lasting { from: since, ..Lasting::ALWAYS }
    } else {
        Lasting { until: since.plus_millis(-1), ..Lasting::ALWAYS }
    };
    Verdict { judged: judged(taken, number), holds }
}

type Going = Begun<Result<(Submitted, u32), bool>>;

/// Whether the order of a number was taken.
fn is_taken(bench: &Bench, number: u32, going: Going) -> bool {
    match bench.runtime.block_on(going.answer()).unwrap() {
        Ok((_, remembered)) => remembered == number,
        Err(taken) => taken,
    }
}

fn begin(bench: &Bench, since: Moment, number: u32, again: &Arc<AtomicU32>) -> Going {
    let (host, sandbox, again) = (&bench.host, name("a"), Arc::clone(again));
    let basis = host.basis(&sandbox);
    let verdict = from(since, number, &basis);
    let judge = move |basis: &Basis| {
        again.fetch_add(1, Ordering::SeqCst);
        from(since, number, basis)
    };
    bench.runtime.block_on(host.begin_judged(&sandbox, basis, verdict, judge)).unwrap()
}

/// Parcels that move the clock, and between them orders that are taken from a moment on: which of them are. With
/// `busy`, all of them are judged while the disk stands still, so that no clock beside the writer moves.
fn taken(since: Moment, busy: bool) -> (Vec<bool>, u32, String) {
    let (leave, waits) = channel::<()>();
    let waits = Mutex::new(waits);
    let journal = Hooked::over(&Arc::new(MemoryJournal::new()), move |_| {
        let _ = waits.lock().unwrap().recv();
        Ok(())
    });
    let mut leave = Some(leave);
    if !busy {
        leave = None;
    }
    let bench = Bench::within(journal, Bounds::default(), Services::default());
    let again = Arc::new(AtomicU32::new(0));
    let (mut begun, mut told) = (Vec::new(), Vec::new());
    for number in 0..30 {
        let parcel = submit(&format!("parcel-{number}"), &Parcel::number(number).documents()[..4], None);
        let going = bench.runtime.block_on(bench.host.begin(&name("a"), parcel)).unwrap();
        if !busy {
            bench.runtime.block_on(going.answer()).unwrap();
        }
        let going = begin(&bench, since, 100 + number, &again);
        if busy {
            begun.push((100 + number, going))
        } else {
            told.push(is_taken(&bench, 100 + number, going))
        }
    }
    drop(leave);
    for (number, going) in begun {
        told.push(is_taken(&bench, number, going));
    }
    let seen = bench.seen("a");
    bench.stop();
    // In which entry a document lies depends on how busy the disk was.
    let seen = seen.lines().filter(|line| !line.contains("position")).collect::<Vec<_>>().join("\n");
    (told, again.load(Ordering::SeqCst), seen)
}

/// What the clock shows in the middle of it.
fn after_fifteen_parcels() -> Moment {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    for number in 0..15 {
        bench.execute("a", submit(&number.to_string(), &Parcel::number(number).documents()[..4], None));
    }
    let clock = bench.host.clock(&name("a"));
    bench.stop();
    clock
}

#[test]
fn the_same_input_gives_the_same_verdicts_however_busy_it_is() {
    let since = after_fifteen_parcels();
    let (calm, again, seen) = taken(since, false);
    assert_eq!(again, 0, "nothing to judge again, where the clock is known");
    assert!(calm.contains(&true) && calm.contains(&false), "{calm:?}");
    for _ in 0..5 {
        let (busy, again, seen_busy) = taken(since, true);
        assert_eq!(busy, calm);
        assert!(again > 0);
        assert!(seen_busy == seen);
    }
    // A verdict that holds is not given again, however far the clock has moved.
    let (all, again, _) = taken(Settings::START, true);
    assert_eq!((all, again), (vec![true; 30], 0));
}

#[test]
fn a_registration_has_the_message_judged_again() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    bench.execute("a", order(1));
    let sandbox = name("a");
    let may = |basis: &Basis| {
        let may = basis.may_send("DXP1", "other");
        Verdict { judged: judged(may, 2), holds: Lasting::ALWAYS }
    };
    let basis = bench.host.basis(&sandbox);
    let verdict = may(&basis);
    assert!(verdict.judged.is_ok());
    let mut enterprise = EXPORTER.enterprise();
    enterprise.dxp_id = Some("DXP1".to_owned());
    let tag = Tag { id: RequestId::new("register").unwrap(), fingerprint: 1 };
    bench.execute("a", Register { tag: Some(tag), enterprise });
    let begun = bench.runtime.block_on(bench.host.begin_judged(&sandbox, basis, verdict, move |b| may(b)));
    assert_eq!(bench.runtime.block_on(begun.unwrap().answer()).unwrap(), Err(false));
    bench.stop();
}

#[test]
fn a_sandbox_of_another_version_made_meanwhile_is_named() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    let sandbox = name("a");
    let basis = bench.host.basis(&sandbox);
    let older = Settings { version: MessageVersion::V2018113, ..Settings::default() };
    bench.runtime.block_on(bench.host.create(&sandbox, older)).unwrap();
    let verdict = |_: &Basis| Verdict { judged: judged(true, 1), holds: Lasting::ALWAYS };
    let first = verdict(&basis);
    let begun = bench.runtime.block_on(bench.host.begin_judged(&sandbox, basis, first, verdict));
    let answer = bench.runtime.block_on(begun.unwrap().answer());
    assert!(matches!(answer, Err(HostError::VersionChanged)), "{answer:?}");
    // Another start is judged again.
    let sandbox = name("b");
    let basis = bench.host.basis(&sandbox);
    let later = Settings { start: Settings::START.plus_millis(86_400_000), ..Settings::default() };
    bench.runtime.block_on(bench.host.create(&sandbox, later)).unwrap();
    let dated = |basis: &Basis| {
        let holds = Lasting::day_of(basis.now);
        Verdict { judged: Ok::<_, ()>((order(1), basis.now)), holds }
    };
    let first = dated(&basis);
    let begun = bench.runtime.block_on(bench.host.begin_judged(&sandbox, basis, first, dated));
    let answer = bench.runtime.block_on(begun.unwrap().answer()).unwrap();
    assert_eq!(answer.map(|(_, told)| told), Ok(Settings::START.plus_millis(86_400_000)));
    bench.stop();
}

/// What is refused leaves no trace, not even the sandbox that it named.
#[test]
fn a_refusal_creates_nothing() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    let refuse = |_: &Basis| -> Verdict<Submission, (), &str> {
        Verdict { judged: Err("no"), holds: Lasting::ALWAYS }
    };
    let sandbox = name("a");
    let basis = bench.host.basis(&sandbox);
    let first = refuse(&basis);
    let begun = bench.runtime.block_on(bench.host.begin_judged(&sandbox, basis, first, refuse));
    assert_eq!(bench.runtime.block_on(begun.unwrap().answer()).unwrap(), Err("no"));
    assert!(bench.runtime.block_on(bench.host.list(None, "", 10)).unwrap().is_empty());
    let advanced = bench.runtime.block_on(bench.host.advance_to(&sandbox, Goal::By(5)));
    assert!(matches!(advanced, Err(HostError::NoSandbox)), "{advanced:?}");
    bench.stop();
}
