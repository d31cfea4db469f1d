//! One refusal on its way to the caller.

use std::time::Duration;

use prost::Message;
use tongguan_proto::document::v1 as document;
use tonic::Status;
use tonic_types::pb;

use super::{Reason, details};

/// Why a call is refused, with the words and the facts that help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    reason: Reason,
    message: String,
    metadata: Vec<(&'static str, String)>,
    retry_after: Option<Duration>,
    /// What few refusals say besides.
    more: Option<Box<More>>,
}

/// What is said of a document that is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct More {
    hint: String,
    hint_zh: String,
    return_info: String,
    existing: Option<document::Accepted>,
}

impl Refused {
    /// A refusal in precise words. They go to the caller: nothing personal in them.
    #[must_use]
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), metadata: Vec::new(), retry_after: None, more: None }
    }

    /// A refusal in the words of its reason.
    #[must_use]
    pub fn plain(reason: Reason) -> Self {
        Self::new(reason, reason.text())
    }

    /// The same with a fact for programs, such as `document_id`; it stands in `ErrorInfo.metadata`.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.metadata.push((key, value.into()));
        self
    }

    /// The same with what to do, in English and Chinese.
    #[must_use]
    pub fn hint(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        let more = self.more.get_or_insert_default();
        (more.hint, more.hint_zh) = (en.into(), zh.into());
        self
    }

    /// The same with the text that a CEB receipt would have carried.
    #[must_use]
    pub fn return_info(mut self, info: impl Into<String>) -> Self {
        self.more.get_or_insert_default().return_info = info.into();
        self
    }

    /// The same with the document that is there already.
    #[must_use]
    pub fn existing(mut self, existing: document::Accepted) -> Self {
        self.more.get_or_insert_default().existing = Some(existing);
        self
    }

    /// The same with the time after which to try again (`google.rpc.RetryInfo`).
    #[must_use]
    pub const fn retry_after(mut self, span: Duration) -> Self {
        self.retry_after = Some(span);
        self
    }

    /// The reason.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        self.reason
    }

    /// The words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// As the end of a call.
    #[must_use]
    pub fn status(&self) -> Status {
        let metadata = self.metadata.iter();
        let metadata = metadata.map(|(key, value)| ((*key).to_owned(), details::shorten(value, 200)));
        let mut list = vec![details::info(self.reason, metadata.collect())];
        if let Some(span) = self.retry_after {
            let retry_delay = prost_types::Duration::try_from(span).ok();
            list.push(details::any("google.rpc.RetryInfo", &pb::RetryInfo { retry_delay }));
        }
        let facts = self.facts();
        if facts.encoded_len() <= details::DETAIL_BYTES / 2 {
            list.push(details::any(details::REFUSED, &facts));
        }
        details::status(self.reason.code(), &self.message, list)
    }

    /// What it says, without the words of the message.
    fn facts(&self) -> document::Refused {
        let more = self.more.as_deref().cloned().unwrap_or_default();
        document::Refused {
            status: self.reason.code().into(),
            reason: self.reason.name().to_owned(),
            message: String::new(),
            faults: Vec::new(),
            return_info: more.return_info,
            hint: said(more.hint, self.reason.hint()),
            existing: more.existing,
            hint_zh: said(more.hint_zh, self.reason.hint_zh()),
        }
    }

    /// As an answer of its own: to one document, or to one submission of a stream, which goes on.
    #[must_use]
    pub fn answer(self) -> document::Refused {
        document::Refused { message: self.message.clone(), ..self.facts() }
    }
}

/// What was said, or what is usual.
fn said(text: String, usual: &str) -> String {
    if text.is_empty() { usual.to_owned() } else { text }
}

impl From<Refused> for Status {
    fn from(refused: Refused) -> Self {
        refused.status()
    }
}

/// The status of a refusal, with `google.rpc.ErrorInfo`.
#[must_use]
pub fn refusal(reason: Reason, message: impl Into<String>) -> Status {
    Refused::new(reason, message).status()
}
