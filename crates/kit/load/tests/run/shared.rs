//! Runs that several generators share, each with a sandbox of its own.

use super::station::Station;
use super::{SECOND, plan};
use std::collections::BTreeSet;
use std::future::{pending, ready};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tongguan_client::Client;
use tongguan_load::Mailbox;
use tongguan_load::bounds::{JOIN_COMING_SECONDS, JOIN_SECONDS};
use tongguan_load::join::Broken;
use tongguan_load::join::follow::{Following, Unled};
use tongguan_load::join::lead::{Admission, Arrival, Followed, Leading, Unfollowed, gather};
use tongguan_load::join::messages::{Assignment, FORMAT, Generator, Source, Standing};
use tongguan_load::report::{Asked, Figures, Report};
use tongguan_load::run::{Ended, Plan, Run, run};
use tongguan_load::schedule::{Arrivals, Law};
use tongguan_load::share::Share;
use tongguan_load::stages::Stage;
use tongguan_proto::intake::v1::ListDocumentsRequest;

const TOKEN: &str = "secret";

fn order(number: u32, of: u32) -> Assignment {
    Assignment {
        share: Share::of(number - 1, of).unwrap(),
        source: Source::Named("bad-data".to_owned()),
        law: Law::constant(150.0, SECOND * 2, Arrivals::Poisson).unwrap(),
        seed: 1,
        users: None,
        transport: "unary".to_owned(),
        in_flight: 10_000,
        receipts: true,
        patience: SECOND * 30,
        sandbox: format!("shared-{number}"),
        fresh: true,
    }
}

async fn client(station: &Station, sandbox: &str) -> Client {
    Client::connect(format!("http://{}", station.address)).await.unwrap().sandbox(sandbox)
}

/// What a generator does with its order.
async fn planned(station: &Station, order: Assignment) -> Plan {
    let client = client(station, &order.sandbox).await;
    Plan {
        law: order.law,
        share: order.share,
        mailbox: Some(Mailbox::here(client.clone())),
        clients: vec![client],
        ..plan(station, 1.0, SECOND).await
    }
}

async fn follow(station: &Station, address: &str) -> Run {
    let mut following = Following::begin(address, TOKEN, "1").await.unwrap();
    let plan = planned(station, following.order().await.unwrap()).await;
    let begun = following.ready().await.unwrap();
    let plan = Plan { begin: Some(begun.begin()), ..plan };
    let ran = run(plan, |desk, _| {
        begun.stands(Standing { started: desk.tally().started, ..Standing::default() });
        !begun.is_stopped()
    });
    let ran = ran.await.unwrap();
    begun.done(ran.clone()).await.unwrap();
    ran
}

/// A leader, and where it listens.
async fn listening() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    (listener, address)
}

fn admission() -> Admission {
    Admission { token: TOKEN.to_owned(), version: "1".to_owned() }
}

/// Leads so many, and waits until all could begin.
async fn led(listener: TcpListener, of: u32) -> Leading {
    let gathered = gather(listener, &admission(), of as usize - 1, |_| {}).await;
    let gathered = gathered.ordered(|number| order(number, of)).await.unwrap();
    gathered.begun(SECOND / 4).await.unwrap()
}

