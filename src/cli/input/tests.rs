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
    let list = native(&format!("[{}]", [one; 103].join(",")));
    let lengths: Vec<_> = list.iter().map(|one| one.documents.len()).collect();
    assert_eq!(lengths, [100, 3]);
}

#[test]
fn xml_is_told_by_its_first_character() {
    for text in ["<a/>", "\u{feff}<a/>", "  \n<a/>"] {
        assert!(matches!(read(text.as_bytes().to_vec()), Ok(Input::Xml(xml)) if xml == text.as_bytes()));
    }
}

#[test]
fn every_mistake_is_told_with_its_place() {
    let text = refused(
        "{\"documents\":[{\"declaration\":{\"order_number\":\"1\",\"fCurrency\":\"142\",\n\
         \"items\":[{\"qty\":3,\"x\":1,\"gnum\":\"one\"}]}}],\"y\":1}",
    );
    let expected = "\
documents[0].declaration.order_number (line 1, column 46): no such field of Declaration; did you mean order_no?
  documents[0].declaration.fCurrency (line 1, column 62): no such field of Declaration; did you mean freight_currency?
  documents[0].declaration.items[0].qty (line 2, column 17): has to be a text in quotes: \"3\", found 3
  documents[0].declaration.items[0].x (line 2, column 23): no such field of DeclarationItem
  documents[0].declaration.items[0].gnum (line 2, column 32): has to be a whole number from 0 to 4294967295, found \"one\"
  y (line 2, column 47): no such field of SubmitStreamRequest";
    assert_eq!(text, expected);
}

