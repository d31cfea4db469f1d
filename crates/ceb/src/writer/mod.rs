//! From the domain to bytes: compact, without white space between elements, the same bytes for the same values.

mod receipts;
mod requests;
mod xml;

pub use receipts::write_receipts;
pub use requests::write_request;
