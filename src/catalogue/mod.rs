//! The catalogue of codes: every code, fault, finding and reason that a sender can meet, as rows of one form.
//!
//! `tongguan codes` prints it, `docs/codes.md` publishes it, and a test provokes every row. Each code stands once, where
//! it is used; this module only lines them up.

mod page;
mod recipes;
mod rows;
mod shelf;

pub use page::{outcomes_page, page};
pub use rows::{entries, named, of};
pub use shelf::shelf;

use clap::ValueEnum;
use serde_json::Value;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::Basis;

/// A kind of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Kind {
    /// returnStatus of a receipt (回执状态)
    Return,
    /// What can be wrong with a document
    Fault,
    /// Why customs rejects (100)
    Finding,
    /// Why a call is refused (gRPC)
    Reason,
    /// What can be wrong with CEB XML
    Xml,
    /// What the exchange platform answers to an envelope (DxpRep)
    Dxp,
    /// What a sender can force
    Outcome,
    /// What is in force when (政策)
    Provision,
    /// Code tables (参数代码)
    Table,
}

impl Kind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Return,
        Self::Fault,
        Self::Finding,
        Self::Reason,
        Self::Xml,
        Self::Dxp,
        Self::Outcome,
        Self::Provision,
        Self::Table,
    ];

    /// The name in `--kind` and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Fault => "fault",
            Self::Finding => "finding",
            Self::Reason => "reason",
            Self::Xml => "xml",
            Self::Dxp => "dxp",
            Self::Outcome => "outcome",
            Self::Provision => "provision",
            Self::Table => "table",
        }
    }

    /// One of them, in words.
    #[must_use]
    pub const fn one(self) -> &'static str {
        match self {
            Self::Return => "return code",
            Self::Fault => "fault",
            Self::Finding => "finding",
            Self::Reason => "reason",
            Self::Xml => "fault of XML",
            Self::Dxp => "code of the exchange platform",
            Self::Outcome => "outcome",
            Self::Provision => "provision",
            Self::Table => "row of a code table",
        }
    }

    /// The heading.
    #[must_use]
    pub fn title(self) -> String {
        if self == Self::Fault { fault_title() } else { self.words().to_owned() }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Return => "Return codes (回执状态): returnStatus of every receipt",
            Self::Fault => "Faults: what can be wrong with a document",
            Self::Finding => "Findings: why customs rejects (100), as [Code:NNNN;Desc:…] in returnInfo",
            Self::Reason => "Reasons: why a call is refused, in google.rpc.ErrorInfo",
            Self::Xml => "XML: what can be wrong with a CEB message around its records",
            Self::Dxp => "DXP: what the exchange platform answers to an envelope, in DxpRep",
            Self::Outcome => {
                "Outcomes: what a sender can force, by metadata x-outcome or [outcome:NAME] in note. A note counts for its \
                 own document only: to have a parcel inspected, write it into the declaration, not into its order, waybill \
                 or arrival"
            }
            Self::Provision => "Provisions: what is in force when, by the clock of the sandbox",
            Self::Table => {
                "Code tables (参数代码): `tongguan codes TABLE` lists one, with days, source and what is unconfirmed"
            }
        }
    }
}

/// The heading of the faults, with the base of every kind in the order of the bases; the real system's first.
fn fault_title() -> String {
    let ours =
        |kind: &DocumentKind| matches!(kind, DocumentKind::ReturnApplication | DocumentKind::ReturnTally);
    let mut kinds = DocumentKind::ALL;
    kinds.sort_unstable_by_key(|kind| kind.error_base());
    let (ours, theirs): (Vec<_>, Vec<_>) = kinds.into_iter().partition(ours);
    let list = |kinds: Vec<DocumentKind>| {
        let base = |kind: &DocumentKind| format!("{} ({})", kind.error_base(), kind.names().1);
        kinds.iter().map(base).collect::<Vec<_>>().join(", ")
    };
    format!(
        "{}. In a receipt: minus the sum of this number and the base of the document: {}; ours: {}. What rests on an \
         inference (basis inferred) refuses nothing: ValidateDocument and ExplainDocument show it as a warning",
        Kind::Fault.words(),
        list(theirs),
        list(ours)
    )
}

/// One code.
#[derive(Clone, Debug)]
pub struct Row {
    /// What kind of code.
    pub kind: Kind,
    /// The code itself.
    pub code: String,
    /// A second, short mark: the number of a fault, the gRPC code of a reason.
    pub number: String,
    /// Meaning in Chinese; may be empty.
    pub zh: &'static str,
    /// Meaning in English.
    pub en: &'static str,
    /// Who gives it: electronic port, customs, exchange platform or API.
    pub tier: &'static str,
    /// Whether nothing more follows.
    pub terminal: bool,
    /// Whether this version gives it.
    pub simulated: bool,
    /// What the sender should do.
    pub hint: &'static str,
    /// The same in Chinese.
    pub hint_zh: &'static str,
    /// How to provoke it.
    pub provoke: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What a rule or a finding rests on.
    pub basis: Option<Basis>,
    /// What else is known, under the names of the JSON form.
    pub more: Vec<(&'static str, Value)>,
}

/// What stands before words that no command plays.
const BY_HAND: &str = "by hand: ";

impl Row {
    /// The words that `tongguan provoke` plays, or why it plays none.
    ///
    /// # Errors
    /// Why the code cannot be provoked by a command, in words.
    pub fn played(&self) -> Result<&'static str, String> {
        match (self.simulated, self.provoke.strip_prefix(BY_HAND)) {
            (false, _) => Err(format!("this version does not give it: {}", self.hint)),
            (true, Some(why)) => Err(format!("no command provokes it: {why}")),
            (true, None) if self.provoke.is_empty() => {
                Err("it says what holds when; no answer carries it".to_owned())
            }
            (true, None) => Ok(self.provoke),
        }
    }
}
