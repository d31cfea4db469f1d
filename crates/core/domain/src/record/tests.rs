//! A schema that grows in its middle: the new field stands in its place, and its number is the next one that is free.

#![expect(unreachable_pub, reason = "the macro is made for records that others use")]

use super::*;

record! {
    /// As it was.
    pub struct Before: "Sample" {
        /// First.
        0 first: String = Field::text("first", "一", 1, 9);
        /// Last.
        1 last: u32 = Field::integer("last", "三", 9);
    }
}

record! {
    /// As it is now.
    pub struct After: "Sample" {
        /// First.
        0 first: String = Field::text("first", "一", 1, 9);
        /// New, in the middle.
        2 middle: Option<String> = Field::text("middle", "二", 0, 9).optional();
        /// Last.
        1 last: u32 = Field::integer("last", "三", 9);
    }
}

const VERSION: MessageVersion = MessageVersion::V202205;

/// What was read, and where the faults are.
fn read(slots: &[&str]) -> (After, Vec<String>) {
    let mut faults = Vec::new();
    let mut slots: Vec<_> = slots.iter().map(|text| Raw::non_empty((*text).to_owned())).collect();
    let record = After::take(&mut slots, None, VERSION, &mut faults);
    (record, faults.iter().map(Fault::path).collect())
}

fn after(middle: Option<&str>) -> After {
    After { first: "f".to_owned(), middle: middle.map(str::to_owned), last: 7 }
}

fn written(record: &impl Record) -> Vec<(&'static str, String)> {
    let mut shown = Vec::new();
    record.each(&mut |field, value| shown.push((field.name, value.to_string())));
    shown
}

#[test]
fn it_is_read_in_its_place_or_absent() {
    assert_eq!(read(&["f", "m", "7"]), (after(Some("m")), Vec::new()));
    assert_eq!(read(&["f", "", "7"]), (after(None), Vec::new()));
    assert_eq!(read(&["f", "0123456789", "x"]).1, ["middle", "last"]);
}

#[test]
fn it_is_written_in_the_order_of_the_schema() {
    let named = |name, text: &str| (name, text.to_owned());
    let expected = [named("first", "f"), named("middle", "m"), named("last", "7")];
    assert_eq!(written(&after(Some("m"))), expected);
    assert_eq!(written(&after(None)), [named("first", "f"), named("middle", ""), named("last", "7")]);
}

#[test]
fn the_stored_form_stays() {
    let before = Before { first: "f".to_owned(), last: 7 };
    let stored = minicbor::to_vec(&before).unwrap();
    assert_eq!(minicbor::decode::<After>(&stored).unwrap(), after(None));
    for middle in [None, Some("m")] {
        let stored = minicbor::to_vec(after(middle)).unwrap();
        assert_eq!(minicbor::decode::<After>(&stored).unwrap(), after(middle));
        assert_eq!(minicbor::decode::<Before>(&stored).unwrap(), before);
    }
    assert_eq!(minicbor::to_vec(after(None)).unwrap(), stored, "what does not have it is as small as before");
}

#[test]
fn the_names_are_handed_on_in_the_same_order() {
    macro_rules! listed {
        (as $record:ident { $($field:ident)* }) => { (stringify!($record), [$(stringify!($field)),*]) };
    }
    macro_rules! names_of {
        ($record:ident) => {
            $record! { listed as }
        };
    }
    let (record, names) = names_of!(After);
    assert_eq!((record, names.as_slice()), ("After", ["first", "middle", "last"].as_slice()));
    assert!(After::FIELDS.iter().map(|field| field.name).eq(names));
}
