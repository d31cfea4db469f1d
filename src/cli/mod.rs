//! The command line. One file per command; `output` has everything about how an answer looks.

mod api_key;
mod clock;
mod codes;
mod compare;
mod completions;
mod connection;
mod credential;
mod credit;
mod demo;
mod exit;
mod explain;
mod faults;
mod follow;
mod foreign;
mod health;
mod help;
mod input;
mod key;
mod keys;
mod lang;
mod limits;
mod load;
mod mailboxes;
mod man;
mod officer;
mod output;
mod own_servers;
mod panic_hook;
mod play;
mod progress;
mod provoke;
mod receipts;
mod risk;
mod sample;
mod sandbox;
mod secured;
mod seed;
mod serve;
mod show;
mod signals;
mod span;
mod submit;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use exit::{Exit, Failure};
use lang::Lang;
use output::Out;
use std::process::ExitCode;

/// A customs single window for China's cross-border e-commerce exports (跨境电商出口通关), on your own machine.
#[derive(Debug, Parser)]
#[command(version = env!("TONGGUAN_VERSION"), propagate_version = true, max_term_width = 110)]
#[command(after_help = "\
First steps:
  tongguan demo                      six parcels go through customs; about a second
  tongguan serve                     a server on 127.0.0.1:50051
  tongguan sample > parcel.json      the documents of a parcel
  tongguan submit parcel.json        send them, see what customs answers
  tongguan codes 100                 what a code means
  tongguan provoke 100               send what provokes it

Exit codes: 0 done; 1 ended otherwise than expected; 2 wrong usage; 3 refused; 4 no server;
5 the server cannot start; 6 it stopped and cut connections; 7 the time to wait was up; 8, 9, 10, 11 what
`tongguan load` found: a condition holds, worse than before, not to be trusted, a file not written; 74 the journal failed.")]
struct Cli {
    /// Answers as JSON, one object per line; field names are stable, times are RFC 3339 in Beijing time (+08:00)
    #[arg(long, global = true)]
    json: bool,
    /// Language, en or zh [default: as TONGGUAN_LANG or the locale says]; JSON is the same in both
    #[arg(long, global = true, value_name = "LANG", hide_possible_values = true)]
    lang: Option<Lang>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show six parcels on their way through customs, on a server of its own
    Demo(demo::Arguments),
    /// Run the server
    Serve(Box<serve::Arguments>),
    /// Send documents (JSON or CEB XML) and show what becomes of them
    Submit(submit::Arguments),
    /// Read, follow or acknowledge the receipts (回执) of a mailbox
    Receipts(receipts::Arguments),
    /// Show one document: where it stands and what was sent
    Show(show::Arguments),
    /// Show what happened to a document, and why
    Explain(explain::Arguments),
    /// List every code: return codes, faults, findings, reasons, outcomes, code tables
    Codes(codes::Arguments),
    /// Show how the same documents fare under two rule sets (two days, two message versions)
    Compare(compare::Arguments),
    /// Print valid, new documents to begin with (样例)
    Sample(sample::Arguments),
    /// Play a scenario (情景) on a server, and compare what is told with what it says
    Play(play::Arguments),
    /// Send what provokes a code (错误码演示), and show what comes back
    Provoke(provoke::Arguments),
    /// Make software keys, sign CEB messages with them, check signatures (签名)
    Keys(keys::Arguments),
    /// Make, list and revoke the API keys (密钥) of a server's callers
    ApiKey(api_key::Arguments),
    /// Show, check, compare and try the profiles (布控参数) of risk screening
    Risk(risk::Arguments),
    /// Show the credit (信用) of an enterprise, what changed it and what would; record what happened
    Credit(credit::Arguments),
    /// Give instructions as a customs officer (海关人员), and say what was found
    Officer(officer::Arguments),
    /// Register the enterprises of a believable world (企业备案数据), made from a seed
    Seed(seed::Arguments),
    /// List every limit
    Limits,
    /// Put a server under load (压力测试): parcels on time, each to its end, and a verdict
    Load(Box<load::Arguments>),
    /// Ask whether a server serves
    Health(health::Arguments),
    /// Show or move the clock of a sandbox
    Clock(clock::Arguments),
    /// Create, change, reset, delete or list sandboxes
    Sandbox(sandbox::Arguments),
    /// Print what a shell needs to complete this command line
    Completions(completions::Arguments),
    /// Print the manual, for `man`
    Man(man::Arguments),
}

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    panic_hook::install();
    let lang = lang::decide();
    let mut command = help::spoken(Cli::command(), lang);
    let line: Vec<_> = std::env::args_os().collect();
    let json = line.iter().any(|argument| argument == "--json");
    let whole = match serve::Whole::of(line, &command) {
        Ok(whole) => whole,
        Err(failure) => return failure.report(json),
    };
    let parsed = command.try_get_matches_from_mut(&whole.line);
    let parsed = parsed.and_then(|matches| Cli::from_arg_matches(&matches).map(|cli| (cli, matches)));
    let cli = match parsed {
        Ok((mut cli, matches)) => {
            if let Command::Serve(arguments) = &mut cli.command {
                arguments.hear(&whole, &command, &matches);
            }
            cli
        }
        Err(error) => return misused(&error, &whole, lang, json),
    };
    let mut out = Out::new(cli.json);
    match cli.command.run(&mut out) {
        Ok(()) => Exit::Done.into(),
        Err(failure) => failure.report(cli.json),
    }
}

