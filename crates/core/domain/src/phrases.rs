//! Phrases that are kept or sent in English only, because values stand in them, with their Chinese: what a profile of
//! risk or a model of credit found, and what a rule allows. The English is written where it is found; here it is known
//! again by its form. A phrase that is not known, such as one of another screening service, stays as it is.

/// English and Chinese. Each `{}` stands for a value; `{0}` is the first of them. The first form that fits counts.
#[rustfmt::skip] // A table.
const PHRASES: &[(&str, &str)] = &[
    // Credit.
    ("{}: class {} ({}), inspection rate {} of 1000000", "{0} 分，{2}，查验率百万分之 {3}"),
    ("registered as {} ({}); {} knows no such class", "登记为{1}，但{2}中没有此类别"),
    ("+{}: {}", "加 {0} 分：{1}"),
    ("-{}: {}", "减 {0} 分：{1}"),
    ("not registered, so counted as class {}", "未登记，按{0}计"),
    ("{} declarations released", "放行清单 {0} 份"),
    ("{} declarations rejected, {} of 1000; {} are free", "近三个月退单清单 {0} 份，占千分之 {1}，超过千分之 {2} 起扣"),
    ("{} declarations rejected, {} of 1000", "退单清单 {0} 份，占千分之 {1}"),
    ("{} inspections found something", "查验异常 {0} 次"),
    ("{} detentions", "扣留 {0} 次"),
    ("{} punishments in five years", "五年内受处罚 {0} 次"),
    ("{} returns, {} of 1000; {} are free", "一年内退货 {0} 次，占千分之 {1}，超过千分之 {2} 起扣"),
    ("{} withdrawals, {} of 1000; {} are free", "一年内撤单 {0} 次，占千分之 {1}，超过千分之 {2} 起扣"),
    ("{} summaries were late", "汇总申请逾期 {0} 次"),
    ("shares {} with {}, which is dishonest", "与失信企业 {1} 共用{0}"),
    ("address and telephone and account", "地址、电话、账户"),
    ("address and telephone", "地址、电话"),
    ("address and account", "地址、账户"),
    ("telephone and account", "电话、账户"),
    ("address", "地址"),
    ("telephone", "电话"),
    ("account", "账户"),
    ("no scale of a zone in {} is known: the scale of Hangzhou counts", "{0} 综试区的评级标准未公开，按杭州标准"),
    ("class {} reaches at most {}", "{0}至多 {1} 分"),
    // Risk. What the criteria of 0.1.0 found stands in journals of that time; rules of a profile bring their own Chinese.
    ("no rule selected it; random draw {} of {} was not below {}", "未命中规则；随机数 {0}（满值 {1}）不低于 {2}"),
    ("random draw {} of {} was below {}, the inspection rate of class {}", "随机数 {0}（满值 {1}）低于{3}的查验率 {2}"),
    ("random draw {} of {} was below {}, the share of office {}", "随机数 {0}（满值 {1}）低于关区 {3} 的比例 {2}"),
    ("random draw {} of {} was below {}, the share of mode {}", "随机数 {0}（满值 {1}）低于监管方式 {3} 的比例 {2}"),
    ("random draw {} of {} was below {}", "随机数 {0}（满值 {1}）低于 {2}"),
    ("no rule selected it, and the draws of the sandbox are off", "未命中规则，且沙箱已关闭随机抽取"),
    ("no rule selected it", "未命中规则"),
    ("the sender forced this lane; screening alone chose {}", "由申报企业指定；风险布控原定{0}"),
    ("value {} CNY lies between {} and {}", "价值 {0} 元，在 {1} 元至 {2} 元之间"),
    ("value {} CNY for {} kg is {} CNY per kg", "价值 {0} 元、重 {1} 千克，每千克{2} 元"),
    ("{} kg in {} packages is {} kg per package", "{1} 件共 {0} 千克，每件{2} 千克"),
    ("net weight {} kg is less than {} millionths of gross weight {} kg", "净重 {0} 千克，不足毛重 {2} 千克的百万分之 {1}"),
    ("less than {}", "低于 {0}"),
    ("more than {}", "高于 {0}"),
    ("goods line {} is of HS {}", "第 {0} 项商品的 HS 编码属 {1}"),
    ("goods line {} is named \"{}\"", "第 {0} 项商品名称含“{1}”"),
    ("no receipt of payment is there", "没有收款单"),
    // What rules allow.
    ("only {}", "只能为 {0}"),
    ("exactly 1 character", "1 个字符"),
    ("at most 1 character", "至多 1 个字符"),
    ("exactly {} characters", "{0} 个字符"),
    ("at most {} characters", "至多 {0} 个字符"),
    ("{} to {} characters", "{0} 至 {1} 个字符"),
    ("19 digits, 5 of them after the point", "19 位数字，其中小数 5 位"),
    ("a whole number of at most {} digits", "至多 {0} 位的整数"),
    ("{} to {} lines", "{0} 至 {1} 行"),
    ("above 0", "大于 0"),
    ("0 or above", "不小于 0"),
    ("1 or above", "不小于 1"),
    ("0 in a deletion", "删除时为 0"),
    ("1, 2 or 3", "1、2 或 3"),
    ("1 or 2", "1 或 2"),
    ("A or B", "A 或 B"),
    ("9661 or 1261", "9661 或 1261"),
    ("10 or 18 upper-case letters and digits", "10 位或 18 位大写字母和数字"),
    ("a customs office in a district with a pilot zone", "设有综试区的关区内的海关"),
    ("numbers of lines of the declaration, each once", "清单中的行号，各一次"),
    ("{} numbers from {}, each once", "从 {1} 起的 {0} 个序号，各一次"),
    ("customs, year, E, 9 to 11 digits", "关区、年份、E、9 至 11 位数字"),
    ("{}, yyyyMMdd, nine digits", "{0}、yyyyMMdd、9 位数字"),
    ("empty only with trafMode 6 (mail)", "仅 trafMode 为 6（邮件）时可空"),
    ("lines of at most {} kg, 5 % and 0.1 kg a line included", "各行合计至多 {0} 千克（已含 5 % 及每行 0.1 千克）"),
    ("no second unit", "无第二单位"),
    ("no goods under {}", "不含属于 {0} 的商品"),
    ("goods that are not under {}", "不属于 {0} 的商品"),
    ("{}; did you mean {}?", "{0}；是否指 {1}？"),
    ("from {} on", "自 {0} 起"),
    ("at most {} CNY", "至多 {0} 元"),
    ("at most {}", "至多 {0}"),
];

