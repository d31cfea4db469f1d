//! Documents as CEB XML messages, as a transmitter of our own sends them.

use tongguan_ceb::{Transfer, write_request};
use tongguan_domain::document::Document;
use tongguan_domain::names::MailboxName;
use tongguan_domain::version::MessageVersion;
use tongguan_scenario::TRANSMITTER;

/// One message with one document, its `guid` made of a number: a message with the same bytes would be a repeat. `None` if
/// the version has no such document.
pub(crate) fn ceb_message(version: MessageVersion, number: u64, document: &Document) -> Option<Vec<u8>> {
    let guid = format!("00000000-0000-4000-8000-{number:012}");
    let transfer = Transfer {
        cop_code: TRANSMITTER.code.to_owned(),
        cop_name: TRANSMITTER.name.to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: MailboxName::DEFAULT.to_owned(),
        note: None,
    };
    write_request(version, &guid, std::slice::from_ref(document), &transfer, &[])
}
