//! Facts for tests.

#![allow(dead_code, reason = "each test uses some of it")]

use tongguan_domain::decimal::Decimal;
use tongguan_domain::draw::mix;
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::screening::{Papers, ScreeningFacts, Tracked};
use tongguan_domain::time::Moment;

pub(crate) fn d(text: &str) -> Decimal {
    Decimal::parse(text).unwrap()
}

pub(crate) fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|&text| text.to_owned()).collect()
}

/// A T-shirt of 213.50 yuan by air to the USA, of an ordinary exporter, while receipts of payment were wanted.
pub(crate) fn ordinary() -> ScreeningFacts {
    ScreeningFacts {
        declaration: 1,
        seed: 1,
        at: Moment::from_digits14("20240105090000").unwrap(),
        trade_mode: "9610".to_owned(),
        customs_code: "2991".to_owned(),
        country: "502".to_owned(),
        traf_mode: "5".to_owned(),
        exporter: "3301960001".to_owned(),
        agent: "3301980001".to_owned(),
        credit_class: CreditClass::Other,
        inspection_ppm: 30_000,
        value_cny: Some(d("213.5")),
        gross_weight: d("0.5"),
        net_weight: d("0.4"),
        packages: 1,
        hs_codes: texts(&["6109100000"]),
        goods_names: texts(&["T恤"]),
        has_payment: true,
        draws_off: false,
        papers: Papers::default(),
        tracked: Tracked::default(),
    }
}

/// As many lines as there may be, of names as long as they may be.
pub(crate) fn largest() -> ScreeningFacts {
    let goods_names = (0..100).map(|n| format!("水枪{n:03}{}", "名".repeat(245))).collect();
    let hs_codes = (0..100).map(|n| format!("61091{n:05}")).collect();
    ScreeningFacts { goods_names, hs_codes, ..ordinary() }
}

/// Numbers that are always the same.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: u64) -> u64 {
        self.0 += 1;
        mix(mix(self.0)) % most
    }

    pub(crate) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}
