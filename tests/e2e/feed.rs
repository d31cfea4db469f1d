//! The feed itself: who may follow, what is said of a follower that is not ours, and where it is not shown.

use crate::exchange::with_feed;
use crate::support::{Caller, Station, reason};
use tokio_stream::StreamExt;
use tongguan_domain::limits;
use tongguan_proto::feed::v1 as pb;
use tongguan_proto::feed::v1::follow_response::Step;
use tongguan_proto::feed::v1::journal_feed_client::JournalFeedClient;
use tongguan_testkit::Parcel;
use tonic::transport::Channel;
use tonic::{Code, Streaming};

type Feed = JournalFeedClient<Channel>;

async fn follow(
    feed: &mut Feed,
    identity: Option<u64>,
    places: Vec<pb::Place>,
) -> Streaming<pb::FollowResponse> {
    feed.follow(pb::FollowRequest { identity, places }).await.unwrap().into_inner()
}

async fn hello(steps: &mut Streaming<pb::FollowResponse>) -> pb::Hello {
    match steps.next().await.unwrap().unwrap().step {
        Some(Step::Hello(hello)) => hello,
        other => panic!("{other:?}"),
    }
}

/// A sandbox is listed before its first entry comes; entries are gapless, and the last of them is the head.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_follower_gets() {
    let intake = with_feed(None, None).await;
    let caller = Caller::new(intake.address(), intake.control().unwrap());
    let mut feed = JournalFeedClient::new(caller.channel());
    let mut steps = follow(&mut feed, None, Vec::new()).await;
    let identity = hello(&mut steps).await.identity;
    for name in ["a", "b"] {
        caller.in_sandbox(name).submit_parcel(&Parcel::number(1)).await;
    }
    let head =
        feed.head(pb::HeadRequest { sandbox: "b".to_owned() }).await.unwrap().into_inner().head.unwrap();
    assert_eq!((head.identity, head.log, head.list_next), (identity, 2, 3));
    let mut next = [1; 3];
    let mut last = Vec::new();
    while next[2] < head.next {
        let Some(Step::Entries(entries)) = steps.next().await.unwrap().unwrap().step else { continue };
        for part in entries.parts {
            let log = usize::try_from(part.log).unwrap();
            assert_eq!(part.first, next[log], "log {log}");
            assert!(log == 0 || next[0] > part.log, "it is listed before");
            next[log] += part.entries.len() as u64;
            last = part.entries.last().unwrap().clone();
        }
    }
    // What was put back, or went another way, is not followed on.
    let place = |next: u64, last: &[u8]| {
        let last = tongguan_engine::fingerprint([last]).to_be_bytes().to_vec();
        vec![pb::Place { log: 2, next, last }]
    };
    for (places, fits) in
        [(place(next[2], &last), true), (place(next[2], b"else"), false), (place(next[2] + 1, &last), false)]
    {
        let mut steps = follow(&mut feed, Some(identity), places).await;
        hello(&mut steps).await;
        let next = steps.next().await.unwrap();
        match fits {
            true => drop(next.unwrap()),
            false => assert_eq!(next.unwrap_err().code(), Code::FailedPrecondition),
        }
    }
    // A place in a mailbox of another life means nothing here.
    let request = pb::CarryRequest {
        sandbox: "a".to_owned(),
        mailbox: "DXPENT0000000001".to_owned(),
        carrier: "folders".to_owned(),
        carried: 1,
        ..Default::default()
    };
    assert_eq!(reason(&feed.carry(request).await.unwrap_err()), "CURSOR_OF_ANOTHER_LIFE");
    drop(steps);
    intake.stop().await;
}

/// So many may follow, and places come back; a stop ends every feed by name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn so_many_may_follow() {
    let intake = with_feed(None, None).await;
    let mut client = JournalFeedClient::new(Caller::new(intake.address(), intake.address()).channel());
    let mut open = Vec::new();
    for _ in 0..limits::FEED_FOLLOWERS {
        open.push(follow(&mut client, None, Vec::new()).await);
    }
    let refused = client.follow(pb::FollowRequest::default()).await.unwrap_err();
    assert_eq!(reason(&refused), "TOO_MANY_WATCHERS");
    drop(open.pop());
    let mut steps = loop {
        match client.follow(pb::FollowRequest::default()).await {
            Ok(steps) => break steps.into_inner(),
            Err(status) => assert_eq!(reason(&status), "TOO_MANY_WATCHERS"),
        }
    };
    hello(&mut steps).await;
    let stopping = tokio::spawn(intake.stop());
    let end = loop {
        match steps.next().await.unwrap() {
            Ok(step) => assert_eq!(step.step, None),
            Err(status) => break status,
        }
    };
    assert_eq!(reason(&end), "SERVER_DRAINING");
    drop((open, steps, client));
    stopping.await.unwrap();
}

/// It is off until somebody says otherwise.
#[tokio::test]
async fn nobody_follows_unasked() {
    let station = Station::ephemeral().await;
    let mut feed = JournalFeedClient::new(station.caller().channel());
    let refused = feed.follow(pb::FollowRequest::default()).await;
    if std::env::var_os("TONGGUAN_APART").is_none() {
        assert_eq!(reason(&refused.unwrap_err()), "METHOD_UNKNOWN");
    }
    station.stop().await;
}
