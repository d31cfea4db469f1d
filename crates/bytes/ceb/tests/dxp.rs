//! The envelope, through its public surface; the official schema judges what is written where it is at hand.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod support;

use proptest::prelude::*;
use support::judge::{assert_valid, terminal_schema};
use tongguan_ceb::dxp::{
    AddInfo, DXP_CODES, Envelope, Head, Response, code, date_time, is_envelope, read, write, write_response,
};
use tongguan_domain::limits;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;

fn envelope() -> Envelope {
    let text = |text: &str| text.to_owned();
    Envelope {
        head: Head {
            cop_msg_id: text("M-1"),
            sender: text("DXPENT0000000001"),
            receivers: vec![text("DXPEDCCEB0000003"), text("DXPENT0000000002")],
            created: date_time(Moment::from_rfc3339("2026-01-05T09:00:00+08:00").unwrap()),
            message_type: text("CEB303Message"),
        },
        data: "<订单/>".as_bytes().to_vec(),
        add_info: AddInfo {
            file_name: Some(text("a&b.xml")),
            ic_card: Some(text("8930000012345")),
            keys: vec![(text("DealFlag"), text("1")), (String::new(), text("x"))],
            encoding: Some(text("UTF-8")),
        },
        signed: false,
    }
}

fn xml() -> String {
    String::from_utf8(write(&envelope())).unwrap()
}

