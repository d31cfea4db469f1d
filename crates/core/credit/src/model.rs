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
    /// Released declarations for one point more.
    pub released_per_point: u64,
    /// Most points for released declarations.
    pub released_most: u32,
    /// Rejected declarations among a thousand for one point less, counted from this share on.
    pub rejected_free_permille: u64,
    /// Declarations below which a share of rejections says nothing.
    pub least_declarations: u64,
    /// Most points lost by rejected declarations.
    pub rejected_most: u32,
    /// Points lost by each inspection that found something.
    pub failed_inspection: u32,
    /// Most points lost by inspections.
    pub failed_most: u32,
    /// Grades and the least score for each, best first; the last has least score 0.
    pub grades: [(&'static str, u32); 5],
}

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
            name: "standard-2026.3".to_owned(),
            // Order 225 made AA, A, B and C its own four; what D counted for is taken from Order 282.
            classes_aa_to_d: order_282.clone(),
            order_237,
            order_251,
            order_282,
            not_registered: 100,
            released_per_point: 10,
            released_most: 150,
            rejected_free_permille: 20,
            least_declarations: 20,
            rejected_most: 200,
            failed_inspection: 50,
            failed_most: 300,
            grades: [("AAA", 900), ("AA", 750), ("A", 600), ("BBB", 400), ("BB", 0)],
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

    pub(crate) fn grade(&self, score: u32) -> &'static str {
        let fits = self.grades.iter().find(|(_, least)| score >= *least);
        fits.or(self.grades.last()).map_or("", |(name, _)| name)
    }
}
