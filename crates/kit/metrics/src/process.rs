//! The process itself.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::sheet::{Sheet, Source};

/// What this process is, and since when.
pub struct Process {
    version: &'static str,
    commit: &'static str,
    /// Seconds since 1970.
    started: i64,
}

impl Process {
    /// A process that began at this time. `version` may name a commit in brackets: `0.1.0 (0123456789ab)`.
    #[must_use]
    pub fn beginning(version: &'static str, began: SystemTime) -> Self {
        let began = began.duration_since(UNIX_EPOCH).unwrap_or_default();
        let (version, commit) = version.split_once(" (").unwrap_or((version, ""));
        let commit = commit.trim_end_matches(')');
        Self { version, commit, started: i64::try_from(began.as_secs()).unwrap_or(i64::MAX) }
    }
}

impl Source for Process {
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        sheet.info(
            "tongguan_build",
            "What runs here; the commit is empty where it is not known.",
            [("version", self.version), ("commit", self.commit)],
        )?;
        // These two have the names that every process has.
        sheet.gauge(
            "process_start_time_seconds",
            "When the process began, in seconds since 1970.",
            [([], self.started)],
        )?;
        sheet.gauge(
            "process_resident_memory_bytes",
            "Memory that the process has; no row where the system does not tell.",
            resident().map(|bytes| ([], bytes)),
        )
    }
}

#[cfg(target_os = "linux")]
fn resident() -> Option<i64> {
    resident_of(&std::fs::read_to_string("/proc/self/status").ok()?)
}

#[cfg(not(target_os = "linux"))]
const fn resident() -> Option<i64> {
    None
}

/// Bytes, of a line `VmRSS:   1234 kB`.
#[cfg(any(target_os = "linux", test))]
fn resident_of(status: &str) -> Option<i64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<i64>().ok()?.checked_mul(1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_or_left_out() {
        let rows = [
            ("Name:\tx\nVmRSS:\t    12 kB\nThreads:\t3\n", Some(12_288)),
            ("VmRSS:\t12 MB\n", None),
            ("VmRSS:\t-\n", None),
            ("", None),
        ];
        for (status, bytes) in rows {
            assert_eq!(resident_of(status), bytes, "{status}");
        }
    }

    #[test]
    fn a_version_may_name_its_commit() {
        let process = Process::beginning("1.2.3 (abc)", UNIX_EPOCH);
        assert_eq!((process.version, process.commit), ("1.2.3", "abc"));
        let process = Process::beginning("1.2.3", UNIX_EPOCH);
        assert_eq!((process.version, process.commit), ("1.2.3", ""));
    }
}
