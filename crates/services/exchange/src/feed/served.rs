//! The feed, where the journal is.

use crate::feed::{Own, answers, introduction};
use crate::messages::{Carrier, Gateway, Place, Taking};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::spawn_blocking;
use tokio::time::sleep;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::Outcome;
use tongguan_domain::time::Moment;
use tongguan_engine::{Feed, FeedError, FeedReader, Place as Followed};
use tongguan_journal::{Append, LogId, Position};
use tongguan_proto::feed::v1 as pb;
use tongguan_proto::feed::v1::follow_response::Step;
use tongguan_proto::feed::v1::journal_feed_server::{JournalFeed, JournalFeedServer};
use tongguan_serve::{DrainSignal, Limits, refused};
use tongguan_wire::caller;
use tongguan_wire::status::{Reason, Refused};
use tonic::{Request, Response, Status};

const HEARTBEAT: Duration = Duration::from_millis(limits::FEED_HEARTBEAT_MILLIS);
/// Messages that wait for the connection: while one goes out, the next is read.
const AHEAD: usize = 2;

/// The feed of the journal of a gateway, and what those who follow it have done here.
#[derive(Clone)]
pub struct Served {
    gateway: Gateway,
    feed: Feed,
    own: Own,
    drain: DrainSignal,
    seats: Arc<Semaphore>,
}

type Sent = Result<pb::FollowResponse, Status>;

impl Served {
    /// The feed of a gateway; it ends when the server drains.
    #[must_use]
    pub fn new(gateway: Gateway, own: Own, drain: DrainSignal) -> Self {
        let feed = gateway.host().feed();
        Self { gateway, feed, own, drain, seats: Arc::new(Semaphore::new(limits::FEED_FOLLOWERS)) }
    }

    /// The service.
    #[must_use]
    pub fn into_server(self) -> JournalFeedServer<Self> {
        JournalFeedServer::new(self)
            // An envelope, and the id of its request.
            .max_decoding_message_size(Limits::DEFAULT.batch_message_bytes)
            .max_encoding_message_size(limits::APPEND_BYTES)
    }

    fn head(&self, sandbox: &SandboxName) -> Result<Option<pb::Head>, Status> {
        let head = self.feed.head(sandbox).map_err(|error| failure(&error))?;
        let log = head.log.map_or(0, |log| log.0);
        let (identity, next, list_next) = (head.identity, head.next.0, head.list_next.0);
        Ok(Some(pb::Head { log, next, list_next, identity }))
    }
}

fn failure(error: &dyn std::fmt::Display) -> Status {
    tracing::error!(%error, "the journal cannot be read");
    Refused::plain(Reason::Failure).status()
}

fn named(name: String) -> Result<SandboxName, Status> {
    let invalid = |error: tongguan_domain::names::NameError| {
        Refused::new(Reason::SandboxNameInvalid, error.to_string()).status()
    };
    SandboxName::stored(&name).map_err(invalid)
}

/// Follows the journal for one process, until that goes or the server drains.
struct Following {
    feed: Feed,
    hello: pb::Hello,
    places: Vec<Followed>,
    out: mpsc::Sender<Sent>,
    _seat: OwnedSemaphorePermit,
}

impl Following {
    async fn run(self, drain: DrainSignal) {
        let ended = tokio::select! {
            ended = self.push() => ended,
            () = drain.draining() => Err(Refused::plain(Reason::ServerDraining).status()),
        };
        if let Err(status) = ended {
            // Whoever followed may have gone, or reads nothing more.
            let _: Result<_, _> = self.out.try_send(Err(status));
        }
    }

    async fn push(&self) -> Result<(), Status> {
        if !self.say(Some(Step::Hello(self.hello.clone()))).await {
            return Ok(());
        }
        let (feed, places) = (self.feed.clone(), self.places.clone());
        let mut reader = beside(move || feed.from(&places)).await?.map_err(|error| match error {
            FeedError::Journal(error) => failure(&error),
            other => Refused::new(Reason::CursorOfAnotherLife, other.to_string()).status(),
        })?;
        loop {
            let parts;
            (reader, parts) = read(reader).await?;
            let step = match parts.is_empty() {
                false => Some(Step::Entries(pb::Entries { parts: parts.into_iter().map(part).collect() })),
                true => {
                    tokio::select! {
                        more = reader.grown() => match more {
                            true => continue,
                            false => return Ok(()),
                        },
                        () = sleep(HEARTBEAT) => None,
                        () = self.out.closed() => return Ok(()),
                    }
                }
            };
            if !self.say(step).await {
                return Ok(());
            }
        }
    }

