//! Servers of sandboxes: each is asked once, or until it answers, as its sandbox has said. Their addresses are in the journal, so
//! whether they may be called is decided anew each time.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tongguan_clearance::Question;
use tongguan_domain::limits;
use tongguan_domain::ports::Unavailable;
use tongguan_domain::process::{OwnServer, Silence};
use tongguan_engine::Answer;
use tongguan_peer::{Line, OwnHosts, Place, Silent};
use tongguan_scoring as scoring;
use tongguan_screening as screening;

/// Who asks them.
pub(crate) struct Servers {
    hosts: OwnHosts,
    /// Connections by URL. They show no key: it is not theirs.
    lines: Mutex<BTreeMap<String, Line>>,
    /// They have places of their own, so that none that is slow holds up who asks the server of all.
    pub(crate) places: Semaphore,
}

impl Servers {
    /// Those that may be on these hosts.
    pub(crate) fn on(hosts: OwnHosts) -> Self {
        Self { hosts, lines: Mutex::default(), places: Semaphore::new(limits::OWN_SERVER_QUESTIONS) }
    }

    /// The answer of a server. Where it says nothing that counts, what is laid down does, if its sandbox wants that; what makes no
    /// sense is never asked for again.
    pub(crate) async fn answer(
        &self,
        question: &Question,
        server: &OwnServer,
    ) -> Result<Answer, Unavailable> {
        let within = Duration::from_millis(server.timeout_ms.into());
        let line = self.line(&server.url).map_err(Silent::Refused);
        let asked = match (question, line) {
            (_, Err(silent)) => Err(silent),
            (Question::Score(_, facts), Ok(line)) => {
                scoring::ask(&line, within, facts).await.map(Answer::Score)
            }
            (Question::Screen(_, facts), Ok(line)) => {
                screening::ask(&line, within, facts).await.map(Answer::Screen)
            }
        };
        let silent = match asked {
            Ok(answer) => return Ok(answer),
            Err(silent) => silent,
        };
        if server.silence == Silence::Wait && !matches!(silent, Silent::Nonsense(_)) {
            return Err(Unavailable { service: "the server of the sandbox", why: silent.words().0 });
        }
        Ok(match question {
            Question::Score(_, facts) => Answer::Score(scoring::instead(facts, &silent)),
            Question::Screen(..) => Answer::Screen(screening::instead(&silent)),
        })
    }

    /// The way to a URL, if it may be called; otherwise why not.
    fn line(&self, url: &str) -> Result<Line, String> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(url) {
            return Ok(line.clone());
        }
        let place = Place::read(url).and_then(|place| self.hosts.allow(&place).map(|()| place));
        let line = Line::new(place.map_err(|why| why.to_string())?.uri().clone());
        if lines.len() >= limits::OWN_SERVER_LINES {
            // Calls over them go on to their end.
            lines.clear();
        }
        lines.insert(url.to_owned(), line.clone());
        Ok(line)
    }
}
