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

/// What a server of a sandbox becomes. What is `None` stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerChange {
    /// Where it is; `Some(None)`: there is to be none.
    pub url: Option<Option<String>>,
    /// How long one call may take, milliseconds, 1 to
    /// [`limits::OWN_SERVER_MILLIS`](crate::limits::OWN_SERVER_MILLIS).
    pub timeout_ms: Option<u32>,
    /// What happens when it does not answer in that time.
    pub silence: Option<Silence>,
}

impl ServerChange {
    /// What becomes of the server of before. What is neither said nor there is as usual.
    #[must_use]
    pub fn of(self, before: Option<&OwnServer>) -> Option<OwnServer> {
        let url = self.url.unwrap_or_else(|| before.map(|server| server.url.clone()))?;
        let (timeout_ms, silence) = before.map_or((OwnServer::USUAL_MILLIS, Silence::default()), |server| {
            (server.timeout_ms, server.silence)
        });
        Some(OwnServer {
            url,
            timeout_ms: self.timeout_ms.unwrap_or(timeout_ms),
            silence: self.silence.unwrap_or(silence),
        })
    }
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
