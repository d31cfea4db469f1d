//! Transport.

/// `trafMode` of mail, which has no transport of its own.
pub(crate) const MAIL: &str = "6";
