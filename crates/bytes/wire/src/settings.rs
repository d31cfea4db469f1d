//! The settings of a sandbox on the wire.

use tongguan_domain::process::{Pace, SignaturePolicy};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::document::v1 as document;
use tongguan_proto::sandbox::v1 as pb;

use crate::status::{Reason, Refused};

const MILLION: u32 = 1_000_000;

/// Writes a message version.
#[must_use]
pub const fn write_version(version: MessageVersion) -> pb::MessageVersion {
    match version {
        MessageVersion::V202205 => pb::MessageVersion::MessageVersion202205,
        MessageVersion::V2018113 => pb::MessageVersion::MessageVersion2018113,
    }
}

/// Reads a message version; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of them.
pub fn read_version(field: &str, number: i32) -> Result<Option<MessageVersion>, Refused> {
    let read = crate::choice::read::<pb::MessageVersion>(field, number)?;
    Ok(MessageVersion::ALL.into_iter().find(|version| read == Some(write_version(*version))))
}

/// Writes a signature policy.
#[must_use]
pub const fn write_policy(policy: SignaturePolicy) -> pb::SignaturePolicy {
    match policy {
        SignaturePolicy::Off => pb::SignaturePolicy::Off,
        SignaturePolicy::Check => pb::SignaturePolicy::Check,
        SignaturePolicy::Require => pb::SignaturePolicy::Require,
    }
}

/// Reads a signature policy; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of them.
pub fn read_policy(field: &str, number: i32) -> Result<Option<SignaturePolicy>, Refused> {
    let read = crate::choice::read::<pb::SignaturePolicy>(field, number)?;
    Ok(SignaturePolicy::ALL.into_iter().find(|policy| read == Some(write_policy(*policy))))
}

/// Writes a form of receipts; `None` is "not said".
#[must_use]
pub const fn write_form(form: Option<ReceiptForm>) -> document::ReceiptForm {
    match form {
        None => document::ReceiptForm::Unspecified,
        Some(ReceiptForm::Prefixed) => document::ReceiptForm::Prefixed,
        Some(ReceiptForm::Plain) => document::ReceiptForm::Plain,
    }
}

/// Reads a form of receipts; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of them.
pub fn read_form(field: &str, number: i32) -> Result<Option<ReceiptForm>, Refused> {
    let read = crate::choice::read::<document::ReceiptForm>(field, number)?;
    Ok(ReceiptForm::ALL.into_iter().find(|form| read == Some(write_form(Some(*form)))))
}

/// A profile with the chances that a request names.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] for a chance above a million.
pub fn read_chances(chances: Option<pb::Chances>, mut profile: Pace) -> Result<Pace, Refused> {
    let chances = chances.unwrap_or_default();
    for (name, asked, slot) in [
        ("sending_fails", chances.sending_fails, &mut profile.sending_fails_ppm),
        ("receipts_repeated", chances.receipts_repeated, &mut profile.receipts_repeated_ppm),
        ("receipts_reordered", chances.receipts_reordered, &mut profile.receipts_reordered_ppm),
        ("reviews_suspended", chances.reviews_suspended, &mut profile.reviews_suspended_ppm),
    ] {
        match asked {
            Some(share) if share > MILLION => {
                let text = format!("chances.{name}: at most {MILLION}");
                return Err(Refused::new(Reason::ArgumentInvalid, text));
            }
            Some(share) => *slot = share,
            None => {}
        }
    }
    Ok(profile)
}

/// Writes how often things go wrong.
#[must_use]
pub const fn write_chances(pace: &Pace) -> pb::Chances {
    pb::Chances {
        sending_fails: Some(pace.sending_fails_ppm),
        receipts_repeated: Some(pace.receipts_repeated_ppm),
        receipts_reordered: Some(pace.receipts_reordered_ppm),
        reviews_suspended: Some(pace.reviews_suspended_ppm),
    }
}
