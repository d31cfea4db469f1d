//! CEB XML and the domain, in both directions. No I/O.
//!
//! [`read`] takes the bytes of a request message and gives every record as a checked document, together with a
//! complete list of what breaks the official schema of the message version around them. [`write_letter`] writes what
//! customs sends so that the schema of the version always takes it; [`write_request`] writes what an enterprise sends.
//!
//! Bytes from strangers come in here, so the order of the checks is fixed: size and encoding first, then
//! well-formedness under the bounds of [`tongguan_domain::limits`], then structure, then fields.

#![forbid(unsafe_code)]

pub mod dxp;
mod fault;
mod message;
mod reader;
mod writer;

pub use fault::{CodeEntry, STRUCTURE_CODES, StructureFault, UNREADABLE_CODES, Unreadable};
pub use message::{CheckedRecord, Message, Subscriber, Transfer};
pub use reader::read;
pub use tongguan_domain::receipt_form::ReceiptForm;
pub use writer::{
    Style, write_format_fault, write_letter, write_receipts, write_request, write_summary_result,
};

/// The namespace of every CEB message.
pub const NAMESPACE: &str = "http://www.chinaport.gov.cn/ceb";
