//! HTTP: what is answered at once, and what happens when nobody answers `SUCCESS`.

use crate::conformance::files;
use crate::endpoint::Endpoint;
use crate::request::{get, post, send, talk};
use crate::station::{FREE, SENDER, Sent, Station, codes, eventually, order};
use std::collections::BTreeSet;
use tempfile::tempdir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tongguan_domain::limits;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::{ClockMode, Settings};
use tongguan_exchange::transports::{FolderOptions, HttpOptions, TransportOptions};
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_testkit::Parcel;

async fn station(endpoint: Option<&Endpoint>, clock: ClockMode) -> Station {
    let callback =
        |endpoint: &Endpoint| (MailboxName::new(SENDER).unwrap(), endpoint.url(SENDER).parse().unwrap());
    let http = HttpOptions { listen: FREE, callbacks: endpoint.map(callback).into_iter().collect() };
    Station::of(TransportOptions { http: Some(http), ..Default::default() }, clock, None).await
}

#[tokio::test]
async fn answers_at_once() {
    let station = station(None, ClockMode::Auto).await;
    let sent = order();
    let also_to_nobody = {
        let mut envelope = sent.envelope();
        envelope.head.receivers.push("DXPENT0000000009".to_owned());
        tongguan_ceb::dxp::write(&envelope)
    };
    let rows: [(&str, Vec<u8>, u16, &str, &str); 8] = [
        ("good", sent.xml.clone(), 200, "application/xml", "<ceb:CEB304Message "),
        ("again", sent.xml.clone(), 200, "application/xml", "<ceb:returnStatus>5<"),
        ("breaks the schema", sent.broken().xml, 200, "text/plain", "CEB900 -302004"),
        ("breaks it again", sent.broken().xml, 200, "text/plain", "CEB900 -302004"),
        ("no XML", b"hello".to_vec(), 400, "text/plain", "MALFORMED"),
        ("to nobody", sent.to_nobody(), 200, "application/xml", "<dxp:ResponseCode>2001<"),
        ("also to nobody", also_to_nobody.clone(), 200, "application/xml", "<dxp:ResponseCode>2001<"),
        ("the same again", also_to_nobody, 200, "application/xml", "<dxp:RecId>DXPENT0000000009<"),
    ];
    for (name, xml, status, kind, word) in rows {
        let answer = post(station.http(), "/", &xml).await;
        assert_eq!(answer.status, status, "{name}");
        assert!(answer.kind.starts_with(kind) && answer.body.contains(word), "{name}: {answer:?}");
    }
    let letters: Vec<String> = station
        .listed(SENDER, false)
        .await
        .iter()
        .map(|m| String::from_utf8(m.xml.to_vec()).unwrap())
        .collect();
    assert_eq!(
        codes(&letters),
        ["CEB304 2", "CEB304 3", "CEB900 -302004", "CEB304 -304001"],
        "each message had its effect once"
    );
    assert!(letters[2].contains("<ceb:oriMessageType>CEB303Message<"), "{}", letters[2]);
    station.stop().await;
}

/// Bodies of many connections together take no more memory than is said, and the small ones of others are taken all the
/// while.
#[tokio::test]
async fn bodies_that_never_end_leave_room() {
    let station = station(None, ClockMode::Auto).await;
    let head = format!(
        "POST / HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        station.http(),
        limits::FORM_BYTES
    );
    let most = limits::FORMS_HELD_BYTES / limits::FORM_BYTES;
    let piece = vec![b'x'; 1024 * 1024];
    let (mut held, mut refused) = (Vec::new(), 0);
    for _ in 0..most + 2 {
        let mut stream = TcpStream::connect(station.http()).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        for _ in 0..limits::FORM_BYTES / piece.len() {
            stream.write_all(&piece).await.unwrap();
        }
        // What is refused is read to its end; what is held waits for the rest.
        stream.write_all(b"x").await.unwrap();
        held.push(stream);
        let sent = order();
        assert_eq!(post(station.http(), "/", &sent.xml).await.status, 200);
    }
    for mut stream in held {
        let left = limits::FORM_BYTES % piece.len() - 1;
        stream.write_all(&piece[..left]).await.unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        match &status {
            b"HTTP/1.1 503" => refused += 1,
            // It is all here, and has no field `xml`.
            b"HTTP/1.1 400" => {}
            other => panic!("{}", String::from_utf8_lossy(other)),
        }
    }
    assert!((2..=most).contains(&refused), "{refused} of {}", most + 2);
    assert_eq!(post(station.http(), "/", &order().xml).await.status, 200, "the room came back");
    station.stop().await;
}

