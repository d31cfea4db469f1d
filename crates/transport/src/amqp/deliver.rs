//! Receipts into the queue of their recipient, as envelopes.

use crate::courier::Delivery;
use lapin::options::{BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::types::{FieldTable, ShortString};
use lapin::{BasicProperties, Channel, Connection, Error};
use std::collections::HashSet;
use tokio::sync::mpsc;
use tongguan_domain::limits;
use tongguan_domain::receipt::Letter;
use tongguan_gateway::{HostError, Mailbox};

/// `delivery-mode` of a message that survives the broker.
const PERSISTENT: u8 = 2;

/// A channel with confirms.
#[derive(Clone)]
pub(super) struct Outgoing {
    channel: Channel,
    /// Queues that are known to be there.
    declared: HashSet<String>,
    /// Where a failure of the connection is told.
    failed: mpsc::Sender<Error>,
}

impl Outgoing {
    pub(super) async fn open(connection: &Connection, failed: mpsc::Sender<Error>) -> lapin::Result<Self> {
        let channel = connection.create_channel().await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        Ok(Self { channel, declared: HashSet::new(), failed })
    }

    /// Puts one message into the queue of a recipient and waits until the broker has it.
    pub(super) async fn put(
        &mut self,
        recipient: &str,
        id: &str,
        kind: &str,
        body: &[u8],
    ) -> lapin::Result<()> {
        let queue = format!("{recipient}_HZ");
        if !self.declared.contains(&queue) {
            declare(&self.channel, &queue).await?;
            self.declared.insert(queue.clone());
        }
        let properties = BasicProperties::default()
            .with_delivery_mode(PERSISTENT)
            .with_content_type(ShortString::from("application/xml"))
            .with_message_id(ShortString::from(id))
            .with_type(ShortString::from(kind));
        let options = BasicPublishOptions { mandatory: true, ..Default::default() };
        let confirmed = self
            .channel
            .basic_publish("".into(), queue.as_str().into(), options, body, properties)
            .await?
            .await?;
        if confirmed.is_ack() {
            Ok(())
        } else {
            Err(Error::from(std::io::Error::other("the broker refused a receipt")))
        }
    }
}

/// A durable queue, made if it is not there.
pub(super) async fn declare(channel: &Channel, queue: &str) -> lapin::Result<()> {
    let options = QueueDeclareOptions { durable: true, ..Default::default() };
    channel.queue_declare(queue.into(), options, FieldTable::default()).await.map(drop)
}

impl Delivery for Outgoing {
    const ACKNOWLEDGED_TOGETHER: usize = limits::RECEIPT_PUSH;

    async fn deliver(&mut self, mailbox: &Mailbox, letter: &Letter) -> Result<(), HostError> {
        let Some(envelope) = mailbox.write_enveloped(letter).await? else {
            return Ok(());
        };
        let (id, kind) = (letter.number.to_string(), letter.content.root_element());
        if let Err(error) = self.put(mailbox.name().as_str(), &id, kind, &envelope).await {
            // If the channel is full, somebody else has told it.
            let _: Result<_, _> = self.failed.try_send(error);
            // This courier ends with the connection; the next one begins with this letter.
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}
