//! Every rule of this crate, one file per theme.
//!
//! Serials count within the range of the level: format rules go on after `domain::fault::FORM_RULES` (1 to 10),
//! business rules begin at 1. A serial is part of the negative code that senders see, so it is never given twice.
//! In front of `source` stands what the rule rests on: an `Inferred` rule warns and refuses nothing, and a rule that
//! refuses says in which text or answer it was found. Where one document's text is enforced, its siblings were compared.

mod amounts;
mod codes;
mod fields;
mod modes;
mod transport;

pub use amounts::*;
pub use codes::*;
pub use fields::*;
pub use modes::*;
pub use transport::*;

use tongguan_domain::fault::Rule;

const THEMES: [&[&Rule]; 5] = [fields::ALL, codes::ALL, amounts::ALL, modes::ALL, transport::ALL];

const COUNT: usize = {
    let (mut count, mut themes) = (0, THEMES.as_slice());
    while let [theme, others @ ..] = themes {
        count += theme.len();
        themes = others;
    }
    count
};

#[expect(clippy::indexing_slicing, reason = "the compiler does it, and would refuse")]
const ALL: [&Rule; COUNT] = {
    let (mut all, mut next) = ([&MANDATORY_BLANK; COUNT], 0);
    let mut themes = THEMES.as_slice();
    while let [theme, others @ ..] = themes {
        let mut rules = *theme;
        while let [rule, more @ ..] = rules {
            all[next] = *rule;
            next += 1;
            rules = more;
        }
        themes = others;
    }
    all
};

/// Every rule of this crate.
pub static RULES: &[&Rule] = &ALL;

macro_rules! rules {
    ($($(#[$meta:meta])* $name:ident $level:ident $serial:literal
        zh $zh:literal en $en:literal hint $hint:literal hint_zh $hint_zh:literal source $basis:ident $source:literal provoke $provoke:literal;)*) => {
        $($(#[$meta])* pub static $name: tongguan_domain::fault::Rule = tongguan_domain::fault::Rule {
            code: stringify!($name),
            level: tongguan_domain::fault::Level::$level,
            serial: $serial,
            zh: $zh, en: $en, hint: $hint, hint_zh: $hint_zh, provoke: $provoke,
            basis: tongguan_domain::fault::Basis::$basis,
            source: $source,
        };)*
        pub(super) const ALL: &[&tongguan_domain::fault::Rule] = &[$(&$name),*];
    };
}
use rules;
