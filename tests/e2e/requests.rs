//! `request_id`: one id, one effect.

use crate::support::{Station, reason};
use tokio::task::JoinSet;
use tongguan_testkit::{EXPORTER, Parcel, changed};

#[tokio::test]
async fn same_id_same_content() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let first = caller.submit_or_repeat("one", Parcel::number(1).order).await.unwrap();
    caller.submit("two", Parcel::number(2).order).await.unwrap();
    let before = caller.view().await;
    let again = caller.submit_or_repeat("one", Parcel::number(1).order).await.unwrap();
    assert_eq!((first.1, again.1), (false, true));
    assert_eq!(first.0, again.0);
    assert_eq!(caller.view().await, before);
    station.stop().await;
}

#[tokio::test]
async fn same_id_other_content() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let parcel = Parcel::number(1);
    caller.submit("one", parcel.order.clone()).await.unwrap();
    let before = caller.view().await;
    let others =
        [changed(parcel.order.clone(), "note=x"), Parcel::number(2).order.into(), parcel.waybill.into()];
    for other in others {
        let status = caller.submit("one", other).await.unwrap_err();
        assert_eq!(
            (status.code(), reason(&status)),
            (tonic::Code::AlreadyExists, "REQUEST_ID_REUSED".into())
        );
    }
    let status = caller.forcing("inspect").submit("one", parcel.order.clone()).await.unwrap_err();
    assert_eq!(reason(&status), "REQUEST_ID_REUSED");
    let status = caller.send("one", &[parcel.order.into()]).await.unwrap_err();
    assert_eq!(reason(&status), "REQUEST_ID_REUSED");
    assert_eq!(caller.view().await, before);
    station.stop().await;
}

#[tokio::test]
async fn ids_that_are_none() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let rows = [
        ("x".repeat(65), "REQUEST_ID_INVALID"),
        ("a b".to_owned(), "REQUEST_ID_INVALID"),
        ("号".to_owned(), "REQUEST_ID_INVALID"),
    ];
    for (id, expected) in rows {
        let status = caller.submit(&id, Parcel::number(1).order).await.unwrap_err();
        assert_eq!(reason(&status), expected);
        let status = caller.send(&id, &[Parcel::number(1).order.into()]).await.unwrap_err();
        assert_eq!(reason(&status), expected);
    }
    // Without one a document is taken, and a message is not.
    let status = caller.send("", &[Parcel::number(1).order.into()]).await.unwrap_err();
    assert_eq!(reason(&status), "REQUEST_ID_MISSING");
    caller.submit("", Parcel::number(2).order).await.unwrap();
    caller.submit("x".repeat(64), Parcel::number(1).order).await.unwrap();
    station.stop().await;
}

/// The same submission from many connections at once has one effect, and everybody gets the same answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_once_from_everywhere() {
    let station = Station::ephemeral().await;
    let mut calls = JoinSet::new();
    for _ in 0..40 {
        let caller = station.caller();
        calls.spawn(async move { caller.submit_or_repeat("same", Parcel::number(1).order).await.unwrap() });
    }
    let answers = calls.join_all().await;
    assert_eq!(answers.iter().filter(|(_, replayed)| !replayed).count(), 1);
    assert!(answers.iter().all(|(accepted, _)| *accepted == answers[0].0));
    assert_eq!(station.caller().view().await.documents, 1);
    station.stop().await;
}

/// The business key is a second, separate check.
#[tokio::test]
async fn a_duplicate_is_named_with_what_is_there() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.submit("one", Parcel::number(1).order).await.unwrap();
    let before = caller.view().await;
    let status = caller.submit("other", Parcel::number(1).order).await.unwrap_err();
    assert_eq!((status.code(), reason(&status)), (tonic::Code::AlreadyExists, "DUPLICATE".into()));
    assert!(status.message().starts_with("documents[0]: "), "{}", status.message());
    assert_eq!(caller.view().await, before);
    station.stop().await;
}

#[tokio::test]
async fn the_registry_keeps_the_rule_too() {
    use tongguan_proto::registry::v1 as pb;
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let mut request = pb::RegisterEnterpriseRequest {
        request_id: "r".to_owned(),
        enterprise: Some(tongguan_wire::registry::write(&EXPORTER.enterprise())),
        ..Default::default()
    };
    let mut replayed = Vec::new();
    for _ in 0..2 {
        let answer = caller.registry().register_enterprise(request.clone()).await.unwrap().into_inner();
        assert_eq!(answer.enterprise, request.enterprise);
        replayed.push(answer.replayed);
    }
    assert_eq!(replayed, [false, true]);
    request.enterprise.as_mut().unwrap().name = "另一个".to_owned();
    let status = caller.registry().register_enterprise(request).await.unwrap_err();
    assert_eq!(reason(&status), "REQUEST_ID_REUSED");
    station.stop().await;
}

#[tokio::test]
async fn a_batch_is_registered_whole_or_not_at_all() {
    use tongguan_proto::registry::v1 as pb;
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let good = tongguan_wire::registry::write(&EXPORTER.enterprise());
    let bad = pb::Enterprise { code: "short".to_owned(), ..good.clone() };
    let request = |enterprises: &[&pb::Enterprise]| pb::RegisterEnterprisesRequest {
        request_id: "batch".to_owned(),
        enterprises: enterprises.iter().copied().cloned().collect(),
        ..Default::default()
    };
    let status = caller.registry().register_enterprises(request(&[&good, &bad])).await.unwrap_err();
    assert_eq!(reason(&status), "ENTERPRISE_INVALID");
    assert!(status.message().contains("enterprises[1]"), "{status:?}");
    for wrong in [vec![], vec![&good; 501]] {
        let status = caller.registry().register_enterprises(request(&wrong)).await.unwrap_err();
        assert_eq!(reason(&status), "ENTERPRISE_INVALID");
    }
    let listed = caller.registry().list_enterprises(pb::ListEnterprisesRequest::default()).await.unwrap();
    assert!(listed.into_inner().enterprises.iter().all(|enterprise| enterprise.code != good.code));
    for replayed in [false, true] {
        let answer = caller.registry().register_enterprises(request(&[&good])).await.unwrap().into_inner();
        assert_eq!((answer.registered, answer.replayed), (1, replayed));
    }
    station.stop().await;
}
