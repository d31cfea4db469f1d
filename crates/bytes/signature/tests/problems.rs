//! Every reason for which a signature does not hold, reached from outside.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by it")]

mod fixture;

use fixture::{at, now, signed};
use std::collections::BTreeSet;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_signature::{Algorithm, PROBLEM_RULES, Problem, Verdict, verify, verify_in};

/// Made with `openssl req -x509`; a P-256 key, subject `CN=x`.
const P256: &str = "MIIBbzCCARWgAwIBAgIUUAqdEYM0XFCzq0cIOfZROiQAe+0wCgYIKoZIzj0EAwIwDDEKMAgGA1UEAwwBeDAgFw0yNjExMjQyMTUyMjJa \
GA8yMTI2MTAzMTIxNTIyMlowDDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFVCiJTW7yhG4XPnlxckG7umYpgi \
I0aNYfxVow5azD9a1pdq+HHjuHPFonRfm+nMI+sqkFyMWspTchgPTNhRyD2jUzBRMB0GA1UdDgQWBBTRE7tzmji2bqPdzyavl+b02P8+ \
vjAfBgNVHSMEGDAWgBTRE7tzmji2bqPdzyavl+b02P8+vjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIC4uYwekkT4t \
AUPT4UFvPR/M3yFJGbdRM6Aq1PF7U5HKAiEAgwmr0EL/UKZM2MrDqJhC6To7mR1LSbpWdD2ln4X6wBo=";
/// The same with an SM2 key: it names no holder, for there is no `serialNumber` in the subject.
const NAMELESS: &str = "MIIBbzCCARWgAwIBAgIUS2zDPQLl6tiXSBABwmqWeJa/AeEwCgYIKoEcz1UBg3UwDDEKMAgGA1UEAwwBeDAgFw0yNjExMjQyMTUyNDla \
GA8yMTI2MTAzMTIxNTI0OVowDDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqBHM9VAYItA0IABMbjE/n2Lmkba+p00nvbXqpxYLL8 \
mcGv9Q7ErcHXXx5TTW/AbnOiz/IUndta59BB/4e2oHFaGvalU1Iv+D5wyZejUzBRMB0GA1UdDgQWBBQB0cqMZamV3DPLeXHRhcoKj5pc \
1DAfBgNVHSMEGDAWgBQB0cqMZamV3DPLeXHRhcoKj5pc1DAPBgNVHRMBAf8EBTADAQH/MAoGCCqBHM9VAYN1A0gAMEUCIGU1y5d4rBGO \
2SIiSXnZhqrKCPu2A/2ZdsrgbtgbCsNfAiEA1gOpUgAf5qpa4lXR3QBWjuGqvsBJ/TLCcLYm7QVKTms=";

const CANONICAL: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SM2: &str = "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3";
const SM3: &str = "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3";

fn between<'a>(text: &'a str, from: &str, until: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(until).unwrap().0
}

fn malformed(what: &str) -> Problem {
    Problem::Malformed { what: what.into() }
}

fn unknown(uri: &str) -> Problem {
    Problem::UnknownAlgorithm { uri: uri.into() }
}

fn unsupported(what: &str) -> Problem {
    Problem::UnsupportedReference { what: what.into() }
}

