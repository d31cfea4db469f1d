//! The enterprises one after the other, each by its number alone.

use crate::codes::{SERIALS, credit_code, customs_code};
use crate::names::{company, trade_name};
use crate::zones::{Zone, zones};
use tongguan_domain::credit::{Cause, CreditEvent, months_after};
use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};
use tongguan_domain::enterprise::{Contacts, CreditClass, Enterprise, Role};
use tongguan_domain::in_force::Day;

/// Most enterprises of a world, sellers not counted.
pub const ENTERPRISES: u64 = 500_000;
/// Sellers that Hangzhou's zone reports: online shops, each with its licence.
pub const SELLERS: u64 = 49_000;
/// Most violations of one enterprise that are told one by one.
pub const EVENTS: u64 = 60;
/// Days of a year, 28 a month.
const DAYS: u64 = 336;
/// Draws go up to here.
const WHOLE: u64 = 1 << 20;
/// Lists of last year of the smallest enterprise, and the most of one.
const LISTS: (u64, u64) = (40, 30_000_000);
const ROLES: [Role; 6] = [
    Role::Exporter,
    Role::Platform,
    Role::DeclaringAgent,
    Role::LogisticsOperator,
    Role::SiteOperator,
    Role::PaymentCompany,
];
/// Per mille of [`ROLES`]; most enterprises export.
const SHARES: [u64; 6] = [860, 20, 60, 40, 12, 8];

/// What customs remembers of the last year, as Order 251 counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    /// Declarations, lists and manifests of last year.
    pub documents: u64,
    /// Violations that were punished.
    pub violations: u64,
    /// Fines in whole yuan.
    pub fines_yuan: u64,
}

/// An enterprise, and what the registry does not keep of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeded {
    /// As it is registered.
    pub enterprise: Enterprise,
    /// Unified social credit code, 18 characters.
    pub credit_code: String,
    /// Its zone.
    pub zone: Zone,
    /// When it was registered; never before its zone was approved.
    pub registered_on: Day,
    /// Lists of last year: heavy-tailed, a tenth of the enterprises makes most of them.
    pub lists_last_year: u64,
    /// What customs remembers.
    pub history: History,
}

impl Seeded {
    /// What happened to its credit in 2025, the last year: violations whose fines are those of its history; of the dishonest
    /// fines that are not paid, too; of few others tax that was paid late. At most [`EVENTS`] of a cause, one a day.
    #[must_use]
    pub fn credit_events(&self) -> Vec<CreditEvent> {
        let own = fnv(FNV_OFFSET, self.credit_code.bytes());
        let draw = |purpose: &str, below| mix(own ^ fnv(FNV_OFFSET, purpose.bytes())) % below;
        let day = |number: u64, purpose| {
            // A step that has no divisor in common with the days of the year: no day comes twice.
            let at = (draw(purpose, DAYS) + number * 11) % DAYS;
            let small = |value: u64| i8::try_from(value).unwrap_or(1);
            (2025, small(1 + at / 28), small(1 + at % 28))
        };
        let History { violations, fines_yuan, .. } = self.history;
        let count = violations.min(EVENTS);
        let violation = |number: u64| {
            let rest = if number == 0 { fines_yuan % count } else { 0 };
            let on = day(number, "violation");
            let (cause, note) = (Cause::ViolationPunished, String::new());
            CreditEvent { on, cause, amount_yuan: fines_yuan / count + rest, settled: Some(on), note }
        };
        let mut events: Vec<_> = (0..count).map(violation).collect();
        let mut unpaid = |cause, amount_yuan, settled: bool| {
            let on = day(0, "unpaid");
            let paid = settled.then(|| months_after(on, 1));
            events.push(CreditEvent { on, cause, amount_yuan, settled: paid, note: String::new() });
        };
        match self.enterprise.credit_class {
            CreditClass::Dishonest => unpaid(Cause::FineUnpaid, fines_yuan / 2, false),
            CreditClass::Other if draw("tax", 500) == 0 => {
                unpaid(Cause::TaxUnpaid, 1_000 * WHOLE / (1 + draw("owed", WHOLE)), true);
            }
            _ => {}
        }
        events
    }
}

