//! Rules of code tables.

super::rules! {
    /// Not a customs office.
    CUSTOMS_CODE_UNKNOWN Business 1 zh "关区代码不存在" en "no such customs office"
        hint "send four digits of a customs office; `tongguan codes customs-district` lists them"
        source "JGS/T 18; second level accepted by its first two digits";
    /// Not a country.
    COUNTRY_UNKNOWN Business 2 zh "国别代码不存在" en "no such country code"
        hint "send the numeric customs code of three digits, such as 502, not an ISO code" source "JGS-20";
    /// Not a currency.
    CURRENCY_UNKNOWN Business 3 zh "币制代码不存在" en "no such currency code"
        hint "send the numeric customs code of three digits, such as 502 or 142, not an ISO code" source "JGS-20";
    /// Not a unit of measure.
    UNIT_UNKNOWN Business 4 zh "计量单位代码不存在" en "no such unit of measure"
        hint "send the customs code of three digits, such as 011 or 035" source "JGS-20";
    /// Not a mode of transport.
    TRANSPORT_MODE_UNKNOWN Business 5 zh "运输方式代码不存在" en "no such mode of transport"
        hint "such as 2 water, 3 rail, 4 road, 5 air, 6 mail" source "JGS-20";
    /// Not a kind of packaging.
    PACKAGING_UNKNOWN Business 6 zh "包装种类代码不存在" en "no such kind of packaging"
        hint "1 case, 2 carton, 3 barrel, 4 bulk, 5 pallet, 6 bag, 7 other"
        source "PDF 202205, note of wrapType (A); numbers (B)";
    /// The heading of a goods code does not exist.
    GOODS_HEADING_UNKNOWN Business 7 zh "商品编码的品目不存在" en "no such heading in the Harmonized System"
        hint "check the first four digits; the other six are not simulated, for any kind of declaration"
        source "PDF 202205, note of gcode (A); how 4 or 6 digits fill ten is unconfirmed (D)";
    /// Not a supervision mode.
    TRADE_MODE_UNKNOWN Business 8 zh "贸易方式代码不存在" en "no such supervision mode"
        hint "9610, 1210, 9710 or 9810" source "PDF 202205, note of tradeMode (A)";
    /// A supervision mode that an export declaration does not take.
    TRADE_MODE_NOT_ACCEPTED Business 9 zh "出口清单不接受该贸易方式" en "an export declaration does not take this supervision mode"
        hint "9610, 1210, 9710 or 9810; 9661 and 1261 belong to return applications, 1239 to the version of 2018"
        source "PDF 202205, notes of tradeMode in 603 and 213 (A)";
    /// A supervision mode that is not in force.
    TRADE_MODE_NOT_IN_FORCE Business 10 zh "该贸易方式当前未施行" en "the supervision mode is not in force on this day"
        hint "see the date of the sandbox clock" source "announcements 2014-12, 2014-57, 2020-75";
    /// An import order.
    ORDER_TYPE_IMPORT Business 11 zh "进口订单请使用CEB311报文" en "an import order is not sent with this message"
        hint "E, B or W here; import orders have a message of their own (CEB311), which is not simulated"
        source "PDF 202205, note of orderType (A)";
    /// China as destination.
    DESTINATION_IS_CHINA Business 12 zh "运抵国不能为中国" en "the destination is China"
        hint "send the country to which the goods go"
        source "stated for returns in 213 (A); for exports an inference (D)";
}
