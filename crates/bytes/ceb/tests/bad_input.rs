//! A table of what strangers send, and what they are told.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod support;

use std::time::{Duration, Instant};
use support::{GUID, codes, codes_in, full_message, full_message_in, kinds, read};
use tongguan_ceb::{STRUCTURE_CODES, UNREADABLE_CODES};
use tongguan_domain::document::DocumentKind::{self, *};
use tongguan_domain::subscription::Subscription;
use tongguan_domain::version::MessageVersion::{V202205, V2018113};

fn check(name: &str, message: impl AsRef<[u8]>, expected: &[&str]) {
    let begin = Instant::now();
    let found = codes(message.as_ref());
    let spent = begin.elapsed();
    assert_eq!(found, expected, "{name}");
    assert!(spent < Duration::from_millis(500), "{name} took {spent:?}");
}

fn waybill() -> String {
    full_message(Waybill, 0)
}

/// The good message with one change; the change must apply.
fn with(message: &str, from: &str, to: &str) -> String {
    assert!(message.contains(from), "{from}");
    message.replacen(from, to, 1)
}

#[test]
fn a_message_cut_anywhere_is_unreadable() {
    let message = format!("\u{FEFF}{}", waybill());
    assert!(read(message.as_bytes()).is_ok());
    for end in 0..message.len() {
        let refusal = read(&message.as_bytes()[..end]).expect_err("a part was read as a whole");
        assert!(refusal.offset <= end as u64, "{refusal}");
    }
}

#[test]
fn encodings() {
    let good = waybill();
    check("plain", &good, &[]);
    check("mark", format!("\u{FEFF}{good}"), &[]);
    check("two marks", format!("\u{FEFF}\u{FEFF}{good}"), &["MALFORMED"]);
    check("nothing", "", &["EMPTY"]);
    check("blank", " \r\n\t", &["EMPTY"]);
    check("mark alone", "\u{FEFF}", &["EMPTY"]);
    check("no declaration", good.split_once("?>").unwrap().1, &[]);
    check("GBK declared", with(&good, "UTF-8", "GBK"), &["NOT_UTF8"]);
    check("lower case", with(&good, "UTF-8", "utf-8"), &[]);
    check("PHP and Java", with(&good, "UTF-8", "utf8"), &[]);
    check("single quotes", with(&good, "\"UTF-8\"", "'UTF-8' standalone='no'"), &[]);
    check("XML 1.1", with(&good, "1.0", "1.1"), &["MALFORMED"]);
    check("late declaration", format!("\n{good}"), &["MALFORMED"]);
    check("UTF-7", "+ADw-ceb:CEB505Message+AD4-", &["MALFORMED"]);
    for big in [true, false] {
        let order = |unit: u16| {
            if big { unit.to_be_bytes() } else { unit.to_le_bytes() }
        };
        let wide: Vec<u8> = good.encode_utf16().flat_map(order).collect();
        check("UTF-16", &wide, &["NOT_UTF8"]);
        let marked: Vec<u8> = order(0xFEFF).into_iter().chain(wide).collect();
        check("UTF-16 with mark", marked, &["NOT_UTF8"]);
    }
    let mut broken = with(&good, "UTF-8", "GB2312").into_bytes();
    let at = broken.len() - 100;
    broken[at] = 0xFF;
    let refusal = read(&broken).unwrap_err();
    assert_eq!((refusal.code, refusal.zh(), refusal.offset), ("NOT_UTF8", "报文编码不是UTF-8", at as u64));
    assert!(refusal.text.contains("GB2312"), "{refusal}");
}