#[tokio::test]
async fn requests_that_are_none() {
    let station = station(None, ClockMode::Auto).await;
    let form = "Content-Type: application/x-www-form-urlencoded";
    let large = vec![b'x'; limits::FORM_BYTES + 1];
    let rows: [(String, &[u8], u16); 10] = [
        ("GET / HTTP/1.1".to_owned(), b"", 405),
        ("POST /receipts HTTP/1.1".to_owned(), b"", 405),
        ("GET /a/b/c HTTP/1.1".to_owned(), b"", 404),
        ("POST / HTTP/1.1\r\nContent-Type: application/json".to_owned(), b"{}", 415),
        (format!("POST / HTTP/1.1\r\n{form}"), b"message=1", 400),
        (format!("POST /.. HTTP/1.1\r\n{form}"), b"xml=1", 400),
        (format!("POST /blue HTTP/1.1\r\n{form}\r\nx-sandbox: red"), b"xml=1", 400),
        (format!("POST / HTTP/1.1\r\n{form}\r\nOrigin: http://shop.example"), b"xml=1", 403),
        (format!("POST / HTTP/1.1\r\n{form}"), &large, 413),
        ("GET /receipts?recipient=A&after=29990101000000 HTTP/1.1".to_owned(), b"", 400),
    ];
    for (head, body, status) in rows {
        let answer = send(station.http(), &head, body).await;
        assert_eq!(answer.status, status, "{head}: {}", answer.body);
        assert!(!answer.body.is_empty(), "{head}");
    }
    station.stop().await;
}

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

