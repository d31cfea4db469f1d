//! Where goods may come back: in the customs district that they left by, or, once the law lets them, in another.

use tongguan_domain::codes::customs_districts;
use tongguan_domain::document::{Declaration, ReturnApplication};
use tongguan_domain::in_force::{Day, Provision};

/// The export mode whose goods may come back in another district. Of other modes no text says where they may.
const RETAIL: &str = "9610";

/// Whether the law of a day opens the customs district of an application for the goods of a declaration.
pub(crate) fn is_open(original: &Declaration, application: &ReturnApplication, on: Day) -> bool {
    let district = |code| customs_districts::known(code).regional().map(|district| district.entry.code);
    let here = application.head.customs_code.as_str();
    original.head.trade_mode != RETAIL
        || district(here) == district(original.head.customs_code.as_str())
        || Provision::CrossDistrictReturn.is_in_force_at(on, here)
}
