//! Faults: what is wrong with a document, always as a complete list, each with place, code, limit and hint.

use crate::document::DocumentKind;
use crate::record::Field;
use crate::return_code::ReturnCode;

/// How deep a fault lies; it decides who answers and with which range of negative codes (2018-113, table 7-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The signature is missing, or does not hold.
    Signature,
    /// The official schema forbids it: in XML the whole message is refused.
    Schema,
    /// One field breaks its own rule.
    Format,
    /// Fields contradict each other, a code table or the law.
    Business,
    /// The document is well made, but cannot be taken now (duplicate, wrong state, too old).
    Processing,
}

impl Level {
    /// The name used in catalogues.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Schema => "schema",
            Self::Format => "format",
            Self::Business => "business",
            Self::Processing => "processing",
        }
    }
}

/// What a rule rests on. Only what somebody else has said or answered may refuse a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// The authority's own text: a schema, the specification, an announcement, a code table.
    Official,
    /// What the real system was seen to answer, or what programs written against it rely on.
    Observed,
    /// Texts of others about the law or the trade, which agree.
    Published,
    /// A bound or a choice of this program, stated as such.
    Program,
    /// An inference of this project: it warns and never refuses.
    Inferred,
}

impl Basis {
    /// The name used in catalogues.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Official => "official",
            Self::Observed => "observed",
            Self::Published => "published",
            Self::Program => "program",
            Self::Inferred => "inferred",
        }
    }

    /// Whether a rule that rests on this may refuse a document.
    #[must_use]
    pub const fn refuses(self) -> bool {
        !matches!(self, Self::Inferred)
    }
}

/// One rule that a document can break. Rules are constants; the catalogue lists them all.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, such as `TOTAL_PRICE_MISMATCH`.
    pub code: &'static str,
    /// How deep.
    pub level: Level,
    /// Number within the range of its level, 1 to 999. Schema and format rules share one range.
    pub serial: u16,
    /// The rule in Chinese, as `returnInfo` carries it.
    pub zh: &'static str,
    /// The rule in English.
    pub en: &'static str,
    /// What the sender should do.
    pub hint: &'static str,
    /// The same in Chinese.
    pub hint_zh: &'static str,
    /// What the rule rests on; this decides whether it refuses or warns.
    pub basis: Basis,
    /// Where the rule comes from: announcement, part of the specification, schema, or an answer that was seen.
    pub source: &'static str,
    /// How to break it: one or more changes to valid documents, such as `603: gross_weight=0; 505: gross_weight=0`, each
    /// of which provokes this very rule. `~` leaves a field out, `lines=2` cuts the list or repeats its last line, `%20`
    /// is a space; `2018-113` or `@2020-06-30` in front choose the message version and the day. A rule that takes more
    /// than one document to break says so in a sentence.
    pub provoke: &'static str,
}

impl Rule {
    /// Whether a document that breaks the rule is refused. If not, its sender is warned.
    #[must_use]
    pub const fn refuses(&self) -> bool {
        self.basis.refuses()
    }
}

/// Where in a document a fault lies.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Index of the line, from 0; `None` is the head or the document.
    pub line: Option<u32>,
    /// The field; `None` is the whole record.
    pub field: Option<&'static Field>,
}

/// Code of the last entry of a list that was cut: `found` is how many more there are. It is no fault of its own.
pub const MORE_FAULTS: &str = "MORE_FAULTS";

/// One broken rule at one place.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The rule.
    pub rule: &'static Rule,
    /// Where.
    pub place: Place,
    /// What was found, where it may be shown.
    pub found: Option<String>,
    /// What is allowed, where the rule has a limit.
    pub allowed: Option<String>,
}

impl Fault {
    /// A fault at a place.
    #[must_use]
    pub const fn new(rule: &'static Rule, place: Place) -> Self {
        Self { rule, place, found: None, allowed: None }
    }

    /// The same fault with what was found.
    #[must_use]
    pub fn found(mut self, found: impl Into<Option<String>>) -> Self {
        self.found = found.into();
        self
    }

