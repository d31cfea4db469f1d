//! A profile from the text of a file: the profile, or everything that is wrong with it.

use super::fields::{Fields, Notes, Span, shown, whole};
use super::quoted::place_in_file;
use super::{Fault, TOO_LARGE};
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeTable;
use tongguan_domain::limits;
use tongguan_domain::process::{Detention, Words};
use tongguan_domain::screening::{Disposition, FindingKind, Lane, contradiction};
use tongguan_risk::{
    Expression, LaneTarget, Places, Profile, Prospect, Quota, Rule, Scores, Share, WHOLE_PPM,
};

const WHOLE: (i64, i64) = (0, WHOLE_PPM as i64);
/// Scores, and what they reach, far from where a sum could overflow.
const SCORE: (i64, i64) = (-1_000, 1_000);
const REACHED: (i64, i64) = (1, 1_000_000);
const MISSES: (i64, i64) = (1, 1_000_000);
/// To whom a stop hands goods over.
const HANDS: [(&str, Detention); 4] = [
    ("smuggling", Detention::Smuggling),
    ("clearance", Detention::Clearance),
    ("legal", Detention::Legal),
    ("other", Detention::Other),
];

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
    for error in errors.iter().take(limits::FAULTS) {
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
    let mut places = Places::new(text);
    let fault = |(at, words)| {
        let (line, column) = places.next(at);
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
        let keys =
            ["name", "version", "valid_from", "valid_to", "scores", "rule", "random", "target", "finding"];
        fields.only(&keys, self.notes);
        let (name, version) = (fields.name("name", self.notes), fields.name("version", self.notes));
        let [valid_from, valid_to] = ["valid_from", "valid_to"].map(|key| fields.day(key, self.notes));
        if valid_from.zip(valid_to).is_some_and(|(first, last)| last < first) {
            let at = fields.value("valid_to").map_or(0, |value| value.span().start);
            self.notes.wrong::<()>(at, "valid_to is before valid_from", "valid_to 早于 valid_from");
        }
        let scores = self.scores(fields);
        let [rules, random, targets, findings] =
            ["rule", "random", "target", "finding"].map(|key| fields.tables(key, self.notes));
        let all = || rules.iter().chain(&random).chain(&targets).chain(&findings);
        if let Some(first) = all().nth(limits::RISK_PROFILE_RULES) {
            let (most, has) = (limits::RISK_PROFILE_RULES, all().count());
            return self.notes.wrong(
                first.at,
                format!("there are {has} rules, at most {most} are allowed"),
                format!("共 {has} 条规则，至多 {most} 条"),
            );
        }
        let rules: Vec<_> = rules.into_iter().map(|fields| self.rule(fields)).collect();
        let random: Vec<_> = random.into_iter().map(|fields| self.random(fields)).collect();
        let targets: Vec<_> = targets.into_iter().map(|fields| self.target(fields)).collect();
        let findings: Vec<_> = findings.into_iter().map(|fields| self.finding(fields)).collect();
        Some(Profile {
            name: name?.0.to_owned(),
            version: version?.0.to_owned(),
            valid_from,
            valid_to,
            rules: rules.into_iter().collect::<Option<_>>()?,
            random: random.into_iter().collect::<Option<_>>()?,
            scores,
            targets: targets.into_iter().collect::<Option<_>>()?,
            findings: findings.into_iter().collect::<Option<_>>()?,
        })
    }

    fn scores(&mut self, fields: Fields<'_>) -> Scores {
        let Some(fields) = fields.table("scores", self.notes) else { return Scores::default() };
        fields.only(&["blue", "yellow", "red"], self.notes);
        let mut from = |key| fields.whole(key, REACHED, self.notes).and_then(|from| i32::try_from(from).ok());
        Scores { blue: from("blue"), yellow: from("yellow"), red: from("red") }
    }

    fn rule(&mut self, fields: Fields<'_>) -> Option<Rule> {
        let keys =
            ["id", "when", "lane", "hand_over", "share_ppm", "most_misses", "score", "reason", "expires"];
        fields.only(&keys, self.notes);
        let (id, when) = (self.id(fields), self.when(fields));
        let lanes = [Lane::Green, Lane::Blue, Lane::Yellow, Lane::Red, Lane::Stop];
        let lane = fields.lane(&lanes, self.notes);
        let share = fields.whole("share_ppm", WHOLE, self.notes);
        let misses = fields.whole("most_misses", MISSES, self.notes);
        let score = fields.whole("score", SCORE, self.notes);
        let hand_over = fields.choice("hand_over", &HANDS, self.notes);
        lane.into_iter().for_each(|lane| self.fits_stop(fields, lane));
        let (reason, expires) = (fields.reason(self.notes), fields.day("expires", self.notes));
        Some(Rule {
            id: id?,
            when: when?,
            lane: lane?,
            share_ppm: share.map_or(Some(WHOLE_PPM), |ppm| u32::try_from(ppm).ok())?,
            score: i32::try_from(score.unwrap_or_default()).ok()?,
            reason: reason?,
            expires,
            hand_over: hand_over.or((lane == Some(Lane::Stop)).then_some(Detention::Smuggling)),
            most_misses: misses.and_then(|misses| u32::try_from(misses).ok()),
        })
    }

    /// A stop is no lottery, and nothing else is handed over.
    fn fits_stop(&mut self, fields: Fields<'_>, lane: Lane) {
        let stop = lane == Lane::Stop;
        for key in ["share_ppm", "most_misses"] {
            if let Some(value) = fields.value(key).filter(|_| stop) {
                self.notes.wrong::<()>(
                    value.span().start,
                    format!("a stop holds everything that it matches: leave {key} out"),
                    format!("stop 对命中的清单一律适用：请删去 {key}"),
                );
            }
        }
        if let Some(value) = fields.value("hand_over").filter(|_| !stop) {
            self.notes.wrong::<()>(
                value.span().start,
                "only a stop hands over: leave hand_over out, or say lane = \"stop\"",
                "仅 stop 有移交：请删去 hand_over，或写 lane = \"stop\"",
            );
        }
    }

    fn target(&mut self, fields: Fields<'_>) -> Option<LaneTarget> {
        fields.only(&["id", "lane", "expected_ppm", "offices"], self.notes);
        let id = self.id(fields);
        let lane = fields.lane(&[Lane::Blue, Lane::Yellow, Lane::Red], self.notes);
        let expected = fields.needed_whole("expected_ppm", WHOLE, self.notes);
        let offices = self.shares(fields, "offices");
        Some(LaneTarget {
            id: id?,
            lane: lane?,
            expected_ppm: u32::try_from(expected?).ok()?,
            offices: offices?,
        })
    }

    fn finding(&mut self, fields: Fields<'_>) -> Option<Prospect> {
        fields.only(&["id", "when", "kind", "disposition", "share_ppm", "reason"], self.notes);
        let (id, when) = (self.id(fields), self.when(fields));
        let kinds = FindingKind::ALL.map(|kind| (kind.key(), kind));
        let kinds: Vec<_> = kinds.into_iter().filter(|(_, kind)| *kind != FindingKind::Conforming).collect();
        let kind = fields.needed_choice("kind", &kinds, self.notes);
        let ends = Disposition::ALL.map(|disposition| (disposition.key(), disposition));
        let disposition = fields.needed_choice("disposition", &ends, self.notes);
        self.exclusive(fields, kind, disposition);
        let share = fields.whole("share_ppm", WHOLE, self.notes);
        let reason = fields.reason(self.notes);
        Some(Prospect {
            id: id?,
            when: when?,
            kind: kind?,
            disposition: disposition?,
            share_ppm: share.map_or(Some(WHOLE_PPM), |ppm| u32::try_from(ppm).ok())?,
            reason: reason?,
        })
    }

    /// What a profile finds has to be what an officer could find.
    fn exclusive(&mut self, fields: Fields<'_>, kind: Option<FindingKind>, end: Option<Disposition>) {
        let Some((kind, end)) = kind.zip(end) else { return };
        let Some((en, zh)) = contradiction(kind, end) else { return };
        let at = fields.value("disposition").map_or(fields.at, |value| value.span().start);
        let (kind, end) = (kind.key(), end.key());
        self.notes.wrong::<()>(
            at,
            format!("kind {kind} and disposition {end} exclude each other: {en}"),
            format!("kind {kind} 与 disposition {end} 相互矛盾：{zh}"),
        );
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
        const TAKEN: [&str; 9] = [
            "none",
            "score",
            "more",
            "forced",
            "profile.dates",
            "server.timeout",
            "server.refused",
            "server.nonsense",
            crate::UNUSABLE,
        ];
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
        // The costly part of a file; where it is faulty all over, the rest would not be told.
        if self.notes.is_full() {
            return None;
        }
        // The expression says itself when it is too long.
        let (source, span) = fields.text("when", usize::MAX, self.notes)?;
        match Expression::parse(source) {
            Ok(expression) => Some(expression),
            Err(flaws) => {
                for flaw in flaws {
                    let at = place_in_file(self.text, &span, flaw.at);
                    self.notes.note(at, flaw.words);
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
        let words = Words::new(
            format!("{name} is no code: 4 digits, in quotes or not"),
            format!("{name} 不是代码：须为 4 位数字"),
        );
        self.notes.note(span.start, words);
    }
}
