//! Signing a message.

use crate::c14n;
use crate::envelope;
use crate::xml::{Document, Element};
use crate::{Key, Problem};
use rand_core::CryptoRng;
use thiserror::Error;

/// Elements that come behind the signature in a message of the CEB schema.
const BEHIND: &str = "ExtendMessage";

/// Why a message cannot be signed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignError {
    /// It is no XML in UTF-8, has a DOCTYPE, or breaks a limit of a CEB message.
    #[error("the message cannot be signed: {0}")]
    NotXml(String),
    /// It has a signature.
    #[error("the message is signed already")]
    AlreadySigned,
    /// Its root element is empty.
    #[error("the message is empty: there is nothing to sign")]
    Empty,
    /// The key refused; only a broken key or source of randomness does that.
    #[error("the key cannot sign")]
    Key,
}

/// The message with a signature where the schema wants it: the last child of the root element, but before
/// `ExtendMessage`. Nothing else of it changes, not even a space.
///
/// # Errors
/// [`SignError`].
pub fn sign(message: &[u8], key: &Key, rng: &mut (impl CryptoRng + ?Sized)) -> Result<Vec<u8>, SignError> {
    let document = Document::read(message).map_err(SignError::NotXml)?;
    match envelope::find(&document) {
        Ok(found) if !found.iter().any(|signature| signature.depth == 1) => {}
        Ok(_) | Err(_) => return Err(SignError::AlreadySigned),
    }
    let at = place(&document).ok_or(SignError::Empty)?;
    let digest = key.algorithm().digest().of(&c14n::whole(&document, 0..0));
    // What is signed depends on the namespaces around it, so it is read back from its place.
    let draft = insert(message, at, &envelope::write(key, &digest, &[0]).ok_or(SignError::Key)?);
    let text = signed_text(&draft)?;
    let value = key.private().sign(key.algorithm(), text.as_bytes(), rng).ok_or(SignError::Key)?;
    Ok(insert(message, at, &envelope::write(key, &digest, &value).ok_or(SignError::Key)?))
}

/// The byte at which the signature goes in.
fn place(document: &Document) -> Option<usize> {
    let root = document.elements().next()?;
    let behind = |child: &&Element| child.namespace == root.namespace && child.local() == BEHIND;
    let place = document.children(root).find(behind).map_or(root.end_tag_at, |child| child.start_tag.start);
    // The end of an empty element tag is no place: there is no inside.
    (root.nodes.len() > 2).then_some(place)
}

fn insert(message: &[u8], at: usize, signature: &str) -> Vec<u8> {
    let (before, behind) = message.split_at_checked(at).unwrap_or((message, &[]));
    [before, signature.as_bytes(), behind].concat()
}

fn signed_text(draft: &[u8]) -> Result<String, SignError> {
    let document = Document::read(draft).map_err(SignError::NotXml)?;
    let refused = |problem: Problem| SignError::NotXml(problem.text());
    let element = envelope::find(&document).map_err(refused)?.pop().ok_or(SignError::Empty)?;
    let envelope = envelope::Envelope::read(&document, element).map_err(refused)?;
    Ok(c14n::subtree(&document, envelope.signed_info, &(0..0)))
}
