//! A 9610 parcel from Hangzhou to the United States, with all its papers.

use crate::goods::{Goods, kilograms, of_line, pieces, yuan};
use crate::{AGENT, EXPORTER, Fixture, LOGISTICS, OPERATOR, PLATFORM};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{
    Arrival, ArrivalHead, ArrivalItem, Declaration, DeclarationHead, DeclarationItem, Departure,
    DepartureHead, DepartureItem, Document, DocumentKind, PaymentReceipt, SalesOrder, SalesOrderHead,
    SalesOrderItem, Waybill,
};

const CUSTOMS: &str = "2924";
const PORT: &str = "2928";
const UNITED_STATES: &str = "502";
const CNY: &str = "142";
const PIECE: &str = "011";
const KILOGRAM: &str = "035";
const BY_AIR: &str = "5";
/// Freight of every parcel: 12.50 yuan.
const FREIGHT_FEN: i128 = 1_250;
/// The box: 150 g.
const BOX_GRAMS: i128 = 150;

/// The `invtNo` of papers that are asked for by kind alone; a test that needs the real one says it.
pub const INVT_NO: &str = "29242026E000000001";

/// The papers of one parcel. They agree with each other, and none has a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// 303.
    pub order: SalesOrder,
    /// 403.
    pub payment: PaymentReceipt,
    /// 505.
    pub waybill: Waybill,
    /// 603.
    pub declaration: Declaration,
    /// 507, for this parcel alone.
    pub arrival: Arrival,
    /// 509, for this parcel alone.
    pub departure: Departure,
}

impl Parcel {
    /// The parcel of this number, with three lines.
    #[must_use]
    pub fn number(number: u32) -> Self {
        Self::with_lines(number, 3)
    }

    /// The parcel of this number, with so many lines.
    #[must_use]
    pub fn with_lines(number: u32, lines: u32) -> Self {
        Self::with_goods(number, 0, lines)
    }

    /// The parcel of this number, with so many lines; its goods are those that come so many lines later in the usual order, of
    /// which there are twelve.
    #[must_use]
    pub fn with_goods(number: u32, later: u32, lines: u32) -> Self {
        let (mut fen, mut grams) = (0, 0);
        let (mut order_items, mut items) = (Vec::new(), Vec::new());
        for gnum in 1..=lines {
            let goods = of_line(gnum.saturating_add(later));
            let (article, count) = goods;
            fen += article.fen * count;
            grams += article.grams * count;
            order_items.push(order_line(gnum, goods));
            items.push(declaration_line(gnum, goods));
        }
        let papers = Papers {
            number,
            goods_value: yuan(fen),
            gross_weight: kilograms(grams + BOX_GRAMS),
            net_weight: kilograms(grams),
        };
        Self {
            order: SalesOrder { head: papers.order(), items: order_items },
            payment: papers.payment(yuan(fen + FREIGHT_FEN)),
            waybill: papers.waybill(),
            declaration: Declaration { head: papers.declaration(), items },
            arrival: papers.arrival(),
            departure: papers.departure(),
        }
    }

    /// The same parcel, changed.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    /// The same parcel of another exporter.
    #[must_use]
    pub fn of_exporter(self, exporter: &Fixture) -> Self {
        let name = |fixture: &Fixture| (fixture.code.to_owned(), fixture.name.to_owned());
        self.with(|parcel| {
            let head = &mut parcel.order.head;
            (head.ebc_code, head.ebc_name) = name(exporter);
            let payment = &mut parcel.payment;
            (payment.ebc_code, payment.ebc_name) = name(exporter);
            parcel.waybill.ebc_code = Some(exporter.code.to_owned());
            parcel.waybill.ebc_name = Some(exporter.name.to_owned());
            let head = &mut parcel.declaration.head;
            (head.ebc_code, head.ebc_name) = name(exporter);
        })
    }

    /// The paper of this kind.
    #[must_use]
    pub fn document(&self, kind: DocumentKind) -> Document {
        match kind {
            DocumentKind::SalesOrder => self.order.clone().into(),
            DocumentKind::PaymentReceipt => self.payment.clone().into(),
            DocumentKind::Waybill => self.waybill.clone().into(),
            DocumentKind::Declaration => self.declaration.clone().into(),
            DocumentKind::Arrival => self.arrival.clone().into(),
            DocumentKind::Departure => self.departure.clone().into(),
            DocumentKind::Cancellation => self.cancellation(INVT_NO).into(),
            DocumentKind::Manifest => self.manifest().into(),
            DocumentKind::SummaryApplication => self.summary(&[INVT_NO]).into(),
            DocumentKind::ReturnApplication => self.return_application(INVT_NO).into(),
            DocumentKind::ReturnTally => self.return_tally(INVT_NO).into(),
        }
    }

    /// The papers on the way out, in the order in which a parcel needs them.
    #[must_use]
    pub fn documents(&self) -> [Document; 6] {
        DocumentKind::PARCEL.map(|kind| self.document(kind))
    }
}

