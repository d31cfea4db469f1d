//! What `tongguan serve` is told beside its arguments: by the environment, and by a file.
//!
//! Every flag has a key of its name in the file (TOML), and a variable `TONGGUAN_SERVE_…`. An argument outdoes the
//! environment, and that the file. What they say is put into the command line, so it is read, judged and refused as if
//! somebody had typed it.

mod file;
mod shown;

pub(super) use shown::show;

use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use clap::error::{ContextKind, ContextValue};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::ffi::OsString;
use std::path::PathBuf;

const COMMAND: &str = "serve";
/// How the names of its variables begin.
pub(super) const PREFIX: &str = "TONGGUAN_SERVE_";
/// What is about the answer, or about this very call, and so has no key.
const APART: [&str; 6] = ["config", "print-config", "json", "lang", "help", "version"];

/// Who says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The command line.
    Argument,
    /// A variable.
    Environment(String),
    /// The file.
    File(PathBuf),
    /// Nobody.
    Default,
}

/// What holds of an argument, and who says so.
#[derive(Clone, Debug)]
pub(super) struct Told {
    /// Its key: the name of its flag.
    pub(super) key: String,
    /// Its values, as somebody would type them; none: it is not said. A switch has none, either.
    pub(super) values: Vec<String>,
    /// Whether it is a switch.
    pub(super) is_switch: bool,
    /// Whether it may have several values.
    pub(super) is_list: bool,
    pub(super) origin: Origin,
}

/// A command line with everything that is said elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Whole {
    /// The command line.
    pub(crate) line: Vec<OsString>,
    origins: Vec<(String, Origin)>,
}

impl Whole {
    /// Of what was typed; another command than `serve` stays as it is.
    ///
    /// What was typed is parsed here, and parsed again as part of the whole: what the environment and the file may add
    /// depends on what was typed (it outdoes them, and so does what speaks against it), and clap judges a line only as a
    /// whole. The first look judges nothing and says nothing.
    ///
    /// # Errors
    /// A [`Failure`]: the file cannot be used, or a variable is no text.
    pub(crate) fn of(line: Vec<OsString>, command: &Command) -> Result<Self, Failure> {
        let as_it_is = |line| Ok(Self { line, origins: Vec::new() });
        let Some(at) = line.iter().position(|word| word == COMMAND) else { return as_it_is(line) };
        // Whatever is wrong with it is told when it is read as a whole.
        let typed = command.clone().ignore_errors(true).try_get_matches_from(&line);
        let Ok(typed) = typed else { return as_it_is(line) };
        let Some(typed) = typed.subcommand_matches(COMMAND) else { return as_it_is(line) };
        let mut whole = command.clone();
        whole.build();
        let Some(serve) = whole.find_subcommand(COMMAND) else { return as_it_is(line) };
        complete(line, at, typed, serve)
    }

    /// What holds of each argument.
    pub(super) fn told(&self, serve: &Command, matches: &ArgMatches) -> Vec<Told> {
        keys(serve).map(|(key, argument)| self.one(key, argument, matches)).collect()
    }

    fn one(&self, key: &str, argument: &Arg, matches: &ArgMatches) -> Told {
        let id = argument.get_id().as_str();
        let said = matches.value_source(id) == Some(ValueSource::CommandLine);
        let elsewhere = self.origins.iter().find(|(name, _)| name == key);
        let origin = match elsewhere {
            _ if !said => Origin::Default,
            Some((_, origin)) => origin.clone(),
            None => Origin::Argument,
        };
        let values = matches.get_raw(id).into_iter().flatten();
        let values = values.map(|value| value.to_string_lossy().into_owned()).collect();
        Told {
            key: key.to_owned(),
            values,
            is_switch: is_switch(argument),
            is_list: is_list(argument),
            origin,
        }
    }

    /// From where the arguments come that an error names, if nobody typed them.
    pub(crate) fn explain(&self, error: &clap::Error) -> Option<String> {
        let named: Vec<&str> = [ContextKind::InvalidArg, ContextKind::PriorArg]
            .into_iter()
            .filter_map(|kind| error.get(kind))
            .flat_map(|value| match value {
                ContextValue::String(name) => vec![name.as_str()],
                ContextValue::Strings(names) => names.iter().map(String::as_str).collect(),
                _ => Vec::new(),
            })
            .collect();
        let of = |key: &str| {
            let flag = format!("--{key}");
            named.iter().any(|name| name.split_whitespace().next() == Some(&flag))
        };
        let (key, origin) = self.origins.iter().find(|(key, _)| of(key))?;
        Some(match origin {
            Origin::Environment(name) => said!("--{key} comes from {name}", "--{key} 来自环境变量 {name}"),
            Origin::File(path) => {
                let path = path.display();
                said!("--{key} comes from {path}", "--{key} 来自 {path}")
            }
            Origin::Argument | Origin::Default => return None,
        })
    }
}

/// The number of threads has a variable of an older name, which holds where nothing else says it.
pub(super) fn hear_threads(told: &mut [Told], variable: &str) {
    let said = std::env::var(variable).ok().filter(|said| !said.is_empty());
    let threads = told.iter_mut().find(|told| told.key == "threads" && told.origin == Origin::Default);
    if let Some((threads, said)) = threads.zip(said) {
        threads.values = vec![said];
        threads.origin = Origin::Environment(variable.to_owned());
    }
}

