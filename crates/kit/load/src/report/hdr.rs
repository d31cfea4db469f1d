//! Interval logs of HdrHistogram, for its plotters: a file for each stage and one for lateness, a row for each second in which
//! anything happened, in compressed V2. What a run records is only copied in its own thread; taking apart, packing and writing is
//! done in another.

use crate::desk::Tally;
use crate::lateness::Spans;
use crate::stages::Stage;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::V2DeflateSerializer;
use hdrhistogram::serialization::interval_log::IntervalLogWriterBuilder;
use std::fs::{File, Metadata};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

/// The longest span of a row is written in milliseconds.
const DIVISOR: f64 = 1e6;
/// Intervals that wait to be written; beyond them the next interval is longer.
const WAITING: usize = 64;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", file.display())]
pub struct Unwritten {
    /// Which.
    pub file: PathBuf,
    /// Why.
    #[source]
    pub error: io::Error,
}

/// All that was recorded of one file up to a moment.
struct Cut {
    file: usize,
    spans: Spans,
    from: Duration,
    to: Duration,
}

/// What is written of a run.
#[derive(Debug)]
pub struct Logs {
    out: SyncSender<Cut>,
    writing: JoinHandle<Vec<Unwritten>>,
    /// How many spans each file has, and up to when.
    sent: Vec<(u64, Duration)>,
    last: Duration,
}

/// Name of the file of a place: `ack.hlog`, `2.hlog`, … `lateness.hlog`.
fn names() -> impl Iterator<Item = String> {
    let stages = Stage::ALL.into_iter().map(|stage| format!("{}.hlog", stage.key()));
    stages.chain(["lateness.hlog".to_owned()])
}

/// The files of the logs in a folder.
pub fn logs_in(folder: &Path) -> impl Iterator<Item = PathBuf> {
    names().map(|name| folder.join(name))
}

fn places(tally: &Tally) -> impl Iterator<Item = Option<&Spans>> {
    let stages = Stage::ALL.into_iter().map(|stage| tally.stages.of(stage).map(|timed| &timed.wall));
    stages.chain([Some(&tally.lateness)])
}

impl Logs {
    /// Makes the folder where it is missing, and the files anew. Times count from `began`.
    ///
    /// # Errors
    /// [`Unwritten`] names the folder or the file.
    pub fn begin(folder: &Path, began: SystemTime) -> Result<Self, Unwritten> {
        std::fs::create_dir_all(folder).map_err(|error| Unwritten { file: folder.to_owned(), error })?;
        let mut files = Vec::new();
        for path in logs_in(folder) {
            let file = File::create(&path).map_err(|error| Unwritten { file: path.clone(), error })?;
            files.push((path, BufWriter::new(file), V2DeflateSerializer::new()));
        }
        let sent = vec![(0, Duration::ZERO); files.len()];
        let (out, cuts) = sync_channel(WAITING);
        let writing = std::thread::Builder::new()
            .name("logs".to_owned())
            .spawn(move || write(files, &cuts, began))
            .map_err(|error| Unwritten { file: folder.to_owned(), error })?;
        Ok(Self { out, writing, sent, last: Duration::ZERO })
    }

    /// Told now and then how a run stands; takes what a second of the run brought, if one has ended.
    pub fn tick(&mut self, tally: &Tally, now: Duration) {
        if now.as_secs() > self.last.as_secs() {
            self.take(tally, now, |out, cut| out.try_send(cut).is_ok());
        }
    }

    fn take(&mut self, tally: &Tally, now: Duration, send: impl Fn(&SyncSender<Cut>, Cut) -> bool) {
        self.last = now;
        for ((file, spans), (count, from)) in places(tally).enumerate().zip(&mut self.sent) {
            let Some(spans) = spans.filter(|spans| spans.count() > *count) else {
                // Nothing happened: what comes next did not begin here.
                *from = now;
                continue;
            };
            let cut = Cut { file, spans: spans.clone(), from: *from, to: now };
            // One that finds no place is in the next.
            if send(&self.out, cut) {
                (*count, *from) = (spans.count(), now);
            }
        }
    }

    /// The rest, after a run; waits until everything is written.
    ///
    /// # Errors
    /// [`Unwritten`] names each file that could not be written, or is not there any more.
    pub fn end(mut self, tally: &Tally, took: Duration) -> Result<(), Vec<Unwritten>> {
        self.take(tally, took, |out, cut| out.send(cut).is_ok());
        drop(self.out);
        // A thread that broke has said so.
        let failed = self.writing.join().unwrap_or_default();
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }
}

type OfFile = (PathBuf, BufWriter<File>, V2DeflateSerializer);

/// Writes until nobody sends any more; what could not be written.
fn write(mut files: Vec<OfFile>, cuts: &Receiver<Cut>, began: SystemTime) -> Vec<Unwritten> {
    let mut builder = IntervalLogWriterBuilder::new();
    builder.add_comment("tongguan load: nanoseconds from the intended start");
    builder.with_start_time(began).with_base_time(began).with_max_value_divisor(DIVISOR);
    let (mut logs, mut all): (Vec<_>, Vec<Unwritten>) = (Vec::new(), Vec::new());
    // A file that cannot be written takes nothing away from the others, and is named once.
    let mut failed = |file: &Path, error: io::Error| {
        if all.iter().all(|known| known.file != file) {
            all.push(Unwritten { file: file.to_owned(), error });
        }
    };
    for (path, out, serializer) in &mut files {
        let log = builder.begin_log_with(out, serializer).map_err(|error| failed(path, error)).ok();
        logs.push((log, path, None));
    }
    for Cut { file, spans, from, to } in cuts {
        let (Some((open, path, before)), Some(spans)) = (logs.get_mut(file), spans.into_histogram()) else {
            continue;
        };
        let new = difference(&spans, before.as_ref());
        *before = Some(spans);
        let Some(log) = open else { continue };
        if let Err(error) = log.write_histogram(&new, from, to.saturating_sub(from), None) {
            failed(path, io::Error::other(error.to_string()));
            *open = None;
        }
    }
    drop(logs);
    for (path, out, _) in &mut files {
        if let Err(error) = out.flush().and_then(|()| in_its_place(path, out.get_ref())) {
            failed(path, error);
        }
    }
    all
}

/// Whether what was written is what stands under this name: a file that somebody has removed or replaced meanwhile takes all that is
/// written, and nobody will ever read it.
fn in_its_place(path: &Path, file: &File) -> io::Result<()> {
    let there = std::fs::metadata(path)?;
    if is_same(&there, &file.metadata()?) {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::NotFound, "another file has taken its place since the run began"))
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// A system that has no numbers for files does not let one be removed that is open.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

/// What was recorded since.
fn difference(all: &Histogram<u64>, before: Option<&Histogram<u64>>) -> Histogram<u64> {
    let mut new = all.clone();
    if let Some(before) = before {
        // It holds all that was there before, so this cannot fail.
        let _ = new.subtract(before);
    }
    new
}
