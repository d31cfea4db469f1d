//! How a command ends.

use super::lang::said;
use std::io;
use std::process::ExitCode;
use tongguan_scenario::Stop;

/// Exit codes. 74 (the journal failed) ends the process where it happens, see `compose`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Everything was done.
    Done = 0,
    /// Done, but it ended otherwise than it should: a rejected document, another receipt than expected.
    Otherwise = 1,
    /// The arguments, or a file that they name, cannot be used.
    Usage = 2,
    /// The server refused it.
    Refused = 3,
    /// There is no server.
    NoServer = 4,
    /// The server cannot start.
    CannotStart = 5,
    /// The server stopped, but had to cut connections.
    Forced = 6,
    /// The time to wait was up before it ended: nothing is decided.
    TimeUp = 7,
    /// A condition of `--fail-if` holds.
    GateFailed = 8,
    /// Worse than the run that it was compared with.
    Worse = 9,
    /// The figures of a run are not to be trusted.
    NotTrusted = 10,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what it was asked: one line, and one line of what to do.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    text: String,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, text: text.into(), hint: None }
    }

    /// A failure of which the command has told everything already.
    pub(crate) fn told(exit: Exit) -> Self {
        Self { exit, ..Self::new("") }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, with what to do, if nobody has said that yet.
    pub(crate) fn or_hint(self, hint: impl Into<String>) -> Self {
        if self.hint.is_some() { self } else { self.hint(hint) }
    }

    pub(crate) fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The same failure, with words.
    pub(crate) fn saying(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// The same, said of a file.
    pub(crate) fn inside(mut self, name: &str) -> Self {
        self.text = said!("{name}: {}", "{name}：{}", self.text);
        self
    }

    /// The same, as a scenario stops by it.
    pub(crate) fn into_stop(self) -> Stop {
        let Self { exit, text, hint } = self;
        Stop::Refused { text, hint: hint.unwrap_or_default(), is_there: exit != Exit::NoServer }
    }

    /// Why a scenario stopped, said of a place in it.
    pub(crate) fn of_stop(place: &str, stop: &Stop) -> Self {
        let failure = Self::new(said!("{place}: {stop}", "{place}：{stop}"));
        match stop {
            Stop::NotHere(_) | Stop::Failed(_) => failure,
            Stop::Refused { hint, is_there, .. } => {
                let failure = if hint.is_empty() { failure } else { failure.hint(hint) };
                failure.exit(if *is_there { Exit::Refused } else { Exit::NoServer })
            }
        }
    }

    /// What it says and what to do, for whoever says it in a line of his own.
    pub(crate) fn into_line(self) -> String {
        match self.hint {
            Some(hint) => said!("{}; {hint}", "{}；{hint}", self.text),
            None => self.text,
        }
    }

    /// What it says.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Tells it on standard error.
    pub(crate) fn report(&self, json: bool) -> ExitCode {
        if self.text.is_empty() {
            return self.exit.into();
        }
        if json {
            let hint = self.hint.as_deref().unwrap_or_default();
            let object =
                serde_json::json!({ "error": self.text, "hint": hint, "exit_code": self.exit as u8 });
            anstream::eprintln!("{object}");
        } else {
            anstream::eprintln!("{}", said!("tongguan: {}", "tongguan：{}", self.text));
            if let Some(hint) = &self.hint {
                anstream::eprintln!("  {hint}");
            }
        }
        self.exit.into()
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            // The reader, such as `head`, has seen enough.
            return Self::told(Exit::Done);
        }
        Self::new(said!("cannot write the answer: {error}", "无法输出结果：{error}")).exit(Exit::Otherwise)
    }
}
