//! The Chinese words of what a CEB900 reports.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::Fault;

/// What is wrong with a message as XML, by the code of the reader.
static WORDS: &[(&str, &str)] = &[
    ("EMPTY", "报文为空"),
    ("TOO_LARGE", "报文过大"),
    ("NOT_UTF8", "报文编码不是UTF-8"),
    ("ILLEGAL_CHARACTER", "报文含有非法字符"),
    ("MALFORMED", "报文不是格式良好的XML"),
    ("DOCTYPE", "报文不得含有文档类型声明"),
    ("ENTITY", "报文不得引用自定义实体"),
    ("TOO_DEEP", "报文元素嵌套过深"),
    ("TOO_MANY_ATTRIBUTES", "元素属性过多"),
    ("TEXT_TOO_LONG", "元素内容过长"),
    ("WRONG_NAMESPACE", "命名空间不正确"),
    ("UNKNOWN_ROOT", "报文类型不正确"),
    ("NOT_IN_VERSION", "该版本报文规范无此报文"),
    ("UNKNOWN_ELEMENT", "未定义的元素"),
    ("ELEMENT_REPEATED", "元素重复"),
    ("ELEMENT_OUT_OF_ORDER", "元素顺序不正确"),
    ("ELEMENT_MISSING", "缺少元素"),
    ("TOO_MANY_RECORDS", "单证数量超限"),
    ("TEXT_BETWEEN_ELEMENTS", "元素之间不得有文本"),
    ("ATTRIBUTE_MISSING", "缺少属性"),
    ("ATTRIBUTE_WRONG_LENGTH", "属性长度不正确"),
    ("ATTRIBUTE_UNKNOWN", "未定义的属性"),
    ("UNKNOWN_SUBSCRIPTION", "订阅状态不正确"),
];

/// What a code of the reader says; the form rules have their own words.
pub(crate) fn of(code: &str) -> &'static str {
    let own = WORDS.iter().find(|(known, _)| *known == code).map(|(_, zh)| *zh);
    let form =
        || tongguan_domain::fault::FORM_RULES.iter().find(|rule| rule.code == code).map(|rule| rule.zh);
    own.or_else(form).unwrap_or("报文格式不正确")
}

/// A fault at a place outside the fields of a record.
pub(crate) fn of_place(code: &str, path: &str) -> String {
    format!("{}[{path}]", of(code))
}

/// A fault of a record, with the code that a receipt would carry.
pub(crate) fn of_fault(kind: DocumentKind, record: usize, fault: &Fault) -> String {
    let found = fault.found.as_deref().unwrap_or_default();
    let place = format!("{}[{record}]/{}", kind.record_element(), fault.element_path(kind));
    format!("[Code:{};Desc:{}],[{place}:{found}]", fault.return_code(kind), fault.rule.zh)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_ceb::{STRUCTURE_CODES, UNREADABLE_CODES};

    #[test]
    fn every_code_of_the_reader_has_words() {
        for entry in UNREADABLE_CODES.iter().chain(STRUCTURE_CODES) {
            assert!(WORDS.iter().any(|(code, _)| *code == entry.code), "{}", entry.code);
        }
    }
}
