//! AMQP 0-9-1 (RabbitMQ): messages come out of one queue, receipts go into a queue for each DXP id, `<id>_HZ`.
//!
//! A message is acknowledged when its answer is durable; a receipt is delivered when the broker has confirmed it and not
//! given it back. Both can therefore come twice after a failure: a message that comes twice has no second effect, a receipt has its number.

mod deliver;
mod queue;
mod receive;

use crate::messages::{Carrier, Gateway};
use crate::transports::StartError;
use crate::transports::courier::carry_all;
use crate::transports::said::Said;
use lapin::uri::AMQPUri;
use lapin::{Connection, ConnectionProperties};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_serve::{DrainSignal, Drained};

/// The queue of messages, unless told otherwise.
pub const QUEUE: &str = "tongguan";

/// The first pause after a failure, and the longest.
const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(limits::AMQP_PAUSE_SECONDS);

/// Which broker.
#[derive(Clone, Debug)]
pub struct AmqpOptions {
    /// `amqp://user:password@host:port/vhost`.
    pub url: String,
    /// Queue of messages; usually [`QUEUE`].
    pub queue: String,
}

impl AmqpOptions {
    /// Whether the broker is on this machine by the very form of its address; the name `localhost` counts, other names
    /// are not looked up. What is no address is for [`crate::transports::TransportOptions::prepare`] to refuse.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let Ok(uri) = self.url.parse::<AMQPUri>() else { return true };
        crate::transports::is_loopback(&uri.authority.host)
    }

    /// The address without user and password, for people.
    #[must_use]
    pub fn shown(&self) -> String {
        let uri = self.url.parse::<AMQPUri>().map(|uri| uri.authority);
        uri.map_or_else(
            |_| "the broker".to_owned(),
            |broker| format!("amqp://{}:{}", broker.host, broker.port),
        )
    }
}

/// A broker that is called until the server drains.
pub(crate) struct Broker {
    uri: AMQPUri,
    queue: String,
}

impl Broker {
    pub(crate) fn new(options: AmqpOptions) -> Result<Self, StartError> {
        let uri: AMQPUri = options.url.parse().map_err(StartError::Broker)?;
        Ok(Self { uri, queue: options.queue })
    }

    /// Holds a connection; after a failure it is made again, later and later, until something was done over it.
    pub(crate) async fn run(self, gateway: Gateway, sandbox: SandboxName, drain: DrainSignal) -> Drained {
        let mut pause = SHORTEST;
        let mut said = Said::default();
        while !drain.is_draining() {
            let worked = Arc::new(AtomicBool::new(false));
            let begun = Instant::now();
            let work = async {
                let connection = self.connect().await?;
                tracing::info!(queue = self.queue, "connected to the broker");
                self.work(connection, &worked, &gateway, &sandbox, &drain).await
            };
            let ended = tokio::select! {
                ended = work => ended,
                () = drain.draining() => break,
            };
            if worked.load(Ordering::Relaxed) || begun.elapsed() > LONGEST {
                pause = SHORTEST;
                said.over();
            }
            if let Err(error) = ended
                && said.is_news(&error.to_string())
            {
                tracing::warn!(%error, "no broker");
            }
            tokio::select! {
                () = sleep(pause) => {}
                () = drain.draining() => break,
            }
            pause = (pause * 2).min(LONGEST);
        }
        Drained::Clean
    }

    async fn connect(&self) -> lapin::Result<Connection> {
        Connection::connect_uri(self.uri.clone(), ConnectionProperties::default()).await
    }

    /// Receives and delivers until one of them fails.
    async fn work(
        &self,
        connection: Connection,
        worked: &Arc<AtomicBool>,
        gateway: &Gateway,
        sandbox: &SandboxName,
        drain: &DrainSignal,
    ) -> lapin::Result<()> {
        let connection = Arc::new(connection);
        let (failed, mut failure) = tokio::sync::mpsc::channel(1);
        let finder = Arc::new(queue::Finder::new(self.uri.clone()));
        let out = deliver::Outgoing::open(&connection, finder, failed, Arc::clone(worked)).await?;
        let queues = out.clone();
        let carrier = Carrier::queues();
        let deliver =
            carry_all(gateway.clone(), sandbox.clone(), carrier, drain.clone(), move || queues.clone());
        let intake = receive::Intake {
            connection: &connection,
            queue: &self.queue,
            gateway,
            sandbox,
            drain,
            out,
            worked: worked.as_ref(),
        };
        tokio::select! {
            () = deliver => Ok(()),
            received = intake.run() => received,
            Some(error) = failure.recv() => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_broker_is() {
        for (url, loopback) in [
            ("amqp://localhost", true),
            ("amqp://guest:guest@127.0.0.1:5672/%2f", true),
            ("amqp://[::1]:5672", true),
            ("amqp://broker.example", false),
            ("amqp://guest:guest@10.0.0.1:5672/%2f", false),
            ("amqp://127.0.0.1.example", false),
        ] {
            let options = AmqpOptions { url: url.to_owned(), queue: QUEUE.to_owned() };
            assert_eq!(options.is_loopback(), loopback, "{url}");
            assert!(!options.shown().contains("guest"), "{url}");
        }
    }
}
