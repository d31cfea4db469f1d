//! `tongguan serve --all-separate`: screening and scoring as processes that this one starts, and that end with it.

use super::configuration::PREFIX;
use super::log::LogFormat;
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::said;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tongguan::peers::Peers;
use tonic::transport::Uri;

/// How long the others have to stop, which keep nothing.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often is looked whether they have.
const LOOK: Duration = Duration::from_millis(20);

/// A service in a process of its own. It ends when its input does, so also when this process is killed.
struct Apart {
    service: &'static str,
    child: Child,
    address: SocketAddr,
}

/// The services that were started.
pub(super) struct Separate([Apart; 2]);

impl Separate {
    /// Starts them on free ports.
    ///
    /// # Errors
    /// A [`Failure`] that says which does not start.
    pub(super) fn start(log: &str, format: LogFormat, more: &[String]) -> Result<Self, Failure> {
        Ok(Self([apart("risk", log, format, more)?, apart("credit", log, format, more)?]))
    }

    /// Where they are.
    pub(super) fn peers(&self) -> Result<Peers, Failure> {
        let [risk, credit] = &self.0;
        Ok(Peers { risk: Some(risk.uri()?), credit: Some(credit.uri()?), ..Peers::default() })
    }

    /// Their names and addresses, for the ready line.
    pub(super) fn addresses(&self) -> impl Iterator<Item = (&'static str, SocketAddr)> {
        self.0.iter().map(|apart| (apart.service, apart.address))
    }

    /// Stops them, and waits until they have stopped.
    pub(super) fn stop(self) {
        let mut apart = self.0;
        for one in &mut apart {
            drop(one.child.stdin.take());
        }
        let until = Instant::now() + PATIENCE;
        for mut one in apart {
            match ended(&mut one.child, until) {
                Ok(status) if status.success() => {}
                Ok(status) => tracing::warn!(service = one.service, %status, "it ended badly"),
                Err(error) => tracing::warn!(service = one.service, %error, "nobody knows how it ended"),
            }
        }
    }
}

impl Apart {
    fn uri(&self) -> Result<Uri, Failure> {
        let url = format!("http://{}", self.address);
        url.parse().map_err(|_| cannot(self.service, &url))
    }
}

/// How a child ends, which has until then to do so by itself.
fn ended(child: &mut Child, until: Instant) -> std::io::Result<ExitStatus> {
    while Instant::now() < until {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "how another process ends is told by no clock of ours"
        )]
        std::thread::sleep(LOOK);
    }
    child.kill()?;
    child.wait()
}

fn apart(service: &'static str, log: &str, format: LogFormat, more: &[String]) -> Result<Apart, Failure> {
    let cannot = |why: String| cannot(service, &why);
    let program = std::env::current_exe().map_err(|error| cannot(error.to_string()))?;
    let mut command = Command::new(program);
    // What is said in the environment is said to this process.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with(PREFIX)) {
        command.env_remove(name);
    }
    // What a terminal sends to a group (Ctrl-C) is for the first process, which stops the others when it needs them no longer.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command
        .args(["serve", service, "--listen", "127.0.0.1:0", "--listen-json", "off", "--until-input-ends"])
        .args(["--log", log, "--log-format", format.name()])
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| cannot(error.to_string()))?;
    let mut line = String::new();
    let out = child.stdout.take().ok_or_else(|| cannot("it says nothing".to_owned()))?;
    BufReader::new(out).read_line(&mut line).map_err(|error| cannot(error.to_string()))?;
    let ready: Option<serde_json::Value> = serde_json::from_str(&line).ok();
    let address = ready.as_ref().and_then(|ready| ready.get("address")?.as_str()?.parse().ok());
    let address = address.ok_or_else(|| cannot("it is not ready".to_owned()))?;
    tracing::info!(service, %address, pid = child.id(), "a process of its own");
    Ok(Apart { service, child, address })
}

fn cannot(service: &str, why: &str) -> Failure {
    Failure::new(said!("{service} cannot be started: {why}", "{service} 无法启动：{why}"))
        .exit(Exit::CannotStart)
}
