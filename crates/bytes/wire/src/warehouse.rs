//! Warehouses, sites and parks.

use tongguan_domain::codes::{countries, customs_districts};
use tongguan_domain::limits::WAREHOUSE_PLACES;
use tongguan_domain::warehouse::{Occupied, Warehouse, WarehouseKind};
use tongguan_domain::xml;
use tongguan_proto::registry::v1 as pb;

use crate::status::{Reason, Refused};

const NAME_CHARACTERS: usize = 100;

/// Takes a warehouse.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] with everything that is wrong.
pub fn take(message: pb::Warehouse) -> Result<Warehouse, Refused> {
    let pb::Warehouse { code, name, kind, country, customs_code, zone, capacity } = message;
    let mut wrong = Vec::new();
    if !Warehouse::is_code(&code) {
        wrong.push("code: 1 to 18 upper-case letters, digits and hyphens".to_owned());
    }
    if name.trim().is_empty() || is_longer(&name) {
        wrong.push(format!("name: 1 to {NAME_CHARACTERS} characters"));
    }
    if is_longer(&zone) {
        wrong.push(format!("zone: at most {NAME_CHARACTERS} characters"));
    }
    for (field, text) in [("name", &name), ("zone", &zone)] {
        if let Some(c) = xml::forbidden(text) {
            wrong.push(format!("{field}: it holds U+{:04X}, which XML cannot carry", u32::from(c)));
        }
    }
    if capacity > WAREHOUSE_PLACES {
        wrong.push(format!("capacity: at most {WAREHOUSE_PLACES}"));
    }
    let kind = read_kind("kind", kind).unwrap_or_default();
    match kind {
        None => wrong.push("kind: one of the known kinds".to_owned()),
        Some(WarehouseKind::Overseas) => {
            if !countries::find(&country).is_some_and(countries::Country::is_a_place) {
                wrong.push("country: a code of a country".to_owned());
            }
            if !customs_code.is_empty() {
                wrong.push("customs_code: an overseas warehouse has none".to_owned());
            }
        }
        Some(_) => {
            if !customs_districts::known(&customs_code).is_accepted() {
                wrong.push("customs_code: a code of a customs district".to_owned());
            }
            if !country.is_empty() {
                wrong.push("country: only an overseas warehouse has one".to_owned());
            }
        }
    }
    match kind {
        Some(kind) if wrong.is_empty() => {
            Ok(Warehouse { code, name, kind, country, district: customs_code, zone, capacity })
        }
        _ => Err(Refused::new(Reason::ArgumentInvalid, wrong.join("; "))),
    }
}

/// Bytes bound characters from above, so a huge text is not counted.
fn is_longer(text: &str) -> bool {
    text.len() > NAME_CHARACTERS * 4 || text.chars().count() > NAME_CHARACTERS
}

/// Writes a warehouse, and how much of it is taken.
#[must_use]
pub fn write(known: &Occupied) -> pb::GetWarehouseResponse {
    pb::GetWarehouseResponse { warehouse: Some(write_warehouse(&known.warehouse)), occupied: known.places }
}

/// Writes a warehouse.
#[must_use]
pub fn write_warehouse(warehouse: &Warehouse) -> pb::Warehouse {
    pb::Warehouse {
        code: warehouse.code.clone(),
        name: warehouse.name.clone(),
        kind: write_kind(warehouse.kind).into(),
        country: warehouse.country.clone(),
        customs_code: warehouse.district.clone(),
        zone: warehouse.zone.clone(),
        capacity: warehouse.capacity,
    }
}

const fn write_kind(kind: WarehouseKind) -> pb::WarehouseKind {
    match kind {
        WarehouseKind::Overseas => pb::WarehouseKind::Overseas,
        WarehouseKind::ReturnCentre => pb::WarehouseKind::ReturnCentre,
        WarehouseKind::QualityGoods => pb::WarehouseKind::QualityGoods,
        WarehouseKind::Site => pb::WarehouseKind::Site,
        WarehouseKind::Park => pb::WarehouseKind::Park,
    }
}

/// Reads a kind; `None`: not said.
///
/// # Errors
/// [`Reason::ArgumentInvalid`]: a number that is no kind.
pub fn read_kind(field: &str, number: i32) -> Result<Option<WarehouseKind>, Refused> {
    let kind: Option<pb::WarehouseKind> = crate::choice::read(field, number)?;
    Ok(kind.and_then(|kind| WarehouseKind::ALL.into_iter().find(|known| write_kind(*known) == kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good(kind: WarehouseKind) -> pb::Warehouse {
        let abroad = kind == WarehouseKind::Overseas;
        pb::Warehouse {
            code: "OW-US-0001".to_owned(),
            name: "Example Warehouse".to_owned(),
            kind: write_kind(kind).into(),
            country: if abroad { "502".to_owned() } else { String::new() },
            customs_code: if abroad { String::new() } else { "2900".to_owned() },
            zone: "杭州".to_owned(),
            capacity: WAREHOUSE_PLACES,
        }
    }

    #[test]
    fn round_trip() {
        for kind in WarehouseKind::ALL {
            let taken = take(good(kind)).unwrap();
            assert_eq!(taken.kind, kind);
            assert_eq!(take(write_warehouse(&taken)).unwrap(), taken);
        }
        assert_eq!(read_kind("kind", 0).unwrap(), None);
    }

    /// What is changed, in a warehouse of which kind, and what is said.
    type Row<'r> = (&'r dyn Fn(&mut pb::Warehouse), WarehouseKind, &'r str);

    #[test]
    fn what_is_wrong_is_said() {
        let overseas = WarehouseKind::Overseas;
        let rows: [Row<'_>; 11] = [
            (&|m| m.code.clear(), overseas, "code: 1 to 18 upper-case letters, digits and hyphens"),
            (&|m| m.code = "ow".to_owned(), overseas, "code: 1 to 18 upper-case letters, digits and hyphens"),
            (&|m| m.name = " ".to_owned(), overseas, "name: 1 to 100 characters"),
            (&|m| m.zone = "区".repeat(101), overseas, "zone: at most 100 characters"),
            (&|m| m.name = "A\u{1}".to_owned(), overseas, "name: it holds U+0001, which XML cannot carry"),
            (&|m| m.capacity += 1, overseas, "capacity: at most 10000000"),
            (&|m| m.kind = 0, overseas, "kind: one of the known kinds"),
            (&|m| m.kind = 99, overseas, "kind: one of the known kinds"),
            (&|m| m.country.clear(), overseas, "country: a code of a country"),
            (
                &|m| m.country = "502".to_owned(),
                WarehouseKind::Site,
                "country: only an overseas warehouse has one",
            ),
            (
                &|m| m.customs_code = "9".to_owned(),
                WarehouseKind::ReturnCentre,
                "customs_code: a code of a customs district",
            ),
        ];
        for (change, kind, expected) in rows {
            let mut message = good(kind);
            change(&mut message);
            let refused = take(message).unwrap_err();
            assert_eq!((refused.reason(), refused.message()), (Reason::ArgumentInvalid, expected));
        }
    }
}
