//! Who may call a server, and what it shows when it calls others.

use crate::cli::credential;
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{said, say};
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use tongguan_domain::names::SandboxName;
use tongguan_peer::Badge;

/// Where the key is that calls of other processes show.
const PEER_VARIABLE: &str = "TONGGUAN_PEER_API_KEY";

/// Keys, or none.
#[derive(Args, Debug)]
#[command(next_help_heading = "Who may call")]
pub(super) struct Identity {
    /// Ask every caller for a key of this file (`tongguan api-key new` makes it); it is read again when it changes
    #[arg(long, value_name = "FILE")]
    pub(super) api_keys: Option<PathBuf>,
    /// File with the API key that calls of --risk, --credit and --intake show; TONGGUAN_PEER_API_KEY may hold the key itself
    #[arg(long, value_name = "FILE")]
    pub(super) peer_api_key_file: Option<PathBuf>,
    /// Serve other machines without asking for keys, or hand receipts to them: only where the network is yours alone
    #[arg(long)]
    insecure: bool,
    /// The old name of --insecure
    #[arg(long, hide = true)]
    allow_remote: bool,
}

impl Identity {
    /// Whether the network is trusted.
    pub(super) const fn trusts_network(&self) -> bool {
        self.insecure || self.allow_remote
    }

    /// Says that a flag has a new name.
    pub(super) fn tell_old(&self) {
        if self.allow_remote {
            tracing::warn!("--allow-remote is called --insecure now, and will go");
        }
    }

    /// Refuses an address that other machines reach where nobody is asked who he is, and everybody can read along.
    pub(super) fn check(&self, address: SocketAddr, over_tls: bool) -> Result<(), Failure> {
        if address.ip().is_loopback() || self.api_keys.is_some() || over_tls || self.trusts_network() {
            return Ok(());
        }
        let text = said!(
            "{address} can be reached from other machines, and nobody is asked for a key",
            "{address} 可被其他机器访问，而调用不要求密钥"
        );
        Err(Failure::new(text).hint(say(
            "say --api-keys FILE, which `tongguan api-key new` makes, or --tls-certificate FILE; or listen on 127.0.0.1; or say --insecure if the network is yours alone",
            "请用 --api-keys 指定密钥文件（用 `tongguan api-key new` 生成），或用 --tls-certificate 指定证书；或监听 127.0.0.1；如网络仅供自用，可用 --insecure",
        )))
    }

    /// Where keys are asked for, the sandbox of a transport belongs to somebody; elsewhere to nobody.
    pub(super) fn check_transports(&self, runs: bool, sandbox: &SandboxName) -> Result<(), Failure> {
        let (keys, tenant) = (self.api_keys.is_some(), sandbox.tenant().is_some());
        if keys && !tenant && runs {
            let text = said!(
                "--transport-sandbox {sandbox}: with --api-keys every sandbox belongs to a tenant",
                "--transport-sandbox {sandbox}：使用 --api-keys 时沙箱都属于某个租户"
            );
            return Err(Failure::new(text).hint(said!(
                "say whose: --transport-sandbox TENANT/{sandbox}",
                "请写明租户：--transport-sandbox 租户/{sandbox}"
            )));
        }
        if tenant && !keys {
            let text = said!(
                "--transport-sandbox {sandbox} names a tenant, and there are none without --api-keys",
                "--transport-sandbox {sandbox} 指定了租户，而不用 --api-keys 时没有租户"
            );
            return Err(Failure::new(text).hint(say(
                "leave out the tenant: --transport-sandbox NAME; or say --api-keys FILE",
                "请去掉租户：--transport-sandbox 名称；或使用 --api-keys",
            )));
        }
        Ok(())
    }

    /// What calls of other processes show.
    pub(super) fn badge(&self) -> Result<Badge, Failure> {
        let key = credential::read(self.peer_api_key_file.as_deref(), PEER_VARIABLE)
            .map_err(|failure| failure.exit(Exit::CannotStart))?;
        Ok(key.as_deref().and_then(Badge::of_key).unwrap_or_default())
    }
}
