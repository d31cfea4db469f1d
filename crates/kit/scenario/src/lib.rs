//! The one scenario language: what senders do and what customs tells them, line by line, as a customs officer would read it.
//!
//! ```text
//! order 1; waybill 1       => order 1 2, order 1 3, waybill 1 2, waybill 1 3
//! declaration 1 pack_no=3  => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 100
//! ```
//!
//! A [`Scenario`] is read from text, [`play`]ed on a [`Stage`] and compared with what it says itself. `docs/scenarios.md`
//! has the words of the language. The crate knows no customs process and no server: a stage does.

#![forbid(unsafe_code)]

mod act;
mod kinds;
mod modes;
mod opening;
mod papers;
mod player;
mod read;
mod scenario;
mod span;
mod stage;
mod told;

pub use act::{Act, Change, Clock, Sending, Value, Way};
pub use kinds::{kind_named, name_of};
pub use modes::{PARCELS, mode_sample, parcel_steps};
pub use opening::{Chance, Opening, Signatures};
pub use papers::{Unfit, sample};
pub use player::{Played, PlayedLine, Player, play};
pub use read::ScenarioError;
pub use scenario::{Line, Scenario};
pub use span::span;
pub use stage::{Sent, Stage, Standing, Stop, at_once};
pub use told::{Form, FormStage, Told};
/// Who transmits a scenario where it is sent as XML: the declaring agent of every parcel.
pub use tongguan_testkit::AGENT as TRANSMITTER;
/// What a sample names that should name a declaration, where nobody says which.
pub use tongguan_testkit::INVT_NO;
/// How a rule says that it is broken, made into papers that break it; the fields of a paper, however wrong.
pub use tongguan_testkit::{Provocation, Slots, provoked};
