//! The words of the process: where a document stands, what happens to it, what a sandbox begins with and what it answers.
//! What may follow what is decided elsewhere.

mod answer;
mod key;
mod outcome;
mod own_server;
mod pace;
mod phase;
mod settings;
mod standing;
mod words;

pub use answer::{Accepted, Declined, Existing, RecordResult, Refusal, Unfit};
pub use key::Key;
pub use outcome::{OUTCOMES, Outcome, OutcomeEntry};
pub use own_server::{OwnServer, ServerChange, Silence};
pub use pace::{Pace, Shares, Span};
pub use phase::{Detention, Phase, Step, Unlawful};
pub use settings::{ClockMode, Settings, SignaturePolicy};
pub use standing::{Explained, ExplainedStep, MailboxView, SandboxView, Standing};
pub use words::Words;
