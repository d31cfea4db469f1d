//! A message as a form with the field `xml`, and the synchronous answer.

use super::body::{Body, Unread};
use super::form::{self, FORM};
use super::reply::{self, Reply};
use crate::messages::{Business, Gateway, Taken, Taking};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use tongguan_domain::names::SandboxName;

/// Takes one message. The answer is a receipt message of the same type with status 5 for every record; the platform's
/// `DxpRep` where it objects to anything about the envelope; or plain text where there is nothing to answer to.
pub(super) async fn take(
    gateway: &Gateway,
    sandbox: &SandboxName,
    headers: &HeaderMap,
    body: &mut Body,
) -> Reply {
    if !is_form(headers) {
        return reply::text(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("send {FORM} with the field xml"));
    }
    // It stays until the answer: what is made of it takes as much room.
    let form = match body.read().await {
        Ok(form) => form,
        Err(Unread::TooLarge) => {
            return reply::text(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large, or was cut");
        }
        Err(Unread::Busy) => {
            let text = "the forms that are being sent take all the memory they may; try again";
            return reply::text(StatusCode::SERVICE_UNAVAILABLE, text);
        }
    };
    let Some(xml) = form::field(&form.bytes, "xml") else {
        return reply::text(StatusCode::BAD_REQUEST, "the form has no field xml");
    };
    match gateway.take(sandbox, xml, Taking::default()).await {
        Ok(taken) => told(gateway, sandbox, &taken),
        Err(failed) => match &failed.parsed {
            Some(parsed) => reply::xml(gateway.system_error(sandbox, parsed)),
            None => reply::text(StatusCode::SERVICE_UNAVAILABLE, failed.to_string()),
        },
    }
}

fn told(gateway: &Gateway, sandbox: &SandboxName, taken: &Taken) -> Reply {
    if let Some(answer) = &taken.platform {
        return reply::platform(answer);
    }
    let why = || taken.trouble().unwrap_or_else(|| "refused".to_owned());
    match &taken.business {
        Some(Business::Submitted(submitted)) => reply::xml(gateway.pre_receipt(sandbox, submitted)),
        // It is answered by a receipt (CEB900); this is what that says.
        Some(Business::Refused { .. }) => reply::text(StatusCode::OK, why()),
        // Nobody else will hear of it, so the status says it, too.
        Some(Business::Unanswerable { .. }) | None => reply::text(StatusCode::BAD_REQUEST, why()),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case(FORM)
}
