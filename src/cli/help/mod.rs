//! The help of the command line in Chinese. clap says everything in English; this walks what it was told, and puts the
//! Chinese of each text into its place. A text without Chinese stays English, and fails a test.

mod arguments;
mod commands;
mod faults;
mod refused;
mod ways;

use super::lang::Lang;
use super::output::wrap;
use arguments::ARGUMENTS;
use clap::builder::{PossibleValue, StyledStr};
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, Command};
use commands::COMMANDS;
use faults::FAULTS;
use refused::refused;
use ways::WAYS;

const TEMPLATE: &str = "{before-help}{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// The columns that a line of help may take.
const WIDEST: usize = 110;

/// The command line as it speaks in this language.
pub(crate) fn spoken(mut command: Command, lang: Lang) -> Command {
    if lang == Lang::En {
        return command;
    }
    // Builds what clap adds by itself, such as --help.
    command.build();
    in_chinese(command)
}

/// Tells what clap has to tell: help, the version, or what is wrong with the arguments.
pub(crate) fn show(error: &clap::Error) {
    match error.kind() {
        ErrorKind::DisplayVersion => anstream::print!("{}", error.render().ansi()),
        ErrorKind::DisplayHelp => anstream::print!("{}", fitted(&error.render().ansi().to_string())),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            anstream::eprint!("{}", fitted(&error.render().ansi().to_string()));
        }
        _ => anstream::eprintln!("{}", refused(error)),
    }
}

/// clap breaks lines at spaces only, and Chinese has none; so it is told to break none, and they are broken here. What
/// goes on in a further line stands below the words, not below the name in front of them.
fn fitted(help: &str) -> String {
    // clap puts its own colon behind a heading.
    let headings = ["命令", "参数", "选项", "gRPC 以外的传输方式", "调用权限", "加密（TLS）"];
    let help = headings
        .iter()
        .fold(help.to_owned(), |help, heading| help.replace(&format!("{heading}:"), &format!("{heading}：")));
    let Some(width) = wrap::terminal_width() else { return help };
    let width = width.min(WIDEST);
    let line = |line: &str| wrap::wrapped(line, width, wrap::words_begin(line));
    let mut lines = help.lines().map(line).collect::<Vec<_>>().join("\n");
    lines.push('\n');
    lines
}

/// The Chinese of a text of the help.
fn of(english: &str) -> Option<&'static str> {
    let known = COMMANDS.iter().chain(ARGUMENTS).chain(FAULTS).chain(WAYS).find(|(en, _)| *en == english);
    known.map(|(_, zh)| *zh)
}

/// The Chinese of it, or what it was.
fn or_as_it_was(english: Option<&StyledStr>) -> Option<String> {
    english.map(|text| {
        let text = text.to_string();
        of(&text).map_or(text, ToOwned::to_owned)
    })
}

fn in_chinese(mut command: Command) -> Command {
    let about = or_as_it_was(command.get_about());
    let after = or_as_it_was(command.get_after_help());
    let usage = usage(&command.render_usage().to_string());
    let command = command
        .about(about.unwrap_or_default())
        .override_usage(usage)
        .help_template(TEMPLATE)
        .term_width(0)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .mut_args(argument)
        .mut_subcommands(in_chinese);
    match after {
        Some(after) => command.after_help(after),
        None => command,
    }
}

/// What clap writes of a usage.
fn usage(english: &str) -> String {
    let words = english.strip_prefix("Usage: ").unwrap_or(english);
    words.replace("[OPTIONS]", "[选项]").replace("[COMMAND]", "[命令]").replace("<COMMAND>", "<命令>")
}

/// The same argument with its help in Chinese. clap's own words behind it (`[default: …]`) are English, so they are
/// written here.
fn argument(argument: Arg) -> Arg {
    let help = or_as_it_was(argument.get_help()).unwrap_or_default();
    let heading = match argument.get_help_heading() {
        Some(heading) => of(heading).unwrap_or("其他选项"),
        None if argument.is_positional() => "参数",
        None => "选项",
    };
    let (mut short, mut long) = (help.clone(), help);
    let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
    if takes_value && !argument.is_hide_default_value_set() {
        let values = argument.get_default_values().iter().map(|value| value.to_string_lossy());
        let values: Vec<_> = values.filter(|value| !value.is_empty()).collect();
        if !values.is_empty() {
            let words = format!(" [默认：{}]", values.join(" "));
            short.push_str(&words);
            long.push_str(&words);
        }
    }
    let shown = takes_value && !argument.is_hide_possible_values_set();
    let values = if shown { argument.get_possible_values() } else { Vec::new() };
    if !values.is_empty() {
        let names: Vec<_> = values.iter().map(PossibleValue::get_name).collect();
        short.push_str(&format!(" [可选值：{}]", names.join("、")));
        long.push_str("\n可选值：");
        for value in &values {
            let help = or_as_it_was(value.get_help()).map(|help| format!("：{help}")).unwrap_or_default();
            long.push_str(&format!("\n- {}{help}", value.get_name()));
        }
    }
    let explained = values.iter().any(|value| value.get_help().is_some());
    let argument = argument.help(short).help_heading(heading).hide_default_value(true);
    let argument = argument.hide_possible_values(true);
    // What clap says of --help itself differs in the long form, too.
    if explained || argument.get_long_help().is_some() { argument.long_help(long) } else { argument }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;
    use std::collections::BTreeSet;

    /// Every text that the help of a command and of those below it says.
    fn said(command: &Command, texts: &mut BTreeSet<String>) {
        let mut add = |text: Option<&StyledStr>| texts.extend(text.map(ToString::to_string));
        add(command.get_about());
        add(command.get_after_help());
        assert!(command.get_long_about().is_none_or(|long| Some(long) == command.get_about()));
        for argument in command.get_arguments() {
            add(argument.get_help());
            let takes_value = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
            for value in argument.get_possible_values().iter().filter(|_| takes_value) {
                add(value.get_help());
            }
        }
        texts.extend(command.get_arguments().filter_map(Arg::get_help_heading).map(ToOwned::to_owned));
        for below in command.get_subcommands() {
            said(below, texts);
        }
    }

    #[test]
    fn every_text_of_the_help_has_its_chinese_and_none_is_left_over() {
        let mut command = Cli::command();
        command.build();
        let mut texts = BTreeSet::new();
        said(&command, &mut texts);
        let missing: Vec<_> = texts.iter().filter(|text| of(text).is_none()).collect();
        let pairs: Vec<_> = missing.iter().map(|text| format!("    ({text:?}, \"\"),")).collect();
        assert!(missing.is_empty(), "without Chinese, to be put into src/cli/help:\n{}", pairs.join("\n"));
        for (en, zh) in COMMANDS.iter().chain(ARGUMENTS).chain(FAULTS).chain(WAYS) {
            assert!(texts.contains(*en), "nobody says {en:?} any more");
            assert!(is_chinese(zh), "{zh}");
        }
    }

    fn is_chinese(text: &str) -> bool {
        text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
    }

    #[test]
    fn the_help_of_every_command_is_chinese() {
        fn all(command: &mut Command) {
            for help in [command.render_help().to_string(), command.render_long_help().to_string()] {
                assert!(help.contains("用法：") && !help.contains("Usage:"), "{help}");
                for word in ["Options:", "Commands:", "Arguments:", "[default:", "Possible values", "Print "]
                {
                    assert!(!help.contains(word), "{word} {help}");
                }
            }
            command.get_subcommands_mut().for_each(all);
        }
        all(&mut spoken(Cli::command(), Lang::Zh));
    }
}
