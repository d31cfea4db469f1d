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
}

/// The flags that mean something where there are no sandboxes.
const ANYWHERE: [&str; 15] = [
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
            return Ok(Serves { intake: true, risk: false, credit: false });
        }
        let named = |service| self.services.is_empty() || self.services.contains(&service);
        let (mut risk, mut credit) = (named(Service::Risk), named(Service::Credit));
        let intake = named(Service::Intake);
        if !intake {
            self.fits_without_intake()?;
            return Ok(Serves { intake, risk, credit });
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
        Ok(Serves { intake, risk, credit })
    }

    /// Whoever types a flag means something by it. A file and the environment may be those of several processes.
    fn fits_without_intake(&self) -> Result<(), Failure> {
        let typed = self.told.iter().filter(|told| told.origin == Origin::Argument);
        let mut keys = typed.map(|told| told.key.as_str());
        match keys.find(|key| !ANYWHERE.contains(key)) {
            Some(name) => Err(Failure::new(said!(
                "--{name} is for a process that serves intake",
                "--{name} 仅用于提供 intake 的进程"
            ))),
            None => Ok(()),
        }
    }
}
