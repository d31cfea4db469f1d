//! What is in force when: the provisions that change what this program does.
//!
//! Rules name a [`Provision`] and ask it about a day. What else depends on a day stands in the row that it is about: the
//! entries of code tables ([`crate::codes::Entry::from`]), export controls, and the year of the nomenclature.

pub mod districts;

/// A civil day in Beijing: year, month, day.
pub type Day = (i16, i8, i8);

/// A provision that begins or ends on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provision {
    /// Supervision mode 9610.
    RetailExport,
    /// Supervision mode 1210.
    BondedExport,
    /// Supervision mode 1239.
    BondedExportA,
    /// Supervision modes 9710 and 9810, which began in a few customs districts.
    BusinessExport,
    /// Goods exported by e-commerce may come back under return modes.
    ExportReturn,
    /// Goods of 9610 may come back through another customs district than the one that they left by.
    CrossDistrictReturn,
    /// Goods for consolidation may be inspected before they are loaded.
    InspectBeforeLoading,
    /// Retail (9610, 1210) needs the receipt of payment (403).
    PaymentReceiptNeeded,
    /// 9810 needs the exporter's overseas-warehouse business on record with customs.
    WarehouseRecordNeeded,
    /// Credit classes before Order 225: AA, A, B, C, D.
    CreditClassesAaToD,
    /// Credit classes of Order 225: advanced certified, general certified, general, dishonest.
    CreditOrder225,
    /// Credit classes of Order 237, which are those of Order 225.
    CreditOrder237,
    /// Credit classes of Order 251: advanced certified, other, dishonest.
    CreditOrder251,
    /// Credit classes of Order 282: advanced certified, certified, regular, dishonest, seriously dishonest.
    CreditOrder282,
    /// Comprehensive pilot zones, first batch.
    ZoneBatch1,
    /// Second batch.
    ZoneBatch2,
    /// Third batch.
    ZoneBatch3,
    /// Fourth batch.
    ZoneBatch4,
    /// Fifth batch.
    ZoneBatch5,
    /// Sixth batch.
    ZoneBatch6,
    /// Seventh batch.
    ZoneBatch7,
    /// Eighth batch, which also revoked three zones.
    ZoneBatch8,
}

/// One row: a provision or one stage of it, its days and districts, and where it comes from.
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
    /// Directly subordinate customs in which it holds, four digits; empty: everywhere.
    pub districts: &'static [&'static str],
    /// Chinese words.
    pub zh: &'static str,
    /// What it does here.
    pub en: &'static str,
    /// The act.
    pub source: &'static str,
    /// False where day or districts are from memory.
    pub sure: bool,
}

impl InForce {
    /// Whether the row holds on a day, anywhere.
    #[must_use]
    pub fn holds_on(&self, on: Day) -> bool {
        self.from.is_none_or(|from| from <= on) && self.until.is_none_or(|until| on <= until)
    }

    /// Whether the row holds in a customs district, given by the code of any customs office there.
    #[must_use]
    pub fn holds_at(&self, customs: &str) -> bool {
        self.districts.is_empty()
            || crate::codes::customs_districts::known(customs)
                .regional()
                .is_some_and(|district| self.districts.contains(&district.entry.code))
    }
}

impl Provision {
    /// Its rows: one, or one for each stage.
    pub fn rows(self) -> impl Iterator<Item = &'static InForce> {
        PROVISIONS.iter().filter(move |row| row.provision == self)
    }

    /// Whether it is in force on a day, be it only in some districts.
    #[must_use]
    pub fn is_in_force(self, on: Day) -> bool {
        self.rows().any(|row| row.holds_on(on))
    }

    /// Whether it may have begun by a day, although it is not in force yet by what is known: its first day is from memory,
    /// and lies later in the same month.
    #[must_use]
    pub fn may_begin_on(self, on: Day) -> bool {
        let in_its_month = |from: Day| (from.0, from.1) == (on.0, on.1) && on < from;
        self.rows().any(|row| !row.sure && row.from.is_some_and(in_its_month))
    }

    /// Whether it is in force on a day at a customs office.
    #[must_use]
    pub fn is_in_force_at(self, on: Day, customs: &str) -> bool {
        self.rows().any(|row| row.holds_on(on) && row.holds_at(customs))
    }
}

