//! What a defect of this program prints: where, and nothing of what it was working on.

use super::lang::said;
use std::panic;

pub(crate) fn install() {
    panic::set_hook(Box::new(|defect| anstream::eprintln!("{}", told(defect))));
}

/// The same as a line of the log, for a log that programs read.
pub(crate) fn install_in_log() {
    panic::set_hook(Box::new(|defect| tracing::error!("{}", told(defect))));
}

fn told(defect: &panic::PanicHookInfo<'_>) -> String {
    let place = defect.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("without a name");
    said!(
        "tongguan: a defect of the program at {place} (thread {name}); please report this line",
        "tongguan：程序缺陷，位于 {place}（线程 {name}）；请反馈此行"
    )
}
