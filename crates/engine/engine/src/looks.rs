//! Looking at a sandbox: through the queue of the writer, as everything else.

use crate::error::HostError;
use crate::host::Host;
use crate::task::{Look, Reply, Task};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tongguan_clearance::query::Query;
use tongguan_domain::names::SandboxName;

impl Host {
    /// Asks a sandbox, after everything that was answered before, and once what it sees is durable: at once, unless
    /// something of this sandbox is being written. A sandbox that nobody has used gives the answer's default.
    ///
    /// # Errors
    /// [`HostError::Stopping`], [`HostError::Panicked`].
    pub async fn ask<Q: Query>(&self, sandbox: &SandboxName, query: Q) -> Result<Q::Answer, HostError> {
        self.look(sandbox, query, false).await
    }

    /// The same about nothing but what a [watch](Self::watch) has said to be durable: the answer goes at once, also while
    /// something of this sandbox is being written. Whoever reads a mailbox of a busy sandbox would wait for the disk with
    /// each page otherwise.
    ///
    /// # Errors
    /// [`HostError::Stopping`], [`HostError::Panicked`].
    pub async fn ask_of_durable<Q: Query>(
        &self,
        sandbox: &SandboxName,
        query: Q,
    ) -> Result<Q::Answer, HostError> {
        self.look(sandbox, query, true).await
    }

    async fn look<Q: Query>(
        &self,
        sandbox: &SandboxName,
        query: Q,
        known: bool,
    ) -> Result<Q::Answer, HostError> {
        self.put(|reply: Reply<Q::Answer>| {
            let look: Look = Box::new(move |state| {
                // Nobody waits for it any more: others do for the writer.
                if reply.is_closed() {
                    return Box::new(|| {});
                }
                let answer = || state.map(|state| query.answer(state)).unwrap_or_default();
                // It only reads, so a panic harms nobody else.
                let seen = catch_unwind(AssertUnwindSafe(answer)).map_err(|_| HostError::Panicked);
                Box::new(move || {
                    // The asker may have gone.
                    let _: Result<_, _> = reply.send(seen);
                })
            });
            Task::Look { sandbox: sandbox.clone(), look, known }
        })
        .await
    }
}
