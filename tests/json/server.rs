//! The built program, serving.

use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tongguan");

/// A running `tongguan serve`. Dropped, it is killed.
pub(crate) struct Server {
    child: Child,
    pub(crate) ready: Value,
}

impl Server {
    pub(crate) fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(["serve", "--ephemeral", "--log", "error"]).args([
            "--listen",
            "127.0.0.1:0",
            "--control",
            "127.0.0.1:0",
        ]);
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        Self { child, ready: serde_json::from_str(&line).unwrap() }
    }

    /// Where JSON is.
    pub(crate) fn json(&self) -> &str {
        self.ready["json"].as_str().unwrap()
    }

    /// A bare connection to it.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.json()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// `kill -TERM`.
    pub(crate) fn terminate(&self) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
    }

    /// The exit code, when it has stopped.
    pub(crate) fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail if the test has stopped it already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A valid declaration, and the fields of a call beside it.
pub(crate) fn declaration(request_id: &str) -> Value {
    let sample = Command::new(PROGRAM).args(["sample", "603"]).output().unwrap();
    let mut request: Value = serde_json::from_slice(&sample.stdout).unwrap();
    request["request_id"] = request_id.into();
    request
}
