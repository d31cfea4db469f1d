//! What was expected of a parcel, found, or awaited, in Chinese. The desk writes it in English, with values in it; here it is known
//! again by its form. Names of codes, and what a server says, stay as they are.

use tongguan_domain::phrases::by_form;
use tongguan_scenario::kind_named;

/// English and Chinese; the first form that fits counts.
#[rustfmt::skip] // A table.
const FORMS: &[(&str, &str)] = &[
    ("line {}: {}", "第 {0} 行：{1}"),
    ("refused: {}", "被拒绝：{0}"),
    ("taken", "被接收"),
    ("as parcel {} of the scenario", "按情景的第 {0} 票"),
    ("ended without {}", "已结束，但缺少 {0}"),
    ("{} by way of {}", "{0}，途经 {1}"),
    ("a repeat with the same id had an effect of its own", "编号相同的重复报送产生了自己的效果"),
    ("every answer repeats another, and none is there to be repeated", "各应答均为重复应答，没有可重复的原应答"),
    ("the answer to its {}", "{0}的应答"),
    ("the answer", "应答"),
    ("the receipt that refuses it: {}", "拒绝回执：{0}"),
    ("the broker closed the queue of receipts", "代理关闭了回执队列"),
];

/// The same in Chinese; what is not known stays.
pub(crate) fn chinese(words: &str) -> String {
    by_form(FORMS, words, chinese).or_else(|| listed(words)).unwrap_or_else(|| words.to_owned())
}

/// Receipts and papers: `order 120, waybill 120, 7 more`. Behind the first one may be what a server says.
fn listed(words: &str) -> Option<String> {
    let parts: Option<Vec<String>> = words.split(", ").map(part).collect();
    parts.map(|parts| parts.join("、")).or_else(|| part(words))
}

fn part(words: &str) -> Option<String> {
    match words {
        "papers" => return Some("单证".to_owned()),
        "changed papers" => return Some("更改后的单证".to_owned()),
        _ => {}
    }
    if let Some(count) = words.strip_suffix(" more").filter(|count| count.parse::<u64>().is_ok()) {
        return Some(format!("另 {count} 条"));
    }
    let (name, rest) = words.split_once(' ').unwrap_or((words, ""));
    let (zh, _) = kind_named(name)?.names();
    Some(if rest.is_empty() { zh.to_owned() } else { format!("{zh} {rest}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_desk_says_is_said_in_chinese() {
        for (en, zh) in [
            ("declaration 899", "清单 899"),
            ("declaration 899 by way of 100, 300", "清单 899，途经 100, 300"),
            ("declaration 4 [Code:4;Desc:a, b]", "清单 4 [Code:4;Desc:a, b]"),
            ("refused: NOPE, OTHER", "被拒绝：NOPE, OTHER"),
            ("as parcel 1 of the scenario", "按情景的第 1 票"),
            ("line 3: taken", "第 3 行：被接收"),
            ("line 3: refused: NOPE", "第 3 行：被拒绝：NOPE"),
            ("line 1: order 120, waybill 120, 7 more", "第 1 行：订单 120、运单 120、另 7 条"),
            ("ended without 100, 300", "已结束，但缺少 100, 300"),
            ("the answer to its changed papers, arrival", "更改后的单证、运抵单的应答"),
            ("line 4: the answer", "第 4 行：应答"),
            ("the receipt that refuses it: NOPE", "拒绝回执：NOPE"),
            ("NOPE", "NOPE"),
        ] {
            assert_eq!(chinese(en), zh, "{en}");
        }
    }

    #[test]
    fn no_form_names_a_value_that_it_has_not() {
        for (en, _) in FORMS {
            let told = chinese(&en.replace("{}", "7"));
            assert!(!told.contains(['{', '}']) && told != *en, "{en}: {told}");
        }
    }
}
