//! Goal: bookings (303 of type W) have places in overseas warehouses, returns (213) in return centres, and nothing is refused
//! for want of one.

use crate::play::{Player, play};
use crate::sandbox::Sandbox;
use tongguan_clearance::State;
use tongguan_clearance::command::{RegisterAll, RegisterWarehouses};
use tongguan_clearance::query::{GetWarehouse, ListCreditFacts, ListWarehouses, Query, WarnOfPlaces};
use tongguan_domain::credit::{Cause, CreditEvent};
use tongguan_domain::document::Document;
use tongguan_domain::enterprise::{Contacts, Enterprise};
use tongguan_domain::limits;
use tongguan_domain::process::{Refusal, Settings};
use tongguan_domain::screening::CreditFacts;
use tongguan_domain::warehouse::{Warehouse, WarehouseKind};
use tongguan_testkit::{EXPORTER, Parcel};

/// As long as a code in `ebpCode` has to be.
const CODE: &str = "OWUSA00001";
const BOOKED: &str = "order_type=W ebp_name=OWUSA00001";

fn places(player: &Player, code: &str) -> u32 {
    GetWarehouse(code.to_owned()).answer(&player.sandbox.state).unwrap().places
}

/// A snapshot knows what the state knows.
fn reread(player: &mut Player) {
    let bytes = player.sandbox.state.to_snapshot().unwrap();
    player.sandbox.state = State::from_snapshot(&bytes).unwrap();
}

#[test]
fn a_booking_is_told_of_a_warehouse_that_is_unknown_or_full() {
    for (lines, warned, taken) in [
        // Known, by its name or its code.
        ("order 1 order_type=W ebp_name=OWUSA00001", "", 1),
        ("order 1 order_type=W ebp_name=%20OWUSA00001%20", "", 1),
        ("order 1 order_type=W ebp_name=Another ebp_code=OWUSA00001", "", 1),
        ("order 1 order_type=W ebp_name=OWUSA000010", "WAREHOUSE_UNKNOWN", 0),
        // A return centre is no overseas warehouse.
        ("order 1 order_type=W ebp_name=RC-2900", "WAREHOUSE_UNKNOWN", 0),
        (
            "order 2 order_type=W ebp_name=OWUSA00001; order 1 order_type=W ebp_name=OWUSA00001",
            "WAREHOUSE_FULL",
            1,
        ),
        // Other orders ask for no place.
        ("order 1 order_type=B ebp_name=Elsewhere", "", 0),
        ("order 1", "", 0),
        // What is only saved asks for none.
        ("order 1 order_type=W ebp_name=OWUSA00001 app_status=1", "", 0),
    ] {
        let mut player = play("");
        player.perform("overseas OWUSA00001 1; centre 2900 1");
        assert!(!player.perform(lines).contains("refused"), "{lines}");
        for _ in 0..2 {
            assert_eq!(player.perform("warns order 1"), warned, "{lines}");
            assert_eq!(places(&player, CODE), taken, "{lines}");
            reread(&mut player);
        }
    }
}

/// The check of a document says what would be told.
#[test]
fn a_check_warns_and_takes_nothing() {
    let mut player = play("");
    player.perform("overseas OWUSA00001 1");
    let ask = |player: &Player, name: &str| {
        let mut order = Parcel::number(7).order;
        order.head.order_type = "W".to_owned();
        order.head.ebp_name = name.to_owned();
        let warnings = WarnOfPlaces(Box::new(Document::from(order))).answer(&player.sandbox.state);
        warnings.iter().map(|warning| format!("{} {}", warning.rule.code, warning.path())).collect::<Vec<_>>()
    };
    assert_eq!(ask(&player, CODE), [""; 0]);
    assert_eq!(ask(&player, "OW-2"), ["WAREHOUSE_UNKNOWN ebp_name"]);
    player.perform(&format!("order 1 {BOOKED}"));
    assert_eq!(ask(&player, CODE), ["WAREHOUSE_FULL ebp_name"]);
    assert_eq!(places(&player, CODE), 1);
}

