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
    /// The same in Chinese.
    pub hint_zh: &'static str,
    /// How to provoke it: a message by its number, and what is put in the place of what; `{x*3}` stands for xxx, and `#`
    /// in it for a number.
    pub provoke: &'static str,
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
    /// What was found and what is allowed, for people. It quotes addresses and codes of `BaseTransfer` and
    /// `BaseSubscribe`, but no text of a record, which may be personal.
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
    ($(#[$meta:meta])* $catalogue:ident in $module:ident: $($name:ident $zh:literal $en:literal hint $hint:literal hint_zh $hint_zh:literal
        provoke $provoke:literal;)*) => {
        pub(crate) mod $module {
            $(pub(crate) const $name: &str = stringify!($name);)*
        }
        $(#[$meta])*
        pub static $catalogue: &[CodeEntry] = &[$(CodeEntry {
            code: $module::$name, zh: $zh, en: $en, hint: $hint, hint_zh: $hint_zh, provoke: $provoke,
        }),*];
    };
}

codes! {
    /// Every code of a [`StructureFault`] that is not a form rule.
    STRUCTURE_CODES in structure:
    UNKNOWN_ELEMENT "未定义的元素" "an element that the schema does not know at this place"
        hint "remove it; names are case-sensitive"
        hint_zh "去掉该元素；元素名区分大小写"
        provoke "303: <ceb:orderNo> => <ceb:x/><ceb:orderNo>";
    WRONG_NAMESPACE "命名空间不正确" "an element outside the CEB namespace"
        hint "declare xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" on the root and use the prefix on every element"
        hint_zh "在根元素声明xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"，各元素都用该前缀"
        provoke "303: <ceb:orderNo> => <x/><ceb:orderNo>";
    ELEMENT_REPEATED "元素重复" "an element more often than the schema allows" hint "keep one; only the first was read"
        hint_zh "只保留一个；只读取第一个"
        provoke "303: </ceb:orderNo> => </ceb:orderNo><ceb:orderNo>X</ceb:orderNo>";
    ELEMENT_OUT_OF_ORDER "元素顺序不正确" "an element at the wrong place of the sequence" hint "send the elements in the order of the schema"
        hint_zh "按报文规范规定的顺序排列元素"
        provoke "303: <ceb:appType>1</ceb:appType> => ;; </ceb:appTime> => </ceb:appTime><ceb:appType>1</ceb:appType>";
    ELEMENT_MISSING "缺少元素" "a mandatory container is absent" hint "add it"
        hint_zh "补上该元素"
        provoke "303: BaseTransfer => Basetransfer";
    TOO_MANY_RECORDS "单证数量超限" "more records than one message may hold" hint "split the message: at most 100 records"
        hint_zh "拆分报文：每个报文最多100份单证"
        provoke "303: <ceb:Order> => {<ceb:Order/>*100}<ceb:Order>";
    TEXT_BETWEEN_ELEMENTS "元素之间不得有文本" "text where only elements may stand" hint "remove the text, or put it into its element"
        hint_zh "去掉该文本，或放入对应元素"
        provoke "303: <ceb:OrderHead> => x<ceb:OrderHead>";
    ATTRIBUTE_MISSING "缺少属性" "a mandatory attribute is absent" hint "give the root a guid and a version, and every method of a signature an Algorithm"
        hint_zh "根元素填guid和version，签名的各算法元素填Algorithm"
        provoke "303: version=\"1.0\"> => >";
    ATTRIBUTE_WRONG_LENGTH "属性长度不正确" "an attribute of the root has a wrong length" hint "guid: exactly 36 characters; version: 1 to 10"
        hint_zh "guid为36位；version为1至10位"
        provoke "303: version=\"1.0\"> => version=\"12345678901\">";
    ATTRIBUTE_UNKNOWN "未定义的属性" "an attribute that the schema does not know" hint "remove it"
        hint_zh "去掉该属性"
        provoke "303: version=\"1.0\"> => version=\"1.0\" x=\"1\">";
    NOT_BASE64 "不是Base64编码" "a value of a signature is not Base64" hint "encode the value in Base64"
        hint_zh "按Base64编码"
        provoke "303: </ceb:BaseTransfer> => </ceb:BaseTransfer><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"a\"/><ds:SignatureMethod Algorithm=\"a\"/><ds:Reference><ds:DigestMethod Algorithm=\"a\"/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo><ds:SignatureValue>*</ds:SignatureValue></ds:Signature>";
    UNKNOWN_SUBSCRIPTION "订阅状态不正确" "a subscription other than ALL, DATA and RET; the schema allows it, its note does not, and nobody could follow it"
        hint "send ALL (data and receipts), DATA or RET (receipts)"
        hint_zh "填ALL（数据和回执）、DATA（数据）或RET（回执）"
        provoke "303: </ceb:BaseTransfer> => </ceb:BaseTransfer><ceb:BaseSubscribe><ceb:status>X</ceb:status><ceb:dxpMode>DXP</ceb:dxpMode><ceb:dxpAddress>D</ceb:dxpAddress></ceb:BaseSubscribe>";
}

