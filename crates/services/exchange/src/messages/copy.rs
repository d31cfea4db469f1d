//! A copy of a document for a subscriber (`BaseSubscribe` with `ALL` or `DATA`).

use tongguan_ceb::{Style, Transfer, write_request};
use tongguan_domain::document::Document;
use tongguan_domain::record::Rendered;

/// Elements of the enterprise that sent a document, with those of its name, the likeliest first.
const PARTIES: [(&str, &str); 6] = [
    ("agentCode", "agentName"),
    ("operatorCode", "operatorName"),
    ("logisticsCode", "logisticsName"),
    ("payCode", "payName"),
    ("ebpCode", "ebpName"),
    ("ebcCode", "ebcName"),
];

/// The message of a copy. The document is the one that was sent, field by field; `BaseTransfer` names the enterprise of
/// the document that sends such documents, and the DXP id of the sender. Who else got a copy is not told.
pub(crate) fn write(style: Style, message_guid: &str, document: Document, sender: String) -> Option<Vec<u8>> {
    let transfer = transfer(&document, sender);
    write_request(style, message_guid, &[document], &transfer, &[])
}

fn transfer(document: &Document, dxp_id: String) -> Transfer {
    let mut texts = Vec::new();
    document.each_head_field(&mut |field, value| {
        if let Rendered::Text(text) = value {
            texts.push((field.element, text.to_owned()));
        }
    });
    let find = |element: &str| texts.iter().find(|(known, text)| *known == element && !text.is_empty());
    let party = PARTIES.iter().find_map(|(code, name)| Some((find(code)?.1.clone(), find(name))));
    let (cop_code, name) = party.unwrap_or_default();
    let cop_name = name.map(|(_, name)| name.clone()).unwrap_or_default();
    Transfer { cop_code, cop_name, dxp_mode: "DXP".to_owned(), dxp_id, note: None }
}
