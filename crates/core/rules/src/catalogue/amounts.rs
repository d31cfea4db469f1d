//! Rules between lines, quantities, sums and weights.

super::rules! {
    /// Line numbers are not 1, 2, 3 …
    GNUM_NOT_CONSECUTIVE Business 13 zh "序号应从1开始连续" en "line numbers do not run from 1 without a gap"
        hint "number the lines 1, 2, 3 …; their order in the message does not matter"
        hint_zh "序号按1、2、3……编排；在报文中的先后不限"
        source Official "PDF 202205, note of gnum; error text -301002"
        provoke "303: items[0].gnum=9; 603: items[2].gnum=4; 507: items[0].gnum=2; 509: items[0].gnum=0; \
            607: items[0].gnum=2";
    /// A line number occurs twice.
    GNUM_REPEATED Business 14 zh "序号重复" en "a line number is repeated"
        hint "give every line a number of its own"
        hint_zh "每项表体用不同的序号" source Official "PDF 202205, note of gnum; error text -301002"
        provoke "303: items[1].gnum=1; 603: items[1].gnum=1; 507: lines=2; 509: lines=2; 607: lines=2; \
            213: items[1].gnum=1";
    /// Lines in several currencies.
    LINE_CURRENCY_DIFFERS Business 15 zh "同一单证的币制应一致" en "a line is in another currency than the document"
        hint "use one currency: that of the head of an order, that of the first line of a declaration"
        hint_zh "统一用一种币制：订单以表头为准，清单以第一项为准"
        source Inferred "one document, one currency: said nowhere"
        provoke "303: items[1].currency=502; 303: currency=502; 603: items[0].currency=502";
    /// `totalPrice` is not `qty` × `price`.
    TOTAL_PRICE_MISMATCH Business 16 zh "总价应等于数量乘以单价" en "the total price is not quantity times price"
        hint "send the exact product; round only what lies behind the fifth digit after the point"
        hint_zh "按乘积准确填写，只对小数点后第5位之后四舍五入"
        source Official "PDF 202205, note of totalPrice"
        provoke "303: items[0].total_price=65.01; 603: items[0].total_price=64.99; 603: items[0].price=33; \
            303: items[0].qty=3";
    /// `goodsValue` is not the sum of the lines.
    GOODS_VALUE_MISMATCH Business 17 zh "商品金额应等于表体总价之和" en "the goods value is not the sum of the total prices"
        hint "goods value is without freight and charges"
        hint_zh "商品金额不含运杂费" source Inferred "note of goodsValue: the price of the goods without freight; that it is the sum is said nowhere"
        provoke "303: goods_value=461.5";
    /// `unit` = `unit1`, but `qty` ≠ `qty1`.
    FIRST_QUANTITY_MISMATCH Business 18 zh "申报计量单位与法定计量单位相同时数量应一致"
        en "declared and first statutory unit are the same, the quantities are not"
        hint "send the same quantity, or another declared unit"
        hint_zh "数量填一致，或改用其他申报计量单位" source Observed "receipt texts of a public receipt program (S5)"
        provoke "603: items[1].qty1=2; 213: items[1].qty1=2";
    /// `unit` = `unit2`, but `qty` ≠ `qty2`.
    SECOND_QUANTITY_MISMATCH Business 19 zh "申报计量单位与第二计量单位相同时数量应一致"
        en "declared and second statutory unit are the same, the quantities are not"
        hint "send the same quantity, or another declared unit"
        hint_zh "数量填一致，或改用其他申报计量单位" source Inferred "as for the first unit"
        provoke "603: items[1].unit=035; 213: items[1].unit=035";
    /// Only one of `unit2` and `qty2`.
    SECOND_QUANTITY_INCOMPLETE Business 20 zh "第二计量单位与第二数量应同时填写" en "only one of second unit and second quantity"
        hint "send both, or leave both out"
        hint_zh "两项都填，或都不填" source Official "PDF, table 7-2, error text -625009"
        provoke "603: items[1].qty2=~; 603: items[1].unit2=; 213: items[1].qty2=~; 213: items[1].unit2=~";
    /// `netWeight` above `grossWeight`.
    NET_WEIGHT_ABOVE_GROSS Business 21 zh "净重不能大于毛重" en "the net weight is above the gross weight"
        hint "gross weight includes the packaging"
        hint_zh "毛重应包含包装重量" source Observed "receipt texts of a public receipt program (S5)"
        provoke "603: net_weight=99";
    /// Statutory kilograms add up to more than the net weight.
    ///
    /// Room is 5 % of the net weight and 0.1 kg for each such line: weights that are rounded to 0.1 kg or finer never
    /// reach it. Too few kilograms are no fault, as other lines have weight too.
    KILOGRAMS_ABOVE_NET_WEIGHT Business 22 zh "以千克计的法定数量之和大于净重"
        en "statutory quantities in kilograms add up to more than the net weight"
        hint "for unit1 035, qty1 is the net weight of the line, not the number of pieces"
        hint_zh "法定计量单位为035（千克）时，法定数量填该项净重，不填件数"
        source Inferred "exporters fill qty1 with the weight (S8, S11); nobody was seen to check it"
        provoke "603: items[0].qty1=99";
    /// A unit that is not the statutory one of the goods.
    STATUTORY_UNIT_MISMATCH Business 52 zh "法定计量单位与商品编码不符" en "not the statutory unit of the goods"
        hint "send the units that the tariff names for the goods; `tongguan codes statutory-unit` lists the goods that are compared"
        hint_zh "按税则填写法定计量单位；`tongguan codes statutory-unit`列出参与核对的商品"
        source Inferred "error text -625012 of imports; no text compares the units of an export; the goods are examples"
        provoke "603: items[0].unit1=011 items[0].qty1=2; 603: items[0].unit2=011 items[0].qty2=2; \
            213: items[0].unit1=011 items[0].qty1=2; 213: items[0].unit2=011 items[0].qty2=2; \
            603: items[1].gcode=6403990000";
}
