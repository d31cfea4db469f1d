//! Sample (113, 样品单): a kind that exists only in tests. This file and its line in the list are all that it takes.
//!
//! The crate of the protobuf messages reads this file too, so it names its own crate from outside.

use tongguan_domain::record;
use tongguan_domain::record::Field;

record! {
    /// A sample (113, 样品单).
    pub struct Sample: "Sample" {
        /// 系统唯一序号.
        0 guid: String = Field::text("guid", "系统唯一序号", 36, 36);
        /// 报送类型.
        1 app_type: String = Field::text("appType", "报送类型", 1, 1);
        /// 报送时间.
        2 app_time: String = Field::text("appTime", "报送时间", 14, 14);
        /// 报送状态.
        3 app_status: String = Field::text("appStatus", "报送状态", 1, 1).default_to("2");
        /// 企业唯一编号.
        4 cop_no: String = Field::text("copNo", "企业唯一编号", 0, 30);
        /// 样品编号: came later, so its number is not its place.
        8 sample_no: Option<String> = Field::text("sampleNo", "样品编号", 0, 9).optional();
        /// 申报企业代码.
        5 agent_code: String = Field::text("agentCode", "申报企业代码", 0, 18);
        /// 申报企业名称.
        6 agent_name: String = Field::text("agentName", "申报企业名称", 0, 100);
        /// 件数.
        9 pack_no: u32 = Field::integer("packNo", "件数", 9);
        /// 备注.
        7 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

kind! {
    /// 113 样品单; only in tests.
    99 Sample sample = 113 "Sample" answered 114 "SampleReturn";
    names "样品单" "sample";
    errors 110_000;
    course Ruling;
    pre_no 'S';
    since V202205;
    key agent_code cop_no;
    signed_by agent_code;
    sent_by agent_code agent_name;
    ends REVIEWED REJECTED;
    echoes {
        0 agent_code: String = Field::text("agentCode", "申报企业代码", 0, 18);
        1 pre_no: String = Field::text("preNo", "电子口岸编号", 18, 18), from port;
        3 sample_no: Option<String> = Field::text("sampleNo", "样品编号", 0, 9).optional();
        2 cop_no: String = Field::text("copNo", "企业唯一编号", 0, 30);
        4 pack_no: u32 = Field::integer("packNo", "件数", 9);
    }
}