/// One arrival in as many messages as there are parcels.
#[must_use]
pub fn split_arrival(number: u32, parcels: &[Parcel]) -> Vec<Arrival> {
    let parts = u32::try_from(parcels.len()).unwrap_or(u32::MAX);
    (1..)
        .zip(parcels)
        .map(|(part, parcel)| {
            let mut arrival = parcel.arrival.clone();
            arrival.head.cop_no = format!("ARR{number:08}");
            arrival.head.msg_count = parts;
            arrival.head.msg_seq_no = part;
            arrival
        })
        .collect()
}

/// One departure for all these parcels.
#[must_use]
pub fn departure_of(number: u32, parcels: &[Parcel]) -> Departure {
    let head =
        DepartureHead { cop_no: format!("DEP{number:08}"), ..papers_without_goods(number).departure().head };
    let item = |(gnum, parcel): (u32, &Parcel)| DepartureItem {
        gnum,
        logistics_no: parcel.waybill.logistics_no.clone(),
        ..DepartureItem::default()
    };
    Departure { head, items: (1..).zip(parcels).map(item).collect() }
}

fn papers_without_goods(number: u32) -> Papers {
    Papers { number, goods_value: Decimal::ZERO, gross_weight: Decimal::ZERO, net_weight: Decimal::ZERO }
}

fn order_line(gnum: u32, (article, count): Goods) -> SalesOrderItem {
    SalesOrderItem {
        gnum,
        item_no: article.item_no.to_owned(),
        item_name: article.name.to_owned(),
        unit: PIECE.to_owned(),
        currency: CNY.to_owned(),
        qty: pieces(count),
        price: yuan(article.fen),
        total_price: yuan(article.fen * count),
        ..SalesOrderItem::default()
    }
}

fn declaration_line(gnum: u32, (article, count): Goods) -> DeclarationItem {
    let weight = kilograms(article.grams * count);
    let (qty1, unit1, qty2, unit2) = if article.by_piece {
        (pieces(count), PIECE, Some(weight), Some(KILOGRAM.to_owned()))
    } else {
        (weight, KILOGRAM, None, None)
    };
    DeclarationItem {
        gnum,
        item_no: article.item_no.to_owned(),
        gcode: article.hs.to_owned(),
        gname: article.name.to_owned(),
        gmodel: article.model.to_owned(),
        bar_code: "无".to_owned(),
        country: UNITED_STATES.to_owned(),
        currency: CNY.to_owned(),
        qty: pieces(count),
        qty1,
        qty2,
        unit: PIECE.to_owned(),
        unit1: unit1.to_owned(),
        unit2,
        price: yuan(article.fen),
        total_price: yuan(article.fen * count),
        ..DeclarationItem::default()
    }
}

/// What the papers of one parcel have in common.
struct Papers {
    number: u32,
    goods_value: Decimal,
    gross_weight: Decimal,
    net_weight: Decimal,
}

impl Papers {
    fn guid(&self, kind: DocumentKind) -> String {
        format!("{:08X}-2026-4105-8900-{:012X}", kind.message(), self.number)
    }

    fn order_no(&self) -> String {
        format!("HZ{:010}", self.number)
    }

    fn logistics_no(&self) -> String {
        format!("LP{:012}", self.number)
    }

    /// A hundred parcels share a flight.
    fn bill_no(&self) -> String {
        format!("784-{:08}", self.number / 100 + 1)
    }

    fn order(&self) -> SalesOrderHead {
        SalesOrderHead {
            guid: self.guid(DocumentKind::SalesOrder),
            app_type: "1".to_owned(),
            app_time: "20260105085000".to_owned(),
            app_status: "2".to_owned(),
            order_type: "E".to_owned(),
            order_no: self.order_no(),
            ebp_code: PLATFORM.code.to_owned(),
            ebp_name: PLATFORM.name.to_owned(),
            ebc_code: EXPORTER.code.to_owned(),
            ebc_name: EXPORTER.name.to_owned(),
            goods_value: self.goods_value,
            freight: yuan(FREIGHT_FEN),
            currency: CNY.to_owned(),
            note: None,
        }
    }

    fn payment(&self, charge: Decimal) -> PaymentReceipt {
        PaymentReceipt {
            guid: self.guid(DocumentKind::PaymentReceipt),
            app_type: "1".to_owned(),
            app_time: "20260105085100".to_owned(),
            app_status: "2".to_owned(),
            ebp_code: PLATFORM.code.to_owned(),
            ebp_name: PLATFORM.name.to_owned(),
            ebc_code: EXPORTER.code.to_owned(),
            ebc_name: EXPORTER.name.to_owned(),
            order_no: self.order_no(),
            pay_code: None,
            pay_name: "示例支付有限公司".to_owned(),
            pay_no: Some(format!("PAY{:012}", self.number)),
            charge,
            currency: CNY.to_owned(),
            accounting_date: "20260105084500".to_owned(),
            note: None,
        }
    }