/// A deletion asks for no place, and what a change replaces gives its own up; the check says what the change will meet.
#[test]
fn a_check_counts_the_own_place_of_a_change_as_free() {
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    player.perform(&format!("overseas {CODE} 1; overseas OWUSA00002 1; centre 2900 1; order 1 {BOOKED}"));
    player.perform("order 2 order_type=W ebp_name=OWUSA00002; released 11; released 12; wait 1; return 11");
    let ask = |player: &Player, document: Document| -> Vec<&'static str> {
        let warnings = WarnOfPlaces(Box::new(document)).answer(&player.sandbox.state);
        warnings.iter().map(|warning| warning.rule.code).collect()
    };
    let order = |number: u32, name: &str, app_type: &str| {
        let mut order = Parcel::number(number).order;
        (order.head.order_type, order.head.ebp_name) = ("W".to_owned(), name.to_owned());
        order.head.app_type = app_type.to_owned();
        Document::from(order)
    };
    let returned = |number: u32, app_type: &str| {
        let invt_no = player.invt_no(&number.to_string());
        let mut returned = Parcel::number(number).return_application(&invt_no);
        returned.head.app_type = app_type.to_owned();
        Document::from(returned)
    };
    for (document, warned) in [
        (order(1, CODE, "1"), &["WAREHOUSE_FULL"][..]),
        (order(1, CODE, "2"), &[]),
        (order(1, CODE, "3"), &[]),
        // The place that it has is another one.
        (order(1, "OWUSA00002", "2"), &["WAREHOUSE_FULL"]),
        (order(2, CODE, "2"), &["WAREHOUSE_FULL"]),
        (order(2, CODE, "3"), &[]),
        (order(3, CODE, "2"), &["WAREHOUSE_FULL"]),
        (order(1, "Elsewhere", "2"), &["WAREHOUSE_UNKNOWN"]),
        (order(1, "Elsewhere", "3"), &[]),
        (returned(12, "1"), &["RETURN_CENTRE_FULL"]),
        (returned(11, "2"), &[]),
        (returned(12, "3"), &[]),
    ] {
        assert_eq!(ask(&player, document.clone()), warned, "{document:?}");
    }
    assert_eq!([places(&player, CODE), places(&player, "OWUSA00002")], [1, 1]);
}

#[test]
fn a_place_is_free_again_when_the_booking_falls_or_its_goods_do_not_leave() {
    let declared = "waybill 1; declaration 1 trade_mode=9810 statistics_flag=A ebp_name=OWUSA00001";
    for (then, taken) in [
        ("phase order 1", 1),
        // Deleted, changed to another warehouse, changed and not.
        ("order 1 order_type=W ebp_name=OWUSA00001 app_type=3", 0),
        ("order 1 order_type=W ebp_name=OW-2 app_type=2", 0),
        ("order 1 order_type=W ebp_name=OWUSA00001 app_type=2", 1),
        (declared, 1),
    ] {
        let mut player = play("");
        player.perform(&format!("overseas OWUSA00001 1; overseas OW-2 1; order 1 {BOOKED}"));
        player.perform(then);
        assert_eq!(places(&player, CODE), taken, "{then}");
    }
    // The declaration is cancelled, and the next one under the same booking asks again.
    let mut player = play("");
    player.perform(&format!("overseas OWUSA00001 1; order 1 {BOOKED}; {declared}"));
    assert_eq!(player.perform("phase declaration 1"), "reviewed");
    player.perform("cancellation 1");
    assert_eq!((player.perform("phase declaration 1").as_str(), places(&player, CODE)), ("cancelled", 0));
    player.perform(&declared.replace("waybill 1; ", ""));
    assert_eq!((player.perform("phase declaration 1").as_str(), places(&player, CODE)), ("reviewed", 1));
}

#[test]
fn detained_goods_leave_their_place() {
    for (outcome, taken) in [("detain-502", 0), ("ship-back", 0), ("release", 1)] {
        let mut player = play("");
        player.perform(&format!("overseas OWUSA00001 1; order 1 {BOOKED}; waybill 1; outcome {outcome}"));
        player.perform(
            "declaration 1 trade_mode=9810 statistics_flag=A ebp_name=OWUSA00001; outcome none; arrival 1",
        );
        assert_eq!(places(&player, CODE), taken, "{outcome}: {}", player.perform("phase declaration 1"));
    }
}

#[test]
fn a_return_has_a_place_in_the_centre_of_its_district_until_it_is_over() {
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    player.perform("overseas OWUSA00001 1; centre 2900 1; released 1; released 2; released 3; wait 1");
    player.perform("return 1; return 2");
    assert_eq!(player.perform("warns return 1; warns return 2"), "RETURN_CENTRE_FULL");
    assert_eq!(places(&player, "RC-2900"), 1);
    // The tally comes, the goods are released, and the next one finds a place.
    player.perform("tally 1");
    assert_eq!((player.perform("phase return 1").as_str(), places(&player, "RC-2900")), ("released", 0));
    player.perform("return 3");
    assert_eq!((player.perform("warns return 3").as_str(), places(&player, "RC-2900")), ("", 1));
    // The one that found none got none later.
    player.perform("tally 2");
    assert_eq!((player.perform("phase return 2").as_str(), places(&player, "RC-2900")), ("released", 1));
}

