//! Return codes: `returnStatus` of every receipt, who gives it, and what the sender should do.

use crate::document::DocumentKind;
use crate::fault::Level;
use core::fmt;

/// A `returnStatus`. Positive codes tell the stage; negative ones are processing errors in the ranges of table 7-3.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode,
)]
#[cbor(transparent)]
pub struct ReturnCode(#[n(0)] i32);

/// Who gives a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// The electronic port (电子口岸).
    ElectronicPort,
    /// Customs (海关).
    Customs,
}

impl Tier {
    /// The name used in catalogues.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ElectronicPort => "electronic port",
            Self::Customs => "customs",
        }
    }
}

/// What is known about one positive code.
#[derive(Debug)]
pub struct ReturnCodeEntry {
    /// The code.
    pub code: ReturnCode,
    /// Who gives it.
    pub tier: Tier,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Whether nothing more follows for a declaration.
    pub terminal: bool,
    /// What the sender should do.
    pub hint: &'static str,
    /// The same in Chinese.
    pub hint_zh: &'static str,
    /// Whether this version emits it.
    pub simulated: bool,
    /// What to send to see it: a script, papers by name and parcel number; empty where it is not emitted.
    pub provoke: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

macro_rules! codes {
    ($($name:ident = $code:literal $tier:ident $zh:literal $en:literal terminal $terminal:literal
        simulated $simulated:literal hint $hint:literal hint_zh $hint_zh:literal provoke $provoke:literal source $source:literal;)*) => {
        impl ReturnCode {
            $(#[doc = concat!($zh, ": ", $en, ".")] pub const $name: Self = Self($code);)*
        }
        /// Every positive code of the protocol, ascending.
        pub static RETURN_CODES: &[ReturnCodeEntry] = &[$(ReturnCodeEntry {
            code: ReturnCode::$name, tier: Tier::$tier, zh: $zh, en: $en, terminal: $terminal, hint: $hint, hint_zh: $hint_zh,
            simulated: $simulated, provoke: $provoke, source: $source,
        },)*];
    };
}

codes! {
    PORT_STORED = 1 ElectronicPort "电子口岸已暂存" "stored as a draft by the electronic port" terminal true simulated true
        hint "send the same document with appStatus 2 to declare it"
        hint_zh "将同一单证以appStatus=2重新报送即为申报"
        provoke "order 1 app_status=1" source "202205 PDF, all receipts";
    PORT_DECLARING = 2 ElectronicPort "电子口岸申报中" "taken by the electronic port" terminal false simulated true
        hint "wait for 3: the port sends it on to customs"
        hint_zh "等待3：电子口岸将转发海关"
        provoke "order 1" source "202205 PDF, all receipts";
    SENT_TO_CUSTOMS = 3 ElectronicPort "发送海关成功" "sent to customs" terminal false simulated true
        hint "wait; if nothing follows, a partner document is missing"
        hint_zh "等待海关回执；若长时间无后续回执，说明关联单证（订单、运单、收款单）未到齐"
        provoke "order 1" source "202205 PDF, all receipts";
    SENDING_FAILED = 4 ElectronicPort "发送海关失败" "sending to customs failed" terminal true simulated true
        hint "send the document again"
        hint_zh "重新报送该单证"
        provoke "outcome send-failure; order 1" source "202205 PDF, all receipts";
    REJECTED = 100 Customs "海关退单" "rejected by customs" terminal true simulated true
        hint "correct what returnInfo names and send the document again"
        hint_zh "按returnInfo所列原因修改后重新报送"
        provoke "order 1; waybill 1; declaration 1 pack_no=2" source "202205 PDF, all receipts";
    STORED = 120 Customs "海关入库" "taken into store: the logic check passed" terminal false simulated true
        hint "nothing; for an order, a payment receipt and a waybill this is the last code"
        hint_zh "无需处理；订单、收款单、运单到此即为最终状态"
        provoke "order 1; waybill 1; declaration 1" source "202205 PDF: 304, 404, 506, 604, 608, 214";
    MANUAL_REVIEW = 300 Customs "人工审核" "waiting for manual review" terminal false simulated true
        hint "wait: a declaration is told 399 or 100 next, a return 800 or 100; 600 may come between"
        hint_zh "等待：清单随后收到399（审结）或100（退单），退货收到800或100；其间可能先挂起（600）"
        provoke "outcome review; order 1; waybill 1; declaration 1" source "202205 PDF: 604, 214";
    REVIEWED = 399 Customs "海关审结" "review finished" terminal false simulated true
        hint "for a declaration: report arrival; for an arrival, departure, cancellation, tally or summary application this is success"
        hint_zh "清单：货物运抵后报送运抵单（507）；运抵单、离境单、撤销申请单、理货单、汇总申请单：已办结"
        provoke "order 1; waybill 1; declaration 1" source "202205 PDF: 604, 606, 608, 702, 216, 506 to 510";
    AWAITING_ARRIVAL = 400 Customs "待运抵" "waiting for arrival" terminal false simulated false
        hint "seen in one program only; not emitted"
        hint_zh "仅见于一家企业系统，本系统不发此回执；收到时等待货物运抵即可"
        provoke "" source "one public program (protocol notes 6.1, B)";
    INSPECTION = 500 Customs "查验" "selected for inspection" terminal false simulated true
        hint "wait for the result: 800, 100, 700 or a detention; of a return 800, 100 or 505"
        hint_zh "配合查验，等待结果：800放行、100退单、700退运或扣留；退货为800、100或505（移交）"
        provoke "outcome inspect; order 1; waybill 1; declaration 1; arrival 1" source "202205 PDF: 604, 214";
    DETAINED_CLEARANCE = 501 Customs "扣留移送通关" "detained, handed to clearance" terminal true simulated true
        hint "customs decides and nothing more is sent; ask the clearance office of the customs named in the declaration"
        hint_zh "由海关通关部门处置，无后续回执；向清单所列海关的通关部门查询"
        provoke "outcome detain-501; order 1; waybill 1; declaration 1; arrival 1" source "import 622; public programs for export (B)";
    DETAINED_SMUGGLING = 502 Customs "扣留移送缉私" "detained, handed to the anti-smuggling office" terminal true
        simulated true hint "the anti-smuggling office decides and nothing more is sent; the goods stay where they are"
        hint_zh "由缉私部门处置，无后续回执；货物留在原地"
        provoke "outcome detain-502; order 1; waybill 1; declaration 1; arrival 1" source "import 622; public programs for export (B)";
    DETAINED_LEGAL = 503 Customs "扣留移送法规" "detained, handed to the legal office" terminal true simulated true
        hint "the legal office decides and nothing more is sent; the goods stay where they are"
        hint_zh "由法规部门处置，无后续回执；货物留在原地"
        provoke "outcome detain-503; order 1; waybill 1; declaration 1; arrival 1" source "import 622; public programs for export (B)";
    HANDED_OVER = 505 Customs "移交" "a return is handed over to another office" terminal true simulated true
        hint "the other office decides about the return and nothing more is sent; apply again when it lets the goods go"
        hint_zh "由接手部门处置，无后续回执；退货解除移交后再申请"
        provoke "order 1; waybill 1; declaration 1; arrival 1; departure 1; outcome hand-over; return 1; tally 1" source "202205 PDF: 214";
    DETAINED_OTHER = 599 Customs "其它扣留" "detained for another reason" terminal true simulated true
        hint "customs decides and nothing more is sent; ask it for the reason"
        hint_zh "由海关处置，无后续回执；向海关询问扣留原因"
        provoke "outcome detain-599; order 1; waybill 1; declaration 1; arrival 1" source "import 622; public programs for export (B)";
    SUSPENDED = 600 Customs "挂起" "suspended" terminal false simulated true hint "wait: customs goes on later"
        hint_zh "等待：海关恢复审核后会继续发回执"
        provoke "outcome suspend; order 1; waybill 1; declaration 1" source "202205 PDF: 214; public programs (B)";
    SHIPPED_BACK = 700 Customs "退运" "shipped back" terminal true simulated true
        hint "take the goods back"
        hint_zh "将货物运回"
        provoke "outcome ship-back; order 1; waybill 1; declaration 1; arrival 1" source "import 622; public programs for export (B)";
    RELEASED = 800 Customs "放行" "released" terminal false simulated true hint "ship the goods and report departure"
        hint_zh "安排货物离境，并报送离境单（509）"
        provoke "order 1; waybill 1; declaration 1; arrival 1" source "202205 PDF: 604, 214";
    CLOSED = 899 Customs "结关" "closed: the goods have left" terminal true simulated true hint "nothing: the export is finished; returned goods come back with 213"
        hint_zh "出口流程已结束，无需处理；货物退回时报退货申请单（213）"
        provoke "order 1; waybill 1; declaration 1; arrival 1; departure 1" source "202205 PDF: 604";
}

impl ReturnCode {
    /// Stands where a message has no `returnStatus`: a summary result (792) and a copy for a subscriber.
    pub const NONE: Self = Self(0);

    /// The negative code of a rule, in the range that table 7-3 gives to this document and level.
    #[must_use]
    pub const fn negative(kind: DocumentKind, level: Level, serial: u16) -> Self {
        let base = kind.error_base();
        let offset = match level {
            Level::Signature => 1_000,
            Level::Schema | Level::Format => 2_000,
            Level::Business => 3_000,
            Level::Processing => 4_000,
        };
        Self(-(base + offset + serial as i32))
    }

    /// The kind of document in whose range a negative code is.
    #[must_use]
    pub fn kind(self) -> Option<DocumentKind> {
        let range = |kind: &DocumentKind| kind.error_base() + 1_000..kind.error_base() + 5_000;
        DocumentKind::ALL
            .into_iter()
            .find(|kind| self.0.checked_neg().is_some_and(|number| range(kind).contains(&number)))
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// From a number as received.
    #[must_use]
    pub const fn from_number(number: i32) -> Self {
        Self(number)
    }

    /// Whether it is a processing error.
    #[must_use]
    pub const fn is_error(self) -> bool {
        self.0 < 0
    }

    /// Its entry in the table of positive codes.
    #[must_use]
    pub fn entry(self) -> Option<&'static ReturnCodeEntry> {
        RETURN_CODES.iter().find(|entry| entry.code == self)
    }

    /// Who gives it: every negative code and those below 100 come from the electronic port.
    #[must_use]
    pub const fn tier(self) -> Tier {
        if self.0 < 100 { Tier::ElectronicPort } else { Tier::Customs }
    }

    /// Whether a document of this kind that brings no deletion gets nothing more after it, unless somebody acts. What is
    /// true of one receipt stands in its letter.
    #[must_use]
    pub fn is_last_for(self, kind: DocumentKind) -> bool {
        self.is_error()
            || match kind.ends() {
                Some(codes) => codes.contains(&self),
                None => self.entry().is_some_and(|entry| entry.terminal),
            }
    }
}

impl fmt::Display for ReturnCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
