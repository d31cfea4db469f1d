//! 900 报文格式校验回执: why a whole message was refused.

use super::fit::{GUID, fitted_text};
use super::xml::Xml;
use tongguan_domain::limits;
use tongguan_domain::receipt::FormatFault;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::record::Field;
use tongguan_domain::time::Moment;

const ROOT: &str = "CEB900Message";
const RECORD: &str = "MessageReturn";
const RETURN_INFO: Field =
    Field::text("returnInfo", "回执信息", 0, limits::FORMAT_FAULT_INFO_CHARACTERS as u16);
const TRANSPORT_ID: Field = Field::text("oriCopMsgId", "原始报文编号", 0, 255);
const MESSAGE_TYPE: Field = Field::text("oriMessageType", "原始报文类型", 0, 15);
const ORIGINAL: &str = "oriBizMessage";

/// Writes the receipt of a message that breaks its schema (900), the same in both versions. Its schema stands among
/// those of the import messages, and always takes it.
///
/// The refused message is carried as CDATA and survives letter for letter, but for characters that XML forbids, which
/// become U+FFFD.
#[must_use]
pub fn write_format_fault(
    form: ReceiptForm,
    message_guid: &str,
    fault: &FormatFault,
    time: Moment,
) -> Vec<u8> {
    let capacity =
        1_024 + 4 * fault.info.len().min(limits::FORMAT_FAULT_INFO_CHARACTERS) + fault.original.len();
    let mut xml = Xml::new(form, ROOT, &fitted_text(&GUID.facets, message_guid), capacity);
    xml.open(RECORD);
    xml.text(GUID.element, &fitted_text(&GUID.facets, &fault.guid));
    xml.plain("returnStatus", fault.code);
    xml.text(RETURN_INFO.element, &fitted_text(&RETURN_INFO.facets, &fault.info));
    xml.text("returnTime", time.digits17().as_str());
    xml.text(TRANSPORT_ID.element, &fitted_text(&TRANSPORT_ID.facets, &fault.transport_id));
    xml.text(MESSAGE_TYPE.element, &fitted_text(&MESSAGE_TYPE.facets, &fault.message_type));
    xml.cdata(ORIGINAL, &fault.original);
    xml.close(RECORD);
    xml.finish()
}
