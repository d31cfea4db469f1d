//! Journal entries: the events of one command, one after the other, each as numbered CBOR.

use tongguan_clearance::Event;

/// Version of the snapshot form. A snapshot of another version is not read; the journal is replayed instead.
pub(crate) const SNAPSHOT_VERSION: u8 = 2;

/// Adds events to an entry.
pub(crate) fn write(entry: &mut Vec<u8>, events: &[Event]) {
    for event in events {
        // Writing to memory cannot fail, and every event has a stored form.
        let _: Result<_, minicbor::encode::Error<_>> = minicbor::encode(event, &mut *entry);
    }
}

/// Shows the events of an entry.
///
/// # Errors
/// The bytes are no events of this version.
pub(crate) fn read(entry: &[u8], mut each: impl FnMut(Event)) -> Result<(), minicbor::decode::Error> {
    let mut decoder = minicbor::Decoder::new(entry);
    while decoder.position() < entry.len() {
        each(decoder.decode()?);
    }
    Ok(())
}
