//! A rolling restart: each process is stopped in good order and started again, one after the other, while clients that try again
//! send declarations. None fails, and none is told anything twice.

use crate::elsewhere::{told, until};
use crate::support::Caller;
use crate::support::child::Running;
use crate::support::ports::free;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use tokio::task::JoinSet;
use tongguan_client::{Client, accepted};
use tongguan_proto::document::v1::State;
use tongguan_proto::intake::v1::SubmitDocumentsRequest;
use tongguan_testkit::Parcel;
use tongguan_wire::document::write;

const ROUNDS: usize = 2;
const SENDERS: usize = 4;

fn words(of: &[&str], addresses: &[(&str, SocketAddr)]) -> Vec<String> {
    let mut words: Vec<_> =
        ["serve", "--listen-json", "off"].iter().chain(of).map(ToString::to_string).collect();
    words.extend(addresses.iter().map(|(flag, address)| match *flag {
        "--risk" | "--credit" | "--intake" => format!("{flag}=http://{address}"),
        flag => format!("{flag}={address}"),
    }));
    words
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_declaration_fails() {
    let folder = tempfile::tempdir().unwrap();
    let [risk, credit, intake, control, exchange] = [free(), free(), free(), free(), free()];
    let [data, copy] = ["data", "copy"].map(|name| folder.path().join(name).to_str().unwrap().to_owned());
    let mut processes = [
        Running::start(&words(&["risk"], &[("--listen", risk)])),
        Running::start(&words(&["credit"], &[("--listen", credit)])),
        Running::start(&words(
            &["intake", "--feed", "--data", &data],
            &[("--listen", intake), ("--control", control), ("--risk", risk), ("--credit", credit)],
        )),
        Running::start(&words(
            &["exchange", "--data", &copy],
            &[("--listen", exchange), ("--intake", intake)],
        )),
    ];
    let (ends, sent) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let mut senders = JoinSet::new();
    for at in 0..SENDERS {
        let client = Client::connect(format!("http://{intake}")).await.unwrap().sandbox(&format!("s{at}"));
        let (ends, sent) = (Arc::clone(&ends), Arc::clone(&sent));
        senders.spawn(async move {
            let mut number = 0;
            while !ends.load(Ordering::SeqCst) {
                number += 1;
                let documents = Parcel::number(number).documents()[..4].iter().map(write).collect();
                let request = SubmitDocumentsRequest { documents, ..Default::default() };
                let answer = client.submit_documents(request).await.unwrap();
                assert_eq!(accepted(answer.results).count(), 4);
                sent.fetch_add(1, Ordering::SeqCst);
            }
            (at, u64::from(number))
        });
    }
    for _ in 0..ROUNDS {
        for process in &mut processes {
            // Not before load goes on.
            let before = sent.load(Ordering::SeqCst);
            while sent.load(Ordering::SeqCst) < before + 5 {
                tokio::task::yield_now().await;
            }
            tokio::task::block_in_place(|| process.again());
        }
    }
    ends.store(true, Ordering::SeqCst);
    let caller = Caller::new(intake, control);
    for (at, parcels) in senders.join_all().await {
        let caller = caller.in_sandbox(&format!("s{at}"));
        until(&caller, parcels * 4, State::Reviewed).await;
        let receipts = caller.mailbox().all().await;
        let there = Caller::new(exchange, control).in_sandbox(&format!("s{at}")).mailbox().all().await;
        assert_eq!(there, receipts, "s{at}");
        for parcel in 1..=parcels {
            let codes = told(&receipts, parcel * 4);
            let ends = matches!(codes[..], [2, 3, 120, 399] | [2, 3, 120, 300, 399]);
            assert!(ends, "s{at}, parcel {parcel}: {codes:?}");
        }
    }
}