    /// The same fault with what is allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// The place in the native API, such as `items[2].total_price`.
    #[must_use]
    pub fn path(&self) -> String {
        let name = self.place.field.map(|field| field.name);
        match (self.place.line, name) {
            (Some(line), Some(name)) => format!("items[{line}].{name}"),
            (Some(line), None) => format!("items[{line}]"),
            (None, Some(name)) => name.to_owned(),
            (None, None) => String::new(),
        }
    }

    /// The place in the XML record, such as `InventoryList[3]/totalPrice` (lines from 1, as XPath counts).
    #[must_use]
    pub fn element_path(&self, kind: DocumentKind) -> String {
        let element = self.place.field.map(|field| field.element);
        let lines = kind.line_element().unwrap_or(kind.record_element());
        // A list that is empty or too long is about its lines, not about one of them.
        let of_lines = self.rule == &NO_LINES || self.rule == &TOO_MANY_LINES;
        match (self.place.line, element) {
            (Some(line), Some(element)) => format!("{lines}[{}]/{element}", line + 1),
            (Some(line), None) => format!("{lines}[{}]", line + 1),
            (None, Some(element)) => element.to_owned(),
            (None, None) if of_lines => lines.to_owned(),
            (None, None) => kind.record_element().to_owned(),
        }
    }

    /// The place in an XML message, such as `Order[2]/OrderList[3]/price`: the record (from 1), and where in it.
    #[must_use]
    pub fn message_path(&self, kind: DocumentKind, record: usize) -> String {
        let (element, inside) = (kind.record_element(), self.element_path(kind));
        if inside == element {
            format!("{element}[{record}]")
        } else {
            format!("{element}[{record}]/{inside}")
        }
    }

    /// The negative code that a receipt for this kind of document carries for this fault.
    #[must_use]
    pub const fn return_code(&self, kind: DocumentKind) -> ReturnCode {
        ReturnCode::negative(kind, self.rule.level, self.rule.serial)
    }
}