/// Numbers of the parcels in a sandbox: those of their orders.
async fn parcels(station: &Station, sandbox: &str) -> BTreeSet<String> {
    let (client, mut found, mut page_token) =
        (client(station, sandbox).await, BTreeSet::new(), String::new());
    loop {
        let request = ListDocumentsRequest { page_size: 500, page_token, kind: 1, ..Default::default() };
        let page = client.intake().list_documents(request).await.unwrap().into_inner();
        found.extend(page.documents.into_iter().map(|one| one.business_key));
        if page.next_page_token.is_empty() {
            return found;
        }
        page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn generators_share_one_run() {
    for of in [2, 3] {
        let station = Station::start().await;
        let (listener, address) = listening().await;
        let leader = async {
            let leading = led(listener, of).await;
            let plan = Plan { begin: Some(leading.begin()), ..planned(&station, order(1, of)).await };
            let own = run(plan, |_, _| true).await.unwrap();
            (own, leading.ended(SECOND * 30, pending()).await)
        };
        let others = futures_of((1..of).map(|_| follow(&station, &address)).collect());
        let ((mut whole, followed), others) = tokio::join!(leader, others);
        let mut sum = whole.tally.started;
        for (Followed { run: told, clock_uncertain, .. }, _) in followed.into_iter().zip(&others) {
            let told = told.unwrap();
            assert!(clock_uncertain < 50_000_000, "on one machine: {clock_uncertain}");
            sum += told.tally.started;
            whole.add(*told);
        }
        let due = order(1, of).law.starts(1).count() as u64;
        let tally = &whole.tally;
        assert!(tally.wrong_ones.is_empty(), "{:#?}", tally.wrong_ones);
        assert_eq!((tally.started, tally.missed, tally.right, sum), (due, 0, due, due));
        assert_eq!((tally.unfinished, tally.failed, tally.gaps, tally.twice), (0, 0, 0, 0));
        assert_eq!((tally.lateness.count(), whole.ended), (due, Ended::Complete));
        assert_eq!(tally.seconds.iter().map(|second| second.started).sum::<u64>(), due);
        assert_eq!(tally.stages.of(Stage::Acknowledged).unwrap().wall.count(), due);
        // Everybody has his own parcels, and together they are those of one run.
        let mut all = BTreeSet::new();
        for number in 1..=of {
            let own = parcels(&station, &format!("shared-{number}")).await;
            assert!(own.len() > 40 && own.is_disjoint(&all), "{number}: {}", own.len());
            all.extend(own);
        }
        station.stop().await;

        let alone = Station::start().await;
        super::done(Plan { law: order(1, of).law, ..plan(&alone, 1.0, SECOND).await }).await;
        assert_eq!(parcels(&alone, "load").await, all, "as one generator alone sends them");
        alone.stop().await;
    }
}

/// All at once, in this task.
async fn futures_of<F: Future<Output = Run>>(futures: Vec<F>) -> Vec<Run> {
    let mut running: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut ended: Vec<Option<Run>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (future, ended) in running.iter_mut().zip(&mut ended).filter(|(_, ended)| ended.is_none()) {
            if let std::task::Poll::Ready(run) = future.as_mut().poll(context) {
                *ended = Some(run);
            }
        }
        if ended.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    ended.into_iter().flatten().collect()
}

/// What is added up is what one generator would have counted, histograms to the last digit.
#[tokio::test]
async fn what_is_told_over_a_line_is_what_was_counted() {
    let station = Station::start().await;
    let ran = super::done(plan(&station, 100.0, SECOND).await).await;
    let told: Run = serde_json::from_str(&serde_json::to_string(&ran).unwrap()).unwrap();
    let report = |run: &Run| Report::of(Asked::default(), run);
    // A share of a core may differ in its last bit.
    assert_eq!(report(&Run { cost: ran.cost, ..told.clone() }), report(&ran));
    let mut twice = told;
    twice.add(ran.clone());
    let (one, two) = (report(&ran), report(&twice));
    assert_eq!(two.counts.started, one.counts.started * 2);
    let ends = |figures: Figures| (figures.min, figures.mean, figures.max);
    assert_eq!(two.lateness.count, one.lateness.count * 2);
    assert_eq!(ends(two.lateness), ends(one.lateness), "the same spans twice");
    station.stop().await;
}

#[tokio::test]
async fn a_generator_that_is_lost_makes_a_run_untrusted() {
    let station = Station::start().await;
    let (listener, address) = listening().await;
    let leader = async {
        let leading = led(listener, 2).await;
        let plan = Plan { begin: Some(leading.begin()), ..planned(&station, order(1, 2)).await };
        (run(plan, |_, _| true).await.unwrap(), leading.ended(SECOND * 30, pending()).await)
    };
    let lost = async {
        let mut following = Following::begin(&address, TOKEN, "1").await.unwrap();
        following.order().await.unwrap();
        // It goes in the middle of the run.
        drop(following.ready().await.unwrap());
    };
    let ((own, followed), ()) = tokio::join!(leader, lost);
    assert!(followed[0].run.is_err());
    let generator = Generator { number: 2, ended: None, ..Generator::default() };
    let report = Report::shared(Asked::default(), &own, vec![generator]);
    let codes: Vec<_> = report.verdict.because.iter().map(|because| because.code.as_str()).collect();
    assert!(codes.contains(&"generator_lost") && !report.verdict.trusted, "{codes:?}");
    assert_eq!(own.tally.right, own.tally.started, "what the others did is right all the same");
    station.stop().await;
}

#[tokio::test]
async fn who_stops_the_leader_stops_all() {
    let station = Station::start().await;
    let (listener, address) = listening().await;
    let long = |number| Assignment {
        law: Law::constant(50.0, SECOND * 600, Arrivals::Even).unwrap(),
        ..order(number, 2)
    };
    let leader = async {
        let gathered = gather(listener, &admission(), 1, |_| {}).await;
        let leading = gathered.ordered(long).await.unwrap().begun(SECOND / 4).await.unwrap();
        let plan = Plan { begin: Some(leading.begin()), ..planned(&station, long(1)).await };
        // As soon as the other one has begun.
        let own = run(plan, |_, _| leading.standing().started == 0).await.unwrap();
        (own, leading.ended(SECOND * 600, ready(())).await)
    };
    let ((own, followed), other) = tokio::join!(leader, follow(&station, &address));
    assert_eq!((own.ended, other.ended), (Ended::Stopped, Ended::Stopped));
    let told = followed.into_iter().next().unwrap().run.unwrap();
    assert_eq!(
        (told.ended, told.tally.started),
        (Ended::Stopped, other.tally.started),
        "it has told what it did"
    );
    station.stop().await;
}

#[tokio::test]
async fn a_leader_that_is_gone_ends_the_run_of_who_follows() {
    let station = Station::start().await;
    let (listener, address) = listening().await;
    let leader = async { drop(led(listener, 2).await) };
    let alone = async {
        let mut following = Following::begin(&address, TOKEN, "1").await.unwrap();
        let plan = planned(&station, following.order().await.unwrap()).await;
        let law = Law::constant(50.0, SECOND * 600, Arrivals::Even).unwrap();
        let begun = following.ready().await.unwrap();
        let ran = run(Plan { law, ..plan }, |_, _| !begun.is_stopped()).await.unwrap();
        (ran.ended, begun.is_alone())
    };
    let ((), ended) = tokio::join!(leader, alone);
    assert_eq!(ended, (Ended::Stopped, true));
    station.stop().await;
}

/// Says something to the leader; gives what comes back before it hangs up.
async fn said(address: &str, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    // It may hang up before all of it is said.
    let _ = stream.write_all(bytes).await;
    let mut told = Vec::new();
    let _ = tokio::time::timeout(SECOND * 60, stream.read_to_end(&mut told)).await.unwrap();
    String::from_utf8(told).unwrap()
}

#[tokio::test]
async fn whoever_does_not_say_the_token_is_turned_away() {
    let (listener, address) = listening().await;
    let mut heard = Vec::new();
    let turned_away = async {
        let long = vec![b'x'; 1 << 20];
        let garbage: [&[u8]; 5] = [b"GET / HTTP/1.1\r\n\r\n", b"\n", b"{}\n", &long, b"{\"format\":1}\n"];
        for bytes in garbage {
            assert_eq!(said(&address, bytes).await, "", "nothing is told to who speaks something else");
        }
        for (token, version, told) in [
            ("other", "1", "the token is not that of this run"),
            ("", "1", "the token is not that of this run"),
            (TOKEN, "2", "it is version 2, and the leader 1: parcels may differ"),
        ] {
            let mut following = Following::begin(&address, token, version).await.unwrap();
            let refused = following.order().await.unwrap_err();
            assert!(matches!(&refused, Unled::Refused { en, .. } if en == told), "{refused}");
        }
        // Whoever says nothing, and whoever comes in numbers, does not keep others out for ever.
        let mut silent = Vec::new();
        for _ in 0..10 {
            silent.push(TcpStream::connect(&address).await.unwrap());
        }
        let mut following = Following::begin(&address, TOKEN, "1").await.unwrap();
        following.order().await.unwrap();
        following.unable("no \u{1b}[31mserver".to_owned()).await.unwrap();
    };
    let leader = async {
        let gathered = gather(listener, &admission(), 1, |arrival| heard.push(arrival)).await;
        gathered.ordered(|number| order(number, 2)).await.unwrap_err()
    };
    let ((), unable) = tokio::join!(turned_away, leader);
    assert!(matches!(&unable, Unfollowed::Unable(_, why) if why == "no  [31mserver"), "{unable}");
    let away = heard.iter().filter(|arrival| matches!(arrival, Arrival::TurnedAway(..))).count();
    assert_eq!((away, heard.len()), (8, 9), "{heard:?}");
}

/// Each answer comes in time, and all of them together do not.
#[tokio::test(start_paused = true)]
async fn a_clock_that_is_told_slowly_is_not_waited_for() {
    let (listener, address) = listening().await;
    let slow = tokio::spawn(async move {
        let (lines, mut out) = TcpStream::connect(&address).await.unwrap().into_split();
        let hello = format!(r#"{{"format":"{FORMAT}","version":"1","token":"{TOKEN}"}}"#);
        out.write_all(format!("{hello}\n").as_bytes()).await.unwrap();
        let mut lines = BufReader::new(lines).lines();
        lines.next_line().await.unwrap();
        out.write_all(b"\"ready\"\n").await.unwrap();
        while let Ok(Some(_)) = lines.next_line().await {
            tokio::time::advance(SECOND * 4).await;
            if out.write_all(b"{\"clock\":{\"shows\":1}}\n").await.is_err() {
                break;
            }
        }
    });
    let gathered = gather(listener, &admission(), 1, |_| {}).await;
    let gathered = gathered.ordered(|number| order(number, 2)).await.unwrap();
    let begun = tokio::time::Instant::now();
    let late = gathered.begun(SECOND).await.unwrap_err();
    assert!(matches!(late, Unfollowed::Gone(_, Broken::Late)), "{late}");
    assert!(begun.elapsed().as_secs() < JOIN_SECONDS + 10, "{:?}", begun.elapsed());
    slow.abort();
}

#[tokio::test]
async fn nobody_leads_there() {
    let (listener, address) = listening().await;
    drop(listener);
    let nobody = Following::begin(&address, TOKEN, "1").await.unwrap_err();
    assert!(matches!(nobody, Unled::Nobody(_)), "{nobody}");
}

/// Whoever is there and leads no run: something that hangs up, or that speaks another language. What was to be done is not known, so
/// nothing was.
#[tokio::test]
async fn who_is_there_leads_no_run() {
    for said in [&b""[..], b"HTTP/1.1 400 Bad Request\r\n\r\n", b"{}\n"] {
        let (listener, address) = listening().await;
        let other = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(said).await.unwrap();
        });
        let mut following = Following::begin(&address, TOKEN, "1").await.unwrap();
        let none = following.order().await.unwrap_err();
        assert!(matches!(none, Unled::NoLeader(_)), "{said:?}: {none}");
        other.await.unwrap();
    }
}

/// As what has been asked by then cannot be known, it is waited for as long as a leader may wait for others.
#[tokio::test(start_paused = true)]
async fn who_is_there_says_nothing() {
    let (listener, address) = listening().await;
    let mut following = Following::begin(&address, TOKEN, "1").await.unwrap();
    let (_silent, _) = listener.accept().await.unwrap();
    let begun = tokio::time::Instant::now();
    let none = following.order().await.unwrap_err();
    assert!(matches!(none, Unled::NoLeader(Broken::Late)), "{none}");
    assert_eq!(begun.elapsed().as_secs(), JOIN_COMING_SECONDS + JOIN_SECONDS);
}
