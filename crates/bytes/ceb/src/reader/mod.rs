//! From bytes to a message: bytes, then tokens ([`cursor`]), then structure ([`envelope`], [`record`]).

mod attributes;
mod bytes;
mod characters;
mod cursor;
mod date_time;
pub(crate) mod dxp;
mod envelope;
mod extension;
mod names;
mod record;
mod root;
mod sequence;
mod shared_nodes;
mod signature_node;
mod walker;

pub(crate) use characters::is_xml;

use crate::fault::Unreadable;
use crate::message::Message;
use tongguan_domain::version::MessageVersion;

/// Reads one request message as a version has it.
///
/// A message that is well-formed XML and has a known root is read to its end, so that the list of its faults is
/// complete. Comments and processing instructions are ignored, as the schema ignores them; of a `ds:Signature` is asked
/// whether its schema takes it, not whether it holds.
///
/// # Errors
/// [`Unreadable`] where the bytes are not a safe, well-formed message of a kind that the version has.
pub fn read(bytes: &[u8], version: MessageVersion) -> Result<Message, Unreadable> {
    let (text, before) = bytes::check(bytes)?;
    envelope::message(walker::Walker::new(text, before), version).map_err(|mut refusal| {
        refusal.offset = refusal.offset.saturating_add(offset(before));
        refusal
    })
}

fn offset(at: usize) -> u64 {
    u64::try_from(at).unwrap_or(u64::MAX)
}
