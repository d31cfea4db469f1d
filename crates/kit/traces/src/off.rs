//! The same where the program was built without traces: there is never a span.

use crate::options::{Options, Sent, StartError};
use crate::value::{Rpc, Value};
use http::HeaderMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// Who makes spans: nobody.
#[derive(Clone, Debug, Default)]
pub struct Traces(());

impl Traces {
    /// Refuses.
    ///
    /// # Errors
    /// [`StartError::NotBuilt`].
    pub const fn start(_: &Options) -> Result<(Self, Exporting), StartError> {
        Err(StartError::NotBuilt)
    }

    /// Never.
    #[must_use]
    pub const fn is_on(&self) -> bool {
        false
    }

    /// None.
    #[must_use]
    pub const fn called(&self, _: &Rpc, _: &HeaderMap) -> Option<Span> {
        None
    }

    /// None.
    #[must_use]
    pub const fn calling(&self, _: &Rpc, _: Option<&Span>) -> Option<Span> {
        None
    }

    /// None.
    #[must_use]
    pub const fn span(
        &self,
        _: &'static str,
        _: Option<&Context>,
        _: &[Context],
        _: Duration,
    ) -> Option<Span> {
        None
    }
}

/// There is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Context(Infallible);

impl Context {
    /// Cannot be asked.
    #[must_use]
    pub const fn is_sampled(&self) -> bool {
        match self.0 {}
    }
}

/// There is none.
#[derive(Clone, Debug)]
pub struct Span(Infallible);

impl Span {
    /// Cannot be asked.
    #[must_use]
    pub const fn context(&self) -> Context {
        match self.0 {}
    }

    /// Cannot be asked.
    #[must_use]
    pub const fn is_asked_first(&self) -> bool {
        match self.0 {}
    }

    /// Cannot be asked.
    #[must_use]
    pub fn ids(&self) -> (String, String) {
        match self.0 {}
    }

    /// Cannot be told.
    pub fn note(&self, _: &'static str, _: impl Into<Value>) {
        match self.0 {}
    }

    /// Cannot be told.
    pub const fn tell(&self, _: &'static str, _: &[(&'static str, Value)]) {
        match self.0 {}
    }

    /// Cannot be told.
    pub const fn fail(&self, _: &'static str) {
        match self.0 {}
    }

    /// Cannot be told.
    pub const fn end(&self) {
        match self.0 {}
    }

    pub(crate) const fn write(&self, _: &mut HeaderMap) {
        match self.0 {}
    }
}

/// There is none.
#[derive(Debug)]
pub struct Exporting(Infallible);

impl Exporting {
    /// Cannot be asked.
    #[must_use]
    pub const fn sent(&self) -> Arc<Sent> {
        match self.0 {}
    }

    /// Cannot be asked.
    pub async fn finish(self, _: Duration) {
        match self.0 {}
    }
}
