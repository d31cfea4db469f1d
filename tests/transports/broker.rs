//! A RabbitMQ of our own: Debian's, on free ports, with its files in a folder of its own.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::{TempDir, tempdir};
use tongguan_testkit::skipped;

static TURN: Mutex<()> = Mutex::new(());

/// Where Debian has the real program; the one in the path drops to another user.
const SERVER: &str = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/// A running broker. Dropped, it is stopped.
pub(crate) struct Broker {
    child: Child,
    /// One broker at a time: two that start together take each other's processor.
    _turn: MutexGuard<'static, ()>,
    port: u16,
    names: u16,
    _folder: TempDir,
}

fn free_ports() -> [u16; 3] {
    // Held together, so that they differ.
    let held = [(); 3].map(|()| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}

impl Broker {
    /// Starts a broker; the caller waits until it answers. `None` where RabbitMQ is not installed.
    pub(crate) fn start() -> Option<Self> {
        if !Path::new(SERVER).is_file() {
            skipped("RabbitMQ is not installed (Debian: rabbitmq-server)", "TONGGUAN_REQUIRE_RABBITMQ");
            return None;
        }
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let (folder, [port, distribution, names]) = (tempdir().unwrap(), free_ports());
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("plugins"), "[].").unwrap();
        let mut command = Command::new(SERVER);
        command
            .env("HOME", folder.path())
            .env("RABBITMQ_NODENAME", format!("tongguan{port}@localhost"))
            .env("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_NODE_PORT", port.to_string())
            .env("RABBITMQ_DIST_PORT", distribution.to_string())
            .env("ERL_EPMD_PORT", names.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_MNESIA_BASE", path("data"))
            .env("RABBITMQ_LOG_BASE", path("log"))
            .env("RABBITMQ_PID_FILE", path("pid"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", path("plugins"));
        for file in ["RABBITMQ_CONFIG_FILE", "RABBITMQ_ADVANCED_CONFIG_FILE", "RABBITMQ_CONF_ENV_FILE"] {
            command.env(file, path("none"));
        }
        // A group of its own: the script starts the real process.
        let log = std::fs::File::create(path("out")).unwrap();
        command.process_group(0).stdin(Stdio::null()).stdout(log).stderr(Stdio::null());
        let child = command.spawn().unwrap();
        Some(Self { child, _turn: turn, port, names, _folder: folder })
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        format!("amqp://guest:guest@127.0.0.1:{}/%2f", self.port)
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        let group = format!("-{}", self.child.id());
        let _: Result<_, _> = Command::new("kill").args(["-TERM", "--", &group]).status();
        let _: Result<_, _> = self.child.wait();
        // The name server that it has started beside itself.
        let mut names = Command::new("epmd");
        let names = names.arg("-kill").env("ERL_EPMD_PORT", self.names.to_string()).stdout(Stdio::null());
        let _: Result<_, _> = names.status();
    }
}
