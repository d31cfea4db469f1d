//! Messages out of the queue.

use super::deliver::{Outgoing, Undelivered};
use super::queue::{declare, is_of_channel};
use super::{LONGEST, SHORTEST};
use crate::messages::{Business, Failed, Gateway, HostError, PlatformAnswer, Taken, Taking};
use crate::transports::said::Said;
use lapin::Connection;
use lapin::message::Delivery;
use lapin::options::{BasicAckOptions, BasicConsumeOptions, BasicNackOptions, BasicQosOptions};
use lapin::types::FieldTable;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_stream::StreamExt;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_serve::DrainSignal;

/// Where messages come from and go to.
pub(super) struct Intake<'a> {
    pub(super) connection: &'a Connection,
    pub(super) queue: &'a str,
    pub(super) gateway: &'a Gateway,
    pub(super) sandbox: &'a SandboxName,
    pub(super) drain: &'a DrainSignal,
    /// For the answers of the platform.
    pub(super) out: Outgoing,
    /// Whether anything was ever done over this connection.
    pub(super) worked: &'a std::sync::atomic::AtomicBool,
}

impl Intake<'_> {
    /// Takes messages until the broker or the server stops. A queue that cannot be read is looked at again, later and
    /// later; receipts go out meanwhile.
    pub(super) async fn run(mut self) -> lapin::Result<()> {
        let mut pause = SHORTEST;
        let mut said = Said::default();
        loop {
            let mut any = false;
            let why = match self.consume(&mut any).await {
                Ok(true) => return Ok(()),
                Ok(false) => "the broker has ended the subscription".to_owned(),
                Err(error) if is_of_channel(&error) => error.to_string(),
                Err(error) => return Err(error),
            };
            if any {
                pause = SHORTEST;
                said.over();
            }
            if said.is_news(&why) {
                tracing::warn!(queue = self.queue, why, "the queue cannot be read");
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST);
        }
    }

    /// Takes messages one after the other, in the order of the queue. True: the server stops. False: the queue is gone.
    async fn consume(&mut self, any: &mut bool) -> lapin::Result<bool> {
        declare(self.connection, self.queue).await?;
        let channel = self.connection.create_channel().await?;
        channel.basic_qos(limits::AMQP_PREFETCH, BasicQosOptions::default()).await?;
        let options = BasicConsumeOptions::default();
        let mut consumer = channel
            .basic_consume(self.queue.into(), "tongguan".into(), options, FieldTable::default())
            .await?;
        let mut waiting = JoinSet::new();
        while let Some(delivery) = consumer.next().await {
            let mut delivery = delivery?;
            while waiting.try_join_next().is_some() {}
            let bytes = std::mem::take(&mut delivery.data);
            match self.take(bytes).await {
                Ok(taken) => self.answer(taken, delivery, &mut waiting).await?,
                // It stays in the queue for the next process.
                Err(Failed { error: HostError::Stopping, .. }) => return Ok(true),
                Err(failed) if self.drain.is_draining() => {
                    tracing::debug!(%failed, "a message waits");
                    return Ok(true);
                }
                Err(failed) => {
                    tracing::warn!(queue = self.queue, %failed, "a message cannot be taken");
                    refuse(&delivery).await?;
                }
            }
            *any = true;
            self.worked.store(true, std::sync::atomic::Ordering::Relaxed);
        }
        Ok(false)
    }

    /// Takes a message. Where who decides is away, it waits, and the broker keeps it meanwhile.
    async fn take(&self, bytes: Vec<u8>) -> Result<Taken, Failed> {
        loop {
            match self.gateway.take(self.sandbox, bytes.clone(), Taking::default()).await {
                Err(Failed {
                    error: error @ (HostError::Away(_) | HostError::TooManyWait { .. }), ..
                }) if !self.drain.is_draining() => {
                    tracing::debug!(%error, "a message waits");
                    sleep(SHORTEST).await;
                }
                taken => return taken,
            }
        }
    }

    /// Gives the platform's answer, and tells the broker that the message is done with.
    async fn answer(
        &mut self,
        taken: Taken,
        delivery: Delivery,
        waiting: &mut JoinSet<()>,
    ) -> lapin::Result<()> {
        if let Some(why) = shown(&taken) {
            tracing::warn!(queue = self.queue, why, "a message was refused");
        }
        if let Some(answer) = taken.platform {
            match put(&mut self.out, &answer).await {
                Ok(()) => {}
                Err(Undelivered::Broker(error)) => return Err(error),
                Err(Undelivered::Queue(why)) if waiting.len() < limits::AMQP_ANSWERS => {
                    tracing::warn!(why, "an answer of the platform waits for the queue of its sender");
                    waiting.spawn(put_later(self.out.clone(), answer, delivery));
                    return Ok(());
                }
                Err(Undelivered::Queue(why)) => {
                    tracing::warn!(why, "an answer of the platform has no queue; its message is given back");
                    return refuse(&delivery).await;
                }
            }
        }
        delivery.ack(BasicAckOptions::default()).await.map(drop)
    }
}

async fn put(out: &mut Outgoing, answer: &PlatformAnswer) -> Result<(), Undelivered> {
    let Some(recipient) = &answer.recipient else { return Ok(()) };
    out.put(recipient.as_str(), &answer.id, "DxpRep", &answer.xml).await
}

/// Tries again and again, while the messages behind are taken.
async fn put_later(mut out: Outgoing, answer: PlatformAnswer, delivery: Delivery) {
    let mut pause: Duration = SHORTEST;
    loop {
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST);
        let put = match put(&mut out, &answer).await {
            Ok(()) => delivery.ack(BasicAckOptions::default()).await.map(drop),
            Err(Undelivered::Queue(_)) => continue,
            Err(Undelivered::Broker(error)) => Err(error),
        };
        if let Err(error) = put {
            out.fail(error);
        }
        return;
    }
}

/// What was wrong, for the log. What a CEB900 quotes is in the mailbox; the log holds no data of the message.
fn shown(taken: &Taken) -> Option<String> {
    match (&taken.platform, &taken.business) {
        (None, Some(Business::Refused { fault, .. })) => Some(format!("CEB900 {}", fault.code)),
        (Some(answer), Some(Business::Refused { fault, .. })) => {
            Some(format!("{}: {}; CEB900 {}", answer.code.code, answer.text, fault.code))
        }
        _ => taken.trouble(),
    }
}

/// Not put back: it would come again at once. A dead-letter exchange of the queue gets it, if there is one.
async fn refuse(delivery: &Delivery) -> lapin::Result<()> {
    delivery.nack(BasicNackOptions { requeue: false, ..Default::default() }).await.map(drop)
}
