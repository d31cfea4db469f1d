//! What a run leaves on the server: the sandboxes that this command has made, whether the run went into them, and what becomes of them.

use super::lead::told;
use super::{Arguments, Asked, beforehand, sandbox};
use crate::cli::connection::failed;
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::said;
use crate::cli::output::{Object, Out};
use std::cell::{Cell, RefCell};
use std::io::Write;
use std::sync::atomic::AtomicBool;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tongguan_client::Client;
use tongguan_load::Transport;
use tongguan_load::report::Report;
use tongguan_load::run::{Ended, Run};
use tongguan_load::stages::Stage;
use tongguan_load::verdict::judged;
use tongguan_proto::sandbox::v1::{DeleteSandboxRequest, GetSandboxRequest};
use tonic::{Code, Status};

/// How long sandboxes may take to be deleted, all of them.
const DELETED: Duration = Duration::from_secs(5);
/// The same of those of which nobody knows whether they are there.
const LOOKED_FOR: Duration = Duration::from_secs(1);
/// How long it may take to say what they hold, all of them.
const LOOKED_INTO: Duration = Duration::from_secs(5);

/// How a sandbox was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// It was asked for, and nobody has said what became of that.
    Asked,
    /// By this command.
    Made,
    /// By the first submission, as the key may not make one.
    ByItself,
}

/// The sandboxes that a command has made.
pub(super) struct Made<'a> {
    arguments: &'a Arguments,
    sandboxes: RefCell<Vec<(String, How)>>,
    control: RefCell<Option<Client>>,
    begun: Cell<bool>,
}

impl<'a> Made<'a> {
    pub(super) const fn nothing(arguments: &'a Arguments) -> Self {
        Self {
            arguments,
            sandboxes: RefCell::new(Vec::new()),
            control: RefCell::new(None),
            begun: Cell::new(false),
        }
    }

    /// Makes a sandbox of the run, in which nothing is left to chance; false where the key may not, and the first submission will.
    pub(super) async fn make(&self, asked: &Asked, control: &Client, name: &str) -> Result<bool, Failure> {
        let request = sandbox(self.arguments, asked, name.to_owned())?;
        self.control.replace(Some(control.clone()));
        // Who leaves before the answer may have made it all the same.
        self.sandboxes.borrow_mut().push((name.to_owned(), How::Asked));
        match control.control().create_sandbox(request).await {
            Ok(_) => {
                self.is(name, How::Made);
                Ok(true)
            }
            Err(status) if status.code() == Code::PermissionDenied => {
                self.is(name, How::ByItself);
                Ok(false)
            }
            Err(status) => {
                let failure = failed(&status);
                if failure.code() != Exit::NoServer {
                    self.sandboxes.borrow_mut().retain(|(known, _)| known != name);
                }
                Err(failure)
            }
        }
    }

    fn is(&self, name: &str, how: How) {
        for (known, before) in self.sandboxes.borrow_mut().iter_mut() {
            if known == name {
                *before = how;
            }
        }
    }

    /// Something was sent, or the run came to its end without.
    pub(super) fn ran(&self, run: &Run) {
        if run.tally.started > 0 || run.ended != Ended::Stopped {
            self.begun.set(true);
        }
    }

    /// Somebody else of this run may have sent something.
    pub(super) fn begun(&self) {
        self.begun.set(true);
    }

    /// Says whether the runs that were taken lie in these sandboxes, so that what they were made with holds for them. What is asked is
    /// control, which made them; what took the parcels may be another server, or may not have been told of any sandbox.
    pub(super) async fn judge(
        &self,
        report: Report,
        ran: Vec<String>,
        stop: &AtomicBool,
        out: &Out,
    ) -> Report {
        let control = self.control.borrow().clone();
        let (true, Some(control)) = (report.asked.draws_off == Some(true) && !report.sandbox_lost, control)
        else {
            return report;
        };
        let silent = Status::deadline_exceeded("no answer in time");
        let mut empty = ran.first().map(|name| (name.clone(), Some(silent)));
        let look = async {
            for name in ran {
                let request = GetSandboxRequest { name: name.clone() };
                let found = control.control().get_sandbox(request).await;
                let found =
                    found.map(|found| found.into_inner().sandbox.is_some_and(|one| one.documents > 0));
                if !matches!(found, Ok(true)) {
                    empty = Some((name, found.err()));
                    return;
                }
            }
            empty = None;
        };
        beforehand::while_wanted(stop, LOOKED_INTO, look).await;
        match empty {
            Some((name, why)) => {
                unheld(&name, why.as_ref(), out);
                without_draws_known(report)
            }
            None => report,
        }
    }

