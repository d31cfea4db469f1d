//! Receipts pulled by time (Haikou): `GET /receipts?recipient=DXP…&after=yyyyMMddHHmmss[SSS]&number=N&limit=N`.
//!
//! `after` is a time of the sandbox and must lie before its present; everything from the first receipt of that time on is
//! given, so a receipt can come twice: its number says so. `number` leaves out what has that number or a lower one. A page
//! ends at `limit` receipts or half a MiB. The answer says what to ask next; whoever asks that misses nothing, also where
//! receipts are reordered or repeated:
//!
//! ```json
//! {"receipts": [{"number": 1, "time": "20260105090000001", "messageType": "CEB304Message", "xml": "…"}],
//!  "next": {"after": "20260105090000001", "number": 1}, "more": false}
//! ```

use super::form;
use super::reply::{self, Reply};
use crate::messages::{Gateway, HostError, Mailbox};
use http::StatusCode;
use serde_json::{Value, json};
use tongguan_domain::limits;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::receipt::Letter;
use tongguan_domain::time::Moment;

/// Letters of a page whose size is not said.
const PAGE: usize = 100;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Query {
    recipient: MailboxName,
    since: Moment,
    number: u64,
    limit: usize,
}

/// Answers one pull.
pub(super) async fn receipts(gateway: &Gateway, sandbox: &SandboxName, query: &str) -> Reply {
    if let Err(error) = gateway.freshen(sandbox).await {
        return reply::text(StatusCode::SERVICE_UNAVAILABLE, error.to_string());
    }
    let now = gateway.clock(sandbox);
    let query = match read(query, now) {
        Ok(query) => query,
        Err(why) => return reply::text(StatusCode::BAD_REQUEST, why),
    };
    match page(&gateway.mailbox(sandbox, &query.recipient), &query, now).await {
        Ok(page) => reply::json(&page),
        Err(error) => reply::text(StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
    }
}

fn read(query: &str, now: Moment) -> Result<Query, String> {
    let part =
        |name: &str| form::field(query.as_bytes(), name).and_then(|value| String::from_utf8(value).ok());
    let recipient = MailboxName::new(part("recipient").unwrap_or_default())
        .map_err(|error| format!("recipient has to be a DXP id: {error}"))?;
    let after = part("after").unwrap_or_default();
    let since = moment(&after).ok_or("after has to be a time such as 20260105090000 or 20260105090000000")?;
    if since >= now {
        return Err(format!(
            "after has to lie before the present of the sandbox, {}",
            now.digits17().as_str()
        ));
    }
    let number = match part("number") {
        None => 0,
        Some(text) => text.parse().map_err(|_| "number has to be the number of a receipt")?,
    };
    let limit = match part("limit") {
        None => PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|limit| (1..=limits::PAGE).contains(limit))
            .ok_or_else(|| format!("limit has to be 1 to {}", limits::PAGE))?,
    };
    Ok(Query { recipient, since, number, limit })
}

/// 14 digits, or 17 with milliseconds.
fn moment(text: &str) -> Option<Moment> {
    let (whole, millis) = text.split_at_checked(14)?;
    let millis = match millis {
        "" => 0,
        digits if digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok()?,
        _ => return None,
    };
    Moment::from_digits14(whole).map(|moment| moment.plus_millis(millis))
}

/// As many letters as asked for, or as fit; `more` says whether there are others. The letters are read in small parts,
/// since one may be a copy of a message of 2 MiB.
async fn page(mailbox: &Mailbox, query: &Query, now: Moment) -> Result<Value, HostError> {
    let (mut receipts, mut bytes) = (Vec::new(), 0);
    let mut last = (query.since, query.number);
    let mut left = query.limit;
    let more = 'page: loop {
        // One more than is shown tells whether there are more.
        let part = left.min(limits::PULL_LETTERS);
        let letters = mailbox.letters_since(query.since, last.1, part + 1).await?;
        for letter in letters.iter().take(part) {
            if bytes >= limits::PULL_BYTES {
                break 'page true;
            }
            if let Some(xml) = mailbox.write(letter).await? {
                bytes += xml.len();
                receipts.push(entry(letter, &xml));
            }
            last = (letter.time, letter.number);
        }
        left -= part.min(letters.len());
        if left == 0 || letters.len() <= part {
            break letters.len() > part;
        }
    };
    // The next question has to lie before the present, too. Its number says where to go on; its time only has to lie
    // no later than that of any letter up to this number, and of the letters shown the last one is one of them.
    let after = last.0.min(now.plus_millis(-1)).max(query.since);
    Ok(json!({
        "receipts": receipts,
        "next": {"after": after.digits17().as_str(), "number": last.1},
        "more": more,
    }))
}

fn entry(letter: &Letter, xml: &[u8]) -> Value {
    json!({
        "number": letter.number,
        "time": letter.time.digits17().as_str(),
        "messageType": letter.content.root_element(),
        "xml": String::from_utf8_lossy(xml),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions() {
        let now = Moment::from_digits14("20260105090000").unwrap();
        let good =
            read("recipient=DXPENT0000000001&after=20260105085959999&number=7&limit=500", now).unwrap();
        assert_eq!((good.number, good.limit, good.since), (7, 500, now.plus_millis(-1)));
        assert_eq!(read("recipient=A&after=20260105085959", now).unwrap().limit, PAGE);
        for (query, word) in [
            ("after=20260105085959", "recipient"),
            ("recipient=a%20b&after=20260105085959", "recipient"),
            ("recipient=A", "after"),
            ("recipient=A&after=2026", "after"),
            ("recipient=A&after=2026010508595999", "after"),
            ("recipient=A&after=20260105090000", "present"),
            ("recipient=A&after=20260105085959&limit=0", "limit"),
            ("recipient=A&after=20260105085959&limit=501", "limit"),
            ("recipient=A&after=20260105085959&number=x", "number"),
        ] {
            assert!(read(query, now).unwrap_err().contains(word), "{query}");
        }
    }
}
