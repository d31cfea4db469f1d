//! The enterprises and warehouses of a believable sandbox, made from a seed. The same seed makes the same ones, byte for byte;
//! they are inventions, and only their shares, the zones and the forms of their codes are taken from the field.

#![forbid(unsafe_code)]

mod codes;
mod enterprises;
mod names;
mod warehouses;
mod zones;

pub use enterprises::{ENTERPRISES, EVENTS, History, SELLERS, Seeded, World};
pub use warehouses::{OVERSEAS, warehouses};
pub use zones::{ZONES, Zone, zones};
