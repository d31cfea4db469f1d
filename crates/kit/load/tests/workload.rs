//! Workloads: the same seed gives the same bytes, shares are as written, and every parcel ends as its label says. That is asked of
//! the customs process itself, in memory, by way of the same desk that a run uses.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line, and statistics are floats"
)]

use prost::Message;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::time::Duration;
use tongguan_clearance::Origin;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::Settings;
use tongguan_domain::version::MessageVersion;
use tongguan_load::desk::{Answer, Desk, Outgoing, Tally};
use tongguan_load::told::Told;
use tongguan_load::workload::scenario::Scripted;
use tongguan_load::workload::spec::{Spec, Unusable};
use tongguan_load::workload::{End, Making, NAMES, Step, StepName, Workload, named};
use tongguan_proto::intake::v1::SubmitDocumentsRequest;
use tongguan_rehearsal::{Rehearsal, Sent};
use tongguan_rules::RuleContext;
use tongguan_wire::{document, process};

const BURST: &str = include_str!("../../../../workloads/burst.toml");

fn workload(name: &str, seed: u64) -> Workload {
    Workload::of(&named(name).unwrap(), seed).unwrap()
}

/// Every request of the first parcels, as bytes.
fn bytes(workload: &Workload, parcels: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in 1..=parcels {
        let script = workload.script(number).unwrap();
        // How often it is sent, and when, belongs to what is sent.
        write!(bytes, "{} {:?}", script.repeats, script.pauses).unwrap();
        for step in script.submissions() {
            step.clone().unary().encode_length_delimited(&mut bytes).unwrap();
            step.clone().streamed().encode_length_delimited(&mut bytes).unwrap();
        }
    }
    bytes
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    for name in NAMES {
        let first = bytes(&workload(name, 7), 200);
        assert!(first == bytes(&workload(name, 7), 200), "{name}");
        assert!(first != bytes(&workload(name, 8), 200), "{name}");
    }
}

/// What is copied from patterns is what is written field by field, and a message of bytes is the message.
#[test]
fn a_pattern_gives_the_very_bytes() {
    for name in NAMES {
        let workload = workload(name, 9);
        let mut making = Making::new(workload.clone());
        // Far apart, so that every digit differs.
        for number in (1..=800).map(|number| number * 123_331) {
            let (script, made) = (workload.script(number).unwrap(), making.script(number).unwrap());
            assert!(script == made, "{name} {number}");
            for step in script.steps {
                let message = SubmitDocumentsRequest::decode(&*step.clone().message()).unwrap();
                assert_eq!(message, step.unary(), "{name} {number}");
            }
        }
    }
}

#[test]
fn a_parcel_is_the_same_whatever_was_made_before() {
    let (one, other) = (workload("618-2024", 3), workload("618-2024", 3));
    let backwards: Vec<_> = (1..=50).rev().map(|number| one.script(number).unwrap()).collect();
    let forwards: Vec<_> = (1..=50).map(|number| other.script(number).unwrap()).collect();
    assert!(backwards.iter().rev().eq(forwards.iter()));
}

#[test]
fn no_parcel_has_a_fault_that_its_label_does_not_name() {
    for name in NAMES {
        let workload = workload(name, 1);
        for number in 1..=2_000 {
            let script = workload.script(number).unwrap();
            let expected = match &script.label.end {
                End::Refused(code) => vec![code.as_str()],
                End::Told(_) | End::Acknowledged | End::Scenario(_) => Vec::new(),
            };
            let mut found = Vec::new();
            for paper in script.steps.iter().flat_map(Step::documents) {
                let (paper, mut faults) = document::take(paper, MessageVersion::V202205).unwrap();
                tongguan_rules::check(&paper, &RuleContext::default(), &mut faults);
                found.extend(faults.iter().map(|fault| fault.rule.code));
            }
            found.dedup();
            assert!(
                found == expected || found.contains(expected.first().unwrap_or(&"")),
                "{name} {number}: {found:?}"
            );
            assert!(found.is_empty() == expected.is_empty(), "{name} {number}: {found:?}");
        }
    }
}

