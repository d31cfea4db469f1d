//! The body of a request. What is refused is read to its end all the same: a connection that is closed with bytes unread
//! is reset, and its sender never sees the answer.

use bytes::Bytes;
use http::HeaderMap;
use http::header::EXPECT;
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as _, Incoming};
use tongguan_domain::limits;

/// A body that may be read.
pub(super) struct Body {
    incoming: Incoming,
    /// Whether its sender waits for a word (`Expect: 100-continue`) before it sends it. Reading gives the word.
    waits: bool,
}

impl Body {
    pub(super) fn new(incoming: Incoming, headers: &HeaderMap) -> Self {
        Self { incoming, waits: headers.contains_key(EXPECT) }
    }

    /// The whole body; `None` if it is too large or was cut.
    pub(super) async fn read(&mut self) -> Option<Bytes> {
        self.waits = false;
        let body = Limited::new(&mut self.incoming, limits::FORM_BYTES);
        body.collect().await.ok().map(|body| body.to_bytes())
    }

    /// Reads what is left and forgets it. False: some of it is still to come.
    pub(super) async fn discard(mut self) -> bool {
        if self.incoming.is_end_stream() {
            return true;
        }
        if self.waits {
            return false;
        }
        let mut left = limits::FORM_DISCARD_BYTES;
        while let Some(frame) = self.incoming.frame().await {
            let Ok(frame) = frame else { return false };
            let size = frame.data_ref().map_or(0, Bytes::len) as u64;
            let Some(less) = left.checked_sub(size) else { return false };
            left = less;
        }
        true
    }
}
