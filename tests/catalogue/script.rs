//! The words in which the catalogue says how to provoke a code: lines of the scenario language (`docs/scenarios.md`), played
//! in a rehearsal, where every document comes as XML.

use std::time::Duration;
use tongguan_clearance::catalogue::PROCESSING_RULES;
use tongguan_clearance::command::{RegisterWarehouses, SetClock};
use tongguan_clearance::query::{PlaceWarnings, Query};
use tongguan_domain::document::Document;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{ClockMode, Outcome, Settings};
use tongguan_domain::receipt::Content;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::Lane;
use tongguan_domain::warehouse::Warehouse;
use tongguan_rehearsal::Rehearsal;
use tongguan_scenario::{
    Chance, Clock, Form, Opening, Scenario, Sent, Stage, Standing, Stop, Told, Way, at_once,
};

/// A script that was played.
pub(crate) struct Played {
    pub(crate) rehearsal: Rehearsal,
    outcome: Option<Outcome>,
    /// The letter that was read last.
    read: u64,
    /// Rules that refused, by code.
    pub(crate) refused: Vec<String>,
    /// What was told of the last line.
    pub(crate) last: String,
}

/// Plays a script.
pub(crate) fn play(script: &str) -> Played {
    let scenario = Scenario::read(script).unwrap_or_else(|error| panic!("{script}: {error}"));
    let rehearsal = Rehearsal::new(settings(&scenario.opening));
    let mut stage = Played { rehearsal, outcome: None, read: 0, refused: Vec::new(), last: String::new() };
    let played = at_once(tongguan_scenario::play(&scenario, &mut stage)).unwrap();
    assert_eq!(played.stopped, None, "{script}");
    stage.last = played.lines.last().map(|line| line.told.clone()).unwrap_or_default();
    stage
}

fn settings(opening: &Opening) -> Settings {
    let mut settings = Settings { seed: opening.seed.unwrap_or(1), ..Settings::default() };
    settings.start = opening.start.unwrap_or(settings.start);
    settings.version = opening.version.unwrap_or(settings.version);
    settings.registration_required = opening.registration_required;
    assert_eq!(opening.signatures, None, "a rehearsal has no signatures");
    let profile = &mut settings.pace;
    for (chance, ppm) in &opening.chances {
        *match chance {
            Chance::SendingFails => &mut profile.sending_fails_ppm,
            Chance::ReceiptsRepeated => &mut profile.receipts_repeated_ppm,
            Chance::ReceiptsReordered => &mut profile.receipts_reordered_ppm,
            Chance::ReviewsSuspended => &mut profile.reviews_suspended_ppm,
            Chance::ReturnsReviewed => &mut profile.returns_reviewed_ppm,
            Chance::ReturnsInspected => &mut profile.returns_inspected_ppm,
        } = *ppm;
    }
    settings
}

impl Stage for Played {
    async fn send(&mut self, document: Document, _: Way) -> Result<Sent, Stop> {
        let kind = document.kind();
        match self.rehearsal.send(document, Vec::new(), self.outcome).unwrap() {
            tongguan_rehearsal::Sent::Taken(id) => Ok(Sent::Taken(id)),
            tongguan_rehearsal::Sent::WithTheCall => Err(Stop::Failed("it was sent alone".to_owned())),
            tongguan_rehearsal::Sent::Refused { info, code, faults } => {
                self.refused.extend(faults.iter().map(|fault| fault.rule.code.to_owned()));
                if faults.is_empty() {
                    let rules = PROCESSING_RULES.iter();
                    let told =
                        rules.filter(|rule| ReturnCode::negative(kind, rule.level, rule.serial) == code);
                    self.refused.extend(told.map(|rule| rule.code.to_owned()));
                    assert!(!info.is_empty(), "a refusal says why");
                }
                Ok(Sent::RefusedByReceipt)
            }
        }
    }

    async fn wait(&mut self, span: Duration) -> Result<(), Stop> {
        let to = self.rehearsal.state().now().plus_millis(span.as_millis().try_into().unwrap());
        self.rehearsal.advance(to).unwrap();
        Ok(())
    }

    async fn set_clock(&mut self, clock: Clock) -> Result<(), Stop> {
        let mode = if clock == Clock::Manual { ClockMode::Manual } else { ClockMode::Auto };
        self.rehearsal.execute(SetClock(mode)).unwrap();
        Ok(())
    }

    async fn set_lane(&mut self, _: Option<Lane>) -> Result<(), Stop> {
        Err(Stop::NotHere("lane".to_owned()))
    }

    async fn set_outcome(&mut self, outcome: Option<&str>) -> Result<(), Stop> {
        self.outcome = outcome.map(|name| Outcome::named(name).unwrap_or_else(|| panic!("{name}")));
        Ok(())
    }

    async fn register(&mut self, enterprise: Enterprise) -> Result<(), Stop> {
        self.rehearsal.register(enterprise).unwrap();
        Ok(())
    }

    async fn register_warehouse(&mut self, warehouse: Warehouse) -> Result<(), Stop> {
        self.rehearsal.execute(RegisterWarehouses(vec![warehouse])).unwrap();
        Ok(())
    }

    async fn standing(&mut self, document: DocumentId) -> Result<Standing, Stop> {
        let explained = self.rehearsal.state().explain(document).unwrap();
        let accepted = explained.standing.accepted;
        Ok(Standing {
            phase: accepted.phase.name().to_owned(),
            invt_no: Some(accepted.invt_no).filter(|number| !number.is_empty()),
            waits: explained.waiting_for,
            warnings: PlaceWarnings(document)
                .answer(self.rehearsal.state())
                .iter()
                .map(|warning| warning.rule.code.to_owned())
                .collect(),
        })
    }

    async fn receipts(&mut self) -> Result<Vec<Told>, Stop> {
        let letters = self.rehearsal.letters(self.read);
        self.read += letters.len() as u64;
        Ok(letters.into_iter().map(|letter| told(letter.content)).collect())
    }
}

fn told(content: Content) -> Told {
    match content {
        Content::Receipt(receipt) => {
            Told::Receipt { document: receipt.document, kind: receipt.keys.kind(), code: receipt.code }
        }
        Content::SummaryResult(result) => Told::Form(Form::of(&result.head, result.items.len())),
        Content::FormatFault(fault) => Told::FormatFault(fault.code),
        Content::Copy(id, _) => Told::Copy(id),
    }
}