/// The enterprises of a sandbox, in order. An iterator.
#[derive(Clone, Debug)]
pub struct World {
    seed: u64,
    zones: Vec<Zone>,
    /// Sums of the weights of the zones up to each.
    weights: Vec<u64>,
    enterprises: u64,
    sellers: u64,
    next: u64,
}

impl World {
    /// The world of a seed: so many zones (the oldest, at most 165, at least 1), so many enterprises (at most
    /// [`ENTERPRISES`]) and sellers (at most [`ENTERPRISES`]).
    #[must_use]
    pub fn of(seed: u64, most: usize, enterprises: u64, sellers: u64) -> Self {
        let zones = zones(most.max(1));
        let weights = zones.iter().scan(0, |sum, zone| {
            *sum += weight(zone);
            Some(*sum)
        });
        let (weights, enterprises) = (weights.collect(), enterprises.min(ENTERPRISES));
        Self { seed, weights, zones, enterprises, sellers: sellers.min(ENTERPRISES), next: 0 }
    }

    /// How many enterprises are still to come.
    #[must_use]
    pub const fn left(&self) -> u64 {
        (self.enterprises + self.sellers).saturating_sub(self.next)
    }

    /// A number below a bound, by what it is for.
    fn draw(&self, number: u64, purpose: &str, below: u64) -> u64 {
        let hash = fnv(FNV_OFFSET, purpose.bytes());
        mix(mix(self.seed ^ hash) ^ number) % below.max(1)
    }

    /// Every zone has one enterprise of every role where there are enough; the rest is drawn.
    fn place(&self, number: u64) -> (usize, Role) {
        let (roles, zones) = (ROLES.len() as u64, self.zones.len() as u64);
        if number < roles * zones && self.enterprises >= 2 * roles * zones {
            let role = ROLES.get(at(number % roles)).copied();
            return (at(number / roles), role.unwrap_or(Role::Exporter));
        }
        let drawn = self.draw(number, "zone", self.weights.last().copied().unwrap_or(1));
        let zone = self.weights.partition_point(|sum| *sum <= drawn);
        let mut left = self.draw(number, "role", SHARES.iter().sum());
        let role = ROLES.iter().zip(SHARES).find(|(_, share)| {
            let here = left < *share;
            left = left.saturating_sub(*share);
            here
        });
        (zone, role.map_or(Role::Exporter, |(role, _)| *role))
    }

    fn seeded(&self, number: u64) -> Option<Seeded> {
        let seller = number >= self.enterprises;
        let (place, role) = if seller { (0, Role::Exporter) } else { self.place(number) };
        let zone = *self.zones.get(place)?;
        let before = self.zones.iter().take(place);
        let in_province = 1 + before.filter(|other| other.province == zone.province).count() as u64;
        let province = zone.province_code();
        // Another seed gives other names and codes; none comes twice.
        let named = (number + mix(self.seed) % SERIALS) % SERIALS;
        let code = credit_code(province, named);
        let base = if seller { LISTS.0 / 4 } else { LISTS.0 };
        let lists = (base * WHOLE / (1 + self.draw(number, "size", WHOLE))).min(LISTS.1);
        let credit_class = self.class(number, role, lists, seller);
        let customs = if seller { code.clone() } else { customs_code(province, in_province, named) };
        let sends = !seller && role != Role::Exporter;
        let enterprise = Enterprise {
            name: company(zone.zh, role, named),
            roles: self.roles(number, role),
            credit_class,
            dxp_id: sends.then(|| format!("DXPENT{customs}")),
            warehouse_record: role == Role::Exporter && self.draw(number, "9810", 100) < 8,
            contacts: self.contacts(number),
            code: customs,
        };
        let history = self.history(number, lists, credit_class);
        let registered_on = self.registered_on(number, &zone);
        Some(Seeded { enterprise, credit_code: code, zone, registered_on, lists_last_year: lists, history })
    }

