//! Which services a process serves, and where the others are.

use super::Arguments;
use super::configuration::Origin;
use crate::cli::connection::address;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use tongguan::compose::Serves;
use tonic::transport::Uri;

/// A service that can be a process of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Service {
    /// Declaration intake, exchange, registry, catalogue and sandbox control
    Intake,
    /// Risk screening
    Risk,
    /// Credit scoring
    Credit,
    /// Clearance exchange alone, over a copy of the journal of intake
    Exchange,
}

/// The flags that mean something where there are no sandboxes.
const ANYWHERE: [&str; 18] = [
    "services",
    "listen",
    "listen-json",
    "allow-remote",
    "insecure",
    "api-keys",
    "ephemeral",
    "no-control",
    "ready-fd",
    "ready-file",
    "until-input-ends",
    "threads",
    "log",
    "log-format",
    "metrics",
    "tls-certificate",
    "tls-key",
    "tls-client-ca",
];

/// The flags that mean something for an exchange alone, besides.
const OF_AN_EXCHANGE: [&str; 15] = [
    "peer-api-key-file",
    "peer-tls-ca",
    "intake",
    "data",
    "http",
    "http-callback",
    "folder-in",
    "folder-out",
    "amqp",
    "amqp-queue",
    "http-receipts",
    "folder-receipts",
    "amqp-receipts",
    "customs-id",
    "transport-sandbox",
];

/// An address to call.
pub(super) fn peer(url: &str) -> Result<Uri, String> {
    let whole = address(url).map_err(|failure| failure.text().to_owned())?;
    whole.parse().map_err(|_| whole)
}

impl Arguments {
    /// What is named, or everything that is nowhere else.
    pub(super) fn serves(&self) -> Result<Serves, Failure> {
        if self.all_separate {
            return Ok(Serves { intake: true, risk: false, credit: false, exchange: false });
        }
        let named = |service| self.services.is_empty() || self.services.contains(&service);
        let (mut risk, mut credit) = (named(Service::Risk), named(Service::Credit));
        let intake = named(Service::Intake);
        // Where intake is, the exchange is with it.
        let exchange = !intake && self.services.contains(&Service::Exchange);
        if !intake {
            self.fits_without_intake(exchange)?;
            return Ok(Serves { intake, risk, credit, exchange });
        }
        if self.is_typed("intake") {
            let text = say(
                "--intake is for a process that serves the exchange, and not intake",
                "--intake 仅用于只提供 exchange、不提供 intake 的进程",
            );
            return Err(Failure::new(text)
                .hint(say("say `serve exchange --intake URL`", "请写 `serve exchange --intake URL`")));
        }
        for (here, elsewhere, name) in
            [(&mut risk, &self.risk, "risk"), (&mut credit, &self.credit, "credit")]
        {
            if elsewhere.is_some() && *here && !self.services.is_empty() {
                let text = said!(
                    "{name} is here, and elsewhere by --{name}",
                    "{name} 既在本进程，又由 --{name} 指向别处"
                );
                return Err(Failure::new(text).hint(say("say one of the two", "请二选一")));
            }
            *here &= elsewhere.is_none();
            if !*here && elsewhere.is_none() {
                let text = said!(
                    "intake needs {name}, and it is neither named nor elsewhere",
                    "intake 需要 {name}，但既未列出，也未指明在何处"
                );
                let hint = said!(
                    "say `serve intake {name}`, or --{name} http://HOST:PORT",
                    "请写 `serve intake {name}`，或 --{name} http://主机:端口"
                );
                return Err(Failure::new(text).hint(hint));
            }
        }
        Ok(Serves { intake, risk, credit, exchange })
    }

    fn is_typed(&self, key: &str) -> bool {
        self.told.iter().any(|told| told.origin == Origin::Argument && told.key == key)
    }

    /// Whoever types a flag means something by it. A file and the environment may be those of several processes.
    fn fits_without_intake(&self, exchange: bool) -> Result<(), Failure> {
        if exchange && self.intake.is_none() {
            let text = say(
                "an exchange alone follows intake, and nobody says where that is",
                "单独的 exchange 需要跟随 intake，但未指明其位置",
            );
            return Err(Failure::new(text).hint(say(
                "say --intake http://HOST:PORT, the address of a `tongguan serve --feed`",
                "请写 --intake http://主机:端口，即 `tongguan serve --feed` 的地址",
            )));
        }
        let fits = |key: &str| ANYWHERE.contains(&key) || exchange && OF_AN_EXCHANGE.contains(&key);
        let typed = self.told.iter().filter(|told| told.origin == Origin::Argument);
        let mut keys = typed.map(|told| told.key.as_str());
        match keys.find(|key| !fits(key)) {
            Some(name) => Err(Failure::new(said!(
                "--{name} is for a process that serves intake",
                "--{name} 仅用于提供 intake 的进程"
            ))),
            None => Ok(()),
        }
    }
}
