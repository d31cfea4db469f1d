//! Where the kinds of documents are named: `{"declaration": {…}}`.

use super::check;
use super::faults::{Fault, inner};
use crate::cli::lang::{said, say};
use prost_reflect::MessageDescriptor;
use serde_json::{Map, Value};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::near::nearest;
use tongguan_wire::document::field_name;

/// `sales_order` as `salesOrder`.
pub(super) fn camel(name: &str) -> String {
    let mut upper = false;
    let letters = name.chars().filter_map(|c| {
        if c == '_' {
            upper = true;
            return None;
        }
        Some(if std::mem::take(&mut upper) { c.to_ascii_uppercase() } else { c })
    });
    letters.collect()
}

/// What to say of a name that is none of a document.
pub(super) fn no_kind(name: &str) -> String {
    let names = DocumentKind::ALL.map(field_name);
    let near = nearest(name, names).or_else(|| {
        let of_number = |kind: &DocumentKind| kind.message().to_string() == name;
        let plain = name.to_lowercase();
        let ends = |known: &&str| known.split('_').next_back() == Some(plain.as_str());
        DocumentKind::ALL.into_iter().find(of_number).map(field_name).or(names.into_iter().find(ends))
    });
    let near = near.map(|near| said!("; did you mean {near}?", "；是否指 {near}？")).unwrap_or_default();
    said!("no such document; the documents are {}{near}", "没有此种单证；单证有 {}{near}", names.join(", "))
}

/// Appends what is wrong with one document in its wrapping.
pub(super) fn document(known: &MessageDescriptor, value: &Value, path: &str, faults: &mut Vec<Fault>) {
    let Some(fields) = value.as_object() else {
        faults.push(
            Fault::new(
                path,
                say(
                    "has to be a document such as {\"declaration\": {…}}",
                    "须为一份单证，如 {\"declaration\": {…}}",
                ),
            )
            .quoted(),
        );
        return;
    };
    let mut given: Vec<&str> = Vec::new();
    for (name, value) in fields {
        let path = inner(path, name);
        match check::field_named(known, name) {
            None if is_bare(fields) => {
                faults.push(Fault::new(
                    path,
                    say(
                        "stands outside of a document: wrap it, such as {\"declaration\": {…}}",
                        "不在单证之内：请加上单证种类，如 {\"declaration\": {…}}",
                    ),
                ));
                return;
            }
            None => faults.push(Fault::new(path, no_kind(name))),
            Some(_) if value.is_null() => continue,
            Some(field) => {
                if let Some(other) = given.first() {
                    let words = said!(
                        "a second document beside {other}: each stands in an object of its own",
                        "{other} 之外又有一份单证：每份须各在一个对象中"
                    );
                    faults.push(Fault::new(&path, words));
                }
                check::of_field(&field, value, &path, faults);
            }
        }
        given.push(name);
    }
    if given.is_empty() {
        faults.push(Fault::new(path, super::no_document()));
    }
}

/// Whether the fields of a document stand there without its kind.
pub(super) fn is_bare(fields: &Map<String, Value>) -> bool {
    ["guid", "app_type", "appType"].iter().any(|name| fields.contains_key(*name))
}
