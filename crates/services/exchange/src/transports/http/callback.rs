//! Receipts POSTed to an enterprise until it answers `SUCCESS`.

use super::form::{self, FORM};
use super::url::CallbackUrl;
use crate::messages::{Carrier, Gateway, HostError, Mailbox, Place};
use crate::transports::courier::{Delivery, SCAN, carry};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use std::error::Error;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tongguan_domain::limits;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::receipt::Letter;
use tongguan_domain::time::Moment;
use tongguan_serve::{DrainSignal, Drained};

/// The one good answer, letter by letter.
const SUCCESS: &[u8] = b"SUCCESS";

/// POSTs the letters of one recipient until the server drains.
pub(crate) async fn push(
    gateway: Gateway,
    sandbox: SandboxName,
    (recipient, url): (MailboxName, CallbackUrl),
    drain: DrainSignal,
) -> Drained {
    let mailbox = gateway.mailbox(&sandbox, &recipient);
    let carrier = Carrier::callback(&format!("http://{}{}", url.authority, url.path));
    let callback = Callback { gateway, sandbox, url, carrier: carrier.clone() };
    carry(mailbox, carrier, callback, drain).await;
    Drained::Clean
}

struct Callback {
    gateway: Gateway,
    sandbox: SandboxName,
    url: CallbackUrl,
    carrier: Carrier,
}

impl Delivery for Callback {
    // What was answered by SUCCESS is not POSTed again.
    const TOGETHER: usize = 1;

    /// After a restart the next try is made at once, and the earlier ones count.
    async fn deliver(&mut self, mailbox: &Mailbox, letter: &Letter, tries: u32) -> Result<(), HostError> {
        let Some(xml) = mailbox.write(letter).await? else {
            return Ok(());
        };
        let body = Bytes::from(form::with_field("message", &xml));
        for tried in tries.saturating_add(1)..=limits::CALLBACK_TRIES {
            // Before it is made: a process that dies meanwhile has tried, too.
            let place = Place { carried: letter.number.saturating_sub(1), tries: tried };
            mailbox.carried(&self.carrier, place).await?;
            let begun = self.gateway.clock(&self.sandbox);
            let Err(error) = post(&self.url, body.clone()).await else {
                return Ok(());
            };
            tracing::warn!(url = %self.url, number = letter.number, tried, error, "no SUCCESS");
            if tried < limits::CALLBACK_TRIES {
                self.pause(begun, tried).await?;
            }
        }
        tracing::error!(
            url = %self.url, recipient = %mailbox.name(), number = letter.number,
            "given up after {} tries; the receipt can still be read", limits::CALLBACK_TRIES
        );
        Ok(())
    }
}

impl Callback {
    /// Lets sandbox time pass between two tries: an automatic clock is moved, a manual one is waited for.
    async fn pause(&self, begun: Moment, tried: u32) -> Result<(), HostError> {
        let doubled = limits::CALLBACK_PAUSE_SECONDS << tried.saturating_sub(1);
        let span = i64::try_from(doubled).unwrap_or(i64::MAX).saturating_mul(1_000);
        let until = begun.plus_millis(span);
        while !self.gateway.pass(&self.sandbox, until).await? {
            sleep(SCAN).await;
        }
        Ok(())
    }
}

/// One POST; an error in words where the answer is anything but `SUCCESS`.
async fn post(url: &CallbackUrl, body: Bytes) -> Result<(), String> {
    let time = Duration::from_secs(limits::CALLBACK_ANSWER_SECONDS);
    let answered = timeout(time, exchange(url, body)).await.map_err(|_| "no answer in time".to_owned())?;
    let (status, answer) = answered.map_err(|error| error.to_string())?;
    match (status, answer.as_ref()) {
        (StatusCode::OK, SUCCESS) => Ok(()),
        (StatusCode::OK, _) => Err(format!("the answer ({} bytes) is not SUCCESS", answer.len())),
        (status, _) => Err(format!("the answer has status {status}")),
    }
}

async fn exchange(
    url: &CallbackUrl,
    body: Bytes,
) -> Result<(StatusCode, Bytes), Box<dyn Error + Send + Sync>> {
    let stream = TcpStream::connect(&url.address).await?;
    let (mut sender, connection) = handshake(TokioIo::new(stream)).await?;
    let request = Request::post(&url.path)
        .header(HOST, &url.authority)
        .header(CONTENT_TYPE, format!("{FORM}; charset=UTF-8"))
        .body(Full::new(body))?;
    let answer = async {
        let response = sender.send_request(request).await?;
        let status = response.status();
        let body = Limited::new(response.into_body(), limits::CALLBACK_ANSWER_BYTES).collect().await?;
        Ok((status, body.to_bytes()))
    };
    let mut connection = std::pin::pin!(connection);
    let mut answer = std::pin::pin!(answer);
    tokio::select! {
        answered = &mut answer => answered,
        // The connection has ended; what was read of the answer is still there.
        _ = &mut connection => answer.await,
    }
}
