//! Code tables (参数代码): what a code in a message means, and which codes there are.
//!
//! Every table is static data in order of its code; a lookup is a binary search and allocates nothing. Codes and names
//! are facts of the customs code sets (JGS-20, JGS/T 18), written down here for this product. Every row says what it rests
//! on, how sure it is, and on which days it holds: whoever checks a code asks with the day of the sandbox clock. Tables
//! that carry more than a name have rows of their own type (`Country`, `Zone` …); [`tables`] shows them all in one form.

pub mod countries;
pub mod currencies;
pub mod customs_districts;
mod entry;
pub mod exchange_rates;
pub mod export_controls;
pub mod hs;
mod hs_subheadings;
pub mod packaging;
pub mod statutory_units;
pub mod trade_modes;
pub mod transport_modes;
pub mod units;
pub mod zones;

#[cfg(test)]
mod tests;

pub use entry::{CodeTable, Entry};
use entry::{entries, keys, search};

/// All code tables.
pub fn tables() -> &'static [CodeTable] {
    const TABLES: &[CodeTable] = &[
        countries::TABLE,
        currencies::TABLE,
        customs_districts::TABLE,
        export_controls::TABLE,
        hs::TABLE,
        packaging::TABLE,
        statutory_units::TABLE,
        trade_modes::TABLE,
        transport_modes::TABLE,
        units::TABLE,
        zones::TABLE,
    ];
    TABLES
}

/// The table with this `id`.
pub fn table(id: &str) -> Option<&'static CodeTable> {
    tables().iter().find(|table| table.id == id)
}
