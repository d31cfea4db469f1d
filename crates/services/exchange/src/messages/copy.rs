//! A copy of a document for a subscriber (`BaseSubscribe` with `ALL` or `DATA`).

use tongguan_ceb::{Style, Transfer, write_request};
use tongguan_domain::document::Document;

/// The message of a copy. The document is the one that was sent, field by field; `BaseTransfer` names the enterprise of
/// the document that sends such documents, and the DXP id of the sender. Who else got a copy is not told.
pub(crate) fn write(style: Style, message_guid: &str, document: Document, sender: String) -> Option<Vec<u8>> {
    let transfer = transfer(&document, sender);
    write_request(style, message_guid, &[document], &transfer, &[])
}

fn transfer(document: &Document, dxp_id: String) -> Transfer {
    let (cop_code, cop_name) = document.sender();
    Transfer {
        cop_code: cop_code.to_owned(),
        cop_name: cop_name.to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id,
        note: None,
    }
}
