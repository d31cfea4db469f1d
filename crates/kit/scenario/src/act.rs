//! What a line asks for.

use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::screening::Lane;

/// One thing that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// `KIND N CHANGES`: the paper of parcel N is sent, changed.
    Send(Sending),
    /// `released N`, `closed N`: the first papers of parcel N are sent, and the phase of its declaration is told.
    SendAll(&'static [DocumentKind], u32),
    /// `lane green`: screening chooses this lane from now on; `lane none`: nobody answers.
    Lane(Option<Lane>),
    /// `outcome NAME`: the sender forces an outcome from now on; `outcome none`: no more.
    Outcome(Option<String>),
    /// `clock manual`, `clock auto`.
    Clock(Clock),
    /// `wait SPAN`: the clock moves.
    Wait(Duration),
    /// `register CODE`: an exporter whose overseas warehouse is on record.
    Register(String),
    /// `phase KIND N`: where the newest such paper stands is told.
    Phase(DocumentKind, u32),
    /// `waits KIND N`: what it waits for is told.
    Waits(DocumentKind, u32),
}

/// A paper to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Its kind.
    pub kind: DocumentKind,
    /// The parcel that it belongs to.
    pub parcel: u32,
    /// What is changed in it.
    pub changes: Vec<Change>,
    /// How it is sent.
    pub way: Way,
}

/// How a paper is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// As the stage usually does; a refusal is the answer.
    Usual,
    /// As CEB XML (`xml KIND N`): a refusal is a receipt.
    Xml,
}

/// A change to a paper, `PATH=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field, such as `items[0].qty`, or `lines`.
    pub path: String,
    /// What it becomes.
    pub value: Value,
}

/// What a field becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text, as `testkit` takes it.
    Text(String),
    /// `#N`: customs' number of the newest declaration of parcel N.
    DeclarationOf(u32),
}

/// How time moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// To the next timer, whenever nothing is left to do.
    Auto,
    /// Only when told.
    Manual,
}
