//! Selectivity: facts and a profile give a lane, with reasons. Pure: the draws come from the seed in the facts.
//!
//! The procedure is ASYCUDA's: rules, each with a lane and the share of matching declarations that it selects; then
//! random shares per lane. Whatever selects is collected, and the highest lane wins: red, yellow, blue; green only if
//! nothing selects. Of what would be green, more is drawn up to the expected rate of each lane ([`LaneTarget`]). Goods
//! that may not leave are stopped: nobody draws for them. Real selection weights are secret in every country, so the
//! shares of the typical profile are assumptions of the right size, not figures of customs.
//!
//! A profile is a document; what a rule looks for is an expression in CEL ([`Expression`]).
//!
//! Every rule draws for itself, and the draw comes before the condition: most declarations are waved through after
//! a few multiplications, and no rule can disturb the draw of another.

#![forbid(unsafe_code)]

mod draw;
mod explain;
mod expression;
mod profile;
mod screen;

pub use explain::{Draw, Explanation, explain};
pub use expression::{
    Change, Expression, FACTS, FACTS_VERSION, FUNCTIONS, Fact, Flaw, Function, Places, Type, place,
};
pub use profile::{LaneTarget, Profile, Prospect, Quota, Rule, RuleView, Scores, Share};
pub use screen::{finding, screen};

/// A whole, in parts per million.
pub const WHOLE_PPM: u32 = 1_000_000;

/// Most grounds of one decision: as many as may come from a screening elsewhere.
const GROUNDS: usize = 100;
