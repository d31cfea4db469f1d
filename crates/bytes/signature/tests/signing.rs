//! What is signed holds, stands where the schema wants it, and any change is noticed.

mod fixture;

use fixture::{MESSAGE, key, now, rng, signed, signer};
use proptest::prelude::*;
use tongguan_signature::{Algorithm, Problem, SignError, Verdict, sign, verify};

#[test]
fn a_signed_message_holds_and_is_otherwise_what_it_was() {
    for algorithm in Algorithm::ALL {
        let message = signed(algorithm);
        assert_eq!(verify(message.as_bytes(), now()), signer(algorithm));
        let (before, rest) = message.split_once("<ds:Signature ").unwrap();
        let (_, behind) = rest.split_once("</ds:Signature>").unwrap();
        assert_eq!(format!("{before}{behind}"), MESSAGE);
    }
}

#[test]
fn the_signature_stands_where_the_schema_wants_it() {
    for (message, before, behind) in [
        ("<a><b/><ExtendMessage/></a>", "<b/>", "<ExtendMessage/></a>"),
        ("<a><b/> </a>", "<b/> ", "</a>"),
        (MESSAGE, "</ceb:BaseTransfer>", "<ceb:ExtendMessage>"),
        (
            "<d:DxpMsg xmlns:d='http://www.chinaport.gov.cn/dxp'><d:Data>x</d:Data></d:DxpMsg>",
            "</d:Data>",
            "</d:DxpMsg>",
        ),
    ] {
        let message = sign(message.as_bytes(), key(Algorithm::Sm2Sm3), &mut rng(3)).unwrap();
        let message = String::from_utf8(message).unwrap();
        assert!(message.contains(&format!("{before}<ds:Signature ")), "{message}");
        assert!(message.contains(&format!("</ds:Signature>{behind}")), "{message}");
    }
}

#[test]
fn what_cannot_be_signed() {
    let key = key(Algorithm::Sm2Sm3);
    let signed = signed(Algorithm::RsaSha1);
    for (message, refused) in [
        ("<a/>", SignError::Empty),
        ("<a></a>", SignError::Empty),
        (&signed, SignError::AlreadySigned),
        ("<!DOCTYPE a><a>x</a>", SignError::NotXml("it has a DOCTYPE".into())),
        ("<a>&entity;</a>", SignError::NotXml("it uses an entity that XML does not define".into())),
        ("<p:a>x</p:a>", SignError::NotXml("the namespace prefix \"p\" is not declared".into())),
        ("<a>x</a><b/>", SignError::NotXml("there is a second root element".into())),
        ("<a>x", SignError::NotXml("it ends too early".into())),
    ] {
        assert_eq!(sign(message.as_bytes(), key, &mut rng(3)), Err(refused), "{message}");
    }
}

#[test]
fn an_unsigned_message_is_no_error() {
    assert_eq!(verify(MESSAGE.as_bytes(), now()), Verdict::Unsigned);
}

/// Every letter and digit of what is signed (texts, names, values), one at a time.
#[test]
fn a_changed_byte_is_noticed() {
    for algorithm in Algorithm::ALL {
        let message = signed(algorithm);
        let from = message.find("<ceb:CEB303Message").unwrap();
        let until = message.find("<ds:KeyInfo>").unwrap();
        for place in from..until {
            let mut changed = message.clone().into_bytes();
            if !changed[place].is_ascii_alphanumeric() {
                continue;
            }
            changed[place] ^= 1;
            let verdict = verify(&changed, now());
            assert!(
                matches!(verdict, Verdict::Invalid(_) | Verdict::Unsigned),
                "{}: {verdict:?}",
                String::from_utf8_lossy(&changed)
            );
            let text = message.find("<ds:Signature").is_some_and(|signature| place < signature);
            assert!(!text || verdict != Verdict::Unsigned, "the signature is still there: byte {place}");
        }
    }
}

/// Spelling that XML does not distinguish may change; what it says may not.
#[test]
fn only_what_xml_distinguishes_counts() {
    for (from, to, holds) in [
        ("version='1.0' guid=\"11111111-aaaa\"", "guid='11111111-aaaa' version=\"1.0\"", true),
        ("<ceb:qty/>", "<ceb:qty></ceb:qty>", true),
        ("<![CDATA[a<b & c]]>", "a&lt;b &#38; c", true),
        ("<!-- 订单 -->", "", true),
        ("\r\n\t", "\n\t", true),
        ("&#13;", "&#xd;", true),
        ("&#13;", "", false),
        ("\r\n\t", "\n", false),
        ("<ceb:qty/>", "<ceb:qty> </ceb:qty>", false),
        ("a<b & c", "a<b & d", false),
    ] {
        let message = signed(Algorithm::Sm2Sm3);
        assert!(message.contains(from), "{from}");
        let verdict = verify(message.replacen(from, to, 1).as_bytes(), now());
        let wanted = if holds { signer(Algorithm::Sm2Sm3) } else { Verdict::Invalid(Problem::DigestDiffers) };
        assert_eq!(verdict, wanted, "{from:?} -> {to:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_signed_holds_until_it_changes(
        texts in prop::collection::vec("[ -~\u{4e00}-\u{4eff}]{0,20}", 1..6),
        rsa in any::<bool>(), prefix in "(|ceb:|a1:)", lang in any::<bool>(),
    ) {
        let algorithm = if rsa { Algorithm::RsaSha1 } else { Algorithm::Sm2Sm3 };
        let declared = prefix.strip_suffix(':').map_or(String::new(), |prefix| format!(":{prefix}"));
        let lang = if lang { " xml:lang='zh'" } else { "" };
        let body: String = texts.iter().map(|text| {
            let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            format!("<{prefix}f v=\"{}\">{text}</{prefix}f>", text.replace('"', "&quot;"))
        }).collect();
        let message = format!("<{prefix}M{lang} xmlns{declared}='urn:x'>{body}</{prefix}M>");
        let signed = sign(message.as_bytes(), key(algorithm), &mut rng(5)).unwrap();
        prop_assert_eq!(verify(&signed, now()), signer(algorithm));
        let changed = String::from_utf8(signed).unwrap().replacen("</", "!</", 1);
        prop_assert_eq!(verify(changed.as_bytes(), now()), Verdict::Invalid(Problem::DigestDiffers));
    }
}
