//! `tongguan demo`: six parcels on their way through customs, on a server of its own.

mod parcels;
mod scenes;
mod stage;

use super::exit::Failure;
use super::lang::{said, say};
use super::output::Out;
use super::output::style::{BOLD, DIM};
use super::serve::runtime;
use clap::Args;
use stage::Stage;
use std::net::{Ipv4Addr, SocketAddr};
use tongguan::compose::{self, ServeOptions};
use tongguan_client::Client;
use tongguan_domain::process::Settings;
use tongguan_exchange::transports::TransportOptions;

/// With this seed nobody is inspected who should not be, and the dishonest exporter is.
const SEED: u64 = 9610;
const THREADS: u16 = 2;

/// What to show.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Seed of the random inspections; another one may tell another story
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    runtime(THREADS)?.block_on(play(arguments.seed, out))
}

async fn play(seed: u64, out: &mut Out) -> Result<(), Failure> {
    let options = ServeOptions {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        control: None,
        json: None,
        data: None,
        defaults: Settings { seed, ..Settings::default() },
        transports: TransportOptions::default(),
        customs_ids: Vec::new(),
        ..ServeOptions::default()
    };
    let running = compose::start(options).await;
    let running = running.map_err(|error| {
        Failure::new(said!("the demo's server cannot start: {error}", "演示服务不能启动：{error}"))
    })?;
    let played = scenes(&running, out).await;
    running.stop().await;
    played?;
    if out.json() { Ok(()) } else { closing(out) }
}

async fn scenes(running: &compose::Running, out: &mut Out) -> Result<(), Failure> {
    let client = Client::connect(format!("http://{}", running.address())).await;
    let client = client.map_err(|error| Failure::new(error.to_string()))?;
    if !out.json() {
        opening(out)?;
    }
    let mut stage = Stage::new(client, out);
    scenes::clean(&mut stage).await?;
    scenes::mismatch(&mut stage).await?;
    scenes::duplicate(&mut stage).await?;
    scenes::inspected(&mut stage).await?;
    scenes::dishonest(&mut stage).await?;
    scenes::faulty(&mut stage).await
}

fn opening(out: &mut Out) -> Result<(), Failure> {
    out.line(said!(
        "{BOLD}Tongguan 通关{BOLD:#}: six parcels leave China (9610, 跨境电商零售出口).",
        "{BOLD}通关{BOLD:#}：六票包裹出境（9610，跨境电商零售出口）。"
    ))?;
    out.line(said!(
        "{DIM}Order 订单 and waybill 运单 must agree with the declaration 清单. Arrival 运抵单 brings the goods to the\n\
         site, departure 离境单 says that they left. Each line is a receipt 回执: simulated time, code, meaning.{DIM:#}",
        "{DIM}订单、运单须与清单一致；运抵单表示货物已到监管场所，离境单表示货物已离境。\n\
         每行一条回执：模拟时间、回执状态、含义。{DIM:#}"
    ))
}

fn closing(out: &mut Out) -> Result<(), Failure> {
    out.line("")?;
    out.line(said!("{BOLD}Now yours:{BOLD:#}", "{BOLD}接下来：{BOLD:#}"))?;
    for (command, text) in [
        (
            "tongguan serve",
            say(
                "the same on 127.0.0.1:50051, for your own program",
                "在 127.0.0.1:50051 启动服务，供您的程序使用",
            ),
        ),
        (
            "tongguan sample parcel | tongguan submit -",
            say("there, a parcel of your own, all the way to 899", "向它报送您自己的一票包裹，直到 899"),
        ),
        ("tongguan explain 4", say("why its declaration stands where it stands", "其清单为何处于当前状态")),
        ("tongguan codes -604001", say("what a code means and what to do", "代码的含义及处理办法")),
    ] {
        out.line(format!("  {command:<44}{DIM}{text}{DIM:#}"))?;
    }
    Ok(())
}
