//! What the scenarios are told with.

pub(crate) mod caller;
pub(crate) mod child;
pub(crate) mod impatient;
pub(crate) mod judge;
pub(crate) mod receipts;
pub(crate) mod station;
mod submit;

pub(crate) use caller::{Caller, reason};
pub(crate) use receipts::{by_document, told};
pub(crate) use station::Station;

/// Whether an environment variable asks for something.
pub(crate) fn required(variable: &str) -> bool {
    std::env::var(variable).is_ok_and(|value| value == "1")
}

/// Says that a test did not run, or fails if it had to.
pub(crate) fn skipped(why: &str, variable: &str) {
    assert!(!required(variable), "{why}, and {variable}=1");
    println!("skipped: {why}");
}
