//! When a call is tried again, and after which pause. No jitter: the same failures give the same calls.

use std::error::Error;
use std::future::Future;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tongguan_wire::status::{Reason, read_reason};
use tonic::{Code, Response, Status};

/// How often a call is made in all, the first time included, while what hinders it may pass.
pub const ATTEMPTS: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// Time for one attempt.
const ATTEMPT: Duration = Duration::from_secs(10);

/// The pauses: 50 ms, then twice as long each time, up to 1 s.
pub(crate) struct Pauses {
    next: Duration,
}

impl Pauses {
    pub(crate) const fn new() -> Self {
        Self { next: FIRST_PAUSE }
    }

    pub(crate) fn next(&mut self) -> Duration {
        let pause = self.next;
        self.next = (pause * 2).min(LONGEST_PAUSE);
        pause
    }
}

/// Whether the same call may succeed later. What the server names decides; else the code; and a broken connection,
/// which has a source, may come back.
pub(crate) fn may_pass(status: &Status) -> bool {
    match read_reason(status) {
        Some(reason) => reason.retryable(),
        None => passing_code(status.code()) || status.source().is_some(),
    }
}

/// The same for a refusal inside a stream, which has no details.
pub(crate) fn reason_may_pass(reason: &str) -> bool {
    Reason::from_name(reason).is_some_and(Reason::retryable)
}

const fn passing_code(code: Code) -> bool {
    matches!(code, Code::Unavailable | Code::ResourceExhausted | Code::DeadlineExceeded)
}

/// Calls until it is answered, refused for good, or tried often enough. `call` must send the same request each time.
/// Plain futures, so that a caller may spawn a task around it.
pub(crate) async fn retried<T, F>(call: impl Fn() -> F) -> Result<T, Status>
where
    F: Future<Output = Result<Response<T>, Status>>,
{
    let mut pauses = Pauses::new();
    for _ in 1..ATTEMPTS {
        match attempt(&call).await {
            Err(status) if may_pass(&status) => sleep(pauses.next()).await,
            answer => return answer,
        }
    }
    attempt(&call).await
}

async fn attempt<T, F>(call: &impl Fn() -> F) -> Result<T, Status>
where
    F: Future<Output = Result<Response<T>, Status>>,
{
    match timeout(ATTEMPT, call()).await {
        Ok(answer) => answer.map(Response::into_inner),
        Err(_) => Err(Status::deadline_exceeded("no answer within 10 seconds")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use tongguan_wire::status::refusal;

    /// How often a call is made that is refused thus.
    async fn calls(status: Status) -> u32 {
        let count = Cell::new(0);
        let call = || {
            count.set(count.get() + 1);
            std::future::ready(Err::<Response<()>, _>(status.clone()))
        };
        assert!(retried(call).await.is_err());
        count.get()
    }

    #[tokio::test(start_paused = true)]
    async fn only_what_may_pass_is_tried_again() {
        assert_eq!(calls(refusal(Reason::ServerBusy, "x")).await, ATTEMPTS);
        assert_eq!(calls(refusal(Reason::ServerDraining, "x")).await, ATTEMPTS);
        assert_eq!(calls(refusal(Reason::LimitReached, "x")).await, 1);
        assert_eq!(calls(refusal(Reason::Duplicate, "x")).await, 1);
        assert_eq!(calls(Status::unavailable("x")).await, ATTEMPTS);
        assert_eq!(calls(Status::invalid_argument("x")).await, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_answer_counts() {
        let count = Cell::new(0);
        let call = || {
            count.set(count.get() + 1);
            let late = count.get() < 3;
            std::future::ready(if late {
                Err(Status::unavailable("x"))
            } else {
                Ok(Response::new(count.get()))
            })
        };
        let begun = tokio::time::Instant::now();
        assert_eq!(retried(call).await.unwrap(), 3);
        assert_eq!(begun.elapsed(), Duration::from_millis(150));
    }

    #[test]
    fn pauses_grow_to_a_bound() {
        let mut pauses = Pauses::new();
        let millis: Vec<_> = (0..7).map(|_| pauses.next().as_millis()).collect();
        assert_eq!(millis, [50, 100, 200, 400, 800, 1_000, 1_000]);
    }
}
