//! Rules of a single field.

super::rules! {
    /// A mandatory text is blank.
    MANDATORY_BLANK Format 11 zh "必填项不能为空" en "a mandatory text is blank"
        hint "fill the field; a foreign platform without a code has ebpCode 无, an unregistered producer ownerCode NO"
        source "PDF 202205, tables of chapter 3 (A); S5";
    /// The bar code of a declared line is blank.
    BAR_CODE_BLANK Format 12 zh "条形码不能为空，没有条形码填“无”" en "the bar code is blank"
        hint "send 无 if the goods have no bar code" source "PDF 202205, table of 603 (A)";
    /// `appType` is not 1, 2 or 3.
    APP_TYPE_INVALID Format 13 zh "报送类型应为1、2或3" en "the submission type is not 1, 2 or 3"
        hint "1 new, 2 change, 3 delete" source "XSD 202205, note of appType (A)";
    /// `appStatus` is not 1 or 2.
    APP_STATUS_INVALID Format 14 zh "报送状态应为1或2" en "the submission status is not 1 or 2"
        hint "1 store as a draft, 2 declare" source "XSD 202205, note of appStatus (A)";
    /// A time is not a real one.
    TIME_INVALID Format 15 zh "时间格式应为yyyyMMddHHmmss" en "not a real time of 14 digits"
        hint "send yyyyMMddHHmmss in Beijing time, from 1970 on" source "XSD 202205, notes of the time fields (A)";
    /// A date is not a real one.
    DATE_INVALID Format 16 zh "日期格式应为yyyyMMdd" en "not a real date of 8 digits"
        hint "send yyyyMMdd, from 1970 on" source "XSD 202205, note of ieDate (A)";
    /// The code of an enterprise is malformed.
    ENTERPRISE_CODE_INVALID Format 17 zh "企业代码应为10位海关注册编码或18位统一社会信用代码"
        en "an enterprise code is not of 10 or 18 upper-case letters and digits"
        hint "send the 10-character customs code or the 18-character unified social credit code"
        source "PDF 202205, notes of the code fields (A)";
    /// The code of a platform is malformed.
    PLATFORM_CODE_INVALID Format 18 zh "电商平台代码应为10位或18位，境外平台没有代码填“无”"
        en "the platform code is neither 10 or 18 upper-case letters and digits nor 无"
        hint "send the code of the platform, or 无 for a foreign platform that has none"
        source "PDF 202205, note of ebpCode (A)";
    /// The code of a producer is malformed.
    OWNER_CODE_INVALID Format 19 zh "生产销售单位代码应为10位或18位，没有注册填“NO”"
        en "the producer code is neither 10 or 18 upper-case letters and digits nor NO"
        hint "send the code of the producer or seller, or NO if it is not registered with customs"
        source "PDF 202205, note of ownerCode (A)";
    /// `orderType` is not E, B or W.
    ORDER_TYPE_INVALID Format 20 zh "订单类型应为E、B或W" en "the order type is not E, B or W"
        hint "E retail (9610, 1210), B business to business (9710), W overseas-warehouse booking (9810)"
        source "PDF 202205, note of orderType (A)";
    /// `ieFlag` is not E.
    IE_FLAG_INVALID Format 21 zh "进出口标记应为E" en "the import/export flag is not E"
        hint "E for export; I belongs to returned goods, whose messages (213, 215) are others"
        source "PDF 202205, note of ieFlag (A)";
    /// `statisticsFlag` is not A or B.
    STATISTICS_FLAG_INVALID Format 22 zh "申报业务类型应为A或B" en "the kind of declaration is not A or B"
        hint "A simplified declaration, B summary declaration" source "PDF 202205, note of statisticsFlag (A)";
    /// `POD` holds something else than letters and digits.
    POD_INVALID Format 24 zh "指运港代码应为3至4位字母或数字" en "the port of destination is not 3 or 4 letters or digits"
        hint "send the customs code of the port, or its letters" source "protocol notes 11: no table found (D)";
    /// `gcode` is not ten digits.
    GOODS_CODE_INVALID Format 25 zh "商品编码应为10位数字" en "the goods code is not ten digits"
        hint "send all ten digits, without points; a simplified code is filled up to ten"
        source "XSD 202205 C10 (A); digits (D)";
    /// `preNo` is malformed.
    PRE_NO_INVALID Format 26 zh "电子口岸编号格式不正确" en "the electronic port number is malformed"
        hint "one upper-case letter, yyyyMMdd, nine digits; leave it out in a new document"
        source "PDF 202205, note of preNo (A)";
    /// `invtNo` is malformed.
    INVT_NO_INVALID Format 27 zh "清单编号格式不正确" en "the declaration number is malformed"
        hint "four digits of customs, four of the year, E, 9 to 11 digits; leave it out in a new declaration"
        source "PDF 202205, note of invtNo (A)";
    /// A number that must be above zero is not.
    NUMBER_NOT_POSITIVE Format 28 zh "数值应大于零" en "a number that must be above zero is not"
        hint "quantities, prices, values, weights, package and split counts are above zero"
        source "S5 (B); counts from PDF 202205 (A)";
    /// A number that must not be negative is.
    NUMBER_NEGATIVE Format 29 zh "数值不能小于零" en "a number is below zero"
        hint "send 0 if there is no such charge" source "PDF 202205, notes of freight and insuredFee (A)";
    /// More faults than are listed.
    MORE_FAULTS Format 30 zh "还有其他错误未列出" en "there are more faults than are listed"
        hint "correct the listed faults and send the document again" source "our limit FAULTS";
}
