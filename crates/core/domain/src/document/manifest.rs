//! Manifest (master and house list) (607, 清单总分单): every field of the 202205 schema, in its order.

use super::echo;
use crate::decimal::Decimal;
use crate::limits;
use crate::record;
use crate::record::Field;

record! {
    /// The head of a manifest (master and house list) (607, 清单总分单表头); CEB `WayBillHead`.
    pub struct ManifestHead: "WayBillHead" {
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
        /// 企业唯一编号: Enterprise internal document number. `copNo`, at most 30 characters.
        5 cop_no: String = Field::text("copNo", "企业唯一编号", 0, 30).in_2018(1, 30);
        /// 电子口岸编号: E-Port number: letter + yyyyMMdd + 9-digit serial (inventory: B; tally list: O). `preNo`, exactly 18 characters.
        6 pre_no: Option<String> = Field::text("preNo", "电子口岸编号", 18, 18).optional();
        /// 申报企业代码: Declaring enterprise (broker) code. `agentCode`, at most 18 characters.
        7 agent_code: String = Field::text("agentCode", "申报企业代码", 0, 18).in_2018(1, 18);
        /// 申报企业名称: Declaring enterprise name. `agentName`, at most 100 characters.
        8 agent_name: String = Field::text("agentName", "申报企业名称", 0, 100).in_2018(1, 100);
        /// 监管场所代码: Supervised site code (if several in one customs). `loctNo`, at most 10 characters.
        9 loct_no: Option<String> = Field::text("loctNo", "监管场所代码", 0, 10).optional();
        /// 运输方式: Transport mode code. `trafMode`, exactly 1 character.
        10 traf_mode: String = Field::text("trafMode", "运输方式", 1, 1).collapsed().spaced_in_2018();
        /// 运输工具名称: Vessel / aircraft / vehicle name. `trafName`, at most 100 characters.
        11 traf_name: String = Field::text("trafName", "运输工具名称", 0, 100).collapsed().spaced_in_2018().in_2018(1, 100);
        /// 航班航次号: Voyage / flight number. `voyageNo`, at most 32 characters.
        12 voyage_no: String = Field::text("voyageNo", "航班航次号", 0, 32).collapsed().spaced_in_2018().in_2018(1, 32);
        /// 提运单号: Bill of lading / MAWB number. `billNo`, at most 37 characters.
        13 bill_no: String = Field::text("billNo", "提运单号", 0, 37).in_2018(1, 37);
        /// 境内运输工具编号: Domestic vehicle number. `domesticTrafNo`, at most 100 characters.
        14 domestic_traf_no: Option<String> = Field::text("domesticTrafNo", "境内运输工具编号", 0, 100).optional();
        /// 毛重: Gross weight kg. `grossWeight`, decimal 19,5.
        15 gross_weight: Decimal = Field::decimal("grossWeight", "毛重");
        /// 物流企业代码: Logistics company code. `logisticsCode`, at most 18 characters.
        16 logistics_code: String = Field::text("logisticsCode", "物流企业代码", 0, 18).in_2018(1, 18);
        /// 物流企业名称: Logistics company name. `logisticsName`, at most 100 characters.
        17 logistics_name: String = Field::text("logisticsName", "物流企业名称", 0, 100).in_2018(1, 100);
        /// 报文总数: Number of messages after splitting (1 if not split; 0 on CEB607 delete). `msgCount`, integer of at most 9 digits.
        18 msg_count: u32 = Field::integer("msgCount", "报文总数", 9);
        /// 报文序号: Sequence number of the split message, from 1, no gaps (0 on CEB607 delete). `msgSeqNo`, integer of at most 9 digits.
        19 msg_seq_no: u32 = Field::integer("msgSeqNo", "报文序号", 9);
        /// 备注: Remark. `note`, at most 1000 characters.
        20 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

record! {
    /// The line of a manifest (master and house list) (607, 清单总分单表体); CEB `WayBillList`.
    pub struct ManifestItem: "WayBillList" {
        /// 序号: Line number, from 1, consecutive, unique; inventory line pairs with order line of same gnum. `gnum`, integer of at most 5 digits.
        0 gnum: u32 = Field::integer("gnum", "序号", 5);
        /// 总包号: Master package / pallet / mail bag number. `totalPackageNo`, at most 60 characters.
        1 total_package_no: Option<String> = Field::text("totalPackageNo", "总包号", 0, 60).optional();
        /// 物流运单编号: Parcel waybill number; not repeated by the same logistics company within 6 months. `logisticsNo`, at most 32 characters.
        2 logistics_no: String = Field::text("logisticsNo", "物流运单编号", 0, 32).in_2018(1, 80);
        /// 清单编号: Number of the original export inventory (used for returns); optional. `invtNo`, at most 20 characters.
        3 invt_no: Option<String> = Field::text("invtNo", "清单编号", 0, 20).optional().in_2018(18, 18);
        /// 备注: Remark. `note`, at most 1000 characters.
        4 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

kind! {
    /// 607 清单总分单.
    7 Manifest manifest = 607 "WayBill" answered 608 "WayBillReturn";
    names "清单总分单" "manifest";
    errors 900_000;
    course Split;
    pre_no 'P';
    lines ManifestHead ManifestItem (1, limits::PARCEL_LINES), in_2018 (1, limits::OLDER_LINES);
    key agent_code cop_no msg_seq_no;
    signed_by agent_code, logistics_code;
    sent_by agent_code agent_name, logistics_code logistics_name;
    ends STORED REJECTED;
    echoes {
        0 agent_code: String = echo::AGENT_CODE;
        1 logistics_code: String = echo::LOGISTICS_CODE;
        2 cop_no: String = echo::COP_NO;
        3 pre_no: String = echo::PRE_NO, from port;
        4 bill_no: String = echo::BILL_NO;
        5 msg_seq_no: u32 = echo::MSG_SEQ_NO;
    }
}
