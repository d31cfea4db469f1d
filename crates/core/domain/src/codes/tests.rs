//! The tables are in order and complete, and lookups say what a broker would expect.

use super::customs_districts::Known;
use super::hs::{Depth, GoodsCodeError};
use super::trade_modes::Direction;
use super::zones::Reach;
use super::*;

#[test]
fn only_the_code_itself_is_found() {
    for table in tables() {
        for entry in table.entries {
            assert_eq!(table.find(entry.code), Some(entry), "{}", table.id);
            for other in ["\0", " ", "00000000000000000"] {
                assert_eq!(table.find(&format!("{}{other}", entry.code)), None, "{}", table.id);
            }
        }
        assert_eq!(table.find(""), None, "{}", table.id);
    }
}

#[test]
fn tables_are_sorted_and_unique() {
    for table in tables() {
        assert!(!table.entries.is_empty(), "{}", table.id);
        for pair in table.entries.windows(2) {
            assert!(pair[0].code < pair[1].code, "{}: {} {}", table.id, pair[0].code, pair[1].code);
        }
        for entry in table.entries {
            assert!(!entry.code.is_empty() && !entry.zh.is_empty(), "{}: {entry:?}", table.id);
            assert_eq!(table.find(entry.code), Some(entry));
        }
        assert!(tables().iter().filter(|other| other.id == table.id).count() == 1, "{}", table.id);
    }
    assert!(exchange_rates::RATES.windows(2).all(|pair| pair[0].currency < pair[1].currency));
}

/// Every row says what it rests on; what is from memory or from one program alone is not called sure.
#[test]
fn every_row_has_a_source() {
    for table in tables() {
        for entry in table.entries {
            let source = table.source_of(entry);
            assert!(!source.is_empty(), "{} {}", table.id, entry.code);
            let weak = ["one public program", "from memory; "].iter().any(|weak| source.starts_with(weak));
            assert!(!weak || !entry.sure, "{} {}: {source}", table.id, entry.code);
            assert!(entry.from.zip(entry.until).is_none_or(|(from, until)| from < until), "{}", entry.code);
        }
    }
}

#[test]
fn codes_hold_from_their_first_to_their_last_day() {
    let rows = [
        ("transport-mode", "P", (2020, 9, 19), false),
        ("transport-mode", "P", (2020, 9, 20), true),
        ("country", "349", (2006, 6, 4), true),
        ("country", "349", (2026, 1, 5), false),
        ("country", "449", (2010, 10, 10), false),
        ("country", "358", (2006, 1, 1), false),
        ("country", "502", (1999, 1, 1), true),
        ("zone", "023", (2018, 7, 23), false),
        ("zone", "132", (2025, 4, 1), false),
        ("export-control", "8112929010", (2023, 7, 31), false),
    ];
    for (id, code, day, expected) in rows {
        let entry = table(id).unwrap().find(code).unwrap();
        assert_eq!(entry.holds_on(day), expected, "{id} {code} {day:?}");
    }
}

/// Rows that one source alone has are marked.
#[test]
fn what_one_program_has_is_unsure() {
    let rows = [
        ("customs-district", "0201", true),
        ("customs-district", "0601", false),
        ("customs-district", "0701", false),
        ("customs-district", "9402", false),
        ("customs-district", "4300", true),
        ("customs-district", "5314", true),
        ("customs-district", "1501", true),
        ("customs-district", "3300", false),
        ("customs-district", "9600", false),
        ("currency", "122", true),
        ("currency", "143", true),
        ("currency", "332", false),
        ("currency", "344", false),
        ("transport-mode", "S", false),
    ];
    for (id, code, sure) in rows {
        assert_eq!(table(id).unwrap().find(code).map(|entry| entry.sure), Some(sure), "{id} {code}");
    }
}

#[test]
fn codes_have_the_width_of_their_element() {
    let width = [
        ("country", 3),
        ("currency", 3),
        ("customs-district", 4),
        ("hs-chapter", 2),
        ("packaging", 1),
        ("trade-mode", 4),
        ("transport-mode", 1),
        ("unit", 3),
        ("zone", 3),
    ];
    // Goods under control and goods with known units are named by heading or by subheading.
    assert_eq!(tables().len(), width.len() + 2);
    for (id, width) in width {
        let table = table(id).unwrap();
        assert!(table.entries.iter().all(|entry| entry.code.len() == width), "{id}");
    }
}

