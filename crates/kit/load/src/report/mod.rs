//! What a run comes to, as a value: our JSON is this value, `docs/load.md` describes it.

pub mod ghz;
pub mod hdr;
pub mod held;
pub mod html;
pub mod junit;
pub mod text;

use crate::cost::Cost;
use crate::desk::{Second, Unfinished, Wrong};
use crate::join::messages::Generator;
use crate::lateness::Spans;
use crate::ready::Unmade;
use crate::run::{Ended, Run};
use crate::schedule::{Arrivals, Form};
use crate::stages::Stage;
use crate::verdict::{Verdict, judged};
use crate::wording::chinese;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

/// Name and version of our JSON.
pub const FORMAT: &str = "tongguan-load/1";

/// What was asked for, as the report repeats it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// Name or file of the workload.
    pub workload: String,
    /// SHA-256 of its text, in hex: the same workload by another path has the same.
    #[serde(default)]
    pub workload_sha256: String,
    /// Its title.
    pub title: String,
    /// Its title in Chinese.
    pub title_zh: String,
    /// Seed of parcels and starts.
    pub seed: u64,
    /// Address of the server.
    pub server: String,
    /// Sandbox of the run.
    pub sandbox: String,
    /// `unary`, `stream`, `xml`, `http` or `amqp`; behind it `+callback` where receipts were POSTed.
    pub transport: String,
    /// `open`, or `closed`: the second cannot show how long parcels would have waited.
    pub model: String,
    /// Senders of the closed model; 0 in the open one.
    pub users: u64,
    /// Connections.
    pub connections: u64,
    /// Highest rate of the law, parcels a second; 0 in the closed model.
    pub peak_per_second: f64,
    /// How starts lie within the rate; `None` in the closed model.
    #[serde(default)]
    pub arrivals: Option<Arrivals>,
    /// How the shape of the rate is read; `None` in the closed model.
    #[serde(default)]
    pub form: Option<Form>,
    /// Parcels that the law expects; 0 in the closed model.
    pub expected_parcels: f64,
    /// Length of the law, in seconds.
    pub length_seconds: f64,
    /// Whether receipts were read.
    pub receipts: bool,
    /// Whether nothing was left to chance in the sandbox; `None`: nobody knows.
    pub draws_off: Option<bool>,
    /// When it began, RFC 3339.
    pub began: String,
    /// Version of the program.
    pub version: String,
}

impl Asked {
    /// Who decides when a parcel starts, in English and Chinese.
    #[must_use]
    pub fn model_words(&self) -> (String, String) {
        match self.users {
            0 => ("open".to_owned(), "开环".to_owned()),
            users => (format!("closed, {users} users"), format!("闭环，{users} 个用户")),
        }
    }
}

/// Spans, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Figures {
    /// How many.
    pub count: u64,
    /// The shortest.
    pub min: u64,
    /// The mean.
    pub mean: u64,
    /// A tenth is not above it.
    pub p10: u64,
    /// A quarter is not above it.
    pub p25: u64,
    /// Half.
    pub p50: u64,
    /// Three quarters.
    pub p75: u64,
    /// Nine tenths.
    pub p90: u64,
    /// 95 of a hundred.
    pub p95: u64,
    /// 99 of a hundred.
    pub p99: u64,
    /// 999 of a thousand.
    pub p999: u64,
    /// The longest.
    pub max: u64,
}

impl Figures {
    /// Those of these spans.
    #[must_use]
    pub fn of(spans: &Spans) -> Self {
        let nanos = |span: Duration| u64::try_from(span.as_nanos()).unwrap_or(u64::MAX);
        let at = |share| nanos(spans.quantile(share));
        Self {
            count: spans.count(),
            min: nanos(spans.shortest()),
            mean: nanos(spans.mean()),
            p10: at(0.10),
            p25: at(0.25),
            p50: at(0.50),
            p75: at(0.75),
            p90: at(0.90),
            p95: at(0.95),
            p99: at(0.99),
            p999: at(0.999),
            max: nanos(spans.longest()),
        }
    }
}

/// One stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageFigures {
    /// `acknowledged`, `received`, `sent`, `stored`, `in_review`, `reviewed`, `in_inspection`, `released`, `closed`, `rejected`.
    pub stage: Stage,
    /// Return code; `None` for the answer.
    pub code: Option<i32>,
    /// Wall time from the intended start.
    pub wall: Figures,
    /// Sandbox time from 2; all 0 where there is none.
    pub sandbox: Figures,
}

