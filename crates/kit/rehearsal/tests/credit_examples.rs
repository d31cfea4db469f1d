//! What an officer found that credit could never show, one scenario each: what a real system does now, and a near miss that
//! changes nothing. Everything goes through a sandbox, as documents of a sender and notes of officers.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use tongguan_clearance::Origin;
use tongguan_clearance::command::{ControlResult, Instruct, NoteCredit};
use tongguan_credit::{Model, Scheme, score};
use tongguan_domain::conduct::Average;
use tongguan_domain::credit::{Cause, CreditEvent};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::enterprise::CreditClass::{
    self, AdvancedCertified, Dishonest, Other, SeriouslyDishonest,
};
use tongguan_domain::in_force::Day;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Pace, Phase, Settings, Span};
use tongguan_domain::screening::{
    ControlAction, ControlInstruction, ControlTarget, CreditScore, Disposition, Finding, FindingKind, Lane,
};
use tongguan_domain::time::Moment;
use tongguan_rehearsal::{Rehearsal, Sent};
use tongguan_testkit::{
    ADVANCED_EXPORTER, AGENT, DISHONEST_EXPORTER, EXPORTER, Fixture, LOGISTICS, PLATFORM, Parcel, enterprises,
};

const DAY_MILLIS: i64 = 86_400_000;

struct Desk {
    rehearsal: Rehearsal,
    parcels: u32,
}

impl Desk {
    /// Draws are off, so that only what a scenario does counts.
    fn new() -> Self {
        Self::of(Settings { draws_off: true, ..Settings::default() })
    }

    fn of(settings: Settings) -> Self {
        let mut rehearsal = Rehearsal::new(settings);
        for fixture in enterprises() {
            rehearsal.register(fixture.enterprise()).unwrap();
        }
        Self { rehearsal, parcels: 0 }
    }

    /// Order, waybill, declaration and arrival of a parcel; the declaration, and where it stands then.
    fn send(
        &mut self,
        exporter: &Fixture,
        outcome: Option<Outcome>,
        change: impl FnOnce(&mut Parcel),
    ) -> (DocumentId, Phase) {
        self.parcels += 1;
        let parcel = Parcel::with_lines(self.parcels, 1).of_exporter(exporter).with(change);
        let kinds = [
            DocumentKind::SalesOrder,
            DocumentKind::Waybill,
            DocumentKind::Declaration,
            DocumentKind::Arrival,
        ];
        let papers = kinds.map(|kind| (parcel.document(kind), Vec::new()));
        let sent = self.rehearsal.submit(papers.into(), Origin::Ceb, outcome).unwrap();
        let Sent::Taken(id) = sent[2] else { panic!("{:?}", sent[2]) };
        (id, self.rehearsal.state().explain(id).unwrap().standing.accepted.phase)
    }

    fn release(&mut self, exporter: &Fixture, count: u32) {
        for _ in 0..count {
            assert_eq!(self.send(exporter, None, |_| {}).1, Phase::Released);
        }
    }

    /// The waybill says another weight than the declaration.
    fn mismatch(&mut self, exporter: &Fixture) {
        let (_, phase) = self.send(exporter, None, |parcel| {
            parcel.waybill.gross_weight = Decimal::parse("9").unwrap();
        });
        assert_eq!(phase, Phase::Rejected);
    }

    /// The order says another price than the declaration.
    fn wrong_price(&mut self, exporter: &Fixture) {
        let (_, phase) = self.send(exporter, None, |parcel| {
            parcel.declaration.items[0].item_no = "OTHER".to_owned();
        });
        assert_eq!(phase, Phase::Rejected);
    }

    fn note(&mut self, enterprise: &Fixture, cause: Cause, on: Day, amount_yuan: u64) {
        let event = CreditEvent { on, cause, amount_yuan, settled: None, note: String::new() };
        self.rehearsal.execute(NoteCredit { enterprise: enterprise.code.to_owned(), event }).unwrap();
    }

    fn score(&self, enterprise: &str) -> CreditScore {
        score(&self.rehearsal.state().credit_facts(enterprise), &Model::default())
    }

    fn class(&self, enterprise: &Fixture) -> CreditClass {
        self.score(enterprise.code).class
    }

    fn pass_days(&mut self, days: i64) {
        let now: Moment = self.rehearsal.state().now();
        self.rehearsal.advance(now.plus_millis(days * DAY_MILLIS)).unwrap();
    }
}

