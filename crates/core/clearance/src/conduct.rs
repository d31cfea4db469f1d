//! What the parties of a declaration have done: each answers for its own data, and its record is what credit scoring
//! learns from.

use crate::catalogue as c;
use crate::filed::Filed;
use crate::state::{CreditChange, State};
use crate::stations::{matching, officers};
use tongguan_domain::conduct::{Average, Counts, Month, QUARTER};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::{Enterprise, Role};
use tongguan_domain::in_force::Day;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Step;
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::screening::{CreditScore, Ground};
use tongguan_domain::time::Moment;

/// The key of everybody, beside those of the regions.
const EVERYBODY: &str = "";
/// The day of a month up to which what was closed in the month before is summed up (Announcement 194/2018).
const SUMMARY_DAY: i8 = 15;

/// Whose data a difference lies in. A difference between two documents is held against those who made either.
fn answerable(rule: &str) -> &'static [Role] {
    const OF_ORDER: [&c::Finding; 9] = [
        &c::LINE_COUNT,
        &c::LINE_MISSING,
        &c::ITEM_NO,
        &c::QUANTITY,
        &c::PRICE,
        &c::TOTAL,
        &c::CURRENCY,
        &c::UNIT,
        &c::ORDER_TYPE,
    ];
    const OF_WAYBILL: [&c::Finding; 5] =
        [&c::FREIGHT, &c::INSURANCE, &c::PACKAGES, &c::GROSS_WEIGHT, &c::WAYBILL_EXPORTER];
    let is = |finding: &&c::Finding| finding.code == rule;
    if OF_ORDER.iter().any(is) {
        &[Role::Exporter, Role::DeclaringAgent, Role::Platform]
    } else if OF_WAYBILL.iter().any(is) {
        &[Role::DeclaringAgent, Role::LogisticsOperator]
    } else if rule == c::PAID.code || rule == c::PAID_CURRENCY.code {
        &[Role::PaymentCompany]
    } else {
        &[Role::Exporter, Role::DeclaringAgent]
    }
}

/// The last day on which what was closed then is summed up: the 15th of the month after, or the first day after it that
/// is no Saturday and no Sunday. Public holidays are not known here.
fn last_summary_day(closed: Moment) -> Day {
    const DAY: i64 = 86_400_000;
    /// Midnight in Beijing, as milliseconds of a day.
    const BEIJING: i64 = 8 * 3_600_000;
    let (year, month, _) = closed.plus_months(1).date();
    let fifteenth = Moment::from_digits14(&format!("{year:04}{month:02}{SUMMARY_DAY:02}000000"));
    // 1970-01-01 was a Thursday; 0 is a Sunday.
    let weekday = fifteenth.map(|at| ((at.millis() + BEIJING).div_euclid(DAY) + 4).rem_euclid(7));
    let rest = match weekday {
        Some(6) => 2,
        Some(0) => 1,
        _ => 0,
    };
    (year, month, SUMMARY_DAY + rest)
}

/// Counts a step for a party.
fn count_step(counts: &mut Counts, step: Step, exports: bool) {
    match step {
        Step::Release => {
            counts.released += 1;
            counts.exported += u64::from(exports);
        }
        Step::Reject => {
            counts.rejected += 1;
            counts.not_exported += u64::from(exports);
        }
        Step::Detain(_) => counts.detentions += 1,
        Step::Cancel => counts.withdrawals += 1,
        _ => {}
    }
}

fn month_of((year, month, _): Day) -> Month {
    (year, month)
}

impl State {
    /// The exporter of a declaration; `None`: the document is none, or is not there.
    fn exporter_of(&self, declaration: DocumentId) -> Option<String> {
        self.filed(declaration).and_then(Filed::codes).map(|codes| codes.exporter.to_owned())
    }

