//! What every journal must do, run against each driver.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking, in its helpers too"
)]

mod common;

use std::sync::Mutex;

use common::{all, append, entry, for_each_driver, numbered};
use tongguan_journal::{Append, Journal, JournalError, LogId, Position, limits};

const A: LogId = LogId(1);
const B: LogId = LogId(2);

#[test]
fn an_unknown_log_is_empty() {
    for_each_driver(|driver| {
        let journal = driver.open();
        assert_eq!(journal.next(A).unwrap(), Position(1));
        assert_eq!(journal.read(A, Position(1)).unwrap(), None);
        assert_eq!(all(&*journal, A), Vec::<Vec<u8>>::new());
        assert_eq!(journal.logs().unwrap(), []);
        assert_eq!(journal.load_snapshot(A).unwrap(), None);
    });
}

#[test]
fn entries_come_back_in_order() {
    for_each_driver(|driver| {
        let journal = driver.open();
        append(&*journal, A, 1, numbered(1..=3)).unwrap();
        append(&*journal, A, 4, numbered(4..=4)).unwrap();
        append(&*journal, A, 5, vec![Vec::new()]).unwrap();
        assert_eq!(journal.next(A).unwrap(), Position(6));
        assert_eq!(all(&*journal, A), [numbered(1..=4), vec![Vec::new()]].concat());
        for at in 1..=4 {
            assert_eq!(journal.read(A, Position(at)).unwrap(), Some(entry(at)));
        }
        assert_eq!(journal.read(A, Position(0)).unwrap(), None);
        assert_eq!(journal.read(A, Position(5)).unwrap(), Some(Vec::new()));
        assert_eq!(journal.read(A, Position(6)).unwrap(), None);
        assert_eq!(journal.read(B, Position(1)).unwrap(), None);
    });
}

#[test]
fn replay_starts_where_asked_and_stops_when_told() {
    for_each_driver(|driver| {
        let journal = driver.open();
        append(&*journal, A, 1, numbered(1..=5)).unwrap();
        append(&*journal, A, 6, numbered(6..=9)).unwrap();
        append(&*journal, B, 1, numbered(100..=101)).unwrap();
        for (from, stop, expected) in [
            (0, 99, 1..=9),
            (1, 99, 1..=9),
            (3, 99, 3..=9),
            (5, 99, 5..=9),
            (6, 99, 6..=9),
            (9, 99, 9..=9),
            (2, 7, 2..=7),
            (2, 2, 2..=2),
        ] {
            let mut seen = Vec::new();
            let mut each = |at: Position, bytes: &[u8]| {
                assert_eq!(bytes, entry(at.0));
                seen.push(at.0);
                at.0 != stop
            };
            journal.replay(A, Position(from), &mut each).unwrap();
            assert_eq!(seen, expected.collect::<Vec<_>>(), "from {from} to {stop}");
        }
        for from in [10, 11, u64::MAX] {
            journal.replay(A, Position(from), &mut |_, _| panic!("nothing is there")).unwrap();
        }
    });
}

#[test]
fn the_journal_may_be_used_during_a_replay() {
    for_each_driver(|driver| {
        let journal = driver.open();
        append(&*journal, A, 1, numbered(1..=2)).unwrap();
        let mut next = 1;
        let mut each = |at: Position, _: &[u8]| {
            append(&*journal, B, next, numbered(at.0..=at.0)).unwrap();
            assert_eq!(journal.read(A, at).unwrap(), Some(entry(at.0)));
            next += 1;
            true
        };
        journal.replay(A, Position(1), &mut each).unwrap();
        assert_eq!(all(&*journal, B), numbered(1..=2));
    });
}

#[test]
fn one_append_may_reach_several_logs() {
    for_each_driver(|driver| {
        let journal = driver.open();
        let part = |log, first, entries| Append { log, first: Position(first), entries };
        journal
            .append(vec![
                part(B, 1, numbered(1..=2)),
                part(A, 1, numbered(1..=3)),
                part(LogId(0), 1, numbered(1..=1)),
                part(B, 3, numbered(3..=4)),
                part(LogId(u64::MAX), 1, numbered(1..=1)),
                part(LogId(9), 1, Vec::new()),
            ])
            .unwrap();
        assert_eq!(journal.logs().unwrap(), [LogId(0), A, B, LogId(u64::MAX)]);
        assert_eq!(all(&*journal, A), numbered(1..=3));
        assert_eq!(all(&*journal, B), numbered(1..=4));
        assert_eq!(journal.next(LogId(9)).unwrap(), Position(1));
        journal.append(Vec::new()).unwrap();
    });
}