/// Tells what was wrong with the arguments; or help, which clap takes for an error, too.
fn misused(error: &clap::Error, whole: &serve::Whole, lang: Lang, json: bool) -> ExitCode {
    // The arguments could not be read, so nobody but this knows whether a script reads the answer.
    if error.use_stderr() && json {
        let failure = wrong_usage(error);
        let failure = whole.explain(error).into_iter().fold(failure, Failure::hint);
        return failure.report(true);
    }
    if lang == Lang::Zh {
        help::show(error);
    } else {
        // Nothing can be told if not even this can be written.
        let _ = error.print();
    }
    if let Some(words) = whole.explain(error) {
        anstream::eprintln!("{words}");
    }
    if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() }
}

/// What was wrong with the arguments, in one line, and the usage.
fn wrong_usage(error: &clap::Error) -> Failure {
    let text = error.to_string();
    let mut parts = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let what = parts.next().unwrap_or_default();
    let usage = parts.find(|part| part.starts_with("Usage:"));
    let hint = usage.unwrap_or_else(|| "tongguan --help".to_owned());
    Failure::new(what.strip_prefix("error: ").unwrap_or(&what)).hint(hint)
}

impl Command {
    fn run(self, out: &mut Out) -> Result<(), Failure> {
        match self {
            Self::Demo(arguments) => demo::run(&arguments, out),
            Self::Serve(arguments) => serve::run(*arguments, out),
            Self::Submit(arguments) => submit::run(&arguments, out),
            Self::Receipts(arguments) => receipts::run(&arguments, out),
            Self::Show(arguments) => show::run(&arguments, out),
            Self::Explain(arguments) => explain::run(&arguments, out),
            Self::Codes(arguments) => codes::run(&arguments, out),
            Self::Compare(arguments) => compare::run(&arguments, out),
            Self::Sample(arguments) => sample::run(&arguments, out),
            Self::Play(arguments) => play::run(&arguments, out),
            Self::Provoke(arguments) => provoke::run(&arguments, out),
            Self::Keys(arguments) => keys::run(&arguments, out),
            Self::ApiKey(arguments) => api_key::run(&arguments, out),
            Self::Risk(arguments) => risk::run(&arguments, out),
            Self::Credit(arguments) => credit::run(&arguments, out),
            Self::Officer(arguments) => officer::run(&arguments, out),
            Self::Seed(arguments) => seed::run(&arguments, out),
            Self::Limits => limits::run(out),
            Self::Load(arguments) => load::run(&arguments, out),
            Self::Health(arguments) => health::run(&arguments, out),
            Self::Clock(arguments) => clock::run(&arguments, out),
            Self::Sandbox(arguments) => sandbox::run(&arguments, out),
            Self::Completions(arguments) => completions::run(&arguments, Cli::command(), out),
            Self::Man(arguments) => man::run(&arguments, Cli::command(), out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parses(line: &str) -> bool {
        Cli::try_parse_from(line.split_whitespace()).is_ok()
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_usage_is_one_line_and_the_usage() {
        for (line, what) in [
            ("tongguan clock set auto 1h", "unexpected argument '1h' found"),
            (
                "tongguan serve --threads many",
                "invalid value 'many' for '--threads <N>': invalid digit found in string",
            ),
            ("tongguan nothing", "unrecognized subcommand 'nothing'"),
        ] {
            let failure = wrong_usage(&Cli::try_parse_from(line.split_whitespace()).unwrap_err());
            assert_eq!(failure.text(), what, "{line}");
        }
    }

    #[test]
    fn what_is_taken() {
        for line in [
            "tongguan serve --ephemeral --listen 127.0.0.1:0 --no-control --seed 7 --clock manual",
            "tongguan serve --data d --start-time 2026-01-05T09:00:00+08:00 --ready-file r --threads 3",
            "tongguan submit - --sandbox a --outcome inspect --timeout 3s --json",
            "tongguan --json codes -604001",
            "tongguan codes --kind fault",
            "tongguan receipts --follow --cursor c --xml --recipient DXPX",
            "tongguan receipts --ack 7",
            "tongguan compare parcel.json --before 2024-12-14 --after 2024-12-15/2018-113 --all",
            "tongguan provoke",
            "tongguan provoke -604001 --xml --json",
            "tongguan provoke --all --kind return --server http://127.0.0.1:1 --control http://127.0.0.1:2",
            "tongguan play scenarios/9610.txt",
            "tongguan play - --xml --server http://127.0.0.1:1 --control http://127.0.0.1:2 --json",
            "tongguan keys new --holder 3301960A1B --name 杭州 --out k.pem",
            "tongguan keys new --holder 1 --name n --algorithm rsa --days 30 --valid-from 2026-01-05T09:00:00+08:00 --out k",
            "tongguan keys show k.pem --json",
            "tongguan keys sign --key k.pem - --out m.xml",
            "tongguan keys check m.xml --at 2026-01-05T09:00:00+08:00",
            "tongguan api-key new --file f --tenant t --role declarant --role officer --expires 90d --label l",
            "tongguan api-key new --file f --tenant t --role service --expires 2027-01-31",
            "tongguan api-key new --file f --tenant t --role agency --certificate shop.example",
            "tongguan risk profile show strict",
            "tongguan risk profile check p.toml --json",
            "tongguan risk profile diff typical p.toml",
            "tongguan risk whatif strict --sandbox a --from 2026-01-05 --to 2026-01-06 --changes 3",
            "tongguan serve --risk-profile strict",
            "tongguan officer instruct tip-7 --enterprise 3301960ABC --action stop --until 2026-03-31 --reason r",
            "tongguan credit show 3301960ABC --json",
            "tongguan credit simulate 3301960ABC violation --amount 400000",
            "tongguan credit history 3301960ABC",
            "tongguan credit record 3301960ABC tax-unpaid --on 2026-01-05 --settled 2026-03-01",
            "tongguan officer withdraw tip-7 --sandbox s",
            "tongguan officer list --json",
            "tongguan seed --zones 5 --enterprises 100 --seed 7 --sandbox s --sellers --json",
            "tongguan seed --sellers 49000 --warehouses 0",
            "tongguan seed --print",
            "tongguan officer result 12 --found infringement --then reject",
            "tongguan api-key list --file f --json",
            "tongguan health --server https://h:1 --tls-ca a --tls-certificate b --tls-key c",
            "tongguan clock advance 1h --tls-ca a",
            "tongguan serve --tls-certificate a --tls-key b --tls-client-ca c --peer-tls-ca d",
            "tongguan api-key revoke abcd1234 --file f",
            "tongguan clock --api-key-file k",
            "tongguan play a.txt --api-key-file k",
            "tongguan clock",
            "tongguan clock advance --by 1h30m --sandbox s",
            "tongguan clock advance 1h",
            "tongguan completions zsh",
            "tongguan man --out d",
            "tongguan serve --listen localhost:0",
            "tongguan clock advance --next",
            "tongguan clock set manual",
            "tongguan sandbox create s --seed 1 --clock manual",
        ] {
            assert!(parses(line), "{line}");
        }
    }

    #[test]
    fn what_is_refused() {
        for line in [
            "tongguan",
            "tongguan serve --ephemeral --data d",
            "tongguan serve --control 127.0.0.1:1 --no-control",
            "tongguan serve --start-time yesterday",
            "tongguan serve --threads 0",
            "tongguan serve --listen localhost",
            "tongguan submit",
            "tongguan submit - --timeout 5",
            "tongguan submit - --outcome nothing-such",
            "tongguan compare parcel.json --before 2024-12-14",
            "tongguan compare parcel.json --before yesterday --after 2024-12-15",
            "tongguan compare parcel.json --before 2024-12-14 --after 2024-12-15/2017",
            "tongguan clock advance",
            "tongguan clock advance --by 1h --next",
            "tongguan clock advance 1h --next",
            "tongguan completions cmd",
            "tongguan clock advance --by -1h",
            "tongguan clock set fast",
            "tongguan show",
            "tongguan seed --zones 0",
            "tongguan seed --zones 166",
            "tongguan seed --enterprises 500001",
            "tongguan seed --warehouses 8001",
            "tongguan seed --sellers 500001",
            "tongguan show x",
            "tongguan provoke 100 --all",
            "tongguan play",
            "tongguan play a.txt --sandbox default",
            "tongguan keys",
            "tongguan keys new --holder 1 --name n",
            "tongguan keys new --holder 1 --name n --days 0 --out k",
            "tongguan keys new --holder 1 --name n --algorithm md5 --out k",
            "tongguan keys sign m.xml",
            "tongguan keys check",
            "tongguan receipts --ack 7 --follow",
            "tongguan api-key new --file f --tenant t",
            "tongguan api-key new --file f --tenant a/b --role agency",
            "tongguan api-key new --file f --tenant t --role root",
            "tongguan api-key new --file f --tenant t --role agency --expires soon",
            "tongguan api-key new --file f --tenant t --role agency --expires 0d",
            "tongguan risk profile diff typical",
            "tongguan api-key revoke ABCD --file f",
            "tongguan api-key new --file f --tenant t --role agency --certificate *.example",
            "tongguan serve --tls-certificate a",
            "tongguan serve --tls-key a",
            "tongguan serve --tls-client-ca a",
        ] {
            assert!(!parses(line), "{line}");
        }
    }
}
