//! The codes of the exchange platform (交换平台错误码, table 7-1 of both versions).

/// What kind of error a code names; it is its first digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// 格式: the envelope.
    Format,
    /// 安全: signature and encryption.
    Security,
    /// 逻辑: addresses.
    Logic,
    /// 系统: the platform itself.
    System,
}

impl Class {
    /// The name used in catalogues.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Security => "security",
            Self::Logic => "logic",
            Self::System => "system",
        }
    }
}

/// A `ResponseCode` of the exchange platform.
#[derive(Debug, PartialEq, Eq)]
pub struct DxpCode {
    /// Four digits.
    pub code: &'static str,
    /// What kind of error.
    pub class: Class,
    /// Meaning, Chinese, as `ResponseInfo` carries it.
    pub zh: &'static str,
    /// Meaning, English.
    pub en: &'static str,
    /// What the sender should do.
    pub hint: &'static str,
    /// The same in Chinese.
    pub hint_zh: &'static str,
    /// How to get it here; empty where it is not simulated.
    pub provoke: &'static str,
    /// Whether this version emits it.
    pub simulated: bool,
}

macro_rules! codes {
    ($($name:ident = $code:literal $class:ident $zh:literal en $en:literal hint $hint:literal hint_zh $hint_zh:literal
        $(provoke $provoke:literal)? $(not_simulated $why:literal $why_zh:literal)?;)*) => {
        /// Each code by its name.
        pub mod code {
            use super::{Class, DxpCode};
            $(#[doc = concat!($code, " ", $zh, ": ", $en, ".")] pub const $name: DxpCode = DxpCode {
                code: $code, class: Class::$class, zh: $zh, en: $en,
                hint: concat!($hint, $(" (not simulated: ", $why, ")")?),
                hint_zh: concat!($hint_zh, $("（本系统不模拟：", $why_zh, "）")?),
                provoke: concat!($($provoke)?), simulated: !concat!($($provoke)?).is_empty(),
            };)*
        }
        /// Every code of the exchange platform, ascending. 4000 to 9999 are free for users and not used.
        pub static DXP_CODES: &[DxpCode] = &[$(code::$name),*];
    };
}

codes! {
    FORMAT = "0001" Format "报文格式错误" en "the envelope is not well-formed, or is none"
        hint "check the envelope with an XML parser"
        hint_zh "用XML解析器检查信封" provoke "send an envelope without its end tag";
    SCHEMA = "0002" Format "报文未通过格式校验" en "the envelope breaks its schema"
        hint "check the envelope against terminal-node.xsd"
        hint_zh "按terminal-node.xsd校验信封" provoke "send an envelope without SenderId";
    FORMAT_OTHER = "0999" Format "其他格式错误" en "another error of the envelope: it is too large, or its MsgType is not that of its data"
        hint "split the message; name the root of the data in MsgType"
        hint_zh "拆分报文；MsgType填业务报文的根元素名" provoke "name CEB303Message in MsgType and send a CEB603Message";
    SIGNATURE_INVALID = "1001" Security "签名无效" en "the signature of the envelope cannot be read, or names an unknown method"
        hint "sign the envelope as the specification says, or not at all"
        hint_zh "按规范对信封加签，或不加签" provoke "sign an envelope and empty its SignatureValue";
    SIGNATURE_EXPIRED = "1002" Security "签名已过期" en "the certificate of the signature is out of date"
        hint "renew the certificate"
        hint_zh "更新证书" provoke "sign with a certificate that has expired on the sandbox clock";
    DECRYPTION = "1003" Security "解密错误" en "the data cannot be decrypted"
        hint "send it unencrypted"
        hint_zh "不加密，以明文发送" not_simulated "no encryption" "没有加密";
    SIGNATURE_MISMATCH = "1004" Security "签名与数据不符" en "the signature does not match the data"
        hint "sign what is sent, and change nothing after"
        hint_zh "对最终发出的报文加签，加签后不再改动" provoke "change one character of a signed envelope";
    SECURITY_OTHER = "1999" Security "其他安全错误" en "another error of security"
        hint "see ResponseInfo"
        hint_zh "查看ResponseInfo的说明" not_simulated "no further checks" "没有其他安全检查";
    RECEIVER_UNKNOWN = "2001" Logic "接收方不存在" en "there is no such receiver"
        hint "send to DXPEDCCEB0000003"
        hint_zh "接收方填DXPEDCCEB0000003" provoke "send an envelope to DXPENT9999999999";
    ADDRESS_MISMATCH = "2002" Logic "地址不匹配" en "an address does not match: the sender of the envelope is not the dxpId of BaseTransfer"
        hint "put the same DXP id into SenderId and into BaseTransfer"
        hint_zh "SenderId与BaseTransfer的dxpId填一致" provoke "put one DXP id into SenderId and another into dxpId";
    LOGIC_OTHER = "2999" Logic "其他逻辑错误" en "another error of logic: the CopMsgId was used before with other content"
        hint "give every message a CopMsgId of its own"
        hint_zh "每个报文用不同的CopMsgId" provoke "send two different messages with one CopMsgId";
    DATABASE = "3001" System "数据库或中间件错误" en "an error of the database or the middleware"
        hint "send it again later"
        hint_zh "稍后重新发送" not_simulated "when the journal fails the process ends" "日志故障时进程即退出";
    CONNECTION = "3002" System "远程连接错误" en "the next node cannot be reached"
        hint "send it again later"
        hint_zh "稍后重新发送" not_simulated "there is one node" "只有一个节点";
    TIMEOUT = "3003" System "远程连接超时" en "the next node does not answer"
        hint "send it again later"
        hint_zh "稍后重新发送" not_simulated "there is one node" "只有一个节点";
    SYSTEM_OTHER = "3999" System "其他系统错误" en "the platform cannot take the message now: it is stopping, or a limit is reached"
        hint "send it again later"
        hint_zh "稍后重新发送" provoke "send envelopes to more sandboxes than there may be";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_whole() {
        assert!(DXP_CODES.windows(2).all(|pair| pair[0].code < pair[1].code));
        for code in DXP_CODES {
            let class = ["format", "security", "logic", "system"];
            let first = usize::from(code.code.as_bytes()[0] - b'0');
            assert_eq!((code.code.len(), code.class.name()), (4, class[first]), "{}", code.code);
            assert_eq!(code.simulated, !code.provoke.is_empty(), "{}", code.code);
            assert!(!code.zh.is_empty() && !code.en.is_empty() && !code.hint.is_empty(), "{}", code.code);
        }
    }
}
