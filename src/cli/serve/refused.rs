//! Why a server cannot start, in the language of the process, and what to do. The crates below say it in English, for logs and
//! for whoever uses them as libraries; here each kind of it has its words.

use super::Arguments;
use crate::cli::exit::{Exit, Failure};
use crate::cli::foreign;
use crate::cli::lang::{chinese, said, say};
use std::net::SocketAddr;
use tongguan::compose::StartError;
use tongguan::peers::{Wrong, WrongPeer};
use tongguan_engine::OpenError;
use tongguan_exchange::transports::StartError as TransportError;
use tongguan_journal::JournalError;
use tongguan_serve::StartError as ListenError;

/// What is said of it.
pub(super) fn cannot_start(error: &StartError, arguments: &Arguments) -> Failure {
    let failure = match error {
        StartError::Listen(error) => listen(error, arguments.flag_of(error.address())),
        StartError::Json(error) => listen(error, "--listen-json"),
        StartError::Metrics(error) => listen(error, "--metrics"),
        StartError::Transport(TransportError::Listen(error)) => listen(error, "--http"),
        StartError::Transport(TransportError::Folder { folder, cause }) => folder_of_transport(folder, cause),
        StartError::Transport(TransportError::Broker(why)) => {
            let text = said!(
                "--amqp: the address of the broker cannot be used: {why}",
                "--amqp：代理地址不能使用（{why}）"
            );
            Failure::new(text).hint(say(
                "say amqp://USER:PASSWORD@HOST:PORT/VHOST",
                "请写作 amqp://用户:口令@主机:端口/虚拟主机",
            ))
        }
        StartError::Journal(error) | StartError::Sandboxes(OpenError::Journal(error)) => journal(error),
        StartError::Sandboxes(error) => sandboxes(error),
        StartError::Keys(error) => foreign::key_file(error, "--api-keys "),
        StartError::Peer(wrong) => peer(wrong),
        StartError::Tls(error) => foreign::tls_file(error),
        StartError::Traces(why) => Failure::new(said!("--otlp-endpoint: {why}", "--otlp-endpoint：{why}"))
            .hint(say(
                "say http://HOST:PORT where a collector takes OTLP over gRPC",
                "请写作 http://主机:端口（采集器的 OTLP/gRPC 地址）",
            )),
        StartError::Descriptors(_) | StartError::Edge(_) => {
            Failure::new(said!("{error}", "程序有误：API 描述不能读取（{error}）"))
                .hint(say("please report this", "请反馈此问题"))
        }
    };
    failure.exit(Exit::CannotStart)
}

impl Arguments {
    /// Which flag names this address.
    fn flag_of(&self, address: SocketAddr) -> &'static str {
        if address == self.control && address != self.listen { "--control" } else { "--listen" }
    }
}

fn listen(error: &ListenError, flag: &str) -> Failure {
    let address = error.address();
    let text = match error {
        ListenError::PortInUse(_) => {
            said!("{flag}: {address} is in use by another program", "{flag}：{address} 已被其他程序占用")
        }
        ListenError::NotPermitted(_) => {
            said!("{flag}: no permission to listen on {address}", "{flag}：没有监听 {address} 的权限")
        }
        ListenError::NotOurs(_) => {
            said!("{flag}: {address} is not an address of this machine", "{flag}：{address} 不是本机地址")
        }
        ListenError::Other { cause, .. } => {
            let cause = foreign::system(cause);
            said!("{flag}: cannot listen on {address}: {cause}", "{flag}：不能监听 {address}：{cause}")
        }
    };
    let ip = address.ip();
    Failure::new(text).hint(match error {
        ListenError::PortInUse(_) => said!(
            "choose another port: {flag} {ip}:0 takes any free one; `tongguan health` asks whether a server runs already",
            "请换一个端口：{flag} {ip}:0 取任意空闲端口；`tongguan health` 可查询是否已有服务在运行"
        ),
        ListenError::NotPermitted(_) => {
            say("choose a port above 1023", "请使用 1023 以上的端口").to_owned()
        }
        ListenError::NotOurs(_) | ListenError::Other { .. } => {
            said!("choose an address of this machine: {flag} 127.0.0.1:0", "请使用本机地址，如 {flag} 127.0.0.1:0")
        }
    })
}

fn folder_of_transport(folder: &str, cause: &std::io::Error) -> Failure {
    let cause = foreign::system(cause);
    Failure::new(said!("the folder {folder} cannot be used: {cause}", "文件夹 {folder} 不能使用：{cause}")).hint(said!(
        "--folder-in and --folder-out name folders that this user may write to; one that is not there is made",
        "--folder-in、--folder-out 须为当前用户可写的文件夹；不存在时自动创建"
    ))
}

