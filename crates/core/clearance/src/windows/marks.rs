//! What is kept of a declaration to count it: recorded with the answer of screening, so that nobody has to read its
//! documents again.

use super::peers::{Measure, Peers};
use tongguan_domain::codes::exchange_rates;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{Declaration, DeclarationItem};
use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};
use tongguan_domain::limits;
use tongguan_domain::value::Yuan;

/// By what a declaration is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Marks {
    /// `customsCode`.
    #[n(0)]
    pub(crate) office: String,
    /// The names of its goods, as a number.
    #[n(1)]
    pub(crate) goods_names: u64,
    /// `ebcTelephone` of its waybill; empty: none.
    #[n(2)]
    pub(crate) telephone: String,
    /// `payNo` of its receipt of payment; empty: none.
    #[n(3)]
    pub(crate) payment: String,
    /// Its value, whole CNY; 0 where a currency has no rate.
    #[n(4)]
    pub(crate) value: u64,
    /// Whether it is worth at least nine tenths of the limit of a list, and not more than the limit.
    #[n(5)]
    pub(crate) near_limit: bool,
    /// Its lines.
    #[n(6)]
    pub(crate) goods: Vec<Goods>,
    /// `payCode` of its receipt of payment; empty: none.
    #[n(7)]
    #[cbor(default)]
    pub(crate) payment_company: String,
}

/// One line, as it is compared with others. Values are hundred-thousandths; 0: not known.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Goods {
    /// Heading (4 digits) and unit, such as `6109/011`.
    #[n(0)]
    pub(crate) kind: String,
    /// CNY for one unit.
    #[n(1)]
    pub(crate) price: u64,
    /// CNY for a kilogram: of the first line, for the whole declaration.
    #[n(2)]
    pub(crate) value_per_kilogram: u64,
    /// Kilograms of one unit: of the first line, where all lines have one unit.
    #[n(3)]
    pub(crate) weight: u64,
}

impl Goods {
    /// Heading, 4 digits.
    pub(crate) fn heading(&self) -> &str {
        self.kind.split_once('/').map_or(&self.kind, |(heading, _)| heading)
    }

    pub(crate) fn observe(&self, peers: &mut Peers) {
        peers.observe(Measure::Price, &self.kind, self.price);
        peers.observe(Measure::Weight, &self.kind, self.weight);
        peers.observe(Measure::ValuePerKilogram, self.heading(), self.value_per_kilogram);
    }
}

impl Marks {
    pub(crate) fn of(declaration: &Declaration, telephone: String, payment: String) -> Self {
        let value = Yuan::of(&declaration.items).rounded();
        let names =
            declaration.items.iter().fold(FNV_OFFSET, |hash, item| fnv(fnv(hash, item.gname.bytes()), [0]));
        let limit = Decimal::whole(limits::LOW_VALUE_YUAN);
        let near = |value: Decimal| value <= limit && value.scaled() * 10 >= limit.scaled() * 9;
        Self {
            office: declaration.head.customs_code.clone(),
            goods_names: mix(names),
            telephone,
            payment,
            value: value.map_or(0, whole),
            near_limit: value.is_some_and(near),
            goods: goods(declaration, value),
            payment_company: String::new(),
        }
    }
}

fn whole(value: Decimal) -> u64 {
    u64::try_from(value.scaled() / Decimal::whole(1).scaled()).unwrap_or(0)
}

/// `a / b` in hundred-thousandths; 0 where that says nothing.
fn ratio(a: Decimal, b: Decimal) -> u64 {
    let scaled = a.scaled().saturating_mul(Decimal::whole(1).scaled()).checked_div(b.scaled());
    scaled.and_then(|scaled| u64::try_from(scaled).ok()).unwrap_or(0)
}

fn goods(declaration: &Declaration, value: Option<Decimal>) -> Vec<Goods> {
    let (items, net) = (&declaration.items, declaration.head.net_weight);
    let unit = items.first().map(|item| item.unit.as_str()).unwrap_or_default();
    let pieces = items.iter().try_fold(Decimal::ZERO, |sum, item| {
        if item.unit == unit { sum.checked_add(item.qty) } else { None }
    });
    let one = |(at, item): (usize, &DeclarationItem)| {
        let heading: String = item.gcode.chars().take(4).collect();
        let first = at == 0;
        Goods {
            kind: format!("{heading}/{}", item.unit),
            price: price_in_yuan(item).and_then(|price| u64::try_from(price.scaled()).ok()).unwrap_or(0),
            value_per_kilogram: value.filter(|_| first).map_or(0, |value| ratio(value, net)),
            weight: pieces.filter(|_| first).map_or(0, |pieces| ratio(net, pieces)),
        }
    };
    items.iter().enumerate().map(one).collect()
}

/// `price` of a line in CNY, if its currency has a rate.
pub(crate) fn price_in_yuan(item: &DeclarationItem) -> Option<Decimal> {
    in_yuan(item.price, &item.currency)
}

/// An amount in CNY, if its currency has a rate.
pub(crate) fn in_yuan(amount: Decimal, currency: &str) -> Option<Decimal> {
    let rate = exchange_rates::find(currency).and_then(|found| Decimal::parse(found.yuan_per_unit).ok())?;
    amount.checked_mul_rounded(rate)
}