#[test]
fn shares_are_as_written() {
    let spec = named("618-2024").unwrap();
    let workload = workload("618-2024", 5);
    let mut modes = BTreeMap::<String, u32>::new();
    let mut exporters = BTreeMap::<String, u32>::new();
    for number in 1..=20_000 {
        let head = workload.parcel(number).unwrap().declaration.head;
        *modes.entry(head.trade_mode).or_default() += 1;
        *exporters.entry(head.ebc_code).or_default() += 1;
    }
    let all: u32 = spec.modes.shares.values().sum();
    for (mode, share) in &spec.modes.shares {
        let expected = 20_000.0 * f64::from(*share) / f64::from(all);
        let off = f64::from(modes[mode]) - expected;
        assert!(off.abs() < 4.0 * expected.sqrt(), "{mode}: {off}");
    }
    // Of Zipf's law with the exponent 1.1 over 20,000 the first has 1/7.0 of all, and most have one or none.
    let first = f64::from(exporters["3301900001"]) / 20_000.0;
    assert!((0.12..0.16).contains(&first), "{first}");
    let single = exporters.values().filter(|count| **count == 1).count();
    assert!(single * 2 > exporters.len(), "{single} of {}", exporters.len());
}

/// What the newer workloads are about.
#[test]
fn each_workload_is_what_its_name_says() {
    let parties = |name: &str| {
        let workload = workload(name, 5);
        let heads = (1..=2_000).map(|number| workload.parcel(number).unwrap().declaration.head);
        heads.map(|head| (head.ebc_code, head.agent_code)).collect::<Vec<_>>()
    };
    let seller = parties("big-seller");
    let first = seller.iter().filter(|(exporter, _)| exporter == "3301900001").count();
    assert!((1_900..1_980).contains(&first), "{first} of 2,000");
    let broker = parties("broker-50");
    let exporters: BTreeSet<_> = broker.iter().map(|(exporter, _)| exporter).collect();
    let agents: BTreeSet<_> = broker.iter().map(|(_, agent)| agent.as_str()).collect();
    assert_eq!((exporters.len(), agents), (50, BTreeSet::from(["3301800001"])));
    let agents: BTreeSet<_> = parties("nation").into_iter().map(|(_, agent)| agent).collect();
    assert!(agents.len() > 300, "{}", agents.len());
    let storm = workload("retry-storm", 5);
    let copies =
        (1..=2_000).map(|number| storm.script(number).unwrap().pauses).filter(|pauses| !pauses.is_empty());
    let copies: Vec<_> = copies.collect();
    assert!((900..1_100).contains(&copies.len()), "{}", copies.len());
    let millis = |pauses: &[Duration]| pauses.iter().map(Duration::as_millis).collect::<Vec<_>>();
    assert!(copies.iter().all(|pauses| millis(pauses) == [2, 6, 14, 30, 62]));
}

#[test]
fn times_are_times_the_rate() {
    let mut spec = named("nation").unwrap();
    let once = spec.law().unwrap();
    spec.rate.times = 2.5;
    let more = spec.law().unwrap();
    assert!((more.peak() - 2.5 * once.peak()).abs() < 1e-6 && more.length() == once.length());
    assert!((once.peak() - 85_000.0 / 60.0).abs() < 1e-6);
}

/// Customs in memory, behind a desk.
struct Office {
    rehearsal: Rehearsal,
    desk: Desk,
    read: u64,
    requests: BTreeMap<String, Answer>,
}

impl Office {
    fn new() -> Self {
        let settings = Settings { draws_off: true, ..Settings::default() };
        Self {
            rehearsal: Rehearsal::new(settings),
            desk: Desk::new(1_000, true),
            read: 0,
            requests: BTreeMap::new(),
        }
    }

