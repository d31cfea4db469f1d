//! Goal: the facts that were recorded and the profile that was in force give the decisions that were recorded, declaration by
//! declaration: also where the day of an office, hits without selection, instructions and forced outcomes had a say, and
//! whatever happened to the documents since.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::collections::BTreeMap;
use tongguan_clearance::command::{Instruct, Register};
use tongguan_clearance::{
    Event, Origin, Recorded, Retold, Sources, State, Submission, SubmittedRecord, Went, in_process,
};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::process::{Outcome, Settings};
use tongguan_domain::screening::{ControlAction, ControlInstruction, ControlTarget, Lane, ScreeningDecision};
use tongguan_rehearsal::Standard;
use tongguan_risk::{LaneTarget, Profile, screen};
use tongguan_testkit::{Parcel, enterprises};

const OFFICES: [&str; 3] = ["2924", "2991", "0100"];
const DECLARATIONS: u32 = 900;

/// The typical profile with expected rates, and with a bound to the hits that do not select.
fn profile(expected_ppm: u32, most_misses: u32) -> Profile {
    let mut profile = Profile::default();
    for rule in profile.rules.iter_mut().filter(|rule| rule.share_ppm < 1_000_000 && rule.lane != Lane::Stop)
    {
        rule.most_misses = Some(most_misses);
    }
    for lane in [Lane::Red, Lane::Yellow, Lane::Blue] {
        let id = format!("target.{}", lane.names().1);
        let offices = BTreeMap::from([(OFFICES[1].to_owned(), expected_ppm * 2)]);
        profile.targets.push(LaneTarget { id, lane, expected_ppm, offices });
    }
    profile
}

/// A sandbox with what happened in it.
struct Sandbox {
    state: State,
    services: Standard,
    documents: Vec<Document>,
    /// Declarations in the order in which they were screened.
    screened: Vec<(u64, ScreeningDecision)>,
    events: Vec<Event>,
}

impl Sandbox {
    fn note(&mut self, events: &[Event]) {
        self.events.extend_from_slice(events);
        for event in events {
            match event {
                Event::DocumentTaken { document, .. } => self.documents.push(document.document().clone()),
                Event::Screened(id, decision, _) => self.screened.push((id.0, decision.clone())),
                _ => {}
            }
        }
    }

    fn declare(&mut self, papers: Vec<Document>, outcome: Option<Outcome>) {
        let records = papers.into_iter().map(|paper| SubmittedRecord::new(paper, Vec::new())).collect();
        let submission = Submission { outcome, ..Submission::new(None, Origin::Ceb, records) };
        let (_, events) = self.state.execute(submission).unwrap();
        self.note(&events);
        loop {
            let beat = self.state.settle(&self.services);
            beat.events.iter().for_each(|events| self.note(events));
            if beat.went != Went::Fired {
                break;
            }
        }
        drop(self.state.put_away());
    }

    fn sources(&self, recorded: &Recorded) -> Sources {
        let mut sources = Sources::default();
        for paper in &recorded.papers {
            sources.take(self.documents.get(paper.accepted.id.0 as usize - 1).cloned());
        }
        sources
    }
}

/// Knives, which a rule selects a share of; every office, forced lanes, orders of officers, and some goods that arrive, so
/// that what is kept of the documents is dropped.
fn played(profile: Profile) -> Sandbox {
    let (state, opened) = State::open(Settings { seed: 11, ..Settings::default() });
    let (documents, screened, events) = (Vec::new(), Vec::new(), vec![opened]);
    let mut sandbox = Sandbox { state, services: Standard::by(profile), documents, screened, events };
    for fixture in enterprises() {
        let (_, events) =
            sandbox.state.execute(Register { tag: None, enterprise: fixture.enterprise() }).unwrap();
        sandbox.note(&events);
    }
    for number in 1..=DECLARATIONS {
        let mut parcel = Parcel::with_lines(number, 1);
        parcel.declaration.head.customs_code = OFFICES[number as usize % 3].to_owned();
        if number % 2 == 0 {
            parcel.declaration.items[0].gcode = "8211930000".to_owned();
        }
        let mut kinds = vec![DocumentKind::SalesOrder, DocumentKind::Waybill, DocumentKind::Declaration];
        if number % 5 == 0 {
            kinds.insert(1, DocumentKind::PaymentReceipt);
        }
        if number % 4 == 0 {
            kinds.push(DocumentKind::Arrival);
        }
        if number == 300 {
            let instruct = |id: &str, target| {
                let (id, reason) = (id.to_owned(), "a tip".to_owned());
                Instruct(ControlInstruction {
                    id,
                    target,
                    action: ControlAction::RequestDocuments,
                    until: None,
                    reason,
                })
            };
            let rule = ControlTarget::Rule("goods.blade".to_owned());
            let (_, events) = sandbox.state.execute(instruct("rule", rule)).unwrap();
            sandbox.note(&events);
            let parcel = ControlTarget::Waybill(Parcel::number(310).waybill.logistics_no);
            let (_, events) = sandbox.state.execute(instruct("parcel", parcel)).unwrap();
            sandbox.note(&events);
        }
        let outcome = (number % 50 == 7).then_some(Outcome::Inspect);
        sandbox.declare(kinds.into_iter().map(|kind| parcel.document(kind)).collect(), outcome);
    }
    sandbox
}

