//! Receipts into the queue of their recipient, as envelopes.

use super::queue::Finder;
use super::{LONGEST, SHORTEST};
use crate::messages::{HostError, Mailbox};
use crate::transports::courier::Delivery;
use crate::transports::said::Said;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions};
use lapin::types::ShortString;
use lapin::{BasicProperties, Channel, Confirmation, Connection, Error};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tongguan_domain::limits;
use tongguan_domain::receipt::Letter;

/// `delivery-mode` of a message that survives the broker.
const PERSISTENT: u8 = 2;

/// Why a message is not in a queue.
#[derive(Debug)]
pub(super) enum Undelivered {
    /// It concerns this queue only.
    Queue(String),
    /// The connection is of no use any more.
    Broker(Error),
}

/// A channel with confirms.
pub(super) struct Outgoing {
    channel: Channel,
    /// Queues that are known to be there.
    declared: HashSet<String>,
    /// Who looks for the others.
    finder: Arc<Finder>,
    /// Whether the last look for one was in vain.
    refused: bool,
    /// Where a failure of the connection is told.
    failed: mpsc::Sender<Error>,
    /// Whether anything was ever done over this connection.
    worked: Arc<AtomicBool>,
    said: Said,
}

impl Clone for Outgoing {
    fn clone(&self) -> Self {
        Self {
            channel: self.channel.clone(),
            declared: HashSet::new(),
            finder: Arc::clone(&self.finder),
            refused: false,
            failed: self.failed.clone(),
            worked: Arc::clone(&self.worked),
            said: Said::default(),
        }
    }
}

impl Outgoing {
    pub(super) async fn open(
        connection: &Connection,
        finder: Arc<Finder>,
        failed: mpsc::Sender<Error>,
        worked: Arc<AtomicBool>,
    ) -> lapin::Result<Self> {
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        Ok(Self {
            channel,
            declared: HashSet::new(),
            finder,
            refused: false,
            failed,
            worked,
            said: Said::default(),
        })
    }

    /// Puts one message into the queue of a recipient and waits until the broker has it there. A queue may go at any
    /// time: then it is made again, and the message is sent once more.
    pub(super) async fn put(
        &mut self,
        recipient: &str,
        id: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<(), Undelivered> {
        let queue = format!("{recipient}_HZ");
        let properties = BasicProperties::default()
            .with_delivery_mode(PERSISTENT)
            .with_content_type(ShortString::from("application/xml"))
            .with_message_id(ShortString::from(id))
            .with_type(ShortString::from(kind));
        for _ in 0..2 {
            if !self.declared.contains(&queue) {
                let found = self.finder.find(&queue, self.refused).await;
                self.refused = found.is_err();
                found.map_err(|error| Undelivered::Queue(error.to_string()))?;
                self.declared.insert(queue.clone());
            }
            match self.publish(&queue, body, properties.clone()).await.map_err(Undelivered::Broker)? {
                Confirmation::Ack(None) => {
                    self.worked.store(true, Ordering::Relaxed);
                    return Ok(());
                }
                // It was in no queue: the broker gave it back, and confirms that it has dropped it.
                Confirmation::Ack(Some(_)) => self.declared.remove(&queue),
                Confirmation::Nack(_) | Confirmation::NotRequested => {
                    return Err(Undelivered::Queue("the broker refuses messages for the queue".to_owned()));
                }
            };
        }
        Err(Undelivered::Queue("the broker gives messages for the queue back".to_owned()))
    }

    async fn publish(
        &self,
        queue: &str,
        body: &[u8],
        properties: BasicProperties,
    ) -> lapin::Result<Confirmation> {
        let options = BasicPublishOptions { mandatory: true, ..Default::default() };
        self.channel.basic_publish("".into(), queue.into(), options, body, properties).await?.await
    }

    /// Tells that the connection is of no use any more.
    pub(super) fn fail(&self, error: Error) {
        // If the channel is full, somebody else has told it.
        let _: Result<_, _> = self.failed.try_send(error);
    }
}

impl Delivery for Outgoing {
    const TOGETHER: usize = limits::RECEIPT_PUSH;

    /// A queue that does not take its receipts makes its own recipient wait, and nobody else.
    async fn deliver(&mut self, mailbox: &Mailbox, letter: &Letter, _: u32) -> Result<(), HostError> {
        let Some(envelope) = mailbox.write_enveloped(letter).await? else {
            return Ok(());
        };
        let (id, kind) = (letter.number.to_string(), letter.content.root_element());
        let mut pause = SHORTEST;
        loop {
            match self.put(mailbox.name().as_str(), &id, kind, &envelope).await {
                Ok(()) => {
                    self.said.over();
                    return Ok(());
                }
                Err(Undelivered::Queue(why)) => {
                    if self.said.is_news(&why) {
                        tracing::warn!(recipient = %mailbox.name(), why, "receipts wait");
                    }
                    sleep(pause).await;
                    pause = (pause * 2).min(LONGEST);
                }
                Err(Undelivered::Broker(error)) => {
                    self.fail(error);
                    // This courier ends with the connection; the next one begins with this letter.
                    std::future::pending::<()>().await;
                }
            }
        }
    }
}