#[test]
fn a_district_without_a_centre_is_said_and_a_second_centre_takes_what_the_first_cannot() {
    let mut player = play("chances returns_reviewed=0\nchances returns_inspected=0");
    player.perform("centre 5300 1; released 1; wait 1; return 1");
    assert_eq!(player.perform("warns return 1"), "RETURN_CENTRE_UNKNOWN");
    // An office of a district belongs to it.
    player.perform("centre 2900 1; centre 2991 1; released 2; released 3; wait 1; return 2; return 3");
    assert_eq!(player.perform("warns return 2; warns return 3"), "");
    assert_eq!([places(&player, "RC-2900"), places(&player, "RC-2991")], [1, 1]);
}

/// Nothing is recorded, and nothing differs, where no warehouse is registered.
#[test]
fn without_warehouses_nothing_is_said() {
    let mut player = play("");
    player.perform(&format!("order 1 {BOOKED}; released 2; wait 1; return 2"));
    assert_eq!(player.perform("warns order 1; warns return 2"), "");
}

fn warehouse(number: usize) -> Warehouse {
    Warehouse {
        code: format!("OW-{number}"),
        name: format!("Warehouse {number}"),
        kind: WarehouseKind::Overseas,
        country: "502".to_owned(),
        district: String::new(),
        zone: String::new(),
        capacity: 0,
    }
}

#[test]
fn registration_has_bounds_and_changes_keep_the_places() {
    let mut sandbox = Sandbox::new(Settings::default());
    let of = |numbers: std::ops::Range<usize>| RegisterWarehouses(numbers.map(warehouse).collect());
    let at_once = limits::WAREHOUSES_AT_ONCE;
    let told = sandbox.execute(of(0..at_once + 1));
    assert!(matches!(told, Err(Refusal::LimitReached { limit: "WAREHOUSES_AT_ONCE" })));
    for first in (0..limits::SANDBOX_WAREHOUSES).step_by(at_once) {
        sandbox.execute(of(first..first + at_once)).unwrap();
    }
    // Known ones can be changed, one more is one too many.
    sandbox.execute(of(0..at_once)).unwrap();
    let told = sandbox.execute(of(limits::SANDBOX_WAREHOUSES - 1..limits::SANDBOX_WAREHOUSES + 1));
    assert!(matches!(told, Err(Refusal::LimitReached { limit: "SANDBOX_WAREHOUSES" })));
    let page = |after: &str, kind| {
        let asked = ListWarehouses { after: after.to_owned(), limit: 2, kind };
        let page = asked.answer(&sandbox.state);
        page.into_iter().map(|known| known.warehouse.code).collect::<Vec<_>>()
    };
    assert_eq!(page("", None), ["OW-0", "OW-1"]);
    assert_eq!(page("OW-1", Some(WarehouseKind::Overseas)), ["OW-10", "OW-100"]);
    assert_eq!(page("", Some(WarehouseKind::Park)), [""; 0]);

    let mut player = play("");
    player.perform(&format!(
        "overseas OWUSA00001 1; order 1 {BOOKED}; overseas OWUSA00001 2; order 2 {BOOKED}"
    ));
    assert_eq!((player.perform("warns order 2").as_str(), places(&player, CODE)), ("", 2));
    // A capacity of 0 is none.
    player.perform(&format!("overseas OWUSA00001 0; order 3 {BOOKED}"));
    assert_eq!((player.perform("warns order 3").as_str(), places(&player, CODE)), ("", 3));
}

#[test]
fn credit_events_come_with_a_registration_and_have_its_bounds() {
    let mut sandbox = Sandbox::new(Settings::default());
    let event = |number: usize| {
        let (month, day) = (1 + number / 28 % 12, 1 + number % 28);
        let on = (
            2020 + i16::try_from(number / 336).unwrap(),
            i8::try_from(month).unwrap(),
            i8::try_from(day).unwrap(),
        );
        let (cause, settled, note) = (Cause::ViolationPunished, None, String::new());
        ("3301960001".to_owned(), CreditEvent { on, cause, amount_yuan: 1_000, settled, note })
    };
    let all = |events: Vec<_>| RegisterAll { tag: None, enterprises: Vec::new(), credit_events: events };
    let told = sandbox.execute(all(vec![event(0); limits::CREDIT_EVENTS_AT_ONCE + 1]));
    assert!(matches!(told, Err(Refusal::LimitReached { limit: "CREDIT_EVENTS_AT_ONCE" })));
    let told = sandbox.execute(all((0..=limits::CREDIT_EVENTS).map(event).collect()));
    assert!(matches!(told, Err(Refusal::LimitReached { limit: "CREDIT_EVENTS" })));
    sandbox.execute(all((0..limits::CREDIT_EVENTS).map(event).collect())).unwrap();
    // The same again takes the place of the earlier; another one has no room.
    sandbox.execute(all(vec![event(0), event(1)])).unwrap();
    let told = sandbox.execute(all(vec![event(0), event(limits::CREDIT_EVENTS)]));
    assert!(matches!(told, Err(Refusal::LimitReached { limit: "CREDIT_EVENTS" })));
    let facts = tongguan_clearance::query::GetCreditFacts("3301960001".to_owned()).answer(&sandbox.state);
    assert_eq!(facts.unwrap().0.events.len(), limits::CREDIT_EVENTS);
}

