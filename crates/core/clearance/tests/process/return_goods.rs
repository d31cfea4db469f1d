//! Goal: what comes back is what left: the same goods in the same units, and no more of them (202205 XSD, InvtRefundList).

use crate::play::{Player, play};

fn released() -> Player {
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    for line in ["order 1", "waybill 1", "declaration 1", "arrival 1", "wait 1"] {
        player.perform(line);
    }
    assert_eq!(player.phase("declaration", "1"), "released");
    player
}

#[test]
fn a_line_is_the_line_that_left() {
    // The second line is of three pieces, and of 1.23 kilograms.
    for (returned, told) in [
        ("", "taken"),
        ("items[0].gname=CAR", "RETURN_LINE"),
        ("items[0].gmodel=TESLA", "RETURN_LINE"),
        ("items[0].gmodel=%20瓷制|350ml%20", "taken"),
        ("items[0].gcode=6911109000", "RETURN_LINE"),
        ("items[0].unit=012", "RETURN_LINE"),
        ("items[0].qty1=999", "RETURN_QUANTITY"),
        ("items[1].unit2=~ items[1].qty2=~", "taken"),
        ("items[1].unit2=036 items[1].qty2=1", "RETURN_LINE"),
        ("items[1].qty2=500", "RETURN_QUANTITY"),
        ("items[1].qty2=1.23", "taken"),
    ] {
        let mut player = released();
        let answer = player.perform(&format!("return 1 {returned}"));
        let answer = answer.strip_prefix("refused ").unwrap_or("taken");
        assert_eq!(answer, told, "{returned}");
    }
}

/// Earlier applications count in each quantity.
#[test]
fn every_quantity_is_summed() {
    let mut player = released();
    let part = |qty, qty2, number: &str| {
        let quantities = format!("items[1].qty={qty} items[1].qty1={qty} items[1].qty2={qty2}");
        let first = "items[0].qty=1 items[0].qty1=0.1";
        format!("return 1 lines=2 {first} {quantities} co_el_no={number} logistics_no=RT{number}")
    };
    assert!(player.perform(&part("1", "0.5", "R1")).ends_with("return 1 120"));
    assert_eq!(player.perform(&part("1", "0.74", "R2")), "refused RETURN_QUANTITY");
    assert_eq!(player.perform(&part("3", "0.5", "R2")), "refused RETURN_QUANTITY");
    assert!(player.perform(&part("1", "0.73", "R2")).ends_with("return 1 120"));
}

/// One tally brings one application on, also when both have the number of the export waybill.
#[test]
fn a_tally_counts_once() {
    let mut player = released();
    let part = "lines=1 items[0].qty=1 items[0].qty1=0.1 logistics_no=LP000000000001";
    player.perform(&format!("return 1 {part}"));
    let tally = "tally 1 logistics_no=LP000000000001";
    assert!(player.perform(tally).ends_with("return 1 800"));
    let told = player.perform(&format!("return 1 {part} co_el_no=R2"));
    assert_eq!(told, "return 1 2, return 1 3, return 1 120");
    assert_eq!(player.perform("waits return 1"), "the tally of the goods (215)");
    assert!(player.perform(&format!("{tally} co_el_no=T2")).ends_with("return 1 800"));
    // Two that wait need two.
    let mut player = released();
    player.perform(&format!("return 1 {part}"));
    player.perform(&format!("return 1 {part} co_el_no=R2"));
    assert_eq!(player.perform(tally), "tally 1 2, tally 1 3, tally 1 399, return 1 800");
    assert_eq!(player.phase("return", "1"), "stored", "the second waits");
    player.perform(&format!("{tally} co_el_no=T2"));
    assert_eq!(player.phase("return", "1"), "released");
}

/// An application that an inspection rejects is corrected; its goods are at the site still.
#[test]
fn the_next_version_goes_on_with_the_tally() {
    let mut player = released();
    player.perform("outcome inspect-reject");
    player.perform("return 1");
    player.perform("outcome none");
    assert!(player.perform("tally 1").ends_with("return 1 100"));
    assert!(player.perform("return 1").ends_with("return 1 800"));
}

/// What waits for its tally can still be changed and deleted, and gives its quantity back; what is being released not.
#[test]
fn an_application_that_waits_can_be_taken_back() {
    let mut player = released();
    player.perform("return 1");
    let told = player.perform("return 1 app_type=3");
    assert_eq!(told, "return 1 2, return 1 3, return 1 120");
    assert!(player.perform("return 1 co_el_no=R2").ends_with("return 1 120"), "the quantity is free again");
    player.perform("clock manual");
    player.perform("tally 1");
    player.perform("wait 9");
    assert_eq!(player.perform("waits return 1"), "release or inspection");
    assert_eq!(player.perform("return 1 co_el_no=R2 app_type=3"), "refused STATE_DOES_NOT_MATCH");
}

/// A year ends with its last day (Announcement 44/2020: within a year), and so do six months.
#[test]
fn a_period_ends_with_its_last_day() {
    for (wait, told) in [("14h", "taken"), ("15h", "refused RETURN_LATE")] {
        let mut player = released();
        player.perform("wait 365d");
        player.perform(&format!("wait {wait}"));
        let answer = player.perform("return 1 app_time=20270105090000");
        let answer = if answer.starts_with("refused") { answer } else { "taken".to_owned() };
        assert_eq!(answer, told, "a year and {wait}, from nine in the morning");
    }
}

/// Only exported goods come back.
#[test]
fn a_tally_is_of_goods_that_left() {
    let mut player = play("");
    for line in ["order 1", "waybill 1", "declaration 1"] {
        player.perform(line);
    }
    assert!(player.perform("tally 1").ends_with("tally 1 100"));
    let told = "[Code:2899;Desc:理货明细对应的出口清单未放行],[清单:29242026E000000001,清单状态:399]";
    assert_eq!(player.last_rejection(), told);
    player.perform("arrival 1");
    assert!(player.perform("tally 1").ends_with("tally 1 399"));
}

#[test]
fn the_number_of_a_return_begins_with_b() {
    let mut player = released();
    player.perform("return 1");
    let summary = player.sandbox.state.standing(tongguan_domain::names::DocumentId(5)).unwrap();
    assert!(summary.accepted.pre_no.starts_with("B2026"), "{}", summary.accepted.pre_no);
}
