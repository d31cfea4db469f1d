//! Receipts: what the electronic port and customs answer, with the keys that the sender can recognise.

use crate::document::DocumentKind;
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
        }
    }
}

/// One receipt in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Number in the mailbox, from 1, gapless: how a reader recognises a repeat.
    pub number: u64,
    /// The document that is answered; `None` where the document was refused and not kept.
    pub document: Option<DocumentId>,
    /// `guid` of the receipt record.
    pub guid: String,
    /// GUID of the CEB message that carries this receipt.
    pub message_guid: String,
    /// Echoed keys.
    pub keys: ReceiptKeys,
    /// `returnStatus`.
    pub code: ReturnCode,
    /// `returnTime`.
    pub time: Moment,
    /// `returnInfo`, at most 1,000 characters.
    pub info: String,
}
