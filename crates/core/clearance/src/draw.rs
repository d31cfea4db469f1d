//! Seeded draws: the same document and purpose give the same number, whatever else happens in the sandbox.
//!
//! A draw hangs on the kind of the document, its business key, and how many documents of that kind and key came before
//! it; not on its place in the journal. So tests which share a sandbox do not change each other's outcomes, and every
//! correction is drawn anew.

use crate::filed::Filed;
use crate::state::State;
use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};

/// 64 well-mixed bits. FNV-1a over the key, then SplitMix64's finaliser; public-domain constants.
pub(crate) fn bits(seed: u64, key: &str, purpose: &str) -> u64 {
    let hash = fnv(fnv(fnv(FNV_OFFSET ^ seed, key.bytes()), [0]), purpose.bytes());
    mix(hash ^ seed.rotate_left(32))
}

impl State {
    /// Bits for a document and a purpose.
    pub(crate) fn draw(&self, filed: &Filed, purpose: &str) -> u64 {
        let seed = self.settings.seed;
        let mut hash = fnv(FNV_OFFSET ^ seed, filed.key.bytes());
        hash = fnv(fnv(fnv(hash, [0]), purpose.bytes()), [b' ']);
        hash = fnv(fnv(hash, digits(filed.kind.message().into())), [b' ']);
        mix(fnv(hash, digits(filed.ordinal)) ^ seed.rotate_left(32))
    }
}

/// A number as it is written, without room for it being made: there are several draws for every document.
fn digits(number: u32) -> impl Iterator<Item = u8> {
    let places = number.checked_ilog10().unwrap_or(0);
    (0..=places).rev().map(move |place| b'0' + (number / 10_u32.pow(place) % 10) as u8)
}

/// A whole number from `least` to `most`, both included.
pub(crate) fn between(bits: u64, least: i64, most: i64) -> i64 {
    let width = u64::try_from(most.saturating_sub(least)).unwrap_or(0).saturating_add(1);
    least.saturating_add(i64::try_from(bits % width.max(1)).unwrap_or(0))
}

/// A number of parts per million: 0 to 999,999.
pub(crate) fn per_million(bits: u64) -> u32 {
    u32::try_from(bits % 1_000_000).unwrap_or(0)
}

/// A GUID of 36 upper-case characters, in the form of a random UUID.
pub(crate) fn guid(high: u64, low: u64) -> String {
    let high = (high & 0xffff_ffff_ffff_0fff) | 0x4000;
    let low = (low & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
    format!(
        "{:08X}-{:04X}-{:04X}-{:04X}-{:012X}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_domain::document::DocumentKind;

    #[test]
    fn draws_hang_on_seed_key_and_purpose_only() {
        assert_eq!(bits(1, "a", "x"), bits(1, "a", "x"));
        assert_ne!(bits(1, "a", "x"), bits(2, "a", "x"));
        assert_ne!(bits(1, "a", "x"), bits(1, "b", "x"));
        assert_ne!(bits(1, "a", "x"), bits(1, "a", "y"));
    }

    /// What was drawn in an earlier version is drawn again: journals and seeds of users rely on it.
    #[test]
    fn a_draw_is_that_of_its_words() {
        let state = State::default();
        for ordinal in [0, 7, 12] {
            let document = tongguan_testkit::Parcel::number(1).document(DocumentKind::SalesOrder);
            let filed = Filed { key: "A+1".to_owned(), ordinal, ..Filed::of(&document, "") };
            let words = format!("send {} {ordinal}", filed.kind.message());
            assert_eq!(state.draw(&filed, "send"), bits(state.settings.seed, "A+1", &words));
        }
    }

    #[test]
    fn digits_are_those_of_the_number() {
        for number in [0, 1, 9, 10, 303, 603, 1_000, 70_503, u32::MAX] {
            assert_eq!(String::from_utf8(digits(number).collect()).unwrap(), number.to_string());
        }
    }

    #[test]
    fn draws_spread_evenly() {
        let low = (0..100_000).filter(|n| per_million(bits(7, &n.to_string(), "p")) < 30_000).count();
        assert!((2_700..3_300).contains(&low), "{low}");
        assert!((0..1_000).all(|n| (5..=9).contains(&between(bits(7, &n.to_string(), "b"), 5, 9))));
    }

    #[test]
    fn guid_has_the_form_of_the_specification() {
        let text = guid(u64::MAX, 0);
        assert_eq!(text, "FFFFFFFF-FFFF-4FFF-8000-000000000000");
    }
}
