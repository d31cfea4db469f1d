//! Tongguan (通关): a customs single window that a developer runs on their own machine.

pub mod bounds;
pub mod catalogue;
pub mod compose;
mod keys;
mod measures;
pub mod peers;
pub mod risk_profile;
mod traces;
