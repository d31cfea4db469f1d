//! The certificate and the key by which a process is known.

use crate::files::{FileError, OwnFiles};
use crate::shown::Shown;
use crate::{pem, provider};
use rustls::pki_types::UnixTime;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{Error, InconsistentKeys};
use std::sync::Arc;
use tongguan_domain::time::Moment;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::der::oid::db::rfc5280::ID_KP_SERVER_AUTH;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, SubjectAltName};

/// What is to be said of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// Its names.
    pub names: Vec<String>,
    /// Its last moment.
    pub not_after: Moment,
    /// Why clients may refuse it, though it is read and holds.
    pub doubts: Vec<&'static str>,
}

/// A certificate with its key, which fits and holds now.
pub(crate) struct Own {
    pub(crate) resolver: Arc<SingleCertAndKey>,
    pub(crate) about: About,
}

impl Own {
    pub(crate) fn read(files: &OwnFiles) -> Result<Self, FileError> {
        let OwnFiles { certificate, key } = files;
        let chain = pem::certificates(certificate)?;
        let secret = pem::key(key)?;
        let unreadable = |why: String| {
            let found = format!("its first certificate cannot be read ({why})");
            FileError::new(
                certificate,
                found,
                "the certificate of this process stands first, then those above it",
            )
        };
        let leaf = chain.first().ok_or_else(|| unreadable("there is none".to_owned()))?;
        let leaf = Certificate::from_der(leaf).map_err(|error| unreadable(error.to_string()))?;
        let validity = leaf.tbs_certificate().validity();
        let moment = |time: x509_cert::time::Time| moment(time.to_unix_duration().as_secs());
        let (from, until, now) = (moment(validity.not_before), moment(validity.not_after), now());
        let replace = "have it issued anew, and put both files in place";
        if until < now {
            return Err(FileError::new(
                certificate,
                format!("the certificate has expired at {until}"),
                replace,
            ));
        }
        if now < from {
            let wait = "wait, look whether the clock of this machine is right, or have it issued anew";
            return Err(FileError::new(
                certificate,
                format!("the certificate does not hold before {from}"),
                wait,
            ));
        }
        let key_of = CertifiedKey::from_der(chain, secret, &provider());
        let certified = key_of.map_err(|error| match error {
            Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => FileError::new(
                key,
                format!("it is not the key of the certificate in {}", certificate.display()),
                "name the two files that were made together",
            ),
            Error::InvalidCertificate(why) => unreadable(why.to_string()),
            _ => FileError::new(
                key,
                "its private key is of a kind that is not known here",
                "RSA (2048 bits or more), ECDSA (P-256, P-384) and Ed25519 are known",
            ),
        })?;
        let shown = Shown::of(&leaf);
        let names = shown.names().map(str::to_owned).collect();
        let about = About { names, not_after: until, doubts: doubts(&leaf) };
        Ok(Self { resolver: Arc::new(SingleCertAndKey::from(certified)), about })
    }
}

/// Not every client minds each of them, so none ends the start.
fn doubts(leaf: &Certificate) -> Vec<&'static str> {
    let tbs = leaf.tbs_certificate();
    let is_authority = tbs.get_extension::<BasicConstraints>().ok().flatten().is_some_and(|(_, is)| is.ca);
    let usage = tbs.get_extension::<ExtendedKeyUsage>().ok().flatten();
    let serves = usage.is_none_or(|(_, usage)| usage.0.contains(&ID_KP_SERVER_AUTH));
    let is_named = tbs.get_extension::<SubjectAltName>().ok().flatten().is_some();
    [
        (is_authority, "it is an authority's (CA:TRUE)"),
        (!serves, "it is not for servers (extendedKeyUsage without serverAuth)"),
        (!is_named, "it has no name (subjectAltName)"),
    ]
    .into_iter()
    .filter_map(|(so, doubt)| so.then_some(doubt))
    .collect()
}

pub(crate) fn moment(seconds: u64) -> Moment {
    Moment::from_millis(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000))
}

/// Certificates hold by the wall clock; those of the sandboxes are moved at will.
pub(crate) fn now() -> Moment {
    moment(UnixTime::now().as_secs())
}
