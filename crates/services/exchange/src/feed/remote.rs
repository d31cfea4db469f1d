//! Intake, as the exchange sees it that is a process of its own: where changes go, and how far the copy has to be.

use crate::feed::{Figures, answers};
use crate::messages::{Carrier, Failed, Gateway, HostError, Place, Taken, Taking};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tongguan_domain::limits;
use tongguan_domain::names::{MailboxName, RequestId, SandboxName};
use tongguan_domain::process::Outcome;
use tongguan_domain::time::Moment;
use tongguan_engine::{Follower, Head};
use tongguan_journal::{LogId, Position};
use tongguan_peer::{Badge, DEADLINE, FORWARD, Line, Way};
use tongguan_proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use tongguan_proto::feed::v1 as pb;
use tongguan_proto::feed::v1::journal_feed_client::JournalFeedClient;
use tongguan_serve::Limits;
use tongguan_wire::status::{Reason, Refused, read_reason};
use tonic::{Code, Request, Response, Status};

/// How soon it is tried again what has to be done, at first.
pub(crate) const SHORTEST: Duration = Duration::from_millis(50);
/// The same, at last.
pub(crate) const LONGEST: Duration = Duration::from_millis(limits::FEED_PAUSE_MILLIS);

/// How long a copy may take to get where intake says that a sandbox ends: so much less than a call may take that the reason
/// is still told.
const CATCH_UP: Duration = Duration::from_secs(4);

/// The copy is behind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Behind;

impl From<Behind> for Refused {
    fn from(_: Behind) -> Self {
        Self::new(Reason::ServerBusy, BEHIND)
    }
}

/// Why it is not followed that has no feed.
pub(crate) const NO_FEED: &str = "it serves no feed: start it by `tongguan serve … --feed`";

const BEHIND: &str = "the copy of this sandbox is behind what was told; try again";

/// Intake in another process. Clones share the connection.
#[derive(Clone)]
pub struct Remote {
    line: Line,
    /// The same, whose calls show nothing of ours: those of others, that are passed on.
    bare: Line,
    follower: Follower,
    /// Why it is not followed any more, if so.
    broken: Arc<watch::Sender<Option<String>>>,
    figures: Arc<Figures>,
}

impl Remote {
    /// Intake at the end of a line, whose journal this follower copies.
    #[must_use]
    pub fn new(line: Line, follower: Follower) -> Self {
        let bare = line.clone().showing(Badge::default());
        Self { bare, line, follower, broken: Arc::default(), figures: Arc::default() }
    }

    /// What is counted of the copy.
    #[must_use]
    pub fn figures(&self) -> Arc<Figures> {
        Arc::clone(&self.figures)
    }

    pub(crate) const fn line(&self) -> &Line {
        &self.line
    }

    /// For calls of others, with what they show.
    pub(crate) const fn bare(&self) -> &Line {
        &self.bare
    }

    pub(crate) const fn follower(&self) -> &Follower {
        &self.follower
    }

    pub(crate) fn client(&self, way: Way) -> JournalFeedClient<Way> {
        JournalFeedClient::new(way)
            .max_decoding_message_size(limits::APPEND_BYTES)
            .max_encoding_message_size(limits::APPEND_BYTES)
    }

    pub(crate) fn exchange(way: Way) -> ClearanceExchangeClient<Way> {
        ClearanceExchangeClient::new(way).max_decoding_message_size(Limits::DEFAULT.reply_message_bytes)
    }

    /// Nothing more is followed: what is read here would grow old without a word.
    pub(crate) fn break_off(&self, why: &str) {
        let words = format!("intake cannot be followed: {why}");
        self.broken.send_replace(Some(words));
    }

    /// Why it is not followed any more, if so.
    fn broken(&self) -> Option<String> {
        self.broken.borrow().clone()
    }

    /// Waits until it is not followed any more: why.
    pub(crate) async fn breaks_off(self) -> Refused {
        let mut broken = self.broken.subscribe();
        match broken.wait_for(Option::is_some).await.map(|why| why.clone()) {
            Ok(why) => Refused::new(Reason::Failure, why.unwrap_or_default()),
            // This handle holds the other end.
            Err(_) => Refused::plain(Reason::Failure),
        }
    }

