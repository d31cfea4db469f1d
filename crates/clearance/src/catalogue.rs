//! What customs and the electronic port can hold against a document that is well made in itself.

use tongguan_domain::fault::{Level, Rule};

macro_rules! processing {
    ($($(#[$meta:meta])* $name:ident = $code:literal $serial:literal zh $zh:literal en $en:literal
        hint $hint:literal source $source:literal provoke $provoke:literal;)*) => {
        $($(#[$meta])* pub static $name: Rule = Rule {
            code: $code, level: Level::Processing, serial: $serial, zh: $zh, en: $en, hint: $hint, source: $source,
            provoke: $provoke,
        };)*
        /// The rules about taking a document now.
        pub static PROCESSING_RULES: &[&Rule] = &[$(&$name),*];
    };
}

processing! {
    /// The key is taken by a document that is pending or accepted.
    DUPLICATE = "DUPLICATE" 1 zh "业务主键重复入库失败"
        en "a document with the same business key is pending or accepted"
        hint "do not send it again; to correct it, send it with appType 2" source "protocol notes 5.3 (S5)"
        provoke "order 1; order 1";
    /// There is nothing to change or delete.
    NOTHING_TO_CHANGE = "NOTHING_TO_CHANGE" 2 zh "appType不正确，未找到操作的数据"
        en "appType 2 or 3, but there is no document with this business key"
        hint "send it with appType 1" source "import error text -301009; D for export"
        provoke "order 1 app_type=2";
    /// It cannot be changed any more.
    STATE_DOES_NOT_MATCH = "STATE_DOES_NOT_MATCH" 3 zh "该数据已向海关申报清单，状态不符"
        en "the document can no longer be changed or deleted"
        hint "an accepted declaration must be cancelled first" source "import error text -301011; D for export"
        provoke "order 1; waybill 1; declaration 1; order 1 app_type=2";
    /// Older than what is there.
    OLD_MESSAGE = "OLD_MESSAGE" 4 zh "接收报文为旧报文数据，不做处理"
        en "appTime is earlier than that of the document with the same business key"
        hint "send the document with the current appTime" source "import error text -301014; D for export"
        provoke "order 1; order 1 app_type=2 app_time=20260101000000";
}

/// A reason with which customs rejects (100).
#[derive(Debug)]
pub struct Finding {
    /// Number in `[Code:NNNN;Desc:…]`.
    pub code: &'static str,
    /// Chinese text.
    pub zh: &'static str,
    /// English text.
    pub en: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

macro_rules! findings {
    ($($name:ident = $code:literal $zh:literal $en:literal $source:literal;)*) => {
        $(#[doc = $en] pub static $name: Finding = Finding { code: $code, zh: $zh, en: $en, source: $source };)*
        /// Every finding, by code.
        pub static FINDINGS: &[&Finding] = &[$(&$name),*];
    };
}

findings! {
    LINE_COUNT = "1320" "清单表体商品项与订单表体商品项的项数不一致" "the declaration and the order have different numbers of lines" "real text (S12)";
    LINE_MISSING = "1321" "清单商品项在订单中不存在" "a line of the declaration has no line of the same gnum in the order" "number ours";
    ITEM_NO = "1322" "清单与订单企业商品货号不一致" "itemNo differs from the order" "number ours";
    QUANTITY = "1323" "清单与订单申报数量不一致" "qty differs from the order" "number ours";
    PRICE = "1324" "清单与订单单价不一致" "price differs from the order" "number ours";
    TOTAL = "1325" "清单与订单总价不一致" "totalPrice differs from the order" "number ours";
    CURRENCY = "1326" "清单与订单币制不一致" "currency differs from the order" "number ours";
    UNIT = "1327" "清单与订单计量单位不一致" "unit differs from the order" "number ours";
    ORDER_TYPE = "1328" "订单类型与贸易方式不符" "orderType does not go with tradeMode" "number ours";
    PAID = "1332" "收款金额与订单金额不一致" "the amount received differs from goodsValue plus freight" "code of the import side (S12)";
    PAID_CURRENCY = "1333" "收款币制与订单币制不一致" "the currency of the payment differs from the order" "number ours";
    FREIGHT = "1340" "清单与运单运费不一致" "freight differs from the waybill" "number ours";
    INSURANCE = "1341" "清单与运单保费不一致" "insuredFee differs from the waybill" "number ours";
    PACKAGES = "1342" "清单与运单件数不一致" "packNo differs from the waybill" "number ours";
    GROSS_WEIGHT = "1343" "清单与运单毛重不一致" "grossWeight differs from the waybill" "number ours";
    WAYBILL_EXPORTER = "1344" "运单电商企业与清单不一致" "ebcCode differs from the waybill" "number ours";
    PARTNER_BOUND = "1350" "关联单证已被其他清单使用" "a partner document is used by another declaration" "number ours";
    REVIEW_REFUSED = "1290" "人工审核不通过" "the manual review did not pass" "number ours";
    INSPECTION_FAILED = "2590" "查验结果不符" "the inspection found a difference" "number ours";
    NOT_RELEASED = "2790" "运单对应清单未放行" "a parcel of the departure is not released" "number ours";
    NO_DECLARATION = "2791" "运单无对应清单" "a parcel of the departure has no declaration" "number ours";
}
