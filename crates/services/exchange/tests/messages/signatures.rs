//! Signatures: what each policy makes of a message, every rule provoked as it says, and envelopes.

use crate::desk::{Desk, SENDER, TRANSMITTER, envelope, message};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use std::collections::BTreeSet;
use std::task::Poll;
use tongguan_ceb::dxp::write;
use tongguan_clearance::Tag;
use tongguan_clearance::command::Register;
use tongguan_domain::document::Document;
use tongguan_domain::names::RequestId;
use tongguan_domain::process::{Settings, SignaturePolicy};
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_engine::Goal;
use tongguan_exchange::messages::{Business, signature_rules};
use tongguan_signature::{Algorithm, Holder, Key, sign};
use tongguan_testkit::{EXPORTER, Parcel, changed};

const DAY: i64 = 86_400_000;

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

/// A key of an enterprise that holds from some days after the start of the clock, for so many days.
fn key_of(code: &str, from: i64, days: i64) -> Key {
    let holder = Holder { code: code.to_owned(), name: "示例".to_owned() };
    let at = |day: i64| Settings::START.plus_millis(day * DAY);
    Key::make(Algorithm::Sm2Sm3, &holder, &"0a1b2c".parse().unwrap(), at(from), at(from + days), &mut rng())
        .unwrap()
}

fn signed_by(key: &Key, document: impl Into<Document>) -> String {
    String::from_utf8(sign(&message(document), key, &mut rng()).unwrap()).unwrap()
}

/// The order of parcel 1, signed by its transmitter.
fn signed() -> String {
    signed_by(&key_of(TRANSMITTER, 0, 365), Parcel::number(1).order)
}

fn desk(policy: SignaturePolicy) -> Desk {
    Desk::with(Settings { signatures: policy, ..Settings::default() })
}

/// The rules that the one record of a message breaks.
async fn broken(policy: SignaturePolicy, message: String) -> Vec<&'static str> {
    broken_by(&desk(policy), message).await
}

async fn broken_by(desk: &Desk, message: String) -> Vec<&'static str> {
    let taken = desk.take(message).await.unwrap();
    let Some(Business::Submitted(submitted)) = taken.business else { panic!("{taken:?}") };
    submitted.records[0].faults.iter().map(|fault| fault.rule.code).collect()
}

#[tokio::test]
async fn what_each_policy_takes() {
    use SignaturePolicy::{Check, Off, Require};
    let unsigned = || String::from_utf8(message(Parcel::number(1).order)).unwrap();
    let draft = || String::from_utf8(message(changed(Parcel::number(1).order, "app_status=1"))).unwrap();
    let changed_after = || signed().replace("HZ0000000001", "HZ0000000002");
    for (policy, sent, rules) in [
        (Off, unsigned(), &[][..]),
        (Off, changed_after(), &[]),
        (Check, unsigned(), &[]),
        (Check, signed(), &[]),
        (Check, changed_after(), &["SIGNATURE_CONTENT_CHANGED"]),
        (Require, unsigned(), &["SIGNATURE_MISSING"]),
        (Require, draft(), &[]),
        (Require, signed(), &[]),
        (Require, changed_after(), &["SIGNATURE_CONTENT_CHANGED"]),
    ] {
        assert_eq!(broken(policy, sent).await, rules, "{}", policy.name());
    }
}

