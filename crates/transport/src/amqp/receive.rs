//! Messages out of the queue.

use super::deliver::{Outgoing, declare};

use lapin::Connection;
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions};
use lapin::types::FieldTable;
use tokio_stream::StreamExt;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_gateway::{Failed, Gateway, HostError, Taking};
use tongguan_serve::DrainSignal;

/// Takes messages one after the other, in the order of the queue, until the broker or the server stops.
pub(super) async fn receive(
    connection: &Connection,
    queue: &str,
    gateway: &Gateway,
    sandbox: &SandboxName,
    out: &Outgoing,
    drain: &DrainSignal,
) -> lapin::Result<()> {
    let channel = connection.create_channel().await?;
    channel.basic_qos(limits::AMQP_PREFETCH, BasicQosOptions::default()).await?;
    declare(&channel, queue).await?;
    let mut consumer = channel
        .basic_consume(queue.into(), "tongguan".into(), BasicConsumeOptions::default(), FieldTable::default())
        .await?;
    let mut out = out.clone();
    while let Some(delivery) = consumer.next().await {
        let mut delivery = delivery?;
        let bytes = std::mem::take(&mut delivery.data);
        match gateway.take(sandbox, bytes, Taking::default()).await {
            Ok(taken) => {
                if let Some((answer, recipient)) =
                    taken.platform.as_ref().and_then(|answer| Some((answer, answer.recipient.as_ref()?)))
                {
                    out.put(recipient.as_str(), &answer.id, "DxpRep", &answer.xml).await?;
                }
                if let Some(why) = taken.trouble() {
                    tracing::warn!(queue, why, "a message was refused");
                }
                delivery.ack(BasicAckOptions::default()).await?;
            }
            // It stays in the queue for the next process.
            Err(Failed { error: HostError::Stopping, .. }) => return Ok(()),
            Err(failed) if drain.is_draining() => {
                tracing::debug!(%failed, "a message waits");
                return Ok(());
            }
            Err(failed) => {
                tracing::warn!(queue, %failed, "a message cannot be taken");
                refuse(&delivery).await?;
            }
        }
    }
    Ok(())
}

/// Not put back: it would come again at once. A dead-letter exchange of the queue gets it, if there is one.
async fn refuse(delivery: &Delivery) -> lapin::Result<()> {
    delivery.nack(BasicNackOptions { requeue: false, ..Default::default() }).await.map(drop)
}
