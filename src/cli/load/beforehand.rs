//! What is looked at before the first start, so that nobody waits for a run that could not come to anything; and how somebody is heard
//! who waits no longer.

use super::Arguments;
use crate::cli::connection::failed;
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{said, say};
use std::cell::Cell;
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};
use tongguan_client::Client;
use tongguan_load::bounds::SILENT_SECONDS;
use tongguan_proto::document::v1::DocumentKind;
use tongguan_proto::exchange::v1::ListReceiptsRequest;
use tongguan_proto::intake::v1::ListDocumentsRequest;
use tongguan_wire::status::{Reason, read_reason};
use tonic::Status;

/// Parcels that are looked for: a few, as one may have no declaration that was taken.
const LOOKED_FOR: std::ops::RangeInclusive<u32> = 1..=4;
/// How long a server may take to say what sandbox that is.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is looked at whether somebody stopped it.
pub(super) const LOOK: Duration = Duration::from_millis(50);
/// What is under way when somebody stops it may take so much longer.
const LEAVING: Duration = Duration::from_millis(400);

/// Everything that is asked before the first start, within one time: whoever takes connections and says nothing would be waited for.
pub(super) struct Asking<'a> {
    server: &'a str,
    until: Instant,
}

impl<'a> Asking<'a> {
    pub(super) fn begin(arguments: &'a Arguments) -> Self {
        let until = Instant::now() + Duration::from_secs(SILENT_SECONDS);
        Self { server: arguments.server.url(), until }
    }

    /// Something of the server.
    pub(super) async fn server<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let server = self.server;
        timeout_at(self.until, work).await.unwrap_or_else(|_| {
            Err(silent(said!(
                "the server at {server} takes connections, and says nothing",
                "服务 {server} 可连接但无应答"
            )))
        })
    }

    /// Something of its sandbox control.
    pub(super) async fn control<T>(
        &self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        timeout_at(self.until, work).await.unwrap_or_else(|_| {
            Err(silent(said!(
                "the sandbox control at --control takes connections, and says nothing",
                "--control 处的沙箱控制可连接但无应答"
            )))
        })
    }
}

fn silent(text: String) -> Failure {
    Failure::new(text).exit(Exit::NoServer).hint(say(
        "does it stand still, or is something else at this address?",
        "请检查其是否停顿，或该地址是否为其他程序",
    ))
}

/// The declaration of a parcel of this number, in whatever run.
pub(super) fn declaration_of(number: u32) -> ListDocumentsRequest {
    ListDocumentsRequest {
        page_size: 1,
        kind: DocumentKind::Declaration.into(),
        cop_no: format!("COP{number:08}"),
        ..Default::default()
    }
}

/// A sandbox that somebody named: parcels of an earlier run are not taken anew there, and nothing would follow.
pub(super) async fn unused(client: &Client, sandbox: &str) -> Result<(), Failure> {
    for number in LOOKED_FOR {
        match client.intake().list_documents(declaration_of(number)).await {
            Ok(listed) if listed.get_ref().documents.is_empty() => {}
            Ok(_) => {
                return Err(Failure::new(said!(
                    "the sandbox {sandbox} has parcels of an earlier run, and every run begins with parcel 1",
                    "沙箱 {sandbox} 中已有以前压测的包裹，而每次压测都从第 1 票开始"
                ))
                .hint(said!(
                    "name another one, leave --sandbox out, or empty it: `tongguan sandbox reset {sandbox}`",
                    "请换一个沙箱、不用 --sandbox，或先清空：`tongguan sandbox reset {sandbox}`"
                )));
            }
            Err(status) => {
                let failure = failed(&status);
                // A sandbox that is not there yet is as good as an empty one.
                return if failure.code() == Exit::NoServer { Err(failure) } else { Ok(()) };
            }
        }
    }
    Ok(())
}

/// The life of a sandbox, by a place in the mailbox of the run: one that is made anew under its name does not know it.
pub(super) struct Life {
    client: Client,
    place: ListReceiptsRequest,
}

/// That of the sandbox of a client; `None` where receipts cannot be read. Whoever reads none does not hang on who gives them.
pub(super) async fn life(client: Option<&Client>, receipts: bool) -> Option<Life> {
    let client = client?.clone();
    let place = ListReceiptsRequest { page_size: 1, ..Default::default() };
    let mut exchange = client.exchange();
    let listing = exchange.list_receipts(place.clone());
    let listed = if receipts { listing.await } else { timeout(PATIENCE, listing).await.ok()? };
    let cursor = listed.ok()?.into_inner().next_cursor;
    Some(Life { client, place: ListReceiptsRequest { cursor, ..place } })
}

impl Life {
    /// Whether the sandbox was deleted or begun anew since. A server that says nothing says nothing of that, and whoever has stopped the
    /// run does not wait for it.
    pub(super) async fn has_ended(&self, stop: &AtomicBool) -> bool {
        let another = |status: Status| {
            let reason = read_reason(&status);
            matches!(reason, Some(Reason::CursorOfAnotherLife | Reason::NotFound))
        };
        let mut ended = false;
        let look = async {
            let listed = self.client.exchange().list_receipts(self.place.clone()).await;
            ended = listed.is_err_and(another);
        };
        while_wanted(stop, PATIENCE, look).await;
        ended
    }
}

/// Waits until somebody stops it.
pub(super) async fn stopped(stop: &AtomicBool) -> Failure {
    left(stop).await;
    Failure::new(say("it was stopped before anything started", "尚未开始即被中止")).exit(Exit::NotTrusted)
}

/// Waits until somebody stops it before the run has begun, which then hears that by itself.
pub(super) async fn stopped_before(begun: &Cell<bool>, stop: &AtomicBool) -> Failure {
    let failure = stopped(stop).await;
    if begun.get() {
        pending::<()>().await;
    }
    failure
}

async fn left(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(LOOK).await;
    }
}

/// Does something that a run can do without, in so much time; when somebody has stopped it, in [`LEAVING`].
pub(super) async fn while_wanted(stop: &AtomicBool, most: Duration, work: impl Future<Output = ()>) {
    let leaving = async {
        left(stop).await;
        tokio::time::sleep(LEAVING).await;
    };
    tokio::select! {
        biased;
        _ = tokio::time::timeout(most, work) => {}
        () = leaving => {}
    }
}