#[test]
fn attacks() {
    let good = waybill();
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\">]>\
        <ceb:CEB505Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\">&b;</ceb:CEB505Message>";
    check("billion laughs", laughs, &["DOCTYPE"]);
    for doctype in [
        "<!DOCTYPE x>",
        "<!doctype x>",
        "<!DOCTYPE x SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1/x\"> %p;]>",
        "<!DOCTYPE",
    ] {
        check(doctype, with(&good, "?>", &format!("?>{doctype}")), &["DOCTYPE"]);
    }
    check("entity", with(&good, "值", "&xxe;"), &["ENTITY"]);
    check("HTML entity", with(&good, "值", "&nbsp;"), &["ENTITY"]);
    check("entity in an attribute", with(&good, GUID, "&xxe;"), &["ENTITY"]);
    check(
        "entity on a skipped element",
        with(&good, "<ceb:appType>", "<ceb:x a='&y;'/><ceb:appType>"),
        &["ENTITY"],
    );
    let deep = "<x>".repeat(10_000) + &"</x>".repeat(10_000);
    check("deep", with(&good, "<ceb:appType>", &format!("{deep}<ceb:appType>")), &["TOO_DEEP"]);
    let many: String = (0..100_000).map(|n| format!(" a{n}=''")).collect();
    check(
        "attributes",
        with(&good, "<ceb:appType>", &format!("<ceb:appType{many}>")),
        &["TOO_MANY_ATTRIBUTES"],
    );
    let many: String = (0..100_000).map(|n| format!(" xmlns:a{n}='u'")).collect();
    check("namespaces", with(&good, " version", &format!("{many} version")), &["TOO_MANY_ATTRIBUTES"]);
    let spread: String = (0..8)
        .map(|d| (0..9).map(|n| format!(" xmlns:a{d}_{n}='u'")).collect::<String>())
        .map(|names| format!("<ceb:x{names}>"))
        .collect::<String>()
        + &"</ceb:x>".repeat(8);
    check(
        "namespaces in depth",
        with(&good, "<ceb:appType>", &format!("{spread}<ceb:appType>")),
        &["TOO_MANY_ATTRIBUTES"],
    );
    let long = "长".repeat(22_000);
    check("long text", with(&good, "值", &long), &["TEXT_TOO_LONG"]);
    let pieces = "<!-- -->长&#38;<![CDATA[长]]>".repeat(10_000);
    check("long text in pieces", with(&good, "值", &pieces), &["TEXT_TOO_LONG"]);
    check("long attribute", with(&good, GUID, &"A".repeat(70_000)), &["TEXT_TOO_LONG"]);
    check("13 MB", with(&good, "值", &"x".repeat(13 << 20)), &["TOO_LARGE"]);
    check("NUL", with(&good, "值", "\0"), &["ILLEGAL_CHARACTER"]);
    check("escape", with(&good, "值", "\u{1B}[2J"), &["ILLEGAL_CHARACTER"]);
    check("U+FFFE", with(&good, "值", "\u{FFFE}"), &["ILLEGAL_CHARACTER"]);
    for reference in ["&#0;", "&#x1B;", "&#xD800;", "&#xFFFF;", "&#x110000;", "&#99999999999999999999;"] {
        check(reference, with(&good, "值", reference), &["ILLEGAL_CHARACTER"]);
        check(reference, with(&good, GUID, reference), &["ILLEGAL_CHARACTER"]);
    }
    let unknown = "<ceb:x/>".repeat(200_000);
    let message = read(with(&good, "<ceb:appType>", &format!("{unknown}<ceb:appType>")).as_bytes()).unwrap();
    assert_eq!((message.structure.len(), message.unlisted), (500, 199_500));
    let empty = "<ceb:DepartureList/>".repeat(100_000);
    let message = read(
        with(
            &full_message(Departure, 1),
            "<ceb:BaseT",
            &format!("<ceb:Departure>{empty}</ceb:Departure><ceb:BaseT"),
        )
        .as_bytes(),
    );
    assert_eq!(message.unwrap().records[1].faults.len(), 500);
}

