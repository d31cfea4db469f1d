//! The files of a report. Whether they can be written is looked at before the run. They are written after the report was told, each
//! of them: what cannot be written by then is named, and takes nothing else away.

use super::places::{self, Named, unwritten};
use super::{Arguments, now};
use crate::cli::exit::{Exit, Failure};
use crate::cli::foreign;
use crate::cli::lang::{chinese, say};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, UNIX_EPOCH};
use tongguan_load::desk::Tally;
use tongguan_load::report::hdr::{Logs, Unwritten, logs_in};
use tongguan_load::report::held::Held;
use tongguan_load::report::html::html;
use tongguan_load::report::text::Speech;
use tongguan_load::report::{Report, ghz, junit};
use tongguan_load::run::Run;

/// Where a report goes beside the terminal.
#[derive(Args, Debug)]
pub(super) struct Files {
    /// Write the report as JSON into this file, for --baseline
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Write the report as one page of HTML into this file; it opens offline
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write verdict and conditions as JUnit XML into this file
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write the report as ghz does into this file
    #[arg(long, value_name = "FILE")]
    ghz_json: Option<PathBuf>,
    /// Write interval logs of HdrHistogram into this folder, one for each stage
    #[arg(long, value_name = "FOLDER", conflicts_with = "find_max")]
    hdr: Option<PathBuf>,
}

impl Files {
    /// Whether each has a place of its own, before anything is sent: nobody shall wait for a run whose report has none. `read` are the
    /// files that the run reads.
    ///
    /// # Errors
    /// Names the first one that cannot be.
    pub(super) fn check(&self, read: &[Named<'_>]) -> Result<(), Failure> {
        if let Some(folder) = &self.hdr {
            let name = folder.display().to_string();
            fs::create_dir_all(folder).map_err(|error| foreign::unwritten(&name, &error))?;
        }
        let logs: Vec<PathBuf> = self.hdr.iter().flat_map(|folder| logs_in(folder)).collect();
        let logs = logs.iter().map(|log| ("--hdr", log.as_path()));
        places::check(&self.named().chain(logs).collect::<Vec<_>>(), read)
    }

    /// Each file that is written at the end, with its flag.
    fn named(&self) -> impl Iterator<Item = Named<'_>> {
        let Self { save, html, junit, ghz_json, .. } = self;
        let files = [("--save", save), ("--html", html), ("--junit", junit), ("--ghz-json", ghz_json)];
        files.into_iter().filter_map(|(flag, file)| Some((flag, file.as_deref()?)))
    }
}

/// Interval logs under way, or why there are none.
pub(super) struct Recorded(Option<Result<Logs, Unwritten>>);

impl Recorded {
    pub(super) fn begin(files: &Files) -> Self {
        Self(files.hdr.as_deref().map(|folder| Logs::begin(folder, UNIX_EPOCH + now())))
    }

    pub(super) fn tick(&mut self, tally: &Tally, at: Duration) {
        if let Some(Ok(logs)) = &mut self.0 {
            logs.tick(tally, at);
        }
    }

    /// What could not be written.
    pub(super) fn end(self, run: &Run) -> Vec<Unwritten> {
        match self.0 {
            None => Vec::new(),
            Some(Err(unwritten)) => vec![unwritten],
            Some(Ok(logs)) => logs.end(&run.tally, run.took).err().unwrap_or_default(),
        }
    }
}

/// The language of this command, for a report.
pub(super) fn speech() -> Speech {
    if chinese() { Speech::Chinese } else { Speech::English }
}

/// Writes every file that was asked for.
///
/// # Errors
/// Names each that could not be written; exit code 11.
pub(super) fn write(
    arguments: &Arguments,
    report: &Report,
    run: &Run,
    held: &Held,
    logs: &[Unwritten],
) -> Result<(), Failure> {
    let Files { save, html: page, junit: tests, ghz_json, .. } = &arguments.files;
    let mut failed: Vec<String> =
        logs.iter().map(|Unwritten { file, error }| unwritten(file, error)).collect();
    let mut written = |file: &Option<PathBuf>, text: &dyn Fn() -> String| {
        let Some(file) = file else { return };
        if let Err(error) = places::write(file, text) {
            failed.push(unwritten(file, &error));
        }
    };
    written(ghz_json, &|| ghz::json(report, run).to_string() + "\n");
    // A report holds texts, numbers and lists of them: there is a form for all of it.
    written(save, &|| serde_json::to_string(report).unwrap_or_default() + "\n");
    written(tests, &|| junit::xml(report, held));
    written(page, &|| html(report, run, held, speech()));
    if failed.is_empty() {
        return Ok(());
    }
    let hint = say(
        "the report above is whole; is there such a folder, and room in it?",
        "以上报告完整；请检查文件夹是否存在、空间是否充足",
    );
    Err(Failure::new(failed.join(say("; ", "；"))).exit(Exit::Unwritten).hint(hint))
}

/// What could not be told on standard output, as a file that could not be written. A reader who has seen enough is no failure.
pub(super) fn untold(told: Result<(), Failure>) -> Result<(), Failure> {
    match told {
        Err(failure) if failure.code() != Exit::Done => Err(failure.exit(Exit::Unwritten)),
        _ => Ok(()),
    }
}

/// How a command ends that found something, and could not write a file: what was found decides, unless it was only that the figures
/// are not to be trusted; both are told.
pub(super) fn joined(found: Result<(), Failure>, written: Result<(), Failure>) -> Result<(), Failure> {
    match (found, written) {
        (found, Ok(())) => found,
        (Ok(()), written) => written,
        (Err(found), Err(written)) => {
            let texts = [found.text(), written.text()].map(str::to_owned);
            let texts = texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>();
            let exit = if found.code() == Exit::NotTrusted { Exit::Unwritten } else { found.code() };
            Err(written.saying(texts.join(say("; ", "；"))).exit(exit))
        }
    }
}
