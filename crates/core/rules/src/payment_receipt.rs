//! Receipts of payment (403).

use crate::catalogue::{CASH_WITH_PAY_CODE, PAY_NO_MISSING};
use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Row, cell, spot};
use crate::{RuleContext, codes, dates, numbers, parties};
use tongguan_domain::document::PaymentReceipt;

/// `payName` of a payment that went through no payment company.
const CASH: &str = "现金支付";

pub(crate) fn check(receipt: &PaymentReceipt, context: &RuleContext, findings: &mut Findings<'_>) {
    let row = Row::head(receipt);
    check_heading!(row, findings);
    parties::platform_code(cell!(row, ebp_code), context, findings);
    parties::code(cell!(row, ebc_code), findings);
    parties::code(cell!(row, pay_code), findings);
    numbers::positive(cell!(row, charge), findings);
    codes::currency(cell!(row, currency), findings);
    dates::time(cell!(row, accounting_date), findings);
    findings.settle();
    check_company(row, findings);
}

/// Payment in cash has no company; a company with a code has a transaction number. A company without a code is a
/// foreign one.
fn check_company(row: Row<'_, PaymentReceipt>, findings: &mut Findings<'_>) {
    let (company, number) = (cell!(row, pay_code), cell!(row, pay_no));
    if company.given().is_none() {
        return;
    }
    if row.record.pay_name.trim() == CASH {
        findings.add_across(&CASH_WITH_PAY_CODE, company.spot, &[spot!(row, pay_name)], |fault| fault);
    } else if number.given().is_none() {
        findings.add_across(&PAY_NO_MISSING, number.spot, &[company.spot], |fault| fault);
    }
}
