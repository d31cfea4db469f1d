//! Head of an arrival (507, 运抵单表头): every field of the 202205 schema, in its order.

use super::echo;
use crate::limits;
use crate::record;
use crate::record::Field;

record! {
    /// The head of an arrival (507, 运抵单表头); CEB `ArrivalHead`.
    pub struct ArrivalHead: "ArrivalHead" {
        /// 系统唯一序号: Record GUID, 36 chars, upper case letters. `guid`, exactly 36 characters.
        0 guid: String = Field::text("guid", "系统唯一序号", 36, 36);
        /// 报送类型: Submission type 1 new / 2 change / 3 delete. `appType`, exactly 1 character.
        1 app_type: String = Field::text("appType", "报送类型", 1, 1);
        /// 报送时间: Enterprise submission time yyyyMMddHHmmss. `appTime`, exactly 14 characters.
        2 app_time: String = Field::text("appTime", "报送时间", 14, 14);
        /// 报送状态: 1 save draft / 2 declare. `appStatus`, exactly 1 character.
        3 app_status: String = Field::text("appStatus", "报送状态", 1, 1).default_to("1");
        /// 申报地海关代码: Declaring customs, 4 digits. `customsCode`, exactly 4 characters.
        4 customs_code: String = Field::text("customsCode", "申报地海关代码", 4, 4);
        /// 企业唯一编号: Enterprise internal document number. `copNo`, at most 30 characters.
        5 cop_no: String = Field::text("copNo", "企业唯一编号", 0, 30).in_2018(1, 30);
        /// 电子口岸编号: E-Port number: letter + yyyyMMdd + 9-digit serial (inventory: B; tally list: O). `preNo`, exactly 18 characters.
        6 pre_no: Option<String> = Field::text("preNo", "电子口岸编号", 18, 18).optional();
        /// 监管场所经营人代码: Operator of the supervised site, code. `operatorCode`, at most 18 characters.
        7 operator_code: String = Field::text("operatorCode", "监管场所经营人代码", 0, 18).in_2018(1, 18);
        /// 监管场所经营人名称: Operator of the supervised site, name. `operatorName`, at most 100 characters.
        8 operator_name: String = Field::text("operatorName", "监管场所经营人名称", 0, 100).in_2018(1, 100);
        /// 监管场所代码: Supervised site code (if several in one customs). `loctNo`, at most 10 characters.
        9 loct_no: Option<String> = Field::text("loctNo", "监管场所代码", 0, 10).optional();
        /// 进出口标记: I / E (E for export, I for CEB213/215 returns). `ieFlag`, exactly 1 character.
        10 ie_flag: String = Field::text("ieFlag", "进出口标记", 1, 1);
        /// 运输方式: Transport mode code. `trafMode`, exactly 1 character.
        11 traf_mode: String = Field::text("trafMode", "运输方式", 1, 1).collapsed().spaced_in_2018();
        /// 提运单号: Bill of lading / MAWB number. `billNo`, at most 37 characters.
        12 bill_no: Option<String> = Field::text("billNo", "提运单号", 0, 37).optional();
        /// 境内运输工具编号: Domestic vehicle number. `domesticTrafNo`, at most 100 characters.
        13 domestic_traf_no: String = Field::text("domesticTrafNo", "境内运输工具编号", 0, 100).collapsed().spaced_in_2018().in_2018(1, 100);
        /// 物流企业代码: Logistics company code. `logisticsCode`, at most 18 characters.
        14 logistics_code: String = Field::text("logisticsCode", "物流企业代码", 0, 18).in_2018(1, 18);
        /// 物流企业名称: Logistics company name. `logisticsName`, at most 100 characters.
        15 logistics_name: String = Field::text("logisticsName", "物流企业名称", 0, 100).in_2018(1, 100);
        /// 报文总数: Number of messages after splitting (1 if not split; 0 on CEB607 delete). `msgCount`, integer of at most 9 digits.
        16 msg_count: u32 = Field::integer("msgCount", "报文总数", 9);
        /// 报文序号: Sequence number of the split message, from 1, no gaps (0 on CEB607 delete). `msgSeqNo`, integer of at most 9 digits.
        17 msg_seq_no: u32 = Field::integer("msgSeqNo", "报文序号", 9);
        /// 备注: Remark. `note`, at most 1000 characters.
        18 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

record! {
    /// The parcel of an arrival (507, 运抵单表体); CEB `ArrivalList`.
    pub struct ArrivalItem: "ArrivalList" {
        /// 序号: Line number, from 1, consecutive, unique; inventory line pairs with order line of same gnum. `gnum`, integer of at most 5 digits.
        0 gnum: u32 = Field::integer("gnum", "序号", 5);
        /// 物流运单编号: Parcel waybill number; not repeated by the same logistics company within 6 months. `logisticsNo`, at most 32 characters.
        1 logistics_no: String = Field::text("logisticsNo", "物流运单编号", 0, 32).in_2018(1, 80);
        /// 总包号: Master package / pallet / mail bag number. `totalPackageNo`, at most 37 characters.
        2 total_package_no: Option<String> = Field::text("totalPackageNo", "总包号", 0, 37).optional();
        /// 备注: Remark. `note`, at most 1000 characters.
        3 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

kind! {
    /// 507 运抵单.
    4 Arrival arrival = 507 "Arrival" answered 508 "ArrivalReturn";
    names "运抵单" "arrival";
    errors 800_000;
    course Split;
    pre_no 'P';
    lines ArrivalHead ArrivalItem (0, limits::PARCEL_LINES);
    key operator_code cop_no msg_seq_no;
    signed_by operator_code, logistics_code;
    sent_by operator_code operator_name, logistics_code logistics_name;
    ends REVIEWED REJECTED;
    echoes {
        0 operator_code: String = echo::OPERATOR_CODE;
        1 logistics_code: String = echo::LOGISTICS_CODE;
        2 pre_no: String = echo::PRE_NO, from port;
        3 cop_no: String = echo::COP_NO;
        4 bill_no: String = echo::BILL_NO;
        5 msg_seq_no: u32 = echo::MSG_SEQ_NO;
    }
}