#[test]
fn markup_that_is_not_well_formed() {
    let good = waybill();
    for bad in [
        "<!-->",
        "<!--->",
        "<!-- -- -->",
        "<!>",
        "<!x>",
        "<![CDATA[",
        "<![CDATA[]>",
        "<?>",
        "<??>",
        "<?xml?>",
        "<?XML a?>",
        "<>",
        "< a>",
        "</>",
        "<1/>",
        "<a:b:c/>",
        "<:a/>",
        "<a:/>",
        "<nope:a/>",
        "<a",
        "<a b>",
        "<a b=c/>",
        "<a b='<'/>",
        "<a b='1'c='2'/>",
        "<a b='1' b='2'/>",
        "<a b='&'/>",
        "<a b='&#x;'/>",
        "<a ='1'/>",
        "<a 1='1'/>",
        "<a/ >",
        "<a / >",
        "<a x:b='1'/>",
        "<a xmlns:x=''/>",
        "<a xmlns:xmlns='u'/>",
        "<a xmlns:xml='u'/>",
        "<a xmlns:x='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns:=''/>",
        "&",
        "&;",
        "&#;",
        "&#x;",
        "&#xG;",
        "&#+1;",
        "& amp;",
        "]]>",
        "</ceb:wrong>",
        "<a></b>",
        "<a></a b>",
    ] {
        check(bad, with(&good, "<ceb:appType>", &format!("{bad}<ceb:appType>")), &["MALFORMED"]);
    }
    check("text before", with(&good, "<ceb:CEB", "x<ceb:CEB"), &["MALFORMED"]);
    check("reference before", with(&good, "<ceb:CEB", "&amp;<ceb:CEB"), &["MALFORMED"]);
    check("text behind", format!("{good}x"), &["MALFORMED"]);
    check("CDATA behind", format!("{good}<![CDATA[]]>"), &["MALFORMED"]);
    check("a second root", format!("{good}{}", good.split_once("?>").unwrap().1), &["MALFORMED"]);
    check("only a comment", "<!-- x -->", &["MALFORMED"]);
    check(
        "comment and instruction around",
        with(&format!("{good}<!-- x -->\n<?x y?>\n"), "?>", "?><!-- é --><?a?>"),
        &[],
    );
}

#[test]
fn roots() {
    let good = waybill();
    for (number, word) in [
        (304, "receipt"),
        (606, "receipt"),
        (216, "receipt"),
        (792, "summary result"),
        (900, "breaks its schema"),
        (311, "import"),
        (999, "not a"),
    ] {
        let message = good.replace("CEB505Message", &format!("CEB{number}Message"));
        let refusal = read(message.as_bytes()).unwrap_err();
        assert_eq!(refusal.code, "UNKNOWN_ROOT");
        assert!(refusal.text.contains(word), "{refusal}");
    }
    check("other root", good.replace("CEB505Message", "CEB214"), &["UNKNOWN_ROOT"]);
    check("envelope", "<DxpMsg xmlns='http://www.chinaport.gov.cn/dxp'/>", &["UNKNOWN_ROOT"]);
    check("other namespace", with(&good, "gov.cn/ceb", "gov.cn/CEB"), &["WRONG_NAMESPACE"]);
    check("no namespace", "<CEB505Message guid='' version=''/>", &["WRONG_NAMESPACE"]);
    check(
        "empty root",
        "<CEB505Message xmlns='http://www.chinaport.gov.cn/ceb'/>",
        &["ATTRIBUTE_MISSING", "ATTRIBUTE_MISSING", "ELEMENT_MISSING", "ELEMENT_MISSING"],
    );
    check("guid", with(&good, GUID, "1"), &["ATTRIBUTE_WRONG_LENGTH"]);
    check("version", with(&good, "version=\"1.0\">", "version=''>"), &["ATTRIBUTE_WRONG_LENGTH"]);
    check(
        "other attribute",
        with(&good, " guid", " x='1' ceb:guid='' guid"),
        &["ATTRIBUTE_UNKNOWN", "ATTRIBUTE_UNKNOWN"],
    );
    let xsi = " xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='a b' guid";
    check("schema location", with(&good, " guid", xsi), &[]);
    check("nil", with(&good, " guid", &format!(" xsi:nil='true'{xsi}")), &["ATTRIBUTE_UNKNOWN"]);
}

#[test]
fn every_kind_has_its_root_in_its_versions() {
    for kind in DocumentKind::ALL {
        let message = full_message(kind, 1);
        assert_eq!(read(message.as_bytes()).unwrap().kind, kind);
        let known = kinds(V2018113).contains(&kind);
        let refused = codes_in(V2018113, message.as_bytes()) == ["NOT_IN_VERSION"];
        assert_eq!(refused, !known, "{kind:?}");
    }
    assert_eq!(DocumentKind::ALL.len() - kinds(V2018113).len(), 2, "213 and 215 are new");
}

