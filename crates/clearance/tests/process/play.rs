//! Plays a script and compares what it says was answered with what was answered.
//!
//! A line is `DO => TOLD`. What can be done:
//!
//! | words | meaning |
//! |---|---|
//! | `KIND N CHANGES` | send the paper of parcel N, changed as `testkit::changed` says |
//! | `xml KIND N CHANGES` | the same, as CEB XML brings it: a refusal is a receipt |
//! | `lane green` | screening chooses this lane from now on; `lane none`: nobody answers |
//! | `outcome NAME` | the sender forces an outcome from now on; `outcome none`: no more |
//! | `clock manual`, `clock auto` | how time moves |
//! | `wait SECONDS` | the clock moves |
//! | `start TIME` | where the clock starts; the first line only |
//! | `phase KIND N` | ask where the newest such paper stands |
//! | `waits KIND N` | ask what it waits for |
//!
//! What was told: the new receipts, `KIND N CODE` each, or `refused RULE`.

use crate::sandbox::{Sandbox, Screening};
use std::collections::HashMap;
use tongguan_clearance::{ClockMode, Command, Origin, Outcome, RecordResult, Refusal, Settings};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::screening::Lane;
use tongguan_domain::time::Moment;
use tongguan_testkit::{Parcel, changed};

pub(crate) struct Player {
    pub(crate) sandbox: Sandbox,
    papers: HashMap<DocumentId, String>,
    newest: HashMap<String, DocumentId>,
    read: u64,
}

/// Plays a script; gives the player for further questions.
pub(crate) fn play(script: &str) -> Player {
    let lines: Vec<&str> = script.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let start = lines.first().and_then(|line| line.strip_prefix("start "));
    let start = start.map_or(Settings::START, |time| Moment::from_rfc3339(time).unwrap());
    let mut player = Player {
        sandbox: Sandbox::new(Settings { start, ..Settings::default() }),
        papers: HashMap::new(),
        newest: HashMap::new(),
        read: 0,
    };
    let mut played = String::new();
    for line in &lines {
        let words = line.split("=>").next().unwrap().trim();
        let told = player.perform(words);
        played += words;
        if !told.is_empty() {
            played += &format!(" => {told}");
        }
        played.push('\n');
    }
    let expected: String = lines.iter().map(|line| format!("{line}\n")).collect();
    assert_eq!(played, expected, "played:\n{played}");
    player
}

pub(crate) fn kind(name: &str) -> Option<DocumentKind> {
    Some(match name {
        "order" => DocumentKind::SalesOrder,
        "payment" => DocumentKind::PaymentReceipt,
        "waybill" => DocumentKind::Waybill,
        "declaration" => DocumentKind::Declaration,
        "arrival" => DocumentKind::Arrival,
        "departure" => DocumentKind::Departure,
        _ => return None,
    })
}

fn name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::PaymentReceipt => "payment",
        other => other.names().1,
    }
}

impl Player {
    pub(crate) fn perform(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["start", _] => {}
            ["lane", "none"] => self.sandbox.screening = Screening::Silent,
            ["lane", lane] => {
                self.sandbox.screening = Screening::Lane(match lane {
                    "green" => Lane::Green,
                    "blue" => Lane::Blue,
                    "yellow" => Lane::Yellow,
                    "red" => Lane::Red,
                    _ => panic!("no lane {lane}"),
                });
                self.sandbox.settle();
            }
            ["outcome", "none"] => self.sandbox.outcome = None,
            ["outcome", outcome] => self.sandbox.outcome = Some(Outcome::named(outcome).unwrap()),
            ["clock", mode] => {
                let mode = if mode == "manual" { ClockMode::Manual } else { ClockMode::Auto };
                self.sandbox.execute(Command::SetClock(mode)).unwrap();
                self.sandbox.settle();
            }
            ["wait", seconds] => self.sandbox.elapse(seconds.parse::<i64>().unwrap() * 1_000),
            ["phase", kind, number] => return self.phase(kind, number).to_owned(),
            ["waits", kind, number] => {
                let id = self.newest[&format!("{kind} {number}")];
                return self.sandbox.state.explain(id).unwrap().waiting_for.join("; ");
            }
            ["xml", kind, number, ..] => return self.send(kind, number, &words[3..], Origin::Ceb),
            [kind, number, ..] => return self.send(kind, number, &words[2..], Origin::Native),
            _ => panic!("what is {line}?"),
        }
        self.told()
    }

    fn send(&mut self, word: &str, number: &str, changes: &[&str], origin: Origin) -> String {
        let kind = kind(word).unwrap_or_else(|| panic!("no kind {word}"));
        let parcel = Parcel::number(number.parse().unwrap());
        let document = changed(parcel.document(kind), &changes.join(" "));
        let before = self.sandbox.state.view().documents;
        let label = format!("{word} {number}");
        // Receipts may come while it is being sent, so that the label must be known before.
        self.papers.insert(DocumentId(before + 1), label.clone());
        match self.sandbox.send(&[document], origin) {
            Ok(results) => {
                if let [RecordResult::Accepted(accepted)] = &results[..] {
                    self.newest.insert(label, accepted.id);
                }
                self.told()
            }
            Err(Refusal::Document { rule, .. }) => format!("refused {}", rule.code),
            Err(other) => panic!("{other:?}"),
        }
    }

    fn told(&mut self) -> String {
        let mailbox = self.sandbox.mailbox.as_str();
        let receipts = self.sandbox.state.receipts(mailbox, self.read, usize::MAX);
        self.read += receipts.len() as u64;
        let told: Vec<String> = receipts
            .iter()
            .map(|receipt| match receipt.document {
                Some(id) => format!("{} {}", self.papers[&id], receipt.code),
                None => format!("{} {}", name(receipt.keys.kind()), receipt.code),
            })
            .collect();
        told.join(", ")
    }

    /// Where the newest paper of this kind and parcel stands.
    pub(crate) fn phase(&self, kind: &str, number: &str) -> &'static str {
        let id = self.newest[&format!("{kind} {number}")];
        self.sandbox.state.summary(id).unwrap().accepted.phase.name()
    }

    /// Every receipt so far: mailbox, number, message, code, words.
    pub(crate) fn receipts(&self) -> String {
        let line = |receipt: tongguan_domain::receipt::Receipt| {
            format!(
                "{} {} {} {} {}\n",
                self.sandbox.mailbox,
                receipt.number,
                receipt.keys.kind().receipt_message(),
                receipt.code,
                receipt.info
            )
        };
        self.sandbox.receipts().into_iter().map(line).collect()
    }
}