/// Puts into the command line, behind its command, what is said elsewhere.
fn complete(line: Vec<OsString>, at: usize, typed: &ArgMatches, serve: &Command) -> Result<Whole, Failure> {
    let typed_path = typed.try_get_one::<PathBuf>("config").ok().flatten().cloned();
    let path = typed_path.or_else(|| variable("config").1.filter(|path| !path.is_empty()).map(PathBuf::from));
    let mut file = path.map(|path| file::read(&path).map(|table| (path, table))).transpose()?;
    let all: Vec<_> = keys(serve).collect();
    refuse_unknown(&all)?;
    let is_typed = |argument: &Arg| {
        let id = argument.get_id().as_str();
        // The look at whether it is there keeps the next one from a panic.
        typed.try_contains_id(id).is_ok() && typed.value_source(id) == Some(ValueSource::CommandLine)
    };
    let mut spoken: Vec<Spoken<'_>> =
        all.iter().map(|(_, one)| *one).filter(|one| is_typed(one)).map(|one| (one, true)).collect();
    let mut origins = Vec::new();
    let mut added = Vec::new();
    // The environment first: what it says outdoes the file, and so does what speaks against it.
    for from_file in [false, true] {
        let before = spoken.clone();
        for (key, argument) in &all {
            let said = match (&mut file, from_file) {
                (Some((path, table)), true) => {
                    table.take(key, argument)?.map(|values| (values, Origin::File(path.clone())))
                }
                (None, true) => None,
                (_, false) => from_environment(key, argument)?,
            };
            let Some((values, origin)) = said else { continue };
            if before.iter().any(|other| is_outdone(argument, *other, serve)) {
                continue;
            }
            spoken.push((argument, values != Values::Switch(false)));
            values.put(key, argument, &mut added);
            origins.push(((*key).to_owned(), origin));
        }
    }
    if let Some((path, table)) = file {
        table.end(&path, &all.iter().map(|(key, _)| *key).collect::<Vec<_>>())?;
    }
    let mut whole = line;
    whole.splice(at + 1..at + 1, added);
    Ok(Whole { line: whole, origins })
}

/// An argument of which something was said, and whether that is more than that it is off.
type Spoken<'a> = (&'a Arg, bool);

/// Whether another argument that was said says the same, or the opposite.
fn is_outdone(argument: &Arg, (other, on): Spoken<'_>, serve: &Command) -> bool {
    let against = |one: &Arg, other: &Arg| {
        serve.get_arg_conflicts_with(one).iter().any(|conflict| conflict.get_id() == other.get_id())
    };
    argument.get_id() == other.get_id() || on && (against(argument, other) || against(other, argument))
}

/// What the file or the environment says of an argument.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Values {
    Switch(bool),
    Texts(Vec<String>),
}

impl Values {
    /// Puts it where somebody would type it.
    fn put(self, key: &str, argument: &Arg, line: &mut Vec<OsString>) {
        match self {
            Self::Switch(on) => line.extend(on.then(|| format!("--{key}").into())),
            Self::Texts(texts) if argument.is_positional() => {
                line.extend(texts.into_iter().map(OsString::from))
            }
            Self::Texts(texts) => line.extend(texts.into_iter().map(|text| format!("--{key}={text}").into())),
        }
    }
}

/// The arguments that have a key, with it.
fn keys(serve: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    serve.get_arguments().map(|argument| (key(argument), argument)).filter(|(key, _)| !APART.contains(key))
}

fn key(argument: &Arg) -> &str {
    argument.get_long().unwrap_or_else(|| argument.get_id().as_str())
}

fn is_switch(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::SetTrue)
}

fn is_list(argument: &Arg) -> bool {
    matches!(argument.get_action(), ArgAction::Append)
}

/// A variable of ours that nothing reads is a slip, as a key is.
fn refuse_unknown(all: &[(&str, &Arg)]) -> Result<(), Failure> {
    let known =
        |name: &str| all.iter().any(|(key, _)| variable(key).0 == name) || name == variable("config").0;
    let names = std::env::vars_os().map(|(name, _)| name.to_string_lossy().into_owned());
    let mut ours: Vec<_> = names.filter(|name| name.starts_with(PREFIX) && !known(name)).collect();
    ours.sort();
    let Some(name) = ours.first() else { return Ok(()) };
    Err(Failure::new(said!("{name}: there is no such variable", "{name}：没有此变量")).hint(say(
        "each flag has one of its name (`tongguan serve --print-config` lists them)",
        "每个参数对应一个同名变量（`tongguan serve --print-config` 可列出）",
    )))
}

/// The variable of a key, and what it says.
fn variable(key: &str) -> (String, Option<OsString>) {
    let name = format!("{PREFIX}{}", key.to_uppercase().replace('-', "_"));
    let value = std::env::var_os(&name);
    (name, value)
}

fn from_environment(key: &str, argument: &Arg) -> Result<Option<(Values, Origin)>, Failure> {
    let (name, value) = variable(key);
    let Some(value) = value.filter(|value| !value.is_empty()) else { return Ok(None) };
    let Some(text) = value.to_str() else {
        let words = said!("{name} is not UTF-8", "{name} 不是 UTF-8");
        return Err(Failure::new(words).hint(say("say it in UTF-8", "请使用 UTF-8 编码")));
    };
    let values = if is_switch(argument) {
        Values::Switch(match text {
            "1" | "true" => true,
            "0" | "false" => false,
            _ => {
                let words = said!(
                    "{name} is {text}, and it has to be true or false",
                    "{name} 为 {text}，须为 true 或 false"
                );
                return Err(Failure::new(words).hint(say(
                    "say true or false; empty counts as not said",
                    "请写 true 或 false；为空视为未设置",
                )));
            }
        })
    } else if is_list(argument) {
        Values::Texts(
            text.split(',').map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect(),
        )
    } else {
        Values::Texts(vec![text.to_owned()])
    };
    Ok(Some((values, Origin::Environment(name))))
}
