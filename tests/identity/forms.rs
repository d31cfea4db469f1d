//! HTTP forms ask for the same keys, and lead to the sandboxes of the same tenants.

use crate::station::{Ring, Station, bearer, exchange, post};
use tongguan::compose::ServeOptions;
use tongguan_domain::document::Document;
use tongguan_exchange::transports::{HttpOptions, TransportOptions};
use tongguan_identity::Role::{Agency, Officer, Service};
use tongguan_proto::intake::v1::SubmitDocumentsRequest;
use tongguan_testkit::Parcel;
use tongguan_wire::document::write;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn forms_and_pulls_take_keys() {
    let ring = Ring::new();
    let (blue, red) = (ring.add("blue", &[Agency]), ring.add("red", &[Agency]));
    let (officer, service) = (ring.add("blue", &[Officer]), ring.add("blue", &[Service]));
    let http = HttpOptions { listen: "127.0.0.1:0".parse().unwrap(), callbacks: Vec::new() };
    let transports = TransportOptions { http: Some(http), ..TransportOptions::default() };
    let metrics = Some("127.0.0.1:0".parse().unwrap());
    let station = Station::with(&ring, ServeOptions { transports, metrics, ..ServeOptions::default() }).await;
    let address = station.running().http().unwrap();
    let send = |keys: &[&str]| post(address, "/", "application/x-www-form-urlencoded", b"xml=x", keys).0;
    let pull = |keys: &[&str]| {
        let path = "/receipts?recipient=DXPENT0000000001&after=20260105080000";
        let keys: String = keys.iter().map(|key| format!("Authorization: {key}\r\n")).collect();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{keys}\r\n");
        let (status, _, body) = exchange(address, request.as_bytes());
        (status, String::from_utf8(body).unwrap())
    };
    let [blue_key, red_key, officer_key, service_key] = [&blue, &red, &officer, &service].map(bearer);
    for (keys, sends, pulls) in [
        (&[][..], 401, 401),
        (&["Bearer x"][..], 401, 401),
        (&[service_key.as_str()][..], 403, 403),
        (&[officer_key.as_str()][..], 403, 200),
        // Let in, and told that this is no message.
        (&[blue_key.as_str()][..], 400, 200),
    ] {
        let found = (send(keys), pull(keys).0);
        assert_eq!(found, (sends, pulls), "{}", keys.len());
    }
    // Each is counted as what it is: a form that was refused, and no call.
    let page = b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    let page = String::from_utf8(exchange(station.running().metrics().unwrap(), page).2).unwrap();
    let figure = |name: &str| page.lines().find_map(|line| line.strip_prefix(name)).unwrap_or("").trim();
    assert_eq!(figure("tongguan_forms_refused_total{reason=\"KEY_INVALID\"}"), "4", "{page}");
    assert_eq!(figure("tongguan_forms_refused_total{reason=\"ROLE_MISSING\"}"), "3", "{page}");
    for method in ["SendCebMessage", "ListCebMessages"] {
        let calls = page
            .lines()
            .filter(|line| line.starts_with("tongguan_rpc_calls_total{") && line.contains(method));
        assert!(calls.clone().count() > 0 && calls.clone().all(|line| line.ends_with(" 0")), "{page}");
    }
    let nothing = pull(&[&red_key]);
    let document = write(&Document::from(Parcel::number(1).waybill));
    let request = SubmitDocumentsRequest { documents: vec![document], ..Default::default() };
    station.client(&blue).await.intake().submit_documents(request).await.unwrap();
    assert!(pull(&[&blue_key]).1.contains("CEB506Message"));
    assert_eq!(pull(&[&red_key]), nothing);
    station.stop().await;
}
