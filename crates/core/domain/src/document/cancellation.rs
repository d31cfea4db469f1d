//! Cancellation of a declaration (605, 撤销申请单): every field of the 202205 schema, in its order.

use super::echo;
use crate::record;
use crate::record::Field;

record! {
    /// A cancellation of a declaration (605, 撤销申请单); CEB `InvtCancel`.
    pub struct Cancellation: "InvtCancel" {
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
        /// 清单编号: Inventory number given by customs: customs(4)+year(4)+I/E(1)+serial(9..11). `invtNo`, at most 20 characters.
        7 invt_no: String = Field::text("invtNo", "清单编号", 0, 20).in_2018(18, 18);
        /// 撤单原因: Reason. `reason`, at most 1000 characters.
        8 reason: String = Field::text("reason", "撤单原因", 0, 1000).collapsed().spaced_in_2018().in_2018(1, 1000);
        /// 申报企业代码: Declaring enterprise (broker) code. `agentCode`, at most 18 characters.
        9 agent_code: String = Field::text("agentCode", "申报企业代码", 0, 18).in_2018(1, 18);
        /// 申报企业名称: Declaring enterprise name. `agentName`, at most 100 characters.
        10 agent_name: String = Field::text("agentName", "申报企业名称", 0, 100).in_2018(1, 100);
        /// 电商企业: E-commerce enterprise (= consignor of the inventory) code. `ebcCode`, at most 18 characters.
        11 ebc_code: String = Field::text("ebcCode", "电商企业", 0, 18).in_2018(1, 18);
        /// 电商企业: E-commerce enterprise name. `ebcName`, at most 100 characters.
        12 ebc_name: String = Field::text("ebcName", "电商企业", 0, 100).in_2018(1, 100);
        /// 备注: Remark. `note`, at most 1000 characters.
        13 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

kind! {
    /// 605 撤销申请单.
    6 Cancellation cancellation = 605 "InvtCancel" answered 606 "InvtCancelReturn";
    names "撤销申请单" "cancellation";
    errors 604_000;
    course Ruling;
    pre_no 'C';
    key agent_code cop_no;
    signed_by agent_code, ebc_code;
    sent_by agent_code agent_name, ebc_code ebc_name;
    ends REVIEWED REJECTED;
    echoes {
        0 agent_code: String = echo::AGENT_CODE;
        1 cop_no: String = echo::COP_NO;
        2 pre_no: String = echo::PRE_NO, from port;
        3 invt_no: String = echo::INVT_NO;
    }
}
