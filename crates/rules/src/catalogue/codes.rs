//! Rules of code tables.

super::rules! {
    /// Not a customs office.
    CUSTOMS_CODE_UNKNOWN Business 1 zh "关区代码不存在" en "no such customs office"
        hint "send four digits of a customs office; `tongguan codes customs-district` lists them"
        source "JGS/T 18; second level accepted by its first two digits"
        provoke "603: customs_code=9999; 507: customs_code=9999; 509: customs_code=9999; \
            605: customs_code=9999; 607: customs_code=9999; 701: customs_code=9999; \
            213: customs_code=9999; 215: customs_code=9999; 603: port_code=29A4; 213: port_code=9999";
    /// Not a country.
    COUNTRY_UNKNOWN Business 2 zh "国别代码不存在" en "no such country code"
        hint "send the numeric customs code of three digits, such as 502, not an ISO code" source "JGS-20"
        provoke "603: country=USA; 603: items[1].country=998; 213: country=USA";
    /// Not a currency.
    CURRENCY_UNKNOWN Business 3 zh "币制代码不存在" en "no such currency code"
        hint "send the numeric customs code of three digits, such as 502 or 142, not an ISO code" source "JGS-20"
        provoke "303: currency=USD; 303: items[0].currency=999; 403: currency=840; 505: currency=CNY; \
            603: freight_currency=156; 603: insurance_currency=156; 603: items[1].currency=999";
    /// Not a unit of measure.
    UNIT_UNKNOWN Business 4 zh "计量单位代码不存在" en "no such unit of measure"
        hint "send the customs code of three digits, such as 011 or 035" source "JGS-20"
        provoke "303: items[0].unit=000; 603: items[0].unit=PCE; 603: items[0].unit1=999; \
            603: items[1].unit2=999; 213: items[0].unit=999; 213: items[0].unit1=000; \
            213: items[1].unit2=999";
    /// Not a mode of transport.
    TRANSPORT_MODE_UNKNOWN Business 5 zh "运输方式代码不存在" en "no such mode of transport"
        hint "such as 2 water, 3 rail, 4 road, 5 air, 6 mail" source "JGS-20"
        provoke "603: traf_mode=Q; 507: traf_mode=Q; 509: traf_mode=Q; 607: traf_mode=Q; 213: traf_mode=Q; \
            215: traf_mode=Q";
    /// Not a kind of packaging.
    PACKAGING_UNKNOWN Business 6 zh "包装种类代码不存在" en "no such kind of packaging"
        hint "1 case, 2 carton, 3 barrel, 4 bulk, 5 pallet, 6 bag, 7 other"
        source "PDF 202205, note of wrapType (A); numbers (B)"
        provoke "603: wrap_type=8";
    /// The heading of a goods code does not exist.
    GOODS_HEADING_UNKNOWN Business 7 zh "商品编码的品目不存在" en "no such heading in the Harmonized System"
        hint "check the first four digits of the goods code"
        source "PDF 202205, note of gcode (A); how 4 or 6 digits fill ten is unconfirmed (D)"
        provoke "603: items[0].gcode=6999101900; 213: items[0].gcode=7701000000";
    /// Not a supervision mode.
    TRADE_MODE_UNKNOWN Business 8 zh "贸易方式代码不存在" en "no such supervision mode"
        hint "9610, 1210, 9710 or 9810" source "PDF 202205, note of tradeMode (A)"
        provoke "603: trade_mode=0110";
    /// A supervision mode that an export declaration does not take.
    TRADE_MODE_NOT_ACCEPTED Business 9 zh "出口清单不接受该贸易方式" en "an export declaration does not take this supervision mode"
        hint "9610, 1210, 9710 or 9810; in version 2018-113 9610, 1210 or 1239; 9661 and 1261 belong to return applications"
        source "PDF 202205, notes of tradeMode in 603 and 213; XSD 2018-113, note of tradeMode (A)"
        provoke "603: trade_mode=1239; 603: trade_mode=9661; 2018-113 603: trade_mode=9710";
    /// A supervision mode that is not in force.
    TRADE_MODE_NOT_IN_FORCE Business 10 zh "该贸易方式当前未施行" en "the supervision mode is not in force on this day"
        hint "see the date of the sandbox clock" source "the table of what is in force"
        provoke "@2020-06-30 603: trade_mode=9710; @2014-02-09 603: trade_mode=9610; \
            @2020-03-26 213: trade_mode=9661";
    /// An import order.
    ORDER_TYPE_IMPORT Business 11 zh "进口订单请使用CEB311报文" en "an import order is not sent with this message"
        hint "E, B or W here; import orders have a message of their own (CEB311), which is not simulated"
        source "PDF 202205, note of orderType (A)"
        provoke "303: order_type=I; 2018-113 303: order_type=I";
    /// China as destination.
    DESTINATION_IS_CHINA Business 12 zh "运抵国不能为中国" en "the destination is China"
        hint "send the country to which the goods go; in a return, the one that they went to"
        source "stated for returns in 213 (A); for exports an inference (D)"
        provoke "603: country=142; 603: items[0].country=142; 213: country=142";
    /// The subheading of a goods code does not exist.
    GOODS_SUBHEADING_UNKNOWN Business 35 zh "商品编码的子目不存在" en "no such subheading in the Harmonized System"
        hint "check the first six digits; four suffice only for 9610 with statisticsFlag A in a pilot zone; the last four are not simulated"
        source "error text -625011 (A, import); four digits for 9610, six for 9710 and 9810 (C); how they fill ten is unconfirmed (D)"
        provoke "603: items[0].gcode=6911000000; 603: trade_mode=9710 items[0].gcode=6911991900; \
            @2015-02-28 603: statistics_flag=A items[0].gcode=6911000000";
    /// A supervision mode that has not reached the customs district yet.
    TRADE_MODE_NOT_IN_DISTRICT Business 36 zh "该关区尚未开展该贸易方式试点" en "the supervision mode has not reached this customs district"
        hint "9710 and 9810 began in ten districts on 2020-07-01 and hold everywhere from 2021-07-01; see the date of the sandbox clock"
        source "announcements 75/2020, 47/2021 (B); the twelve districts of 92/2020 (C)"
        provoke "@2020-07-01 603: trade_mode=9710 customs_code=2233; \
            @2021-06-30 603: trade_mode=9810 customs_code=0900";
    /// A return without its mode.
    RETURN_MODE_MISSING Business 37 zh "退货申请单的贸易方式必填" en "a return application has no supervision mode"
        hint "send 9661 for goods of 9610, 1261 for goods of 1210"
        source "PDF 202205, table of 213 (A); the schema lets it be absent"
        provoke "213: trade_mode=~";
    /// A return under a mode that is none of returns.
    RETURN_MODE_INVALID Business 38 zh "退货申请单的贸易方式应为9661或1261" en "not a supervision mode of returned goods"
        hint "send 9661 for goods of 9610, 1261 for goods of 1210" source "PDF 202205, note of tradeMode in 213 (A)"
        provoke "213: trade_mode=9610; 213: trade_mode=4561";
}
