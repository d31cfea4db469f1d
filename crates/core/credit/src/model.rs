//! The model: points and inspection rates as data.

use crate::HIGHEST;
use crate::scheme::{ClassTerms, Scheme, SchemeTerms};

/// Points for outcomes and bounds of grades, under one name. A change takes a new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Name and version.
    pub name: String,
    /// Classes until 2014-11-30.
    pub classes_aa_to_d: SchemeTerms,
    /// Classes of Orders 225 and 237, until 2021-10-31.
    pub order_237: SchemeTerms,
    /// Classes from 2021-11-01.
    pub order_251: SchemeTerms,
    /// Classes from 2026-04-01.
    pub order_282: SchemeTerms,
    /// Points taken from an enterprise that the registry does not know.
    pub not_registered: u32,
    /// Months and the part of a bad mark that counts while it is younger, in percent; older ones are forgotten.
    pub decay: [(u32, u32); 4],
    /// Declarations released in a year for one point more.
    pub released_per_point: u64,
    /// Most points for released declarations.
    pub released_most: u32,
    /// Rejected declarations of a quarter among a thousand for one point less, counted from this share on, or from twice the
    /// share of others in the zone, whichever is more.
    pub rejected_free_permille: u64,
    /// Declarations below which a share says nothing.
    pub least_declarations: u64,
    /// Declarations of others below which their share is no average.
    pub least_average: u64,
    /// Most points lost by rejected declarations.
    pub rejected_most: u32,
    /// Returns of a year among a thousand released for a tenth of a point less, counted from this share on; the same of
    /// withdrawals; and the most points lost by each.
    pub returns_free_permille: u64,
    /// See there.
    pub withdrawals_free_permille: u64,
    /// See there.
    pub returns_most: u32,
    /// Points lost by each late summary, and the most.
    pub late_summary: (u32, u32),
    /// Points lost by each inspection or audit that found something, and the most.
    pub finding: (u32, u32),
    /// Points lost besides by each detention, and the most.
    pub detention: (u32, u32),
    /// Points lost by each punishment of the last five years, and the most.
    pub punishment: (u32, u32),
    /// Points lost where a dishonest enterprise has the same address, telephone or account.
    pub dishonest_associate: u32,
    /// The scales of zones, by the four digits of their city; the last counts for all others.
    pub scales: [Scale; 2],
}

/// Grades of one zone: names, the least score for each, best first, and how long a review takes in percent of the
/// ordinary. The last has least score 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Four digits of the city; empty: every other.
    pub region: &'static str,
    /// The grades.
    pub grades: [(&'static str, u32, u32); 5],
}

/// Hangzhou's five grades; the bounds and what a grade does to the queue are assumed.
const GRADES: [(&str, u32, u32); 5] =
    [("AAA", 900, 50), ("AA", 750, 75), ("A", 600, 100), ("BBB", 400, 100), ("BB", 0, 150)];

const ADVANCED_CERTIFIED: ClassTerms = ClassTerms { base: 850, ceiling: HIGHEST, inspection_ppm: 5_700 };
const CERTIFIED: ClassTerms = ClassTerms { base: 750, ceiling: 949, inspection_ppm: 14_000 };
const OTHER: ClassTerms = ClassTerms { base: 600, ceiling: 899, inspection_ppm: 30_000 };
const DISHONEST: ClassTerms = ClassTerms { base: 200, ceiling: 399, inspection_ppm: 850_000 };
const SERIOUSLY_DISHONEST: ClassTerms = ClassTerms { base: 0, ceiling: 199, inspection_ppm: 1_000_000 };

impl Default for Model {
    /// Inspection rates: 0.57 % and 85 % after what was published for 2019 (0.57 % and 84.76 %), 3 % for everyone
    /// else, as the advanced certified must stay under a fifth of it. The certified must stay under a half of it: 1.4 %
    /// is assumed. The rates of Order 282 are not known: those of the other orders are kept, and every consignment of
    /// the seriously dishonest is inspected.
    fn default() -> Self {
        let order_251 = SchemeTerms {
            advanced_certified: ADVANCED_CERTIFIED,
            certified: None,
            other: OTHER,
            dishonest: DISHONEST,
            seriously_dishonest: None,
        };
        let order_237 = SchemeTerms { certified: Some(CERTIFIED), ..order_251.clone() };
        let order_282 = SchemeTerms { seriously_dishonest: Some(SERIOUSLY_DISHONEST), ..order_237.clone() };
        Self {
            name: "standard-2026.4".to_owned(),
            // Order 225 made AA, A, B and C its own four; what D counted for is taken from Order 282.
            classes_aa_to_d: order_282.clone(),
            order_237,
            order_251,
            order_282,
            not_registered: 100,
            decay: [(3, 100), (6, 75), (12, 50), (24, 25)],
            released_per_point: 10,
            released_most: 150,
            rejected_free_permille: 20,
            least_declarations: 20,
            least_average: 100,
            rejected_most: 200,
            returns_free_permille: 100,
            withdrawals_free_permille: 50,
            returns_most: 50,
            late_summary: (10, 50),
            finding: (50, 300),
            detention: (50, 200),
            punishment: (20, 100),
            dishonest_associate: 150,
            scales: [Scale { region: "3301", grades: GRADES }, Scale { region: "", grades: GRADES }],
        }
    }
}

impl Model {
    /// What the classes of a scheme mean.
    #[must_use]
    pub const fn terms(&self, scheme: Scheme) -> &SchemeTerms {
        match scheme {
            Scheme::ClassesAaToD => &self.classes_aa_to_d,
            Scheme::Order225 | Scheme::Order237 => &self.order_237,
            Scheme::Order251 => &self.order_251,
            Scheme::Order282 => &self.order_282,
        }
    }

    /// The scale of the zone of an enterprise, and whether it is its own.
    pub(crate) fn scale(&self, region: Option<&str>) -> (Scale, bool) {
        let [own @ .., other] = &self.scales;
        let of_zone = own.iter().find(|scale| region.is_some_and(|region| region == scale.region));
        (of_zone.copied().unwrap_or(*other), of_zone.is_some())
    }

    /// The part of a bad mark of this age that still counts, in percent.
    pub(crate) fn weight(&self, age: u32) -> u32 {
        self.decay.iter().find(|(months, _)| age < *months).map_or(0, |(_, percent)| *percent)
    }
}

impl Scale {
    /// Grade of a score, and the time of its reviews in percent of the ordinary.
    pub(crate) fn grade(&self, score: u32) -> (&'static str, u32) {
        let fits = self.grades.iter().find(|(_, least, _)| score >= *least);
        fits.or(self.grades.last()).map_or(("", 100), |(name, _, percent)| (*name, *percent))
    }
}
