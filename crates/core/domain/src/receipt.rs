//! Receipts and the other messages that come out: what the electronic port and customs answer, with the keys that the
//! sender can recognise.

use crate::document::{DocumentKind, SummaryResult};
use crate::names::DocumentId;
use crate::record::Rendered;
use crate::return_code::ReturnCode;
use crate::time::Moment;

/// The business keys that a receipt echoes (202205 tables; there is nothing else to correlate on).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
pub enum ReceiptKeys {
    /// 304.
    #[n(0)]
    SalesOrder {
        /// `ebpCode`.
        #[n(0)]
        ebp_code: String,
        /// `ebcCode`.
        #[n(1)]
        ebc_code: String,
        /// `orderNo`.
        #[n(2)]
        order_no: String,
    },
    /// 404.
    #[n(1)]
    PaymentReceipt {
        /// `ebcCode`.
        #[n(0)]
        ebc_code: String,
        /// `orderNo`.
        #[n(1)]
        order_no: String,
        /// `payNo`.
        #[n(2)]
        pay_no: Option<String>,
    },
    /// 506.
    #[n(2)]
    Waybill {
        /// `logisticsCode`.
        #[n(0)]
        logistics_code: String,
        /// `logisticsNo`.
        #[n(1)]
        logistics_no: String,
    },
    /// 604.
    #[n(3)]
    Declaration {
        /// `agentCode`.
        #[n(0)]
        agent_code: String,
        /// `copNo`.
        #[n(1)]
        cop_no: String,
        /// `preNo`: the electronic port's number.
        #[n(2)]
        pre_no: String,
        /// `invtNo`: customs' number, empty until the review is finished.
        #[n(3)]
        invt_no: String,
        /// `ebcCode`.
        #[n(4)]
        ebc_code: String,
        /// `ebpCode`.
        #[n(5)]
        ebp_code: String,
        /// `orderNo`.
        #[n(6)]
        order_no: String,
        /// `statisticsFlag`.
        #[n(7)]
        statistics_flag: String,
    },
    /// 508.
    #[n(4)]
    Arrival {
        /// `operatorCode`.
        #[n(0)]
        operator_code: String,
        /// `logisticsCode`.
        #[n(1)]
        logistics_code: String,
        /// `preNo`.
        #[n(2)]
        pre_no: String,
        /// `copNo`.
        #[n(3)]
        cop_no: String,
        /// `billNo`.
        #[n(4)]
        bill_no: String,
        /// `msgSeqNo`.
        #[n(5)]
        msg_seq_no: u32,
    },
    /// 510.
    #[n(5)]
    Departure {
        /// `logisticsCode`.
        #[n(0)]
        logistics_code: String,
        /// `copNo`.
        #[n(1)]
        cop_no: String,
        /// `preNo`.
        #[n(2)]
        pre_no: String,
        /// `msgSeqNo`.
        #[n(3)]
        msg_seq_no: u32,
    },
    /// 606.
    #[n(6)]
    Cancellation {
        /// `agentCode`.
        #[n(0)]
        agent_code: String,
        /// `copNo`.
        #[n(1)]
        cop_no: String,
        /// `preNo`.
        #[n(2)]
        pre_no: String,
        /// `invtNo` of the declaration.
        #[n(3)]
        invt_no: String,
    },
    /// 608.
    #[n(7)]
    Manifest {
        /// `agentCode`.
        #[n(0)]
        agent_code: String,
        /// `logisticsCode`.
        #[n(1)]
        logistics_code: String,
        /// `copNo`.
        #[n(2)]
        cop_no: String,
        /// `preNo`.
        #[n(3)]
        pre_no: String,
        /// `billNo`.
        #[n(4)]
        bill_no: String,
        /// `msgSeqNo`.
        #[n(5)]
        msg_seq_no: u32,
    },
    /// 702.
    #[n(8)]
    SummaryApplication {
        /// `agentCode`.
        #[n(0)]
        agent_code: String,
        /// `ebcCode`.
        #[n(1)]
        ebc_code: String,
        /// `copNo`.
        #[n(2)]
        cop_no: String,
        /// `preNo`.
        #[n(3)]
        pre_no: String,
        /// `sumNo`: customs' number, from 399 on.
        #[n(4)]
        sum_no: Option<String>,
        /// `msgSeqNo`.
        #[n(5)]
        msg_seq_no: u32,
    },
    /// 214.
    #[n(9)]
    ReturnApplication {
        /// `ebpCode`.
        #[n(0)]
        ebp_code: String,
        /// `ebcCode`.
        #[n(1)]
        ebc_code: String,
        /// `agentCode`.
        #[n(2)]
        agent_code: String,
        /// `coElNo`.
        #[n(3)]
        co_el_no: String,
        /// `preNo`.
        #[n(4)]
        pre_no: String,
        /// `invtNo` of the exported declaration.
        #[n(5)]
        invt_no: String,
    },
    /// 216.
    #[n(10)]
    ReturnTally {
        /// `operatorCode`.
        #[n(0)]
        operator_code: String,
        /// `logisticsCode`.
        #[n(1)]
        logistics_code: String,
        /// `logisticsNo`.
        #[n(2)]
        logistics_no: String,
        /// `coElNo`.
        #[n(3)]
        co_el_no: String,
        /// `preNo`.
        #[n(4)]
        pre_no: String,
    },
}

