//! A receipt, as far as a desk needs it: read where receipts are read, so that nothing else is handed on.

use crate::bounds::INFO_CHARACTERS;
use crate::transport::ceb::parcel_of;
use crate::workload::Cue;
use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_proto::document::v1 as pb;
use tongguan_wire::document::read_kind;

/// What a receipt tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its number in the mailbox; 0 where that is not told.
    pub number: u64,
    /// The document it is about.
    pub document: u64,
    /// Which paper of which parcel that is; `None` where it is no paper of a run.
    pub about: Option<(Cue, u32)>,
    /// The kind of its paper, where that has a number that no parcel of a run has; `None` also where it has no number by its nature.
    pub foreign: Option<DocumentKind>,
    /// Whether a whole message was refused: what it was about is known by the message alone.
    pub whole: bool,
    /// When customs says that was, in milliseconds of the sandbox.
    pub at: Option<i64>,
    /// The number that customs has given to a declaration, where it is new.
    pub invt_no: Option<String>,
    /// What it says; empty of codes that every parcel is told.
    pub info: String,
}

/// What every parcel is told.
const USUAL: [i32; 6] = [2, 3, 120, 399, 800, 899];
/// From the review on a declaration has a number; after the inspection nothing more is told of it.
const NUMBERED: std::ops::RangeInclusive<i32> = 300..=500;

impl Told {
    /// What a receipt tells.
    #[must_use]
    pub fn of(receipt: &pb::Receipt) -> Self {
        let (about, whole) = (about(receipt), receipt.format_fault.is_some());
        let nobodys = whole || receipt.copy || receipt.summary_result.is_some() || about.is_some();
        let foreign = if nobodys { None } else { read_kind("kind", receipt.kind).ok().flatten() };
        let code = receipt.return_code;
        let declared = about.is_some_and(|(cue, _)| cue.kind == DocumentKind::Declaration);
        let invt_no = receipt.keys.get("invtNo").filter(|number| !number.is_empty());
        Self {
            number: receipt.number,
            document: receipt.document_id,
            about,
            foreign,
            whole,
            at: millis(receipt),
            invt_no: invt_no.filter(|_| declared && NUMBERED.contains(&code)).cloned(),
            info: if USUAL.contains(&code) {
                String::new()
            } else {
                cut(&receipt.return_info, INFO_CHARACTERS)
            },
        }
    }

    /// How long after a moment of the sandbox.
    #[must_use]
    pub fn since(&self, moment: Option<i64>) -> Option<Duration> {
        let span = self.at?.checked_sub(moment?)?;
        u64::try_from(span).ok().map(Duration::from_millis)
    }
}

/// The words of somebody else, no longer than this.
pub(crate) fn cut(words: &str, characters: usize) -> String {
    match words.char_indices().nth(characters) {
        Some((at, _)) => format!("{}…", words.get(..at).unwrap_or_default()),
        None => words.to_owned(),
    }
}

fn millis(receipt: &pb::Receipt) -> Option<i64> {
    let time = receipt.return_time.as_ref()?;
    time.seconds.checked_mul(1_000)?.checked_add(i64::from(time.nanos) / 1_000_000)
}

/// Of which paper of which parcel a receipt is: the builders write the number of the parcel into every number of its papers.
fn about(receipt: &pb::Receipt) -> Option<(Cue, u32)> {
    if let Some(fault) = &receipt.format_fault {
        // A message that was refused whole is known by its guid.
        let cue = Cue { kind: DocumentKind::of_root(&fault.message_type)?, code: receipt.return_code };
        return Some((cue, parcel_of(&fault.transport_id)?));
    }
    let kind = read_kind("kind", receipt.kind).ok().flatten()?;
    let (key, letters, radix) = match kind {
        DocumentKind::Declaration => ("copNo", "COP", 10),
        DocumentKind::Arrival => ("copNo", "ARR", 10),
        DocumentKind::Departure => ("copNo", "DEP", 10),
        DocumentKind::Cancellation => ("copNo", "CAN", 16),
        DocumentKind::ReturnApplication => ("coElNo", "RET", 16),
        DocumentKind::ReturnTally => ("coElNo", "TAL", 16),
        DocumentKind::SalesOrder | DocumentKind::PaymentReceipt => ("orderNo", "HZ", 10),
        DocumentKind::Waybill => ("logisticsNo", "LP", 10),
        DocumentKind::Manifest => ("copNo", "MAN", 16),
        DocumentKind::SummaryApplication => ("copNo", "SUM", 16),
    };
    let number = receipt.keys.get(key)?.strip_prefix(letters)?;
    Some((Cue { kind, code: receipt.return_code }, u32::from_str_radix(number, radix).ok()?))
}
