//! The parcels of the demo: invented enterprises, real forms.

use tongguan_proto::document::v1 as pb;
use tongguan_proto::document::v1::CreditClass;
use tongguan_proto::document::v1::document::Document as Any;
use tongguan_proto::registry::v1::{Enterprise, Role};

/// Code and name of an enterprise.
pub(super) type Party = (&'static str, &'static str);

const PLATFORM: Party = ("3301960YJP", "杭州云集跨境平台有限公司");
const EXPORTER: Party = ("3301960YJT", "杭州云锦贸易有限公司");
pub(super) const DISHONEST: Party = ("3301960SXT", "杭州失信贸易有限公司");
const AGENT: Party = ("3301980BGA", "杭州快关报关有限公司");
const LOGISTICS: Party = ("3301980LGS", "杭州顺达物流有限公司");
const SITE: Party = ("3301980OPR", "杭州空港监管场所有限公司");
/// Xiaoshan airport.
const CUSTOMS: &str = "2991";
/// The United States, and the US dollar.
const USA: &str = "502";
const DOLLAR: &str = "502";
const YUAN: &str = "142";
const PIECE: &str = "011";
const KILOGRAM: &str = "035";
const FLIGHT: &str = "CA837";
const BILL: &str = "99912345678";

/// Who takes part, for the registry.
pub(super) fn enterprises() -> Vec<Enterprise> {
    let of = |(code, name): Party, role: Role, class: CreditClass| Enterprise {
        code: code.to_owned(),
        name: name.to_owned(),
        roles: vec![role.into()],
        credit_class: class.into(),
        ..Default::default()
    };
    vec![
        of(EXPORTER, Role::Exporter, CreditClass::Other),
        of(AGENT, Role::DeclaringAgent, CreditClass::Other),
        of(DISHONEST, Role::Exporter, CreditClass::Dishonest),
    ]
}

/// A parcel of T-shirts.
#[derive(Clone, Debug)]
pub(super) struct Parcel {
    pub(super) number: &'static str,
    pub(super) exporter: Party,
    pub(super) quantity: u32,
    pub(super) note: &'static str,
    /// 1, or more for what is sent again.
    pub(super) version: u32,
}

/// The parcel of the first scene.
pub(super) fn clean_parcel() -> Parcel {
    Parcel::new("01")
}

fn s(text: impl ToString) -> Option<String> {
    Some(text.to_string())
}

fn wrapped(document: Any) -> pb::Document {
    pb::Document { document: Some(document) }
}

impl Parcel {
    pub(super) const fn new(number: &'static str) -> Self {
        Self { number, exporter: EXPORTER, quantity: 2, note: "", version: 1 }
    }

    /// Order, waybill and declaration.
    pub(super) fn documents(&self) -> Vec<pb::Document> {
        vec![self.order(), self.waybill(), self.declaration()]
    }

    fn guid(&self, kind: u16) -> Option<String> {
        Some(format!("00000{kind}-2026-4105-9610-0000000{}{}00", self.version, self.number))
    }

    fn order_no(&self) -> Option<String> {
        Some(format!("YJ20260105{}", self.number))
    }

    fn logistics_no(&self) -> Option<String> {
        Some(format!("SD20260105{}", self.number))
    }

    /// 9.99 dollars a piece.
    fn total(&self) -> Option<String> {
        let cents = self.quantity * 999;
        Some(format!("{}.{:02}", cents / 100, cents % 100))
    }

    fn app_time(&self) -> Option<String> {
        Some(format!("2026010509{:02}00", self.version))
    }

    pub(super) fn order(&self) -> pb::Document {
        wrapped(Any::SalesOrder(pb::SalesOrder {
            guid: self.guid(303),
            app_type: s(1),
            app_time: self.app_time(),
            app_status: s(2),
            order_type: s("E"),
            order_no: self.order_no(),
            ebp_code: s(PLATFORM.0),
            ebp_name: s(PLATFORM.1),
            ebc_code: s(self.exporter.0),
            ebc_name: s(self.exporter.1),
            goods_value: self.total(),
            freight: s(0),
            currency: s(DOLLAR),
            note: None,
            items: vec![pb::SalesOrderItem {
                gnum: Some(1),
                item_no: s("TS-001"),
                item_name: s("棉制T恤"),
                unit: s(PIECE),
                currency: s(DOLLAR),
                qty: s(self.quantity),
                price: s("9.99"),
                total_price: self.total(),
                ..Default::default()
            }],
        }))
    }

    pub(super) fn waybill(&self) -> pb::Document {
        wrapped(Any::Waybill(pb::Waybill {
            guid: self.guid(505),
            app_type: s(1),
            app_time: self.app_time(),
            app_status: s(2),
            logistics_code: s(LOGISTICS.0),
            logistics_name: s(LOGISTICS.1),
            logistics_no: self.logistics_no(),
            freight: s("12.5"),
            insured_fee: s(0),
            currency: s(YUAN),
            gross_weight: s("0.45"),
            pack_no: Some(1),
            goods_info: s("棉制T恤"),
            ebc_code: s(self.exporter.0),
            ..Default::default()
        }))
    }