/// Twenty events of each of so many, who share an address.
fn neighbours(count: u32) -> RegisterAll {
    let code = |number: u32| format!("33019{number:05}");
    let enterprise = |number: u32| {
        let address = "杭州市下沙路1号".to_owned();
        let contacts = Contacts { address, ..Contacts::default() };
        Enterprise { code: code(number), contacts, ..EXPORTER.enterprise() }
    };
    let events = (0..count).flat_map(|number| {
        (1..=20).map(move |day| {
            let (cause, settled, note) = (Cause::ViolationPunished, None, String::new());
            (code(number), CreditEvent { on: (2025, 1, day), cause, amount_yuan: 1_000, settled, note })
        })
    });
    RegisterAll {
        tag: None,
        enterprises: (0..count).map(enterprise).collect(),
        credit_events: events.collect(),
    }
}

/// However many are asked for, a page tells of so many associates and their events, and the next one goes on behind it.
#[test]
fn a_page_of_credit_facts_is_bounded_by_what_it_tells_of_associates() {
    let of_one = 1 + 20 + limits::ASSOCIATES * (1 + limits::ASSOCIATE_EVENTS);
    let mut sandbox = Sandbox::new(Settings::default());
    sandbox.execute(neighbours(60)).unwrap();
    let pages = pages(&sandbox.state, of_one);
    let all = pages.iter().flatten();
    for facts in all {
        assert_eq!(facts.associates.len(), limits::ASSOCIATES, "the bound is met: {}", facts.enterprise);
    }
    assert!(pages.len() >= 60 * of_one / (MOST + of_one), "{} pages", pages.len());
}

/// What an enterprise was punished for itself counts as well: hundreds of them have as many events as an enterprise may.
#[test]
fn a_page_of_credit_facts_is_bounded_by_events_of_its_own() {
    let mut sandbox = Sandbox::new(Settings::default());
    for number in 0..60 {
        let event = |day: usize| {
            let on = (2025, i8::try_from(1 + day / 20).unwrap(), i8::try_from(1 + day % 20).unwrap());
            let (cause, settled, note) = (Cause::ViolationPunished, None, String::new());
            (format!("33019{number:05}"), CreditEvent { on, cause, amount_yuan: 1_000, settled, note })
        };
        let credit_events = (0..limits::CREDIT_EVENTS).map(event).collect();
        sandbox.execute(RegisterAll { tag: None, enterprises: vec![alone(number)], credit_events }).unwrap();
    }
    let of_one = 1 + limits::CREDIT_EVENTS;
    let pages = pages(&sandbox.state, of_one);
    assert!(pages.iter().flatten().all(|facts| facts.events.len() == limits::CREDIT_EVENTS));
    assert!(pages.len() >= 60 * of_one / (MOST + of_one), "{} pages", pages.len());
}

/// Enterprises, associates and events of both of a page, but for the last enterprise.
const MOST: usize = 4_000;

/// Every page of credit facts of the first sixty enterprises, none of which tells of more than is laid down.
fn pages(state: &State, of_one: usize) -> Vec<Vec<CreditFacts>> {
    let (mut after, mut pages) = (String::new(), Vec::new());
    loop {
        let (region, limit) = (String::new(), 500);
        let page = ListCreditFacts { region, after: after.clone(), limit }.answer(state);
        let Some(last) = page.last() else { break };
        after.clone_from(&last.enterprise);
        let told = |facts: &CreditFacts| {
            let of = facts.associates.iter().map(|associate| 1 + associate.events.len());
            1 + facts.events.len() + of.sum::<usize>()
        };
        let all: usize = page.iter().map(told).sum();
        assert!(all <= MOST + of_one, "page {} tells of {all}", pages.len());
        pages.push(page);
    }
    let codes: Vec<_> = pages.iter().flatten().map(|facts| facts.enterprise.as_str()).collect();
    assert_eq!(codes, (0..60).map(|number| format!("33019{number:05}")).collect::<Vec<_>>());
    pages
}

/// An enterprise that shares nothing.
fn alone(number: u32) -> Enterprise {
    Enterprise { code: format!("33019{number:05}"), contacts: Contacts::default(), ..EXPORTER.enterprise() }
}
