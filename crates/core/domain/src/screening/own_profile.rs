//! The risk profile of one sandbox, as the text that somebody has loaded.

/// The profile of a sandbox. Its text has gone through the gate.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct OwnProfile {
    /// SHA-256 of the text, 64 lower-case hexadecimal digits: by it a risk server knows the text again.
    #[n(0)]
    pub text_sha256: String,
    /// SHA-256 of the canonical form of the profile, as every profile has one.
    #[n(1)]
    pub sha256: String,
    /// Name and version, as decisions carry them.
    #[n(2)]
    pub label: String,
    /// The text, TOML; at most [`limits::RISK_PROFILE_BYTES`](crate::limits::RISK_PROFILE_BYTES).
    #[n(3)]
    pub text: String,
}

/// One thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What was found, and what is allowed.
    pub words: crate::process::Words,
}
