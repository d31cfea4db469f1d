//! Sandbox control: seeds, clocks, and the listener of its own.

use crate::support::{Caller, Station, reason, told};
use tongguan_proto::sandbox::v1 as pb;
use tongguan_proto::sandbox::v1::ClockMode::{Auto, Manual};
use tongguan_proto::sandbox::v1::advance_clock_request::To;
use tongguan_proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use tongguan_testkit::Parcel;

const START: i64 = 1_767_574_800;

fn seconds(view: &pb::Sandbox) -> i64 {
    view.now.unwrap().seconds
}

#[tokio::test]
async fn created_with_seed_clock_and_start() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("mine");
    let made = caller.create(42, Manual).await;
    assert_eq!((made.seed, made.clock_mode(), seconds(&made), made.documents), (42, Manual, START, 0));
    assert_eq!(caller.view().await, made);
    assert_eq!(caller.create(42, Manual).await, made, "a repeat finds what the first call made");
    let again = pb::CreateSandboxRequest { name: "mine".to_owned(), seed: 43, ..Default::default() };
    assert_eq!(reason(&caller.control().create_sandbox(again).await.unwrap_err()), "SANDBOX_EXISTS");
    let start = Some("2024-06-30T16:00:00Z".parse().unwrap());
    let other = pb::CreateSandboxRequest { name: "then".to_owned(), start, ..Default::default() };
    let then = caller.control().create_sandbox(other).await.unwrap().into_inner().sandbox.unwrap();
    assert_eq!((then.now, then.clock_mode()), (start, Auto));
    for name in ["", "a b", &"x".repeat(65)] {
        let bad = pb::CreateSandboxRequest { name: name.to_owned(), ..Default::default() };
        assert_eq!(reason(&caller.control().create_sandbox(bad).await.unwrap_err()), "SANDBOX_NAME_INVALID");
    }
    station.stop().await;
}

async fn codes(caller: &Caller) -> String {
    told(&caller.mailbox().all().await)
}

#[tokio::test]
async fn a_manual_clock_moves_only_when_told() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("manual");
    caller.create(1, Manual).await;
    let parcel = Parcel::number(1);
    caller.submit("o", parcel.order).await.unwrap();
    caller.submit("w", parcel.waybill).await.unwrap();
    caller.forcing("release").submit("d", parcel.declaration).await.unwrap();
    assert_eq!(codes(&caller).await, "SALES_ORDER 2\nWAYBILL 2\nDECLARATION 2\n");
    let view = caller.view().await;
    assert_eq!((seconds(&view), view.timers), (START, 3));
    let due = view.next_timer.unwrap();

    let next = caller.advance(To::NextTimer(true)).await.unwrap();
    assert_eq!(next.fired, 1);
    assert_eq!(next.sandbox.unwrap().now.unwrap(), due);

    let minute = span(60);
    let later = caller.advance(To::By(minute)).await.unwrap();
    let view = later.sandbox.unwrap();
    assert_eq!((seconds(&view), view.now.unwrap().nanos), (due.seconds + 60, due.nanos));
    assert_eq!(codes(&caller).await, "SALES_ORDER 2 3 120\nWAYBILL 2 3 120\nDECLARATION 2 3 120\n");

    // The review takes at most five minutes.
    let mut until = view.now.unwrap();
    until.seconds += 300;
    let then = caller.advance(To::Until(until)).await.unwrap();
    assert_eq!((then.fired, then.sandbox.unwrap().now), (1, Some(until)));
    assert!(codes(&caller).await.ends_with("DECLARATION 2 3 120 399\n"));

    // Nothing is due: time stands still on `next`, and goes on by itself only if asked to.
    let idle = caller.advance(To::NextTimer(true)).await.unwrap();
    assert_eq!((idle.fired, idle.sandbox.unwrap().now), (0, Some(until)));
    until.seconds -= 1;
    assert_eq!(reason(&caller.advance(To::Until(until)).await.unwrap_err()), "CLOCK_GOES_BACK");
    assert_eq!(reason(&caller.advance(To::NextTimer(false)).await.unwrap_err()), "ARGUMENT_INVALID");
    assert_eq!(reason(&caller.advance(To::By(span(-1))).await.unwrap_err()), "TIME_INVALID");
    let nobody = caller.in_sandbox("nobody");
    assert_eq!(reason(&nobody.advance(To::NextTimer(true)).await.unwrap_err()), "NOT_FOUND");
    station.stop().await;
}

fn span(seconds: i64) -> prost_types::Duration {
    prost_types::Duration { seconds, nanos: 0 }
}

#[tokio::test]
async fn from_manual_to_auto_everything_due_happens() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("both");
    caller.create(1, Manual).await;
    caller.submit_parcel(&Parcel::number(1)).await;
    let request =
        pb::SetClockRequest { name: "both".to_owned(), clock_mode: Auto.into(), ..Default::default() };
    let view = caller.control().set_clock(request).await.unwrap().into_inner().sandbox.unwrap();
    assert_eq!((view.clock_mode(), view.timers), (Auto, 0));
    assert!(codes(&caller).await.contains("DECLARATION 2 3 120"), "{}", codes(&caller).await);
    station.stop().await;
}

#[tokio::test]
async fn the_list_of_sandboxes() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    for name in ["c", "a", "b"] {
        caller.in_sandbox(name).create(0, Auto).await;
    }
    caller.in_sandbox("used").submit("o", Parcel::number(1).order).await.unwrap();
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::ListSandboxesRequest { page_size: 3, page_token };
        let page = caller.control().list_sandboxes(request).await.unwrap().into_inner();
        names.extend(page.sandboxes.into_iter().map(|sandbox| sandbox.name));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(names, ["a", "b", "c", "used"]);
    station.stop().await;
}

/// It can rewrite time, so those who only send documents cannot reach it.
#[tokio::test]
async fn the_main_listener_knows_nothing_of_it() {
    let station = Station::ephemeral().await;
    let mut wrong = SandboxControlClient::new(station.caller().channel());
    let status = wrong.list_sandboxes(pb::ListSandboxesRequest::default()).await.unwrap_err();
    assert_eq!(status.code(), tonic::Code::Unimplemented);
    station.stop().await;
}
