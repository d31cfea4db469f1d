//! CEB XML as a form to the HTTP port of the exchange: a POST for each paper, one after the other. The answer says that a message could
//! be read, and nothing of its records: that is told by receipts.

use super::ceb::{Forced, Messages, messages};
use super::unwritten;
use crate::bounds::INFO_CHARACTERS;
use crate::desk::{Answer, Outgoing};
use crate::letters;
use crate::refusal::named;
use crate::run::{AWAY, Answered, Sent, answered_now};
use crate::told::cut;
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
/// The sandbox cannot take it now.
const SYSTEM_ERROR: i32 = -1;
/// What answers with 200, and is no answer of the HTTP port: a page of a gateway, an echo.
const NO_CEB_ANSWER: &str = "NO_CEB_ANSWER";
/// A receipt of another message than that which was sent.
const OTHER_GUID: &str = "OTHER_GUID";

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
            let reply = match timeout(AWAY, self.post(&xml)).await {
                Ok(Ok(reply)) => reply,
                Ok(Err(_)) => {
                    self.connection = None;
                    return failed("UNAVAILABLE");
                }
                Err(_) => {
                    self.connection = None;
                    return failed("DEADLINE_EXCEEDED");
                }
            };
            let answer = reply.answer(&xml);
            if !matches!(answer, Answer::Taken { .. }) {
                return answer;
            }
        }
        Answer::Taken { replayed: false }
    }

    async fn post(&mut self, xml: &[u8]) -> Result<Reply, Unsent> {
        let body = Bytes::from(format!("xml={}", percent_encode(xml, NON_ALPHANUMERIC)));
        let mut request = Request::post("/").body(Full::new(body))?;
        request.headers_mut().clone_from(&self.shown);
        request.headers_mut().insert(HOST, HeaderValue::try_from(self.authority.as_str())?);
        let response = self.connection().await?.send_request(request).await?;
        let status = response.status();
        let body = Limited::new(response.into_body(), FORM_BYTES).collect().await?.to_bytes();
        Ok(Reply { status, body })
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

/// What came back of a POST.
struct Reply {
    status: StatusCode,
    body: Bytes,
}

fn failed(code: &str) -> Answer {
    Answer::Failed(code.to_owned())
}

impl Reply {
    /// What the HTTP port says of the message that was sent. What it does not say is somebody else's, and no answer: a receipt or
    /// the words of a refusal come with 200 alone; how a gateway calls its media is its own affair. The names of failures are counted, so
    /// there are only so many of them.
    fn answer(&self, sent: &[u8]) -> Answer {
        if self.status != StatusCode::OK {
            return Answer::Failed(format!("HTTP_{}", self.status.as_u16()));
        }
        // A message that is refused whole is answered by a CEB900, and in these words.
        let words = cut(&String::from_utf8_lossy(&self.body), INFO_CHARACTERS);
        of_format_fault(&words).map_or_else(|| of_receipt(&self.body, guid_of(sent)), Answer::Refused)
    }
}

/// The synchronous receipt of the one record that was sent: 5, or -1 where the sandbox cannot take it.
fn of_receipt(body: &[u8], guid: Option<&str>) -> Answer {
    let told = letters::read(body).unwrap_or_default();
    // A receipt of customs has a kind; a CEB900, a copy and a summary have none.
    let [receipt] = told.as_slice() else { return failed(NO_CEB_ANSWER) };
    match receipt.return_code {
        READ | SYSTEM_ERROR if receipt.kind == 0 => failed(NO_CEB_ANSWER),
        READ | SYSTEM_ERROR if Some(receipt.guid.as_str()) != guid => failed(OTHER_GUID),
        READ => Answer::Taken { replayed: false },
        SYSTEM_ERROR => Answer::Failed(SYSTEM_ERROR.to_string()),
        _ => failed(NO_CEB_ANSWER),
    }
}

/// The guid of the record of a message of ours.
fn guid_of(xml: &[u8]) -> Option<&str> {
    let (_, rest) = std::str::from_utf8(xml).ok()?.split_once("guid>")?;
    rest.split('<').next()
}

/// `CEB900 -602002: […]`; `None`: other words.
fn of_format_fault(words: &str) -> Option<Vec<String>> {
    let code: i32 = words.strip_prefix("CEB900 ")?.split(':').next()?.parse().ok()?;
    Some(match ReturnCode::from_number(code).kind() {
        Some(kind) => named(kind, code, words),
        None => vec![code.to_string()],
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail at any line")]
mod tests {
    use super::*;
    use tongguan_ceb::{ReceiptForm, Style, Transfer, write_request};
    use tongguan_domain::version::MessageVersion;
    use tongguan_testkit::Parcel;

    #[test]
    fn only_the_answers_of_the_port_are_answers() {
        let receipt = |root: &str, guid: &str, code: &str| {
            format!(
                "<?xml version=\"1.0\"?><ceb:{root} xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"><ceb:InventoryReturn><ceb:guid>{guid}</ceb:guid>\
                 <ceb:returnStatus>{code}</ceb:returnStatus></ceb:InventoryReturn></ceb:{root}>"
            )
        };
        let own = |code: &str| receipt("CEB604Message", "OWN", code);
        let sent = "<ceb:CEB603Message guid=\"G\"><ceb:InventoryHead><ceb:guid>OWN</ceb:guid></ceb:InventoryHead></ceb:CEB603Message>";
        let taken = || Answer::Taken { replayed: false };
        let refused = |code: &str| Answer::Refused(vec![code.to_owned()]);
        for (status, body, expected) in [
            (200, own("5"), taken()),
            (200, own("5"), taken()),
            (200, own("-1"), failed("-1")),
            (200, "CEB900 -602002: x".to_owned(), refused("FIELD_TOO_LONG")),
            (200, "CEB900 -10101: x".to_owned(), refused("-10101")),
            // A page to log in, an echo, a status that the port does not give, two receipts, one of somebody else.
            (200, "<html>who are you?</html>".to_owned(), failed(NO_CEB_ANSWER)),
            (200, "what?".to_owned(), failed(NO_CEB_ANSWER)),
            (200, sent.to_owned(), failed(NO_CEB_ANSWER)),
            (200, "<a>5</a>".to_owned(), failed(NO_CEB_ANSWER)),
            (200, own("399"), failed(NO_CEB_ANSWER)),
            (200, own("123456789"), failed(NO_CEB_ANSWER)),
            (200, receipt("CEB900Message", "OWN", "5"), failed(NO_CEB_ANSWER)),
            (200, receipt("CEB604Message", "OTHER", "5"), failed(OTHER_GUID)),
            (200, receipt("CEB604Message", "", "5"), failed(OTHER_GUID)),
            (204, String::new(), failed("HTTP_204")),
            (302, String::new(), failed("HTTP_302")),
            (400, "no".to_owned(), failed("HTTP_400")),
            (401, "KEY_INVALID: x".to_owned(), failed("HTTP_401")),
            (429, own("5"), failed("HTTP_429")),
            (500, own("5"), failed("HTTP_500")),
            (503, "CEB900 -602002: x".to_owned(), failed("HTTP_503")),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let reply = Reply { status, body: body.clone().into() };
            assert_eq!(reply.answer(sent.as_bytes()), expected, "{status} {body}");
        }
    }

    /// The guid of a paper, not that of its message.
    #[test]
    fn the_guid_of_what_is_sent() {
        let parcel = Parcel::number(7);
        let transfer = Transfer {
            cop_code: String::new(),
            cop_name: String::new(),
            dxp_mode: String::new(),
            dxp_id: String::new(),
            note: None,
        };
        for document in
            [parcel.order.into(), parcel.waybill.into(), parcel.declaration.into(), parcel.arrival.into()]
        {
            let document: tongguan_domain::document::Document = document;
            let guid = document.heading().guid.to_owned();
            for form in [ReceiptForm::Prefixed, ReceiptForm::Plain] {
                let style = Style { version: MessageVersion::V202205, form };
                let xml =
                    write_request(style, "MESSAGE", std::slice::from_ref(&document), &transfer, &[]).unwrap();
                assert_eq!(guid_of(&xml), Some(guid.as_str()));
            }
        }
        assert_eq!(guid_of(b"<a/>"), None);
    }
}
