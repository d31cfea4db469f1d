//! The customs street: each station a file, in the order of the way.

pub(crate) mod arrival;
pub(crate) mod audit;
pub(crate) mod cancellation;
pub(crate) mod departure;
pub(crate) mod manifest;
pub(crate) mod matching;
pub(crate) mod officers;
pub(crate) mod parts;
pub(crate) mod port;
pub(crate) mod punishment;
pub(crate) mod release;
pub(crate) mod return_district;
pub(crate) mod returns;
pub(crate) mod review;
pub(crate) mod screening;
pub(crate) mod storage;
pub(crate) mod summary;
