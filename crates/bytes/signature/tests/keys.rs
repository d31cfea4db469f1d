//! Keys: made, written, read back.

mod fixture;

use fixture::{MESSAGE, NUMBER, at, holder, key, make, now, rng};
use tongguan_domain::time::Moment;
use tongguan_signature::{Algorithm, CertificateNumber, Holder, Key, KeyError, Verdict, sign, verify};

#[test]
fn a_key_survives_its_text() {
    for algorithm in Algorithm::ALL {
        let pem = key(algorithm).to_pem().unwrap();
        let read = Key::from_pem(&pem).unwrap();
        // A key file does not say how an RSA key signs.
        let read = read.signing_with(algorithm).unwrap();
        assert_eq!(read.holder(), &holder());
        assert_eq!(read.certificate_number(), NUMBER.parse().unwrap());
        assert_eq!(read.validity(), (at("2025-12-31T16:00:00Z"), at("2026-12-31T16:00:00Z")));
        assert_eq!(read.to_pem().unwrap(), pem);
        let signed = sign(MESSAGE.as_bytes(), &read, &mut rng(9)).unwrap();
        assert!(matches!(verify(&signed, now()), Verdict::Valid(_)));
    }
}

#[test]
fn the_same_seed_makes_the_same_key_and_another_another() {
    let pem = |seed| make(Algorithm::Sm2Sm3, seed).to_pem().unwrap();
    assert_eq!(pem(4), pem(4));
    assert_ne!(pem(4), pem(5));
}

#[test]
fn what_is_no_key() {
    let pem = |seed| make(Algorithm::Sm2Sm3, seed).to_pem().unwrap();
    let (one, other) = (pem(4), pem(5));
    let (private, certificate) = one.split_at(one.find("-----BEGIN CERTIFICATE").unwrap());
    let other = &other[other.find("-----BEGIN CERTIFICATE").unwrap()..];
    for (text, error) in [
        (String::new(), KeyError::PrivateKey),
        (private.to_owned(), KeyError::Certificate),
        (certificate.to_owned(), KeyError::PrivateKey),
        (format!("{private}{}", certificate.replace("MII", "AII")), KeyError::Certificate),
        (format!("{}{certificate}", private.replace("MI", "AI")), KeyError::PrivateKey),
        (format!("{private}{other}"), KeyError::Mismatch),
    ] {
        assert_eq!(Key::from_pem(&text).unwrap_err(), error, "{text}");
    }
}

/// As `openssl pkcs12 -nodes` writes them: the certificate first, its issuers beside it, and words between.
#[test]
fn key_and_certificates_in_any_order() {
    let pem = |seed| make(Algorithm::Sm2Sm3, seed).to_pem().unwrap();
    let (one, other) = (pem(4), pem(5));
    let at = one.find("-----BEGIN CERTIFICATE").unwrap();
    let (private, certificate) = one.split_at(at);
    let issuer = &other[other.find("-----BEGIN CERTIFICATE").unwrap()..];
    for text in [
        format!("{certificate}{private}"),
        format!(
            "Bag Attributes\n    localKeyID: 01\nsubject=CN = x\n{certificate}Bag Attributes\n{issuer}Key Attributes: <No>\n{private}"
        ),
        format!("{issuer}{private}{certificate}"),
    ] {
        assert_eq!(Key::from_pem(&text).unwrap().to_pem().unwrap(), one, "{text}");
    }
}

#[test]
fn what_no_key_is_made_for() {
    let (from, until) = (at("2026-01-01T00:00:00Z"), at("2026-01-02T00:00:00Z"));
    let make = |code: &str, name: &str, from, until| {
        let holder = Holder { code: code.into(), name: name.into() };
        Key::make(Algorithm::Sm2Sm3, &holder, &NUMBER.parse().unwrap(), from, until, &mut rng(1)).map(|_| ())
    };
    assert_eq!(make("c", &"名".repeat(64), from, from), Ok(()));
    assert_eq!(make("", "name", from, until), Err(KeyError::Holder));
    assert_eq!(make("c", "", from, until), Err(KeyError::Holder));
    assert_eq!(make("c", &"名".repeat(65), from, until), Err(KeyError::Holder));
    assert_eq!(make("c", "name", until, from), Err(KeyError::Validity));
    assert_eq!(make("c", "name", from, Moment::MAX), Ok(()));
}

#[test]
fn certificate_numbers() {
    let longest = format!("7{}", "f".repeat(39));
    for (text, read) in [
        ("1", Some("01")),
        ("00A0", Some("a0")),
        ("00A0b", Some("0a0b")),
        ("80", Some("80")),
        (&longest, Some(&*longest)),
        ("", None),
        ("000", None),
        ("12 ", None),
        ("xyz", None),
        (&format!("8{}", "0".repeat(39)), None),
        (&"1".repeat(41), None),
    ] {
        let number = text.parse::<CertificateNumber>().ok();
        assert_eq!(number.as_ref().map(CertificateNumber::as_str), read, "{text}");
    }
}

#[test]
fn a_number_comes_back_from_its_certificate() {
    for number in ["1", "80", "ff00", &format!("7{}", "f".repeat(39))] {
        let number: CertificateNumber = number.parse().unwrap();
        let (from, until) = (at("2026-01-01T00:00:00Z"), at("2051-01-01T00:00:00Z"));
        let key = Key::make(Algorithm::Sm2Sm3, &holder(), &number, from, until, &mut rng(1)).unwrap();
        assert_eq!(key.certificate_number(), number);
        assert_eq!(key.validity(), (from, until));
    }
}

#[test]
fn a_key_does_not_print_its_secret() {
    let text = format!("{:?}", key(Algorithm::Sm2Sm3));
    assert_eq!(
        text,
        format!("Key {{ holder: {:?}, number: CertificateNumber(\"{NUMBER}\"), .. }}", holder())
    );
}
