//! Which services a process serves, and where the others are.

use super::Arguments;
use super::configuration::Origin;
use crate::cli::connection::address;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::risk::unusable;
use tongguan::compose::Serves;
use tongguan::risk_profile::RiskProfile;
use tongguan_domain::limits;
use tongguan_peer::OwnHosts;
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
    /// Registry of enterprises alone, which passes calls on to intake
    Registry,
    /// Sandbox control alone, which passes calls on to intake
    Control,
}

/// The flags that mean something where there are no sandboxes.
const ANYWHERE: [&str; 20] = [
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
    "otlp-endpoint",
    "trace-ratio",
    "tls-certificate",
    "tls-key",
    "tls-client-ca",
];

/// The flags that mean something for an exchange alone, besides.
const OF_AN_EXCHANGE: [&str; 14] = [
    "peer-api-key-file",
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
    let whole = address(url).map_err(Failure::into_line)?;
    whole.parse().map_err(|_| whole)
}

impl Arguments {
    /// The profile, where screening is in this process. A file of settings may be that of several processes.
    pub(super) fn risk_profile(&self, serves: Serves) -> Result<RiskProfile, Failure> {
        match &self.risk_profile {
            Some(name) if serves.risk => RiskProfile::open(name).map_err(|error| unusable(name, &error)),
            Some(_) if self.is_typed("risk-profile") && !self.all_separate => Err(Failure::new(say(
                "--risk-profile is for a process that screens itself",
                "--risk-profile 仅用于自身提供风险布控的进程",
            ))
            .hint(say("say it to the process that serves risk", "请告知提供 risk 的进程"))),
            _ => Ok(RiskProfile::default()),
        }
    }

    /// The hosts that servers of sandboxes may be on.
    pub(super) fn own_servers(&self) -> Result<OwnHosts, Failure> {
        if self.own_servers.is_empty() {
            return Ok(OwnHosts::default());
        }
        OwnHosts::read(&self.own_servers).map_err(|word| {
            Failure::new(said!(
                "--own-servers: {word} is no host that can be allowed",
                "--own-servers：{word} 不是可允许的主机"
            ))
            .hint(said!(
                "say loopback, an address or a name, without a port, at most {} of them; or none, alone",
                "可为 loopback、地址或名称，不带端口，至多 {} 个；或仅 none",
                limits::OWN_SERVER_HOSTS
            ))
        })
    }

    /// What is named, or everything that is nowhere else.
    pub(super) fn serves(&self) -> Result<Serves, Failure> {
        if self.all_separate {
            return Ok(Serves { intake: true, ..Serves::NOTHING });
        }
        let named = |service| self.services.is_empty() || self.services.contains(&service);
        let (mut risk, mut credit) = (named(Service::Risk), named(Service::Credit));
        let intake = named(Service::Intake);
        if !intake {
            // Where intake is, these are with it.
            let alone = |service| self.services.contains(&service);
            let [exchange, registry, control] =
                [alone(Service::Exchange), alone(Service::Registry), alone(Service::Control)];
            let serves = Serves { intake, risk, credit, exchange, registry, control };
            self.fits_without_intake(serves)?;
            return Ok(serves);
        }
        if let Some(flag) = ["intake", "intake-control"].into_iter().find(|flag| self.is_typed(flag)) {
            let text = said!(
                "--{flag} is for a process that does not serve intake itself",
                "--{flag} 仅用于自身不提供 intake 的进程"
            );
            return Err(Failure::new(text).hint(say(
                "say what this process serves: `serve exchange --intake URL`, say",
                "请写明本进程提供的服务，如 `serve exchange --intake URL`",
            )));
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
        Ok(Serves { intake, risk, credit, ..Serves::NOTHING })
    }

    fn is_typed(&self, key: &str) -> bool {
        self.told.iter().any(|told| told.origin == Origin::Argument && told.key == key)
    }

    /// Whoever types a flag means something by it. A file and the environment may be those of several processes.
    fn fits_without_intake(&self, serves: Serves) -> Result<(), Failure> {
        self.names_intake(serves)?;
        let Serves { risk, exchange, registry, control, .. } = serves;
        let fits = |key: &str| match key {
            "intake" => exchange || registry,
            "intake-control" => control,
            "peer-tls-ca" => exchange || registry || control,
            "risk-profile" => risk,
            _ => ANYWHERE.contains(&key) || exchange && OF_AN_EXCHANGE.contains(&key),
        };
        let typed = self.told.iter().filter(|told| told.origin == Origin::Argument);
        let mut keys = typed.map(|told| told.key.as_str());
        match keys.find(|key| !fits(key)) {
            Some(name) => {
                let (whom, whom_zh) = match name {
                    "intake" => {
                        ("the exchange or the registry, and not intake", "只提供 exchange 或 registry ")
                    }
                    "intake-control" => ("sandbox control, and not intake", "只提供 control "),
                    "risk-profile" => ("risk", "提供 risk"),
                    _ => ("intake", "提供 intake "),
                };
                let text =
                    said!("--{name} is for a process that serves {whom}", "--{name} 仅用于{whom_zh}的进程");
                Err(Failure::new(text).hint(say(
                    "leave it out here, and say it where that is served",
                    "请去掉此参数，并在提供该服务的进程上使用",
                )))
            }
            None => Ok(()),
        }
    }

    /// What has no state of its own, or a copy, is told where intake is.
    fn names_intake(&self, serves: Serves) -> Result<(), Failure> {
        let rows = [
            (
                serves.exchange,
                &self.intake,
                "exchange",
                "--intake",
                "the address of a `tongguan serve --feed`",
                "即 `tongguan serve --feed` 的地址",
            ),
            (
                serves.registry,
                &self.intake,
                "registry",
                "--intake",
                "the address of a `tongguan serve`",
                "即 `tongguan serve` 的地址",
            ),
            (
                serves.control,
                &self.intake_control,
                "control",
                "--intake-control",
                "where the ready line of `tongguan serve` says \"control\"",
                "即 `tongguan serve` 就绪信息中 control 的地址",
            ),
        ];
        for (here, place, service, flag, what, what_zh) in rows {
            if here && place.is_none() {
                let text = said!(
                    "{service} alone needs intake, and nobody says where that is",
                    "单独的 {service} 依赖 intake，但未指明其位置"
                );
                return Err(Failure::new(text).hint(said!(
                    "say {flag} http://HOST:PORT, {what}",
                    "请写 {flag} http://主机:端口，{what_zh}"
                )));
            }
        }
        Ok(())
    }
}