/// What is changed in a signed message (the first place is replaced), and what is found.
fn changes(message: &str) -> Vec<(String, String, Problem)> {
    let element = between(message, "<ds:Signature ", "</ds:Signature>");
    let element = format!("<ds:Signature {element}</ds:Signature>");
    let certificate = between(message, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let value = between(message, "<ds:SignatureValue>", "</ds:SignatureValue>");
    let digest = between(message, "<ds:DigestValue>", "</ds:DigestValue>");
    let rsa = signed(Algorithm::RsaSha1);
    let rsa = between(&rsa, "<ds:X509Certificate>", "</ds:X509Certificate>");
    let unreadable = |what| Problem::CertificateUnreadable { what };
    let differs = |key_name: &str| Problem::KeyNameDiffers {
        key_name: key_name.into(),
        certificate_number: fixture::NUMBER.into(),
    };
    let of = |from: &str, to: &str, problem| (from.to_owned(), to.to_owned(), problem);
    let signed_info =
        format!("<ds:SignedInfo>{}</ds:SignedInfo>", between(message, "<ds:SignedInfo>", "</ds:SignedInfo>"));
    let reference =
        format!("<ds:Reference{}</ds:Reference>", between(message, "<ds:Reference", "</ds:Reference>"));
    vec![
        of("?>", "?><!DOCTYPE x>", malformed("it has a DOCTYPE")),
        of(&signed_info, "", malformed("Signature has no SignedInfo")),
        of(
            &reference,
            &format!("{reference}{reference}"),
            malformed("SignedInfo has more than one Reference"),
        ),
        of(&element, &format!("{element}{element}"), malformed("there is more than one")),
        of(
            "<ds:SignatureMethod Algorithm",
            "<ds:SignatureMethod X",
            malformed("SignatureMethod has no Algorithm"),
        ),
        of(value, "*", malformed("SignatureValue is not base64")),
        of(digest, "", malformed("DigestValue is not base64")),
        of(CANONICAL, EXCLUSIVE, unknown(EXCLUSIVE)),
        of(SM2, "urn:rot13", unknown("urn:rot13")),
        of(
            SM3,
            "http://www.w3.org/2001/04/xmlenc#sha512",
            unknown("http://www.w3.org/2001/04/xmlenc#sha512"),
        ),
        of(
            r#"URI="""#,
            r##"URI="#a""##,
            unsupported("URI is \"#a\", neither empty nor # and the Id of the element around the signature"),
        ),
        of(r#" URI="""#, "", unsupported("there is no URI")),
        of(ENVELOPED, "urn:x", unsupported("transforms are \"urn:x\"")),
        of(
            &format!("<ds:X509Certificate>{certificate}</ds:X509Certificate>"),
            "",
            Problem::CertificateMissing,
        ),
        of(certificate, "", Problem::CertificateMissing),
        of(certificate, "*", unreadable("it is not base64")),
        of(certificate, "AAAA", unreadable("it is not X.509")),
        of(certificate, P256, unreadable("it has no RSA or SM2 key")),
        // A certificate that names no code can be read; it is the wrong one.
        of(
            certificate,
            NAMELESS,
            Problem::KeyNameDiffers {
                key_name: "0a1b2c3d4e".into(),
                certificate_number: "4b6cc33d02e5ead897481001c26a967896bf01e1".into(),
            },
        ),
        of(certificate, rsa, unreadable("its key is not of the algorithm of the signature")),
        of(">0a1b2c3d4e<", ">0a1b2c3d4f<", differs("0a1b2c3d4f")),
        of(">0a1b2c3d4e<", ">no number<", differs("no number")),
        of("3301960A1B", "3301960A1C", Problem::DigestDiffers),
        of(digest, "AAAA", Problem::DigestDiffers),
        of(SM3, "http://www.w3.org/2000/09/xmldsig#sm3", Problem::ValueWrong),
        of("<ds:Transforms>", "<ds:Transforms> ", Problem::ValueWrong),
        of(value, "AAAA", Problem::ValueWrong),
        of(value, digest, Problem::ValueWrong),
    ]
}

fn found(message: &str, now: Moment) -> Problem {
    match verify(message.as_bytes(), now) {
        Verdict::Invalid(problem) => problem,
        other => panic!("{other:?} for {message}"),
    }
}

#[test]
fn every_problem_is_told_from_the_others() {
    let message = signed(Algorithm::Sm2Sm3);
    let mut reached = BTreeSet::new();
    for (from, to, problem) in changes(&message) {
        assert!(message.contains(&from), "{from}");
        assert_eq!(found(&message.replacen(&from, &to, 1), now()), problem, "{from:?} -> {to:?}");
        reached.insert(problem.rule().serial);
    }
    let (valid_from, valid_until) = (at("2026-01-01T00:00:00+08:00"), at("2027-01-01T00:00:00+08:00"));
    for (now, problem) in [
        (valid_from.plus_millis(-1), Problem::CertificateNotYetValid { valid_from }),
        (valid_until.plus_millis(1_000), Problem::CertificateExpired { valid_until }),
    ] {
        assert_eq!(found(&message, now), problem);
        reached.insert(problem.rule().serial);
    }
    let nameless = signed(Algorithm::RsaSha1).replace("<ds:KeyName>0a1b2c3d4e</ds:KeyName>", "");
    let verdict = verify_in(MessageVersion::V2018113, nameless.as_bytes(), now());
    assert_eq!(verdict, Verdict::Invalid(Problem::KeyNameMissing));
    reached.insert(Problem::KeyNameMissing.rule().serial);
    assert_eq!(reached, PROBLEM_RULES.iter().map(|entry| entry.serial).collect());
}

#[test]
fn a_certificate_holds_from_its_first_to_its_last_second() {
    let message = signed(Algorithm::Sm2Sm3);
    for now in ["2026-01-01T00:00:00+08:00", "2027-01-01T00:00:00.999+08:00"] {
        assert!(matches!(verify(message.as_bytes(), at(now)), Verdict::Valid(_)), "{now}");
    }
}

#[test]
fn the_number_of_a_certificate_may_be_written_in_capitals_and_with_zeros() {
    let message = signed(Algorithm::Sm2Sm3).replace(">0a1b2c3d4e<", ">\n 000A1B2C3D4E <");
    assert!(matches!(verify(message.as_bytes(), now()), Verdict::Valid(_)));
}

#[test]
fn names_and_numbers_are_unique_and_texts_say_what_was_found() {
    let names: BTreeSet<_> = PROBLEM_RULES.iter().map(|entry| entry.code).collect();
    let serials: BTreeSet<_> = PROBLEM_RULES.iter().map(|entry| entry.serial).collect();
    assert_eq!((names.len(), serials.len()), (PROBLEM_RULES.len(), PROBLEM_RULES.len()));
    assert!(!serials.contains(&1), "1 is for a message that is not signed at all");
    let problem = unknown("urn:rot13");
    assert_eq!(problem.rule().code, "SIGNATURE_ALGORITHM");
    assert_eq!(problem.text(), "an algorithm is not known, or not in this message version: urn:rot13");
    assert_eq!(problem.text_zh(), "签名算法不支持：urn:rot13");
    assert_eq!(Problem::ValueWrong.text_zh(), "签名值验证失败");
}
