//! `tongguan seed`: registers the enterprises of a believable world.

use super::connection::{Target, block_on, failed};
use super::exit::Failure;
use super::lang::said;
use super::output::{Object, Out};
use clap::Args;
use serde_json::Value;
use std::io::{IsTerminal, Write, stderr};
use std::time::Instant;
use tongguan_domain::limits::REGISTERED_AT_ONCE;
use tongguan_proto::registry::v1::RegisterEnterprisesRequest;
use tongguan_wire::registry;
use tongguan_world::{SELLERS, Seeded, World};

/// What to make.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Comprehensive pilot zones (综合试验区), the oldest first, 1 to 165
    #[arg(long, value_name = "N", default_value_t = 165, value_parser = clap::value_parser!(u16).range(1..=165))]
    zones: u16,
    /// Enterprises, 1 to 500000
    #[arg(long, value_name = "N", default_value_t = 30_000, value_parser = clap::value_parser!(u64).range(1..=500_000))]
    enterprises: u64,
    /// The same seed makes the same enterprises
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Register the 49,000 sellers of Hangzhou's zone as well
    #[arg(long)]
    sellers: bool,
    /// Print the enterprises as JSON, one a line, and register nothing
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    target: Target,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let sellers = if arguments.sellers { SELLERS } else { 0 };
    let mut world = World::of(arguments.seed, usize::from(arguments.zones), arguments.enterprises, sellers);
    if arguments.print {
        return world.try_for_each(|seeded| out.line(shown(&seeded)));
    }
    out.outlive_reader();
    block_on(load(arguments, world, out))
}

async fn load(arguments: &Arguments, mut world: World, out: &mut Out) -> Result<(), Failure> {
    let client = arguments.target.connect().await?;
    let (whole, began) = (world.left(), Instant::now());
    let (mut registered, mut replayed, mut batch) = (0_u64, 0_u64, 0_u64);
    let Arguments { zones, enterprises, seed, sellers, .. } = arguments;
    loop {
        let next = world.by_ref().take(REGISTERED_AT_ONCE);
        let enterprises_of_batch: Vec<_> = next.map(|seeded| registry::write(&seeded.enterprise)).collect();
        if enterprises_of_batch.is_empty() {
            break;
        }
        batch += 1;
        let request = RegisterEnterprisesRequest {
            // Made of what decides the content: the same command again changes nothing.
            request_id: format!("seed-{seed}-{zones}-{enterprises}-{sellers}-{batch}"),
            enterprises: enterprises_of_batch,
            ..Default::default()
        };
        let told = client.registry().register_enterprises(request).await;
        let told = told.map_err(|status| failed(&status))?.into_inner();
        registered += u64::from(told.registered);
        replayed += if told.replayed { u64::from(told.registered) } else { 0 };
        progress(registered, whole, out);
    }
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    if out.json() {
        return out.object(
            Object::new()
                .with("registered", registered)
                .with("replayed", replayed)
                .with("zones", *zones)
                .with("seed", *seed)
                .with("milliseconds", milliseconds),
        );
    }
    let (seconds, tenths) = (milliseconds / 1_000, milliseconds % 1_000 / 100);
    out.line(said!(
        "{registered} enterprises of {zones} zones are registered, {replayed} of them were before; {seconds}.{tenths} s",
        "已登记 {zones} 个综试区的 {registered} 家企业，其中 {replayed} 家此前已登记；用时 {seconds}.{tenths} 秒"
    ))
}

/// How far it is, on a terminal only.
fn progress(done: u64, whole: u64, out: &Out) {
    let mut stream = stderr();
    if out.json() || !stream.is_terminal() {
        return;
    }
    let full = usize::try_from(done * 30 / whole.max(1)).unwrap_or(30).min(30);
    let end = if done >= whole { "\r\x1b[2K" } else { "" };
    // Nothing is lost if this cannot be written.
    let _ = write!(stream, "\r[{}{}] {done} / {whole}{end}", "=".repeat(full), " ".repeat(30 - full));
    let _ = stream.flush();
}

fn shown(seeded: &Seeded) -> String {
    let Seeded { enterprise, credit_code, zone, registered_on, lists_last_year, history } = seeded;
    let (year, month, day) = registered_on;
    let roles = enterprise.roles.iter().map(|role| Value::from(format!("{role:?}"))).collect::<Vec<_>>();
    Object::new()
        .with("code", enterprise.code.as_str())
        .with("credit_code", credit_code.as_str())
        .with("name", enterprise.name.as_str())
        .with("roles", roles)
        .with("credit_class", enterprise.credit_class.names().1)
        .with("dxp_id", enterprise.dxp_id.clone())
        .with("warehouse_record", enterprise.warehouse_record)
        .with("zone", zone.zh)
        .with("district", zone.district)
        .with("registered_on", format!("{year:04}-{month:02}-{day:02}"))
        .with("lists_last_year", *lists_last_year)
        .with("documents_last_year", history.documents)
        .with("violations_last_year", history.violations)
        .with("fines_yuan_last_year", history.fines_yuan)
        .end()
}
