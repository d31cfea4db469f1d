//! Goal: a sandbox is a function of its commands; its events and its snapshots make it again.

use crate::sandbox::{Sandbox, Screening, tag};
use proptest::prelude::*;
use tongguan_clearance::command::{Acknowledge, RefuseMessage, Register, SetClock};
use tongguan_clearance::{Event, Filter, Key, Origin, State, Subscriber};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::{ClockMode, Outcome, Pace, Phase, Settings, Span};
use tongguan_domain::receipt::FormatFault;
use tongguan_domain::subscription::Subscription;
use tongguan_testkit::{INVT_NO, Parcel, changed, enterprises};

/// Something that somebody does.
#[derive(Clone, Debug)]
enum Act {
    Send {
        parcel: u32,
        kinds: Vec<DocumentKind>,
        change: usize,
        xml: bool,
        mailbox: u8,
        outcome: Option<usize>,
        again: bool,
    },
    Wait(i64),
    Register(usize),
    Acknowledge(u8, u64),
    Clock(ClockMode),
    Silence(bool),
    /// From now on, so many mailboxes get copies.
    Subscribe(u8),
    RefuseMessage(u8),
}

/// Valid, changed and wrong versions of any paper; those that do not fit a kind change nothing.
const CHANGES: &[&str] = &[
    "",
    "app_type=2",
    "app_type=3",
    "app_status=1",
    "app_time=20260105120000",
    "app_time=20250105120000",
    "pack_no=2",
    "gross_weight=9",
    "order_type=B",
    "msg_count=2",
    "msg_count=2 msg_seq_no=2",
    "cop_no=SHARED msg_count=3 msg_seq_no=1",
    "cop_no=SHARED msg_count=3 msg_seq_no=2",
    "cop_no=SHARED msg_count=3 msg_seq_no=3",
    "cop_no=SHARED msg_count=3 msg_seq_no=3 app_type=2",
    "logistics_no=LP000000000001",
    "items[0].logistics_no=LP000000000002",
    "bill_no=784-00000001 app_type=2",
    "trade_mode=9710",
    "traf_name=~ voyage_no=~ bill_no=~",
    "msg_count=0 msg_seq_no=0 app_type=3",
    "start_time=20260101000000 end_time=20270101000000",
    "cop_no=OTHER co_el_no=OTHER",
    "items[0].qty=1 items[0].qty1=1",
    "statistics_flag=A",
    "items[0].invt_no=29242026E000000001",
];

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let kinds = prop_oneof![
        3 => Just(DocumentKind::ALL[..4].to_vec()),
        4 => Just(DocumentKind::PARCEL.to_vec()),
        1 => Just(DocumentKind::ALL.to_vec()),
        2 => prop::sample::select(DocumentKind::ALL.to_vec()).prop_map(|kind| vec![kind]),
        2 => prop::sample::select(DocumentKind::ALL.to_vec()).prop_map(|kind| vec![kind, kind]),
        6 => prop::sample::select(DocumentKind::ALL[DocumentKind::PARCEL.len()..].to_vec()).prop_map(|kind| vec![kind]),
    ];
    let send = (
        1_u32..5,
        kinds,
        prop_oneof![Just(0), 0..CHANGES.len()],
        any::<bool>(),
        0_u8..2,
        prop::option::weighted(0.2, 0..Outcome::ALL.len()),
        prop::bool::weighted(0.1),
    );
    let send = send.prop_map(|(parcel, kinds, change, xml, mailbox, outcome, again)| Act::Send {
        parcel,
        kinds,
        change,
        xml,
        mailbox,
        outcome,
        again,
    });
    let act = prop_oneof![
        12 => send,
        2 => (0_i64..400_000).prop_map(Act::Wait),
        1 => Just(Act::Wait(200 * 3_600_000)),
        1 => Just(Act::Wait(200 * 24 * 3_600_000)),
        1 => (0_u8..3).prop_map(Act::Subscribe),
        1 => (0_u8..2).prop_map(Act::RefuseMessage),
        1 => (0_usize..7).prop_map(Act::Register),
        1 => (0_u8..2, 0_u64..20).prop_map(|(mailbox, up_to)| Act::Acknowledge(mailbox, up_to)),
        1 => prop::bool::ANY.prop_map(|auto| Act::Clock(if auto { ClockMode::Auto } else { ClockMode::Manual })),
        1 => prop::bool::ANY.prop_map(Act::Silence),
    ];
    prop::collection::vec(act, 1..40)
}

