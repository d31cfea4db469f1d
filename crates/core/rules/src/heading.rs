//! The four fields with which every document begins.

use crate::catalogue::{APP_STATUS_INVALID, APP_TYPE_INVALID};
use crate::findings::Findings;
use crate::spot::{Cell, Row};
use crate::{codes, dates, texts};
use tongguan_domain::record::Record;

/// The own rules of the beginning, and no mandatory text of the record blank. `guid` has only its length.
pub(crate) fn check<R: Record>(
    row: Row<'_, R>,
    app_type: Cell<'_, String>,
    app_time: Cell<'_, String>,
    app_status: Cell<'_, String>,
    findings: &mut Findings<'_>,
) {
    texts::check(row, findings);
    codes::one_of(app_type, &["1", "2", "3"], &APP_TYPE_INVALID, "1, 2 or 3", findings);
    dates::time(app_time, findings);
    codes::one_of(app_status, &["1", "2"], &APP_STATUS_INVALID, "1 or 2", findings);
}

/// [`check`] for a [`Row`] whose record begins with the four fields.
macro_rules! check_heading {
    ($row:expr, $findings:expr) => {
        $crate::heading::check(
            $row,
            $crate::spot::cell!($row, app_type),
            $crate::spot::cell!($row, app_time),
            $crate::spot::cell!($row, app_status),
            $findings,
        )
    };
}
pub(crate) use check_heading;
