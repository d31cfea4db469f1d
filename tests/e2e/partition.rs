//! Two processes that do not reach each other: declarations wait, then go on, and nobody is told a lie.
//!
//! The suite cuts the way for as long as three calls of a peer take. `TONGGUAN_PARTITION=15` makes that half a minute.

use crate::apart::NOTHING;
use crate::elsewhere::{caller, explained, one, submit, told, until, with_risk_at};
use crate::support::proxy::Proxy;
use crate::support::reason;
use tongguan::compose::Serves;
use tongguan_proto::document::v1::State;
use tongguan_proto::sandbox::v1 as sandbox;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_partition_delays_and_tells_no_lie() {
    let calls = std::env::var("TONGGUAN_PARTITION").map_or(3, |calls| calls.parse().unwrap());
    let risk = one(Serves { risk: true, ..NOTHING }, None).await;
    let mut way = Proxy::before(risk.address()).await;
    let running = with_risk_at(way.address()).await.unwrap();
    let caller = caller(&running);
    submit(&caller, 1).await;
    assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120, 399]);

    way.cut();
    let apart: Vec<_> = (0..8).map(|number| caller.in_sandbox(&format!("apart-{number}"))).collect();
    // Everybody's documents are taken, at the same time.
    let sent: Vec<_> = apart
        .iter()
        .map(|caller| {
            let caller = caller.clone();
            tokio::spawn(async move { submit(&caller, 1).await })
        })
        .collect();
    for sent in sent {
        sent.await.unwrap();
    }
    way.tried(calls).await;
    for caller in &apart {
        assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120], "nobody has reviewed it");
        let why = explained(caller, 4).await;
        assert_eq!((why.waiting_for, why.goes_on), (vec!["risk screening to answer".to_owned()], true));
        let moved = caller.advance(sandbox::advance_clock_request::To::UntilIdle(true)).await;
        assert_eq!(reason(&moved.unwrap_err()), "QUESTION_OPEN");
    }

    way.mend();
    for caller in &apart {
        until(caller, 4, State::Reviewed).await;
        assert_eq!(told(&caller.mailbox().all().await, 4), [2, 3, 120, 399], "each once");
    }
    running.stop().await;
    risk.stop().await;
}