    fn submit(&mut self, outgoing: &Outgoing) -> Answer {
        let step = &outgoing.step;
        match self.requests.get(&step.request_id) {
            Some(Answer::Taken { .. }) => return Answer::Taken { replayed: true },
            Some(refused) => return refused.clone(),
            None => {}
        }
        let taken = step.documents().into_iter().map(|paper| document::take(paper, MessageVersion::V202205));
        let outcome = process::read_outcome("outcome", step.outcome.into()).unwrap();
        let sent = self.rehearsal.submit(taken.map(Result::unwrap).collect(), Origin::Native, outcome);
        let mut codes = Vec::new();
        for one in sent.unwrap() {
            if let Sent::Refused { faults, info, .. } = one {
                codes.extend(faults.iter().map(|fault| fault.rule.code.to_owned()));
                codes.push(info);
            }
        }
        let answer =
            if codes.is_empty() { Answer::Taken { replayed: false } } else { Answer::Refused(codes) };
        self.requests.insert(step.request_id.clone(), answer.clone());
        answer
    }

    /// A parcel from its start to where nothing more is to be sent.
    fn play(&mut self, workload: &Workload, number: u32) {
        let script = workload.script(number).unwrap();
        let now = Duration::from_millis(u64::from(number));
        let mut waiting: Vec<_> = self.desk.start(script, now, now).into_iter().collect();
        waiting.extend(self.desk.copies(number, now).into_iter().map(|(_, copy)| copy));
        while !waiting.is_empty() {
            for outgoing in std::mem::take(&mut waiting) {
                let answer = self.submit(&outgoing);
                waiting.extend(self.desk.answered(number, outgoing.submission, answer, now));
            }
            for letter in self.rehearsal.state().letters(MailboxName::DEFAULT, self.read, usize::MAX) {
                self.read = letter.number;
                waiting.extend(
                    self.desk.told(Told::of(&tongguan_wire::receipt::write(&letter, String::new())), now),
                );
            }
        }
    }
}

fn played(workload: &Workload, parcels: u32) -> Tally {
    let mut office = Office::new();
    for number in 1..=parcels {
        office.play(workload, number);
    }
    assert_eq!(office.desk.in_flight(), 0);
    office.desk.close(Duration::MAX)
}

#[test]
fn every_parcel_ends_as_its_label_says() {
    for name in NAMES {
        let tally = played(&workload(name, 1), 600);
        assert!(
            tally.wrong_ones.is_empty(),
            "{name}: {:#?}",
            &tally.wrong_ones[..tally.wrong_ones.len().min(8)]
        );
        assert_eq!((tally.right, tally.unfinished, tally.gaps, tally.twice), (600, 0, 0, 0), "{name}");
    }
}

/// A workload that has much of everything.
fn everything() -> Spec {
    let mut spec = named("bad-data").unwrap();
    spec.flows.cancelled = 300;
    spec.flows.returned = 300;
    spec.flows.changed = 300;
    spec.flows.papers = 300;
    spec.lanes.review = 400;
    spec.lanes.inspect = 400;
    spec.lanes.review_reject = 400;
    spec.repeats = Spec::read(BURST).unwrap().repeats;
    spec
}

#[test]
fn whatever_its_sender_and_customs_do() {
    let tally = played(&Workload::of(&everything(), 2).unwrap(), 2_000);
    assert!(tally.wrong_ones.is_empty(), "{:#?}", &tally.wrong_ones[..tally.wrong_ones.len().min(8)]);
    assert_eq!((tally.right, tally.unfinished), (2_000, 0));
    assert!(tally.refused > 50, "near misses are refused");
    assert_eq!(tally.stages.reached().count(), 10, "every stage is reached");
}

#[test]
fn a_wrong_label_is_found() {
    let mut spec = named("bad-data").unwrap();
    let bad = spec.bad.as_mut().unwrap();
    bad.per_million = 1_000_000;
    bad.list.truncate(1);
    bad.list[0].earns = "GUID_MALFORMED".to_owned();
    let tally = played(&Workload::of(&spec, 1).unwrap(), 10);
    assert_eq!((tally.wrong, tally.right), (10, 0));
    assert_eq!(tally.wrong_ones[0].expected, "refused: GUID_MALFORMED");
    assert!(tally.wrong_ones[0].found.contains("TOTAL_PRICE_MISMATCH"), "{:?}", tally.wrong_ones[0]);
}

