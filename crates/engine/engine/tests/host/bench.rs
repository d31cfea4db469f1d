//! What the tests have in common: journals, services, parcels to send, and what can be seen of a sandbox.

use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use tokio::runtime::{Builder, Runtime};
use tongguan_clearance::Filter;
use tongguan_clearance::command::{Acknowledge, SetClock};
use tongguan_clearance::query::Query;
use tongguan_clearance::{
    Admission, Command, Key, Origin, State, Submission, Submitted, SubmittedRecord, Tag,
};
use tongguan_domain::document::Document;
use tongguan_domain::names::{DocumentId, MailboxName, RequestId, SandboxName};
use tongguan_domain::ports::{Elsewhere, Scoring, Screening, Unavailable};
use tongguan_domain::process::{ClockMode, Outcome, RecordResult, Settings};
use tongguan_domain::receipt::{Content, Letter};
use tongguan_domain::screening::{CreditFacts, CreditScore, ScreeningDecision, ScreeningFacts};
use tongguan_engine::{Ask, Bounds, Host, HostError, HostOptions, Watch, fingerprint};
use tongguan_journal::{EmbeddedJournal, Journal, MemoryJournal};
use tongguan_rehearsal::Standard;
use tongguan_testkit::Parcel;

/// The standard services, which can be silenced, and made to panic.
#[derive(Clone, Default)]
pub(crate) struct Services {
    pub(crate) silent: Arc<AtomicBool>,
    pub(crate) panics: Arc<AtomicBool>,
    standard: Standard,
}

impl Services {
    fn check(&self, service: &'static str) -> Result<(), Unavailable> {
        assert!(!self.panics.load(Ordering::SeqCst), "{service} panics");
        if self.silent.load(Ordering::SeqCst) {
            return Err(Unavailable { service, why: "silenced".to_owned() });
        }
        Ok(())
    }
}

impl Screening for Services {
    fn screen(&self, facts: &ScreeningFacts) -> Result<ScreeningDecision, Unavailable> {
        self.check("screening")?;
        self.standard.screen(facts)
    }
}

impl Scoring for Services {
    fn score(&self, facts: &CreditFacts) -> Result<CreditScore, Unavailable> {
        self.check("scoring")?;
        self.standard.score(facts)
    }
}

/// Where events are kept, across several hosts.
pub(crate) enum Store {
    Memory(Arc<MemoryJournal>),
    Disk(tempfile::TempDir),
}

impl Store {
    pub(crate) fn memory() -> Self {
        Self::Memory(Arc::new(MemoryJournal::new()))
    }

    pub(crate) fn disk() -> Self {
        Self::Disk(tempfile::tempdir().unwrap())
    }

    pub(crate) fn both() -> [Self; 2] {
        [Self::memory(), Self::disk()]
    }

    pub(crate) fn journal(&self) -> Arc<dyn Journal> {
        match self {
            Self::Memory(journal) => Arc::clone(journal) as Arc<dyn Journal>,
            Self::Disk(dir) => Arc::new(EmbeddedJournal::open(dir.path()).unwrap()),
        }
    }

    pub(crate) fn dir(&self) -> Option<&Path> {
        if let Self::Disk(dir) = self { Some(dir.path()) } else { None }
    }
}

/// A running host.
pub(crate) struct Bench {
    pub(crate) host: Host,
    threads: Vec<JoinHandle<()>>,
    pub(crate) runtime: Runtime,
    pub(crate) services: Services,
    pub(crate) failed: Arc<AtomicBool>,
}

impl Bench {
    pub(crate) fn open(journal: Arc<dyn Journal>) -> Self {
        Self::with_workers(journal, 2, Services::default())
    }

    pub(crate) fn with_workers(journal: Arc<dyn Journal>, workers: usize, services: Services) -> Self {
        let mut bench = Self::within(journal, Bounds::default(), services);
        bench.runtime = Builder::new_multi_thread().worker_threads(workers).build().unwrap();
        bench
    }

    /// A host that divides its work by other bounds.
    pub(crate) fn within(journal: Arc<dyn Journal>, bounds: Bounds, services: Services) -> Self {
        Self::watched(journal, bounds, services, None)
    }

    /// The same, which somebody watches.
    pub(crate) fn watched(
        journal: Arc<dyn Journal>,
        bounds: Bounds,
        services: Services,
        watch: Option<Arc<dyn Watch>>,
    ) -> Self {
        let (screening, scoring) = (Box::new(services.clone()), Box::new(services.clone()));
        let of = HostOptions { screening, scoring, watch, ..options(journal) };
        Self::of(of, bounds, services)
    }

