//! Whom a command trusts behind `https://`, and what it shows there.

use super::exit::{Exit, Failure};
use super::foreign;
use super::lang::{chinese, said, say};
use clap::Args;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;
use tongguan_client::tls::{Connector, OwnFiles, Trouble, Trust, is_spoken_at, said};
use tonic::Status;
use tonic::transport::Uri;

/// What the address of a server begins with behind which TLS is spoken.
const SCHEME: &str = "https://";

/// That of this command, which calls one server.
static CONNECTOR: OnceLock<Connector> = OnceLock::new();
/// Where a command calls without TLS.
static PLAIN: OnceLock<Uri> = OnceLock::new();
/// How long it is asked whether that was wrong.
const PATIENCE: Duration = Duration::from_secs(1);

/// Files of TLS.
#[derive(Args, Debug)]
pub(crate) struct Secured {
    /// Authorities to trust at an https:// address (PEM) [default: those of the system]; TONGGUAN_TLS_CA may name the file
    #[arg(long, value_name = "FILE", global = true)]
    tls_ca: Option<PathBuf>,
    /// Certificate to show to a server that wants one (PEM); TONGGUAN_TLS_CERTIFICATE may name the file
    #[arg(long, value_name = "FILE", global = true)]
    tls_certificate: Option<PathBuf>,
    /// Private key of --tls-certificate (PEM); TONGGUAN_TLS_KEY may name the file
    #[arg(long, value_name = "FILE", global = true)]
    tls_key: Option<PathBuf>,
}

impl Secured {
    /// The files that were named, and the flag that names each.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &Path)> {
        let Self { tls_ca, tls_certificate, tls_key } = self;
        let files = [("--tls-ca", tls_ca), ("--tls-certificate", tls_certificate), ("--tls-key", tls_key)];
        files.into_iter().filter_map(|(flag, file)| Some((flag, file.as_deref()?)))
    }

    /// Refuses files of TLS where none of the addresses that a command calls is an https one.
    pub(crate) fn check(&self, urls: &[&str]) -> Result<(), Failure> {
        let is_secured =
            |url: &&str| url.get(..SCHEME.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME));
        let named = [("ca", &self.tls_ca), ("certificate", &self.tls_certificate), ("key", &self.tls_key)];
        // The environment may be that of several servers; whoever types it means this one.
        match named.into_iter().find(|(_, file)| file.is_some() && !urls.iter().any(is_secured)) {
            None => Ok(()),
            Some((name, _)) => {
                let urls = urls.join(", ");
                let text = said!(
                    "--tls-{name} is for https:// and not for {urls}",
                    "--tls-{name} 用于 https://，而非 {urls}"
                );
                Err(Failure::new(text).hint(say("say https://HOST:PORT", "请写作 https://主机:端口")))
            }
        }
    }

    /// How to connect to this address over TLS; `None`: it is called without.
    pub(crate) fn connector(&self, url: &str) -> Result<Option<Connector>, Failure> {
        if !url.starts_with(SCHEME) {
            if let Ok(uri) = url.parse() {
                PLAIN.get_or_init(|| uri);
            }
            return Ok(None);
        }
        let file = |file: Option<&Path>, variable: &str| {
            let named = || std::env::var_os(variable).filter(|name| !name.is_empty()).map(PathBuf::from);
            file.map(Path::to_owned).or_else(named)
        };
        let certificate = file(self.tls_certificate.as_deref(), "TONGGUAN_TLS_CERTIFICATE");
        let own = match (certificate, file(self.tls_key.as_deref(), "TONGGUAN_TLS_KEY")) {
            (Some(certificate), Some(key)) => Some(OwnFiles { certificate, key }),
            (None, None) => None,
            _ => {
                let text =
                    say("a certificate needs its key, and a key its certificate", "证书与私钥须同时给出");
                return Err(Failure::new(text).hint(say(
                    "say --tls-certificate FILE --tls-key FILE",
                    "请写 --tls-certificate 文件 --tls-key 文件",
                )));
            }
        };
        let trust = file(self.tls_ca.as_deref(), "TONGGUAN_TLS_CA").map_or(Trust::System, Trust::File);
        let connector = Connector::open(&trust, own.as_ref()).map_err(|error| foreign::tls_file(&error))?;
        Ok(Some(CONNECTOR.get_or_init(|| connector).clone()))
    }
}

/// What TLS has to do with it that a call got no answer: it may have been under way when the server judged our certificate.
pub(crate) fn trouble(status: &Status) -> Option<Trouble> {
    let plain = || {
        // An answer has headers, a refusal of the connection has none.
        let uri = PLAIN.get().filter(|_| status.metadata().is_empty())?;
        is_spoken_at(uri, PATIENCE).then_some(Trouble::SpeaksTls)
    };
    said(status).or_else(|| CONNECTOR.get()?.seen()).or_else(plain)
}

/// That there is no connection over TLS, in words.
pub(crate) fn failed(trouble: &Trouble) -> Failure {
    let ca = "--tls-ca";
    let text = if chinese() { format!("TLS：{}", trouble.zh()) } else { trouble.to_string() };
    let hint = if chinese() { trouble.hint_zh(ca) } else { trouble.hint(ca) };
    Failure::new(text).hint(hint).exit(Exit::NoServer)
}