#[test]
fn the_number_of_customs_is_written_into_what_names_it() {
    let workload = Workload::of(&everything(), 2).unwrap();
    let mut step = (1..).find_map(|number| {
        let steps = workload.script(number).unwrap().steps;
        steps.into_iter().find(|step| step.name == StepName::Cancellation)
    });
    let step = step.as_mut().unwrap();
    step.name_declaration("29242026E000000042");
    assert!(format!("{:?}", step.documents()).contains("29242026E000000042"));
}

#[test]
fn what_is_no_workload_is_refused_with_a_reason() {
    for (from, to, why) in [
        ("peak = \"600/s\"", "peak = \"600/y\"", "is no rate"),
        ("peak = \"600/s\"", "peak = \"0/s\"", "is no rate"),
        ("peak = \"600/s\"", "peak = \"9000000/s\"", "at most 1000000/s"),
        ("duration = \"5m\"", "duration = \"soon\"", "is no span"),
        ("\"9610\" = 80", "\"1239\" = 80", "1239 is none of 9610"),
        ("count = 20000", "count = 0", "exporters.count"),
        ("exponent = 1.1", "exponent = nan", "exporters.exponent"),
        ("count = 20000", "count = 20000\nfirst_per_million = 1000001", "exporters.first_per_million"),
        ("[flows]", "[brokers]\ncount = 20001\nsource = \"s\"\n\n[flows]", "brokers.count: is 1 to 20000"),
        ("[flows]", "[brokers]\ncount = 1\nsource = \"\"\n\n[flows]", "brokers.source: says nothing"),
        ("peak = \"600/s\"", "peak = \"600/s\"\ntimes = 0", "rate.times"),
        ("peak = \"600/s\"", "peak = \"600/s\"\ntimes = 5000", "at most 1000000 starts a second"),
        ("per_million = 50000", "per_million = 1000001", "repeats.per_million: is 1000001, at most 1000000"),
        ("times = 2", "times = 101", "repeats.times: is at most 100"),
        ("times = 2", "times = 0", "repeats.times: 0 has no effect"),
        ("times = 2", "times = 2\nbackoff = 2.0", "repeats.backoff: has no effect without wait"),
        ("per_million = 50000", "per_million = 0", "repeats.per_million: 0 has no effect"),
        ("times = 2", "times = 2\nwait = \"0s\"", "is no span"),
        ("times = 2", "times = 2\nwait = \"1s\"\nbackoff = 0.5", "repeats.backoff: is 1 to 10"),
        ("times = 2", "times = 90\nwait = \"1s\"\nbackoff = 10", "repeats.wait: the last copy"),
        ("from = 11, to = 25", "from = 11, to = 250", "lines.list"),
        ("exported = 955", "exportet = 955", "unknown field `exportet`"),
        (
            "release = 980\nreview = 10\ninspect = 7\nreview_reject = 3",
            "release = 0",
            "lanes: nothing has a weight",
        ),
        ("source = \"assumption: few", "source = \"\" #", "flows.source: says nothing"),
    ] {
        assert!(BURST.contains(from), "{from}");
        let text = BURST.replace(from, to);
        let unusable = Spec::read(&text).and_then(|spec| Workload::of(&spec, 1)).map(drop).unwrap_err();
        assert!(unusable.to_string().contains(why), "{to}: {unusable}");
        chinese(&unusable);
    }
    let unknown = named("816-2024").unwrap_err();
    assert!(matches!(unknown, Unusable::Unknown { .. }));
    chinese(&unknown);
    let mut spec = named("bad-data").unwrap();
    // The smallest parcels of this workload have one line.
    for change in [
        "nothing_such=1",
        "items[0].gnum=x",
        "pack_no",
        "items[1].gnum=99",
        "items[4000000000].gnum=99",
        "lines=4000000000",
        "lines=102",
        "lines=x",
    ] {
        spec.bad.as_mut().unwrap().list[0].change = change.to_owned();
        let unusable = Workload::of(&spec, 1).map(drop).unwrap_err();
        assert!(unusable.to_string().starts_with("bad.list.change"), "{unusable}");
        chinese(&unusable);
    }
}

