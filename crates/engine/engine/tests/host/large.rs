//! Goal: no command, however much it makes happen, ends the process or wedges a sandbox: entries, appends and groups
//! are bounded, a crash between two appends leaves nothing half done, and what cannot be stored is refused by name.

use crate::bench::Look;
use crate::bench::{Act, Bench, Services, name, submit};
use crate::journals::Hooked;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tongguan_clearance::Filter;
use tongguan_clearance::State;
use tongguan_clearance::command::SetClock;
use tongguan_clearance::query::GetSandbox;
use tongguan_domain::document::{Document, SummaryApplicationItem};
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::ClockMode;
use tongguan_engine::{Bounds, HostError};
use tongguan_journal::{Append, Journal, JournalError, MemoryJournal};
use tongguan_testkit::{Parcel, departure_of, split_arrival, split_manifest};

/// Small enough for little input to be too much.
const SMALL: Bounds = Bounds {
    entry_bytes: 2_000,
    append_bytes: 70_000,
    group_bytes: 4_000,
    event_bytes: 9_000,
    timers: 1_000_000,
    slow_disk: std::time::Duration::from_secs(3_600),
    ..Bounds::DEFAULT
};

/// The largest thing that happens here is a result of a summary: 1,000 lines.
const LARGEST_ENTRY: usize = 66_000;

/// A journal that refuses what is over its limits, as the true one does, and fails after so many appends.
struct Limited {
    inner: Arc<MemoryJournal>,
    appends: Arc<AtomicUsize>,
}

impl Limited {
    fn new() -> Self {
        Self { inner: Arc::new(MemoryJournal::new()), appends: Arc::default() }
    }

    fn journal(&self, fails_after: usize) -> Arc<dyn Journal> {
        let appends = Arc::clone(&self.appends);
        appends.store(0, Ordering::SeqCst);
        Hooked::over(&self.inner, move |batch: &[Append]| {
            let sizes = || batch.iter().flat_map(|append| &append.entries).map(Vec::len);
            let (largest, all) = (sizes().max().unwrap_or(0), sizes().sum::<usize>());
            for (what, bytes, limit) in
                [("an entry", largest, LARGEST_ENTRY), ("an append", all, SMALL.append_bytes)]
            {
                if bytes > limit {
                    return Err(JournalError::TooLarge { what, bytes: bytes as u64, limit: limit as u64 });
                }
            }
            if appends.fetch_add(1, Ordering::SeqCst) >= fails_after {
                return Err(JournalError::Storage { message: "no space left".to_owned(), source: None });
            }
            Ok(())
        })
    }

    fn bench(&self, fails_after: usize) -> Bench {
        Bench::within(self.journal(fails_after), SMALL, Services::default())
    }
}

/// Everything that the sandbox has told, without the places where it is stored.
fn told(bench: &Bench) -> String {
    let look = |state: Option<&State>| {
        let Some(state) = state else { return String::new() };
        let documents = state.documents(0, usize::MAX, &Filter::default()).documents;
        let explained: Vec<_> = documents.iter().map(|d| state.explain(d.accepted.id)).collect();
        format!("{:#?}\n{explained:#?}", state.letters(MailboxName::DEFAULT, 0, usize::MAX))
    };
    bench.runtime.block_on(bench.host.ask(&name("a"), Look::of(look))).unwrap()
}

fn parcels(numbers: std::ops::Range<u32>) -> Vec<Parcel> {
    numbers.map(Parcel::number).collect()
}

fn sends(id: &str, documents: &[Document]) -> Act {
    Act::Submit(submit(id, documents, None))
}

/// Each document in a submission of its own.
fn each(documents: impl IntoIterator<Item = impl Into<Document>>) -> Vec<Act> {
    let one = |(number, document): (usize, _)| sends(&format!("part-{number}"), &[document]);
    documents.into_iter().map(Into::into).enumerate().map(one).collect()
}

/// A departure in parts that name parcels nobody knows: all parts are rejected together.
fn departure() -> Vec<Act> {
    let part = |number: u32| {
        let unknown = if number == 1 { parcels(0..100) } else { parcels(200 + number..201 + number) };
        let mut departure = departure_of(1, &unknown);
        (departure.head.msg_count, departure.head.msg_seq_no) = (40, number);
        departure
    };
    each((1..=40).map(part))
}

fn arrival() -> Vec<Act> {
    each(split_arrival(1, &parcels(0..60)))
}

fn manifest() -> Vec<Act> {
    each(split_manifest(&parcels(0..60)))
}

/// A summary in parts of lists that nobody knows.
fn unknown_summary() -> Vec<Act> {
    let part = |number: u32| {
        let mut summary = Parcel::number(1).summary(&[]);
        (summary.head.msg_count, summary.head.msg_seq_no) = (30, number);
        let item = |serial: u32| SummaryApplicationItem {
            invt_no: format!("29242026E{:09}", number * 100 + serial),
        };
        summary.items = (0..10).map(item).collect();
        summary
    };
    each((1..=30).map(part))
}

/// Declarations of many lines that are closed, and one summary of their month.
fn summary_by_period() -> Vec<Act> {
    let mut acts = Vec::new();
    for number in 0..60 {
        let papers = Parcel::with_lines(number, 40).documents();
        acts.push(sends(&format!("papers-{number}"), &papers[..5]));
        acts.push(sends(&format!("departure-{number}"), &papers[5..]));
    }
    let mut summary = Parcel::number(0).summary(&[]);
    summary.head.start_time = Some("20260101000000".to_owned());
    summary.head.end_time = Some("20270101000000".to_owned());
    acts.push(sends("summary", &[summary.into()]));
    acts
}

