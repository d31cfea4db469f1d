//! A server in this process, and the program that plays on it.

use crate::apart::{Servers, start};
use std::io::Write;
use std::process::{Command, Output, Stdio};
use tongguan::compose::ServeOptions;
use tongguan_domain::process::Settings;

/// A running server.
pub(crate) struct Station(Servers);

impl Station {
    /// Everything in memory. What the server is told of new sandboxes must not change what a scenario says.
    pub(crate) async fn start() -> Self {
        let defaults = Settings { seed: 99, ..Settings::default() };
        let options = ServeOptions { defaults, ..ServeOptions::default() };
        Self(start(options).await.unwrap())
    }

    /// `tongguan play`, with something on its standard input.
    pub(crate) async fn play(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tongguan"));
        command.arg("play").args(arguments);
        command.args(["--server", &self.0.address().to_string()]);
        command.args(["--control", &self.0.control().unwrap().to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let input = input.to_owned();
        let played = move || {
            let mut child = command.spawn().unwrap();
            child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
            child.wait_with_output().unwrap()
        };
        tokio::task::spawn_blocking(played).await.unwrap()
    }

    /// Stops in good order.
    pub(crate) async fn stop(self) {
        self.0.stop().await;
    }
}

/// What the program says, and how it ends.
pub(crate) fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}
