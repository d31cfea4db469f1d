//! Summary application (701, 汇总申请单): every field of the 202205 schema, in its order.

use super::echo;
use crate::limits;
use crate::record;
use crate::record::Field;

record! {
    /// The head of a summary application (701, 汇总申请单表头); CEB `SummaryApplyHead`.
    pub struct SummaryApplicationHead: "SummaryApplyHead" {
        /// 系统唯一序号: Record GUID, 36 chars, upper case letters. `guid`, exactly 36 characters.
        0 guid: String = Field::text("guid", "系统唯一序号", 36, 36);
        /// 报送类型: Submission type 1 new / 2 change / 3 delete. `appType`, exactly 1 character.
        1 app_type: String = Field::text("appType", "报送类型", 1, 1);
        /// 报送时间: Enterprise submission time yyyyMMddHHmmss. `appTime`, exactly 14 characters.
        2 app_time: String = Field::text("appTime", "报送时间", 14, 14);
        /// 报送状态: 1 save draft / 2 declare. `appStatus`, exactly 1 character.
        3 app_status: String = Field::text("appStatus", "报送状态", 1, 1).default_to("2");
        /// 申报地海关代码: Declaring customs, 4 digits. `customsCode`, exactly 4 characters.
        4 customs_code: String = Field::text("customsCode", "申报地海关代码", 4, 4);
        /// 企业唯一编号: Enterprise internal document number. `copNo`, at most 30 characters.
        5 cop_no: String = Field::text("copNo", "企业唯一编号", 0, 30).in_2018(1, 30);
        /// 电子口岸编号: E-Port number: letter + yyyyMMdd + 9-digit serial (inventory: B; tally list: O). `preNo`, at most 18 characters.
        6 pre_no: Option<String> = Field::text("preNo", "电子口岸编号", 0, 18).optional();
        /// 汇总申请编号: Summary application number given by customs. `sumNo`, at most 18 characters.
        7 sum_no: Option<String> = Field::text("sumNo", "汇总申请编号", 0, 18).optional();
        /// 申报企业代码: Declaring enterprise (broker) code. `agentCode`, at most 18 characters.
        8 agent_code: String = Field::text("agentCode", "申报企业代码", 0, 18).in_2018(1, 18);
        /// 申报企业名称: Declaring enterprise name. `agentName`, at most 100 characters.
        9 agent_name: String = Field::text("agentName", "申报企业名称", 0, 100).in_2018(1, 100);
        /// 电商企业: E-commerce enterprise (= consignor of the inventory) code. `ebcCode`, at most 18 characters.
        10 ebc_code: String = Field::text("ebcCode", "电商企业", 0, 18).in_2018(1, 18);
        /// 电商企业: E-commerce enterprise name. `ebcName`, at most 100 characters.
        11 ebc_name: String = Field::text("ebcName", "电商企业", 0, 100).in_2018(1, 100);
        /// 报关单位代码: Broker of the later 报关单, code (PDF misspells it declagAgentCode). `declAgentCode`, at most 18 characters.
        12 decl_agent_code: String = Field::text("declAgentCode", "报关单位代码", 0, 18).in_2018(1, 18);
        /// 报关单位名称: Broker of the later 报关单, name. `declAgentName`, at most 100 characters.
        13 decl_agent_name: String = Field::text("declAgentName", "报关单位名称", 0, 100).in_2018(1, 100);
        /// 汇总开始时间: Summary period start yyyyMMddHHmmss; pair with endTime; if present the list is ignored. `startTime`, exactly 14 characters.
        14 start_time: Option<String> = Field::text("startTime", "汇总开始时间", 14, 14).optional();
        /// 汇总结束时间: Summary period end, >= startTime. `endTime`, exactly 14 characters.
        15 end_time: Option<String> = Field::text("endTime", "汇总结束时间", 14, 14).optional();
        /// 监管场所代码: Supervised site code (if several in one customs). `loctNo`, at most 10 characters.
        16 loct_no: Option<String> = Field::text("loctNo", "监管场所代码", 0, 10).optional();
        /// 收发货人汇总标志: 1 by consignor / 2 by consignor + producer-seller. `summaryFlag`, exactly 1 character.
        17 summary_flag: String = Field::text("summaryFlag", "收发货人汇总标志", 1, 1);
        /// 按商品名汇总标志: 1 by original item name; otherwise by composite class name. `itemNameFlag`, exactly 1 character.
        18 item_name_flag: String = Field::text("itemNameFlag", "按商品名汇总标志", 1, 1);
        /// 报文总数: Number of messages after splitting (1 if not split; 0 on CEB607 delete). `msgCount`, integer of at most 9 digits.
        19 msg_count: u32 = Field::integer("msgCount", "报文总数", 9);
        /// 报文序号: Sequence number of the split message, from 1, no gaps (0 on CEB607 delete). `msgSeqNo`, integer of at most 9 digits.
        20 msg_seq_no: u32 = Field::integer("msgSeqNo", "报文序号", 9);
        /// 备注: Remark. `note`, at most 1000 characters.
        21 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

record! {
    /// The line of a summary application (701, 汇总申请单表体); CEB `SummaryApplyList`.
    pub struct SummaryApplicationItem: "SummaryApplyList" {
        /// 清单编号: Inventory number given by customs: customs(4)+year(4)+I/E(1)+serial(9..11). `invtNo`, at most 20 characters.
        0 invt_no: String = Field::text("invtNo", "清单编号", 0, 20).in_2018(18, 18);
    }
}

kind! {
    /// 701 汇总申请单.
    8 SummaryApplication summary_application = 701 "SummaryApply" answered 702 "SummaryReturn";
    names "汇总申请单" "summary application";
    errors 700_000;
    course Split;
    pre_no 'P';
    lines SummaryApplicationHead SummaryApplicationItem (0, limits::PARCEL_LINES), in_2018 (1, limits::OLDER_LINES);
    key ebc_code cop_no msg_seq_no;
    signed_by agent_code, ebc_code;
    sent_by agent_code agent_name, ebc_code ebc_name;
    ends REVIEWED REJECTED;
    echoes {
        0 agent_code: String = echo::AGENT_CODE;
        1 ebc_code: String = echo::EBC_CODE;
        2 cop_no: String = echo::COP_NO;
        3 pre_no: String = echo::PRE_NO, from port;
        4 sum_no: Option<String> = echo::SUM_NO, from customs;
        5 msg_seq_no: u32 = echo::MSG_SEQ_NO;
    }
}