/// Parcels that wait for the clock, and then all of them at once.
fn automatic_at_last() -> Vec<Act> {
    let mut acts = vec![Act::SetClock(SetClock(ClockMode::Manual))];
    let papers = |number: u32| sends(&number.to_string(), &Parcel::number(number).documents()[..4]);
    acts.extend((0..150).map(papers));
    acts.push(Act::SetClock(SetClock(ClockMode::Auto)));
    acts
}

type Scenario = fn() -> Vec<Act>;
const SCENARIOS: [(&str, Scenario); 6] = [
    ("departure", departure),
    ("arrival", arrival),
    ("manifest", manifest),
    ("unknown summary", unknown_summary),
    ("summary by period", summary_by_period),
    ("automatic at last", automatic_at_last),
];

#[test]
fn large_commands_are_stored_and_found_again() {
    for (scenario, acts) in SCENARIOS {
        let limited = Limited::new();
        let bench = limited.bench(usize::MAX);
        for act in acts() {
            bench.perform("a", act);
        }
        assert!(!bench.failed.load(Ordering::SeqCst), "{scenario}");
        let (seen, after) = (bench.seen("a"), told(&bench));
        bench.join();
        // From the entries alone, and from a snapshot.
        for restart in ["entries", "entries again", "snapshot"] {
            let bench = limited.bench(usize::MAX);
            assert!(bench.seen("a") == seen, "{scenario}: {restart}");
            assert!(told(&bench) == after, "{scenario}: {restart}");
            if restart == "entries" { bench.join() } else { bench.stop() }
        }
    }
}

/// The process may end between any two appends: after the start everything goes on, and who asks again gets the same
/// end. Nothing is half done.
#[test]
fn a_crash_between_two_appends_leaves_nothing_half_done() {
    for (scenario, acts) in SCENARIOS {
        let acts = acts();
        let whole = Limited::new();
        let bench = whole.bench(usize::MAX);
        acts.iter().for_each(|act| bench.perform("a", act.clone()));
        let expected = told(&bench);
        bench.join();
        let appends = whole.appends.load(Ordering::SeqCst);
        // The last appends are those of the large command.
        for fails_after in appends.saturating_sub(12)..appends {
            let limited = Limited::new();
            let bench = limited.bench(fails_after);
            let acknowledged = acts
                .iter()
                .take_while(|act| bench.runtime.block_on((*act).clone().perform(&bench.host, "a")).is_ok());
            let acknowledged = acknowledged.count();
            bench.join();
            let bench = limited.bench(usize::MAX);
            for act in acts.iter().skip(acknowledged) {
                bench.perform("a", act.clone());
            }
            assert!(told(&bench) == expected, "{scenario}: after {fails_after} of {appends} appends");
            bench.seen("a");
            bench.join();
            let bench = limited.bench(usize::MAX);
            assert!(told(&bench) == expected, "{scenario}: once more after {fails_after} of {appends}");
            bench.seen("a");
            bench.stop();
        }
    }
}

#[test]
fn large_commands_take_several_appends() {
    for (scenario, least) in [(summary_by_period as Scenario, 2), (automatic_at_last, 10)] {
        let mut acts = scenario();
        let last = acts.pop().unwrap();
        let limited = Limited::new();
        let bench = limited.bench(usize::MAX);
        acts.into_iter().for_each(|act| bench.perform("a", act));
        let before = limited.appends.load(Ordering::SeqCst);
        bench.perform("a", last);
        let appends = limited.appends.load(Ordering::SeqCst) - before;
        assert!(appends >= least, "{appends}");
        bench.stop();
    }
}

#[test]
fn what_cannot_be_stored_is_refused_before_anything_changes() {
    let limited = Limited::new();
    let bench = limited.bench(usize::MAX);
    let large = || submit("large", &Parcel::with_lines(1, 100).documents()[3..4], None);
    for sandbox in ["nobody", "a"] {
        if sandbox == "a" {
            bench.execute("a", submit("1", &[Parcel::number(1).order.into()], None));
        }
        let before = told(&bench);
        let refused = bench.runtime.block_on(bench.host.execute(&name(sandbox), large()));
        assert!(matches!(refused, Err(HostError::TooLarge { most: 9_000, .. })), "{refused:?}");
        assert!(told(&bench) == before);
    }
    let unused = bench.runtime.block_on(bench.host.ask(&name("nobody"), GetSandbox));
    assert!(unused.unwrap().is_none());
    // The same sandbox, and the same request id, go on.
    let small = submit("large", &[Parcel::number(2).order.into()], None);
    assert!(!bench.execute("a", small).replayed);
    assert!(!bench.failed.load(Ordering::SeqCst));
    bench.stop();
}

/// After as many timers as others can wait for, they get their turn, and the sandbox goes on by itself.
#[test]
fn an_automatic_sandbox_never_stands_still() {
    let bounds = Bounds { timers: 7, ..Bounds::default() };
    for restarts in [false, true] {
        let journal: Arc<dyn Journal> = Arc::new(MemoryJournal::new());
        let mut bench = Bench::within(Arc::clone(&journal), bounds, Services::default());
        for act in automatic_at_last() {
            bench.perform("a", act);
        }
        if restarts {
            bench.join();
            bench = Bench::within(journal, bounds, Services::default());
        }
        let timers = |state: Option<&State>| state.map_or(0, |state| state.view().timers);
        let left = || bench.runtime.block_on(bench.host.ask(&name("a"), Look::of(timers))).unwrap();
        while left() > 0 {
            std::thread::yield_now();
        }
        assert_eq!(bench.codes("a").iter().filter(|code| **code == 399).count(), 150);
        bench.stop();
    }
}