macro_rules! provisions {
    ($($provision:ident = $name:literal $sure:ident from $from:expr, until $until:expr, in $districts:expr;
        $zh:literal $en:literal $source:expr;)*) => {
        /// Every provision, in the order of [`Provision`].
        pub static PROVISIONS: &[InForce] = &[$(InForce {
            provision: Provision::$provision, name: $name, from: $from, until: $until, districts: $districts,
            zh: $zh, en: $en, source: $source, sure: provisions!(@ $sure),
        }),*];
    };
    (@ sure) => { true };
    (@ unsure) => { false };
}

/// The day of a batch of pilot zones, and the reply that approved it.
pub(crate) const fn zone_batch(number: u8) -> (Day, &'static str) {
    match number {
        1 => ((2015, 3, 7), "国函〔2015〕44号; the day from memory"),
        2 => ((2016, 1, 12), "国函〔2016〕17号; the day from memory"),
        3 => ((2018, 7, 24), "国函〔2018〕93号"),
        4 => ((2019, 12, 15), "国函〔2019〕137号; the day from memory"),
        5 => ((2020, 4, 27), "国函〔2020〕47号; the day from memory"),
        6 => ((2022, 1, 22), "国函〔2022〕8号; the day from memory"),
        7 => ((2022, 11, 14), "国函〔2022〕126号"),
        _ => ((2025, 4, 1), "State Council reply of 2025-04, published on 2025-04-25; its day was not read"),
    }
}

/// Batch 8 also revoked zones.
pub(crate) const LAST_DAY_BEFORE_ZONE_BATCH_8: Day = (2025, 3, 31);