fn mailbox(number: u8) -> MailboxName {
    MailboxName::new(format!("BOX{number}")).unwrap()
}

/// The paper of a parcel. One that names a declaration names that of the parcel, if customs has numbered it.
fn of_parcel(sandbox: &Sandbox, parcel: &Parcel, kind: DocumentKind) -> Document {
    let order = &parcel.order.head.order_no;
    let declarations = sandbox
        .state
        .documents(0, usize::MAX, &Filter { kind: Some(DocumentKind::Declaration), ..Filter::default() })
        .documents;
    let own = declarations.into_iter().filter(|d| d.business_key.ends_with(order.as_str()));
    let mut numbers = own.map(|declaration| declaration.accepted.invt_no).filter(|number| !number.is_empty());
    let invt_no = numbers.next_back().unwrap_or_else(|| INVT_NO.to_owned());
    match kind {
        DocumentKind::Cancellation => parcel.cancellation(&invt_no).into(),
        DocumentKind::SummaryApplication => parcel.summary(&[&invt_no]).into(),
        DocumentKind::ReturnApplication => parcel.return_application(&invt_no).into(),
        DocumentKind::ReturnTally => parcel.return_tally(&invt_no).into(),
        kind => parcel.document(kind),
    }
}

fn perform(sandbox: &mut Sandbox, number: usize, act: &Act) {
    match act {
        Act::Send { parcel, kinds, change, xml, mailbox: to, outcome, again } => {
            let parcel = Parcel::number(*parcel);
            let paper = |kind: &DocumentKind| {
                let fits = |change: &&str| {
                    let field = change.split('=').next().unwrap();
                    let fields =
                        if field.starts_with("items") { kind.line_fields() } else { kind.head_fields() };
                    let left_out = change.ends_with('~');
                    fields.iter().any(|f| {
                        field.trim_start_matches("items[0].") == f.name && !(left_out && f.mandatory)
                    })
                };
                let changes: Vec<&str> = CHANGES[*change].split_whitespace().filter(fits).collect();
                changed(of_parcel(sandbox, &parcel, *kind), &changes.join(" "))
            };
            let documents: Vec<_> = kinds.iter().map(paper).collect();
            sandbox.mailbox = mailbox(*to);
            sandbox.outcome = outcome.map(|at| Outcome::ALL[at].0);
            let origin = if *xml { Origin::Ceb } else { Origin::Native };
            let submission = sandbox.submission(&documents, origin);
            if *again && sandbox.execute(submission.clone()).is_ok() {
                let (_, events) = sandbox.state.execute(submission).unwrap();
                assert_eq!(events, []);
            } else if !*again {
                let _ = sandbox.execute(submission);
            }
            sandbox.settle();
        }
        Act::Wait(millis) => sandbox.elapse(*millis),
        Act::Register(at) => {
            let tag = tag(&format!("register-{number}"), 1);
            sandbox
                .execute(Register { tag: Some(tag), enterprise: enterprises()[*at].enterprise() })
                .unwrap();
        }
        Act::Acknowledge(to, up_to) => {
            let _ = sandbox.execute(Acknowledge { mailbox: mailbox(*to), up_to: *up_to });
        }
        Act::Subscribe(count) => {
            let wants = [Subscription::All, Subscription::Receipts];
            let subscriber = |(number, wants)| Subscriber { mailbox: mailbox(number), wants };
            sandbox.subscribers = (1..).zip(wants).take((*count).into()).map(subscriber).collect();
        }
        Act::RefuseMessage(to) => {
            let fault = FormatFault { info: "不符合规范".to_owned(), ..FormatFault::default() };
            let tag = tag(&format!("message-{number}"), 1);
            sandbox.execute(RefuseMessage { tag, mailbox: mailbox(*to), fault }).unwrap();
        }
        Act::Clock(mode) => {
            sandbox.execute(SetClock(*mode)).unwrap();
            sandbox.settle();
        }
        Act::Silence(silent) => {
            sandbox.screening = if *silent { Screening::Silent } else { Screening::Standard };
            sandbox.settle();
        }
    }
}

