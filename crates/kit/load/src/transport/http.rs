//! CEB XML as a form to the HTTP port of the exchange: a POST for each paper, one after the other. The answer says that a message could
//! be read, and nothing of its records: that is told by receipts.

use super::ceb::{Forced, Messages, messages};
use super::unwritten;
use crate::desk::{Answer, Outgoing};
use crate::letters;
use crate::refusal::named;
use crate::run::{AWAY, Answered, Sent, answered_now};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST, HeaderValue};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::timeout;
use tongguan_client::Client;
use tongguan_domain::limits::FORM_BYTES;
use tongguan_domain::return_code::ReturnCode;

const FORM: &str = "application/x-www-form-urlencoded; charset=UTF-8";
/// The platform could read it.
const READ: i32 = 5;

/// Begins so many connections, of which each has one message under way; what comes is sent by the next that is free.
pub(super) fn begin(
    authority: &str,
    clients: &[Client],
    outgoing: Receiver<Outgoing>,
    answers: &Sender<Answered>,
    begin: Instant,
) {
    let outgoing = Arc::new(Mutex::new(outgoing));
    for client in clients {
        let poster = Poster { authority: authority.to_owned(), shown: shown(client), connection: None };
        tokio::spawn(poster.run(Arc::clone(&outgoing), answers.clone(), begin));
    }
}

/// What calls of gRPC show, a POST shows, too: the sandbox and the key.
fn shown(client: &Client) -> HeaderMap {
    let mut shown = client.metadata().unwrap_or_default().into_headers();
    shown.insert(CONTENT_TYPE, HeaderValue::from_static(FORM));
    shown
}

type Connection = SendRequest<Full<Bytes>>;
type Unsent = Box<dyn std::error::Error + Send + Sync>;

/// One connection, made anew when it breaks.
struct Poster {
    authority: String,
    shown: HeaderMap,
    connection: Option<Connection>,
}

impl Poster {
    async fn run(
        mut self,
        outgoing: Arc<Mutex<Receiver<Outgoing>>>,
        answers: Sender<Answered>,
        begin: Instant,
    ) {
        loop {
            // Whoever waits holds the queue; the others wait for it.
            let next = outgoing.lock().await.recv().await;
            let Some(outgoing) = next else { return };
            let sent = Sent::of(&outgoing);
            let answer = self.send(outgoing).await;
            if answers.send(answered_now(&sent, answer, begin)).await.is_err() {
                return;
            }
        }
    }

    async fn send(&mut self, outgoing: Outgoing) -> Answer {
        let Some(Messages { xml, .. }) = messages(outgoing, Forced::InNotes) else { return unwritten() };
        for xml in xml {
            let (status, body) = match timeout(AWAY, self.post(&xml)).await {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) => {
                    self.connection = None;
                    return Answer::Failed("UNAVAILABLE".to_owned());
                }
                Err(_) => {
                    self.connection = None;
                    return Answer::Failed("DEADLINE_EXCEEDED".to_owned());
                }
            };
            let answer = of_reply(status, &body);
            if !matches!(answer, Answer::Taken { .. }) {
                return answer;
            }
        }
        Answer::Taken { replayed: false }
    }

    async fn post(&mut self, xml: &[u8]) -> Result<(StatusCode, Bytes), Unsent> {
        let body = Bytes::from(format!("xml={}", percent_encode(xml, NON_ALPHANUMERIC)));
        let mut request = Request::post("/").body(Full::new(body))?;
        request.headers_mut().clone_from(&self.shown);
        request.headers_mut().insert(HOST, HeaderValue::try_from(self.authority.as_str())?);
        let response = self.connection().await?.send_request(request).await?;
        let status = response.status();
        let body = Limited::new(response.into_body(), FORM_BYTES).collect().await?;
        Ok((status, body.to_bytes()))
    }

    /// The connection; a new one where there is none, or the server has closed it since.
    async fn connection(&mut self) -> Result<&mut Connection, Unsent> {
        let kept = match self.connection.take() {
            Some(mut kept) => kept.ready().await.is_ok().then_some(kept),
            None => None,
        };
        let connection = match kept {
            Some(kept) => kept,
            None => {
                let stream = TcpStream::connect(&self.authority).await?;
                stream.set_nodelay(true)?;
                let (sender, connection) = handshake(TokioIo::new(stream)).await?;
                // What breaks it is told to whoever sends next.
                tokio::spawn(connection);
                sender
            }
        };
        Ok(self.connection.insert(connection))
    }
}

/// What the synchronous answer says: a receipt with 5 for each record, with -1 where the sandbox cannot take the message, or words.
fn of_reply(status: StatusCode, body: &[u8]) -> Answer {
    if let Some(told) = letters::read(body).filter(|told| !told.is_empty()) {
        let failed = told.iter().find(|receipt| receipt.return_code != READ);
        return failed.map_or(Answer::Taken { replayed: false }, |receipt| {
            Answer::Failed(receipt.return_code.to_string())
        });
    }
    let words = String::from_utf8_lossy(body);
    match status {
        // A message that is refused whole is answered by a CEB900, and in these words.
        StatusCode::OK => Answer::Refused(of_format_fault(&words)),
        status if status.is_client_error() => Answer::Refused(vec![format!("HTTP {}", status.as_u16())]),
        status => Answer::Failed(format!("HTTP {}", status.as_u16())),
    }
}

/// `CEB900 -602002: […]`.
fn of_format_fault(words: &str) -> Vec<String> {
    let code = words.strip_prefix("CEB900 ").and_then(|rest| rest.split(':').next()?.parse::<i32>().ok());
    let Some(code) = code else { return vec![words.chars().take(80).collect()] };
    match ReturnCode::from_number(code).kind() {
        Some(kind) => named(kind, code, words),
        None => vec![code.to_string()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies() {
        let read = |code: i32| {
            format!(
                r#"<?xml version="1.0"?><CEB604Message xmlns="http://www.chinaport.gov.cn/ceb"><InventoryReturn><returnStatus>{code}</returnStatus></InventoryReturn></CEB604Message>"#
            )
        };
        let taken = Answer::Taken { replayed: false };
        for (status, body, expected) in [
            (200, read(5), taken),
            (200, read(-1), Answer::Failed("-1".to_owned())),
            (200, "CEB900 -602002: x".to_owned(), Answer::Refused(vec!["FIELD_TOO_LONG".to_owned()])),
            (200, "CEB900 -10101: x".to_owned(), Answer::Refused(vec!["-10101".to_owned()])),
            (200, "what?".to_owned(), Answer::Refused(vec!["what?".to_owned()])),
            (400, "no".to_owned(), Answer::Refused(vec!["HTTP 400".to_owned()])),
            (503, "later".to_owned(), Answer::Failed("HTTP 503".to_owned())),
        ] {
            let status = StatusCode::from_u16(status).unwrap_or_default();
            assert_eq!(of_reply(status, body.as_bytes()), expected, "{body}");
        }
    }
}
