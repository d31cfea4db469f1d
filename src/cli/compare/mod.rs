//! `tongguan compare`: the same documents under two rule sets.

mod run;
mod show;

use super::exit::Failure;
use super::lang::{said, say};
use super::output::Out;
use clap::Args;
use run::{Course, courses};
use std::path::PathBuf;
use tongguan_rehearsal::RuleSet;

/// What to compare.
#[derive(Args, Debug)]
#[command(after_help = "\
A rule set is a day, or a day and a message version: the law of that day and the field lengths of that version.
  tongguan compare parcel.json --before 2024-12-14 --after 2024-12-15
  tongguan compare message.xml --before 2022-01-01/2018-113 --after 2022-06-01/202205
Nothing is sent anywhere: both run here, in memory, with the same seed.")]
pub(crate) struct Arguments {
    /// JSON or CEB XML, as for `tongguan submit`; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The first rule set
    #[arg(long, value_name = "DAY[/VERSION]", value_parser = rule_set)]
    before: RuleSet,
    /// The second rule set
    #[arg(long, value_name = "DAY[/VERSION]", value_parser = rule_set)]
    after: RuleSet,
    /// Seed of every draw
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Show the documents that fare alike, too
    #[arg(long)]
    all: bool,
}

fn rule_set(text: &str) -> Result<RuleSet, String> {
    RuleSet::read(text).ok_or_else(|| {
        say(
            "a rule set is written like 2024-12-14, 2024-12-14/202205 or 2024-12-14/2018-113",
            "规则写作 2024-12-14、2024-12-14/202205 或 2024-12-14/2018-113",
        )
        .to_owned()
    })
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let inputs = super::submit::inputs(&arguments.files)?;
    let sets = [arguments.before, arguments.after];
    for set in sets.into_iter().filter(|set| !set.version.existed(set.at)) {
        let name = set.version.name();
        let words = said!(
            "tongguan: {set}: version {name} did not exist on that day; what follows is a thought experiment",
            "tongguan：{set}：当日尚无 {name} 版报文，以下仅为假设"
        );
        anstream::eprintln!("{words}");
    }
    let [before, after] = sets.map(|set| courses(&inputs, set, arguments.seed));
    let pairs: Vec<(Course, Course)> = before?.into_iter().zip(after?).collect();
    show::pairs(&pairs, sets, arguments.all, out)
}
