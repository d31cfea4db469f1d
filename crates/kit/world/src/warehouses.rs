//! The warehouses, sites and parks of a world: where goods of its enterprises lie.

use crate::names::trade_name;
use crate::zones::{Zone, zones};
use std::collections::BTreeMap;
use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};
use tongguan_domain::warehouse::{Warehouse, WarehouseKind};

/// Most overseas warehouses of a world; with everything else they fit into one sandbox.
pub const OVERSEAS: u64 = 8_000;
/// Draws go up to here.
const WHOLE: u64 = 1 << 20;
/// Places of the smallest overseas warehouse, and the most of one.
const BOOKINGS: (u64, u64) = (200, 200_000);
/// The same of return centres.
const RETURNS: (u64, u64) = (500, 50_000);
/// The same of quality-goods warehouses.
const GOODS: (u64, u64) = (1_000, 100_000);

const COUNTRIES: &str = include_str!("countries.csv");

/// A country with overseas warehouses.
#[derive(Clone, Copy)]
struct Country {
    /// Three digits (国别代码).
    code: &'static str,
    /// Three letters (ISO 3166).
    letters: &'static str,
    zh: &'static str,
    /// Of so many overseas warehouses.
    weight: u64,
}

fn countries() -> Vec<Country> {
    let read = |line: &'static str| {
        let mut fields = line.split(',');
        Some(Country {
            code: fields.next()?,
            letters: fields.next()?,
            zh: fields.next()?,
            weight: fields.next()?.parse().ok()?,
        })
    };
    COUNTRIES.lines().skip(1).filter_map(read).collect()
}

/// How many sites, parks, return centres and quality-goods warehouses a zone has: the older, the more. Assumed.
const fn shares(batch: u8) -> [(WarehouseKind, u64); 4] {
    use WarehouseKind::{Park, QualityGoods, ReturnCentre, Site};
    let [sites, parks, centres, goods] = match batch {
        1 => [12, 13, 3, 2],
        2 => [6, 6, 2, 1],
        3 => [3, 3, 1, 1],
        4 | 5 => [2, 2, 1, 0],
        _ => [1, 1, 0, 0],
    };
    [(Site, sites), (Park, parks), (ReturnCentre, centres), (QualityGoods, goods)]
}

/// The warehouses, sites and parks of a seed: those of so many zones (the oldest, at most 165, at least 1), and so many
/// overseas warehouses (at most [`OVERSEAS`]).
#[must_use]
pub fn warehouses(seed: u64, most: usize, overseas: u64) -> Vec<Warehouse> {
    let world = Places { seed };
    let mut made = Vec::new();
    let mut counted = BTreeMap::new();
    for zone in zones(most.max(1)) {
        for (kind, count) in shares(zone.batch) {
            for _ in 0..count {
                let number: &mut u64 = counted.entry((kind, zone.district)).or_default();
                *number += 1;
                made.push(world.of_zone(&zone, kind, *number));
            }
        }
    }
    let countries = countries();
    let mut numbers = BTreeMap::new();
    for at in 0..overseas.min(OVERSEAS) {
        let Some(country) = world.country(&countries, at) else { break };
        let number: &mut u64 = numbers.entry(country.code).or_default();
        *number += 1;
        made.push(world.abroad(country, at, *number));
    }
    made
}

struct Places {
    seed: u64,
}

impl Places {
    /// A number below a bound, by what it is for.
    fn draw(&self, number: u64, purpose: &str, below: u64) -> u64 {
        let hash = fnv(FNV_OFFSET, purpose.bytes());
        mix(mix(self.seed ^ hash) ^ number) % below.max(1)
    }

    /// Heavy-tailed (Pareto, exponent 1).
    fn capacity(&self, number: u64, purpose: &str, (base, most): (u64, u64)) -> u32 {
        let drawn = (base * WHOLE / (1 + self.draw(number, purpose, WHOLE))).min(most);
        u32::try_from(drawn).unwrap_or(u32::MAX)
    }

    fn country(&self, countries: &[Country], at: u64) -> Option<Country> {
        let mut left = self.draw(at, "country", countries.iter().map(|country| country.weight).sum());
        let found = countries.iter().find(|country| {
            let here = left < country.weight;
            left = left.saturating_sub(country.weight);
            here
        });
        found.copied()
    }

    fn abroad(&self, country: Country, at: u64, number: u64) -> Warehouse {
        let brand = trade_name(self.draw(at, "brand", u64::MAX));
        Warehouse {
            // As long as a customs code, so that it may stand in `ebpCode`.
            code: format!("OW{}{number:05}", country.letters),
            name: format!("{brand}{}{number}号海外仓", country.zh),
            kind: WarehouseKind::Overseas,
            country: country.code.to_owned(),
            district: String::new(),
            zone: String::new(),
            capacity: self.capacity(at, "bookings", BOOKINGS),
        }
    }

    /// The number counts the places of its kind in the customs district.
    fn of_zone(&self, zone: &Zone, kind: WarehouseKind, number: u64) -> Warehouse {
        let (district, zh) = (zone.district, zone.zh);
        let brand = trade_name(self.draw(fnv(number, district.bytes()), kind.names().0, u64::MAX));
        let drawn = fnv(number, zh.bytes());
        let (code, name, capacity) = match kind {
            // 监管场所代码: the customs and two digits.
            WarehouseKind::Site => {
                (format!("{district}{number:02}"), format!("{zh}{brand}跨境电商监管场所{number}"), 0)
            }
            WarehouseKind::Park => {
                (format!("PK{district}{number:02}"), format!("{zh}{brand}跨境电商产业园{number}"), 0)
            }
            WarehouseKind::ReturnCentre => (
                format!("RC{district}{number:02}"),
                format!("{zh}{brand}退货中心仓{number}"),
                self.capacity(drawn, "returns", RETURNS),
            ),
            WarehouseKind::QualityGoods | WarehouseKind::Overseas => (
                format!("QG{district}{number:02}"),
                format!("{zh}{brand}优品仓{number}"),
                self.capacity(drawn, "goods", GOODS),
            ),
        };
        let (country, district, zone) = (String::new(), district.to_owned(), zh.to_owned());
        Warehouse { code, name, kind, country, district, zone, capacity }
    }
}