#[test]
fn k1_one_slip_is_none() {
    let mut desk = Desk::new();
    desk.wrong_price(&EXPORTER);
    assert_eq!(desk.score(EXPORTER.code).grade, "A");
    // A quarter of twenty and more, with a tenth of them wrong, is a habit.
    desk.release(&EXPORTER, 17);
    desk.wrong_price(&EXPORTER);
    desk.wrong_price(&EXPORTER);
    assert_eq!(desk.score(EXPORTER.code).grade, "BBB");
    // After a quarter without any it is forgotten.
    desk.pass_days(92);
    desk.release(&EXPORTER, 20);
    assert_eq!(desk.score(EXPORTER.code).grade, "A");
}

#[test]
fn k2_who_smuggles_is_dishonest_until_it_is_repaired() {
    let shotgun = |parcel: &mut Parcel| {
        for item in &mut parcel.declaration.items {
            (item.gcode, item.gname) = ("9506919000".to_owned(), "猎枪".to_owned());
        }
    };
    let mut desk = Desk::new();
    assert_eq!(desk.send(&EXPORTER, None, shotgun).1, Phase::Detained);
    // Detained is not yet punished: that takes its time, and then the law counts from that day.
    assert_eq!(desk.class(&EXPORTER), Other);
    desk.pass_days(91);
    assert_eq!(desk.class(&EXPORTER), Dishonest);
    let facts = desk.rehearsal.state().credit_facts(EXPORTER.code);
    assert_eq!((facts.events.len(), facts.events[0].cause), (1, Cause::SmugglingPunished));
    let (year, month, day) = facts.events[0].on;
    desk.pass_days(365);
    desk.note(&EXPORTER, Cause::RepairGranted, (year + 1, month, day), 0);
    desk.pass_days(1);
    assert_eq!(desk.class(&EXPORTER), Other);
    // What a sender forces says nothing of anybody.
    let mut desk = Desk::new();
    assert_eq!(desk.send(&EXPORTER, Some(Outcome::DetainSmuggling), |_| {}).1, Phase::Detained);
    desk.pass_days(91);
    assert_eq!(desk.class(&EXPORTER), Other);
    assert_eq!(desk.score(EXPORTER.code).score, 600);
}

#[test]
fn k3_violations_beyond_both_bounds() {
    for (count, fine, class) in [(11, 110_000, Dishonest), (11, 90_000, Other), (9, 110_000, Other)] {
        let mut desk = Desk::new();
        for day in 1..=count {
            desk.note(&EXPORTER, Cause::ViolationPunished, (2025, 11, day), fine);
        }
        assert_eq!(desk.class(&EXPORTER), class, "{count} {fine}");
    }
}

#[test]
fn k4_what_is_owed_for_too_long() {
    for (cause, due, class) in [
        (Cause::TaxUnpaid, (2025, 9, 27), Dishonest),
        (Cause::TaxUnpaid, (2025, 10, 5), Other),
        (Cause::FineUnpaid, (2025, 6, 1), Dishonest),
        (Cause::FineUnpaid, (2025, 7, 5), Other),
    ] {
        let mut desk = Desk::new();
        desk.note(&EXPORTER, cause, due, 20_000);
        assert_eq!(desk.class(&EXPORTER), class, "{cause:?} {due:?}");
    }
}

#[test]
fn k5_each_answers_for_its_own_data() {
    let mut desk = Desk::new();
    desk.release(&EXPORTER, 20);
    for _ in 0..10 {
        desk.mismatch(&EXPORTER);
    }
    // A waybill that says another weight is the carrier's, and the agent's who declared by it.
    let rejected = |desk: &Desk, who: &Fixture| desk.rehearsal.state().credit_facts(who.code).rejected;
    assert_eq!([&LOGISTICS, &AGENT].map(|who| rejected(&desk, who)), [10, 10]);
    assert_eq!([&EXPORTER, &PLATFORM].map(|who| rejected(&desk, who)), [0, 0]);
    assert_eq!(
        (desk.score(LOGISTICS.code).grade.as_str(), desk.score(EXPORTER.code).grade.as_str()),
        ("BBB", "A")
    );
    // An order that says something else is the exporter's and the platform's.
    desk.wrong_price(&EXPORTER);
    assert_eq!([&EXPORTER, &PLATFORM, &AGENT, &LOGISTICS].map(|who| rejected(&desk, who)), [1, 1, 11, 10]);
    // What others did is counted as what they exported, whoever asks.
    let others = |who: &str| desk.rehearsal.state().credit_facts(who).average;
    let everybody = Average { released: 20, rejected: 1 };
    assert_eq!([AGENT.code, PLATFORM.code, "3301960QQQ"].map(others), [everybody; 3]);
    assert_eq!(others(EXPORTER.code), Average::default());
    // The bounds of an agent are its own.
    for (who, class) in [(&AGENT, Dishonest), (&EXPORTER, Other)] {
        desk.note(who, Cause::ViolationPunished, (2026, 1, 4), 300_001);
        assert_eq!(desk.class(who), class);
    }
}

