//! `tongguan.catalogue.v1`: what a program may want to know before it sends anything. It belongs to no sandbox.

#![forbid(unsafe_code)]

mod service;

pub use service::{Catalogue, Shelf};