#[test]
fn known_codes_are_found() {
    let rows = [
        ("country", "116", "日本"),
        ("country", "142", "中国"),
        ("country", "143", "台澎金马关税区"),
        ("country", "502", "美国"),
        ("country", "623", "法属波利尼西亚"),
        ("currency", "142", "人民币"),
        ("currency", "502", "美元"),
        ("customs-district", "2900", "杭州海关"),
        ("customs-district", "5345", "深圳湾关"),
        ("currency", "143", "台湾元"),
        ("currency", "122", "马来西亚林吉特"),
        ("customs-district", "0205", "津塘沽办"),
        ("customs-district", "0207", "津机场办"),
        ("customs-district", "2203", "沪机场关"),
        ("customs-district", "2928", "杭关电商"),
        ("hs-chapter", "61", "针织服装"),
        ("packaging", "2", "纸箱"),
        ("trade-mode", "9610", "跨境贸易电子商务"),
        ("transport-mode", "5", "航空运输"),
        ("unit", "007", "个"),
        ("unit", "011", "件"),
        ("unit", "035", "千克"),
        ("unit", "164", "亿株"),
        ("transport-mode", "P", "洋浦保税港区"),
        ("zone", "001", "杭州"),
        ("zone", "165", "伊犁州"),
    ];
    for (id, code, zh) in rows {
        assert_eq!(table(id).unwrap().find(code).map(|entry| entry.zh), Some(zh), "{id} {code}");
    }
}

#[test]
fn unknown_codes_are_not() {
    let rows = [
        ("country", "317"),
        ("country", "CHN"),
        ("country", ""),
        ("currency", "CNY"),
        ("customs-district", "0000"),
        ("hs-chapter", "77"),
        ("packaging", "0"),
        ("packaging", "22"),
        ("trade-mode", "0110"),
        ("transport-mode", "a"),
        ("transport-mode", "A"),
        ("unit", "165"),
        ("unit", "166"),
        ("unit", "167"),
        ("unit", "000"),
        ("unit", "35"),
        ("zone", "1"),
    ];
    for (id, code) in rows {
        assert_eq!(table(id).unwrap().find(code), None, "{id} {code}");
    }
    assert!(table("port").is_none());
}

#[test]
fn both_generations_of_codes_map() {
    for country in countries::COUNTRIES {
        if let Some(alpha3) = country.alpha3 {
            assert_eq!(countries::find_alpha3(alpha3), Some(country));
        }
    }
    assert_eq!(countries::find("304").and_then(|country| country.alpha3), Some("DEU"));
    assert_eq!(countries::find("207").map(|country| country.alpha3), Some(None));
    for currency in currencies::CURRENCIES {
        assert_eq!(currencies::find_alpha3(currency.alpha3), Some(currency));
    }
    assert_eq!(currencies::find("116").map(|currency| currency.minor_digits), Some(0));
}

#[test]
fn every_currency_has_a_rate() {
    assert_eq!(currencies::CURRENCIES.len(), exchange_rates::RATES.len());
    for currency in currencies::CURRENCIES {
        let text = exchange_rates::find(currency.entry.code).unwrap().yuan_per_unit;
        let digits = text.replacen('.', "", 1);
        assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
        assert!(text.starts_with(|c: char| c.is_ascii_digit()) && !text.ends_with('.'), "{text}");
        assert!(digits.bytes().any(|byte| byte != b'0'), "{text}");
    }
    assert_eq!(exchange_rates::find(currencies::CNY).map(|rate| rate.yuan_per_unit), Some("1"));
}

#[test]
fn customs_districts_are_42_and_those_below_have_a_parent() {
    assert_eq!(customs_districts::regional().count(), 42);
    for district in customs_districts::CUSTOMS_DISTRICTS {
        match district.parent {
            None => assert!(district.entry.code.ends_with("00"), "{district:?}"),
            Some(parent) => {
                assert_eq!(parent[..2], district.entry.code[..2]);
                assert!(customs_districts::find(parent).is_some_and(|above| above.parent.is_none()));
            }
        }
    }
}

