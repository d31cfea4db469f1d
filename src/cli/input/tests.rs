use super::*;
use tongguan_proto::document::v1::document::Document as Kind;

fn native(text: &str) -> Vec<SubmitStreamRequest> {
    match read(text.as_bytes().to_vec()) {
        Ok(Input::Native(list)) => list,
        other => panic!("{other:?}"),
    }
}

fn refused(text: &str) -> String {
    read(text.as_bytes().to_vec()).unwrap_err().text().to_owned()
}

fn numbers(list: &[SubmitStreamRequest]) -> Vec<Vec<String>> {
    let name = |document: &Document| match document.document.as_ref().unwrap() {
        Kind::SalesOrder(one) => format!("order {}", one.order_no()),
        Kind::Declaration(one) => format!("declaration {}", one.order_no()),
        Kind::Waybill(one) => format!("waybill {}", one.logistics_no()),
        other => format!("{other:?}"),
    };
    list.iter().map(|one| one.documents.iter().map(name).collect()).collect()
}

#[test]
fn every_form_is_taken() {
    let submission = r#"{"request_id":"r1","sender":"DXPX","documents":[{"sales_order":{"order_no":"1"}},
        {"declaration":{"order_no":"1"}}]}"#;
    let list = native(submission);
    assert_eq!(numbers(&list), [["order 1", "declaration 1"]]);
    assert_eq!((list[0].request_id.as_str(), list[0].sender.as_str()), ("r1", "DXPX"));
    assert_eq!(numbers(&native(r#"{"declaration":{"order_no":"1"}}"#)), [["declaration 1"]]);
    assert_eq!(numbers(&native(&format!("[{submission},{submission}]"))).len(), 2);
    let array = r#"[{"salesOrder":{"orderNo":"1"}},{"waybill":{"logistics_no":"2"}}]"#;
    assert_eq!(numbers(&native(array)), [["order 1", "waybill 2"]]);
    let beside = r#"{"waybill":{"logistics_no":"2"},"declaration":{"order_no":"1"},"salesOrder":{"orderNo":"1"},
        "requestId":"r"}"#;
    let list = native(beside);
    assert_eq!(numbers(&list), [["order 1", "waybill 2", "declaration 1"]]);
    assert_eq!(list[0].request_id, "r");
}

#[test]
fn long_arrays_are_split() {
    let one = r#"{"waybill":{"logistics_no":"2"}}"#;
    let list = native(&format!("[{}]", [one; 14].join(",")));
    let lengths: Vec<_> = list.iter().map(|one| one.documents.len()).collect();
    assert_eq!(lengths, [11, 3]);
}

#[test]
fn xml_is_told_by_its_first_character() {
    for text in ["<a/>", "\u{feff}<a/>", "  \n<a/>"] {
        assert!(matches!(read(text.as_bytes().to_vec()), Ok(Input::Xml(xml)) if xml == text.as_bytes()));
    }
}

#[test]
fn every_wrong_name_is_told() {
    let text = refused(
        r#"{"documents":[{"declaration":{"order_number":"1","fCurrency":"142","items":[{"qty":3,"x":1}]}}],"y":1}"#,
    );
    for part in [
        "documents[0].declaration.order_number: no such field of Declaration; order_no is",
        "documents[0].declaration.fCurrency: no such field of Declaration; freight_currency is",
        "documents[0].declaration.items[0].qty: has to be a text in quotes: \"3\"",
        "documents[0].declaration.items[0].x: no such field of DeclarationItem",
        "y: no such field of SubmitStreamRequest",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn what_is_no_document_is_refused() {
    for text in
        ["", "  ", "[]", "{}", "1", "null", "\"x\"", "[1]", "{", "[{}]", r#"{"order_no":"1"}"#, "\u{feff}"]
    {
        assert!(read(text.as_bytes().to_vec()).is_err(), "{text}");
    }
    assert!(refused(r#"{"documents":{}}"#).contains("documents: has to be an array"));
    assert!(refused(r#"{"declaration":[]}"#).contains("declaration: has to be an object"));
    assert!(
        refused(r#"{"declaration":{"pack_no":"x"}}"#).contains("pack_no")
            || !refused(r#"{"declaration":{"pack_no":"x"}}"#).is_empty()
    );
    assert!(read(b"\xff\xfe{}".to_vec()).is_err());
}

#[test]
fn a_name_given_twice_is_a_fault() {
    for (text, place) in [
        (r#"{"sales_order":{"order_no":"1"},"sales_order":{"order_no":"2"}}"#, "sales_order is given twice"),
        (r#"{"sales_order":{"order_no":"1"},"salesOrder":{"order_no":"2"}}"#, "sales_order is given twice"),
        (r#"{"sales_order":{"order_no":"1","order_no":"2"}}"#, "sales_order.order_no is given twice"),
        (r#"{"sales_order":{"order_no":"1","orderNo":"2"}}"#, "is given twice, also as"),
        (r#"{"sales_order":{"items":[{},{"gnum":1,"gnum":2}]}}"#, "sales_order.items[1].gnum is given twice"),
        (r#"[{"waybill":{}},{"waybill":{},"waybill":{}}]"#, "[1].waybill is given twice"),
        (r#"{"documents":[],"documents":[]}"#, "documents is given twice"),
        (r#"{"request_id":"a","requestId":"b","waybill":{}}"#, "is given twice, also as"),
        (r#"{"\u0077aybill":{},"waybill":{}}"#, "waybill is given twice"),
    ] {
        assert!(refused(text).contains(place), "{text}: {}", refused(text));
    }
}

#[test]
fn null_is_absent_everywhere() {
    let text =
        r#"{"request_id":null,"waybill":null,"sales_order":{"order_no":"1","note":null,"items":null}}"#;
    assert_eq!(numbers(&native(text)), [["order 1"]]);
    assert_eq!(native(text)[0].request_id, "");
    assert!(refused(r#"{"sales_order":{"no_such":null}}"#).contains("no such field"));
    assert!(refused(r#"{"waybill":null}"#).contains("no document"));
}
