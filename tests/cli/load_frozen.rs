//! Goal: a server that stands still for a second is told of by the open model. The closed one hides it: it asks nothing meanwhile.

use super::Server;
use std::process::Command;
use std::time::Duration;
use tongguan_client::Client;
use tongguan_load::Transport;
use tongguan_load::lateness::Spans;
use tongguan_load::report::{Asked, Report};
use tongguan_load::run::{Elsewhere, Model, Plan, run};
use tongguan_load::schedule::{Arrivals, Law};
use tongguan_load::share::Share;
use tongguan_load::stages::Stage;
use tongguan_load::workload::{Workload, named};

const SECOND: Duration = Duration::from_secs(1);
const RATE: f64 = 200.0;
/// Parcels that have started before the server stands still.
const BEFORE: u64 = 40;

/// Stands still once enough has started, for a second by the clock of the run, and goes on.
struct Freeze {
    server: Server,
    stood: Option<Duration>,
    gone_on: Option<Duration>,
}

impl Freeze {
    fn signal(&self, name: &str) {
        let pid = self.server.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// Told twice a second how many have started, and what time it is.
    fn look(&mut self, started: u64, now: Duration) {
        match (self.stood, self.gone_on) {
            (None, _) if started >= BEFORE => {
                self.signal("-STOP");
                self.stood = Some(now);
            }
            (Some(stood), None) if now >= stood + SECOND => {
                self.signal("-CONT");
                self.gone_on = Some(now);
            }
            _ => {}
        }
    }
}

/// The report of a run of four seconds, and how long each answer took.
async fn frozen(model: Model) -> (Report, Spans) {
    let server = Server::ephemeral();
    let client = Client::connect(format!("http://{}", server.address)).await.unwrap().sandbox("load");
    let users = match model {
        Model::Open => 0,
        Model::Closed { users } => users as u64,
    };
    let plan = Plan {
        workload: Workload::of(&named("quiet-day").unwrap(), 1).unwrap(),
        law: Law::constant(RATE, SECOND * 4, Arrivals::Even).unwrap(),
        seed: 1,
        model,
        transport: Transport::Unary,
        clients: vec![client],
        in_flight: 10_000,
        fresh: true,
        mailbox: None,
        patience: SECOND * 30,
        away: SECOND * 10,
        elsewhere: Elsewhere::default(),
        share: Share::WHOLE,
        begin: None,
    };
    let mut freeze = Freeze { server, stood: None, gone_on: None };
    let run = run(plan, |desk, now| {
        freeze.look(desk.tally().started, now);
        true
    })
    .await
    .unwrap();
    assert!(freeze.gone_on.is_some(), "it stood still, and went on, before the end");
    let spans = run.tally.stages.of(Stage::Acknowledged).unwrap().wall.clone();
    assert!(
        spans.shortest() > Duration::ZERO,
        "nothing starts before the run begins, and so seems to take no time"
    );
    (Report::of(Asked { users, ..Asked::default() }, &run), spans)
}

/// Answers that took more than half a second.
fn slow(spans: &Spans) -> u64 {
    spans.count() - spans.up_to(SECOND / 2)
}

#[tokio::test]
async fn a_second_in_which_the_server_stands_still_is_in_the_percentiles_of_the_open_model() {
    let (report, spans) = frozen(Model::Open).await;
    let counts = &report.counts;
    assert_eq!((counts.started, counts.missed, counts.errors), (800, 0, 0), "it goes on starting");
    assert!(spans.longest() >= SECOND * 95 / 100, "{:?}", spans.longest());
    assert!(spans.quantile(0.99) >= SECOND * 4 / 5, "{:?}", spans.quantile(0.99));
    // Who was due in the first half of the second waited for more than the other half.
    assert!(slow(&spans) >= 90, "{}", slow(&spans));
}

#[tokio::test]
async fn the_same_second_is_one_answer_of_the_closed_model() {
    let (report, spans) = frozen(Model::Closed { users: 1 }).await;
    assert!(spans.longest() >= SECOND * 95 / 100, "{:?}", spans.longest());
    assert!(spans.quantile(0.95) < SECOND / 2, "{:?} of {}", spans.quantile(0.95), spans.count());
    assert!(slow(&spans) <= 2, "{}", slow(&spans));
    // Which is why it is never believed.
    assert!(report.verdict.because.iter().any(|because| because.code == "closed_model"));
}
