//! Profiles as files: TOML in, a profile out, and every fault at once. Two come with the program.

mod fields;
mod quoted;
mod read;

pub use read::read;

use sha2::Digest;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use tongguan_domain::limits;
use tongguan_domain::process::Words;
use tongguan_domain::screening::{ScreeningDecision, ScreeningFacts};
use tongguan_domain::sha256::Sha256;
use tongguan_risk::{Explanation, Profile};

/// The profiles that come with the program: name and file.
pub const SHIPPED: [(&str, &str); 2] = [
    ("typical", include_str!("../../../../../profiles/typical.toml")),
    ("strict", include_str!("../../../../../profiles/strict.toml")),
];

/// A profile, and the hash by which two are known to be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The profile.
    pub profile: Profile,
    /// SHA-256 of its canonical form.
    pub sha256: Sha256,
}

impl Loaded {
    /// Screens one declaration; the decision says by which profile.
    #[must_use]
    pub fn screen(&self, facts: &ScreeningFacts) -> ScreeningDecision {
        self.signed(tongguan_risk::screen(facts, &self.profile))
    }

    /// Explains the decision about one declaration.
    #[must_use]
    pub fn explain(&self, facts: &ScreeningFacts) -> Explanation {
        let explanation = tongguan_risk::explain(facts, &self.profile);
        Explanation { decision: self.signed(explanation.decision), ..explanation }
    }

    fn signed(&self, decision: ScreeningDecision) -> ScreeningDecision {
        ScreeningDecision { profile_sha256: Some(self.sha256), ..decision }
    }
}

impl From<Profile> for Loaded {
    fn from(profile: Profile) -> Self {
        let sha256 = <[u8; 32]>::from(sha2::Sha256::digest(profile.canonical())).into();
        Self { profile, sha256 }
    }
}

impl Default for Loaded {
    fn default() -> Self {
        Profile::default().into()
    }
}

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What was found, and what is allowed.
    pub words: Words,
}

/// Why there is no profile.
#[derive(Debug)]
pub enum Unusable {
    /// The file cannot be read.
    Unreadable(io::Error),
    /// What stands in it is no profile.
    Faulty(Vec<Fault>),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(error) => error.fmt(f),
            Self::Faulty(faults) => {
                for (number, Fault { line, column, words }) in faults.iter().enumerate() {
                    let line_break = if number > 0 { "\n" } else { "" };
                    write!(f, "{line_break}{line}:{column}: {}", words.en)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Unusable {}

/// A file that is no profile as a whole.
struct Whole(&'static str, &'static str);

const TOO_LARGE: Whole = Whole(
    "a profile has at most 262144 bytes (RISK_PROFILE_BYTES)",
    "布控参数文件至多 262144 字节（RISK_PROFILE_BYTES）",
);
const NO_TEXT: Whole = Whole("the file is not text in UTF-8", "文件不是 UTF-8 文本");

impl Whole {
    fn words(&self) -> Words {
        Words::new(self.0, self.1)
    }

    fn fault(&self) -> Unusable {
        Unusable::Faulty(vec![Fault { line: 1, column: 1, words: self.words() }])
    }
}

/// The profile of this name that comes with the program.
#[must_use]
pub fn shipped(name: &str) -> Option<Loaded> {
    let (_, text) = SHIPPED.iter().find(|(shipped, _)| *shipped == name)?;
    read(text).ok().map(Loaded::from)
}

/// The profile of this name, or in this file.
///
/// # Errors
/// [`Unusable`]
pub fn load(name_or_file: &Path) -> Result<Loaded, Unusable> {
    load_text(name_or_file).map(|(_, loaded)| loaded)
}

/// The text of the profile of this name, or of this file, and the profile that it is.
///
/// # Errors
/// [`Unusable`]
pub fn load_text(name_or_file: &Path) -> Result<(String, Loaded), Unusable> {
    let name = name_or_file.to_str().unwrap_or_default();
    match SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        Some((_, text)) => profile_of((*text).to_owned()),
        None => load_file(name_or_file),
    }
}

/// Reads no more of a file than a profile may have.
fn load_file(file: &Path) -> Result<(String, Loaded), Unusable> {
    let most = limits::RISK_PROFILE_BYTES;
    let mut bytes = Vec::new();
    // A pipe would wait for somebody to write into it.
    if !std::fs::metadata(file).map_err(Unusable::Unreadable)?.is_file() {
        return Err(Unusable::Unreadable(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is no regular file",
        )));
    }
    let file = File::open(file).map_err(Unusable::Unreadable)?;
    file.take(most as u64 + 1).read_to_end(&mut bytes).map_err(Unusable::Unreadable)?;
    if bytes.len() > most {
        return Err(TOO_LARGE.fault());
    }
    profile_of(String::from_utf8(bytes).map_err(|_| NO_TEXT.fault())?)
}

fn profile_of(text: String) -> Result<(String, Loaded), Unusable> {
    match read(&text) {
        Ok(profile) => Ok((text, profile.into())),
        Err(faults) => Err(Unusable::Faulty(faults)),
    }
}
