//! HTTP: what is answered at once, and what happens when nobody answers `SUCCESS`.

use crate::endpoint::Endpoint;
use crate::request::{get, post, send};
use crate::station::{FREE, SENDER, Station, codes, eventually, order};
use tongguan_clearance::{ClockMode, Settings};
use tongguan_domain::limits;
use tongguan_domain::names::MailboxName;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_transport::{HttpOptions, TransportOptions};

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
    let rows: [(&str, Vec<u8>, &str, &str); 5] = [
        ("good", sent.xml.clone(), "application/xml", "<CEB304Message "),
        ("again", sent.xml.clone(), "application/xml", "<returnStatus>5<"),
        ("breaks the schema", sent.broken().xml, "text/plain", "CEB900 -302004"),
        ("no XML", b"hello".to_vec(), "text/plain", "MALFORMED"),
        ("to nobody", sent.to_nobody(), "application/xml", "<dxp:ResponseCode>2001<"),
    ];
    for (name, xml, kind, word) in rows {
        let answer = post(station.http(), "/", &xml).await;
        assert_eq!(answer.status, 200, "{name}");
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
        ["CEB304 2", "CEB304 3", "CEB900 -302004"],
        "each message had its effect once"
    );
    assert!(letters[2].contains("<ceb:oriMessageType>CEB303Message<"), "{}", letters[2]);
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

/// `success` is not `SUCCESS`.
#[tokio::test]
async fn six_tries_and_then_the_next_receipt() {
    let endpoint = Endpoint::open(|_| (200, "success")).await;
    let station = station(Some(&endpoint), ClockMode::Auto).await;
    let before = Settings::START.millis() / 1_000;
    post(station.http(), "/", &order().xml).await;
    eventually("everything is given up", async || (endpoint.of(SENDER).len() == 12).then_some(())).await;
    eventually("acknowledgement", async || station.listed(SENDER, false).await.is_empty().then_some(()))
        .await;
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
    eventually("acknowledgement", async || {
        let done = endpoint.of(SENDER).len() >= 5 && station.listed(SENDER, false).await.is_empty();
        done.then_some(())
    })
    .await;
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
    };
    let before = station.clock().await;
    station.control().await.advance_clock(advance).await.unwrap();
    eventually("the second try", async || (endpoint.of(SENDER).len() >= 2).then_some(())).await;
    assert_eq!(station.clock().await, before + 60, "the transport has not moved the clock");
    station.stop().await;
}
