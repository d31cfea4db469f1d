//! Queues: those that are there are taken as they are, whoever made them; what is missing is made.

use lapin::options::QueueDeclareOptions;
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::FieldTable;
use lapin::uri::AMQPUri;
use lapin::{Connection, ConnectionProperties, Error, ErrorKind};
use tokio::sync::Mutex;

/// Looks for the queues of recipients over a connection of its own, one after the other. Each look for a queue that is not
/// there costs a channel, and after many of them the connection: no message and no receipt is held up by that.
pub(super) struct Finder {
    uri: AMQPUri,
    connection: Mutex<Option<Connection>>,
    /// Those who were refused before stand in a line of their own, so that a new queue never waits for all of them.
    again: Mutex<()>,
}

impl Finder {
    pub(super) fn new(uri: AMQPUri) -> Self {
        Self { uri, connection: Mutex::default(), again: Mutex::default() }
    }

    /// Makes sure that a queue is there; `again`, if that was tried before.
    ///
    /// # Errors
    /// It is not, and cannot be made now.
    pub(super) async fn find(&self, queue: &str, again: bool) -> lapin::Result<()> {
        let _line = if again { Some(self.again.lock().await) } else { None };
        let mut kept = self.connection.lock().await;
        let connection = match kept.take().filter(|connection| connection.status().connected()) {
            Some(connection) => connection,
            None => Connection::connect_uri(self.uri.clone(), ConnectionProperties::default()).await?,
        };
        let found = declare(&connection, queue).await;
        if found.as_ref().err().is_none_or(is_of_channel) {
            *kept = Some(connection);
        }
        found
    }
}

/// Makes sure that a queue is there. A queue may have arguments that nobody here knows (a dead-letter exchange, a time to
/// live, another type), and the broker lets it be declared only with the same ones; so it is looked for first.
pub(super) async fn declare(connection: &Connection, queue: &str) -> lapin::Result<()> {
    match look_for(connection, queue).await {
        Err(error) if is(&error, &AMQPSoftError::NOTFOUND) => make(connection, queue).await,
        // Who may not look may still write and read.
        Err(error) if is(&error, &AMQPSoftError::ACCESSREFUSED) => Ok(()),
        looked => looked,
    }
}

/// On a channel of its own: the broker closes it where the queue is not there.
async fn look_for(connection: &Connection, queue: &str) -> lapin::Result<()> {
    let channel = connection.create_channel().await?;
    let options = QueueDeclareOptions { passive: true, durable: true, ..Default::default() };
    channel.queue_declare(queue.into(), options, FieldTable::default()).await?;
    channel.close(200, "found".into()).await
}

/// A durable queue.
async fn make(connection: &Connection, queue: &str) -> lapin::Result<()> {
    let channel = connection.create_channel().await?;
    let options = QueueDeclareOptions { durable: true, ..Default::default() };
    channel.queue_declare(queue.into(), options, FieldTable::default()).await?;
    channel.close(200, "made".into()).await
}

fn is(error: &Error, expected: &AMQPSoftError) -> bool {
    let ErrorKind::ProtocolError(error) = error.kind() else { return false };
    matches!(error.kind(), AMQPErrorKind::Soft(soft) if soft == expected)
}

/// Whether only a channel has failed, and the connection goes on.
pub(super) fn is_of_channel(error: &Error) -> bool {
    error.is_amqp_soft_error() || matches!(error.kind(), ErrorKind::InvalidChannelState(..))
}