fn journal(error: &JournalError) -> Failure {
    let zh = match error {
        JournalError::InUse { dir } => format!("数据文件夹 {} 正被另一进程使用", dir.display()),
        JournalError::Foreign { dir, holds } => {
            format!("{} 不是空文件夹，也不是本程序的数据文件夹（其中有 {holds}）", dir.display())
        }
        JournalError::Corrupt { what, .. } => format!("数据已损坏（{what}）"),
        JournalError::TooNew { found, supported } => {
            format!("数据格式为 {found}，本程序至多支持 {supported}：请使用更新的版本")
        }
        JournalError::Storage { message, .. } => format!("数据文件夹不能使用（{message}）"),
        other => format!("数据不能读取（{other}）"),
    };
    let failure = Failure::new(if chinese() { zh } else { error.to_string() });
    match error {
        // Whoever lost something must not be led to begin anew.
        JournalError::Corrupt { .. } => failure.hint(say(
            "put back a copy of the whole data folder; --data DIR begins with another one",
            "请用备份恢复整个数据文件夹；--data 可另指文件夹",
        )),
        JournalError::InUse { .. } => failure.hint(say(
            "stop the other process, or say --data DIR for another folder, or --ephemeral for none",
            "请先停止该进程；或用 --data 另指文件夹，或用 --ephemeral 不保存数据",
        )),
        _ => failure.hint(say(
            "say --data DIR for another folder, or --ephemeral for none",
            "可用 --data 另指文件夹，或用 --ephemeral 不保存数据",
        )),
    }
}

fn sandboxes(error: &OpenError) -> Failure {
    let zh = match error {
        OpenError::Thread(cause) => format!("不能创建线程：{}", foreign::system(cause)),
        OpenError::Unreadable { .. } => format!("数据中有本版本不能读取的内容（{error}）"),
        other => format!("数据有缺失（{other}）"),
    };
    let failure = Failure::new(if chinese() { zh } else { error.to_string() });
    match error {
        OpenError::Thread(_) => failure.hint(say(
            "look at the limits of this user (ulimit -u) and of its container",
            "请检查当前用户（ulimit -u）及其容器的限额",
        )),
        OpenError::Unreadable { .. } => failure.hint(say(
            "start the version that wrote it, or a newer one; --data DIR begins with another folder",
            "请使用写入该数据的版本或更新的版本；--data 可另指文件夹",
        )),
        _ => failure.hint(say(
            "put back a copy of the whole data folder; --data DIR begins with another one",
            "请用备份恢复整个数据文件夹；--data 可另指文件夹",
        )),
    }
}

fn peer(wrong: &WrongPeer) -> Failure {
    let WrongPeer { flag, uri, service, why } = wrong;
    let name = match *service {
        "risk screening" => "风险布控服务",
        "credit scoring" => "信用评分服务",
        "intake" => "申报受理服务",
        "the registry of intake" => "申报受理一方的登记服务",
        "sandbox control of intake" => "申报受理一方的沙箱控制",
        other => other,
    };
    let zh = match why {
        Wrong::Itself => format!("{flag} {uri}：不是{name}，而是本进程自身"),
        Wrong::Other(why) if *service == "intake" => format!("{flag} {uri}：不能跟随此服务（{why}）"),
        Wrong::Other(why) => format!("{flag} {uri}：不是{name}（{why}）"),
        Wrong::Untrusted(trouble) => format!("{flag} {uri}：连不上{name}：{}", trouble.zh()),
        Wrong::Open => format!("{flag} {uri}：{name}不要求密钥，而本进程要求"),
        Wrong::Locked(why) => format!("{flag} {uri}：{name}不接受本进程的密钥（{why}）"),
    };
    let failure = Failure::new(if chinese() { zh } else { wrong.to_string() });
    match why {
        Wrong::Locked(_) => failure.hint(say(
            "say --peer-api-key-file FILE, or TONGGUAN_PEER_API_KEY, with a key of role service (`tongguan api-key new`)",
            "请用 --peer-api-key-file 或 TONGGUAN_PEER_API_KEY 给出角色为 service 的密钥（由 `tongguan api-key new` 生成）",
        )),
        Wrong::Other(_) if *service == "intake" => failure.hint(say(
            "say the address of a `tongguan serve --feed` of the same version, with the same --customs-id and --api-keys on both or on neither",
            "请给出 `tongguan serve --feed` 的地址：版本、--customs-id 须相同，--api-keys 须两边都有或都没有",
        )),
        Wrong::Untrusted(trouble) if chinese() => failure.hint(trouble.hint_zh("--peer-tls-ca")),
        Wrong::Untrusted(trouble) => failure.hint(trouble.hint("--peer-tls-ca")),
        Wrong::Open => failure.hint(say(
            "start both with the same --api-keys, or neither with any",
            "两个进程须使用相同的 --api-keys，或都不使用",
        )),
        Wrong::Itself | Wrong::Other(_) => failure.hint(said!(
            "say the address on its ready line: {flag} http://HOST:PORT",
            "请给出该服务就绪信息中的地址：{flag} http://主机:端口"
        )),
    }
}
