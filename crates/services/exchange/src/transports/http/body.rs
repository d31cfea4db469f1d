//! The body of a request. What is refused is read to its end all the same: a connection that is closed with bytes unread
//! is reset, and its sender never sees the answer.

use bytes::Bytes;
use http::HeaderMap;
use http::header::EXPECT;
use http_body_util::BodyExt;
use hyper::body::{Body as _, Incoming};
use std::sync::Arc;
use tongguan_domain::limits;
use tongguan_serve::{Charge, Purse};

/// A body that may be read.
pub(super) struct Body {
    incoming: Incoming,
    /// Whether its sender waits for a word (`Expect: 100-continue`) before it sends it. Reading gives the word.
    waits: bool,
    /// What the connection may hold.
    purse: Arc<Purse>,
}

/// A body that is here, and the room that it takes until it is dropped.
pub(super) struct Form {
    pub(super) bytes: Vec<u8>,
    _room: Charge,
}

/// Why a body is not read.
pub(super) enum Unread {
    /// It is longer than any form, or was cut.
    TooLarge,
    /// All bodies together take all the memory that they may.
    Busy,
}

impl Body {
    pub(super) fn new(incoming: Incoming, headers: &HeaderMap, purse: Arc<Purse>) -> Self {
        Self { incoming, waits: headers.contains_key(EXPECT), purse }
    }

    /// The whole body.
    pub(super) async fn read(&mut self) -> Result<Form, Unread> {
        self.waits = false;
        let mut room = self.purse.hold(0).ok_or(Unread::Busy)?;
        let mut bytes = Vec::new();
        while let Some(frame) = self.incoming.frame().await {
            let Ok(data) = frame.map_err(|_| Unread::TooLarge)?.into_data() else { continue };
            if bytes.len() + data.len() > limits::FORM_BYTES {
                return Err(Unread::TooLarge);
            }
            if !room.grow(data.len()) {
                return Err(Unread::Busy);
            }
            bytes.extend_from_slice(&data);
        }
        Ok(Form { bytes, _room: room })
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
