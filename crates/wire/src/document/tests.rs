use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};
use tongguan_domain::fault;
use tongguan_domain::record::{Field, Form};

/// The names in the code of one kind: head and line.
const fn names(kind: DocumentKind) -> (&'static [&'static str], &'static [&'static str]) {
    match kind {
        DocumentKind::SalesOrder => (sales_order::HEAD, sales_order::ITEM),
        DocumentKind::PaymentReceipt => (payment_receipt::HEAD, payment_receipt::ITEM),
        DocumentKind::Waybill => (waybill::HEAD, waybill::ITEM),
        DocumentKind::Declaration => (declaration::HEAD, declaration::ITEM),
        DocumentKind::Arrival => (arrival::HEAD, arrival::ITEM),
        DocumentKind::Departure => (departure::HEAD, departure::ITEM),
    }
}

fn comment(message: &MessageDescriptor, path: &[i32]) -> String {
    let file = message.parent_file();
    let info = file.file_descriptor_proto().source_code_info.as_ref().unwrap();
    let location = info.location.iter().find(|l| l.path == path).unwrap();
    location.leading_comments().to_owned()
}

#[track_caller]
fn check_against_proto(message: &MessageDescriptor, in_code: &[&str], fields: &[Field]) {
    let mut numbered: Vec<_> = message.fields().filter(|f| f.name() != "items").collect();
    numbered.sort_by_key(prost_reflect::FieldDescriptor::number);
    let in_proto: Vec<_> = numbered.iter().map(|f| f.name()).collect();
    let in_domain: Vec<_> = fields.iter().map(|f| f.name).collect();
    assert_eq!(in_code, in_domain, "{}", message.full_name());
    assert_eq!(in_proto, in_domain, "{}", message.full_name());
    for (number, (proto, field)) in (1u32..).zip(numbered.iter().zip(fields)) {
        assert_eq!(proto.number(), number, "{}", proto.full_name());
        let expected = match field.form {
            Form::Integer { .. } => Kind::Uint32,
            Form::Text { .. } | Form::Decimal => Kind::String,
        };
        assert_eq!(proto.kind(), expected, "{}", proto.full_name());
        let comment = comment(message, proto.path());
        let element = format!("CEB {}, ", field.element);
        assert!(comment.contains(&element), "{}: {comment}", proto.full_name());
        assert!(comment.contains(field.zh), "{}: {comment}", proto.full_name());
        let word = if field.mandatory { "; mandatory." } else { "; optional." };
        assert!(comment.contains(word), "{}: {comment}", proto.full_name());
    }
}

#[test]
fn code_proto_and_domain_name_the_same_fields() {
    let pool = DescriptorPool::decode(tongguan_proto::DESCRIPTORS).unwrap();
    let message = |name: &str| {
        pool.get_message_by_name(&format!("tongguan.document.v1.{name}")).unwrap_or_else(|| panic!("{name}"))
    };
    let choice = message("Document");
    for kind in DocumentKind::ALL {
        let name = format!("{kind:?}");
        let (head, item) = names(kind);
        check_against_proto(&message(&name), head, kind.head_fields());
        assert_eq!(item.is_empty(), kind.line_element().is_none());
        if !item.is_empty() {
            check_against_proto(&message(&format!("{name}Item")), item, kind.line_fields());
        }
        let carried = choice.get_field_by_name(field_name(kind)).unwrap();
        assert_eq!(carried.kind(), Kind::Message(message(&name)));
        assert_eq!(read_kind("kind", write_kind(kind).into()).unwrap(), Some(kind));
    }
}

#[test]
fn kinds() {
    assert_eq!(read_kind("kind", 0).unwrap(), None);
    let refused = read_kind("kind", 7).unwrap_err();
    assert_eq!(refused.reason(), Reason::ArgumentInvalid);
    assert_eq!(refused.message(), "kind: 7 is none of the known values");
}

#[test]
fn no_document_is_refused() {
    let refused = take(pb::Document { document: None }).unwrap_err();
    assert_eq!(refused.reason(), Reason::DocumentMissing);
}

