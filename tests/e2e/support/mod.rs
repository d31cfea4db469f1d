//! What the scenarios are told with.

pub(crate) mod caller;
pub(crate) mod child;
pub(crate) mod collector;
pub(crate) mod exposed;
pub(crate) mod impatient;
pub(crate) mod judge;
pub(crate) mod ports;
pub(crate) mod proxy;
pub(crate) mod receipts;
pub(crate) mod station;
mod submit;

pub(crate) use caller::{Caller, reason};
pub(crate) use receipts::{by_document, told};
pub(crate) use station::Station;
