//! CEB XML through a broker (AMQP 0-9-1): a message for each paper goes into the queue that the server reads, and is answered when the
//! broker has confirmed it. What becomes of it is told by receipts, in the queue of the sender.

mod trouble;

use super::ceb::{Forced, Messages, messages};
use super::{Opened, unwritten};
use crate::bounds::AHEAD;
use crate::desk::{Answer, Outgoing};
use crate::letters;
use crate::run::{Answered, Sent, answered_now};
use crate::told::Told;
use crate::watch::{Heard, Watched, Watching};
use lapin::options::{BasicConsumeOptions, BasicPublishOptions, ConfirmSelectOptions, QueueDeclareOptions};
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::{FieldTable, ShortString};
use lapin::uri::{AMQPScheme, AMQPUri};
use lapin::{
    BasicProperties, Channel, Confirmation, Connection, ConnectionProperties, Consumer, Error, ErrorKind,
    PublisherConfirm,
};
use std::fmt;
use std::sync::Arc;
use std::time::Instant;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio_stream::StreamExt;
use tongguan_ceb::dxp;
use tongguan_domain::names::MailboxName;
use tongguan_peer::words;

/// A broker, and the queue of messages.
#[derive(Clone)]
pub struct AmqpBroker {
    /// `amqp://USER:PASSWORD@HOST:PORT/VHOST`, without TLS.
    pub url: String,
    /// The queue that the server reads, which has to be there.
    pub queue: String,
}

impl AmqpBroker {
    /// Whether its address is that of a broker without TLS; whether anybody is there is another question.
    #[must_use]
    pub fn has_address(&self) -> bool {
        self.url.parse::<AMQPUri>().is_ok_and(|uri| uri.scheme == AMQPScheme::AMQP)
    }
}

impl fmt::Debug for AmqpBroker {
    /// Without the address, which may have a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AmqpBroker").field("queue", &self.queue).finish_non_exhaustive()
    }
}

/// Why a broker is of no use.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Nobody can be called there.
    #[error("it is no address of a broker: {}", words(.0))]
    Address(String),
    /// It is not there, or refuses something.
    #[error("{}", trouble::told(.0).0)]
    Broker(#[from] Error),
    /// Receipts of somebody else would be taken for those of the run.
    #[error("the queue {queue} holds {count} messages already")]
    Filled {
        /// The queue.
        queue: String,
        /// How many.
        count: u32,
    },
}

impl Unusable {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Address(why) => format!("不是消息中间件的地址（{}）", words(why)),
            Self::Broker(error) => trouble::told(error).1,
            Self::Filled { queue, count } => format!("队列 {queue} 中已有 {count} 条消息"),
        }
    }
}

/// A channel with confirms, on a connection of its own.
#[derive(Debug)]
pub(crate) struct Line {
    _connection: Connection,
    channel: Channel,
    queue: ShortString,
}

/// The queue of receipts.
#[derive(Debug)]
pub(crate) struct Inbox {
    _connection: Connection,
    consumer: Consumer,
}

async fn connect(broker: &AmqpBroker) -> Result<(Connection, Channel), Unusable> {
    let uri: AMQPUri = broker.url.parse().map_err(Unusable::Address)?;
    let connection = Connection::connect_uri(uri, ConnectionProperties::default()).await?;
    let channel = connection.create_channel().await?;
    Ok((connection, channel))
}

/// Opens so many channels for messages.
pub(crate) async fn open(broker: &AmqpBroker, connections: usize) -> Result<Opened, Unusable> {
    let mut lines = Vec::new();
    for _ in 0..connections {
        let (connection, channel) = connect(broker).await?;
        channel.confirm_select(ConfirmSelectOptions::default()).await?;
        lines.push(Line { _connection: connection, channel, queue: broker.queue.as_str().into() });
    }
    Ok(Opened::Broker(lines))
}

