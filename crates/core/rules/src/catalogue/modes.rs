//! Rules of the supervision modes, of simplified declaration, and of payment.

super::rules! {
    /// A field that bonded goods need.
    BONDED_FIELD_MISSING Business 23 zh "保税出口时区内企业、账册编号和账册备案料号必填" en "bonded goods need this field"
        hint "for 1210 send iacCode, iacName, emsNo, and itemRecordNo in every line"
        hint_zh "1210应填区内企业代码、名称、账册编号，并逐项填账册备案料号"
        source Official "PDF 202205, notes of these fields in 603"
        provoke "603: trade_mode=1210; 603: trade_mode=1210 iac_code=3301960IAC ems_no=T2924W000001; \
            603: trade_mode=1210 iac_code=3301960IAC iac_name=示例保税仓; \
            603: trade_mode=1210 iac_code=3301960IAC iac_name=示例保税仓 ems_no=T2924W000001; \
            2018-113 603: trade_mode=1239";
    /// Goods for an overseas warehouse that is not named.
    WAREHOUSE_NAME_MISSING Business 24 zh "海外仓订仓单和9810清单的电商平台名称应填海外仓名称"
        en "the overseas warehouse is not named"
        hint "for orderType W and tradeMode 9810, ebpName is the name of the overseas warehouse"
        hint_zh "订单类型为W、贸易方式为9810时，电商平台名称填海外仓名称"
        source Official "PDF 202205, note of ebpName"
        provoke "303: order_type=W ebp_name=无; 603: trade_mode=9810 ebp_name=无";
    /// A simplified declaration with a licence.
    SIMPLIFIED_WITH_LICENCE Business 25 zh "简化申报的商品不能涉及许可证" en "a simplified declaration has a licence number"
        hint "declare with statisticsFlag B, or leave licenseNo out"
        hint_zh "改用汇总申报（statisticsFlag=B），或不填许可证号" source Official "PDF 202205, note of statisticsFlag"
        provoke "603: statistics_flag=A license_no=L1";
    /// A simplified declaration above the limit.
    SIMPLIFIED_VALUE_ABOVE_LIMIT Business 26 zh "简化申报的清单价值超过人民币5000元"
        en "a simplified declaration is worth more than 5,000 yuan"
        hint "declare with statisticsFlag B; the value is the sum of totalPrice at the default exchange rates"
        hint_zh "改用汇总申报（statisticsFlag=B）；金额按各项总价和默认汇率折算"
        source Published "Announcement 194/2018, summary statistics, as trade texts have it"
        provoke "603: statistics_flag=A items[0].price=4000 items[0].total_price=8000";
    /// A business-to-business list with a licence.
    B2B_LIST_WITH_LICENCE Business 27 zh "9710、9810涉及许可证的应报报关单" en "a 9710 or 9810 list has a licence number"
        hint "goods under licence need a declaration form (报关单, system H2018), which is not simulated"
        hint_zh "涉证商品应在H2018系统报报关单，本系统不模拟"
        source Published "guides to Announcement 75/2020 (bbs.jying.cn, sellerclass.com)"
        provoke "603: trade_mode=9710 license_no=L1";
    /// A business-to-business list above the limit.
    B2B_LIST_VALUE_ABOVE_LIMIT Business 28 zh "9710、9810清单价值超过人民币5000元应报报关单"
        en "a 9710 or 9810 list is worth more than 5,000 yuan"
        hint "above the limit a declaration form (报关单, system H2018) is needed, which is not simulated"
        hint_zh "超过限额应在H2018系统报报关单，本系统不模拟"
        source Published "guides to Announcement 75/2020 (bbs.jying.cn, sellerclass.com)"
        provoke "603: trade_mode=9710 items[0].price=4000 items[0].total_price=8000; \
            603: trade_mode=9810 items[0].price=4000 items[0].total_price=8000";
    /// Cash, but a payment company.
    CASH_WITH_PAY_CODE Business 29 zh "现金支付不能填支付企业代码" en "payment in cash has a payment company"
        hint "leave payCode out, or name the payment company in payName"
        hint_zh "不填支付企业代码，或在支付企业名称中填写支付企业"
        source Inferred "PDF 202205, notes of payCode and payName; that they contradict each other is said nowhere"
        provoke "403: pay_name=现金支付 pay_code=91330100MA2ABCDE1X";
    /// A payment company, but no transaction.
    PAY_NO_MISSING Business 30 zh "有支付企业代码时支付交易编号必填" en "payment through a company has no transaction number"
        hint "send payNo; a domestic payment company always has one"
        hint_zh "填写支付交易编号；境内支付企业都有" source Inferred "note of payCode; payNo is optional in every text"
        provoke "403: pay_code=91330100MA2ABCDE1X pay_no=~";
    /// A simplified declaration where there is no pilot zone.
    SIMPLIFIED_OUTSIDE_ZONE Business 39 zh "简化申报仅适用于跨境电商综合试验区" en "a simplified declaration where there is no pilot zone"
        hint "declare with statisticsFlag B, or at a customs office in a district with a pilot zone"
        hint_zh "改用汇总申报（statisticsFlag=B），或向有综合试验区的关区申报"
        source Published "trade texts on pilot zones (bbs.jying.cn); State Council replies in the table of provisions"
        provoke "@2015-02-28 603: statistics_flag=A";
    /// A simplified declaration of goods under licence.
    SIMPLIFIED_GOODS_UNDER_LICENCE Business 40 zh "涉及出口许可证的商品不能简化申报" en "a simplified declaration has goods under licence"
        hint "declare with statisticsFlag B and licenseNo"
        hint_zh "改用汇总申报（statisticsFlag=B）并填写许可证号" source Official "PDF 202205, note of statisticsFlag; the goods: yearly lists, by example"
        provoke "603: statistics_flag=A items[0].gcode=8711101000; 603: statistics_flag=A items[0].gcode=8112929010";
    /// A simplified declaration of goods under inspection.
    SIMPLIFIED_GOODS_UNDER_INSPECTION Business 41 zh "法定检验商品不能简化申报"
        en "a simplified declaration has goods under statutory inspection" hint "declare with statisticsFlag B"
        hint_zh "改用汇总申报（statisticsFlag=B）"
        source Inferred "said of lists between businesses only; the goods are examples"
        provoke "603: statistics_flag=A items[0].gcode=9613100000";
    /// A simplified declaration of goods under export duty.
    SIMPLIFIED_GOODS_UNDER_DUTY Business 42 zh "涉及出口关税的商品不能简化申报" en "a simplified declaration has goods under export duty"
        hint "declare with statisticsFlag B"
        hint_zh "改用汇总申报（statisticsFlag=B）" source Official "PDF 202205, note of statisticsFlag; the goods: yearly export tariff, by example"
        provoke "603: statistics_flag=A items[0].gcode=7601101000";
    /// A business-to-business list of goods under licence.
    B2B_LIST_GOODS_UNDER_LICENCE Business 43 zh "9710、9810涉及出口许可证的商品应报报关单" en "a 9710 or 9810 list has goods under licence"
        hint "these goods must go to the other declaration system, as a declaration form (报关单, system H2018), which is not simulated"
        hint_zh "此类商品应在H2018系统报报关单，本系统不模拟"
        source Published "guides to Announcement 75/2020 (bbs.jying.cn, sellerclass.com); the goods: yearly lists, by example"
        provoke "603: trade_mode=9710 items[0].gcode=8711101000";
    /// A business-to-business list of goods under inspection.
    B2B_LIST_GOODS_UNDER_INSPECTION Business 44 zh "9710、9810涉及法定检验的商品应报报关单"
        en "a 9710 or 9810 list has goods under statutory inspection"
        hint "these goods must go to the other declaration system, as a declaration form (报关单, system H2018), which is not simulated"
        hint_zh "此类商品应在H2018系统报报关单，本系统不模拟"
        source Published "guides to Announcement 75/2020 (bbs.jying.cn, sellerclass.com); the goods: yearly lists, by example"
        provoke "603: trade_mode=9810 items[0].gcode=9613100000";
    /// A business-to-business list of goods under export duty.
    B2B_LIST_GOODS_UNDER_DUTY Business 45 zh "9710、9810涉及出口关税的商品应报报关单" en "a 9710 or 9810 list has goods under export duty"
        hint "these goods must go to the other declaration system, as a declaration form (报关单, system H2018), which is not simulated"
        hint_zh "此类商品应在H2018系统报报关单，本系统不模拟"
        source Published "guides to Announcement 75/2020 (bbs.jying.cn, sellerclass.com); the goods: yearly lists, by example"
        provoke "603: trade_mode=9710 items[0].gcode=7601101000";
    /// Goods under licence, but no licence number.
    LICENCE_NUMBER_MISSING Business 46 zh "涉及出口许可证的商品许可证号必填" en "goods under a certificate are declared without its number"
        hint "send licenseNo: the number of the certificate that is named; `tongguan codes export-control` has its days"
        hint_zh "填写所列证件的编号（licenseNo）；`tongguan codes export-control`有其施行日期" source Inferred "name of the field licenseNo; the goods are examples"
        provoke "603: items[0].gcode=8711101000; 603: items[0].gcode=8112929010; 603: items[0].gcode=9706100000";
    /// Goods that may not leave in a parcel.
    GOODS_PROHIBITED Business 63 zh "禁止出境的商品" en "goods that may not leave in a parcel"
        hint "arms and ammunition leave under the Regulation on arms exports only"
        hint_zh "武器弹药只能按《军品出口管理条例》出口"
        source Official "GACC Order 43 of 1993, list of things that may not leave"
        provoke "603: items[0].gcode=9303200000; 603: statistics_flag=A items[0].gcode=9306210000; \
            603: trade_mode=9710 items[0].gcode=9302000000";
    /// Goods of which a part is under control.
    GOODS_CONTROL_POSSIBLE Business 64 zh "商品可能涉及出口管制" en "a part of the goods under this code is under control"
        hint "compare the ten digits with the list of the year: `tongguan codes export-control` says what is meant"
        hint_zh "按当年目录核对10位编码；`tongguan codes export-control`说明所指范围"
        source Inferred "yearly lists; the headings were put to the goods here"
        provoke "603: items[0].gcode=8806220000; 603: statistics_flag=A items[0].gcode=4601290000";
    /// A simplified declaration where a pilot zone may not have begun.
    ZONE_UNCERTAIN Business 65 zh "综合试验区批复日期或所在关区不能确定" en "whether a pilot zone reaches the customs office on this day is not certain"
        hint "the zones of this district or their days are from memory: `tongguan codes zone`"
        hint_zh "该关区的综合试验区或批复日期未经核实：用`tongguan codes zone`查看"
        source Inferred "State Council replies whose days or names were not read"
        provoke "@2015-03-01 603: statistics_flag=A; 603: statistics_flag=A customs_code=8800";
}
