//! Checks of one document: fields, code lists, sums, dated rules; returns every fault. Pure.
//!
//! Each document has a file with two steps. First the *own* rules of every field; then the rules *across* fields,
//! which stay silent where a field they need was already found wrong. Whatever needs a second document is not here.
//! What depends on a day asks [`tongguan_domain::in_force`] about the day of the [`RuleContext`].
//! The path of a valid document allocates nothing, unless its lines or parcels are not in order.

#![forbid(unsafe_code)]

mod amounts;
mod arrival;
mod cancellation;
pub mod catalogue;
mod codes;
mod controls;
mod dates;
mod declaration;
mod departure;
mod findings;
mod heading;
mod lines;
mod low_value;
mod manifest;
mod numbers;
mod outcome;
mod parties;
mod payment_receipt;
mod repeated;
mod return_application;
mod return_tally;
mod route;
mod sales_order;
mod split;
mod spot;
mod statutory;
mod summary_application;
#[cfg(test)]
mod tests;
mod texts;
mod warehouse;
mod waybill;

pub use catalogue::RULES;
pub use low_value::LOW_VALUE_LIMIT_YUAN;

use findings::Findings;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::in_force::Day;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;

/// What the rules depend on besides the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleContext {
    /// The civil date of the sandbox clock in Beijing.
    pub today: Day,
    /// The message version of the sandbox.
    pub version: MessageVersion,
    /// How far a sum of money may be from the exact one.
    pub price_tolerance: Decimal,
}

impl RuleContext {
    /// The rules of the day that a sandbox clock shows, in a message version.
    #[must_use]
    pub fn at(now: Moment, version: MessageVersion) -> Self {
        Self { today: now.date(), version, ..Self::default() }
    }
}

impl Default for RuleContext {
    fn default() -> Self {
        Self { today: (2026, 1, 5), version: MessageVersion::default(), price_tolerance: Decimal::ZERO }
    }
}

/// Appends every fault: the rules that refuse ([`Rule::refuses`](tongguan_domain::fault::Rule::refuses)). A rule is
/// skipped where a field it looks at already has a fault in `faults`, so the form faults of [`Document::take`] bring no
/// others with them. At most `limits::FAULTS` faults remain; if there are more, the last one says so.
pub fn check(document: &Document, context: &RuleContext, faults: &mut Vec<Fault>) {
    let mut findings = Findings::new(faults, None, context.today);
    apply(document, context, &mut findings);
    findings.close();
}

/// [`check`] as a function of its own: the rules of the day that a sandbox clock shows, in a message version. So they can
/// be handed to whoever admits documents.
pub fn at(now: Moment, version: MessageVersion) -> impl Fn(&Document, &mut Vec<Fault>) {
    let context = RuleContext::at(now, version);
    move |document, faults| check(document, &context, faults)
}

/// [`check`], and the rules that only warn. At most `limits::FAULTS` warnings remain, too; if there are more, the last
/// one says so.
#[must_use]
pub fn check_and_warn(document: &Document, context: &RuleContext, faults: &mut Vec<Fault>) -> Vec<Fault> {
    let mut warnings = Vec::new();
    let mut findings = Findings::new(faults, Some(&mut warnings), context.today);
    apply(document, context, &mut findings);
    findings.close();
    warnings
}

fn apply(document: &Document, context: &RuleContext, findings: &mut Findings<'_>) {
    match document {
        Document::SalesOrder(order) => sales_order::check(order, context, findings),
        Document::PaymentReceipt(receipt) => payment_receipt::check(receipt, context, findings),
        Document::Waybill(waybill) => waybill::check(waybill, findings),
        Document::Declaration(declaration) => declaration::check(declaration, context, findings),
        Document::Arrival(arrival) => arrival::check(arrival, findings),
        Document::Departure(departure) => departure::check(departure, findings),
        Document::Cancellation(cancellation) => cancellation::check(cancellation, findings),
        Document::Manifest(manifest) => manifest::check(manifest, findings),
        Document::SummaryApplication(application) => summary_application::check(application, findings),
        Document::ReturnApplication(application) => {
            return_application::check(application, context, findings);
        }
        Document::ReturnTally(tally) => return_tally::check(tally, findings),
    }
    outcome::check(document, findings);
}
