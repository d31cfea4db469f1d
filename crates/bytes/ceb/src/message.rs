//! A request message as it was read.

use crate::fault::StructureFault;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::{Fault, Level};
use tongguan_domain::subscription::Subscription;

/// A request message.
#[derive(Clone, Debug)]
pub struct Message {
    /// `guid` of the root; empty where it is absent, cut where it is too long.
    pub guid: String,
    /// `version` of the root; likewise.
    pub version: String,
    /// What the root announces.
    pub kind: DocumentKind,
    /// The records, at most 100.
    pub records: Vec<CheckedRecord>,
    /// `BaseTransfer`; a field with a fault is empty.
    pub transfer: Transfer,
    /// `BaseSubscribe`, at most 5. The schema allows any text as `status`; a subscriber with another than the three is
    /// a fault in `structure` and not in this list.
    pub subscribers: Vec<Subscriber>,
    /// Whether there was a `ds:Signature`. Its form is checked here; whether it holds is not.
    pub signed: bool,
    /// Everything that is wrong outside the fields of a record; at most `limits::FAULTS`.
    pub structure: Vec<StructureFault>,
    /// Faults that were found, but are not listed because a list was full.
    pub unlisted: u64,
}

/// A record whose form was checked.
#[derive(Clone, Debug)]
pub struct CheckedRecord {
    /// The document; a field with a fault holds its empty value.
    pub document: Document,
    /// What is wrong with the forms of its fields; at most `limits::FAULTS`.
    pub faults: Vec<Fault>,
}

/// `BaseTransfer`: who transmits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    /// `copCode` 传输企业代码.
    pub cop_code: String,
    /// `copName` 传输企业名称.
    pub cop_name: String,
    /// `dxpMode` 报文传输模式: `DXP`.
    pub dxp_mode: String,
    /// `dxpId` 报文传输编号.
    pub dxp_id: String,
    /// `note` 备注.
    pub note: Option<String>,
}

/// `BaseSubscribe`: who else wants the data or the receipts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscriber {
    /// `status` 订阅状态.
    pub wants: Subscription,
    /// `dxpMode` 报文传输模式: `DXP`.
    pub dxp_mode: String,
    /// `dxpAddress` 订阅方传输地址.
    pub dxp_address: String,
    /// `note` 备注.
    pub note: Option<String>,
}

impl Message {
    /// Whether the whole message is refused: the official schema has something against its structure or against the form
    /// of a record, or nobody can follow a subscription in it.
    #[must_use]
    pub fn breaks_schema(&self) -> bool {
        let broken = |record: &CheckedRecord| record.faults.iter().any(|f| f.rule.level == Level::Schema);
        !self.structure.is_empty() || self.records.iter().any(broken)
    }
}
