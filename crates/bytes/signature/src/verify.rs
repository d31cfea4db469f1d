//! Checking the signature of a message.

use crate::algorithm::{Algorithm, DigestAlgorithm};
use crate::c14n;
use crate::certificate::Certificate;
use crate::envelope::{self, CANONICAL, ENVELOPED, Envelope, malformed, quoted};
use crate::public_key::PublicKey;
use crate::xml::{Document, Element};
use crate::{CertificateNumber, Problem};
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;

/// What is left of the last second of a certificate, in milliseconds: its times are whole seconds.
const LAST_SECOND: i64 = 999;

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is no signature.
    Unsigned,
    /// The signature holds.
    Valid(Signer),
    /// It does not.
    Invalid(Problem),
}

/// Who signed, as the certificate says. Nobody vouches for the certificate: whoever asks must know the holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Code of the holder; `None` where the certificate names none, as cards of the electronic port do.
    pub code: Option<String>,
    /// Name of the holder; may be empty.
    pub name: String,
    /// Number of the certificate (证书编号).
    pub certificate_number: CertificateNumber,
    /// How it was signed.
    pub algorithm: Algorithm,
}

/// Checks the signatures of a message or an envelope as of `now`, whatever the version: each has to hold, and the outer one
/// says who signed.
#[must_use]
pub fn verify(message: &[u8], now: Moment) -> Verdict {
    verdict(message, None, now).0
}

/// Checks the signature of a business message as a version has it: 2018-113 knows no SM2 and demands `KeyName`.
#[must_use]
pub fn verify_in(version: MessageVersion, message: &[u8], now: Moment) -> Verdict {
    verify_while(version, message, now).0
}

/// The same, with the first and the last moment for which the verdict is the same as for `now`.
#[must_use]
pub fn verify_while(version: MessageVersion, message: &[u8], now: Moment) -> (Verdict, (Moment, Moment)) {
    verdict(message, Some(version), now)
}

fn verdict(message: &[u8], version: Option<MessageVersion>, now: Moment) -> (Verdict, (Moment, Moment)) {
    let mut same = (Moment::from_millis(0), Moment::MAX);
    let verdict = match check(message, version, now, &mut same) {
        Ok(Some(signer)) => Verdict::Valid(signer),
        Ok(None) => Verdict::Unsigned,
        Err(problem) => Verdict::Invalid(problem),
    };
    (verdict, same)
}

fn check(
    message: &[u8],
    version: Option<MessageVersion>,
    now: Moment,
    same: &mut (Moment, Moment),
) -> Result<Option<Signer>, Problem> {
    let document = Document::read(message).map_err(malformed)?;
    let mut signer = None;
    for element in envelope::find(&document)? {
        signer = Some(check_one(&document, element, version, now, same)?);
    }
    Ok(signer)
}

fn check_one(
    document: &Document,
    element: &Element,
    version: Option<MessageVersion>,
    now: Moment,
    same: &mut (Moment, Moment),
) -> Result<Signer, Problem> {
    let envelope = Envelope::read(document, element)?;
    let (algorithm, digest) = algorithms(&envelope, version)?;
    let content = content(document, &envelope)?;
    let (certificate, key) = certificate(&envelope, algorithm)?;
    let certificate_number = key_name(&envelope, &certificate, version)?;
    in_time(&certificate, now, same)?;
    if digest.of(&content) != envelope.digest {
        return Err(Problem::DigestDiffers);
    }
    let signed = c14n::subtree(document, envelope.signed_info, &(0..0));
    if !key.signed(algorithm, signed.as_bytes(), &envelope.value) {
        return Err(Problem::ValueWrong);
    }
    let (code, name) = certificate.named();
    Ok(Signer { code, name, certificate_number, algorithm })
}

/// The methods, all of them known, and in the version. Method and digest need not match: live clients mix them.
fn algorithms(
    envelope: &Envelope<'_>,
    version: Option<MessageVersion>,
) -> Result<(Algorithm, DigestAlgorithm), Problem> {
    let unknown = |uri: &str| Problem::UnknownAlgorithm { uri: quoted(uri) };
    if envelope.canonicalization != CANONICAL {
        return Err(unknown(envelope.canonicalization));
    }
    let method = Algorithm::from_uri(envelope.method);
    let method = method.filter(|method| version.is_none_or(|version| method.is_in(version)));
    let method = method.ok_or_else(|| unknown(envelope.method))?;
    let digest = DigestAlgorithm::from_uri(envelope.digest_method);
    let digest = digest.filter(|digest| version.is_none_or(|version| digest.is_in(version)));
    Ok((method, digest.ok_or_else(|| unknown(envelope.digest_method))?))
}