    /// Takes away what nothing was sent to, and with `--delete` the rest. What fails here takes nothing from the report: it is said.
    pub(super) async fn leave(self) {
        // A search deletes the sandbox of each round by itself.
        let (begun, Arguments { delete, find_max, .. }) = (self.begun.get(), self.arguments);
        let Some(control) = self.control.take().filter(|_| !find_max && (!begun || *delete)) else { return };
        let now = Instant::now();
        for (name, how) in self.sandboxes.take() {
            let sure = how != How::Asked;
            if how == How::ByItself && !begun {
                continue;
            }
            let request = DeleteSandboxRequest { name: name.clone() };
            let until = now + if sure { DELETED } else { LOOKED_FOR };
            // Also of a run that somebody has stopped: that is no reason to leave it there.
            let why = match timeout_at(until, control.control().delete_sandbox(request)).await {
                Ok(Ok(_)) => continue,
                // Somebody else has deleted it.
                Ok(Err(status)) if status.code() == Code::NotFound => continue,
                Ok(Err(status)) => failed(&status).into_line(),
                Err(_) => said!("no answer in five seconds", "五秒内没有应答"),
            };
            if sure {
                left(&name, &why);
            }
        }
    }
}

/// Whether a run has parcels that were taken, as far as this is known before anybody looks into its sandbox.
pub(super) fn was_taken(run: &Run, transport: Transport) -> bool {
    let told = run.tally.stages.of(Stage::Received).is_some_and(|timed| timed.wall.count() > 0);
    // Elsewhere an answer says that somebody has the papers, and not that they were read.
    let answers = matches!(transport, Transport::Unary | Transport::Stream | Transport::Xml);
    told || answers && run.tally.answered > run.tally.refused
}

/// The same report of a run of whose sandbox nobody knows whether anything was left to chance in it.
fn without_draws_known(mut report: Report) -> Report {
    report.asked.draws_off = None;
    report.verdict = judged(&report);
    report
}

/// Says that a sandbox does not hold what was sent, or cannot be asked.
fn unheld(name: &str, why: Option<&Status>, out: &Out) {
    let [en, zh] = match why {
        Some(status) if status.code() != Code::NotFound => {
            let why = failed(status).into_line();
            [
                format!("whether the sandbox {name} holds the parcels of the run cannot be asked: {why}"),
                format!("无法查询沙箱 {name} 是否有本次压测的包裹：{why}"),
            ]
        }
        _ => [
            format!(
                "the sandbox {name} at --control holds nothing of what was sent: --server and --control are of two servers, or what \
                 lies between leaves out x-sandbox"
            ),
            format!(
                "--control 处的沙箱 {name} 中没有所报送的包裹：--server 与 --control 属于两个服务，或中间环节去掉了 x-sandbox"
            ),
        ],
    };
    let object = Object::new().with("event", "warning").with("field", "sandbox");
    let words = said!("warning: {en}", "提示：{zh}");
    told(out, object.with("text", en.as_str()).with("text_zh", zh.as_str()), &words);
}

/// Says that a sandbox is still there.
pub(super) fn left(name: &str, why: &str) {
    // Nothing is lost if this cannot be written.
    let _ = writeln!(
        std::io::stderr(),
        "{}",
        said!(
            "the sandbox {name} is not deleted: {why}; `tongguan sandbox delete {name}` takes it away",
            "沙箱 {name} 未删除：{why}；可用 `tongguan sandbox delete {name}` 删除"
        )
    );
}
