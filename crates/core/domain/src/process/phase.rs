//! Where a document stands, and what happens to it.

use crate::document::DocumentKind;
use crate::return_code::ReturnCode;

/// Where a document stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Phase {
    /// 1: stored as a draft; takes no part.
    #[n(0)]
    Draft,
    /// 2: taken by the electronic port.
    #[n(1)]
    Received,
    /// 3: sent to customs; waits for partner documents or for the other parts of a split message.
    #[n(2)]
    Sent,
    /// 3: with customs, which compares or decides until a timer fires.
    #[n(17)]
    Comparing,
    /// 4: sending failed.
    #[n(3)]
    SendingFailed,
    /// 120: the logic check passed.
    #[n(4)]
    Stored,
    /// 300: waits for a person's review.
    #[n(5)]
    InReview,
    /// 399: review finished.
    #[n(6)]
    Reviewed,
    /// 399 of a declaration, 120 of a return: its goods are on their way to release or inspection until a timer fires.
    #[n(18)]
    Leaving,
    /// 500: being inspected.
    #[n(7)]
    InInspection,
    /// 800: released.
    #[n(8)]
    Released,
    /// 899: closed, the goods have left.
    #[n(9)]
    Closed,
    /// 100: rejected by customs.
    #[n(10)]
    Rejected,
    /// 501, 502, 503, 599: detained.
    #[n(11)]
    Detained,
    /// 700: shipped back.
    #[n(12)]
    ShippedBack,
    /// Deleted by its sender, or replaced by a later version.
    #[n(13)]
    Withdrawn,
    /// 600: suspended.
    #[n(14)]
    Suspended,
    /// 505: handed over.
    #[n(15)]
    HandedOver,
    /// Taken back by an accepted cancellation.
    #[n(16)]
    Cancelled,
}

/// Which office detains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Detention {
    /// 501 通关.
    #[n(0)]
    Clearance,
    /// 502 缉私.
    #[n(1)]
    Smuggling,
    /// 503 法规.
    #[n(2)]
    Legal,
    /// 599 其它.
    #[n(3)]
    Other,
}

