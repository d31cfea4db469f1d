//! Following a mailbox.

use crate::Connection;
use crate::proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use crate::proto::exchange::v1::{Receipt, WatchReceiptsRequest, WatchReceiptsResponse};
use crate::retry::{Pauses, may_pass};
use tokio::time::sleep;
use tonic::{Status, Streaming};

/// Failures in a row after which a follower gives up: about half a minute.
const FAILURES: u32 = 32;

/// The receipts of a mailbox, in order and each once. Connects again with the kept cursor when the connection breaks
/// or the server restarts.
#[derive(Debug)]
pub struct Receipts {
    exchange: ClearanceExchangeClient<Connection>,
    recipient: String,
    cursor: String,
    last: u64,
    stream: Option<Streaming<WatchReceiptsResponse>>,
}

impl Receipts {
    pub(crate) fn new(
        exchange: ClearanceExchangeClient<Connection>,
        recipient: String,
        cursor: String,
    ) -> Self {
        Self { exchange, recipient, cursor, last: 0, stream: None }
    }

    /// Where to go on after the last receipt that [`Self::next`] gave. Keep it where your program keeps its data.
    #[must_use]
    pub fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The next receipt; waits until there is one. May be dropped while it waits: no receipt is lost.
    ///
    /// # Errors
    /// What the server says if it cannot pass by itself, or has not passed for half a minute.
    pub async fn next(&mut self) -> Result<Receipt, Status> {
        let mut pauses = Pauses::new();
        let mut failures = 0;
        loop {
            let status = match self.read().await {
                Ok(Some(receipt)) if receipt.number <= self.last => continue,
                Ok(Some(receipt)) => {
                    self.last = receipt.number;
                    self.cursor.clone_from(&receipt.cursor);
                    return Ok(receipt);
                }
                Ok(None) => Status::unavailable("the stream of receipts ended"),
                Err(status) => status,
            };
            self.stream = None;
            failures += 1;
            if !may_pass(&status) || failures > FAILURES {
                return Err(status);
            }
            sleep(pauses.next()).await;
        }
    }

    async fn read(&mut self) -> Result<Option<Receipt>, Status> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => {
                let request =
                    WatchReceiptsRequest { recipient: self.recipient.clone(), cursor: self.cursor.clone() };
                let stream = self.exchange.watch_receipts(request).await?.into_inner();
                self.stream.insert(stream)
            }
        };
        Ok(stream.message().await?.and_then(|answer| answer.receipt))
    }
}
