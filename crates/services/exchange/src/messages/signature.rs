//! Signatures: the one place where they are looked at.

use tongguan_ceb::dxp::{DxpCode, code};
use tongguan_domain::document::Document;
use tongguan_domain::fault::{Basis, Fault, Level, Place, Rule};
use tongguan_domain::process::SignaturePolicy;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_engine::Lasting;
use tongguan_signature::{PROBLEM_RULES, Problem, Signer, Verdict, verify, verify_while};

/// `appStatus` of a document that is declared.
const DECLARED: &str = "2";

/// Nothing was signed.
static MISSING: Rule = Rule {
    code: "SIGNATURE_MISSING",
    level: Level::Signature,
    serial: 1,
    zh: "报文未加签",
    en: "the message is not signed, and the sandbox requires it",
    hint: "sign the message, or use a sandbox with another signature policy",
    hint_zh: "对报文加签，或改用不要求签名的沙箱",
    basis: Basis::Official,
    source: "2018-113 table 7-3: range of signature errors",
    provoke: "send an unsigned message to a sandbox that requires signatures",
};

/// Somebody else signed.
static SIGNER: Rule = Rule {
    code: "SIGNATURE_SIGNER",
    level: Level::Signature,
    serial: 12,
    zh: "签名证书不属于传输企业或单证所列企业",
    en: "the certificate belongs to an enterprise that does not take part in the document",
    hint: "sign with the key of the enterprise that transmits or declares",
    hint_zh: "用传输企业或单证所列企业的密钥加签",
    basis: Basis::Official,
    source: "import error text -621015; 2018-113 table 7-3",
    provoke: "sign with the key of another enterprise",
};

/// Every rule about the signature of a business message (加签验签), in the ranges `-x01001…` of table 7-3.
pub fn signature_rules() -> impl Iterator<Item = &'static Rule> {
    [&MISSING].into_iter().chain(PROBLEM_RULES.iter().copied()).chain([&SIGNER])
}

/// What was found about the signature of a business message.
#[derive(Clone, Debug)]
pub(crate) enum Finding {
    /// Nothing to say.
    Fine,
    /// A rule is broken, whatever the record.
    Broken(&'static Rule),
    /// It holds; who signed has to take part in each record.
    SignedBy(String),
}

/// Looks at the signature of a business message, and says how long that holds. Takes about a millisecond for each
/// 100 kB.
pub(crate) fn check(
    policy: SignaturePolicy,
    version: MessageVersion,
    message: &[u8],
    signed: bool,
    now: Moment,
) -> (Finding, Lasting) {
    match (policy, signed) {
        (SignaturePolicy::Off, _) | (SignaturePolicy::Check, false) => (Finding::Fine, Lasting::ALWAYS),
        (SignaturePolicy::Require, false) => (Finding::Broken(&MISSING), Lasting::ALWAYS),
        (SignaturePolicy::Check | SignaturePolicy::Require, true) => {
            let (verdict, (from, until)) = verify_while(version, message, now);
            (found(verdict), Lasting { from, until })
        }
    }
}

fn found(verdict: Verdict) -> Finding {
    match verdict {
        Verdict::Unsigned => Finding::Broken(&MISSING),
        Verdict::Valid(Signer { code: Some(code), .. }) => Finding::SignedBy(code),
        // A card of the electronic port names no code, so there is nothing to compare.
        Verdict::Valid(Signer { code: None, .. }) => Finding::Fine,
        Verdict::Invalid(problem) => Finding::Broken(problem.rule()),
    }
}

/// The fault that a record gets for it. A draft (`appStatus` 1) need not be signed; `transmitter` is the `copCode` of
/// `BaseTransfer`.
pub(crate) fn fault(finding: &Finding, document: &Document, transmitter: &str) -> Option<Fault> {
    let rule = match finding {
        Finding::Fine => return None,
        Finding::Broken(rule) if *rule == &MISSING && document.heading().app_status != DECLARED => {
            return None;
        }
        Finding::Broken(rule) => rule,
        Finding::SignedBy(code) if code == transmitter || document.may_be_signed_by(code) => {
            return None;
        }
        Finding::SignedBy(_) => &SIGNER,
    };
    Some(Fault::new(rule, Place::default()))
}

/// What the exchange platform has against the signatures of an envelope. An envelope need not be signed, and any
/// certificate may sign for any `SenderId`: the registry knows under which DXP id an enterprise sends, but platforms sign
/// the envelopes of their customers with certificates of their own. Who signs the business message is compared.
pub(crate) fn of_envelope(
    policy: SignaturePolicy,
    envelope: &[u8],
    signed: bool,
    now: Moment,
) -> Option<&'static DxpCode> {
    if policy == SignaturePolicy::Off || !signed {
        return None;
    }
    match verify(envelope, now) {
        Verdict::Valid(_) => None,
        Verdict::Invalid(Problem::CertificateExpired { .. } | Problem::CertificateNotYetValid { .. }) => {
            Some(&code::SIGNATURE_EXPIRED)
        }
        Verdict::Invalid(Problem::DigestDiffers) => Some(&code::SIGNATURE_MISMATCH),
        Verdict::Unsigned | Verdict::Invalid(_) => Some(&code::SIGNATURE_INVALID),
    }
}
