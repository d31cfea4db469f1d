//! Counts by key over windows of time, in bounded memory.

use core::iter;
use hashbrown::HashMap;
use minicbor::encode::{Error, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};
use tongguan_domain::limits;
use tongguan_domain::time::Moment;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// Beijing is eight hours ahead, so that a day of the windows is a day there.
const BEIJING: i64 = 8 * HOUR;

/// What is counted, and under which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Lists of an exporter, by the hour.
    ExporterHours,
    /// Those just under the limit of a list, by the hour.
    NearLimitHours,
    /// Lists of an exporter, by the day.
    ExporterDays,
    /// Lists of an exporter that were reviewed and whose goods have not come yet, by the day of the review.
    Awaited,
    /// Findings against an exporter, by the week.
    ExporterFindings,
    /// Lists of an agent, by the day.
    AgentLists,
    /// Lists of an agent that were rejected, by the day.
    AgentRejected,
    /// Lists of an exporter with the same goods, by the hour.
    SameGoods,
    /// Exporters under one telephone number.
    Telephone,
    /// Orders under one number of a payment.
    Payment,
    /// Findings in a heading, by the day.
    HeadingFindings,
}

impl Subject {
    /// How long a stretch of time is that is counted together, and how many of them are looked at. A window of 24
    /// hours is the hour of now and the 23 before it.
    const fn window(self) -> (i64, u32) {
        match self {
            Self::ExporterHours | Self::NearLimitHours | Self::SameGoods => (HOUR, 24),
            Self::ExporterDays | Self::Telephone | Self::Payment | Self::HeadingFindings => (DAY, 30),
            Self::AgentLists | Self::AgentRejected => (DAY, 90),
            Self::Awaited => (DAY, 97),
            Self::ExporterFindings => (7 * DAY, 53),
        }
    }

    fn stretch(self, at: Moment) -> u32 {
        let (grain, _) = self.window();
        u32::try_from(at.millis().saturating_add(BEIJING) / grain).unwrap_or(0)
    }

    /// 64 bits for a name. Two names that share them are counted together: of a million, one pair in 37 million worlds.
    fn key(self, name: &str) -> u64 {
        mix(fnv(fnv(FNV_OFFSET, iter::once(self as u8)), name.bytes()))
    }
}

/// What was counted in one stretch of time; or, of those who share a key, one of them and when it was seen last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
struct Stretch {
    #[n(0)]
    number: u32,
    #[n(1)]
    count: u32,
    #[n(2)]
    value: u64,
}

/// What is known under one key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Encode, Decode)]
struct Known {
    /// The stretch in which it was seen first.
    #[n(0)]
    since: u32,
    #[n(1)]
    stretches: Vec<Stretch>,
}

/// Counts by key. Half of the bound is young: when that is full, what was not seen since the last time goes, and the
/// rest is old. So memory is bounded, what is in use stays, and the same events forget the same keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    young: HashMap<u64, Known>,
    old: HashMap<u64, Known>,
}

impl Recent {
    /// How many keys are known.
    #[must_use]
    pub fn keys(&self) -> usize {
        self.young.len() + self.old.len()
    }

    fn known(&self, subject: Subject, name: &str) -> Option<&Known> {
        let key = subject.key(name);
        self.young.get(&key).or_else(|| self.old.get(&key))
    }

    fn known_mut(&mut self, subject: Subject, name: &str, at: Moment) -> &mut Known {
        let key = subject.key(name);
        if !self.young.contains_key(&key) {
            let known = self.old.remove(&key);
            if self.young.len() >= limits::TRACKED_KEYS / 2 {
                self.old = core::mem::take(&mut self.young);
            }
            let new = || Known { since: subject.stretch(at), stretches: Vec::with_capacity(1) };
            self.young.insert(key, known.unwrap_or_else(new));
        }
        self.young.entry(key).or_default()
    }

