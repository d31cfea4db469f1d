//! Receipt of payment (403, 收款单): every field of the 202205 schema, in its order.

use super::echo;
use crate::decimal::Decimal;
use crate::record;
use crate::record::Field;

record! {
    /// The receipt of payment (403, 收款单); CEB `Receipts`.
    pub struct PaymentReceipt: "Receipts" {
        /// 系统唯一序号: Record GUID, 36 chars, upper case letters. `guid`, exactly 36 characters.
        0 guid: String = Field::text("guid", "系统唯一序号", 36, 36);
        /// 报送类型: Submission type 1 new / 2 change / 3 delete. `appType`, exactly 1 character.
        1 app_type: String = Field::text("appType", "报送类型", 1, 1);
        /// 报送时间: Enterprise submission time yyyyMMddHHmmss. `appTime`, exactly 14 characters.
        2 app_time: String = Field::text("appTime", "报送时间", 14, 14);
        /// 报送状态: 1 save draft / 2 declare. `appStatus`, exactly 1 character.
        3 app_status: String = Field::text("appStatus", "报送状态", 1, 1).default_to("1").default_in_2018("2");
        /// 电商平台代码: E-commerce platform code (10-digit customs reg. or 18-char USCC; foreign platform without code: 无). `ebpCode`, at most 18 characters.
        4 ebp_code: String = Field::text("ebpCode", "电商平台代码", 0, 18).in_2018(1, 50);
        /// 电商平台: Platform name, or overseas warehouse name. `ebpName`, at most 100 characters.
        5 ebp_name: String = Field::text("ebpName", "电商平台", 0, 100).in_2018(1, 100);
        /// 电商企业: E-commerce enterprise (= consignor of the inventory) code. `ebcCode`, at most 18 characters.
        6 ebc_code: String = Field::text("ebcCode", "电商企业", 0, 18).in_2018(1, 18);
        /// 电商企业: E-commerce enterprise name. `ebcName`, at most 100 characters.
        7 ebc_name: String = Field::text("ebcName", "电商企业", 0, 100).in_2018(1, 100);
        /// 订单编号: Order number, or overseas-warehouse booking number. `orderNo`, at most 60 characters.
        8 order_no: String = Field::text("orderNo", "订单编号", 0, 60).in_2018(1, 60);
        /// 支付企业代码: Payment company code; domestic payer mandatory. `payCode`, at most 18 characters.
        9 pay_code: Option<String> = Field::text("payCode", "支付企业代码", 0, 18).optional();
        /// 支付企业名称: Payment company name; 现金支付 if not paid online. `payName`, at most 100 characters.
        10 pay_name: String = Field::text("payName", "支付企业名称", 0, 100).in_2018(1, 100);
        /// 支付交易编号: Payment transaction number. `payNo`, at most 60 characters.
        11 pay_no: Option<String> = Field::text("payNo", "支付交易编号", 0, 60).optional();
        /// 收款金额: Amount received. `charge`, decimal 19,5.
        12 charge: Decimal = Field::decimal("charge", "收款金额");
        /// 币制: Currency, 3-digit customs code (142 CNY, 502 USD ...). `currency`, exactly 3 characters.
        13 currency: String = Field::text("currency", "币制", 3, 3);
        /// 到账时间: Date credited yyyyMMddHHmmss. `accountingDate`, exactly 14 characters.
        14 accounting_date: String = Field::text("accountingDate", "到账时间", 14, 14);
        /// 备注: Remark. `note`, at most 1000 characters.
        15 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

kind! {
    /// 403 收款单.
    1 PaymentReceipt payment_receipt = 403 "Receipts" answered 404 "ReceiptsReturn";
    names "收款单" "payment receipt";
    errors 400_000;
    course Partner;
    key ebc_code order_no;
    signed_by ebc_code, pay_code or ebp_code;
    sent_by pay_code pay_name, ebp_code ebp_name, ebc_code ebc_name;
    ends STORED REJECTED;
    echoes {
        0 ebc_code: String = echo::EBC_CODE;
        1 order_no: String = echo::ORDER_NO;
        2 pay_no: Option<String> = echo::PAY_NO;
    }
}
