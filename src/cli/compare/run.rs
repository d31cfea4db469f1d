//! One run: every document of the input through a rehearsal.

use crate::cli::exit::Failure;
use crate::cli::input::Input;
use tongguan_ceb::Message;
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::receipt::Content;
use tongguan_domain::version::MessageVersion;
use tongguan_rehearsal::{Rehearsal, RuleSet, Sent};

/// What one document met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Course {
    /// What it is, such as `declaration COP00000007`.
    pub(super) name: String,
    /// The codes that its sender was told, in order.
    pub(super) codes: Vec<i32>,
    /// The words of the last one.
    pub(super) info: String,
    /// Rules that it broke, as `CODE path`.
    pub(super) faults: Vec<String>,
    /// What it waits for at the end.
    pub(super) waiting_for: Vec<String>,
}

/// Runs every document of every input, in order, in one sandbox.
pub(super) fn courses(inputs: &[(String, Input)], set: RuleSet, seed: u64) -> Result<Vec<Course>, Failure> {
    let mut rehearsal = Rehearsal::new(set.settings(seed));
    let mut begun = Vec::new();
    for (name, input) in inputs {
        let documents = documents(input, set.version).map_err(|failure| failure.inside(name))?;
        for (document, faults) in documents {
            let name = named(&document);
            let sent = rehearsal.send(document, faults, None);
            begun.push((name, sent.map_err(|_| Failure::new("a limit of the sandbox is reached"))?));
        }
    }
    Ok(begun.into_iter().map(|(name, sent)| course(&rehearsal, name, sent)).collect())
}

fn documents(input: &Input, version: MessageVersion) -> Result<Vec<(Document, Vec<Fault>)>, Failure> {
    match input {
        Input::Native(submissions) => {
            let messages = submissions.iter().flat_map(|submission| submission.documents.clone());
            messages
                .map(|message| {
                    tongguan_wire::document::take(message, version)
                        .map_err(|refused| Failure::new(refused.message().to_owned()))
                })
                .collect()
        }
        Input::Xml(xml) => {
            let message = tongguan_ceb::read(xml, version).map_err(|why| Failure::new(why.to_string()))?;
            structure(&message, version)?;
            Ok(message.records.into_iter().map(|record| (record.document, record.faults)).collect())
        }
    }
}

/// A message that is wrong around its records is refused whole; there is nothing to compare record by record.
fn structure(message: &Message, version: MessageVersion) -> Result<(), Failure> {
    match message.structure.first() {
        None => Ok(()),
        Some(fault) => {
            let text = format!("it breaks the schema of {}: {} {}", version.name(), fault.path, fault.text);
            Err(Failure::new(text))
        }
    }
}

fn named(document: &Document) -> String {
    let (zh, en) = document.kind().names();
    format!("{en} {zh} ({})", document.heading().guid)
}

fn course(rehearsal: &Rehearsal, name: String, sent: Sent) -> Course {
    match sent {
        Sent::Refused { code, info, faults } => Course {
            name,
            codes: vec![code.number()],
            info,
            faults: faults.iter().map(|fault| format!("{} {}", fault.rule.code, fault.path())).collect(),
            waiting_for: Vec::new(),
        },
        Sent::Taken(id) => {
            let letters = rehearsal.letters(0);
            let receipts = letters.iter().filter_map(|letter| match &letter.content {
                Content::Receipt(receipt) if receipt.document == Some(id) => Some(receipt),
                Content::Receipt(_)
                | Content::SummaryResult(_)
                | Content::FormatFault(_)
                | Content::Copy(..) => None,
            });
            let receipts: Vec<_> = receipts.collect();
            Course {
                name,
                codes: receipts.iter().map(|receipt| receipt.code.number()).collect(),
                info: receipts.last().map(|receipt| receipt.info.clone()).unwrap_or_default(),
                faults: Vec::new(),
                waiting_for: rehearsal.state().explain(id).map(|e| e.waiting_for).unwrap_or_default(),
            }
        }
    }
}

impl Course {
    /// Whether both documents fared alike; words may differ by numbers and times.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.codes, &self.faults, &self.waiting_for) == (&other.codes, &other.faults, &other.waiting_for)
    }
}
