//! Where the demo plays: it sends, collects receipts and shows them.

use crate::cli::connection::failed;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::style::{BOLD, DIM};
use crate::cli::output::{Object, Out, receipt as receipt_json, refusal, timeline};
use std::time::Duration;
use tokio::time::timeout;
use tongguan_client::{Client, Receipts, accepted};
use tongguan_domain::document::DocumentKind;
use tongguan_proto::document::v1::{Accepted, Document, Receipt, Refused};
use tongguan_proto::intake::v1::Step;
use tongguan_proto::intake::v1::document_key::Key;
use tongguan_proto::registry::v1::Enterprise;
use tongguan_wire::time;

/// Far more than a receipt takes.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Stage<'a> {
    client: Client,
    receipts: Receipts,
    collected: Vec<Receipt>,
    out: &'a mut Out,
    scene: u32,
}

impl<'a> Stage<'a> {
    pub(super) fn new(client: Client, out: &'a mut Out) -> Self {
        Self { receipts: client.receipts(""), client, collected: Vec::new(), out, scene: 0 }
    }

    /// Begins a scene.
    pub(super) fn scene(&mut self, title: &str, text: &str) -> Result<(), Failure> {
        self.scene += 1;
        let number = self.scene;
        if self.out.json() {
            let object = Object::new().with("event", "scene").with("scene", number);
            return self.out.object(object.with("title", title).with("text", text));
        }
        self.out.line("")?;
        self.out.line(format!("{BOLD}{number}. {title}{BOLD:#}  {DIM}{text}{DIM:#}"))
    }

    /// Registers an enterprise.
    pub(super) async fn register(&mut self, enterprise: Enterprise) -> Result<(), Failure> {
        self.client.register(enterprise).await.map(|_| ()).map_err(|error| failed(&error.status))
    }

    /// Sends documents that are taken; gives the id of the last.
    pub(super) async fn send(&mut self, documents: Vec<Document>) -> Result<u64, Failure> {
        let answer = self.client.submit(documents).await.map_err(|error| failed(&error.status))?;
        match (answer.refused, accepted(answer.results).last()) {
            (None, Some(Accepted { document_id, .. })) => Ok(document_id),
            (refused, _) => Err(unexpected(&refused.unwrap_or_default().message)),
        }
    }

    /// Sends a declaration that is refused, and shows why.
    pub(super) async fn send_refused(&mut self, declaration: Document) -> Result<(), Failure> {
        let answer = self.client.submit(vec![declaration]).await.map_err(|error| failed(&error.status))?;
        let refused: Refused = answer.refused.ok_or_else(|| unexpected(say("it was taken", "单证被接收")))?;
        refusal::write(self.out, say("at once", "当即"), &refused, &[DocumentKind::Declaration])
    }

    /// Waits until a document has a receipt with this code, or its last one.
    pub(super) async fn until(&mut self, document: u64, code: i32) -> Result<(), Failure> {
        let enough = |receipt: &Receipt| {
            receipt.document_id == document && (receipt.return_code == code || receipt.last)
        };
        while !self.collected.iter().any(enough) {
            let receipt = timeout(PATIENCE, self.receipts.next()).await;
            let receipt = receipt.map_err(|_| {
                unexpected(&said!("no {code} for #{document}", "#{document} 没有收到 {code}"))
            })?;
            self.collected.push(receipt.map_err(|status| failed(&status))?);
        }
        Ok(())
    }

    /// Shows every receipt of a document, with the reasons that `why` chooses.
    pub(super) async fn show(&mut self, document: u64, why: fn(&Step) -> Vec<String>) -> Result<(), Failure> {
        let told = crate::cli::follow::explain(&self.client, Key::DocumentId(document)).await?;
        let receipts: Vec<_> =
            self.collected.iter().filter(|receipt| receipt.document_id == document).collect();
        for receipt in receipts {
            let step = told.steps.iter().find(|step| step.return_code == receipt.return_code);
            let why = step.map(why).unwrap_or_default();
            if self.out.json() {
                // A cursor is of this one server, which is gone when the demo ends.
                let json = receipt_json(&Receipt { cursor: String::new(), ..receipt.clone() })?;
                let object = Object::new().with("event", "receipt").with("scene", self.scene).fields(&json);
                self.out.object(object.with("why", why))?;
                continue;
            }
            let at = receipt.return_time.and_then(|at| time::read("at", at).ok());
            timeline::line(self.out, at, receipt.return_code, (&receipt.meaning_zh, &receipt.meaning))?;
            for reason in why {
                timeline::note(self.out, say("why", "原因"), &reason)?;
            }
        }
        Ok(())
    }

    /// Says what happens between two timelines.
    pub(super) fn say(&mut self, text: &str) -> Result<(), Failure> {
        if self.out.json() { Ok(()) } else { self.out.line(format!("  {text}")) }
    }
}

fn unexpected(what: &str) -> Failure {
    Failure::new(said!("the demo went another way: {what}", "演示过程与预期不符：{what}")).hint(say(
        "please report this; with --seed it may be the seed",
        "请反馈此问题；如用了 --seed，可能与种子有关",
    ))
}