#[test]
fn a_conflict_changes_nothing() {
    for_each_driver(|driver| {
        let journal = driver.open();
        append(&*journal, A, 1, numbered(1..=2)).unwrap();
        let part = |log, first, entries| Append { log, first: Position(first), entries };
        let cases = [
            (vec![part(A, 2, numbered(2..=2))], A, 2, 3),
            (vec![part(A, 4, numbered(4..=4))], A, 4, 3),
            (vec![part(A, 0, numbered(4..=4))], A, 0, 3),
            (vec![part(A, 1, Vec::new())], A, 1, 3),
            (vec![part(B, 1, numbered(1..=1)), part(A, 1, numbered(1..=1))], A, 1, 3),
            (vec![part(A, 3, numbered(3..=3)), part(A, 3, numbered(3..=3))], A, 3, 4),
            (vec![part(A, 3, numbered(3..=3)), part(B, 2, numbered(2..=2))], B, 2, 1),
        ];
        for (batch, of, first, actual) in cases {
            let refusal = journal.append(batch).unwrap_err();
            let JournalError::Conflict { log, expected, found } = refusal else { panic!("{refusal}") };
            assert_eq!((log, expected, found), (of, Position(first), Position(actual)));
            assert_eq!(all(&*journal, A), numbered(1..=2));
            assert_eq!(journal.logs().unwrap(), [A]);
        }
        append(&*journal, A, 3, numbered(3..=3)).unwrap();
    });
}

#[test]
fn only_one_of_two_owners_writes() {
    for_each_driver(|driver| {
        let journal = driver.open();
        let wins = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for owner in 0..4_u64 {
                let (journal, wins) = (&journal, &wins);
                scope.spawn(move || {
                    for first in 1..=50 {
                        if append(&**journal, A, first, numbered(owner..=owner)).is_ok() {
                            wins.lock().unwrap().push((first, owner));
                        }
                    }
                });
            }
        });
        let mut wins = wins.into_inner().unwrap();
        wins.sort_unstable();
        let written: Vec<_> = wins.iter().map(|(_, owner)| entry(*owner)).collect();
        assert_eq!(all(&*journal, A), written);
        let firsts: Vec<_> = wins.iter().map(|(first, _)| *first).collect();
        assert_eq!(firsts, (1..=firsts.len() as u64).collect::<Vec<_>>());
    });
}

#[test]
fn large_appends_are_split_and_come_back() {
    for_each_driver(|driver| {
        let entries: Vec<_> = (0..2000_u64).map(|n| vec![n as u8; 1000 + n as usize]).collect();
        let huge = vec![7; 3 * 1024 * 1024];
        {
            let journal = driver.open();
            append(&*journal, A, 1, entries.clone()).unwrap();
            append(&*journal, A, 2001, vec![huge.clone(), entry(1), huge.clone()]).unwrap();
        }
        let journal = driver.reopen();
        assert_eq!(journal.next(A).unwrap(), Position(2004));
        assert_eq!(journal.read(A, Position(2003)).unwrap().as_ref(), Some(&huge));
        for at in [1, 2, 300, 301, 1000, 1999, 2000] {
            assert_eq!(journal.read(A, Position(at)).unwrap().as_ref(), entries.get(at as usize - 1), "{at}");
        }
        assert_eq!(all(&*journal, A), [entries, vec![huge.clone(), entry(1), huge]].concat());
        let mut count = 0;
        journal
            .replay(A, Position(1234), &mut |at, _| {
                count += 1;
                at.0 >= 1234
            })
            .unwrap();
        assert_eq!(count, 2003 - 1233);
    });
}

