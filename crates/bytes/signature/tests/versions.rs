//! What each version of the messages takes of a signature, and what may stand around and in one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by it")]

mod fixture;

use fixture::{MESSAGE, key, make, now, rng, signed};
use tongguan_domain::version::MessageVersion::{self, V202205, V2018113};
use tongguan_signature::{Algorithm, Key, KeyError, SignError, Verdict, sign, verify, verify_in};

/// The rule that a signature breaks in a version; empty where it holds.
fn broken(version: MessageVersion, message: &str) -> &'static str {
    match verify_in(version, message.as_bytes(), now()) {
        Verdict::Valid(_) => "",
        Verdict::Unsigned => "unsigned",
        Verdict::Invalid(problem) => problem.rule().code,
    }
}

fn between<'a>(text: &'a str, from: &str, until: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(until).unwrap().0
}

#[test]
fn algorithms_and_key_names_by_version() {
    use Algorithm::{RsaSha1, RsaSha256, Sm2Sm3};
    let named = "<ds:KeyName>0a1b2c3d4e</ds:KeyName>";
    for (algorithm, change, older, newer) in [
        (RsaSha1, (named, named), "", ""),
        (RsaSha256, (named, named), "", ""),
        (Sm2Sm3, (named, named), "SIGNATURE_ALGORITHM", ""),
        (RsaSha1, (named, ""), "SIGNATURE_NO_KEY_NAME", ""),
        (RsaSha256, (named, ""), "SIGNATURE_NO_KEY_NAME", ""),
        (RsaSha1, (named, "<ds:KeyName/>"), "SIGNATURE_NO_KEY_NAME", "SIGNATURE_KEY_NAME"),
        (RsaSha1, (named, "<ds:KeyName>0b</ds:KeyName>"), "SIGNATURE_KEY_NAME", "SIGNATURE_KEY_NAME"),
    ] {
        let message = signed(algorithm).replace(change.0, change.1);
        let found = (broken(V2018113, &message), broken(V202205, &message));
        assert_eq!(found, (older, newer), "{} {:?}", algorithm.name(), change.1);
    }
}

/// The digest of the message is a method of its own: live clients mix them.
#[test]
fn a_digest_belongs_to_a_version_too() {
    let sm3 = "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3";
    let message = signed(Algorithm::RsaSha1).replace("http://www.w3.org/2000/09/xmldsig#sha1", sm3);
    assert_eq!(broken(V2018113, &message), "SIGNATURE_ALGORITHM");
    assert_eq!(broken(V202205, &message), "SIGNATURE_CONTENT_CHANGED");
}

#[test]
fn a_key_signs_with_the_algorithms_of_its_sort() {
    let rsa = || Key::from_pem(&key(Algorithm::RsaSha1).to_pem().unwrap()).unwrap();
    assert_eq!(rsa().algorithm(), Algorithm::RsaSha1);
    assert_eq!(rsa().signing_with(Algorithm::RsaSha256).unwrap().algorithm(), Algorithm::RsaSha256);
    let refused = rsa().signing_with(Algorithm::Sm2Sm3).unwrap_err();
    assert_eq!(refused, KeyError::Algorithm(Algorithm::Sm2Sm3));
    assert!(make(Algorithm::Sm2Sm3, 9).signing_with(Algorithm::RsaSha256).is_err());
}

/// XML-DSig 4.5.4: X509Data may hold the chain, in any order, and there may be several.
#[test]
fn chains_of_certificates() {
    let message = signed(Algorithm::Sm2Sm3);
    let own = format!(
        "<ds:X509Certificate>{}</ds:X509Certificate>",
        between(&message, "<ds:X509Certificate>", "</ds:X509Certificate>")
    );
    let rsa = signed(Algorithm::RsaSha1);
    let issuer = between(&rsa, "<ds:X509Certificate>", "</ds:X509Certificate>");
    // The issuer has a number of its own.
    let issuer = format!("<ds:X509Certificate>{issuer}</ds:X509Certificate>").replacen("CgsaKz", "CgsaKw", 1);
    let unreadable = "<ds:X509Certificate>AAAA</ds:X509Certificate>";
    for (name, certificates) in [
        ("holder, issuer", format!("{own}{issuer}")),
        ("two X509Data", format!("{own}</ds:X509Data><ds:X509Data>{issuer}")),
        ("holder last", format!("{unreadable}{own}")),
        ("holder in the second X509Data", format!("{unreadable}</ds:X509Data><ds:X509Data>{own}")),
    ] {
        assert_eq!(broken(V202205, &message.replace(&own, &certificates)), "", "{name}");
    }
    let nameless = message.replace("<ds:KeyName>0a1b2c3d4e</ds:KeyName>", "");
    assert_eq!(broken(V202205, &nameless.replace(&own, &format!("{own}{unreadable}"))), "", "the first");
}

/// What others signed inside `ExtendMessage/Message` is content, and is signed with the rest.
#[test]
fn a_foreign_signature_is_content() {
    let foreign = signed(Algorithm::RsaSha1);
    let foreign = between(&foreign, "<ds:Signature ", "</ds:Signature>");
    let extended = format!(
        "<ceb:Message><x><ds:Signature {foreign}</ds:Signature></x></ceb:Message></ceb:ExtendMessage>"
    );
    let message = MESSAGE.replace("</ceb:ExtendMessage>", &extended);
    assert_eq!(broken(V202205, &message), "unsigned");
    let both = sign(message.as_bytes(), key(Algorithm::Sm2Sm3), &mut rng(5)).unwrap();
    let both = String::from_utf8(both).unwrap();
    assert_eq!(broken(V202205, &both), "");
    assert_eq!(
        broken(V202205, &both.replace("<x>", "<y>").replace("</x>", "</y>")),
        "SIGNATURE_CONTENT_CHANGED"
    );
    let again = sign(both.as_bytes(), key(Algorithm::Sm2Sm3), &mut rng(6));
    assert_eq!(again.unwrap_err(), SignError::AlreadySigned);
}

const DXP: &str = "http://www.chinaport.gov.cn/dxp";

/// A signature by `Id` is made here as it is checked, so the judge is elsewhere (`xmlsec1`); this says what it covers.
#[test]
fn references_by_id() {
    let by_id =
        |inner: &str| format!("<dxp:DxpMsg xmlns:dxp=\"{DXP}\" ver=\"1.0\" Id=\"M1\">{inner}</dxp:DxpMsg>");
    let plain = by_id("<dxp:Data>QQ==</dxp:Data>");
    let whole =
        String::from_utf8(sign(plain.as_bytes(), key(Algorithm::Sm2Sm3), &mut rng(7)).unwrap()).unwrap();
    assert!(matches!(verify(whole.as_bytes(), now()), Verdict::Valid(_)));
    // The canonical form of the root is that of the document, so only what SignedInfo says differs.
    let by_id = whole.replace("URI=\"\"", "URI=\"#M1\"");
    assert_eq!(broken(V202205, &by_id), "SIGNATURE_VALUE", "the digest holds");
    for (name, message) in [
        ("another Id", by_id.replace("#M1", "#M2")),
        ("two of that Id", by_id.replace("<dxp:Data>", "<dxp:Data Id=\"M1\">")),
        ("not around it", by_id.replace(" Id=\"M1\"", "").replace("<dxp:Data>", "<dxp:Data Id=\"M1\">")),
    ] {
        assert_eq!(broken(V202205, &message), "SIGNATURE_REFERENCE", "{name}");
    }
}
