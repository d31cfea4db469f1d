//! The synchronous answer of a city platform (Chengdu): a receipt message of the same type that says whether the
//! platform could read what was sent. Not a receipt of customs, and in no mailbox.

use crate::messages::Gateway;
use crate::messages::taken::{Parsed, Record, Submitted};
use tongguan_ceb::write_receipts;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::RecordResult;
use tongguan_domain::receipt::Receipt;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;

/// 预处理成功: the platform could read the message.
const READ: (ReturnCode, &str) = (ReturnCode::from_number(5), "预处理成功");
/// 系统异常: the platform cannot take the message now.
const SYSTEM_ERROR: (ReturnCode, &str) = (ReturnCode::from_number(-1), "系统异常");

impl Gateway {
    /// Status 5 for every record of a message. Its time lies before that of the first receipt of the record, because
    /// readers keep the receipt with the latest time.
    #[must_use]
    pub fn pre_receipt(&self, sandbox: &SandboxName, submitted: &Submitted) -> Vec<u8> {
        let now = self.host.clock(sandbox);
        let times = submitted.records.iter().map(taken_at).chain(std::iter::repeat(now));
        self.answer_at_once(sandbox, &submitted.parsed, READ, times)
    }

    /// Status -1 for every record of a message that the sandbox could not take.
    #[must_use]
    pub fn system_error(&self, sandbox: &SandboxName, parsed: &Parsed) -> Vec<u8> {
        let now = self.host.clock(sandbox);
        self.answer_at_once(sandbox, parsed, SYSTEM_ERROR, std::iter::repeat(now))
    }

    fn answer_at_once(
        &self,
        sandbox: &SandboxName,
        parsed: &Parsed,
        (code, info): (ReturnCode, &str),
        times: impl Iterator<Item = Moment>,
    ) -> Vec<u8> {
        let receipts: Vec<_> = parsed
            .papers
            .iter()
            .zip(times)
            .map(|(paper, time)| Receipt {
                document: None,
                guid: paper.document().heading().guid.to_owned(),
                keys: tongguan_domain::receipt::ReceiptKeys::of(paper.document(), ""),
                code,
                time,
                info: info.to_owned(),
            })
            .collect();
        write_receipts(parsed.kind, self.style(sandbox, parsed.recipient.as_ref()), &parsed.guid, &receipts)
    }
}

/// The moment of the pre-receipt of a record.
const fn taken_at(record: &Record) -> Moment {
    match &record.result {
        RecordResult::Accepted(accepted) => accepted.taken_at,
        RecordResult::Refused { taken_at, .. } => *taken_at,
        // Only documents of native calls are declined.
        RecordResult::Declined(_) => Moment::from_millis(0),
    }
}
