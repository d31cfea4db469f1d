//! Goal: what the law wants on a day, and what an older message version says.

use crate::play::play;
use crate::sandbox::Sandbox;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::process::Settings;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::Parcel;

/// Until 2024-12-14 goods for an overseas warehouse need its record.
#[test]
fn an_overseas_warehouse_was_on_record_until_december_2024() {
    let declaration = "declaration 1 trade_mode=9810 ie_date=20241214 app_time=20241214090000";
    let mut player = play("start 2024-12-14T09:00:00+08:00");
    assert_eq!(player.perform(declaration), "refused WAREHOUSE_NOT_ON_RECORD");
    player.perform("register 3301960ABC");
    assert_eq!(player.perform(declaration), "declaration 1 2, declaration 1 3");
    let mut player = play("start 2024-12-15T09:00:00+08:00");
    assert_eq!(player.perform(declaration), "declaration 1 2, declaration 1 3");
}

/// Goods of 9610 come back where they left, since 2024-12-15 in twenty districts, and since 2026-04-01 in any.
#[test]
fn returns_spread_over_the_districts() {
    let (own, pilot, other) = ("customs_code=2901", "customs_code=2233", "customs_code=9700");
    for (start, open) in [
        ("2024-06-01", [true, false, false]),
        ("2024-12-14", [true, false, false]),
        ("2024-12-15", [true, true, false]),
        ("2026-03-31", [true, true, false]),
        ("2026-04-01", [true, true, true]),
    ] {
        for (district, open) in [own, pilot, other].into_iter().zip(open) {
            let mut player = play(&format!("start {start}T09:00:00+08:00"));
            player.perform("payment 1");
            player.perform("released 1");
            let told = player.perform(&format!("return 1 {district}"));
            let refused = told == "refused RETURN_DISTRICT";
            assert_eq!(refused, !open, "{start} {district}: {told}");
        }
    }
}

/// In 2018-113 an amount may be a rate or a unit price, which no waybill can be compared with.
#[test]
fn only_totals_are_compared() {
    for (flag, told) in [("3", 100), ("1", 399)] {
        let settings = Settings { version: MessageVersion::V2018113, ..Settings::default() };
        let mut sandbox = Sandbox::new(settings);
        let mut parcel = Parcel::number(1);
        flag.clone_into(&mut parcel.declaration.head.freight_flag);
        parcel.waybill.freight = Decimal::whole(13);
        sandbox.take(&[parcel.order.into(), parcel.waybill.into(), parcel.declaration.into()]);
        let last = sandbox.receipts().pop().unwrap();
        assert_eq!(last.code.number(), told, "fFlag {flag}: {last:?}");
    }
}
