//! Every code of the exchange platform that is simulated, provoked as its own words say.

use crate::reasons::full_of_sandboxes;
use crate::support::caller::{ceb_message, envelope};
use crate::support::judge::{Schema, refused_by_schema};
use crate::support::{Caller, Station};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;
use std::collections::BTreeSet;
use tongguan_ceb::dxp::{DXP_CODES, write};
use tongguan_domain::process::Settings;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::exchange::v1::SendDxpMessageResponse;
use tongguan_proto::sandbox::v1::{CreateSandboxRequest, SignaturePolicy};
use tongguan_signature::{Algorithm, Holder, Key, sign};
use tongguan_testkit::Parcel;

const DAY: i64 = 86_400_000;

fn order(number: u32) -> Vec<u8> {
    ceb_message(&[Parcel::number(number).order.into()])
}

/// The bytes of an envelope that nobody objects to.
fn good() -> String {
    String::from_utf8(write(&envelope("M-1", order(1)))).unwrap()
}

/// The same, signed with a certificate that holds from a day after the start of the clock, for three days.
fn signed(from: i64) -> String {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let holder = Holder { code: "3301980AGT".to_owned(), name: "示例".to_owned() };
    let at = |day: i64| Settings::START.plus_millis(day * DAY);
    let serial = "0a1b2c".parse().unwrap();
    let key = Key::make(Algorithm::Sm2Sm3, &holder, &serial, at(from), at(from + 3), &mut rng).unwrap();
    String::from_utf8(sign(good().as_bytes(), &key, &mut rng).unwrap()).unwrap()
}

fn without_signature_value(text: &str) -> String {
    let (before, rest) = text.split_once("SignatureValue>").unwrap();
    let (_, after) = rest.split_once('<').unwrap();
    format!("{before}SignatureValue><{after}")
}

/// Does what the words say; gives the platform's answer.
async fn provoke(words: &str, caller: &Caller) -> SendDxpMessageResponse {
    let mut other = envelope("M-1", order(1));
    let sent = match words {
        "send an envelope without its end tag" => good().replace("</dxp:DxpMsg>", ""),
        "send an envelope without SenderId" => {
            good().replace(&format!("<dxp:SenderId>{}</dxp:SenderId>", other.head.sender), "")
        }
        "name CEB303Message in MsgType and send a CEB603Message" => {
            other.data = ceb_message(&[Parcel::number(1).declaration.into()]);
            other.head.message_type = "CEB303Message".to_owned();
            String::from_utf8(write(&other)).unwrap()
        }
        "sign an envelope and empty its SignatureValue" => without_signature_value(&signed(0)),
        "sign with a certificate that has expired on the sandbox clock" => signed(-9),
        "change one character of a signed envelope" => signed(0).replace("M-1", "M-2"),
        "send an envelope to DXPENT9999999999" => good().replace("DXPEDCCEB0000003", "DXPENT9999999999"),
        "put one DXP id into SenderId and another into dxpId" => {
            good().replace(&other.head.sender, "DXPENT0000000007")
        }
        "send two different messages with one CopMsgId" => {
            caller.send_envelope(good().into_bytes()).await;
            String::from_utf8(write(&envelope("M-1", order(2)))).unwrap()
        }
        "send envelopes to more sandboxes than there may be" => {
            full_of_sandboxes(caller).await;
            return caller.in_sandbox("new").send_envelope(good().into_bytes()).await;
        }
        _ => panic!("nobody does {words}"),
    };
    caller.send_envelope(sent.into_bytes()).await
}

#[tokio::test]
async fn every_code_of_the_platform() {
    let station = Station::ephemeral().await;
    let (mut wrong, mut answers) = (Vec::new(), Vec::new());
    // The last row fills the server.
    for row in DXP_CODES.iter().filter(|row| row.simulated) {
        let caller = station.caller().in_sandbox(row.code);
        let signature_policy = SignaturePolicy::Check.into();
        caller.create_as(CreateSandboxRequest { signature_policy, ..Default::default() }).await;
        let answer = provoke(row.provoke, &caller).await;
        if answer.response_code != row.code || !answer.records.is_empty() {
            wrong.push(format!("{}: {answer:?}, by {}", row.code, row.provoke));
        }
        answers.push((format!("{}.xml", row.code), answer.response.to_vec()));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    station.stop().await;
    for version in MessageVersion::ALL {
        if let Some(refused) = refused_by_schema(version, Schema::Terminal, &answers) {
            assert!(refused.is_empty(), "{refused:#?}");
        }
    }
    let codes: BTreeSet<_> = answers.iter().map(|(name, _)| name).collect();
    println!("{} codes of the platform, each in an answer of its own", codes.len());
}

/// An envelope that is as it should be, signed or not, is passed on without a word.
#[tokio::test]
async fn a_good_envelope() {
    let station = Station::ephemeral().await;
    for (name, text) in [("plain", good()), ("signed", signed(0))] {
        let caller = station.caller().in_sandbox(name);
        let signature_policy = SignaturePolicy::Check.into();
        caller.create_as(CreateSandboxRequest { signature_policy, ..Default::default() }).await;
        let answer = caller.send_envelope(text.into_bytes()).await;
        assert_eq!((answer.response_code.as_str(), answer.records.len()), ("", 1), "{name}");
        assert!(answer.records[0].accepted.is_some(), "{name}");
    }
    station.stop().await;
}
