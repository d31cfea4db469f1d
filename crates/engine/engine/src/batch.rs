//! A group as appends that the journal takes: none larger than its bound.

use tongguan_domain::limits;
use tongguan_journal::{Append, Journal, JournalError};

// What is made here fits into what the journal takes: an entry is closed once it has reached ENTRY_BYTES, so it holds
// less than twice that (a command, and what was there before it) and one event more; an append is closed before the
// entry that would make it larger than APPEND_BYTES, unless that is its only one.
const _: () = {
    let entry = 2 * limits::ENTRY_BYTES + limits::EVENT_BYTES;
    assert!(entry <= tongguan_journal::limits::MAX_ENTRY_BYTES, "an entry fits into the journal");
    assert!(entry <= limits::APPEND_BYTES, "an entry fits into an append");
    assert!(
        limits::APPEND_BYTES < tongguan_journal::limits::MAX_BATCH_BYTES,
        "an append fits into the journal"
    );
    assert!(limits::COMMIT_BYTES <= limits::APPEND_BYTES, "a group is one append, unless a command is large");
    // Things that happen and have no size of their own at the door. A document, a registration and a refused message
    // are weighed before they are taken.
    let digits = 9;
    assert!(limits::SUMMARY_DECLARATIONS * digits <= limits::EVENT_BYTES, "one summary is one event");
    assert!(limits::RESULT_LINES * 256 <= limits::EVENT_BYTES, "a part of a summary's result is one event");
    assert!(limits::MESSAGE_RECORDS * limits::RETURN_INFO_CHARACTERS * 4 <= limits::EVENT_BYTES, "an answer");
    assert!(limits::FAULTS * 4 * 1024 <= limits::EVENT_BYTES, "the grounds of a step");
};

/// Appends a group. The bytes of an entry count, and a few for its frame.
///
/// # Errors
/// That of the first append which failed; those before it are durable.
pub(crate) fn append(journal: &dyn Journal, group: Vec<Append>, most: usize) -> Result<(), JournalError> {
    cut(group, most).into_iter().try_for_each(|batch| journal.append(batch))
}

/// Bytes that an entry takes beside its own, generously.
const FRAME: usize = 16;

fn weight(entries: &[Vec<u8>]) -> usize {
    entries.iter().map(|entry| entry.len() + FRAME).sum()
}

fn cut(group: Vec<Append>, most: usize) -> Vec<Vec<Append>> {
    if group.iter().map(|append| weight(&append.entries)).sum::<usize>() <= most {
        return vec![group];
    }
    let (mut batches, mut batch, mut bytes) = (Vec::new(), Vec::new(), 0);
    for Append { log, mut first, entries } in group {
        let mut part = Vec::new();
        for entry in entries {
            let weight = entry.len() + FRAME;
            if bytes > 0 && bytes + weight > most {
                let count = part.len() as u64;
                batch.push(Append { log, first, entries: core::mem::take(&mut part) });
                first = first.after(count);
                batches.push(core::mem::take(&mut batch));
                bytes = 0;
            }
            bytes += weight;
            part.push(entry);
        }
        batch.push(Append { log, first, entries: part });
    }
    batches.push(batch);
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_journal::{LogId, Position};

    /// Sizes of the entries of each log, and the bound: the first positions and sizes of each append.
    #[test]
    fn a_group_is_cut_between_entries_and_nothing_is_lost() {
        type Logs = Vec<(u64, Vec<usize>)>;
        type Batch = Vec<(u64, u64, Vec<usize>)>;
        let cases: Vec<(Logs, usize, Vec<Batch>)> = vec![
            (vec![(1, vec![10, 10])], 1_000, vec![vec![(1, 5, vec![10, 10])]]),
            (vec![(1, vec![10, 10])], 30, vec![vec![(1, 5, vec![10])], vec![(1, 6, vec![10])]]),
            (vec![(1, vec![90])], 30, vec![vec![(1, 5, vec![90])]]),
            (
                vec![(1, vec![10, 10]), (2, vec![10, 10])],
                80,
                vec![vec![(1, 5, vec![10, 10]), (2, 5, vec![10])], vec![(2, 6, vec![10])]],
            ),
            (
                vec![(1, vec![10]), (2, vec![90])],
                60,
                vec![vec![(1, 5, vec![10]), (2, 5, vec![])], vec![(2, 5, vec![90])]],
            ),
        ];
        for (group, most, expected) in cases {
            let appends = group.iter().map(|(log, sizes)| Append {
                log: LogId(*log),
                first: Position(5),
                entries: sizes.iter().map(|size| vec![0; *size]).collect(),
            });
            let seen: Vec<Batch> = cut(appends.collect(), most)
                .into_iter()
                .map(|batch| {
                    let sizes = |append: &Append| append.entries.iter().map(Vec::len).collect();
                    batch.iter().map(|a| (a.log.0, a.first.0, sizes(a))).collect()
                })
                .collect();
            assert_eq!(seen, expected, "{group:?} {most}");
        }
    }
}
