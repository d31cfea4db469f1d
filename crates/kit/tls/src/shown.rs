//! What a caller showed: a certificate that an authority of ours has issued, and the names in it.

use crate::own::moment;
use tongguan_domain::time::Moment;
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// The names of a certificate that was checked in the handshake, and until when it holds: a connection may last longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    names: Vec<String>,
    not_after: Moment,
}

impl Shown {
    /// Reads a certificate that was checked; `None`: its form is none that is known here.
    pub(crate) fn read(certificate: &[u8]) -> Option<Self> {
        Certificate::from_der(certificate).ok().as_ref().map(Self::of)
    }

    pub(crate) fn of(certificate: &Certificate) -> Self {
        let tbs = certificate.tbs_certificate();
        let not_after = moment(tbs.validity().not_after.to_unix_duration().as_secs());
        let alternative = tbs.get_extension::<SubjectAltName>().ok().flatten();
        let names = alternative.iter().flat_map(|(_, names)| &names.0).filter_map(name).collect();
        Self { names, not_after }
    }

    /// DNS names in small letters, and URIs. One is never taken for the other: only a URI has a colon.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The last moment of the certificate.
    #[must_use]
    pub const fn not_after(&self) -> Moment {
        self.not_after
    }
}

fn name(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::DnsName(dns) if !dns.as_str().contains(':') => Some(dns.as_str().to_ascii_lowercase()),
        GeneralName::UniformResourceIdentifier(uri) if uri.as_str().contains(':') => {
            Some(uri.as_str().to_owned())
        }
        _ => None,
    }
}
