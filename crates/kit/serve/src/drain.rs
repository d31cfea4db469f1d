//! How a stop spreads: one owner starts it, everybody who holds the signal hears it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::watch;
use tonic::Status;

use crate::refusal;

/// Items that a stream may still give after a stop was asked for.
const READY_ITEMS: usize = 1_024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    Serving,
    Draining,
    Hurried,
}

/// The owner's end: starts the stop of a server.
#[derive(Clone, Debug)]
pub struct Drain {
    phase: watch::Sender<Phase>,
}

/// The listener's end, cheap to clone. A service with endless streams holds one.
#[derive(Clone, Debug)]
pub struct DrainSignal {
    phase: watch::Receiver<Phase>,
}

impl Drain {
    /// A drain that nobody has started.
    #[must_use]
    pub fn new() -> Self {
        Self { phase: watch::Sender::new(Phase::Serving) }
    }

    /// Asks every holder of the signal to finish. Again: nothing.
    pub fn start(&self) {
        self.reach(Phase::Draining);
    }

    /// Ends the soft part of the drain now: what is open is cut. For a second SIGTERM.
    pub fn hurry(&self) {
        self.reach(Phase::Hurried);
    }

    /// An end to hand to a service.
    #[must_use]
    pub fn signal(&self) -> DrainSignal {
        DrainSignal { phase: self.phase.subscribe() }
    }

    fn reach(&self, phase: Phase) {
        self.phase.send_if_modified(|now| {
            let later = *now < phase;
            *now = (*now).max(phase);
            later
        });
    }
}

impl Default for Drain {
    fn default() -> Self {
        Self::new()
    }
}

impl DrainSignal {
    /// A signal that never comes, for tests of a service.
    #[must_use]
    pub fn never() -> Self {
        Drain::new().signal()
    }

    /// Returns once a stop was asked for; at once if it already was.
    pub async fn draining(&self) {
        self.reached(Phase::Draining).await;
    }

    /// Whether a stop was asked for.
    #[must_use]
    pub fn is_draining(&self) -> bool {
        *self.phase.borrow() >= Phase::Draining
    }

    /// `stream`, ended with UNAVAILABLE when a stop is asked for. What the stream has ready goes first, up to
    /// 1,024 items. For a stream that gives. A service that wants to name its last cursor selects on
    /// [`Self::draining`] itself.
    pub fn end<S>(&self, stream: S) -> UntilDraining<S> {
        self.until_draining(stream, READY_ITEMS)
    }

    /// The same, but nothing more is taken once a stop was asked for. For a stream of requests: there may always be one
    /// more.
    pub fn cut<S>(&self, stream: S) -> UntilDraining<S> {
        self.until_draining(stream, 0)
    }

    fn until_draining<S>(&self, stream: S, last: usize) -> UntilDraining<S> {
        let signal = self.clone();
        let draining = Box::pin(async move { signal.draining().await });
        UntilDraining { stream, signal: self.clone(), last, draining: Some(draining) }
    }

    /// Returns once a stop is to be made short; at once if it already is.
    pub async fn hurried(&self) {
        self.reached(Phase::Hurried).await;
    }

    async fn reached(&self, phase: Phase) {
        let mut receiver = self.phase.clone();
        if receiver.wait_for(|now| *now >= phase).await.is_err() {
            // Nobody is left who could ask for a stop.
            std::future::pending::<()>().await;
        }
    }
}

pin_project_lite::pin_project! {
    /// A stream that ends with UNAVAILABLE when its server drains. See [`DrainSignal::end`].
    #[must_use = "streams do nothing unless polled"]
    pub struct UntilDraining<S> {
        #[pin]
        stream: S,
        signal: DrainSignal,
        // Items that may still go after a stop was asked for.
        last: usize,
        draining: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    }
}

impl<S, T> Stream for UntilDraining<S>
where
    S: Stream<Item = Result<T, Status>>,
{
    type Item = Result<T, Status>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.project();
        let Some(draining) = this.draining else {
            return Poll::Ready(None);
        };
        let asked = this.signal.is_draining();
        if asked && *this.last == 0 {
            *this.draining = None;
            return Poll::Ready(Some(Err(refusal::draining())));
        }
        if let Poll::Ready(item) = this.stream.poll_next(cx) {
            *this.last -= usize::from(asked);
            if item.is_none() {
                *this.draining = None;
            }
            return Poll::Ready(item);
        }
        if draining.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        *this.draining = None;
        Poll::Ready(Some(Err(refusal::draining())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio_stream::StreamExt;

    #[tokio::test]
    async fn every_holder_hears_it_however_late() {
        let drain = Drain::new();
        let early = drain.signal();
        assert!(!early.is_draining());
        drain.start();
        drain.start();
        early.draining().await;
        drain.signal().draining().await;
        drain.hurry();
        drain.start();
        early.hurried().await;
    }

    #[tokio::test]
    async fn a_stream_gives_what_it_has_and_then_the_reason() {
        let drain = Drain::new();
        let endless = tokio_stream::iter([Ok(1), Ok(2)]).chain(tokio_stream::pending());
        let mut stream = drain.signal().end(endless);
        drain.start();
        assert_eq!(stream.next().await.unwrap().unwrap(), 1);
        assert_eq!(stream.next().await.unwrap().unwrap(), 2);
        assert_eq!(stream.next().await.unwrap().unwrap_err().code(), tonic::Code::Unavailable);
        assert!(stream.next().await.is_none());
    }

    struct Busy;

    impl Stream for Busy {
        type Item = Result<u8, Status>;

        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(Some(Ok(1)))
        }
    }

    #[tokio::test]
    async fn a_stream_that_always_has_something_hears_it_too() {
        let drain = Drain::new();
        let (mut giving, mut taking) = (drain.signal().end(Busy), drain.signal().cut(Busy));
        assert!(giving.next().await.unwrap().is_ok() && taking.next().await.unwrap().is_ok());
        drain.start();
        assert_eq!(taking.next().await.unwrap().unwrap_err().code(), tonic::Code::Unavailable);
        assert!(taking.next().await.is_none());
        let mut given = 0;
        while let Some(Ok(_item)) = giving.next().await {
            given += 1;
        }
        assert_eq!(given, READY_ITEMS);
        assert!(giving.next().await.is_none());
    }

    #[tokio::test]
    async fn a_stream_that_ends_by_itself_stays_ended() {
        let mut stream = DrainSignal::never().end(tokio_stream::iter([Ok(1)]));
        assert!(stream.next().await.unwrap().is_ok());
        assert!(stream.next().await.is_none());
        assert!(stream.next().await.is_none());
    }
}
