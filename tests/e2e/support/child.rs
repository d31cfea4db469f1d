//! The real program as a child process.

use super::Caller;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A running `tongguan serve`. Dropped, it is killed.
pub(crate) struct Program {
    child: Child,
    address: SocketAddr,
    control: SocketAddr,
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongguan"));
    command.args(["serve", "--log", "error", "--listen-json", "off"]).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

fn serve(folder: &Path) -> Command {
    let mut command = program(&["--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--data"]);
    command.arg(folder);
    command
}

/// Starts it, and reads its ready line.
pub(crate) fn started(command: &mut Command) -> (Child, serde_json::Value) {
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let Ok(ready) = serde_json::from_str::<serde_json::Value>(&line) else {
        panic!("no ready line but {line:?}; {:?}", child.wait());
    };
    assert_eq!((&ready["event"], &ready["pid"]), (&"ready".into(), &child.id().into()));
    (child, ready)
}

/// A service as a process of its own. Dropped, it is killed.
pub(crate) struct Peer {
    service: &'static str,
    arguments: Vec<String>,
    address: String,
    child: Option<Child>,
}

impl Peer {
    /// Starts `risk` or `credit`.
    pub(crate) fn start(service: &'static str) -> Self {
        Self::with(service, Vec::new())
    }

    /// Starts a service that is told more.
    pub(crate) fn with(service: &'static str, arguments: Vec<String>) -> Self {
        let (child, ready) = started(program(&[service, "--listen", "127.0.0.1:0"]).args(&arguments));
        let address = ready["address"].as_str().unwrap().to_owned();
        Self { service, arguments, address, child: Some(child) }
    }

    /// Where it is, or was.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Starts it again where it was, if it does not run.
    pub(crate) fn again(&mut self) {
        if self.child.is_none() {
            let mut command = program(&[self.service, "--listen", &self.address]);
            self.child = Some(started(command.args(&self.arguments)).0);
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Program {
    /// Starts on a folder and waits for the ready line.
    pub(crate) fn start(folder: &Path) -> Self {
        Self::of(&mut serve(folder))
    }

    /// The same, told more.
    pub(crate) fn start_with(folder: &Path, more: &[&str]) -> Self {
        Self::of(serve(folder).args(more))
    }

    /// The same, with screening and scoring elsewhere.
    pub(crate) fn start_apart(folder: &Path, peers: &[Peer]) -> Self {
        let mut command = serve(folder);
        command.args(["intake", "--feed"]);
        for peer in peers {
            command.arg(format!("--{}", peer.service)).arg(format!("http://{}", peer.address));
        }
        Self::of(&mut command)
    }

    fn of(command: &mut Command) -> Self {
        let (child, ready) = started(command);
        let address = |name: &str| ready[name].as_str().unwrap().parse().unwrap();
        Self { address: address("address"), control: address("control"), child }
    }

    /// Starts where it must not: how it ends, and what it says.
    pub(crate) fn refused(folder: &Path) -> (ExitStatus, String) {
        let mut child = serve(folder).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        (child.wait().unwrap(), said)
    }

    /// Addresses of the services and of sandbox control.
    pub(crate) const fn addresses(&self) -> [SocketAddr; 2] {
        [self.address, self.control]
    }

    /// A client in the sandbox `default`.
    pub(crate) fn caller(&self) -> Caller {
        Caller::new(self.address, self.control)
    }

    /// `kill -TERM`, and a good end.
    pub(crate) fn stop(mut self) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let status = self.child.wait().unwrap();
        assert_eq!(status.code(), Some(0), "{status}");
    }

    /// `kill -9`, and the end of it.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A process of `tongguan` with a command of its own, that can be stopped and started again.
pub(crate) struct Running {
    words: Vec<String>,
    child: Child,
}

impl Running {
    /// Starts it, and waits for the ready line.
    pub(crate) fn start(words: &[String]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongguan"));
        command.args(words).args(["--log", "error"]).stdin(Stdio::null()).stdout(Stdio::piped());
        Self { words: words.to_vec(), child: started(&mut command).0 }
    }

    /// Stops it in good order, and starts it again.
    pub(crate) fn again(&mut self) {
        assert!(
            Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success()
        );
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        let words = self.words.clone();
        *self = Self::start(&words);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