    /// Counts something.
    pub(crate) fn add(&mut self, subject: Subject, name: &str, at: Moment, value: u64) {
        let ((_, length), number) = (subject.window(), subject.stretch(at));
        let Known { stretches, .. } = self.known_mut(subject, name, at);
        if let Some(last) = stretches.last_mut().filter(|last| last.number == number) {
            last.count = last.count.saturating_add(1);
            last.value = last.value.saturating_add(value);
            return;
        }
        stretches.retain(|stretch| stretch.number + length > number);
        stretches.push(Stretch { number, count: 1, value });
    }

    /// Takes back what was counted at a moment.
    pub(crate) fn take_back(&mut self, subject: Subject, name: &str, at: Moment) {
        let (key, number) = (subject.key(name), subject.stretch(at));
        let known = self.young.get_mut(&key).or_else(|| self.old.get_mut(&key));
        let stretches = known.into_iter().flat_map(|known| &mut known.stretches);
        for stretch in stretches.filter(|stretch| stretch.number == number) {
            stretch.count = stretch.count.saturating_sub(1);
        }
    }

    /// What was counted in the window that ends now: how many, and their values.
    pub(crate) fn sum(&self, subject: Subject, name: &str, now: Moment) -> (u32, u64) {
        self.sum_before(subject, name, now, 0)
    }

    /// The same without its last stretches.
    pub(crate) fn sum_before(&self, subject: Subject, name: &str, now: Moment, last: u32) -> (u32, u64) {
        let ((_, length), number) = (subject.window(), subject.stretch(now));
        let Some(known) = self.known(subject, name) else { return (0, 0) };
        let counts = |stretch: &&Stretch| {
            stretch.number + length > number && stretch.number.saturating_add(last) <= number
        };
        known.stretches.iter().filter(counts).fold((0, 0), |(count, value), stretch| {
            (u32::saturating_add(count, stretch.count), u64::saturating_add(value, stretch.value))
        })
    }

    /// Stretches since it was seen first; `None`: never.
    pub(crate) fn age(&self, subject: Subject, name: &str, now: Moment) -> Option<u32> {
        self.known(subject, name).map(|known| subject.stretch(now).saturating_sub(known.since))
    }

    /// Notes that a member was seen under a key that several may share.
    pub(crate) fn join(&mut self, subject: Subject, name: &str, member: &str, at: Moment) {
        let ((_, length), number, member) = (subject.window(), subject.stretch(at), member_bits(member));
        let Known { stretches, .. } = self.known_mut(subject, name, at);
        if let Some(known) = stretches.iter_mut().find(|stretch| stretch.count == member) {
            known.number = number;
            return;
        }
        stretches.retain(|stretch| stretch.number + length > number);
        if stretches.len() < limits::TRACKED_MEMBERS {
            stretches.push(Stretch { number, count: member, value: 0 });
        }
    }

    /// How many members were seen under a key in the window that ends now, this one among them.
    pub(crate) fn members_with(&self, subject: Subject, name: &str, member: &str, now: Moment) -> u32 {
        let ((_, length), number, member) = (subject.window(), subject.stretch(now), member_bits(member));
        let stretches = self.known(subject, name).map_or(&[][..], |known| &known.stretches);
        let others = stretches.iter().filter(|s| s.number + length > number && s.count != member).count();
        u32::try_from(others).unwrap_or(u32::MAX).saturating_add(1)
    }
}

fn member_bits(member: &str) -> u32 {
    (mix(fnv(FNV_OFFSET, member.bytes())) >> 32) as u32
}

/// In the order of the keys: the order in memory must not show.
impl<C> Encode<C> for Recent {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, context: &mut C) -> Result<(), Error<W::Error>> {
        e.array(2)?;
        for generation in [&self.young, &self.old] {
            let mut entries: Vec<_> = generation.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| **key);
            e.map(entries.len() as u64)?;
            for (key, known) in entries {
                e.u64(*key)?;
                known.encode(e, context)?;
            }
        }
        Ok(())
    }
}

