//! The typed tree that runs: every part has its type in Rust, so nothing is left to go wrong with types.

use super::facts::Fact;
use super::number::Number;
use super::wording::Wording;
use core::cmp::Ordering;
use tongguan_domain::time::Moment;

/// True, false or unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Always(bool),
    Fact(&'static Fact),
    Not(Box<Truth>),
    /// `&&`, all of a chain.
    All(Vec<Truth>),
    /// `||`, all of a chain.
    Any(Vec<Truth>),
    Same(Box<Truth>, Box<Truth>),
    Numbers(Relation, Quantity, Quantity),
    Moments(Relation, Instant, Instant),
    Texts(Likeness, Text, Text),
    OneOf(Text, Texts),
    Known(Box<Typed>),
    HsIn(Prefixes),
    Named(Names, Wording),
    NamedOutside(Wording, Prefixes),
}

/// A number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Quantity {
    Always(Number),
    Fact(&'static Fact),
    Negated(Box<Quantity>),
    Of(Arithmetic, Box<Quantity>, Box<Quantity>),
    Letters(Text),
    Entries(Texts),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Instant {
    Always(Moment),
    Fact(&'static Fact),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    Always(String),
    Fact(&'static Fact),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    Always(Vec<String>),
    Fact(&'static Fact),
}

/// Which names of the lines are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Goods,
    Models,
    Items,
}

/// Beginnings of HS codes.
pub(crate) type Prefixes = Vec<String>;

/// Any of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Typed {
    Truth(Truth),
    Number(Quantity),
    Text(Text),
    Moment(Instant),
    Texts(Texts),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

impl Relation {
    pub(crate) const fn fits(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::AtLeast => order.is_ge(),
            Self::More => order.is_gt(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arithmetic {
    Plus,
    Minus,
    Times,
    Over,
    Rest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Likeness {
    Same,
    Contains,
    StartsWith,
    EndsWith,
}
