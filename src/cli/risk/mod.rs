//! `tongguan risk`: the profiles of risk screening, most of it without a server; and what another one would have decided.

mod diff;
mod own;
mod show;
mod whatif;

use super::exit::{Exit, Failure};
use super::lang::{chinese, said, say};
use super::output::{Object, Out};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};
use tongguan_domain::process::Words;
use tongguan_domain::screening::Lane;
use tongguan_screening::{Fault, Loaded, Unusable, load};

/// What to do.
#[derive(Args, Debug)]
#[command(after_help = "\
docs/risk.md says how a rule is written, and lists the facts and functions that it may use.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// What risk screening looks for, as a document
    Profile {
        #[command(subcommand)]
        action: ProfileAction,
    },
    /// Try a profile on what a sandbox has screened: which declarations would get another lane (试算)
    #[command(after_help = "\
Nothing changes in the sandbox. The facts are those that were recorded; what inspections would have found under the other
profile does not count for what comes after.")]
    Whatif(whatif::Arguments),
}

#[derive(Debug, Subcommand)]
enum ProfileAction {
    /// Show a profile: its rules, with what has to hold
    Show {
        /// typical, strict, or a file
        #[arg(value_name = "NAME|FILE")]
        profile: Option<PathBuf>,
        #[command(flatten)]
        own: Box<own::OfSandbox>,
    },
    /// Screen one sandbox of a server by a profile of its own from now on
    Load(Box<own::Load>),
    /// Check a file: everything that is wrong with it, by line and column; exit code 1 if anything is
    Check {
        /// The file of a profile
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Show in which rules two profiles differ
    Diff {
        /// typical, strict, or a file
        #[arg(value_name = "NAME|FILE")]
        one: PathBuf,
        /// What it is compared with
        #[arg(value_name = "NAME|FILE")]
        other: PathBuf,
    },
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let action = match &arguments.action {
        Action::Profile { action } => action,
        Action::Whatif(arguments) => return whatif::run(arguments, out),
    };
    match action {
        ProfileAction::Show { profile: Some(profile), own } => own::show_named(own, profile, out),
        ProfileAction::Show { profile: None, own } => own::show_own(own, out),
        ProfileAction::Load(load) => own::load(load, out),
        ProfileAction::Check { file } => check(file, out),
        ProfileAction::Diff { one, other } => diff::diff(&opened(one)?, &opened(other)?, out),
    }
}

fn opened(name: &Path) -> Result<Loaded, Failure> {
    load(name).map_err(|error| unusable(name, &error))
}

/// Why a profile cannot be had.
pub(super) fn unusable(name: &Path, error: &Unusable) -> Failure {
    let shown = name.display();
    match error {
        Unusable::Unreadable(error) => Failure::new(said!(
            "the risk profile {shown} cannot be read: {error}",
            "风险布控参数 {shown} 无法读取：{error}"
        ))
        .hint(say("say typical, strict, or a file", "可为 typical、strict 或文件")),
        Unusable::Faulty(faults) => {
            let all: Vec<_> = faults.iter().map(|fault| line(name, fault)).collect();
            Failure::new(said!("this is no risk profile\n{}", "风险布控参数有误\n{}", all.join("\n")))
                .hint(say("docs/risk.md says how it is written", "写法见 docs/risk.md"))
        }
    }
}

/// A fault as editors find it.
fn line(file: &Path, Fault { line, column, words }: &Fault) -> String {
    format!("{}:{line}:{column}: {}", file.display(), spoken(words))
}

fn check(file: &Path, out: &mut Out) -> Result<(), Failure> {
    let faults = match load(file) {
        Ok(loaded) => return holds(file, &loaded, out),
        Err(Unusable::Faulty(faults)) => faults,
        Err(error) => return Err(unusable(file, &error)),
    };
    for fault in &faults {
        if out.json() {
            let Fault { line, column, words } = fault;
            let object = Object::new().with("line", *line).with("column", *column);
            out.object(object.with("text", words.en.as_str()).with("text_zh", words.zh.as_str()))?;
        } else {
            out.line(line(file, fault))?;
        }
    }
    Err(Failure::told(Exit::Otherwise))
}

fn holds(file: &Path, Loaded { profile, sha256 }: &Loaded, out: &mut Out) -> Result<(), Failure> {
    let (label, rules) = (profile.label(), profile.views().count());
    if out.json() {
        let object = Object::new().with("profile", label).with("sha256", sha256.to_string());
        return out.object(object.with("rule_count", rules));
    }
    let file = file.display();
    out.line(said!(
        "{file}: {label}, {rules} rules, nothing is wrong",
        "{file}：{label}，{rules} 条规则，无误"
    ))
}

fn spoken(words: &Words) -> &str {
    if chinese() { &words.zh } else { &words.en }
}

pub(super) const fn lane(lane: Lane) -> (&'static str, &'static str) {
    match lane {
        Lane::Green => ("green", "绿"),
        Lane::Blue => ("blue", "蓝"),
        Lane::Yellow => ("yellow", "黄"),
        Lane::Red => ("red", "红"),
        Lane::Stop => ("stop", "禁止放行"),
    }
}

/// A profile by name and version, with the beginning of its hash, where that is known.
pub(super) fn with_hash(label: &str, sha256: &str) -> String {
    match sha256.get(..12) {
        Some(short) => said!("{label} ({short})", "{label}（{short}）"),
        None => label.to_owned(),
    }
}

/// Parts per million as a share of a hundred, without a float.
pub(super) fn percent(ppm: u32) -> String {
    let (whole, rest) = (ppm / 10_000, ppm % 10_000);
    let rest = format!("{rest:04}");
    let rest = rest.trim_end_matches('0');
    if rest.is_empty() { format!("{whole} %") } else { format!("{whole}.{rest} %") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_shares_of_a_hundred() {
        for (ppm, text) in [
            (0, "0 %"),
            (1, "0.0001 %"),
            (5_000, "0.5 %"),
            (30_000, "3 %"),
            (5_700, "0.57 %"),
            (1_000_000, "100 %"),
        ] {
            assert_eq!(percent(ppm), text);
        }
    }
}
