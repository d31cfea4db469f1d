//! What is in force when: one table of the provisions that change what this program does.

/// A civil day in Beijing: year, month, day.
pub type Day = (i16, i8, i8);

/// A provision that begins or ends on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provision {
    /// Retail (9610, 1210) needs the receipt of payment (403).
    PaymentReceiptNeeded,
    /// 9810 needs the exporter's overseas-warehouse business on record with customs.
    WarehouseRecordNeeded,
}

/// One row: a provision, its days, and where it comes from.
#[derive(Clone, Copy, Debug)]
pub struct InForce {
    /// The provision.
    pub provision: Provision,
    /// Stable name, such as `payment-receipt-needed`.
    pub name: &'static str,
    /// First day; `None`: always before.
    pub from: Option<Day>,
    /// Last day; `None`: still in force.
    pub until: Option<Day>,
    /// Chinese words.
    pub zh: &'static str,
    /// What it does here.
    pub en: &'static str,
    /// The act.
    pub source: &'static str,
}

macro_rules! provisions {
    ($($provision:ident = $name:literal from $from:expr, until $until:expr, $zh:literal $en:literal $source:literal;)*) => {
        /// Every provision, in the order of [`Provision`].
        pub static PROVISIONS: &[InForce] = &[$(InForce {
            provision: Provision::$provision, name: $name, from: $from, until: $until, zh: $zh, en: $en,
            source: $source,
        }),*];
    };
}

provisions! {
    PaymentReceiptNeeded = "payment-receipt-needed" from None, until Some((2024, 12, 14)),
        "零售出口须传输收款信息" "a retail declaration is compared only when its payment receipt (403) is there"
        "Announcement 167/2024, in force on 2024-12-15";
    WarehouseRecordNeeded = "warehouse-record-needed" from Some((2020, 7, 1)), until Some((2024, 12, 14)),
        "出口海外仓业务模式备案" "a 9810 list is taken only from an exporter whose overseas warehouse is on record"
        "Announcements 75/2020 and 167/2024";
}

impl Provision {
    /// Whether it is in force on a day.
    #[must_use]
    pub fn is_in_force(self, on: Day) -> bool {
        PROVISIONS
            .iter()
            .filter(|row| row.provision == self)
            .any(|row| row.from.is_none_or(|from| from <= on) && row.until.is_none_or(|until| on <= until))
    }
}
