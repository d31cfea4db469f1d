//! What goods usually cost and weigh: of each heading, how often which price, value a kilogram and weight a piece was
//! released. Integers only; a class is an eighth of a doubling wide, so a median is right to about six in a hundred.

use std::collections::BTreeMap;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::limits;

/// Fewer observations say nothing of what is usual.
const LEAST: u32 = 20;
/// Bits of a class below its doubling.
const STEPS: u32 = 3;

/// How often which value was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
struct Histogram {
    #[n(0)]
    count: u32,
    /// By class, in their order.
    #[n(1)]
    classes: Vec<(u16, u32)>,
}

/// What is observed of goods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub(crate) enum Measure {
    /// CNY for one unit.
    #[n(0)]
    Price,
    /// CNY for a kilogram.
    #[n(1)]
    ValuePerKilogram,
    /// Kilograms of one unit.
    #[n(2)]
    Weight,
}

/// What was released, by measure, heading (4 digits) and unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Peers(#[n(0)] BTreeMap<(Measure, String), Histogram>);

impl Peers {
    /// Notes what was released.
    pub(crate) fn observe(&mut self, measure: Measure, goods: &str, value: u64) {
        if value == 0 {
            return;
        }
        let (known, key) = (self.0.len(), (measure, goods.to_owned()));
        if known >= limits::PEER_GROUPS && !self.0.contains_key(&key) {
            return;
        }
        let Histogram { count, classes } = self.0.entry(key).or_default();
        let class = class_of(value);
        *count = count.saturating_add(1);
        match classes.binary_search_by_key(&class, |(known, _)| *known) {
            Ok(at) => {
                if let Some((_, seen)) = classes.get_mut(at) {
                    *seen = seen.saturating_add(1);
                }
            }
            Err(at) => classes.insert(at, (class, 1)),
        }
    }

    /// How a value stands beside the median; `None`: too few were released to say.
    pub(crate) fn beside(&self, measure: Measure, goods: &str, value: u64) -> Option<Decimal> {
        let Histogram { count, classes } = self.0.get(&(measure, goods.to_owned()))?;
        if *count < LEAST {
            return None;
        }
        let mut seen = 0;
        let half = count.div_ceil(2);
        let (class, _) = classes.iter().find(|(_, here)| {
            seen += here;
            seen >= half
        })?;
        let median = i128::from(middle_of(*class)).max(1);
        Some(Decimal::from_scaled(i128::from(value) * Decimal::whole(1).scaled() / median))
    }
}

/// The class of a value above zero.
fn class_of(value: u64) -> u16 {
    let doubling = value.ilog2();
    let step =
        if doubling >= STEPS { (value >> (doubling - STEPS)) & 7 } else { (value << (STEPS - doubling)) & 7 };
    (doubling as u16) * 8 + step as u16
}

/// The middle of a class.
fn middle_of(class: u16) -> u64 {
    let (doubling, step) = (u32::from(class / 8), u64::from(class % 8));
    // In sixteenths of the doubling: halfway between this step and the next.
    let sixteenths = u128::from(16 + 2 * step + 1);
    u64::try_from((sixteenths << doubling) >> 4).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_narrow() {
        for value in [1, 2, 7, 8, 99, 4_900_000, 100_000_000, u64::MAX / 2] {
            let middle = middle_of(class_of(value));
            assert!(middle.abs_diff(value) * 8 <= value.max(8), "{value}: {middle}");
        }
        assert!((1..10_000).all(|value| class_of(value) <= class_of(value + 1)));
    }

    #[test]
    fn a_median_needs_twenty() {
        let mut peers = Peers::default();
        for n in 0..19 {
            peers.observe(Measure::Price, "6109/011", 5_000_000 + n * 10_000);
        }
        assert_eq!(peers.beside(Measure::Price, "6109/011", 5_000_000), None);
        // One odd price does not move a median.
        peers.observe(Measure::Price, "6109/011", 900_000_000);
        let of = |yuan: u64| peers.beside(Measure::Price, "6109/011", yuan * 100_000).unwrap();
        assert!(
            of(50) >= Decimal::parse("0.85").unwrap() && of(50) <= Decimal::parse("1.15").unwrap(),
            "{}",
            of(50)
        );
        assert!(of(2_000) > Decimal::whole(35), "{}", of(2_000));
        assert_eq!(peers.beside(Measure::Price, "6110/011", 5_000_000), None);
    }
}