/// The transfer node around an envelope.
fn transferred(route: &str) -> String {
    let inner = xml().replace("<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "");
    format!(
        "<d:DxpMsgSv xmlns:d=\"http://www.chinaport.gov.cn/dxp\" ver=\"1.0\"><d:SvNo Ver=\"1.0\">{route}</d:SvNo>{inner}</d:DxpMsgSv>"
    )
}

const ROUTE: &str = "<d:MsgId>00000001202601050900000000000001</d:MsgId><d:SendTime>2026-01-05T09:00:00.5+08:00</d:SendTime>\
                     <d:EndNode>00000002</d:EndNode><d:StaNode>00000001</d:StaNode>";

#[test]
fn what_is_written_is_read() {
    assert_eq!(read(xml().as_bytes()).unwrap(), envelope());
    assert!(xml().contains("<dxp:CreatTime>2026-01-05T09:00:00</dxp:CreatTime>"));
    let bare = Envelope { add_info: AddInfo::default(), ..envelope() };
    assert_eq!(read(&write(&bare)).unwrap(), bare);
    assert_eq!(read(transferred(ROUTE).as_bytes()).unwrap(), envelope());
}

#[test]
fn a_prefix_and_white_space_are_a_matter_of_taste() {
    for spelled in [
        xml().replace("xmlns:dxp=", "xmlns=").replace("dxp:", ""),
        xml().replace("dxp:", "x:").replace(":dxp=", ":x="),
        xml().replace("><", ">\r\n  <"),
        xml().replace("<dxp:Data>", "<dxp:Data>\n "),
        format!("\u{FEFF}{}", xml()),
    ] {
        assert_eq!(read(spelled.as_bytes()).unwrap(), envelope(), "{spelled}");
    }
}

#[test]
fn a_signature_is_seen() {
    let signature = support::SIGNATURE;
    let signed = xml().replace("</dxp:DxpMsg>", &format!("{signature}</dxp:DxpMsg>"));
    assert!(read(signed.as_bytes()).unwrap().signed);
    let beside = transferred(ROUTE).replace("</d:DxpMsgSv>", &format!("{signature}</d:DxpMsgSv>"));
    assert!(read(beside.as_bytes()).unwrap().signed);
}

/// Each row changes one thing: what is replaced by what, the code, and a word of the answer.
#[test]
fn faults() {
    let long = "x".repeat(300);
    let receivers = "<dxp:ReceiverId>A</dxp:ReceiverId>".repeat(6);
    let rows: &[(&str, &str, &str, &str)] = &[
        ("</dxp:DxpMsg>", "", "0001", "MALFORMED"),
        ("<dxp:DxpMsg ", "<!DOCTYPE a><dxp:DxpMsg ", "0001", "DOCTYPE"),
        ("chinaport.gov.cn/dxp", "chinaport.gov.cn/ceb", "0001", "WRONG_NAMESPACE"),
        ("dxp:DxpMsg", "dxp:DxpRep", "0001", "UNKNOWN_ROOT"),
        ("M-1", "&a;", "0001", "ENTITY"),
        (" ver=\"1.0\"", "", "0002", "DxpMsg: @ver: found nothing, allowed: 1.0"),
        (" ver=\"1.0\"", " ver=\"1.1\"", "0002", "DxpMsg: @ver: found \"1.1\" (3 characters), allowed: 1.0"),
        (
            "M-1",
            "",
            "0002",
            "DxpMsg/TransInfo/CopMsgId: found \"\" (0 characters), allowed: 1 to 255 characters",
        ),
        ("M-1", &long, "0002", "(300 characters), allowed: 1 to 255 characters"),
        (
            "DXPENT0000000001",
            "DXPENT00000000012",
            "0002",
            "SenderId: found \"DXPENT00000000012\" (17 characters), allowed: 1 to 16 characters",
        ),
        ("<dxp:SenderId>DXPENT0000000001</dxp:SenderId>", "", "0002", "TransInfo: <SenderId> is missing"),
        ("<dxp:ReceiverId>DXPENT0000000002</dxp:ReceiverId>", &receivers, "0002", "at most 5 time(s)"),
        ("2026-01-05T09:00:00", "2026-01-05 09:00:00", "0002", "allowed: a time such as"),
        ("2026-01-05T09:00:00", "2026-02-30T09:00:00", "0002", "allowed: a time such as"),
        ("2026-01-05T09:00:00", "2026-01-05T09:00:00+15:00", "0002", "allowed: a time such as"),
        ("2026-01-05T09:00:00", "2026-01-05T09:00:00.", "0002", "allowed: a time such as"),
        ("CEB303Message", &long, "0002", "(300 characters), allowed: 0 to 30 characters"),
        ("<dxp:Data>", "<dxp:Data>!", "0002", "allowed: Base64"),
        ("<dxp:Data>", "<dxp:Data><a/>", "0002", "Data: <a> is not known here"),
        ("<dxp:Data>", "x<dxp:Data>", "0002", "DxpMsg: only elements may stand here"),
        ("<dxp:AddInfo>", "<dxp:Data/><dxp:AddInfo>", "0002", "<Data> may stand at most 1 time(s)"),
        ("<dxp:FileName>a&amp;b.xml</dxp:FileName><dxp:IcCard>", "<dxp:IcCard>", "", ""),
        (
            "<dxp:IcCard>8930000012345</dxp:IcCard>",
            "<dxp:IcCard/>",
            "0002",
            "IcCard: found \"\" (0 characters), allowed: 1 to 13 characters",
        ),
        (" Encode=\"UTF-8\"", " Encode=\"\"", "", ""),
        ("2026-01-05T09:00:00", "0001-01-01T00:00:00", "", ""),
        ("2026-01-05T09:00:00", "9999-12-31T23:59:59", "", ""),
        ("2026-01-05T09:00:00", "2026-01-05T24:00:00", "", ""),
        ("2026-01-05T09:00:00", "今天", "0002", "CreatTime: found \"今天\" (2 characters), allowed: a time"),
        ("DXPENT0000000001", "企业企业企业企业企业企业企业企业企业", "0002", "SenderId: found \"企业"),
        (" Encode=\"UTF-8\"", "", "0002", "IsText: the attribute Encode is missing"),
        (
            "<dxp:BizKey>",
            "<dxp:BizKey><dxp:Key/>",
            "0002",
            "BizKey/Key: found \"\" (0 characters), allowed: 1 to 64 characters",
        ),
    ];
    for (from, to, code, word) in rows {
        assert!(xml().contains(from), "{from}");
        let changed = xml().replace(from, to);
        match (read(changed.as_bytes()), *code) {
            (Ok(_), "") => {}
            (Err(fault), code) => {
                assert_eq!(fault.code.code, code, "{from} -> {to}: {}", fault.faults.join("; "));
                assert!(
                    fault.faults.join("; ").contains(word),
                    "{from} -> {to}: {}",
                    fault.faults.join("; ")
                );
            }
            (Ok(read), code) => panic!("{from} -> {to}: {code} was expected, not {read:?}"),
        }
    }
    let short_route = ROUTE.replace("<d:EndNode>00000002</d:EndNode>", "");
    let fault = read(transferred(&short_route).as_bytes()).unwrap_err();
    assert_eq!(
        (fault.code.code, fault.faults.join("; ").as_str()),
        ("0002", "DxpMsgSv/SvNo: <EndNode> is missing")
    );
}

#[test]
fn every_fault_at_once_and_what_is_known_of_the_head() {
    let broken = xml().replace("M-1", "").replace("T09:00:00", "").replace(" Encode=\"UTF-8\"", "");
    let fault = read(broken.as_bytes()).unwrap_err();
    assert_eq!(fault.faults.len(), 3, "{}", fault.faults.join("; "));
    assert_eq!((fault.head.sender.as_str(), fault.head.cop_msg_id.as_str()), ("DXPENT0000000001", ""));
    // Even of an envelope that ends in its middle.
    let cut = xml().split("<dxp:Data>").next().unwrap().to_owned();
    assert_eq!(read(cut.as_bytes()).unwrap_err().head, envelope().head);
}

/// The id of a mailbox may be longer than an envelope has room for. Cut, it would be that of somebody else.
#[test]
fn no_id_is_cut() {
    let long = "DXPENT00000000010000000000001".to_owned();
    let written = String::from_utf8(write(&Envelope {
        head: Head { receivers: vec![long.clone()], ..envelope().head },
        ..envelope()
    }));
    assert!(written.unwrap().contains(&format!("<dxp:ReceiverId>{long}</dxp:ReceiverId>")));
    let fault = read(xml().replace("DXPENT0000000001", &long).as_bytes()).unwrap_err();
    assert_eq!((fault.code.code, fault.head.sender.as_str()), ("0002", ""));
}

/// A signature that is none breaks the schema, at either place.
#[test]
fn a_signature_has_to_be_one() {
    let empty = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>";
    for (message, path) in [
        (xml().replace("</dxp:DxpMsg>", &format!("{empty}</dxp:DxpMsg>")), "DxpMsg/Signature/SignedInfo: "),
        (
            transferred(ROUTE).replace("</d:DxpMsgSv>", &format!("{empty}</d:DxpMsgSv>")),
            "DxpMsgSv/Signature/SignedInfo: ",
        ),
    ] {
        let fault = read(message.as_bytes()).unwrap_err();
        assert!(
            fault.code.code == "0002" && fault.faults[0].starts_with(path),
            "{}",
            fault.faults.join("; ")
        );
    }
}

/// What finds no room in the list is counted, in the envelope itself and in its signature.
#[test]
fn faults_beyond_the_list_are_counted() {
    let unknown = format!("{}</dxp:DxpMsg>", "<dxp:X/>".repeat(504));
    let key = "<ds:KeyInfo><ds:KeyName><X/></ds:KeyName></ds:KeyInfo>".replace("<X/>", &"<X/>".repeat(504));
    let signature = format!(
        "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{key}</ds:Signature></dxp:DxpMsg>"
    );
    for (end, least) in [(unknown, 4), (signature, 4)] {
        let fault = read(xml().replace("</dxp:DxpMsg>", &end).as_bytes()).unwrap_err();
        assert_eq!(fault.faults.len(), 500);
        assert!(
            (least..least + 4).contains(&fault.unlisted),
            "{}: {:?}",
            fault.unlisted,
            fault.faults.first()
        );
    }
}

#[test]
fn sizes_are_bounded() {
    let of = |bytes: usize| write(&Envelope { data: vec![b'x'; bytes], ..envelope() });
    assert_eq!(read(&of(limits::XML_BYTES)).unwrap().data.len(), limits::XML_BYTES);
    assert_eq!(read(&of(limits::XML_BYTES + 1)).unwrap_err().code, &code::FORMAT_OTHER);
    assert_eq!(read(&vec![b'<'; limits::DXP_BYTES + 1]).unwrap_err().code, &code::FORMAT_OTHER);
    assert_eq!(read(b"").unwrap_err().code, &code::FORMAT);
}

#[test]
fn an_envelope_is_told_by_its_root() {
    for (text, expected) in [
        (xml(), true),
        (transferred(ROUTE), true),
        (xml().split("<dxp:Data>").next().unwrap().to_owned(), true),
        ("<DxpMsg/>".to_owned(), true),
        ("<a:x xmlns:a=\"http://www.chinaport.gov.cn/dxp\"/>".to_owned(), true),
        ("<ceb:CEB303Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"/>".to_owned(), false),
        ("DxpMsg".to_owned(), false),
        (String::new(), false),
    ] {
        assert_eq!(is_envelope(text.as_bytes()), expected, "{text}");
    }
}

fn response(head: Head) -> Response {
    Response {
        code: &code::RECEIVER_UNKNOWN,
        info: "接收方不存在[DXPENT0000000009]".to_owned(),
        receivers: vec!["DXPENT0000000009".to_owned()],
        time: Moment::from_rfc3339("2026-01-05T23:00:00Z").unwrap(),
        original: head,
    }
}

#[test]
fn an_answer() {
    let written = String::from_utf8(write_response(&[response(envelope().head)]).unwrap()).unwrap();
    for part in [
        "<dxp:RecevierId>DXPENT0000000001</dxp:RecevierId>",
        "<dxp:ResponseCode>2001</dxp:ResponseCode>",
        "<dxp:RecId>DXPENT0000000009</dxp:RecId>",
        "<dxp:NoticeTime>2026-01-06</dxp:NoticeTime>",
        "<dxp:OriHead><dxp:CopMsgId>M-1</dxp:CopMsgId>",
    ] {
        assert!(written.contains(part), "{part}: {written}");
    }
    assert_eq!(write_response(&[]), None);
}

#[test]
fn the_official_schema_takes_what_is_written() {
    let wild = "\u{1}<&\"'\r\n\t ]]>\u{FFFE}订".repeat(40);
    let pair = |text: &str| (text.to_owned(), text.to_owned());
    let head = Head {
        cop_msg_id: wild.clone(),
        // Ids are the one thing that is never cut to fit.
        sender: wild.chars().take(16).collect(),
        receivers: vec![wild.chars().take(16).collect(); 7],
        created: String::new(),
        message_type: wild.clone(),
    };
    let add_info = AddInfo {
        file_name: Some(wild.clone()),
        ic_card: Some(wild.clone()),
        keys: vec![pair(&wild); 7],
        encoding: Some(wild.clone()),
    };
    let wild_one = Envelope { head: head.clone(), data: vec![0, 255], add_info, signed: false };
    let all_codes: Vec<Response> = DXP_CODES
        .iter()
        .map(|code| Response { code, info: wild.clone(), ..response(head.clone()) })
        .collect();
    let written = [
        ("whole", write(&envelope())),
        ("wild", write(&wild_one)),
        ("empty", write(&Envelope::default())),
        ("answer", write_response(&[response(envelope().head)]).unwrap()),
        ("answer-to-nothing", write_response(&[response(Head::default())]).unwrap()),
        ("answer-of-all", write_response(&all_codes).unwrap()),
    ];
    let written = written.map(|(name, bytes)| (name.to_owned(), bytes));
    assert_valid(terminal_schema(MessageVersion::V202205), &written);
}

proptest! {
    #[test]
    fn any_data_come_back(data in proptest::collection::vec(any::<u8>(), 0..200), id in "[ -~]{1,255}") {
        let mut sent = envelope();
        sent.data = data;
        sent.head.cop_msg_id = id;
        prop_assert_eq!(read(&write(&sent)).unwrap(), sent);
    }

    #[test]
    fn no_bytes_break_it(at in 0usize..900, with in any::<u8>()) {
        let mut bytes = xml().into_bytes();
        let at = at % bytes.len();
        bytes[at] = with;
        let _: Result<_, _> = read(&bytes);
        let _: bool = is_envelope(&bytes);
    }
}
