//! 792 汇总结果单: what a summary application led to.

use super::fit::{GUID, fitted, fitted_text};
use super::style::Style;
use super::xml::Xml;
use tongguan_domain::document::{SummaryResult, SummaryResultHead, SummaryResultItem};
use tongguan_domain::limits;
use tongguan_domain::record::Record;
use tongguan_domain::version::MessageVersion;

const ROOT: &str = "CEB792Message";
const RECORD: &str = "SummaryResult";

/// Writes a message of 1 to 100 summary results (792). 2018-113 has no `gseqno`.
///
/// The schema of the version always takes it, as with [`write_receipts`](crate::write_receipts). The caller splits what
/// is more than a message or a result may hold (2018-113: 100 lines); what is beyond is left out.
#[must_use]
pub fn write_summary_result(
    style: impl Into<Style>,
    message_guid: &str,
    results: &[SummaryResult],
) -> Vec<u8> {
    let Style { version, form } = style.into();
    debug_assert!((1..=limits::MESSAGE_RECORDS).contains(&results.len()));
    let most_lines = match version {
        MessageVersion::V202205 => usize::MAX,
        MessageVersion::V2018113 => limits::OLDER_LINES,
    };
    debug_assert!(results.iter().all(|result| result.items.len() <= most_lines));
    let lines: usize = results.iter().map(|result| result.items.len()).sum();
    let capacity = 256 + results.len() * 1_536 + lines * 256;
    let mut xml = Xml::new(form, ROOT, &fitted_text(&GUID.facets, message_guid), capacity);
    for result in results.iter().take(limits::MESSAGE_RECORDS) {
        xml.open(RECORD);
        write_record(&mut xml, SummaryResultHead::ELEMENT, version, &result.head);
        for item in result.items.iter().take(most_lines) {
            write_record(&mut xml, SummaryResultItem::ELEMENT, version, item);
        }
        xml.close(RECORD);
    }
    xml.finish()
}

fn write_record<R: Record>(xml: &mut Xml, element: &str, version: MessageVersion, record: &R) {
    xml.open(element);
    record.each(&mut |field, value| xml.fitted(field.element, fitted(field, version, value)));
    xml.close(element);
}
