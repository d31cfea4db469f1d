//! Journal entries: the events of one command or more, one after the other, each as numbered CBOR.
//!
//! What one command makes happen may be too large for one entry, or even for one append. Then it is *spread*: its first
//! entry begins with [`BEGINS`], every further one with [`GOES_ON`], and the last one ends with [`ENDS`]. A replay
//! applies a spread command only when it has met its end. If the process ended in between, the end never comes; the
//! next entry that does not go on shows that, and what there is of the command is void.

use minicbor::decode::Error;
use tongguan_clearance::{Event, State};
use tongguan_journal::Position;

/// Version of the snapshot form. A snapshot of another version is not read; the journal is replayed instead.
pub(crate) const SNAPSHOT_VERSION: u8 = 2;

/// CBOR's `false`; every event begins as an array, so this is none.
pub(crate) const BEGINS: u8 = 0xf4;
/// CBOR's `null`.
pub(crate) const GOES_ON: u8 = 0xf6;
/// CBOR's `true`.
pub(crate) const ENDS: u8 = 0xf5;

/// Adds an event to an entry.
pub(crate) fn write(entry: &mut Vec<u8>, event: &Event) {
    // Writing to memory cannot fail, and every event has a stored form.
    let _: Result<_, minicbor::encode::Error<_>> = minicbor::encode(event, entry);
}

/// Shows the events of an entry.
///
/// # Errors
/// The bytes are no events of this version.
pub(crate) fn read(entry: &[u8], mut each: impl FnMut(Event)) -> Result<(), Error> {
    let mut decoder = minicbor::Decoder::new(entry);
    while let Some(next) = entry.get(decoder.position()) {
        if matches!(*next, BEGINS | GOES_ON | ENDS) {
            decoder.set_position(decoder.position() + 1);
        } else {
            each(decoder.decode()?);
        }
    }
    Ok(())
}

/// Whether the last thing in an entry is the end of a spread command. The last byte alone does not tell: an event may
/// end with the same one.
fn ends(entry: &[u8]) -> Result<bool, Error> {
    if entry.last() != Some(&ENDS) {
        return Ok(false);
    }
    let mut decoder = minicbor::Decoder::new(entry);
    let mut ended = false;
    while let Some(next) = entry.get(decoder.position()) {
        ended = *next == ENDS;
        match *next {
            BEGINS | GOES_ON | ENDS => decoder.set_position(decoder.position() + 1),
            _ => decoder.skip()?,
        }
    }
    Ok(ended)
}

/// Whether entries can be read, and go on with what has begun: `held` says that a spread command has, before them.
///
/// # Errors
/// The number of the first that does not, from 0.
pub(crate) fn check(entries: &[Vec<u8>], mut held: bool) -> Result<(), u64> {
    for (index, bytes) in (0u64..).zip(entries) {
        held = match bytes.first() {
            Some(&BEGINS) => true,
            Some(&GOES_ON) if !held => return Err(index),
            Some(&GOES_ON) => true,
            _ => false,
        };
        read(bytes, drop).map_err(|_| index)?;
        held &= !ends(bytes).map_err(|_| index)?;
    }
    Ok(())
}

/// Applies entries to a state, in their order, and holds those of a command back whose end has not come.
#[derive(Default)]
pub(crate) struct Replay {
    held: Vec<(Position, Vec<u8>)>,
}

impl Replay {
    /// Takes the next entry, and shows what happens by it.
    ///
    /// # Errors
    /// The bytes are no entry of this version.
    pub(crate) fn take(
        &mut self,
        state: &mut State,
        position: Position,
        bytes: &[u8],
        note: &mut dyn FnMut(&Event),
    ) -> Result<(), Error> {
        match bytes.first() {
            Some(&BEGINS) => self.held.clear(),
            Some(&GOES_ON) if self.held.is_empty() => {
                return Err(Error::message("it goes on with what has not begun"));
            }
            Some(&GOES_ON) => {}
            _ => {
                self.held.clear();
                return apply(state, position, bytes, note);
            }
        }
        self.held.push((position, bytes.to_vec()));
        if ends(bytes)? {
            for (position, bytes) in self.held.drain(..) {
                apply(state, position, &bytes, note)?;
            }
        }
        Ok(())
    }

    /// The first entry that is held back.
    pub(crate) fn unfinished(&self) -> Option<Position> {
        self.held.first().map(|(position, _)| *position)
    }
}

fn apply(
    state: &mut State,
    position: Position,
    bytes: &[u8],
    note: &mut dyn FnMut(&Event),
) -> Result<(), Error> {
    state.at_position(position.0);
    read(bytes, |event| {
        note(&event);
        state.apply(&event);
    })?;
    drop(state.put_away());
    Ok(())
}
