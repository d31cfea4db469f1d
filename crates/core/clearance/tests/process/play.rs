//! Plays scenarios on the core alone. `docs/scenarios.md` has the words of the language.

use crate::sandbox::{Sandbox, Screening, tag};
use std::time::Duration;
use tongguan_clearance::command::{Register, RegisterWarehouses, SetClock};
use tongguan_clearance::query::{PlaceWarnings, Query};
use tongguan_clearance::{Filter, Origin, Submitted};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{ClockMode, Outcome, RecordResult, Refusal, Settings, SignaturePolicy, Unfit};
use tongguan_domain::receipt::{Content, Letter};
use tongguan_domain::screening::Lane;
use tongguan_domain::warehouse::Warehouse;
pub(crate) use tongguan_scenario::kind_named as kind;
use tongguan_scenario::{
    Chance, Clock, Form, Opening, Scenario, Sent, Stage, Standing, Stop, Told, Way, at_once,
};
use tongguan_testkit::INVT_NO;

/// A player in a sandbox of its own.
pub(crate) struct Player {
    pub(crate) sandbox: Sandbox,
    player: tongguan_scenario::Player,
}

/// What a sandbox begins with.
pub(crate) fn settings(opening: &Opening) -> Settings {
    let usual = Settings::default();
    let mut settings = Settings {
        start: opening.start.unwrap_or(usual.start),
        version: opening.version.unwrap_or(usual.version),
        seed: opening.seed.unwrap_or(usual.seed),
        registration_required: opening.registration_required,
        ..usual
    };
    if let Some(policy) = opening.signatures {
        settings.signatures = SignaturePolicy::named(policy.name()).unwrap();
    }
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

/// Plays a script; gives the player for further questions.
pub(crate) fn play(script: &str) -> Player {
    let scenario = Scenario::read(script).unwrap_or_else(|error| panic!("{error}\n{script}"));
    let mut player =
        Player { sandbox: Sandbox::new(settings(&scenario.opening)), player: Default::default() };
    let (mut played, mut expected) = (String::new(), String::new());
    for line in &scenario.lines {
        let line = at_once(player.player.line(&mut player.sandbox, line)).unwrap().unwrap();
        played += &format!("{} => {}\n", line.words, line.told);
        expected += &format!("{} => {}\n", line.words, line.expected);
    }
    assert_eq!(played, expected, "played:\n{played}");
    player
}

impl Stage for Sandbox {
    async fn send(&mut self, document: Document, way: Way) -> Result<Sent, Stop> {
        let origin = if way == Way::Xml { Origin::Ceb } else { Origin::Native };
        let submission = self.submission(&[document], origin);
        let faults: Vec<_> =
            submission.records[0].faults.iter().map(|fault| fault.rule.code.to_owned()).collect();
        match self.execute(submission) {
            Ok(Submitted { records, replayed: false }) => {
                self.settle();
                Ok(match &records[..] {
                    [RecordResult::Accepted(accepted)] => Sent::Taken(accepted.id),
                    _ => Sent::RefusedByReceipt,
                })
            }
            Err(Refusal::Document { unfit: Unfit { rule, .. }, .. }) => {
                Ok(Sent::Refused(vec![rule.code.to_owned()]))
            }
            Err(Refusal::Faulty) if !faults.is_empty() => Ok(Sent::Refused(faults)),
            other => Err(Stop::Failed(format!("{other:?}"))),
        }
    }

    async fn wait(&mut self, span: Duration) -> Result<(), Stop> {
        self.elapse(span.as_millis().try_into().unwrap());
        Ok(())
    }

    async fn set_clock(&mut self, clock: Clock) -> Result<(), Stop> {
        let mode = if clock == Clock::Manual { ClockMode::Manual } else { ClockMode::Auto };
        self.execute(SetClock(mode)).unwrap();
        self.settle();
        Ok(())
    }

    async fn set_lane(&mut self, lane: Option<Lane>) -> Result<(), Stop> {
        self.screening = lane.map_or(Screening::Silent, Screening::Lane);
        self.settle();
        Ok(())
    }

    async fn set_outcome(&mut self, outcome: Option<&str>) -> Result<(), Stop> {
        let unknown = |name| Stop::Failed(format!("no outcome {name}"));
        self.outcome = match outcome {
            None => None,
            Some(name) => Some(Outcome::named(name).ok_or_else(|| unknown(name))?),
        };
        Ok(())
    }

    async fn register(&mut self, enterprise: Enterprise) -> Result<(), Stop> {
        let tag = tag(&format!("register-{}", enterprise.code), 1);
        self.execute(Register { tag: Some(tag), enterprise }).unwrap();
        Ok(())
    }

    async fn register_warehouse(&mut self, warehouse: Warehouse) -> Result<(), Stop> {
        self.execute(RegisterWarehouses(vec![warehouse])).unwrap();
        Ok(())
    }

    async fn standing(&mut self, document: DocumentId) -> Result<Standing, Stop> {
        let explained = self.state.explain(document).unwrap();
        let accepted = explained.standing.accepted;
        Ok(Standing {
            phase: accepted.phase.name().to_owned(),
            invt_no: Some(accepted.invt_no).filter(|number| !number.is_empty()),
            waits: explained.waiting_for,
            warnings: PlaceWarnings(document)
                .answer(&self.state)
                .iter()
                .map(|warning| warning.rule.code.to_owned())
                .collect(),
        })
    }

    async fn receipts(&mut self) -> Result<Vec<Told>, Stop> {
        let letters = self.state.letters(self.mailbox.as_str(), self.read, usize::MAX);
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

impl Player {
    /// Does what a line says; gives what is told.
    pub(crate) fn perform(&mut self, line: &str) -> String {
        let scenario = Scenario::read(line).unwrap_or_else(|error| panic!("{error}"));
        let told = |line| at_once(self.player.line(&mut self.sandbox, line)).unwrap().unwrap().told;
        let told: Vec<_> = scenario.lines.iter().map(told).collect();
        told.join("\n")
    }

    /// Customs' number of the newest declaration of a parcel.
    pub(crate) fn invt_no(&self, number: &str) -> String {
        let id = self.player.newest(DocumentKind::Declaration, number.parse().unwrap());
        let given = id.and_then(|id| self.sandbox.state.standing(id)).map(|summary| summary.accepted.invt_no);
        given.filter(|number| !number.is_empty()).unwrap_or_else(|| INVT_NO.to_owned())
    }

    /// The words of the newest receipt that rejects.
    pub(crate) fn last_rejection(&self) -> String {
        let mut rejections =
            self.sandbox.receipts().into_iter().filter(|receipt| receipt.code.number() == 100);
        rejections.next_back().unwrap().info
    }

    /// Where the newest paper of this kind and parcel stands.
    pub(crate) fn phase(&self, kind: &str, number: &str) -> &'static str {
        let kind = self::kind(kind).unwrap();
        let id = self.player.newest(kind, number.parse().unwrap()).unwrap();
        self.sandbox.state.standing(id).unwrap().accepted.phase.name()
    }

    /// Where the papers of a kind stand that are no deletion and were sent, by number.
    pub(crate) fn phases(&self, word: &str) -> Vec<&'static str> {
        let papers = self
            .sandbox
            .state
            .documents(0, usize::MAX, &Filter { kind: kind(word), ..Filter::default() })
            .documents;
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