/// What a near miss says that no parcel could ever do is seen when the file is read, and told with its place.
#[test]
fn a_near_miss_that_cannot_be_is_refused() {
    let good = include_str!("../../../../workloads/bad-data.toml");
    let first = "{ paper = \"declaration\", change = \"items[0].total_price=64.99\", earns = \"TOTAL_PRICE_MISMATCH\", share = 20 }";
    let last = "{ paper = \"waybill\", change = \"pack_no=3\", earns = \"100\", share = 35 }";
    for (from, to, why) in [
        ("per_million = 100000", "per_million = 1000001", "bad.per_million: is 1000001, at most 1000000"),
        (first, &first.replace("items[0].total_price=64.99", ""), "bad.list[0].change: is empty"),
        (first, &first.replace("items[0].total_price=64.99", "  "), "bad.list[0].change: is empty"),
        // A fault of other papers, of the form, of nothing; a near name; reasons of calls; codes of other papers.
        (
            last,
            &last.replace("100", "TOTAL_PRICE_MISMATCH"),
            "bad.list[4].earns: no waybill can earn \"TOTAL_PRICE_MISMATCH\"",
        ),
        (last, &last.replace("100", "FIELD_TOO_LONG"), "a fault of 505 in docs/codes.md, or 1, 2, 3"),
        (first, &first.replace("TOTAL_PRICE_MISMATCH", "OOPS"), "this change earns TOTAL_PRICE_MISMATCH"),
        (last, &last.replace("100", "APP_TYPE_INVALD"), "did you mean APP_TYPE_INVALID?"),
        (last, &last.replace("100", "KEY_INVALID"), "bad.list[4].earns"),
        (last, &last.replace("100", "899"), "bad.list[4].earns: no waybill can earn \"899\""),
        (last, &last.replace("100", "-505001"), "bad.list[4].earns"),
        (last, &last.replace("100", ""), "bad.list[4].earns"),
    ] {
        assert!(good.contains(from), "{from}");
        let unusable = Spec::read(&good.replace(from, to)).unwrap_err();
        assert!(unusable.to_string().contains(why), "{to}: {unusable}");
        chinese(&unusable);
    }
    for earns in ["STATE_DOES_NOT_MATCH", "FAULTS", "1", "399"] {
        Spec::read(&good.replace(last, &last.replace("100", earns))).unwrap();
    }
}

/// Codes that customs refuses in every paper are seen when the file is read, each with its field; what it only wonders at is a warning.
#[test]
fn codes_that_the_world_does_not_have_are_refused() {
    let good = include_str!("../../../../workloads/bad-data.toml");
    let spec = Spec::read(good).unwrap();
    assert_eq!(spec.warnings(), []);
    let (office, to) = (&spec.offices.list[1], &spec.destinations.list[2]);
    let office = format!("{{ customs = \"{}\", port = \"{}\"", office.customs, office.port);
    let to = format!("{{ country = \"{}\", pod = \"{}\"", to.country, to.pod);
    for (from, to, why) in [
        (&office, "{ customs = \"9999\", port = \"5141\"", "offices.list[1].customs: \"9999\": "),
        (&office, "{ customs = \"no code\", port = \"5141\"", "offices.list[1].customs: "),
        (&office, "{ customs = \"\", port = \"5141\"", "offices.list[1].customs: "),
        (&office, "{ customs = \"5141\", port = \"9999\"", "offices.list[1].port: \"9999\": "),
        (&to, "{ country = \"USA\", pod = \"LAX\"", "destinations.list[2].country: \"USA\": "),
        (&to, "{ country = \"998\", pod = \"LAX\"", "destinations.list[2].country: \"998\": "),
        (&to, "{ country = \"502\", pod = \"\"", "destinations.list[2].pod: "),
    ] {
        assert!(good.contains(from), "{from}");
        let unusable = Spec::read(&good.replacen(from, to, 1)).unwrap_err();
        assert!(unusable.to_string().starts_with(why), "{to}: {unusable}");
        assert!(!unusable.zh().is_ascii() && unusable.zh() != unusable.to_string(), "{}", unusable.zh());
    }
    for (from, to, field, code) in [
        (
            &office,
            "{ customs = \"2998\", port = \"5141\"",
            "offices.list[1].customs",
            "CUSTOMS_OFFICE_NOT_LISTED",
        ),
        (
            &office,
            "{ customs = \"5141\", port = \"5399\"",
            "offices.list[1].port",
            "CUSTOMS_OFFICE_NOT_LISTED",
        ),
        (&to, "{ country = \"142\", pod = \"LAX\"", "destinations.list[2].country", "EXPORT_TO_CHINA"),
        (&to, "{ country = \"502\", pod = \"L-X\"", "destinations.list[2].pod", "POD_INVALID"),
    ] {
        let warnings = Spec::read(&good.replacen(from, to, 1)).unwrap().warnings();
        let [(named, why)] = &warnings[..] else { panic!("{to}: {warnings:?}") };
        assert!(named == field && why.en.contains(code) && why.zh.contains(code), "{to}: {named} {why:?}");
    }
}

