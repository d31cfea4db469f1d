//! A profile from the text of a file: the profile, or everything that is wrong with it.

use super::fields::{Fields, Notes, Span, shown, whole};
use super::quoted::place_in_file;
use super::{Fault, TOO_LARGE};
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeTable;
use tongguan_domain::limits;
use tongguan_domain::process::Words;
use tongguan_domain::screening::Lane;
use tongguan_risk::{Expression, Profile, Quota, Rule, Scores, Share, WHOLE_PPM, place};

const WHOLE: (i64, i64) = (0, WHOLE_PPM as i64);
/// Scores, and what they reach, far from where a sum could overflow.
const SCORE: (i64, i64) = (-1_000, 1_000);
const REACHED: (i64, i64) = (1, 1_000_000);

/// Reads one.
///
/// # Errors
/// Every fault, in the order of the file.
pub fn read(text: &str) -> Result<Profile, Vec<Fault>> {
    if text.len() > limits::RISK_PROFILE_BYTES {
        return Err(vec![Fault { line: 1, column: 1, words: TOO_LARGE.words() }]);
    }
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut notes = Notes::default();
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        let why = error.message();
        notes.wrong::<()>(at, format!("this is no TOML: {why}"), format!("不是 TOML：{why}"));
    }
    let profile = if errors.is_empty() {
        Reader { text, notes: &mut notes, ids: BTreeSet::new() }.profile(document.get_ref())
    } else {
        None
    };
    match profile {
        Some(profile) if notes.0.is_empty() => Ok(profile),
        _ => Err(faults(text, notes)),
    }
}

/// The faults by line and column: at most so many, as somebody has to read them.
fn faults(text: &str, Notes(mut notes): Notes) -> Vec<Fault> {
    notes.sort_by_key(|(at, _)| *at);
    notes.truncate(limits::FAULTS);
    let fault = |(at, words)| {
        let (line, column) = place(text, at);
        Fault { line, column, words }
    };
    notes.into_iter().map(fault).collect()
}

struct Reader<'t, 'n> {
    text: &'t str,
    notes: &'n mut Notes,
    ids: BTreeSet<String>,
}

impl Reader<'_, '_> {
    fn profile(mut self, table: &DeTable<'_>) -> Option<Profile> {
        let fields = Fields { table, at: 0 };
        let keys = ["name", "version", "valid_from", "valid_to", "scores", "rule", "random", "target"];
        fields.only(&keys, self.notes);
        if let Some(target) = fields.value("target") {
            self.notes.wrong::<()>(
                target.span().start,
                "expected rates and hits without selection need counts of what was screened before, and screening has none \
                 yet: leave [[target]] out",
                "期望比例和未选中次数须有此前布控的计数，目前尚无：请删去 [[target]]",
            );
        }
        let (name, version) = (fields.name("name", self.notes), fields.name("version", self.notes));
        let [valid_from, valid_to] = ["valid_from", "valid_to"].map(|key| fields.day(key, self.notes));
        if valid_from.zip(valid_to).is_some_and(|(first, last)| last < first) {
            let at = fields.value("valid_to").map_or(0, |value| value.span().start);
            self.notes.wrong::<()>(at, "valid_to is before valid_from", "valid_to 早于 valid_from");
        }
        let scores = self.scores(fields);
        let (rules, random) = (fields.tables("rule", self.notes), fields.tables("random", self.notes));
        if let Some(first) = rules.iter().chain(&random).nth(limits::RISK_PROFILE_RULES) {
            let (most, has) = (limits::RISK_PROFILE_RULES, rules.len() + random.len());
            return self.notes.wrong(
                first.at,
                format!("there are {has} rules, at most {most} are allowed"),
                format!("共 {has} 条规则，至多 {most} 条"),
            );
        }
        let rules: Vec<_> = rules.into_iter().map(|fields| self.rule(fields)).collect();
        let random: Vec<_> = random.into_iter().map(|fields| self.random(fields)).collect();
        Some(Profile {
            name: name?.0.to_owned(),
            version: version?.0.to_owned(),
            valid_from,
            valid_to,
            rules: rules.into_iter().collect::<Option<_>>()?,
            random: random.into_iter().collect::<Option<_>>()?,
            scores,
        })
    }

    fn scores(&mut self, fields: Fields<'_>) -> Scores {
        let Some(fields) = fields.table("scores", self.notes) else { return Scores::default() };
        fields.only(&["blue", "yellow", "red"], self.notes);
        let mut from = |key| fields.whole(key, REACHED, self.notes).and_then(|from| i32::try_from(from).ok());
        Scores { blue: from("blue"), yellow: from("yellow"), red: from("red") }
    }