#[test]
fn an_empty_message_misses_every_mandatory_field() {
    let mut faults = Vec::new();
    let empty = take_declaration(
        pb::Declaration { items: vec![pb::DeclarationItem::default()], ..Default::default() },
        &mut faults,
    );
    assert_eq!(empty.items.len(), 1);
    assert!(faults.iter().all(|f| *f.rule == fault::MISSING));
    let mandatory = |fields: &[Field]| fields.iter().filter(|f| f.mandatory).count();
    let kind = DocumentKind::Declaration;
    assert_eq!(faults.len(), mandatory(kind.head_fields()) + mandatory(kind.line_fields()));
    assert_eq!(faults[0].path(), "guid");
    assert_eq!(faults.last().unwrap().path(), "items[0].total_price");
}

#[test]
fn lines_beyond_the_bound_are_one_fault() {
    let mut faults = Vec::new();
    let items = vec![pb::ArrivalItem::default(); 10_001];
    let taken = take_arrival(pb::Arrival { items, ..Default::default() }, &mut faults);
    assert_eq!(taken.items.len(), 10_000);
    assert_eq!(*faults[0].rule, fault::TOO_MANY_LINES);
    assert_eq!(faults[0].found.as_deref(), Some("10001"));
}

#[test]
fn forms_are_checked() {
    let mut faults = Vec::new();
    let message = pb::Waybill {
        freight: "1e3".to_owned(),
        logistics_no: "x".repeat(33),
        pack_no: 1_234_567_890,
        ..Default::default()
    };
    let waybill = take_waybill(message, &mut faults);
    let at = |path: &str| faults.iter().find(|f| f.path() == path).map(|f| f.rule.code);
    assert_eq!(at("freight"), Some("NOT_A_DECIMAL"));
    assert_eq!(at("logistics_no"), Some("FIELD_TOO_LONG"));
    assert_eq!(at("pack_no"), Some("TOO_MANY_DIGITS"));
    assert_eq!(at("note"), None);
    assert_eq!((waybill.pack_no, waybill.logistics_no.as_str()), (0, ""));
}

#[test]
fn texts_are_moved() {
    let goods_info = "T恤".to_owned();
    let at = goods_info.as_ptr();
    let message = pb::Waybill { goods_info, ..Default::default() };
    let waybill = take_waybill(message, &mut Vec::new());
    assert_eq!(waybill.goods_info.as_ptr(), at);
}

/// A value that the field can hold and that is not empty, as an empty one means "absent".
fn value(field: &'static Field) -> BoxedStrategy<Raw> {
    let present = match field.form {
        Form::Text { .. } if field.fixed.is_some() => {
            Just(Raw::Text(field.fixed.unwrap_or_default().to_owned())).boxed()
        }
        Form::Text { min, max } => {
            let least = usize::from(min.max(1));
            vec(
                prop_oneof![Just('A'), Just('中'), Just('\u{1f4e6}'), any::<char>()],
                least..=usize::from(max).min(least + 20),
            )
            .prop_map(|text| Raw::Text(text.into_iter().collect()))
            .boxed()
        }
        Form::Decimal => (-10_i128.pow(18)..10_i128.pow(18))
            .prop_map(|scaled| Raw::Text(Decimal::from_scaled(scaled).to_string()))
            .boxed(),
        Form::Integer { digits } => (1..10_u32.pow(digits.into())).prop_map(Raw::Integer).boxed(),
    };
    if field.mandatory { present } else { prop_oneof![Just(Raw::Absent), present].boxed() }
}

fn row(fields: &'static [Field]) -> BoxedStrategy<Vec<Raw>> {
    fields.iter().map(value).collect::<Vec<_>>().boxed()
}

fn document() -> impl Strategy<Value = Document> {
    proptest::sample::select(&DocumentKind::ALL[..]).prop_flat_map(|kind| {
        let (least, most) = kind.line_bounds();
        (row(kind.head_fields()), vec(row(kind.line_fields()), least..=most.min(4))).prop_map(
            move |(mut head, mut lines)| {
                let mut faults = Vec::new();
                let document = Document::take(kind, &mut head, &mut lines, &mut faults);
                assert!(faults.is_empty(), "{faults:?}");
                document
            },
        )
    })
}

proptest! {
    #[test]
    fn documents_round_trip(document in document()) {
        let bytes = prost::Message::encode_to_vec(&write(&document));
        let message: pb::Document = prost::Message::decode(bytes.as_slice()).unwrap();
        let (taken, faults) = take(message).unwrap();
        prop_assert!(faults.is_empty(), "{faults:?}");
        prop_assert_eq!(taken, document);
    }
}
