//! The facts that an expression may name: one table, from which `docs/risk.md` is tested.

use super::number::Number;
use core::fmt;
use tongguan_domain::in_force::Provision;
use tongguan_domain::screening::ScreeningFacts;
use tongguan_domain::time::Moment;

/// Version of this table and of the functions. It grows with every fact and function that is added; one that was there
/// stays, with its meaning.
pub const FACTS_VERSION: u32 = 1;

/// What an expression is, or a part of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// True or false.
    Truth,
    /// An exact number.
    Number,
    /// A text.
    Text,
    /// A moment.
    Moment,
    /// A list of texts.
    Texts,
}

impl Type {
    /// English and Chinese.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Truth => ("bool", "布尔值"),
            Self::Number => ("number", "数值"),
            Self::Text => ("text", "文本"),
            Self::Moment => ("moment", "时刻"),
            Self::Texts => ("list of text", "文本列表"),
        }
    }
}

/// How a fact is read.
pub(crate) enum Reading {
    Truth(fn(&ScreeningFacts) -> bool),
    Number(fn(&ScreeningFacts) -> Option<Number>),
    Text(fn(&ScreeningFacts) -> &str),
    Moment(fn(&ScreeningFacts) -> Moment),
    Texts(fn(&ScreeningFacts) -> &[String]),
}

/// One fact.
pub struct Fact {
    /// Its name in an expression.
    pub name: &'static str,
    /// Where it comes from: an element of the CEB messages, or who says it.
    pub source: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// What it is, in Chinese.
    pub zh: &'static str,
    /// The only texts that it can be; empty: any.
    pub values: &'static [&'static str],
    /// Whether it may be unknown.
    pub may_be_unknown: bool,
    pub(crate) reading: Reading,
}

impl fmt::Debug for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Fact {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Fact {}

impl Fact {
    /// Its type.
    #[must_use]
    pub const fn kind(&self) -> Type {
        match self.reading {
            Reading::Truth(_) => Type::Truth,
            Reading::Number(_) => Type::Number,
            Reading::Text(_) => Type::Text,
            Reading::Moment(_) => Type::Moment,
            Reading::Texts(_) => Type::Texts,
        }
    }

    /// The fact of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        FACTS.iter().find(|fact| fact.name == name)
    }
}

const CLASSES: &[&str] = &["advanced certified", "certified", "other", "dishonest", "seriously dishonest"];

macro_rules! facts {
    ($($name:ident : $kind:ident $read:expr, $source:literal, $en:literal, $zh:literal $(, one of $values:ident)? $(, [$unknown:ident])?;)*) => {
        /// Every fact.
        pub static FACTS: &[Fact] = &[$(Fact {
            name: stringify!($name), source: $source, en: $en, zh: $zh, reading: Reading::$kind($read),
            values: facts!(@values $($values)?), may_be_unknown: facts!(@unknown $($unknown)?),
        }),*];
    };
    (@values) => { &[] };
    (@values $values:ident) => { $values };
    (@unknown) => { false };
    (@unknown unknown) => { true };
}

#[rustfmt::skip] // A table.
facts! {
    at: Moment |f| f.at, "the clock of the sandbox", "when screening was asked", "布控时刻";
    trade_mode: Text |f| &f.trade_mode, "tradeMode", "supervision mode, such as 9610", "监管方式，如 9610";
    customs_code: Text |f| &f.customs_code, "customsCode", "customs office of the declaration, 4 digits", "申报地海关，4 位";
    country: Text |f| &f.country, "country", "country of destination, 3 digits of the CEB code list", "运抵国（地区），CEB 代码 3 位";
    traf_mode: Text |f| &f.traf_mode, "trafMode", "mode of transport", "运输方式";
    exporter: Text |f| &f.exporter, "ebcCode", "code of the exporter", "电商企业代码";
    agent: Text |f| &f.agent, "agentCode", "code of the declaring agent", "申报企业代码";
    credit_class: Text |f| f.credit_class.names().1, "credit scoring", "credit class of the exporter", "电商企业信用等级", one of CLASSES;
    inspection_ppm: Number |f| Some(f.inspection_ppm.into()), "credit scoring", "inspection rate of that class, parts per million", "该等级的查验率，百万分之";
    value_cny: Number |f| f.value_cny.map(Into::into), "totalPrice and currency of the lines", "value of all lines in CNY; unknown where a currency has no rate", "各项合计价值，元；有币种无汇率时未知", [unknown];
    gross_weight: Number |f| Some(f.gross_weight.into()), "grossWeight", "gross weight in kg", "毛重，千克";
    net_weight: Number |f| Some(f.net_weight.into()), "netWeight", "net weight in kg", "净重，千克";
    packages: Number |f| Some(f.packages.into()), "packNo", "number of packages", "件数";
    hs_codes: Texts |f| &f.hs_codes, "gcode of each line", "HS codes of the lines", "各项商品编码";
    goods_names: Texts |f| &f.goods_names, "gname of each line", "names of the goods of the lines", "各项商品名称";
    has_payment: Truth |f| f.has_payment, "receipt of payment (403)", "whether a receipt of payment is there", "是否有收款单";
    payment_wanted: Truth |f| Provision::PaymentReceiptNeeded.is_in_force(f.at.date()), "the law of the day", "whether a receipt of payment has to be sent on that day", "当日是否须报送收款单";
}

/// What can be called.
#[derive(Debug)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// How it is called.
    pub call: &'static str,
    /// What it is, in English.
    pub en: &'static str,
    /// What it is, in Chinese.
    pub zh: &'static str,
}

#[rustfmt::skip] // A table.
/// Every function.
pub static FUNCTIONS: &[Function] = &[
    Function { name: "size", call: "size(hs_codes)", en: "how many there are in a list, or how many characters in a text", zh: "列表的项数，或文本的字符数" },
    Function { name: "contains", call: "exporter.contains(\"96\")", en: "whether the text has this in it", zh: "文本是否含此" },
    Function { name: "startsWith", call: "customs_code.startsWith(\"29\")", en: "whether the text begins so", zh: "文本是否以此开头" },
    Function { name: "endsWith", call: "exporter.endsWith(\"X\")", en: "whether the text ends so", zh: "文本是否以此结尾" },
    Function { name: "in", call: "trade_mode in [\"9710\", \"9810\"]", en: "whether the text is one of the list", zh: "文本是否为列表之一" },
    Function { name: "known", call: "known(value_cny)", en: "whether there is a value at all", zh: "是否有值" },
    Function { name: "timestamp", call: "at < timestamp(\"2026-07-01T00:00:00+08:00\")", en: "a moment, from a text in RFC 3339", zh: "时刻，由 RFC 3339 文本给出" },
    Function { name: "hs_in", call: "hs_in(hs_codes, [\"93\", \"9705\"])", en: "whether the HS code of a line begins with one of these", zh: "是否有商品编码以其中之一开头" },
    Function { name: "named", call: "named(goods_names, [\"枪\"], [\"热熔胶枪\"])", en: "whether the name of a line has one of these words, not as part of one of the others; the second list may be left out. Compared after NFKC and in lower case", zh: "是否有商品名称含前列词语，且不属于后列词语的一部分；后列可省。先作 NFKC 规范化并转小写" },
    Function { name: "named_outside", call: "named_outside(goods_names, [\"手机\"], [\"手机壳\"], hs_codes, [\"8517\"])", en: "whether a line is named so, as named has it, and its HS code begins with none of these", zh: "是否有商品名称如 named 所述，而其编码不以后列之一开头" },
];
