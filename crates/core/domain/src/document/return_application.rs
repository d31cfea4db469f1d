//! Return application (213, 出口退货申请单): every field of the 202205 schema, in its order.

use super::echo;
use crate::decimal::Decimal;
use crate::limits;
use crate::record;
use crate::record::Field;

record! {
    /// The head of a return application (213, 出口退货申请单表头); CEB `InvtRefundHead`.
    pub struct ReturnApplicationHead: "InvtRefundHead" {
        /// 系统唯一序号: Record GUID, 36 chars, upper case letters. `guid`, exactly 36 characters.
        0 guid: String = Field::text("guid", "系统唯一序号", 36, 36);
        /// 报送类型: Submission type 1 new / 2 change / 3 delete. `appType`, exactly 1 character.
        1 app_type: String = Field::text("appType", "报送类型", 1, 1);
        /// 报送时间: Enterprise submission time yyyyMMddHHmmss. `appTime`, exactly 14 characters.
        2 app_time: String = Field::text("appTime", "报送时间", 14, 14);
        /// 报送状态: 1 save draft / 2 declare. `appStatus`, exactly 1 character.
        3 app_status: String = Field::text("appStatus", "报送状态", 1, 1);
        /// 申报地海关代码: Declaring customs, 4 digits. `customsCode`, exactly 4 characters.
        4 customs_code: String = Field::text("customsCode", "申报地海关代码", 4, 4);
        /// 监管场所代码: Supervised site code (if several in one customs). `loctNo`, at most 10 characters.
        5 loct_no: Option<String> = Field::text("loctNo", "监管场所代码", 0, 10).optional();
        /// 电商平台代码: E-commerce platform code (10-digit customs reg. or 18-char USCC; foreign platform without code: 无). `ebpCode`, at most 18 characters.
        6 ebp_code: String = Field::text("ebpCode", "电商平台代码", 0, 18);
        /// 电商平台: Platform name, or overseas warehouse name. `ebpName`, at most 100 characters.
        7 ebp_name: String = Field::text("ebpName", "电商平台", 0, 100);
        /// 电商企业: E-commerce enterprise (= consignor of the inventory) code. `ebcCode`, at most 18 characters.
        8 ebc_code: String = Field::text("ebcCode", "电商企业", 0, 18);
        /// 电商企业: E-commerce enterprise name. `ebcName`, at most 100 characters.
        9 ebc_name: String = Field::text("ebcName", "电商企业", 0, 100);
        /// 物流运单编号: Parcel waybill number; not repeated by the same logistics company within 6 months. `logisticsNo`, at most 80 characters.
        10 logistics_no: String = Field::text("logisticsNo", "物流运单编号", 0, 80);
        /// 物流企业代码: Logistics company code. `logisticsCode`, at most 18 characters.
        11 logistics_code: String = Field::text("logisticsCode", "物流企业代码", 0, 18);
        /// 物流企业名称: Logistics company name. `logisticsName`, at most 100 characters.
        12 logistics_name: String = Field::text("logisticsName", "物流企业名称", 0, 100);
        /// 企业内部标识: Enterprise internal number. `coElNo`, at most 30 characters.
        13 co_el_no: String = Field::text("coElNo", "企业内部标识", 0, 30);
        /// 电子口岸编号: E-Port number: letter + yyyyMMdd + 9-digit serial (inventory: B; tally list: O). `preNo`, at most 18 characters.
        14 pre_no: Option<String> = Field::text("preNo", "电子口岸编号", 0, 18).optional();
        /// 清单编号: Inventory number given by customs: customs(4)+year(4)+I/E(1)+serial(9..11). `invtNo`, at most 20 characters.
        15 invt_no: String = Field::text("invtNo", "清单编号", 0, 20);
        /// 贸易方式: 9661 ordinary export return / 1261 bonded (XSD says optional, PDF mandatory). `tradeMode`, exactly 4 characters.
        16 trade_mode: Option<String> = Field::text("tradeMode", "贸易方式", 4, 4).optional();
        /// 申报企业代码: Declaring enterprise (broker) code. `agentCode`, at most 18 characters.
        17 agent_code: String = Field::text("agentCode", "申报企业代码", 0, 18);
        /// 申报企业名称: Declaring enterprise name. `agentName`, at most 100 characters.
        18 agent_name: String = Field::text("agentName", "申报企业名称", 0, 100);
        /// 提运单号: Bill of lading / MAWB number. `billNo`, at most 37 characters.
        19 bill_no: String = Field::text("billNo", "提运单号", 0, 37);
        /// 进出口标记: I / E (E for export, I for CEB213/215 returns). `ieFlag`, at most 1 character.
        20 ie_flag: String = Field::text("ieFlag", "进出口标记", 0, 1);
        /// 运输方式: Transport mode code. `trafMode`, at most 1 character.
        21 traf_mode: String = Field::text("trafMode", "运输方式", 0, 1);
        /// 运输工具名称: Vessel / aircraft / vehicle name. `trafName`, at most 100 characters.
        22 traf_name: String = Field::text("trafName", "运输工具名称", 0, 100);
        /// 出口口岸代码: Customs of exit, 4 digits. `portCode`, at most 4 characters.
        23 port_code: String = Field::text("portCode", "出口口岸代码", 0, 4);
        /// 退货原因: Reason. `reason`, at most 500 characters.
        24 reason: String = Field::text("reason", "退货原因", 0, 500);
        /// 运抵国: Country code, 3 digits. `country`, at most 3 characters.
        25 country: String = Field::text("country", "运抵国", 0, 3);
        /// 航班航次号: Voyage / flight number. `voyageNo`, at most 32 characters.
        26 voyage_no: String = Field::text("voyageNo", "航班航次号", 0, 32);
        /// 备注: Remark. `note`, at most 500 characters.
        27 note: Option<String> = Field::text("note", "备注", 0, 500).optional();
    }
}

