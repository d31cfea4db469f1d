//! The decision.

use crate::draw::draw;
use crate::profile::{Condition, Criterion, Profile, Share};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::in_force::Provision;
use tongguan_domain::screening::{Ground, Lane, ScreeningDecision, ScreeningFacts};

/// Screens one declaration: the same facts and profile give the same decision.
#[must_use]
pub fn screen(facts: &ScreeningFacts, profile: &Profile) -> ScreeningDecision {
    let mut lane = Lane::Green;
    let mut grounds = Vec::new();
    for criterion in &profile.criteria {
        if let Some(reason) = criterion_hit(criterion, facts) {
            lane = lane.max(criterion.lane);
            grounds.push(reason);
        }
    }
    let mut missed = None;
    for quota in profile.quotas.iter().filter(|_| !facts.draws_off) {
        let share = match quota.share {
            Share::Fixed(ppm) => ppm,
            Share::CreditClass => facts.inspection_ppm,
        };
        let drawn = draw(facts.seed, &quota.id);
        if drawn < share {
            lane = lane.max(quota.lane);
            let class = class_note(quota.share, facts);
            grounds.push(Ground {
                rule: quota.id.clone(),
                text: format!("random draw {drawn} of {} was below {share}{class}", crate::WHOLE_PPM),
            });
        } else {
            missed.get_or_insert((quota, drawn, share));
        }
    }
    if grounds.is_empty() {
        grounds.push(match missed {
            Some((quota, drawn, share)) => Ground {
                rule: quota.id.clone(),
                text: format!(
                    "no rule selected it; random draw {drawn} of {} was not below {share}",
                    crate::WHOLE_PPM
                ),
            },
            None if facts.draws_off => Ground {
                rule: "none".to_owned(),
                text: "no rule selected it, and the draws of the sandbox are off".to_owned(),
            },
            None => Ground { rule: "none".to_owned(), text: "no rule selected it".to_owned() },
        });
    }
    ScreeningDecision { lane, grounds, profile: profile.name.clone() }
}

fn class_note(share: Share, facts: &ScreeningFacts) -> String {
    match share {
        Share::Fixed(_) => String::new(),
        Share::CreditClass => format!(", the inspection rate of class {}", facts.credit_class.names().1),
    }
}

fn criterion_hit(criterion: &Criterion, facts: &ScreeningFacts) -> Option<Ground> {
    // The draw first: it is far cheaper than the condition, and either order gives the same answer.
    let left_to_chance = criterion.share_ppm < crate::WHOLE_PPM;
    if left_to_chance && (facts.draws_off || draw(facts.seed, &criterion.id) >= criterion.share_ppm) {
        return None;
    }
    let applies = criterion.trade_modes.is_empty() || criterion.trade_modes.contains(&facts.trade_mode);
    if !applies {
        return None;
    }
    found(&criterion.condition, facts).map(|text| Ground { rule: criterion.id.clone(), text })
}

/// What the condition found, or `None` if it does not hold.
fn found(condition: &Condition, facts: &ScreeningFacts) -> Option<String> {
    match condition {
        Condition::Value { from, to } => {
            let value = facts.value_cny.filter(|value| (from..=to).contains(&value))?;
            Some(format!("value {value} CNY lies between {from} and {to}"))
        }
        Condition::ValuePerKg { least, most } => {
            let value = facts.value_cny?;
            let bound = outside(value, facts.gross_weight, *least, *most)?;
            let weight = facts.gross_weight;
            Some(format!("value {value} CNY for {weight} kg is {bound} CNY per kg"))
        }
        Condition::WeightPerPackage { least, most } => {
            let (weight, count) = (facts.gross_weight, facts.packages);
            let bound = outside(weight, Decimal::whole(i64::from(count)), *least, *most)?;
            Some(format!("{weight} kg in {count} packages is {bound} kg per package"))
        }
        Condition::NetShareBelow { ppm } => {
            let (net, gross) = (facts.net_weight, facts.gross_weight);
            let net_whole = net.scaled().checked_mul(i128::from(crate::WHOLE_PPM))?;
            let gross_share = gross.scaled().checked_mul(i128::from(*ppm))?;
            (net_whole < gross_share).then(|| {
                format!("net weight {net} kg is less than {ppm} millionths of gross weight {gross} kg")
            })
        }
        Condition::Goods { hs, words } => goods(hs, words, facts),
        Condition::NoPayment => {
            let wanted = Provision::PaymentReceiptNeeded.is_in_force(facts.at.date());
            (wanted && !facts.has_payment).then(|| "no receipt of payment is there".to_owned())
        }
    }
}