    /// False if nobody follows any more.
    async fn say(&self, step: Option<Step>) -> bool {
        self.out.send(Ok(pb::FollowResponse { step })).await.is_ok()
    }
}

async fn read(mut reader: FeedReader) -> Result<(FeedReader, Vec<Append>), Status> {
    let (reader, parts) = beside(move || {
        let parts = reader.read();
        (reader, parts)
    })
    .await?;
    Ok((reader, parts.map_err(|error| failure(&error))?))
}

/// Reads from the disk beside the threads that serve connections.
async fn beside<T: Send + 'static>(read: impl FnOnce() -> T + Send + 'static) -> Result<T, Status> {
    // Only a runtime that ends gives a task up.
    spawn_blocking(read).await.map_err(|_| Refused::plain(Reason::ServerDraining).status())
}

fn part(append: Append) -> pb::Part {
    pb::Part { log: append.log.0, first: append.first.0, entries: append.entries }
}

fn place(place: &pb::Place) -> Option<Followed> {
    let last = u128::from_be_bytes(place.last.as_slice().try_into().ok()?);
    Some(Followed { log: LogId(place.log), next: Position(place.next), last })
}

#[tonic::async_trait]
impl JournalFeed for Served {
    type FollowStream = Pin<Box<dyn Stream<Item = Sent> + Send>>;

    async fn follow(
        &self,
        request: Request<pb::FollowRequest>,
    ) -> Result<Response<Self::FollowStream>, Status> {
        let seat = Arc::clone(&self.seats).try_acquire_owned().map_err(|_| {
            let text = format!("{} processes follow already", limits::FEED_FOLLOWERS);
            Refused::new(Reason::TooManyWatchers, text).status()
        })?;
        let pb::FollowRequest { identity, places } = request.into_inner();
        let hello = introduction::write(&self.own, self.feed.identity(), self.gateway.host().defaults());
        // What somebody has of another journal, or what he cannot say rightly, counts for nothing.
        let known = identity == Some(self.feed.identity());
        let places = places.iter().filter(|_| known).take(limits::SANDBOXES + 1).filter_map(place).collect();
        let (out, stream) = mpsc::channel(AHEAD);
        let following = Following { feed: self.feed.clone(), hello, places, out, _seat: seat };
        tokio::spawn(following.run(self.drain.clone()));
        Ok(Response::new(Box::pin(ReceiverStream::new(stream))))
    }

    async fn head(&self, request: Request<pb::HeadRequest>) -> Result<Response<pb::HeadResponse>, Status> {
        let sandbox = named(request.into_inner().sandbox)?;
        Ok(Response::new(pb::HeadResponse { head: self.head(&sandbox)? }))
    }

    async fn take(&self, request: Request<pb::TakeRequest>) -> Result<Response<pb::TakeResponse>, Status> {
        let pb::TakeRequest { sandbox, message, request_id, outcome } = request.into_inner();
        let sandbox = named(sandbox)?;
        let forced = Outcome::named(&outcome);
        if forced.is_none() && !outcome.is_empty() {
            return Err(Refused::new(Reason::ArgumentInvalid, "outcome: it is none").status());
        }
        let taking = Taking { id: caller::optional_request_id(request_id)?, outcome: forced };
        let answer = answers::write(self.gateway.take(&sandbox, message, taking).await);
        Ok(Response::new(pb::TakeResponse { head: self.head(&sandbox)?, ..answer }))
    }

    async fn carry(&self, request: Request<pb::CarryRequest>) -> Result<Response<pb::CarryResponse>, Status> {
        let pb::CarryRequest { sandbox, mailbox, carrier, carried, tries, epoch } = request.into_inner();
        let sandbox = named(sandbox)?;
        let mailbox = self.gateway.mailbox(&sandbox, &caller::mailbox(mailbox)?);
        if mailbox.epoch() != epoch {
            return Err(Refused::plain(Reason::CursorOfAnotherLife).status());
        }
        mailbox.carried(&Carrier::named(&carrier), Place { carried, tries }).await.map_err(refused)?;
        Ok(Response::new(pb::CarryResponse { head: self.head(&sandbox)? }))
    }

    async fn pass(&self, request: Request<pb::PassRequest>) -> Result<Response<pb::PassResponse>, Status> {
        let pb::PassRequest { sandbox, until_millis } = request.into_inner();
        let sandbox = named(sandbox)?;
        self.gateway.pass(&sandbox, Moment::from_millis(until_millis)).await.map_err(refused)?;
        let now_millis = self.gateway.clock(&sandbox).millis();
        Ok(Response::new(pb::PassResponse { now_millis, head: self.head(&sandbox)? }))
    }
}
