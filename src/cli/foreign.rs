//! What the system and the crates below say of a failure, in the language of the process.

use super::exit::Failure;
use super::lang::{chinese, said, say};
use std::io::{Error, ErrorKind};
use tongguan_domain::names::NameError;
use tongguan_exchange::transports::CallbackUrlError;
use tongguan_identity::{Fault, FileError};
use tongguan_signature::{KeyError, SignError};

/// What the system says. Its own words stay beside ours: they are what one searches for.
pub(crate) fn system(error: &Error) -> String {
    let zh = match error.kind() {
        _ if !chinese() => return error.to_string(),
        ErrorKind::NotFound => "没有此文件或文件夹",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::AlreadyExists => "已存在同名文件",
        ErrorKind::IsADirectory => "是文件夹，不是文件",
        ErrorKind::NotADirectory => "路径中有的部分不是文件夹",
        ErrorKind::InvalidData => "不是 UTF-8 文本",
        ErrorKind::AddrInUse => "该地址已被占用",
        ErrorKind::AddrNotAvailable => "不是本机的地址",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::ReadOnlyFilesystem => "文件系统只读",
        _ => return error.to_string(),
    };
    format!("{zh}（{error}）")
}

/// What is wrong with a name.
pub(crate) fn name(error: NameError) -> String {
    if chinese() { error.zh() } else { error.to_string() }
}

/// What is wrong with a file of TLS.
pub(crate) fn tls_file(error: &tongguan_tls::FileError) -> Failure {
    let (place, found) = (error.place(), error.found());
    Failure::new(said!("TLS: {place}: {found}", "TLS：{place} 不能使用（{found}）")).hint(say(
        error.next(),
        "请检查 --tls-… 与 --peer-tls-ca 所指的 PEM 文件：证书与私钥须成对、在有效期内、当前用户可读",
    ))
}

/// What is wrong with a file of keys, behind what names it.
pub(crate) fn key_file(error: &FileError, before: &str) -> Failure {
    let (file, words) = match error {
        FileError::System { file, why } => (file, format!("{}: {why}", file.display())),
        FileError::Line { file, .. } | FileError::NoKey { file, .. } => (file, error.to_string()),
    };
    let shown = file.display();
    let text = match error {
        _ if !chinese() => words,
        FileError::System { why, .. } => format!("{shown}：{}", why.zh),
        FileError::Line { line, why, .. } => format!("{shown} 第 {line} 行：{}", why.zh),
        FileError::NoKey { id, .. } => format!("{shown}：没有密钥 {id}"),
    };
    Failure::new(format!("{before}{text}")).hint(match error {
        FileError::System { why: Fault { system: Some(ErrorKind::NotFound), .. }, .. } => said!(
            "`tongguan api-key new --file {shown} --tenant NAME --role ROLE` makes it",
            "可用 `tongguan api-key new --file {shown} --tenant 租户 --role 角色` 生成"
        ),
        FileError::System { .. } => {
            say("it has to be a file that this user may read", "须为当前用户可读的文件").to_owned()
        }
        FileError::Line { .. } => say(
            "correct the line, or take it out; `tongguan api-key new` writes such lines",
            "请改正或删去该行；`tongguan api-key new` 会写出这样的行",
        )
        .to_owned(),
        FileError::NoKey { .. } => {
            said!(
                "`tongguan api-key list --file {shown}` shows its keys",
                "`tongguan api-key list --file {shown}` 列出其中的密钥"
            )
        }
    })
}

/// What is wrong with a key of `tongguan keys`, and what to do.
pub(crate) fn key(error: &KeyError) -> Failure {
    let zh = match error {
        KeyError::Holder => "持有者的代码和名称须各为 1 至 64 个字符".to_owned(),
        KeyError::Algorithm(algorithm) => format!("此类密钥不能用于 {} 签名", algorithm.name()),
        other => format!("密钥不能使用（{other}）"),
    };
    Failure::new(if chinese() { zh } else { error.to_string() }).hint(match error {
        KeyError::Holder => {
            say("say --holder CODE and --name NAME", "请用 --holder 给出代码，用 --name 给出名称")
        }
        KeyError::Algorithm(_) => say(
            "leave --algorithm out, or make a key of the other sort: `tongguan keys new --algorithm rsa|sm2`",
            "请去掉 --algorithm，或另行生成密钥：`tongguan keys new --algorithm rsa|sm2`",
        ),
        _ => say("make one with `tongguan keys new`", "可用 `tongguan keys new` 生成"),
    })
}

/// Why a message cannot be signed, and what to do.
pub(crate) fn unsigned(error: &SignError) -> Failure {
    let text = said!("{error}", "报文不能签名（{error}）");
    Failure::new(text).hint(say(
        "sign a CEB or DXP message that has no signature yet; `tongguan sample 603 --xml` prints one",
        "请对尚未签名的 CEB 或 DXP 报文签名；`tongguan sample 603 --xml` 输出一份",
    ))
}

/// A file that cannot be read, and what to do.
pub(crate) fn unread(name: &str, error: &Error) -> Failure {
    let why = system(error);
    let failure = Failure::new(said!("{name} cannot be read: {why}", "{name} 无法读取：{why}"));
    failure.hint(match error.kind() {
        ErrorKind::NotFound => say(
            "name a file that is there; paths begin at the current folder",
            "请给出存在的文件；相对路径从当前文件夹算起",
        ),
        ErrorKind::PermissionDenied => {
            say("look at the owner and the rights of the file", "请检查文件的所有者和权限")
        }
        ErrorKind::InvalidData => say("it has to be text in UTF-8", "须为 UTF-8 文本"),
        ErrorKind::IsADirectory => {
            say("name the files in it, such as FOLDER/*", "请给出其中的文件，如 文件夹/*")
        }
        _ => say("name a file that this user may read", "请给出当前用户可读的文件"),
    })
}

/// A file or folder that cannot be written, and what to do.
pub(crate) fn unwritten(name: &str, error: &Error) -> Failure {
    let why = system(error);
    let failure = Failure::new(said!("{name} cannot be written: {why}", "{name} 无法写入：{why}"));
    failure.hint(match error.kind() {
        ErrorKind::AlreadyExists => say(
            "name one that does not exist: nothing is overwritten",
            "请指定尚不存在的名称：不覆盖已有文件",
        ),
        ErrorKind::NotFound => say("its folder has to be there: make it first", "请先创建所在文件夹"),
        ErrorKind::IsADirectory => say("name a file in it", "请指定其中的一个文件"),
        ErrorKind::StorageFull => {
            say("make room on the disk, or name another place", "请清理磁盘，或换一个位置")
        }
        _ => say("name a place that this user may write to", "请给出当前用户可写的位置"),
    })
}

/// What is wrong with a callback URL.
pub(crate) fn callback(error: &CallbackUrlError) -> String {
    let zh = match error {
        CallbackUrlError::NotAUrl => "不是 URL，须写作 http://127.0.0.1:8080/receipts",
        CallbackUrlError::NotHttp => "只支持 http://",
        CallbackUrlError::UserName => "不能带用户名",
    };
    if chinese() { zh.to_owned() } else { error.to_string() }
}
