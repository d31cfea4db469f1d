//! The driver of the sandboxes: one writer, group commit, recovery, snapshots.
//!
//! Orders go through one bounded queue to the *writer* thread, which decides them one after the other and gathers
//! their events. The *committer* thread makes a group durable and only then lets the answers go. While it waits for
//! the disk, the writer decides the next group. Reads go the same way, so nobody sees what is not durable; they wait for
//! the disk only while something of their own sandbox is being written.

mod basis;
mod batch;
mod bounds;
mod committer;
mod copies;
mod decide;
mod early;
mod entry;
mod error;
mod feed;
mod figures;
mod fingerprint;
mod follower;
mod forms;
mod graves;
mod guard;
mod host;
mod inquiry;
mod leave;
mod looks;
mod machine;
mod recovery;
mod settle;
mod snapshot;
mod task;
mod transmitters;
mod unused;
mod watch;
mod world;
mod writer;

pub use basis::{Basis, Lasting, Verdict};
pub use bounds::Bounds;
pub use error::{HostError, OpenError};
pub use feed::{Feed, FeedError, FeedReader, Head, Place};
pub use figures::{Figures, Gauges};
pub use fingerprint::fingerprint;
pub use follower::{FollowError, Follower, Following, Hello};
pub use host::{Begun, HeldJournal, Host, HostOptions, Moved};
pub use inquiry::{Answer, Ask, Asked};
pub use task::{Goal, SandboxInfo};
pub use unused::Defaults;
pub use watch::{Cause, Group, Told, Watch, Written};
