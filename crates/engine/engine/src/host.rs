//! The handle by which everybody else speaks to the writer.

use crate::basis::{Basis, Verdict};
use crate::bounds::Bounds;
use crate::committer::{self, Commit, Free};
use crate::entry;
use crate::error::{HostError, OpenError};
use crate::feed::{Feed, Grown};
use crate::figures::{Figures, Gauges};
use crate::fingerprint::fingerprint;
use crate::graves::Graves;
use crate::guard::{self, Alarm};
use crate::inquiry::{Answer, Ask, Asked};
use crate::recovery;
use crate::settle::Services;
use crate::snapshot::{self, Desk};
use crate::task::{Advance, Advanced, Decide, Goal, Reply, SandboxInfo, Task, Turn};
use crate::unused::{Defaults, Unused};
use crate::watch::{Cause, Watch};
use crate::world::Published;
use crate::writer::{AllPublished, Writer};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak, mpsc as sync_mpsc};
use std::thread::JoinHandle;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tongguan_clearance::{Command, Event, Tag};
use tongguan_domain::document::Document;
use tongguan_domain::limits;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::ports::{Scoring, Screening};
use tongguan_domain::process::{Refusal, Settings, SignaturePolicy, Standing};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_journal::{Journal, JournalError, Position};

/// What a host is made of.
pub struct HostOptions {
    /// Where events are kept.
    pub journal: Arc<dyn Journal>,
    /// Who screens.
    pub screening: Box<dyn Screening>,
    /// Who scores.
    pub scoring: Box<dyn Scoring>,
    /// Who asks elsewhere what these two do not answer.
    pub elsewhere: Option<Box<dyn Ask>>,
    /// With what a sandbox begins that nobody created by name.
    pub defaults: Settings,
    /// What is done when the journal fails: it must end the process, for nothing more can be promised.
    pub on_failure: Box<dyn Fn(&JournalError) + Send>,
    /// Who watches what becomes of calls.
    pub watch: Option<Arc<dyn Watch>>,
}

/// What became of a clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Timers that fired.
    pub fired: u64,
    /// Whether the same request had moved it before.
    pub replayed: bool,
    /// The sandbox now.
    pub info: SandboxInfo,
}

/// A command in the queue.
#[derive(Debug)]
pub struct Begun<A>(oneshot::Receiver<Result<A, HostError>>);

impl<A> Begun<A> {
    /// Waits for the answer.
    ///
    /// # Errors
    /// [`HostError`]; on [`HostError::Stopping`] the command may or may not have been executed.
    pub async fn answer(self) -> Result<A, HostError> {
        self.0.await.map_err(|_| HostError::Stopping)?
    }
}

/// A task to decide, and its answer to come.
fn deciding<A>(
    sandbox: &SandboxName,
    cause: Option<Cause>,
    decide: impl FnOnce(&mut Writer, &SandboxName, Reply<A>) + Send + 'static,
) -> (Task, Begun<A>)
where
    A: Send + 'static,
{
    let (reply, answer) = oneshot::channel();
    let decide: Decide = Box::new(move |turn| match turn {
        Turn::Comes(writer, sandbox) => decide(writer, sandbox, reply),
        // The asker may have gone.
        Turn::Never(error) => drop(reply.send(Err(error))),
    });
    (Task::Decide { sandbox: sandbox.clone(), decide, cause }, Begun(answer))
}

/// A journal that is held open by a host, or by whoever reads it for a process that follows.
#[derive(Clone, Debug)]
pub struct HeldJournal(Weak<dyn Journal>);

impl HeldJournal {
    /// Whether anybody still has it open: nobody else can open its folder before.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.0.strong_count() > 0
    }
}

/// The handle of the writer. Clones share it.
#[derive(Clone)]
pub struct Host {
    pub(crate) queue: mpsc::Sender<Task>,
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) published: AllPublished,
    /// What a sandbox is that nobody has used.
    pub(crate) unused: Arc<Unused>,
    pub(crate) desk: Arc<Desk>,
    /// Which names were deleted how often.
    pub(crate) graves: Arc<Graves>,
    pub(crate) grown: Grown,
    pub(crate) figures: Arc<Figures>,
    pub(crate) watch: Option<Arc<dyn Watch>>,
}

