//! A thread that reads the receipts of a run, with a connection of its own: whoever decodes them would start parcels late.

use super::super::connection::{ExchangeAddress, ServerTarget};
use super::super::exit::Failure;
use super::super::lang::said;
use tokio::runtime::{Builder, Runtime};
use tongguan_load::Mailbox;

/// The thread. It ends when this is dropped.
pub(super) struct Reading {
    runtime: Option<Runtime>,
}

impl Reading {
    pub(super) fn begin() -> Result<Self, Failure> {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).thread_name("receipts").enable_all().build();
        let runtime = runtime
            .map_err(|error| Failure::new(said!("no runtime: {error}", "运行环境不能启动：{error}")))?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// The mailbox of a sandbox. It waits until there is a connection.
    pub(super) fn mailbox(
        &self,
        server: &ServerTarget,
        exchange: &ExchangeAddress,
        sandbox: &str,
    ) -> Result<Option<Mailbox>, Failure> {
        let Some(runtime) = &self.runtime else { return Ok(None) };
        // On a thread that runs nothing asynchronous, as a runtime asks for whoever waits for it.
        let connected = std::thread::scope(|scope| {
            scope.spawn(|| runtime.block_on(server.connect_beside(exchange))).join()
        });
        let broke = |_| Failure::new(said!("connecting broke off", "连接中断"));
        let client = connected.map_err(broke)??.sandbox(sandbox);
        Ok(Some(Mailbox { client, runtime: runtime.handle().clone() }))
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // It is dropped where nothing may be waited for.
            runtime.shutdown_background();
        }
    }
}
