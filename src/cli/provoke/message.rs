//! A CEB message as the catalogue describes it: `[VERSION] [signed] [envelope] 303: FROM => TO ;; FROM => TO`.

use getrandom::SysRng;
use rand_core::UnwrapErr;
use tongguan_ceb::dxp::{Envelope, Head, write};
use tongguan_ceb::{Transfer, write_request};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::Settings;
use tongguan_domain::version::MessageVersion;
use tongguan_exchange::messages::CUSTOMS;
use tongguan_scenario::{INVT_NO, TRANSMITTER, sample};
use tongguan_signature::{Algorithm, Holder, Key, sign};

const DAY_MILLIS: i64 = 86_400_000;
/// The number of every certificate that is made here.
const CERTIFICATE: &str = "0a1b2c";
/// `CopMsgId` of every envelope.
const COP_MSG_ID: &str = "M-1";

/// Bytes to send, and how.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The message version of the sandbox.
    pub(super) version: MessageVersion,
    /// Whether the sandbox looks at signatures.
    pub(super) judged: bool,
    enveloped: bool,
    /// What is sent.
    pub(super) bytes: Vec<u8>,
}

impl Prepared {
    /// Whether it goes to the exchange platform, in an envelope.
    pub(super) const fn enveloped(&self) -> bool {
        self.enveloped
    }
}

/// Who signs, and when the certificate holds: days after the start of the clock.
#[derive(Clone, Copy)]
struct Signing {
    holder: &'static str,
    from: i64,
    until: i64,
}

/// What is said before the colon.
#[derive(Default)]
struct Words {
    version: MessageVersion,
    judged: bool,
    signing: Option<Signing>,
    enveloped: bool,
    kind: Option<DocumentKind>,
}

/// Reads the words.
///
/// # Errors
/// What cannot be done.
pub(super) fn message(words: &str) -> Result<Prepared, String> {
    let Some((before, changes)) = words.split_once(':') else {
        let version = MessageVersion::default();
        return Ok(Prepared { version, judged: false, enveloped: false, bytes: Vec::new() });
    };
    let said = said(before)?;
    let kind = said.kind.ok_or_else(|| format!("{before}: which message?"))?;
    let plain = plain(kind, said.version)?;
    let text = match said.signing {
        Some(signing) if !said.enveloped => signed(&plain, signing, said.version)?,
        _ => plain,
    };
    let text = match (said.enveloped, said.signing) {
        (false, _) => text,
        (true, None) => envelope(kind, text)?,
        (true, Some(signing)) => signed(&envelope(kind, text)?, signing, said.version)?,
    };
    let bytes = changed(text, changes)?.into_bytes();
    Ok(Prepared { version: said.version, judged: said.judged, enveloped: said.enveloped, bytes })
}

fn said(before: &str) -> Result<Words, String> {
    let mut said = Words::default();
    let signing = |holder, from, until| Some(Signing { holder, from, until });
    for word in before.split_whitespace() {
        said.judged |= word.contains("signed");
        match word {
            "unsigned" => {}
            "signed" => said.signing = signing(TRANSMITTER.code, 0, 365),
            "signed-early" => said.signing = signing(TRANSMITTER.code, 1, 9),
            "signed-late" => said.signing = signing(TRANSMITTER.code, -9, -1),
            "signed-by-another" => said.signing = signing("3301960XXX", 0, 9),
            "envelope" => said.enveloped = true,
            word => match MessageVersion::named(word) {
                Some(version) => said.version = version,
                None => {
                    let kind = DocumentKind::ALL.into_iter().find(|kind| kind.message().to_string() == word);
                    said.kind = Some(kind.ok_or_else(|| format!("{word}: no such message"))?);
                }
            },
        }
    }
    Ok(said)
}

/// The valid message of parcel 1. What the sandbox's version does not have comes in the other.
fn plain(kind: DocumentKind, version: MessageVersion) -> Result<String, String> {
    let version = if kind.is_in(version) { version } else { MessageVersion::default() };
    let document =
        sample(kind, 1, INVT_NO, &[] as &[&str]).map_err(|(word, why)| format!("{word}: {why}"))?;
    let guid = format!("00000{}-2026-4105-8900-000000000001", kind.message());
    let written = write_request(version, &guid, &[document], &transfer(), &[]);
    text(written.ok_or_else(|| "it cannot be written".to_owned())?)
}