impl ReceiptKeys {
    /// Shows every key with the name of its CEB element, in the order of the schema; an absent one is not shown.
    pub fn each<'a>(&'a self, show: &mut dyn FnMut(&'static str, Rendered<'a>)) {
        use Rendered::{Integer, Text};
        let mut all = |keys: &[(&'static str, Rendered<'a>)]| {
            for (element, value) in keys {
                show(element, *value);
            }
        };
        match self {
            Self::SalesOrder { ebp_code, ebc_code, order_no } => {
                all(&[("ebpCode", Text(ebp_code)), ("ebcCode", Text(ebc_code)), ("orderNo", Text(order_no))]);
            }
            Self::PaymentReceipt { ebc_code, order_no, pay_no } => {
                all(&[("ebcCode", Text(ebc_code)), ("orderNo", Text(order_no))]);
                if let Some(pay_no) = pay_no {
                    all(&[("payNo", Text(pay_no))]);
                }
            }
            Self::Waybill { logistics_code, logistics_no } => {
                all(&[("logisticsCode", Text(logistics_code)), ("logisticsNo", Text(logistics_no))]);
            }
            Self::Declaration {
                agent_code,
                cop_no,
                pre_no,
                invt_no,
                ebc_code,
                ebp_code,
                order_no,
                statistics_flag,
            } => all(&[
                ("agentCode", Text(agent_code)),
                ("copNo", Text(cop_no)),
                ("preNo", Text(pre_no)),
                ("invtNo", Text(invt_no)),
                ("ebcCode", Text(ebc_code)),
                ("ebpCode", Text(ebp_code)),
                ("orderNo", Text(order_no)),
                ("statisticsFlag", Text(statistics_flag)),
            ]),
            Self::Arrival { operator_code, logistics_code, pre_no, cop_no, bill_no, msg_seq_no } => all(&[
                ("operatorCode", Text(operator_code)),
                ("logisticsCode", Text(logistics_code)),
                ("preNo", Text(pre_no)),
                ("copNo", Text(cop_no)),
                ("billNo", Text(bill_no)),
                ("msgSeqNo", Integer(*msg_seq_no)),
            ]),
            Self::Departure { logistics_code, cop_no, pre_no, msg_seq_no } => all(&[
                ("logisticsCode", Text(logistics_code)),
                ("copNo", Text(cop_no)),
                ("preNo", Text(pre_no)),
                ("msgSeqNo", Integer(*msg_seq_no)),
            ]),
            Self::Cancellation { agent_code, cop_no, pre_no, invt_no } => all(&[
                ("agentCode", Text(agent_code)),
                ("copNo", Text(cop_no)),
                ("preNo", Text(pre_no)),
                ("invtNo", Text(invt_no)),
            ]),
            Self::Manifest { agent_code, logistics_code, cop_no, pre_no, bill_no, msg_seq_no } => all(&[
                ("agentCode", Text(agent_code)),
                ("logisticsCode", Text(logistics_code)),
                ("copNo", Text(cop_no)),
                ("preNo", Text(pre_no)),
                ("billNo", Text(bill_no)),
                ("msgSeqNo", Integer(*msg_seq_no)),
            ]),
            Self::SummaryApplication { agent_code, ebc_code, cop_no, pre_no, sum_no, msg_seq_no } => {
                all(&[
                    ("agentCode", Text(agent_code)),
                    ("ebcCode", Text(ebc_code)),
                    ("copNo", Text(cop_no)),
                    ("preNo", Text(pre_no)),
                ]);
                if let Some(sum_no) = sum_no {
                    all(&[("sumNo", Text(sum_no))]);
                }
                all(&[("msgSeqNo", Integer(*msg_seq_no))]);
            }
            Self::ReturnApplication { ebp_code, ebc_code, agent_code, co_el_no, pre_no, invt_no } => all(&[
                ("ebpCode", Text(ebp_code)),
                ("ebcCode", Text(ebc_code)),
                ("agentCode", Text(agent_code)),
                ("coElNo", Text(co_el_no)),
                ("preNo", Text(pre_no)),
                ("invtNo", Text(invt_no)),
            ]),
            Self::ReturnTally { operator_code, logistics_code, logistics_no, co_el_no, pre_no } => all(&[
                ("operatorCode", Text(operator_code)),
                ("logisticsCode", Text(logistics_code)),
                ("logisticsNo", Text(logistics_no)),
                ("coElNo", Text(co_el_no)),
                ("preNo", Text(pre_no)),
            ]),
        }
    }

    /// The kind of document that was answered.
    #[must_use]
    pub const fn kind(&self) -> DocumentKind {
        match self {
            Self::SalesOrder { .. } => DocumentKind::SalesOrder,
            Self::PaymentReceipt { .. } => DocumentKind::PaymentReceipt,
            Self::Waybill { .. } => DocumentKind::Waybill,
            Self::Declaration { .. } => DocumentKind::Declaration,
            Self::Arrival { .. } => DocumentKind::Arrival,
            Self::Departure { .. } => DocumentKind::Departure,
            Self::Cancellation { .. } => DocumentKind::Cancellation,
            Self::Manifest { .. } => DocumentKind::Manifest,
            Self::SummaryApplication { .. } => DocumentKind::SummaryApplication,
            Self::ReturnApplication { .. } => DocumentKind::ReturnApplication,
            Self::ReturnTally { .. } => DocumentKind::ReturnTally,
        }
    }

    /// The electronic port's number; empty for order, payment receipt and waybill, which have none.
    #[must_use]
    pub fn pre_no(&self) -> &str {
        match self {
            Self::SalesOrder { .. } | Self::PaymentReceipt { .. } | Self::Waybill { .. } => "",
            Self::Declaration { pre_no, .. }
            | Self::Arrival { pre_no, .. }
            | Self::Departure { pre_no, .. }
            | Self::Cancellation { pre_no, .. }
            | Self::Manifest { pre_no, .. }
            | Self::SummaryApplication { pre_no, .. }
            | Self::ReturnApplication { pre_no, .. }
            | Self::ReturnTally { pre_no, .. } => pre_no,
        }
    }
}