macro_rules! rules {
    ($($(#[$meta:meta])* $name:ident = $code:literal $level:ident $serial:literal
        zh $zh:literal en $en:literal hint $hint:literal hint_zh $hint_zh:literal source $source:literal provoke $provoke:literal;)*) => {
        $($(#[$meta])* pub static $name: Rule = Rule {
            code: $code, level: Level::$level, serial: $serial,
            zh: $zh, en: $en, hint: $hint, hint_zh: $hint_zh, basis: Basis::Official, source: $source, provoke: $provoke,
        };)*
        /// The rules about the form of a single field or record.
        pub static FORM_RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    /// A mandatory element is absent.
    MISSING = "FIELD_MISSING" Schema 1 zh "必填项缺失" en "a mandatory field is absent"
        hint "send the field"
        hint_zh "补填该字段" source "XSD 202205 minOccurs"
        provoke "303: order_no=~; 607: items[0].logistics_no=~; 701: cop_no=~";
    /// A text is longer than its field.
    TOO_LONG = "FIELD_TOO_LONG" Schema 2 zh "超过最大长度" en "the text is longer than the field"
        hint "shorten the text; characters count, not bytes"
        hint_zh "缩短内容；按字符数计算，不按字节数" source "XSD 202205 maxLength"
        provoke "505: logistics_no=LP0000000000000000000000000000001; 215: co_el_no=TAL000000000000000001";
    /// A text is shorter than its field demands.
    TOO_SHORT = "FIELD_TOO_SHORT" Schema 3 zh "小于最小长度" en "the text is shorter than the field demands"
        hint "fill the field to its least length"
        hint_zh "补足到最小长度" source "XSD 202205 minLength"
        provoke "603: pod=LA; 2018-113 605: reason=";
    /// A text is not of the one length that its field demands.
    WRONG_LENGTH = "FIELD_WRONG_LENGTH" Schema 4 zh "长度不正确" en "the text is not of the demanded length"
        hint "send exactly the stated number of characters; leave an optional field out instead of sending it empty"
        hint_zh "按规定的字符数填写；非必填字段无内容时不要报送空元素"
        source "XSD 202205 length"
        provoke "303: currency=CN; 2018-113 605: invt_no=29242026E00000000001";
    /// Not a decimal number.
    NOT_A_DECIMAL = "NOT_A_DECIMAL" Schema 5 zh "不是十进制数" en "not a decimal number"
        hint "digits with at most one point; no exponent, no thousands mark"
        hint_zh "只填数字，最多一个小数点；不用科学计数法，不用千分位" source "XSD 202205 xs:decimal"
        provoke "303: freight=1,5; 607: gross_weight=heavy";
    /// Too many digits.
    TOO_MANY_DIGITS = "TOO_MANY_DIGITS" Schema 6 zh "数字位数超限" en "too many digits"
        hint "shorten the number"
        hint_zh "减少数字位数" source "XSD 202205 totalDigits"
        provoke "303: freight=12345678901234567890; 213: items[0].gnum=12345";
    /// Too many digits after the point.
    TOO_MANY_FRACTION_DIGITS = "TOO_MANY_FRACTION_DIGITS" Schema 7 zh "小数位数超限"
        en "more than 5 digits after the point" hint "round to 5 digits"
        hint_zh "小数保留5位以内" source "XSD 202205 fractionDigits"
        provoke "303: freight=0.000001";
    /// Not a whole number.
    NOT_AN_INTEGER = "NOT_AN_INTEGER" Schema 8 zh "不是整数" en "not a whole number"
        hint "digits only"
        hint_zh "只填整数数字" source "XSD 202205 xs:int"
        provoke "303: items[0].gnum=one; 701: msg_count=1.5";
    /// The schema allows one value only.
    NOT_THE_FIXED_VALUE = "NOT_THE_FIXED_VALUE" Schema 31 zh "只能填写固定值" en "the schema allows one value only"
        hint "send the stated value"
        hint_zh "填写规定的固定值" source "XSD 202205 fixed; the PDF also names other values"
        provoke "603: freight_flag=1; 603: insurance_flag=2";
    /// The message version of the sandbox does not have this kind of document.
    NOT_IN_VERSION = "NOT_IN_VERSION" Schema 32 zh "该版本报文规范无此单证"
        en "the message version of the sandbox does not have this kind of document"
        hint "create a sandbox with version 202205"
        hint_zh "改用报文版本为202205的沙箱" source "202205 revision note: 213 and 215 are new"
        provoke "2018-113 213: note=~; 2018-113 215: note=~";
    /// A character that no XML message could carry. XML itself is refused where it has one.
    NOT_IN_XML = "CHARACTER_NOT_IN_XML" Schema 60 zh "含有XML不允许的字符" en "the text has a character that XML cannot carry"
        hint "leave out control characters, U+FFFE and U+FFFF"
        hint_zh "去掉控制字符以及U+FFFE、U+FFFF" source "XSD 202205 xs:string: the characters of XML 1.0"
        provoke "303: order_no=A%01B; 505: note=A%01B";
    /// No lines where at least one is needed.
    NO_LINES = "LINES_MISSING" Schema 9 zh "表体不能为空" en "the document has no lines"
        hint "send at least one line"
        hint_zh "至少填写一项表体" source "XSD 202205; error text -301001"
        provoke "303: lines=0; 603: lines=0; 509: lines=0; 607: lines=0; 213: lines=0; 2018-113 701: lines=0";
    /// More lines than a document may have.
    TOO_MANY_LINES = "TOO_MANY_LINES" Schema 10 zh "表体项数超限" en "the document has too many lines"
        hint "split the document"
        hint_zh "拆分为多份单证报送" source "XSD 202205 maxOccurs; error text -301015"
        provoke "303: lines=101; 213: lines=101; 2018-113 607: lines=101";
}
