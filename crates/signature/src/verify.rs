//! Checking the signature of a message.

use crate::algorithm::{Algorithm, DigestAlgorithm};
use crate::c14n;
use crate::certificate::Certificate;
use crate::envelope::{self, CANONICAL, ENVELOPED, Envelope, malformed, quoted};
use crate::public_key::PublicKey;
use crate::xml::Document;
use crate::{CertificateNumber, Problem};
use tongguan_domain::time::Moment;

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

/// Checks the signature of `message` as of `now`.
#[must_use]
pub fn verify(message: &[u8], now: Moment) -> Verdict {
    verify_while(message, now).0
}

/// The same, with the first and the last moment for which the verdict is the same as for `now`.
#[must_use]
pub fn verify_while(message: &[u8], now: Moment) -> (Verdict, (Moment, Moment)) {
    let mut same = (Moment::from_millis(0), Moment::MAX);
    let verdict = match check(message, now, &mut same) {
        Ok(Some(signer)) => Verdict::Valid(signer),
        Ok(None) => Verdict::Unsigned,
        Err(problem) => Verdict::Invalid(problem),
    };
    (verdict, same)
}

fn check(message: &[u8], now: Moment, same: &mut (Moment, Moment)) -> Result<Option<Signer>, Problem> {
    let document = Document::read(message).map_err(malformed)?;
    let Some(element) = envelope::find(&document)? else { return Ok(None) };
    let envelope = Envelope::read(&document, element)?;
    let (algorithm, digest) = algorithms(&envelope)?;
    reference(&envelope)?;
    let (certificate, key) = certificate(&envelope, algorithm)?;
    let certificate_number = key_name(&envelope, &certificate)?;
    in_time(&certificate, now, same)?;
    if digest.of(&c14n::whole(&document, envelope.element.nodes.clone())) != envelope.digest {
        return Err(Problem::DigestDiffers);
    }
    let signed = c14n::subtree(&document, envelope.signed_info);
    if !key.signed(signed.as_bytes(), &envelope.value) {
        return Err(Problem::ValueWrong);
    }
    let (code, name) = certificate.named();
    Ok(Some(Signer { code, name, certificate_number, algorithm }))
}

/// The methods, all of them known. Method and digest need not match: live clients mix them.
fn algorithms(envelope: &Envelope<'_>) -> Result<(Algorithm, DigestAlgorithm), Problem> {
    let unknown = |uri: &str| Problem::UnknownAlgorithm { uri: quoted(uri) };
    if envelope.canonicalization != CANONICAL {
        return Err(unknown(envelope.canonicalization));
    }
    let method = Algorithm::from_uri(envelope.method).ok_or_else(|| unknown(envelope.method))?;
    let digest = DigestAlgorithm::from_uri(envelope.digest_method);
    Ok((method, digest.ok_or_else(|| unknown(envelope.digest_method))?))
}

fn reference(envelope: &Envelope<'_>) -> Result<(), Problem> {
    let unsupported = |what: String| Err(Problem::UnsupportedReference { what });
    match envelope.reference {
        Some("") => {}
        Some(uri) => return unsupported(format!("URI is {:?}, not empty", quoted(uri))),
        None => return unsupported("there is no URI".to_owned()),
    }
    match *envelope.transforms {
        // Canonicalisation is what happens at the end anyway.
        [ENVELOPED] | [ENVELOPED, CANONICAL] => Ok(()),
        _ => unsupported(format!("transforms are {:?}", quoted(&envelope.transforms.join(" ")))),
    }
}

fn certificate(envelope: &Envelope<'_>, algorithm: Algorithm) -> Result<(Certificate, PublicKey), Problem> {
    let unreadable = |what| Problem::CertificateUnreadable { what };
    let text = envelope.certificate.as_deref().filter(|text| !text.is_empty());
    let der = envelope::decode(text.ok_or(Problem::CertificateMissing)?);
    let certificate = Certificate::from_der(&der.ok_or_else(|| unreadable("it is not base64"))?)
        .ok_or_else(|| unreadable("it is not X.509"))?;
    let key = certificate.public_key().ok_or_else(|| unreadable("it has no RSA or SM2 key"))?;
    if key.algorithm() != algorithm {
        return Err(unreadable("its key is not of the algorithm of the signature"));
    }
    Ok((certificate, key))
}

fn key_name(envelope: &Envelope<'_>, certificate: &Certificate) -> Result<CertificateNumber, Problem> {
    let number = certificate.number();
    // XML-DSig lets it out; the certificate has the number, too.
    let Some(key_name) = envelope.key_name.as_deref() else { return Ok(number) };
    if key_name.parse().as_ref() == Ok(&number) {
        return Ok(number);
    }
    let certificate_number = number.to_string();
    Err(Problem::KeyNameDiffers { key_name: quoted(key_name), certificate_number })
}

fn in_time(certificate: &Certificate, now: Moment, same: &mut (Moment, Moment)) -> Result<(), Problem> {
    let (valid_from, valid_until) = certificate.validity();
    let last = valid_until.plus_millis(LAST_SECOND);
    if now < valid_from {
        same.1 = valid_from.plus_millis(-1);
        return Err(Problem::CertificateNotYetValid { valid_from });
    }
    same.0 = valid_from;
    if now > last {
        same.0 = last.plus_millis(1).max(valid_from);
        return Err(Problem::CertificateExpired { valid_until });
    }
    same.1 = last;
    Ok(())
}