/// A message in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Number in the mailbox, from 1, gapless: how a reader recognises a repeat.
    pub number: u64,
    /// GUID of the CEB message that carries it.
    pub message_guid: String,
    /// When it was sent.
    pub time: Moment,
    /// What it says.
    pub content: Content,
    /// Whether nothing more follows for its document, as far as is known when it is read.
    pub last: bool,
}

/// What a message in a mailbox says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every letter is a receipt; a letter lives as long as an answer"
)]
pub enum Content {
    /// The answer to one record: 304 to 702, 214, 216.
    Receipt(Receipt),
    /// 792: one declaration form that a summary application led to.
    SummaryResult(Box<SummaryResult>),
    /// 900: a message that breaks its schema.
    FormatFault(Box<FormatFault>),
    /// A copy of what somebody sent, for a subscriber (`BaseSubscribe` with `ALL` or `DATA`): the document, to be read
    /// from the journal.
    Copy(DocumentId, DocumentKind),
}

impl Content {
    /// Root element of the message that carries it.
    #[must_use]
    pub const fn root_element(&self) -> &'static str {
        match self {
            Self::Receipt(receipt) => receipt.keys.kind().receipt_root_element(),
            Self::SummaryResult(_) => "CEB792Message",
            Self::FormatFault(_) => "CEB900Message",
            Self::Copy(_, kind) => kind.root_element(),
        }
    }
}

/// 900: why a whole message was refused. It has no business keys; the sender recognises it by the transport message.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct FormatFault {
    /// `guid` of this record.
    #[n(0)]
    pub guid: String,
    /// `returnStatus`, below zero.
    #[n(1)]
    pub code: ReturnCode,
    /// `returnInfo`, at most 5,000 characters.
    #[n(2)]
    pub info: String,
    /// `oriCopMsgId`: `CopMsgId` of the transport message, or the `guid` of the message; at most 255 characters.
    #[n(3)]
    pub transport_id: String,
    /// `oriMessageType`, such as `CEB303Message`; `Unknown` where it is none; at most 15 characters.
    #[n(4)]
    pub message_type: String,
    /// `oriBizMessage`: the message itself, as text.
    #[n(5)]
    pub original: String,
}

/// The answer to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The document that is answered; `None` where the document was refused and not kept.
    pub document: Option<DocumentId>,
    /// `guid` of the receipt record.
    pub guid: String,
    /// Echoed keys.
    pub keys: ReceiptKeys,
    /// `returnStatus`.
    pub code: ReturnCode,
    /// `returnTime`.
    pub time: Moment,
    /// `returnInfo`, at most 1,000 characters.
    pub info: String,
}