/// Opens the queue of receipts, which has to be empty.
pub(crate) async fn open_inbox(broker: &AmqpBroker) -> Result<Inbox, Unusable> {
    let queue = format!("{}_HZ", MailboxName::default().as_str());
    let (connection, channel) = connect(broker).await?;
    // One that is there is taken with whatever arguments it has.
    let passive = QueueDeclareOptions { passive: true, durable: true, ..Default::default() };
    let found = channel.queue_declare(queue.as_str().into(), passive, FieldTable::default()).await;
    let channel = match found {
        Ok(found) if found.message_count() > 0 => {
            return Err(Unusable::Filled { queue, count: found.message_count() });
        }
        Ok(_) => channel,
        // A look for what is not there closes the channel.
        Err(error) if is_not_there(&error) => {
            let channel = connection.create_channel().await?;
            let durable = QueueDeclareOptions { durable: true, ..Default::default() };
            channel.queue_declare(queue.as_str().into(), durable, FieldTable::default()).await?;
            channel
        }
        Err(error) => return Err(error.into()),
    };
    let options = BasicConsumeOptions { no_ack: true, ..Default::default() };
    let consumer =
        channel.basic_consume(queue.as_str().into(), "tongguan-load".into(), options, FieldTable::default());
    Ok(Inbox { consumer: consumer.await?, _connection: connection })
}

fn is_not_there(error: &Error) -> bool {
    let ErrorKind::ProtocolError(error) = error.kind() else { return false };
    matches!(error.kind(), AMQPErrorKind::Soft(AMQPSoftError::NOTFOUND))
}

impl Line {
    /// Sends what comes, each without waiting for the confirmations before it. The broker keeps the order of a channel, so the papers of
    /// a step arrive in theirs.
    pub(crate) async fn run(
        self,
        mut outgoing: Receiver<Outgoing>,
        answers: Sender<Answered>,
        begin: Instant,
    ) {
        while let Some(outgoing) = outgoing.recv().await {
            let sent = Sent::of(&outgoing);
            let published = self.publish(outgoing).await;
            let answers = answers.clone();
            tokio::spawn(async move {
                let answer = match published {
                    Ok(confirms) => confirmed(confirms).await,
                    Err(answer) => answer,
                };
                // A run that has ended reads no answers.
                let _ = answers.send(answered_now(&sent, answer, begin)).await;
            });
        }
    }

    async fn publish(&self, outgoing: Outgoing) -> Result<Vec<PublisherConfirm>, Answer> {
        let Messages { xml, .. } = messages(outgoing, Forced::InNotes).ok_or_else(unwritten)?;
        let options = BasicPublishOptions { mandatory: true, ..Default::default() };
        let properties = BasicProperties::default().with_content_type("application/xml".into());
        let mut confirms = Vec::with_capacity(xml.len());
        for xml in xml {
            let published =
                self.channel.basic_publish("".into(), self.queue.clone(), options, &xml, properties.clone());
            confirms.push(published.await.map_err(|_| away())?);
        }
        Ok(confirms)
    }
}

fn away() -> Answer {
    Answer::Failed("UNAVAILABLE".to_owned())
}

/// What the broker says of the messages of a step.
async fn confirmed(confirms: Vec<PublisherConfirm>) -> Answer {
    for confirm in confirms {
        match confirm.await {
            Ok(Confirmation::Ack(None)) => {}
            // It was in no queue.
            Ok(Confirmation::Ack(Some(_))) => return Answer::Failed("NO_QUEUE".to_owned()),
            Ok(Confirmation::Nack(_) | Confirmation::NotRequested) => {
                return Answer::Failed("NOT_CONFIRMED".to_owned());
            }
            Err(_) => return away(),
        }
    }
    Answer::Taken { replayed: false }
}

impl Inbox {
    /// Reads until the run ends. A queue that breaks is not opened again: what was on its way is lost, and the run says so.
    pub(crate) fn begin(mut self, runtime: &Handle, begin: Instant) -> (Receiver<Watched>, Watching) {
        let (out, receipts) = mpsc::channel(AHEAD);
        let heard = Arc::<Heard>::default();
        let hears = Arc::clone(&heard);
        let task = runtime.spawn(async move {
            while let Some(Ok(delivery)) = self.consumer.next().await {
                let at = Instant::now().saturating_duration_since(begin);
                let number =
                    delivery.properties.message_id().as_ref().and_then(|id| id.as_str().parse().ok());
                let Some(told) = read(&delivery.data) else { continue };
                for mut receipt in told {
                    receipt.number = number.unwrap_or_default();
                    if out.send((Told::of(&receipt), at)).await.is_err() {
                        return;
                    }
                }
            }
            hears.shut("the broker closed the queue of receipts".to_owned());
        });
        (receipts, Watching::over(task, heard))
    }
}

/// Receipts come in envelopes.
fn read(bytes: &[u8]) -> Option<Vec<tongguan_proto::document::v1::Receipt>> {
    letters::read(&dxp::read(bytes).ok()?.data)
}
