//! `tongguan seed`: registers the enterprises and warehouses of a believable world.

use super::connection::{Target, block_on, failed};
use super::exit::Failure;
use super::lang::said;
use super::output::{Object, Out};
use super::progress::progress;
use clap::Args;
use serde_json::Value;
use std::time::Instant;
use tongguan_client::Client;
use tongguan_domain::limits::{CREDIT_EVENTS_AT_ONCE, REGISTERED_AT_ONCE, WAREHOUSES_AT_ONCE};
use tongguan_domain::warehouse::Warehouse;
use tongguan_proto::registry::v1::{
    EnterpriseCreditEvent, RegisterEnterprisesRequest, RegisterWarehousesRequest,
};
use tongguan_wire::{credit, registry, warehouse};
use tongguan_world::{EVENTS, Seeded, World};

/// Most credit events of one enterprise: its violations, and what is unpaid.
const EVENTS_OF_ONE: usize = EVENTS as usize + 1;

/// What to make.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Comprehensive pilot zones (综合试验区), the oldest first, 1 to 165
    #[arg(long, value_name = "N", default_value_t = 165, value_parser = clap::value_parser!(u16).range(1..=165))]
    zones: u16,
    /// Enterprises, 1 to 500000
    #[arg(long, value_name = "N", default_value_t = 30_000, value_parser = clap::value_parser!(u64).range(1..=500_000))]
    enterprises: u64,
    /// The same seed makes the same enterprises and warehouses
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Register sellers of Hangzhou's zone as well, 49,000 if no number is given
    #[arg(long, value_name = "N", num_args = 0..=1, default_value_t = 0, default_missing_value = "49000", value_parser = clap::value_parser!(u64).range(0..=500_000))]
    sellers: u64,
    /// Overseas warehouses (海外仓), 0 to 8000; sites, parks and return centres come with the zones
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(0..=8_000))]
    warehouses: u64,
    /// Print everything as JSON, one a line, and register nothing
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    target: Target,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let Arguments { seed, zones, enterprises, sellers, warehouses, .. } = *arguments;
    let zones = usize::from(zones);
    let mut world = World::of(seed, zones, enterprises, sellers);
    let places = tongguan_world::warehouses(seed, zones, warehouses);
    if arguments.print {
        world.try_for_each(|seeded| out.line(shown(&seeded)))?;
        return places.iter().try_for_each(|place| out.line(shown_place(place)));
    }
    out.outlive_reader();
    block_on(load(arguments, world, &places, out))
}

/// What was registered, and how much of it was before.
#[derive(Default)]
struct Loaded {
    whole: u64,
    enterprises: u64,
    credit_events: u64,
    warehouses: u64,
    replayed: u64,
}

async fn load(
    arguments: &Arguments,
    world: World,
    places: &[Warehouse],
    out: &mut Out,
) -> Result<(), Failure> {
    let client = arguments.target.connect().await?;
    let began = Instant::now();
    let mut loaded = Loaded { whole: world.left() + places.len() as u64, ..Loaded::default() };
    load_enterprises(arguments, world, &client, &mut loaded, out).await?;
    load_warehouses(arguments, places, &client, &mut loaded, out).await?;
    let milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    told(arguments, &loaded, milliseconds, out)
}

async fn load_enterprises(
    arguments: &Arguments,
    world: World,
    client: &Client,
    loaded: &mut Loaded,
    out: &Out,
) -> Result<(), Failure> {
    let Arguments { zones, enterprises, seed, sellers, .. } = arguments;
    let (mut world, mut batch) = (world.peekable(), 0_u64);
    while world.peek().is_some() {
        let (mut of_batch, mut credit_events) = (Vec::new(), Vec::new());
        // A batch is full with its enterprises, or with what happened to them.
        let has_room = |events: usize| events + EVENTS_OF_ONE <= CREDIT_EVENTS_AT_ONCE;
        while of_batch.len() < REGISTERED_AT_ONCE
            && has_room(credit_events.len())
            && let Some(seeded) = world.next()
        {
            let code = &seeded.enterprise.code;
            credit_events.extend(seeded.credit_events().iter().map(|event| EnterpriseCreditEvent {
                enterprise: code.clone(),
                event: Some(credit::write_event(event)),
            }));
            of_batch.push(registry::write(&seeded.enterprise));
        }
        batch += 1;
        let events = credit_events.len() as u64;
        let request = RegisterEnterprisesRequest {
            // Made of what decides the content: the same command again changes nothing.
            request_id: format!("seed-{seed}-{zones}-{enterprises}-{sellers}-{batch}"),
            enterprises: of_batch,
            credit_events,
            ..Default::default()
        };
        let told = client.registry().register_enterprises(request).await;
        let told = told.map_err(|status| failed(&status))?.into_inner();
        loaded.enterprises += u64::from(told.registered);
        loaded.credit_events += events;
        loaded.replayed += if told.replayed { u64::from(told.registered) } else { 0 };
        progress(loaded.enterprises, loaded.whole, out);
    }
    Ok(())
}

async fn load_warehouses(
    arguments: &Arguments,
    places: &[Warehouse],
    client: &Client,
    loaded: &mut Loaded,
    out: &Out,
) -> Result<(), Failure> {
    let Arguments { zones, seed, warehouses, .. } = arguments;
    for (batch, places) in places.chunks(WAREHOUSES_AT_ONCE).enumerate() {
        let request = RegisterWarehousesRequest {
            request_id: format!("seed-{seed}-{zones}-warehouses-{warehouses}-{batch}"),
            warehouses: places.iter().map(warehouse::write_warehouse).collect(),
            ..Default::default()
        };
        let told = client.registry().register_warehouses(request).await;
        let told = told.map_err(|status| failed(&status))?.into_inner();
        loaded.warehouses += u64::from(told.registered);
        loaded.replayed += if told.replayed { u64::from(told.registered) } else { 0 };
        progress(loaded.enterprises + loaded.warehouses, loaded.whole, out);
    }
    Ok(())
}

fn told(arguments: &Arguments, loaded: &Loaded, milliseconds: u64, out: &mut Out) -> Result<(), Failure> {
    let Loaded { enterprises, credit_events, warehouses, replayed, .. } = *loaded;
    let zones = arguments.zones;
    if out.json() {
        return out.object(
            Object::new()
                .with("registered", enterprises)
                .with("credit_events", credit_events)
                .with("warehouses", warehouses)
                .with("replayed", replayed)
                .with("zones", zones)
                .with("seed", arguments.seed)
                .with("milliseconds", milliseconds),
        );
    }
    let (seconds, tenths) = (milliseconds / 1_000, milliseconds % 1_000 / 100);
    out.line(said!(
        "{enterprises} enterprises of {zones} zones, {credit_events} credit events and {warehouses} warehouses, sites and parks are registered, {replayed} of them were before; {seconds}.{tenths} s",
        "已登记 {zones} 个综试区的 {enterprises} 家企业、{credit_events} 条信用信息及 {warehouses} 个仓库、监管场所和园区，其中 {replayed} 个此前已登记；用时 {seconds}.{tenths} 秒"
    ))
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

fn shown_place(place: &Warehouse) -> String {
    let Warehouse { code, name, kind, country, district, zone, capacity } = place;
    Object::new()
        .with("code", code.as_str())
        .with("name", name.as_str())
        .with("kind", kind.names().0)
        .with("country", country.as_str())
        .with("district", district.as_str())
        .with("zone", zone.as_str())
        .with("capacity", *capacity)
        .end()
}