    fn waybill(&self) -> Waybill {
        Waybill {
            guid: self.guid(DocumentKind::Waybill),
            app_type: "1".to_owned(),
            app_time: "20260105085200".to_owned(),
            app_status: "2".to_owned(),
            logistics_code: LOGISTICS.code.to_owned(),
            logistics_name: LOGISTICS.name.to_owned(),
            logistics_no: self.logistics_no(),
            freight: yuan(FREIGHT_FEN),
            insured_fee: Decimal::ZERO,
            currency: CNY.to_owned(),
            gross_weight: self.gross_weight,
            pack_no: 1,
            goods_info: "服装和日用品".to_owned(),
            ebc_code: Some(EXPORTER.code.to_owned()),
            ebc_name: Some(EXPORTER.name.to_owned()),
            ..Waybill::default()
        }
    }

    fn declaration(&self) -> DeclarationHead {
        DeclarationHead {
            guid: self.guid(DocumentKind::Declaration),
            app_type: "1".to_owned(),
            app_time: "20260105085300".to_owned(),
            app_status: "2".to_owned(),
            customs_code: CUSTOMS.to_owned(),
            ebp_code: PLATFORM.code.to_owned(),
            ebp_name: PLATFORM.name.to_owned(),
            order_no: self.order_no(),
            logistics_code: LOGISTICS.code.to_owned(),
            logistics_name: LOGISTICS.name.to_owned(),
            logistics_no: self.logistics_no(),
            cop_no: format!("COP{:08}", self.number),
            ie_flag: "E".to_owned(),
            port_code: PORT.to_owned(),
            ie_date: "20260106".to_owned(),
            statistics_flag: "B".to_owned(),
            agent_code: AGENT.code.to_owned(),
            agent_name: AGENT.name.to_owned(),
            ebc_code: EXPORTER.code.to_owned(),
            ebc_name: EXPORTER.name.to_owned(),
            owner_code: "NO".to_owned(),
            owner_name: "示例针织厂".to_owned(),
            trade_mode: "9610".to_owned(),
            traf_mode: BY_AIR.to_owned(),
            traf_name: Some("CK221".to_owned()),
            voyage_no: Some("CK221".to_owned()),
            bill_no: Some(self.bill_no()),
            country: UNITED_STATES.to_owned(),
            pod: "LAX".to_owned(),
            freight: yuan(FREIGHT_FEN),
            freight_currency: CNY.to_owned(),
            freight_flag: "3".to_owned(),
            insured_fee: Decimal::ZERO,
            insurance_currency: CNY.to_owned(),
            insurance_flag: "3".to_owned(),
            wrap_type: "2".to_owned(),
            pack_no: 1,
            gross_weight: self.gross_weight,
            net_weight: self.net_weight,
            ..DeclarationHead::default()
        }
    }

    fn arrival(&self) -> Arrival {
        Arrival {
            head: ArrivalHead {
                guid: self.guid(DocumentKind::Arrival),
                app_type: "1".to_owned(),
                app_time: "20260105085400".to_owned(),
                app_status: "2".to_owned(),
                customs_code: CUSTOMS.to_owned(),
                cop_no: format!("ARR{:08}", self.number),
                operator_code: OPERATOR.code.to_owned(),
                operator_name: OPERATOR.name.to_owned(),
                ie_flag: "E".to_owned(),
                traf_mode: BY_AIR.to_owned(),
                bill_no: Some(self.bill_no()),
                domestic_traf_no: "浙A12345".to_owned(),
                logistics_code: LOGISTICS.code.to_owned(),
                logistics_name: LOGISTICS.name.to_owned(),
                msg_count: 1,
                msg_seq_no: 1,
                ..ArrivalHead::default()
            },
            items: vec![ArrivalItem { gnum: 1, logistics_no: self.logistics_no(), ..ArrivalItem::default() }],
        }
    }

    fn departure(&self) -> Departure {
        Departure {
            head: DepartureHead {
                guid: self.guid(DocumentKind::Departure),
                app_type: "1".to_owned(),
                app_time: "20260105085500".to_owned(),
                app_status: "2".to_owned(),
                customs_code: CUSTOMS.to_owned(),
                cop_no: format!("DEP{:08}", self.number),
                logistics_code: LOGISTICS.code.to_owned(),
                logistics_name: LOGISTICS.name.to_owned(),
                traf_mode: BY_AIR.to_owned(),
                traf_name: Some("CK221".to_owned()),
                voyage_no: Some("CK221".to_owned()),
                bill_no: Some(self.bill_no()),
                leave_time: "20260106113000".to_owned(),
                msg_count: 1,
                msg_seq_no: 1,
                ..DepartureHead::default()
            },
            items: vec![DepartureItem {
                gnum: 1,
                logistics_no: self.logistics_no(),
                ..DepartureItem::default()
            }],
        }
    }
}
