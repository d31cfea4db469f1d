//! `tongguan credit assess`: the certification standard, from items to a verdict.

use crate::cli::connection::{Target, failed};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::style::BOLD;
use crate::cli::output::{Out, message};
use clap::Args;
use tongguan_credit::{Group, Item};
use tongguan_scoring::write_items;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Items with their results, such as internal-control:1.2=-1: 0 conforms, -1 in part, -2 does not; bonus:5.1=2
    #[arg(value_name = "GROUP:ITEM=RESULT", value_parser = item, required = true)]
    items: Vec<Item>,
    #[command(flatten)]
    pub(super) target: Target,
}

fn item(text: &str) -> Result<Item, String> {
    let form =
        || said!("write GROUP:ITEM=RESULT, such as {}", "格式为 类别:条款=结果，如 {}", "compliance:3.1=-1");
    let (group, rest) = text.split_once(':').ok_or_else(form)?;
    let (name, result) = rest.rsplit_once('=').ok_or_else(form)?;
    let groups = || Group::ALL.map(|group| group.names().0).join(", ");
    let group = Group::named(group);
    let group = group.ok_or_else(|| said!("the group is one of {}", "类别须为以下之一：{}", groups()))?;
    let allowed = || group.results().iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
    let known = result.parse().ok().filter(|result| group.results().contains(result));
    let result =
        known.ok_or_else(|| said!("the result here is one of {}", "此类结果须为以下之一：{}", allowed()))?;
    Ok(Item { group, name: name.to_owned(), result })
}

pub(super) async fn assess(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let client = arguments.target.connect().await?;
    let told = client.scoring().assess(write_items(&arguments.items)).await;
    let told = told.map_err(|status| failed(&status))?.into_inner();
    if out.json() {
        return out.line(message("tongguan.credit.v1.AssessResponse", &told, false)?);
    }
    let verdict = if told.passed { say("passed", "达标") } else { say("not passed", "不达标") };
    let score = told.score;
    out.line(said!("{BOLD}{verdict}{BOLD:#}, {score} points", "{BOLD}{verdict}{BOLD:#}，{score} 分"))?;
    told.against
        .iter()
        .zip(&told.against_zh)
        .try_for_each(|(en, zh)| out.line(format!("  {}", say(&**en, &**zh))))
}