/// What was counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Parcels that were due.
    pub due: u64,
    /// Parcels that started.
    pub started: u64,
    /// Parcels that were due and found no place.
    pub missed: u64,
    /// Submissions.
    pub submissions: u64,
    /// Submissions that were answered.
    pub answered: u64,
    /// Submissions that were refused.
    pub refused: u64,
    /// Submissions without an answer.
    pub errors: u64,
    /// Parcels that ended as their labels say.
    pub right: u64,
    /// Parcels that ended otherwise.
    pub wrong: u64,
    /// Parcels that broke off.
    pub failed: u64,
    /// Parcels that had not ended when the run did.
    pub unfinished: u64,
    /// Receipts that were read, of the run's own parcels.
    pub receipts: u64,
    /// Receipts that were read and are of no parcel of the run.
    pub foreign: u64,
    /// Gaps in the numbers of the mailbox.
    pub gaps: u64,
    /// Receipts that came twice.
    pub twice: u64,
    /// Receipts that came after one with a higher number.
    pub out_of_order: u64,
    /// How often the mailbox was opened again.
    pub reopened: u64,
    /// Repeats of the workload that were left out.
    pub repeats_left_out: u64,
    /// Copies whose time had not come when the run ended.
    pub repeats_unsent: u64,
}

impl Counts {
    /// What was counted in a run.
    #[must_use]
    pub fn of(run: &Run) -> Self {
        let tally = &run.tally;
        Self {
            due: tally.started + tally.missed,
            started: tally.started,
            missed: tally.missed,
            submissions: tally.submissions,
            answered: tally.answered,
            refused: tally.refused,
            errors: tally.errors(),
            right: tally.right,
            wrong: tally.wrong,
            failed: tally.failed,
            unfinished: tally.unfinished,
            receipts: tally.receipts,
            foreign: tally.foreign,
            gaps: tally.gaps,
            twice: tally.twice,
            out_of_order: tally.out_of_order,
            reopened: run.reopened,
            repeats_left_out: tally.repeats_left_out,
            repeats_unsent: tally.repeats_unsent,
        }
    }
}

/// A parcel that ended otherwise, with what the server says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongParcel {
    /// Its number in the run.
    pub number: u32,
    /// How it had to end.
    pub expected: String,
    /// The same in Chinese.
    #[serde(default)]
    pub expected_zh: String,
    /// What was seen.
    pub found: String,
    /// The same in Chinese.
    #[serde(default)]
    pub found_zh: String,
    /// What `tongguan explain` says, line by line, in English; empty where nobody asked.
    #[serde(default)]
    pub explained: Vec<String>,
    /// The same in Chinese.
    #[serde(default)]
    pub explained_zh: Vec<String>,
}

/// A parcel that had not ended when the run did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnfinishedParcel {
    /// Its number in the run.
    pub number: u32,
    /// What it waited for.
    pub awaits: String,
    /// The same in Chinese.
    pub awaits_zh: String,
}

/// The report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: String,
    /// Whether to believe it, and whether everything went as it should.
    pub verdict: Verdict,
    /// What was asked for.
    pub asked: Asked,
    /// Why it ended: `complete`, `patience`, `away`, `stopped` or `unmade`.
    pub ended: Ended,
    /// Why receipts were not read in the end, where they were not: the words of the server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unheard: Option<String>,
    /// Whether the sandbox was deleted, or begun anew, while the run went on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox_lost: bool,
    /// The parcel that could not be made, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unmade: Option<Unmade>,
    /// How long it took, in nanoseconds.
    pub took: u64,
    /// Counts.
    pub counts: Counts,
    /// Started parcels a second, over the length of the law or until it ended.
    pub started_per_second: f64,
    /// Answered submissions a second, over the whole run.
    pub answered_per_second: f64,
    /// How late starts were handed to the transport.
    pub lateness: Figures,
    /// How late the pacing thread woke; all 0 in the closed model.
    pub pacing: Figures,
    /// The stages that were reached.
    pub stages: Vec<StageFigures>,
    /// How long every submission that was answered took, first and later ones, from its sending.
    #[serde(default)]
    pub calls: Figures,
    /// How long later submissions of a parcel took to be answered, from their sending.
    pub later_calls: Figures,
    /// Answers by code of gRPC.
    pub codes: BTreeMap<String, u64>,
    /// What the generator took.
    pub cost: Cost,
    /// Parcels that ended otherwise.
    pub wrong: Vec<WrongParcel>,
    /// Parcels that had not ended when the run did.
    #[serde(default)]
    pub unfinished: Vec<UnfinishedParcel>,
    /// Second by second.
    #[serde(default)]
    pub seconds: Vec<Second>,
    /// The generators of a shared run; empty where there was one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub generators: Vec<Generator>,
}

