//! Faults as the API shows them.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::{Fault, Level};
use tongguan_domain::limits;
use tongguan_proto::document::v1 as pb;

use crate::document::write_kind;

pub use tongguan_domain::fault::MORE_FAULTS;

/// Writes one fault of a document of this kind.
#[must_use]
pub fn write(fault: &Fault, kind: DocumentKind) -> pb::Fault {
    let rule = fault.rule;
    pb::Fault {
        code: rule.code.to_owned(),
        path: fault.path(),
        element_path: fault.element_path(kind),
        level: write_level(rule.level).into(),
        return_code: fault.return_code(kind).number(),
        text: rule.en.to_owned(),
        text_zh: rule.zh.to_owned(),
        found: fault.found.clone().unwrap_or_default(),
        allowed: fault.allowed.clone().unwrap_or_default(),
        hint: rule.hint.to_owned(),
        hint_zh: rule.hint_zh.to_owned(),
    }
}

/// Writes how grave a fault is.
#[must_use]
pub const fn write_level(level: Level) -> pb::FaultLevel {
    match level {
        Level::Signature => pb::FaultLevel::Signature,
        Level::Schema => pb::FaultLevel::Schema,
        Level::Format => pb::FaultLevel::Format,
        Level::Business => pb::FaultLevel::Business,
        Level::Processing => pb::FaultLevel::Processing,
    }
}

/// Writes the warnings about one document: faults that refuse nothing and that no receipt carries.
#[must_use]
pub fn write_warnings(kind: DocumentKind, warnings: &[Fault]) -> Vec<pb::Fault> {
    let one =
        |warning| pb::Fault { level: pb::FaultLevel::Warning.into(), return_code: 0, ..write(warning, kind) };
    warnings.iter().map(one).collect()
}

/// Writes the faults of one document: at most [`limits::FAULTS`], then one that says how many more there are.
#[must_use]
pub fn write_all(kind: DocumentKind, faults: &[Fault]) -> Vec<pb::Fault> {
    let mut list: Vec<_> = faults.iter().take(limits::FAULTS).map(|fault| write(fault, kind)).collect();
    let more = faults.len() - list.len();
    list.extend(more_faults(more as u64));
    list
}

/// The last entry of a list that was cut, if it was: how many more there are.
#[must_use]
pub fn more_faults(more: u64) -> Option<pb::Fault> {
    (more > 0).then(|| pb::Fault {
        code: MORE_FAULTS.to_owned(),
        text: "there are more faults than are listed".to_owned(),
        text_zh: "错误过多，未全部列出".to_owned(),
        found: more.to_string(),
        hint: "correct these first".to_owned(),
        hint_zh: "请先修改已列出的错误".to_owned(),
        ..Default::default()
    })
}

/// Writes the faults of the document with this index in its call.
#[must_use]
pub fn fault_list(index: u32, kind: DocumentKind, faults: &[Fault]) -> pb::FaultList {
    pb::FaultList { document_index: index, kind: write_kind(kind).into(), faults: write_all(kind, faults) }
}

/// How many faults a list stands for, with those that it only counts.
pub(crate) fn count(list: &pb::FaultList) -> usize {
    let one = |fault: &pb::Fault| match fault.code.as_str() {
        MORE_FAULTS => fault.found.parse().unwrap_or(1),
        _ => 1,
    };
    list.faults.iter().map(one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_domain::document::DeclarationItem;
    use tongguan_domain::fault::{Place, TOO_LONG};
    use tongguan_domain::record::Record;

    fn fault() -> Fault {
        let place = Place { line: Some(2), field: DeclarationItem::field("total_price") };
        Fault::new(&TOO_LONG, place).found("12 characters".to_owned()).allowed("at most 10")
    }

    #[test]
    fn every_part_is_written() {
        let written = write(&fault(), DocumentKind::Declaration);
        let expected = pb::Fault {
            code: "FIELD_TOO_LONG".to_owned(),
            path: "items[2].total_price".to_owned(),
            element_path: "InventoryList[3]/totalPrice".to_owned(),
            level: pb::FaultLevel::Schema.into(),
            return_code: -602_002,
            text: "the text is longer than the field".to_owned(),
            text_zh: "超过最大长度".to_owned(),
            found: "12 characters".to_owned(),
            allowed: "at most 10".to_owned(),
            hint: "shorten the text; characters count, not bytes".to_owned(),
            hint_zh: "缩短内容；按字符数计算，不按字节数".to_owned(),
        };
        assert_eq!(written, expected);
    }

    #[test]
    fn a_list_has_an_end() {
        let list = |n| fault_list(1, DocumentKind::Declaration, &vec![fault(); n]);
        assert_eq!((list(0).faults.len(), count(&list(0))), (0, 0));
        assert_eq!((list(500).faults.len(), count(&list(500))), (500, 500));
        let cut = list(1_234);
        assert_eq!((cut.faults.len(), count(&cut)), (501, 1_234));
        assert_eq!(cut.faults[500].code, MORE_FAULTS);
        assert_eq!(cut.document_index, 1);
        assert_eq!(cut.kind(), pb::DocumentKind::Declaration);
    }
}
