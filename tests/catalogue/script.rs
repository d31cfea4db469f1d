//! The words in which the catalogue says how to provoke a code, played in a sandbox.
//!
//! Steps stand one after the other, separated by `;`:
//!
//! | words | meaning |
//! |---|---|
//! | `start DAY` | where the clock stands; the first step only |
//! | `version 2018-113` | which messages are enforced; at the beginning only |
//! | `KIND N CHANGES` | send the paper of parcel N, changed as `testkit::changed` says |
//! | `outcome NAME`, `outcome none` | the sender forces an outcome from now on |
//! | `clock manual`, `clock auto` | how time moves |
//! | `wait SPAN` | the clock moves: `90s`, `5m`, `2h`, `200d` |
//! | `chances NAME=PPM` | how often things go wrong; at the beginning only |
//!
//! Papers that name a declaration get the number that customs gave to the newest one of the same parcel.

use std::collections::HashMap;
use tongguan_clearance::Command;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{ClockMode, Outcome, Settings};
use tongguan_domain::version::MessageVersion;
use tongguan_rehearsal::{Rehearsal, RuleSet, Sent};
use tongguan_testkit::{INVT_NO, Parcel, changed};

/// A script that was played.
pub(crate) struct Played {
    pub(crate) rehearsal: Rehearsal,
    /// Rules that refused, by code.
    pub(crate) refused: Vec<String>,
}

const NAMES: [(&str, DocumentKind); 11] = [
    ("order", DocumentKind::SalesOrder),
    ("payment", DocumentKind::PaymentReceipt),
    ("waybill", DocumentKind::Waybill),
    ("declaration", DocumentKind::Declaration),
    ("arrival", DocumentKind::Arrival),
    ("departure", DocumentKind::Departure),
    ("cancellation", DocumentKind::Cancellation),
    ("manifest", DocumentKind::Manifest),
    ("summary", DocumentKind::SummaryApplication),
    ("return", DocumentKind::ReturnApplication),
    ("tally", DocumentKind::ReturnTally),
];

/// Plays a script.
pub(crate) fn play(script: &str) -> Played {
    let steps: Vec<&str> = script.split(';').map(str::trim).filter(|step| !step.is_empty()).collect();
    let mut player = Player::new(&steps);
    for step in steps {
        player.perform(step);
    }
    Played { rehearsal: player.rehearsal, refused: player.refused }
}

struct Player {
    rehearsal: Rehearsal,
    outcome: Option<Outcome>,
    refused: Vec<String>,
    declarations: HashMap<u32, DocumentId>,
}

impl Player {
    fn new(steps: &[&str]) -> Self {
        let mut settings = Settings { seed: 1, ..Settings::default() };
        for step in steps {
            match step.split_whitespace().collect::<Vec<_>>()[..] {
                ["start", day] => settings.start = RuleSet::read(day).unwrap().at,
                ["version", version] => settings.version = MessageVersion::named(version).unwrap(),
                ["chances", chance] => set_chance(&mut settings, chance),
                _ => break,
            }
        }
        Self {
            rehearsal: Rehearsal::new(settings),
            outcome: None,
            refused: Vec::new(),
            declarations: HashMap::new(),
        }
    }

    fn perform(&mut self, step: &str) {
        let words: Vec<&str> = step.split_whitespace().collect();
        match words[..] {
            ["start" | "version" | "chances", _] => {}
            ["outcome", "none"] => self.outcome = None,
            ["outcome", name] => {
                self.outcome = Some(Outcome::named(name).unwrap_or_else(|| panic!("{step}")))
            }
            ["clock", mode] => {
                let mode = if mode == "manual" { ClockMode::Manual } else { ClockMode::Auto };
                self.rehearsal.execute(Command::SetClock(mode)).unwrap();
            }
            ["wait", span] => {
                let to = self.rehearsal.state().now().plus_millis(millis(span));
                self.rehearsal.advance(to).unwrap();
            }
            [kind, number, ..] => self.send(kind, number.parse().unwrap(), &words[2..].join(" ")),
            _ => panic!("what is {step}?"),
        }
    }

    fn send(&mut self, word: &str, number: u32, changes: &str) {
        let (_, kind) = NAMES.into_iter().find(|(name, _)| *name == word).unwrap_or_else(|| panic!("{word}"));
        let document = changed(self.paper(&Parcel::number(number), number, kind), changes);
        match self.rehearsal.send(document, Vec::new(), self.outcome).unwrap() {
            Sent::Taken(id) => {
                if kind == DocumentKind::Declaration {
                    self.declarations.insert(number, id);
                }
            }
            Sent::WithTheCall => panic!("{word} {number}: it was sent alone"),
            Sent::Refused { info, code, faults } => {
                self.refused.extend(faults.iter().map(|fault| fault.rule.code.to_owned()));
                if faults.is_empty() {
                    let rules = tongguan_clearance::catalogue::PROCESSING_RULES.iter();
                    let told = rules
                        .filter(|rule| {
                            tongguan_domain::return_code::ReturnCode::negative(kind, rule.level, rule.serial)
                                == code
                        })
                        .map(|rule| rule.code.to_owned());
                    self.refused.extend(told);
                    assert!(!info.is_empty(), "{word} {number}: a refusal says why");
                }
            }
        }
    }

    fn paper(&self, parcel: &Parcel, number: u32, kind: DocumentKind) -> Document {
        let given = self.declarations.get(&number).and_then(|id| self.rehearsal.state().standing(*id));
        let given = given.map(|summary| summary.accepted.invt_no).filter(|number| !number.is_empty());
        let invt_no = given.as_deref().unwrap_or(INVT_NO);
        match kind {
            DocumentKind::Cancellation => parcel.cancellation(invt_no).into(),
            DocumentKind::SummaryApplication => parcel.summary(&[invt_no]).into(),
            DocumentKind::ReturnApplication => parcel.return_application(invt_no).into(),
            DocumentKind::ReturnTally => parcel.return_tally(invt_no).into(),
            kind => parcel.document(kind),
        }
    }
}

fn set_chance(settings: &mut Settings, chance: &str) {
    let (name, ppm) = chance.split_once('=').unwrap();
    let ppm = ppm.parse().unwrap();
    let profile = &mut settings.pace;
    match name {
        "sending_fails" => profile.sending_fails_ppm = ppm,
        "receipts_repeated" => profile.receipts_repeated_ppm = ppm,
        "receipts_reordered" => profile.receipts_reordered_ppm = ppm,
        "reviews_suspended" => profile.reviews_suspended_ppm = ppm,
        _ => panic!("no chance {name}"),
    }
}

fn millis(span: &str) -> i64 {
    let (number, unit) = span.split_at(span.len() - 1);
    let unit = match unit {
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => panic!("no span {span}"),
    };
    number.parse::<i64>().unwrap() * unit
}
