//! Goal: whoever answers elsewhere, and however late, the same commands in the same order have the same effect; and who
//! does not answer holds nobody up for ever.

use crate::bench::{Act, Bench, Store, name, parcel, phase, submit, taken};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;
use tongguan_clearance::command::SetClock;
use tongguan_clearance::query::GetSandbox;
use tongguan_clearance::{Question, Submission};
use tongguan_domain::names::DocumentId;
use tongguan_domain::ports::{Scoring, Screening};
use tongguan_domain::process::{ClockMode, RecordResult, Settings};
use tongguan_engine::{Answer, Ask, Asked, Bounds, Goal, HostError};
use tongguan_rehearsal::Standard;
use tongguan_testkit::Parcel;

/// Takes questions, unless it is full.
struct Taker {
    taken: Sender<Asked>,
    full: Arc<AtomicBool>,
}

impl Ask for Taker {
    fn ask(&self, asked: Asked) -> bool {
        !self.full.load(Ordering::SeqCst) && self.taken.send(asked).is_ok()
    }
}

/// A host whose questions come out here.
struct Apart {
    bench: Bench,
    questions: Receiver<Asked>,
    full: Arc<AtomicBool>,
}

impl Apart {
    fn open() -> Self {
        Self::within(Bounds::DEFAULT)
    }

    fn within(bounds: Bounds) -> Self {
        let (taken, questions) = channel();
        let full = Arc::new(AtomicBool::new(false));
        let taker = Box::new(Taker { taken, full: Arc::clone(&full) });
        Self { bench: Bench::asking_within(Store::memory().journal(), taker, bounds), questions, full }
    }

    fn answer(&self, asked: &Asked, answer: Answer) {
        self.bench.runtime.block_on(self.bench.host.answered(asked, answer)).unwrap();
    }

    /// Whether somebody still wants to know.
    fn unanswered(&self, asked: &Asked) -> bool {
        self.bench.runtime.block_on(self.bench.host.unanswered(asked)).unwrap()
    }

    /// Answers so many questions as they come.
    fn answer_next(&self, questions: usize) {
        for _ in 0..questions {
            let asked = self.questions.recv().unwrap();
            self.answer(&asked, standard(&asked.question));
        }
    }

    /// Answers what comes until this is done, and gives what it gave.
    fn answer_until<T>(&self, done: JoinHandle<T>, how: impl Fn(&Self, &Asked)) -> T {
        while !done.is_finished() {
            match self.questions.try_recv() {
                Ok(asked) => how(self, &asked),
                Err(_) => std::thread::yield_now(),
            }
        }
        self.bench.runtime.block_on(done).unwrap()
    }
}

fn standard(question: &Question) -> Answer {
    match question {
        Question::Score(_, facts) => Answer::Score(Standard::default().score(facts).unwrap()),
        Question::Screen(_, facts) => Answer::Screen(Standard::default().screen(facts).unwrap()),
    }
}

/// What is seen, but for its place in the journal: an answer from elsewhere is an entry of its own.
fn same(apart: &str, local: &str, what: &str) {
    let lines = |seen: &'_ str| -> Vec<String> {
        let kept = |line: &&str| !line.trim_start().starts_with("position: ");
        seen.lines().filter(kept).map(str::to_owned).collect()
    };
    let (apart, local) = (lines(apart), lines(local));
    for (number, (one, other)) in apart.iter().zip(&local).enumerate() {
        assert_eq!(one, other, "{what}, line {number}");
    }
    assert_eq!(apart.len(), local.len(), "{what}");
}

fn papers(request: &str, number: u32) -> Submission {
    submit(request, &Parcel::number(number).documents()[..4], None)
}

/// The acts of some parcels, all on their way at once, each after the one before.
fn send_all(bench: &Bench, sandboxes: &'static [&'static str]) -> JoinHandle<()> {
    let host = bench.host.clone();
    bench.runtime.spawn(async move {
        let mut begun = Vec::new();
        for number in 1..=8 {
            for (sandbox, act) in
                sandboxes.iter().flat_map(|sandbox| parcel(number).into_iter().map(|act| (*sandbox, act)))
            {
                match act {
                    Act::Submit(submission) => {
                        begun.push(host.begin(&name(sandbox), submission).await.unwrap())
                    }
                    other => other.perform(&host, sandbox).await.unwrap(),
                }
            }
        }
        for one in begun {
            one.answer().await.unwrap();
        }
    })
}