/// The same text of 202205 and of 2018-113, where they say different things.
#[test]
fn the_version_decides_about_fields_and_lines() {
    let both = |name: &str, text: &str, newer: &[&str], older: &[&str]| {
        assert_eq!(codes_in(V202205, text.as_bytes()), newer, "{name}");
        assert_eq!(codes_in(V2018113, text.as_bytes()), older, "{name}");
    };
    let order = full_message_in(V2018113, SalesOrder, 1);
    both("good in both", &order, &[], &[]);
    both("empty orderNo", &with(&order, "<ceb:orderNo>1<", "<ceb:orderNo><"), &[], &["FIELD_TOO_SHORT"]);
    let long = format!("<ceb:ebpCode>{}<", "5".repeat(19));
    both("ebpCode of 19", &with(&order, "<ceb:ebpCode>1<", &long), &["FIELD_TOO_LONG"], &[]);
    let movement = full_message_in(V2018113, Departure, 1);
    let line = between(&movement, "<ceb:DepartureList>", "</ceb:DepartureList>");
    both("101 parcels", &with(&movement, line, &line.repeat(101)), &[], &["TOO_MANY_LINES"]);
    let spaced = with(&movement, "<ceb:trafMode>1<", "<ceb:trafMode> 1<");
    both("space around trafMode", &spaced, &[], &["FIELD_WRONG_LENGTH"]);
    let summary = full_message_in(V2018113, SummaryApplication, 1);
    let line = between(&summary, "<ceb:SummaryApplyList>", "</ceb:SummaryApplyList>");
    both("no line", &with(&summary, line, ""), &[], &["LINES_MISSING"]);
}

#[test]
fn subscribers_are_typed() {
    let good = waybill();
    let subscribe = |status: &str| {
        format!(
            "<ceb:BaseSubscribe><ceb:status>{status}</ceb:status><ceb:dxpMode>DXP</ceb:dxpMode>\
             <ceb:dxpAddress>A</ceb:dxpAddress></ceb:BaseSubscribe>"
        )
    };
    let end = "</ceb:CEB505Message>";
    let send =
        |texts: &[String]| read(with(&good, end, &format!("{}{end}", texts.concat())).as_bytes()).unwrap();
    let message = send(&["ALL", "DATA", "RET"].map(subscribe));
    assert!(message.structure.is_empty());
    assert_eq!(message.subscribers.iter().map(|s| s.wants).collect::<Vec<_>>(), Subscription::ALL);
    let flags = Subscription::ALL.map(|wants| (wants.takes_data(), wants.takes_receipts()));
    assert_eq!(flags, [(true, true), (true, false), (false, true)]);

    // The schema allows any text, its note three: nothing wrong passes in silence.
    for wrong in ["", "all", " ALL", "RECEIPTS", "XXX", "RET,DATA", "全部"] {
        let message = send(&[subscribe("RET"), subscribe(wrong)]);
        assert_eq!(support::all_codes(&message), ["UNKNOWN_SUBSCRIPTION"], "{wrong}");
        assert_eq!(message.structure[0].path, "/CEB505Message/BaseSubscribe[2]/status");
        let text = format!("found {wrong:?}, allowed: ALL, DATA or RET");
        assert_eq!(message.structure[0].text, text);
        assert!(message.breaks_schema());
        assert_eq!(message.subscribers.len(), 1);
    }
    let message = send(&[subscribe(&"A".repeat(101))]);
    assert_eq!(support::all_codes(&message), ["FIELD_TOO_LONG"]);
    assert!(message.breaks_schema());
}

#[test]
fn namespaces_may_be_written_in_any_way() {
    let good = waybill();
    let default = good.replace("ceb:", "").replace("xmlns:ceb", "xmlns");
    check("default", default, &[]);
    check("other prefix", good.replace("ceb:", "a.b-1:").replace("xmlns:ceb", "xmlns:a.b-1"), &[]);
    check("by reference", with(&good, "gov.cn/ceb", "gov.cn&#47;ceb"), &[]);
    let other = with(&good, "<ceb:note>", "<x:note xmlns:x='http://www.chinaport.gov.cn/ceb'>");
    check("declared late", with(&other, "</ceb:note>", "</x:note>"), &[]);
    let rebound = with(&good, "<ceb:note>", "<ceb:note xmlns:ceb='urn:x'>");
    check("rebound", &rebound, &["WRONG_NAMESPACE"]);
    check(
        "without a prefix",
        with(&good, "<ceb:appType>1</ceb:appType>", "<appType>1</appType>"),
        &["WRONG_NAMESPACE", "FIELD_MISSING"],
    );
    let message = read(rebound.as_bytes()).unwrap();
    assert_eq!(message.structure[0].path, "/CEB505Message/Logistics[1]/note");
    let at = usize::try_from(message.structure[0].offset).unwrap();
    assert!(rebound[at..].starts_with("<ceb:note xmlns"));
}

