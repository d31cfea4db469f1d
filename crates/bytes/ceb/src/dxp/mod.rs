//! The envelope of the exchange platform (终端节点报文): `DxpMsg` around a business message, and the platform's
//! answer `DxpRep`. Both versions of the specification have the same one.
//!
//! [`read`] also takes the transfer node (传输节点报文) `DxpMsgSv`, which third-party platforms put around `DxpMsg`; its
//! routing block is checked and then dropped, for there is only one node here.

mod codes;
mod writer;

pub use crate::reader::dxp::{is_envelope, read};
pub use codes::{Class, DXP_CODES, DxpCode, code};
pub use writer::{write, write_response};

use tongguan_domain::time::Moment;

/// The namespace of the envelope.
pub const NAMESPACE: &str = "http://www.chinaport.gov.cn/dxp";
/// Longest DXP id in an envelope, in characters.
pub const ID_CHARACTERS: usize = 16;
/// Most receivers of one envelope.
pub const RECEIVERS: usize = tongguan_domain::limits::DXP_RECEIVERS;
/// Longest `ResponseInfo`, in characters.
pub const INFO_CHARACTERS: usize = 300;

/// Who sends what to whom: `TransInfo`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// `CopMsgId` 原始报文id: the sender's own id of the transport message, 1 to 255 characters.
    pub cop_msg_id: String,
    /// `SenderId` 发送方id: DXP id, 1 to 16 characters.
    pub sender: String,
    /// `ReceiverIds` 接收方: 1 to 5 DXP ids.
    pub receivers: Vec<String>,
    /// `CreatTime` (sic) 原始报文创建时间: an `xs:dateTime` as it was written.
    pub created: String,
    /// `MsgType` 报文类型, such as `CEB603Message`; 0 to 30 characters. Some programs write it in lower case.
    pub message_type: String,
}

/// What may stand beside the data: `AddInfo`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AddInfo {
    /// `FileName` 原始报文名, 1 to 255 characters.
    pub file_name: Option<String>,
    /// `IcCard` ic卡号, 1 to 13 characters.
    pub ic_card: Option<String>,
    /// `BizKey` 业务关键字: at most 5 pairs of a name (at most 32 characters, may be absent: empty) and a value (1 to 64).
    pub keys: Vec<(String, String)>,
    /// `IsText/@Encode` 字符集: the data are text in this character set.
    pub encoding: Option<String>,
}

/// A business message on its way: `DxpMsg`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// `TransInfo`.
    pub head: Head,
    /// `Data` 待传输数据, out of its Base64.
    pub data: Vec<u8>,
    /// `AddInfo`.
    pub add_info: AddInfo,
    /// Whether a `ds:Signature` stands in the envelope or, in a transfer node, beside it.
    pub signed: bool,
}

/// Why an envelope cannot be read.
#[derive(Clone, Debug)]
pub struct EnvelopeFault {
    /// 0001 not well-formed or not an envelope; 0002 breaks the schema; 0999 too large.
    pub code: &'static DxpCode,
    /// What is wrong, at most `limits::FAULTS`, for people; it never quotes a text.
    pub faults: Vec<String>,
    /// How much more is wrong that found no room.
    pub unlisted: u64,
    /// What could be read of the head.
    pub head: Head,
}

/// One answer of the platform: `Response` in a `DxpRep`.
#[derive(Clone, Debug)]
pub struct Response {
    /// `ResponseCode` 报文处理响应码.
    pub code: &'static DxpCode,
    /// `ResponseInfo` 报文响应信息; cut at [`INFO_CHARACTERS`].
    pub info: String,
    /// `Results`: the receivers that this answer is about; empty where it is about the message.
    pub receivers: Vec<String>,
    /// `NoticeTime` 回执产生时间: its day.
    pub time: Moment,
    /// `OriHead`: the head of the message that is answered. What could not be read of it is written as `UNKNOWN`, for
    /// the schema wants it whole.
    pub original: Head,
}

/// A moment as `CreatTime` has it: `yyyy-mm-ddThh:mm:ss`, Beijing time.
#[must_use]
pub fn date_time(moment: Moment) -> String {
    let digits = moment.digits14();
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let [year, month, day] = [part(0, 4), part(4, 6), part(6, 8)];
    format!("{year}-{month}-{day}T{}:{}:{}", part(8, 10), part(10, 12), part(12, 14))
}
