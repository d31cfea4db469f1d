//! The enterprises of a believable sandbox, made from a seed. The same seed makes the same enterprises, byte for byte;
//! they are inventions, and only their shares, the zones and the forms of their codes are taken from the field.

#![forbid(unsafe_code)]

mod codes;
mod enterprises;
mod names;
mod zones;

pub use enterprises::{ENTERPRISES, History, SELLERS, Seeded, World};
pub use zones::{ZONES, Zone, zones};
