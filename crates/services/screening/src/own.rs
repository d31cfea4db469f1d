//! Profiles of sandboxes: as their texts come in, and those that are ready to screen by.

use crate::profile::{Fault, Loaded, read};
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tongguan_domain::limits;
use tongguan_domain::screening::{OwnProfile, TextFault};

/// Those that are ready, by the hash of their texts; the one that was used last is the last. Clones hold the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ready(Arc<Mutex<Profiles>>);

/// Hash of the text, and the profile.
type Profiles = VecDeque<(String, Arc<Loaded>)>;

impl Ready {
    /// The one of this hash.
    pub(crate) fn get(&self, text_sha256: &str) -> Option<Arc<Loaded>> {
        let mut ready = self.lock();
        let at = ready.iter().position(|(known, _)| known == text_sha256)?;
        let found = ready.remove(at)?;
        let loaded = Arc::clone(&found.1);
        ready.push_back(found);
        Some(loaded)
    }

    /// Makes the profile of a text ready.
    pub(crate) fn read(&self, text: &str) -> Result<(String, Arc<Loaded>), Vec<Fault>> {
        if text.len() > limits::RISK_PROFILE_BYTES {
            // Not even its hash is worth the time.
            return read(text).map(|profile| (String::new(), Arc::new(profile.into())));
        }
        let text_sha256 = hex(&Sha256::digest(text));
        if let Some(loaded) = self.get(&text_sha256) {
            return Ok((text_sha256, loaded));
        }
        let loaded = Arc::new(Loaded::from(read(text)?));
        let mut ready = self.lock();
        ready.push_back((text_sha256.clone(), Arc::clone(&loaded)));
        while ready.len() > limits::RISK_PROFILES_READY {
            ready.pop_front();
        }
        Ok((text_sha256, loaded))
    }

    fn lock(&self) -> MutexGuard<'_, Profiles> {
        // An entry is whole, or not there.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a text is, as a sandbox keeps it.
pub(crate) fn pass(ready: &Ready, text: &str) -> Result<OwnProfile, Vec<TextFault>> {
    let (text_sha256, loaded) = ready.read(text).map_err(|faults| {
        let fault = |Fault { line, column, words }| TextFault { line, column, words };
        faults.into_iter().map(fault).collect::<Vec<_>>()
    })?;
    let (sha256, label) = (loaded.sha256.to_string(), loaded.profile.label());
    Ok(OwnProfile { text_sha256, sha256, label, text: text.to_owned() })
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
