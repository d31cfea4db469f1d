//! Arrivals (507): the goods are at the site.

use crate::desk::{Desk, rejects};
use crate::stations::parts::{declarations_of, grounds_by_part, reject};
use crate::stations::release;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Step;

/// Customs takes an arrival whether or not it knows the declarations.
pub(crate) fn decide(desk: &mut Desk<'_>, parts: &[DocumentId]) {
    let grounds = grounds_by_part(parts, |part| rejects(desk, part).unwrap_or_default());
    if !grounds.is_empty() {
        reject(desk, parts, grounds);
        return;
    }
    for part in parts {
        desk.step(*part, Step::Accept, Vec::new());
    }
    for declaration in declarations_of(desk, parts) {
        release::move_on(desk, declaration);
    }
}
