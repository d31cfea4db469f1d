//! What a line asks for.

use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::screening::Lane;
use tongguan_domain::warehouse::Warehouse;

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
    /// `overseas CODE PLACES`, `centre DISTRICT PLACES`: a warehouse of so many places.
    Warehouse(Warehouse),
    /// `warns KIND N`: what its sender is warned of because of a warehouse is told, by the codes of the warnings.
    Warns(DocumentKind, u32),
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
