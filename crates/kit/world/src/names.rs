//! Names of companies: place, trade name (字号), trade, and the form of the company.

use tongguan_domain::enterprise::Role;

const FIRST: &str =
    "华恒盛嘉瑞鑫博宏泰安远诚创锦润泽佳汇腾飞卓越启明天海东方金龙凯旋德信永丰昌隆兴达云帆优品尚美";
const SECOND: &str =
    "达丰源通盈利荣祥顺康宁和耀辉晟睿哲铭轩宇航驰峰岳川林森茂禾谷田野晨曦朗光影秀雅悦欣怡乐舒畅";
const MIDDLE: &str = "中国文新大正元一世子君仁义礼智";

/// Trades of exporters.
const EXPORT: [&str; 20] = [
    "电子商务",
    "进出口",
    "国际贸易",
    "跨境电商",
    "服饰",
    "鞋业",
    "箱包",
    "家居用品",
    "电子科技",
    "数码科技",
    "玩具",
    "工艺品",
    "日用品",
    "户外用品",
    "汽车配件",
    "饰品",
    "家纺",
    "五金制品",
    "宠物用品",
    "美妆用品",
];

const fn trades(role: Role) -> &'static [&'static str] {
    match role {
        Role::Exporter => &EXPORT,
        Role::Platform => &["网络科技", "电商平台服务"],
        Role::DeclaringAgent => &["报关", "报关服务", "供应链管理"],
        Role::LogisticsOperator => &["国际物流", "国际货运代理", "速递"],
        Role::SiteOperator => &["监管仓储", "国际物流园"],
        Role::PaymentCompany => &["支付服务", "支付科技"],
    }
}

/// Takes one of so many off a number, and says which.
fn one(left: &mut u64, of: usize) -> usize {
    let length = (of as u64).max(1);
    let at = *left % length;
    *left /= length;
    usize::try_from(at).unwrap_or(0)
}

/// The trade name of a number: two characters.
pub(crate) fn trade_name(number: u64) -> String {
    let mut left = number;
    [FIRST, SECOND].into_iter().filter_map(|of| of.chars().nth(one(&mut left, of.chars().count()))).collect()
}

/// The name of the company of this number. Numbers that differ make names that differ, within a place and a role.
pub(crate) fn company(place: &str, role: Role, number: u64) -> String {
    let (first, second, middle): (Vec<_>, Vec<_>, Vec<_>) =
        (FIRST.chars().collect(), SECOND.chars().collect(), MIDDLE.chars().collect());
    let (trades, mut left) = (trades(role), number);
    // The numbers of neighbours differ in everything that is seen.
    let trade = trades.get(one(&mut left, trades.len())).copied().unwrap_or_default();
    let start = first.get(one(&mut left, first.len())).copied().unwrap_or('华');
    let end = second.get(one(&mut left, second.len())).copied().unwrap_or('达');
    let between = left.checked_sub(1).map(|mut more| {
        let at = one(&mut more, middle.len());
        let again = more.checked_sub(1).and_then(|more| middle.get(one(&mut { more }, middle.len())));
        again.into_iter().chain(middle.get(at)).collect::<String>()
    });
    format!("{place}{start}{}{end}{trade}有限公司", between.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_name_comes_twice_in_a_place() {
        for chars in [FIRST, SECOND, MIDDLE] {
            assert_eq!(chars.chars().count(), chars.chars().collect::<BTreeSet<_>>().len(), "{chars}");
        }
        let names: BTreeSet<_> = (0..100_000).map(|n| company("杭州", Role::Exporter, n)).collect();
        assert_eq!(names.len(), 100_000);
        assert!(names.iter().all(|name| name.chars().count() <= 20));
    }
}
