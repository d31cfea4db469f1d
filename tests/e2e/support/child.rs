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

fn serve(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongguan"));
    command
        .args(["serve", "--log", "error", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0", "--data"])
        .arg(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

impl Program {
    /// Starts on a folder and waits for the ready line.
    pub(crate) fn start(folder: &Path) -> Self {
        let mut child = serve(folder).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(ready) = serde_json::from_str::<serde_json::Value>(&line) else {
            panic!("no ready line but {line:?}; {:?}", child.wait());
        };
        assert_eq!((&ready["event"], &ready["pid"]), (&"ready".into(), &child.id().into()));
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