impl Host {
    /// Recovers every sandbox and starts the writer. Gives the handle, and the threads to wait for after
    /// [`Host::stop`].
    ///
    /// # Errors
    /// [`OpenError`]; nothing was changed.
    pub fn open(options: HostOptions) -> Result<(Self, Vec<JoinHandle<()>>), OpenError> {
        Self::open_within(options, Bounds::default())
    }

    /// The same, dividing its work by other bounds.
    ///
    /// # Errors
    /// As [`Host::open`].
    pub fn open_within(
        options: HostOptions,
        bounds: Bounds,
    ) -> Result<(Self, Vec<JoinHandle<()>>), OpenError> {
        let HostOptions { journal, screening, scoring, elsewhere, defaults, on_failure, watch } = options;
        let (worlds, next, graves) = recovery::recover(journal.as_ref())?;
        let graves = Arc::new(graves);
        let (queue, mut tasks) = mpsc::channel(limits::WRITER_QUEUE);
        let (commits, to_commit) = sync_mpsc::sync_channel::<Commit>(1);
        let published = AllPublished::default();
        let unused = Arc::new(Unused::from(Defaults::of(&defaults)));
        let grown = broadcast::Sender::new(limits::FEED_LAG);
        let to_tell = grown.clone();
        let services = Services { screening, scoring, elsewhere };
        let (tell_done, done) = sync_mpsc::channel();
        let free = Free::new(tell_done, queue.downgrade());
        let services = (services, defaults);
        let desk = Arc::new(Desk::new(journal.as_ref(), &bounds));
        let figures = Figures::new();
        let published_by_writer = Arc::clone(&published);
        let writer = Writer::new(
            (worlds, next, Arc::clone(&graves)),
            services,
            bounds,
            published_by_writer,
            (commits, done),
            (Arc::clone(&desk), Arc::clone(&figures), watch.is_some()),
        );
        let store = Arc::clone(&journal);
        let alarm = Alarm::new(on_failure);
        let spawn = |name: &str, body: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.to_owned()).spawn(body).map_err(OpenError::Thread)
        };
        let (snapshots, to_snapshot, to_save) = (Arc::clone(&journal), Arc::clone(&desk), Arc::clone(&desk));
        let (failed, counted, watching) = (alarm.on_failure(), Arc::clone(&figures), watch.clone());
        let (committing, writing) = (alarm.clone(), alarm);
        let threads = vec![
            spawn(
                "snapshot",
                Box::new(move || guard::again(|| snapshot::run(snapshots.as_ref(), &to_snapshot))),
            )?,
            spawn(
                "committer",
                Box::new(move || {
                    committing.watch("committer", || {
                        let with = (&*to_save, &failed, &*counted, watching.as_deref());
                        committer::run((&store, &to_tell), free, to_commit, with, bounds.append_bytes);
                    });
                }),
            )?,
            spawn("writer", Box::new(move || writing.watch("writer", || writer.run(&mut tasks))))?,
        ];
        Ok((Self { queue, journal, published, unused, desk, graves, grown, figures, watch }, threads))
    }

    fn cause(&self) -> Option<Cause> {
        self.watch.as_ref()?.cause()
    }

    /// Puts a command into the queue; the answer comes when it is durable. Commands that are begun one after the other
    /// are executed in that order.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn begin<C: Command>(
        &self,
        sandbox: &SandboxName,
        command: C,
    ) -> Result<Begun<C::Answer>, HostError> {
        let (task, begun) = deciding(sandbox, self.cause(), move |writer, sandbox, reply| {
            let answer = writer.execute(sandbox, command);
            writer.answer_settled(sandbox, reply, answer);
        });
        self.queue.send(task).await.map_err(|_| HostError::Stopping)?;
        Ok(begun)
    }

    /// What a message to a sandbox is judged by now.
    #[must_use]
    pub fn basis(&self, sandbox: &SandboxName) -> Basis {
        match self.published(sandbox) {
            Some(published) => {
                Basis::of(&published, Moment::from_millis(published.clock.load(Ordering::Relaxed)))
            }
            None => self.unused.basis(),
        }
    }

    /// Puts what was judged by a basis into the queue. If the verdict does not hold any more when its turn comes, it is
    /// judged again, by the writer: `again` should not take long. So the same input in the same order gets the same
    /// verdicts, however busy the sandbox is; also what is refused takes its turn. The answer is that of the verdict that
    /// counts: of its command, with what the judge remembers; or why it refuses.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn begin_judged<C: Command, T: Send + 'static, R: Send + 'static>(
        &self,
        sandbox: &SandboxName,
        basis: Basis,
        verdict: Verdict<C, T, R>,
        again: impl FnOnce(&Basis) -> Verdict<C, T, R> + Send + 'static,
    ) -> Result<Begun<Result<(C::Answer, T), R>>, HostError> {
        let (task, begun) = deciding(sandbox, self.cause(), move |writer, sandbox, reply| {
            let answer = writer.execute_judged(sandbox, &basis, verdict, again);
            writer.answer_settled(sandbox, reply, answer);
        });
        self.queue.send(task).await.map_err(|_| HostError::Stopping)?;
        Ok(begun)
    }

    pub(crate) async fn put<T>(&self, task: impl FnOnce(Reply<T>) -> Task) -> Result<T, HostError> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(task(reply)).await.map_err(|_| HostError::Stopping)?;
        answer.await.map_err(|_| HostError::Stopping)?
    }

    /// Executes a command in a sandbox, which is created if nobody has used it. The answer comes when it is durable.
    ///
    /// # Errors
    /// [`HostError`]; on [`HostError::Stopping`] the command may or may not have been executed.
    pub async fn execute<C: Command>(
        &self,
        sandbox: &SandboxName,
        command: C,
    ) -> Result<C::Answer, HostError> {
        self.begin(sandbox, command).await?.answer().await
    }

    /// Executes a command in a sandbox that is there; it is not created.
    ///
    /// # Errors
    /// [`HostError::NoSandbox`] among others.
    pub async fn execute_there<C: Command>(
        &self,
        sandbox: &SandboxName,
        command: C,
    ) -> Result<C::Answer, HostError> {
        let (task, begun) = deciding(sandbox, self.cause(), move |writer, sandbox, reply| {
            let answer = writer.execute_there(sandbox, command);
            writer.answer_settled(sandbox, reply, answer);
        });
        self.queue.send(task).await.map_err(|_| HostError::Stopping)?;
        begun.answer().await
    }

    /// Brings the answer to a question. One that nobody wants to know any more, as its sandbox is gone, is ignored.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn answered(&self, asked: &Asked, answer: Answer) -> Result<(), HostError> {
        self.hear(asked, Some(answer)).await.map(|_| ())
    }

    /// Says that nobody answers a question now: whoever has sent something need not wait for it. Says whether an answer is
    /// still wanted.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn unanswered(&self, asked: &Asked) -> Result<bool, HostError> {
        self.hear(asked, None).await
    }

    async fn hear(&self, asked: &Asked, answer: Option<Answer>) -> Result<bool, HostError> {
        let asked = Box::new(asked.clone());
        self.put(|reply| Task::Hear { asked, answer, reply }).await
    }

    /// Follows a mailbox: the number of its last durable receipt.
    ///
    /// # Errors
    /// [`HostError`].
    pub async fn watch(
        &self,
        sandbox: &SandboxName,
        mailbox: &str,
    ) -> Result<watch::Receiver<u64>, HostError> {
        let (sandbox, mailbox) = (sandbox.clone(), mailbox.to_owned());
        self.put(|reply| Task::Watch { sandbox, mailbox, reply }).await
    }

    /// Creates a sandbox with settings of its own.
    ///
    /// # Errors
    /// [`HostError::SandboxExists`] among others.
    pub async fn create(&self, sandbox: &SandboxName, settings: Settings) -> Result<SandboxInfo, HostError> {
        let (sandbox, settings) = (sandbox.clone(), Box::new(settings));
        self.put(|reply| Task::Create { sandbox, settings, reply }).await
    }

    /// Moves a clock forward, to a moment or (`None`) to the next timer; says how many timers fired.
    ///
    /// # Errors
    /// [`HostError`]; [`Refusal::ClockGoesBack`] among others.
    pub async fn advance(
        &self,
        sandbox: &SandboxName,
        to: Option<Moment>,
    ) -> Result<(u64, SandboxInfo), HostError> {
        self.advance_to(sandbox, to.map_or(Goal::NextTimer, Goal::Until)).await
    }

    /// Moves a clock forward; says how many timers fired. It has arrived then, however many timers that took; others
    /// get their turn in between. A span begins where the clock stands when its turn comes.
    ///
    /// # Errors
    /// [`HostError`]; on [`HostError::QuestionOpen`] the clock stands where the question was asked.
    pub async fn advance_to(&self, sandbox: &SandboxName, to: Goal) -> Result<(u64, SandboxInfo), HostError> {
        let moved = self.advance_once_for(sandbox, to, None).await?;
        Ok((moved.fired, moved.info))
    }

    /// The same, once for a request: one that comes again goes on where the first left off, if it has not arrived.
    ///
    /// # Errors
    /// As [`Host::advance_to`]; [`Refusal::RequestIdReused`].
    pub async fn advance_once_for(
        &self,
        sandbox: &SandboxName,
        to: Goal,
        tag: Option<Tag>,
    ) -> Result<Moved, HostError> {
        let mut advanced = self.advance_step(sandbox, to, tag.clone()).await?;
        let (mut fired, replayed) = (advanced.fired, advanced.replayed);
        while let Some(left) = advanced.left {
            advanced = match self.advance_step(sandbox, left, tag.clone()).await {
                // Somebody else has moved it further meanwhile.
                Err(HostError::Refused(Refusal::ClockGoesBack { .. })) => break,
                other => other?,
            };
            fired += advanced.fired;
        }
        Ok(Moved { fired, replayed, info: advanced.info })
    }

    async fn advance_step(
        &self,
        sandbox: &SandboxName,
        to: Goal,
        tag: Option<Tag>,
    ) -> Result<Advanced, HostError> {
        let sandbox = sandbox.clone();
        let advance = Advance { to, tag, done: None, cause: self.cause() };
        self.put(|reply| Task::Advance { sandbox, advance, reply }).await
    }

    /// Deletes a sandbox with all that it holds; its name is free at once. Says whether there was one.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn delete(&self, sandbox: &SandboxName) -> Result<bool, HostError> {
        let sandbox = sandbox.clone();
        self.put(|reply| Task::Delete { sandbox, reply }).await
    }

    /// Deletes what a sandbox holds, and begins it anew with the settings that it has, once for a request. Says whether
    /// that was done before.
    ///
    /// # Errors
    /// [`HostError::NoSandbox`] among others.
    pub async fn reset(
        &self,
        sandbox: &SandboxName,
        tag: Option<Tag>,
    ) -> Result<(SandboxInfo, bool), HostError> {
        let sandbox = sandbox.clone();
        self.put(|reply| Task::Reset { sandbox, tag, reply }).await
    }

    /// Sandboxes of a tenant (`None`: of no tenant) after a name as it is shown, by name.
    ///
    /// # Errors
    /// [`HostError::Stopping`].
    pub async fn list(
        &self,
        tenant: Option<&str>,
        after: &str,
        limit: usize,
    ) -> Result<Vec<SandboxInfo>, HostError> {
        let (tenant, after) = (tenant.map(str::to_owned), after.to_owned());
        self.put(|reply| Task::List { tenant, after, limit, reply }).await
    }

    /// Writes snapshots and ends the threads.
    ///
    /// # Errors
    /// [`HostError::Stopping`] if it is stopping already.
    pub async fn stop(&self) -> Result<(), HostError> {
        self.put(|reply| Task::Stop { reply }).await
    }

    /// Makes a stop shorter: snapshots that are not written yet are left out. They only save time at the next start.
    pub fn hurry(&self) {
        self.desk.hurry();
    }

    /// The journal, to see when the last one has let go of it.
    #[must_use]
    pub fn held_journal(&self) -> HeldJournal {
        HeldJournal(Arc::downgrade(&self.journal))
    }

    /// What the writer and the committer count.
    #[must_use]
    pub fn gauges(&self) -> Gauges {
        Gauges::new(Arc::clone(&self.figures), self.queue.downgrade(), Arc::clone(&self.published))
    }

    /// What a sandbox is that nobody has used.
    #[must_use]
    pub fn defaults(&self) -> Defaults {
        self.unused.get()
    }

    /// What is durable, for a process that follows.
    #[must_use]
    pub fn feed(&self) -> Feed {
        let (journal, published) = (Arc::clone(&self.journal), Arc::clone(&self.published));
        Feed { journal, grown: self.grown.clone(), published }
    }

    fn published(&self, sandbox: &SandboxName) -> Option<Arc<Published>> {
        self.published.read().ok()?.get(sandbox.as_str()).cloned()
    }

    /// What the clock of a sandbox shows, without asking the writer; a sandbox that nobody has used shows the start.
    #[must_use]
    pub fn clock(&self, sandbox: &SandboxName) -> Moment {
        self.published(sandbox).map_or_else(
            || self.unused.start(),
            |published| Moment::from_millis(published.clock.load(Ordering::Relaxed)),
        )
    }

    /// Which messages a sandbox enforces; one that nobody has used enforces those of the defaults.
    #[must_use]
    pub fn version(&self, sandbox: &SandboxName) -> MessageVersion {
        self.published(sandbox).map_or_else(|| self.unused.version(), |published| published.version)
    }

    /// What a sandbox does with the signatures of XML messages; one that nobody has used does what the defaults say.
    #[must_use]
    pub fn signatures(&self, sandbox: &SandboxName) -> SignaturePolicy {
        self.published(sandbox).map_or_else(|| self.unused.signatures(), |published| published.signatures)
    }

    /// In which form the receipts of a mailbox are written, and those of its sandbox, as far as that was set; a sandbox
    /// that nobody has used does what the defaults say.
    #[must_use]
    pub fn receipt_forms(
        &self,
        sandbox: &SandboxName,
        mailbox: Option<&MailboxName>,
    ) -> (Option<ReceiptForm>, Option<ReceiptForm>) {
        let set = |published: Arc<Published>| published.forms.get(mailbox.map(MailboxName::as_str));
        self.published(sandbox).map_or_else(|| (None, self.unused.receipts()), set)
    }

    /// Where the clocks of new sandboxes start.
    #[must_use]
    pub fn start(&self) -> Moment {
        self.unused.start()
    }

    /// Which mailbox this is, among all of all journals: it goes into cursors, so that a cursor of another mailbox,
    /// sandbox or journal is refused. It is known before anybody has used the sandbox, and lasts as long as the journal.
    #[must_use]
    pub fn epoch(&self, sandbox: &SandboxName, mailbox: &str) -> u64 {
        let born =
            self.published(sandbox).map_or_else(|| self.graves.of(sandbox.as_str()), |known| known.born);
        let (life, born) = (self.journal.identity().to_le_bytes(), born.to_le_bytes());
        // A sandbox whose name nobody had before it keeps the cursors that earlier versions gave.
        let born = if born == [0; 8] { &[][..] } else { &born[..] };
        let of = fingerprint([&life[..], sandbox.as_str().as_bytes(), mailbox.as_bytes(), born]);
        let [a, b, c, d, e, f, g, h, ..] = of.to_be_bytes();
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// A document as it was sent, from the journal. Blocks on the disk.
    ///
    /// # Errors
    /// [`HostError::Journal`].
    pub fn document(&self, sandbox: &SandboxName, summary: &Standing) -> Result<Option<Document>, HostError> {
        Ok(self.documents(sandbox, &[summary])?.pop().flatten())
    }

    /// Documents as they were sent, in the same order; an entry that holds several is read once. Blocks on the disk.
    ///
    /// # Errors
    /// [`HostError::Journal`].
    pub fn documents(
        &self,
        sandbox: &SandboxName,
        wanted: &[&Standing],
    ) -> Result<Vec<Option<Document>>, HostError> {
        let mut found: Vec<Option<Document>> = wanted.iter().map(|_| None).collect();
        let Some(published) = self.published(sandbox) else { return Ok(found) };
        let mut entries: BTreeMap<u64, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, standing) in wanted.iter().enumerate() {
            entries.entry(standing.position).or_default().push((standing.ordinal, at));
        }
        for (position, places) in entries {
            let Some(bytes) = self.journal.read(published.log, Position(position))? else { continue };
            let mut seen = 0;
            // An entry that cannot be read was refused at start, so this is the same as not found.
            let _: Result<_, _> = entry::read(&bytes, |event| {
                if let Event::DocumentTaken { document, .. } = event {
                    for (_, at) in places.iter().filter(|(ordinal, _)| *ordinal == seen) {
                        if let Some(found) = found.get_mut(*at) {
                            *found = Some(document.document().clone());
                        }
                    }
                    seen += 1;
                }
            });
        }
        Ok(found)
    }
}
