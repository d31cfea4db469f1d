//! Head of an order (303, 订单表头): every field of the 202205 schema, in its order.

use super::echo;
use crate::decimal::Decimal;
use crate::limits;
use crate::record;
use crate::record::Field;

record! {
    /// The head of an order (303, 订单表头); CEB `OrderHead`.
    pub struct SalesOrderHead: "OrderHead" {
        /// 系统唯一序号: Record GUID, 36 chars, upper case letters. `guid`, exactly 36 characters.
        0 guid: String = Field::text("guid", "系统唯一序号", 36, 36);
        /// 报送类型: Submission type 1 new / 2 change / 3 delete. `appType`, exactly 1 character.
        1 app_type: String = Field::text("appType", "报送类型", 1, 1);
        /// 报送时间: Enterprise submission time yyyyMMddHHmmss. `appTime`, exactly 14 characters.
        2 app_time: String = Field::text("appTime", "报送时间", 14, 14);
        /// 报送状态: 1 save draft / 2 declare. `appStatus`, exactly 1 character.
        3 app_status: String = Field::text("appStatus", "报送状态", 1, 1).default_to("1").default_in_2018("2");
        /// 订单类型: Order type E B2C / B B2B(9710) / W overseas-warehouse(9810) (I = import). `orderType`, exactly 1 character.
        4 order_type: String = Field::text("orderType", "订单类型", 1, 1);
        /// 订单编号: Order number, or overseas-warehouse booking number. `orderNo`, at most 60 characters.
        5 order_no: String = Field::text("orderNo", "订单编号", 0, 60).in_2018(1, 60);
        /// 电商平台代码: E-commerce platform code (10-digit customs reg. or 18-char USCC; foreign platform without code: 无). `ebpCode`, at most 18 characters.
        6 ebp_code: String = Field::text("ebpCode", "电商平台代码", 0, 18).in_2018(1, 50);
        /// 电商平台: Platform name, or overseas warehouse name. `ebpName`, at most 100 characters.
        7 ebp_name: String = Field::text("ebpName", "电商平台", 0, 100).in_2018(1, 100);
        /// 电商企业: E-commerce enterprise (= consignor of the inventory) code. `ebcCode`, at most 18 characters.
        8 ebc_code: String = Field::text("ebcCode", "电商企业", 0, 18).in_2018(1, 18);
        /// 电商企业: E-commerce enterprise name. `ebcName`, at most 100 characters.
        9 ebc_name: String = Field::text("ebcName", "电商企业", 0, 100).in_2018(1, 100);
        /// 商品金额: Goods value, FOB, without freight/misc. `goodsValue`, decimal 19,5.
        10 goods_value: Decimal = Field::decimal("goodsValue", "商品金额");
        /// 运杂费: Freight (0 if none). `freight`, decimal 19,5.
        11 freight: Decimal = Field::decimal("freight", "运杂费").default_to("0");
        /// 币制: Currency, 3-digit customs code (142 CNY, 502 USD ...). `currency`, exactly 3 characters.
        12 currency: String = Field::text("currency", "币制", 3, 3);
        /// 备注: Remark. `note`, at most 1000 characters.
        13 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

record! {
    /// The line of an order (303, 订单表体); CEB `OrderList`.
    pub struct SalesOrderItem: "OrderList" {
        /// 序号: Line number, from 1, consecutive, unique; inventory line pairs with order line of same gnum. `gnum`, integer of at most 5 digits.
        0 gnum: u32 = Field::integer("gnum", "序号", 5);
        /// 企业商品货号: SKU / enterprise item number. `itemNo`, at most 30 characters.
        1 item_no: String = Field::text("itemNo", "企业商品货号", 0, 30).in_2018(1, 30);
        /// 企业商品名称: Enterprise item name (after summary becomes the tax-refund name). `itemName`, at most 250 characters.
        2 item_name: String = Field::text("itemName", "企业商品名称", 0, 250).in_2018(1, 250);
        /// 企业商品描述: Listing description. `itemDescribe`, at most 1000 characters.
        3 item_describe: Option<String> = Field::text("itemDescribe", "企业商品描述", 0, 1000).optional();
        /// 条形码: Bar code; 无 if there is none. `barCode`, at most 50 characters.
        4 bar_code: Option<String> = Field::text("barCode", "条形码", 0, 50).optional();
        /// 计量单位: Declared unit, 3-digit unit code. `unit`, exactly 3 characters.
        5 unit: String = Field::text("unit", "计量单位", 3, 3);
        /// 币制: Currency, 3-digit customs code (142 CNY, 502 USD ...). `currency`, exactly 3 characters.
        6 currency: String = Field::text("currency", "币制", 3, 3);
        /// 数量: Declared quantity. `qty`, decimal 19,5.
        7 qty: Decimal = Field::decimal("qty", "数量");
        /// 单价: Unit price (FOB). `price`, decimal 19,5.
        8 price: Decimal = Field::decimal("price", "单价");
        /// 总价: Line total = qty x price. `totalPrice`, decimal 19,5.
        9 total_price: Decimal = Field::decimal("totalPrice", "总价");
        /// 备注: Remark. `note`, at most 1000 characters.
        10 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

kind! {
    /// 303 电子订单 / 海外仓订仓单.
    0 SalesOrder sales_order = 303 "Order" answered 304 "OrderReturn";
    names "订单" "order";
    errors 300_000;
    course Partner;
    lines SalesOrderHead SalesOrderItem (1, limits::GOODS_LINES);
    key ebp_code ebc_code order_no;
    signed_by ebc_code, ebp_code;
    sent_by ebp_code ebp_name, ebc_code ebc_name;
    ends STORED REJECTED;
    echoes {
        0 ebp_code: String = echo::EBP_CODE;
        1 ebc_code: String = echo::EBC_CODE;
        2 order_no: String = echo::ORDER_NO;
    }
}
