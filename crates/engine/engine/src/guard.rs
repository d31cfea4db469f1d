//! What happens when a thread of the driver panics: a defect, after which nothing it held can be trusted.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use tongguan_journal::JournalError;

type OnFailure = Box<dyn Fn(&JournalError) + Send>;

/// Ends the process, as for a journal that failed: a process that says it serves and does not is worse than none.
#[derive(Clone)]
pub(crate) struct Alarm(Arc<Mutex<OnFailure>>);

impl Alarm {
    pub(crate) fn new(on_failure: OnFailure) -> Self {
        Self(Arc::new(Mutex::new(on_failure)))
    }

    fn raise(&self, error: &JournalError) {
        let on_failure = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        on_failure(error);
    }

    /// What is to be called when the journal fails.
    pub(crate) fn on_failure(&self) -> OnFailure {
        let alarm = self.clone();
        Box::new(move |error| alarm.raise(error))
    }

    /// Runs a thread without which nothing is served.
    pub(crate) fn watch(&self, thread: &str, body: impl FnOnce()) {
        if catch_unwind(AssertUnwindSafe(body)).is_err() {
            tracing::error!(thread, "a thread panicked; nothing more is acknowledged");
            let message = format!("the {thread} thread panicked, a defect of this program");
            self.raise(&JournalError::Storage { message, source: None });
        }
    }
}

/// Runs a thread that only saves time: after a panic it begins again.
pub(crate) fn again(mut body: impl FnMut()) {
    while catch_unwind(AssertUnwindSafe(&mut body)).is_err() {
        tracing::error!("a snapshot panicked; there is none");
    }
}