#[test]
fn k6_a_certification_ends() {
    let mut desk = Desk::new();
    desk.note(&ADVANCED_EXPORTER, Cause::Certified, (2021, 11, 2), 0);
    assert_eq!(desk.class(&ADVANCED_EXPORTER), AdvancedCertified);
    // Five years later nobody has looked at it again.
    desk.pass_days(310);
    assert_eq!(desk.class(&ADVANCED_EXPORTER), Other);
    desk.note(&ADVANCED_EXPORTER, Cause::Certified, (2026, 11, 1), 0);
    assert_eq!(desk.class(&ADVANCED_EXPORTER), AdvancedCertified);
    // Something is to be put right: the class stays, its facilities rest.
    desk.note(&ADVANCED_EXPORTER, Cause::RectificationOrdered, (2026, 11, 5), 0);
    let rests = desk.score(ADVANCED_EXPORTER.code);
    assert_eq!((rests.class, rests.inspection_ppm), (AdvancedCertified, 30_000));
    desk.note(&ADVANCED_EXPORTER, Cause::CertificationLost, (2026, 11, 10), 0);
    assert_eq!(desk.class(&ADVANCED_EXPORTER), Other);
}

/// How long a declaration of an exporter is reviewed, from stored to reviewed, in milliseconds, where a hundred seconds are
/// usual.
fn review(exporter: &Fixture, lane: Lane) -> i64 {
    let usual = Span { least: 100_000, most: 100_000 };
    let pace = Pace { automatic_review: usual, manual_review: usual, ..Pace::default() };
    let mut desk = Desk::of(Settings { draws_off: true, pace, ..Settings::default() });
    let outcome = (lane == Lane::Yellow).then_some(Outcome::Review);
    let (id, _) = desk.send(exporter, outcome, |_| {});
    let steps = desk.rehearsal.state().explain(id).unwrap().steps;
    let at = |phase| steps.iter().find(|step| step.phase == phase).unwrap().at.millis();
    at(Phase::Reviewed) - at(Phase::Stored)
}

#[test]
fn k7_a_grade_has_its_queue() {
    for lane in [Lane::Green, Lane::Yellow] {
        // A, AA and BB: only the queue differs.
        let spans = [&EXPORTER, &ADVANCED_EXPORTER, &DISHONEST_EXPORTER].map(|who| review(who, lane));
        assert_eq!(spans, [100_000, 75_000, 150_000], "{lane:?}");
    }
}

#[test]
fn k8_customs_knows_who_declares() {
    let nobody = Fixture { code: "3301960NEW", name: "杭州无名贸易有限公司", ..EXPORTER };
    let mut strict =
        Desk::of(Settings { registration_required: true, draws_off: true, ..Settings::default() });
    let (id, phase) = strict.send(&nobody, None, |_| {});
    assert_eq!(phase, Phase::Rejected);
    let steps = strict.rehearsal.state().explain(id).unwrap().steps;
    let reasons = &steps.last().unwrap().reasons;
    assert!(reasons.iter().any(|reason| reason.contains("ebcCode:3301960NEW")), "{reasons:?}");
    assert_eq!(strict.send(&EXPORTER, None, |_| {}).1, Phase::Released);
    // A platform abroad has no code (无), and is registered nowhere.
    let abroad = |parcel: &mut Parcel| {
        parcel.order.head.ebp_code = "无".to_owned();
        parcel.declaration.head.ebp_code = "无".to_owned();
    };
    assert_eq!(strict.send(&EXPORTER, None, abroad).1, Phase::Released);
    // Where nobody asks for it, it counts against the exporter.
    let mut lenient = Desk::new();
    assert_eq!(lenient.send(&nobody, None, |_| {}).1, Phase::Released);
    assert_eq!(lenient.score(nobody.code).score, 500);
}