fn opened(settings: &Settings) -> Sandbox {
    let mut sandbox = Sandbox::new(settings.clone());
    sandbox.screening = Screening::Standard;
    sandbox
}

fn run(settings: &Settings, acts: &[Act]) -> Sandbox {
    let mut sandbox = opened(settings);
    for (number, act) in acts.iter().enumerate() {
        perform(&mut sandbox, number, act);
    }
    sandbox
}

fn encoded(events: &[Event]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for event in events {
        minicbor::encode(event, &mut bytes).unwrap();
    }
    bytes
}

fn decoded(bytes: &[u8]) -> Vec<Event> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let mut events = Vec::new();
    while decoder.position() < bytes.len() {
        events.push(decoder.decode().unwrap());
    }
    events
}

/// What everybody can see: documents with their explanations, and receipts.
fn seen(state: &State) -> String {
    let documents = state.documents(0, usize::MAX, &Filter::default()).documents;
    let explained: Vec<_> = documents.iter().map(|d| state.explain(d.accepted.id)).collect();
    let numbers = documents.iter().flat_map(|d| [d.accepted.pre_no.clone(), d.accepted.invt_no.clone()]);
    let found: Vec<_> = numbers.map(|number| state.find(&Key::Number(number))).collect();
    let letters = [0, 1, 2].map(|number| state.letters(mailbox(number).as_str(), 0, usize::MAX));
    format!("{explained:#?}\n{found:?}\n{letters:#?}\n{:#?}\n{:#?}", state.view(), state.question())
}

fn settings(seed: u64, hasty: bool, early: bool, unlucky: bool) -> Settings {
    let mut settings = Settings { seed, ..Settings::default() };
    if hasty {
        // Everything at once: the order in which timers were set decides.
        let none = Span { least: 0, most: 0 };
        settings.pace = Pace {
            send: none,
            match_documents: none,
            automatic_review: none,
            accept_movement: none,
            release: none,
            ..Pace::default()
        };
    }
    if unlucky {
        settings.pace.sending_fails_ppm = 200_000;
        settings.pace.receipts_repeated_ppm = 200_000;
        settings.pace.receipts_reordered_ppm = 200_000;
        settings.pace.reviews_suspended_ppm = 200_000;
    }
    if early {
        settings.start = tongguan_domain::time::Moment::from_rfc3339("2024-12-01T09:00:00+08:00").unwrap();
    }
    settings
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_sandbox_is_a_function_of_its_commands(
        acts in acts(), seed in any::<u64>(), hasty in any::<bool>(), early in any::<bool>(), unlucky in any::<bool>(), cut in any::<prop::sample::Index>(),
    ) {
        let settings = settings(seed, hasty, early, unlucky);
        let sandbox = run(&settings, &acts);

        // The same commands give the same events and receipts.
        let again = run(&settings, &acts);
        prop_assert_eq!(&again.events, &sandbox.events);
        prop_assert_eq!(seen(&again.state), seen(&sandbox.state));

        // The events as the journal holds them make the same state.
        let stored = encoded(&sandbox.events);
        let mut replayed = State::default();
        for event in decoded(&stored) {
            replayed.apply(&event);
        }
        prop_assert_eq!(replayed.to_snapshot().unwrap(), sandbox.state.to_snapshot().unwrap());
        prop_assert_eq!(seen(&replayed), seen(&sandbox.state));

        // A sandbox that goes on from a snapshot goes on like one that never stopped.
        let cut = cut.index(acts.len());
        let mut restored = opened(&settings);
        for (number, act) in acts.iter().enumerate() {
            if number == cut {
                restored.state = State::from_snapshot(&restored.state.to_snapshot().unwrap()).unwrap();
            }
            perform(&mut restored, number, act);
        }
        prop_assert_eq!(&restored.events, &sandbox.events);
        prop_assert_eq!(seen(&restored.state), seen(&sandbox.state));
    }
}

