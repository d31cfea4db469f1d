//! Goal: who reads Chinese is told in Chinese, and programs are told the same in both languages.

use super::{Server, command, name, parcel, rows, text, tongguan};
use std::process::Output;

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

/// What is told, wherever.
fn told(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

const COMMANDS: [&[&str]; 50] = [
    &[],
    &["demo"],
    &["serve"],
    &["submit"],
    &["receipts"],
    &["show"],
    &["explain"],
    &["codes"],
    &["compare"],
    &["sample"],
    &["play"],
    &["provoke"],
    &["keys"],
    &["keys", "new"],
    &["keys", "show"],
    &["keys", "sign"],
    &["keys", "check"],
    &["risk", "whatif"],
    &["seed"],
    &["credit"],
    &["credit", "show"],
    &["credit", "simulate"],
    &["credit", "history"],
    &["credit", "list"],
    &["credit", "assess"],
    &["credit", "record"],
    &["officer"],
    &["officer", "instruct"],
    &["officer", "withdraw"],
    &["officer", "list"],
    &["officer", "result"],
    &["limits"],
    &["load"],
    &["health"],
    &["clock"],
    &["clock", "show"],
    &["clock", "advance"],
    &["clock", "set"],
    &["sandbox"],
    &["sandbox", "create"],
    &["sandbox", "list"],
    &["sandbox", "update"],
    &["sandbox", "reset"],
    &["sandbox", "delete"],
    &["sandbox", "faults"],
    &["risk", "profile", "load"],
    &["completions"],
    &["man"],
    &["help"],
    &["help", "clock"],
];

#[test]
fn the_help_of_every_command_is_chinese() {
    for words in COMMANDS {
        for flag in ["-h", "--help"] {
            if words.first() == Some(&"help") && words.len() == 1 {
                continue;
            }
            let is_help = words.first() == Some(&"help");
            let arguments: Vec<_> =
                words.iter().copied().chain((!is_help).then_some(flag)).chain(["--lang", "zh"]).collect();
            let arguments = if is_help { [&["--lang", "zh"], words].concat() } else { arguments };
            let output = tongguan(&arguments);
            assert_eq!(output.status.code(), Some(0), "{words:?} {}", told(&output));
            let help = text(&output.stdout);
            assert!(help.contains("用法："), "{words:?} {help}");
            for english in
                ["Usage:", "Options:", "Commands:", "Arguments:", "[default", "[possible", "Print "]
            {
                assert!(!help.contains(english), "{words:?}: {english}\n{help}");
            }
            // What an argument is for stands behind its name, two columns away, or in the line below.
            for line in help.lines().filter(|line| line.trim_start().starts_with("--")) {
                let words = line.trim().split_once("  ").map(|(_, words)| words);
                assert!(words.is_none_or(is_chinese), "{line}");
            }
        }
    }
}

#[test]
fn chinese_help_fits_its_columns() {
    for words in COMMANDS.iter().filter(|words| words.first() != Some(&"help")) {
        let output = command(words).args(["--help", "--lang", "zh"]).env("COLUMNS", "80").output().unwrap();
        let wide =
            |line: &&str| line.chars().map(|c| if c as u32 >= 0x2E80 { 2 } else { 1 }).sum::<usize>() > 80;
        let help = text(&output.stdout);
        let wide: Vec<_> = help.lines().filter(wide).filter(|line| is_chinese(line)).collect();
        assert!(wide.is_empty(), "{words:?} {wide:#?}");
    }
}

#[test]
fn the_locale_decides_and_the_flag_wins() {
    for (variables, flag, chinese) in [
        (&[("LC_ALL", "zh_CN.UTF-8")][..], None, true),
        (&[("LC_ALL", ""), ("LANG", "zh_CN.UTF-8")], None, true),
        (&[("LC_ALL", ""), ("LC_MESSAGES", "zh_CN"), ("LANG", "en_US.UTF-8")], None, true),
        (&[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")], None, false),
        (&[("TONGGUAN_LANG", "zh")], None, true),
        (&[("TONGGUAN_LANG", "en"), ("LC_ALL", "zh_CN.UTF-8")], None, false),
        (&[("LC_ALL", "zh_CN.UTF-8")], Some("--lang=en"), false),
        (&[], Some("--lang=zh"), true),
        (&[], None, false),
    ] {
        let mut asked = command(&["codes", "nothing-such"]);
        asked.args(flag).envs(variables.iter().copied());
        let output = asked.output().unwrap();
        let told = text(&output.stderr);
        assert_eq!(
            told.starts_with("tongguan：没有代码 nothing-such"),
            chinese,
            "{variables:?} {flag:?} {told}"
        );
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn wrong_usage_is_told_in_chinese() {
    for (line, parts) in [
        ("submti", &["错误：没有命令“submti”", "是否指“submit”", "用法：tongguan"][..]),
        ("submit --sandbx s x", &["没有参数“--sandbx”", "是否指“--sandbox”"]),
        ("submit", &["缺少必填参数：<FILE>"]),
        ("clock set fast", &["“fast”无效", "可选值：auto、manual"]),
        ("serve --listen x", &["“x”无效：地址写作 主机:端口"]),
        ("serve --threads 999", &["999 不在 1..=256 范围内"]),
        ("clock advance 1h --next", &["不能与", "同时使用"]),
        ("explain x", &["须为单证序号"]),
        ("provoke nothing-such", &["没有代码 nothing-such"]),
        ("submit /no/such/file", &["/no/such/file 无法读取"]),
        ("show 1 --server ftp://x", &["不是服务地址"]),
        (
            "show 1 --server 127.0.0.1:1",
            &["连不上服务：http://127.0.0.1:1", "请先用 `tongguan serve` 启动服务"],
        ),
    ] {
        let arguments: Vec<_> = line.split(' ').chain(["--lang", "zh"]).collect();
        let output = tongguan(&arguments);
        assert_ne!(output.status.code(), Some(0), "{line}");
        for part in parts {
            assert!(text(&output.stderr).contains(part), "{line}: {part}\n{}", told(&output));
        }
        assert!(!text(&output.stderr).contains("error:"), "{}", told(&output));
    }
}

#[test]
fn answers_are_chinese() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    let faulty = folder.path().join("faulty.json");
    std::fs::write(&faulty, r#"{"declaration": {"guid": "x", "app_tipe": "1"}}"#).unwrap();
    let short = folder.path().join("short.xml");
    let sample = text(&tongguan(&["sample", "603", "--xml"]).stdout);
    std::fs::write(&short, sample.replace("<ceb:country>502<", "<ceb:country>XXX<")).unwrap();
    let broken = folder.path().join("broken.xml");
    std::fs::write(&broken, "<a/>").unwrap();
    for (line, parts) in [
        ("health", &["正在服务"][..]),
        ("submit PARCEL", &["#3 清单", "399  海关审结", "#3 等待：运抵单（507）"]),
        ("submit PARCEL --no-wait", &["拒收", "DUPLICATE", "办法：", "CEB 回执："]),
        ("submit BROKEN", &["拒收", "XML_UNREADABLE（", "办法："]),
        ("submit FAULTY", &["Declaration 没有此字段；是否指 app_type？", "（第 1 行"]),
        (
            "submit SHORT",
            &["拒收", "第 1 条：", "（序号 0）：", "处错误", "国别代码不存在", "实际：XXX", "办法："],
        ),
        ("show 3", &["(已审结)", "业务主键"]),
        (
            "explain 3",
            &["原因：与订单 1 一致", "原因：信用：", "原因：风险布控：放行", "#3 等待：运抵单（507）"],
        ),
        ("explain 99", &["NOT_FOUND：本沙箱中没有该对象"]),
        ("receipts", &["回执 1", "继续读取：--cursor"]),
        ("receipts --recipient NOBODY", &["没有信箱 NOBODY"]),
        ("receipts --ack 1", &["均已确认"]),
        ("codes 100", &["处理办法：", "（回执状态）", "出处：海关"]),
        ("codes --kind outcome", &["指定结果：", "inspect"]),
        ("limits", &["GOODS_LINES", "100 行", "schema 的 maxOccurs", "日志"]),
        ("sample parcel --xml", &["一票包裹有多个 XML 报文"]),
        (
            "compare PARCEL --before 2024-12-14 --after 2024-12-15",
            &["等待：收款单", "3 份单证中有 3 份结果不同"],
        ),
    ] {
        let files = [("PARCEL", &path), ("FAULTY", &faulty), ("SHORT", &short), ("BROKEN", &broken)];
        let word = |word| files.iter().find(|(known, _)| *known == word).map_or(word, |(_, path)| name(path));
        let mut arguments: Vec<_> = line.split(' ').map(word).chain(["--lang", "zh"]).collect();
        let local = ["codes", "limits", "sample", "compare"].contains(&arguments[0]);
        if !local {
            arguments.extend(["--server", &server.address]);
        }
        let output = tongguan(&arguments);
        for part in parts {
            assert!(told(&output).contains(part), "{line}: {part}\n{}", told(&output));
        }
        for english in ["why:", "waits for", "refused", "found:", "do:", "did you mean"] {
            assert!(!told(&output).contains(english), "{line}: {english}\n{}", told(&output));
        }
    }
}

#[test]
fn the_clock_provocations_and_the_demo_are_chinese() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    rows(&server.call(&["submit", name(&parcel(&folder, |_| {})), "--json"]));
    let moved = text(&server.control(&["clock", "--lang", "zh"]).stdout);
    assert!(moved.contains("自动时钟") && moved.contains("份单证") && moved.contains("种子 0"), "{moved}");
    let provoked = server.call(&["provoke", "1320", "--lang", "zh", "--control", &server.control]);
    let provoked = text(&provoked.stdout);
    assert!(provoked.contains("已出现 1320") && provoked.contains("<= 即此"), "{provoked}");
    let demo = text(&tongguan(&["demo", "--lang", "zh"]).stdout);
    for part in [
        "失信企业的查验率",
        "至多 18 个字符",
        "通关：六票包裹出境",
        "1. 正常放行",
        "原因：订单、运单比对一致；风险布控：放行",
        "接下来：",
    ] {
        assert!(demo.contains(part), "{part}\n{demo}");
    }
}

#[test]
fn json_is_the_same_in_both_languages() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    rows(&server.call(&["submit", name(&path), "--json"]));
    for words in [
        &["codes"][..],
        &["limits"],
        &["explain", "3"],
        &["show", "3"],
        &["receipts"],
        &["show", "99"],
        &["submit"],
        &["compare", name(&path), "--before", "2024-12-14", "--after", "2024-12-15"],
    ] {
        let [english, chinese] = ["en", "zh"].map(|lang| {
            let mut asked = command(words);
            asked.args(["--json", "--lang", lang]).env("TONGGUAN_SERVER", &server.address);
            told(&asked.output().unwrap())
        });
        assert_eq!(english, chinese, "{words:?}");
    }
    let explained = rows(&server.call(&["explain", "3", "--json"])).remove(0);
    assert_eq!(explained["waiting_for_zh"][0], "运抵单（507）", "{explained}");
    for step in explained["steps"].as_array().unwrap() {
        assert!(step["text_zh"].as_str().is_some_and(is_chinese), "{step}");
        let count = |field: &str| step[field].as_array().map_or(0, Vec::len);
        assert_eq!(count("reasons"), count("reasons_zh"), "{step}");
        for reason in step["reasons_zh"].as_array().into_iter().flatten() {
            let found = reason.as_str().and_then(|reason| reason.split_once('：')).map(|(_, found)| found);
            assert!(found.is_none_or(is_chinese), "{reason}");
        }
    }
}

/// What a scenario says is compared in its own words, whatever is spoken.
#[test]
fn a_scenario_is_played_alike() {
    let server = super::Server::ephemeral();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/9610-normal.txt");
    let played = super::command(&["play", file, "--lang", "zh", "--server", &server.address])
        .args(["--control", &server.control])
        .output()
        .unwrap();
    assert_eq!(played.status.code(), Some(0), "{}", super::text(&played.stdout));
}

/// What to do is said in the language that is spoken, and in no other; the names of codes are customs' own in both.
#[test]
fn what_to_do_is_said_in_one_language() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let path = parcel(&folder, |_| {});
    rows(&server.call(&["submit", name(&path), "--json"]));
    let faulty = folder.path().join("faulty.json");
    let without_unit =
        text(&std::fs::read(&path).unwrap()).replace("\"country\":\"502\"", "\"country\":\"XXX\"");
    std::fs::write(&faulty, without_unit.replace("HZ2026010500001", "HZ2026010500002")).unwrap();
    for (line, mark) in [
        ("show 99", "  "),
        ("receipts --cursor nothing-such", "  "),
        ("submit PARCEL", "do: "),
        ("submit FAULTY", "do: "),
        ("provoke 100", "do:"),
        ("codes 100", "what to do: "),
    ] {
        let words: Vec<_> = line
            .split(' ')
            .map(|word| match word {
                "PARCEL" => name(&path),
                "FAULTY" => name(&faulty),
                other => other,
            })
            .collect();
        for lang in ["en", "zh"] {
            let mut asked = command(&words);
            asked.args(["--lang", lang]).env("TONGGUAN_SERVER", &server.address);
            let told = told(&asked.env("TONGGUAN_CONTROL", &server.control).output().unwrap());
            let hints = told.lines().filter_map(|line| match lang {
                "en" => line.split_once(mark).map(|(_, hint)| hint),
                _ => line.split_once("办法：").map(|(_, hint)| hint),
            });
            let hints: Vec<_> = hints.collect();
            assert!(mark == "  " && lang == "zh" || !hints.is_empty(), "{line} {lang}: {told}");
            for hint in hints {
                assert_eq!(is_chinese(hint), lang == "zh", "{line}: {hint}");
            }
            assert!(lang == "zh" || !told.contains("办法"), "{line}: {told}");
        }
    }
}
