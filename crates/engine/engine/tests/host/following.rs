//! Goal: a host that follows shows what the other shows, at every point where it is cut off, and takes nothing that does not fit.

use crate::bench::{Bench, SANDBOXES, Services, Store, all_seen, fill, name, parcel, seen, submit};
use crate::journals::Hooked;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::runtime::{Builder, Runtime};
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::Settings;
use tongguan_engine::{
    Bounds, Defaults, Feed, FeedError, FollowError, Follower, Following, Hello, Host, HostError, Place,
};
use tongguan_journal::{Append, CopyJournal, Journal, LogId, MemoryJournal, Position};
use tongguan_testkit::Parcel;

/// So small that commands are spread over several entries.
const SMALL: Bounds =
    Bounds { entry_bytes: 600, append_bytes: 70_000, group_bytes: 4_000, ..Bounds::DEFAULT };

/// A host that follows.
struct Copy {
    host: Host,
    follower: Follower,
    threads: Vec<JoinHandle<()>>,
    runtime: Runtime,
}

impl Copy {
    fn in_memory() -> Self {
        Self::over(CopyJournal::in_memory())
    }

    fn over(journal: CopyJournal) -> Self {
        let following = Following {
            journal: Arc::new(journal),
            defaults: Defaults::of(&Settings::default()),
            on_failure: Box::new(|error| panic!("{error}")),
        };
        let (host, follower, threads) = Host::follow(following).unwrap();
        let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
        Self { host, follower, threads, runtime }
    }

    fn hello(&self, identity: u64) -> bool {
        let hello = Hello { identity, defaults: Defaults::of(&Settings::default()) };
        self.runtime.block_on(self.follower.hello(hello)).unwrap()
    }

    fn take(&self, parts: Vec<Append>) -> Result<(), FollowError> {
        self.runtime.block_on(self.follower.take(parts))
    }

    fn places(&self) -> Vec<Place> {
        self.runtime.block_on(self.follower.places()).unwrap()
    }

    /// Takes what there is, at most so many entries; says how many.
    fn follow(&self, feed: &Feed, most: usize) -> usize {
        let places =
            if self.follower.original() == Some(feed.identity()) { self.places() } else { Vec::new() };
        let mut reader = feed.from(&places).unwrap();
        self.hello(feed.identity());
        let mut taken = 0;
        loop {
            let mut parts = Vec::new();
            for Append { log, first, entries } in reader.read().unwrap() {
                let room = most.saturating_sub(taken);
                let entries: Vec<_> = entries.into_iter().take(room).collect();
                taken += entries.len();
                if !entries.is_empty() {
                    parts.push(Append { log, first, entries });
                }
            }
            if parts.is_empty() {
                return taken;
            }
            self.take(parts).unwrap();
        }
    }

    fn seen(&self) -> Vec<String> {
        SANDBOXES.map(|sandbox| self.runtime.block_on(seen(&self.host, sandbox))).into()
    }

    fn epoch(&self, sandbox: &str) -> u64 {
        self.host.epoch(&name(sandbox), MailboxName::DEFAULT)
    }

