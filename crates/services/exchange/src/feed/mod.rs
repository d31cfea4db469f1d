//! The exchange as a process of its own.
//!
//! ```text
//!   intake                             exchange
//!   journal ─▶ served ─────── Follow ─▶ following ─▶ a copy of the journal ─▶ mailboxes, watchers, transports
//!   gateway ◀─ served ◀─ Take, Carry ── remote    ◀─ transports
//!   service ◀─────────── exchange.v1 ── relay     ◀─ calls that change something
//! ```
//!
//! Intake decides; this process holds a copy of what was decided, and reads from it. What would change something is passed
//! on, and its answer comes back word for word. Before somebody reads, the copy is brought to where the sandbox ends.

mod answers;
mod figures;
mod following;
mod introduction;
mod relay;
mod remote;
mod served;

pub use figures::Figures;
pub use following::follow;
pub use introduction::Own;
pub use relay::Relay;
pub use remote::Remote;
pub use served::Served;
