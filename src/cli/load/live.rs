//! One line of how a run stands: on a terminal it is written anew, elsewhere there is a line every ten seconds.

use crate::cli::lang::said;
use crate::cli::output::Out;
use std::cell::Cell;
use std::io::{IsTerminal, Write, stderr};
use std::time::Duration;
use tongguan_load::desk::Desk;
use tongguan_load::join::messages::Standing;
use tongguan_load::stages::Stage;

const PLAIN: Duration = Duration::from_secs(10);

pub(super) struct Live {
    terminal: bool,
    quiet: bool,
    /// When the last line was told, and how many parcels had started by then.
    last: Cell<(Duration, u64)>,
}

impl Live {
    pub(super) fn new(out: &Out) -> Self {
        Self { terminal: stderr().is_terminal(), quiet: out.json(), last: Cell::new((Duration::ZERO, 0)) }
    }

    /// `others`: how those stand who share the run.
    pub(super) fn show(&self, desk: &Desk, now: Duration, others: Standing) {
        let (then, before) = self.last.get();
        let passed = now.saturating_sub(then);
        if self.quiet || passed.is_zero() || (!self.terminal && passed < PLAIN) {
            return;
        }
        let tally = desk.tally();
        let started = tally.started + others.started;
        let rate = started.saturating_sub(before) as f64 / passed.as_secs_f64();
        self.last.set((now, started));
        let at = |share: f64| {
            let spans = tally.stages.of(Stage::Acknowledged);
            spans.map_or(0.0, |timed| timed.wall.quantile(share).as_secs_f64() * 1e3)
        };
        let (half, most) = (at(0.5), at(0.99));
        let late = tally.lateness.quantile(0.99).as_secs_f64() * 1e3;
        let (seconds, missed, wrong) = (now.as_secs(), tally.missed, tally.wrong + others.wrong);
        let flying = desk.in_flight() as u64 + others.in_flight;
        let errors = tally.errors() + others.errors;
        let line = said!(
            "{seconds} s  {rate:.0}/s  in flight {flying}  p50 {half:.2} ms  p99 {most:.2} ms  late p99 {late:.3} ms  missed {missed}  errors {errors}  wrong {wrong}",
            "{seconds} 秒  {rate:.0}/秒  在途 {flying}  p50 {half:.2} ms  p99 {most:.2} ms  迟延 p99 {late:.3} ms  未进行 {missed}  错误 {errors}  不符 {wrong}"
        );
        let mut stream = stderr();
        // Nothing is lost if this cannot be written.
        let _ = if self.terminal { write!(stream, "\r\x1b[2K{line}") } else { writeln!(stream, "{line}") };
        let _ = stream.flush();
    }

    pub(super) fn end(&self) {
        if self.terminal && !self.quiet {
            let _ = write!(stderr(), "\r\x1b[2K");
        }
    }
}