    /// House and telephone are its own, but one in two hundred sits where the one before it does.
    fn contacts(&self, number: u64) -> Contacts {
        let moved_in = self.draw(number, "house", 200) == 0;
        let named = |number: u64| (number + mix(self.seed) % SERIALS) % SERIALS;
        let house = named(number.saturating_sub(u64::from(moved_in)));
        Contacts {
            address: format!("{}大厦{}室", trade_name(house), 100 + house),
            telephone: format!("400-{:07}", named(number) % 10_000_000),
            account: String::new(),
        }
    }

    /// An agent or a platform often has a second role.
    fn roles(&self, number: u64, role: Role) -> Vec<Role> {
        let second = match role {
            Role::Platform => Role::Exporter,
            Role::LogisticsOperator | Role::SiteOperator => Role::DeclaringAgent,
            Role::Exporter | Role::DeclaringAgent | Role::PaymentCompany => return vec![role],
        };
        let both = self.draw(number, "second", 10) < 3;
        let mut roles: Vec<_> = [role].into_iter().chain(both.then_some(second)).collect();
        roles.sort_unstable();
        roles
    }

    /// About 1 % are certified, the large ones much more often: they make 40 % of the trade. 1.5 per mille are dishonest.
    fn class(&self, number: u64, role: Role, lists: u64, seller: bool) -> CreditClass {
        let certified = if seller {
            0
        } else if lists >= LISTS.0 * 100 {
            500
        } else {
            5
        };
        let drawn = self.draw(number, "class", 10_000);
        if drawn < certified * 10 {
            CreditClass::AdvancedCertified
        } else if drawn >= 9_985 && matches!(role, Role::Exporter | Role::DeclaringAgent) {
            CreditClass::Dishonest
        } else {
            CreditClass::Other
        }
    }

    /// The dishonest have passed the bounds of Order 251: more than one violation in a thousand documents, and fines of
    /// more than a million. Of the others one in thirty had a violation; the certified had none.
    fn history(&self, number: u64, lists: u64, class: CreditClass) -> History {
        let documents = lists + lists / 5;
        let drawn = self.draw(number, "violations", WHOLE) + 1;
        let (violations, fines_yuan) = match class {
            CreditClass::Dishonest => {
                (documents / 1_000 + 1 + WHOLE / drawn % 50, 1_000_000 + WHOLE / drawn * 10_000)
            }
            CreditClass::Other if drawn < WHOLE / 30 => {
                let violations = (documents / 1_000).min(WHOLE / 30 / drawn);
                (violations.max(1), violations.max(1) * 1_000)
            }
            _ => (0, 0),
        };
        History { documents, violations, fines_yuan }
    }

    /// A day from the approval of the zone to the end of 2024.
    fn registered_on(&self, number: u64, zone: &Zone) -> Day {
        let (year, month) = zone.approved.split_once('-').unwrap_or(("2015", "3"));
        let (year, month): (u64, u64) = (year.parse().unwrap_or(2015), month.parse().unwrap_or(3));
        let first = year * 12 + month; // The month after the approval.
        let months = (2_025 * 12_u64).saturating_sub(first);
        let month = first + self.draw(number, "month", months);
        let day = 1 + self.draw(number, "day", 28);
        let small = |value: u64| i8::try_from(value).unwrap_or(1);
        (i16::try_from(month / 12).unwrap_or(2_024), small(month % 12 + 1), small(day))
    }
}

impl Iterator for World {
    type Item = Seeded;

    fn next(&mut self) -> Option<Seeded> {
        if self.left() == 0 {
            return None;
        }
        let seeded = self.seeded(self.next);
        self.next += 1;
        seeded
    }
}

/// How much of the trade is in a zone: the older, the more.
const fn weight(zone: &Zone) -> u64 {
    match zone.batch {
        1 => 3_000,
        2 => 1_500,
        3 => 400,
        4 => 150,
        5 => 60,
        6 => 30,
        _ => 20,
    }
}

fn at(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
