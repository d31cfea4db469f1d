//! AMQP 0-9-1 (RabbitMQ): messages come out of one queue, receipts go into a queue for each DXP id, `<id>_HZ`.
//!
//! A message is acknowledged when its answer is durable, a receipt when the broker has confirmed it. Both can therefore
//! come twice after a failure: a message that comes twice has no second effect, a receipt has its number.

mod deliver;
mod receive;

use crate::StartError;
use crate::courier::carry_all;
use lapin::uri::AMQPUri;
use lapin::{Connection, ConnectionProperties};
use std::time::Duration;
use tokio::time::sleep;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_gateway::Gateway;
use tongguan_serve::{DrainSignal, Drained};

/// The queue of messages, unless told otherwise.
pub const QUEUE: &str = "tongguan";

/// Which broker.
#[derive(Clone, Debug)]
pub struct AmqpOptions {
    /// `amqp://user:password@host:port/vhost`.
    pub url: String,
    /// Queue of messages; usually [`QUEUE`].
    pub queue: String,
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

    /// Holds a connection; after a failure it is made again, later and later.
    pub(crate) async fn run(self, gateway: Gateway, sandbox: SandboxName, drain: DrainSignal) -> Drained {
        let (shortest, longest) =
            (Duration::from_millis(100), Duration::from_secs(limits::AMQP_PAUSE_SECONDS));
        let mut pause = shortest;
        while !drain.is_draining() {
            let work = async {
                let connection = self.connect().await?;
                pause = shortest;
                tracing::info!(queue = self.queue, "connected to the broker");
                self.work(&connection, &gateway, &sandbox, &drain).await
            };
            let ended = tokio::select! {
                ended = work => ended,
                () = drain.draining() => break,
            };
            if let Err(error) = ended {
                tracing::warn!(%error, "no broker");
            }
            tokio::select! {
                () = sleep(pause) => {}
                () = drain.draining() => break,
            }
            pause = (pause * 2).min(longest);
        }
        Drained::Clean
    }

    async fn connect(&self) -> lapin::Result<Connection> {
        Connection::connect_uri(self.uri.clone(), ConnectionProperties::default()).await
    }

    /// Receives and delivers until one of them fails.
    async fn work(
        &self,
        connection: &Connection,
        gateway: &Gateway,
        sandbox: &SandboxName,
        drain: &DrainSignal,
    ) -> lapin::Result<()> {
        let (failed, mut failure) = tokio::sync::mpsc::channel(1);
        let out = deliver::Outgoing::open(connection, failed).await?;
        let queues = out.clone();
        let deliver = carry_all(gateway.clone(), sandbox.clone(), drain.clone(), move || queues.clone());
        let receive = receive::receive(connection, &self.queue, gateway, sandbox, &out, drain);
        tokio::select! {
            () = deliver => Ok(()),
            received = receive => received,
            Some(error) = failure.recv() => Err(error),
        }
    }
}