    fn rule(&mut self, fields: Fields<'_>) -> Option<Rule> {
        fields.only(&["id", "when", "lane", "share_ppm", "score", "reason", "expires"], self.notes);
        let (id, when) = (self.id(fields), self.when(fields));
        let lane = fields.lane(&[Lane::Green, Lane::Blue, Lane::Yellow, Lane::Red], self.notes);
        let share = fields.whole("share_ppm", WHOLE, self.notes);
        let score = fields.whole("score", SCORE, self.notes);
        let (reason, expires) = (fields.reason(self.notes), fields.day("expires", self.notes));
        Some(Rule {
            id: id?,
            when: when?,
            lane: lane?,
            share_ppm: share.map_or(Some(WHOLE_PPM), |ppm| u32::try_from(ppm).ok())?,
            score: i32::try_from(score.unwrap_or_default()).ok()?,
            reason: reason?,
            expires,
        })
    }

    fn random(&mut self, fields: Fields<'_>) -> Option<Quota> {
        fields.only(&["id", "lane", "share", "share_ppm", "offices", "modes", "reason"], self.notes);
        let id = self.id(fields);
        let lane = fields.lane(&[Lane::Blue, Lane::Yellow, Lane::Red], self.notes);
        let share = self.share(fields);
        let (offices, modes) = (self.shares(fields, "offices"), self.shares(fields, "modes"));
        let reason = fields.reason(self.notes);
        Some(Quota { id: id?, lane: lane?, share: share?, offices: offices?, modes: modes?, reason: reason? })
    }

    /// An id that no other rule has.
    fn id(&mut self, fields: Fields<'_>) -> Option<String> {
        // Grounds of our own have these names.
        const TAKEN: [&str; 6] = ["none", "score", "more", "forced", "profile.dates", crate::UNUSABLE];
        let (id, span) = fields.name("id", self.notes)?;
        if TAKEN.contains(&id) || !self.ids.insert(id.to_owned()) {
            let id = shown(id);
            return self.notes.wrong(
                span.start,
                format!("{id} is the id of another rule: each needs its own"),
                format!("{id} 已是另一规则的编号：须各不相同"),
            );
        }
        Some(id.to_owned())
    }

    fn when(&mut self, fields: Fields<'_>) -> Option<Expression> {
        // The expression says itself when it is too long.
        let (source, span) = fields.text("when", usize::MAX, self.notes)?;
        match Expression::parse(source) {
            Ok(expression) => Some(expression),
            Err(flaws) => {
                for flaw in flaws {
                    let at = place_in_file(self.text, &span, flaw.at);
                    self.notes.0.push((at, flaw.words));
                }
                None
            }
        }
    }

    fn share(&mut self, fields: Fields<'_>) -> Option<Share> {
        match (fields.value("share"), fields.value("share_ppm")) {
            (Some(value), None) if value.get_ref().as_str() == Some("credit class") => {
                Some(Share::CreditClass)
            }
            (None, Some(_)) => {
                let ppm = fields.whole("share_ppm", WHOLE, self.notes)?;
                Some(Share::Fixed(u32::try_from(ppm).ok()?))
            }
            (share, _) => self.notes.wrong(
                share.map_or(fields.at, |value| value.span().start),
                "say either share_ppm, or share = \"credit class\"",
                "请写 share_ppm，或 share = \"credit class\"，二者择一",
            ),
        }
    }

    /// Shares by code.
    fn shares(&mut self, fields: Fields<'_>, key: &str) -> Option<BTreeMap<String, u32>> {
        if fields.value(key).is_none() {
            return Some(BTreeMap::new());
        }
        let codes = fields.table(key, self.notes)?;
        let mut shares = BTreeMap::new();
        let mut is_good = true;
        for (code, value) in codes.table {
            let name: &str = code.get_ref();
            if name.len() != 4 || !name.bytes().all(|byte| byte.is_ascii_digit()) {
                is_good = false;
                self.no_code(code.span(), name);
            }
            match whole(value, name, WHOLE, self.notes).and_then(|ppm| u32::try_from(ppm).ok()) {
                Some(ppm) => drop(shares.insert(name.to_owned(), ppm)),
                None => is_good = false,
            }
        }
        is_good.then_some(shares)
    }

    fn no_code(&mut self, span: Span, name: &str) {
        let name = shown(name);
        self.notes.0.push((
            span.start,
            Words::new(
                format!("{name} is no code: 4 digits, in quotes or not"),
                format!("{name} 不是代码：须为 4 位数字"),
            ),
        ));
    }
}
