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
//! | `wait SPAN` | the clock moves: seconds, or `5m`, `2h`, `200d` |
//! | `start TIME`, `version 2018-113`, `chances NAME=PPM` | what the sandbox begins with; the first lines only |
//! | `register CODE` | registers an exporter whose overseas warehouse is on record |
//! | `released N`, `closed N` | send all papers of parcel N up to there; its phase is told |
//! | `phase KIND N` | ask where the newest such paper stands |
//! | `waits KIND N` | ask what it waits for |
//!
//! Papers that name a declaration get the number of the newest declaration of the same parcel; `#N` in a change is that of
//! parcel N.
//!
//! What was told: the new receipts, `KIND N CODE` each, or `refused RULE`. A summary result (792) is told as
//! `form F LINES` with the number of the form in its summary, then `draft`, `pre-entry` and `entry` as it gets its numbers;
//! a part of a long one as `form F LINES part 1/2`.

use crate::sandbox::{Sandbox, Screening, tag};
use std::collections::HashMap;
use tongguan_clearance::{Command, Origin};
use tongguan_domain::document::{Document, DocumentKind, SummaryResult};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{ClockMode, Outcome, RecordResult, Refusal, Settings};
use tongguan_domain::receipt::{Content, Letter};
use tongguan_domain::screening::Lane;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::{EXPORTER, INVT_NO, Parcel, changed};

pub(crate) struct Player {
    pub(crate) sandbox: Sandbox,
    papers: HashMap<DocumentId, String>,
    newest: HashMap<String, DocumentId>,
    /// Forms of each summary, in the order in which they were told.
    forms: HashMap<String, Vec<String>>,
    read: u64,
}

/// What the first lines of a script say.
fn settings(lines: &[&str]) -> Settings {
    let mut settings = Settings::default();
    for line in lines {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["start", time] => settings.start = Moment::from_rfc3339(time).unwrap(),
            ["version", version] => settings.version = MessageVersion::named(version).unwrap(),
            ["chances", chance] => {
                let (name, ppm) = chance.split_once('=').unwrap();
                let profile = &mut settings.pace;
                let share = match name {
                    "sending_fails" => &mut profile.sending_fails_ppm,
                    "receipts_repeated" => &mut profile.receipts_repeated_ppm,
                    "receipts_reordered" => &mut profile.receipts_reordered_ppm,
                    "reviews_suspended" => &mut profile.reviews_suspended_ppm,
                    "returns_reviewed" => &mut profile.returns_reviewed_ppm,
                    "returns_inspected" => &mut profile.returns_inspected_ppm,
                    _ => panic!("no chance {name}"),
                };
                *share = ppm.parse().unwrap();
            }
            _ => break,
        }
    }
    settings
}

/// Plays a script; gives the player for further questions.
pub(crate) fn play(script: &str) -> Player {
    let lines: Vec<&str> = script.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut player = Player {
        sandbox: Sandbox::new(settings(&lines)),
        papers: HashMap::new(),
        newest: HashMap::new(),
        forms: HashMap::new(),
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
        "cancellation" => DocumentKind::Cancellation,
        "manifest" => DocumentKind::Manifest,
        "summary" => DocumentKind::SummaryApplication,
        "return" => DocumentKind::ReturnApplication,
        "tally" => DocumentKind::ReturnTally,
        _ => return None,
    })
}

fn millis(span: &str) -> i64 {
    let (number, unit) = match span.char_indices().last() {
        Some((at, 'm')) => (&span[..at], 60_000),
        Some((at, 'h')) => (&span[..at], 3_600_000),
        Some((at, 'd')) => (&span[..at], 86_400_000),
        _ => (span, 1_000),
    };
    number.parse::<i64>().unwrap() * unit
}

fn name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::PaymentReceipt => "payment",
        DocumentKind::SummaryApplication => "summary",
        DocumentKind::ReturnApplication => "return",
        DocumentKind::ReturnTally => "tally",
        other => other.names().1,
    }
}

