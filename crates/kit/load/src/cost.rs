//! What the generator takes of the machine. Known on Linux alone.

use serde::{Deserialize, Serialize};
use std::time::Instant;

/// Linux counts processor time in hundredths of a second.
const TICKS: f64 = 100.0;

/// Shares of the time of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// Processor time of this process, as a share of one core: 1.5 is one and a half cores. `None`: not known.
    pub own_cores: Option<f64>,
    /// How busy all cores of the machine were, from 0 to 1. `None`: not known.
    pub machine_busy: Option<f64>,
}

impl Cost {
    /// What another generator took, if it was more.
    pub fn worse(&mut self, other: Self) {
        let most = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::max);
        self.own_cores = most(self.own_cores, other.own_cores);
        self.machine_busy = most(self.machine_busy, other.machine_busy);
    }
}

/// Measures it.
#[derive(Debug)]
pub(crate) struct Meter {
    begin: Instant,
    own: Option<f64>,
    machine: Option<(f64, f64)>,
}

impl Meter {
    pub(crate) fn begin() -> Self {
        Self { begin: Instant::now(), own: own_seconds(), machine: machine_ticks() }
    }

    pub(crate) fn end(&self) -> Cost {
        let passed = self.begin.elapsed().as_secs_f64();
        let own = own_seconds().zip(self.own).map(|(after, before)| (after - before) / passed);
        let machine = machine_ticks().zip(self.machine);
        let busy = machine.and_then(|((busy, all), (busy_before, all_before))| {
            let all = all - all_before;
            (all > 0.0).then(|| (busy - busy_before) / all)
        });
        Cost { own_cores: own, machine_busy: busy }
    }
}

/// Processor time of this process so far, in seconds.
fn own_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program may have spaces and brackets.
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut ticks = after_name.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) / TICKS)
}

/// Ticks of all cores since the start of the machine: busy, and all.
fn machine_ticks() -> Option<(f64, f64)> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    let line = stat.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<f64> = line.split_whitespace().take(8).map_while(|ticks| ticks.parse().ok()).collect();
    let all: f64 = ticks.iter().sum();
    // The fourth and fifth are idle and waiting for a disk.
    let idle: f64 = ticks.iter().skip(3).take(2).sum();
    (all > 0.0).then_some((all - idle, all))
}
