//! The workloads that come with the program.

use super::spec::{Spec, Unusable};

/// Name and text of each.
const LIBRARY: [(&str, &str); 9] = [
    ("quiet-day", include_str!("../../../../../workloads/quiet-day.toml")),
    ("618-2024", include_str!("../../../../../workloads/618-2024.toml")),
    ("double-11-2018", include_str!("../../../../../workloads/double-11-2018.toml")),
    ("bad-data", include_str!("../../../../../workloads/bad-data.toml")),
    ("burst", include_str!("../../../../../workloads/burst.toml")),
    ("nation", include_str!("../../../../../workloads/nation.toml")),
    ("big-seller", include_str!("../../../../../workloads/big-seller.toml")),
    ("broker-50", include_str!("../../../../../workloads/broker-50.toml")),
    ("retry-storm", include_str!("../../../../../workloads/retry-storm.toml")),
];

/// Their names.
pub const NAMES: [&str; LIBRARY.len()] = {
    let [(a, _), (b, _), (c, _), (d, _), (e, _), (f, _), (g, _), (h, _), (i, _)] = LIBRARY;
    [a, b, c, d, e, f, g, h, i]
};

/// The text of the workload of this name.
#[must_use]
pub fn text_of(name: &str) -> Option<&'static str> {
    LIBRARY.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
}

/// The workload of this name.
///
/// # Errors
/// [`Unusable::Unknown`].
pub fn named(name: &str) -> Result<Spec, Unusable> {
    match text_of(name) {
        Some(text) => Spec::read(text),
        None => Err(Unusable::Unknown { name: name.to_owned(), known: NAMES.to_vec() }),
    }
}
