//! Follows intake: from where the copy ends, for as long as this process runs.

use crate::feed::remote::{LONGEST, NO_FEED, Remote, SHORTEST};
use crate::feed::{Own, introduction};
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tongguan_domain::limits;
use tongguan_engine::FollowError;
use tongguan_journal::{Append, LogId, Position};
use tongguan_peer::{Failed, words};
use tongguan_proto::feed::v1 as pb;
use tongguan_proto::feed::v1::follow_response::Step;
use tonic::{Code, Status, Streaming};

/// Who says nothing for so long is gone.
const SILENCE: Duration = Duration::from_millis(3 * limits::FEED_HEARTBEAT_MILLIS);

/// Why nothing more comes.
enum Ended {
    /// Nobody is there; somebody may come.
    Away(String),
    /// What comes cannot be followed, and asking again would not help.
    Wrong(String),
    /// This process stops.
    Stopping,
}

impl From<FollowError> for Ended {
    fn from(error: FollowError) -> Self {
        match error {
            FollowError::Stopping => Self::Stopping,
            other => Self::Wrong(other.to_string()),
        }
    }
}

/// Follows until what comes cannot be followed, or this process stops: not when it begins to drain, for calls that are under way
/// wait for what comes.
pub async fn follow(remote: Remote, own: Own) {
    let mut pause = SHORTEST;
    let mut told = false;
    loop {
        let mut heard = false;
        let ended = once(&remote, &own, &mut heard).await;
        remote.figures().end(heard);
        if heard {
            (pause, told) = (SHORTEST, false);
        }
        match ended {
            Ended::Stopping => return,
            Ended::Wrong(why) => {
                tracing::error!(
                    why,
                    "intake cannot be followed any more; what is here is kept, and not shown"
                );
                remote.break_off(&why);
                return;
            }
            Ended::Away(why) if !told => {
                told = true;
                tracing::warn!(why, "intake is away; what is here can be read, and it is called again");
            }
            Ended::Away(_) => {}
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST);
    }
}

/// Follows over one connection; says whether anything was heard.
async fn once(remote: &Remote, own: &Own, heard: &mut bool) -> Ended {
    let mut steps = match begin(remote).await {
        Ok(steps) => steps,
        Err(ended) => return ended,
    };
    let mut introduced = false;
    loop {
        let step = match timeout(SILENCE, steps.message()).await {
            Ok(Ok(Some(step))) => step.step,
            Ok(Ok(None)) => return Ended::Away("the feed has ended".to_owned()),
            Ok(Err(status)) => return lost(&status),
            Err(_) => {
                remote.line().renew();
                return Ended::Away(format!("nothing for {} ms", SILENCE.as_millis()));
            }
        };
        *heard = true;
        let taken = match step {
            None => Ok(()),
            Some(Step::Hello(hello)) if !introduced => {
                introduced = true;
                hear(remote, &hello, own).await
            }
            Some(Step::Hello(_)) => Err(Ended::Wrong("it introduces itself once more".to_owned())),
            Some(Step::Entries(_)) if !introduced => Err(FollowError::Unannounced.into()),
            Some(Step::Entries(entries)) => take(remote, entries.parts).await,
        };
        if let Err(ended) = taken {
            return ended;
        }
    }
}

async fn take(remote: &Remote, parts: Vec<pb::Part>) -> Result<(), Ended> {
    let entries: usize = parts.iter().map(|part| part.entries.len()).sum();
    remote.follower().take(parts.into_iter().map(append).collect()).await?;
    remote.figures().take(entries as u64);
    Ok(())
}

async fn begin(remote: &Remote) -> Result<Streaming<pb::FollowResponse>, Ended> {
    let places = remote.follower().places().await?;
    let places = places.into_iter().map(|place| pb::Place {
        log: place.log.0,
        next: place.next.0,
        last: place.last.to_be_bytes().to_vec(),
    });
    let request = pb::FollowRequest { identity: remote.follower().original(), places: places.collect() };
    let follow = async |channel| remote.client(channel).follow(request).await;
    match remote.line().pass_on(tongguan_peer::DEADLINE, follow).await {
        Ok(Ok(steps)) => Ok(steps.into_inner()),
        Ok(Err(status)) => Err(lost(&status)),
        Err(Failed::Away(why) | Failed::Unusable(why)) => Err(Ended::Away(why)),
    }
}

async fn hear(remote: &Remote, hello: &pb::Hello, own: &Own) -> Result<(), Ended> {
    let had = remote.follower().original();
    let hello = introduction::read(hello, own).map_err(Ended::Wrong)?;
    let anew = remote.follower().hello(hello).await?;
    remote.figures().following.set(1);
    match had {
        Some(_) if anew => tracing::warn!("intake has another journal; the copy is discarded and begun anew"),
        _ => tracing::info!("following intake"),
    }
    Ok(())
}

fn append(part: pb::Part) -> Append {
    Append { log: LogId(part.log), first: Position(part.first), entries: part.entries }
}

/// What a status of the feed means.
fn lost(status: &Status) -> Ended {
    match status.code() {
        Code::Unimplemented => Ended::Wrong(NO_FEED.to_owned()),
        Code::FailedPrecondition | Code::InvalidArgument => Ended::Wrong(words(status.message())),
        // A key that is not taken now may be put right; what is here is as good as it was.
        Code::OutOfRange => {
            Ended::Wrong(format!("a message of the feed is too large: {}", words(status.message())))
        }
        _ => Ended::Away(words(status.message())),
    }
}
