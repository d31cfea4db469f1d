//! Envelopes: what the platform passes on, and what it answers.

use crate::desk::{Desk, SENDER, envelope, message};
use tongguan_ceb::dxp::{Envelope, read, write};
use tongguan_clearance::command::SetClock;
use tongguan_domain::limits;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::process::ClockMode;
use tongguan_exchange::messages::{Business, CUSTOMS};
use tongguan_testkit::{Parcel, changed};

fn order() -> Envelope {
    envelope("M-1", "CEB303Message", message(Parcel::number(1).order))
}

#[tokio::test]
async fn a_parcel_in_envelopes_is_told_the_same_as_a_bare_one() {
    let (bare, enveloped) = (Desk::open(), Desk::open());
    for (number, document) in Parcel::number(1).documents().into_iter().enumerate() {
        let kind = document.kind().root_element();
        bare.submit(message(document.clone())).await;
        enveloped.submit(write(&envelope(&number.to_string(), kind, message(document)))).await;
    }
    let told = bare.messages(SENDER).await;
    assert!(told.last().unwrap().contains("<ceb:returnStatus>899</ceb:returnStatus>"));
    assert_eq!(enveloped.messages(SENDER).await, told);
}

/// Each row: what is wrong with the envelope, the code of the platform, and whether the message was passed on.
#[tokio::test]
async fn what_the_platform_answers() {
    type Change = fn(&mut Envelope);
    let rows: [(&str, Change, &str, bool); 9] = [
        ("good", |_| {}, "", true),
        ("lower case", |e| e.head.message_type = "ceb303message".to_owned(), "", true),
        ("no type", |e| e.head.message_type.clear(), "", true),
        ("customs twice", |e| e.head.receivers.push(CUSTOMS.to_owned()), "", true),
        ("nobody", |e| e.head.receivers = vec!["DXPENT0000000009".to_owned()], "2001", false),
        ("one more", |e| e.head.receivers.push("DXPENT0000000009".to_owned()), "2001", true),
        ("other type", |e| e.head.message_type = "CEB603Message".to_owned(), "0999", false),
        ("other sender", |e| e.head.sender = "DXPENT0000000002".to_owned(), "2002", false),
        ("bad sender", |e| e.head.sender = "DXP ENT".to_owned(), "2002", false),
    ];
    for (name, change, code, passed_on) in rows {
        let desk = Desk::open();
        let mut sent = order();
        change(&mut sent);
        let taken = desk.take(write(&sent)).await.unwrap();
        let answered = taken.platform.as_ref().map_or("", |answer| answer.code.code);
        assert_eq!((answered, taken.business.is_some()), (code, passed_on), "{name}");
        assert_eq!(desk.letters(SENDER).await.is_empty(), !passed_on, "{name}");
        assert_eq!(taken.trouble().is_some(), !code.is_empty(), "{name}");
        if let Some(answer) = taken.platform {
            let xml = String::from_utf8(answer.xml).unwrap();
            assert!(xml.contains(&format!("<dxp:ResponseCode>{code}</dxp:ResponseCode>")), "{name}: {xml}");
            assert!(xml.contains("<dxp:OriHead><dxp:CopMsgId>M-1<"), "{name}: {xml}");
            assert_eq!(xml.contains("<dxp:RecId>DXPENT0000000009<"), code == "2001", "{name}: {xml}");
        }
    }
}