type Manner = (&'static str, fn(&Apart, &Asked));

/// In how many ways an answer may come.
const MANNERS: [Manner; 2] = [
    ("once", |apart, asked| apart.answer(asked, standard(&asked.question))),
    ("twice", |apart, asked| {
        apart.answer(asked, standard(&asked.question));
        apart.answer(asked, standard(&asked.question));
        assert!(!apart.unanswered(asked), "it is closed");
    }),
];

#[test]
fn however_it_is_answered_the_effect_is_that_of_one_process() {
    const SANDBOXES: &[&str] = &["a", "b"];
    let local = Bench::open(Store::memory().journal());
    local.runtime.block_on(send_all(&local, SANDBOXES)).unwrap();
    for (manner, answer) in MANNERS {
        let apart = Apart::open();
        apart.answer_until(send_all(&apart.bench, SANDBOXES), answer);
        for sandbox in SANDBOXES {
            same(&apart.bench.seen(sandbox), &local.seen(sandbox), manner);
        }
        apart.bench.stop();
    }
    local.stop();
}

/// What comes after an open question has its turn after it, deletion and reset too.
#[test]
fn what_comes_after_a_question_waits_for_its_turn() {
    let apart = Apart::open();
    let host = apart.bench.host.clone();
    let all = apart.bench.runtime.spawn(async move {
        let a = name("a");
        let (first, deleted, second, reset, third) = tokio::join!(
            host.execute(&a, papers("1", 1)),
            host.delete(&a),
            host.execute(&a, papers("2", 2)),
            host.reset(&a, None),
            host.execute(&a, papers("3", 3)),
        );
        reset.unwrap();
        (first.unwrap(), deleted.unwrap(), second.unwrap(), third.unwrap())
    });
    // Score and screening of three declarations.
    apart.answer_next(6);
    let (first, deleted, second, third) = apart.bench.runtime.block_on(all).unwrap();
    assert!(deleted, "the first was there before");
    for answer in [first, second, third] {
        assert_eq!((answer.replayed, answer.records.len()), (false, 4));
    }
    let view = apart.bench.runtime.block_on(apart.bench.host.ask(&name("a"), GetSandbox)).unwrap();
    assert_eq!(view.unwrap().documents, 4, "those of the third only");
    assert_eq!(phase(&apart.bench, "a", DocumentId(4)), "reviewed");
    apart.bench.stop();
}

/// Only so much waits: what comes on top is refused by name, whatever it is, and what waits keeps its turn.
#[test]
fn so_much_waits_for_a_question_and_no_more() {
    const MOST: usize = 3;
    let apart = Apart::within(Bounds { parked: MOST, ..Bounds::DEFAULT });
    let (host, a) = (apart.bench.host.clone(), name("a"));
    let begin = |number: u32| {
        apart.bench.runtime.block_on(host.begin(&a, papers(&number.to_string(), number))).unwrap()
    };
    // Its question is out; the others come after it.
    let mut waiting = vec![begin(1)];
    let first = apart.questions.recv().unwrap();
    waiting.extend((2..).take(MOST).map(begin));
    let busy =
        |refused: HostError| assert!(matches!(refused, HostError::TooManyWait { most: MOST }), "{refused}");
    busy(apart.bench.runtime.block_on(begin(9).answer()).unwrap_err());
    busy(apart.bench.runtime.block_on(host.advance(&a, None)).unwrap_err());
    busy(apart.bench.runtime.block_on(host.delete(&a)).unwrap_err());
    busy(apart.bench.runtime.block_on(host.reset(&a, None)).unwrap_err());
    // Others have room of their own.
    let other = apart.bench.runtime.block_on(host.begin(&name("b"), papers("1", 1))).unwrap();
    let of_other = apart.questions.recv().unwrap();
    for asked in [of_other, first] {
        apart.answer(&asked, standard(&asked.question));
    }
    // One more of each of these two, and both of those that waited.
    apart.answer_next(2 + 2 * MOST);
    for (number, begun) in (1..).zip(waiting) {
        let answer = apart.bench.runtime.block_on(begun.answer()).unwrap();
        let Some(RecordResult::Accepted(last)) = answer.records.last() else { panic!("{answer:?}") };
        assert_eq!(last.id, DocumentId(4 * number), "each in its turn");
    }
    assert_eq!(apart.bench.runtime.block_on(other.answer()).unwrap().records.len(), 4);
    // There is room again.
    let again = begin(9);
    apart.answer_next(2);
    assert_eq!(apart.bench.runtime.block_on(again.answer()).unwrap().records.len(), 4);
    apart.bench.stop();
}

/// An advance is one step, however many questions come up on its way.
#[test]
fn an_advance_is_not_interrupted_by_what_comes_after_it() {
    let day = Settings::START.plus_millis(24 * 3_600_000);
    let run = |bench: &Bench| {
        bench.execute("a", SetClock(ClockMode::Manual));
        for number in 1..=3 {
            bench.execute("a", papers(&number.to_string(), number));
        }
        let host = bench.host.clone();
        bench.runtime.spawn(async move {
            let a = name("a");
            let (moved, sent) =
                tokio::join!(host.advance_to(&a, Goal::Until(day)), host.execute(&a, papers("4", 4)));
            sent.unwrap();
            moved.unwrap()
        })
    };
    let local = Bench::open(Store::memory().journal());
    let one = local.runtime.block_on(run(&local)).unwrap();
    let apart = Apart::open();
    let moved = apart.answer_until(run(&apart.bench), MANNERS[0].1);
    assert_eq!((moved.0, moved.1.view.now), (one.0, day));
    same(&apart.bench.seen("a"), &local.seen("a"), "moved");
    apart.bench.stop();
    local.stop();
}

/// Who does not answer is not waited for: everybody is answered, time stands still, and it goes on with the answer.
#[test]
fn nobody_waits_for_who_does_not_answer() {
    let apart = Apart::open();
    let host = apart.bench.host.clone();
    let sent = apart.bench.runtime.spawn(async move { host.execute(&name("a"), papers("1", 1)).await });
    let asked = apart.questions.recv().unwrap();
    assert!(!sent.is_finished(), "it waits for the answer");
    assert!(apart.unanswered(&asked));
    assert_eq!(apart.bench.runtime.block_on(sent).unwrap().unwrap().records.len(), 4);
    // The next are answered at once; the question is not asked twice.
    apart.bench.execute("a", submit("2", &[Parcel::number(2).order.into()], None));
    assert_eq!(phase(&apart.bench, "a", DocumentId(4)), "stored");
    let moved = apart.bench.runtime.block_on(apart.bench.host.advance(&name("a"), None));
    assert!(matches!(moved, Err(HostError::QuestionOpen)), "{moved:?}");
    assert!(apart.questions.try_recv().is_err() && apart.unanswered(&asked));

    apart.answer(&asked, standard(&asked.question));
    apart.answer_next(1);
    assert_eq!(phase(&apart.bench, "a", DocumentId(4)), "reviewed");
    assert!(!apart.unanswered(&asked));
    apart.bench.stop();
}

/// Where too many questions are out, one more is asked with the next command of its sandbox.
#[test]
fn a_question_that_finds_no_place_comes_again() {
    let apart = Apart::open();
    apart.full.store(true, Ordering::SeqCst);
    apart.bench.execute("a", papers("1", 1));
    assert_eq!(phase(&apart.bench, "a", DocumentId(4)), "stored");
    assert!(apart.questions.try_recv().is_err());
    apart.full.store(false, Ordering::SeqCst);
    let host = apart.bench.host.clone();
    let order = submit("2", &[Parcel::number(2).order.into()], None);
    let sent = apart.bench.runtime.spawn(async move { host.execute(&name("a"), order).await });
    apart.answer_next(2);
    assert_eq!(taken(&apart.bench.runtime.block_on(sent).unwrap().unwrap()), DocumentId(5));
    assert_eq!(phase(&apart.bench, "a", DocumentId(4)), "reviewed");
    apart.bench.stop();
}

/// A stop does not wait for answers, and the next start asks again.
#[test]
fn a_stop_answers_everybody_and_the_next_start_asks_again() {
    let store = Store::memory();
    let (taken, questions) = channel();
    let taker = |taken: &Sender<Asked>| Box::new(Taker { taken: taken.clone(), full: Arc::default() });
    let bench = Bench::asking(store.journal(), taker(&taken));
    let host = bench.host.clone();
    let sent = bench.runtime.spawn(async move { host.execute(&name("a"), papers("1", 1)).await });
    questions.recv().unwrap();
    bench.runtime.block_on(bench.host.stop()).unwrap();
    assert_eq!(bench.runtime.block_on(sent).unwrap().unwrap().records.len(), 4);
    bench.join();

    let bench = Bench::asking(store.journal(), taker(&taken));
    let apart = Apart { bench, questions, full: Arc::default() };
    apart.answer_next(2);
    assert_eq!(phase(&apart.bench, "a", DocumentId(4)), "reviewed");
    apart.bench.stop();
}
