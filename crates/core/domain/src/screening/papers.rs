//! What the documents of a parcel say, beyond the head of its declaration.

use crate::decimal::Decimal;

/// What the documents of a parcel say, beyond what [`ScreeningFacts`](super::ScreeningFacts) always had.
///
/// No message of the export protocol names a consignee, so nothing here does.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Papers {
    /// `portCode`, the customs office of exit.
    #[n(0)]
    pub exit_code: String,
    /// `ebpCode`, the platform.
    #[n(1)]
    pub platform: String,
    /// `logisticsCode`, the logistics operator.
    #[n(2)]
    pub logistics: String,
    /// `ownerCode`, who made or sold the goods.
    #[n(3)]
    pub owner: String,
    /// `POD`, port of destination.
    #[n(4)]
    pub destination_port: String,
    /// `loctNo`, the supervised site; empty: not said.
    #[n(5)]
    pub site: String,
    /// `licenseNo`; empty: there is none.
    #[n(6)]
    pub licence: String,
    /// `gmodel` of each line: specification and brand.
    #[n(7)]
    pub goods_models: Vec<String>,
    /// `itemName` of each line: the name that the seller gives.
    #[n(8)]
    pub item_names: Vec<String>,
    /// `goodsInfo` of the waybill.
    #[n(9)]
    pub waybill_goods: String,
    /// Sum of `qty` of the lines.
    #[n(10)]
    pub pieces: Decimal,
    /// Highest `price` of a line in CNY, if every currency has a rate.
    #[n(11)]
    pub highest_price_cny: Option<Decimal>,
    /// `goodsValue` of the order in CNY, if there is an order and a rate.
    #[n(12)]
    pub ordered_cny: Option<Decimal>,
    /// `charge` of the receipt of payment in CNY, if there is one and a rate.
    #[n(13)]
    pub paid_cny: Option<Decimal>,
    /// `grossWeight` of the waybill, kg.
    #[n(14)]
    pub waybill_weight: Option<Decimal>,
}