    pub(super) fn declaration(&self) -> pb::Document {
        wrapped(Any::Declaration(self.declared()))
    }

    /// The same with a wrong sum, the ISO code of a country (840) and a mandatory field left out.
    pub(super) fn faulty_declaration(&self) -> pb::Document {
        let mut declaration = pb::Declaration { agent_code: None, country: s("840"), ..self.declared() };
        for item in &mut declaration.items {
            item.total_price = s("25.00");
        }
        wrapped(Any::Declaration(declaration))
    }

    fn declared(&self) -> pb::Declaration {
        pb::Declaration {
            guid: self.guid(603),
            app_type: s(1),
            app_time: self.app_time(),
            app_status: s(2),
            customs_code: s(CUSTOMS),
            ebp_code: s(PLATFORM.0),
            ebp_name: s(PLATFORM.1),
            order_no: self.order_no(),
            logistics_code: s(LOGISTICS.0),
            logistics_name: s(LOGISTICS.1),
            logistics_no: self.logistics_no(),
            cop_no: Some(format!("COP20260105{}", self.number)),
            ie_flag: s("E"),
            port_code: s(CUSTOMS),
            ie_date: s("20260106"),
            statistics_flag: s("B"),
            agent_code: s(AGENT.0),
            agent_name: s(AGENT.1),
            ebc_code: s(self.exporter.0),
            ebc_name: s(self.exporter.1),
            owner_code: s("NO"),
            owner_name: s("杭州云锦针织厂"),
            trade_mode: s(9610),
            traf_mode: s(5),
            traf_name: s(FLIGHT),
            voyage_no: s(FLIGHT),
            bill_no: s(BILL),
            country: s(USA),
            pod: s("LAX"),
            freight: s("12.5"),
            freight_currency: s(YUAN),
            freight_flag: s(3),
            insured_fee: s(0),
            insurance_currency: s(YUAN),
            insurance_flag: s(3),
            wrap_type: s(2),
            pack_no: Some(1),
            gross_weight: s("0.45"),
            net_weight: s("0.4"),
            note: s(self.note),
            items: vec![self.declared_item()],
            ..Default::default()
        }
    }

    fn declared_item(&self) -> pb::DeclarationItem {
        pb::DeclarationItem {
            gnum: Some(1),
            item_no: s("TS-001"),
            item_name: s("棉制T恤"),
            gcode: s("6109100010"),
            gname: s("棉制T恤"),
            gmodel: s("针织|棉100%"),
            bar_code: s("无"),
            country: s(USA),
            currency: s(DOLLAR),
            qty: s(self.quantity),
            qty1: s(self.quantity),
            unit: s(PIECE),
            unit1: s(PIECE),
            qty2: s("0.4"),
            unit2: s(KILOGRAM),
            price: s("9.99"),
            total_price: self.total(),
            ..Default::default()
        }
    }

    pub(super) fn arrival(&self) -> pb::Document {
        wrapped(Any::Arrival(pb::Arrival {
            guid: self.guid(507),
            app_type: s(1),
            app_time: s("20260105100000"),
            app_status: s(2),
            customs_code: s(CUSTOMS),
            cop_no: Some(format!("ARR20260105{}", self.number)),
            operator_code: s(SITE.0),
            operator_name: s(SITE.1),
            ie_flag: s("E"),
            traf_mode: s(5),
            bill_no: s(BILL),
            domestic_traf_no: s("浙A12345"),
            logistics_code: s(LOGISTICS.0),
            logistics_name: s(LOGISTICS.1),
            msg_count: Some(1),
            msg_seq_no: Some(1),
            items: vec![pb::ArrivalItem {
                gnum: Some(1),
                logistics_no: self.logistics_no(),
                ..Default::default()
            }],
            ..Default::default()
        }))
    }

    pub(super) fn departure(&self) -> pb::Document {
        wrapped(Any::Departure(pb::Departure {
            guid: self.guid(509),
            app_type: s(1),
            app_time: s("20260105110000"),
            app_status: s(2),
            customs_code: s(CUSTOMS),
            cop_no: Some(format!("DEP20260105{}", self.number)),
            logistics_code: s(LOGISTICS.0),
            logistics_name: s(LOGISTICS.1),
            traf_mode: s(5),
            traf_name: s(FLIGHT),
            voyage_no: s(FLIGHT),
            bill_no: s(BILL),
            leave_time: s("20260106093000"),
            msg_count: Some(1),
            msg_seq_no: Some(1),
            items: vec![pb::DepartureItem {
                gnum: Some(1),
                logistics_no: self.logistics_no(),
                ..Default::default()
            }],
            ..Default::default()
        }))
    }
}
