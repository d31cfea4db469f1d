//! Servers of one sandbox, as `tongguan sandbox` is told of them.

use super::exit::Failure;
use super::lang::{said, say};
use clap::Args;
use tongguan_domain::limits;
use tongguan_domain::process::Silence;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_wire::settings;

/// Who screens and scores a sandbox, where that is not who does for all.
#[derive(Args, Debug)]
pub(crate) struct OwnServers {
    /// Who screens this sandbox: a server of RiskScreening at http://HOST:PORT; none: who does for all sandboxes
    #[arg(long, value_name = "URL|none")]
    risk_server: Option<String>,
    /// Who scores for this sandbox: a server of CreditScoring at http://HOST:PORT; none: who does for all sandboxes
    #[arg(long, value_name = "URL|none")]
    credit_server: Option<String>,
    /// How long one call of these servers may take, in milliseconds, 1 to 10000 [of a new server: 1000]
    #[arg(long, value_name = "MS",
        value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::OWN_SERVER_MILLIS)))]
    server_timeout: Option<u32>,
    /// What happens when they do not answer in that time: fallback (the documents are looked at; the class of the registry) or wait
    /// [of a new server: fallback]
    #[arg(long, value_name = "fallback|wait", value_parser = silence)]
    server_silence: Option<Silence>,
}

fn silence(text: &str) -> Result<Silence, String> {
    Silence::named(text).ok_or_else(|| say("say fallback or wait", "须为 fallback 或 wait").to_owned())
}

impl OwnServers {
    pub(crate) fn risk(&self) -> Option<pb::OwnServer> {
        self.risk_server.as_deref().map(|url| self.message(url))
    }

    pub(crate) fn credit(&self) -> Option<pb::OwnServer> {
        self.credit_server.as_deref().map(|url| self.message(url))
    }

    fn message(&self, url: &str) -> pb::OwnServer {
        let url = if url == NONE { "" } else { url }.to_owned();
        let timeout_ms = self.server_timeout.unwrap_or_default();
        pb::OwnServer { url, timeout_ms, silence: settings::write_silence(self.server_silence).into() }
    }

    /// Whether it says how servers are called, and names none: those that are there are meant.
    fn only_says_how(&self) -> bool {
        let named = |url: &Option<String>| url.as_ref().is_some_and(|url| url != NONE);
        let how = self.server_timeout.is_some() || self.server_silence.is_some();
        how && !named(&self.risk_server) && !named(&self.credit_server)
    }

    /// How servers that are there and are not named are called.
    pub(crate) fn of_those_there(&self) -> (Option<u32>, pb::ServerSilence) {
        match self.only_says_how() {
            true => (self.server_timeout, settings::write_silence(self.server_silence)),
            false => (None, pb::ServerSilence::Unspecified),
        }
    }

    /// Refuses to say how a server is called where there is none; `sandbox` is as it is before, if it is there.
    pub(crate) async fn check(
        &self,
        sandbox: impl AsyncFnOnce() -> Result<Option<pb::Sandbox>, Failure>,
    ) -> Result<(), Failure> {
        if !self.only_says_how() {
            return Ok(());
        }
        let before = sandbox().await?.unwrap_or_default();
        let stays =
            |told: &Option<String>, server: &Option<pb::OwnServer>| told.is_none() && server.is_some();
        let there = stays(&self.risk_server, &before.risk_server)
            || stays(&self.credit_server, &before.credit_server);
        if there {
            return Ok(());
        }
        let text = say(
            "the sandbox has no server of its own that --server-timeout and --server-silence could be of",
            "该沙箱没有自备服务，--server-timeout 与 --server-silence 无所指",
        );
        Err(Failure::new(text).hint(say(
            "name one: --risk-server, --credit-server",
            "请用 --risk-server 或 --credit-server 指定",
        )))
    }
}

/// No server.
const NONE: &str = "none";

/// A line about a server, if there is one.
pub(crate) fn line(what: (&str, &str), server: Option<&pb::OwnServer>) -> Option<String> {
    let server = server?;
    let (url, millis) = (&server.url, server.timeout_ms);
    let then = match server.silence() {
        pb::ServerSilence::Wait => say("then it waits", "超时则等待"),
        _ => say("then what is laid down", "超时则按既定结果"),
    };
    let (en, zh) = what;
    Some(said!("  {en} by {url}, {millis} ms, {then}", "  {zh}由 {url} 提供，{millis} 毫秒，{then}"))
}