    /// The parties of a declaration, each with what it did there; who has several roles is named for each.
    fn parties(&self, filed: &Filed) -> Vec<(Role, String)> {
        let Some(codes) = filed.codes() else { return Vec::new() };
        let mut parties = vec![
            (Role::Exporter, codes.exporter.to_owned()),
            (Role::DeclaringAgent, codes.agent.to_owned()),
            (Role::Platform, codes.platform.to_owned()),
        ];
        // One that was rejected at the comparison has no partners yet: those it was compared with are meant.
        let compared =
            || matching::partners(self, filed).into_iter().filter_map(|partner| partner.found).collect();
        let partners: Vec<DocumentId> =
            if filed.partners.is_empty() { compared() } else { filed.partners.clone() };
        for partner in partners.into_iter().filter_map(|id| self.filed(id)) {
            if let ReceiptKeys::Waybill { logistics_code, .. } = &partner.keys {
                parties.push((Role::LogisticsOperator, logistics_code.clone()));
            }
            parties.extend(payment_company(partner).map(|code| (Role::PaymentCompany, code)));
        }
        // The receipt of payment itself is no longer at hand after the comparison.
        if let Some(seen) = filed.seen() {
            parties.push((Role::PaymentCompany, seen.payment_company().to_owned()));
        }
        parties.retain(|(_, code)| !code.is_empty());
        parties
    }

    /// A declaration was released or rejected, goods were found not to conform: counts it for those who answer for it.
    pub(crate) fn note_conduct(&mut self, id: DocumentId, step: Step) {
        let Some(filed) = self.filed(id) else { return };
        // What its sender forced says nothing of anybody: tests that share a sandbox leave each other alone.
        if filed.outcome.is_some() && step != Step::Release {
            return;
        }
        let found = officers::found_something(filed, step);
        let grounds = filed.history.last().map_or(&[][..], |mark| &mark.grounds);
        let parties = self.parties(filed);
        let roles = match step {
            Step::Release => parties.iter().map(|(role, _)| *role).collect(),
            Step::Reject => accused(grounds),
            Step::Cancel => vec![Role::Exporter],
            _ => vec![Role::Exporter, Role::DeclaringAgent],
        };
        let of_exporter = roles.contains(&Role::Exporter);
        let exporter = parties.first().filter(|_| of_exporter).map(|(_, code)| code.clone());
        let of = |roles: &[Role]| {
            let of_roles = parties.iter().filter(|(role, _)| roles.contains(role));
            let mut codes: Vec<_> = of_roles.map(|(_, code)| code.clone()).collect();
            codes.sort_unstable();
            codes.dedup();
            codes
        };
        let (codes, finders) = (of(&roles), of(&[Role::Exporter, Role::DeclaringAgent]));
        if let Some(exporter) = &exporter {
            self.note_average(exporter, step);
        }
        for code in codes {
            let exports = exporter.as_ref() == Some(&code);
            self.count(&code, |counts| count_step(counts, step, exports));
        }
        for code in finders.iter().filter(|_| found) {
            self.count(code, |counts| counts.findings += 1);
        }
    }

    /// A payment receipt that came late did not go with its order.
    pub(crate) fn note_payment_refused(&mut self, id: DocumentId) {
        let refused = self.filed(id).filter(|filed| filed.outcome.is_none());
        if let Some(code) = refused.and_then(payment_company) {
            self.count(&code, |counts| counts.rejected += 1);
        }
    }

    /// An audit found something about a declaration.
    pub(crate) fn note_audit_finding(&mut self, id: DocumentId) {
        if let Some(exporter) = self.exporter_of(id) {
            self.count(&exporter, |counts| counts.findings += 1);
        }
    }

    /// Goods that had left came back.
    pub(crate) fn note_return(&mut self, id: DocumentId) {
        let Some(Filed { keys: ReceiptKeys::ReturnApplication { ebc_code, .. }, outcome: None, .. }) =
            self.filed(id)
        else {
            return;
        };
        let exporter = ebc_code.clone();
        self.count(&exporter, |counts| counts.returns += 1);
    }

