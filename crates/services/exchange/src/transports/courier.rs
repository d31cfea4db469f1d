//! Carrying the letters of a mailbox out: in order, at least once, written down when they are safe.

use crate::messages::{Carrier, Gateway, HostError, Mailbox, Place};
use crate::transports::said::Said;
use std::collections::HashSet;
use std::future::Future;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::receipt::Letter;
use tongguan_serve::DrainSignal;

/// How often is looked for what nobody announces.
pub(crate) const SCAN: Duration = Duration::from_millis(limits::COURIER_SCAN_MILLIS);

/// Where letters go. A delivery retries as it sees fit: when it returns, the letter is delivered or given up.
pub(crate) trait Delivery: Send + 'static {
    /// Letters that are delivered before it is written down.
    const TOGETHER: usize;

    /// Delivers one letter, which an earlier process has tried so many times.
    fn deliver(
        &mut self,
        mailbox: &Mailbox,
        letter: &Letter,
        tries: u32,
    ) -> impl Future<Output = Result<(), HostError>> + Send;

    /// Makes sure that what was delivered stays so, before it is written down.
    fn settle(&mut self, mailbox: &Mailbox) -> impl Future<Output = ()> + Send {
        let _ = mailbox;
        async {}
    }
}

/// Carries the letters of one mailbox until the server drains. It goes on where this carrier stood, whatever other
/// readers of the mailbox have got.
pub(crate) async fn carry<D: Delivery>(
    mailbox: Mailbox,
    carrier: Carrier,
    mut delivery: D,
    drain: DrainSignal,
) {
    let mut said = Said::default();
    loop {
        let ended = tokio::select! {
            ended = all_letters(&mailbox, &carrier, &mut delivery) => ended,
            () = drain.draining() => return,
        };
        match ended {
            Err(HostError::Stopping) => return,
            // The sandbox was deleted: what comes under its name later is carried, too.
            Ok(()) => {}
            Err(error) if said.is_news(&error.to_string()) => {
                tracing::warn!(mailbox = %mailbox.name(), %error, "letters wait");
            }
            Err(_) => {}
        }
        sleep(SCAN).await;
    }
}

async fn all_letters<D: Delivery>(
    mailbox: &Mailbox,
    carrier: &Carrier,
    delivery: &mut D,
) -> Result<(), HostError> {
    // It is watched before the first look, so that nothing can come in between unheard.
    let mut watch = mailbox.watch().await?;
    let mut place = mailbox.place(carrier).await?;
    loop {
        let letters = mailbox.letters(place.carried, D::TOGETHER).await?;
        for letter in &letters {
            delivery.deliver(mailbox, letter, place.tries).await?;
            place = Place { carried: letter.number, tries: 0 };
        }
        if !letters.is_empty() {
            delivery.settle(mailbox).await;
            mailbox.carried(carrier, place).await?;
        } else if watch.changed().await.is_err() {
            return Ok(());
        }
    }
}

/// Carries the letters of every mailbox that appears in a sandbox, until the server drains.
pub(crate) async fn carry_all<D: Delivery>(
    gateway: Gateway,
    sandbox: SandboxName,
    carrier: Carrier,
    drain: DrainSignal,
    mut delivery: impl FnMut() -> D,
) {
    let mut known = HashSet::new();
    let (mut looked, mut life) = (0, gateway.life(&sandbox));
    let mut couriers = JoinSet::new();
    let mut said = Said::default();
    let mut look = interval(SCAN);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = drain.draining() => break,
            _ = look.tick() => {}
        }
        // Another sandbox under the same name has its own mailboxes, in an order of its own.
        let now = gateway.life(&sandbox);
        if now != life {
            (looked, life) = (0, now);
        }
        let room = limits::COURIERS.saturating_sub(known.len());
        match gateway.mailboxes(&sandbox, looked, room).await {
            Ok(new) => {
                looked += new.len();
                for name in new {
                    let mailbox = gateway.mailbox(&sandbox, &name);
                    if known.insert(name) {
                        couriers.spawn(carry(mailbox, carrier.clone(), delivery(), drain.clone()));
                    }
                }
            }
            Err(HostError::Stopping) => break,
            Err(error) if said.is_news(&error.to_string()) => {
                tracing::warn!(%error, "mailboxes cannot be listed");
            }
            Err(_) => {}
        }
        if known.len() >= limits::COURIERS && said.is_news("COURIERS") {
            tracing::warn!(most = limits::COURIERS, "receipts of further mailboxes are not carried out");
        }
    }
    couriers.join_all().await;
}