/// Every screening, page by page.
fn pages(state: &State, limit: usize) -> Vec<Recorded> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = state.screenings(after, limit);
        all.extend(page.found);
        match page.next {
            Some(next) => after = next,
            None => return all,
        }
    }
}

/// What the declarations get by a profile, one after the other.
fn replayed(sandbox: &Sandbox, profile: &Profile) -> Vec<(u64, ScreeningDecision)> {
    let mut retold = Retold::new();
    let one = |recorded: Recorded| {
        let mut facts = recorded.facts(&sandbox.sources(&recorded)).unwrap();
        retold.tell(&mut facts);
        let decision = in_process(screen(&facts, profile), Some(&facts.tracked), recorded.outcome);
        retold.note(&facts, &decision);
        (recorded.declaration.0, decision)
    };
    pages(&sandbox.state, 7).into_iter().map(one).collect()
}

#[test]
fn the_same_profile_decides_the_same() {
    let by = profile(60_000, 3);
    let sandbox = played(by.clone());
    assert_eq!(sandbox.screened.len(), DECLARATIONS as usize);
    let grounds = |begin: &str| {
        let has = |(_, decision): &&(u64, ScreeningDecision)| {
            decision.grounds.iter().any(|ground| ground.rule.starts_with(begin))
        };
        sandbox.screened.iter().filter(has).count()
    };
    // All that could make a difference has had a say.
    for begin in ["target.", "goods.blade", "instruction.parcel", "instruction.rule", "forced"] {
        assert!(grounds(begin) > 0, "{begin}");
    }
    assert!(sandbox.screened.iter().any(|(_, decision)| !decision.missed.is_empty()));
    for (recorded, again) in sandbox.screened.iter().zip(replayed(&sandbox, &by)) {
        assert_eq!(*recorded, again);
    }
    // Another one decides otherwise, or the test would show nothing: without its counts, and with other bounds.
    let differ = |other: &Profile| {
        let again = replayed(&sandbox, other);
        sandbox.screened.iter().zip(&again).filter(|(before, after)| before.1.lane != after.1.lane).count()
    };
    assert_eq!(differ(&by), 0);
    let (more_expected, fewer_misses) = (differ(&profile(240_000, 3)), differ(&profile(60_000, 1)));
    assert!(more_expected > 5 && fewer_misses > 20, "{more_expected} {fewer_misses}");
}

/// A snapshot knows the order; one of before, which does not, gets it back as far as times and counts tell.
#[test]
fn a_snapshot_keeps_the_order() {
    let sandbox = played(profile(60_000, 3));
    let again = State::from_snapshot(&sandbox.state.to_snapshot().unwrap()).unwrap();
    let order = |state: &State| -> Vec<u64> {
        pages(state, 500).iter().map(|recorded| recorded.declaration.0).collect()
    };
    let screened: Vec<u64> = sandbox.screened.iter().map(|(id, _)| *id).collect();
    assert_eq!(order(&sandbox.state), screened);
    assert_eq!(order(&again), screened);
}

/// A journal of before has recorded decisions, and not what the sandbox had seen: they are there in their order, without
/// facts.
#[test]
fn a_journal_of_before_has_no_facts() {
    let sandbox = played(profile(60_000, 3));
    let mut state = State::default();
    for (at, event) in sandbox.events.iter().enumerate() {
        match event {
            Event::Screened(id, decision, _) if at % 2 == 0 => {
                state.apply(&Event::Screened(*id, decision.clone(), None));
            }
            other => state.apply(other),
        }
    }
    let (now, before) = (pages(&state, 500), pages(&sandbox.state, 500));
    assert_eq!(now.len(), before.len());
    let mut without = 0;
    for (now, before) in now.iter().zip(&before) {
        assert_eq!(
            (now.declaration, now.at, &now.decision),
            (before.declaration, before.at, &before.decision)
        );
        if now.papers.is_empty() {
            without += 1;
            assert!(now.facts(&sandbox.sources(before)).is_none());
        }
    }
    assert!((100..DECLARATIONS).contains(&without), "{without}");
}