#[test]
fn what_is_too_large_is_refused_whole() {
    for_each_driver(|driver| {
        let journal = driver.open();
        let refusal =
            append(&*journal, A, 1, vec![entry(1), vec![0; limits::MAX_ENTRY_BYTES + 1]]).unwrap_err();
        assert!(matches!(refusal, JournalError::TooLarge { what: "an entry", .. }), "{refusal}");
        let many = vec![vec![0; limits::MAX_ENTRY_BYTES]; limits::MAX_BATCH_BYTES / limits::MAX_ENTRY_BYTES];
        let refusal = append(&*journal, A, 1, many).unwrap_err();
        assert!(matches!(refusal, JournalError::TooLarge { what: "an append", .. }), "{refusal}");
        assert_eq!(journal.next(A).unwrap(), Position(1));
    });
}

#[test]
fn a_snapshot_replaces_the_one_before() {
    for_each_driver(|driver| {
        let journal = driver.open();
        append(&*journal, A, 1, numbered(1..=9)).unwrap();
        append(&*journal, B, 1, numbered(1..=1)).unwrap();
        for (upto, bytes) in [(0, b"".as_slice()), (3, b"three"), (9, b"the state after nine"), (9, b"9")] {
            journal.save_snapshot(A, Position(upto), bytes).unwrap();
            assert_eq!(journal.load_snapshot(A).unwrap(), Some((Position(upto), bytes.to_vec())));
        }
        assert_eq!(journal.load_snapshot(B).unwrap(), None);
        assert_eq!(all(&*journal, A), numbered(1..=9));
        drop(journal);
        let journal = driver.reopen();
        assert_eq!(journal.load_snapshot(A).unwrap(), Some((Position(9), b"9".to_vec())));
    });
}

#[test]
fn an_older_snapshot_never_replaces_a_newer_one() {
    for_each_driver(|driver| {
        let journal = driver.open();
        append(&*journal, A, 1, numbered(1..=9)).unwrap();
        journal.save_snapshot(A, Position(7), b"seven").unwrap();
        journal.save_snapshot(A, Position(6), b"six, which took long").unwrap();
        assert_eq!(journal.load_snapshot(A).unwrap(), Some((Position(7), b"seven".to_vec())));
    });
}

#[test]
fn a_snapshot_may_not_be_ahead_of_its_log() {
    for_each_driver(|driver| {
        let journal = driver.open();
        append(&*journal, A, 1, numbered(1..=2)).unwrap();
        journal.save_snapshot(A, Position(1), b"one").unwrap();
        let refusal = journal.save_snapshot(A, Position(3), b"three").unwrap_err();
        assert!(matches!(refusal, JournalError::Conflict { expected: Position(3), found: Position(3), .. }));
        assert_eq!(journal.load_snapshot(A).unwrap(), Some((Position(1), b"one".to_vec())));
    });
}

#[test]
fn a_snapshot_may_be_larger_than_one_part() {
    for_each_driver(|driver| {
        let journal = driver.open();
        append(&*journal, A, 1, numbered(1..=1)).unwrap();
        let part = limits::SNAPSHOT_PART_BYTES;
        for length in [part - 1, part, part + 1, 5 * part, 5 * part + 77] {
            let bytes: Vec<u8> = (0..length).map(|index| (index * 7 / 3) as u8).collect();
            journal.save_snapshot(A, Position(1), &bytes).unwrap();
            assert!(journal.load_snapshot(A).unwrap() == Some((Position(1), bytes)), "{length} bytes");
        }
    });
}

#[test]
fn everything_is_there_after_reopening() {
    for_each_driver(|driver| {
        let mut next = 1;
        for round in 0..4_u64 {
            let journal: Box<dyn Journal> = if round == 0 { driver.open() } else { driver.reopen() };
            assert_eq!(journal.next(A).unwrap(), Position(next));
            assert_eq!(all(&*journal, A), numbered(1..=next - 1));
            for _ in 0..3 {
                append(&*journal, A, next, numbered(next..=next + 4)).unwrap();
                append(&*journal, LogId(10 + next), 1, numbered(1..=2)).unwrap();
                next += 5;
            }
        }
        let journal = driver.reopen();
        assert_eq!(journal.logs().unwrap().len(), 13);
        for log in journal.logs().unwrap() {
            assert_eq!(journal.next(log).unwrap(), Position(if log == A { next } else { 3 }));
        }
    });
}
