//! The full flow of parcels in `auto` mode: order, waybill, declaration, arrival, departure, every receipt delivered
//! to a watcher. Latency runs from the first submission of a parcel to its last receipt (899).

use crate::ROUND;
use crate::load::{connect, durable};
use hdrhistogram::Histogram;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::Semaphore;
use tokio_stream::StreamExt;
use tongguan_proto::document::v1::Document;
use tongguan_proto::document::v1::document::Document as Choice;
use tongguan_proto::exchange::v1 as ex;
use tongguan_proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::declaration_intake_client::DeclarationIntakeClient;
use tongguan_testkit::Parcel;
use tongguan_wire::document;

const PARCELS_IN_FLIGHT: usize = 64;

/// Two submissions: the papers and the arrival, then the departure once the goods are released.
fn requests(number: u32) -> [pb::SubmitStreamRequest; 2] {
    let parcel = Parcel::number(number);
    let one = |choice| Document { document: Some(choice) };
    let ask = |part: &str, documents| pb::SubmitStreamRequest {
        request_id: format!("{part}{number}"),
        documents,
        ..Default::default()
    };
    [
        ask(
            "papers",
            vec![
                one(Choice::SalesOrder(document::write_sales_order(&parcel.order))),
                one(Choice::Waybill(document::write_waybill(&parcel.waybill))),
                one(Choice::Declaration(document::write_declaration(&parcel.declaration))),
                one(Choice::Arrival(document::write_arrival(&parcel.arrival))),
            ],
        ),
        ask("departure", vec![one(Choice::Departure(document::write_departure(&parcel.departure)))]),
    ]
}

type Begun = Arc<Mutex<HashMap<String, Instant>>>;

pub(crate) async fn measure() {
    println!("full flow, {PARCELS_IN_FLIGHT} parcels in flight, durable, auto clock:");
    let (ours, _folder) = durable().await;
    let begun = Begun::default();
    let room = Arc::new(Semaphore::new(PARCELS_IN_FLIGHT));
    let watcher = tokio::spawn(watch(connect(ours.address()).await, Arc::clone(&begun), Arc::clone(&room)));
    let channel = connect(ours.address()).await;
    let begin = Instant::now();
    let (queue, outgoing) = tokio::sync::mpsc::channel(PARCELS_IN_FLIGHT);
    let sender = tokio::spawn({
        let (room, begun) = (Arc::clone(&room), Arc::clone(&begun));
        async move {
            let mut number = 0;
            while begin.elapsed() < ROUND * 4 {
                room.acquire().await.expect("open").forget();
                number += 1;
                let order_no = Parcel::number(number).order.head.order_no;
                begun.lock().unwrap().insert(order_no, Instant::now());
                for request in requests(number) {
                    queue.send(request).await.expect("a reader");
                }
            }
            number
        }
    });
    let mut client = DeclarationIntakeClient::new(channel);
    let stream = tokio_stream::wrappers::ReceiverStream::new(outgoing);
    let mut answers = client.submit_stream(stream).await.expect("a stream").into_inner();
    while let Some(answer) = answers.next().await {
        assert_eq!(answer.expect("an answer").refused, None);
    }
    let parcels = sender.await.expect("no panic");
    // When every place is free again, every parcel has ended.
    let _all = room.acquire_many(PARCELS_IN_FLIGHT as u32).await.expect("open");
    let seconds = begin.elapsed().as_secs_f64();
    watcher.abort();
    let times = watcher_times(&begun);
    println!("  {:.0} parcels/s, {parcels} parcels", f64::from(parcels) / seconds);
    println!(
        "  submit to last receipt: p50 {:.1} ms, p99 {:.1} ms, max {:.1} ms",
        times.value_at_quantile(0.5) as f64 / 1e3,
        times.value_at_quantile(0.99) as f64 / 1e3,
        times.max() as f64 / 1e3,
    );
    ours.stop().await;
}

static TIMES: Mutex<Vec<u64>> = Mutex::new(Vec::new());

fn watcher_times(begun: &Begun) -> Histogram<u64> {
    assert!(begun.lock().unwrap().is_empty(), "every parcel ended");
    let mut times = Histogram::new(3).expect("a histogram");
    for micros in TIMES.lock().unwrap().iter() {
        times.record(*micros).expect("recorded");
    }
    times
}

/// Takes every receipt. A parcel has ended with 899, or with a code after which it cannot leave.
async fn watch(channel: tonic::transport::Channel, begun: Begun, room: Arc<Semaphore>) {
    let mut client = ClearanceExchangeClient::new(channel);
    let request = ex::WatchReceiptsRequest::default();
    let mut receipts = client.watch_receipts(request).await.expect("a stream").into_inner();
    while let Some(receipt) = receipts.next().await {
        // The server ends the stream when it stops; by then every parcel has ended.
        let Ok(receipt) = receipt else { return };
        let receipt = receipt.receipt.expect("set");
        if receipt.keys.contains_key("statisticsFlag")
            && receipt.last
            && let Some(begin) = begun.lock().unwrap().remove(&receipt.keys["orderNo"])
        {
            TIMES.lock().unwrap().push(begin.elapsed().as_micros() as u64);
            room.add_permits(1);
        }
    }
}