codes! {
    /// Every code of an [`Unreadable`].
    UNREADABLE_CODES in unreadable:
    EMPTY "报文为空" "there is nothing to read" hint "send one CEB message"
        hint_zh "发送一个CEB报文"
        provoke "nothing";
    TOO_LARGE "报文过大" "the message is larger than the limit" hint "split the message"
        hint_zh "拆分报文"
        provoke "303: <ceb:orderNo> => <ceb:orderNo>{a*13000000}";
    NOT_UTF8 "报文编码不是UTF-8" "the message is not UTF-8" hint "encode the message in UTF-8 and declare UTF-8"
        hint_zh "报文用UTF-8编码并声明为UTF-8"
        provoke "303: encoding=\"UTF-8\" => encoding=\"GBK\"";
    ILLEGAL_CHARACTER "报文含有非法字符" "a character that XML does not allow, written out or by reference"
        hint "remove control characters"
        hint_zh "去掉控制字符"
        provoke "303: <ceb:orderNo> => <ceb:orderNo>&#1;";
    MALFORMED "报文不是格式良好的XML" "the message is not well-formed XML" hint "check the message with an XML parser"
        hint_zh "用XML解析器检查报文"
        provoke "303: </ceb:CEB303Message> =>";
    DOCTYPE "报文不得含有文档类型声明" "a document type declaration" hint "remove the DOCTYPE; it is never needed"
        hint_zh "去掉DOCTYPE，报文不需要"
        provoke "303: <ceb:CEB303Message => <!DOCTYPE x><ceb:CEB303Message";
    ENTITY "报文不得引用自定义实体" "a reference to an entity other than the five predefined ones"
        hint "use only &amp; &lt; &gt; &apos; &quot; and character references"
        hint_zh "只用&amp; &lt; &gt; &apos; &quot;和字符引用"
        provoke "303: <ceb:orderNo> => <ceb:orderNo>&nbsp;";
    TOO_DEEP "报文元素嵌套过深" "elements are nested deeper than the limit" hint "a CEB message needs five levels"
        hint_zh "CEB报文五层即可"
        provoke "303: <ceb:orderNo> => {<ceb:x>*40}{</ceb:x>*40}<ceb:orderNo>";
    TOO_MANY_ATTRIBUTES "元素属性过多" "an element has more attributes or namespaces than the limit"
        hint "only the root has attributes: guid and version"
        hint_zh "只有根元素有属性：guid和version"
        provoke "303: <ceb:OrderHead> => <ceb:OrderHead { a#=\"1\"*70}>";
    TEXT_TOO_LONG "元素内容过长" "the text of one element is longer than the limit" hint "shorten the text"
        hint_zh "缩短内容"
        provoke "303: <ceb:orderNo> => <ceb:orderNo>{a*70000}";
    WRONG_NAMESPACE "命名空间不正确" "the root is not in the CEB namespace"
        hint "declare xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" and write <ceb:CEB…Message>"
        hint_zh "声明xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"，根元素写<ceb:CEB…Message>"
        provoke "303: http://www.chinaport.gov.cn/ceb => urn:x";
    UNKNOWN_ROOT "报文类型不正确" "the root is not a message that is taken here"
        hint "send CEB303, 403, 505, 507, 509, 603, 605, 607, 701, 213 or 215, without an envelope"
        hint_zh "发送CEB303、403、505、507、509、603、605、607、701、213或215，不带信封"
        provoke "303: CEB303Message => CEB621Message";
    NOT_IN_VERSION "该版本报文规范无此报文" "the message version of the sandbox does not have this message"
        hint "create a sandbox with version 202205"
        hint_zh "改用报文版本为202205的沙箱"
        provoke "2018-113 213:";
}