    /// Whether there is something to read.
    ///
    /// # Errors
    /// Nobody has been followed yet, or nobody is any more.
    pub(crate) fn readable(&self) -> Result<(), Refused> {
        self.not_broken()?;
        match self.follower.original() {
            Some(_) => Ok(()),
            None => Err(Refused::plain(Reason::IntakeAway)),
        }
    }

    /// Whether intake is the one that was followed, as far as anybody knows.
    ///
    /// # Errors
    /// It is not followed any more.
    pub(crate) fn not_broken(&self) -> Result<(), Refused> {
        self.broken().map_or(Ok(()), |why| Err(Refused::new(Reason::Failure, why)))
    }

    /// Brings the copy of a sandbox to where the sandbox ends now. If intake is away, what there is will do.
    ///
    /// # Errors
    /// Intake says where, and the copy does not get there in time, or it is there and does not say: who reads might miss what he
    /// was told.
    pub(crate) async fn freshen(&self, sandbox: &SandboxName) -> Result<(), Refused> {
        if self.broken().is_some() {
            return Ok(());
        }
        let request = pb::HeadRequest { sandbox: sandbox.as_str().to_owned() };
        let head = async |channel| self.client(channel).head(request.clone()).await;
        let began = Instant::now();
        let mut answer = self.line.pass_on(DEADLINE, head).await;
        // A connection that has just broken says so at once, and the next one may be good.
        if answer.is_err() && began.elapsed() < DEADLINE / 2 {
            answer = self.line.pass_on(DEADLINE, head).await;
        }
        match answer {
            Ok(Ok(answer)) => Ok(self.reach(answer.into_inner().head).await?),
            Ok(Err(status)) => unsaid(&status),
            Err(_) => Ok(()),
        }
    }

    async fn reach(&self, head: Option<pb::Head>) -> Result<(), Behind> {
        let Some(pb::Head { log, next, list_next, identity }) = head else { return Ok(()) };
        let log = Some(LogId(log)).filter(|log| log.0 > 0);
        let head = Head { identity, log, next: Position(next), list_next: Position(list_next) };
        let began = Instant::now();
        let reached = timeout(CATCH_UP, self.follower.reached(&head)).await;
        self.figures.wait(began.elapsed(), reached.is_ok());
        reached.map_err(|_| {
            tracing::debug!(?head, "the copy is behind");
            Behind
        })
    }

    /// The same after a change, whose answer does not wait for ever: who reads later waits himself.
    async fn follow_up(&self, head: Option<pb::Head>) {
        let _: Result<_, Behind> = self.reach(head).await;
    }

    /// Has something changed by intake, unless that is not followed any more: it is the wrong one.
    async fn change<T>(
        &self,
        call: impl AsyncFnOnce(Way) -> Result<Response<T>, Status>,
    ) -> Result<T, HostError> {
        if let Some(why) = self.broken() {
            return Err(HostError::Away(why));
        }
        match self.line.pass_on(FORWARD, call).await {
            Ok(Ok(answer)) => Ok(answer.into_inner()),
            Ok(Err(status)) => Err(refused(&status)),
            Err(away) => Err(HostError::Away(away.to_string())),
        }
    }

    /// Has a message taken.
    pub(crate) async fn take(
        &self,
        gateway: &Gateway,
        sandbox: &SandboxName,
        message: Vec<u8>,
        taking: Taking,
    ) -> Result<Taken, Failed> {
        let request = pb::TakeRequest {
            sandbox: sandbox.as_str().to_owned(),
            message: message.clone(),
            request_id: taking.id.as_ref().map(RequestId::as_str).unwrap_or_default().to_owned(),
            outcome: taking.outcome.map_or("", Outcome::name).to_owned(),
        };
        let take = async |channel| self.client(channel).take(in_time(request)).await;
        let answer = self.change(take).await?;
        self.follow_up(answer.head).await;
        answers::read(gateway, sandbox, message, answer).await
    }