    /// A host that asks somebody else.
    pub(crate) fn asking(journal: Arc<dyn Journal>, elsewhere: Box<dyn Ask>) -> Self {
        Self::asking_within(journal, elsewhere, Bounds::default())
    }

    /// The same, dividing its work by other bounds.
    pub(crate) fn asking_within(journal: Arc<dyn Journal>, elsewhere: Box<dyn Ask>, bounds: Bounds) -> Self {
        let of = HostOptions { elsewhere: Some(elsewhere), ..options(journal) };
        Self::of(of, bounds, Services::default())
    }

    fn of(options: HostOptions, bounds: Bounds, services: Services) -> Self {
        let failed = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&failed);
        let options =
            HostOptions { on_failure: Box::new(move |_| seen.store(true, Ordering::SeqCst)), ..options };
        let (host, threads) = Host::open_within(options, bounds).unwrap();
        let runtime = Builder::new_multi_thread().worker_threads(2).build().unwrap();
        Self { host, threads, runtime, services, failed }
    }

    pub(crate) fn execute<C: Command>(&self, sandbox: &str, command: C) -> C::Answer {
        self.runtime.block_on(self.host.execute(&name(sandbox), command)).unwrap()
    }

    /// Executes one of a list.
    pub(crate) fn perform(&self, sandbox: &str, act: Act) {
        self.runtime.block_on(act.perform(&self.host, sandbox)).unwrap();
    }

    pub(crate) fn seen(&self, sandbox: &str) -> String {
        self.runtime.block_on(seen(&self.host, sandbox))
    }

    /// The codes in the default mailbox, in order.
    pub(crate) fn codes(&self, sandbox: &str) -> Vec<i32> {
        let codes = |state: Option<&tongguan_clearance::State>| -> Vec<i32> {
            let letters = state.unwrap().letters(MailboxName::DEFAULT, 0, usize::MAX);
            let code = |letter: &Letter| match &letter.content {
                Content::Receipt(receipt) => receipt.code.number(),
                other => panic!("{other:?}"),
            };
            letters.iter().map(code).collect()
        };
        self.runtime.block_on(self.host.ask(&name(sandbox), Look::of(codes))).unwrap()
    }

    /// Stops, and waits for the threads.
    pub(crate) fn stop(self) {
        self.runtime.block_on(self.host.stop()).unwrap();
        self.join();
    }

    /// Lets the last handle go, and waits for the threads.
    pub(crate) fn join(self) {
        drop(self.host);
        drop(self.runtime);
        for thread in self.threads {
            thread.join().unwrap();
        }
    }
}

/// Services elsewhere that nobody asks.
fn options(journal: Arc<dyn Journal>) -> HostOptions {
    HostOptions {
        journal,
        screening: Box::new(Elsewhere),
        scoring: Box::new(Elsewhere),
        elsewhere: None,
        defaults: Settings::default(),
        on_failure: Box::new(|_| {}),
        watch: None,
    }
}

pub(crate) fn name(sandbox: &str) -> SandboxName {
    SandboxName::new(sandbox).unwrap()
}

/// A command where several stand in one list, and nobody asks for the answers.
#[derive(Clone)]
pub(crate) enum Act {
    Submit(Submission),
    Acknowledge(Acknowledge),
    SetClock(SetClock),
}

impl Act {
    pub(crate) async fn perform(self, host: &Host, sandbox: &str) -> Result<(), HostError> {
        let sandbox = name(sandbox);
        match self {
            Self::Submit(submission) => host.execute(&sandbox, submission).await.map(drop),
            Self::Acknowledge(acknowledge) => host.execute(&sandbox, acknowledge).await.map(drop),
            Self::SetClock(mode) => host.execute(&sandbox, mode).await,
        }
    }
}

/// A submission whose request id and fingerprint come from what is sent. No rule is asked.
pub(crate) fn submit(id: &str, documents: &[Document], outcome: Option<Outcome>) -> Submission {
    let record = |document: &Document| SubmittedRecord::new(document.clone(), Vec::new());
    let records: Vec<_> = documents.iter().map(record).collect();
    let tag = Tag {
        id: RequestId::new(id).unwrap(),
        fingerprint: fingerprint(records.iter().map(|record| record.document.stored())),
    };
    Admission::of(Submission { outcome, ..Submission::new(tag, Origin::Ceb, records) }).admit(|_, _| {})
}

