//! `tongguan serve --all-separate`: screening, scoring and an exchange as processes that this one starts, and that end with it.

use super::configuration::PREFIX;
use super::{Arguments, COPY_FOLDER};
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{said, say};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdin, Command};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tongguan::peers::Peers;
use tonic::transport::Uri;

/// How long the others have to stop when this process has stopped.
const PATIENCE: Duration = Duration::from_secs(5);

/// A service in a process of its own. It ends when its input does, so also when this process is killed.
struct Apart {
    service: &'static str,
    address: SocketAddr,
    input: Option<ChildStdin>,
    /// Whether it is to end.
    leaving: Arc<AtomicBool>,
    /// Whoever looks whether it has ended. Aborted, it kills.
    watched: JoinHandle<()>,
}

/// The services that were started.
pub(super) struct Separate(Vec<Apart>);

impl Separate {
    /// Starts what intake asks, on free ports.
    ///
    /// # Errors
    /// A [`Failure`] that says which does not start.
    pub(super) async fn start(arguments: &Arguments) -> Result<Self, Failure> {
        Ok(Self(vec![
            apart("risk", arguments, profile(arguments)).await?,
            apart("credit", arguments, Vec::new()).await?,
        ]))
    }

    /// Where they are.
    pub(super) fn peers(&self) -> Result<Peers, Failure> {
        let mut peers = Peers::default();
        for apart in &self.0 {
            match apart.service {
                "risk" => peers.risk = Some(uri(apart.address)?),
                _ => peers.credit = Some(uri(apart.address)?),
            }
        }
        Ok(peers)
    }

    /// Starts the exchange that follows intake at this address.
    ///
    /// # Errors
    /// A [`Failure`]: it does not start.
    pub(super) async fn follow(&mut self, intake: SocketAddr, arguments: &Arguments) -> Result<(), Failure> {
        let more = following(intake, arguments);
        self.0.push(apart("exchange", arguments, more).await?);
        Ok(())
    }

    /// Their names and addresses, for the ready line.
    pub(super) fn addresses(&self) -> impl Iterator<Item = (&'static str, SocketAddr)> {
        self.0.iter().map(|apart| (apart.service, apart.address))
    }

    /// Tells the one to stop that leans on this process, and waits for nothing.
    pub(super) fn leave(&mut self) {
        self.0.iter_mut().filter(|apart| apart.service == "exchange").for_each(Apart::leave);
    }

    /// Stops them, and waits until they have stopped.
    pub(super) async fn stop(mut self) {
        self.0.iter_mut().for_each(Apart::leave);
        let all = async {
            for apart in &mut self.0 {
                // Whoever looks does not fail.
                let _: Result<_, _> = (&mut apart.watched).await;
            }
        };
        if timeout(PATIENCE, all).await.is_err() {
            for apart in self.0.iter().filter(|apart| !apart.watched.is_finished()) {
                tracing::warn!(service = apart.service, "it does not stop, and is ended");
                apart.watched.abort();
            }
        }
    }
}

impl Apart {
    fn leave(&mut self) {
        self.leaving.store(true, Ordering::Relaxed);
        self.input = None;
    }
}

/// What risk screening is told, beside what everybody is told.
fn profile(arguments: &Arguments) -> Vec<String> {
    let profile = arguments.risk_profile.as_deref();
    profile.map(|profile| format!("--risk-profile={}", profile.display())).into_iter().collect()
}

/// What an exchange is told that follows intake, beside what everybody is told.
fn following(intake: SocketAddr, arguments: &Arguments) -> Vec<String> {
    let mut told = vec![format!("--intake=http://{}", reached(intake))];
    let mut say = |flag: &str, value: &Path| told.push(format!("--{flag}={}", value.display()));
    if let Some(keys) = &arguments.identity.api_keys {
        say("api-keys", keys);
    }
    if let Some(key) = &arguments.identity.peer_api_key_file {
        say("peer-api-key-file", key);
    }
    match arguments.folder(tongguan::compose::Serves::ALL) {
        Some(data) => say("data", &copy_of(&data)),
        None => told.push("--ephemeral".to_owned()),
    }
    told.extend(arguments.transports.customs_ids().into_iter().map(|id| format!("--customs-id={id}")));
    told
}

/// The folder of the copy: beside that of the journal, and in the current folder where nothing is beside it.
fn copy_of(data: &Path) -> PathBuf {
    let whole = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let Some(name) = whole.file_name() else { return COPY_FOLDER.into() };
    let mut name = name.to_owned();
    name.push("-exchange");
    whole.with_file_name(name)
}

/// Where a process on this machine reaches a listener.
fn reached(listener: SocketAddr) -> SocketAddr {
    let ip = match listener.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, listener.port())
}

fn uri(address: SocketAddr) -> Result<Uri, Failure> {
    let url = format!("http://{address}");
    url.parse().map_err(|_| cannot(&url, say("this is no address", "不是地址")))
}

async fn apart(service: &'static str, arguments: &Arguments, more: Vec<String>) -> Result<Apart, Failure> {
    let cannot = |error: std::io::Error| cannot(service, &error.to_string());
    let program = std::env::current_exe().map_err(cannot)?;
    let mut command = Command::new(program);
    // What is said in the environment is said to this process.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with(PREFIX)) {
        command.env_remove(name);
    }
    // What a terminal sends to a group (Ctrl-C) is for the first process, which stops the others when it needs them no longer.
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command
        .args(["serve", service, "--listen=127.0.0.1:0", "--listen-json=off", "--until-input-ends"])
        .args([format!("--log={}", arguments.log), format!("--log-format={}", arguments.log_format.name())])
        .args(arguments.traces.arguments())
        .args(more)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(cannot)?;
    let (input, address) = (child.stdin.take(), ready(service, &mut child).await?);
    tracing::info!(service, %address, pid = child.id(), "a process of its own");
    let leaving = Arc::new(AtomicBool::new(false));
    let watched = tokio::spawn(watch(service, child, Arc::clone(&leaving)));
    Ok(Apart { service, address, input, leaving, watched })
}

/// Waits until it is ready; gives its address.
async fn ready(service: &str, child: &mut Child) -> Result<SocketAddr, Failure> {
    let mut line = String::new();
    if let Some(out) = child.stdout.take() {
        let read = BufReader::new(out).read_line(&mut line).await;
        read.map_err(|error| cannot(service, &error.to_string()))?;
    }
    let ready: Option<serde_json::Value> = serde_json::from_str(&line).ok();
    let address = ready.as_ref().and_then(|ready| ready.get("address")?.as_str()?.parse().ok());
    address.ok_or_else(|| cannot(service, say("it ended before it was ready", "就绪之前已结束")))
}

/// Says that a process has ended, if it was not to.
async fn watch(service: &'static str, mut child: Child, leaving: Arc<AtomicBool>) {
    match child.wait().await {
        Ok(status) if leaving.load(Ordering::Relaxed) => {
            if !status.success() {
                tracing::warn!(service, %status, "it ended badly");
            }
        }
        Ok(status) => tracing::error!(
            service,
            %status,
            "a process of its own has ended: what needs it waits or is refused; start this server again"
        ),
        Err(error) => tracing::warn!(service, %error, "nobody knows how it ended"),
    }
}

fn cannot(service: &str, why: &str) -> Failure {
    Failure::new(said!("{service} cannot be started: {why}", "{service} 无法启动：{why}"))
        .exit(Exit::CannotStart)
        .hint(say("what it wrote to standard error says why", "原因见该进程写到标准错误的内容"))
}
