//! The span of what a thread does now, and how it gets into what is called.

use crate::spans::Span;
use http::HeaderMap;
use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

thread_local! {
    static CURRENT: RefCell<Option<Span>> = const { RefCell::new(None) };
}

/// Until it is dropped, a span is the current one of this thread.
#[must_use = "dropped at once, it is nothing"]
pub struct Entered(Option<Span>);

impl Span {
    /// Makes this span the current one of this thread.
    pub fn enter(&self) -> Entered {
        Entered(CURRENT.with(|current| current.replace(Some(self.clone()))))
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let before = self.0.take();
        // A thread that ends has none any more.
        let _: Result<_, _> = CURRENT.try_with(|current| current.replace(before));
    }
}

/// The span of what this thread does now.
#[must_use]
pub fn current() -> Option<Span> {
    CURRENT.try_with(|current| current.borrow().clone()).ok().flatten()
}

pin_project_lite::pin_project! {
    /// What is done under a span. See [`carried`].
    #[must_use = "nothing is done until it is awaited"]
    #[derive(Debug)]
    pub struct Carried<F> {
        span: Option<Span>,
        #[pin]
        doing: F,
    }
}

/// Does something under a span, on whatever threads it runs.
pub const fn carried<F: Future>(span: Option<Span>, doing: F) -> Carried<F> {
    Carried { span, doing }
}

impl<F: Future> Future for Carried<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _entered = this.span.as_ref().map(Span::enter);
        this.doing.poll(cx)
    }
}

/// Writes the current span into the headers of a call that is made: nothing where there is none.
pub fn inject(headers: &mut HeaderMap) {
    let _: Result<_, _> = CURRENT.try_with(|current| {
        if let Some(span) = &*current.borrow() {
            span.write(headers);
        }
    });
}
