//! The two forms of what customs sends: the same message, and what receivers look for in its first bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod support;

use support::outgoing::{format_fault, receipt, sorts, summary_result, time};
use support::{GUID, every_message, full_document, transfer};
use tongguan_ceb::{
    ReceiptForm, Style, write_format_fault, write_receipts, write_request, write_summary_result,
};
use tongguan_domain::version::MessageVersion;

/// Every sort of message that customs sends, with its root.
fn messages(version: MessageVersion, form: ReceiptForm) -> Vec<(String, String)> {
    let (style, sort) = (Style { version, form }, &sorts()[0]);
    let mut all = Vec::new();
    let mut add = |root: String, bytes: Vec<u8>| all.push((root, String::from_utf8(bytes).unwrap()));
    for (_, kind) in every_message().into_iter().filter(|(v, _)| *v == version) {
        add(
            kind.receipt_root_element().to_owned(),
            write_receipts(kind, style, GUID, &[receipt(kind, sort)]),
        );
        let copy = write_request(style, GUID, &[full_document(version, kind, 2)], &transfer(), &[]);
        add(kind.root_element().to_owned(), copy.unwrap());
    }
    add("CEB792Message".to_owned(), write_summary_result(style, GUID, &[summary_result(sort, 2)]));
    add("CEB900Message".to_owned(), write_format_fault(form, GUID, &format_fault(sort), time()));
    all
}

#[test]
fn receivers_find_the_root_without_a_prefix() {
    for version in MessageVersion::ALL {
        for (root, message) in messages(version, ReceiptForm::Plain) {
            let begin = format!("<{root} xmlns=\"http://www.chinaport.gov.cn/ceb\" guid=");
            assert!(message.starts_with("<?xml "), "{root}: no blank or mark before it");
            assert!(message.find(&begin).unwrap() + begin.len() <= 110 && message[..100].contains(&root));
            assert!(!message.contains("ceb:") && message.ends_with(&format!("</{root}>")), "{message}");
        }
    }
}

#[test]
fn both_forms_say_the_same() {
    for version in MessageVersion::ALL {
        let pairs =
            messages(version, ReceiptForm::Prefixed).into_iter().zip(messages(version, ReceiptForm::Plain));
        for ((root, prefixed), (_, plain)) in pairs {
            assert!(prefixed[..100].contains(&format!("<ceb:{root} xmlns:ceb=")), "{prefixed}");
            assert_eq!(prefixed.replace("xmlns:ceb=", "xmlns=").replace("ceb:", ""), plain);
        }
    }
}
