//! Goal: a defect never leaves a process that serves nothing and says that it serves.

use crate::bench::Look;
use crate::bench::{Bench, Services, name, submit};
use crate::journals::Hooked;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use tongguan_engine::{HostError, Lasting, Verdict};
use tongguan_journal::{Journal, MemoryJournal};
use tongguan_testkit::Parcel;

fn order(number: u32) -> tongguan_clearance::Submission {
    submit(&number.to_string(), &[Parcel::number(number).order.into()], None)
}

#[test]
fn a_look_that_panics_harms_nobody_else() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    bench.execute("a", order(1));
    let look = bench.runtime.block_on(bench.host.ask(&name("a"), Look::of(|_| -> u8 { panic!("a look") })));
    assert!(matches!(look, Err(HostError::Panicked)), "{look:?}");
    bench.execute("a", order(2));
    assert_eq!(bench.codes("a"), [2, 3, 2, 3]);
    assert!(!bench.failed.load(Ordering::SeqCst));
    bench.stop();
}

#[test]
fn a_judge_that_panics_harms_nobody_else() {
    let bench = Bench::open(Arc::new(MemoryJournal::new()));
    bench.execute("a", order(1));
    let (host, sandbox) = (&bench.host, name("a"));
    let never = Lasting { from: Lasting::ALWAYS.until, until: Lasting::ALWAYS.from };
    let verdict = Verdict { judged: Ok::<_, ()>((order(2), ())), holds: never };
    let begun = bench
        .runtime
        .block_on(host.begin_judged(&sandbox, host.basis(&sandbox), verdict, |_| panic!("a judge")));
    let answer = bench.runtime.block_on(begun.unwrap().answer());
    assert!(matches!(answer, Err(HostError::Panicked)), "{answer:?}");
    bench.execute("a", order(2));
    assert_eq!(bench.codes("a"), [2, 3, 2, 3]);
    bench.stop();
}

/// The writer asks screening, the committer calls the journal: what panics there ends the process.
#[test]
fn a_thread_that_panics_ends_the_process() {
    let sound: Arc<dyn Journal> = Arc::new(MemoryJournal::new());
    let broken = Hooked::over(&Arc::new(MemoryJournal::new()), |_| panic!("a journal"));
    for (journal, panics) in [(sound, true), (broken, false)] {
        let bench = Bench::within(journal, tongguan_engine::Bounds::default(), Services::default());
        bench.services.panics.store(panics, Ordering::SeqCst);
        let papers = Parcel::number(1).documents();
        for (number, papers) in [&papers[..4], &papers[..1]].into_iter().enumerate() {
            let command = submit(&number.to_string(), papers, None);
            let answer = bench.runtime.block_on(bench.host.execute(&name("a"), command));
            assert!(matches!(answer, Err(HostError::Stopping)), "{answer:?}");
        }
        let failed = Arc::clone(&bench.failed);
        bench.join();
        assert!(failed.load(Ordering::SeqCst), "on_failure was called");
    }
}
