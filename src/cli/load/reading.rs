//! A thread that reads the receipts of a run, with a connection of its own: whoever decodes them would start parcels late.

use super::super::connection::{ExchangeAddress, ServerTarget};
use super::super::exit::Failure;
use super::super::lang::said;
use std::future::poll_fn;
use std::pin::pin;
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

    /// The mailbox of a sandbox, once there is a connection.
    pub(super) async fn mailbox(
        &self,
        server: &ServerTarget,
        exchange: &ExchangeAddress,
        sandbox: &str,
    ) -> Result<Option<Mailbox>, Failure> {
        let Some(runtime) = &self.runtime else { return Ok(None) };
        let mut connecting = pin!(server.connect_beside(exchange));
        // It is waited for here, and what it begins runs there.
        let connected = poll_fn(|context| {
            let _there = runtime.enter();
            connecting.as_mut().poll(context)
        });
        let client = connected.await?.sandbox(sandbox);
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
