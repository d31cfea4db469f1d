//! What can be wrong with a message around its records, and the catalogue of it.

use core::fmt;
use tongguan_domain::fault::{FORM_RULES, Level};

/// A row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct CodeEntry {
    /// Stable name.
    pub code: &'static str,
    /// What is wrong, in Chinese, as `returnInfo` of a CEB900 carries it.
    pub zh: &'static str,
    /// What is wrong.
    pub en: &'static str,
    /// What the sender should do.
    pub hint: &'static str,
}

/// One place where a message breaks the schema, or cannot be followed, outside the fields of a record.
///
/// For the fields of `BaseTransfer` and `BaseSubscribe` the code is that of the form rule
/// ([`tongguan_domain::fault::FORM_RULES`]); every other code is in [`STRUCTURE_CODES`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StructureFault {
    /// Stable name, such as `UNKNOWN_ELEMENT`.
    pub code: &'static str,
    /// Where, such as `/CEB303Message/Order[2]/OrderHead/foo` (counted from 1, as XPath counts).
    pub path: String,
    /// What is wrong, for people. It never quotes a text, which may be personal.
    pub text: String,
    /// Byte of the message at which the tag begins.
    pub offset: u64,
}

impl StructureFault {
    /// How deep it lies: [`Level::Schema`], but [`Level::Business`] for what the schema allows and nobody can follow.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.code == structure::UNKNOWN_SUBSCRIPTION { Level::Business } else { Level::Schema }
    }

    /// What is wrong, in Chinese.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        let form = || FORM_RULES.iter().find(|rule| rule.code == self.code).map(|rule| rule.zh);
        zh_of(STRUCTURE_CODES, self.code).or_else(form).unwrap_or_default()
    }
}

fn zh_of(codes: &'static [CodeEntry], code: &str) -> Option<&'static str> {
    codes.iter().find(|entry| entry.code == code).map(|entry| entry.zh)
}

/// Why a message cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Stable name out of [`UNREADABLE_CODES`].
    pub code: &'static str,
    /// What is wrong, for people.
    pub text: String,
    /// Byte of the message at which reading stopped.
    pub offset: u64,
}

impl Unreadable {
    pub(crate) fn new(code: &'static str, offset: usize, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), offset: u64::try_from(offset).unwrap_or(u64::MAX) }
    }

    /// What is wrong, in Chinese.
    #[must_use]
    pub fn zh(&self) -> &'static str {
        zh_of(UNREADABLE_CODES, self.code).unwrap_or_default()
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}: {}", self.code, self.offset, self.text)
    }
}

impl core::error::Error for Unreadable {}

macro_rules! codes {
    ($(#[$meta:meta])* $catalogue:ident in $module:ident: $($name:ident $zh:literal $en:literal hint $hint:literal;)*) => {
        pub(crate) mod $module {
            $(pub(crate) const $name: &str = stringify!($name);)*
        }
        $(#[$meta])*
        pub static $catalogue: &[CodeEntry] = &[$(CodeEntry {
            code: $module::$name, zh: $zh, en: $en, hint: $hint,
        }),*];
    };
}

codes! {
    /// Every code of a [`StructureFault`] that is not a form rule.
    STRUCTURE_CODES in structure:
    UNKNOWN_ELEMENT "存在报文规范未定义的节点" "an element that the schema does not know at this place"
        hint "remove it; names are case-sensitive";
    WRONG_NAMESPACE "命名空间不正确" "an element outside the CEB namespace"
        hint "declare xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" on the root and use the prefix on every element";
    ELEMENT_REPEATED "节点重复" "an element more often than the schema allows" hint "keep one; only the first was read";
    ELEMENT_OUT_OF_ORDER "节点顺序不正确" "an element at the wrong place of the sequence" hint "send the elements in the order of the schema";
    ELEMENT_MISSING "必填节点缺失" "a mandatory container is absent" hint "add it";
    TOO_MANY_RECORDS "单个报文的单证数量超限" "more records than one message may hold" hint "split the message: at most 100 records";
    TEXT_BETWEEN_ELEMENTS "节点之间存在多余文本" "text where only elements may stand" hint "remove the text, or put it into its element";
    ATTRIBUTE_MISSING "根节点必填属性缺失" "a mandatory attribute of the root is absent" hint "give the root a guid and a version";
    ATTRIBUTE_WRONG_LENGTH "根节点属性长度不正确" "an attribute of the root has a wrong length" hint "guid: exactly 36 characters; version: 1 to 10";
    ATTRIBUTE_UNKNOWN "存在报文规范未定义的属性" "an attribute that the schema does not know" hint "remove it";
    UNKNOWN_SUBSCRIPTION "订阅状态无法识别" "a subscription other than ALL, DATA and RET; the schema allows it, but nobody can follow it"
        hint "send ALL (data and receipts), DATA or RET (receipts)";
}

codes! {
    /// Every code of an [`Unreadable`].
    UNREADABLE_CODES in unreadable:
    EMPTY "报文为空" "there is nothing to read" hint "send one CEB message";
    TOO_LARGE "报文大小超限" "the message is larger than the limit" hint "split the message";
    NOT_UTF8 "报文编码不是UTF-8" "the message is not UTF-8" hint "encode the message in UTF-8 and declare UTF-8";
    ILLEGAL_CHARACTER "报文含有非法字符" "a character that XML does not allow, written out or by reference"
        hint "remove control characters";
    MALFORMED "报文不是格式良好的XML" "the message is not well-formed XML" hint "check the message with an XML parser";
    DOCTYPE "报文不允许含有DOCTYPE" "a document type declaration" hint "remove the DOCTYPE; it is never needed";
    ENTITY "报文含有未定义的实体引用" "a reference to an entity other than the five predefined ones"
        hint "use only &amp; &lt; &gt; &apos; &quot; and character references";
    TOO_DEEP "节点嵌套层次超限" "elements are nested deeper than the limit" hint "a CEB message needs five levels";
    TOO_MANY_ATTRIBUTES "节点属性数量超限" "an element has more attributes or namespaces than the limit"
        hint "only the root has attributes: guid and version";
    TEXT_TOO_LONG "节点文本长度超限" "the text of one element is longer than the limit" hint "shorten the text";
    WRONG_NAMESPACE "命名空间不正确" "the root is not in the CEB namespace"
        hint "declare xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" and write <ceb:CEB…Message>";
    UNKNOWN_ROOT "报文类型无法识别" "the root is not a message that is taken here"
        hint "send CEB303, 403, 505, 507, 509, 603, 605, 607, 701, 213 or 215, without an envelope";
    NOT_IN_VERSION "该版本报文规范无此报文" "the message version of the sandbox does not have this message"
        hint "create a sandbox with version 202205";
}
