//! The built program as a server, and as a client of it.

use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_tongguan");

/// Far more than anything here needs; a test that reaches it has hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running `tongguan serve`. Dropped, it is killed.
pub(crate) struct Server {
    child: Child,
    pub(crate) ready: Value,
    folder: TempDir,
}

impl Server {
    pub(crate) fn start(arguments: &[String]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = command(&[]);
        command.args(["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--listen-json", "127.0.0.1:0"]);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
        command.stderr(File::create(folder.path().join("log")).unwrap());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Ok(ready) = serde_json::from_str(&line) else {
            panic!("{:?}: {}", child.wait(), std::fs::read_to_string(folder.path().join("log")).unwrap());
        };
        Self { child, ready, folder }
    }

    /// One with sandbox control, whose certificate and flags are these.
    pub(crate) fn over_tls(flags: &[String], more: &[&str]) -> Self {
        let more = more.iter().map(|&word| word.to_owned());
        let control = ["--control", "127.0.0.1:0"].map(str::to_owned);
        Self::start(&flags.iter().cloned().chain(control).chain(more).collect::<Vec<_>>())
    }

    /// What listens there, as the ready line says.
    pub(crate) fn at(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    pub(crate) fn port(&self, name: &str) -> u16 {
        self.at(name).rsplit(':').next().unwrap().parse().unwrap()
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.at("address"))
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Waits until the log says something so often.
    pub(crate) fn logs(&self, words: &str, times: usize) {
        until(|| self.log().matches(words).count() >= times, || format!("no {words:?} in {}", self.log()));
    }

    pub(crate) fn hang_up(&self) {
        let kill = Command::new("kill").args(["-HUP", &self.pid().to_string()]).status().unwrap();
        assert!(kill.success());
    }

    /// Calls it by the command line.
    pub(crate) fn call(&self, command: &[&str], flags: &[String]) -> Output {
        tongguan(&[command, &["--server", &self.url()]].concat(), flags)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments);
    for (variable, _) in
        std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("TONGGUAN_"))
    {
        command.env_remove(variable);
    }
    command.env("LC_ALL", "C.UTF-8");
    command
}

/// A command that ends by itself.
pub(crate) fn tongguan(arguments: &[&str], flags: &[String]) -> Output {
    command(arguments).args(flags).output().unwrap()
}

/// What it says on standard error, and how it ends.
pub(crate) fn ended(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

pub(crate) fn said(output: &Output) -> String {
    let (code, error) = ended(output);
    assert_eq!(code, Some(0), "{error}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Asks until something is so.
pub(crate) fn until(mut so: impl FnMut() -> bool, otherwise: impl Fn() -> String) {
    let end = Instant::now() + PATIENCE;
    while !so() {
        assert!(Instant::now() < end, "{}", otherwise());
        std::thread::yield_now();
    }
}

pub(crate) fn flag(name: &str, value: impl AsRef<Path>) -> [String; 2] {
    [name.to_owned(), value.as_ref().display().to_string()]
}
