//! What a run leaves on the server.

use super::Arguments;
use crate::cli::connection::failed;
use crate::cli::lang::said;
use std::io::Write;
use std::time::Duration;
use tokio::time::timeout;
use tongguan_proto::sandbox::v1::DeleteSandboxRequest;

/// How long a sandbox may take to be deleted.
const DELETED: Duration = Duration::from_secs(5);

/// Deletes the sandboxes that a run has made, if that was asked for. What fails here takes nothing from the report: it is said.
pub(super) async fn delete(arguments: &Arguments, sandboxes: Vec<String>) {
    if !arguments.delete {
        return;
    }
    for name in sandboxes {
        let deleting = async {
            let Arguments { server, exchange, control, .. } = arguments;
            let (_, control) = server.connect_all(exchange, control).await?;
            let request = DeleteSandboxRequest { name: name.clone() };
            let deleted = control.control().delete_sandbox(request).await;
            deleted.map(drop).map_err(|status| failed(&status))
        };
        // Also of a run that somebody has stopped: that is no reason to leave it there.
        let why = match timeout(DELETED, deleting).await {
            Ok(Ok(())) => continue,
            Ok(Err(failure)) => failure.into_line(),
            Err(_) => said!("no answer in five seconds", "五秒内没有应答"),
        };
        left(&name, &why);
    }
}

/// Says that a sandbox is still there.
pub(super) fn left(name: &str, why: &str) {
    // Nothing is lost if this cannot be written.
    let _ = writeln!(
        std::io::stderr(),
        "{}",
        said!(
            "the sandbox {name} is not deleted: {why}; `tongguan sandbox delete {name}` takes it away",
            "沙箱 {name} 未删除：{why}；可用 `tongguan sandbox delete {name}` 删除"
        )
    );
}
