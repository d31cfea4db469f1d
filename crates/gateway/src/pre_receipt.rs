//! The synchronous answer of a city platform (Chengdu): a receipt message of the same type that says whether the
//! platform could read what was sent. Not a receipt of customs, and in no mailbox.

use crate::Gateway;
use crate::taken::Parsed;
use tongguan_ceb::write_receipts;
use tongguan_domain::names::SandboxName;
use tongguan_domain::receipt::Receipt;
use tongguan_domain::return_code::ReturnCode;

/// 预处理成功: the platform could read the message.
const READ: ReturnCode = ReturnCode::from_number(5);
/// 系统异常: the platform cannot take the message now.
const SYSTEM_ERROR: ReturnCode = ReturnCode::from_number(-1);

impl Gateway {
    /// Status 5 for every record of a message, or -1 where the sandbox could not take it.
    #[must_use]
    pub fn pre_receipt(&self, sandbox: &SandboxName, parsed: &Parsed, taken: bool) -> Vec<u8> {
        let (code, info) = if taken { (READ, "预处理成功") } else { (SYSTEM_ERROR, "系统异常") };
        let time = self.host.clock(sandbox);
        let receipts: Vec<_> = parsed
            .papers
            .iter()
            .map(|paper| Receipt {
                document: None,
                guid: paper.document().heading().guid.to_owned(),
                keys: tongguan_clearance::receipt_keys(paper.document(), ""),
                code,
                time,
                info: info.to_owned(),
            })
            .collect();
        write_receipts(parsed.kind, self.style(sandbox, parsed.recipient.as_ref()), &parsed.guid, &receipts)
    }
}
