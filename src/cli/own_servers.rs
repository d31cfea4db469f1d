//! Servers of one sandbox, as `tongguan sandbox` is told of them.

use super::lang::{said, say};
use clap::Args;
use tongguan_domain::limits;
use tongguan_domain::process::{OwnServer, Silence};
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
    /// How long one call of these servers may take, in milliseconds, 1 to 10000
    #[arg(long, value_name = "MS", default_value_t = OwnServer::USUAL_MILLIS,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(limits::OWN_SERVER_MILLIS)))]
    server_timeout: u32,
    /// What happens when they do not answer in that time: fallback (the documents are looked at; the class of the registry) or wait
    #[arg(long, value_name = "fallback|wait", default_value = "fallback", value_parser = silence)]
    server_silence: Silence,
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
        let url = if url == "none" { "" } else { url }.to_owned();
        let (timeout_ms, silence) = (self.server_timeout, self.server_silence);
        settings::write_server(&OwnServer { url, timeout_ms, silence })
    }
}

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
