//! Where the server is, and what is said when it is not there.

use super::credential;
use super::exit::{Exit, Failure};
use super::foreign;
use super::lang::{chinese, said, say, told};
use super::secured::{self, Secured};
use clap::Args;
use std::future::Future;
use std::path::{Path, PathBuf};
use tongguan_client::{Client, tls};
use tongguan_domain::names::SandboxName;
use tongguan_domain::terminal::plain;
use tongguan_proto::document::v1::{FaultList, Refused};
use tongguan_wire::status::{Reason, code_name, read_faults, read_reason, read_refused};
use tonic::transport::Uri;
use tonic::{Code, Status};

/// Which server.
#[derive(Args, Debug)]
pub(crate) struct ServerTarget {
    /// Address of the server; TONGGUAN_SERVER sets another default
    #[arg(long, value_name = "URL", default_value_t = or("TONGGUAN_SERVER", "http://127.0.0.1:50051"))]
    server: String,
    /// File with the API key of your calls; TONGGUAN_API_KEY may hold the key itself
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,
    #[command(flatten)]
    secured: Secured,
}

/// Which server, and which sandbox of it.
#[derive(Args, Debug)]
pub(crate) struct Target {
    #[command(flatten)]
    server: ServerTarget,
    /// Which sandbox (沙箱); TONGGUAN_SANDBOX sets another default
    #[arg(long, value_name = "NAME", default_value_t = or("TONGGUAN_SANDBOX", "default"))]
    sandbox: String,
}

/// Which server's sandbox control, and the key of its calls.
#[derive(Args, Debug)]
pub(crate) struct ControlTarget {
    #[command(flatten)]
    address: ControlAddress,
    /// File with the API key of your calls; TONGGUAN_API_KEY may hold the key itself
    #[arg(long, value_name = "FILE", global = true)]
    api_key_file: Option<PathBuf>,
    #[command(flatten)]
    secured: Secured,
}

/// Which server's sandbox control, for a command that names the key beside its server.
#[derive(Args, Debug)]
pub(crate) struct ControlAddress {
    /// Address of sandbox control; TONGGUAN_CONTROL sets another default
    #[arg(long, value_name = "URL", global = true, default_value_t = or("TONGGUAN_CONTROL", "http://127.0.0.1:50052"))]
    control: String,
}

/// Where the exchange is, if it is not with the rest of the server.
#[derive(Args, Debug)]
pub(crate) struct ExchangeAddress {
    /// Address of an exchange that is a process of its own, for receipts and XML; TONGGUAN_EXCHANGE sets a default [default: that of --server]
    #[arg(long, value_name = "URL")]
    exchange: Option<String>,
}

impl ExchangeAddress {
    fn url(&self) -> Option<String> {
        let set = || Some(or("TONGGUAN_EXCHANGE", "")).filter(|url| !url.is_empty());
        self.exchange.clone().or_else(set)
    }
}

/// What the environment says, or the default.
pub(crate) fn or(variable: &str, default: &str) -> String {
    std::env::var(variable).ok().filter(|value| !value.is_empty()).unwrap_or_else(|| default.to_owned())
}

impl ServerTarget {
    /// The address, as it was said.
    pub(crate) fn url(&self) -> &str {
        &self.server
    }

    /// The files that it reads, and the flag that names each.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&str, &Path)> {
        let key = self.api_key_file.as_deref().map(|file| ("--api-key-file", file));
        key.into_iter().chain(self.secured.files())
    }

    /// A client of the sandbox `default`.
    pub(crate) async fn connect(&self) -> Result<Client, Failure> {
        self.secured.check(&[&self.server])?;
        self.reach().await
    }

    /// The same, whose calls of the exchange go to another address.
    pub(crate) async fn connect_beside(&self, exchange: &ExchangeAddress) -> Result<Client, Failure> {
        let beside = exchange.url();
        let urls: Vec<_> = [Some(self.server.as_str()), beside.as_deref()].into_iter().flatten().collect();
        self.secured.check(&urls)?;
        self.reach_beside(beside).await
    }

    /// The same, and a client of sandbox control at another address, with the same key.
    pub(crate) async fn connect_all(
        &self,
        exchange: &ExchangeAddress,
        control: &ControlAddress,
    ) -> Result<(Client, Client), Failure> {
        let beside = exchange.url();
        let urls = [Some(self.server.as_str()), beside.as_deref(), Some(control.control.as_str())];
        self.secured.check(&urls.into_iter().flatten().collect::<Vec<_>>())?;
        Ok((self.reach_beside(beside).await?, control.connect(self.shown()).await?))
    }

    fn shown(&self) -> Shown<'_> {
        (self.api_key_file.as_deref(), &self.secured)
    }

    /// A client that calls nothing but the exchange.
    async fn connect_exchange(&self, exchange: &ExchangeAddress) -> Result<Client, Failure> {
        let Some(url) = exchange.url() else { return self.connect().await };
        self.secured.check(&[&url])?;
        self.reach_exchange(&url).await
    }

    async fn reach(&self) -> Result<Client, Failure> {
        let hint = say("start one with `tongguan serve`", "请先用 `tongguan serve` 启动服务");
        connect(&self.server, say("no server at", "连不上服务："), hint, self.shown()).await
    }

    async fn reach_beside(&self, exchange: Option<String>) -> Result<Client, Failure> {
        let client = self.reach().await?;
        match exchange {
            Some(url) => Ok(client.exchange_at(&self.reach_exchange(&url).await?)),
            None => Ok(client),
        }
    }

    async fn reach_exchange(&self, url: &str) -> Result<Client, Failure> {
        let hint = say(
            "start one with `tongguan serve exchange`, or leave out --exchange (TONGGUAN_EXCHANGE)",
            "请先用 `tongguan serve exchange` 启动，或不用 --exchange（TONGGUAN_EXCHANGE）",
        );
        connect(url, say("no exchange at", "连不上交换进程："), hint, self.shown()).await
    }
}

