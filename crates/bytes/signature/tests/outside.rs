//! Messages that other programs signed, with keys of ours.

mod fixture;

use fixture::{now, signer};
use tongguan_signature::{Algorithm, Problem, Verdict, verify};

/// By Python's signxml 5.2: RSA-SHA1, with its own layout of the signature.
const SIGNXML: &str = include_str!("fixture/signxml.xml");
/// By Python's gmssl 3.2, the way live clients do it: the W3C-like name of SM2, a SHA-1 digest, a value in DER.
const GMSSL: &str = include_str!("fixture/gmssl.xml");

#[test]
fn what_others_signed_holds() {
    for (message, algorithm) in [(SIGNXML, Algorithm::RsaSha1), (GMSSL, Algorithm::Sm2Sm3)] {
        assert_eq!(verify(message.as_bytes(), now()), signer(algorithm));
        let changed = message.replacen("3301960A1B", "3301960A1C", 1);
        assert_eq!(verify(changed.as_bytes(), now()), Verdict::Invalid(Problem::DigestDiffers));
    }
}
