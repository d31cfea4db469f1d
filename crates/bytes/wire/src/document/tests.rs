mod kind;

use super::*;
use proptest::collection::vec;
use proptest::prelude::*;
use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};
use tongguan_domain::fault;
use tongguan_domain::record::{Field, Form};

const VERSION: MessageVersion = MessageVersion::V202205;

fn comment(message: &MessageDescriptor, path: &[i32]) -> String {
    let file = message.parent_file();
    let info = file.file_descriptor_proto().source_code_info.as_ref().unwrap();
    let location = info.location.iter().find(|l| l.path == path).unwrap();
    location.leading_comments().to_owned()
}

/// The message has the fields of the record and no other, by name, type and comment, in the order of the schema. Their
/// numbers are free: a field that the schema gets in its middle later takes the next one.
#[track_caller]
fn check_against_proto(message: &MessageDescriptor, fields: &[Field]) {
    let in_file = message.descriptor_proto().field.iter().map(|f| f.name()).filter(|name| *name != "items");
    let in_proto: Vec<_> = in_file.collect();
    let in_domain: Vec<_> = fields.iter().map(|f| f.name).collect();
    assert_eq!(in_proto, in_domain, "{}", message.full_name());
    for field in fields {
        let proto = message.get_field_by_name(field.name).unwrap();
        assert!(!proto.is_list(), "{}", proto.full_name());
        let expected = match field.facets.form {
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
fn proto_and_domain_name_the_same_fields() {
    let pool = DescriptorPool::decode(tongguan_proto::DESCRIPTORS).unwrap();
    let message = |name: &str| {
        pool.get_message_by_name(&format!("tongguan.document.v1.{name}")).unwrap_or_else(|| panic!("{name}"))
    };
    let choice = message("Document");
    for kind in DocumentKind::ALL {
        let name = format!("{kind:?}");
        check_against_proto(&message(&name), kind.head_fields());
        assert_eq!(message(&name).get_field_by_name("items").is_some(), kind.line_element().is_some());
        if kind.line_element().is_some() {
            check_against_proto(&message(&format!("{name}Item")), kind.line_fields());
        }
        let carried = choice.get_field_by_name(field_name(kind)).unwrap();
        assert_eq!(carried.kind(), Kind::Message(message(&name)));
        assert_eq!(read_kind("kind", write_kind(kind).into()).unwrap(), Some(kind));
    }
    check_against_proto(&message("SummaryResult"), SummaryResultHead::FIELDS);
    check_against_proto(&message("SummaryResultItem"), SummaryResultItem::FIELDS);
}

#[test]
fn kinds() {
    assert_eq!(read_kind("kind", 0).unwrap(), None);
    let refused = read_kind("kind", 12).unwrap_err();
    assert_eq!(refused.reason(), Reason::ArgumentInvalid);
    assert_eq!(refused.message(), "kind: 12 is none of the known values");
}

#[test]
fn no_document_is_refused() {
    let refused = take(pb::Document { document: None }, VERSION).unwrap_err();
    assert_eq!(refused.reason(), Reason::DocumentMissing);
}

#[test]
fn an_empty_message_misses_every_mandatory_field() {
    let mut faults = Vec::new();
    let empty = take_declaration(
        pb::Declaration { items: vec![pb::DeclarationItem::default()], ..Default::default() },
        VERSION,
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
fn a_version_may_lack_a_document_or_allow_other_lengths() {
    let rules = |faults: &[Fault]| faults.iter().map(|f| f.rule.code).collect::<Vec<_>>();
    let mut faults = Vec::new();
    let _ = take_return_tally(pb::ReturnTally::default(), MessageVersion::V2018113, &mut faults);
    assert_eq!(rules(&faults)[0], "NOT_IN_VERSION");
    let long = pb::Waybill { logistics_no: Some("x".repeat(33)), ..Default::default() };
    for (version, expected) in [(VERSION, true), (MessageVersion::V2018113, false)] {
        let mut faults = Vec::new();
        let _ = take_waybill(long.clone(), version, &mut faults);
        assert_eq!(rules(&faults).contains(&"FIELD_TOO_LONG"), expected, "{}", version.name());
    }
}

#[test]
fn zero_is_a_number_where_a_deletion_needs_it() {
    let message = pb::Manifest { msg_count: Some(0), msg_seq_no: None, ..Default::default() };
    let mut faults = Vec::new();
    let _ = take_manifest(message, VERSION, &mut faults);
    let of = |path: &str| faults.iter().filter(|f| f.path() == path).count();
    assert_eq!((of("msg_count"), of("msg_seq_no")), (0, 1));
}

#[test]
fn lines_beyond_the_bound_are_one_fault() {
    let mut faults = Vec::new();
    let items = vec![pb::ArrivalItem::default(); 10_001];
    let taken = take_arrival(pb::Arrival { items, ..Default::default() }, VERSION, &mut faults);
    assert_eq!(taken.items.len(), 10_000);
    assert_eq!(*faults[0].rule, fault::TOO_MANY_LINES);
    assert_eq!(faults[0].found.as_deref(), Some("10001"));
}

#[test]
fn forms_are_checked() {
    let mut faults = Vec::new();
    let message = pb::Waybill {
        freight: Some("1e3".to_owned()),
        logistics_no: Some("x".repeat(33)),
        pack_no: Some(1_234_567_890),
        ..Default::default()
    };
    let waybill = take_waybill(message, VERSION, &mut faults);
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
    let message = pb::Waybill { goods_info: Some(goods_info), ..Default::default() };
    let waybill = take_waybill(message, VERSION, &mut Vec::new());
    assert_eq!(waybill.goods_info.as_ptr(), at);
}

/// Receipts and copies go out as XML, so every text field of every kind refuses what XML cannot carry.
#[test]
fn no_text_holds_what_xml_cannot_carry() {
    for version in MessageVersion::ALL {
        for kind in DocumentKind::ALL.into_iter().filter(|kind| kind.is_in(version)) {
            let fields = [(None, kind.head_fields()), (Some(0), kind.line_fields())];
            let all = fields
                .into_iter()
                .flat_map(|(line, fields)| (0..fields.len()).map(move |at| (line, fields, at)));
            for (line, fields, at) in all {
                let Form::Text { .. } = fields[at].facets(version).form else { continue };
                for (c, found) in
                    [('\0', "U+0000"), ('\u{1}', "U+0001"), ('\u{FFFE}', "U+FFFE"), ('\u{FFFF}', "U+FFFF")]
                {
                    let mut head = vec![Raw::Absent; kind.head_fields().len()];
                    let mut lines = vec![vec![Raw::Absent; kind.line_fields().len()]];
                    let text = Raw::Text(format!("A{c}B"));
                    *(if line.is_some() { &mut lines[0][at] } else { &mut head[at] }) = text;
                    let mut faults = Vec::new();
                    Document::take(kind, &mut head, &mut lines, version, &mut faults);
                    let told = faults.iter().filter(|fault| fault.rule == &fault::NOT_IN_XML);
                    let told: Vec<_> = told
                        .map(|fault| (fault.place.field.unwrap().element, fault.found.as_deref()))
                        .collect();
                    assert_eq!(told, [(fields[at].element, Some(found))], "{kind:?} {line:?}");
                }
            }
        }
    }
}

/// A value that the field can hold and that is not empty, as an empty one means "absent".
fn value(field: &'static Field, version: MessageVersion) -> BoxedStrategy<Raw> {
    let facets = field.facets(version);
    let present = match facets.form {
        Form::Text { .. } if facets.fixed.is_some() => {
            Just(Raw::Text(facets.fixed.unwrap_or_default().to_owned())).boxed()
        }
        Form::Text { min, max } => {
            let least = usize::from(min.max(1));
            vec(
                prop_oneof![
                    Just('A'),
                    Just('中'),
                    Just('\u{1f4e6}'),
                    any::<char>().prop_filter("XML carries it", |c| tongguan_domain::xml::allows(*c))
                ],
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

fn row(fields: &'static [Field], version: MessageVersion) -> BoxedStrategy<Vec<Raw>> {
    fields.iter().map(|field| value(field, version)).collect::<Vec<_>>().boxed()
}

/// A document of any kind that a version has.
fn document() -> impl Strategy<Value = (MessageVersion, Document)> {
    let versions = proptest::sample::select(&MessageVersion::ALL[..]);
    (proptest::sample::select(&DocumentKind::ALL[..]), versions)
        .prop_filter("2018-113 has no returns", |(kind, version)| kind.is_in(*version))
        .prop_flat_map(|(kind, version)| {
            let (least, most) = kind.line_bounds(version);
            let head = row(kind.head_fields(), version);
            let lines = vec(row(kind.line_fields(), version), least..=most.min(4));
            (head, lines).prop_map(move |(mut head, mut lines)| {
                let mut faults = Vec::new();
                let document = Document::take(kind, &mut head, &mut lines, version, &mut faults);
                assert!(faults.is_empty(), "{faults:?}");
                (version, document)
            })
        })
}

proptest! {
    #[test]
    fn documents_round_trip((version, document) in document()) {
        let bytes = prost::Message::encode_to_vec(&write(&document));
        let message: pb::Document = prost::Message::decode(bytes.as_slice()).unwrap();
        let (taken, faults) = take(message, version).unwrap();
        prop_assert!(faults.is_empty(), "{faults:?}");
        prop_assert_eq!(taken, document);
    }
}
