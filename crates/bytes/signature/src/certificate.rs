//! X.509 certificates: who holds a key. Those made here are self-signed; whose word counts is not asked.

use crate::private_key::PrivateKey;
use crate::public_key::{PublicKey, SM2_IDENTITY};
use crate::{CertificateNumber, Holder};
use core::time::Duration;
use rand_core::CryptoRng;
use rsa::pkcs1v15;
use rsa::signature::Keypair;
use sha1::Sha1;
use sm2::dsa;
use tongguan_domain::time::Moment;
use x509_cert::TbsCertificate;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder, CertificateBuilder};
use x509_cert::der::asn1::{Any, BitString, ObjectIdentifier, SetOfVec, Utf8StringRef};
use x509_cert::der::{DateTime, Decode, Encode, pem::LineEnding};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::name::DirectoryString;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{
    DynSignatureAlgorithmIdentifier, EncodePublicKey, SubjectPublicKeyInfoOwned, SubjectPublicKeyInfoRef,
};
use x509_cert::time::{Time, Validity};

const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
/// `serialNumber` of a name: the code of the holder.
const HOLDER_CODE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.5");

/// A certificate.
#[derive(Clone)]
pub(crate) struct Certificate(x509_cert::Certificate);

/// The facts that a certificate is made of.
pub(crate) struct Facts<'a> {
    pub(crate) holder: &'a Holder,
    pub(crate) number: &'a CertificateNumber,
    pub(crate) valid_from: Moment,
    pub(crate) valid_until: Moment,
}

impl Certificate {
    /// One that the key signs for itself.
    pub(crate) fn make(
        key: &PrivateKey,
        facts: &Facts<'_>,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Option<Self> {
        let profile = SelfSigned(subject(facts.holder)?);
        let serial = SerialNumber::new(&facts.number.to_bytes()).ok()?;
        let validity = Validity::new(time(facts.valid_from)?, time(facts.valid_until)?);
        let public = SubjectPublicKeyInfoOwned::try_from(key.public_der()?.as_slice()).ok()?;
        let builder = CertificateBuilder::new(profile, serial, validity, public).ok()?;
        let sign = |text: &[u8]| key.sign_der(text, rng);
        match key {
            PrivateKey::Rsa(key) => {
                finish(builder, &pkcs1v15::SigningKey::<Sha1>::new(key.as_ref().clone()), sign)
            }
            PrivateKey::Sm2(key) => finish(builder, &dsa::SigningKey::new(SM2_IDENTITY, key).ok()?, sign),
        }
    }

    pub(crate) fn from_der(der: &[u8]) -> Option<Self> {
        x509_cert::Certificate::from_der(der).ok().map(Self)
    }

    pub(crate) fn to_der(&self) -> Option<Vec<u8>> {
        self.0.to_der().ok()
    }

    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        x509_cert::der::DecodePem::from_pem(pem).ok().map(Self)
    }

    pub(crate) fn to_pem(&self) -> Option<String> {
        x509_cert::der::EncodePem::to_pem(&self.0, LineEnding::LF).ok()
    }

    pub(crate) fn number(&self) -> CertificateNumber {
        CertificateNumber::from_bytes(self.0.tbs_certificate().serial_number().as_bytes())
    }

    /// The holder, if the certificate names one by code and name.
    pub(crate) fn holder(&self) -> Option<Holder> {
        let subject = self.0.tbs_certificate().subject();
        let text = |oid| subject.by_oid::<DirectoryString>(oid).ok()?.map(|text| text.value().into_owned());
        Some(Holder { code: text(HOLDER_CODE)?, name: text(COMMON_NAME)? })
    }

    /// Who holds it, as far as it says. Cards of the electronic port name a person and an enterprise, and no code.
    pub(crate) fn named(&self) -> (Option<String>, String) {
        let subject = self.0.tbs_certificate().subject();
        let text = |oid| Some(subject.by_oid::<DirectoryString>(oid).ok()??.value().into_owned());
        (text(HOLDER_CODE), text(COMMON_NAME).unwrap_or_default())
    }

    /// The first and the last moment at which it holds.
    pub(crate) fn validity(&self) -> (Moment, Moment) {
        let validity = self.0.tbs_certificate().validity();
        (moment(validity.not_before), moment(validity.not_after))
    }

    pub(crate) fn public_key(&self) -> Option<PublicKey> {
        PublicKey::read(&self.0.tbs_certificate().subject_public_key_info().to_der().ok()?)
    }
}

/// A certificate whose issuer is its subject, without extensions.
struct SelfSigned(Name);

impl BuilderProfile for SelfSigned {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.0.clone()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        Ok(Vec::new())
    }
}

/// Signs what the builder has. Its own signing would put the halves of an SM2 value side by side; X.509 wants DER.
fn finish<S>(
    mut builder: CertificateBuilder<SelfSigned>,
    signer: &S,
    sign: impl FnOnce(&[u8]) -> Option<Vec<u8>>,
) -> Option<Certificate>
where
    S: Keypair + DynSignatureAlgorithmIdentifier,
    S::VerifyingKey: EncodePublicKey,
{
    let value = sign(&builder.finalize(signer).ok()?)?;
    builder.assemble(BitString::from_bytes(&value).ok()?, signer).ok().map(Certificate)
}

fn subject(holder: &Holder) -> Option<Name> {
    let mut names = RdnSequence::default();
    for (oid, text) in [(HOLDER_CODE, &holder.code), (COMMON_NAME, &holder.name)] {
        let value = Any::from(Utf8StringRef::new(text).ok()?);
        let one = SetOfVec::try_from(vec![AttributeTypeAndValue { oid, value }]).ok()?;
        names.push(RelativeDistinguishedName::from(one));
    }
    Name::from_der(&names.to_der().ok()?).ok()
}

fn time(moment: Moment) -> Option<Time> {
    let seconds = u64::try_from(moment.millis()).ok()? / 1_000;
    DateTime::from_unix_duration(Duration::from_secs(seconds)).ok().map(Time::from)
}

fn moment(time: Time) -> Moment {
    Moment::from_millis(i64::try_from(time.to_unix_duration().as_millis()).unwrap_or(i64::MAX))
}
