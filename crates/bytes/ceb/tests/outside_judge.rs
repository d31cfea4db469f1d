//! The official samples, schemas and `xmllint` as an outside judge ([`support::judge`]).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod support;

use support::judge::{assert_valid, export_schema, folder, import_schema, judge};
use support::mutation::{Mutant, mutants};
use support::outgoing::{format_fault, receipt, sorts, summary_result, time};
use support::{
    GUID, Rng, all_codes, codes_in, document, every_message, full_document, request_of, subscribers, transfer,
};
use tongguan_ceb::{
    ReceiptForm, Style, read, write_format_fault, write_receipts, write_request, write_summary_result,
};
use tongguan_domain::document::Document;
use tongguan_domain::record::Form;
use tongguan_domain::version::MessageVersion::{self, V202205};
use tongguan_testkit::coverage::{FormFault, form_cases};
use tongguan_testkit::skipped;

#[test]
fn official_samples_are_read_or_refused_as_listed() {
    // Most samples of requests carry a second BaseTransfer, which their own schema refuses.
    let twice: &[&str] = &["ELEMENT_REPEATED"];
    let unknown: &[&str] = &["UNKNOWN_ROOT"];
    let requests = [
        ("CEB303", 10, twice),
        ("CEB403", 10, twice),
        ("CEB505", 10, twice),
        ("CEB507", 10, twice),
        ("CEB509", 10, twice),
        ("CEB603", 10, twice),
        ("CEB605", 10, twice),
        ("CEB607", 10, twice),
        ("CEB701", 10, &[]),
        ("CEB213", 10, &[]),
        ("CEB215", 10, &[]),
    ];
    let receipts = [
        "CEB214", "CEB216", "CEB304", "CEB404", "CEB506", "CEB508", "CEB604", "CEB606", "CEB608", "CEB702",
        "CEB792",
    ];
    let expected = requests.into_iter().chain(receipts.map(|name| (name, 0, unknown)));
    let Some(folder) = folder(V202205) else { return };
    for (name, records, codes) in expected {
        let path = folder.join("samples").join(format!("{name}.xml"));
        let Ok(bytes) = std::fs::read(&path) else {
            skipped(&format!("no {}", path.display()), "TONGGUAN_REQUIRE_SPEC");
            continue;
        };
        let answer = read(&bytes, V202205);
        let (found, count) = match &answer {
            Ok(message) => (all_codes(message), message.records.len()),
            Err(refusal) => (vec![refusal.code], 0),
        };
        println!(
            "{name}: {count} records, {found:?}{}",
            answer.err().map(|r| format!(", {r}")).unwrap_or_default()
        );
        assert_eq!((count, found.as_slice()), (records, codes), "{name}");
    }
}

/// Both versions, each in both forms.
fn styles() -> impl Iterator<Item = (MessageVersion, ReceiptForm)> {
    MessageVersion::ALL.into_iter().flat_map(|version| ReceiptForm::ALL.map(|form| (version, form)))
}

#[test]
fn requests_that_we_write_are_valid() {
    for (version, form) in styles() {
        let style = Style { version, form };
        let mut messages = Vec::new();
        let mut rng = Rng::new(1);
        for (_, kind) in every_message().into_iter().filter(|(v, _)| *v == version) {
            let mut add = |name: &str, documents: &[Document], subscribed: usize| {
                let bytes =
                    write_request(style, GUID, documents, &transfer(), &subscribers()[..subscribed]).unwrap();
                messages.push((format!("{}-{name}.xml", kind.message()), bytes));
            };
            for lines in [1, 3, 100] {
                add(&format!("full-{lines}"), &[full_document(version, kind, lines)], 3);
            }
            add("100", &vec![full_document(version, kind, 1); 100], 0);
            for number in 0..40 {
                let documents: Vec<Document> =
                    (0..=number % 3).map(|_| document(&mut rng, version, kind)).collect();
                add(&number.to_string(), &documents, number % 4);
            }
        }
        assert_valid(export_schema(version), &messages);
    }
}

/// Whatever stands in the values: nothing, too much, or what XML cannot carry; with prefixes or without.
#[test]
fn everything_that_customs_sends_is_valid() {
    for (version, form) in styles() {
        let style = Style { version, form };
        let (mut messages, mut format_faults) = (Vec::new(), Vec::new());
        for sort in sorts() {
            for (_, kind) in every_message().into_iter().filter(|(v, _)| *v == version) {
                for count in [1, 100] {
                    let receipts = vec![receipt(kind, &sort); count];
                    let bytes = write_receipts(kind, style, &sort.text, &receipts);
                    messages.push((format!("{}-{}-{count}.xml", kind.receipt_message(), sort.name), bytes));
                }
            }
            for lines in [0, 1, 100] {
                let results = vec![summary_result(&sort, lines); 2];
                let bytes = write_summary_result(style, &sort.text, &results);
                messages.push((format!("792-{}-{lines}.xml", sort.name), bytes));
            }
            let bytes = write_format_fault(form, &sort.text, &format_fault(&sort), time());
            format_faults.push((format!("900-{}.xml", sort.name), bytes));
        }
        assert_valid(export_schema(version), &messages);
        assert_valid(import_schema(version), &format_faults);
    }
}

/// The schema and the reader must say the same about every mutant.
#[test]
fn the_reader_refuses_what_the_schema_refuses() {
    for version in MessageVersion::ALL {
        let kinds = every_message().into_iter().filter(|(v, _)| *v == version);
        let mutants: Vec<Mutant> = kinds.flat_map(|(_, kind)| mutants(version, kind)).collect();
        let messages: Vec<_> = mutants.iter().map(|m| (m.name.clone(), m.bytes.clone())).collect();
        let Some(verdicts) = export_schema(version).and_then(|schema| judge(&schema, &messages)) else {
            continue;
        };
        let (mut differing, mut refused, mut disputed) = (Vec::new(), 0, 0);
        for mutant in &mutants {
            let taken = read(&mutant.bytes, version).is_ok_and(|message| !message.breaks_schema());
            refused += usize::from(!taken);
            if verdicts.get(&mutant.name) == Some(&taken) {
                continue;
            }
            if mutant.disputed {
                disputed += 1;
                continue;
            }
            let verb = if taken { "take" } else { "refuse" };
            differing.push(format!("{}: we {verb}, {:?}", mutant.name, codes_in(version, &mutant.bytes)));
        }
        println!(
            "{}: {} messages, {refused} refused, {disputed} disputed, {} judged differently",
            version.name(),
            mutants.len(),
            differing.len()
        );
        assert!(differing.is_empty(), "{differing:#?}");
    }
}

/// What the form table expects is what the schema says.
#[test]
fn the_schema_expects_what_the_form_table_expects() {
    for version in MessageVersion::ALL {
        let cases = form_cases().into_iter().filter(|case| case.version == version);
        // xs:int may be negative; the numbers of these messages count.
        let agreed = cases.filter(|case| {
            let integer = matches!(case.field.facets(version).form, Form::Integer { .. });
            !(integer && case.fault == FormFault::Negative)
        });
        let agreed: Vec<_> = agreed.enumerate().collect();
        let messages: Vec<_> =
            agreed.iter().map(|(n, case)| (format!("{n}.xml"), request_of(case))).collect();
        let Some(verdicts) = export_schema(version).and_then(|schema| judge(&schema, &messages)) else {
            continue;
        };
        for (number, case) in &agreed {
            assert_eq!(verdicts[&format!("{number}.xml")], case.expected.is_none(), "{}", case.name());
        }
        println!("{}: {} cases judged alike", version.name(), agreed.len());
    }
}