/// The faults of the records do not hide that there are too many of them, however many these are.
#[test]
fn too_many_records_are_told_first() {
    let good = full_message(SalesOrder, 2);
    let order = between(&good, "<ceb:Order>", "</ceb:Order>");
    for empty in [101, 700] {
        let message = with(&good, order, &"<ceb:Order/>".repeat(empty));
        let message = read(message.as_bytes()).unwrap();
        assert_eq!(message.structure[0].code, "TOO_MANY_RECORDS");
        assert!(message.structure.len() <= 500);
    }
}

#[test]
fn structure() {
    let good = full_message(SalesOrder, 2);
    let order = between(&good, "<ceb:Order>", "</ceb:Order>");
    let head = between(&good, "<ceb:OrderHead>", "</ceb:OrderHead>");
    let transfer = between(&good, "<ceb:BaseTransfer>", "</ceb:BaseTransfer>");
    let subscribe = "<ceb:BaseSubscribe><ceb:status>ALL</ceb:status><ceb:dxpMode>DXP</ceb:dxpMode>\
        <ceb:dxpAddress>A</ceb:dxpAddress></ceb:BaseSubscribe>";
    let signature = support::SIGNATURE;
    let extend = "<ceb:ExtendMessage><ceb:name>n</ceb:name><ceb:version>1</ceb:version><ceb:Message><any><thing/>x</any>\
        </ceb:Message></ceb:ExtendMessage>";
    let end = "</ceb:CEB303Message>";
    let tail = |text: &str| with(&good, end, &format!("{text}{end}"));

    let signed = read(tail(signature).as_bytes()).unwrap();
    assert!(signed.signed && !read(good.as_bytes()).unwrap().signed);
    check("everything", tail(&format!("{}{signature}{extend}", subscribe.repeat(5))), &[]);
    check(
        "signature too early",
        with(&good, transfer, &format!("{signature}{transfer}")),
        &["ELEMENT_OUT_OF_ORDER"],
    );
    check("two transfers", tail(transfer), &["ELEMENT_REPEATED"]);
    check("six subscribers", tail(&subscribe.repeat(6)), &["ELEMENT_REPEATED"]);
    check("two signatures", tail(&signature.repeat(2)), &["ELEMENT_REPEATED"]);
    check(
        "empty extension",
        tail("<ceb:ExtendMessage/>"),
        &["FIELD_MISSING", "FIELD_MISSING", "ELEMENT_MISSING"],
    );
    check("two in an extension", tail(&with(extend, "<any>", "<b/><any>")), &["ELEMENT_REPEATED"]);
    check("text in an extension", tail(&with(extend, "<any>", "x<any>")), &["TEXT_BETWEEN_ELEMENTS"]);
    check("long name", tail(&with(extend, ">n<", &format!(">{}<", "n".repeat(31)))), &["FIELD_TOO_LONG"]);
    check("signature of ours", tail("<ceb:Signature/>"), &["UNKNOWN_ELEMENT"]);
    check("no transfer", with(&good, transfer, ""), &["ELEMENT_MISSING"]);
    check("empty transfer", with(&good, transfer, "<ceb:BaseTransfer/>"), &["FIELD_MISSING"; 4]);
    check("transfer mode", with(&good, ">DXP<", ">AS2X<"), &["FIELD_WRONG_LENGTH"]);
    check("no record", with(&good, order, ""), &["ELEMENT_MISSING"]);
    check(
        "record behind",
        with(&with(&good, order, ""), transfer, &format!("{transfer}{order}")),
        &["ELEMENT_OUT_OF_ORDER"],
    );
    check("100 records", with(&good, order, &order.repeat(100)), &[]);
    check("101 records", with(&good, order, &order.repeat(101)), &["TOO_MANY_RECORDS"]);
    let message = read(with(&good, order, &order.repeat(103)).as_bytes()).unwrap();
    assert_eq!(message.records.len(), 100);
    assert!(message.structure[0].text.starts_with("103 records"));
    let line = between(&good, "<ceb:OrderList>", "</ceb:OrderList>");
    check("100 lines", with(&good, line, &line.repeat(99)), &[]);
    let message = read(with(&good, line, &line.repeat(105)).as_bytes()).unwrap();
    let fault = &message.records[0].faults[0];
    assert_eq!((fault.rule.code, fault.found.as_deref()), ("TOO_MANY_LINES", Some("106")));
    check("no lines", good.replace(line, ""), &["LINES_MISSING"]);
    let mandatory = SalesOrder.head_fields().iter().filter(|f| f.mandatory).count();
    let expected: Vec<_> = ["ELEMENT_MISSING"].into_iter().chain(vec!["FIELD_MISSING"; mandatory]).collect();
    check("no head", with(&good, head, ""), &expected);
    check("two heads", with(&good, head, &head.repeat(2)), &["ELEMENT_REPEATED"]);
    check(
        "head behind",
        with(&with(&good, head, ""), line, &format!("{line}{head}")),
        &["ELEMENT_OUT_OF_ORDER"],
    );
    check(
        "record of another kind",
        with(&good, "<ceb:BaseT", "<ceb:Logistics/><ceb:BaseT"),
        &["UNKNOWN_ELEMENT"],
    );
    for place in
        ["<ceb:Order>", "<ceb:OrderHead>", "<ceb:OrderList>", "<ceb:BaseTransfer>", "</ceb:OrderHead>"]
    {
        check(place, with(&good, place, &format!("{place}x&amp;<!-- -->y")), &["TEXT_BETWEEN_ELEMENTS"]);
        check(
            place,
            with(&good, place, &format!("{place}<ceb:foo a='1'><ceb:guid/></ceb:foo>")),
            &["UNKNOWN_ELEMENT"],
        );
        check(place, with(&good, place, &format!("{place} \n\t<![CDATA[ ]]>&#32;<?x?>")), &[]);
    }
    check("attribute", with(&good, "<ceb:OrderHead>", "<ceb:OrderHead id='1'>"), &["ATTRIBUTE_UNKNOWN"]);
    check(
        "child of a field",
        with(&good, "<ceb:appType>", "<ceb:appType><ceb:b>x</ceb:b>"),
        &["UNKNOWN_ELEMENT"],
    );

    let two = with(&good, order, &order.repeat(2));
    let (first, second) = two.split_at(two.rfind("<ceb:OrderHead>").unwrap());
    let message = format!("{first}{}", with(second, "<ceb:guid>", "<ceb:foo/><ceb:guid>"));
    let fault = read(message.as_bytes()).unwrap().structure.remove(0);
    assert_eq!(fault.path, "/CEB303Message/Order[2]/OrderHead/foo");
    assert!(message[usize::try_from(fault.offset).unwrap()..].starts_with("<ceb:foo/>"));
    let marked = read(format!("\u{FEFF}{message}").as_bytes()).unwrap().structure.remove(0);
    assert_eq!(marked.offset, fault.offset + 3);
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let begin = text.find(from).unwrap();
    let end = begin + text[begin..].find(to).unwrap() + to.len();
    &text[begin..end]
}

