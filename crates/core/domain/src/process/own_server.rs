//! A server of one sandbox: who screens or scores it instead of who does for all.

/// A server that a sandbox asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
pub struct OwnServer {
    /// Where it is: `http://HOST:PORT`. Whether it may be called is decided each time it is asked, by who asks.
    #[n(0)]
    pub url: String,
    /// How long one call may take, milliseconds, 1 to
    /// [`limits::OWN_SERVER_MILLIS`](crate::limits::OWN_SERVER_MILLIS).
    #[n(1)]
    pub timeout_ms: u32,
    /// What happens when it does not answer in that time.
    #[n(2)]
    pub silence: Silence,
}

impl OwnServer {
    /// How long a call may take where nobody says it, milliseconds.
    pub const USUAL_MILLIS: u32 = 1_000;
}

/// What happens when a server does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Silence {
    /// What is laid down counts: the documents are looked at (yellow), or the class of the registry; and why is recorded.
    #[default]
    #[n(0)]
    Fallback,
    /// The sandbox waits, and it is asked again.
    #[n(1)]
    Wait,
}

impl Silence {
    /// Every one of them.
    pub const ALL: [Self; 2] = [Self::Fallback, Self::Wait];

    /// Its name, as options carry it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fallback => "fallback",
            Self::Wait => "wait",
        }
    }

    /// The one of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|silence| silence.name() == name)
    }
}