record! {
    /// The line of a return application (213, 出口退货申请单表体); CEB `InvtRefundList`.
    pub struct ReturnApplicationItem: "InvtRefundList" {
        /// 序号: Line number of the original inventory line. `gnum`, integer of at most 4 digits.
        0 gnum: u32 = Field::integer("gnum", "序号", 4);
        /// 商品编码: HS code, 10 digits (simplified declaration: first 4 digits by heading). `gcode`, at most 10 characters.
        1 gcode: String = Field::text("gcode", "商品编码", 0, 10);
        /// 商品名称: Goods name. `gname`, at most 250 characters.
        2 gname: String = Field::text("gname", "商品名称", 0, 250);
        /// 规格型号: Specification/model. `gmodel`, at most 250 characters.
        3 gmodel: String = Field::text("gmodel", "规格型号", 0, 250);
        /// 数量: Declared quantity. `qty`, decimal 19,5.
        4 qty: Decimal = Field::decimal("qty", "数量");
        /// 法定数量: Statutory quantity 1. `qty1`, decimal 19,5.
        5 qty1: Decimal = Field::decimal("qty1", "法定数量");
        /// 计量单位: Declared unit, 3-digit unit code. `unit`, exactly 3 characters.
        6 unit: String = Field::text("unit", "计量单位", 3, 3);
        /// 法定计量单位: Statutory unit 1. `unit1`, exactly 3 characters.
        7 unit1: String = Field::text("unit1", "法定计量单位", 3, 3);
        /// 第二数量: Statutory quantity 2. `qty2`, decimal 19,5.
        8 qty2: Option<Decimal> = Field::decimal("qty2", "第二数量").optional();
        /// 第二计量单位: Statutory unit 2. `unit2`, exactly 3 characters.
        9 unit2: Option<String> = Field::text("unit2", "第二计量单位", 3, 3).optional();
        /// 备注: Remark. `note`, at most 500 characters.
        10 note: Option<String> = Field::text("note", "备注", 0, 500).optional();
    }
}

kind! {
    /// 213 出口退货申请单; only in 202205.
    9 ReturnApplication return_application = 213 "InvtRefund" answered 214 "RefundReturn";
    names "退货申请单" "return application";
    errors 210_000;
    course Ruling;
    pre_no 'B';
    since V202205;
    lines ReturnApplicationHead ReturnApplicationItem (1, limits::GOODS_LINES);
    key agent_code co_el_no;
    signed_by agent_code, ebc_code;
    sent_by agent_code agent_name, logistics_code logistics_name, ebp_code ebp_name, ebc_code ebc_name;
    ends RELEASED REJECTED HANDED_OVER;
    echoes {
        0 ebp_code: String = echo::EBP_CODE.optional();
        1 ebc_code: String = echo::EBC_CODE.optional();
        2 agent_code: String = echo::AGENT_CODE;
        3 co_el_no: String = echo::CO_EL_NO;
        4 pre_no: String = echo::RETURN_PRE_NO, from port;
        5 invt_no: String = echo::INVT_NO;
    }
}