#[tokio::test]
async fn an_envelope_that_cannot_be_read() {
    let desk = Desk::open();
    let xml = String::from_utf8(write(&order())).unwrap();
    for (broken, code) in
        [(xml.replace("</dxp:DxpMsg>", ""), "0001"), (xml.replace(" ver=\"1.0\"", ""), "0002")]
    {
        let answer = desk.take(broken).await.unwrap().platform.unwrap();
        assert_eq!((answer.code.code, answer.recipient.unwrap().as_str()), (code, SENDER));
    }
    // A response has room for 300 characters: whole faults, then how many others there are.
    let unknown = format!("{}</dxp:DxpMsg>", "<dxp:X/>".repeat(600));
    let answer = desk.take(xml.replace("</dxp:DxpMsg>", &unknown)).await.unwrap().platform.unwrap();
    let response = String::from_utf8(answer.xml).unwrap();
    let (_, info) = response.split_once("<dxp:ResponseInfo>").unwrap();
    let info = info.split_once("</dxp:ResponseInfo>").unwrap().0.replace("&lt;", "<").replace("&gt;", ">");
    let (listed, more) = info.rsplit_once("; 另有").unwrap();
    assert!(info.chars().count() <= 300, "{info}");
    assert_eq!(more, format!("{}处错误未列出", 600 - listed.split("; ").count()));
    let garbage = desk.gateway.take_envelope(&desk.sandbox, b"x".to_vec(), Default::default()).await.unwrap();
    assert_eq!(garbage.platform.unwrap().code.code, "0001");
    assert!(desk.letters(SENDER).await.is_empty());
}

#[tokio::test]
async fn an_envelope_that_comes_again() {
    let desk = Desk::open();
    desk.submit(write(&order())).await;
    let told = desk.told(SENDER).await;
    let Some(Business::Submitted(again)) = desk.take(write(&order())).await.unwrap().business else {
        panic!("the same envelope is the same message")
    };
    assert!(again.replayed);
    let other = message(changed(Parcel::number(1).order, "goods_value=2"));
    let reused = desk.take(write(&Envelope { data: other, ..order() })).await.unwrap();
    assert_eq!(reused.platform.unwrap().code.code, "2999");
    assert_eq!(desk.told(SENDER).await, told, "neither had an effect");
}

/// The answer of the platform names the envelope by its bytes, so that each has its own.
#[tokio::test]
async fn each_envelope_has_its_answer() {
    let desk = Desk::open();
    let nobody = |created: &str| {
        let mut sent = order();
        sent.head.receivers = vec!["DXPENT0000000009".to_owned()];
        sent.head.created = created.to_owned();
        write(&sent)
    };
    let mut ids = Vec::new();
    for sent in [nobody("2026-01-05T09:00:00"), nobody("2026-01-05T09:00:01"), nobody("2026-01-05T09:00:00")]
    {
        ids.push(desk.take(sent).await.unwrap().platform.unwrap().id);
    }
    assert!(ids[0] != ids[1] && ids[0] == ids[2], "{ids:?}");
}

#[tokio::test]
async fn customs_may_have_other_names() {
    let desk = Desk::open();
    let local = desk.gateway.clone().known_as(&["DXPLGS0000000001".to_owned()]);
    let mut sent = order();
    assert_eq!(
        local
            .take(&desk.sandbox, write(&sent), Default::default())
            .await
            .unwrap()
            .platform
            .unwrap()
            .code
            .code,
        "2001"
    );
    sent.head.receivers = vec!["DXPLGS0000000001".to_owned()];
    assert!(local.take(&desk.sandbox, write(&sent), Default::default()).await.unwrap().platform.is_none());
    let mailbox = local.mailbox(&desk.sandbox, &MailboxName::new(SENDER).unwrap());
    let letter = mailbox.letters(0, 1).await.unwrap().remove(0);
    let receipt = read(&mailbox.write_enveloped(&letter).await.unwrap().unwrap()).unwrap();
    assert_eq!(receipt.head.sender, "DXPLGS0000000001");
}

#[tokio::test]
async fn where_no_sandbox_is_left() {
    let desk = Desk::open();
    for number in 0..limits::SANDBOXES {
        let name = SandboxName::new(format!("s{number}")).unwrap();
        desk.gateway.host().execute(&name, SetClock(ClockMode::Manual)).await.unwrap();
    }
    let taken = desk.take(write(&order())).await.unwrap();
    assert_eq!((taken.platform.unwrap().code.code, taken.business.is_some()), ("3999", false));
}
