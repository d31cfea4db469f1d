//! A parcel from order to 899, in Rust, with `tongguan_client`.
//!
//! ```text
//! tongguan serve --ephemeral                        # in another terminal
//! cargo run -p tongguan-client --example parcel -- 127.0.0.1:50051
//! ```
//!
//! The documents are those of `examples/documents`, as JSON. Each run is in a sandbox of its own, so the same documents are
//! new again. A program of yours would fill the messages by hand: `Document { document: Some(SalesOrder { .. }) }`.

use prost_reflect::{DescriptorPool, DynamicMessage};
use std::error::Error;
use std::path::Path;
use tongguan_client::Client;
use tongguan_client::proto::DESCRIPTORS;
use tongguan_client::proto::document::v1::{Document, Receipt};
use uuid::Uuid;

type Any = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Any> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:50051".to_owned());
    let documents = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../examples/documents");
    for receipt in parcel(&address, &documents).await? {
        println!(
            "#{} {:4} {} {}",
            receipt.document_id, receipt.return_code, receipt.meaning_zh, receipt.meaning
        );
    }
    Ok(())
}

/// Sends the documents of a folder, and gives what was told until the parcel had left.
pub(crate) async fn parcel(address: &str, documents: &Path) -> Result<Vec<Receipt>, Any> {
    // The outcome leaves nothing to chance: no draw decides between release and inspection.
    let mut client = Client::connect(format!("http://{address}")).await?;
    // Where the server asks for one (docs/identity.md).
    if let Ok(key) = std::env::var("TONGGUAN_API_KEY") {
        client = client.api_key(&key);
    }
    let client = client.sandbox(&format!("rust-{}", Uuid::now_v7())).outcome("release");
    let mut receipts = client.receipts("");
    let mut told = Vec::new();
    // The papers go together; the goods arrive when those are reviewed (399), and leave when they are released (800).
    let papers = ["1-303-order", "2-403-payment", "3-505-waybill", "4-603-declaration"];
    for (names, until) in [(&papers[..], 399), (&["5-507-arrival"], 800), (&["6-509-departure"], 899)] {
        let read = |name: &&str| read(&documents.join(name).with_extension("json"));
        let documents = names.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        if let Some(refused) = client.submit(documents).await?.refused {
            return Err(format!("refused: {}: {}", refused.reason, refused.hint).into());
        }
        loop {
            let receipt = receipts.next().await?;
            let reached = receipt.return_code == until;
            told.push(receipt);
            if reached {
                break;
            }
        }
    }
    Ok(told)
}

/// A document from a file of JSON.
fn read(path: &Path) -> Result<Document, Any> {
    let pool = DescriptorPool::decode(DESCRIPTORS)?;
    let kind = pool.get_message_by_name("tongguan.document.v1.Document").ok_or("no such message")?;
    let text = std::fs::read_to_string(path)?;
    let mut json = serde_json::Deserializer::from_str(&text);
    Ok(DynamicMessage::deserialize(kind, &mut json)?.transcode_to()?)
}
