//! The one player: it does what the lines ask for, on any stage, and writes down what is told.

use crate::papers::paper;
use crate::told::{Form, Told};
use crate::{Act, Line, Scenario, Sending, Sent, Stage, Standing, Stop, Value, Way, name_of};
use std::collections::{BTreeMap, HashMap};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::DocumentId;
use tongguan_testkit::{EXPORTER, INVT_NO};

/// What a player knows of the papers that it has sent.
#[derive(Debug, Default)]
pub struct Player {
    papers: HashMap<DocumentId, String>,
    newest: HashMap<(DocumentKind, u32), DocumentId>,
    /// Forms of each summary, in the order in which they were told.
    forms: HashMap<String, Vec<String>>,
}

/// A scenario that was played, or as much of it as could be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// The lines, as far as it came.
    pub lines: Vec<PlayedLine>,
    /// Where it stopped, and why; `None`: it was played to its end.
    pub stopped: Option<(usize, Stop)>,
}

/// A line that was played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayedLine {
    /// Its number in the text, from 1.
    pub number: usize,
    /// What was done.
    pub words: String,
    /// What was told.
    pub told: String,
    /// What the text says that is told.
    pub expected: String,
}

impl PlayedLine {
    /// Whether something else was told than the text says.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.told != self.expected
    }
}

impl Played {
    /// Whether the scenario was played to its end and everything was told as it says.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.stopped.is_none() && !self.lines.iter().any(PlayedLine::differs)
    }
}

/// Plays a scenario to its end, whatever is told on the way.
pub async fn play(scenario: &Scenario, stage: &mut impl Stage) -> Played {
    let mut player = Player::default();
    let mut played = Played { lines: Vec::new(), stopped: None };
    for line in &scenario.lines {
        match player.line(stage, line).await {
            Ok(line) => played.lines.push(line),
            Err(stop) => {
                played.stopped = Some((line.number, stop));
                break;
            }
        }
    }
    played
}

impl Player {
    /// Does everything that a line asks for.
    ///
    /// # Errors
    /// [`Stop`].
    pub async fn line(&mut self, stage: &mut impl Stage, line: &Line) -> Result<PlayedLine, Stop> {
        let mut told = Vec::new();
        for act in &line.acts {
            told.push(self.perform(stage, act).await?);
        }
        told.retain(|told| !told.is_empty());
        let (words, expected) = (line.words.clone(), line.expected.clone());
        Ok(PlayedLine { number: line.number, words, told: told.join(", "), expected })
    }

    /// Does one thing; gives what is told.
    ///
    /// # Errors
    /// [`Stop`].
    pub async fn perform(&mut self, stage: &mut impl Stage, act: &Act) -> Result<String, Stop> {
        match act {
            Act::Send(sending) => return self.send(stage, sending).await,
            Act::SendAll(kinds, parcel) => return self.send_all(stage, kinds, *parcel).await,
            Act::Lane(lane) => stage.set_lane(*lane).await?,
            Act::Outcome(outcome) => stage.set_outcome(outcome.as_deref()).await?,
            Act::Clock(clock) => stage.set_clock(*clock).await?,
            Act::Wait(span) => stage.wait(*span).await?,
            Act::Register(code) => {
                let exporter = EXPORTER.enterprise();
                let enterprise = Enterprise { code: code.clone(), warehouse_record: true, ..exporter };
                stage.register(enterprise).await?;
            }
            Act::Warehouse(warehouse) => stage.register_warehouse(warehouse.clone()).await?,
            Act::Warns(kind, parcel) => {
                return Ok(self.standing(stage, *kind, *parcel).await?.warnings.join(" "));
            }
            Act::Phase(kind, parcel) => return Ok(self.standing(stage, *kind, *parcel).await?.phase),
            Act::Waits(kind, parcel) => {
                return Ok(self.standing(stage, *kind, *parcel).await?.waits.join("; "));
            }
        }
        self.told(stage).await
    }

