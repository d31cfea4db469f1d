//! Who transmits, and who wants copies: `BaseTransfer` and `BaseSubscribe`.

use crate::messages::words;
use tongguan_ceb::{Message, StructureFault, Transfer};
use tongguan_clearance::Subscriber;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::{Fault, Level};
use tongguan_domain::limits;
use tongguan_domain::listing::fitted;
use tongguan_domain::names::MailboxName;
use tongguan_domain::return_code::ReturnCode;
use tongguan_engine::Basis;

/// 企业类型或代码无效: `copCode` is not the enterprise to which the dxpId belongs. The first code of the range that
/// table 7-3 gives to enterprises, -10100 to -10200, after its start.
pub const TRANSMITTER_MISMATCH: ReturnCode = ReturnCode::from_number(-10_101);
/// The message breaks its schema outside the fields of its records: the last code of the format range of its kind.
const STRUCTURE_SERIAL: u16 = 999;

/// What a DXP id may be here.
const ALLOWED: &str = "1 to 30 letters, digits, '.', '_', '-', the first a letter or digit";
const ALLOWED_ZH: &str = "应为1至30位字母、数字、点、下划线或连字符，且以字母或数字开头";

/// Why a message is refused whole.
#[derive(Clone, Debug)]
pub enum MessageRefusal {
    /// It breaks its schema.
    Schema {
        /// Outside the fields of the records.
        structure: Vec<StructureFault>,
        /// In the fields, by the number of the record, from 1.
        records: Vec<(usize, Vec<Fault>)>,
        /// Faults that were found and are in neither list.
        unlisted: u64,
    },
    /// `dxpId` of `BaseTransfer` cannot be a mailbox: what was found.
    Sender(String),
    /// `dxpAddress` of this `BaseSubscribe` (from 1) cannot be a mailbox: what was found.
    Subscriber(usize, String),
    /// `copCode` of `BaseTransfer` is not the enterprise that is registered with this dxpId.
    Transmitter,
}

impl MessageRefusal {
    /// What the schema has against a message.
    #[must_use]
    pub fn of_schema(message: &Message) -> Option<Self> {
        if !message.breaks_schema() {
            return None;
        }
        let records = (1..).zip(&message.records).filter(|(_, record)| !record.faults.is_empty());
        Some(Self::Schema {
            structure: message.structure.clone(),
            records: records.map(|(number, record)| (number, record.faults.clone())).collect(),
            unlisted: message.unlisted,
        })
    }

    /// What is held against a message as a whole before anybody asks who sends it: its schema, then its addresses.
    #[must_use]
    pub fn of_form(message: &Message) -> Option<Self> {
        let mut addressed = message.clone();
        name_sender(&mut addressed, None);
        Self::of_schema(message).or_else(|| addresses(&addressed).err())
    }

    /// The `returnStatus` of the CEB900.
    #[must_use]
    pub fn code(&self, kind: DocumentKind) -> ReturnCode {
        match self {
            Self::Schema { records, .. } => {
                let first = records.first().and_then(|(_, faults)| faults.first());
                first.map_or(ReturnCode::negative(kind, Level::Schema, STRUCTURE_SERIAL), |fault| {
                    fault.return_code(kind)
                })
            }
            Self::Sender(_) | Self::Subscriber(..) => {
                ReturnCode::negative(kind, Level::Schema, STRUCTURE_SERIAL)
            }
            Self::Transmitter => TRANSMITTER_MISMATCH,
        }
    }

    /// The `returnInfo` of the CEB900, Chinese, as long as it may be.
    #[must_use]
    pub fn info(&self, kind: DocumentKind) -> String {
        match self {
            Self::Schema { structure, records, unlisted } => {
                let outside =
                    structure.iter().map(|fault| format!("{}[{}]（{}）", fault.zh(), fault.path, fault.text));
                let inside = records.iter().flat_map(|(number, faults)| {
                    faults.iter().map(move |fault| words::of_fault(kind, *number, fault))
                });
                let more = |unlisted| format!(";另有{unlisted}处错误未列出");
                fitted(outside.chain(inside), ";", limits::FORMAT_FAULT_INFO_CHARACTERS, *unlisted, more)
            }
            Self::Sender(found) => format!("报文传输编号[BaseTransfer/dxpId:{found}]不正确，{ALLOWED_ZH}"),
            Self::Subscriber(number, found) => {
                format!("订阅方传输地址[BaseSubscribe[{number}]/dxpAddress:{found}]不正确，{ALLOWED_ZH}")
            }
            Self::Transmitter => {
                "传输企业代码[BaseTransfer/copCode]与报文传输编号[BaseTransfer/dxpId]的备案企业不一致"
                    .to_owned()
            }
        }
    }

    /// The same for people who read English.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Schema { structure, records, unlisted } => {
                let outside =
                    structure.iter().map(|fault| format!("{} {}: {}", fault.code, fault.path, fault.text));
                let inside = records.iter().flat_map(|(number, faults)| {
                    faults
                        .iter()
                        .map(move |f| format!("{} record {number}, {}: {}", f.rule.code, f.path(), f.rule.en))
                });
                let more = |unlisted| format!("; and {unlisted} more");
                let all = outside.chain(inside);
                let all = fitted(all, "; ", limits::FORMAT_FAULT_INFO_CHARACTERS, *unlisted, more);
                format!("the message breaks its schema: {all}")
            }
            Self::Sender(found) => format!("BaseTransfer/dxpId: found {found:?}, allowed: {ALLOWED}"),
            Self::Subscriber(number, found) => {
                format!("BaseSubscribe[{number}]/dxpAddress: found {found:?}, allowed: {ALLOWED}")
            }
            Self::Transmitter => {
                "copCode of BaseTransfer is not the enterprise that is registered with its dxpId".to_owned()
            }
        }
    }
}

/// Says who sends a message whose dxpId is empty: the sender of its envelope, and the default where it has none. From
/// here on the dxpId is the one answer to this question, for receipts, CEB900 and the registry.
pub(crate) fn name_sender(message: &mut Message, envelope: Option<&MailboxName>) {
    if message.transfer.dxp_id.is_empty() {
        let default = MailboxName::default();
        envelope.unwrap_or(&default).as_str().clone_into(&mut message.transfer.dxp_id);
    }
}

/// The mailboxes that a message names: of its sender, and of those who want copies.
pub(crate) fn addresses(message: &Message) -> Result<(MailboxName, Vec<Subscriber>), MessageRefusal> {
    let id = message.transfer.dxp_id.as_str();
    let sender = MailboxName::new(id).map_err(|_| MessageRefusal::Sender(id.to_owned()))?;
    let mut subscribers: Vec<Subscriber> = Vec::with_capacity(message.subscribers.len());
    for (number, subscriber) in (1..).zip(&message.subscribers) {
        let address = subscriber.dxp_address.as_str();
        let mailbox = MailboxName::new(address).map_err(|_| {
            MessageRefusal::Subscriber(number, address.chars().take(limits::FAULT_VALUE_CHARACTERS).collect())
        })?;
        subscribers.push(Subscriber { mailbox, wants: subscriber.wants });
    }
    Ok((sender, subscribers))
}

/// Who transmits must be who the dxpId belongs to. A dxpId that nobody has registered belongs to everybody: developers
/// begin without registration.
pub(crate) fn transmitter(basis: &Basis, transfer: &Transfer) -> Result<(), MessageRefusal> {
    let may = basis.may_send(&transfer.dxp_id, &transfer.cop_code);
    if may { Ok(()) } else { Err(MessageRefusal::Transmitter) }
}