impl Target {
    /// Name of the sandbox.
    pub(crate) fn sandbox(&self) -> &str {
        &self.sandbox
    }

    pub(crate) async fn connect(&self) -> Result<Client, Failure> {
        self.check()?;
        Ok(self.server.connect().await?.sandbox(&self.sandbox))
    }

    /// The same, whose calls of the exchange go to another address.
    pub(crate) async fn connect_beside(&self, exchange: &ExchangeAddress) -> Result<Client, Failure> {
        self.check()?;
        Ok(self.server.connect_beside(exchange).await?.sandbox(&self.sandbox))
    }

    /// The same, which calls nothing but the exchange: that tells what it knows also while the rest is away.
    pub(crate) async fn connect_exchange(&self, exchange: &ExchangeAddress) -> Result<Client, Failure> {
        self.check()?;
        Ok(self.server.connect_exchange(exchange).await?.sandbox(&self.sandbox))
    }

    fn check(&self) -> Result<(), Failure> {
        SandboxName::new(self.sandbox.as_str()).map(|_| ()).map_err(foreign::name).map_err(|error| {
            Failure::new(said!(
                "the name of a sandbox, {:?}: {error}",
                "沙箱名称 {:?}：{error}",
                self.sandbox
            ))
            .hint(say(
                "say --sandbox NAME, such as tests.nightly-7",
                "请用 --sandbox 名称，如 tests.nightly-7",
            ))
        })
    }
}

impl ControlTarget {
    pub(crate) async fn connect(&self) -> Result<Client, Failure> {
        self.secured.check(&[&self.address.control])?;
        self.address.connect((self.api_key_file.as_deref(), &self.secured)).await
    }
}

impl ControlAddress {
    async fn connect(&self, shown: Shown<'_>) -> Result<Client, Failure> {
        let hint = say(
            "`tongguan serve` opens it unless told --no-control",
            "`tongguan serve` 默认开放沙箱控制，使用 --no-control 时除外",
        );
        connect(&self.control, say("no sandbox control at", "连不上沙箱控制："), hint, shown).await
    }
}

/// The file of a key, and those of TLS.
type Shown<'a> = (Option<&'a Path>, &'a Secured);

async fn connect(url: &str, nobody: &str, hint: &str, (key, secured): Shown<'_>) -> Result<Client, Failure> {
    let (url, key) = (address(url)?, credential::read(key, credential::VARIABLE)?);
    let connected = match secured.connector(&url)? {
        Some(connector) => Client::connect_secured(&url, connector).await,
        None => Client::connect(&url).await,
    };
    let client = connected.map_err(|error| match tls::said(&error) {
        Some(trouble) => secured::failed(&trouble).inside(&url),
        None => Failure::new(said!("{nobody} {url}", "{nobody}{url}")).hint(hint).exit(Exit::NoServer),
    })?;
    Ok(match key {
        Some(key) => client.api_key(&key),
        None => client,
    })
}

