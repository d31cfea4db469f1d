//! What only the command says of a code, in Chinese: headings, names of what is known, who gives it, why no command
//! provokes it. The words of the codes stand where the codes are.

use tongguan::catalogue::{Kind, Row};

/// The heading of a kind.
pub(crate) const fn title(kind: Kind) -> &'static str {
    match kind {
        Kind::Return => "回执状态：每条回执的 returnStatus",
        Kind::Fault => {
            "校验错误：单证可能出现的错误。回执中为此编号与单证基数之和的负数，如清单 602000；仅属推断的（依据 inferred）\
             不拒收，由 ValidateDocument 和 ExplainDocument 以警告列出"
        }
        Kind::Finding => "退单原因：海关退单（100）的原因，在 returnInfo 中写作 [Code:NNNN;Desc:…]",
        Kind::Reason => "拒绝原因：调用被拒绝的原因，在 google.rpc.ErrorInfo 中",
        Kind::Xml => "XML：CEB 报文在记录之外的错误",
        Kind::Dxp => "DXP：交换平台对信封的答复，在 DxpRep 中",
        Kind::Outcome => {
            "指定结果：企业可用元数据 x-outcome 或备注 [outcome:NAME] 指定。备注只对所在单证有效：要使包裹被查验，\
             须写入清单，而不是订单、运单或运抵单"
        }
        Kind::Provision => "政策：按沙箱时钟，各时期有效的规定",
        Kind::Table => "参数代码：`tongguan codes 表名` 列出一张表，含启用日期、来源和未经证实的代码",
    }
}

/// One of a kind.
pub(crate) const fn one(kind: Kind) -> &'static str {
    match kind {
        Kind::Return => "回执状态",
        Kind::Fault => "校验错误",
        Kind::Finding => "退单原因",
        Kind::Reason => "拒绝原因",
        Kind::Xml => "XML 错误",
        Kind::Dxp => "交换平台代码",
        Kind::Outcome => "指定结果",
        Kind::Provision => "政策",
        Kind::Table => "参数代码",
    }
}

/// English and Chinese of names and of short words that stand in rows.
#[rustfmt::skip] // A table.
const WORDS: &[(&str, &str)] = &[
    ("from", "起"), ("until", "止"), ("provoke", "演示"), ("source", "来源"), ("level", "级别"), ("refuses", "拒收"),
    ("basis", "依据"), ("serial", "序号"), ("number", "编号"), ("status", "状态"), ("retryable", "可重试"),
    ("may_have_effect", "可能已生效"), ("document", "单证"), ("sees", "收到的回执"), ("metadata", "元数据"),
    ("note", "备注"), ("confirmed", "已证实"), ("districts", "关区"), ("element", "元素"), ("entries", "代码数"),
    ("table", "参数表"), ("true", "是"), ("false", "否"), ("electronic port", "电子口岸"), ("customs", "海关"),
    ("exchange platform", "交换平台"), ("API", "接口"), ("sender", "申报企业"), ("this program", "本程序"),
    ("not emitted", "本版不发"), ("unconfirmed", "未证实"),
];

/// The Chinese of a short word, or the word.
pub(crate) fn word(en: &str) -> &str {
    WORDS.iter().find(|(known, _)| *known == en).map_or(en, |(_, zh)| zh)
}

/// Why no command provokes a code.
#[rustfmt::skip] // A table.
const BY_HAND: &[(&str, &str)] = &[
    ("create 4,097 sandboxes; it would take the places of everybody on the server", "新建 4,097 个沙箱；会占满服务上所有人的名额"),
    ("send from more DXP ids than a sandbox may have mailboxes (`tongguan limits` has the number)", "报送的 dxpId 数超过沙箱的信箱限额（见 `tongguan limits`）"),
    ("open 513 calls at once in one sandbox, each of which never sends the end of its message; it would keep everybody waiting", "在一个沙箱中同时打开 513 个调用，且都不发完报文；会使所有人等待"),
    ("create a sandbox with another version while a call to the same sandbox is under way; it is a race that a command cannot win surely", "在同一沙箱的调用进行中以另一版本新建该沙箱；时机不能由命令保证"),
    ("send to `tongguan serve exchange --intake URL` while the process at URL is stopped; what is in this process is always there", "在 `--intake` 所指进程停止时，向 `tongguan serve exchange --intake URL` 报送；本进程自带的始终可用"),
    ("advance the clock while the screening service of `--risk` cannot be reached; what is in this process is always there", "在 `--risk` 所指的风险布控服务不可用时推进时钟；本进程自带的始终可用"),
    ("call a server that was started with --api-keys, without a key", "不带密钥调用以 --api-keys 启动的服务"),
    ("with a key of role declarant, call CreateSandbox of a server that was started with --api-keys", "以角色为 declarant 的密钥，对用 --api-keys 启动的服务调用 CreateSandbox"),
    ("open WatchReceipts 65 times over one connection", "在一个连接上打开 65 次 WatchReceipts"),
    ("open WatchReceipts and read nothing for 20 seconds while more than 256 KiB wait", "打开 WatchReceipts 后 20 秒不读取，而待读超过 256 KiB"),
    ("stop the server while WatchReceipts is open", "在 WatchReceipts 打开时停止服务"),
    ("begin a call with grpc-timeout 1m and never send the end of its message", "以 grpc-timeout 1m 开始调用，且不发完报文"),
    ("it takes a defect of the server", "须有服务自身的缺陷"),
    ("it takes a machine that fails, such as a full disk", "须有机器故障，如磁盘已满"),
    ("send envelopes to more sandboxes than there may be; it would take the places of everybody on the server", "向超过限额的沙箱发送信封；会占满服务上所有人的名额"),
];

/// Why a row is not played.
pub(crate) fn not_played(row: &Row) -> String {
    if !row.simulated {
        return format!("本版不发：{}", row.hint_zh);
    }
    match row.provoke.split_once("by hand: ") {
        Some((_, why)) => {
            let zh = BY_HAND.iter().find(|(en, _)| *en == why).map_or(why, |(_, zh)| zh);
            format!("不能由命令演示：{zh}")
        }
        None => "说明各时期的规定，没有答复会带有它".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan::catalogue::of;

    #[test]
    fn no_code_is_without_chinese() {
        let chinese = |text: &str| text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'));
        for row in Kind::ALL.into_iter().flat_map(of) {
            assert!(chinese(row.zh), "{} has no Chinese", row.code);
            assert_eq!(row.hint.is_empty(), row.hint_zh.is_empty(), "{}", row.code);
            assert!(row.hint_zh.is_empty() || chinese(row.hint_zh), "{}", row.code);
            assert!(row.tier.is_empty() || word(row.tier) != row.tier, "{}", row.tier);
            for (name, _) in &row.more {
                assert!(chinese(word(name)), "{name}");
            }
            if row.played().is_err() {
                let why = not_played(&row);
                assert!(why.split_once('：').is_none_or(|(_, why)| chinese(why)), "{}: {why}", row.code);
            }
        }
    }
}