/// A name of another site can be made to lead to this machine; an address cannot.
#[tokio::test]
async fn only_an_address_names_the_server() {
    let station = station(None, ClockMode::Auto).await;
    let to = station.http();
    let path = format!("/receipts?recipient={SENDER}&after=20260105085959");
    for (head, status) in [
        (format!("GET {path} HTTP/1.1\r\nHost: {to}"), "200"),
        (format!("GET {path} HTTP/1.1\r\nHost: localhost"), "200"),
        (format!("GET {path} HTTP/1.1\r\nHost: LocalHost:{}", to.port()), "200"),
        (format!("GET {path} HTTP/1.1\r\nHost: [::1]:80"), "200"),
        (format!("GET {path} HTTP/1.0"), "200"),
        (format!("GET {path} HTTP/1.1\r\nHost: evil.example:{}", to.port()), "403"),
        (format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1.evil.example"), "403"),
        (format!("GET http://evil.example{path} HTTP/1.1\r\nHost: {to}"), "403"),
        (format!("POST / HTTP/1.1\r\n{FORM}\r\nContent-Length: 0\r\nHost: evil.example"), "403"),
        (format!("GET {path} HTTP/1.1"), "400"),
        (format!("GET {path} HTTP/1.1\r\nHost: {to}\r\nHost: {to}"), "400"),
    ] {
        let answer = talk(to, format!("{head}\r\nConnection: close\r\n\r\n").as_bytes()).await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{head}: {answer}");
    }
    station.stop().await;
}

/// What is refused is read to its end, so its sender sees why, and the connection goes on.
#[tokio::test]
async fn a_refused_body_breaks_no_connection() {
    let station = station(None, ClockMode::Auto).await;
    let to = station.http();
    let (body, large) = (vec![b'x'; 100_000], vec![b'x'; limits::FORM_BYTES + 1_000_000]);
    let rows: [(&str, &[u8], &str); 6] = [
        ("POST / HTTP/1.1\r\nContent-Type: text/xml", &body, "415"),
        (
            "POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nOrigin: http://a.example",
            &body,
            "403",
        ),
        ("POST /a/b/c HTTP/1.1", &body, "404"),
        ("POST /receipts HTTP/1.1", &body, "405"),
        ("POST /.. HTTP/1.1", &body, "400"),
        ("POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded", &large, "413"),
    ];
    for (head, body, status) in rows {
        let mut sent = format!("{head}\r\nHost: {to}\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
        sent.extend_from_slice(body);
        sent.extend_from_slice(
            format!("GET /receipts HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n\r\n").as_bytes(),
        );
        let answers = talk(to, &sent).await;
        let codes: Vec<_> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
        assert_eq!(codes, [status, "400"], "{head}: {answers}");
    }
    // Who waits for a word before it sends need not send.
    let waits = format!(
        "POST / HTTP/1.1\r\nHost: {to}\r\nContent-Length: 9\r\nContent-Type: text/xml\r\nExpect: 100-continue\r\n\r\n"
    );
    let answer = talk(to, waits.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 415") && answer.contains("connection: close"), "{answer}");
    station.stop().await;
}

#[tokio::test]
async fn what_every_server_of_http_does() {
    let station = station(None, ClockMode::Auto).await;
    let to = station.http();
    post(to, "/s%31", &order().xml).await;
    let ask = async |method: &str| {
        let path = format!("/s1/receipts?recipient={SENDER}&after=20260105085959");
        talk(to, format!("{method} {path} HTTP/1.1\r\nHost: {to}\r\nConnection: close\r\n\r\n").as_bytes())
            .await
    };
    let (got, head) = (ask("GET").await, ask("HEAD").await);
    assert_eq!(got.matches("messageType").count(), 2, "/s%31 is /s1: {got}");
    let field =
        |answer: &str, name: &str| answer.lines().find_map(|line| line.strip_prefix(name).map(str::to_owned));
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    assert_eq!(field(&head, "content-length"), field(&got, "content-length"));
    assert!(field(&got, "date: ").is_some_and(|date| date.ends_with("GMT")), "{got}");
    station.stop().await;
}

/// Asks on and on as each answer says; gives the numbers.
async fn pulled(station: &Station, sandbox: &str, limit: usize) -> (Vec<u64>, usize) {
    let (mut after, mut number, mut pages) = ("20260105085959".to_owned(), 0, 0);
    let mut numbers = Vec::new();
    loop {
        let path =
            format!("/{sandbox}/receipts?recipient={SENDER}&after={after}&number={number}&limit={limit}");
        let answer = get(station.http(), &path).await;
        let page: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        numbers
            .extend(page["receipts"].as_array().unwrap().iter().map(|one| one["number"].as_u64().unwrap()));
        after = page["next"]["after"].as_str().unwrap().to_owned();
        number = page["next"]["number"].as_u64().unwrap();
        pages += 1;
        if page["more"] == false {
            return (numbers, pages);
        }
    }
}

/// Receipts that are reordered and repeated come all the same, each once, whatever the size of the page.
#[tokio::test]
async fn pulling_misses_nothing() {
    let station = station(None, ClockMode::Auto).await;
    let chances = sandbox::Chances {
        receipts_reordered: Some(500_000),
        receipts_repeated: Some(100_000),
        ..Default::default()
    };
    let create = sandbox::CreateSandboxRequest {
        name: "mixed".to_owned(),
        chances: Some(chances),
        ..Default::default()
    };
    station.control().await.create_sandbox(create).await.unwrap();
    for number in 1..=60 {
        let order = Sent::new(Parcel::number(number).order, usize::try_from(number).unwrap());
        assert_eq!(post(station.http(), "/mixed", &order.xml).await.status, 200);
    }
    let (all, _) = pulled(&station, "mixed", 500).await;
    assert!(all.len() > 120, "{}", all.len());
    for limit in [1, 7, 33, 100] {
        assert_eq!(pulled(&station, "mixed", limit).await.0, all, "limit {limit}");
    }
    assert_eq!(all, (1..=all.len() as u64).collect::<Vec<_>>());
    station.stop().await;
}

/// A page ends at half a MiB; the next one goes on.
#[tokio::test]
async fn a_page_has_a_size() {
    let station = station(None, ClockMode::Auto).await;
    let broken = String::from_utf8(order().broken().xml).unwrap();
    for number in 0..20 {
        let long = format!("{broken}<!-- {number} {} -->", "x".repeat(70_000));
        post(station.http(), "/", long.as_bytes()).await;
    }
    let (numbers, pages) = pulled(&station, "default", 500).await;
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    assert!((3..=6).contains(&pages), "{pages} pages");
    station.stop().await;
}

/// Each reader gets everything, whatever the others have got; after a restart it goes on where it was.
#[tokio::test]
async fn readers_take_nothing_from_each_other() {
    let (one, other) =
        (Endpoint::open(|_| (200, "SUCCESS")).await, Endpoint::open(|_| (200, "SUCCESS")).await);
    let (data, pair) = (tempdir().unwrap(), tempdir().unwrap());
    let incoming = pair.path().join("in");
    let outgoing = pair.path().join("out");
    let transports = || {
        let callback =
            |endpoint: &Endpoint| (MailboxName::new(SENDER).unwrap(), endpoint.url(SENDER).parse().unwrap());
        let callbacks = vec![callback(&one), callback(&other), callback(&one)];
        TransportOptions {
            http: Some(HttpOptions { listen: FREE, callbacks }),
            folders: Some(FolderOptions { incoming: incoming.clone(), outgoing: outgoing.clone() }),
            ..Default::default()
        }
    };
    for life in 1..=2 {
        let station = Station::of(transports(), ClockMode::Auto, Some(data.path().to_owned())).await;
        let sent = Sent::new(Parcel::number(life).order, usize::try_from(life).unwrap());
        post(station.http(), "/", &sent.xml).await;
        // The owner is faster than any courier.
        let last = station.listed(SENDER, false).await.last().unwrap().number;
        let acknowledge = pb::AcknowledgeReceiptsRequest {
            recipient: SENDER.to_owned(),
            up_to: last,
            ..Default::default()
        };
        station.exchange().await.acknowledge_receipts(acknowledge).await.unwrap();
        let expected = 2 * usize::try_from(life).unwrap();
        eventually("both callbacks and the folder", async || {
            // At least once: what was on its way when the first life ended may come again.
            let different =
                |endpoint: &Endpoint| endpoint.of(SENDER).into_iter().collect::<BTreeSet<_>>().len();
            let counts = [different(&one), different(&other), files(&outgoing.join(SENDER)).len()];
            (counts == [expected; 3]).then_some(())
        })
        .await;
        station.stop().await;
    }
}

/// Six tries are six, however often the server is started.
#[tokio::test]
async fn tries_count_over_restarts() {
    let endpoint = Endpoint::open(|_| (500, "")).await;
    let data = tempdir().unwrap();
    let of = || {
        let callback = (MailboxName::new(SENDER).unwrap(), endpoint.url(SENDER).parse().unwrap());
        let http = HttpOptions { listen: FREE, callbacks: vec![callback] };
        let transports = TransportOptions { http: Some(http), ..Default::default() };
        Station::of(transports, ClockMode::Manual, Some(data.path().to_owned()))
    };
    let sent = |number: u32| Sent::new(Parcel::number(number).order, usize::try_from(number).unwrap());
    for life in 1..=7 {
        let station = of().await;
        if life == 1 {
            post(station.http(), "/", &sent(1).xml).await;
        } else if life == 7 {
            // The first receipt is given up, so the next one begins.
            post(station.http(), "/", &sent(2).xml).await;
        }
        eventually("one try", async || (endpoint.of(SENDER).len() == life).then_some(())).await;
        station.stop().await;
    }
    let posted = endpoint.of(SENDER);
    assert!(posted[..6].iter().all(|message| *message == posted[0]) && posted[6] != posted[0]);
}

/// `success` is not `SUCCESS`.
#[tokio::test]
async fn six_tries_and_then_the_next_receipt() {
    let endpoint = Endpoint::open(|_| (200, "success")).await;
    let station = station(Some(&endpoint), ClockMode::Auto).await;
    let before = Settings::START.millis() / 1_000;
    post(station.http(), "/", &order().xml).await;
    eventually("everything is given up", async || (endpoint.of(SENDER).len() == 12).then_some(())).await;
    let posted = endpoint.of(SENDER);
    assert!(posted[..6].iter().all(|message| *message == posted[0]));
    assert_eq!(codes(&[posted[0].clone(), posted[6].clone()]), ["CEB304 2", "CEB304 3"]);
    // 1 + 2 + 4 + 8 + 16 minutes of sandbox time for each of the two; nobody waited for them.
    let passed = station.clock().await - before;
    assert!((2 * 31 * 60..2 * 31 * 60 + 60).contains(&passed), "{passed} s");
    // What was given up can still be read.
    let path = format!("/receipts?recipient={SENDER}&after=20260105085959");
    let answer = get(station.http(), &path).await;
    assert_eq!(answer.body.matches("messageType").count(), 2, "{}", answer.body);
    station.stop().await;
}

#[tokio::test]
async fn a_receipt_is_repeated_until_success_and_none_overtakes_it() {
    let endpoint = Endpoint::open(|count| match count {
        0 => (500, "SUCCESS"),
        1 => (200, "SUCCESS\n"),
        2 => (200, ""),
        _ => (200, "SUCCESS"),
    })
    .await;
    let station = station(Some(&endpoint), ClockMode::Auto).await;
    post(station.http(), "/", &order().xml).await;
    eventually("everything", async || (endpoint.of(SENDER).len() >= 5).then_some(())).await;
    assert_eq!(codes(&endpoint.of(SENDER)), ["CEB304 2", "CEB304 2", "CEB304 2", "CEB304 2", "CEB304 3"]);
    station.stop().await;
}

/// With a manual clock the next try waits until the clock is moved.
#[tokio::test]
async fn a_manual_clock_is_waited_for() {
    let endpoint = Endpoint::open(|count| if count == 0 { (200, "FAIL") } else { (200, "SUCCESS") }).await;
    let station = station(Some(&endpoint), ClockMode::Manual).await;
    post(station.http(), "/", &order().xml).await;
    eventually("the first try", async || (endpoint.of(SENDER).len() == 1).then_some(())).await;
    let advance = sandbox::AdvanceClockRequest {
        name: "default".to_owned(),
        to: Some(sandbox::advance_clock_request::To::By(prost_types::Duration { seconds: 60, nanos: 0 })),
        ..Default::default()
    };
    let before = station.clock().await;
    station.control().await.advance_clock(advance).await.unwrap();
    eventually("the second try", async || (endpoint.of(SENDER).len() >= 2).then_some(())).await;
    assert_eq!(station.clock().await, before + 60, "the transport has not moved the clock");
    station.stop().await;
}
