//! Every field of every message with everything that can be wrong with its form, through `ValidateDocument`.
//!
//! Some faults cannot be made in protobuf: a number has no letters, no point and no sign. And what is
//! empty is absent.

use crate::support::{Caller, Station};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind, ReflectMessage, Value};
use std::collections::BTreeMap;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::{FORM_RULES, MISSING, Rule};
use tongguan_domain::record::{Field, Raw};
use tongguan_domain::version::MessageVersion;
use tongguan_proto::intake::v1::ValidateDocumentRequest;
use tongguan_proto::sandbox::v1::CreateSandboxRequest;
use tongguan_testkit::coverage::{FormCase, FormFault, form_cases};
use tongguan_testkit::{Parcel, Slots};
use tongguan_wire::settings::write_version;

/// The value of a field on the wire, if protobuf has one for it.
fn value(kind: &Kind, text: &str) -> Option<Value> {
    match kind {
        Kind::String => Some(Value::String(text.to_owned())),
        Kind::Uint32 => text.parse().ok().map(Value::U32),
        other => panic!("a field of kind {other:?}"),
    }
}

/// What is empty is not sent.
fn sent(slot: &Raw) -> Option<&str> {
    match slot {
        Raw::Text(text) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Writes slots into a message; `None` where a value cannot be written.
fn fill(message: &mut DynamicMessage, fields: &[Field], slots: &[Raw]) -> Option<()> {
    for (field, slot) in fields.iter().zip(slots) {
        let Some(text) = sent(slot) else { continue };
        let descriptor = message.descriptor().get_field_by_name(field.name).unwrap();
        message.set_field(&descriptor, value(&descriptor.kind(), text)?);
    }
    Some(())
}

fn message(pool: &DescriptorPool, kind: DocumentKind, slots: &Slots) -> Option<DynamicMessage> {
    let name = format!("tongguan.document.v1.{kind:?}");
    let mut message = DynamicMessage::new(pool.get_message_by_name(&name).unwrap());
    fill(&mut message, kind.head_fields(), &slots.head)?;
    if let Some(items) = message.descriptor().get_field_by_name("items") {
        let Kind::Message(line) = items.kind() else { panic!("items of {name}") };
        let mut lines = Vec::new();
        for slots in &slots.lines {
            let mut item = DynamicMessage::new(line.clone());
            fill(&mut item, kind.line_fields(), slots)?;
            lines.push(Value::Message(item));
        }
        message.set_field(&items, Value::List(lines));
    }
    Some(message)
}

fn request(pool: &DescriptorPool, case: &FormCase) -> Option<ValidateDocumentRequest> {
    let slots = case.applied_to(&Parcel::number(1).document(case.kind));
    let inner = message(pool, case.kind, &slots)?;
    let mut document =
        DynamicMessage::new(pool.get_message_by_name("tongguan.document.v1.Document").unwrap());
    let choice = document
        .descriptor()
        .fields()
        .find(|field| matches!(field.kind(), Kind::Message(known) if known == inner.descriptor()))
        .unwrap();
    document.set_field(&choice, Value::Message(inner));
    let document = tongguan_proto::document::v1::Document::decode(document.encode_to_vec().as_slice());
    Some(ValidateDocumentRequest { document: Some(document.unwrap()), ..Default::default() })
}

/// What has to come of a case here.
fn expected(case: &FormCase) -> Option<&'static Rule> {
    match &case.value {
        Raw::Text(text) if text.is_empty() => case.field.mandatory.then_some(&MISSING),
        _ => case.expected,
    }
}

/// Whether the fault is found at its place, or, for a good neighbour, nothing is.
async fn holds(caller: &Caller, case: &FormCase, request: ValidateDocumentRequest) -> Result<(), String> {
    let answer = caller.intake().validate_document(request).await.unwrap().into_inner();
    let place = if case.line { format!("items[0].{}", case.field.name) } else { case.field.name.to_owned() };
    let found: Vec<_> = answer.faults.into_iter().filter(|fault| fault.path == place).collect();
    let form: Vec<_> = found
        .iter()
        .map(|fault| fault.code.as_str())
        .filter(|code| FORM_RULES.iter().any(|rule| rule.code == *code))
        .collect();
    let expected: Vec<_> = expected(case).iter().map(|rule| rule.code).collect();
    if form == expected { Ok(()) } else { Err(format!("{}: {form:?}, not {expected:?}", case.name())) }
}

#[tokio::test]
async fn every_fault_of_form_of_every_field() {
    let pool = DescriptorPool::decode(tongguan_proto::SERVICES).unwrap();
    let station = Station::ephemeral().await;
    let (mut sent, mut unsendable, mut wrong) = (0, BTreeMap::<FormFault, u32>::new(), Vec::new());
    for version in MessageVersion::ALL {
        let caller = station.caller().in_sandbox(version.name());
        let message_version = write_version(version).into();
        caller.create_as(CreateSandboxRequest { message_version, ..Default::default() }).await;
        for case in form_cases().into_iter().filter(|case| case.version == version) {
            match request(&pool, &case) {
                None => *unsendable.entry(case.fault).or_default() += 1,
                Some(request) => {
                    sent += 1;
                    wrong.extend(holds(&caller, &case, request).await.err());
                }
            }
        }
    }
    println!("{sent} cases sent; not to be written in protobuf: {unsendable:?}");
    assert!(wrong.is_empty(), "{} of {sent}: {wrong:#?}", wrong.len());
    let never = [FormFault::Letters, FormFault::TooFine, FormFault::Negative];
    assert!(unsendable.into_keys().eq(never));
    station.stop().await;
}