    /// Reads what has been told since the last time.
    ///
    /// # Errors
    /// [`Stop`].
    pub async fn told(&mut self, stage: &mut impl Stage) -> Result<String, Stop> {
        let letters = stage.receipts().await?;
        Ok(letters.iter().map(|told| self.words(told)).collect::<Vec<_>>().join(", "))
    }

    /// The newest paper of this kind and parcel that was taken.
    #[must_use]
    pub fn newest(&self, kind: DocumentKind, parcel: u32) -> Option<DocumentId> {
        self.newest.get(&(kind, parcel)).copied()
    }

    /// Customs' number of the newest declaration of a parcel; that of the builders where it has none.
    ///
    /// # Errors
    /// [`Stop`].
    pub async fn invt_no(&self, stage: &mut impl Stage, parcel: u32) -> Result<String, Stop> {
        let given = match self.newest(DocumentKind::Declaration, parcel) {
            Some(id) => stage.standing(id).await?.invt_no,
            None => None,
        };
        Ok(given.unwrap_or_else(|| INVT_NO.to_owned()))
    }

    async fn send(&mut self, stage: &mut impl Stage, sending: &Sending) -> Result<String, Stop> {
        let mut numbers = BTreeMap::new();
        for change in &sending.changes {
            if let Value::DeclarationOf(parcel) = change.value {
                numbers.insert(parcel, self.invt_no(stage, parcel).await?);
            }
        }
        let own = self.invt_no(stage, sending.parcel).await?;
        let number_of = |parcel| numbers.get(&parcel).cloned().unwrap_or_default();
        let document = paper(sending, &own, number_of)
            .map_err(|(word, text)| Stop::Failed(format!("{word:?}: {text}")))?;
        match stage.send(document, sending.way).await? {
            Sent::Taken(id) => {
                self.newest.insert((sending.kind, sending.parcel), id);
                self.papers.insert(id, format!("{} {}", name_of(sending.kind), sending.parcel));
            }
            Sent::Refused(mut rules) => {
                rules.sort();
                rules.dedup();
                return Ok(format!("refused {}", rules.join(" ")));
            }
            Sent::RefusedByReceipt => {}
        }
        self.told(stage).await
    }

    /// Sends papers of a parcel; gives the phase of its declaration.
    async fn send_all(
        &mut self,
        stage: &mut impl Stage,
        kinds: &[DocumentKind],
        parcel: u32,
    ) -> Result<String, Stop> {
        for kind in kinds {
            let sending = Sending { kind: *kind, parcel, changes: Vec::new(), way: Way::Usual };
            self.send(stage, &sending).await?;
        }
        Ok(self.standing(stage, DocumentKind::Declaration, parcel).await?.phase)
    }

    async fn standing(
        &self,
        stage: &mut impl Stage,
        kind: DocumentKind,
        parcel: u32,
    ) -> Result<Standing, Stop> {
        match self.newest(kind, parcel) {
            Some(id) => stage.standing(id).await,
            None => Err(Stop::Failed(format!("no {} {parcel} was taken", name_of(kind)))),
        }
    }

    fn words(&mut self, told: &Told) -> String {
        match told {
            Told::Receipt { document, kind, code } => match document.and_then(|id| self.papers.get(&id)) {
                Some(paper) => format!("{paper} {code}"),
                None => format!("{} {code}", name_of(*kind)),
            },
            Told::Form(form) => form.words(self.ordinal(form)),
            Told::FormatFault(code) => format!("900 {code}"),
            Told::Copy(id) => {
                format!("copy of {}", self.papers.get(id).map_or("another document", String::as_str))
            }
        }
    }

    /// Which form of its summary this is, from 1.
    fn ordinal(&mut self, form: &Form) -> usize {
        let forms = self.forms.entry(form.summary.clone()).or_default();
        let known = forms.iter().position(|number| *number == form.number);
        known.unwrap_or_else(|| {
            forms.push(form.number.clone());
            forms.len() - 1
        }) + 1
    }
}
