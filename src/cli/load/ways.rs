//! By which way submissions go, and receipts come back.

use super::Arguments;
use crate::cli::connection::address;
use crate::cli::exit::Failure;
use crate::cli::foreign::system;
use crate::cli::lang::{said, say};
use clap::Args;
use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener};
use tongguan_exchange::transports::QUEUE;
use tongguan_load::run::Elsewhere;
use tongguan_load::{AmqpBroker, Transport};

const WAYS: [(&str, Transport); 5] = [
    ("unary", Transport::Unary),
    ("stream", Transport::Stream),
    ("xml", Transport::Xml),
    ("http", Transport::Http),
    ("amqp", Transport::Amqp),
];

/// Why nobody can listen here, and what helps.
pub(super) fn unbound(flag: &str, address: SocketAddr, error: &io::Error) -> Failure {
    let why = system(error);
    Failure::new(said!("{flag} {address}: {why}", "{flag} {address}：{why}")).hint(match error.kind() {
        ErrorKind::AddrNotAvailable => {
            say("say an address of this machine, such as 127.0.0.1", "请用本机的地址，如 127.0.0.1")
        }
        ErrorKind::PermissionDenied => say(
            "this user may not listen there: say a port from 1024 on",
            "当前用户无权监听：请用 1024 及以上的端口",
        ),
        _ => say("say another port", "请换一个端口"),
    })
}

/// Which way, and where it leads.
#[derive(Args, Debug)]
pub(super) struct Ways {
    /// How submissions are sent: calls, one stream, or CEB XML by gRPC, as HTTP forms, through a broker
    #[arg(long, value_name = "WAY", default_value = "unary", value_parser = WAYS.map(|(name, _)| name))]
    transport: String,
    /// The HTTP port of the exchange, for --transport http
    #[arg(long, value_name = "URL", required_if_eq("transport", "http"))]
    http: Option<String>,
    /// The broker, for --transport amqp: amqp://USER:PASSWORD@HOST:PORT/VHOST
    #[arg(long, value_name = "URL", required_if_eq("transport", "amqp"))]
    amqp: Option<String>,
    /// The queue that the server reads
    #[arg(long, value_name = "NAME", default_value = QUEUE, requires = "amqp")]
    amqp_queue: String,
    /// Take receipts here, where the server POSTs them (its --http-callback), instead of reading the mailbox
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = ["no_receipts", "amqp"])]
    callback: Option<SocketAddr>,
}

/// The way of this name.
pub(super) fn named(name: &str) -> Option<Transport> {
    WAYS.iter().find(|(known, _)| *known == name).map(|(_, transport)| *transport)
}

impl Ways {
    /// As the report has it.
    pub(super) fn name(&self) -> String {
        let behind = if self.callback.is_some() { "+callback" } else { "" };
        format!("{}{behind}", self.transport)
    }

    /// Which one.
    pub(super) fn transport(&self) -> Transport {
        named(&self.transport).unwrap_or(Transport::Unary)
    }

    pub(super) const fn has_callback(&self) -> bool {
        self.callback.is_some()
    }

    /// What cannot be used is said before anything is sent.
    pub(super) fn check(&self, arguments: &Arguments) -> Result<(), Failure> {
        self.authority()?;
        self.has_broker()?;
        let unused = [("--http", &self.http, "http"), ("--amqp", &self.amqp, "amqp")];
        if let Some((flag, _, way)) =
            unused.iter().find(|(_, given, way)| given.is_some() && self.transport != *way)
        {
            return Err(Failure::new(said!(
                "{flag} is for --transport {way}",
                "{flag} 用于 --transport {way}"
            )));
        }
        let bound = self.callback.is_some() || self.transport() == Transport::Amqp;
        if bound && arguments.find_max {
            return Err(Failure::new(say(
                "--find-max makes a sandbox for each run, and queues and callbacks of a server serve one",
                "--find-max 每轮新建沙箱，而服务的队列和回调只用于一个沙箱",
            ))
            .hint(say("say --rate for one run at a time", "请用 --rate 逐次压测")));
        }
        if bound && arguments.sandbox.is_none() {
            return Err(Failure::new(say(
                "queues and callbacks of a server serve one sandbox, and nobody says which",
                "服务的队列和回调只用于一个沙箱，须指明",
            ))
            .hint(say(
                "start it with --transport-sandbox NAME, and say --sandbox NAME --new",
                "请用 --transport-sandbox 名称 启动服务，并写 --sandbox 名称 --new",
            )));
        }
        Ok(())
    }

    /// `host:port` of the HTTP port.
    fn authority(&self) -> Result<Option<String>, Failure> {
        let Some(url) = &self.http else { return Ok(None) };
        match address(url)?.strip_prefix("http://") {
            Some(authority) => Ok(Some(authority.to_owned())),
            None => Err(Failure::new(said!("{url}: forms are sent without TLS", "{url}：表单不经 TLS 发送"))
                .hint(say("say http://HOST:PORT", "请写作 http://主机:端口"))),
        }
    }

    fn broker(&self) -> Option<AmqpBroker> {
        self.amqp.clone().map(|url| AmqpBroker { url, queue: self.amqp_queue.clone() })
    }

    /// The address may hold a password, and is not repeated.
    fn has_broker(&self) -> Result<(), Failure> {
        if self.broker().is_none_or(|broker| broker.has_address()) {
            return Ok(());
        }
        Err(Failure::new(say("--amqp is no address of a broker", "--amqp 不是消息中间件的地址")).hint(say(
            "say amqp://USER:PASSWORD@HOST:PORT/VHOST; messages are sent without TLS",
            "请写作 amqp://用户:口令@主机:端口/虚拟主机；报文不经 TLS 发送",
        )))
    }

    /// Where messages and receipts go; takes the port of callbacks.
    pub(super) fn elsewhere(&self) -> Result<Elsewhere, Failure> {
        let listen = |address: SocketAddr| {
            TcpListener::bind(address).map_err(|error| unbound("--callback", address, &error))
        };
        Ok(Elsewhere {
            http: self.authority()?,
            broker: self.broker(),
            callback: self.callback.map(listen).transpose()?,
        })
    }
}
