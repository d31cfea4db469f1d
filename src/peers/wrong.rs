//! What answers where another service should be, and is not taken for it.

use std::fmt;
use tongguan_tls::Trouble;

/// Why the service that a flag names is not asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongPeer {
    /// The flag, with its dashes.
    pub flag: &'static str,
    /// Where it points to.
    pub uri: String,
    /// What should be there.
    pub service: &'static str,
    /// What is wrong with it.
    pub why: Wrong,
}

/// What is wrong with what answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is this process.
    Itself,
    /// It is something else, as it says.
    Other(String),
    /// It does not take our key, as it says.
    Locked(String),
    /// There is no connection to it over TLS: why.
    Untrusted(Trouble),
    /// It asks nobody for a key, where this process does: a tenant would be nobody's there.
    Open,
}

impl fmt::Display for WrongPeer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { flag, uri, service, why } = self;
        write!(f, "{flag} {uri}: ")?;
        match why {
            Wrong::Itself => write!(f, "this is not {service}: it is this process itself"),
            Wrong::Other(why) if *service == "intake" => write!(f, "this intake cannot be followed: {why}"),
            Wrong::Other(why) => write!(f, "this is not {service}: {why}"),
            Wrong::Untrusted(trouble) => write!(f, "no connection to {service}: {trouble}"),
            Wrong::Open => write!(f, "{service} asks nobody for a key, and this process does"),
            Wrong::Locked(why) => write!(f, "{service} does not take the key of this process: {why}"),
        }
    }
}