#[test]
fn fields() {
    let good = waybill();
    check("negative", with(&good, ">12.5<", ">-12.5<"), &[]);
    check("20 digits", with(&good, ">12.5<", ">12345678901234567890<"), &["TOO_MANY_DIGITS"]);
    check("exponent", with(&good, ">12.5<", ">1e3<"), &["NOT_A_DECIMAL"]);
    check("comment in a number", with(&good, ">12.5<", ">12<!-- x -->.<![CDATA[5]]><?x?><"), &[]);
    check("number with space around", with(&good, ">12.5<", ">\n 12.5 &#9;<"), &[]);
    check(
        "text with space around",
        with(&good, "<ceb:appType>1<", "<ceb:appType> 1<"),
        &["FIELD_WRONG_LENGTH"],
    );
    check(
        "repeated",
        with(&good, "<ceb:appType>", "<ceb:appType/><ceb:appType>"),
        &["ELEMENT_REPEATED", "FIELD_WRONG_LENGTH"],
    );
    let swapped = with(&good, "<ceb:appType>1</ceb:appType>", "");
    check(
        "out of order",
        with(&swapped, "<ceb:freight>", "<ceb:appType>1</ceb:appType><ceb:freight>"),
        &["ELEMENT_OUT_OF_ORDER"],
    );
    check(
        "last field first",
        with(&with(&good, "<ceb:note>n值</ceb:note>", ""), "<ceb:guid>", "<ceb:note/><ceb:guid>"),
        &["ELEMENT_OUT_OF_ORDER"],
    );
    check("empty field with a default", with(&good, "<ceb:appStatus>1<", "<ceb:appStatus><"), &[]);
    let freight = full_message(SalesOrder, 1);
    check(
        "empty number with a default",
        with(&freight, "<ceb:freight>12.5</ceb:freight>", "<ceb:freight/>"),
        &[],
    );
    check(
        "blank number with a default",
        with(&freight, "<ceb:freight>12.5<", "<ceb:freight> <"),
        &["NOT_A_DECIMAL"],
    );
}