/// Whether `amount` / `units` lies outside of the bounds, exactly and without a division; which bound, in words.
/// Nothing can be said per unit where there is no unit.
fn outside(amount: Decimal, units: Decimal, least: Decimal, most: Decimal) -> Option<String> {
    if !units.is_positive() {
        return None;
    }
    let amount = amount.scaled().checked_mul(Decimal::whole(1).scaled())?;
    let per = |bound: Decimal| bound.scaled().checked_mul(units.scaled());
    if amount < per(least)? {
        Some(format!("less than {least}"))
    } else if amount > per(most)? {
        Some(format!("more than {most}"))
    } else {
        None
    }
}

fn goods(hs: &[String], words: &[String], facts: &ScreeningFacts) -> Option<String> {
    for (line, code) in (1u32..).zip(&facts.hs_codes) {
        if let Some(prefix) = hs.iter().find(|prefix| code.starts_with(prefix.as_str())) {
            return Some(format!("goods line {line} is of HS {prefix}"));
        }
    }
    for (line, name) in (1u32..).zip(&facts.goods_names) {
        let name = name.to_ascii_lowercase();
        if let Some(word) = words.iter().find(|word| name.contains(word.as_str())) {
            return Some(format!("goods line {line} is named \"{word}\""));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_domain::enterprise::CreditClass;
    use tongguan_domain::time::Moment;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    fn ordinary() -> ScreeningFacts {
        ScreeningFacts {
            declaration: 1,
            seed: 1,
            at: Moment::default(),
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
            hs_codes: vec!["6109100000".to_owned()],
            goods_names: vec!["T恤".to_owned()],
            has_payment: true,
            draws_off: false,
        }
    }

    /// Where nothing is to be drawn, only rules that select all that matches select anything.
    #[test]
    fn draws_may_be_off() {
        let (mut some, all) = (certain(), certain());
        for criterion in &mut some.criteria {
            criterion.share_ppm -= 1;
        }
        some.quotas = Profile::default().quotas;
        for seed in 0..200 {
            let off =
                ScreeningFacts { seed, draws_off: true, inspection_ppm: crate::WHOLE_PPM, ..ordinary() };
            let suspicious = ScreeningFacts { net_weight: d("0.01"), ..off.clone() };
            assert_eq!(screen(&off, &some).lane, Lane::Green, "{seed}");
            assert_eq!(screen(&suspicious, &some).lane, Lane::Green, "{seed}");
            assert_ne!(screen(&suspicious, &all).lane, Lane::Green, "{seed}");
        }
    }

    /// Every criterion selects all that matches, and nothing is drawn at random.
    fn certain() -> Profile {
        let mut profile = Profile::default();
        for criterion in &mut profile.criteria {
            criterion.share_ppm = crate::WHOLE_PPM;
        }
        profile.quotas.clear();
        profile
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut ScreeningFacts), lane: Lane, expected: &[(&str, &str)]) {
        let mut facts = ordinary();
        change(&mut facts);
        let decision = screen(&facts, &certain());
        let got: Vec<_> = decision.grounds.iter().map(|r| (r.rule.as_str(), r.text.as_str())).collect();
        assert_eq!(got, expected);
        assert_eq!(decision.lane, lane);
        for ground in &decision.grounds {
            assert!(tongguan_domain::phrases::chinese(&ground.text).is_some(), "{}", ground.text);
        }
    }

    #[test]
    fn criteria() {
        let green = [("none", "no rule selected it")];
        check(|_| {}, Lane::Green, &green);
        check(|f| f.value_cny = Some(d("4899.99999")), Lane::Green, &green);
        check(|f| f.value_cny = Some(d("5000.00001")), Lane::Green, &green);
        check(|f| f.value_cny = None, Lane::Green, &green);
        for (value, text) in [
            ("4900", "value 4900 CNY lies between 4900 and 5000"),
            ("5000", "value 5000 CNY lies between 4900 and 5000"),
        ] {
            check(|f| f.value_cny = Some(d(value)), Lane::Yellow, &[("value.just_under_limit", text)]);
        }
        check(|f| f.value_cny = Some(d("0.5")), Lane::Green, &green);
        check(
            |f| f.value_cny = Some(d("0.49999")),
            Lane::Yellow,
            &[("value.per_kg", "value 0.49999 CNY for 0.5 kg is less than 1 CNY per kg")],
        );
        check(
            |f| (f.value_cny, f.gross_weight, f.net_weight) = (Some(d("2000.00001")), d("0.1"), d("0.1")),
            Lane::Yellow,
            &[("value.per_kg", "value 2000.00001 CNY for 0.1 kg is more than 20000 CNY per kg")],
        );
        check(
            |f| (f.gross_weight, f.net_weight, f.packages) = (d("100.00001"), d("90"), 2),
            Lane::Red,
            &[("weight.per_package", "100.00001 kg in 2 packages is more than 50 kg per package")],
        );
        check(
            |f| (f.gross_weight, f.packages) = (d("0.5"), 101),
            Lane::Red,
            &[("weight.per_package", "0.5 kg in 101 packages is less than 0.005 kg per package")],
        );
        check(|f| f.packages = 0, Lane::Green, &green);
        check(|f| (f.trade_mode, f.packages) = ("9710".to_owned(), 101), Lane::Green, &green);
        check(
            |f| f.net_weight = d("0.04999"),
            Lane::Yellow,
            &[(
                "weight.packing",
                "net weight 0.04999 kg is less than 100000 millionths of gross weight 0.5 kg",
            )],
        );
        check(|f| f.net_weight = d("0.05"), Lane::Green, &green);
        check(
            |f| f.hs_codes.push("8507600090".to_owned()),
            Lane::Red,
            &[("goods.battery", "goods line 2 is of HS 8507")],
        );
        check(
            |f| f.goods_names = vec!["Lithium BATTERY 5V".to_owned()],
            Lane::Red,
            &[("goods.battery", "goods line 1 is named \"battery\"")],
        );
        check(
            |f| f.goods_names = vec!["水果刀".to_owned()],
            Lane::Red,
            &[("goods.blade", "goods line 1 is named \"刀\"")],
        );
        check(
            |f| f.goods_names = vec!["男士腕表".to_owned()],
            Lane::Red,
            &[("goods.ipr", "goods line 1 is named \"腕表\"")],
        );
        check(
            |f| f.hs_codes = vec!["3303000010".to_owned()],
            Lane::Yellow,
            &[("goods.flammable", "goods line 1 is of HS 3303")],
        );
        check(
            |f| f.hs_codes = vec!["9304000000".to_owned()],
            Lane::Red,
            &[("goods.prohibited", "goods line 1 is of HS 93")],
        );
        check(
            |f| f.has_payment = false,
            Lane::Blue,
            &[("evidence.no_payment", "no receipt of payment is there")],
        );
    }

    /// A parcel without a receipt of payment is a sign of risk only while the law wants the receipt.
    #[test]
    fn a_missing_payment_counts_while_it_is_wanted() {
        for (at, lane) in
            [("20241214235959", Lane::Blue), ("20241215000000", Lane::Green), ("20260105090000", Lane::Green)]
        {
            let at = Moment::from_digits14(at).unwrap();
            let facts = ScreeningFacts { at, has_payment: false, ..ordinary() };
            assert_eq!(screen(&facts, &certain()).lane, lane, "{at:?}");
        }
    }

    #[test]
    fn the_highest_lane_wins_and_every_reason_is_kept() {
        check(
            |f| {
                f.value_cny = Some(d("4950"));
                f.has_payment = false;
                f.goods_names = vec!["香水".to_owned(), "手表".to_owned()];
            },
            Lane::Red,
            &[
                ("value.just_under_limit", "value 4950 CNY lies between 4900 and 5000"),
                ("goods.ipr", "goods line 2 is named \"手表\""),
                ("goods.flammable", "goods line 1 is named \"香水\""),
                ("evidence.no_payment", "no receipt of payment is there"),
            ],
        );
    }

    #[test]
    fn extreme_numbers_are_no_trouble() {
        let huge = d("9999999999999999999");
        let mut facts = ordinary();
        facts.value_cny = Some(huge);
        facts.gross_weight = d("0.00001");
        facts.net_weight = Decimal::from_scaled(i128::MAX);
        facts.packages = u32::MAX;
        assert_eq!(screen(&facts, &certain()).lane, Lane::Red);
        facts.value_cny = Some(Decimal::from_scaled(i128::MAX));
        facts.gross_weight = Decimal::from_scaled(i128::MIN);
        assert_eq!(screen(&facts, &certain()).lane, Lane::Green);
    }

    fn lanes(inspection_ppm: u32, credit_class: CreditClass) -> [u32; 4] {
        let profile = Profile::default();
        let mut facts = ordinary();
        facts.inspection_ppm = inspection_ppm;
        facts.credit_class = credit_class;
        let mut count = [0; 4];
        for seed in 0..100_000 {
            facts.seed = seed;
            count[screen(&facts, &profile).lane as usize] += 1;
        }
        count
    }

    #[test]
    fn rates_over_a_hundred_thousand_seeds() {
        // Bands of four standard deviations; the seeds are fixed, so this never flickers.
        let [green, blue, yellow, red] = lanes(30_000, CreditClass::Other);
        assert!((2_784..=3_216).contains(&red), "{red}");
        assert!((397..=573).contains(&yellow), "{yellow}");
        assert!((842..=1_088).contains(&blue), "{blue}");
        assert!(green > 95_000, "{green}");
        let [_, _, _, red] = lanes(5_700, CreditClass::AdvancedCertified);
        assert!((475..=665).contains(&red), "{red}");
        let [_, _, _, red] = lanes(850_000, CreditClass::Dishonest);
        assert!((84_548..=85_452).contains(&red), "{red}");
        assert_eq!(lanes(0, CreditClass::Other)[3], 0);
        assert_eq!(lanes(1_000_000, CreditClass::Other)[3], 100_000);
    }

    #[test]
    fn shares_of_a_criterion_hold() {
        let profile = Profile::default();
        let mut facts = ordinary();
        facts.value_cny = Some(d("4950"));
        facts.inspection_ppm = 0;
        let hits = (0..100_000)
            .filter(|seed| {
                facts.seed = *seed;
                screen(&facts, &profile).lane == Lane::Yellow
            })
            .count();
        assert!((19_900..=20_900).contains(&hits), "{hits}");
    }

    #[test]
    fn same_facts_same_decision() {
        let profile = Profile::default();
        for seed in 0..1_000 {
            let mut facts = ordinary();
            facts.seed = seed;
            assert_eq!(screen(&facts, &profile), screen(&facts.clone(), &Profile::default()));
        }
    }

    #[test]
    fn green_and_red_say_what_was_drawn() {
        let profile = Profile::default();
        let mut facts = ordinary();
        let drawn = draw(facts.seed, "random.inspection");
        facts.inspection_ppm = drawn;
        let green = screen(&facts, &profile);
        assert_eq!(green.lane, Lane::Green);
        assert_eq!(
            green.grounds,
            [Ground {
                rule: "random.inspection".to_owned(),
                text: format!("no rule selected it; random draw {drawn} of 1000000 was not below {drawn}"),
            }]
        );
        facts.inspection_ppm = drawn + 1;
        let red = screen(&facts, &profile);
        assert_eq!(red.lane, Lane::Red);
        assert_eq!(
            red.grounds[0].text,
            format!(
                "random draw {drawn} of 1000000 was below {}, the inspection rate of class other",
                drawn + 1
            )
        );
        assert_eq!(red.profile, "standard-2022.2");
    }
}