/// The whole way of one parcel, in commands: its papers, a repeat, and a duplicate.
pub(crate) fn parcel(number: u32) -> Vec<Act> {
    let papers = Parcel::number(number).documents();
    let outcomes = [None, Some(Outcome::Inspect), Some(Outcome::Review), Some(Outcome::ReviewReject)];
    let outcome = outcomes[number as usize % outcomes.len()];
    let submit = |part: &str, papers: &[Document], outcome| {
        Act::Submit(submit(&format!("{number}-{part}"), papers, outcome))
    };
    vec![
        submit("partners", &papers[..3], None),
        submit("declaration", &papers[3..4], outcome),
        submit("declaration", &papers[3..4], outcome),
        submit("duplicate", &papers[3..4], None),
        submit("arrival", &papers[4..5], None),
        submit("departure", &papers[5..], None),
        Act::Acknowledge(Acknowledge { mailbox: MailboxName::default(), up_to: 3 }),
    ]
}

/// Everything that can be seen of a sandbox, and that every document can be read as it was sent.
pub(crate) async fn seen(host: &Host, sandbox: &str) -> String {
    let (text, summaries) = host
        .ask(
            &name(sandbox),
            Look::of(|state: Option<&State>| {
                let state = state.unwrap();
                let summaries = state.documents(0, usize::MAX, &Filter::default()).documents;
                let explained: Vec<_> = summaries.iter().map(|s| state.explain(s.accepted.id)).collect();
                let receipts = state.letters(MailboxName::DEFAULT, 0, usize::MAX);
                let ends = state.mailbox_ends(MailboxName::DEFAULT);
                (format!("{receipts:#?}\n{explained:#?}\n{ends:?}\n{:#?}", state.view()), summaries)
            }),
        )
        .await
        .unwrap();
    let mut text = text;
    for summary in summaries {
        let document = host.document(&name(sandbox), &summary).unwrap().unwrap();
        assert_eq!(document.kind(), summary.accepted.kind);
        text += &format!("{document:?}\n");
    }
    text
}

/// The number of the document that was taken.
pub(crate) fn taken(answer: &Submitted) -> DocumentId {
    match &answer.records[..] {
        [RecordResult::Accepted(accepted)] => accepted.id,
        other => panic!("{other:?}"),
    }
}

/// Where a document stands.
pub(crate) fn phase(bench: &Bench, sandbox: &str, id: DocumentId) -> &'static str {
    let phase = bench.runtime.block_on(bench.host.ask(
        &name(sandbox),
        Look::of(move |state: Option<&State>| {
            let state = state?;
            let id = state.find(&Key::Id(id))?;
            state.standing(id).map(|summary| summary.accepted.phase.name())
        }),
    ));
    phase.unwrap().unwrap()
}

/// The sandboxes that [`fill`] uses.
pub(crate) const SANDBOXES: [&str; 2] = ["default", "other"];

/// Two sandboxes with a history; gives what can be seen of them.
pub(crate) fn fill(bench: &Bench) -> Vec<String> {
    for (first, sandbox) in (0..).step_by(20).zip(SANDBOXES) {
        for act in (first..first + 5).flat_map(parcel) {
            bench.perform(sandbox, act);
        }
        bench.execute(sandbox, SetClock(ClockMode::Manual));
        bench.execute(sandbox, submit("waits", &Parcel::number(first + 19).documents()[..4], None));
    }
    all_seen(bench)
}

/// What can be seen of them.
pub(crate) fn all_seen(bench: &Bench) -> Vec<String> {
    SANDBOXES.map(|sandbox| bench.seen(sandbox)).into()
}

/// A look at everything at once: what no question of the product asks.
pub(crate) struct Look<F, T>(F, PhantomData<fn() -> T>);

impl<T, F: FnOnce(Option<&State>) -> T> Look<F, T> {
    pub(crate) const fn of(look: F) -> Self {
        Self(look, PhantomData)
    }
}

impl<T, F> Query for Look<F, T>
where
    T: Default + Send + 'static,
    F: FnOnce(Option<&State>) -> T + Send + 'static,
{
    type Answer = T;

    fn answer(self, state: &State) -> T {
        (self.0)(Some(state))
    }
}
