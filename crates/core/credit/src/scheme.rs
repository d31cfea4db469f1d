//! Schemes of credit classes: which classes an order of customs knows, on which days, and what they mean.

use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::in_force::{Day, Provision};

/// An order about credit classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Before Order 225: classes AA, A, B, C and D.
    ClassesAaToD,
    /// Order 225: advanced certified, general certified, general, dishonest.
    Order225,
    /// Order 237: those of Order 225.
    Order237,
    /// Order 251: advanced certified, other, dishonest.
    Order251,
    /// Order 282: advanced certified, certified, regular, dishonest, seriously dishonest.
    Order282,
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Self; 5] =
        [Self::ClassesAaToD, Self::Order225, Self::Order237, Self::Order251, Self::Order282];

    /// The scheme of a day; that of Order 251 where no day is known.
    #[must_use]
    pub fn on(day: Option<Day>) -> Self {
        let of_day = |day| Self::ALL.into_iter().find(|scheme| scheme.provision().is_in_force(day));
        day.and_then(of_day).unwrap_or(Self::Order251)
    }

    /// What says when it is in force.
    #[must_use]
    pub const fn provision(self) -> Provision {
        match self {
            Self::ClassesAaToD => Provision::CreditClassesAaToD,
            Self::Order225 => Provision::CreditOrder225,
            Self::Order237 => Provision::CreditOrder237,
            Self::Order251 => Provision::CreditOrder251,
            Self::Order282 => Provision::CreditOrder282,
        }
    }

    /// The order, for people.
    #[must_use]
    pub const fn order(self) -> &'static str {
        match self {
            Self::ClassesAaToD => "the classes AA to D",
            Self::Order225 => "Order 225",
            Self::Order237 => "Order 237",
            Self::Order251 => "Order 251",
            Self::Order282 => "Order 282",
        }
    }

    /// Chinese and English name that the order gives to a class.
    #[must_use]
    pub const fn names(self, class: CreditClass) -> (&'static str, &'static str) {
        match (self, class) {
            (Self::ClassesAaToD, class) => match class {
                CreditClass::AdvancedCertified => ("AA类企业", "AA"),
                CreditClass::Certified => ("A类企业", "A"),
                CreditClass::Other => ("B类企业", "B"),
                CreditClass::Dishonest => ("C类企业", "C"),
                CreditClass::SeriouslyDishonest => ("D类企业", "D"),
            },
            (Self::Order225 | Self::Order237, CreditClass::Certified) => {
                ("一般认证企业", "general certified")
            }
            (Self::Order225 | Self::Order237, CreditClass::Other) => ("一般信用企业", "general"),
            (Self::Order282, CreditClass::Other) => ("常规企业", "regular"),
            (Self::Order225 | Self::Order237 | Self::Order251 | Self::Order282, class) => class.names(),
        }
    }
}

/// What one customs class means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClassTerms {
    /// Points to begin with.
    pub base: u32,
    /// The most points that the class can reach.
    pub ceiling: u32,
    /// Inspection rate, parts per million.
    pub inspection_ppm: u32,
}

/// What the classes of one scheme mean.
///
/// A registered class that the scheme does not have counts as the nearest one that grants no more: who was certified is
/// like everyone else, as it lost what the class gave; who was seriously dishonest is dishonest still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeTerms {
    /// Advanced certified enterprises.
    pub advanced_certified: ClassTerms,
    /// Certified enterprises, if the scheme has them.
    pub certified: Option<ClassTerms>,
    /// Everyone else.
    pub other: ClassTerms,
    /// Dishonest enterprises.
    pub dishonest: ClassTerms,
    /// Seriously dishonest enterprises, if the scheme has them.
    pub seriously_dishonest: Option<ClassTerms>,
}

impl SchemeTerms {
    /// The class that a registered class counts as, and what it means.
    #[must_use]
    pub fn of(&self, registered: CreditClass) -> (CreditClass, ClassTerms) {
        let other = (CreditClass::Other, self.other);
        let dishonest = (CreditClass::Dishonest, self.dishonest);
        match registered {
            CreditClass::AdvancedCertified => (registered, self.advanced_certified),
            CreditClass::Certified => self.certified.map_or(other, |terms| (registered, terms)),
            CreditClass::Other => other,
            CreditClass::Dishonest => dishonest,
            CreditClass::SeriouslyDishonest => {
                self.seriously_dishonest.map_or(dishonest, |terms| (registered, terms))
            }
        }
    }
}
