//! Files that could not be taken: each is said once, and tried again later and later, so that it holds up no other.

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::time::Duration;
use tokio::time::Instant;
use tongguan_domain::limits;

struct Trouble {
    text: String,
    pause: Duration,
    until: Instant,
}

/// What is wrong with which file of a folder.
#[derive(Default)]
pub(super) struct Troubles(HashMap<OsString, Trouble>);

impl Troubles {
    /// Whether a file is to be tried now.
    pub(super) fn is_due(&self, name: &OsStr) -> bool {
        self.0.get(name).is_none_or(|trouble| trouble.until <= Instant::now())
    }

    /// Files that are not to be tried now.
    pub(super) fn waiting(&self) -> Vec<OsString> {
        self.0.keys().filter(|name| !self.is_due(name)).cloned().collect()
    }

    /// Notes what is wrong with a file; whether that is news.
    pub(super) fn note(&mut self, name: &OsStr, text: &str) -> bool {
        let longest = Duration::from_millis(limits::FOLDER_PAUSE_MILLIS);
        let before = self.0.remove(name);
        let news = before.as_ref().is_none_or(|trouble| trouble.text != text);
        let pause =
            before.map_or(crate::transports::courier::SCAN, |trouble| (trouble.pause * 2).min(longest));
        if self.0.len() >= limits::FOLDER_TROUBLES {
            // They are said again; better than to keep what may be gone for ever.
            self.0.clear();
        }
        let trouble = Trouble { text: text.to_owned(), pause, until: Instant::now() + pause };
        self.0.insert(name.to_owned(), trouble);
        news
    }

    /// Nothing is wrong with a file any more.
    pub(super) fn over(&mut self, name: &OsStr) {
        self.0.remove(name);
    }
}
