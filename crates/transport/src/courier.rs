//! Carrying the letters of a mailbox out: in order, at least once, acknowledged when they are safe.

use std::collections::HashSet;
use std::future::Future;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::receipt::Letter;
use tongguan_gateway::{Gateway, HostError, Mailbox};
use tongguan_serve::DrainSignal;

/// How often is looked for what nobody announces.
pub(crate) const SCAN: Duration = Duration::from_millis(limits::COURIER_SCAN_MILLIS);

/// Where letters go. A delivery retries as it sees fit: when it returns, the letter is safe or given up.
pub(crate) trait Delivery: Send + 'static {
    /// Letters that are delivered before they are acknowledged together.
    const ACKNOWLEDGED_TOGETHER: usize;

    /// Delivers one letter.
    fn deliver(
        &mut self,
        mailbox: &Mailbox,
        letter: &Letter,
    ) -> impl Future<Output = Result<(), HostError>> + Send;
}

/// Carries the letters of one mailbox until the server drains.
pub(crate) async fn carry<D: Delivery>(mailbox: Mailbox, mut delivery: D, drain: DrainSignal) {
    loop {
        let ended = tokio::select! {
            ended = all_letters(&mailbox, &mut delivery) => ended,
            () = drain.draining() => return,
        };
        match ended {
            Ok(()) | Err(HostError::Stopping) => return,
            Err(error) => tracing::warn!(mailbox = %mailbox.name(), %error, "letters wait"),
        }
        sleep(SCAN).await;
    }
}

async fn all_letters<D: Delivery>(mailbox: &Mailbox, delivery: &mut D) -> Result<(), HostError> {
    // The door is opened before the first look, so that nothing can come in between unheard.
    let mut door = mailbox.door().await?;
    let (_, mut after) = mailbox.ends().await?;
    loop {
        let letters = mailbox.letters(after, D::ACKNOWLEDGED_TOGETHER).await?;
        for letter in &letters {
            delivery.deliver(mailbox, letter).await?;
            after = letter.number;
        }
        if !letters.is_empty() {
            mailbox.acknowledge(after).await?;
        } else if door.changed().await.is_err() {
            return Ok(());
        }
    }
}

/// Carries the letters of every mailbox that appears in a sandbox, until the server drains.
pub(crate) async fn carry_all<D: Delivery>(
    gateway: Gateway,
    sandbox: SandboxName,
    drain: DrainSignal,
    mut delivery: impl FnMut() -> D,
) {
    let mut known = HashSet::new();
    let mut couriers = JoinSet::new();
    let mut look = interval(SCAN);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = drain.draining() => break,
            _ = look.tick() => {}
        }
        let room = limits::COURIERS - known.len();
        match gateway.mailboxes(&sandbox, known.len(), room).await {
            Ok(new) => {
                for name in new {
                    let mailbox = gateway.mailbox(&sandbox, &name);
                    if known.insert(name) {
                        couriers.spawn(carry(mailbox, delivery(), drain.clone()));
                    }
                }
            }
            Err(HostError::Stopping) => break,
            Err(error) => tracing::warn!(%error, "mailboxes cannot be listed"),
        }
    }
    couriers.join_all().await;
}
