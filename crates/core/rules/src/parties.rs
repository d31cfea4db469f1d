//! Codes of enterprises.

use crate::RuleContext;
use crate::catalogue::{ENTERPRISE_CODE_INVALID, OWNER_CODE_INVALID, PLATFORM_CODE_INVALID};
use crate::findings::{Findings, quoted};
use crate::spot::{Cell, Spot, Text};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::fault::Rule;
use tongguan_domain::version::MessageVersion;

/// What a foreign platform without a code sends.
const NO_PLATFORM_CODE: &str = "无";
/// What stands for a producer that is not registered with customs.
const NO_OWNER_CODE: &str = "NO";

/// The code of any party, where it is named.
pub(crate) fn code<T: Text>(cell: Cell<'_, T>, findings: &mut Findings<'_>) {
    if let Some(code) = cell.given() {
        check(code, cell.spot, &ENTERPRISE_CODE_INVALID, findings);
    }
}

/// The code of the platform. Until 2022 it could be up to fifty characters of any kind.
pub(crate) fn platform_code(cell: Cell<'_, String>, context: &RuleContext, findings: &mut Findings<'_>) {
    match context.version {
        MessageVersion::V202205 if cell.value != NO_PLATFORM_CODE => {
            check(cell.value, cell.spot, &PLATFORM_CODE_INVALID, findings);
        }
        MessageVersion::V202205 | MessageVersion::V2018113 => {}
    }
}

/// The code of the producer or seller.
pub(crate) fn owner_code(cell: Cell<'_, String>, findings: &mut Findings<'_>) {
    if cell.value != NO_OWNER_CODE {
        check(cell.value, cell.spot, &OWNER_CODE_INVALID, findings);
    }
}

fn check(code: &str, spot: Spot, rule: &'static Rule, findings: &mut Findings<'_>) {
    if !Enterprise::is_code(code) {
        findings.add(rule, spot, |fault| {
            fault.found(quoted(code)).allowed("10 or 18 upper-case letters and digits")
        });
    }
}
