//! The customs process of one sandbox. Pure: no I/O, no clock, no randomness but a seed.
//!
//! Read [`lifecycle`] first: it holds the one table of what may follow what. A caller
//! hands [`State::execute`] a [`Command`]; it answers, and gives the [`Event`]s that say what happened. The same
//! events, handed to [`State::apply`], make the same state again: `apply` cannot refuse.

#![forbid(unsafe_code)]

mod admit;
mod apply;
mod body;
pub mod catalogue;
mod chance;
pub mod command;
mod conduct;
mod credit;
mod deliver;
mod desk;
mod draw;
mod event;
mod execute;
mod explain;
mod filed;
mod follow;
mod growing;
mod index;
pub mod lifecycle;
mod links;
mod lookup;
mod naming;
mod numbering;
mod outcome;
mod pace;
mod packed;
mod paper;
mod parcel;
pub mod query;
mod reader;
mod readiness;
mod receipts;
mod registration;
mod repeat;
mod reuse;
mod run;
mod search;
mod state;
mod stations;
mod stored;
mod timers;
mod versions;
mod view;
mod warehouses;
mod whom;
mod windows;

pub use admit::Admission;
pub use command::{
    Command, Earlier, Origin, Question, Submission, Submitted, SubmittedRecord, Subscriber, Tag,
};
pub use event::{Event, Timer};
pub use paper::Paper;
pub use reader::Place;
pub use run::{Answers, Beat, Went};
pub use search::{Filter, Found};
pub use state::{CreditChange, State};
pub use stations::port::gravest;
pub use stations::screening::in_process;
pub use tongguan_domain::process::Key;
pub use whom::{GetWhom, LoadedProfile, Whom};
pub use windows::{Recent, Recorded, Retold, Screenings, Seen, Sources};