impl<'b, C> Decode<'b, C> for Recent {
    fn decode(d: &mut Decoder<'b>, context: &mut C) -> Result<Self, minicbor::decode::Error> {
        let no_length = || minicbor::decode::Error::message("windows have a length");
        d.array()?.ok_or_else(no_length)?;
        let mut generation = || {
            let length = d.map()?.ok_or_else(no_length)?;
            let mut map = HashMap::new();
            for _ in 0..length {
                map.insert(d.u64()?, Known::decode(d, context)?);
            }
            Ok::<_, minicbor::decode::Error>(map)
        };
        Ok(Self { young: generation()?, old: generation()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hours: i64) -> Moment {
        Moment::from_millis(1_767_574_800_000 + hours * HOUR)
    }

    #[test]
    fn a_window_forgets_what_is_older() {
        let mut recent = Recent::default();
        for hour in 0..30 {
            recent.add(Subject::ExporterHours, "A", at(hour), 10);
        }
        assert_eq!(recent.sum(Subject::ExporterHours, "A", at(29)), (24, 240));
        assert_eq!(recent.sum(Subject::ExporterHours, "A", at(29 + 23)), (1, 10));
        assert_eq!(recent.sum(Subject::ExporterHours, "A", at(29 + 24)), (0, 0));
        assert_eq!(recent.sum(Subject::ExporterHours, "B", at(29)), (0, 0));
        // Another subject of the same name is another key.
        assert_eq!(recent.sum(Subject::SameGoods, "A", at(29)), (0, 0));
    }

    #[test]
    fn what_came_is_taken_back_and_the_youngest_days_can_be_left_out() {
        let mut recent = Recent::default();
        let days = |days: i64| at(24 * days);
        for day in 0..10 {
            recent.add(Subject::Awaited, "A", days(day), 0);
        }
        recent.take_back(Subject::Awaited, "A", days(1));
        assert_eq!(recent.sum_before(Subject::Awaited, "A", days(9), 7).0, 2);
        assert_eq!(recent.sum(Subject::Awaited, "A", days(9)).0, 9);
        assert_eq!(recent.age(Subject::Awaited, "A", days(9)), Some(9));
    }

    #[test]
    fn members_are_counted_once_each() {
        let mut recent = Recent::default();
        for (hour, member) in [(0, "A"), (1, "B"), (2, "A"), (3, "C")] {
            recent.join(Subject::Telephone, "0571", member, at(hour));
        }
        let count = |member, hour| recent.members_with(Subject::Telephone, "0571", member, at(hour));
        assert_eq!([count("A", 4), count("D", 4), count("A", 24 * 40)], [3, 4, 1]);
    }

    #[test]
    fn memory_is_bounded_and_what_is_in_use_stays() {
        let mut recent = Recent::default();
        for n in 0..limits::TRACKED_KEYS as i64 * 2 {
            recent.add(Subject::Payment, &n.to_string(), at(n / 100_000), 0);
            if n % 1_000 == 0 {
                recent.add(Subject::AgentLists, "busy", at(n / 100_000), 0);
            }
        }
        assert!(recent.keys() <= limits::TRACKED_KEYS, "{}", recent.keys());
        assert_eq!(recent.sum(Subject::AgentLists, "busy", at(20)).0, 2_000);
        assert_eq!(recent.sum(Subject::Payment, "0", at(20)).0, 0);
    }

    #[test]
    fn stored_and_read_again() {
        let mut recent = Recent::default();
        for n in 0..100 {
            recent.add(Subject::ExporterDays, &n.to_string(), at(n), 7);
        }
        let stored = minicbor::to_vec(&recent).unwrap();
        assert_eq!(minicbor::decode::<Recent>(&stored).unwrap(), recent);
        assert_eq!(minicbor::to_vec(recent.clone()).unwrap(), stored);
    }
}