#[test]
fn every_kind_of_wrong_value_has_plain_words() {
    const WHOLE: &str = "has to be a whole number from 0 to 4294967295, found ";
    for (json, words) in [
        (r#"{"waybill":{"pack_no":1.5}}"#, format!("waybill.pack_no (line 1, column 23): {WHOLE}1.5")),
        (r#"{"waybill":{"pack_no":-1}}"#, format!("{WHOLE}-1")),
        (r#"{"waybill":{"pack_no":1e99}}"#, format!("{WHOLE}1e99")),
        (r#"{"waybill":{"pack_no":4294967296}}"#, format!("{WHOLE}4294967296")),
        (r#"{"waybill":{"pack_no":true}}"#, format!("{WHOLE}true")),
        (r#"{"waybill":{"pack_no":[]}}"#, format!("{WHOLE}[]")),
        (r#"{"waybill":{"pack_no":{}}}"#, format!("{WHOLE}{{}}")),
        (r#"{"waybill":{"pack_no":"x"}}"#, format!("{WHOLE}\"x\"")),
        (r#"{"waybill":{"goods_info":false}}"#, "has to be a text in quotes, found false".to_owned()),
        (r#"{"waybill":{"goods_info":["a"]}}"#, "has to be a text in quotes, found [\"a\"]".to_owned()),
        (r#"{"waybill":[]}"#, "waybill (line 1, column 12): has to be an object {…}, found []".to_owned()),
        (r#"{"documents":{}}"#, "documents (line 1, column 14): has to be an array […], found {}".to_owned()),
        (r#"{"sales_order":{"items":{}}}"#, "has to be an array […], found {}".to_owned()),
        (r#"{"sales_order":{"items":[null]}}"#, "sales_order.items[0]".to_owned()),
        (r#"[1]"#, "[0] (line 1, column 2): has to be a document such as".to_owned()),
        (r#"{"order":{}}"#, "sales_order, payment_receipt, ".to_owned()),
        (r#"{"order":{}}"#, "did you mean sales_order?".to_owned()),
        (r#"[{"declartion":{}}]"#, "did you mean declaration?".to_owned()),
        (r#"[{"603":{}}]"#, "did you mean declaration?".to_owned()),
        (r#"[{"waybill":{},"arrival":{}}]"#, "a second document beside".to_owned()),
        (
            r#"{"request_id":1,"waybill":{}}"#,
            "request_id (line 1, column 15): has to be a text in quotes".to_owned(),
        ),
        (r#"{"order_no":"1","guid":"2"}"#, "wrap it in its kind".to_owned()),
    ] {
        let told = refused(json);
        assert!(told.contains(&words), "{json}: {told}");
    }
    for json in [r#"{"waybill":{"pack_no":"1"}}"#, r#"{"waybill":{"pack_no":1.0}}"#] {
        assert_eq!(numbers(&native(json)), [["waybill "]], "{json}");
    }
}

#[test]
fn names_and_times_are_checked_where_a_message_has_them() {
    let known = descriptor("tongguan.registry.v1.Enterprise").unwrap();
    let mut faults = Vec::new();
    let json = r#"{"credit_class":"CREDIT_CLASS_OTHR"}"#;
    check::message(&known, &serde_json::from_str(json).unwrap(), "", &mut faults);
    let known = descriptor("tongguan.sandbox.v1.CreateSandboxRequest").unwrap();
    check::message(&known, &serde_json::json!({ "start": "yesterday" }), "", &mut faults);
    let told = failure(json, faults);
    for words in ["did you mean CREDIT_CLASS_OTHER?", "CREDIT_CLASS_DISHONEST", "has to be a time in quotes"]
    {
        assert!(told.text().contains(words), "{words}: {}", told.text());
    }
}

#[test]
fn what_is_no_document_is_refused() {
    for text in
        ["", "  ", "[]", "{}", "1", "null", "\"x\"", "[1]", "{", "[{}]", r#"{"order_no":"1"}"#, "\u{feff}"]
    {
        assert!(read(text.as_bytes().to_vec()).is_err(), "{text}");
    }
    for text in ["[]", r#"{"documents":[]}"#, "{}", r#"[{"documents":[]}]"#, "[{}]", r#"{"documents":null}"#]
    {
        assert!(refused(text).contains("there is no document in it"), "{text}: {}", refused(text));
    }
    assert!(read(b"\xff\xfe{}".to_vec()).is_err());
}

#[test]
fn an_envelope_is_told_by_its_root() {
    for text in [
        "<DxpMsg/>",
        "<?xml version=\"1.0\"?>\n<!-- <CEB603Message> -->\n<dxp:DxpMsgSv xmlns:dxp=\"x\">",
        "\u{feff}<DxpMsg ver=\"1.0\">",
    ] {
        assert!(matches!(read(text.as_bytes().to_vec()), Ok(Input::Envelope(_))), "{text}");
    }
    for text in ["<DxpRep/>", "<ceb:CEB603Message/>", "<", "<DxpMsgs/>"] {
        assert!(matches!(read(text.as_bytes().to_vec()), Ok(Input::Xml(_))), "{text}");
    }
}

#[test]
fn a_name_given_twice_is_a_fault() {
    for (text, place) in [
        (
            r#"{"sales_order":{"order_no":"1"},"sales_order":{"order_no":"2"}}"#,
            "sales_order (line 1, column 47): is given twice",
        ),
        (r#"{"sales_order":{"order_no":"1"},"salesOrder":{"order_no":"2"}}"#, "is given twice, also as"),
        (
            r#"{"sales_order":{"order_no":"1","order_no":"2"}}"#,
            "sales_order.order_no (line 1, column 43): is given twice",
        ),
        (r#"{"sales_order":{"order_no":"1","orderNo":"2"}}"#, "is given twice, also as"),
        (
            r#"{"sales_order":{"items":[{},{"gnum":1,"gnum":2}]}}"#,
            "sales_order.items[1].gnum (line 1, column 46): is given twice",
        ),
        (
            r#"[{"waybill":{}},{"waybill":{},"waybill":{}}]"#,
            "[1].waybill (line 1, column 41): is given twice",
        ),
        (r#"{"documents":[],"documents":[]}"#, "documents (line 1, column 29): is given twice"),
        (r#"{"request_id":"a","requestId":"b","waybill":{}}"#, "is given twice, also as"),
        (r#"{"\u0077aybill":{},"waybill":{}}"#, "waybill (line 1, column 30): is given twice"),
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
    assert!(refused(r#"{"waybill":null}"#).contains("there is no document in it"));
}
