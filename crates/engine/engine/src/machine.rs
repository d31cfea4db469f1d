//! What snapshots must not take from those who are answered: processors and memory. Linux alone tells; elsewhere there is enough.

use core::fmt;

/// Memory that is missing, and what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lacking {
    needed: u64,
    available: u64,
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MiB are needed, {} MiB are there", self.needed >> 20, self.available >> 20)
    }
}

/// Puts this thread behind all others of the machine: of the idle class, which gives a processor up at once when anybody wakes.
/// Niceness would let it keep that to the end of a slice. Where it cannot be done it takes its share.
#[cfg(target_os = "linux")]
pub(crate) fn give_way() {
    use thread_priority::{NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, unix};
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    let _ = unix::set_thread_priority_and_policy(unix::thread_native_id(), ThreadPriority::Min, idle);
}

#[cfg(not(target_os = "linux"))]
pub(crate) const fn give_way() {}

/// How busy the processors were between two looks.
#[derive(Debug, Default)]
pub(crate) struct Processors {
    /// Idle ticks of all of them, and all ticks, at the last look.
    last: Option<(u64, u64)>,
}

impl Processors {
    /// Whether since the last look not even one of them was idle, or half of the only one. At the first look nobody knows, so they
    /// are; where nobody can tell, they are not.
    pub(crate) fn are_busy(&mut self) -> bool {
        let Some((now, many)) = read("/proc/stat").and_then(|stat| ticks(&stat)) else { return false };
        self.last.replace(now).is_none_or(|last| are_busy(last, now, many))
    }
}

fn are_busy(last: (u64, u64), now: (u64, u64), many: u64) -> bool {
    let (idle, all) = (now.0.saturating_sub(last.0), now.1.saturating_sub(last.1));
    // Of two processors, one is half of all ticks; of the only one half.
    idle.saturating_mul(many.max(2)) < all
}

/// Idle ticks, all ticks, and how many processors there are. Waiting for a disk is idle.
fn ticks(stat: &str) -> Option<((u64, u64), u64)> {
    let all = stat.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<u64> = all.split_whitespace().take(8).map_while(|ticks| ticks.parse().ok()).collect();
    let idle = ticks.iter().skip(3).take(2).sum();
    let many = stat.lines().skip(1).take_while(|line| line.starts_with("cpu")).count() as u64;
    Some(((idle, ticks.iter().sum()), many))
}

/// Whether there is too little memory for all that this process holds once more, and a quarter. What a sandbox holds is not known,
/// but it is not more than everything.
pub(crate) fn lacks_memory_for_a_second() -> Option<Lacking> {
    let (status, machine) = (read("/proc/self/status")?, read("/proc/meminfo")?);
    let (held, free) = (bytes_of(&status, "RssAnon:")?, bytes_of(&machine, "MemAvailable:")?);
    // A container may have less than its machine; without a limit this says `max`.
    let limit = read("/sys/fs/cgroup/memory.max").and_then(|text| text.trim().parse::<u64>().ok());
    lacking(held, limit.map_or(free, |limit| free.min(limit.saturating_sub(held))))
}

fn read(file: &str) -> Option<String> {
    std::fs::read_to_string(file).ok()
}

fn lacking(held: u64, available: u64) -> Option<Lacking> {
    let needed = held.saturating_add(held / 4);
    (needed > available).then_some(Lacking { needed, available })
}

/// A line such as `RssAnon:   1234 kB`.
fn bytes_of(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_state_needs_room_for_what_is_held_and_a_quarter() {
        let text = "VmRSS:\t  900 kB\nRssAnon:\t     800 kB\nRssFile:\t  100 kB\n";
        assert_eq!(bytes_of(text, "RssAnon:"), Some(800 << 10));
        for (text, name) in [(text, "MemAvailable:"), ("RssAnon: many kB", "RssAnon:"), ("", "RssAnon:")] {
            assert_eq!(bytes_of(text, name), None, "{text:?}");
        }
        for (held, available, lacks) in
            [(0, 0, false), (800, 1_000, false), (800, 999, true), (u64::MAX, 5, true)]
        {
            assert_eq!(lacking(held, available).is_some(), lacks, "{held} of {available}");
        }
        let told = Lacking { needed: 5 << 20, available: 3 << 20 }.to_string();
        assert_eq!(told, "5 MiB are needed, 3 MiB are there");
    }

    #[test]
    fn a_snapshot_waits_for_one_idle_processor() {
        let stat =
            "cpu  10 0 5 70 15 0 0 0 0 0\ncpu0 5 0 2 35 8 0 0 0 0 0\ncpu1 5 0 3 35 7 0 0 0 0 0\nintr 5\n";
        assert_eq!(ticks(stat), Some(((85, 100), 2)));
        for text in ["", "cpus 1", "intr 5"] {
            assert_eq!(ticks(text), None, "{text:?}");
        }
        for (idle, all, many, busy) in [
            (100, 200, 2, false),
            (99, 200, 2, true),
            (50, 100, 1, false),
            (49, 100, 1, true),
            (100, 1_600, 16, false),
            (99, 1_600, 16, true),
            (0, 0, 2, false),
        ] {
            assert_eq!(are_busy((7, 9), (7 + idle, 9 + all), many), busy, "{idle} of {all}, {many}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_machine_tells() {
        let status = read("/proc/self/status").and_then(|text| bytes_of(&text, "RssAnon:"));
        let machine = read("/proc/meminfo").and_then(|text| bytes_of(&text, "MemAvailable:"));
        assert!(read("/proc/stat").and_then(|stat| ticks(&stat)).is_some_and(|(_, many)| many > 0));
        assert!(Processors::default().are_busy(), "nobody knows at the first look");
        assert!(status.is_some_and(|held| held > 0) && machine.is_some_and(|free| free > 0));
    }
}
