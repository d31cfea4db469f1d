//! `tongguan risk whatif`: what another profile would have decided about the declarations that a sandbox has screened. The
//! facts are those that were recorded; the sandbox is only read.

mod replay;
mod show;

use super::opened;
use crate::cli::connection::{Target, block_on, failed};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::officer::day;
use crate::cli::output::Out;
use clap::Args;
use replay::{Replay, Span};
use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use tongguan_domain::in_force::Day;
use tongguan_proto::intake::v1::{ListScreeningsRequest, ListScreeningsResponse};

/// Of what, and by what.
#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The profile to try: typical, strict, or a file
    #[arg(value_name = "NAME|FILE")]
    profile: PathBuf,
    /// Only what was screened on this day of the sandbox clock or later, such as 2026-03-01
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<Day>,
    /// Only what was screened on this day of the sandbox clock or before, such as 2026-03-31
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<Day>,
    /// Show so many of the declarations that would get another lane, the first ones
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    changes: usize,
    #[command(flatten)]
    target: Target,
}

/// Most declarations of a page.
const PAGE: u32 = 500;

pub(super) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let Arguments { profile, from, to, changes, target } = arguments;
    let loaded = opened(profile)?;
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        return Err(Failure::new(say("--from is after --to", "--from 晚于 --to")));
    }
    let mut replay = Replay::new(loaded, Span { from: *from, to: *to }, *changes);
    block_on(async {
        let client = target.connect().await?;
        let mut page_token = String::new();
        loop {
            let request = ListScreeningsRequest { page_size: PAGE, page_token, ..Default::default() };
            let page = client.intake().list_screenings(request).await.map_err(|status| failed(&status))?;
            let ListScreeningsResponse { screenings, next_page_token, screened_by } = page.into_inner();
            replay.note_server(screened_by.is_some_and(|by| by.own_server));
            let mut over = next_page_token.is_empty();
            for screening in screenings {
                over |= !replay.take(screening)?;
            }
            progress(replay.looked_at(), over, out);
            if over {
                return Ok(());
            }
            page_token = next_page_token;
        }
    })?;
    show::difference(replay.difference(), out)
}

/// How far it is, on a terminal only. How many there are is not known before.
fn progress(done: u64, over: bool, out: &Out) {
    let mut stream = stderr();
    if out.json() || !stream.is_terminal() {
        return;
    }
    let text = said!("screened anew: {done}", "已重新布控：{done}");
    let shown = if over { "\r\x1b[2K".to_owned() } else { format!("\r{text}") };
    // Nothing is lost if this cannot be written.
    let _ = stream.write_all(shown.as_bytes());
    let _ = stream.flush();
}
