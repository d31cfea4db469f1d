//! What a message is judged by, and how long the verdict holds.
//!
//! Rules are checked beside the writer, by the clock that a sandbox showed when the message came. Until its turn comes,
//! the clock may move to another day, a certificate may expire, an enterprise may be registered. So a command carries
//! the basis of its verdict. The writer executes it if the verdict still holds, which costs a few comparisons;
//! otherwise it has the message judged again, there and then: sending it back would let others overtake it.

use crate::world::Published;
use std::sync::Arc;
use tongguan_domain::process::SignaturePolicy;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;

/// Milliseconds of a day.
const DAY: i64 = 86_400_000;
/// Beijing is eight hours ahead.
const BEIJING: i64 = 8 * 3_600_000;

/// What a message is judged by.
#[derive(Clone)]
pub struct Basis {
    /// What the clock shows.
    pub now: Moment,
    /// Which messages are enforced.
    pub version: MessageVersion,
    /// What is done with signatures.
    pub signatures: SignaturePolicy,
    /// How many registrations there were.
    registrations: u64,
    /// `None`: nobody has used the sandbox.
    published: Option<Arc<Published>>,
}

impl Basis {
    pub(crate) fn of(published: &Arc<Published>, now: Moment) -> Self {
        Self {
            now,
            version: published.version,
            signatures: published.signatures,
            registrations: published.transmitters.registrations(),
            published: Some(Arc::clone(published)),
        }
    }

    pub(crate) const fn unused(now: Moment, version: MessageVersion, signatures: SignaturePolicy) -> Self {
        Self { now, version, signatures, registrations: 0, published: None }
    }

    /// Whether an enterprise may send under a DXP id: it has registered it, or nobody has.
    #[must_use]
    pub fn may_send(&self, dxp_id: &str, code: &str) -> bool {
        self.published.as_ref().is_none_or(|published| published.transmitters.may_send(dxp_id, code))
    }

    /// Whether what was judged by it holds in the present.
    pub(crate) fn holds(&self, lasting: Lasting, present: &Self) -> bool {
        lasting.holds_at(present.now)
            && (self.version, self.signatures, self.registrations)
                == (present.version, present.signatures, present.registrations)
    }
}

/// How long a verdict holds, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lasting {
    /// First moment.
    pub from: Moment,
    /// Last moment.
    pub until: Moment,
}

impl Lasting {
    /// What does not hang on the time.
    pub const ALWAYS: Self =
        Self { from: Moment::from_millis(i64::MIN), until: Moment::from_millis(i64::MAX) };

    /// The civil day in Beijing: every rule asks for the date only.
    #[must_use]
    pub fn day_of(now: Moment) -> Self {
        let start = (now.millis().saturating_add(BEIJING)).div_euclid(DAY) * DAY - BEIJING;
        Self { from: Moment::from_millis(start), until: Moment::from_millis(start.saturating_add(DAY - 1)) }
    }

    /// What holds as long as both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), until: self.until.min(other.until) }
    }

    /// Whether it holds at a moment.
    #[must_use]
    pub fn holds_at(self, now: Moment) -> bool {
        self.from <= now && now <= self.until
    }
}

/// A verdict on a message.
pub struct Verdict<C, T, R> {
    /// What is to be executed, and what the judge remembers of it until the answer comes; or why the message is refused.
    pub judged: Result<(C, T), R>,
    /// As long as it holds, it need not be judged again.
    pub holds: Lasting,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_a_day_in_beijing() {
        let at = |text: &str| Moment::from_rfc3339(text).unwrap();
        for (now, from, until) in [
            ("2026-01-05T09:00:00+08:00", "2026-01-05T00:00:00+08:00", "2026-01-05T23:59:59.999+08:00"),
            ("2026-01-05T00:00:00+08:00", "2026-01-05T00:00:00+08:00", "2026-01-05T23:59:59.999+08:00"),
            ("2026-01-05T23:59:59.999+08:00", "2026-01-05T00:00:00+08:00", "2026-01-05T23:59:59.999+08:00"),
        ] {
            let day = Lasting::day_of(at(now));
            assert_eq!(day, Lasting { from: at(from), until: at(until) }, "{now}");
            assert_eq!(day.from.date(), at(now).date());
            assert_ne!(day.until.plus_millis(1).date(), at(now).date());
        }
    }
}
