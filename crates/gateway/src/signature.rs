//! Signatures: the one place where they are looked at.

use tongguan_ceb::dxp::DxpCode;
use tongguan_clearance::SignaturePolicy;
use tongguan_domain::document::Document;
use tongguan_domain::fault::{Fault, Level, Place, Rule};
use tongguan_domain::time::Moment;

/// `appStatus` of a document that is declared.
const DECLARED: &str = "2";

macro_rules! rules {
    ($($name:ident = $code:literal $serial:literal zh $zh:literal en $en:literal hint $hint:literal
        provoke $provoke:literal;)*) => {
        $(#[doc = concat!($zh, ": ", $en, ".")] static $name: Rule = Rule {
            code: $code, level: Level::Signature, serial: $serial, zh: $zh, en: $en, hint: $hint,
            source: "2018-113 table 7-3: range of signature errors", provoke: $provoke,
        };)*
        /// Every rule about the signature of a business message (加签验签), in the ranges `-x01001…` of table 7-3.
        pub static SIGNATURE_RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    MISSING = "SIGNATURE_MISSING" 1 zh "报文未加签" en "the message is not signed, and the sandbox requires it"
        hint "sign the message, or use a sandbox with another signature policy"
        provoke "send an unsigned message to a sandbox that requires signatures";
}

/// What is wrong with the signature of a business message.
#[must_use]
pub fn check_signature(
    policy: SignaturePolicy,
    _message: &[u8],
    signed: bool,
    _now: Moment,
) -> Option<&'static Rule> {
    match policy {
        SignaturePolicy::Require if !signed => Some(&MISSING),
        SignaturePolicy::Off | SignaturePolicy::Check | SignaturePolicy::Require => None,
    }
}

/// The fault that a record gets for it. A draft (`appStatus` 1) need not be signed.
pub(crate) fn fault(rule: Option<&'static Rule>, document: &Document) -> Option<Fault> {
    let rule = rule?;
    let forgiven = rule == &MISSING && document.heading().app_status != DECLARED;
    (!forgiven).then(|| Fault::new(rule, Place::default()))
}

/// What the exchange platform has against the signature of an envelope: 1001, 1002 or 1004.
#[must_use]
pub fn check_envelope_signature(
    policy: SignaturePolicy,
    _envelope: &[u8],
    _signed: bool,
    _now: Moment,
) -> Option<&'static DxpCode> {
    match policy {
        SignaturePolicy::Off | SignaturePolicy::Check | SignaturePolicy::Require => None,
    }
}
