//! Goal: whatever keeps a server from its start, or a command from its work, is said in the language of the process, with
//! what to do in a line of its own.

use super::{Server, command, text};
use std::path::Path;
use std::process::{Command, Stdio};

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

/// A folder with what can be wrong.
fn wrong_things(folder: &Path) {
    let write = |name: &str, text: &[u8]| std::fs::write(folder.join(name), text).unwrap();
    write("file", b"");
    write("two words", b"a b");
    write("no.jsonl", b"xx\n");
    let key = |id: &str, roles: &str, more: &str| {
        let zeros = "0".repeat(64);
        format!(r#"{{"id":"{id}","sha256":"{zeros}","tenant":"t","roles":{roles}{more}}}"#)
    };
    write("role.jsonl", key("abcd1234", r#"["boss"]"#, "").as_bytes());
    write("field.jsonl", key("abcd1234", r#"["agency"]"#, r#","x":1"#).as_bytes());
    write("id.jsonl", key("ABC", r#"["agency"]"#, "").as_bytes());
    write("syntax.toml", b"seed = [");
    write("twice.toml", b"seed = 1\nseed = 2");
    write("key.toml", b"sed = 1");
    write("kind.toml", b"seed = true");
    write("latin.toml", b"x = \"\xff\"");
    std::fs::create_dir_all(folder.join("foreign/x")).unwrap();
    std::fs::create_dir_all(folder.join("damaged")).unwrap();
}

/// Arguments behind `serve --ephemeral …`, the exit code, and words in English and in Chinese.
type Row<'a> = (&'a str, i32, &'a str, &'a str);

/// Starts that are refused.
const STARTS: [Row<'static>; 28] = [
    (
        "--listen SERVER",
        5,
        "--listen: SERVER is in use by another program\n  choose another port: --listen 127.0.0.1:0",
        "--listen：SERVER 已被其他程序占用",
    ),
    ("--control SERVER", 5, "--control: SERVER is in use", "--control：SERVER 已被其他程序占用"),
    ("--listen-json SERVER", 5, "--listen-json: SERVER is in use", "--listen-json：SERVER 已被"),
    ("--metrics SERVER", 5, "--metrics: SERVER is in use", "--metrics：SERVER 已被"),
    ("--http SERVER", 5, "--http: SERVER is in use", "--http：SERVER 已被"),
    ("--listen 192.0.2.1:7 --insecure", 5, "is not an address of this machine", "不是本机地址"),
    ("--data data", 5, "is in use by another process", "正被另一进程使用"),
    ("--data foreign", 5, "is not a folder of this program", "不是本程序的数据文件夹"),
    ("--data file/x", 5, "say --data DIR for another folder", "数据文件夹不能使用"),
    (
        "--api-keys nope",
        5,
        "--api-keys nope: No such file or directory (os error 2)\n  `tongguan api-key new --file nope",
        "没有此文件",
    ),
    ("--api-keys no.jsonl", 5, "no.jsonl:1: it is no JSON object", "第 1 行：不是 JSON 对象"),
    ("--api-keys role.jsonl", 5, "roles: there are declarant, agency", "可用角色：declarant、agency"),
    ("--api-keys field.jsonl", 5, "there is no field \"x\"", "没有字段 \"x\""),
    ("--api-keys id.jsonl", 5, "id: it has 8 digits", "须为 8 位数字和小写字母"),
    ("--peer-api-key-file nope", 5, "nope cannot be read", "nope 无法读取：没有此文件"),
    ("--risk CONTROL", 5, "this is not risk screening", "不是风险布控服务"),
    ("exchange --intake SERVER", 5, "this intake cannot be followed", "不能跟随此服务"),
    ("--folder-in file/in --folder-out out", 5, "file/in cannot be used", "file/in 不能使用"),
    ("--amqp http://x", 5, "the address of the broker cannot be used", "代理地址不能使用"),
    ("--ready-file nope/x", 5, "cannot write the ready line", "就绪信息不能写入"),
    ("--otlp-endpoint https://127.0.0.1:1", 2, "is not spoken to a collector", "发往采集器不使用 TLS"),
    ("--config nope.toml", 2, "nope.toml cannot be read", "nope.toml 无法读取：没有此文件"),
    (
        "--config syntax.toml",
        2,
        "syntax.toml, line 1: unclosed array",
        "第 1 行不是有效的 TOML：列表缺少右括号",
    ),
    ("--config twice.toml", 2, "line 2: duplicate key", "第 2 行不是有效的 TOML：键重复"),
    ("--config key.toml", 2, "there is no key sed", "没有键 sed"),
    ("--config kind.toml", 2, "seed has to be a text or a number", "seed 须为文本或数字"),
    ("--config latin.toml", 2, "it is not UTF-8", "不是 UTF-8"),
    ("--transport-sandbox t/x", 2, "there are none without --api-keys", "没有租户"),
];

#[test]
fn a_start_that_is_refused_says_what_to_do_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    wrong_things(folder.path());
    let server =
        Server::start(&["--control", "127.0.0.1:0", "--data", folder.path().join("data").to_str().unwrap()]);
    for (arguments, exit, en, zh) in STARTS {
        let filled = |text: &str| text.replace("SERVER", &server.address).replace("CONTROL", &server.control);
        let arguments = filled(arguments);
        for (lang, words) in [("en", en), ("zh", zh)] {
            let mut serve = command(&["serve", "--lang", lang, "--log", "error"]);
            serve.args(arguments.split(' ')).current_dir(folder.path());
            for (flag, value) in
                [("--listen", "127.0.0.1:0"), ("--listen-json", "off"), ("--control", "127.0.0.1:0")]
            {
                let said = arguments.contains(&format!("{flag} "));
                let alone = flag == "--control" && arguments.contains("exchange");
                if !said && !alone {
                    serve.args([flag, value]);
                }
            }
            if !arguments.contains("--data") {
                serve.arg("--ephemeral");
            }
            let told = refused(serve, exit, &arguments);
            let (what, hint) =
                told.trim_end().split_once("\n  ").unwrap_or_else(|| panic!("no hint: {told}"));
            assert!(told.contains(&filled(words)), "{arguments}: {words}\n{told}");
            assert_eq!((is_chinese(what), is_chinese(hint)), (lang == "zh", lang == "zh"), "{told}");
        }
    }
}

/// What a server says that does not start; one that does is stopped.
fn refused(mut serve: Command, exit: i32, arguments: &str) -> String {
    let child = serve.arg("--until-input-ends").stdin(Stdio::null()).stdout(Stdio::null());
    let output = child.stderr(Stdio::piped()).output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(exit), "{arguments}: {told}");
    told
}

#[test]
fn a_command_that_is_refused_says_what_to_do_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    wrong_things(folder.path());
    let key = folder.path().join("key.pem");
    let made = ["keys", "new", "--holder", "1", "--name", "n", "--out", key.to_str().unwrap()];
    assert!(command(&made).output().unwrap().status.success());
    for (arguments, en, zh) in [
        ("submit nope.json", "nope.json cannot be read", "nope.json 无法读取：没有此文件"),
        ("submit foreign", "foreign cannot be read", "foreign 无法读取：是文件夹"),
        ("play nope.txt", "nope.txt cannot be read", "没有此文件"),
        ("keys show nope.pem", "nope.pem cannot be read", "没有此文件"),
        ("keys show file", "", "不能用作密钥"),
        (
            "keys new --holder 1 --name NONE --out k.pem",
            "have 1 to 64 characters each",
            "须各为 1 至 64 个字符",
        ),
        ("keys sign --key key.pem file", "the message cannot be signed", "报文不能签名"),
        ("submit file", "there is nothing in it", "内容为空"),
        ("api-key new --file no/keys --tenant t --role agency", "No such file", "没有此文件"),
        ("api-key list --file nope", "nope: No such file", "nope：没有此文件"),
        ("api-key revoke abcd1234 --file field.jsonl", "there is no field", "没有字段"),
        ("show 1 --api-key-file nope", "nope cannot be read", "没有此文件"),
        ("sample parcel --out file", "file cannot be written", "file 无法写入：已存在同名文件"),
        ("man --out file/x", "file/x cannot be written", "file/x 无法写入"),
        ("show 1 --sandbox ../x", "it may hold only letters", "只能含字母、数字"),
    ] {
        for (lang, words) in [("en", en), ("zh", zh)] {
            let mut asked = command(&["--lang", lang]);
            let output = asked
                .args(arguments.split(' ').map(|word| if word == "NONE" { "" } else { word }))
                .current_dir(folder.path())
                .output()
                .unwrap();
            let told = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{arguments}: {told}");
            assert!(told.contains(words), "{arguments}: {words}\n{told}");
            let (what, hint) =
                told.trim_end().split_once("\n  ").unwrap_or_else(|| panic!("no hint: {told}"));
            assert_eq!((is_chinese(what), is_chinese(hint)), (lang == "zh", lang == "zh"), "{told}");
        }
    }
}

/// Whoever gives out a key of role `service` is told what it opens.
#[test]
fn what_a_key_of_a_process_opens_is_said() {
    for (lang, words) in
        [("en", "reads and changes the sandboxes of every tenant"), ("zh", "可读取和更改所有租户的沙箱")]
    {
        let help = text(&command(&["api-key", "new", "--help", "--lang", lang]).output().unwrap().stdout);
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(words) && help.contains("--feed"), "{help}");
    }
}
