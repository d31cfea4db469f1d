//! Head of an export declaration list (603, 出口清单表头): every field of the 202205 schema, in its order.

use super::echo;
use crate::decimal::Decimal;
use crate::limits;
use crate::record;
use crate::record::Field;

record! {
    /// The head of an export declaration list (603, 出口清单表头); CEB `InventoryHead`.
    pub struct DeclarationHead: "InventoryHead" {
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
        /// 电商平台代码: E-commerce platform code (10-digit customs reg. or 18-char USCC; foreign platform without code: 无). `ebpCode`, at most 18 characters.
        5 ebp_code: String = Field::text("ebpCode", "电商平台代码", 0, 18).in_2018(1, 50);
        /// 电商平台: Platform name, or overseas warehouse name. `ebpName`, at most 100 characters.
        6 ebp_name: String = Field::text("ebpName", "电商平台", 0, 100).in_2018(1, 100);
        /// 订单编号: Order number, or overseas-warehouse booking number. `orderNo`, at most 60 characters.
        7 order_no: String = Field::text("orderNo", "订单编号", 0, 60).in_2018(1, 60);
        /// 物流企业代码: Logistics company code. `logisticsCode`, at most 18 characters.
        8 logistics_code: String = Field::text("logisticsCode", "物流企业代码", 0, 18).in_2018(1, 18);
        /// 物流企业名称: Logistics company name. `logisticsName`, at most 100 characters.
        9 logistics_name: String = Field::text("logisticsName", "物流企业名称", 0, 100).in_2018(1, 100);
        /// 物流运单编号: Parcel waybill number; not repeated by the same logistics company within 6 months. `logisticsNo`, at most 32 characters.
        10 logistics_no: String = Field::text("logisticsNo", "物流运单编号", 0, 32).in_2018(1, 80);
        /// 企业唯一编号: Enterprise internal document number. `copNo`, at most 30 characters.
        11 cop_no: String = Field::text("copNo", "企业唯一编号", 0, 30).in_2018(1, 30);
        /// 电子口岸编号: E-Port number: letter + yyyyMMdd + 9-digit serial (inventory: B; tally list: O). `preNo`, exactly 18 characters.
        12 pre_no: Option<String> = Field::text("preNo", "电子口岸编号", 18, 18).optional();
        /// 清单编号: Inventory number given by customs: customs(4)+year(4)+I/E(1)+serial(9..11). `invtNo`, at most 20 characters.
        13 invt_no: Option<String> = Field::text("invtNo", "清单编号", 0, 20).optional().in_2018(18, 18);
        /// 进出口标记: I / E (E for export, I for CEB213/215 returns). `ieFlag`, exactly 1 character.
        14 ie_flag: String = Field::text("ieFlag", "进出口标记", 1, 1);
        /// 出口口岸代码: Customs of exit, 4 digits. `portCode`, exactly 4 characters.
        15 port_code: String = Field::text("portCode", "出口口岸代码", 4, 4);
        /// 出口日期: Export date yyyyMMdd. `ieDate`, exactly 8 characters.
        16 ie_date: String = Field::text("ieDate", "出口日期", 8, 8);
        /// 申报业务类型: A simplified declaration / B summary declaration. `statisticsFlag`, exactly 1 character.
        17 statistics_flag: String = Field::text("statisticsFlag", "申报业务类型", 1, 1);
        /// 申报企业代码: Declaring enterprise (broker) code. `agentCode`, at most 18 characters.
        18 agent_code: String = Field::text("agentCode", "申报企业代码", 0, 18).in_2018(1, 18);
        /// 申报企业名称: Declaring enterprise name. `agentName`, at most 100 characters.
        19 agent_name: String = Field::text("agentName", "申报企业名称", 0, 100).in_2018(1, 100);
        /// 电商企业: E-commerce enterprise (= consignor of the inventory) code. `ebcCode`, at most 18 characters.
        20 ebc_code: String = Field::text("ebcCode", "电商企业", 0, 18).in_2018(1, 18);
        /// 电商企业: E-commerce enterprise name. `ebcName`, at most 100 characters.
        21 ebc_name: String = Field::text("ebcName", "电商企业", 0, 100).in_2018(1, 100);
        /// 生产销售单位代码: Producer/seller code; NO if not registered. `ownerCode`, at most 18 characters.
        22 owner_code: String = Field::text("ownerCode", "生产销售单位代码", 0, 18).in_2018(1, 18);
        /// 生产销售单位名称: Producer/seller name. `ownerName`, at most 100 characters.
        23 owner_name: String = Field::text("ownerName", "生产销售单位名称", 0, 100).in_2018(1, 100);
        /// 区内企业代码: Bonded-zone enterprise code (mandatory for 1210). `iacCode`, at most 18 characters.
        24 iac_code: Option<String> = Field::text("iacCode", "区内企业代码", 0, 18).optional();
        /// 区内企业名称: Bonded-zone enterprise name (mandatory for 1210). `iacName`, at most 100 characters.
        25 iac_name: Option<String> = Field::text("iacName", "区内企业名称", 0, 100).optional();
        /// 账册编号: Bonded account book number (mandatory for 1210). `emsNo`, at most 30 characters.
        26 ems_no: Option<String> = Field::text("emsNo", "账册编号", 0, 30).optional();
        /// 贸易方式: 9610 / 1210 (XSD 2018: /1239) / 9710 / 9810; returns 9661 / 1261. `tradeMode`, exactly 4 characters.
        27 trade_mode: String = Field::text("tradeMode", "贸易方式", 4, 4);
        /// 运输方式: Transport mode code. `trafMode`, exactly 1 character.
        28 traf_mode: String = Field::text("trafMode", "运输方式", 1, 1).collapsed().spaced_in_2018();
        /// 运输工具名称: Vessel / aircraft / vehicle name. `trafName`, at most 100 characters.
        29 traf_name: Option<String> = Field::text("trafName", "运输工具名称", 0, 100).optional();
        /// 航班航次号: Voyage / flight number. `voyageNo`, at most 32 characters.
        30 voyage_no: Option<String> = Field::text("voyageNo", "航班航次号", 0, 32).optional();
        /// 提运单号: Bill of lading / MAWB number. `billNo`, at most 37 characters.
        31 bill_no: Option<String> = Field::text("billNo", "提运单号", 0, 37).optional();
        /// 总包号: Master package / pallet / mail bag number. `totalPackageNo`, at most 37 characters.
        32 total_package_no: Option<String> = Field::text("totalPackageNo", "总包号", 0, 37).optional().in_2018(0, 60);
        /// 监管场所代码: Supervised site code (if several in one customs). `loctNo`, at most 10 characters.
        33 loct_no: Option<String> = Field::text("loctNo", "监管场所代码", 0, 10).optional();
        /// 许可证号: Licence number. `licenseNo`, at most 19 characters.
        34 license_no: Option<String> = Field::text("licenseNo", "许可证号", 0, 19).optional();
        /// 运抵国: Country code, 3 digits. `country`, exactly 3 characters.
        35 country: String = Field::text("country", "运抵国", 3, 3);
        /// 指运港代码: Port of destination code. `POD`, 3 to 4 characters.
        36 pod: String = Field::text("POD", "指运港代码", 3, 4).collapsed().spaced_in_2018();
        /// 运杂费: Freight (0 if none). `freight`, decimal 19,5.
        37 freight: Decimal = Field::decimal("freight", "运杂费");
        /// 运费币制: Freight currency. `fCurrency`, exactly 3 characters.
        38 freight_currency: String = Field::text("fCurrency", "运费币制", 3, 3);
        /// 运费标志: always 3, a total; the schema fixes it. `fFlag`, exactly 1 character.
        39 freight_flag: String = Field::text("fFlag", "运费标志", 1, 1).fixed_to("3").free_in_2018();
        /// 保价费: Insurance fee. `insuredFee`, decimal 19,5.
        40 insured_fee: Decimal = Field::decimal("insuredFee", "保价费");
        /// 保费币制: Insurance currency. `iCurrency`, exactly 3 characters.
        41 insurance_currency: String = Field::text("iCurrency", "保费币制", 3, 3);
        /// 保费标志: always 3, a total; the schema fixes it. `iFlag`, exactly 1 character.
        42 insurance_flag: String = Field::text("iFlag", "保费标志", 1, 1).fixed_to("3").free_in_2018();
        /// 包装种类代码: Packaging type code, 1 digit. `wrapType`, exactly 1 character.
        43 wrap_type: String = Field::text("wrapType", "包装种类代码", 1, 1).collapsed().spaced_in_2018();
        /// 件数: Number of packages. `packNo`, integer of at most 9 digits.
        44 pack_no: u32 = Field::integer("packNo", "件数", 9);
        /// 毛重: Gross weight kg. `grossWeight`, decimal 19,5.
        45 gross_weight: Decimal = Field::decimal("grossWeight", "毛重");
        /// 净重: Net weight kg. `netWeight`, decimal 19,5.
        46 net_weight: Decimal = Field::decimal("netWeight", "净重");
        /// 备注: Remark. `note`, at most 1000 characters.
        47 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

record! {
    /// The goods line of a declaration (603, 出口清单表体); CEB `InventoryList`.
    pub struct DeclarationItem: "InventoryList" {
        /// 序号: Line number, from 1, consecutive, unique; inventory line pairs with order line of same gnum. `gnum`, integer of at most 5 digits.
        0 gnum: u32 = Field::integer("gnum", "序号", 5);
        /// 企业商品货号: SKU / enterprise item number. `itemNo`, at most 20 characters.
        1 item_no: String = Field::text("itemNo", "企业商品货号", 0, 20).in_2018(1, 20);
        /// 账册备案料号: Account book item number (mandatory for bonded export). `itemRecordNo`, at most 30 characters.
        2 item_record_no: Option<String> = Field::text("itemRecordNo", "账册备案料号", 0, 30).optional();
        /// 企业商品名称: Enterprise item name (after summary becomes the tax-refund name). `itemName`, at most 250 characters.
        3 item_name: Option<String> = Field::text("itemName", "企业商品名称", 0, 250).optional();
        /// 商品编码: HS code, 10 digits (simplified declaration: first 4 digits by heading). `gcode`, exactly 10 characters.
        4 gcode: String = Field::text("gcode", "商品编码", 10, 10);
        /// 商品名称: Goods name. `gname`, at most 250 characters.
        5 gname: String = Field::text("gname", "商品名称", 0, 250).in_2018(1, 250);
        /// 规格型号: Specification/model. `gmodel`, at most 250 characters.
        6 gmodel: String = Field::text("gmodel", "规格型号", 0, 250).collapsed().spaced_in_2018().in_2018(1, 250);
        /// 条形码: Bar code; 无 if there is none. `barCode`, at most 50 characters.
        7 bar_code: String = Field::text("barCode", "条形码", 0, 50).collapsed().spaced_in_2018().in_2018(1, 50);
        /// 运抵国: Country code, 3 digits. `country`, exactly 3 characters.
        8 country: String = Field::text("country", "运抵国", 3, 3);
        /// 币制: Currency, 3-digit customs code (142 CNY, 502 USD ...). `currency`, exactly 3 characters.
        9 currency: String = Field::text("currency", "币制", 3, 3);
        /// 数量: Declared quantity. `qty`, decimal 19,5.
        10 qty: Decimal = Field::decimal("qty", "数量");
        /// 法定数量: Statutory quantity 1. `qty1`, decimal 19,5.
        11 qty1: Decimal = Field::decimal("qty1", "法定数量");
        /// 第二数量: Statutory quantity 2. `qty2`, decimal 19,5.
        12 qty2: Option<Decimal> = Field::decimal("qty2", "第二数量").optional();
        /// 计量单位: Declared unit, 3-digit unit code. `unit`, exactly 3 characters.
        13 unit: String = Field::text("unit", "计量单位", 3, 3);
        /// 法定计量单位: Statutory unit 1. `unit1`, exactly 3 characters.
        14 unit1: String = Field::text("unit1", "法定计量单位", 3, 3);
        /// 第二计量单位: Statutory unit 2. `unit2`, at most 3 characters.
        15 unit2: Option<String> = Field::text("unit2", "第二计量单位", 0, 3).optional().in_2018(3, 3);
        /// 单价: Unit price (FOB). `price`, decimal 19,5.
        16 price: Decimal = Field::decimal("price", "单价");
        /// 总价: Line total = qty x price. `totalPrice`, decimal 19,5.
        17 total_price: Decimal = Field::decimal("totalPrice", "总价");
        /// 备注: Remark. `note`, at most 1000 characters.
        18 note: Option<String> = Field::text("note", "备注", 0, 1000).optional();
    }
}

kind! {
    /// 603 出口清单.
    3 Declaration declaration = 603 "Inventory" answered 604 "InventoryReturn";
    names "清单" "declaration";
    errors 600_000;
    course Declaration;
    pre_no 'B';
    lines DeclarationHead DeclarationItem (1, limits::GOODS_LINES);
    key ebc_code order_no;
    signed_by agent_code, ebc_code;
    sent_by agent_code agent_name, logistics_code logistics_name, ebp_code ebp_name, ebc_code ebc_name;
    echoes {
        0 agent_code: String = echo::AGENT_CODE;
        1 cop_no: String = echo::COP_NO;
        2 pre_no: String = echo::PRE_NO, from port;
        3 invt_no: String = echo::INVT_NO, from customs;
        4 ebc_code: String = echo::EBC_CODE;
        5 ebp_code: String = echo::EBP_CODE;
        6 order_no: String = echo::ORDER_NO;
        7 statistics_flag: String = echo::STATISTICS_FLAG;
    }
}