#[test]
fn k9_a_zone_measures_its_own() {
    let urumqi = Fixture { code: "6501960AAA", name: "乌鲁木齐示例贸易有限公司", ..EXPORTER };
    let hangzhou = Fixture { code: "3301960AAA", name: "杭州另一贸易有限公司", ..EXPORTER };
    let neighbours: Vec<String> = (0..5).map(|n| format!("6501960N{n:02}")).collect();
    let mut desk = Desk::new();
    for code in &neighbours {
        let neighbour = Fixture { code: code.clone().leak(), name: "邻居", ..EXPORTER };
        desk.release(&neighbour, 20);
        (0..3).for_each(|_| desk.wrong_price(&neighbour));
    }
    for who in [&urumqi, &hangzhou] {
        desk.release(who, 18);
        (0..3).for_each(|_| desk.wrong_price(who));
    }
    // Where one in eight is rejected of everybody, one in seven is no fault; in Hangzhou it is.
    let lost = |who: &Fixture| desk.score(who.code).grounds.iter().any(|g| g.rule == "performance.rejected");
    assert_eq!((lost(&urumqi), lost(&hangzhou)), (false, true));
    let said = |who: &Fixture| desk.score(who.code).grounds.iter().any(|g| g.rule == "grade.scale");
    assert_eq!((said(&urumqi), said(&hangzhou)), (true, false));
}

#[test]
fn k10_the_successor_of_a_dishonest_firm_is_seen() {
    let mut desk = Desk::new();
    let with = |fixture: &Fixture, address: &str, telephone: &str| {
        let mut enterprise = fixture.enterprise();
        (enterprise.contacts.address, enterprise.contacts.telephone) =
            (address.to_owned(), telephone.to_owned());
        enterprise
    };
    desk.rehearsal.register(with(&DISHONEST_EXPORTER, "杭州市示例路1号", "0571-1")).unwrap();
    desk.rehearsal.register(with(&EXPORTER, "杭州市示例路1号", "0571-2")).unwrap();
    let seen = desk.score(EXPORTER.code);
    assert_eq!(seen.score, 450);
    assert!(seen.grounds.iter().any(|g| g.text.contains("shares address with 3301960BAD")));
    // Next door, or in the house of an honest one, is nothing.
    desk.rehearsal.register(with(&EXPORTER, "杭州市示例路2号", "0571-2")).unwrap();
    desk.rehearsal.register(with(&AGENT, "杭州市示例路2号", "0571-3")).unwrap();
    assert_eq!(desk.score(EXPORTER.code).score, 600);
    // However many sit there, the dishonest one is seen, and nobody else is told.
    for number in 0..300 {
        let neighbour = Fixture { code: format!("3301000{number:03}").leak(), ..ADVANCED_EXPORTER };
        desk.rehearsal.register(with(&neighbour, "杭州市示例路1号", "0571-4")).unwrap();
    }
    desk.rehearsal.register(with(&EXPORTER, "杭州市示例路1号", "0571-2")).unwrap();
    assert_eq!(desk.score(EXPORTER.code).score, 450);
    // The snapshot of a sandbox knows it again.
    desk.rehearsal.register(with(&EXPORTER, "杭州市示例路1号", "0571-2")).unwrap();
    let state = desk.rehearsal.state();
    let again = tongguan_clearance::State::from_snapshot(&state.to_snapshot().unwrap()).unwrap();
    assert_eq!(again.credit_facts(EXPORTER.code), state.credit_facts(EXPORTER.code));
    assert_eq!(again.credit_facts(EXPORTER.code).associates.len(), 1);
}

/// Why it was inspected in March can be answered: each change of class or grade has its day and its cause.
#[test]
fn changes_are_kept_with_their_cause() {
    let mut desk = Desk::new();
    desk.release(&EXPORTER, 1);
    desk.note(&EXPORTER, Cause::SmugglingCrime, (2026, 4, 2), 0);
    desk.pass_days(60);
    desk.send(&EXPORTER, None, |_| {});
    desk.pass_days(40);
    desk.send(&EXPORTER, None, |_| {});
    desk.send(&EXPORTER, None, |_| {});
    let (_, changes) = tongguan_clearance::query::Query::answer(
        tongguan_clearance::query::GetCreditFacts(EXPORTER.code.to_owned()),
        desk.rehearsal.state(),
    )
    .unwrap();
    let told: Vec<_> = changes.iter().map(|change| (change.class, change.grade.as_str())).collect();
    assert_eq!(told, [(Other, "A"), (SeriouslyDishonest, "BB")]);
    assert!(
        changes[1].at.date() > (2026, 4, 2) && Scheme::on(Some(changes[1].at.date())) == Scheme::Order282
    );
    assert!(changes[1].grounds.iter().any(|ground| ground.rule == "law.smuggling-crime"));
}

