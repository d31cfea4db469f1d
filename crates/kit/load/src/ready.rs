//! Parcels that are made ahead of their start, in batches: a thread that is woken for each parcel costs more than the parcel.

use crate::bounds::AHEAD;
use crate::share::Share;
use crate::workload::spec::Unusable;
use crate::workload::{Making, Script, Workload};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::timeout;

/// Parcels that are made at once.
const MADE_AT_ONCE: usize = 64;
/// How long a parcel that is not made yet is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Numbers of parcels.
const NUMBERS: std::ops::RangeInclusive<u32> = 1..=99_999_999;

/// A parcel that could not be made: the run ends with it, as what would be sent from there on is not what was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmade {
    /// Its number in the run.
    pub number: u32,
    /// Why, in English.
    pub en: String,
    /// Why, in Chinese.
    pub zh: String,
}

impl Unmade {
    fn of(number: u32, why: &Unusable) -> Self {
        Self { number, en: why.to_string(), zh: why.zh() }
    }
}

type Batch = Result<Vec<Script>, Unmade>;

/// Parcels that are ready.
pub(crate) struct Ready {
    batches: Receiver<Batch>,
    batch: std::vec::IntoIter<Script>,
}

impl Ready {
    /// Begins to make them, on a thread of its own.
    pub(crate) fn begin(workload: Workload, share: Share, receipts: bool) -> std::io::Result<Self> {
        let (out, batches) = mpsc::channel(AHEAD / MADE_AT_ONCE);
        let thread = std::thread::Builder::new().name("making".to_owned());
        thread.spawn(move || make(Making::new(workload), share, receipts, &out))?;
        Ok(Self { batches, batch: Vec::new().into_iter() })
    }

    /// The next parcel; waits where none is ready. `None`: there is none in time, or there are no more numbers.
    pub(crate) async fn next(&mut self) -> Result<Option<Script>, Unmade> {
        if let Some(script) = self.batch.next() {
            return Ok(Some(script));
        }
        let batch = match self.batches.try_recv() {
            Ok(batch) => batch?,
            Err(_) => match timeout(PATIENCE, self.batches.recv()).await {
                Ok(Some(batch)) => batch?,
                Ok(None) | Err(_) => return Ok(None),
            },
        };
        self.batch = batch.into_iter();
        Ok(self.batch.next())
    }
}

/// Makes parcels until nobody takes them, or one cannot be made: that is told behind those before it.
fn make(mut making: Making, share: Share, receipts: bool, out: &Sender<Batch>) {
    let mut numbers = share.of_all(NUMBERS).peekable();
    loop {
        let mut batch = Vec::with_capacity(MADE_AT_ONCE);
        let mut unmade = None;
        for number in numbers.by_ref().take(MADE_AT_ONCE) {
            match making.script(number) {
                Ok(script) if receipts => batch.push(script),
                Ok(script) => batch.push(script.without_receipts()),
                Err(why) => {
                    unmade = Some(Unmade::of(number, &why));
                    break;
                }
            }
        }
        if !batch.is_empty() && out.blocking_send(Ok(batch)).is_err() {
            return;
        }
        if let Some(unmade) = unmade {
            // Whoever takes nothing any more has ended.
            let _ = out.blocking_send(Err(unmade));
            return;
        }
        if numbers.peek().is_none() {
            return;
        }
    }
}
