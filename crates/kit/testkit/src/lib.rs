//! Valid documents for tests: a parcel with all its papers, the enterprises that sign them, and changes to them.
//!
//! A test names only what matters to it: `Parcel::number(7)` is complete and without a fault, and
//! `changed(parcel.declaration, "pack_no=3")` says the rest. What is asked wrongly is an error of the test, so it panics.
//!
//! With the feature `faults` there are faults on the way to a service, too.

#![forbid(unsafe_code)]
#![expect(clippy::panic, reason = "used by tests alone: a wrong request is a wrong test")]

mod change;
pub mod coverage;
mod enterprises;
#[cfg(feature = "faults")]
pub mod faults;
mod follow_up;
mod goods;
mod parcel;
mod provoke;
mod skipped;

pub use change::{NoChange, Slots, changed};
pub use enterprises::{
    ADVANCED_EXPORTER, AGENT, DISHONEST_EXPORTER, EXPORTER, Fixture, LOGISTICS, OPERATOR, PLATFORM,
    enterprises,
};
pub use follow_up::{manifest_of, split_manifest};
pub use parcel::{INVT_NO, Parcel, departure_of, split_arrival};
pub use provoke::{Provocation, provoked};
pub use skipped::skipped;