impl Player {
    pub(crate) fn perform(&mut self, line: &str) -> String {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["start" | "version" | "chances", _] => {}
            ["register", code] => {
                let enterprise =
                    Enterprise { code: code.to_owned(), warehouse_record: true, ..EXPORTER.enterprise() };
                let command = Command::Register(tag(&format!("register-{code}"), 1), enterprise);
                self.sandbox.execute(command).unwrap();
            }
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
            ["wait", span] => self.sandbox.elapse(millis(span)),
            ["phase", kind, number] => return self.phase(kind, number).to_owned(),
            ["waits", kind, number] => {
                let id = self.newest[&format!("{kind} {number}")];
                return self.sandbox.state.explain(id).unwrap().waiting_for.join("; ");
            }
            ["released", number] => {
                return self.send_papers(&["order", "waybill", "declaration", "arrival"], number);
            }
            ["closed", number] => {
                return self
                    .send_papers(&["order", "waybill", "declaration", "arrival", "departure"], number);
            }
            ["xml", kind, number, ..] => return self.send(kind, number, &words[3..], Origin::Ceb),
            [kind, number, ..] => return self.send(kind, number, &words[2..], Origin::Native),
            _ => panic!("what is {line}?"),
        }
        self.told()
    }

    /// Sends papers of a parcel; gives the phase of its declaration.
    fn send_papers(&mut self, kinds: &[&str], number: &str) -> String {
        for kind in kinds {
            self.send(kind, number, &[], Origin::Native);
        }
        self.phase("declaration", number).to_owned()
    }

    fn send(&mut self, word: &str, number: &str, changes: &[&str], origin: Origin) -> String {
        let kind = kind(word).unwrap_or_else(|| panic!("no kind {word}"));
        let parcel = Parcel::number(number.parse().unwrap());
        let changes: Vec<String> = changes.iter().map(|change| self.with_numbers(change)).collect();
        let document = changed(self.paper(&parcel, number, kind), &changes.join(" "));
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

    /// The paper of a parcel; one that names a declaration names the newest of the parcel.
    fn paper(&self, parcel: &Parcel, number: &str, kind: DocumentKind) -> Document {
        let invt_no = self.invt_no(number);
        match kind {
            DocumentKind::Cancellation => parcel.cancellation(&invt_no).into(),
            DocumentKind::SummaryApplication => parcel.summary(&[&invt_no]).into(),
            DocumentKind::ReturnApplication => parcel.return_application(&invt_no).into(),
            DocumentKind::ReturnTally => parcel.return_tally(&invt_no).into(),
            DocumentKind::SalesOrder
            | DocumentKind::PaymentReceipt
            | DocumentKind::Waybill
            | DocumentKind::Declaration
            | DocumentKind::Arrival
            | DocumentKind::Departure
            | DocumentKind::Manifest => parcel.document(kind),
        }
    }

    /// Customs' number of the newest declaration of a parcel.
    pub(crate) fn invt_no(&self, number: &str) -> String {
        let id = self.newest.get(&format!("declaration {number}"));
        let given =
            id.and_then(|id| self.sandbox.state.standing(*id)).map(|summary| summary.accepted.invt_no);
        given.filter(|number| !number.is_empty()).unwrap_or_else(|| INVT_NO.to_owned())
    }

    fn with_numbers(&self, change: &str) -> String {
        match change.split_once("=#") {
            Some((path, number)) => format!("{path}={}", self.invt_no(number)),
            None => change.to_owned(),
        }
    }

    pub(crate) fn told(&mut self) -> String {
        let letters = self.sandbox.state.letters(self.sandbox.mailbox.as_str(), self.read, usize::MAX);
        self.read += letters.len() as u64;
        letters.iter().map(|letter| self.words(letter)).collect::<Vec<_>>().join(", ")
    }

    fn words(&mut self, letter: &Letter) -> String {
        match &letter.content {
            Content::Receipt(receipt) => match receipt.document {
                Some(id) => format!("{} {}", self.papers[&id], receipt.code),
                None => format!("{} {}", name(receipt.keys.kind()), receipt.code),
            },
            Content::SummaryResult(result) => self.form(result),
            Content::FormatFault(fault) => format!("900 {}", fault.code),
            Content::Copy(id, _) => format!("copy of {}", self.papers[id]),
        }
    }

    fn form(&mut self, result: &SummaryResult) -> String {
        let head = &result.head;
        let forms = self.forms.entry(head.sum_no.clone()).or_default();
        if !forms.contains(&head.decl_seq_no) {
            forms.push(head.decl_seq_no.clone());
        }
        let form = forms.iter().position(|known| *known == head.decl_seq_no).unwrap() + 1;
        let stage = match (&head.dec_tmp_no, &head.dec_pre_no, &head.entry_id) {
            (None, None, None) => result.items.len().to_string(),
            (Some(_), None, None) => "draft".to_owned(),
            (Some(_), Some(_), None) => "pre-entry".to_owned(),
            (Some(_), Some(_), Some(_)) => "entry".to_owned(),
            other => panic!("{other:?}"),
        };
        let part = match (head.msg_count, head.msg_seq_no) {
            (1, 1) => String::new(),
            (count, part) => format!(" part {part}/{count}"),
        };
        format!("form {form} {stage}{part}")
    }

    /// The words of the newest receipt that rejects.
    pub(crate) fn last_rejection(&self) -> String {
        let mut rejections =
            self.sandbox.receipts().into_iter().filter(|receipt| receipt.code.number() == 100);
        rejections.next_back().unwrap().info
    }

    /// Where the newest paper of this kind and parcel stands.
    pub(crate) fn phase(&self, kind: &str, number: &str) -> &'static str {
        let id = self.newest[&format!("{kind} {number}")];
        self.sandbox.state.standing(id).unwrap().accepted.phase.name()
    }

    /// Where the papers of a kind stand that are no deletion and were sent, by number.
    pub(crate) fn phases(&self, word: &str) -> Vec<&'static str> {
        let papers = self.sandbox.state.documents(0, usize::MAX, kind(word), None);
        let phases = papers.iter().map(|paper| paper.accepted.phase.name());
        phases.filter(|phase| *phase != "sending failed").collect()
    }

    /// Every receipt so far: mailbox, number, message, code, words.
    pub(crate) fn receipts(&self) -> String {
        let line = |letter: Letter| {
            let Content::Receipt(receipt) = letter.content else { panic!("{letter:?}") };
            format!(
                "{} {} {} {} {}\n",
                self.sandbox.mailbox,
                letter.number,
                receipt.keys.kind().receipt_message(),
                receipt.code,
                receipt.info
            )
        };
        self.sandbox.letters().into_iter().map(line).collect()
    }
}
