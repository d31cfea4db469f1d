//! A trouble that lasts is said once, not ten times a second.

/// What was said last.
#[derive(Debug, Default)]
pub(crate) struct Said(Option<String>);

impl Said {
    /// Whether this is news; from now on it is not.
    pub(crate) fn is_news(&mut self, text: &str) -> bool {
        let news = self.0.as_deref() != Some(text);
        if news {
            self.0 = Some(text.to_owned());
        }
        news
    }

    /// The trouble is over: when it comes again, it is news again.
    pub(crate) fn over(&mut self) {
        self.0 = None;
    }
}