/// Late summaries, withdrawals and returns are counted for the exporter; a summary in time is not late.
#[test]
fn what_comes_later_counts_too() {
    let mut desk = Desk::new();
    let mut numbers = Vec::new();
    for number in 1..=3 {
        let (id, _) = desk.send(&EXPORTER, None, |_| {});
        let departure = Parcel::with_lines(number, 1).document(DocumentKind::Departure);
        desk.rehearsal.submit(vec![(departure, Vec::new())], Origin::Ceb, None).unwrap();
        let standing = desk.rehearsal.state().explain(id).unwrap().standing.accepted;
        assert_eq!(standing.phase, Phase::Closed);
        numbers.push(standing.invt_no);
    }
    let later = |desk: &mut Desk, number: u32, document: tongguan_domain::document::Document| {
        let sent = desk.rehearsal.submit(vec![(document, Vec::new())], Origin::Ceb, None).unwrap();
        assert!(matches!(sent[0], Sent::Taken(_)), "{number}: {:?}", sent[0]);
    };
    let counts = |desk: &Desk| {
        let facts = desk.rehearsal.state().credit_facts(EXPORTER.code);
        let sum = facts.conduct.sum(12, facts.on.unwrap());
        [sum.late_summaries, sum.returns, sum.withdrawals]
    };
    let parcel = |number| Parcel::with_lines(number, 1);
    // Closed in January; the 15th of February is a Sunday, so Monday is still in time, and Tuesday is late.
    desk.pass_days(42);
    later(&mut desk, 1, parcel(1).summary(&[&numbers[0]]).into());
    assert_eq!(counts(&desk), [0, 0, 0]);
    desk.pass_days(1);
    later(&mut desk, 2, parcel(2).summary(&[&numbers[1]]).into());
    assert_eq!(counts(&desk), [1, 0, 0]);
    later(&mut desk, 3, parcel(3).return_application(&numbers[2]).into());
    later(&mut desk, 3, parcel(3).return_tally(&numbers[2]).into());
    assert_eq!(counts(&desk), [1, 1, 0]);
    // Cancelled before its goods are there.
    let papers = [DocumentKind::SalesOrder, DocumentKind::Waybill, DocumentKind::Declaration];
    let papers = papers.map(|kind| (parcel(9).document(kind), Vec::new()));
    let sent = desk.rehearsal.submit(papers.into(), Origin::Ceb, None).unwrap();
    let Sent::Taken(id) = sent[2] else { panic!("{:?}", sent[2]) };
    let number = desk.rehearsal.state().explain(id).unwrap().standing.accepted.invt_no;
    later(&mut desk, 9, parcel(9).cancellation(&number).into());
    assert_eq!(counts(&desk), [1, 1, 1]);
}

/// What an officer found counts, whatever becomes of the goods.
#[test]
fn findings_are_what_was_found() {
    use Disposition::{Reject, Release, ShipBack};
    use FindingKind::{Conforming, Infringement};
    for (kind, disposition, phase, found) in [
        (Infringement, Release, Phase::Released, 1),
        (Infringement, Reject, Phase::Rejected, 1),
        (Conforming, Release, Phase::Released, 0),
        // What contradicts itself is refused, and changes nothing.
        (Conforming, Reject, Phase::InInspection, 0),
        (Conforming, ShipBack, Phase::InInspection, 0),
    ] {
        let mut desk = Desk::of(Settings { officers_decide: true, draws_off: true, ..Settings::default() });
        let instruction = ControlInstruction {
            id: "tip".to_owned(),
            target: ControlTarget::Enterprise(EXPORTER.code.to_owned()),
            action: ControlAction::Inspect,
            until: None,
            reason: String::new(),
        };
        desk.rehearsal.execute(Instruct(instruction)).unwrap();
        let (id, waits) = desk.send(&EXPORTER, None, |_| {});
        assert_eq!(waits, Phase::InInspection);
        let finding = Finding { kind, disposition, rule: String::new() };
        let contradicts = finding.contradiction().is_some();
        let result = ControlResult { document: id.into(), finding, note: String::new() };
        assert_eq!(desk.rehearsal.execute(result).is_err(), contradicts, "{kind:?} {disposition:?}");
        assert_eq!(desk.rehearsal.state().explain(id).unwrap().standing.accepted.phase, phase);
        let counted = desk.rehearsal.state().credit_facts(EXPORTER.code).failed_inspections;
        assert_eq!(counted, found, "{kind:?} {disposition:?}");
    }
}