/// Who transmits.
pub(super) fn transfer() -> Transfer {
    Transfer {
        cop_code: TRANSMITTER.code.to_owned(),
        cop_name: TRANSMITTER.name.to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: MailboxName::DEFAULT.to_owned(),
        note: None,
    }
}

fn envelope(kind: DocumentKind, data: String) -> Result<String, String> {
    let head = Head {
        cop_msg_id: COP_MSG_ID.to_owned(),
        sender: MailboxName::DEFAULT.to_owned(),
        receivers: vec![CUSTOMS.to_owned()],
        created: "2026-01-05T09:00:00".to_owned(),
        message_type: kind.root_element().to_owned(),
    };
    text(write(&Envelope { head, data: data.into_bytes(), ..Envelope::default() }))
}

/// Signed by a key that is made for it. 2018-113 has RSA only.
fn signed(message: &str, signing: Signing, version: MessageVersion) -> Result<String, String> {
    let algorithm = if version == MessageVersion::V2018113 { Algorithm::RsaSha1 } else { Algorithm::Sm2Sm3 };
    let holder = Holder { code: signing.holder.to_owned(), name: "示例".to_owned() };
    let number = CERTIFICATE.parse().map_err(|_| "no number of a certificate".to_owned())?;
    let at = |day: i64| Settings::START.plus_millis(day * DAY_MILLIS);
    let mut rng = UnwrapErr(SysRng);
    let key = Key::make(algorithm, &holder, &number, at(signing.from), at(signing.until), &mut rng);
    let key = key.map_err(|error| error.to_string())?;
    text(sign(message.as_bytes(), &key, &mut rng).map_err(|error| error.to_string())?)
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// `FROM => TO ;; FROM => TO`.
fn changed(mut text: String, changes: &str) -> Result<String, String> {
    for change in changes.split(";;").filter(|change| !change.trim().is_empty()) {
        let (from, to) = change.split_once("=>").ok_or_else(|| format!("{change}: say FROM => TO"))?;
        let (from, to) = (from.trim(), expanded(to.trim())?);
        let from = found(&text, from).ok_or_else(|| format!("{from} is not in the message"))?.to_owned();
        text = text.replace(&from, &to);
    }
    Ok(text)
}

/// What the words mean in the text: `A…B` is whatever begins with A and ends with the next B.
fn found<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let Some((begin, end)) = words.split_once('…') else {
        let at = text.find(words)?;
        return text.get(at..at + words.len());
    };
    let at = text.find(begin)?;
    let rest = text.get(at + begin.len()..)?;
    text.get(at..at + begin.len() + rest.find(end)? + end.len())
}

/// `{x*3}` as xxx, `#` in it as a number.
fn expanded(text: &str) -> Result<String, String> {
    let Some((before, rest)) = text.split_once('{') else { return Ok(text.to_owned()) };
    let wrong = || format!("{text}: say {{x*3}}");
    let (inside, after) = rest.split_once('}').ok_or_else(wrong)?;
    let (one, times) = inside.rsplit_once('*').ok_or_else(wrong)?;
    let times: usize = times.parse().map_err(|_| wrong())?;
    let many: String = (0..times).map(|number| one.replace('#', &number.to_string())).collect();
    Ok(before.to_owned() + &many + &expanded(after)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes() {
        let changed = |changes: &str| changed("<a>one</a><b>two</b>".to_owned(), changes);
        assert_eq!(changed(" one => {x#*3} ;; two =>").unwrap(), "<a>x0x1x2</a><b></b>");
        assert_eq!(changed("<b>…< => <b>3<").unwrap(), "<a>one</a><b>3</b>", "the next end counts");
        assert!(changed("three => 3").is_err() && changed("one").is_err() && changed("one => {x}").is_err());
    }
}