provisions! {
    RetailExport = "mode-9610" unsure from Some((2014, 2, 10)), until None, in &[];
        "跨境贸易电子商务（9610）" "an export declaration may have mode 9610" "Announcement 12/2014; the day from memory";
    BondedExport = "mode-1210" unsure from Some((2014, 8, 1)), until None, in &[];
        "保税跨境贸易电子商务（1210）" "an export declaration may have mode 1210"
        "Announcement 57/2014; the day from memory";
    BondedExportA = "mode-1239" unsure from Some((2016, 12, 1)), until None, in &[];
        "保税跨境贸易电子商务A（1239）" "an export declaration of version 2018-113 may have mode 1239"
        "note of tradeMode in the 2018-113 schema; Announcement 75/2016 is about goods that come in";
    BusinessExport = "modes-9710-9810-ten-districts" sure from Some((2020, 7, 1)), until None,
        in districts::BUSINESS_EXPORT_FIRST;
        "跨境电商B2B出口（9710、9810）首批试点" "9710 and 9810 at ten customs districts" "Announcement 75/2020";
    BusinessExport = "modes-9710-9810-twelve-districts-more" unsure from Some((2020, 9, 1)), until None,
        in districts::BUSINESS_EXPORT_SECOND;
        "跨境电商B2B出口增加试点" "9710 and 9810 at twelve customs districts more"
        "Announcement 92/2020: Shanghai, Nanning, Chengdu and Xi'an were read, eight districts are from memory";
    BusinessExport = "modes-9710-9810-everywhere" sure from Some((2021, 7, 1)), until None, in &[];
        "跨境电商B2B出口在全国海关复制推广" "9710 and 9810 at every customs district" "Announcement 47/2021";
    ExportReturn = "export-return" sure from Some((2020, 3, 27)), until None, in &[];
        "跨境电商出口商品退货" "a return application (213) is taken" "Announcement 44/2020";
    CrossDistrictReturn = "cross-district-return" sure from Some((2024, 12, 15)), until Some((2026, 3, 31)),
        in districts::CROSS_DISTRICT_RETURN;
        "零售出口跨关区退货试点" "9610 goods may come back at another of twenty customs districts"
        "Announcement 167/2024, measure 4";
    CrossDistrictReturn = "cross-district-return-everywhere" sure from Some((2026, 4, 1)), until None, in &[];
        "零售出口跨关区退货在全国海关推广" "9610 goods may come back at any customs district"
        "GACC announcement of 2026-03-13";
    InspectBeforeLoading = "inspect-before-loading" sure from Some((2024, 12, 15)), until None,
        in districts::INSPECT_BEFORE_LOADING;
        "先查验后装运" "goods may be inspected before they are consolidated, at twelve customs districts; a permission that nothing here asks for"
        "Announcement 167/2024, measure 3";
    PaymentReceiptNeeded = "payment-receipt-needed" sure from None, until Some((2024, 12, 14)), in &[];
        "零售出口须传输收款信息" "a retail declaration is compared only when its payment receipt (403) is there"
        "Announcement 167/2024, measure 2, in force on 2024-12-15; it ends the receipts of B2B exports, too";
    WarehouseRecordNeeded = "warehouse-record-needed" sure from Some((2020, 7, 1)), until Some((2024, 12, 14)), in &[];
        "出口海外仓业务模式备案" "a 9810 list is taken only from an exporter whose overseas warehouse is on record"
        "Announcement 75/2020; Announcement 167/2024, measure 1";
    CreditClassesAaToD = "credit-classes-aa-to-d" sure from None, until Some((2014, 11, 30)), in &[];
        "企业分类管理办法（AA、A、B、C、D类）" "five credit classes: AA, A, B, C, D" "Order 225 ends them on 2014-12-01";
    CreditOrder225 = "credit-order-225" sure from Some((2014, 12, 1)), until Some((2018, 4, 30)), in &[];
        "企业信用管理暂行办法（署令225号）" "four credit classes: advanced certified, general certified, general, dishonest"
        "Order 225";
    CreditOrder237 = "credit-order-237" sure from Some((2018, 5, 1)), until Some((2021, 10, 31)), in &[];
        "企业信用管理办法（署令237号）" "four credit classes: advanced certified, general certified, general, dishonest"
        "Order 237";
    CreditOrder251 = "credit-order-251" sure from Some((2021, 11, 1)), until Some((2026, 3, 31)), in &[];
        "注册登记和备案企业信用管理办法（署令251号）" "three credit classes: advanced certified, other, dishonest" "Order 251";
    CreditOrder282 = "credit-order-282" sure from Some((2026, 4, 1)), until None, in &[];
        "企业信用管理办法（署令282号）"
        "five credit classes: advanced certified, certified, regular, dishonest, seriously dishonest" "Order 282";
    ZoneBatch1 = "zones-batch-1" unsure from Some(zone_batch(1).0), until None, in &[];
        "跨境电商综合试验区第一批" "1 zone" zone_batch(1).1;
    ZoneBatch2 = "zones-batch-2" unsure from Some(zone_batch(2).0), until None, in &[];
        "跨境电商综合试验区第二批" "12 zones more" zone_batch(2).1;
    ZoneBatch3 = "zones-batch-3" sure from Some(zone_batch(3).0), until None, in &[];
        "跨境电商综合试验区第三批" "22 zones more" zone_batch(3).1;
    ZoneBatch4 = "zones-batch-4" unsure from Some(zone_batch(4).0), until None, in &[];
        "跨境电商综合试验区第四批" "24 zones more" zone_batch(4).1;
    ZoneBatch5 = "zones-batch-5" unsure from Some(zone_batch(5).0), until None, in &[];
        "跨境电商综合试验区第五批" "46 zones more" zone_batch(5).1;
    ZoneBatch6 = "zones-batch-6" unsure from Some(zone_batch(6).0), until None, in &[];
        "跨境电商综合试验区第六批" "27 zones more" zone_batch(6).1;
    ZoneBatch7 = "zones-batch-7" sure from Some(zone_batch(7).0), until None, in &[];
        "跨境电商综合试验区第七批" "33 zones more" zone_batch(7).1;
    ZoneBatch8 = "zones-batch-8" unsure from Some(zone_batch(8).0), until None, in &[];
        "跨境电商综合试验区第八批" "16 zones more, 3 revoked" zone_batch(8).1;
}

#[cfg(test)]
mod tests {
    use super::Provision::*;
    use super::*;
    use crate::codes::customs_districts;
    use std::collections::BTreeSet;

