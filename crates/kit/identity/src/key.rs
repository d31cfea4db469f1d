//! The text of a key: `tg_<id>_<secret>`. The id names it in files and logs; the secret is 32 random bytes.

use sha2::{Digest as _, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

const PREFIX: &[u8; 3] = b"tg_";
/// Characters of an id.
const ID: usize = 8;
/// Characters of a secret: the fewest digits of base 62 that hold 32 bytes.
const SECRET: usize = 43;
/// Characters of a key.
pub const KEY_CHARACTERS: usize = PREFIX.len() + ID + 1 + SECRET;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Ids are read aloud.
const ID_DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// By what a key is known in files and logs. It is no secret.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyId([u8; ID]);

impl KeyId {
    /// Reads an id.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        Self::of(text.as_bytes())
    }

    /// An id of random bytes. Ids only have to differ, so a slight preference for some digits does no harm.
    #[must_use]
    pub fn of_random(id: [u8; ID]) -> Self {
        Self(id.map(|byte| digit(ID_DIGITS, u16::from(byte) % 36)))
    }

    fn of(bytes: &[u8]) -> Option<Self> {
        let id: [u8; ID] = bytes.try_into().ok()?;
        id.iter().all(|byte| ID_DIGITS.contains(byte)).then_some(Self(id))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Letters and digits alone.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// SHA-256 of a key. Comparing takes the same time, whatever differs.
#[derive(Clone)]
pub struct Digest([u8; 32]);

impl Digest {
    /// That of no key: nothing is known whose SHA-256 this is.
    pub(crate) const NOBODY: Self = Self([0; 32]);

    /// Of a key as it was sent.
    pub(crate) fn of(key: &[u8]) -> Self {
        Self(Sha256::digest(key).into())
    }

    /// Reads 64 digits of base 16.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let pairs = text.as_bytes().chunks_exact(2);
        if text.len() != 64 {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(pairs) {
            let pair = std::str::from_utf8(pair).ok().filter(|pair| !pair.starts_with('+'))?;
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self(bytes))
    }

    pub(crate) fn write(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// A new key. It is shown once, to whoever made it.
pub struct ApiKey {
    text: String,
    id: KeyId,
}

impl ApiKey {
    /// A key of random bytes: some for its id, 32 for its secret.
    #[must_use]
    pub fn of_random(id: [u8; ID], secret: [u8; 32]) -> Self {
        let id = KeyId::of_random(id);
        let digits = base62(secret);
        let secret: String = digits.iter().map(|byte| char::from(*byte)).collect();
        Self { text: format!("tg_{id}_{secret}"), id }
    }

    /// The key itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> KeyId {
        self.id
    }

    /// What is kept of it.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey").field("id", &self.id).finish_non_exhaustive()
    }
}

fn digit(of: &[u8], at: u16) -> u8 {
    of.get(usize::from(at)).copied().unwrap_or(b'0')
}

/// A number of 256 bits in base 62, highest digit first.
fn base62(mut number: [u8; 32]) -> [u8; SECRET] {
    let mut digits = [b'0'; SECRET];
    for place in digits.iter_mut().rev() {
        let mut rest = 0_u16;
        for byte in &mut number {
            let whole = (rest << 8) | u16::from(*byte);
            // Less than 256, as the rest is less than 62.
            *byte = u8::try_from(whole / 62).unwrap_or_default();
            rest = whole % 62;
        }
        *place = digit(DIGITS, rest);
    }
    digits
}

/// The id of what has the form of a key.
pub(crate) fn id_of(key: &[u8]) -> Option<KeyId> {
    let rest = key.strip_prefix(PREFIX)?;
    let (id, secret) = rest.split_at_checked(ID)?;
    let secret = secret.strip_prefix(b"_")?;
    (secret.len() == SECRET && secret.iter().all(u8::is_ascii_alphanumeric)).then(|| KeyId::of(id))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_holds_all_of_its_randomness() {
        assert_eq!(base62([0; 32]), [b'0'; SECRET]);
        // Read back digit by digit, the largest number is the largest again.
        let back = base62([255; 32]).iter().fold([0_u8; 32], |number, digit| {
            let mut carry = DIGITS.iter().position(|known| known == digit).unwrap();
            let mut number = number;
            for byte in number.iter_mut().rev() {
                let whole = usize::from(*byte) * 62 + carry;
                *byte = u8::try_from(whole % 256).unwrap();
                carry = whole / 256;
            }
            assert_eq!(carry, 0);
            number
        });
        assert_eq!(back, [255; 32]);
    }

    #[test]
    fn only_what_has_the_form_of_a_key_has_an_id() {
        let key = ApiKey::of_random([1, 2, 3, 4, 5, 6, 7, 255], [9; 32]);
        let text = key.text();
        assert_eq!((text.len(), id_of(text.as_bytes())), (KEY_CHARACTERS, Some(key.id())));
        assert_eq!(key.id().as_str(), "12345673");
        let shorter = &text[..text.len() - 1];
        let longer = format!("{text}0");
        let upper = text.to_uppercase();
        let spaced = text.replace("_1", "_ ");
        for wrong in ["", "tg_", shorter, &longer, &upper, &spaced, "tg_12345678-", "Bearer"] {
            assert_eq!(id_of(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_digest_is_read_as_it_is_written_and_never_shown() {
        let digest = ApiKey::of_random([0; 8], [7; 32]).digest();
        assert_eq!(Digest::read(&digest.write()), Some(digest.clone()));
        assert_ne!(digest, Digest::NOBODY);
        for wrong in ["", "00", &"0".repeat(63), &"g".repeat(64), &"+1".repeat(32), &"0".repeat(66)] {
            assert_eq!(Digest::read(wrong), None, "{wrong}");
        }
        let key = ApiKey::of_random([0; 8], [7; 32]);
        let shown = format!("{digest:?} {key:?}");
        assert!(!shown.contains(&digest.write()) && !shown.contains(&key.text()[12..]), "{shown}");
    }
}
