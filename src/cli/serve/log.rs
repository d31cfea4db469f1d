//! The log, on standard error.

use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::panic_hook;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for people
    Text,
    /// One object per line: timestamp, level, target, and fields with the message
    Json,
}

/// Logs what `directives` let through: a level, or tracing directives.
pub(super) fn install(directives: &str, format: LogFormat) -> Result<(), Failure> {
    // A word alone would be taken for the name of a part of the program, and everything else be silent.
    let is_word = directives.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    if is_word && directives.parse::<LevelFilter>().is_err() {
        let text = said!("--log {directives}: there is no such level", "--log {directives}：没有此级别");
        return Err(Failure::new(text)
            .hint(say("say error, warn, info, debug or trace", "须为 error、warn、info、debug 或 trace")));
    }
    let filter = EnvFilter::builder().parse(directives).map_err(|error| {
        Failure::new(format!("--log {directives}: {error}"))
            .hint(say("say error, warn, info, debug or trace", "须为 error、warn、info、debug 或 trace"))
    })?;
    // The AMQP library logs whole messages: those that a broker gives back, and at trace level every frame. They hold
    // personal data.
    let quiet =
        ["lapin=error", "lapin::returned_messages=off"].into_iter().filter_map(|text| text.parse().ok());
    let filter = quiet.fold(filter, EnvFilter::add_directive);
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let begun = match format {
        LogFormat::Text => log.with_ansi(colours).try_init(),
        LogFormat::Json => {
            panic_hook::install_in_log();
            log.json().with_span_list(false).try_init()
        }
    };
    begun.map_err(|error| Failure::new(said!("no log: {error}", "日志不能启用：{error}")))
}

impl LogFormat {
    /// As it is said on the command line.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }

    /// Says something to whoever started the server, be there a log at this level or not.
    pub(super) fn tell(self, text: &str) {
        match self {
            Self::Text => anstream::eprintln!("{text}"),
            Self::Json => tracing::info!("{text}"),
        }
    }
}