    /// Ends it: in good order, or as a crash would.
    fn end(self, stops: bool) {
        if stops {
            self.runtime.block_on(self.host.stop()).unwrap();
        }
        let Self { host, follower, threads, runtime } = self;
        drop((host, follower, runtime));
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
}

fn part(log: u64, first: u64, entries: &[&[u8]]) -> Append {
    let entries = entries.iter().map(|entry| entry.to_vec()).collect();
    Append { log: LogId(log), first: Position(first), entries }
}

#[test]
fn a_copy_shows_what_the_other_shows() {
    for bounds in [Bounds::DEFAULT, SMALL] {
        for (store, copies) in Store::both().into_iter().zip(Store::both().into_iter().rev()) {
            let bench = Bench::within(store.journal(), bounds, Services::default());
            let copy = match copies.dir() {
                Some(dir) => Copy::over(CopyJournal::open(dir).unwrap()),
                None => Copy::in_memory(),
            };
            let expected = fill(&bench);
            copy.follow(&bench.host.feed(), usize::MAX);
            assert!(copy.seen() == expected);
            for sandbox in ["default", "other", "nobody"] {
                let epoch = bench.host.epoch(&name(sandbox), MailboxName::DEFAULT);
                assert_eq!(copy.epoch(sandbox), epoch, "{sandbox}");
                assert_eq!(copy.host.clock(&name(sandbox)), bench.host.clock(&name(sandbox)), "{sandbox}");
            }
            // It decides nothing.
            let refused = copy.runtime.block_on(copy.host.delete(&name("other")));
            assert!(matches!(refused, Err(HostError::Away(_))), "{refused:?}");
            let refused = copy.runtime.block_on(copy.host.execute(&name("other"), submit("x", &[], None)));
            assert!(refused.is_err());
            assert!(copy.seen() == expected);
            copy.end(true);
            bench.stop();
        }
    }
}

/// Cut off after every few entries, also in the middle of a command that is spread, it goes on where it was.
#[test]
fn a_copy_goes_on_where_it_was_cut_off() {
    for stops in [false, true] {
        let (store, copies) = (Store::disk(), Store::disk());
        let bench = Bench::within(store.journal(), SMALL, Services::default());
        let expected = fill(&bench);
        let feed = bench.host.feed();
        let mut lives = 0;
        loop {
            let copy = Copy::over(CopyJournal::open(copies.dir().unwrap()).unwrap());
            if lives > 0 {
                assert_eq!(copy.follower.original(), Some(feed.identity()));
            }
            let taken = copy.follow(&feed, 7 + lives % 5);
            let seen = (taken == 0).then(|| copy.seen());
            copy.end(stops);
            lives += 1;
            if let Some(seen) = seen {
                assert!(seen == expected);
                break;
            }
        }
        assert!(lives > 10, "{lives}");
        bench.stop();
    }
}

/// Whoever watches hears of what comes, and of the end of a sandbox; a name that is used again is another sandbox.
#[test]
fn watchers_hear_and_lives_are_told_apart() {
    let bench = Bench::open(Store::memory().journal());
    let copy = Copy::in_memory();
    let feed = bench.host.feed();
    let watch = copy.runtime.block_on(copy.host.watch(&name("a"), MailboxName::DEFAULT));
    let mut watch = watch.unwrap();
    parcel(1).into_iter().for_each(|act| bench.perform("a", act));
    copy.follow(&feed, usize::MAX);
    copy.runtime.block_on(watch.changed()).unwrap();
    assert!(*watch.borrow_and_update() > 0);
    let first = copy.epoch("a");
    let head = feed.head(&name("a")).unwrap();
    copy.runtime.block_on(copy.follower.reached(&head));
    bench.runtime.block_on(bench.host.delete(&name("a"))).unwrap();
    copy.follow(&feed, usize::MAX);
    assert!(copy.runtime.block_on(watch.changed()).is_err(), "it is gone");
    copy.runtime.block_on(copy.follower.reached(&head));
    parcel(2).into_iter().for_each(|act| bench.perform("a", act));
    copy.follow(&feed, usize::MAX);
    assert_ne!(copy.epoch("a"), first);
    assert_eq!(copy.epoch("a"), bench.host.epoch(&name("a"), MailboxName::DEFAULT));
    assert_eq!(copy.runtime.block_on(seen(&copy.host, "a")), bench.seen("a"));
    copy.end(true);
    bench.stop();
}

/// Another journal: the copy is begun anew, and nothing of the first is left.
#[test]
fn another_journal_is_another_copy() {
    let copies = Store::disk();
    let copy = Copy::over(CopyJournal::open(copies.dir().unwrap()).unwrap());
    let old = Bench::open(Store::memory().journal());
    fill(&old);
    copy.follow(&old.host.feed(), usize::MAX);
    let epoch = copy.epoch("default");
    let new = Bench::open(Store::memory().journal());
    let expected = fill(&new);
    new.perform("default", parcel(90).remove(0));
    assert!(copy.hello(new.host.feed().identity()), "it is another");
    assert!(!copy.hello(new.host.feed().identity()), "it is the same");
    assert_eq!(copy.runtime.block_on(copy.host.list(None, "", 10)).unwrap(), Vec::new());
    copy.follow(&new.host.feed(), usize::MAX);
    assert_ne!(copy.epoch("default"), epoch);
    assert!(copy.seen() == all_seen(&new) && copy.seen() != expected);
    copy.end(true);
    assert_eq!(std::fs::read_dir(copies.dir().unwrap()).unwrap().count(), 1);
    old.stop();
    new.stop();
}

/// A folder that holds anything else is not taken for one of copies.
#[test]
fn the_journal_of_somebody_else_is_no_copy() {
    let store = Store::disk();
    drop(store.journal());
    let refused = CopyJournal::open(store.dir().unwrap()).err().map(|error| error.to_string());
    assert!(
        refused.as_deref().is_some_and(|text| text.contains("not a folder of this program")),
        "{refused:?}"
    );
}

/// What does not fit is refused by name, before anything of it is written.
#[test]
fn what_does_not_fit_is_not_taken() {
    let bench = Bench::open(Store::memory().journal());
    bench.perform("a", parcel(1).remove(0));
    let mut reader = bench.host.feed().from(&[]).unwrap();
    let good = reader.read().unwrap();
    let [list, log] = &good[..] else { panic!("{good:?}") };
    let next = log.entries.len() as u64 + 1;
    let cases: Vec<(&str, Vec<Append>)> = vec![
        ("where 2 comes next", vec![part(0, 3, &[b"b"])]),
        ("where 2 comes next", vec![part(0, 1, &[b"a"])]),
        ("the list of sandboxes in the feed cannot be", vec![part(0, 2, &[b"a"])]),
        ("the list of sandboxes in the feed cannot be", vec![part(0, 2, &[b""])]),
        ("the list of sandboxes in the feed cannot be", vec![part(0, 2, &[b"../b"])]),
        ("the list of sandboxes in the feed cannot be", vec![part(0, 2, &[b"\0b"])]),
        ("log 7, which is no sandbox", vec![part(7, 1, &[b""])]),
        ("entry 2 of log 1 where", vec![part(1, 2, &[&log.entries[0]])]),
        ("entry 99 of log 1 where", vec![part(1, 99, &[&log.entries[0]])]),
        ("cannot be read by this version", vec![part(1, next, &[b"\xff\xff\xff"])]),
        ("cannot be read by this version", vec![part(1, next, &[&[0x82, 0x18]])]),
        ("cannot be read by this version", vec![part(1, next, &[&[0xf6, 0xf5]])]),
        // A good part does not save a bad one.
        ("log 9, which", vec![part(0, 2, &[b"b"]), part(2, 1, &[&log.entries[0]]), part(9, 1, &[b""])]),
    ];
    let copy = Copy::in_memory();
    let early = copy.take(good.clone()).unwrap_err();
    assert!(matches!(early, FollowError::Unannounced), "{early}");
    copy.hello(bench.host.feed().identity());
    copy.take(vec![list.clone(), log.clone()]).unwrap();
    let (expected, places) = (bench.seen("a"), copy.places());
    for (words, parts) in cases {
        let refused = copy.take(parts.clone()).unwrap_err().to_string();
        assert!(refused.contains(words), "{parts:?}: {refused}");
        assert_eq!(copy.places(), places, "{words}");
    }
    assert_eq!(copy.runtime.block_on(seen(&copy.host, "a")), expected);
    copy.end(true);
    bench.stop();
}

/// A journal that was put back, or went another way since, is noticed before anything is sent.
#[test]
fn a_journal_that_was_put_back_is_noticed() {
    let journal = Arc::new(MemoryJournal::new());
    let bench = Bench::open(Arc::clone(&journal) as Arc<dyn Journal>);
    for number in 1..4 {
        bench.execute("a", submit(&number.to_string(), &Parcel::number(number).documents()[..3], None));
    }
    let copy = Copy::in_memory();
    copy.follow(&bench.host.feed(), usize::MAX);
    let places = copy.places();
    let feed = bench.host.feed();
    assert!(feed.from(&places).is_ok());
    let ahead: Vec<_> = places.iter().map(|place| Place { next: place.next.after(5), ..*place }).collect();
    assert!(matches!(feed.from(&ahead), Err(FeedError::Ahead { .. })));
    let other: Vec<_> = places.iter().map(|place| Place { last: !place.last, ..*place }).collect();
    assert!(matches!(feed.from(&other), Err(FeedError::Differs { .. })));
    copy.end(true);
    bench.stop();
}

/// Who begins to follow while the disk works on a group hears of that group, too.
#[test]
fn a_group_that_is_being_written_is_told() {
    let (begun, writing) = std::sync::mpsc::channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let released = std::sync::Mutex::new(released);
    let inner = Arc::new(MemoryJournal::new());
    let journal = Hooked::over(&inner, move |_| {
        begun.send(()).unwrap();
        // At the end of the test nobody holds it up any more.
        let _: Result<_, _> = released.lock().unwrap().recv();
        Ok(())
    });
    let bench = Bench::open(journal);
    let host = bench.host.clone();
    let going = bench.runtime.spawn(async move { parcel(1).remove(0).perform(&host, "a").await.unwrap() });
    writing.recv().unwrap();
    let mut reader = bench.host.feed().from(&[]).unwrap();
    assert_eq!(reader.read().unwrap(), Vec::new(), "it is not durable");
    drop(release);
    bench.runtime.block_on(going).unwrap();
    assert!(bench.runtime.block_on(reader.grown()));
    assert_eq!(reader.read().unwrap().len(), 2, "the list, and the sandbox");
    bench.stop();
}