#[test]
fn customs_codes_are_known_exactly_or_by_region() {
    let rows = [
        ("2900", "exact", Some("2900")),
        ("2924", "exact", Some("2900")),
        ("2999", "regional", Some("2900")),
        ("5141", "exact", Some("5100")),
        ("5199", "regional", Some("5100")),
        ("0000", "no", None),
        ("3000", "no", None),
        ("9999", "no", None),
        ("290", "no", None),
        ("29001", "no", None),
        ("29AB", "no", None),
        ("杭州", "no", None),
        ("", "no", None),
    ];
    for (code, how, regional) in rows {
        let known = customs_districts::known(code);
        let got = match known {
            Known::Exact(_) => "exact",
            Known::Regional(_) => "regional",
            Known::No => "no",
        };
        assert_eq!(got, how, "{code}");
        assert_eq!(known.is_accepted(), how != "no", "{code}");
        assert_eq!(known.regional().map(|district| district.entry.code), regional, "{code}");
    }
}

#[test]
fn trade_modes_by_version() {
    use crate::in_force::Provision;
    use crate::version::MessageVersion::{self, V202205, V2018113};
    const BOTH: &[MessageVersion] = &[V2018113, V202205];
    let rows = [
        ("9610", Direction::Export, Some('E'), BOTH, Provision::RetailExport),
        ("1210", Direction::Export, Some('E'), BOTH, Provision::BondedExport),
        ("1239", Direction::Export, Some('E'), &[V2018113], Provision::BondedExportA),
        ("9710", Direction::Export, Some('B'), &[V202205], Provision::BusinessExport),
        ("9810", Direction::Export, Some('W'), &[V202205], Provision::BusinessExport),
        ("9661", Direction::Return, None, &[], Provision::ExportReturn),
        ("1261", Direction::Return, None, &[], Provision::ExportReturn),
    ];
    for (code, direction, order_type, declared_in, provision) in rows {
        let mode = trade_modes::find(code).unwrap();
        assert_eq!(mode.direction, direction, "{code}");
        assert_eq!(mode.order_type, order_type, "{code}");
        assert_eq!(mode.declared_in, declared_in, "{code}");
        assert_eq!(mode.provision, provision, "{code}");
    }
    assert_eq!(trade_modes::TRADE_MODES.len(), rows.len());
}

#[test]
fn zones_by_batch() {
    let counts = [1, 12, 22, 24, 46, 27, 33, 16];
    for (batch, count) in zones::BATCHES.iter().zip(counts) {
        let zones = zones::ZONES.iter().filter(|zone| zone.batch == batch.number);
        assert_eq!(zones.count(), count, "batch {}", batch.number);
        assert_eq!(usize::from(batch.zones), count);
        let row = batch.provision.rows().next().unwrap();
        assert_eq!(row.en.split(' ').next(), Some(count.to_string().as_str()), "{}", row.name);
    }
    assert_eq!(zones::ZONES.iter().filter(|zone| zone.batch < 8).count(), 165);
    assert_eq!(zones::ZONES.iter().filter(|zone| zone.revoked.is_some()).count(), 3);
    for (place, zone) in zones::ZONES.iter().enumerate() {
        assert_eq!(zone.entry.code, format!("{:03}", place + 1));
    }
}

#[test]
fn zones_by_date() {
    let rows = [
        ((2015, 2, 28), 0),
        ((2015, 3, 31), 1),
        ((2016, 1, 31), 13),
        ((2018, 6, 30), 13),
        ((2018, 7, 31), 35),
        ((2019, 12, 31), 59),
        ((2020, 4, 30), 105),
        ((2022, 1, 31), 132),
        ((2022, 11, 30), 165),
        ((2025, 3, 31), 165),
        ((2025, 4, 30), 178),
        ((2026, 1, 5), 178),
    ];
    for (day, count) in rows {
        assert_eq!(zones::zone_count(day), count, "{day:?}");
    }
    // Hangzhou was the first; the only zone of Urumqi Customs that is left was not among the early ones.
    let rows = [
        ("2924", (2015, 2, 28), Reach::No),
        ("2924", (2015, 3, 1), Reach::Perhaps), // the day of batch 1 is from memory
        ("2924", (2015, 3, 7), Reach::Yes),
        ("7200", (2018, 7, 5), Reach::No), // the day of batch 3 is known
        ("7200", (2018, 7, 23), Reach::No),
        ("7200", (2018, 7, 24), Reach::Yes),
        ("9402", (2019, 1, 1), Reach::No),
        ("9402", (2026, 1, 5), Reach::Yes),
        ("8800", (2022, 11, 13), Reach::No),
        ("8800", (2026, 1, 5), Reach::Perhaps), // the name of Lhasa is from memory
        ("0000", (2026, 1, 5), Reach::No),
    ];
    for (customs, day, expected) in rows {
        assert_eq!(zones::reach(customs, day), expected, "{customs} {day:?}");
    }
}