    /// Writes down where a transport stands. What was delivered is delivered: it is told until somebody hears it, and
    /// nothing is delivered twice only because intake is away.
    pub(crate) async fn carry(
        &self,
        sandbox: &SandboxName,
        (mailbox, epoch): (&MailboxName, u64),
        carrier: &Carrier,
        place: Place,
    ) -> Result<(), HostError> {
        let request = pb::CarryRequest {
            sandbox: sandbox.as_str().to_owned(),
            mailbox: mailbox.as_str().to_owned(),
            carrier: carrier.name().to_owned(),
            carried: place.carried,
            tries: place.tries,
            epoch,
        };
        let carry = async |channel| self.client(channel).carry(in_time(request.clone())).await;
        let mut pause = SHORTEST;
        loop {
            match self.line.pass_on(FORWARD, carry).await {
                Ok(Ok(answer)) => {
                    self.follow_up(answer.into_inner().head).await;
                    return Ok(());
                }
                Ok(Err(status)) if is_refusal(&status) => return Err(refused(&status)),
                Ok(Err(_)) | Err(_) => {}
            }
            if pause == SHORTEST {
                tracing::warn!(%sandbox, %mailbox, "letters are delivered, and intake is away: the next ones wait");
            }
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST);
        }
    }

    /// Lets time pass until a moment; gives what the clock shows then.
    pub(crate) async fn pass(&self, sandbox: &SandboxName, until: Moment) -> Result<Moment, HostError> {
        let request = pb::PassRequest { sandbox: sandbox.as_str().to_owned(), until_millis: until.millis() };
        let pass = async |channel| self.client(channel).pass(in_time(request)).await;
        let answer = self.change(pass).await?;
        self.follow_up(answer.head).await;
        Ok(Moment::from_millis(answer.now_millis))
    }
}

fn in_time<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.set_timeout(FORWARD);
    request
}

/// What it means that intake does not say where a sandbox ends.
///
/// # Errors
/// It is there: whoever reads might miss what it has told him.
fn unsaid(status: &Status) -> Result<(), Refused> {
    let code = status.code();
    match (code, read_reason(status)) {
        // It is away. While it does not take our own key it counts as that: others are no less served for it.
        (Code::Unavailable | Code::Unauthenticated | Code::PermissionDenied, _) => Ok(()),
        // It has too much to do.
        (Code::ResourceExhausted | Code::DeadlineExceeded | Code::Cancelled | Code::Aborted, _) => Err(
            Refused::new(Reason::ServerBusy, "intake does not say now where this sandbox ends; try again"),
        ),
        // It is said of the sandbox.
        (_, Some(reason)) if is_refusal(status) => Err(Refused::new(reason, status.message())),
        (Code::Unimplemented, _) => {
            Err(Refused::new(Reason::Failure, format!("intake cannot be followed: {NO_FEED}")))
        }
        _ => {
            tracing::error!(%code, "intake does not say where a sandbox ends");
            let words = format!("intake does not say where this sandbox ends ({code:?}); its log says why");
            Err(Refused::new(Reason::Failure, words))
        }
    }
}

/// Whether a status says something of what was passed on, that will not change. What it says of this process (its key, its
/// version, a feed that is off), or of the machine, is none of the sender's business: he waits.
fn is_refusal(status: &Status) -> bool {
    let of_us = matches!(
        status.code(),
        Code::Unauthenticated | Code::PermissionDenied | Code::Unimplemented | Code::Unavailable
    );
    !of_us && read_reason(status).is_some_and(|reason| !reason.retryable() && reason != Reason::Failure)
}

fn refused(status: &Status) -> HostError {
    match is_refusal(status) {
        true => HostError::Elsewhere(status.message().to_owned()),
        false => HostError::Away(status.message().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What intake says of the exchange, or of itself, costs nobody his message.
    #[test]
    fn only_what_is_said_of_a_message_refuses_it() {
        let told = |reason| Refused::plain(reason).status();
        let rows = [
            (told(Reason::RequestIdReused), true),
            (told(Reason::CursorOfAnotherLife), true),
            (told(Reason::ArgumentInvalid), true),
            (told(Reason::KeyInvalid), false),
            (told(Reason::RoleMissing), false),
            (told(Reason::MethodUnknown), false),
            (told(Reason::ServerBusy), false),
            (told(Reason::ServerDraining), false),
            (told(Reason::Failure), false),
            (Status::new(Code::Unimplemented, "no feed"), false),
            (Status::new(Code::Internal, "a proxy"), false),
        ];
        for (status, refuses) in rows {
            assert_eq!(is_refusal(&status), refuses, "{status:?}");
            assert_eq!(matches!(refused(&status), HostError::Elsewhere(_)), refuses, "{status:?}");
        }
    }
}
