//! Goods for an overseas warehouse.

use crate::catalogue::WAREHOUSE_NAME_MISSING;
use crate::findings::Findings;
use crate::spot::{Cell, is_blank};

/// The name of the platform is that of the warehouse, so it is neither blank nor 无. Goes before the rule of blank
/// texts, to say more.
pub(crate) fn check_name(ebp_name: Cell<'_, String>, findings: &mut Findings<'_>) {
    if is_blank(ebp_name.value) || ebp_name.value.trim() == "无" {
        findings.add(&WAREHOUSE_NAME_MISSING, ebp_name.spot, |fault| fault);
    }
}
