//! Rules of code tables.

super::rules! {
    /// Not a customs office.
    CUSTOMS_CODE_UNKNOWN Business 1 zh "关区代码不存在" en "no such customs office"
        hint "send four digits of a customs office; `tongguan codes customs-district` lists them"
        hint_zh "填写4位关区代码；可用`tongguan codes customs-district`查询"
        source Official "notes of customsCode and portCode: JGS/T 18; the first two digits decide"
        provoke "603: customs_code=9999; 507: customs_code=9999; 509: customs_code=9999; \
            605: customs_code=9999; 607: customs_code=9999; 701: customs_code=9999; \
            213: customs_code=9999; 215: customs_code=9999; 603: port_code=29A4; 213: port_code=9999";
    /// Not a country.
    COUNTRY_UNKNOWN Business 2 zh "国别代码不存在" en "no such country code"
        hint "send the numeric customs code of three digits, such as 502, not an ISO code"
        hint_zh "填写3位海关国别代码（如502），不用ISO代码" source Official "note of country: JGS-20"
        provoke "603: country=USA; 603: items[1].country=998; 213: country=USA";
    /// Not a currency.
    CURRENCY_UNKNOWN Business 3 zh "币制代码不存在" en "no such currency code"
        hint "send the numeric customs code of three digits, such as 502 or 142, not an ISO code"
        hint_zh "填写3位海关币制代码（如502、142），不用ISO代码"
        source Official "note of currency: JGS-20"
        provoke "303: currency=USD; 303: items[0].currency=999; 403: currency=840; 505: currency=CNY; \
            603: freight_currency=156; 603: insurance_currency=156; 603: items[1].currency=999";
    /// Not a unit of measure.
    UNIT_UNKNOWN Business 4 zh "计量单位代码不存在" en "no such unit of measure"
        hint "send the customs code of three digits, such as 011 or 035"
        hint_zh "填写3位海关计量单位代码，如011、035" source Official "notes of unit and unit1: JGS-20"
        provoke "303: items[0].unit=000; 603: items[0].unit=PCE; 603: items[0].unit1=999; \
            603: items[1].unit2=999; 213: items[0].unit=999; 213: items[0].unit1=000; \
            213: items[1].unit2=999";
    /// Not a mode of transport.
    TRANSPORT_MODE_UNKNOWN Business 5 zh "运输方式代码不存在" en "no such mode of transport"
        hint "such as 2 water, 3 rail, 4 road, 5 air, 6 mail"
        hint_zh "如2水路、3铁路、4公路、5航空、6邮件" source Official "note of trafMode: JGS-20"
        provoke "603: traf_mode=Q; 603: traf_mode=A; 507: traf_mode=Q; 509: traf_mode=Q; 607: traf_mode=Q; 213: traf_mode=Q; \
            215: traf_mode=Q";
    /// Not a kind of packaging.
    PACKAGING_UNKNOWN Business 6 zh "包装种类代码不存在" en "no such kind of packaging"
        hint "1 case, 2 carton, 3 barrel, 4 bulk, 5 pallet, 6 bag, 7 other"
        hint_zh "1木箱、2纸箱、3桶装、4散装、5托盘、6包、7其他"
        source Official "PDF 202205, note of wrapType; the numbers are those of public programs"
        provoke "603: wrap_type=8";
    /// The heading of a goods code does not exist.
    GOODS_HEADING_UNKNOWN Business 7 zh "商品编码的品目不存在" en "no such heading in the Harmonized System"
        hint "check the first four digits of the goods code; headings are those of HS 2022 and judge from 2022-01-01 on"
        hint_zh "核对商品编码前4位；品目按2022版协调制度，自2022-01-01起校验"
        source Official "PDF 202205, note of gcode: chapter and heading exist"
        provoke "603: items[0].gcode=6999101900; 213: items[0].gcode=7701000000";
    /// Not a supervision mode.
    TRADE_MODE_UNKNOWN Business 8 zh "贸易方式代码不存在" en "no such supervision mode"
        hint "9610, 1210, 9710 or 9810"
        hint_zh "填9610、1210、9710或9810" source Official "PDF 202205, note of tradeMode"
        provoke "603: trade_mode=0110";
    /// A supervision mode that an export declaration does not take.
    TRADE_MODE_NOT_ACCEPTED Business 9 zh "出口清单不接受该贸易方式" en "an export declaration does not take this supervision mode"
        hint "9610, 1210, 9710 or 9810; in version 2018-113 9610, 1210 or 1239; 9661 and 1261 belong to return applications"
        hint_zh "填9610、1210、9710或9810；2018-113版填9610、1210或1239；9661、1261用于退货申请单"
        source Official "PDF 202205, notes of tradeMode in 603 and 213; XSD 2018-113, note of tradeMode"
        provoke "603: trade_mode=1239; 603: trade_mode=9661; 2018-113 603: trade_mode=9710";
    /// A supervision mode that is not in force.
    TRADE_MODE_NOT_IN_FORCE Business 10 zh "该贸易方式当前未施行" en "the supervision mode is not in force on this day"
        hint "see the date of the sandbox clock"
        hint_zh "查看沙箱时钟的日期" source Official "announcements in the table of provisions (`tongguan codes --kind provision`)"
        provoke "@2020-06-30 603: trade_mode=9710; @2014-02-09 603: trade_mode=9610; \
            @2020-03-26 213: trade_mode=9661";
    /// An import order.
    ORDER_TYPE_IMPORT Business 11 zh "进口订单请使用CEB311报文" en "an import order is not sent with this message"
        hint "E, B or W here; import orders have a message of their own (CEB311), which is not simulated"
        hint_zh "此处填E、B或W；进口订单用CEB311报文，本系统不模拟"
        source Official "PDF 202205, note of orderType"
        provoke "303: order_type=I; 2018-113 303: order_type=I";
    /// A return of goods that went to China.
    DESTINATION_IS_CHINA Business 12 zh "运抵国不能为中国" en "the destination is China"
        hint "send the country to which the goods went"
        hint_zh "填写货物原运抵国" source Official "XSD 202205, note of country in 213"
        provoke "213: country=142";
    /// The subheading of a goods code does not exist.
    GOODS_SUBHEADING_UNKNOWN Business 35 zh "商品编码的子目不存在" en "no such subheading in the Harmonized System"
        hint "check the first six digits; four suffice only for 9610 with statisticsFlag A in a pilot zone; the last four are not simulated; subheadings are those of HS 2022 and judge from 2022-01-01 on"
        hint_zh "核对前6位；仅综合试验区内9610简化申报（statisticsFlag=A）可只核4位；后4位不校验；子目按2022版协调制度，自2022-01-01起校验"
        source Official "PDF, table 7-2, error text -625011: not in the parameter base"
        provoke "603: items[0].gcode=6911000000; 603: trade_mode=9710 items[0].gcode=6911991900; \
            603: customs_code=2924 items[0].gcode=6911000000";
    /// A supervision mode that has not reached the customs district yet.
    TRADE_MODE_NOT_IN_DISTRICT Business 36 zh "该关区尚未开展该贸易方式试点" en "the supervision mode has not reached this customs district"
        hint "9710 and 9810 began in ten districts on 2020-07-01 and hold everywhere from 2021-07-01; see the date of the sandbox clock"
        hint_zh "9710、9810自2020-07-01在十个直属海关试点，2021-07-01起全国推广；查看沙箱时钟的日期"
        source Published "Announcements 75/2020, 92/2020 and 47/2021, as the press has them"
        provoke "@2020-07-01 603: trade_mode=9710 customs_code=2233; \
            @2021-06-30 603: trade_mode=9810 customs_code=0900";
    /// A return without its mode.
    RETURN_MODE_MISSING Business 37 zh "退货申请单的贸易方式必填" en "a return application has no supervision mode"
        hint "send 9661 for goods of 9610, 1261 for goods of 1210"
        hint_zh "9610出口的填9661，1210出口的填1261"
        source Official "PDF 202205, table of 213; the schema lets it be absent"
        provoke "213: trade_mode=~";
    /// A return under a mode that is none of returns.
    RETURN_MODE_INVALID Business 38 zh "退货申请单的贸易方式应为9661或1261" en "not a supervision mode of returned goods"
        hint "send 9661 for goods of 9610, 1261 for goods of 1210"
        hint_zh "9610出口的填9661，1210出口的填1261" source Official "PDF 202205, note of tradeMode in 213"
        provoke "213: trade_mode=9610; 213: trade_mode=4561";
    /// A code outside the days in which it is in use.
    CODE_NOT_IN_USE Business 55 zh "代码当日未启用或已停用" en "the code is not in use on this day"
        hint "see the days of the code with `tongguan codes TABLE`, and the date of the sandbox clock"
        hint_zh "用`tongguan codes TABLE`查看代码的启用日期，并核对沙箱时钟的日期"
        source Official "JGS-20; the announcement or the part of ISO 3166 named in the row of the table"
        provoke "@2020-09-19 603: traf_mode=P; 603: country=349; 603: items[1].country=449; 213: country=349";
    /// A row of a code table that nobody else has.
    CODE_UNCONFIRMED Business 56 zh "代码未经证实" en "the code stands in our table, but not in any list that was read"
        hint "customs may refuse it; `tongguan codes TABLE` says what the row rests on"
        hint_zh "海关可能不接受；用`tongguan codes TABLE`查看该代码的依据"
        source Inferred "the code tables of this program"
        provoke "303: currency=344; 603: country=260; 603: traf_mode=S";
    /// A destination that is no place.
    DESTINATION_NOT_A_PLACE Business 57 zh "国别不详、中性包装原产国别不能作为运抵国" en "the destination is a value of an origin"
        hint "send the country to which the goods go, as far as it is known; 701 and 999 are values of an origin"
        hint_zh "填写已知的货物运抵国；701、999只用于原产国"
        source Official "names of the rows in JGS-20; filing rules of Announcement 18/2019, country of destination"
        provoke "603: country=999; 603: items[0].country=701; 213: country=999";
    /// China as destination of an export.
    EXPORT_TO_CHINA Business 58 zh "运抵国为中国" en "the destination of the export is China"
        hint "send the country to which the goods go"
        hint_zh "填写货物运抵国" source Inferred "said of returns only (note of country in 213)"
        provoke "603: country=142; 603: items[0].country=142";
    /// A customs office that is not in the table.
    CUSTOMS_OFFICE_NOT_LISTED Business 59 zh "关区代码未列入本表" en "the customs office is not in our list"
        hint "the first two digits are those of a customs district, so the code is taken; check the other two"
        hint_zh "前2位是直属海关，予以接受；请核对后2位"
        source Inferred "JGS/T 18 has 1,325 codes, of which this program knows some"
        provoke "603: customs_code=2998; 507: customs_code=2998; 603: port_code=5399";
    /// A whole district as the place of exit.
    PORT_NOT_SUBORDINATE Business 60 zh "出口口岸宜填报隶属海关" en "the customs of exit is a whole district"
        hint "name the office at the border, where it has a code of its own"
        hint_zh "口岸海关有自己的代码时填隶属海关代码"
        source Inferred "filing rules of declaration forms (365area.com/customs); official samples of 202205 do not always keep it"
        provoke "603: port_code=2900; 213: port_code=2900";
    /// A goods code that cannot be judged.
    GOODS_CODE_NOT_JUDGED Business 61 zh "商品编码无法核对" en "the goods code cannot be judged"
        hint "headings and subheadings here are those of HS 2022, without the earlier years and chapter 98"
        hint_zh "此处只有2022版协调制度的品目和子目，不含以前年度和第98章，请自行核对"
        source Inferred "HS 2022 began on 2022-01-01"
        provoke "603: items[0].gcode=9801000000; @2018-10-10 603: items[0].gcode=8517121000";
    /// Retail goods that do not cross the border.
    TRANSPORT_IS_A_PLACE Business 62 zh "零售出口的运输方式为境内监管场所" en "the mode of transport names a place inside China"
        hint "such as 2 water, 3 rail, 4 road, 5 air, 6 mail"
        hint_zh "如2水路、3铁路、4公路、5航空、6邮件" source Inferred "names of the rows in JGS-20"
        provoke "603: traf_mode=Z; 603: traf_mode=7";
}
