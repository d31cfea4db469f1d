//! What customs and the electronic port can hold against a document that is well made in itself.
//!
//! Each row says how to provoke it: papers by name and parcel number, one after the other (`docs/codes.md`).

use tongguan_domain::fault::{Basis, Level, Rule};

/// What a row rests on: what it says in front of its source, or what most rows do. Most rules of the process are from
/// the specification; most findings from the law, by which customs compares the documents (三单比对) and goods leave
/// after their release. Which fields are compared, no text says.
macro_rules! basis {
    ($usual:ident) => {
        Basis::$usual
    };
    ($usual:ident $own:ident) => {
        Basis::$own
    };
}

macro_rules! processing {
    ($(#[$list_meta:meta])* $list:ident; $($(#[$meta:meta])* $name:ident = $code:literal $level:ident $serial:literal zh $zh:literal en $en:literal
        hint $hint:literal hint_zh $hint_zh:literal source $($basis:ident)? $source:literal provoke $provoke:literal;)*) => {
        $($(#[$meta])* pub static $name: Rule = Rule {
            code: $code, level: Level::$level, serial: $serial, zh: $zh, en: $en, hint: $hint, hint_zh: $hint_zh,
            basis: basis!(Official $($basis)?), source: $source, provoke: $provoke,
        };)*
        $(#[$list_meta])*
        pub static $list: &[&Rule] = &[$(&$name),*];
    };
}

processing! {
    /// The rules about taking a document now.
    PROCESSING_RULES;
    /// The key is taken by a document that is pending or accepted.
    DUPLICATE = "DUPLICATE" Processing 1 zh "业务主键重复入库失败"
        en "a document with the same business key is pending or accepted"
        hint "look at the one that is there: change it with appType 2, cancel an accepted declaration (605), or try again in another sandbox"
        hint_zh "先查看已有单证：可变更的以appType=2修改，已审结的清单报撤销申请单（605），重新试验请换一个沙箱" source Observed "receipt text of a public receipt program (S5)"
        provoke "order 1; order 1";
    /// There is nothing to change or delete.
    NOTHING_TO_CHANGE = "NOTHING_TO_CHANGE" Processing 2 zh "appType不正确，未找到操作的数据"
        en "appType 2 or 3, but there is no document with this business key"
        hint "send it with appType 1"
        hint_zh "改以appType=1（新增）报送" source "PDF, table 7-2, error text -301009"
        provoke "order 1 app_type=2";
    /// It cannot be changed any more.
    STATE_DOES_NOT_MATCH = "STATE_DOES_NOT_MATCH" Processing 3 zh "该数据已向海关申报清单，状态不符"
        en "the document can no longer be changed or deleted"
        hint "see where it stands (`tongguan explain`): customs decided on it; an accepted declaration is cancelled (605) until its goods are released, and after that they come back by a return (213)"
        hint_zh "先查状态（`tongguan explain`）：海关已作出决定；已审结的清单在放行前可报撤销申请单（605），放行后只能办理退货（213）" source "PDF, table 7-2, error text -301011"
        provoke "order 1; waybill 1; declaration 1; order 1 app_type=2";
    /// Older than what is there.
    OLD_MESSAGE = "OLD_MESSAGE" Processing 4 zh "接收报文为旧报文数据，不做处理"
        en "appTime is earlier than that of the document with the same business key"
        hint "send the document with the current appTime"
        hint_zh "以当前的报送时间（appTime）重新报送" source "PDF, table 7-2, error text -301014"
        provoke "order 1; order 1 app_type=2 app_time=20260101000000";
    /// Parts of one split message disagree.
    SPLIT_COUNT = "SPLIT_COUNT_DIFFERS" Processing 5 zh "拆分报文的报文总数不一致"
        en "another part of the same split message says another msgCount"
        hint "send every part with the same msgCount"
        hint_zh "各分报文填同一报文总数" source "202205 PDF, notes of msgCount and msgSeqNo"
        provoke "arrival 1 msg_count=2; arrival 1 msg_count=3 msg_seq_no=2";
    /// More parts than customs can decide on at once.
    SPLIT_TOO_MANY = "SPLIT_TOO_MANY_PARTS" Processing 7 zh "拆分报文的报文总数过大"
        en "msgCount is larger than this product takes (SPLIT_PARTS in tongguan limits)"
        hint "send several messages, each under a copNo of its own"
        hint_zh "分成几份报送，各用不同的企业内部编号" source "202205 XSD, msgCount, allows nine digits; the bound is ours"
        provoke "arrival 1 msg_count=1001";
    /// Two cancellations of one declaration at once.
    CANCEL_PENDING = "CANCELLATION_PENDING" Processing 6 zh "该清单已有撤销申请在办理"
        en "another cancellation of this declaration is being decided"
        hint "wait for the receipt of the first one"
        hint_zh "等待前一份撤销申请的回执" source "import error text -623009"
        provoke "order 1; waybill 1; declaration 1; clock manual; cancellation 1; cancellation 1 cop_no=CAN2";
    /// The number is unknown.
    CANCEL_UNKNOWN = "CANCELLATION_UNKNOWN" Business 201 zh "撤销申请单对应的清单不存在"
        en "there is no declaration with this invtNo"
        hint "send the invtNo of the receipt with status 399"
        hint_zh "填写399回执中的清单编号" source "import error text -623003"
        provoke "cancellation 1";
    /// The declaration has gone too far.
    CANCEL_STATE = "CANCELLATION_STATE" Business 202 zh "清单状态不适合撤销"
        en "the declaration is closed, detained, shipped back or cancelled"
        hint "closed goods come back with a return application (213)"
        hint_zh "已结关的货物用退货申请单（213）退回" source "import error text -623005"
        provoke "order 1; waybill 1; declaration 1; arrival 1; departure 1; cancellation 1";
    /// Not theirs to cancel.
    CANCEL_PARTIES = "CANCELLATION_PARTIES" Business 203 zh "撤销申请单的企业与清单不一致"
        en "agentCode or ebcCode differs from the declaration" hint "send the codes of the declaration"
        hint_zh "填写与清单一致的企业代码"
        source "PDF, table 7-2, error text -621016: no right to the document"
        provoke "order 1; waybill 1; declaration 1; cancellation 1 ebc_code=3301960AEO";
    /// It names no goods.
    ARRIVAL_NAMES_NOTHING = "ARRIVAL_NAMES_NOTHING" Business 205 zh "运抵单无表体且无提运单号"
        en "neither parcels nor a bill of lading: an arrival without lines means its whole bill"
        hint "list the parcels, or send billNo"
        hint_zh "填写表体，或填提运单号" source "202205 PDF, 507: without a list the billNo is meant"
        provoke "arrival 1 lines=0 traf_mode=6 bill_no=~";
    /// The number is unknown.
    RETURN_UNKNOWN = "RETURN_UNKNOWN" Business 211 zh "退货申请单对应的清单不存在"
        en "there is no declaration with this invtNo" hint "send the invtNo of the exported declaration"
        hint_zh "填写已出口清单的清单编号"
        source "202205 PDF, 213 invtNo"
        provoke "return 1";
    /// Not exported yet.
    RETURN_STATE = "RETURN_STATE" Business 212 zh "清单未放行，不能申请退货"
        en "the goods of the declaration were not released" hint "cancel the declaration instead (605)"
        hint_zh "改报撤销申请单（605）"
        source "Announcement 44/2020: returns of exported goods"
        provoke "order 1; waybill 1; declaration 1; return 1";
    /// No such line.
    RETURN_LINE = "RETURN_LINE" Business 213 zh "退货商品项在原清单中不存在"
        en "the declaration has no line of this gnum with this gcode, gname, gmodel, unit, unit1 and unit2"
        hint "send gnum, goods and units as declared for export"
        hint_zh "序号、商品和计量单位按出口清单填写" source "202205 XSD, InvtRefundList; import error text -625209"
        provoke "order 1; waybill 1; declaration 1; arrival 1; return 1 items[0].gnum=9";
    /// Too much.
    RETURN_QUANTITY = "RETURN_QUANTITY" Business 214 zh "退货数量超过原清单数量"
        en "more comes back than was exported, earlier applications included"
        hint "send at most what is left"
        hint_zh "退货数量不得超过剩余数量" source "202205 XSD, 213 qty, qty1, qty2"
        provoke "order 1; waybill 1; declaration 1; arrival 1; return 1; return 1 co_el_no=RET2";
    /// Too late.
    RETURN_LATE = "RETURN_LATE" Business 215 zh "超过退货期限"
        en "more than a year since the goods were released" hint "import them as ordinary goods"
        hint_zh "按一般进口货物办理"
        source "Announcement 44/2020"
        provoke "order 1; waybill 1; declaration 1; arrival 1; wait 400d; return 1";
    /// Another mode.
    RETURN_MODE = "RETURN_MODE" Business 216 zh "退货贸易方式与原清单不符"
        en "tradeMode has to be 9661 for goods of 9610 and 1261 for goods of 1210 or 1239; returns of other modes are not described"
        hint "send the return mode of the original mode"
        hint_zh "填写与原贸易方式对应的退货贸易方式" source "202205 XSD, note of tradeMode in 213: no mode for 9810, whose returns Announcement 44/2020 allows"
        provoke "order 1; waybill 1; declaration 1; arrival 1; return 1 trade_mode=1261";
    /// Not theirs to return.
    RETURN_PARTIES = "RETURN_PARTIES" Business 217 zh "退货申请单的企业与清单不一致"
        en "ebcCode differs from the declaration" hint "send the ebcCode of the declaration"
        hint_zh "填写清单的电商企业代码"
        source "Announcement 44/2020: the exporter applies"
        provoke "order 1; waybill 1; declaration 1; arrival 1; return 1 ebc_code=3301960AEO";
    /// Another customs district.
    RETURN_DISTRICT = "RETURN_DISTRICT" Business 218 zh "该关区尚未开展跨关区退货"
        en "the goods were exported at another customs district, and returns across districts are not open here"
        hint "until 2026-03-31 apply in the district of the export, or from 2024-12-15 in one of twenty; since then anywhere"
        hint_zh "2026-03-31前在出口地关区申请（2024-12-15起二十个试点海关可跨关区）；此后不限关区"
        source "Announcement 167/2024, measure 4: a pilot of twenty districts; GACC announcement of 2026-03-13"
        provoke "start 2024-06-01; order 1; waybill 1; payment 1; declaration 1; arrival 1; return 1 customs_code=9700";
    /// 9810 before 2024-12-15.
    WAREHOUSE_NOT_ON_RECORD = "WAREHOUSE_NOT_ON_RECORD" Business 221 zh "企业未办理出口海外仓业务模式备案"
        en "until 2024-12-14 the overseas-warehouse business of a 9810 exporter had to be on record with customs"
        hint "register the enterprise with warehouse_record"
        hint_zh "登记企业时带上海外仓备案（warehouse_record）" source "Announcements 75/2020 and 167/2024"
        provoke "start 2024-12-14; declaration 1 trade_mode=9810";
}

processing! {
    /// What a sender is warned of: no text says what a booking into a full or an unknown warehouse meets.
    WAREHOUSE_WARNINGS;
    /// No such overseas warehouse.
    WAREHOUSE_UNKNOWN = "WAREHOUSE_UNKNOWN" Business 222 zh "海外仓未在沙箱登记"
        en "overseas warehouses are registered in this sandbox, and this one is not"
        hint "name one that is (`ListWarehouses`) by its name in ebpName, or by its code in ebpCode if that is 10 or 18 upper-case letters and digits, or register it (RegisterWarehouses)"
        hint_zh "电商平台名称填已登记海外仓的名称，其代码为10位或18位大写字母和数字时也可填入电商平台代码（ListWarehouses可查）；也可登记该海外仓（RegisterWarehouses）"
        source Inferred "no official source: a booking names a warehouse that exists"
        provoke "overseas OW-1 1; order 1 order_type=W ebp_name=Elsewhere; warns order 1";
    /// A full overseas warehouse.
    WAREHOUSE_FULL = "WAREHOUSE_FULL" Business 223 zh "海外仓已无库容"
        en "the overseas warehouse has no place left"
        hint "book into another one, delete a booking (appType 3), or register the warehouse with a greater capacity"
        hint_zh "改订其他海外仓，或删除一份订仓单（appType=3），或以更大的库容重新登记该海外仓"
        source Inferred "no official source: a warehouse holds what it has room for"
        provoke "overseas OW-1 1; order 1 order_type=W ebp_name=OW-1; order 2 order_type=W ebp_name=OW-1; warns order 2";
    /// No return centre in the district.
    RETURN_CENTRE_UNKNOWN = "RETURN_CENTRE_UNKNOWN" Business 224 zh "该关区未登记退货中心仓"
        en "return centres are registered in this sandbox, and none in the district of the application"
        hint "apply in a district that has one (`ListWarehouses`), or register one (RegisterWarehouses)"
        hint_zh "在已登记退货中心仓的关区申请（ListWarehouses可查），或登记退货中心仓（RegisterWarehouses）"
        source Inferred "no official source: goods that come back have to lie somewhere"
        provoke "centre 5300 1; order 1; waybill 1; payment 1; declaration 1; arrival 1; return 1; warns return 1";
    /// Full return centres.
    RETURN_CENTRE_FULL = "RETURN_CENTRE_FULL" Business 225 zh "该关区退货中心仓已无库容"
        en "the return centres of the district have no place left"
        hint "wait until an earlier return is released, or register a return centre with a greater capacity"
        hint_zh "等待此前的退货放行，或以更大的库容登记退货中心仓"
        source Inferred "no official source: a warehouse holds what it has room for"
        provoke "centre 2900 1; order 1; waybill 1; payment 1; declaration 1; arrival 1; return 1; order 2; waybill 2; payment 2; declaration 2; arrival 2; return 2; warns return 2";
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
    /// What the sender should do.
    pub hint: &'static str,
    /// The same in Chinese.
    pub hint_zh: &'static str,
    /// What the comparison rests on.
    pub basis: Basis,
    /// Where it comes from.
    pub source: &'static str,
    /// How to provoke it.
    pub provoke: &'static str,
}

macro_rules! findings {
    ($($name:ident = $code:literal $zh:literal $en:literal hint $hint:literal hint_zh $hint_zh:literal source $($basis:ident)? $source:literal
        provoke $provoke:literal;)*) => {
        $(#[doc = $en] pub static $name: Finding = Finding {
            code: $code, zh: $zh, en: $en, hint: $hint, hint_zh: $hint_zh,
            basis: basis!(Published $($basis)?), source: $source, provoke: $provoke,
        };)*
        /// Every finding, by code.
        pub static FINDINGS: &[&Finding] = &[$(&$name),*];
    };
}

