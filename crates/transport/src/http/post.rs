//! A message as a form with the field `xml`, and the synchronous answer.

use super::form::{self, FORM};
use super::reply::{self, Reply};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_gateway::{Business, Gateway, Taking};

/// Takes one message. The answer is a receipt message of the same type with status 5 for every record, the platform's
/// `DxpRep` to an envelope that goes nowhere, or plain text where there is nothing to answer to.
pub(super) async fn take(gateway: &Gateway, sandbox: &SandboxName, request: Request<Incoming>) -> Reply {
    if !is_form(request.headers()) {
        return reply::text(StatusCode::UNSUPPORTED_MEDIA_TYPE, format!("send {FORM} with the field xml"));
    }
    let body = match Limited::new(request.into_body(), limits::FORM_BYTES).collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => return reply::text(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large, or was cut"),
    };
    let Some(xml) = form::field(&body, "xml") else {
        return reply::text(StatusCode::BAD_REQUEST, "the form has no field xml");
    };
    drop(body);
    let taken = match gateway.take(sandbox, xml, Taking::default()).await {
        Ok(taken) => taken,
        Err(failed) => {
            return match &failed.parsed {
                Some(parsed) => reply::xml(gateway.pre_receipt(sandbox, parsed, false)),
                None => reply::text(StatusCode::SERVICE_UNAVAILABLE, failed.to_string()),
            };
        }
    };
    match (&taken.business, &taken.platform) {
        (Some(Business::Submitted(submitted)), _) => {
            reply::xml(gateway.pre_receipt(sandbox, &submitted.parsed, true))
        }
        (_, Some(answer)) => reply::xml(answer.xml.clone()),
        (Some(_) | None, None) => {
            reply::text(StatusCode::OK, taken.trouble().unwrap_or_else(|| "refused".to_owned()))
        }
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    kind.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case(FORM)
}
