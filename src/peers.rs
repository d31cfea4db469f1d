//! Services in other processes: which they are, and whoever asks them.

mod figures;
mod here;
mod own;
mod wrong;

pub(crate) use figures::Figures;
pub use wrong::{Wrong, WrongPeer};

use self::here::is_here;

use crate::compose::StartError;
use crate::traces::span_of;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{sleep, timeout_at};
use tongguan_clearance::{Question, Whom};
use tongguan_domain::limits;
use tongguan_domain::ports::Unavailable;
use tongguan_domain::screening::Ground;
use tongguan_engine::{Answer, Ask, Asked, Host};
use tongguan_peer::{Badge, Found, Line, OwnHosts};
use tongguan_scoring as scoring;
use tongguan_screening as screening;
use tongguan_tls::{Connector, is_secured};
use tongguan_traces::{Rpc, Span, Traces, carried};
use tonic::transport::Uri;

/// How soon a question is asked again that nobody answered, at first and at last.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// Where services are that this process does not have.
#[derive(Clone, Debug, Default)]
pub struct Peers {
    /// Risk screening.
    pub risk: Option<Uri>,
    /// Credit scoring.
    pub credit: Option<Uri>,
    /// Intake, for what follows it or passes calls on to it.
    pub intake: Option<Uri>,
    /// Sandbox control of intake, for a process that passes its calls on.
    pub intake_control: Option<Uri>,
    /// What our calls show them.
    pub badge: Badge,
    /// How connections to https addresses are made; `start` makes it of its files.
    pub tls: Connector,
}

impl Peers {
    /// Whether any of them is called over TLS.
    #[must_use]
    pub fn are_secured(&self) -> bool {
        let all = [&self.risk, &self.credit, &self.intake, &self.intake_control];
        all.into_iter().flatten().any(is_secured)
    }

    /// The way to one of them.
    pub(crate) fn line(&self, uri: &Uri) -> Line {
        Line::to(uri.clone(), self.tls.clone()).showing(self.badge.clone())
    }
}

/// Connections to them, which come about when they are needed.
#[derive(Clone)]
pub(crate) struct Remotes {
    risk: Option<screening::Remote>,
    credit: Option<scoring::Remote>,
    own: Arc<own::Servers>,
    figures: Arc<Figures>,
    traces: Traces,
}

impl Remotes {
    /// The remotes of these peers, whose calls are traced by this, and servers of sandboxes on these hosts.
    pub(crate) fn of(peers: &Peers, hosts: &OwnHosts, traces: &Traces) -> Self {
        let line = |uri| peers.line(uri);
        let risk = peers.risk.as_ref().map(line).map(screening::Remote::new);
        let credit = peers.credit.as_ref().map(line).map(scoring::Remote::new);
        let own = Arc::new(own::Servers::on(hosts.clone()));
        Self { risk, credit, own, figures: Arc::default(), traces: traces.clone() }
    }

    /// What is counted of the questions to those that answer for all sandboxes, if there are such.
    pub(crate) fn figures(&self) -> Option<Arc<Figures>> {
        (self.risk.is_some() || self.credit.is_some()).then(|| Arc::clone(&self.figures))
    }

    /// Whether what answers at these addresses is what it should be. Who does not answer yet may come later.
    ///
    /// # Errors
    /// [`StartError::Peer`].
    pub(crate) async fn check(&self, peers: &Peers, own: &[SocketAddr]) -> Result<(), StartError> {
        if let (Some(remote), Some(uri)) = (&self.risk, &peers.risk) {
            judge(&RISK, uri, own, remote.find()).await?;
        }
        if let (Some(remote), Some(uri)) = (&self.credit, &peers.credit) {
            judge(&CREDIT, uri, own, remote.find()).await?;
        }
        Ok(())
    }

    /// The span of asking a question, if it gets one.
    fn span(&self, asked: &Asked, attempt: u32) -> Option<Span> {
        if !self.traces.is_on() || attempt > limits::TRACED_ATTEMPTS {
            return None;
        }
        let path = match asked.question {
            Question::Score(..) => scoring::PATH,
            Question::Screen(..) => screening::PATH,
        };
        self.traces.calling(&Rpc::of(path)?, span_of(asked.cause.as_ref()))
    }

    async fn answer(&self, asked: &Asked) -> Result<Answer, Unavailable> {
        match asked.own() {
            Some(server) => self.own.answer(&asked.question, server).await,
            None => self.answer_for_all(&asked.question, &asked.whom).await,
        }
    }

    async fn answer_for_all(&self, question: &Question, whom: &Whom) -> Result<Answer, Unavailable> {
        // What is here was answered there and then.
        let here = |service| Unavailable { service, why: "it is in this process".to_owned() };
        match question {
            Question::Score(_, facts) => {
                let remote = self.credit.as_ref().ok_or_else(|| here("credit scoring"))?;
                let out = self.figures.credit.ask();
                let answer = remote.score(facts).await;
                out.back(answer.as_ref().ok().map(|score| &*score.grounds), scoring::UNUSABLE);
                answer.map(Answer::Score)
            }
            Question::Screen(_, facts) => {
                let remote = self.risk.as_ref().ok_or_else(|| here("risk screening"))?;
                let out = self.figures.risk.ask();
                let answer = match &whom.profile {
                    Some(profile) => remote.screen_by(profile, facts).await,
                    None => remote.screen(facts).await,
                };
                out.back(answer.as_ref().ok().map(|decision| &*decision.grounds), screening::UNUSABLE);
                answer.map(Answer::Screen)
            }
        }
    }
}