    /// Declarations are summed up: late, if the day of one of them has passed.
    /// The day of the application counts, and all its parts are one.
    pub(crate) fn note_summed_up(
        &mut self,
        application: DocumentId,
        number: &str,
        declarations: &[DocumentId],
    ) {
        let Some(today) = self.filed(application).map(|filed| filed.received.date()) else { return };
        let is_late = |id: &DocumentId| {
            let closed = self.filed(*id).and_then(|filed| filed.made_at(Step::Close));
            closed.is_some_and(|at| today > last_summary_day(at))
        };
        if self.last_late_summary == number || !declarations.iter().any(is_late) {
            return;
        }
        number.clone_into(&mut self.last_late_summary);
        if let Some(exporter) = declarations.first().and_then(|id| self.exporter_of(*id)) {
            self.count(&exporter, |counts| counts.late_summaries += 1);
        }
    }

    fn count(&mut self, enterprise: &str, change: impl FnOnce(&mut Counts)) {
        let month = month_of(self.now.date());
        let Some(record) = self.records.get_mut(enterprise) else {
            let mut record = crate::state::TrackRecord::default();
            record.add(month, change);
            self.records.insert(enterprise.to_owned(), record);
            return;
        };
        record.add(month, change);
    }

    /// Counts a declaration for the averages of the exporter's region and of everybody.
    fn note_average(&mut self, exporter: &str, step: Step) {
        let month = month_of(self.now.date());
        for place in Enterprise::region(exporter).into_iter().chain([EVERYBODY]) {
            if !self.averages.contains_key(place) {
                self.averages.insert(place.to_owned(), Default::default());
            }
            let Some(average) = self.averages.get_mut(place) else { continue };
            average.add(month, |counts| match step {
                Step::Release => counts.released += 1,
                Step::Reject => counts.rejected += 1,
                _ => {}
            });
        }
    }

    /// What others of the same region did in the last quarter, and everybody else.
    pub(crate) fn averages_beside(&self, enterprise: &str, day: Day) -> (Average, Average) {
        let own =
            self.records.get(enterprise).map(|record| record.conduct.sum(QUARTER, day)).unwrap_or_default();
        let beside = |place: &str| {
            let sum = self.averages.get(place).map(|average| average.sum(QUARTER, day)).unwrap_or_default();
            Average {
                released: sum.released.saturating_sub(own.exported),
                rejected: sum.rejected.saturating_sub(own.not_exported),
            }
        };
        (Enterprise::region(enterprise).map(beside).unwrap_or_default(), beside(EVERYBODY))
    }

    /// Keeps when class or grade of an exporter became others.
    pub(crate) fn note_score(&mut self, declaration: DocumentId, score: &CreditScore) {
        let at = self.now;
        let Some(exporter) = self.exporter_of(declaration) else { return };
        let changes = self.credit_changes.entry(exporter).or_default();
        let last = changes.last();
        if last.is_some_and(|last| (last.class, &last.grade) == (score.class, &score.grade)) {
            return;
        }
        // Where it began needs no reason: a score says it.
        let grounds = if last.is_some() { score.grounds.clone() } else { Vec::new() };
        let (class, grade) = (score.class, score.grade.clone());
        changes.push(CreditChange { at, declaration, class, grade, score: score.score, grounds });
        if changes.len() > limits::CREDIT_CHANGES {
            changes.remove(0);
        }
    }
}

/// The payment company of a receipt of payment that is still at hand.
fn payment_company(filed: &Filed) -> Option<String> {
    // Nothing else is worth reading.
    let document = (filed.kind == DocumentKind::PaymentReceipt).then(|| filed.document()).flatten()?;
    match document.as_ref() {
        Document::PaymentReceipt(payment) => payment.pay_code.clone(),
        _ => None,
    }
}

/// Whose data the grounds of a rejection lie in; without any, the exporter and its agent.
fn accused(grounds: &[Ground]) -> Vec<Role> {
    let mut roles: Vec<Role> = grounds.iter().flat_map(|ground| answerable(&ground.rule)).copied().collect();
    if roles.is_empty() {
        roles.extend(answerable(""));
    }
    roles.sort_unstable();
    roles.dedup();
    roles
}
