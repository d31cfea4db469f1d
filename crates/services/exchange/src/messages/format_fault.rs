//! CEB900 (报文格式校验回执): why a whole message is refused.

use crate::messages::MessageRefusal;
use tongguan_ceb::Unreadable;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::receipt::FormatFault;
use tongguan_domain::return_code::ReturnCode;

/// `returnStatus` of a message that cannot be read at all: it has no kind, and so no range. Ours; the specification
/// only says that it is negative.
const UNREADABLE: ReturnCode = ReturnCode::from_number(-900);
/// `oriMessageType` where there is none.
const UNKNOWN: &str = "Unknown";

/// The CEB900 of a message that cannot be read.
pub(crate) fn unreadable(why: &Unreadable, transport_id: Option<String>, bytes: &[u8]) -> FormatFault {
    let info = format!("{}[字节{}]", why.zh(), why.offset);
    written(UNREADABLE, info, transport_id.unwrap_or_default(), UNKNOWN, bytes)
}

/// The CEB900 of a message that is refused whole.
pub(crate) fn of(
    kind: DocumentKind,
    refusal: &MessageRefusal,
    transport_id: String,
    bytes: &[u8],
) -> FormatFault {
    written(refusal.code(kind), refusal.info(kind), transport_id, kind.root_element(), bytes)
}

fn written(
    code: ReturnCode,
    info: String,
    transport_id: String,
    message_type: &str,
    bytes: &[u8],
) -> FormatFault {
    let kept = bytes.get(..limits::REFUSED_MESSAGE_BYTES).unwrap_or(bytes);
    FormatFault {
        // The sandbox gives the record its guid.
        guid: String::new(),
        code,
        info: info.chars().take(limits::FORMAT_FAULT_INFO_CHARACTERS).collect(),
        transport_id,
        message_type: message_type.to_owned(),
        original: String::from_utf8_lossy(kept).into_owned(),
    }
}
