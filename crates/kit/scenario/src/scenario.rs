//! A scenario: its lines, and the text that they were read from.

use crate::read::{self, ScenarioError, Wrong};
use crate::{Act, Opening, Played};

/// A scenario that can be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What the sandbox begins with.
    pub opening: Opening,
    /// What is done and told, line by line.
    pub lines: Vec<Line>,
    text: String,
}

/// A line in which something is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the text, from 1.
    pub number: usize,
    /// The words before `=>`.
    pub words: String,
    /// What they ask for, one after the other.
    pub acts: Vec<Act>,
    /// What the text says that is told; empty: nothing.
    pub expected: String,
}

impl Scenario {
    /// Reads a scenario. A line is `DO => TOLD`; `;` ends what is done first on a line with more. Lines that begin with `#`
    /// are for the reader.
    ///
    /// # Errors
    /// The first word that is not of the language.
    pub fn read(text: &str) -> Result<Self, ScenarioError> {
        let mut scenario = Self { opening: Opening::default(), lines: Vec::new(), text: text.to_owned() };
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| is_read(line)) {
            let Wrong { word, text } = match scenario.line(number, line) {
                Ok(()) => continue,
                Err(wrong) => wrong,
            };
            return Err(ScenarioError { line: number, word, text });
        }
        Ok(scenario)
    }

    fn line(&mut self, number: usize, line: &str) -> Result<(), Wrong> {
        let (words, expected) = divided(line);
        let mut acts = Vec::new();
        for part in words.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let part: Vec<&str> = part.split_whitespace().collect();
            let begins = self.lines.is_empty() && acts.is_empty();
            if !(begins && read::setting(&part, &mut self.opening)?) {
                acts.push(read::act(&part)?);
            }
        }
        match (acts.is_empty(), expected) {
            (false, _) => self.lines.push(Line {
                number,
                words: words.to_owned(),
                acts,
                expected: expected.unwrap_or_default().to_owned(),
            }),
            (true, None) => {}
            (true, Some(_)) => {
                return Err(Wrong { word: "=>".to_owned(), text: "nothing is done here".to_owned() });
            }
        }
        Ok(())
    }

    /// The text with what was told in the place of what it said. Everything else stays as it was written.
    #[must_use]
    pub fn rewritten(&self, played: &Played) -> String {
        let mut text = String::with_capacity(self.text.len());
        for (number, line) in (1..).zip(self.text.lines()) {
            match played.lines.iter().find(|line| line.number == number) {
                Some(now) if now.differs() => text += &rewritten(line, &now.told),
                _ => text += line,
            }
            text.push('\n');
        }
        text
    }
}

fn is_read(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with('#')
}

/// What is done, and what is told where anything is said of it.
fn divided(line: &str) -> (&str, Option<&str>) {
    let told = line.split_once("=>").map(|(words, told)| (words.trim(), Some(told.trim())));
    told.unwrap_or((line.trim(), None))
}

fn rewritten(line: &str, told: &str) -> String {
    // The arrow keeps its place, so that a column of arrows stays one.
    let words =
        line.split_once("=>").map_or_else(|| format!("{} ", line.trim_end()), |(words, _)| words.to_owned());
    match told {
        "" => words.trim_end().to_owned(),
        told => format!("{words}=> {told}"),
    }
}
