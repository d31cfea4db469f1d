//! `tongguan credit list`: everybody's class, grade and score, asked by stream.

use super::standing;
use crate::cli::connection::{Target, failed};
use crate::cli::exit::Failure;
use crate::cli::lang::said;
use crate::cli::output::style::BOLD;
use crate::cli::output::{Object, Out, message};
use crate::cli::progress::progress;
use clap::Args;
use tokio_stream::StreamExt;
use tongguan_client::Client;
use tongguan_proto::credit::v1::score_many_response::Result as Answer;
use tongguan_proto::credit::v1::{ScoreManyRequest, ScoreRequest};
use tongguan_proto::officer::v1 as pb;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Only enterprises of the city with these four digits, such as 3301
    #[arg(long, value_name = "DIGITS")]
    region: Option<String>,
    #[command(flatten)]
    pub(super) target: Target,
}

/// Everything that is known, page by page.
async fn facts(arguments: &Arguments, client: &Client) -> Result<Vec<ScoreRequest>, Failure> {
    let (mut all, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = pb::ListCreditFactsRequest {
            region: arguments.region.clone().unwrap_or_default(),
            page_size: u32::MAX,
            page_token,
            ..Default::default()
        };
        let told = client.officer().list_credit_facts(request).await.map_err(|status| failed(&status))?;
        let page = told.into_inner();
        all.extend(page.facts);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(all);
        }
    }
}

pub(super) async fn list(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let client = arguments.target.connect().await?;
    let facts = facts(arguments, &client).await?;
    let whole = facts.len() as u64;
    let asked = tokio_stream::iter(facts.into_iter().map(|facts| ScoreManyRequest { facts: Some(facts) }));
    let told = client.scoring().score_many(asked).await.map_err(|status| failed(&status))?;
    let (mut scores, mut done) = (told.into_inner(), 0);
    while let Some(told) = scores.next().await {
        let told = told.map_err(|status| failed(&status))?;
        done += 1;
        progress(done, whole, out);
        let code = told.enterprise;
        match told.result {
            Some(Answer::Score(scored)) if out.json() => {
                let object = Object::new().with("enterprise", code);
                out.object(object.fields(&message("tongguan.credit.v1.ScoreResponse", &scored, false)?))?;
            }
            Some(Answer::Score(scored)) => {
                out.line(format!("{BOLD}{code}{BOLD:#}  {}", standing(&scored)))?;
            }
            Some(Answer::Refused(why)) => {
                return Err(Failure::new(said!("{code} cannot be scored: {why}", "{code} 无法评分：{why}")));
            }
            None => {}
        }
    }
    if whole == 0 && !out.json() {
        return out.line(said!("nobody is registered here, and nobody has declared", "无登记企业，也无申报"));
    }
    Ok(())
}