    #[test]
    fn provisions_begin_and_end_on_their_days() {
        for (provision, day, expected) in [
            (RetailExport, (2014, 2, 9), false),
            (RetailExport, (2014, 2, 10), true),
            (BusinessExport, (2020, 6, 30), false),
            (BusinessExport, (2020, 7, 1), true),
            (ExportReturn, (2020, 3, 26), false),
            (ExportReturn, (2020, 3, 27), true),
            (PaymentReceiptNeeded, (1999, 1, 1), true),
            (PaymentReceiptNeeded, (2024, 12, 14), true),
            (PaymentReceiptNeeded, (2024, 12, 15), false),
            (WarehouseRecordNeeded, (2020, 6, 30), false),
            (WarehouseRecordNeeded, (2024, 12, 14), true),
            (WarehouseRecordNeeded, (2024, 12, 15), false),
            (CrossDistrictReturn, (2024, 12, 14), false),
            (CrossDistrictReturn, (2024, 12, 15), true),
            (CrossDistrictReturn, (2030, 1, 1), true),
            (CreditClassesAaToD, (2014, 11, 30), true),
            (CreditClassesAaToD, (2014, 12, 1), false),
            (CreditOrder225, (2014, 12, 1), true),
            (CreditOrder225, (2018, 5, 1), false),
            (CreditOrder237, (2018, 4, 30), false),
            (CreditOrder237, (2018, 5, 1), true),
            (CreditOrder237, (2021, 10, 31), true),
            (CreditOrder237, (2021, 11, 1), false),
            (CreditOrder251, (2021, 10, 31), false),
            (CreditOrder251, (2026, 3, 31), true),
            (CreditOrder282, (2026, 3, 31), false),
            (CreditOrder282, (2026, 4, 1), true),
            (ZoneBatch3, (2018, 7, 23), false),
            (ZoneBatch3, (2018, 7, 24), true),
            (ZoneBatch7, (2022, 11, 13), false),
            (ZoneBatch7, (2022, 11, 14), true),
            (ZoneBatch8, (2025, 3, 31), false),
            (ZoneBatch8, (2025, 4, 1), true),
        ] {
            assert_eq!(provision.is_in_force(day), expected, "{provision:?} {day:?}");
        }
    }

    #[test]
    fn some_provisions_begin_in_a_few_districts() {
        for (provision, day, customs, expected) in [
            (BusinessExport, (2020, 7, 1), "2924", true),
            (BusinessExport, (2020, 8, 31), "2233", false),
            (BusinessExport, (2020, 9, 1), "2233", true),
            (BusinessExport, (2021, 6, 30), "0900", false),
            (BusinessExport, (2021, 7, 1), "0900", true),
            (InspectBeforeLoading, (2026, 1, 5), "5141", true),
            (InspectBeforeLoading, (2026, 1, 5), "5300", false),
            (CrossDistrictReturn, (2026, 1, 5), "9402", true),
            (CrossDistrictReturn, (2026, 3, 31), "9700", false),
            (CrossDistrictReturn, (2026, 4, 1), "9700", true),
            (BusinessExport, (2020, 7, 1), "????", false),
            (PaymentReceiptNeeded, (2020, 7, 1), "????", true),
        ] {
            assert_eq!(provision.is_in_force_at(day, customs), expected, "{provision:?} {day:?} {customs}");
        }
    }

    #[test]
    fn the_table_is_sound() {
        assert!(PROVISIONS.is_sorted_by_key(|row| row.provision));
        let names: BTreeSet<&str> = PROVISIONS.iter().map(|row| row.name).collect();
        assert_eq!(names.len(), PROVISIONS.len());
        for row in PROVISIONS {
            assert!(row.from.zip(row.until).is_none_or(|(from, until)| from < until), "{}", row.name);
            assert!(row.from.is_some() || row.until.is_some(), "{}: always in force", row.name);
            for code in row.districts {
                let district = customs_districts::find(code);
                assert!(district.is_some_and(|district| district.parent.is_none()), "{} {code}", row.name);
            }
        }
    }

    /// A day from memory leaves the rest of its month open.
    #[test]
    fn what_is_from_memory_is_doubtful() {
        for (provision, day, expected) in [
            (ZoneBatch1, (2015, 2, 28), false),
            (ZoneBatch1, (2015, 3, 1), true),
            (ZoneBatch1, (2015, 3, 7), false),
            (ZoneBatch3, (2018, 7, 5), false),
        ] {
            assert_eq!(provision.may_begin_on(day), expected, "{provision:?} {day:?}");
        }
    }

    /// On every day exactly one scheme of credit classes is in force.
    #[test]
    fn credit_orders_follow_each_other() {
        for day in [
            (2014, 1, 1),
            (2014, 12, 1),
            (2018, 4, 30),
            (2018, 5, 1),
            (2021, 10, 31),
            (2021, 11, 1),
            (2026, 3, 31),
            (2026, 4, 1),
            (2100, 1, 1),
        ] {
            let orders = [CreditClassesAaToD, CreditOrder225, CreditOrder237, CreditOrder251, CreditOrder282];
            assert_eq!(orders.into_iter().filter(|order| order.is_in_force(day)).count(), 1, "{day:?}");
        }
    }
}
