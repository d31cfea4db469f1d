//! Generators that share one run: how they are told of each other.

use super::Arguments;
use crate::cli::connection::or;
use crate::cli::exit::Failure;
use crate::cli::lang::say;
use clap::Args;
use getrandom::SysRng;
use rand_core::TryRng;
use std::net::SocketAddr;
use tongguan_load::Transport;

/// Where a token is looked for that is not in the arguments, which everybody on the machine may read.
const TOKEN: &str = "TONGGUAN_LOAD_TOKEN";
/// Bytes of a token that is drawn.
const DRAWN: usize = 16;

/// Who shares the run.
#[derive(Args, Debug)]
pub(super) struct Team {
    /// Share the run among so many generators, 2 to 32: this one, and others that say --join
    #[arg(long, value_name = "N", conflicts_with_all = ["sandbox", "find_max", "hdr"], value_parser = clap::value_parser!(u32).range(2..=i64::from(tongguan_load::bounds::GENERATORS)))]
    pub(super) generators: Option<u32>,
    /// Where the others find this one
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:0", requires = "generators")]
    pub(super) listen: SocketAddr,
    /// Take a share of the run of the generator at this address; it says everything else
    #[arg(long, value_name = "HOST:PORT", conflicts_with_all = [
        "workload", "rate", "times", "duration", "even", "seed", "transport", "http", "amqp", "callback", "in_flight",
        "users", "no_receipts", "patience", "sandbox", "new", "delete", "fail_if", "baseline", "noise", "find_max", "generators",
        "listen", "save", "html", "junit", "ghz_json", "hdr",
    ])]
    pub(super) join: Option<String>,
    /// What who joins has to know; TONGGUAN_LOAD_TOKEN sets a default [default: drawn at random, and told]
    #[arg(long, value_name = "TEXT")]
    token: Option<String>,
}

impl Team {
    /// What cannot be used is said before anything is sent.
    pub(super) fn check(&self, arguments: &Arguments) -> Result<(), Failure> {
        let way = arguments.ways.transport();
        let bound = arguments.ways.has_callback() || matches!(way, Transport::Http | Transport::Amqp);
        if self.generators.is_some() && bound {
            return Err(Failure::new(say(
                "--generators go by unary, stream or xml: ports, queues and callbacks of a server serve one sandbox, and each \
                 generator has its own",
                "--generators 只能以 unary、stream 或 xml 报送：服务的端口、队列和回调只用于一个沙箱，而每个压测进程各用其沙箱",
            )));
        }
        if self.token.is_some() && self.generators.is_none() && self.join.is_none() {
            return Err(Failure::new(say(
                "--token is for --generators and --join",
                "--token 用于 --generators 和 --join",
            )));
        }
        Ok(())
    }

    fn said(&self) -> Option<String> {
        self.token.clone().or_else(|| Some(or(TOKEN, ""))).filter(|token| !token.is_empty())
    }

    /// The token of a run to lead, and whether it was drawn, so that it has to be told.
    pub(super) fn token_to_ask(&self) -> Result<(String, bool), Failure> {
        if let Some(said) = self.said() {
            return Ok((said, false));
        }
        let mut bytes = [0; DRAWN];
        SysRng.try_fill_bytes(&mut bytes).map_err(|error| Failure::new(error.to_string()))?;
        Ok((bytes.iter().map(|byte| format!("{byte:02x}")).collect(), true))
    }

    /// The token of a run to follow.
    pub(super) fn token_to_say(&self) -> Result<String, Failure> {
        self.said().ok_or_else(|| {
            let text = say("--join needs the token that the leader has told", "--join 需要主机给出的口令");
            Failure::new(text).hint(say(
                "say --token, or set TONGGUAN_LOAD_TOKEN",
                "请写 --token，或设置 TONGGUAN_LOAD_TOKEN",
            ))
        })
    }
}
