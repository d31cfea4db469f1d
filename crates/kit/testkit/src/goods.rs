//! What is in the parcels.

use tongguan_domain::decimal::Decimal;

/// An article. Money in fen, weight in grams, so that every sum is exact.
pub(crate) struct Article {
    pub(crate) item_no: &'static str,
    pub(crate) name: &'static str,
    pub(crate) model: &'static str,
    pub(crate) hs: &'static str,
    pub(crate) fen: i128,
    pub(crate) grams: i128,
    /// Whether customs counts it in pieces first (`011`), with kilograms second; otherwise in kilograms alone.
    pub(crate) by_piece: bool,
}

const ARTICLES: [Article; 4] = [
    Article {
        item_no: "TS-001",
        name: "棉制T恤",
        model: "针织|棉100%",
        hs: "6109100000",
        fen: 5_990,
        grams: 150,
        by_piece: true,
    },
    Article {
        item_no: "MG-002",
        name: "瓷杯",
        model: "瓷制|350ml",
        hs: "6911101900",
        fen: 3_250,
        grams: 320,
        by_piece: false,
    },
    Article {
        item_no: "TY-003",
        name: "塑料玩具",
        model: "积木|塑料制",
        hs: "9503006000",
        fen: 8_800,
        grams: 410,
        by_piece: true,
    },
    Article {
        item_no: "SC-004",
        name: "丝巾",
        model: "机织|桑蚕丝100%",
        hs: "6214100000",
        fen: 12_000,
        grams: 60,
        by_piece: true,
    },
];

/// An article and how many of it there are.
pub(crate) type Goods = (&'static Article, i128);

/// The goods of a line.
pub(crate) fn of_line(gnum: u32) -> Goods {
    let at = usize::try_from(gnum).unwrap_or_default() % ARTICLES.len();
    let article = ARTICLES.get(at).unwrap_or(const { &ARTICLES[0] });
    (article, i128::from(gnum % 3) + 1)
}

pub(crate) const fn yuan(fen: i128) -> Decimal {
    Decimal::from_scaled(fen * 1_000)
}

pub(crate) const fn kilograms(grams: i128) -> Decimal {
    Decimal::from_scaled(grams * 100)
}

pub(crate) const fn pieces(count: i128) -> Decimal {
    Decimal::from_scaled(count * 100_000)
}
