//! How answers look: text for people, one JSON object per line for programs.

mod json;
mod object;
pub(crate) mod refusal;
pub(crate) mod style;
mod table;
pub(crate) mod timeline;
pub(crate) mod words;

pub(crate) use json::{message, pool};
pub(crate) use object::Object;
pub(crate) use table::Table;

use super::exit::Failure;
use anstream::AutoStream;
use std::io::{Stdout, Write, stdout};

/// Standard output. Colours only on a terminal, and never with NO_COLOR.
pub(crate) struct Out {
    json: bool,
    stream: AutoStream<Stdout>,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, stream: AutoStream::auto(stdout()) }
    }

    /// Whether the caller wants JSON.
    pub(crate) const fn json(&self) -> bool {
        self.json
    }

    /// Writes one line.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        Ok(writeln!(self.stream, "{}", text.as_ref())?)
    }

    /// Writes one JSON object as a line.
    pub(crate) fn object(&mut self, object: Object) -> Result<(), Failure> {
        self.line(object.end())
    }

    /// Writes bytes as they are, and a line break.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.stream.write_all(bytes)?;
        self.line("")
    }
}
