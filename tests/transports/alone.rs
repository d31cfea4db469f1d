//! Transports of an exchange that is a process of its own: each letter, over restarts of either side.

use crate::apart::{NOTHING, exchange};
use crate::conformance::{drop_file, files};
use crate::endpoint::Endpoint;
use crate::request::post;
use crate::station::{FREE, SENDER, Sent, eventually};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use tempfile::tempdir;
use tongguan::compose::{Running, ServeOptions, Serves, start};
use tongguan_domain::names::MailboxName;
use tongguan_exchange::transports::{FolderOptions, HttpOptions, TransportOptions};
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use tongguan_testkit::Parcel;

async fn intake(listen: SocketAddr, data: &Path) -> Running {
    let serves = Serves { intake: true, risk: true, credit: true, ..NOTHING };
    let data = Some(data.to_owned());
    start(ServeOptions { listen, serves, data, feed: true, ..ServeOptions::default() }).await.unwrap()
}

fn sent(number: u32) -> Sent {
    Sent::new(Parcel::number(number).order, usize::try_from(number).unwrap())
}

/// The letters of the sender, as intake has them.
async fn letters(intake: SocketAddr) -> usize {
    let url = format!("http://{intake}");
    let mut exchange = ClearanceExchangeClient::connect(url).await.unwrap();
    let request = pb::ListCebMessagesRequest { page_size: 500, ..Default::default() };
    exchange.list_ceb_messages(request).await.unwrap().into_inner().messages.len()
}

fn distinct(endpoint: &Endpoint) -> usize {
    endpoint.of(SENDER).iter().collect::<BTreeSet<_>>().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_letter_is_carried() {
    let (data, copy, folder) = (tempdir().unwrap(), tempdir().unwrap(), tempdir().unwrap());
    let endpoint = Endpoint::open(|_| (200, "SUCCESS")).await;
    let (incoming, outgoing) = (folder.path().join("in"), folder.path().join("out"));
    let options = || {
        let callback = (MailboxName::new(SENDER).unwrap(), endpoint.url(SENDER).parse().unwrap());
        let transports = TransportOptions {
            http: Some(HttpOptions { listen: FREE, callbacks: vec![callback] }),
            folders: Some(FolderOptions { incoming: incoming.clone(), outgoing: outgoing.clone() }),
            ..Default::default()
        };
        ServeOptions { transports, data: Some(copy.path().to_owned()), ..ServeOptions::default() }
    };
    let mut deciding = Some(intake(FREE, data.path()).await);
    let address = deciding.as_ref().unwrap().address();
    let mut alone = exchange(address, options()).await.unwrap();
    let carried = async |count: usize| {
        eventually("letters", async || {
            let written = files(&outgoing.join(SENDER)).len();
            (written >= count && distinct(&endpoint) >= count).then_some(())
        })
        .await;
    };
    let mut stops = 0;
    for life in 1..=4 {
        drop_file(&incoming, &format!("{life}.xml"), &sent(10 * life).xml);
        let answer = post(alone.http().unwrap(), "/", &sent(10 * life + 1).xml).await;
        assert!(answer.body.contains("returnStatus>5<"), "{answer:?}");
        eventually("taken", async || incoming.join(format!("taken/{life}.xml")).exists().then_some(())).await;
        carried(letters(address).await).await;
        // One is away, then the other, then both; what comes in meanwhile waits.
        if life % 2 == 1 {
            deciding.take().unwrap().stop().await;
            drop_file(&incoming, &format!("{life}-waits.xml"), &sent(10 * life + 2).xml);
            let work = incoming.join(format!(".work/{life}-waits.xml"));
            eventually("begun", async || work.exists().then_some(())).await;
            let away = post(alone.http().unwrap(), "/", &sent(10 * life + 3).xml).await;
            assert_eq!(away.status, 503, "{away:?}");
        }
        if life >= 2 {
            alone.stop().await;
            stops += 1;
            alone = exchange(address, options()).await.unwrap();
        }
        if life % 2 == 1 {
            deciding = Some(intake(address, data.path()).await);
            let taken = incoming.join(format!("taken/{life}-waits.xml"));
            eventually("taken", async || taken.exists().then_some(())).await;
        }
    }
    let count = letters(address).await;
    carried(count).await;
    assert_eq!(distinct(&endpoint), count);
    // An outage of intake repeats nothing. A stop may catch a letter that was POSTed and not yet written down: that one
    // comes again, as in one process.
    let repeats = endpoint.of(SENDER).len() - count;
    assert!(repeats <= stops, "{repeats}");
    assert_eq!(files(&outgoing.join(SENDER)).len(), count);
    alone.stop().await;
    deciding.unwrap().stop().await;
}