/// What is signed, in its canonical form: the whole document or the element around the signature, without the signature.
fn content(document: &Document, envelope: &Envelope<'_>) -> Result<String, Problem> {
    let unsupported = |what: String| Err(Problem::UnsupportedReference { what });
    match *envelope.transforms {
        // Canonicalisation is what happens at the end anyway.
        [ENVELOPED] | [ENVELOPED, CANONICAL] => {}
        _ => return unsupported(format!("transforms are {:?}", quoted(&envelope.transforms.join(" ")))),
    }
    let signature = &envelope.element.nodes;
    match envelope.reference {
        Some("") => Ok(c14n::whole(document, signature.clone())),
        Some(uri) => match uri.strip_prefix('#').and_then(|id| around(document, envelope.element, id)) {
            Some(element) => Ok(c14n::subtree(document, element, signature)),
            None => unsupported(format!(
                "URI is {:?}, neither empty nor # and the Id of the element around the signature",
                quoted(uri)
            )),
        },
        None => unsupported("there is no URI".to_owned()),
    }
}

/// The element that holds a signature, if this is its `Id` and no other's: whoever reads the message then reads what was
/// signed.
fn around<'a>(document: &'a Document, signature: &Element, id: &str) -> Option<&'a Element> {
    let mut named = document.elements().filter(|element| element.attribute("Id") == Some(id));
    let only = named.next().filter(|_| named.next().is_none() && !id.is_empty())?;
    let holds = only.depth + 1 == signature.depth && only.nodes.contains(&signature.nodes.start);
    holds.then_some(only)
}

/// The certificate whose number is KeyName, of several; otherwise the first. The others are those of its issuers, and
/// nobody looks at them.
fn certificate(envelope: &Envelope<'_>, algorithm: Algorithm) -> Result<(Certificate, PublicKey), Problem> {
    let unreadable = |what| Problem::CertificateUnreadable { what };
    let texts = envelope.certificates.iter().filter(|text| !text.is_empty());
    let read = |text: &String| {
        let der = envelope::decode(text).ok_or_else(|| unreadable("it is not base64"))?;
        Certificate::from_der(&der).ok_or_else(|| unreadable("it is not X.509"))
    };
    let mut all = texts.map(read).collect::<Vec<_>>();
    if all.is_empty() {
        return Err(Problem::CertificateMissing);
    }
    let named = |read: &Result<Certificate, Problem>| {
        read.as_ref().is_ok_and(|certificate| is_named(envelope, &certificate.number()))
    };
    let certificate = all.swap_remove(all.iter().position(named).unwrap_or(0))?;
    let key = certificate.public_key().ok_or_else(|| unreadable("it has no RSA or SM2 key"))?;
    if !key.signs(algorithm) {
        return Err(unreadable("its key is not of the algorithm of the signature"));
    }
    Ok((certificate, key))
}

fn is_named(envelope: &Envelope<'_>, number: &CertificateNumber) -> bool {
    envelope.key_names.iter().any(|name| name.parse().as_ref() == Ok(number))
}

fn key_name(
    envelope: &Envelope<'_>,
    certificate: &Certificate,
    version: Option<MessageVersion>,
) -> Result<CertificateNumber, Problem> {
    let number = certificate.number();
    match envelope.key_names.first() {
        Some(_) if is_named(envelope, &number) => Ok(number),
        Some(key_name) if !key_name.is_empty() || version != Some(MessageVersion::V2018113) => {
            let certificate_number = number.to_string();
            Err(Problem::KeyNameDiffers { key_name: quoted(key_name), certificate_number })
        }
        // XML-DSig lets it out, and 202205 has it in its samples only; the certificate has the number, too.
        None if version != Some(MessageVersion::V2018113) => Ok(number),
        Some(_) | None => Err(Problem::KeyNameMissing),
    }
}

fn in_time(certificate: &Certificate, now: Moment, same: &mut (Moment, Moment)) -> Result<(), Problem> {
    let (valid_from, valid_until) = certificate.validity();
    let last = valid_until.plus_millis(LAST_SECOND);
    if now < valid_from {
        same.1 = same.1.min(valid_from.plus_millis(-1));
        return Err(Problem::CertificateNotYetValid { valid_from });
    }
    if now > last {
        same.0 = same.0.max(last.plus_millis(1)).max(valid_from);
        return Err(Problem::CertificateExpired { valid_until });
    }
    *same = (same.0.max(valid_from), same.1.min(last));
    Ok(())
}
