//! Parcel waybill (505, 运单): every field of the 202205 schema, in its order.

use super::echo;
use crate::decimal::Decimal;
use crate::record;
use crate::record::Field;

record! {
    /// The parcel waybill (505, 运单); CEB `Logistics`.
    pub struct Waybill: "Logistics" {
        /// 系统唯一序号: Record GUID, 36 chars, upper case letters. `guid`, exactly 36 characters.
        0 guid: String = Field::text("guid", "系统唯一序号", 36, 36);
        /// 报送类型: Submission type 1 new / 2 change / 3 delete. `appType`, exactly 1 character.
        1 app_type: String = Field::text("appType", "报送类型", 1, 1);
        /// 报送时间: Enterprise submission time yyyyMMddHHmmss. `appTime`, exactly 14 characters.
        2 app_time: String = Field::text("appTime", "报送时间", 14, 14);
        /// 报送状态: 1 save draft / 2 declare. `appStatus`, exactly 1 character.
        3 app_status: String = Field::text("appStatus", "报送状态", 1, 1).default_to("2");
        /// 物流企业代码: Logistics company code. `logisticsCode`, at most 18 characters.
        4 logistics_code: String = Field::text("logisticsCode", "物流企业代码", 0, 18).in_2018(1, 18);
        /// 物流企业名称: Logistics company name. `logisticsName`, at most 100 characters.
        5 logistics_name: String = Field::text("logisticsName", "物流企业名称", 0, 100).in_2018(1, 100);
        /// 物流运单编号: Parcel waybill number; not repeated by the same logistics company within 6 months. `logisticsNo`, at most 32 characters.
        6 logistics_no: String = Field::text("logisticsNo", "物流运单编号", 0, 32).in_2018(1, 80);
        /// 运杂费: Freight (0 if none). `freight`, decimal 19,5.
        7 freight: Decimal = Field::decimal("freight", "运杂费");
        /// 保价费: Insurance fee. `insuredFee`, decimal 19,5.
        8 insured_fee: Decimal = Field::decimal("insuredFee", "保价费");
        /// 币制: Currency, 3-digit customs code (142 CNY, 502 USD ...). `currency`, exactly 3 characters.
        9 currency: String = Field::text("currency", "币制", 3, 3);
        /// 毛重: Gross weight kg. `grossWeight`, decimal 19,5.
        10 gross_weight: Decimal = Field::decimal("grossWeight", "毛重");
        /// 件数: Number of packages. `packNo`, integer of at most 9 digits.
        11 pack_no: u32 = Field::integer("packNo", "件数", 9);
        /// 主要货物信息: Goods summary. `goodsInfo`, at most 200 characters.
        12 goods_info: String = Field::text("goodsInfo", "主要货物信息", 0, 200).collapsed().spaced_in_2018().in_2018(1, 200);
        /// 电商企业: E-commerce enterprise (= consignor of the inventory) code. `ebcCode`, at most 18 characters.
        13 ebc_code: Option<String> = Field::text("ebcCode", "电商企业", 0, 18).optional();
        /// 电商企业: E-commerce enterprise name. `ebcName`, at most 100 characters.
        14 ebc_name: Option<String> = Field::text("ebcName", "电商企业", 0, 100).optional();
        /// 电商企业电话: Enterprise telephone. `ebcTelephone`, at most 50 characters.
        15 ebc_telephone: Option<String> = Field::text("ebcTelephone", "电商企业电话", 0, 50).optional();
        /// 备注: Remark. `note`, at most 1000 characters.
        16 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

kind! {
    /// 505 运单.
    2 Waybill waybill = 505 "Logistics" answered 506 "LogisticsReturn";
    names "运单" "waybill";
    errors 500_000;
    course Partner;
    key logistics_code logistics_no;
    signed_by logistics_code;
    sent_by logistics_code logistics_name, ebc_code ebc_name;
    ends STORED REJECTED;
    echoes {
        0 logistics_code: String = echo::LOGISTICS_CODE;
        1 logistics_no: String = echo::LOGISTICS_NO;
    }
}
