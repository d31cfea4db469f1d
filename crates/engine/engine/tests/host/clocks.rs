//! Goal: time moves when it should, and never while a question is open.

use crate::bench::{Bench, Services, Store, name, phase, submit, taken};
use std::sync::atomic::Ordering;
use tongguan_clearance::command::SetClock;
use tongguan_domain::document::Document;
use tongguan_domain::process::{ClockMode, Refusal, Settings};
use tongguan_engine::{Bounds, Goal, HostError};
use tongguan_testkit::Parcel;

fn papers(number: u32) -> [Document; 3] {
    let parcel = Parcel::number(number);
    [parcel.order.into(), parcel.waybill.into(), parcel.declaration.into()]
}

#[test]
fn an_auto_clock_jumps_and_a_manual_one_waits() {
    let bench = Bench::open(Store::memory().journal());
    bench.execute("auto", submit("1", &papers(1), None));
    assert_eq!(bench.codes("auto"), [2, 2, 2, 3, 3, 3, 120, 120, 120, 399]);
    assert!(bench.host.clock(&name("auto")) > Settings::START);

    bench.execute("manual", SetClock(ClockMode::Manual));
    bench.execute("manual", submit("1", &papers(1), None));
    assert_eq!(bench.codes("manual"), [2, 2, 2]);
    assert_eq!(bench.host.clock(&name("manual")), Settings::START);

    // From timer to timer.
    let advance = |to| bench.runtime.block_on(bench.host.advance(&name("manual"), to)).unwrap();
    let mut fired = 0;
    while let (now, info) = advance(None)
        && now > 0
    {
        fired += now;
        assert_eq!(bench.host.clock(&name("manual")), info.view.now);
    }
    assert_eq!(fired, 5, "three are sent, one comparison, one review");
    assert_eq!(bench.codes("manual"), bench.codes("auto"));
    assert_eq!(bench.host.clock(&name("manual")), bench.host.clock(&name("auto")));

    // To a moment, and not back.
    let later = bench.host.clock(&name("manual")).plus_millis(1_000);
    let (fired, info) = advance(Some(later));
    assert_eq!((fired, info.view.now), (0, later));
    let back = bench.runtime.block_on(bench.host.advance(&name("manual"), Some(Settings::START)));
    assert!(matches!(back, Err(HostError::Refused(Refusal::ClockGoesBack { now })) if now == later));
    bench.stop();
}

#[test]
fn one_advance_fires_everything_that_is_due() {
    let bench = Bench::open(Store::memory().journal());
    bench.execute("a", SetClock(ClockMode::Manual));
    for number in 0..500 {
        bench.execute("a", submit(&number.to_string(), &papers(number), None));
    }
    let day = Settings::START.plus_millis(24 * 3_600_000);
    let (fired, info) = bench.runtime.block_on(bench.host.advance(&name("a"), Some(day))).unwrap();
    assert!(fired >= 2_500, "{fired}");
    assert_eq!((info.view.now, info.view.timers), (day, 0));
    bench.stop();
}

#[test]
fn an_open_question_stops_the_clock_until_it_is_answered() {
    let bench = Bench::open(Store::memory().journal());
    bench.services.silent.store(true, Ordering::SeqCst);
    bench.execute("a", submit("1", &papers(1)[..2], None));
    let id = taken(&bench.execute("a", submit("2", &papers(1)[2..], None)));
    assert_eq!(phase(&bench, "a", id), "stored");
    let stopped = bench.host.clock(&name("a"));
    bench.execute("a", submit("3", &[Parcel::number(1).payment.into()], None));
    assert_eq!(bench.host.clock(&name("a")), stopped);
    assert_eq!(bench.codes("a").last(), Some(&2), "not even sent");

    bench.services.silent.store(false, Ordering::SeqCst);
    assert_eq!(phase(&bench, "a", id), "stored", "looking asks nobody");
    bench.execute("a", submit("4", &[Parcel::number(2).order.into()], None));
    assert_eq!(phase(&bench, "a", id), "reviewed");
    assert!(bench.host.clock(&name("a")) > stopped);
    bench.stop();
}

#[test]
fn a_manual_sandbox_is_screened_when_its_time_comes() {
    let bench = Bench::open(Store::memory().journal());
    bench.services.silent.store(true, Ordering::SeqCst);
    bench.execute("a", SetClock(ClockMode::Manual));
    bench.execute("a", submit("1", &papers(1), None));
    let minute = Settings::START.plus_millis(60_000);
    // The clock stands where the question was asked, however often it is told to move.
    for _ in 0..2 {
        let advanced = bench.runtime.block_on(bench.host.advance(&name("a"), Some(minute)));
        assert!(matches!(advanced, Err(HostError::QuestionOpen)), "{advanced:?}");
        assert_eq!(bench.codes("a"), [2, 2, 2, 3, 3, 3, 120, 120, 120]);
        assert!(bench.host.clock(&name("a")) < minute);
    }
    bench.services.silent.store(false, Ordering::SeqCst);
    let hour = Settings::START.plus_millis(3_600_000);
    bench.runtime.block_on(bench.host.advance(&name("a"), Some(hour))).unwrap();
    assert_eq!(bench.codes("a").last(), Some(&399));
    bench.stop();
}

/// A span begins where the clock stands when its turn comes, so spans add up and never go back.
#[test]
fn spans_of_many_callers_add_up() {
    let bench = Bench::open(Store::memory().journal());
    for (sandbox, mode) in [("manual", ClockMode::Manual), ("auto", ClockMode::Auto)] {
        let settings = Settings { clock: mode, ..Settings::default() };
        bench.runtime.block_on(bench.host.create(&name(sandbox), settings)).unwrap();
        bench.runtime.block_on(async {
            let advance = |span: i64| {
                let host = bench.host.clone();
                tokio::spawn(async move { host.advance_to(&name(sandbox), Goal::By(span)).await })
            };
            let spans: Vec<_> =
                (0..200).map(|number| if number % 2 == 0 { 1_800_000 } else { 3_600_000 }).collect();
            let advances: Vec<_> = spans.iter().map(|span| advance(*span)).collect();
            for advanced in advances {
                advanced.await.unwrap().unwrap();
            }
            let arrived = Settings::START.plus_millis(spans.iter().sum());
            assert_eq!(bench.host.clock(&name(sandbox)), arrived, "{sandbox}");
        });
    }
    bench.stop();
}

/// However many timers that takes, an advance that is answered has arrived.
#[test]
fn an_advance_arrives_and_lets_others_in_between() {
    let bounds = Bounds { timers: 3, ..Bounds::default() };
    let bench = Bench::within(Store::memory().journal(), bounds, Services::default());
    bench.execute("a", SetClock(ClockMode::Manual));
    for number in 0..20 {
        bench.execute("a", submit(&number.to_string(), &papers(number), None));
    }
    let day = Settings::START.plus_millis(24 * 3_600_000);
    let (fired, info) = bench.runtime.block_on(bench.host.advance(&name("a"), Some(day))).unwrap();
    assert!(fired >= 100, "{fired}");
    assert_eq!((info.view.now, info.view.timers), (day, 0));
    bench.stop();
}
