//! What the word behind `tongguan load` stands for: a workload by its name, the file of one, or a scenario.

use super::asked::read;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say, told};
use std::path::Path;
use tongguan_load::bounds::WORKLOAD_BYTES;
use tongguan_load::join::messages::Source;
use tongguan_load::workload::scenario::{Scripted, usual_rate};
use tongguan_load::workload::spec::{RateSpec, Spec, Unusable, Why, in_a_line};
use tongguan_load::workload::{NAMES, Workload, named};
use tongguan_scenario::{Opening, ScenarioError};

/// What is meant.
pub(super) struct Meant {
    pub(super) title: String,
    pub(super) title_zh: String,
    pub(super) rate: RateSpec,
    pub(super) parcels: Parcels,
    /// The same for another generator.
    pub(super) source: Source,
    /// What customs takes of a file, and wonders at.
    pub(super) warnings: Vec<(String, Why)>,
}

/// Where its parcels come from.
pub(super) enum Parcels {
    Drawn(Box<Spec>),
    Scripted(Scripted),
}

impl Parcels {
    /// The parcels, and what their sandbox begins with.
    pub(super) fn workload(self, seed: u64) -> Result<(Workload, Option<Opening>), Unusable> {
        Ok(match self {
            Self::Drawn(spec) => (Workload::of(&spec, seed)?, None),
            Self::Scripted(scripted) => {
                let opening = scripted.opening().clone();
                (Workload::scripted(scripted, seed), Some(opening))
            }
        })
    }
}

impl Meant {
    /// By a name, or a file where there is none of that name: one that ends in `.txt` is a scenario.
    pub(super) fn by(name: &str) -> Result<Self, Failure> {
        let file = Path::new(name);
        let scenario = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("txt"));
        if scenario { self::scenario(name, file) } else { workload(name, file) }
    }
}

fn workload(name: &str, file: &Path) -> Result<Meant, Failure> {
    // A word without a point or a stroke is meant as a name.
    let word = !file.exists() && !name.contains(['/', '\\', '.']);
    let source = match NAMES.contains(&name) || word {
        true => Source::Named(name.to_owned()),
        false => Source::Workload(text(name, file)?),
    };
    meant(name, source)
}

/// What another generator has read.
pub(super) fn meant(name: &str, source: Source) -> Result<Meant, Failure> {
    let spec = match &source {
        Source::Named(name) => named(name),
        Source::Workload(text) => Spec::read(text),
        Source::Scenario(text) => return scripted(name, text.clone()),
    };
    let spec = spec.map_err(|error| unusable(name, &error))?;
    let (title, title_zh, rate) = (spec.title.clone(), spec.title_zh.clone(), spec.rate.clone());
    let warnings = spec.warnings();
    Ok(Meant { title, title_zh, rate, parcels: Parcels::Drawn(Box::new(spec)), source, warnings })
}

fn text(name: &str, file: &Path) -> Result<String, Failure> {
    read(file, WORKLOAD_BYTES).map_err(|unread| unread.said(name))
}

fn scenario(name: &str, file: &Path) -> Result<Meant, Failure> {
    self::scripted(name, text(name, file)?)
}

fn scripted(name: &str, text: String) -> Result<Meant, Failure> {
    let scripted = Scripted::read(&text).map_err(|error| unusable(name, &error))?;
    let stem = Path::new(name).file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    let parcels = scripted.parcels();
    let lines: Vec<_> = scripted.left_out().iter().map(usize::to_string).collect();
    let (mut title, mut title_zh) =
        (format!("scenario {stem}, {parcels} parcels in turn"), format!("情景 {stem}，{parcels} 种包裹轮流"));
    if !lines.is_empty() {
        title += &format!("; questions left out: lines {}", lines.join(", "));
        title_zh += &format!("；略去查询：第 {} 行", lines.join("、"));
    }
    let source = Source::Scenario(text);
    let (parcels, warnings) = (Parcels::Scripted(scripted), Vec::new());
    Ok(Meant { title, title_zh, rate: usual_rate(), parcels, source, warnings })
}

pub(super) fn unusable(name: &str, error: &Unusable) -> Failure {
    let all = NAMES.join(", ");
    match error {
        Unusable::Unknown { .. } => Failure::new(said!("there is no workload {name}", "没有负载模型 {name}"))
            .hint(said!("there are {all}; or name a file", "可用：{all}；或指定文件")),
        Unusable::Scenario(error) => {
            let ScenarioError { line, word, text } = error;
            let (en, zh) = (error.to_string(), format!("第 {line} 行：{word:?}（{text}）"));
            let (en, zh) = (in_a_line(&en), in_a_line(&zh));
            Failure::new(said!("{name}, {en}", "{name} {zh}"))
                .hint(say("docs/scenarios.md has every word", "用语见 docs/scenarios.md"))
        }
        Unusable::Unscripted { line: 0, why, .. } => {
            let (en, zh) = why.words();
            Failure::new(said!("{name} is nothing for a load: {en}", "{name} 不能用于压测：{zh}"))
                .hint(say("docs/load.md says what a load can run of a scenario", "可用范围见 docs/load.md"))
        }
        Unusable::Unscripted { line, words, why } => {
            let (en, zh) = why.words();
            let (why, words) = (told(en, zh), in_a_line(words));
            Failure::new(said!(
                "{name}, line {line}, is nothing for a load: {words}: {why}",
                "{name} 第 {line} 行不能用于压测：{words}：{why}"
            ))
            .hint(say("docs/load.md says what a load can run of a scenario", "可用范围见 docs/load.md"))
        }
        error => {
            let zh = error.zh();
            Failure::new(said!("{name} is no workload: {error}", "{name} 不是负载模型：{zh}"))
                .hint(say("docs/load.md says how one is written", "写法见 docs/load.md"))
        }
    }
}
