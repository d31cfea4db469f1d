//! The calls of all gRPC servers of a process, whichever way they come in.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use tongguan_figures::Sample;
use tongguan_serve::{Tallies, Tally};

use crate::sheet::{Sheet, Source};

/// What stands where there is no such method.
const UNKNOWN: &str = "unknown";

/// The calls of these servers. What is a method of several, such as health, is counted together.
pub struct Calls(pub Vec<Arc<Tallies>>);

impl Calls {
    /// The rows of each method, by service and method.
    fn by_method(&self) -> BTreeMap<(&str, &str), Vec<&Tally>> {
        let mut found = BTreeMap::<_, Vec<_>>::new();
        for (path, tally) in self.0.iter().flat_map(|tallies| tallies.each()) {
            found.entry(path.map_or((UNKNOWN, UNKNOWN), parts)).or_default().push(tally);
        }
        found
    }
}

/// Service and method of `/package.Service/Method`.
fn parts(path: &str) -> (&str, &str) {
    path.trim_start_matches('/').split_once('/').unwrap_or((UNKNOWN, UNKNOWN))
}

/// The codes of one method: those with which calls have ended, and the usual one. Others would be rows that never change.
fn codes(rows: &[&Tally], usual: &str) -> Vec<(&'static str, u64)> {
    let mut all: Vec<(&'static str, u64)> = Vec::new();
    for (name, count) in rows.iter().flat_map(|row| row.codes()) {
        match all.iter_mut().find(|(known, _)| *known == name) {
            Some((_, sum)) => *sum += count,
            None => all.push((name, count)),
        }
    }
    all.retain(|(name, count)| *count > 0 || *name == usual);
    all
}

/// `None`: it was never called. Empty histograms would be most of the page.
fn times(rows: &[&Tally]) -> Option<Sample> {
    let mut samples = rows.iter().map(|row| row.times.read());
    let mut all = samples.next()?;
    samples.for_each(|sample| all.join(&sample));
    (all.count() > 0).then_some(all)
}

impl Source for Calls {
    fn write(&self, sheet: &mut Sheet<'_>) -> fmt::Result {
        let methods = self.by_method();
        let labels = |(service, method): (_, _)| [("service", service), ("method", method)];
        sheet.counter(
            "tongguan_rpc_calls",
            "Calls that ended, by the code with which they ended; CANCELLED: given up by the caller.",
            methods.iter().flat_map(|(name, rows)| {
                let [service, method] = labels(*name);
                let usual = if service.1 == UNKNOWN { "UNIMPLEMENTED" } else { "OK" };
                codes(rows, usual)
                    .into_iter()
                    .map(move |(code, count)| ([service, method, ("code", code)], count))
            }),
        )?;
        // What is no method takes no time, and no place.
        let known = || methods.iter().filter(|((service, _), _)| *service != UNKNOWN);
        sheet.gauge(
            "tongguan_rpc_open",
            "Calls that are open, streams included.",
            known().map(|(name, rows)| (labels(*name), rows.iter().map(|row| row.open.read()).sum())),
        )?;
        sheet.counter(
            "tongguan_rpc_refused",
            "Calls that were refused at once because every place was taken; also among the calls, as RESOURCE_EXHAUSTED.",
            known().map(|(name, rows)| (labels(*name), rows.iter().map(|row| row.refused.read()).sum())),
        )?;
        let forms = self.0.iter().flat_map(|tallies| tallies.forms());
        let mut refused = BTreeMap::new();
        forms.for_each(|(reason, count)| *refused.entry(reason).or_default() += count);
        sheet.counter(
            "tongguan_forms_refused",
            "HTTP forms that were refused for their key; they are no calls.",
            refused.into_iter().map(|(reason, count)| ([("reason", reason)], count)),
        )?;
        sheet.times(
            "tongguan_rpc_duration_seconds",
            "Time from the head of a call to the end of its reply, of methods that were called; of a stream, how long it was open.",
            known().filter_map(|(name, rows)| Some((labels(*name), times(rows)?))),
        )
    }
}