#[test]
fn another_seed_gives_other_times() {
    let acts = [Act::Send {
        parcel: 1,
        kinds: DocumentKind::PARCEL.to_vec(),
        change: 0,
        xml: false,
        mailbox: 0,
        outcome: None,
        again: false,
    }];
    let times = |seed| -> Vec<_> {
        let sandbox = run(&settings(seed, false, false, false), &acts);
        let receipts = sandbox.receipts();
        receipts.iter().map(|receipt| receipt.time).collect()
    };
    assert_eq!(times(1), times(1));
    assert_ne!(times(1), times(2));
}

#[test]
fn bytes_that_are_no_snapshot_are_refused() {
    let bytes = run(&Settings::default(), &[]).state.to_snapshot().unwrap();
    assert!(State::from_snapshot(&[]).is_err());
    assert!(State::from_snapshot(b"no snapshot").is_err());
    for cut in 0..bytes.len() {
        assert!(State::from_snapshot(&bytes[..cut]).is_err(), "{cut}");
    }
}

/// What is drawn above reaches the ends of every kind; otherwise it would prove little.
#[test]
fn the_drawn_acts_reach_every_kind() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut reached = std::collections::BTreeSet::new();
    for seed in 0..200 {
        let acts = acts().new_tree(&mut runner).unwrap().current();
        let sandbox = run(&settings(seed, seed % 2 == 0, false, seed % 4 == 0), &acts);
        let documents = sandbox.state.documents(0, usize::MAX, &Filter::default()).documents;
        reached.extend(documents.iter().map(|d| (d.accepted.kind, d.accepted.phase)));
    }
    let wanted = [
        (DocumentKind::SalesOrder, Phase::Stored),
        (DocumentKind::PaymentReceipt, Phase::Stored),
        (DocumentKind::Waybill, Phase::Stored),
        (DocumentKind::Declaration, Phase::Released),
        (DocumentKind::Declaration, Phase::Closed),
        (DocumentKind::Declaration, Phase::Cancelled),
        (DocumentKind::Arrival, Phase::Reviewed),
        (DocumentKind::Departure, Phase::Reviewed),
        (DocumentKind::Cancellation, Phase::Reviewed),
        (DocumentKind::Cancellation, Phase::Rejected),
        (DocumentKind::Manifest, Phase::Stored),
        (DocumentKind::Manifest, Phase::Withdrawn),
        (DocumentKind::SummaryApplication, Phase::Reviewed),
        (DocumentKind::ReturnApplication, Phase::Stored),
        (DocumentKind::ReturnApplication, Phase::Released),
        (DocumentKind::ReturnTally, Phase::Reviewed),
    ];
    let missing: Vec<_> = wanted.into_iter().filter(|end| !reached.contains(end)).collect();
    assert_eq!(missing, [], "{reached:?}");
}

/// A journal that was written before message versions and chances were known is still read, with what held then.
#[test]
fn an_older_journal_is_read() {
    let older = older_opening();
    let Event::Opened(settings) = minicbor::decode(&older).unwrap() else { panic!("another event") };
    let Pace { send, inspection_ends_ppm, .. } = Pace::default();
    assert_eq!((settings.seed, settings.start), (7, Settings::START));
    assert_eq!((settings.pace.send, settings.pace.inspection_ends_ppm), (send, inspection_ends_ppm));
    assert_eq!(settings.version, tongguan_domain::version::MessageVersion::V202205);
    assert_eq!(settings.pace.sending_fails_ppm, 0);
}

/// The first event of a sandbox as it was written then: four settings, ten of them in the profile.
fn older_opening() -> Vec<u8> {
    let profile = Pace::default();
    let mut bytes = Vec::new();
    let mut e = minicbor::Encoder::new(&mut bytes);
    e.array(2).unwrap().u8(0).unwrap().array(1).unwrap();
    e.array(4).unwrap().u64(7).unwrap().i64(Settings::START.millis()).unwrap().u8(0).unwrap();
    e.array(10).unwrap();
    for span in [
        profile.send,
        profile.match_documents,
        profile.automatic_review,
        profile.manual_review,
        profile.accept_movement,
        profile.release,
        profile.inspection,
        profile.close,
    ] {
        e.array(2).unwrap().i64(span.least).unwrap().i64(span.most).unwrap();
    }
    e.u32(profile.review_rejects_ppm).unwrap().array(6).unwrap();
    for share in profile.inspection_ends_ppm {
        e.u32(share).unwrap();
    }
    bytes
}