/// Something that happens to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
pub enum Step {
    /// The electronic port sends it to customs.
    #[n(0)]
    Send,
    /// The electronic port cannot send it.
    #[n(1)]
    FailSending,
    /// The documents agree; customs stores it.
    #[n(2)]
    Store,
    /// Customs rejects it.
    #[n(3)]
    Reject,
    /// A person must review it.
    #[n(4)]
    Review,
    /// The review of a declaration is finished.
    #[n(5)]
    FinishReview,
    /// Customs accepts an arrival, a departure, a cancellation, a summary application or a tally.
    #[n(6)]
    Accept,
    /// The goods are selected for inspection.
    #[n(7)]
    Inspect,
    /// The goods may leave.
    #[n(8)]
    Release,
    /// An inspection ends in detention.
    #[n(9)]
    Detain(#[n(0)] Detention),
    /// An inspection ends in shipping back.
    #[n(10)]
    ShipBack,
    /// The goods have left.
    #[n(11)]
    Close,
    /// A later version takes its place.
    #[n(12)]
    Replace,
    /// Its sender deletes it.
    #[n(13)]
    Delete,
    /// Customs confirms a deletion.
    #[n(14)]
    ConfirmDeletion,
    /// Customs puts it off.
    #[n(15)]
    Suspend,
    /// A return is handed over to another office.
    #[n(16)]
    HandOver,
    /// An accepted cancellation takes a declaration back.
    #[n(17)]
    Cancel,
    /// Customs goes on: out of a suspension back into the review; of a return also out of the review.
    #[n(18)]
    Resume,
}

/// A step that the phase does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unlawful {
    /// What kind of document.
    pub kind: DocumentKind,
    /// Where the document stood.
    pub phase: Phase,
    /// What was tried.
    pub step: Step,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 19] = [
        Self::Draft,
        Self::Received,
        Self::Sent,
        Self::Comparing,
        Self::SendingFailed,
        Self::Stored,
        Self::InReview,
        Self::Reviewed,
        Self::Leaving,
        Self::InInspection,
        Self::Released,
        Self::Closed,
        Self::Rejected,
        Self::Detained,
        Self::ShippedBack,
        Self::Withdrawn,
        Self::Suspended,
        Self::HandedOver,
        Self::Cancelled,
    ];

    /// Chinese and English name.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Draft => ("暂存", "draft"),
            Self::Received => ("已申报", "received"),
            Self::Sent => ("已发往海关", "sent"),
            Self::Comparing => ("比对中", "comparing"),
            Self::SendingFailed => ("发送海关失败", "sending failed"),
            Self::Stored => ("已入库", "stored"),
            Self::InReview => ("人工审核中", "in review"),
            Self::Reviewed => ("已审结", "reviewed"),
            Self::Leaving => ("待放行", "leaving"),
            Self::InInspection => ("查验中", "in inspection"),
            Self::Released => ("已放行", "released"),
            Self::Closed => ("已结关", "closed"),
            Self::Rejected => ("已退单", "rejected"),
            Self::Detained => ("已扣留", "detained"),
            Self::ShippedBack => ("已退运", "shipped back"),
            Self::Withdrawn => ("已作废", "withdrawn"),
            Self::Suspended => ("已挂起", "suspended"),
            Self::HandedOver => ("已移交", "handed over"),
            Self::Cancelled => ("已撤销", "cancelled"),
        }
    }

    /// The name used in pictures and in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.names().1
    }
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 22] = [
        Self::Send,
        Self::FailSending,
        Self::Store,
        Self::Reject,
        Self::Review,
        Self::FinishReview,
        Self::Accept,
        Self::Inspect,
        Self::Release,
        Self::Detain(Detention::Clearance),
        Self::Detain(Detention::Smuggling),
        Self::Detain(Detention::Legal),
        Self::Detain(Detention::Other),
        Self::ShipBack,
        Self::Close,
        Self::Replace,
        Self::Delete,
        Self::ConfirmDeletion,
        Self::Suspend,
        Self::HandOver,
        Self::Cancel,
        Self::Resume,
    ];

    /// The code of the receipt that tells the sender; `None` for what nobody is told.
    #[must_use]
    pub const fn return_code(self) -> Option<ReturnCode> {
        Some(match self {
            Self::Send => ReturnCode::SENT_TO_CUSTOMS,
            Self::FailSending => ReturnCode::SENDING_FAILED,
            Self::Store | Self::ConfirmDeletion => ReturnCode::STORED,
            Self::Reject => ReturnCode::REJECTED,
            Self::Review => ReturnCode::MANUAL_REVIEW,
            Self::FinishReview | Self::Accept => ReturnCode::REVIEWED,
            Self::Inspect => ReturnCode::INSPECTION,
            Self::Release => ReturnCode::RELEASED,
            Self::Detain(Detention::Clearance) => ReturnCode::DETAINED_CLEARANCE,
            Self::Detain(Detention::Smuggling) => ReturnCode::DETAINED_SMUGGLING,
            Self::Detain(Detention::Legal) => ReturnCode::DETAINED_LEGAL,
            Self::Detain(Detention::Other) => ReturnCode::DETAINED_OTHER,
            Self::ShipBack => ReturnCode::SHIPPED_BACK,
            Self::Close => ReturnCode::CLOSED,
            Self::Suspend => ReturnCode::SUSPENDED,
            Self::HandOver => ReturnCode::HANDED_OVER,
            Self::Replace | Self::Delete | Self::Cancel | Self::Resume => return None,
        })
    }

    /// The step in English words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        self.words().1
    }

    /// The step in Chinese and in English words.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Send => ("已发往海关", "sent to customs"),
            Self::FailSending => ("发往海关失败", "sending to customs failed"),
            Self::Store => ("三单比对一致，海关入库", "the documents agree; stored by customs"),
            Self::Reject => ("海关退单", "rejected by customs"),
            Self::Review => ("转人工审核", "held for manual review"),
            Self::FinishReview => {
                ("审核结束，生成清单编号", "review finished; the declaration number is given")
            }
            Self::Accept => ("海关接受", "accepted by customs"),
            Self::Inspect => ("布控查验", "selected for inspection"),
            Self::Release => ("放行", "released"),
            Self::Detain(Detention::Clearance) => ("扣留，移送通关处置", "detained, handed to clearance"),
            Self::Detain(Detention::Smuggling) => {
                ("扣留，移送缉私", "detained, handed to the anti-smuggling office")
            }
            Self::Detain(Detention::Legal) => ("扣留，移送法规", "detained, handed to the legal office"),
            Self::Detain(Detention::Other) => ("因其他原因扣留", "detained for another reason"),
            Self::ShipBack => ("退运", "shipped back"),
            Self::Close => ("货物已离境，结关", "closed: the goods have left"),
            Self::Replace => ("被后续变更报文取代", "replaced by a later version"),
            Self::Delete => ("申报企业删除", "deleted by its sender"),
            Self::ConfirmDeletion => ("海关确认删除", "deletion confirmed by customs"),
            Self::Suspend => ("挂起", "suspended"),
            Self::HandOver => ("移交其他部门处理", "handed over to another office"),
            Self::Cancel => ("撤销申请单审核通过，已撤销", "taken back by a cancellation"),
            Self::Resume => ("恢复审核", "customs goes on"),
        }
    }
}
