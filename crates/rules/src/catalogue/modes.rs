//! Rules of the supervision modes, of simplified declaration, and of payment.

super::rules! {
    /// A field that bonded goods need.
    BONDED_FIELD_MISSING Business 23 zh "保税出口时区内企业、账册编号和账册备案料号必填" en "bonded goods need this field"
        hint "for 1210 send iacCode, iacName, emsNo, and itemRecordNo in every line"
        source "PDF 202205, notes of these fields in 603 (A)";
    /// Goods for an overseas warehouse that is not named.
    WAREHOUSE_NAME_MISSING Business 24 zh "海外仓订仓单和9810清单的电商平台名称应填海外仓名称"
        en "the overseas warehouse is not named"
        hint "for orderType W and tradeMode 9810, ebpName is the name of the overseas warehouse"
        source "PDF 202205, note of ebpName (A)";
    /// A simplified declaration with a licence.
    SIMPLIFIED_WITH_LICENCE Business 25 zh "简化申报的商品不能涉及许可证" en "a simplified declaration has a licence number"
        hint "declare with statisticsFlag B, or leave licenseNo out" source "PDF 202205, note of statisticsFlag (A)";
    /// A simplified declaration above the limit.
    SIMPLIFIED_VALUE_ABOVE_LIMIT Business 26 zh "简化申报的清单价值超过人民币5000元"
        en "a simplified declaration is worth more than 5,000 yuan"
        hint "declare with statisticsFlag B; the value is the sum of totalPrice at the default exchange rates"
        source "rules notes 1.2 (C); whether freight counts is unconfirmed (D)";
    /// A business-to-business list with a licence.
    B2B_LIST_WITH_LICENCE Business 27 zh "9710、9810涉及许可证的应报报关单" en "a 9710 or 9810 list has a licence number"
        hint "goods under licence need a declaration form (报关单, system H2018), which is not simulated"
        source "protocol notes 9, 10.1 (C)";
    /// A business-to-business list above the limit.
    B2B_LIST_VALUE_ABOVE_LIMIT Business 28 zh "9710、9810清单价值超过人民币5000元应报报关单"
        en "a 9710 or 9810 list is worth more than 5,000 yuan"
        hint "above the limit a declaration form (报关单, system H2018) is needed, which is not simulated"
        source "protocol notes 9, 10.1 (C); whether freight counts is unconfirmed (D)";
    /// Cash, but a payment company.
    CASH_WITH_PAY_CODE Business 29 zh "现金支付不能填支付企业代码" en "payment in cash has a payment company"
        hint "leave payCode out, or name the payment company in payName"
        source "PDF 202205, notes of payCode and payName (A); the contradiction (D)";
    /// A payment company, but no transaction.
    PAY_NO_MISSING Business 30 zh "有支付企业代码时支付交易编号必填" en "payment through a company has no transaction number"
        hint "send payNo; a domestic payment company always has one" source "an inference from payCode and payNo (D)";
}
