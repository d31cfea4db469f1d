//! `tongguan health`: whether a server serves, for scripts and containers.

use super::connection::{ServerTarget, block_on, failed};
use super::exit::{Exit, Failure};
use super::lang::say;
use super::output::{Object, Out};
use clap::Args;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// Which server.
#[derive(Args, Debug)]
#[command(
    after_help = "The exit code is 0 where it serves, 1 where it does not (it stops), 4 where there is no server."
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    server: ServerTarget,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let channel = arguments.server.connect().await?.channel();
        let request = HealthCheckRequest { service: String::new() };
        let answer = HealthClient::new(channel).check(request).await.map_err(|status| failed(&status))?;
        let status = answer.into_inner().status();
        let serves = status == ServingStatus::Serving;
        let word = if serves { say("serving", "正在服务") } else { say("not serving", "不在服务") };
        if out.json() {
            out.object(Object::new().with("event", "health").with("serving", serves))?;
        } else {
            out.line(word)?;
        }
        if serves { Ok(()) } else { Err(Failure::told(Exit::Otherwise)) }
    })
}
