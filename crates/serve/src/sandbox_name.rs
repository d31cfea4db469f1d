//! The rule for names of sandboxes.

use std::borrow::Cow;
use std::fmt;

/// Longest name, in characters.
pub(crate) const LONGEST: usize = 64;
/// The rule as a pattern, for error details.
pub(crate) const PATTERN: &str = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

/// The name of a sandbox: 1 to 64 of letters, digits, `.`, `_` and `-`, starting with a letter or digit.
/// Upper and lower case differ.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SandboxName(Cow<'static, str>);

/// Which part of the rule a name breaks. Never holds the name: it may be long, or not for logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SandboxNameError {
    /// No characters.
    #[error("a sandbox name is empty; leave it out for the sandbox \"default\"")]
    Empty,
    /// More than 64 characters.
    #[error("a sandbox name has {length} bytes; at most {LONGEST} are allowed")]
    TooLong {
        /// Bytes that were given.
        length: usize,
    },
    /// A character outside the rule.
    #[error("byte {at} of a sandbox name is not a letter, a digit, or (after the first) one of . _ -")]
    BadCharacter {
        /// Where, counted in bytes from 1.
        at: usize,
    },
    /// Two values where one is allowed.
    #[error("a sandbox name is given more than once")]
    Repeated,
}

impl SandboxName {
    /// The sandbox of callers that name none.
    pub const DEFAULT: Self = Self(Cow::Borrowed("default"));

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks bytes, which is what metadata is.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, SandboxNameError> {
        if bytes.len() > LONGEST {
            return Err(SandboxNameError::TooLong { length: bytes.len() });
        }
        let Some((first, rest)) = bytes.split_first() else {
            return Err(SandboxNameError::Empty);
        };
        if !first.is_ascii_alphanumeric() {
            return Err(SandboxNameError::BadCharacter { at: 1 });
        }
        let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
        if let Some(at) = rest.iter().position(|byte| !allowed(byte)) {
            return Err(SandboxNameError::BadCharacter { at: at + 2 });
        }
        if bytes == Self::DEFAULT.as_str().as_bytes() {
            return Ok(Self::DEFAULT);
        }
        // All bytes are ASCII, so nothing is replaced.
        Ok(Self(Cow::Owned(String::from_utf8_lossy(bytes).into_owned())))
    }
}

impl Default for SandboxName {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl TryFrom<&str> for SandboxName {
    type Error = SandboxNameError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::from_bytes(text.as_bytes())
    }
}

impl AsRef<str> for SandboxName {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for SandboxName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::SandboxNameError as E;
    use super::*;

    #[test]
    fn table() {
        let longest = "x".repeat(64);
        let longer = "x".repeat(65);
        let rows: &[(&str, Result<(), E>)] = &[
            ("default", Ok(())),
            ("a", Ok(())),
            ("7", Ok(())),
            ("CI-run.42_b", Ok(())),
            (&longest, Ok(())),
            ("", Err(E::Empty)),
            (&longer, Err(E::TooLong { length: 65 })),
            (".hidden", Err(E::BadCharacter { at: 1 })),
            ("-x", Err(E::BadCharacter { at: 1 })),
            ("a/b", Err(E::BadCharacter { at: 2 })),
            ("two words", Err(E::BadCharacter { at: 4 })),
            ("a\n", Err(E::BadCharacter { at: 2 })),
            ("沙", Err(E::BadCharacter { at: 1 })),
        ];
        for (text, expected) in rows {
            let got = SandboxName::try_from(*text);
            assert_eq!(
                got.as_ref().map(|_| ()).map_err(|error| *error),
                *expected,
                "{text:?}"
            );
            if let Ok(name) = got {
                assert_eq!(name.as_str(), *text);
            }
        }
    }
}
