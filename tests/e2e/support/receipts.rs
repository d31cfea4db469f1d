//! Reading mailboxes, and telling what is in them.

use super::Caller;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tongguan_proto::document::v1::DocumentKind;
use tongguan_proto::exchange::v1 as pb;
use tonic::Status;

/// Nothing takes so long; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(60);

/// A recipient's mailbox.
pub(crate) struct Mailbox {
    caller: Caller,
    recipient: String,
}

impl Mailbox {
    pub(crate) fn new(caller: Caller, recipient: &str) -> Self {
        Self { caller, recipient: recipient.to_owned() }
    }

    /// One page after a cursor.
    pub(crate) async fn page(
        &self,
        cursor: &str,
        page_size: u32,
    ) -> Result<pb::ListReceiptsResponse, Status> {
        let (recipient, cursor) = (self.recipient.clone(), cursor.to_owned());
        let request = pb::ListReceiptsRequest { recipient, cursor, page_size, ..Default::default() };
        Ok(self.caller.exchange().list_receipts(request).await?.into_inner())
    }

    /// Everything after a cursor, by pages.
    pub(crate) async fn all_after(&self, cursor: &str) -> Vec<tongguan_proto::document::v1::Receipt> {
        let (mut found, mut cursor) = (Vec::new(), cursor.to_owned());
        loop {
            let page = self.page(&cursor, 500).await.unwrap();
            found.extend(page.receipts);
            cursor = page.next_cursor;
            if !page.more {
                return found;
            }
        }
    }

    /// Everything that is not acknowledged.
    pub(crate) async fn all(&self) -> Vec<tongguan_proto::document::v1::Receipt> {
        self.all_after("").await
    }

    /// Everything that is not acknowledged, as CEB messages.
    pub(crate) async fn all_messages(&self) -> Vec<pb::CebMessage> {
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let recipient = self.recipient.clone();
            let request =
                pb::ListCebMessagesRequest { recipient, cursor, page_size: 500, ..Default::default() };
            let page = self.caller.exchange().list_ceb_messages(request).await.unwrap().into_inner();
            found.extend(page.messages);
            cursor = page.next_cursor;
            if !page.more {
                return found;
            }
        }
    }

    /// Follows the mailbox from a cursor up to the receipt that is waited for.
    pub(crate) async fn until(
        &self,
        cursor: &str,
        mut done: impl FnMut(&tongguan_proto::document::v1::Receipt) -> bool,
    ) -> Vec<tongguan_proto::document::v1::Receipt> {
        let (recipient, cursor) = (self.recipient.clone(), cursor.to_owned());
        let request = pb::WatchReceiptsRequest { recipient, cursor, ..Default::default() };
        let mut stream = self.caller.exchange().watch_receipts(request).await.unwrap().into_inner();
        let mut found = Vec::new();
        let follow = async {
            while let Some(answer) = stream.next().await {
                let receipt = answer.unwrap().receipt.unwrap();
                let enough = done(&receipt);
                found.push(receipt);
                if enough {
                    return;
                }
            }
            panic!("the stream ended");
        };
        let followed = timeout(PATIENCE, follow).await;
        assert!(followed.is_ok(), "what is waited for does not come; so far:\n{}", told(&found));
        found
    }

    /// Follows the mailbox up to the end of a declaration.
    pub(crate) async fn until_closed(&self) -> Vec<tongguan_proto::document::v1::Receipt> {
        self.until("", |receipt| receipt.return_code == 899).await
    }

    /// The same in XML.
    pub(crate) async fn messages_until_closed(&self) -> Vec<pb::CebMessage> {
        let recipient = self.recipient.clone();
        let request = pb::WatchCebMessagesRequest { recipient, ..Default::default() };
        let mut stream = self.caller.exchange().watch_ceb_messages(request).await.unwrap().into_inner();
        let mut found = Vec::new();
        let follow = async {
            while let Some(answer) = stream.next().await {
                let message = answer.unwrap().message.unwrap();
                let closed = element(&message.xml, "returnStatus") == "899";
                found.push(message);
                if closed {
                    return;
                }
            }
            panic!("the stream ended");
        };
        assert!(timeout(PATIENCE, follow).await.is_ok(), "899 does not come");
        found
    }

    /// Acknowledges.
    pub(crate) async fn acknowledge(&self, up_to: u64) -> Result<u64, Status> {
        let request =
            pb::AcknowledgeReceiptsRequest { recipient: self.recipient.clone(), up_to, ..Default::default() };
        Ok(self.caller.exchange().acknowledge_receipts(request).await?.into_inner().acknowledged)
    }
}

/// The codes of each document, by its number.
pub(crate) fn by_document(receipts: &[tongguan_proto::document::v1::Receipt]) -> BTreeMap<u64, Vec<i32>> {
    let mut codes = BTreeMap::<_, Vec<_>>::new();
    for receipt in receipts {
        codes.entry(receipt.document_id).or_default().push(receipt.return_code);
    }
    codes
}

/// One line per document: its kind, and what its sender was told.
pub(crate) fn told(receipts: &[tongguan_proto::document::v1::Receipt]) -> String {
    let mut lines = String::new();
    for (document, codes) in by_document(receipts) {
        let kind = receipts.iter().find(|receipt| receipt.document_id == document).unwrap().kind();
        lines.push_str(kind_name(kind));
        for code in codes {
            lines.push_str(&format!(" {code}"));
        }
        lines.push('\n');
    }
    lines
}

fn kind_name(kind: DocumentKind) -> &'static str {
    kind.as_str_name().strip_prefix("DOCUMENT_KIND_").unwrap()
}

/// The text of the first element of this name.
pub(crate) fn element(xml: &[u8], name: &str) -> String {
    let text = std::str::from_utf8(xml).unwrap();
    let (_, rest) =
        text.split_once(&format!("<ceb:{name}>")).unwrap_or_else(|| panic!("no {name} in {text}"));
    rest.split_once("</").unwrap().0.to_owned()
}

/// Numbers from `first` on, each once, none missing.
pub(crate) fn assert_gapless(receipts: &[tongguan_proto::document::v1::Receipt], first: u64) {
    for (expected, receipt) in (first..).zip(receipts) {
        assert_eq!(receipt.number, expected);
    }
}
