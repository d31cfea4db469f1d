//! What can be wrong with a message around its records, and the catalogue of it.

use core::fmt;

/// A row of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct CodeEntry {
    /// Stable name.
    pub code: &'static str,
    /// What is wrong.
    pub en: &'static str,
    /// What the sender should do.
    pub hint: &'static str,
}

/// One place where a message breaks the schema outside the fields of a record.
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
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}: {}", self.code, self.offset, self.text)
    }
}

impl core::error::Error for Unreadable {}

macro_rules! codes {
    ($(#[$meta:meta])* $catalogue:ident in $module:ident: $($name:ident $en:literal hint $hint:literal;)*) => {
        pub(crate) mod $module {
            $(pub(crate) const $name: &str = stringify!($name);)*
        }
        $(#[$meta])*
        pub static $catalogue: &[CodeEntry] = &[$(CodeEntry {
            code: $module::$name, en: $en, hint: $hint,
        }),*];
    };
}

codes! {
    /// Every code of a [`StructureFault`] that is not a form rule.
    STRUCTURE_CODES in structure:
    UNKNOWN_ELEMENT "an element that the schema does not know at this place"
        hint "remove it; names are case-sensitive";
    WRONG_NAMESPACE "an element outside the CEB namespace"
        hint "declare xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" on the root and use the prefix on every element";
    ELEMENT_REPEATED "an element more often than the schema allows" hint "keep one; only the first was read";
    ELEMENT_OUT_OF_ORDER "an element at the wrong place of the sequence" hint "send the elements in the order of the schema";
    ELEMENT_MISSING "a mandatory container is absent" hint "add it";
    TOO_MANY_RECORDS "more records than one message may hold" hint "split the message: at most 100 records";
    TEXT_BETWEEN_ELEMENTS "text where only elements may stand" hint "remove the text, or put it into its element";
    ATTRIBUTE_MISSING "a mandatory attribute of the root is absent" hint "give the root a guid and a version";
    ATTRIBUTE_WRONG_LENGTH "an attribute of the root has a wrong length" hint "guid: exactly 36 characters; version: 1 to 10";
    ATTRIBUTE_UNKNOWN "an attribute that the schema does not know" hint "remove it";
}

codes! {
    /// Every code of an [`Unreadable`].
    UNREADABLE_CODES in unreadable:
    EMPTY "there is nothing to read" hint "send one CEB message";
    TOO_LARGE "the message is larger than the limit" hint "split the message";
    NOT_UTF8 "the message is not UTF-8" hint "encode the message in UTF-8 and declare UTF-8";
    ILLEGAL_CHARACTER "a character that XML does not allow, written out or by reference"
        hint "remove control characters";
    MALFORMED "the message is not well-formed XML" hint "check the message with an XML parser";
    DOCTYPE "a document type declaration" hint "remove the DOCTYPE; it is never needed";
    ENTITY "a reference to an entity other than the five predefined ones"
        hint "use only &amp; &lt; &gt; &apos; &quot; and character references";
    TOO_DEEP "elements are nested deeper than the limit" hint "a CEB message needs five levels";
    TOO_MANY_ATTRIBUTES "an element has more attributes or namespaces than the limit"
        hint "only the root has attributes: guid and version";
    TEXT_TOO_LONG "the text of one element is longer than the limit" hint "shorten the text";
    WRONG_NAMESPACE "the root is not in the CEB namespace"
        hint "declare xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" and write <ceb:CEB…Message>";
    UNKNOWN_ROOT "the root is not a message that is taken here"
        hint "send CEB303, 403, 505, 507, 509 or 603, without an envelope";
}