/// Names that stand as values.
#[rustfmt::skip] // A table.
const NAMES: &[(&str, &str)] = &[
    ("advanced certified", "高级认证企业"), ("general certified", "一般认证企业"), ("certified", "认证企业"),
    ("other", "其他企业"), ("general", "一般信用企业"), ("regular", "常规企业"), ("dishonest", "失信企业"),
    ("seriously dishonest", "严重失信企业"), ("AA", "AA类企业"), ("A", "A类企业"), ("B", "B类企业"), ("C", "C类企业"),
    ("D", "D类企业"), ("the classes AA to D", "AA 至 D 类的旧办法"), ("Order 225", "第225号令"),
    ("Order 237", "第237号令"), ("Order 251", "第251号令"), ("Order 282", "第282号令"), ("release", "放行"),
    ("release, audit afterwards", "放行后稽查"), ("document review", "人工审核"), ("inspection", "查验"),
];

/// The Chinese of a phrase; `None` if it is not known.
#[must_use]
pub fn chinese(text: &str) -> Option<String> {
    by_form(PHRASES, text, in_chinese)
}

/// The Chinese of a phrase by forms of one's own; `value` gives that of what stands in it. `None` where none fits.
#[must_use]
pub fn by_form(forms: &[(&str, &str)], text: &str, value: impl Fn(&str) -> String) -> Option<String> {
    forms.iter().find_map(|(en, zh)| {
        let values = values(en, text)?;
        Some(
            values.iter().enumerate().fold((*zh).to_owned(), |told, (at, found)| {
                told.replace(&format!("{{{at}}}"), &value(found))
            }),
        )
    })
}

/// A value: a name, or a phrase within the phrase, or as it is. A value that is no shorter than a phrase ends this.
fn in_chinese(value: &str) -> String {
    let name = NAMES.iter().find(|(en, _)| *en == value).map(|(_, zh)| (*zh).to_owned());
    name.or_else(|| chinese(value)).unwrap_or_else(|| value.to_owned())
}

/// What stands for each `{}` of a form, if a text has this form.
fn values<'a>(form: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = form.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let (value, behind) = match (parts.peek(), part) {
            (None, "") => (rest, ""),
            (None, last) => (rest.strip_suffix(last)?, ""),
            (Some(_), middle) => rest.split_once(middle)?,
        };
        if value.is_empty() {
            return None;
        }
        found.push(value);
        rest = behind;
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_known_by_their_form() {
        for (en, zh) in [
            (
                "600: class other (其他企业), inspection rate 30000 of 1000000",
                "600 分，其他企业，查验率百万分之 30000",
            ),
            ("-100: not registered, so counted as class other", "减 100 分：未登记，按其他企业计"),
            (
                "random draw 5 of 1000000 was below 850000, the inspection rate of class dishonest",
                "随机数 5（满值 1000000）低于失信企业的查验率 850000",
            ),
            (
                "the sender forced this lane; screening alone chose release",
                "由申报企业指定；风险布控原定放行",
            ),
            ("value 9 CNY for 2 kg is less than 5 CNY per kg", "价值 9 元、重 2 千克，每千克低于 5 元"),
            ("at most 18 characters", "至多 18 个字符"),
            ("no rule selected it", "未命中规则"),
        ] {
            assert_eq!(chinese(en).as_deref(), Some(zh), "{en}");
        }
        for other in ["", "watched: ask the office", "at most ", "清单与订单总价不一致"] {
            assert_eq!(chinese(other), None, "{other}");
        }
    }

    #[test]
    fn every_form_fits_its_own_words_and_names_its_values() {
        for (en, zh) in PHRASES {
            let told = chinese(&en.replace("{}", "7")).unwrap_or_else(|| panic!("{en}"));
            assert!(!told.contains(['{', '}']), "{zh}: {told}");
        }
    }
}
