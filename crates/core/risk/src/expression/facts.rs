//! The facts that an expression may name: one table, from which `docs/risk.md` is tested.

use super::number::Number;
use core::fmt;
use tongguan_domain::in_force::Provision;
use tongguan_domain::screening::ScreeningFacts;
use tongguan_domain::time::Moment;

/// Version of this table and of the functions. It grows with every fact and function that is added; one that was there
/// stays, with its meaning.
pub const FACTS_VERSION: u32 = 2;

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
    exit_code: Text |f| &f.papers.exit_code, "portCode", "customs office of exit, 4 digits", "出口口岸海关，4 位";
    platform: Text |f| &f.papers.platform, "ebpCode", "code of the platform", "电商平台代码";
    logistics: Text |f| &f.papers.logistics, "logisticsCode", "code of the logistics operator", "物流企业代码";
    owner: Text |f| &f.papers.owner, "ownerCode", "code of who made or sold the goods", "生产销售单位代码";
    destination_port: Text |f| &f.papers.destination_port, "POD", "port of destination", "指运港代码";
    site: Text |f| &f.papers.site, "loctNo", "supervised site; empty: not said", "监管场所代码；空为未填";
    licence: Text |f| &f.papers.licence, "licenseNo", "number of the licence; empty: there is none", "许可证号；空为没有";
    goods_models: Texts |f| &f.papers.goods_models, "gmodel of each line", "specification and brand of the lines", "各项规格型号（含品牌）";
    item_names: Texts |f| &f.papers.item_names, "itemName of each line", "names that the seller gives the goods of the lines", "各项企业商品名称";
    waybill_goods: Text |f| &f.papers.waybill_goods, "goodsInfo of the waybill", "what the waybill says of the goods", "运单的主要货物信息";
    pieces: Number |f| Some(f.papers.pieces.into()), "qty of the lines", "sum of the quantities of all lines", "各项数量合计";
    highest_price_cny: Number |f| f.papers.highest_price_cny.map(Into::into), "price and currency of the lines", "highest price of a line in CNY; unknown where a currency has no rate", "最高单价，元；有币种无汇率时未知", [unknown];
    ordered_cny: Number |f| f.papers.ordered_cny.map(Into::into), "goodsValue of the order (303)", "value of the order in CNY; unknown without an order or a rate", "订单商品金额，元；无订单或无汇率时未知", [unknown];
    paid_cny: Number |f| f.papers.paid_cny.map(Into::into), "charge of the receipt of payment (403)", "what was paid in CNY; unknown without a receipt or a rate", "收款金额，元；无收款单或无汇率时未知", [unknown];
    waybill_weight: Number |f| f.papers.waybill_weight.map(Into::into), "grossWeight of the waybill (505)", "gross weight of the waybill in kg; unknown without one", "运单毛重，千克；无运单时未知", [unknown];
    exporter_registered: Truth |f| f.tracked.exporter_registered, "the registry", "whether the registry knows the exporter", "电商企业是否已登记";
    credit_grade: Text |f| &f.tracked.credit_grade, "credit scoring", "zone grade of the exporter: AAA, AA, A, BBB or BB; empty: not said", "电商企业综试区信用评级：AAA、AA、A、BBB、BB；空为未知";
    partners_class: Text |f| f.tracked.partners_class.names().1, "the registry", "worst registered credit class among agent, platform and logistics operator", "申报企业、平台、物流企业中最低的登记信用等级", one of CLASSES;
    exporter_lists_24h: Number |f| Some(f.tracked.exporter_lists_24h.into()), "the sandbox", "lists of the exporter in the last 24 hours, this one counted", "该企业 24 小时内的清单数（含本单）";
    exporter_value_24h: Number |f| Some(f.tracked.exporter_value_24h.into()), "the sandbox", "their value in whole CNY", "上述清单的价值，元（取整）";
    exporter_near_limit_24h: Number |f| Some(f.tracked.exporter_near_limit_24h.into()), "the sandbox", "those of them that are worth 4,500 to 5,000 CNY", "其中价值 4500 至 5000 元的清单数";
    exporter_lists_30d: Number |f| Some(f.tracked.exporter_lists_30d.into()), "the sandbox", "lists of the exporter in the last 30 days, this one counted", "该企业 30 日内的清单数（含本单）";
    exporter_days: Number |f| Some(f.tracked.exporter_days.into()), "the sandbox", "days since the first list of the exporter in this sandbox", "该企业在本沙箱首次申报以来的天数";
    exporter_unarrived: Number |f| Some(f.tracked.exporter_unarrived.into()), "the sandbox", "lists of the exporter, reviewed 8 to 96 days ago, whose goods were neither inspected nor released since", "该企业 8 至 96 日前审结、至今未查验也未放行的清单数";
    exporter_findings: Number |f| Some(f.tracked.exporter_findings.into()), "the sandbox", "findings against the exporter in the last 53 weeks", "该企业 53 周内查获的次数";
    agent_lists_90d: Number |f| Some(f.tracked.agent_lists_90d.into()), "the sandbox", "lists of the agent that were screened in the last 90 days, this one counted", "该申报企业 90 日内经布控的清单数（含本单）";
    agent_rejected_90d: Number |f| Some(f.tracked.agent_rejected_90d.into()), "the sandbox", "lists of the agent that were rejected in the last 90 days", "该申报企业 90 日内被退单的清单数";
    same_goods_24h: Number |f| Some(f.tracked.same_goods_24h.into()), "the sandbox", "lists of the exporter with the same names of goods in the last 24 hours, this one counted", "该企业 24 小时内品名相同的清单数（含本单）";
    same_goods_value_24h: Number |f| Some(f.tracked.same_goods_value_24h.into()), "the sandbox", "their value in whole CNY", "上述清单的价值，元（取整）";
    phone_exporters_30d: Number |f| Some(f.tracked.phone_exporters_30d.into()), "the sandbox", "exporters whose waybills gave the telephone number of this one in the last 30 days; 0: it gives none", "30 日内使用同一电话（运单 ebcTelephone）的企业数；0 为未填";
    payment_orders_30d: Number |f| Some(f.tracked.payment_orders_30d.into()), "the sandbox", "orders that were paid under the payNo of this one in the last 30 days; 0: it has none", "30 日内同一支付交易编号（payNo）下的订单数；0 为未填";
    heading_findings_30d: Number |f| Some(f.tracked.heading_findings_30d.into()), "the sandbox", "findings in the headings (4 digits) of these goods in the last 30 days, by whomever exported", "30 日内相同品目（4 位）查获的次数，不论企业";
    price_to_peers: Number |f| f.tracked.price_to_peers.map(Into::into), "the sandbox", "price of a unit beside the median of what was released in its heading and unit, the highest of the lines; unknown below 20 releases", "单价与同品目已放行货物中位数之比，取各项最高；不足 20 项时未知", [unknown];
    value_per_kg_to_peers: Number |f| f.tracked.value_per_kg_to_peers.map(Into::into), "the sandbox", "value of a kg beside the median of the heading of the first line; unknown below 20 releases", "每千克价值与首项品目中位数之比；不足 20 项时未知", [unknown];
    weight_to_peers: Number |f| f.tracked.weight_to_peers.map(Into::into), "the sandbox", "weight of a unit beside the median of the heading of the first line; unknown below 20 releases", "单件重量与首项品目中位数之比；不足 20 项时未知", [unknown];
    office_screened: Number |f| Some(f.tracked.office.screened.into()), "the sandbox", "declarations that the office has screened on this day before", "该海关当日已布控的清单数";
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
    Function { name: "named", call: "named(goods_names, [\"枪\"], [\"热熔胶枪\"])", en: "whether the name of a line (goods_names, goods_models or item_names) has one of these words, not as part of one of the others; the second list may be left out. Compared after NFKC and in lower case", zh: "是否有商品名称（goods_names、goods_models 或 item_names）含前列词语，且不属于后列词语的一部分；后列可省。先作 NFKC 规范化并转小写" },
    Function { name: "named_outside", call: "named_outside(goods_names, [\"手机\"], [\"手机壳\"], hs_codes, [\"8517\"])", en: "whether a line is named so, as named has it, and its HS code begins with none of these", zh: "是否有商品名称如 named 所述，而其编码不以后列之一开头" },
];
