//! How answers look: text for people, one JSON object per line for programs.

mod ceb;
mod json;
mod object;
pub(crate) mod refusal;
pub(crate) mod style;
mod table;
pub(crate) mod timeline;
pub(crate) mod words;
pub(crate) mod wrap;

pub(crate) use ceb::ceb_message;
pub(crate) use json::{message, pool, pretty, receipt};
pub(crate) use object::Object;
pub(crate) use table::Table;

use super::exit::Failure;
use anstream::AutoStream;
use std::io::{self, Stdout, Write, stdout};

/// Standard output. Colours only on a terminal, and never with NO_COLOR.
pub(crate) struct Out {
    json: bool,
    stream: AutoStream<Stdout>,
    /// Whether a reader that goes away is no reason to stop.
    outlives_reader: bool,
    /// Whether the reader has gone.
    unread: bool,
    /// Into how many columns a line for people has to fit.
    width: Option<usize>,
}

impl Out {
    pub(crate) fn new(json: bool) -> Self {
        let width = wrap::terminal_width().filter(|_| !json);
        Self { json, stream: AutoStream::auto(stdout()), outlives_reader: false, unread: false, width }
    }

    /// Whether the caller wants JSON.
    pub(crate) const fn json(&self) -> bool {
        self.json
    }

    /// Into how many columns a line has to fit; `None`: any.
    pub(crate) const fn width(&self) -> Option<usize> {
        self.width
    }

    /// From now on a reader that goes away, such as `head`, stops nothing: the command changes something, and what
    /// it began it ends. What it would have said is dropped.
    pub(crate) const fn outlive_reader(&mut self) {
        self.outlives_reader = true;
    }

    /// Whether somebody may still read what is written.
    pub(crate) const fn is_read(&self) -> bool {
        !self.unread
    }

    /// Writes one line; on a terminal that is narrower, in several.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) -> Result<(), Failure> {
        let hang = wrap::indent_of(text.as_ref()) + 2;
        self.hanging(text, hang)
    }

    /// The same; what does not fit goes on at this column.
    pub(crate) fn hanging(&mut self, text: impl AsRef<str>, hang: usize) -> Result<(), Failure> {
        let text = text.as_ref();
        match self.width {
            Some(width) => self.write(wrap::wrapped(text, width, hang).as_bytes())?,
            None => self.write(text.as_bytes())?,
        }
        self.write(b"\n")
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        if self.unread {
            return Ok(());
        }
        match self.stream.write_all(bytes) {
            Err(error) if self.outlives_reader && error.kind() == io::ErrorKind::BrokenPipe => {
                self.unread = true;
                Ok(())
            }
            written => Ok(written?),
        }
    }

    /// Writes one JSON object as a line.
    pub(crate) fn object(&mut self, object: Object) -> Result<(), Failure> {
        self.line(object.end())
    }

    /// Writes bytes as they are, and a line break.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.write(bytes)?;
        self.write(b"\n")
    }
}
