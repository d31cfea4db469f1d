//! The settings of a sandbox on the wire.

use tongguan_domain::limits;
use tongguan_domain::process::{OwnServer, Pace, ServerChange, Shares, SignaturePolicy, Silence};
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

/// Reads how often things are to go wrong.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] for a chance above a million.
pub fn read_chances(chances: Option<pb::Chances>) -> Result<Shares, Refused> {
    let pb::Chances { sending_fails, receipts_repeated, receipts_reordered, reviews_suspended } =
        chances.unwrap_or_default();
    for (name, asked) in [
        ("sending_fails", sending_fails),
        ("receipts_repeated", receipts_repeated),
        ("receipts_reordered", receipts_reordered),
        ("reviews_suspended", reviews_suspended),
    ] {
        if asked.is_some_and(|share| share > MILLION) {
            return Err(Refused::new(Reason::ArgumentInvalid, format!("chances.{name}: at most {MILLION}")));
        }
    }
    Ok(Shares { sending_fails, receipts_repeated, receipts_reordered, reviews_suspended })
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

/// Writes a server of a sandbox.
#[must_use]
pub fn write_server(server: &OwnServer) -> pb::OwnServer {
    let silence = write_silence(Some(server.silence));
    pb::OwnServer { url: server.url.clone(), timeout_ms: server.timeout_ms, silence: silence.into() }
}

/// Reads a server of a sandbox; `None`: there is to be none. Whether its address may be called is not judged here.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] for a time or a choice that is none.
pub fn read_server(field: &str, server: pb::OwnServer) -> Result<Option<OwnServer>, Refused> {
    Ok(read_server_change(field, server)?.of(None))
}

/// Reads what a server of a sandbox becomes: an empty address takes it away, a time of 0 and a choice that is not said stay.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] for a time or a choice that is none.
pub fn read_server_change(field: &str, server: pb::OwnServer) -> Result<ServerChange, Refused> {
    let pb::OwnServer { url, timeout_ms, silence } = server;
    let timeout_ms = read_millis(&format!("{field}.timeout_ms"), timeout_ms)?;
    let silence = read_silence(&format!("{field}.silence"), silence)?;
    Ok(ServerChange { url: Some((!url.is_empty()).then_some(url)), timeout_ms, silence })
}

/// Reads how long a server of a sandbox has; `None` is 0, "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is too long.
pub fn read_millis(field: &str, millis: u32) -> Result<Option<u32>, Refused> {
    if millis > limits::OWN_SERVER_MILLIS {
        let most = limits::OWN_SERVER_MILLIS;
        return Err(Refused::new(Reason::ArgumentInvalid, format!("{field}: at most {most}")));
    }
    Ok((millis > 0).then_some(millis))
}

/// Reads what happens when a server does not answer; `None` is "not said".
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if it is none of the choices.
pub fn read_silence(field: &str, number: i32) -> Result<Option<Silence>, Refused> {
    Ok(crate::choice::read::<pb::ServerSilence>(field, number)?.and_then(|read| match read {
        pb::ServerSilence::Fallback => Some(Silence::Fallback),
        pb::ServerSilence::Wait => Some(Silence::Wait),
        pb::ServerSilence::Unspecified => None,
    }))
}

/// Writes what happens when a server does not answer; `None` is "not said".
#[must_use]
pub const fn write_silence(silence: Option<Silence>) -> pb::ServerSilence {
    match silence {
        None => pb::ServerSilence::Unspecified,
        Some(Silence::Fallback) => pb::ServerSilence::Fallback,
        Some(Silence::Wait) => pb::ServerSilence::Wait,
    }
}
