//! A letter in its envelope.

use tongguan_ceb::dxp::{AddInfo, Envelope, Head, date_time};
use tongguan_domain::receipt::{Content, Letter};

/// The envelope of a letter. Its `CopMsgId` is the guid of the message, so the same letter has the same one.
pub(crate) fn envelope(letter: &Letter, sender: &str, receiver: &str, data: Vec<u8>) -> Envelope {
    let kind = letter.content.root_element();
    Envelope {
        head: Head {
            cop_msg_id: letter.message_guid.clone(),
            sender: sender.to_owned(),
            receivers: vec![receiver.to_owned()],
            created: date_time(letter.time),
            message_type: kind.to_owned(),
        },
        data,
        add_info: AddInfo {
            file_name: Some(format!("{kind}_{sender}_{receiver}_{:08}.xml", letter.number)),
            ic_card: None,
            keys: keys(&letter.content),
            encoding: Some("UTF-8".to_owned()),
        },
        signed: false,
    }
}

/// `DealFlag` and `RetType` are the names that real receipts carry; what they hold is not documented, so they hold what
/// a program would want of them: the code, and the number of the message.
fn keys(content: &Content) -> Vec<(String, String)> {
    let code = match content {
        Content::Receipt(receipt) => receipt.code.to_string(),
        Content::FormatFault(fault) => fault.code.to_string(),
        Content::SummaryResult(_) | Content::Copy(..) => return Vec::new(),
    };
    let number: String = content.root_element().chars().filter(char::is_ascii_digit).collect();
    vec![("DealFlag".to_owned(), code), ("RetType".to_owned(), number)]
}
