//! Selectivity: facts and a profile give a lane, with reasons. Pure: the draws come from the seed in the facts.
//!
//! The procedure is ASYCUDA's: criteria, each with a lane and the share of matching declarations that it selects;
//! then random quotas per lane. Whatever selects is collected, and the highest lane wins: Red, Yellow, Blue; Green
//! only if nothing selects. Real selection weights are secret in every country, so the shares of the standard
//! profile are assumptions of the right size, not figures of customs.
//!
//! Every rule draws for itself, and the draw comes before the condition: most declarations are waved through after
//! a few multiplications, and no rule can disturb the draw of another.

#![forbid(unsafe_code)]

mod draw;
mod profile;
mod screen;

pub use profile::{Condition, Criterion, Profile, Quota, RuleView, Share};
pub use screen::screen;

/// A whole, in parts per million.
pub const WHOLE_PPM: u32 = 1_000_000;
