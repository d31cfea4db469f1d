//! Names that callers choose: sandbox, mailbox, request id. Each is checked once and then is its own type.

use crate::limits;
use core::fmt;

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// No characters.
    Empty,
    /// More characters than allowed.
    TooLong {
        /// The most characters.
        max: usize,
    },
    /// A character outside the allowed set.
    Character {
        /// The allowed set in words.
        allowed: &'static str,
    },
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("it is empty"),
            Self::TooLong { max } => write!(f, "it is longer than {max} characters"),
            Self::Character { allowed } => write!(f, "it may hold only {allowed}"),
        }
    }
}

impl core::error::Error for NameError {}

const PLAIN: &str = "letters, digits, '.', '_' and '-', and begins with a letter or digit";
const GRAPHIC: &str = "printable ASCII characters without spaces";

fn check(
    text: &str,
    max: usize,
    allowed: &'static str,
    fits: fn(usize, u8) -> bool,
) -> Result<(), NameError> {
    if text.is_empty() {
        return Err(NameError::Empty);
    }
    if text.len() > max {
        return Err(NameError::TooLong { max });
    }
    if text.bytes().enumerate().all(|(at, b)| fits(at, b)) {
        Ok(())
    } else {
        Err(NameError::Character { allowed })
    }
}

fn plain(at: usize, b: u8) -> bool {
    b.is_ascii_alphanumeric() || (at > 0 && matches!(b, b'.' | b'_' | b'-'))
}

fn graphic(_: usize, b: u8) -> bool {
    b.is_ascii_graphic()
}

macro_rules! name {
    ($(#[$meta:meta])* $name:ident, $max:expr, $allowed:expr, $fits:expr) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] String);

        impl $name {
            /// Checks a name.
            ///
            /// # Errors
            /// [`NameError`] says which limit was broken.
            pub fn new(text: impl Into<String>) -> Result<Self, NameError> {
                let text = text.into();
                check(&text, $max, $allowed, $fits)?;
                Ok(Self(text))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name!(
    /// Name of a sandbox: 1 to 64 letters, digits, `.`, `_`, `-`, the first a letter or digit.
    SandboxName, limits::SANDBOX_NAME_CHARACTERS, PLAIN, plain
);
name!(
    /// Name of a mailbox, which is the DXP id of its owner: 1 to 30 letters, digits, `.`, `_`, `-`, the first a letter or digit.
    MailboxName, limits::MAILBOX_NAME_CHARACTERS, PLAIN, plain
);
name!(
    /// Id that a sender gives a mutation, so that a repeat has no second effect: 1 to 64 printable characters.
    RequestId, limits::REQUEST_ID_CHARACTERS, GRAPHIC, graphic
);

impl SandboxName {
    /// The sandbox of callers that name none.
    pub const DEFAULT: &'static str = "default";
}

impl RequestId {
    /// A request id that is a number; for callers that count their requests.
    #[must_use]
    pub fn numbered(number: u64) -> Self {
        Self(number.to_string())
    }

    /// The id of a message whose sender gave it none: it is made of its bytes.
    #[must_use]
    pub fn of_message(fingerprint: u128) -> Self {
        Self(format!("xml-{fingerprint:032x}"))
    }

    /// The id of an envelope: it is made of the texts by which its sender knows it.
    #[must_use]
    pub fn of_envelope(fingerprint: u128) -> Self {
        Self(format!("dxp-{fingerprint:032x}"))
    }
}

impl Default for SandboxName {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

impl MailboxName {
    /// The mailbox of senders that give no DXP id.
    pub const DEFAULT: &'static str = "DXPENT0000000001";
}

impl Default for MailboxName {
    fn default() -> Self {
        Self(Self::DEFAULT.to_owned())
    }
}

/// Number of a document in its sandbox, from 1, in the order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct DocumentId(#[n(0)] pub u64);

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