/// Lists sold to a business are cut to 25 lines, so the smallest parcels may be smaller than the file says.
#[test]
fn a_near_miss_fits_the_lists_of_businesses() {
    let mut spec = named("bad-data").unwrap();
    spec.lines.list.truncate(1);
    (spec.lines.list[0].from, spec.lines.list[0].to) = (30, 50);
    spec.bad.as_mut().unwrap().list[0].change = "items[29].gnum=99".to_owned();
    assert!(spec.modes.shares["9710"] > 0);
    let unusable = Workload::of(&spec, 1).map(drop).unwrap_err();
    assert!(unusable.to_string().contains("a parcel of 25, the fewest lines here"), "{unusable}");
    spec.modes.shares.retain(|mode, _| mode == "9610");
    Workload::of(&spec, 1).unwrap();
}

/// Every rule of one of the four papers may be earned by that paper, as its own provocation does.
#[test]
fn what_a_paper_can_earn_is_known_by_the_rules() {
    let good = include_str!("../../../../workloads/bad-data.toml");
    let last = "paper = \"waybill\", change = \"pack_no=3\", earns = \"100\"";
    let papers = [("303:", "order"), ("403:", "payment"), ("505:", "waybill"), ("603:", "declaration")];
    let mut known = 0;
    for rule in tongguan_rules::RULES.iter().filter(|rule| rule.refuses()) {
        for one in rule.provoke.split(';') {
            let one = one.trim();
            let Some((paper, changes)) =
                papers.iter().find_map(|(message, paper)| Some((paper, one.strip_prefix(message)?)))
            else {
                continue;
            };
            let miss =
                format!("paper = \"{paper}\", change = \"{}\", earns = \"{}\"", changes.trim(), rule.code);
            Spec::read(&good.replace(last, &miss)).map_err(|error| format!("{miss}: {error}")).unwrap();
            known += 1;
        }
    }
    assert!(known > 100, "{known}");
}

/// The Chinese of an error is Chinese: English in it are names and values of the file alone.
fn chinese(unusable: &Unusable) {
    let (en, zh) = (unusable.to_string(), unusable.zh());
    assert!(!zh.is_ascii() && zh != en, "{zh}");
    for word in [" is ", " of ", " no ", "expected", "at most", "nothing has", "says"] {
        assert!(!zh.contains(word), "{word}: {zh}");
    }
}

/// A file is somebody's: what is shown of it moves no terminal, and has an end.
#[test]
fn what_is_shown_of_a_file_is_harmless_and_bounded() {
    let long = "x".repeat(60_000);
    let scenario = |line: &str| Scripted::read(line).map(drop).unwrap_err();
    for unusable in [
        Spec::read(&BURST.replace("exported = 955", &format!("exported = \"{long}\""))).unwrap_err(),
        Spec::read(&BURST.replace("exported = 955", &format!("{long} = 1"))).unwrap_err(),
        Spec::read(&BURST.replace("[flows]", "[flows]\n\u{202e}\u{9b}31m = 1")).unwrap_err(),
        scenario(&format!("{long}\n")),
        scenario(&format!("clock {long}\n")),
        scenario("lane 1 green\u{202e}\n"),
        scenario(""),
    ] {
        for told in [unusable.to_string(), unusable.zh()] {
            assert!(told.len() < 4_000, "{} bytes", told.len());
            let moves = |c: char| c != '\n' && tongguan_domain::terminal::moves(c);
            assert!(!told.contains(moves), "{told:?}");
            assert!(!told.contains("line 0") && !told.contains("第 0 行") && !told.contains(": :"), "{told}");
        }
    }
    assert_eq!(scenario("").to_string(), "nothing is sent");
    let mut spec = named("bad-data").unwrap();
    spec.bad.as_mut().unwrap().list[0].change = format!("items[0].gnom\u{202e}={long}");
    let told = Workload::of(&spec, 1).map(drop).unwrap_err().to_string();
    assert!(told.len() < 4_000 && !told.contains('\u{202e}'), "{told:?}");
}

