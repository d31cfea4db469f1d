//! Summary result (792, 汇总结果单): every field of the 202205 schema, in its order.

use crate::decimal::Decimal;
use crate::record;
use crate::record::Field;

record! {
    /// The head of a summary result (792, 汇总结果单表头); CEB `SummaryResultHead`.
    pub struct SummaryResultHead: "SummaryResultHead" {
        /// 系统唯一序号: Record GUID, 36 chars, upper case letters. `guid`, exactly 36 characters.
        0 guid: String = Field::text("guid", "系统唯一序号", 36, 36);
        /// 申报地海关代码: Declaring customs, 4 digits. `customsCode`, exactly 4 characters.
        1 customs_code: String = Field::text("customsCode", "申报地海关代码", 4, 4);
        /// 汇总申请编号: Summary application number given by customs. `sumNo`, exactly 18 characters.
        2 sum_no: String = Field::text("sumNo", "汇总申请编号", 18, 18);
        /// 汇总处理时间: Processing time, 17 digits. `opDate`, exactly 17 characters.
        3 op_date: String = Field::text("opDate", "汇总处理时间", 17, 17);
        /// 汇总统一编号: Unique number of one resulting 报关单. `declSeqNo`, exactly 18 characters.
        4 decl_seq_no: String = Field::text("declSeqNo", "汇总统一编号", 18, 18);
        /// 电子口岸暂存编号: 报关单 draft number (later results). `decTmpNo`, exactly 18 characters.
        5 dec_tmp_no: Option<String> = Field::text("decTmpNo", "电子口岸暂存编号", 18, 18).optional();
        /// 电子口岸预录入编号: 报关单 pre-entry number (later results). `decPreNo`, exactly 18 characters.
        6 dec_pre_no: Option<String> = Field::text("decPreNo", "电子口岸预录入编号", 18, 18).optional();
        /// 报关单编号: 报关单 number, 18 (later results). `entryId`, exactly 18 characters.
        7 entry_id: Option<String> = Field::text("entryId", "报关单编号", 18, 18).optional();
        /// 报关单状态: 报关单 state, value given by customs. `decState`, 1 to 3 characters.
        8 dec_state: String = Field::text("decState", "报关单状态", 1, 3);
        /// 申报企业代码: Declaring enterprise (broker) code. `agentCode`, at most 18 characters.
        9 agent_code: String = Field::text("agentCode", "申报企业代码", 0, 18);
        /// 申报企业名称: Declaring enterprise name. `agentName`, at most 100 characters.
        10 agent_name: String = Field::text("agentName", "申报企业名称", 0, 100);
        /// 电商企业: E-commerce enterprise (= consignor of the inventory) code. `ebcCode`, at most 18 characters.
        11 ebc_code: String = Field::text("ebcCode", "电商企业", 0, 18);
        /// 电商企业: E-commerce enterprise name. `ebcName`, at most 100 characters.
        12 ebc_name: String = Field::text("ebcName", "电商企业", 0, 100);
        /// 报关单位代码: Broker of the later 报关单, code (PDF misspells it declagAgentCode). `declAgentCode`, at most 18 characters.
        13 decl_agent_code: String = Field::text("declAgentCode", "报关单位代码", 0, 18);
        /// 报关单位名称: Broker of the later 报关单, name. `declAgentName`, at most 100 characters.
        14 decl_agent_name: String = Field::text("declAgentName", "报关单位名称", 0, 100);
        /// 毛重: Gross weight kg. `grossWeight`, decimal 19,5.
        15 gross_weight: Decimal = Field::decimal("grossWeight", "毛重");
        /// 净重: Net weight kg. `netWeight`, decimal 19,5.
        16 net_weight: Decimal = Field::decimal("netWeight", "净重");
        /// 报文总数: Number of messages after splitting (1 if not split; 0 on CEB607 delete). `msgCount`, integer of at most 9 digits.
        17 msg_count: u32 = Field::integer("msgCount", "报文总数", 9);
        /// 报文序号: Sequence number of the split message, from 1, no gaps (0 on CEB607 delete). `msgSeqNo`, integer of at most 9 digits.
        18 msg_seq_no: u32 = Field::integer("msgSeqNo", "报文序号", 9);
        /// 备注: Remark. `note`, at most 1000 characters.
        19 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

record! {
    /// The line of a summary result (792, 汇总结果单表体); CEB `SummaryResultList`.
    pub struct SummaryResultItem: "SummaryResultList" {
        /// 清单编号: Inventory number given by customs: customs(4)+year(4)+I/E(1)+serial(9..11). `invtNo`, at most 20 characters.
        0 invt_no: String = Field::text("invtNo", "清单编号", 0, 20).in_2018(18, 18);
        /// 物流运单编号: Parcel waybill number; not repeated by the same logistics company within 6 months. `logisticsNo`, at most 32 characters.
        1 logistics_no: String = Field::text("logisticsNo", "物流运单编号", 0, 32).in_2018(0, 80);
        /// 汇总结果单顺序号: Sequence number in the resulting 报关单 (new in 202205). `gseqno`, integer of at most 5 digits.
        2 gseqno: u32 = Field::integer("gseqno", "汇总结果单顺序号", 5).not_in_2018();
        /// 序号: Line number, from 1, consecutive, unique; inventory line pairs with order line of same gnum. `gnum`, integer of at most 5 digits.
        3 gnum: u32 = Field::integer("gnum", "序号", 5);
        /// 商品编码: HS code, 10 digits (simplified declaration: first 4 digits by heading). `gcode`, exactly 10 characters.
        4 gcode: String = Field::text("gcode", "商品编码", 10, 10);
    }
}

document! { SummaryResult SummaryResultHead SummaryResultItem }