/// The words of the catalogue, as changes of a signed message.
fn provoked(words: &str) -> String {
    let good = signed();
    let between = |from: &str, to: &str| {
        let (_, rest) = good.split_once(from).unwrap();
        rest.split_once(to).unwrap().0.to_owned()
    };
    let order = || Parcel::number(1).order;
    match words {
        "send an unsigned message to a sandbox that requires signatures" => {
            String::from_utf8(message(order())).unwrap()
        }
        "sign, then empty SignatureValue" => good.replace(&between("SignatureValue>", "<"), ""),
        "sign, then name another SignatureMethod" => good.replace("xmldsig#sm2-sm3", "xmldsig#rot13"),
        "sign, then write URI=\"#x\"" => good.replace("URI=\"\"", "URI=\"#x\""),
        "sign, then empty X509Certificate" => good.replace(&between("X509Certificate>", "<"), ""),
        "sign, then put other bytes into X509Certificate" => {
            good.replace(&between("X509Certificate>", "<"), "AAAA")
        }
        "sign, then change KeyName" => good.replace(">0a1b2c<", ">0a1b2d<"),
        "sign with a certificate that holds from tomorrow" => signed_by(&key_of(TRANSMITTER, 1, 9), order()),
        "sign with a certificate that has expired" => signed_by(&key_of(TRANSMITTER, -9, 8), order()),
        "sign, then change orderNo" => good.replace("HZ0000000001", "HZ0000000002"),
        "sign, then change SignatureValue" => good.replace(&between("SignatureValue>", "<"), "AAAA"),
        "sign with the key of another enterprise" => signed_by(&key_of("3301960XXX", 0, 9), order()),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn every_rule_is_provoked_as_it_says() {
    let mut serials = BTreeSet::new();
    for rule in signature_rules() {
        let found = match rule.provoke.strip_prefix("in a 2018-113 sandbox ") {
            None => broken(SignaturePolicy::Require, provoked(rule.provoke)).await,
            Some(_) => broken_by(&older(), by_rsa(Algorithm::RsaSha1).replace(KEY_NAME, "")).await,
        };
        assert_eq!(found, [rule.code]);
        assert!(serials.insert(rule.serial), "{} has a serial of its own", rule.code);
    }
}

const KEY_NAME: &str = "<ds:KeyName>0a1b2c</ds:KeyName>";

fn older() -> Desk {
    let version = MessageVersion::V2018113;
    Desk::with(Settings { signatures: SignaturePolicy::Check, version, ..Settings::default() })
}

/// The order of parcel 1, signed with an RSA key of 2,048 bits.
fn by_rsa(algorithm: Algorithm) -> String {
    let holder = Holder { code: TRANSMITTER.to_owned(), name: "示例".to_owned() };
    let (from, until) = (Settings::START, Settings::START.plus_millis(9 * DAY));
    let key =
        Key::make(Algorithm::RsaSha1, &holder, &"0a1b2c".parse().unwrap(), from, until, &mut rng()).unwrap();
    signed_by(&key.signing_with(algorithm).unwrap(), Parcel::number(1).order)
}

/// 2018-113 has RSA with SHA-1 and SHA-256, wants KeyName, and does not know SM2, which came with 202205.
#[tokio::test]
async fn versions_differ_in_algorithms_and_key_names() {
    for (name, sent, code) in [
        ("RSA-SHA256", by_rsa(Algorithm::RsaSha256), "2"),
        ("RSA-SHA1", by_rsa(Algorithm::RsaSha1), "2"),
        ("SM2", signed(), "-301003"),
        ("no KeyName", by_rsa(Algorithm::RsaSha1).replace(KEY_NAME, ""), "-301013"),
    ] {
        let desk = older();
        desk.take(sent.clone()).await.unwrap();
        assert_eq!(desk.told(SENDER).await.first().unwrap(), &format!("CEB304 {code}"), "{name}");
        if name != "SM2" {
            assert_eq!(broken(SignaturePolicy::Check, sent).await, [""; 0], "{name} in 202205");
        }
    }
}

/// A signature refuses the record with the code of its range, and the party that declares may sign as well.
#[tokio::test]
async fn the_receipt_carries_the_code_of_the_range() {
    let desk = desk(SignaturePolicy::Require);
    desk.take(message(Parcel::number(1).order)).await.unwrap();
    assert_eq!(desk.told(SENDER).await, ["CEB304 -301001"]);
    let exporter = Parcel::number(1).order.head.ebc_code;
    desk.submit(signed_by(&key_of(&exporter, 0, 9), Parcel::number(1).order)).await;
    assert_eq!(desk.told(SENDER).await, ["CEB304 -301001", "CEB304 2", "CEB304 3"]);
}

#[tokio::test]
async fn the_clock_of_the_sandbox_decides_whether_a_certificate_holds() {
    let key = key_of(TRANSMITTER, 0, 9);
    let at = |day: i64| Moment::from_millis(Settings::START.millis() + day * DAY);
    for (day, rules) in [(1, &[][..]), (10, &["SIGNATURE_CERTIFICATE_EXPIRED"])] {
        let settings = Settings { start: at(day), signatures: SignaturePolicy::Check, ..Settings::default() };
        let taken = Desk::with(settings).take(signed_by(&key, Parcel::number(1).order)).await.unwrap();
        let Some(Business::Submitted(submitted)) = taken.business else { panic!("{taken:?}") };
        let faults: Vec<_> = submitted.records[0].faults.iter().map(|fault| fault.rule.code).collect();
        assert_eq!(faults, rules, "day {day}");
    }
}

/// Runs a test with one thread for what would hold up the others, so that a test can keep it busy.
fn with_one_helper(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).enable_all().build();
    runtime.unwrap().block_on(test);
}

/// A signed message whose signature cannot be checked before something else has happened: what becomes of it.
async fn meanwhile(desk: &Desk, message: String, happens: impl Future<Output = ()>) -> Option<Business> {
    let (done, busy) = std::sync::mpsc::channel::<()>();
    tokio::task::spawn_blocking(move || busy.recv());
    let mut taking = Box::pin(desk.take(message));
    let begun = std::future::poll_fn(|cx| Poll::Ready(taking.as_mut().poll(cx).is_pending()));
    assert!(begun.await, "the signature is checked beside this thread");
    happens.await;
    drop(done);
    taking.await.unwrap().business
}

/// The moment in which a message is executed decides, not the one in which it was looked at.
#[test]
fn a_certificate_that_expires_before_the_turn_of_its_message() {
    with_one_helper(async {
        let key = key_of(TRANSMITTER, 0, 9);
        let start = Settings::START.plus_millis(9 * DAY - 60_000);
        for (minutes, rules) in [(0, &[][..]), (2, &["SIGNATURE_CERTIFICATE_EXPIRED"])] {
            let settings = Settings { start, signatures: SignaturePolicy::Check, ..Settings::default() };
            let desk = Desk::with(settings);
            desk.submit(message(Parcel::number(2).order)).await;
            let wait = async {
                let host = desk.gateway.host();
                host.advance_to(&desk.sandbox, Goal::By(minutes * 60_000)).await.unwrap();
            };
            let business = meanwhile(&desk, signed_by(&key, Parcel::number(1).order), wait).await;
            let Some(Business::Submitted(submitted)) = business else { panic!("{business:?}") };
            let faults: Vec<_> = submitted.records[0].faults.iter().map(|fault| fault.rule.code).collect();
            assert_eq!(faults, rules, "after {minutes} minutes");
        }
    });
}

/// Who may send under a DXP id is asked then, too.
#[test]
fn a_transmitter_that_is_registered_before_the_turn_of_a_message() {
    with_one_helper(async {
        let desk = desk(SignaturePolicy::Check);
        let mut other = EXPORTER.enterprise();
        other.dxp_id = Some(SENDER.to_owned());
        let tag = Tag { id: RequestId::new("register").unwrap(), fingerprint: 1 };
        let registers = desk.execute(Register { tag: Some(tag), enterprise: other });
        let business = meanwhile(&desk, signed(), registers).await;
        assert!(matches!(business, Some(Business::Refused { .. })), "{business:?}");
        assert_eq!(desk.told(SENDER).await, ["CEB900 -10101"]);
    });
}

/// 1001, 1002, 1004: the platform passes nothing on whose envelope was signed badly.
#[tokio::test]
async fn envelopes() {
    let enveloped = |key: &Key| {
        let plain = write(&envelope("M-1", "CEB303Message", message(Parcel::number(1).order)));
        String::from_utf8(sign(&plain, key, &mut rng()).unwrap()).unwrap()
    };
    let good = enveloped(&key_of(TRANSMITTER, 0, 9));
    let expired = enveloped(&key_of(TRANSMITTER, -9, 8));
    for (name, sent, code) in [
        ("good", good.clone(), ""),
        ("method", good.replace("xmldsig#sm2-sm3", "xmldsig#rot13"), "1001"),
        ("expired", expired, "1002"),
        ("changed", good.replace("M-1", "M-2"), "1004"),
    ] {
        for (policy, seen) in [(SignaturePolicy::Off, ""), (SignaturePolicy::Check, code)] {
            let taken = desk(policy).take(sent.clone()).await.unwrap();
            let answered = taken.platform.as_ref().map_or("", |answer| answer.code.code);
            assert_eq!(answered, seen, "{name} {}", policy.name());
            assert_eq!(taken.business.is_some(), seen.is_empty(), "{name} {}", policy.name());
        }
    }
}

/// What was taken with a signature that held stays taken when the certificate has expired.
#[tokio::test]
async fn a_repeat_after_the_certificate_has_expired() {
    let key = key_of(TRANSMITTER, 0, 1);
    let signed = signed_by(&key, Parcel::number(1).order);
    let enveloped = || {
        let envelope = write(&envelope("M-1", "CEB303Message", message(Parcel::number(2).order)));
        sign(&envelope, &key, &mut ChaCha20Rng::seed_from_u64(8)).unwrap()
    };
    let desk = desk(SignaturePolicy::Check);
    desk.submit(signed.clone()).await;
    desk.submit(enveloped()).await;
    let told = desk.told(SENDER).await;
    let later = desk.gateway.clock(&desk.sandbox).plus_millis(2 * DAY);
    desk.gateway.host().advance(&desk.sandbox, Some(later)).await.unwrap();
    for sent in [signed.into_bytes(), enveloped()] {
        let again = desk.take(sent).await.unwrap();
        assert!(again.platform.is_none(), "{again:?}");
        let Some(Business::Submitted(again)) = again.business else { panic!("{again:?}") };
        assert!(again.replayed && again.records[0].faults.is_empty(), "{again:?}");
    }
    assert_eq!(desk.told(SENDER).await[..told.len()], told[..]);
    let new = desk.take(signed_by(&key, Parcel::number(3).order)).await.unwrap();
    let Some(Business::Submitted(new)) = new.business else { panic!("{new:?}") };
    assert_eq!(new.records[0].faults[0].rule.code, "SIGNATURE_CERTIFICATE_EXPIRED");
}