#[test]
fn zero_near_misses_have_no_effect() {
    let text = tongguan_load::workload::text_of("bad-data").unwrap();
    let unusable = Spec::read(&text.replace("per_million = 100000", "per_million = 0")).unwrap_err();
    assert!(unusable.to_string().starts_with("bad.per_million: 0 has no effect"), "{unusable}");
    chinese(&unusable);
}

/// What the reader of TOML says is told in Chinese, too, with the line.
#[test]
fn what_is_no_toml_of_a_workload_is_told_in_both_languages() {
    let line = |words: &str| BURST.lines().position(|line| line.contains(words)).unwrap() + 1;
    let flows = line("exported = 955");
    for (from, to, line, zh) in [
        ("exported = 955", "exportet = 955", flows, "没有字段 `exportet`，可用：`exported`, `cancelled`"),
        ("exported = 955", "exported = -1", flows, "整数 `-1` 超出范围，须为不小于 0 的整数（u32）"),
        ("exported = 955", "exported = \"a\"", flows, "文本 \"a\" 的类型不符，须为不小于 0 的整数（u32）"),
        ("[flows]", "[flows", line("[flows]"), "缺少右括号 ]"),
        ("exported = 955", "exported", flows, "键没有值"),
        ("exported = 955", "exported = 955\nexported = 955", flows + 1, "键重复"),
        ("exported = 955\n", "", line("[flows]"), "缺少字段 `exported`"),
        ("\"600/s\"", "\"600/y\"", line("\"600/s\""), "\"600/y\" 不是速率，写作 1417/s"),
        ("form = \"steps\"", "form = \"x\"", line("form = "), "没有取值 `x`，可用：`curve`、`steps`"),
        ("exponent = 1.1", "exponent = = 1", line("exponent = 1.1"), "书写有误（"),
    ] {
        assert!(BURST.contains(from), "{from}");
        let unusable = Spec::read(&BURST.replace(from, to)).unwrap_err();
        let told = unusable.zh();
        assert!(told.starts_with(&format!("第 {line} 行：{zh}")), "{to}: {told}");
        assert!(unusable.to_string().contains(&format!("line {line}, column")), "{unusable}");
    }
}

/// A business parcel has no payment receipt, so nothing can be wrong with it.
#[test]
fn a_near_miss_is_of_parcels_that_have_its_paper() {
    let mut spec = named("bad-data").unwrap();
    let bad = spec.bad.as_mut().unwrap();
    bad.per_million = 1_000_000;
    bad.list.truncate(1);
    let miss = &mut bad.list[0];
    (miss.paper, miss.change, miss.earns) =
        ("payment".to_owned(), "currency=999".to_owned(), "CURRENCY_UNKNOWN".to_owned());
    spec.modes.shares = [("9610".to_owned(), 1), ("9710".to_owned(), 1)].into();
    let workload = Workload::of(&spec, 1).unwrap();
    for number in 1..=100 {
        let script = workload.script(number).unwrap();
        let papers = script.steps[0].documents().len();
        assert_eq!(script.steps[0].papers.count(), papers);
        assert_eq!(matches!(script.label.end, End::Refused(_)), papers == 4, "{number}");
    }
    spec.modes.shares = [("9710".to_owned(), 1), ("9810".to_owned(), 1)].into();
    let error = Workload::of(&spec, 1).unwrap_err();
    assert!(error.to_string().contains("payment: no parcel here has such a paper"), "{error}");
}
