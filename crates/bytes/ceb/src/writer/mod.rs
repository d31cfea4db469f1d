//! From the domain to bytes: compact, without white space between elements, the same bytes for the same values.
//!
//! What customs sends is always valid under the schema of its version, whatever the values are ([`fit`]); what an
//! enterprise sends is written as it is, so that a test can send what is wrong.

mod fit;
mod format_fault;
mod letter;
mod receipts;
mod requests;
mod style;
mod summary_result;
mod xml;

pub use format_fault::write_format_fault;
pub use letter::write_letter;
pub use receipts::write_receipts;
pub use requests::write_request;
pub use style::Style;
pub use summary_result::write_summary_result;