#[test]
fn every_zone_lies_in_a_directly_subordinate_customs() {
    for zone in zones::ZONES {
        let district = customs_districts::find(zone.customs_district);
        assert!(district.is_some_and(|district| district.parent.is_none()), "{zone:?}");
    }
    let unsure: Vec<_> =
        zones::ZONES.iter().filter(|zone| !zone.entry.sure).map(|zone| zone.entry.zh).collect();
    assert_eq!(unsure[..4], ["汕尾", "河源", "鞍山", "德州"]);
    assert_eq!(unsure.len(), 19);
    let jinan: Vec<_> = zones::in_district("4300").map(|zone| zone.entry.zh).collect();
    assert!(jinan.contains(&"东营"), "{jinan:?}");
    let ningbo: Vec<_> = zones::in_district("3105").map(|zone| zone.entry.en).collect();
    assert_eq!(ningbo, ["Ningbo"]);
    assert_eq!(zones::in_district("0000").count(), 0);
}

#[test]
fn headings_are_those_of_hs_2022() {
    let headings = hs::CHAPTERS.iter().flat_map(|chapter| chapter.headings);
    assert_eq!(headings.map(|(from, to)| usize::from(to - from) + 1).sum::<usize>(), 1228);
    assert_eq!(hs::CHAPTERS.len(), 96);
    for chapter in hs::CHAPTERS {
        assert!(chapter.headings.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0), "{chapter:?}");
    }
}

#[test]
fn goods_codes_are_checked_down_to_the_heading() {
    let rows = [
        ("6109100000", Ok("61"), Ok("61")),
        ("8517130000", Ok("85"), Ok("85")),
        ("8549110000", Ok("85"), Ok("85")), // new in HS 2022
        ("6109000000", Ok("61"), Err(GoodsCodeError::UnknownSubheading)),
        ("6109110000", Ok("61"), Err(GoodsCodeError::UnknownSubheading)),
        ("0501000000", Ok("05"), Ok("05")), // a heading of one subheading
        ("8469000000", Err(GoodsCodeError::UnknownHeading), Err(GoodsCodeError::UnknownHeading)),
        ("8803000000", Err(GoodsCodeError::UnknownHeading), Err(GoodsCodeError::UnknownHeading)), // gone in HS 2022
        ("0100000000", Err(GoodsCodeError::UnknownHeading), Err(GoodsCodeError::UnknownHeading)),
        ("7701000000", Err(GoodsCodeError::UnknownChapter), Err(GoodsCodeError::UnknownChapter)),
        ("9801000000", Err(GoodsCodeError::NotJudged), Err(GoodsCodeError::NotJudged)),
        ("610910000", Err(GoodsCodeError::NotTenDigits), Err(GoodsCodeError::NotTenDigits)),
        ("61091000001", Err(GoodsCodeError::NotTenDigits), Err(GoodsCodeError::NotTenDigits)),
        ("61091000AA", Err(GoodsCodeError::NotTenDigits), Err(GoodsCodeError::NotTenDigits)),
        ("+109100000", Err(GoodsCodeError::NotTenDigits), Err(GoodsCodeError::NotTenDigits)),
        ("针织T恤衫", Err(GoodsCodeError::NotTenDigits), Err(GoodsCodeError::NotTenDigits)),
    ];
    for (code, to_heading, to_subheading) in rows {
        let chapter = |depth| hs::check(code, depth, (2026, 1, 5)).map(|chapter| chapter.entry.code);
        assert_eq!(chapter(Depth::Heading), to_heading, "{code}");
        assert_eq!(chapter(Depth::Subheading), to_subheading, "{code}");
    }
    assert!(hs::heading_exists("0101") && !hs::heading_exists("0107") && !hs::heading_exists("01+1"));
    assert!(
        !hs::subheading_exists("") && !hs::subheading_exists("61091") && !hs::subheading_exists("6109100")
    );
}

