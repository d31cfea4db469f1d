//! The canonical form of a profile: the same rules give the same text, whatever their file looks like. Its SHA-256 is
//! the hash of the profile.

use super::{LaneTarget, Profile, Prospect, Quota, Rule, Share};
use core::fmt::Write;
use tongguan_domain::in_force::Day;

/// Version of the form.
const FORM: &str = "tongguan risk profile 1";

impl Profile {
    /// The canonical form: one line for each part, texts quoted, everything in a fixed order.
    #[must_use]
    pub fn canonical(&self) -> String {
        let Self { name, version, valid_from, valid_to, rules, random, scores, targets, findings } = self;
        let [from, to] = [valid_from, valid_to].map(|day| date(*day));
        let mut text = format!("{FORM}\nname {name:?} version {version:?} from {from} to {to}\n");
        let [blue, yellow, red] = [scores.blue, scores.yellow, scores.red].map(|score| match score {
            Some(score) => score.to_string(),
            None => "-".to_owned(),
        });
        put(&mut text, format_args!("scores {blue} {yellow} {red}"));
        for rule in rules {
            put_rule(&mut text, rule);
        }
        for quota in random {
            put_quota(&mut text, quota);
        }
        for LaneTarget { id, lane, expected_ppm, offices } in targets {
            let target =
                format_args!("target {id:?} lane {lane:?} expected {expected_ppm} offices {offices:?}");
            put(&mut text, target);
        }
        for Prospect { id, when, kind, disposition, share_ppm, reason } in findings {
            let (when, en, zh) = (when.source(), &reason.en, &reason.zh);
            put(
                &mut text,
                format_args!(
                    "finding {id:?} {kind:?} then {disposition:?} share {share_ppm} when {when:?} en {en:?} zh {zh:?}"
                ),
            );
        }
        text
    }
}

fn put(text: &mut String, line: core::fmt::Arguments<'_>) {
    // A string takes whatever is written.
    let _ = writeln!(text, "{line}");
}

fn put_rule(text: &mut String, rule: &Rule) {
    let Rule { id, when, lane, share_ppm, score, reason, expires, hand_over, most_misses } = rule;
    let (when, expires, en, zh) = (when.source(), date(*expires), &reason.en, &reason.zh);
    put(
        text,
        format_args!(
            "rule {id:?} lane {lane:?} share {share_ppm} score {score} expires {expires} when {when:?} en {en:?} zh {zh:?}"
        ),
    );
    // Only where they are said: a profile of before keeps its hash.
    if let Some(hand_over) = hand_over {
        put(text, format_args!("  hand over {hand_over:?}"));
    }
    if let Some(most_misses) = most_misses {
        put(text, format_args!("  most misses {most_misses}"));
    }
}

fn put_quota(text: &mut String, quota: &Quota) {
    let Quota { id, lane, share, offices, modes, reason } = quota;
    let share = match share {
        Share::Fixed(ppm) => ppm.to_string(),
        Share::CreditClass => "credit class".to_owned(),
    };
    let (en, zh) = (&reason.en, &reason.zh);
    put(
        text,
        format_args!(
            "random {id:?} lane {lane:?} share {share} offices {offices:?} modes {modes:?} en {en:?} zh {zh:?}"
        ),
    );
}

fn date(day: Option<Day>) -> String {
    day.map_or_else(|| "-".to_owned(), |(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
}