findings! {
    REVIEW_REFUSED = "1300" "人工退单" "the manual review did not pass"
        hint "correct the document and send it again"
        hint_zh "修改单证后重新报送" source "public texts of the same product line"
        provoke "outcome review-reject; order 1; waybill 1; declaration 1";
    NOT_REGISTERED = "1310" "企业未在海关备案" "a party of the declaration is not registered with customs"
        hint "register the enterprise (RegisterEnterprise), or update the sandbox with registration_required off"
        hint_zh "先登记企业（RegisterEnterprise），或关闭沙箱的registration_required" source "Announcement 194/2018, registration of enterprises; number ours"
        provoke "registration required; order 1; waybill 1; declaration 1";
    LINE_COUNT = "1320" "清单表体商品项与订单表体商品项的项数不一致" "the declaration and the order have different numbers of lines"
        hint "declare every line of the order"
        hint_zh "清单应申报订单的每一项商品" source Observed "real text (S12)"
        provoke "order 1; waybill 1; declaration 1 lines=2";
    LINE_MISSING = "1321" "清单商品项在订单中不存在" "a line of the declaration has no line of the same gnum in the order"
        hint "give the line the gnum that it has in the order"
        hint_zh "商品序号与订单一致" source "number ours"
        provoke "order 1 lines=2 goods_value=329; waybill 1; declaration 1";
    ITEM_NO = "1361" "清单与订单企业商品货号不一致" "itemNo differs from the order"
        hint "send the itemNo of the order"
        hint_zh "企业商品货号与订单一致" source "number ours"
        provoke "order 1; waybill 1; declaration 1 items[0].item_no=X";
    QUANTITY = "1323" "清单与订单申报数量不一致" "qty differs from the order"
        hint "send the quantity of the order"
        hint_zh "申报数量与订单一致" source "number ours"
        provoke "order 1 items[0].qty=1 items[0].price=65; waybill 1; declaration 1";
    PRICE = "1324" "清单与订单单价不一致" "price differs from the order"
        hint "send the price of the order"
        hint_zh "单价与订单一致" source "number ours"
        provoke "order 1 items[0].qty=1 items[0].price=65; waybill 1; declaration 1";
    TOTAL = "1325" "清单与订单总价不一致" "totalPrice differs from the order"
        hint "send the total of the order"
        hint_zh "总价与订单一致" source "number ours"
        provoke "order 1; waybill 1; declaration 1 items[0].qty=1 items[0].total_price=32.5";
    CURRENCY = "1326" "清单与订单币制不一致" "currency differs from the order"
        hint "send the currency of the order"
        hint_zh "币制与订单一致" source "number ours"
        provoke "order 1; waybill 1; declaration 1 items[0].currency=502 items[1].currency=502 items[2].currency=502";
    UNIT = "1362" "清单与订单计量单位不一致" "unit differs from the order"
        hint "send the unit of the order"
        hint_zh "计量单位与订单一致" source "number ours"
        provoke "order 1 items[0].unit=012; waybill 1; declaration 1";
    ORDER_TYPE = "1328" "订单类型与贸易方式不符" "orderType does not go with tradeMode"
        hint "E for 9610 and 1210, B for 9710, W for 9810"
        hint_zh "9610、1210对应E，9710对应B，9810对应W" source "number ours"
        provoke "order 1 order_type=B; waybill 1; declaration 1";
    PAID = "1332" "收款金额与订单金额不一致" "the amount received differs from goodsValue plus freight"
        hint "correct the payment receipt"
        hint_zh "修改收款单（appType=2）后重新申报清单" source Observed "code of the import side (S12)"
        provoke "payment 1 charge=1; order 1; waybill 1; declaration 1";
    PAID_CURRENCY = "1333" "收款币制与订单币制不一致" "the currency of the payment differs from the order"
        hint "correct the payment receipt"
        hint_zh "修改收款单（appType=2）后重新申报清单" source "number ours"
        provoke "payment 1 currency=502; order 1; waybill 1; declaration 1";
    FREIGHT = "1340" "清单与运单运费不一致" "freight differs from the waybill"
        hint "send the freight of the waybill"
        hint_zh "运费与运单一致" source "number ours"
        provoke "order 1; waybill 1; declaration 1 freight=1";
    INSURANCE = "1341" "清单与运单保费不一致" "insuredFee differs from the waybill"
        hint "send the insurance of the waybill"
        hint_zh "保费与运单一致" source "number ours"
        provoke "order 1; waybill 1; declaration 1 insured_fee=1";
    PACKAGES = "1342" "清单与运单件数不一致" "packNo differs from the waybill"
        hint "send the packages of the waybill"
        hint_zh "件数与运单一致" source "number ours"
        provoke "order 1; waybill 1; declaration 1 pack_no=2";
    GROSS_WEIGHT = "1343" "清单与运单毛重不一致" "grossWeight differs from the waybill"
        hint "send the weight of the waybill"
        hint_zh "毛重与运单一致" source "number ours"
        provoke "order 1; waybill 1; declaration 1 gross_weight=9";
    WAYBILL_EXPORTER = "1344" "运单电商企业与清单不一致" "ebcCode differs from the waybill"
        hint "correct the waybill"
        hint_zh "修改运单（appType=2）后重新申报清单" source "number ours"
        provoke "order 1; waybill 1 ebc_code=3301960AEO; declaration 1";
    PARTNER_BOUND = "1350" "关联单证已被其他清单使用" "a partner document is used by another declaration"
        hint "each order and each waybill belongs to one declaration"
        hint_zh "一份订单、一份运单只能对应一份清单" source "number ours"
        provoke "order 1; waybill 1; declaration 1; order 2; declaration 2 logistics_no=LP000000000001";
    OTHER_PART = "1370" "拆分报文的其他分报文被退单" "another part of the same split message is rejected, and a split message is one message"
        hint "correct the part that it names and send all parts again"
        hint_zh "修改所指的分报文，并重新报送全部分报文" source "number ours"
        provoke "order 1; waybill 1; declaration 1; arrival 1; departure 1 cop_no=D msg_count=2; departure 2 cop_no=D msg_count=2 msg_seq_no=2";
    ALREADY_THERE = "1371" "同一业务主键的单证已存在" "customs has a document of the same business key, whose deletion could not be sent"
        hint "send the deletion again, then this document"
        hint_zh "先重新报送删除，再报本单证" source "number ours"
        provoke "declaration 1 bill_no=~; manifest 1; clock manual; outcome send-failure; manifest 1 app_type=3 msg_count=0 msg_seq_no=0; outcome none; manifest 1; clock auto";
    PARTS_DIFFER = "1372" "拆分报文的报文总数不一致" "customs has another part of the same split message with another msgCount, whose deletion or change could not be sent"
        hint "send the deletion or the change again, then this part"
        hint_zh "先重新报送删除或变更，再报本分报文" source "202205 PDF, notes of msgCount and msgSeqNo; number ours"
        provoke "arrival 1 msg_count=2; clock manual; outcome send-failure; arrival 1 msg_count=2 app_type=3; outcome none; arrival 1 msg_count=3 msg_seq_no=2; clock auto";
    RETURNED_TOO_MUCH = "2898" "退货数量超过原清单数量" "more comes back than was exported: the deletion or the change of another application could not be sent"
        hint "send the deletion or the change again, then this application"
        hint_zh "先重新报送删除或变更，再报本申请" source "202205 XSD, 213 qty, qty1, qty2; number ours"
        provoke "order 1; waybill 1; declaration 1; arrival 1; return 1; clock manual; outcome send-failure; return 1 app_type=3; outcome none; return 1 co_el_no=RET2; clock auto";
    INSPECTION_FAILED = "2590" "查验结果不符" "the inspection found a difference"
        hint "correct the declaration and send it again"
        hint_zh "修改清单后重新申报" source "number ours"
        provoke "outcome inspect-reject; order 1; waybill 1; declaration 1; arrival 1";
    CANCEL_TOO_LATE = "2390" "清单已进入查验或已放行，不能撤销" "the goods are being inspected, or released"
        hint "wait for the end; closed goods come back with a return application (213)"
        hint_zh "等待流程结束；已结关的货物用退货申请单（213）退回" source "number ours"
        provoke "order 1; waybill 1; declaration 1; arrival 1; cancellation 1";
    MANIFEST_WITHOUT_DECLARATION = "2690" "总分单运单无对应清单" "a parcel of the manifest has no declaration"
        hint "declare the parcel first"
        hint_zh "先申报该运单的清单（603）" source "number ours"
        provoke "manifest 1";
    MANIFEST_TOO_LATE = "2691" "总分单运单对应清单状态不符" "a parcel of the manifest is released or out of the process"
        hint "send the manifest before the release"
        hint_zh "应在放行前报送清单总分单" source "number ours"
        provoke "order 1; waybill 1; declaration 1; arrival 1; manifest 1";
    MANIFEST_BILL = "2692" "总分单与清单提运单号不一致" "a declaration names another bill of lading"
        hint "leave billNo out of the declaration, or send the same one"
        hint_zh "清单不填提运单号，或与总分单填一致" source "number ours"
        provoke "order 1; waybill 1; declaration 1; manifest 1 bill_no=999-1";
    MANIFEST_WITHOUT_RETURN = "2693" "总分单退货清单无退货申请" "a line names a declaration whose goods nobody has applied to return"
        hint "send the return application (213) first"
        hint_zh "先报退货申请单（213）" source "number ours"
        provoke "manifest 1 items[0].invt_no=29242026E000000001";
    MANIFEST_TWICE = "2694" "总分单运单已在其他总分单" "a parcel of the manifest is on another accepted manifest"
        hint "delete that one first (appType 3): a parcel travels under one bill"
        hint_zh "先删除另一份总分单（appType=3）：一个运单只能随一个总运单" source "202205 PDF, 607: a parcel goes under one bill; number ours"
        provoke "order 1; waybill 1; declaration 1 bill_no=~; manifest 1; manifest 1 cop_no=M2";
    NOT_RELEASED = "2790" "运单对应清单未放行" "a parcel of the departure is not released"
        hint "wait for 800"
        hint_zh "等待800放行" source "number ours"
        provoke "order 1; waybill 1; declaration 1; departure 1";
    NO_DECLARATION = "2791" "运单无对应清单" "a parcel of the departure has no declaration"
        hint "declare the parcel first"
        hint_zh "先申报该运单的清单（603）" source "number ours"
        provoke "departure 1";
    ALREADY_LEAVING = "2792" "运单已由其他离境单申报离境" "a parcel of the departure leaves under another departure"
        hint "send each parcel once; wait for 899"
        hint_zh "每个运单只报一次离境；等待899结关" source "number ours"
        provoke "order 1; waybill 1; declaration 1; arrival 1; clock manual; departure 1; wait 10s; departure 1 cop_no=D2; wait 10s";
    TALLY_NOT_RELEASED = "2899" "理货明细对应的出口清单未放行" "the goods of the declaration that the tally names were never released"
        hint "only exported goods come back"
        hint_zh "只有已出口放行的货物才能退货" source "Announcement 44/2020: returns of exported goods; number ours"
        provoke "order 1; waybill 1; declaration 1; tally 1";
    TALLY_UNKNOWN = "2896" "理货明细对应的出口清单不存在" "no declaration has the invtNo of the tally"
        hint "send the invtNo under which the goods were exported, or none"
        hint_zh "填写出口时的清单编号，或不填" source "number ours"
        provoke "tally 1";
    SUMMARY_EMPTY = "2890" "无可汇总清单" "no declaration is there to be summed up"
        hint "name closed declarations, or the time in which they were closed"
        hint_zh "填写已结关的清单编号，或结关所在的时间段" source "number ours"
        provoke "summary 1 lines=0 start_time=20260101000000 end_time=20260131235959";
    SUMMARY_UNKNOWN = "2891" "汇总清单不存在" "there is no declaration with this invtNo"
        hint "send the invtNo of the receipt with status 399"
        hint_zh "填写399回执中的清单编号" source "number ours"
        provoke "summary 1";
    SUMMARY_NOT_CLOSED = "2892" "清单未结关，不能汇总" "the declaration is not closed (899)"
        hint "wait for 899"
        hint_zh "等待899结关" source "monthly summary of closed lists (S21)"
        provoke "order 1; waybill 1; declaration 1; summary 1";
    SUMMARY_MODE = "2893" "清单不属于汇总申报" "only retail declarations with statisticsFlag B are summed up"
        hint "a simplified declaration (A) needs no summary"
        hint_zh "简化申报（A）的清单无需汇总" source "202205 PDF, statisticsFlag"
        provoke "order 1; waybill 1; declaration 1 statistics_flag=A; arrival 1; departure 1; summary 1";
    SUMMARY_PARTIES = "2894" "清单不属于该电商企业" "the declaration is of another enterprise"
        hint "send the ebcCode of the declarations"
        hint_zh "填写清单的电商企业代码" source "merge key: the same consignor"
        provoke "order 1; waybill 1; declaration 1; arrival 1; departure 1; summary 1 ebc_code=3301960AEO";
    SUMMARY_CUSTOMS = "2897" "清单申报地海关与汇总申请单不一致" "the declaration was made at another customs than the application names"
        hint "send the customsCode of the declarations"
        hint_zh "填写清单的申报地海关代码" source "202205 XSD, 701 customsCode; a period takes what was closed there"
        provoke "order 1; waybill 1; declaration 1; arrival 1; departure 1; summary 1 customs_code=2901";
    SUMMARY_TWICE = "2895" "清单已汇总" "the declaration is summed up already"
        hint "leave it out"
        hint_zh "去掉该清单" source "number ours"
        provoke "order 1; waybill 1; declaration 1; arrival 1; departure 1; summary 1; summary 1 cop_no=SUM2";
}