/// The address as a URL. What can be no server's is wrong usage, and not a server that is away.
pub(crate) fn address(url: &str) -> Result<String, Failure> {
    let usage = |what: &str, hint: &str| Failure::new(format!("{url:?} {what}")).hint(hint);
    let no_address = || {
        usage(
            say("is no address of a server", "不是服务地址"),
            say("say http://HOST:PORT, or https://", "请写作 http://主机:端口，或 https://"),
        )
    };
    let only = say("say only http://HOST:PORT, or https://", "只写 http://主机:端口，或 https://");
    let (scheme, rest) = match url.split_once("://") {
        None => ("http", url),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => ("http", rest),
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => ("https", rest),
        Some(_) => return Err(no_address()),
    };
    if rest.contains('@') {
        return Err(usage(
            say("names a user, and the server knows none", "带有用户名，服务不使用用户"),
            only,
        ));
    }
    let (host, behind) = rest.find(['/', '?', '#']).map_or((rest, ""), |at| rest.split_at(at));
    if !matches!(behind, "" | "/") {
        let text = said!(
            "has {behind:?} behind its port, which would be left out",
            "端口之后带有 {behind:?}，该部分不会使用"
        );
        return Err(usage(&text, only));
    }
    let whole = format!("{scheme}://{host}");
    let known = whole.parse::<Uri>().ok().filter(|uri| {
        // What stands behind the host, and is no port, is none.
        let behind = uri.authority().and_then(|all| all.as_str().rsplit(']').next()).unwrap_or_default();
        uri.host().is_some_and(|host| !host.is_empty()) && (uri.port_u16().is_some() || !behind.contains(':'))
    });
    let port = known.ok_or_else(no_address)?.port_u16();
    // Nothing of ours is on port 80: whoever leaves the port out has forgotten it, and would wait for nobody.
    port.map(|_| whole).ok_or_else(|| {
        usage(
            say("names no port", "没有写端口"),
            say(
                "say http://HOST:PORT, such as http://127.0.0.1:50051",
                "请写作 http://主机:端口，如 http://127.0.0.1:50051",
            ),
        )
    })
}

/// Runs a command that only calls a server.
pub(crate) fn block_on<T>(command: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| Failure::new(said!("no runtime: {error}", "运行环境不能启动：{error}")))?;
    runtime.block_on(command)
}

/// What to do where a call is not known.
pub(crate) fn wrong_address() -> &'static str {
    say(
        "the server is of another version, or this is the wrong one of its addresses: services and sandbox control have \
         each its own, as the ready line of `tongguan serve` says",
        "服务的版本不同，或地址用错：服务与沙箱控制各有地址，见 `tongguan serve` 的就绪信息",
    )
}

/// A refusal of a call, as one line. Faults are shown by `output::refusal` instead.
pub(crate) fn failed(status: &Status) -> Failure {
    let reason = read_reason(status);
    if reason.is_none()
        && let Some(trouble) = secured::trouble(status)
    {
        return secured::failed(&trouble);
    }
    let name = reason.map_or(code_name(status.code()), |reason| reason.name());
    // What the server found is in English; what it means has both. Anybody may be the server.
    let found = plain(status.message().to_owned());
    let text = match reason {
        Some(reason) if chinese() => format!("{name}：{}（{found}）", reason.zh()),
        _ => format!("{name}: {found}"),
    };
    let text = text.trim_end_matches(": ").trim_end_matches("（）").to_owned();
    let failure = Failure::new(text).exit(Exit::Refused);
    match status.code() {
        // A server that says why is there.
        Code::Unavailable if reason.is_none_or(|reason| reason == Reason::ServerDraining) => {
            failure.exit(Exit::NoServer).hint(say(
                "is the server still running? start one with `tongguan serve`",
                "服务是否仍在运行？可用 `tongguan serve` 启动",
            ))
        }
        Code::Unimplemented => failure.hint(wrong_address()),
        // Somebody answers, and not in gRPC.
        Code::Unknown if reason.is_none() => failure.exit(Exit::NoServer).hint(wrong_address()),
        Code::Internal | Code::Cancelled if no_http2(status) => {
            failure.exit(Exit::NoServer).hint(wrong_address())
        }
        _ => match what_to_do(status) {
            hint if hint.is_empty() => failure,
            hint => failure.hint(hint),
        },
    }
}

/// Whether what came is no HTTP/2: then the failure was made here, and the library that reads it says so, or that it let the call go.
fn no_http2(status: &Status) -> bool {
    let causes = std::iter::successors(std::error::Error::source(status), |error| error.source());
    let mut said = causes.map(ToString::to_string);
    said.any(|text| text.starts_with("connection error detected") || text == "operation was canceled")
}

/// What a refusal says is to be done, in the language of the process; empty if nothing.
pub(crate) fn what_to_do(status: &Status) -> String {
    let Refused { hint, hint_zh, .. } = read_refused(status);
    plain(told(&hint, &hint_zh).to_owned())
}

/// The faults that came with a refusal.
pub(crate) fn faults(status: &Status) -> Vec<FaultList> {
    read_faults(status)
}