impl Report {
    /// The report of a run.
    #[must_use]
    pub fn of(asked: Asked, run: &Run) -> Self {
        Self::shared(asked, run, Vec::new())
    }

    /// The report of a run that several generators shared, and that holds what all of them did.
    #[must_use]
    pub fn shared(asked: Asked, run: &Run, generators: Vec<Generator>) -> Self {
        let tally = &run.tally;
        let wrong = |one: &Wrong| WrongParcel {
            number: one.number,
            expected: one.expected.clone(),
            expected_zh: chinese(&one.expected),
            found: one.found.clone(),
            found_zh: chinese(&one.found),
            explained: Vec::new(),
            explained_zh: Vec::new(),
        };
        let unfinished = |one: &Unfinished| UnfinishedParcel {
            number: one.number,
            awaits: one.awaits.clone(),
            awaits_zh: chinese(&one.awaits),
        };
        let stages = tally.stages.reached().map(|(stage, timed)| StageFigures {
            stage,
            code: stage.code(),
            wall: Figures::of(&timed.wall),
            sandbox: Figures::of(&timed.sandbox),
        });
        let seconds = run.took.as_secs_f64();
        let starting = match run.ended {
            // The last parcel may start, and end, before the law does.
            Ended::Complete | Ended::Patience => asked.length_seconds,
            Ended::Away | Ended::Stopped | Ended::Unmade => seconds.min(asked.length_seconds),
        };
        let a_second = |count: u64, over: f64| if over > 0.0 { count as f64 / over } else { 0.0 };
        let mut report = Self {
            format: FORMAT.to_owned(),
            verdict: Verdict::default(),
            ended: run.ended,
            unheard: run.unheard.clone(),
            sandbox_lost: false,
            unmade: run.unmade.clone(),
            took: u64::try_from(run.took.as_nanos()).unwrap_or(u64::MAX),
            counts: Counts::of(run),
            started_per_second: a_second(tally.started, starting),
            answered_per_second: a_second(tally.answered, seconds),
            lateness: Figures::of(&tally.lateness),
            pacing: run.paced.as_ref().map(|paced| Figures::of(&paced.lateness)).unwrap_or_default(),
            stages: stages.collect(),
            calls: Figures::of(&tally.calls),
            later_calls: Figures::of(&tally.later_calls),
            codes: tally.codes.clone(),
            cost: run.cost,
            wrong: tally.wrong_ones.iter().map(wrong).collect(),
            unfinished: tally.unfinished_ones.iter().map(unfinished).collect(),
            seconds: tally.seconds.clone(),
            generators,
            asked,
        };
        report.verdict = judged(&report);
        report
    }

    /// The same report of a run whose sandbox was deleted, or begun anew, while it went on.
    #[must_use]
    pub fn without_sandbox(mut self) -> Self {
        self.sandbox_lost = true;
        self.verdict = judged(&self);
        self
    }

    /// The figures of a stage, if it was reached.
    #[must_use]
    pub fn stage(&self, stage: Stage) -> Option<&StageFigures> {
        self.stages.iter().find(|figures| figures.stage == stage)
    }

    /// Whether everything went as it should, in English and Chinese.
    #[must_use]
    pub const fn correctness(&self) -> (&'static str, &'static str) {
        match (self.verdict.correct, self.counts.failed + self.counts.unfinished) {
            (false, _) => ("NOT CORRECT", "结果有误"),
            (true, 0) => ("every parcel ended as it should", "各票结果均符合预期"),
            (true, _) => ("no parcel ended otherwise than it should", "已结束的各票结果均符合预期"),
        }
    }
}
