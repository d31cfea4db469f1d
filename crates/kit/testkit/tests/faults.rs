//! Goal: each fault does what it says, to the caller and to the service; the same seed does the same; who asks again gets through.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::{Instant, timeout};
use tongguan_testkit::faults::{Fault, Faults, Faulty};
use tonic::Code;
use tonic::body::Body;
use tower::{Service, ServiceExt};

const ALL: u32 = 1_000_000;
/// Longer than every delay here. Time is that of the test: nobody waits for it.
const LONG: Duration = Duration::from_secs(60);

/// Writes down what it hears, and says it back.
#[derive(Clone, Default)]
struct Echo(Arc<Mutex<Vec<String>>>);

impl Echo {
    fn heard(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Service<Request<Body>> for Echo {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let heard = Arc::clone(&self.0);
        Box::pin(async move {
            let bytes = request.into_body().collect().await.unwrap().to_bytes();
            heard.lock().unwrap().push(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(Response::new(Body::new(Full::new(bytes))))
        })
    }
}

/// What a call comes to: what is said back, or a code.
async fn ask(service: &Faulty<Echo>, said: &str) -> String {
    let request = Request::builder().uri("/a.Service/Ask");
    let request = request.body(Body::new(Full::from(said.to_owned()))).unwrap();
    let answer = service.clone().oneshot(request).await.unwrap();
    match answer.headers().get("grpc-status") {
        Some(code) => format!("{:?}", Code::from_bytes(code.as_bytes())),
        None => String::from_utf8(answer.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap(),
    }
}

#[tokio::test(start_paused = true)]
async fn each_fault_does_what_it_says() {
    let second = Duration::from_secs(1);
    // The fault; what its caller hears, and after how many seconds; how often the service hears of it.
    let rows: [(Fault, Option<&str>, u64, usize); 6] = [
        (Fault::Fails(Code::ResourceExhausted), Some("ResourceExhausted"), 0, 0),
        (Fault::Delays(3 * second), Some("x"), 3, 1),
        (Fault::Repeats, Some("x"), 0, 2),
        (Fault::Reorders(2 * second), Some("x"), 2, 1),
        (Fault::LosesCall, None, 60, 0),
        (Fault::LosesAnswer, None, 60, 1),
    ];
    for (fault, expected, seconds, times) in rows {
        let (faults, echo) = (Faults::seeded(1).share(fault, ALL), Echo::default());
        let (service, began) = (faults.before(echo.clone()), Instant::now());
        let answer = timeout(LONG, ask(&service, "x")).await.ok();
        assert_eq!(answer.as_deref(), expected, "{fault:?}");
        assert_eq!((began.elapsed().as_secs(), echo.heard().len()), (seconds, times), "{fault:?}");
        assert_eq!((faults.calls(), faults.befell(fault.name())), (1, 1), "{fault:?}");
    }
}

/// What is held back is heard when a later call has been answered.
#[tokio::test(start_paused = true)]
async fn a_call_is_overtaken() {
    let (faults, echo) = (Faults::seeded(1).share(Fault::Reorders(LONG), ALL).at_most(1), Echo::default());
    let (service, began) = (faults.before(echo.clone()), Instant::now());
    let held = tokio::spawn({
        let service = service.clone();
        async move { ask(&service, "first").await }
    });
    while faults.befell("reorders") == 0 {
        tokio::task::yield_now().await;
    }
    assert!(echo.heard().is_empty());
    // It has met its fault; asked again, it overtakes itself.
    assert_eq!(ask(&service, "first").await, "first");
    assert_eq!(held.await.unwrap(), "first");
    assert_eq!((echo.heard().len(), began.elapsed()), (2, Duration::ZERO));
}

/// What is on its way comes, whether its caller is still there or not.
#[tokio::test(start_paused = true)]
async fn a_late_call_comes_without_its_caller() {
    for fault in [Fault::Delays(LONG), Fault::Reorders(LONG)] {
        let (faults, echo) = (Faults::seeded(1).share(fault, ALL), Echo::default());
        let service = faults.before(echo.clone());
        assert!(timeout(Duration::from_secs(1), ask(&service, "x")).await.is_err());
        assert!(echo.heard().is_empty(), "{fault:?}");
        while echo.heard().is_empty() {
            // Time goes on while nobody has anything to do.
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

fn mixed(seed: u64) -> Faults {
    Faults::seeded(seed)
        .share(Fault::Fails(Code::Unavailable), 300_000)
        .share(Fault::Repeats, 200_000)
        .share(Fault::LosesCall, 100_000)
}

/// What a thousand requests meet, each asked once.
async fn met(seed: u64, order: impl Iterator<Item = u32>) -> BTreeSet<(u32, String)> {
    let (faults, mut met) = (mixed(seed), BTreeSet::new());
    for number in order {
        let (before, echo) = (faults.befell("repeats"), Echo::default());
        let answer = timeout(LONG, ask(&faults.before(echo), &number.to_string())).await;
        let answer = answer.unwrap_or_else(|_| "lost".to_owned());
        met.insert((number, format!("{answer} {}", faults.befell("repeats") - before)));
    }
    for (fault, least, most) in [("fails", 240, 360), ("repeats", 150, 250), ("loses call", 60, 140)] {
        let befell = faults.befell(fault);
        assert!((least..=most).contains(&befell), "{fault}: {befell} of 1000");
    }
    met
}

#[tokio::test(start_paused = true)]
async fn what_befalls_a_call_hangs_on_the_seed_and_not_on_the_order() {
    let one = met(7, 0..1_000).await;
    assert_eq!(met(7, (0..1_000).rev()).await, one);
    assert_ne!(met(8, 0..1_000).await, one);
}

/// However much goes wrong, who asks again gets through.
#[tokio::test(start_paused = true)]
async fn a_request_meets_so_many_faults_at_most() {
    for (most, faults) in [(3, Faults::seeded(1)), (1, Faults::seeded(1).at_most(1))] {
        let (faults, echo) = (faults.share(Fault::Fails(Code::Internal), ALL), Echo::default());
        let service = faults.before(echo.clone());
        for _ in 0..most {
            assert_eq!(ask(&service, "x").await, "Internal");
        }
        assert_eq!((ask(&service, "x").await, ask(&service, "y").await), ("x".into(), "Internal".into()));
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_calls_may_be_spared() {
    let faults = Faults::seeded(1).share(Fault::Fails(Code::Internal), ALL).after(2);
    let service = faults.before(Echo::default());
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(ask(&service, "x").await);
    }
    assert_eq!((answers, faults.calls()), (vec!["x".into(), "x".into(), "Internal".into()], 3));
}

#[test]
#[should_panic(expected = "the shares are 1100000 of 1000000 calls")]
fn shares_are_of_a_whole() {
    let _ = mixed(1).share(Fault::LosesAnswer, 500_000);
}
