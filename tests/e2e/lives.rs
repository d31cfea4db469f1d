//! A name may be deleted, reset and used again, while others look on: nobody sees two lives as one.

use crate::support::{Caller, Station, reason};
use std::collections::BTreeSet;
use tongguan_proto::document::v1::Document;
use tongguan_proto::exchange::v1 as exchange;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::ClockMode::{Auto, Manual};
use tongguan_testkit::{Parcel, changed};
use tongguan_wire::document::write;

/// More receipts than a stream has read ahead of a reader who takes none.
const WAYBILLS: u32 = 2_400;

fn waybill(number: u32) -> Document {
    write(&Parcel::number(number).waybill.into())
}

/// Submits so many waybills, from this one on.
async fn submit_waybills(caller: &Caller, first: u32) {
    let numbers: Vec<u32> = (first..first + WAYBILLS).collect();
    for some in numbers.chunks(100) {
        let documents = some.iter().map(|number| waybill(*number)).collect();
        let request = pb::SubmitDocumentsRequest { documents, ..Default::default() };
        caller.intake().submit_documents(request).await.unwrap();
    }
}

async fn reset(caller: &Caller, name: &str) {
    let request = sandbox::ResetSandboxRequest { name: name.to_owned(), ..Default::default() };
    caller.control().reset_sandbox(request).await.unwrap();
}

async fn delete(caller: &Caller, name: &str) {
    let request = sandbox::DeleteSandboxRequest { name: name.to_owned() };
    assert!(caller.control().delete_sandbox(request).await.unwrap().into_inner().existed);
}

/// Who reads slowly gets what was read ahead for him, and then the end: nothing of the life that came after.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_watcher_stays_in_one_life() {
    let station = Station::ephemeral().await;
    for ends in [0, 1] {
        let name = format!("watched-{ends}");
        let caller = station.caller().in_sandbox(&name);
        submit_waybills(&caller, 1).await;
        let request = exchange::WatchReceiptsRequest::default();
        let mut watch = caller.exchange().watch_receipts(request).await.unwrap().into_inner();
        let first = watch.message().await.unwrap().unwrap().receipt.unwrap();
        let number = |keys: &std::collections::HashMap<String, String>| keys["logisticsNo"].clone();
        let mut read = BTreeSet::from([number(&first.keys)]);
        if ends == 0 {
            reset(&caller, &name).await;
        } else {
            delete(&caller, &name).await;
        }
        submit_waybills(&caller, 5_001).await;
        let end = loop {
            match watch.message().await {
                Ok(Some(message)) => {
                    read.insert(number(&message.receipt.unwrap().keys));
                }
                Ok(None) => panic!("it ended without a word"),
                Err(status) => break status,
            }
        };
        assert_eq!(reason(&end), "NOT_FOUND");
        let ours: BTreeSet<_> =
            (1..=WAYBILLS).map(|number| Parcel::number(number).waybill.logistics_no).collect();
        assert!(read.is_subset(&ours), "{:?}", read.difference(&ours).next());
        assert!(read.len() < ours.len(), "it has read everything ahead: this shows nothing");
    }
    station.stop().await;
}

/// Each says what he wants changed; nobody's wish is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_at_once_all_count() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("settings");
    caller.create(1, Auto).await;
    let update = async |chances| {
        let request = sandbox::UpdateSandboxRequest {
            name: "settings".to_owned(),
            chances: Some(chances),
            ..Default::default()
        };
        caller.control().update_sandbox(request).await.unwrap();
    };
    for share in 1..=100 {
        let repeated = sandbox::Chances { receipts_repeated: Some(share), ..Default::default() };
        let reordered = sandbox::Chances { receipts_reordered: Some(share), ..Default::default() };
        tokio::join!(update(repeated), update(reordered));
        let now = caller.view().await.chances.unwrap();
        assert_eq!((now.receipts_repeated, now.receipts_reordered), (Some(share), Some(share)));
    }
    station.stop().await;
}

/// A sandbox that is gone stays gone, whatever is asked of it; what is refused or changes nothing makes none.
#[tokio::test]
async fn no_call_brings_a_sandbox_back() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("gone");
    caller.create(77, Manual).await;
    delete(&caller, "gone").await;
    let name = || "gone".to_owned();
    let clock_mode = Manual.into();
    let set = sandbox::SetClockRequest { name: name(), clock_mode, ..Default::default() };
    let to = Some(sandbox::advance_clock_request::To::NextTimer(true));
    let advance = sandbox::AdvanceClockRequest { name: name(), to, ..Default::default() };
    let update = sandbox::UpdateSandboxRequest { name: name(), draws_off: Some(true), ..Default::default() };
    let reset = sandbox::ResetSandboxRequest { name: name(), ..Default::default() };
    let mut control = caller.control();
    let refusals = [
        control.set_clock(set).await.map(|_| ()),
        control.advance_clock(advance).await.map(|_| ()),
        control.update_sandbox(update).await.map(|_| ()),
        control.reset_sandbox(reset).await.map(|_| ()),
    ];
    for refused in refusals {
        assert_eq!(reason(&refused.unwrap_err()), "NOT_FOUND");
    }
    let wrong = write(&changed(Parcel::number(1).waybill, "pack_no=0"));
    for settle in [false, true] {
        let documents = vec![wrong.clone(), wrong.clone()];
        let request = pb::SubmitDocumentsRequest { documents, settle, ..Default::default() };
        assert_eq!(caller.intake().submit_documents(request).await.unwrap().into_inner().results.len(), 2);
    }
    let listed = control.list_sandboxes(sandbox::ListSandboxesRequest::default()).await.unwrap();
    assert_eq!(listed.into_inner().sandboxes, []);
    station.stop().await;
}

/// Settling is of the sandbox, so it counts also where nothing new was taken.
#[tokio::test]
async fn a_repeat_settles_what_is_under_way() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("still");
    caller.create(1, Manual).await;
    let request = pb::SubmitDocumentsRequest { documents: vec![waybill(1)], ..Default::default() };
    caller.intake().submit_documents(request.clone()).await.unwrap();
    assert!(caller.view().await.timers > 0);
    let again = pb::SubmitDocumentsRequest { settle: true, ..request };
    let answer = caller.intake().submit_documents(again).await.unwrap().into_inner();
    assert!(
        answer.results[0]
            .result
            .as_ref()
            .is_some_and(|one| matches!(one, pb::document_result::Result::Refused(_)))
    );
    assert_eq!(caller.view().await.timers, 0);
    station.stop().await;
}
