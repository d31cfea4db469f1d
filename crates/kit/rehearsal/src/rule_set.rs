//! A rule set: the day whose law holds, and the version of the messages.

use core::fmt;
use tongguan_domain::process::Settings;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;

/// Which rules decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// Where the clock stands: the provisions of its day are in force.
    pub at: Moment,
    /// Version of the messages.
    pub version: MessageVersion,
}

impl RuleSet {
    /// Reads `2024-12-14`, or `2024-12-14/2018-113`: nine in the morning of that day in Beijing, and a version
    /// (202205 unless said).
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (day, version) = match text.split_once('/') {
            Some((day, version)) => (day, MessageVersion::named(version)?),
            None => (text, MessageVersion::default()),
        };
        let at = Moment::from_rfc3339(&format!("{day}T09:00:00+08:00"))?;
        Some(Self { at, version })
    }

    /// The settings of a sandbox under these rules.
    #[must_use]
    pub fn settings(self, seed: u64) -> Settings {
        Settings { seed, start: self.at, version: self.version, ..Settings::default() }
    }
}

impl fmt::Display for RuleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.at.date();
        write!(f, "{year:04}-{month:02}-{day:02}/{}", self.version.name())
    }
}
