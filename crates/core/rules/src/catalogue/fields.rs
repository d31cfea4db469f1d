//! Rules of a single field.

super::rules! {
    /// A mandatory text is blank.
    MANDATORY_BLANK Format 11 zh "必填项不能为空" en "a mandatory text is blank"
        hint "fill the field; a foreign platform without a code has ebpCode 无, an unregistered producer ownerCode NO"
        hint_zh "填写该字段；境外电商平台没有代码时ebpCode填“无”，生产销售单位未注册时ownerCode填“NO”"
        source Official "PDF 202205, tables of chapter 3"
        provoke "303: order_no=; 403: pay_name=%20; 505: goods_info=; 603: items[2].gmodel=; \
            507: domestic_traf_no=; 509: cop_no=; 605: reason=; 607: bill_no=; 701: items[0].invt_no=; \
            213: reason=; 215: traf_name=";
    /// The bar code of a declared line is blank.
    BAR_CODE_BLANK Format 12 zh "条形码不能为空，没有条形码填“无”" en "the bar code is blank"
        hint "send 无 if the goods have no bar code"
        hint_zh "商品没有条形码时填“无”" source Official "PDF 202205, table of 603"
        provoke "603: items[0].bar_code=";
    /// `appType` is not 1, 2 or 3.
    APP_TYPE_INVALID Format 13 zh "报送类型应为1、2或3" en "the submission type is not 1, 2 or 3"
        hint "1 new, 2 change, 3 delete"
        hint_zh "1新增、2变更、3删除" source Official "XSD 202205, note of appType"
        provoke "303: app_type=4; 403: app_type=4; 505: app_type=4; 603: app_type=4; 507: app_type=4; \
            509: app_type=4; 605: app_type=4; 607: app_type=4; 701: app_type=4; 213: app_type=4; \
            215: app_type=4";
    /// `appStatus` is not 1 or 2.
    APP_STATUS_INVALID Format 14 zh "报送状态应为1或2" en "the submission status is not 1 or 2"
        hint "1 store as a draft, 2 declare"
        hint_zh "1暂存、2申报" source Official "XSD 202205, note of appStatus"
        provoke "303: app_status=3; 403: app_status=3; 505: app_status=3; 603: app_status=3; 507: app_status=3; \
            509: app_status=3; 605: app_status=3; 607: app_status=3; 701: app_status=3; 213: app_status=3; \
            215: app_status=3";
    /// A time is not a real one.
    TIME_INVALID Format 15 zh "时间格式应为yyyyMMddHHmmss" en "not a real time of 14 digits"
        hint "send yyyyMMddHHmmss in Beijing time, from 1970 on"
        hint_zh "按北京时间填写yyyyMMddHHmmss，不早于1970年" source Official "XSD 202205, notes of the time fields"
        provoke "303: app_time=20260230090000; 403: app_time=20260230090000; 505: app_time=20260230090000; \
            603: app_time=20260230090000; 507: app_time=20260230090000; 509: app_time=20260230090000; \
            605: app_time=20260230090000; 607: app_time=20260230090000; 701: app_time=20260230090000; \
            213: app_time=20260230090000; 215: app_time=20260230090000; \
            403: accounting_date=2026010508450x; 509: leave_time=20260106250000; \
            701: start_time=20260132000000 end_time=20260201000000; \
            701: start_time=20260101000000 end_time=20260132000000";
    /// A date is not a real one.
    DATE_INVALID Format 16 zh "日期格式应为yyyyMMdd" en "not a real date of 8 digits"
        hint "send yyyyMMdd, from 1970 on"
        hint_zh "按yyyyMMdd填写，不早于1970年" source Official "XSD 202205, note of ieDate"
        provoke "603: ie_date=20250229";
    /// The code of an enterprise is malformed.
    ENTERPRISE_CODE_INVALID Format 17 zh "企业代码应为10位海关注册编码或18位统一社会信用代码"
        en "an enterprise code is not of 10 or 18 upper-case letters and digits"
        hint "send the 10-character customs code or the 18-character unified social credit code"
        hint_zh "填写10位海关注册编码或18位统一社会信用代码"
        source Official "PDF 202205, notes of the code fields"
        provoke "303: ebc_code=3301960abc; 403: ebc_code=3301960abc; 403: pay_code=3301960abc; \
            505: logistics_code=3301960abc; 505: ebc_code=3301960abc; 603: logistics_code=3301960abc; \
            603: agent_code=3301960abc; 603: ebc_code=3301960abc; 603: iac_code=3301960abc; \
            507: operator_code=3301960abc; 507: logistics_code=3301960abc; 509: logistics_code=3301960abc; \
            605: agent_code=3301960abc; 605: ebc_code=3301960abc; 607: agent_code=3301960abc; \
            607: logistics_code=3301960abc; 701: agent_code=3301960abc; 701: ebc_code=3301960abc; \
            701: decl_agent_code=3301960abc; 213: ebc_code=3301960abc; 213: logistics_code=3301960abc; \
            213: agent_code=3301960abc; 215: operator_code=3301960abc; 215: logistics_code=3301960abc";
    /// The code of a platform is malformed.
    PLATFORM_CODE_INVALID Format 18 zh "电商平台代码应为10位或18位，境外平台没有代码填“无”"
        en "the platform code is neither 10 or 18 upper-case letters and digits nor 无"
        hint "send the code of the platform, or 无 for a foreign platform that has none"
        hint_zh "填写电商平台代码；境外平台没有代码时填“无”"
        source Official "PDF 202205, note of ebpCode"
        provoke "303: ebp_code=NO; 403: ebp_code=NO; 603: ebp_code=NO; 213: ebp_code=NO";
    /// The code of a producer is malformed.
    OWNER_CODE_INVALID Format 19 zh "生产销售单位代码应为10位或18位，没有注册填“NO”"
        en "the producer code is neither 10 or 18 upper-case letters and digits nor NO"
        hint "send the code of the producer or seller, or NO if it is not registered with customs"
        hint_zh "填写生产销售单位代码；未在海关注册时填“NO”"
        source Official "PDF 202205, note of ownerCode"
        provoke "603: owner_code=无";
    /// `orderType` is not E, B or W.
    ORDER_TYPE_INVALID Format 20 zh "订单类型应为E、B或W" en "the order type is not E, B or W"
        hint "E retail (9610, 1210), B business to business (9710), W overseas-warehouse booking (9810)"
        hint_zh "E零售（9610、1210）、B企业对企业（9710）、W海外仓订仓（9810）"
        source Official "PDF 202205, note of orderType"
        provoke "303: order_type=C";
    /// `ieFlag` is not E.
    IE_FLAG_INVALID Format 21 zh "进出口标记应为E" en "the import/export flag is not E"
        hint "E for export; I belongs to returned goods (213, 215)"
        hint_zh "出口填E；I用于退货单证（213、215）"
        source Official "PDF 202205, note of ieFlag"
        provoke "603: ie_flag=I; 507: ie_flag=I";
    /// `statisticsFlag` is not A or B.
    STATISTICS_FLAG_INVALID Format 22 zh "申报业务类型应为A或B" en "the kind of declaration is not A or B"
        hint "A simplified declaration, B summary declaration"
        hint_zh "A简化申报、B汇总申报" source Official "PDF 202205, note of statisticsFlag"
        provoke "603: statistics_flag=C";
    /// `POD` holds something else than letters and digits.
    POD_INVALID Format 24 zh "指运港代码应为3至4位字母或数字" en "the port of destination is not 3 or 4 letters or digits"
        hint "send the customs code of the port, or its letters"
        hint_zh "填写指运港的海关代码或字母代码" source Inferred "no table of ports was found; 3 or 4 letters or digits in samples"
        provoke "603: pod=L-X";
    /// `gcode` is not ten digits.
    GOODS_CODE_INVALID Format 25 zh "商品编码应为10位数字" en "the goods code is not ten digits"
        hint "send all ten digits, without points; a simplified code is filled up to ten"
        hint_zh "填满10位数字，不带小数点；简化编码也要补足10位"
        source Official "XSD 202205, gcode of ten characters; note of gcode: chapter and heading exist"
        provoke "603: items[0].gcode=69111019.0; 213: items[0].gcode=691110";
    /// `preNo` is malformed.
    PRE_NO_INVALID Format 26 zh "电子口岸编号格式不正确" en "the electronic port number is malformed"
        hint "one upper-case letter (B in a declaration, O in a return tally), yyyyMMdd, nine digits; leave it out in a new document"
        hint_zh "1位大写字母（清单为B，退货理货明细单为O）+yyyyMMdd+9位数字；新增单证不填"
        source Official "PDF 202205, note of preNo"
        provoke "603: pre_no=P20260105000000001; 603: pre_no=020260105000000001; 507: pre_no=020260105000000001; \
            509: pre_no=020260105000000001; 605: pre_no=020260105000000001; \
            607: pre_no=020260105000000001; 701: pre_no=020260105000000001; \
            213: pre_no=020260105000000001; 215: pre_no=020260105000000001";
    /// `invtNo` is malformed.
    INVT_NO_INVALID Format 27 zh "清单编号格式不正确" en "the declaration number is malformed"
        hint "four digits of a customs office, four of the year, E, 9 to 11 digits; leave it out in a new declaration"
        hint_zh "4位关区代码+4位年份+E+9至11位数字；新增清单不填"
        source Official "PDF 202205, note of invtNo"
        provoke "603: invt_no=29242026I000000001; 603: invt_no=99992026E000000001; 605: invt_no=2924E000000000001X; \
            607: items[0].invt_no=29242026X000000001; 701: items[0].invt_no=29242026I000000001; \
            213: invt_no=29242026E00000001; 215: invt_no=29242026E00000001";
    /// A number that must be above zero is not.
    NUMBER_NOT_POSITIVE Format 28 zh "数值应大于零" en "a number that must be above zero is not"
        hint "quantities, prices, values, weights, package and split counts are above zero"
        hint_zh "数量、单价、金额、重量、件数和拆分报文数都应大于零"
        source Observed "receipt texts of a public receipt program (S5); counts: PDF 202205, notes of msgCount and packNo"
        provoke "303: goods_value=0; 303: items[0].qty=0; 303: items[0].price=-1; 303: items[0].total_price=0; \
            403: charge=0; 505: gross_weight=0; 505: pack_no=0; 603: pack_no=0; 603: gross_weight=0; \
            603: net_weight=0; 603: items[0].qty=0; 603: items[0].qty1=0; 603: items[1].qty2=0; \
            603: items[0].price=0; 603: items[0].total_price=-65; 507: msg_count=0; 507: msg_seq_no=0; \
            509: msg_count=0; 509: msg_seq_no=0; 607: gross_weight=0; 607: msg_count=0; 607: msg_seq_no=0; \
            701: msg_count=0; 701: msg_seq_no=0; 213: items[0].gnum=0; 213: items[0].qty=0; \
            213: items[0].qty1=0; 213: items[1].qty2=0";
    /// A number that must not be negative is.
    NUMBER_NEGATIVE Format 29 zh "数值不能小于零" en "a number is below zero"
        hint "send 0 if there is no such charge"
        hint_zh "没有该项费用时填0" source Official "PDF 202205, notes of freight and insuredFee"
        provoke "303: freight=-1; 505: freight=-0.1; 505: insured_fee=-1; 603: freight=-1; 603: insured_fee=-1";
    /// More faults than are listed.
    MORE_FAULTS Format 30 zh "还有其他错误未列出" en "there are more faults than are listed"
        hint "correct the listed faults and send the document again"
        hint_zh "先修改已列出的错误，再重新报送" source Program "our limit FAULTS"
        provoke "507: lines=600";
    /// `summaryFlag` is not 1 or 2.
    SUMMARY_FLAG_INVALID Format 33 zh "收发货人汇总标志应为1或2" en "the flag of what is summed up is not 1 or 2"
        hint "1 by consignor, 2 by consignor and producer"
        hint_zh "1按收发货人汇总、2按收发货人和生产销售单位汇总" source Official "XSD 202205, note of summaryFlag"
        provoke "701: summary_flag=3";
    /// `sumNo` is malformed.
    SUM_NO_INVALID Format 34 zh "汇总申请编号格式不正确" en "the number of the summary application is malformed"
        hint "one upper-case letter, yyyyMMdd, nine digits; leave it out in a new application"
        hint_zh "1位大写字母+yyyyMMdd+9位数字；新增申请不填"
        source Inferred "form of the official samples"
        provoke "701: sum_no=20260105000000001S";
    /// `fFlag` or `iFlag` is not 1, 2 or 3.
    CHARGE_FLAG_INVALID Format 35 zh "运费、保费标志应为1、2或3" en "the flag of a charge is not 1, 2 or 3"
        hint "1 rate, 2 unit price, 3 total"
        hint_zh "1率、2单价、3总价" source Official "XSD 2018-113, notes of fFlag and iFlag; 202205 fixes 3"
        provoke "2018-113 603: freight_flag=4; 2018-113 603: insurance_flag=0";
    /// `ieFlag` of a return is not I.
    RETURN_IE_FLAG_INVALID Format 36 zh "退货单证的进出口标记应为I" en "the import/export flag of a return is not I"
        hint "I: returned goods come in"
        hint_zh "填I：退货货物为进境" source Official "PDF 202205, notes of ieFlag in 213 and 215"
        provoke "213: ie_flag=E; 215: ie_flag=E";
    /// An order type that the message version does not have.
    ORDER_TYPE_NOT_IN_VERSION Format 37 zh "该版本报文规范的订单类型只有E" en "the message version has no such order type"
        hint "send E, or create a sandbox with version 202205, which has B and W"
        hint_zh "填E；要用B、W，请改用报文版本为202205的沙箱"
        source Official "202205 revision note: B and W are new"
        provoke "2018-113 303: order_type=B; 2018-113 303: order_type=W";
    /// The note has a marker that forces nothing.
    OUTCOME_UNKNOWN Format 38 zh "备注中的强制结果标记无法识别，不起作用" en "the note asks for an outcome that does not exist"
        hint "write [outcome:NAME] with a name of `tongguan codes --kind outcome`; a note is free text, so the document is taken and nothing is forced"
        hint_zh "写作[outcome:名称]，名称见`tongguan codes --kind outcome`；备注为自由文本，单证照常受理，但不强制任何结果"
        source Inferred "ours: a typing error would pass in silence"
        provoke "303: note=[outcome:inspct]; 403: note=[outcome:inspct]; 505: note=[outcome:inspct]; \
            603: note=[outcome:inspct]; 507: note=[outcome:inspct]; 509: note=[outcome:inspct]; \
            605: note=[outcome:inspct]; 607: note=[outcome:inspct]; 701: note=[outcome:inspct]; \
            213: note=[outcome:inspct]; 215: note=[outcome:inspct]";
}
