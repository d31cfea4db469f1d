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

impl NameError {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Empty => "不能为空".to_owned(),
            Self::TooLong { max } => format!("超过 {max} 个字符"),
            Self::Character { allowed } if *allowed == PLAIN => {
                "只能含字母、数字、“.”、“_”和“-”，并以字母或数字开头".to_owned()
            }
            Self::Character { .. } => "只能含可打印的 ASCII 字符，不含空格".to_owned(),
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

name!(
    /// Name of a tenant, who holds keys and sandboxes: 1 to 32 letters, digits, `.`, `_`, `-`, the first a letter or digit.
    TenantName, limits::TENANT_NAME_CHARACTERS, PLAIN, plain
);

/// What stands between the tenant of a sandbox and its name. No name that a caller may choose holds it, so nobody can say
/// the name of somebody else's sandbox.
const OF: char = '/';

impl SandboxName {
    /// The sandbox of callers that name none.
    pub const DEFAULT: &'static str = "default";

    /// The sandbox that a tenant calls by this name: another one for each tenant, and none of those without a tenant.
    #[must_use]
    pub fn of(tenant: &TenantName, name: &Self) -> Self {
        Self(format!("{tenant}{OF}{}", name.shown()))
    }

    /// Reads a name as it is stored and as it is configured: `name`, or `tenant/name`. Callers choose names by
    /// [`Self::new`] alone.
    ///
    /// # Errors
    /// [`NameError`] says which limit was broken.
    pub fn stored(text: &str) -> Result<Self, NameError> {
        match text.split_once(OF) {
            Some((tenant, name)) => Ok(Self::of(&TenantName::new(tenant)?, &Self::new(name)?)),
            None => Self::new(text),
        }
    }

    /// Whose it is; `None`: of a server that asks for no keys.
    #[must_use]
    pub fn tenant(&self) -> Option<&str> {
        self.0.split_once(OF).map(|(tenant, _)| tenant)
    }

    /// The name as its callers know it.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.0.split_once(OF).map_or(self.as_str(), |(_, name)| name)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_belongs_to_its_tenant_by_name() {
        let (blue, red) = (TenantName::new("blue").unwrap(), TenantName::new("red").unwrap());
        let name = SandboxName::new("s1").unwrap();
        let ours = SandboxName::of(&blue, &name);
        assert_ne!(ours, SandboxName::of(&red, &name));
        assert_ne!(ours, name);
        assert_eq!((ours.tenant(), ours.shown(), ours.as_str()), (Some("blue"), "s1", "blue/s1"));
        assert_eq!((name.tenant(), name.shown()), (None, "s1"));
        assert_eq!(SandboxName::of(&red, &ours).as_str(), "red/s1");
    }

    #[test]
    fn what_is_stored_is_read_again_and_nobody_can_choose_it() {
        for text in ["s1", "blue/s1"] {
            assert_eq!(SandboxName::stored(text).map(|name| name.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "/", "blue/", "/s1", "a/b/c", "a b/c", "\u{1}s1"] {
            assert!(SandboxName::stored(text).is_err(), "{text}");
        }
        assert!(SandboxName::new("blue/s1").is_err());
    }
}
