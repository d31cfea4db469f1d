//! Same seed, same input, same bytes, however many threads.

use crate::support::Station;
use crate::support::caller::SENDER;
use tokio_stream::StreamExt;
use tongguan_proto::exchange::v1::CebMessage;
use tongguan_proto::intake::v1::SubmitStreamRequest;
use tongguan_proto::sandbox::v1::ClockMode;
use tongguan_testkit::{ADVANCED_EXPORTER, DISHONEST_EXPORTER, EXPORTER, Parcel, changed};
use tongguan_wire::document as wire;

const PARCELS: u32 = 120;

async fn run(seed: u64) -> Vec<CebMessage> {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("same");
    caller.create(seed, ClockMode::Auto).await;
    let exporters = [&EXPORTER, &ADVANCED_EXPORTER, &DISHONEST_EXPORTER];
    for exporter in exporters {
        caller.register(exporter).await;
    }
    let parcels: Vec<_> = (1..=PARCELS)
        .zip(exporters.into_iter().cycle())
        .map(|(number, exporter)| Parcel::number(number).of_exporter(exporter))
        .collect();
    let requests: Vec<_> = (1..)
        .zip(&parcels)
        .map(|(number, parcel)| SubmitStreamRequest {
            request_id: format!("s{number}"),
            sender: SENDER.to_owned(),
            documents: parcel.documents().iter().map(wire::write).collect(),
        })
        .collect();
    let answers = caller.intake().submit_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(Result::unwrap).collect().await;
    assert!(answers.iter().all(|answer| answer.refused.is_none()), "{answers:?}");
    // By XML: some that are refused, some that differ.
    for number in 1..=10 {
        let parcel = Parcel::number(1_000 + number);
        let order = changed(parcel.order, if number % 2 == 0 { "currency=999" } else { "note=x" });
        caller.send(&format!("x{number}"), &[order]).await.unwrap();
        caller.send(&format!("w{number}"), &[parcel.waybill.into()]).await.unwrap();
        caller.send(&format!("d{number}"), &[changed(parcel.declaration, "pack_no=2")]).await.unwrap();
    }
    let messages = caller.mailbox().all_messages().await;
    station.stop().await;
    messages
}

/// Everything but the cursor, which tells one life of a server from another.
fn run_on(threads: usize, seed: u64) -> Vec<(u64, String, Vec<u8>)> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build().unwrap();
    let messages: Vec<CebMessage> = runtime.block_on(run(seed));
    messages.into_iter().map(|message| (message.number, message.message_type, message.xml.to_vec())).collect()
}

#[test]
fn same_seed_same_bytes() {
    let one = run_on(1, 7);
    assert!(one.len() > PARCELS as usize * 15, "{}", one.len());
    assert_eq!(one, run_on(4, 7));
    assert_ne!(one, run_on(1, 8), "another seed tells another story");
}
