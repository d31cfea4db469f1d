//! All figures of a process, as one text.

use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, prometheus_text, text};
use prometheus_client::registry::Registry;

use crate::sheet::{Sheet, Source};

/// In which form a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The text form of Prometheus, for everybody.
    Plain,
    /// OpenMetrics, for those who ask for it.
    OpenMetrics,
}

impl Form {
    /// The form that an `Accept` asks for.
    #[must_use]
    pub fn asked(accept: &str) -> Self {
        if accept.to_ascii_lowercase().contains("application/openmetrics-text") {
            Self::OpenMetrics
        } else {
            Self::Plain
        }
    }

    /// Its media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Plain => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }
}

/// The sources of a process.
#[derive(Clone, Default)]
pub struct Page(Vec<Arc<dyn Source>>);

impl Page {
    /// Adds a source; its names come after those that are there.
    pub fn add(&mut self, source: impl Source + 'static) {
        self.0.push(Arc::new(source));
    }

    /// The text, as of now.
    ///
    /// # Errors
    /// A source could not be written down.
    pub fn text(&self, form: Form) -> Result<String, fmt::Error> {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(self.clone()));
        let mut text = String::new();
        match form {
            Form::Plain => prometheus_text::encode(&mut text, &registry)?,
            Form::OpenMetrics => text::encode(&mut text, &registry)?,
        }
        Ok(text)
    }
}

impl Collector for Page {
    fn encode(&self, encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut sheet = Sheet(encoder);
        self.0.iter().try_for_each(|source| source.write(&mut sheet))
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Page").field(&self.0.len()).finish()
    }
}
