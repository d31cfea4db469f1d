//! One refusal on its way to the caller.

use std::time::Duration;

use tongguan_proto::intake::v1 as intake;
use tonic::Status;
use tonic_types::pb;

use super::{Reason, details};

/// The fact that holds the text of the receipt that a CEB sender would have got.
pub(crate) const RETURN_INFO: &str = "return_info";

/// Why a call is refused, with the words and the facts that help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    reason: Reason,
    message: String,
    metadata: Vec<(&'static str, String)>,
    retry_after: Option<Duration>,
}

impl Refused {
    /// A refusal in precise words. They go to the caller: nothing personal in them.
    #[must_use]
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        Self { reason, message: message.into(), metadata: Vec::new(), retry_after: None }
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
        details::status(self.reason.code(), &self.message, list)
    }

    /// As the answer to one submission of a stream, which goes on.
    #[must_use]
    pub fn in_stream(self) -> intake::Refused {
        let return_info = self.metadata.iter().find(|(key, _)| *key == RETURN_INFO);
        intake::Refused {
            return_info: return_info.map_or_else(String::new, |(_, text)| text.clone()),
            status: self.reason.code().into(),
            reason: self.reason.name().to_owned(),
            message: self.message,
            faults: Vec::new(),
        }
    }
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
