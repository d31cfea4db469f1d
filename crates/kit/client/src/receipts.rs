//! Following a mailbox.

use crate::Connection;
use crate::proto::document::v1::Receipt;
use crate::proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use crate::proto::exchange::v1::{
    CebMessage, WatchCebMessagesRequest, WatchCebMessagesResponse, WatchReceiptsRequest,
    WatchReceiptsResponse,
};
use crate::retry::{Pauses, may_pass};
use tokio::time::sleep;
use tonic::{Status, Streaming};

/// Failures in a row after which a follower gives up: about half a minute.
const FAILURES: u32 = 32;

/// What a mailbox can be followed as.
trait Feed {
    type Answer;
    type Item;

    async fn open(&mut self, recipient: &str, cursor: &str) -> Result<Streaming<Self::Answer>, Status>;
    fn item(answer: Self::Answer) -> Option<Self::Item>;
    /// Number in the mailbox, and where to go on.
    fn place(item: &Self::Item) -> (u64, &str);
}

/// A mailbox that is followed: each thing in order and once. Connects again with the kept cursor.
#[derive(Debug)]
struct Following<F: Feed> {
    feed: F,
    recipient: String,
    cursor: String,
    last: u64,
    stream: Option<Streaming<F::Answer>>,
}

impl<F: Feed> Following<F> {
    const fn new(feed: F, recipient: String, cursor: String) -> Self {
        Self { feed, recipient, cursor, last: 0, stream: None }
    }

    async fn next(&mut self) -> Result<F::Item, Status> {
        let mut pauses = Pauses::new();
        let mut failures = 0;
        loop {
            let status = match self.read().await {
                Ok(Some(item)) => {
                    let (number, cursor) = F::place(&item);
                    if number <= self.last {
                        continue;
                    }
                    self.last = number;
                    cursor.clone_into(&mut self.cursor);
                    return Ok(item);
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

    async fn read(&mut self) -> Result<Option<F::Item>, Status> {
        let stream = match &mut self.stream {
            Some(stream) => stream,
            None => {
                let stream = self.feed.open(&self.recipient, &self.cursor).await?;
                self.stream.insert(stream)
            }
        };
        Ok(stream.message().await?.and_then(F::item))
    }
}

#[derive(Debug)]
struct AsReceipts(ClearanceExchangeClient<Connection>);

impl Feed for AsReceipts {
    type Answer = WatchReceiptsResponse;
    type Item = Receipt;

    async fn open(&mut self, recipient: &str, cursor: &str) -> Result<Streaming<Self::Answer>, Status> {
        let (recipient, cursor) = (recipient.to_owned(), cursor.to_owned());
        let request = WatchReceiptsRequest { recipient, cursor, ..Default::default() };
        Ok(self.0.watch_receipts(request).await?.into_inner())
    }

    fn item(answer: Self::Answer) -> Option<Receipt> {
        answer.receipt
    }

    fn place(receipt: &Receipt) -> (u64, &str) {
        (receipt.number, &receipt.cursor)
    }
}

#[derive(Debug)]
struct AsMessages(ClearanceExchangeClient<Connection>, WatchCebMessagesRequest);

impl Feed for AsMessages {
    type Answer = WatchCebMessagesResponse;
    type Item = CebMessage;

    async fn open(&mut self, recipient: &str, cursor: &str) -> Result<Streaming<Self::Answer>, Status> {
        let request = WatchCebMessagesRequest {
            recipient: recipient.to_owned(),
            cursor: cursor.to_owned(),
            ..self.1.clone()
        };
        Ok(self.0.watch_ceb_messages(request).await?.into_inner())
    }

    fn item(answer: Self::Answer) -> Option<CebMessage> {
        answer.message
    }

    fn place(message: &CebMessage) -> (u64, &str) {
        (message.number, &message.cursor)
    }
}

macro_rules! follower {
    ($(#[$doc:meta])* $name:ident, $feed:ty, $item:ty) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name(Following<$feed>);

        impl $name {
            /// Where to go on after the last thing that [`Self::next`] gave. Keep it where your program keeps its data.
            #[must_use]
            pub fn cursor(&self) -> &str {
                &self.0.cursor
            }

            /// The next one; waits until there is one. May be dropped while it waits: nothing is lost.
            ///
            /// # Errors
            /// What the server says if it cannot pass by itself, or has not passed for half a minute.
            pub async fn next(&mut self) -> Result<$item, Status> {
                self.0.next().await
            }
        }
    };
}

follower! {
    /// The receipts of a mailbox, in order and each once. Connects again with the kept cursor when the connection
    /// breaks or the server restarts.
    Receipts, AsReceipts, Receipt
}

follower! {
    /// The same as CEB messages.
    CebMessages, AsMessages, CebMessage
}

impl Receipts {
    pub(crate) const fn new(
        exchange: ClearanceExchangeClient<Connection>,
        recipient: String,
        cursor: String,
    ) -> Self {
        Self(Following::new(AsReceipts(exchange), recipient, cursor))
    }
}

impl CebMessages {
    pub(crate) fn new(
        exchange: ClearanceExchangeClient<Connection>,
        recipient: String,
        request: WatchCebMessagesRequest,
    ) -> Self {
        let cursor = request.cursor.clone();
        Self(Following::new(AsMessages(exchange, request), recipient, cursor))
    }
}
