//! Queues: those that are there are taken as they are, whoever made them; what is missing is made.

use lapin::options::QueueDeclareOptions;
use lapin::protocol::{AMQPErrorKind, AMQPSoftError};
use lapin::types::FieldTable;
use lapin::{Connection, Error, ErrorKind};

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