/// What is looked for at a URL, for people.
pub(crate) struct Sought {
    pub(crate) flag: &'static str,
    pub(crate) name: &'static str,
    /// What is said while nobody is there.
    pub(crate) waits: &'static str,
}

const RISK: Sought =
    Sought { flag: "--risk", name: "risk screening", waits: "declarations will wait for it" };
const CREDIT: Sought =
    Sought { flag: "--credit", name: "credit scoring", waits: "declarations will wait for it" };
pub(crate) const INTAKE: Sought =
    Sought { flag: "--intake", name: "intake", waits: "it is followed when it does" };

/// Whether what is found at a URL is what is sought there. Who does not answer yet may come later.
///
/// # Errors
/// [`StartError::Peer`].
pub(crate) async fn judge(
    sought: &Sought,
    uri: &Uri,
    own: &[SocketAddr],
    find: impl Future<Output = Found>,
) -> Result<(), StartError> {
    let Sought { name, waits, .. } = sought;
    let why = match is_here(uri, own).await {
        true => Wrong::Itself,
        false => match find.await {
            Found::Service => return Ok(()),
            Found::Nobody => {
                tracing::warn!(%uri, "{name} does not answer yet; {waits}");
                return Ok(());
            }
            Found::Other(why) => Wrong::Other(why),
            Found::Locked(why) => Wrong::Locked(why),
            Found::Untrusted(trouble) => Wrong::Untrusted(trouble),
        },
    };
    Err(sought.wrong(uri, why))
}

impl Sought {
    /// That something else is there.
    pub(crate) fn wrong(&self, uri: &Uri, why: Wrong) -> StartError {
        let Self { flag, name: service, .. } = *self;
        StartError::Peer(WrongPeer { flag, uri: uri.to_string(), service, why })
    }
}

/// Questions on their way from the writer.
struct Questions(mpsc::Sender<Asked>);

impl Ask for Questions {
    fn ask(&self, asked: Asked) -> bool {
        self.0.try_send(asked).is_ok()
    }
}

/// Where the writer puts its questions, at most one for each sandbox, and where they come out.
pub(crate) fn questions() -> (Box<dyn Ask>, mpsc::Receiver<Asked>) {
    let (put, taken) = mpsc::channel(limits::SANDBOXES);
    (Box::new(Questions(put)), taken)
}

/// Asks until the writer has gone.
pub(crate) async fn ask(mut questions: mpsc::Receiver<Asked>, remotes: Remotes, host: Host) {
    let places = Arc::new(Semaphore::new(limits::QUESTIONS_IN_FLIGHT));
    while let Some(asked) = questions.recv().await {
        tokio::spawn(until_answered(asked, remotes.clone(), host.clone(), Arc::clone(&places)));
    }
}

/// Asks one question until it is answered, or nobody wants to know any more. Whoever has sent something waits so long and no
/// longer, be it for a place, for an answer, or for a service that fails now and answers the next time.
async fn until_answered(asked: Asked, remotes: Remotes, host: Host, places: Arc<Semaphore>) {
    let (mut pause, longest) = PAUSES;
    let (mut told, mut attempt) = (false, 0);
    loop {
        attempt += 1;
        let asking = async {
            let places = if asked.own().is_some() { &remotes.own.places } else { &*places };
            let _place = places.acquire().await;
            let span = remotes.span(&asked, attempt);
            let answer = carried(span.clone(), remotes.answer(&asked)).await;
            if let Some(span) = span {
                ended(&span, &answer);
            }
            answer
        };
        let mut asking = pin!(asking);
        let answer = match timeout_at(asked.until.into(), &mut asking).await {
            Ok(answer) => answer,
            Err(_) if host.unanswered(&asked).await.unwrap_or(false) => asking.await,
            Err(_) => return,
        };
        let unavailable = match answer {
            Ok(answer) => {
                // It stops, or has forgotten the sandbox.
                let _: Result<_, _> = host.answered(&asked, answer).await;
                return;
            }
            Err(unavailable) => unavailable,
        };
        if !told {
            told = true;
            tracing::warn!(sandbox = %asked.sandbox, %unavailable, "a declaration waits; it is asked again");
        }
        let left = asked.until.saturating_duration_since(Instant::now());
        sleep(if left.is_zero() { pause } else { pause.min(left) }).await;
        pause = (pause * 2).min(longest);
        // Its sandbox may have gone meanwhile.
        if Instant::now() >= asked.until && !host.unanswered(&asked).await.unwrap_or(false) {
            return;
        }
    }
}

/// How asking went, in the words of the figures.
fn ended(span: &Span, answer: &Result<Answer, Unavailable>) {
    let word = match answer {
        Ok(Answer::Score(score)) if is_by(&score.grounds, scoring::UNUSABLE) => "unusable",
        Ok(Answer::Screen(decision)) if is_by(&decision.grounds, screening::UNUSABLE) => "unusable",
        Ok(_) => "answered",
        Err(_) => "away",
    };
    span.note("tongguan.answer", word);
    if word != "answered" {
        span.fail(word);
    }
    span.end();
}

fn is_by(grounds: &[Ground], rule: &str) -> bool {
    grounds.iter().any(|ground| ground.rule == rule)
}