/// A code of an earlier nomenclature is not called unknown on its days, nor is one of the chapter that China adds.
#[test]
fn goods_codes_are_judged_by_the_nomenclature_of_the_day() {
    use GoodsCodeError::{NotJudged, NotTenDigits, UnknownChapter, UnknownHeading, UnknownSubheading};
    let rows = [
        ("8517121000", (2018, 10, 10), Some(NotJudged)), // the phone of HS 2017
        ("8517121000", (2021, 12, 31), Some(NotJudged)),
        ("8517121000", (2022, 1, 1), Some(UnknownSubheading)),
        ("8803000000", (2021, 12, 31), Some(NotJudged)),
        ("8803000000", (2022, 1, 1), Some(UnknownHeading)),
        ("6109100000", (2018, 10, 10), None),
        ("7701000000", (2018, 10, 10), Some(UnknownChapter)),
        ("9801009000", (2026, 1, 5), Some(NotJudged)),
        ("98010090", (2018, 10, 10), Some(NotTenDigits)),
    ];
    for (code, day, wrong) in rows {
        assert_eq!(hs::check(code, Depth::Subheading, day).err(), wrong, "{code} {day:?}");
    }
}

/// Two origins agree: the subheadings lie under exactly the headings of the chapters.
#[test]
fn subheadings_are_those_of_the_headings() {
    let rows = super::hs_subheadings::SUBHEADINGS;
    assert!(rows.is_sorted_by(|a, b| a.0 < b.0));
    assert_eq!(rows.len(), 1228);
    assert!(rows.iter().all(|(heading, _)| hs::heading_exists(heading)));
    assert_eq!(rows.iter().map(|(_, digits)| digits.len() / 2).sum::<usize>(), 5612);
}

#[test]
fn goods_under_control_exist_and_are_found() {
    use export_controls::{Control, EXPORT_CONTROLS, find};
    for row in EXPORT_CONTROLS {
        let code = row.entry.code;
        let exists = match code.len() {
            2 => hs::find_chapter(code).is_some(),
            10 => hs::subheading_exists(&code[..6]),
            _ => hs::heading_exists(code) || hs::subheading_exists(code),
        };
        assert!(exists, "{code}");
        assert!(!row.controls.is_empty(), "{code}");
        let goods = format!("{code:0<10}");
        assert!(row.controls.iter().all(|row| find(&goods, (2100, 1, 1)).any(|c| c.control == row.control)));
        assert!(row.controls.iter().all(|row| row.from.is_none() || row.until.is_none()), "{code}");
    }
    let of = |code, day| find(code, day).map(|dated| (dated.control, dated.sure)).collect::<Vec<_>>();
    let today = (2026, 1, 5);
    assert_eq!(of("2902200000", today), [(Control::Duty, true)]);
    assert_eq!(of("2902190000", today), []);
    assert_eq!(of("290", today), []);
    assert_eq!(of("9303200000", today), [(Control::Prohibited, true)]);
    // Gallium is under a dual-use permit since 2023-08-01, and of its subheading only a part.
    assert_eq!(of("8112929010", (2020, 6, 1)), []);
    assert_eq!(of("8112929010", (2023, 7, 31)), []);
    assert_eq!(of("8112929010", (2023, 8, 1)), [(Control::DualUse, true)]);
    assert_eq!(of("8112922000", (2023, 8, 1)), [(Control::DualUse, false)]);
    assert_eq!(of("2504101000", (2023, 11, 30)), [(Control::DualUse, false)]);
    assert_eq!(of("2504101000", (2023, 12, 1)), [(Control::DualUse, true)]);
    assert_eq!(of("4407110000", (2025, 12, 31)), []);
    assert_eq!(of("4407110000", (2026, 1, 1)), [(Control::Licence, true)]);
    assert_eq!(of("9706100000", today), [(Control::Relics, true)]);
}

#[test]
fn statutory_units_exist_and_are_found() {
    use statutory_units::{STATUTORY_UNITS, find};
    for row in STATUTORY_UNITS {
        let code = row.entry.code;
        let known = code.get(..6).unwrap_or(code);
        assert!(hs::heading_exists(known) || hs::subheading_exists(known), "{code}");
        for unit in [Some(row.first), row.second].into_iter().flatten() {
            assert!(units::TABLE.find(unit).is_some(), "{code}");
        }
        assert_eq!(find(&format!("{code:0<10}")), Some(row));
    }
    assert_eq!(find("6203420090").map(|row| row.first), Some("015"));
    assert_eq!(find("6203410000"), None);
}
