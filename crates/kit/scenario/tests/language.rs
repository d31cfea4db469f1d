//! The language, on a stage that takes everything and answers each document by 2.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

use std::time::Duration;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::DocumentId;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::Lane;
use tongguan_domain::warehouse::Warehouse;
use tongguan_scenario::{
    Act, Chance, Clock, Form, FormStage, Played, Scenario, Sent, Signatures, Stage, Standing, Stop, Told,
    Way, at_once, play,
};

/// Writes down what it is asked for.
#[derive(Default)]
struct Echo {
    asked: Vec<String>,
    taken: Vec<DocumentKind>,
    told: Vec<Told>,
}

impl Stage for Echo {
    async fn send(&mut self, document: Document, way: Way) -> Result<Sent, Stop> {
        let kind = document.kind();
        if self.taken.contains(&kind) {
            return Ok(match way {
                Way::Usual => Sent::Refused(vec!["DUPLICATE".to_owned(), "DUPLICATE".to_owned()]),
                Way::Xml => Sent::RefusedByReceipt,
            });
        }
        self.taken.push(kind);
        let id = DocumentId(self.taken.len() as u64);
        let code = ReturnCode::from_number(2);
        self.told.push(Told::Receipt { document: Some(id), kind, code });
        Ok(Sent::Taken(id))
    }

    async fn wait(&mut self, span: Duration) -> Result<(), Stop> {
        self.asked.push(format!("{span:?}"));
        for number in ["A", "B", "A"] {
            let stage = FormStage::reached(3, number == "B", false, false);
            let form = Form { summary: "S".to_owned(), number: number.to_owned(), stage, part: (1, 2) };
            self.told.push(Told::Form(form));
        }
        Ok(())
    }

    async fn set_clock(&mut self, clock: Clock) -> Result<(), Stop> {
        self.asked.push(format!("{clock:?}"));
        Ok(())
    }

    async fn set_lane(&mut self, _: Option<Lane>) -> Result<(), Stop> {
        Err(Stop::NotHere("lane".to_owned()))
    }

    async fn set_outcome(&mut self, outcome: Option<&str>) -> Result<(), Stop> {
        self.asked.push(format!("{outcome:?}"));
        Ok(())
    }

    async fn register(&mut self, enterprise: Enterprise) -> Result<(), Stop> {
        self.asked.push(enterprise.code);
        Ok(())
    }

    async fn register_warehouse(&mut self, warehouse: Warehouse) -> Result<(), Stop> {
        self.asked.push(format!("{} {}", warehouse.code, warehouse.capacity));
        Ok(())
    }

    async fn standing(&mut self, document: DocumentId) -> Result<Standing, Stop> {
        let waits = vec![format!("document {}", document.0), "its end".to_owned()];
        Ok(Standing { phase: "sent".to_owned(), waits, ..Standing::default() })
    }

    async fn receipts(&mut self) -> Result<Vec<Told>, Stop> {
        Ok(std::mem::take(&mut self.told))
    }
}

fn played(text: &str) -> (Scenario, Played, Echo) {
    let scenario = Scenario::read(text).unwrap();
    let mut stage = Echo::default();
    let played = at_once(play(&scenario, &mut stage)).unwrap();
    (scenario, played, stage)
}

const SCRIPT: &str = "\
# For the reader; and a setting.
start 2026-01-05; seed 7

order 1; waybill 1   => order 1 2, waybill 1 2
order 1              => refused DUPLICATE
xml order 1
outcome inspect; outcome none; clock manual; register 3301960NEW
wait 1h30m           => form 1 3 part 1/2, form 2 draft part 1/2, form 1 3 part 1/2
phase order 1        => sent
waits waybill 1      => document 2; its end
";

#[test]
fn what_is_told_is_compared() {
    let (_, played, stage) = played(SCRIPT);
    assert!(played.agrees(), "{played:#?}");
    assert_eq!(stage.asked, [r#"Some("inspect")"#, "None", "Manual", "3301960NEW", "5400s"]);
}

/// Only what differs is written anew, and the reader's lines and columns stay.
#[test]
fn what_differs_is_rewritten_in_its_place() {
    let wrong = SCRIPT
        .replace("order 1 2, waybill 1 2", "order 1 4")
        .replace(" => sent", "")
        .replace("xml order 1", "xml order 1 => order -304001");
    let (scenario, played, _) = played(&wrong);
    let different: Vec<_> =
        played.lines.iter().filter(|line| line.differs()).map(|line| line.number).collect();
    assert_eq!(different, [4, 6, 9]);
    let kept = SCRIPT.replace("phase order 1        => sent", "phase order 1 => sent");
    assert_eq!(scenario.rewritten(&played), kept);
}

#[test]
fn it_stops_where_the_stage_cannot_go_on() {
    let (_, played, _) = played("order 1 => order 1 2\nlane green\nwaybill 1");
    assert_eq!(played.lines.len(), 1);
    assert_eq!(played.stopped, Some((2, Stop::NotHere("lane".to_owned()))));
    assert!(!played.agrees());
}

#[test]
fn settings_come_first() {
    let text = "start 2024-12-14\nversion 2018-113; seed 7\nsignatures require\nchances sending_fails=500000; order 1";
    let scenario = Scenario::read(text).unwrap();
    let opening = &scenario.opening;
    assert_eq!(opening.start.unwrap().to_string(), "2024-12-14 09:00:00.000");
    assert_eq!((opening.version.unwrap().name(), opening.seed), ("2018-113", Some(7)));
    assert_eq!(opening.signatures, Some(Signatures::Require));
    assert_eq!(opening.chances, [(Chance::SendingFails, 500_000)]);
    assert_eq!((scenario.lines.len(), scenario.lines[0].number), (1, 4));
    assert!(matches!(scenario.lines[0].acts[..], [Act::Send(_)]));
}

/// Each error names its line and its word.
#[test]
fn what_is_not_of_the_language() {
    for (text, line, word) in [
        ("whale 1", 1, "whale"),
        ("order 1\norder one", 2, "one"),
        ("order 1\n\n# a note\norder", 4, "order"),
        ("order 1 pack", 1, "pack"),
        ("order 1; waybill 1 pak_no=3", 1, "pak_no=3"),
        ("waybill 1 pack_no=many", 1, "pack_no=many"),
        ("waybill 1 note=a pack_no=2 logistics_no=~", 1, "note=a pack_no=2 logistics_no=~"),
        ("summary 1 lines=99999999999", 1, "lines=99999999999"),
        ("return 1 invt_no=#x", 1, "invt_no=#x"),
        ("lane pink", 1, "pink"),
        ("clock fast", 1, "fast"),
        ("wait soon", 1, "soon"),
        ("phase whale 1", 1, "whale"),
        ("start yesterday", 1, "yesterday"),
        ("version 2017", 1, "2017"),
        ("seed -1", 1, "-1"),
        ("signatures maybe", 1, "maybe"),
        ("chances luck=1", 1, "luck=1"),
        ("chances sending_fails=half", 1, "sending_fails=half"),
        ("order 1\nstart 2026-01-05", 2, "start"),
        ("order 1\n; => order 1 2", 2, "=>"),
    ] {
        let error = Scenario::read(text).unwrap_err();
        assert_eq!((error.line, error.word.as_str()), (line, word), "{text}: {error}");
        assert!(error.to_string().starts_with(&format!("line {line}: {word:?}: ")), "{error}");
    }
}
