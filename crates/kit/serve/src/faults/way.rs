//! The way of a call that may meet faults: whose sandbox it is for, what befalls it before its handler is called, and what
//! after.

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Body as HttpBody;
use tokio::time::sleep;
use tongguan_domain::names::SandboxName;
use tonic::Status;

use super::{Fate, Faults, Known};
use crate::access::Admitted;
use crate::caller::SANDBOX_HEADER;
use crate::guard::Door;
use crate::methods::Method;
use crate::outgoing::Outgoing;

/// Before a message: whether it is compressed, and its length.
const PREFIX: usize = 5;

/// A call that may meet faults.
pub(crate) async fn beset<B>(
    door: Door,
    request: Request<B>,
    (faults, known): (Faults, Known),
    found: (usize, Method),
    admitted: Admitted,
) -> Response<Outgoing>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let fate = |headers: &HeaderMap, path: &str, field: &str, admitted: &Admitted| {
        let sandbox = admitted.own(named(headers, field)?);
        faults.fate(&sandbox, path, known)
    };
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    if known.streams_in || head.headers.contains_key(SANDBOX_HEADER) {
        let fate = fate(&head.headers, &path, "", &admitted);
        return befall(door, Request::from_parts(head, body), found, admitted, fate).await;
    }
    let (body, arriving) = door.arriving(body, found.1);
    let message = match body.collect().await {
        Ok(message) => message.to_bytes(),
        Err(failed) => {
            let status = failed.downcast::<Status>();
            let status = status.map_or_else(|_| Status::cancelled("the call has no end"), |status| *status);
            return door.refuse(found.0, status);
        }
    };
    // From here on the call holds it.
    drop(arriving);
    let fate = fate(&head.headers, &path, field(&message, known.field), &admitted);
    befall(door, Request::from_parts(head, Full::new(message)), found, admitted, fate).await
}

async fn befall<B>(
    door: Door,
    request: Request<B>,
    found: (usize, Method),
    admitted: Admitted,
    mut fate: Option<Fate>,
) -> Response<Outgoing>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    if let Some(fate) = &mut fate {
        if !fate.delay.is_zero() {
            let limit = door.patience(found.1, request.headers()).filter(|limit| *limit <= fate.delay);
            sleep(limit.unwrap_or(fate.delay)).await;
            if let Some(limit) = limit {
                return door.refuse(found.0, crate::refusal::late(limit));
            }
        }
        if let Some(status) = fate.refused() {
            return door.refuse(found.0, status);
        }
    }
    let Ok(response) = door.go(request, found, admitted, fate).await;
    response
}

/// The sandbox that a call names; `None`: it will be refused for what it names.
fn named(headers: &HeaderMap, field: &str) -> Option<SandboxName> {
    let header = headers.get(SANDBOX_HEADER).map(|value| value.to_str().ok());
    match header {
        Some(text) => SandboxName::new(text?).ok(),
        None if field.is_empty() => Some(SandboxName::default()),
        None => SandboxName::new(field).ok(),
    }
}

/// A text of a message that was sent alone, by the number of its field; empty if there is none.
fn field(sent: &[u8], number: u32) -> &str {
    let mut rest = sent.get(PREFIX..).unwrap_or_default();
    let mut found = "";
    while let Some(key) = varint(&mut rest) {
        let length = match key & 7 {
            0 => varint(&mut rest).map(|_| 0),
            1 => Some(8),
            2 => varint(&mut rest),
            5 => Some(4),
            _ => None,
        };
        let Some((value, more)) = length
            .and_then(|length| usize::try_from(length).ok())
            .and_then(|length| rest.split_at_checked(length))
        else {
            break;
        };
        // The last one counts.
        if key == u64::from(number) << 3 | 2 {
            found = std::str::from_utf8(value).unwrap_or_default();
        }
        rest = more;
    }
    found
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_of_a_message() {
        let rows: &[(&[u8], &str)] = &[
            (b"", ""),
            (b"\0\0\0\0\0", ""),
            // 15: "m1"
            (b"\0\0\0\0\x04\x7a\x02m1", "m1"),
            // 1: "id", 2: varint, 3: fixed, 15: "a", 15: "b"
            (b"\0\0\0\0\0\x0a\x02id\x10\xac\x02\x19\0\0\0\0\0\0\0\0\x25\0\0\0\0\x7a\x01a\x7a\x01b", "b"),
            // A text inside of another message is none.
            (b"\0\0\0\0\0\x0a\x04\x7a\x02m1", ""),
            // What has no end, or is a group, or no text.
            (b"\0\0\0\0\0\x7a\x09m1", ""),
            (b"\0\0\0\0\0\x0b\x7a\x02m1", ""),
            (b"\0\0\0\0\0\x7a\x01\xff", ""),
            (b"\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", ""),
        ];
        for (sent, expected) in rows {
            assert_eq!(field(sent, 15), *expected, "{sent:?}");
        }
    }
}
