//! Return tally (215, 退货理货明细单): every field of the 202205 schema, in its order.

use super::echo;
use crate::record;
use crate::record::Field;

record! {
    /// A return tally (215, 退货理货明细单); CEB `InvtRefundDetail`.
    pub struct ReturnTally: "InvtRefundDetail" {
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
        /// 监管场所经营人代码: Operator of the supervised site, code. `operatorCode`, at most 18 characters.
        5 operator_code: String = Field::text("operatorCode", "监管场所经营人代码", 0, 18);
        /// 监管场所经营人名称: Operator of the supervised site, name. `operatorName`, at most 100 characters.
        6 operator_name: String = Field::text("operatorName", "监管场所经营人名称", 0, 100);
        /// 物流企业代码: Logistics company code. `logisticsCode`, at most 18 characters.
        7 logistics_code: String = Field::text("logisticsCode", "物流企业代码", 0, 18);
        /// 物流企业名称: Logistics company name. `logisticsName`, at most 100 characters.
        8 logistics_name: String = Field::text("logisticsName", "物流企业名称", 0, 100);
        /// 物流运单编号: Parcel waybill number; not repeated by the same logistics company within 6 months. `logisticsNo`, at most 80 characters.
        9 logistics_no: String = Field::text("logisticsNo", "物流运单编号", 0, 80);
        /// 清单编号: Inventory number given by customs: customs(4)+year(4)+I/E(1)+serial(9..11). `invtNo`, at most 20 characters.
        10 invt_no: Option<String> = Field::text("invtNo", "清单编号", 0, 20).optional();
        /// 企业内部标识: Enterprise internal number. `coElNo`, at most 20 characters.
        11 co_el_no: String = Field::text("coElNo", "企业内部标识", 0, 20);
        /// 电子口岸编号: E-Port number: letter + yyyyMMdd + 9-digit serial (inventory: B; tally list: O). `preNo`, at most 18 characters.
        12 pre_no: Option<String> = Field::text("preNo", "电子口岸编号", 0, 18).optional();
        /// 提运单号: Bill of lading / MAWB number. `billNo`, at most 37 characters.
        13 bill_no: String = Field::text("billNo", "提运单号", 0, 37);
        /// 进出口标记: I / E (E for export, I for CEB213/215 returns). `ieFlag`, exactly 1 character.
        14 ie_flag: String = Field::text("ieFlag", "进出口标记", 1, 1);
        /// 运输方式: Transport mode code. `trafMode`, exactly 1 character.
        15 traf_mode: String = Field::text("trafMode", "运输方式", 1, 1);
        /// 运输工具名称: Vessel / aircraft / vehicle name. `trafName`, at most 100 characters.
        16 traf_name: String = Field::text("trafName", "运输工具名称", 0, 100);
        /// 航班航次号: Voyage / flight number. `voyageNo`, at most 32 characters.
        17 voyage_no: String = Field::text("voyageNo", "航班航次号", 0, 32);
        /// 仓储位置: Storage location. `location`, at most 250 characters.
        18 location: Option<String> = Field::text("location", "仓储位置", 0, 250).optional();
        /// 备注: Remark. `note`, at most 250 characters.
        19 note: Option<String> = Field::text("note", "备注", 0, 250).optional();
    }
}

kind! {
    /// 215 退货理货明细单; only in 202205.
    10 ReturnTally return_tally = 215 "InvtRefundDetail" answered 216 "InvtRefundDetailReturn";
    names "退货理货明细单" "return tally";
    errors 214_000;
    course Ruling;
    pre_no 'O';
    since V202205;
    key operator_code co_el_no;
    signed_by operator_code, logistics_code;
    sent_by operator_code operator_name, logistics_code logistics_name;
    ends REVIEWED REJECTED;
    echoes {
        0 operator_code: String = echo::OPERATOR_CODE;
        1 logistics_code: String = echo::LOGISTICS_CODE;
        2 logistics_no: String = echo::RETURN_LOGISTICS_NO;
        3 co_el_no: String = echo::CO_EL_NO;
        4 pre_no: String = echo::RETURN_PRE_NO, from port;
    }
}
