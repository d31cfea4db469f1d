//! The body of a request. What is refused is read to its end all the same: a connection that is closed with bytes unread
//! is reset, and its sender never sees the answer.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http::header::EXPECT;
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use tokio::time::timeout;
use tongguan_serve::{Charge, Limits, Purse};
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

/// A body that may be read.
pub(crate) struct Body {
    incoming: Incoming,
    /// Whether its sender waits for a word (`Expect: 100-continue`) before it sends it. Reading gives the word.
    waits: bool,
    /// Whether its sender has had all the time that it gets.
    late: bool,
    limits: Limits,
}

/// A body that is here, and the room that it takes until it is dropped.
pub(crate) struct Whole {
    pub(crate) bytes: Bytes,
    room: Charge,
}

impl Whole {
    /// Holds more room for what is made of it.
    pub(crate) fn grow(&mut self, bytes: usize) -> Result<(), Status> {
        if self.room.grow(bytes) { Ok(()) } else { Err(Purse::refusal().status()) }
    }
}

impl Body {
    pub(crate) fn new(incoming: Incoming, headers: &HeaderMap, limits: Limits) -> Self {
        Self { incoming, waits: headers.contains_key(EXPECT), late: false, limits }
    }

    /// The whole body, of at most so many bytes, in the time that a message may take.
    pub(crate) async fn read(&mut self, most: usize, purse: &Arc<Purse>) -> Result<Whole, Status> {
        let announced = self.incoming.size_hint().lower();
        if announced > most as u64 {
            return Err(too_large(announced, most));
        }
        self.waits = false;
        let patience = self.limits.deadline_max;
        let read = timeout(patience, self.collect(most, purse)).await;
        self.late = read.is_err();
        read.unwrap_or_else(|_| Err(slow(patience)))
    }

    async fn collect(&mut self, most: usize, purse: &Arc<Purse>) -> Result<Whole, Status> {
        let mut room = purse.hold(0).ok_or_else(|| Purse::refusal().status())?;
        let mut bytes = BytesMut::new();
        while let Some(frame) = self.incoming.frame().await {
            let cut = |_| refused(Reason::MessageUnreadable, "the body ends before its end".to_owned());
            let Ok(data) = frame.map_err(cut)?.into_data() else { continue };
            if bytes.len() + data.len() > most {
                return Err(too_large((bytes.len() + data.len()) as u64, most));
            }
            if !room.grow(data.len()) {
                return Err(Purse::refusal().status());
            }
            bytes.extend_from_slice(&data);
        }
        Ok(Whole { bytes: bytes.freeze(), room })
    }

    /// Reads what is left and forgets it. False: some of it is still to come.
    pub(crate) async fn discard(mut self) -> bool {
        if self.incoming.is_end_stream() {
            return true;
        }
        if self.waits || self.late {
            return false;
        }
        timeout(self.limits.deadline_max, self.forget()).await.unwrap_or(false)
    }

    async fn forget(&mut self) -> bool {
        let mut left = self.limits.discard_bytes;
        while let Some(frame) = self.incoming.frame().await {
            let Ok(frame) = frame else { return false };
            let size = frame.data_ref().map_or(0, Bytes::len) as u64;
            let Some(less) = left.checked_sub(size) else { return false };
            left = less;
        }
        true
    }
}

fn refused(reason: Reason, words: String) -> Status {
    Refused::new(reason, words).status()
}

fn too_large(found: u64, allowed: usize) -> Status {
    let words = format!(
        "the body has {found} bytes or more, and it may have {allowed}; `tongguan limits` lists the bounds"
    );
    Refused::new(Reason::MessageTooLarge, words)
        .with("found", found.to_string())
        .with("allowed", allowed.to_string())
        .status()
}

fn slow(patience: Duration) -> Status {
    let words = format!("the body was not complete within {} ms; send it again", patience.as_millis());
    refused(Reason::DeadlineExceeded, words)
}
