//! Changes to a document, as text.

use tongguan_domain::document::Document;
use tongguan_domain::record::{Field, Raw, Rendered};
use tongguan_domain::version::MessageVersion;

/// The document with changes such as `pack_no=3 items[0].qty=2 note=~`: `~` leaves a field out, `lines=2` cuts the
/// list or repeats its last line.
///
/// # Panics
/// A field that there is not, or a value that does not fit the field's form.
#[must_use]
pub fn changed(document: impl Into<Document>, changes: &str) -> Document {
    let document = document.into();
    let kind = document.kind();
    let mut head = Vec::new();
    document.each_head_field(&mut |_, value| head.push(raw(value)));
    let line = |at| {
        let mut line = Vec::new();
        document.each_line_field(at, &mut |_, value| line.push(raw(value)));
        line
    };
    let mut lines: Vec<Vec<Raw>> = (0..document.line_count()).map(line).collect();
    for change in changes.split_whitespace() {
        let Some((path, value)) = change.split_once('=') else { panic!("no change: {change}") };
        if path == "lines" {
            let last = lines.last().cloned().unwrap_or_default();
            lines.resize(value.parse().unwrap_or_default(), last);
            continue;
        }
        let slot = match path.strip_prefix("items[").and_then(|rest| rest.split_once("].")) {
            Some((line, field)) => line
                .parse::<usize>()
                .ok()
                .and_then(|line| lines.get_mut(line))
                .and_then(|line| line.get_mut(place(kind.line_fields(), field)?)),
            None => place(kind.head_fields(), path).and_then(|at| head.get_mut(at)),
        };
        match slot {
            Some(slot) if value == "~" => *slot = Raw::Absent,
            Some(slot) => *slot = Raw::Text(value.to_owned()),
            None => panic!("no field {path} in {kind:?}"),
        }
    }
    let mut faults = Vec::new();
    let changed = Document::take(kind, &mut head, &mut lines, MessageVersion::V202205, &mut faults);
    assert!(faults.is_empty(), "{changes}: {faults:?}");
    changed
}

fn place(fields: &[Field], name: &str) -> Option<usize> {
    fields.iter().position(|field| field.name == name)
}

fn raw(value: Rendered<'_>) -> Raw {
    match value {
        Rendered::Absent => Raw::Absent,
        value => Raw::Text(value.to_string()),
    }
}
