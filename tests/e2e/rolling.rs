//! A rolling restart: each process is stopped in good order and started again, one after the other, while clients that try again
//! send declarations at intake and read receipts at the exchange. No declaration fails, and every reader is told everything once.

use crate::elsewhere::{told, until};
use crate::support::Caller;
use crate::support::child::Running;
use crate::support::ports::free;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tongguan_client::{Client, accepted};
use tongguan_proto::document::v1::State;
use tongguan_proto::exchange::v1::WatchCebMessagesRequest;
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

/// How a mailbox is read, over restarts of whoever shows it. A cursor is all that a reader keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// By one client, as receipts.
    Receipts,
    /// The same as CEB messages.
    Messages,
    /// By one program after the other: each takes so many, and leaves the next one its cursor.
    Anew(usize),
}

async fn at(exchange: SocketAddr, sandbox: &str) -> Client {
    loop {
        // It may be the moment in which it is started again.
        match Client::connect(format!("http://{exchange}")).await {
            Ok(client) => return client.sandbox(sandbox),
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

/// Reads until this number; gives the numbers as they came.
async fn read(reads: Reads, exchange: SocketAddr, sandbox: String, mut last: Last) -> Vec<u64> {
    let client = at(exchange, &sandbox).await;
    let mut receipts = client.receipts("");
    let mut messages = client.ceb_messages(WatchCebMessagesRequest::default());
    let mut numbers = Vec::new();
    while last.borrow().is_none_or(|last| numbers.last().is_none_or(|number| *number < last)) {
        if let Reads::Anew(each) = reads
            && numbers.len() % each == each - 1
        {
            receipts = at(exchange, &sandbox).await.receipts(receipts.cursor());
        }
        let next = async {
            match reads {
                Reads::Messages => messages.next().await.map(|message| message.number),
                Reads::Receipts | Reads::Anew(_) => receipts.next().await.map(|receipt| receipt.number),
            }
        };
        tokio::select! {
            number = next => numbers.push(number.unwrap()),
            // Who has everything waits for nothing more.
            changed = last.changed() => changed.unwrap(),
        }
    }
    numbers
}

type Last = watch::Receiver<Option<u64>>;

/// Whoever reads the mailbox of one sandbox.
struct Readers {
    /// Tells them how much there is.
    last: watch::Sender<Option<u64>>,
    reading: JoinSet<(Reads, Vec<u64>)>,
}

impl Readers {
    fn of(exchange: SocketAddr, sandbox: &str) -> Self {
        let (last, mut reading) = (watch::Sender::new(None), JoinSet::new());
        for reads in [Reads::Receipts, Reads::Messages, Reads::Anew(20)] {
            let (sandbox, last) = (sandbox.to_owned(), last.subscribe());
            reading.spawn(async move { (reads, read(reads, exchange, sandbox, last).await) });
        }
        Self { last, reading }
    }

    /// Each has got everything, in order and once.
    async fn assert_told(self, last: u64) {
        self.last.send_replace(Some(last));
        for (reads, numbers) in timeout(Duration::from_secs(60), self.reading.join_all()).await.unwrap() {
            let gap = (1..).zip(&numbers).find(|(expected, number)| expected != *number);
            assert_eq!((gap, numbers.len() as u64), (None, last), "{reads:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_declaration_fails_and_no_reader_misses_anything() {
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
    let mut readers: Vec<_> = (0..SENDERS).rev().map(|at| Readers::of(exchange, &format!("s{at}"))).collect();
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
    let mut sent = senders.join_all().await;
    sent.sort_unstable();
    for (at, parcels) in sent {
        let caller = caller.in_sandbox(&format!("s{at}"));
        until(&caller, parcels * 4, State::Reviewed).await;
        let receipts = caller.mailbox().all().await;
        let there = Caller::new(exchange, control).in_sandbox(&format!("s{at}")).mailbox().all().await;
        assert_eq!(there, receipts, "s{at}");
        readers.pop().unwrap().assert_told(receipts.len() as u64).await;
        for parcel in 1..=parcels {
            let codes = told(&receipts, parcel * 4);
            let ends = matches!(codes[..], [2, 3, 120, 399] | [2, 3, 120, 300, 399]);
            assert!(ends, "s{at}, parcel {parcel}: {codes:?}");
        }
    }
}
