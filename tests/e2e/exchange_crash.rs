//! `kill -9` of either side at several moments: the copy is complete in the end, and says what intake says.

use crate::exchange::assert_the_same;
use crate::support::Caller;
use crate::support::child::Peer;
use std::net::SocketAddr;
use std::path::Path;
use tongguan_proto::intake::v1 as intake;
use tongguan_testkit::Parcel;
use tongguan_wire::document::write;

/// Lives; each ends with a kill, of one or the other or both.
const LIVES: u32 = 9;
/// Parcels of a life; in the middle of one somebody is killed.
const PARCELS: u32 = 8;

fn arguments(words: &[&str], folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap().to_owned();
    words.iter().map(|word| (*word).to_owned()).chain(["--data".to_owned(), folder]).collect()
}

fn address(peer: &Peer) -> SocketAddr {
    peer.address().parse().unwrap()
}

/// Sends a parcel until somebody has taken it.
async fn submit(caller: Caller, number: u32) {
    let documents: Vec<_> = Parcel::number(number).documents().iter().map(write).collect();
    loop {
        let request = intake::SubmitDocumentsRequest {
            request_id: format!("p{number}"),
            documents: documents.clone(),
            ..Default::default()
        };
        if caller.intake().submit_documents(request).await.is_ok() {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn either_side_is_killed_again_and_again() {
    let (data, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let words = ["risk", "credit", "--feed", "--control", "127.0.0.1:0"];
    let mut intake = Peer::with("intake", arguments(&words, data.path()));
    let url = format!("http://{}", intake.address());
    let mut exchange = Peer::with("exchange", arguments(&["--intake", &url], copy.path()));
    // Where control is, nobody asks.
    let caller = Caller::new(address(&intake), address(&intake));
    for life in 0..LIVES {
        for number in (1..=PARCELS).map(|number| life * PARCELS + number) {
            let sending = tokio::spawn(submit(caller.clone(), number));
            if number % PARCELS == life % PARCELS {
                if life % 3 != 1 {
                    exchange.kill();
                }
                if life % 3 != 0 {
                    intake.kill();
                }
                intake.again();
                // What goes on meanwhile is not followed yet.
                tokio::spawn(submit(caller.clone(), 10_000 + life)).await.unwrap();
                exchange.again();
            }
            sending.await.unwrap();
        }
        let both = [caller.clone(), caller.clone().with_exchange(address(&exchange))];
        // On a machine that has much to do it says that it is not there yet.
        while both[1].mailbox().page("", 1).await.is_err() {}
        assert_the_same(&both).await;
    }
}