#[test]
fn references_do_not_cut_a_text() {
    for kind in DocumentKind::ALL {
        let good = full_message(kind, 1);
        let mut at = 0;
        let mut tried = 0;
        while let Some(found) = good[at..].find("值</ceb:") {
            at += found;
            let message = format!("{}&amp;{}", &good[..at], &good[at + "值".len()..]);
            let copy = format!("{}&{}", &good[..at], &good[at + "值".len()..]);
            let read = read(message.as_bytes()).unwrap();
            assert!(!read.breaks_schema());
            if let Some(record) = read.records.first() {
                let mut texts = Vec::new();
                record
                    .document
                    .each_head_field(&mut |f, v| texts.push(format!("<ceb:{0}>{v}</ceb:{0}>", f.element)));
                record
                    .document
                    .each_line_field(0, &mut |f, v| texts.push(format!("<ceb:{0}>{v}</ceb:{0}>", f.element)));
                assert!(
                    texts.iter().any(|text| text.contains('&') && copy.contains(text.as_str())),
                    "{kind:?}"
                );
            }
            at += 1;
            while !good.is_char_boundary(at) {
                at += 1;
            }
            tried += 1;
        }
        assert!(tried > 3, "{kind:?}");
    }
}

#[test]
fn line_ends_are_those_of_xml() {
    let good = full_message(Waybill, 0);
    let note = |text: &str| {
        let message = read(with(&good, "<ceb:note>n值<", &format!("<ceb:note>{text}<")).as_bytes()).unwrap();
        assert!(!message.breaks_schema());
        message.records[0].document.note().unwrap().to_owned()
    };
    assert_eq!(note("a\r\nb\rc\n"), "a\nb\nc\n");
    assert_eq!(note("a&#13;\n&#xD;<![CDATA[<&amp;\r\n]]>"), "a\r\n\r<&amp;\n");
    assert_eq!(note("  x&lt;&gt;&apos;&quot;&#x4E2D;\t "), "  x<>'\"中\t ");
    assert_eq!(note(""), "");
    let message =
        read(with(&good, "<ceb:goodsInfo>g值<", "<ceb:goodsInfo>\n a&#13;\n\t b <").as_bytes()).unwrap();
    let mut texts = Vec::new();
    message.records[0].document.each_head_field(&mut |f, v| {
        if f.element == "goodsInfo" {
            texts.push(v.to_string());
        }
    });
    assert_eq!(texts, ["a b"]);
}

#[test]
fn the_catalogue_has_no_code_twice() {
    for rows in [STRUCTURE_CODES, UNREADABLE_CODES] {
        for (at, row) in rows.iter().enumerate() {
            assert!(!rows[..at].iter().any(|other| other.code == row.code));
            assert!(!row.zh.is_empty() && !row.en.is_empty() && !row.hint.is_empty());
        }
    }
}
