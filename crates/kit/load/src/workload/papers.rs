//! The papers of one parcel, as its traits ask for.

use super::encoded::Encoded;
use super::spec::Unusable;
use super::{Flow, StepName, Traits, near_miss};
use tongguan_domain::document::{Cancellation, Document, DocumentKind, ReturnApplication};
use tongguan_proto::document::v1 as pb;
use tongguan_testkit::{INVT_NO, Parcel};
use tongguan_wire::document::{
    write, write_arrival, write_declaration, write_departure, write_payment_receipt, write_sales_order,
    write_waybill,
};

/// Modes that there are papers of.
pub(crate) const MODES: [&str; 4] = ["9610", "9710", "9810", "1210"];

/// Code and name of the exporter of a rank: ten digits, as of the customs of Hangzhou.
pub(crate) fn exporter(rank: u64) -> (String, String) {
    (format!("33019{rank:05}"), format!("出口企业{rank:05}"))
}

/// Code and name of the broker of a number, likewise.
pub(crate) fn broker(number: u64) -> (String, String) {
    (format!("33018{number:05}"), format!("报关企业{number:05}"))
}

/// The parcel with all its papers.
pub(crate) fn parcel(traits: &Traits<'_>) -> Parcel {
    let (code, name) = exporter(traits.exporter);
    let (customs, port) = traits.office;
    let (country, pod) = traits.destination;
    Parcel::with_goods(traits.number, traits.goods, traits.lines).with(|parcel| {
        let order = &mut parcel.order.head;
        order.order_type = match traits.mode {
            "9710" => "B",
            "9810" => "W",
            _ => "E",
        }
        .to_owned();
        (order.ebc_code, order.ebc_name) = (code.clone(), name.clone());
        (parcel.payment.ebc_code, parcel.payment.ebc_name) = (code.clone(), name.clone());
        (parcel.waybill.ebc_code, parcel.waybill.ebc_name) = (Some(code.clone()), Some(name.clone()));
        let declared = &mut parcel.declaration.head;
        (declared.ebc_code, declared.ebc_name) = (code, name);
        if let Some(number) = traits.broker {
            (declared.agent_code, declared.agent_name) = broker(number);
        }
        traits.mode.clone_into(&mut declared.trade_mode);
        customs.clone_into(&mut declared.customs_code);
        port.clone_into(&mut declared.port_code);
        country.clone_into(&mut declared.country);
        pod.clone_into(&mut declared.pod);
        customs.clone_into(&mut parcel.arrival.head.customs_code);
        customs.clone_into(&mut parcel.departure.head.customs_code);
        for item in &mut parcel.declaration.items {
            country.clone_into(&mut item.country);
        }
        if traits.mode == "1210" {
            bonded(parcel);
        }
    })
}

/// From a bonded zone: whose goods they are, and their records.
fn bonded(parcel: &mut Parcel) {
    let declared = &mut parcel.declaration.head;
    declared.iac_code = Some("3301960ZON".to_owned());
    declared.iac_name = Some("示例综合保税区仓储有限公司".to_owned());
    declared.ems_no = Some("T2924W000001".to_owned());
    for item in &mut parcel.declaration.items {
        item.item_record_no = Some(item.gnum.to_string());
    }
}

/// What is sent first. A payment receipt belongs to retail.
pub(super) fn first(mode: &str) -> &'static [DocumentKind] {
    use DocumentKind::{Declaration, PaymentReceipt, SalesOrder, Waybill};
    match mode {
        "9710" | "9810" => &[SalesOrder, Waybill, Declaration],
        _ => &[SalesOrder, PaymentReceipt, Waybill, Declaration],
    }
}

/// 605, which names the declaration by a number that customs has yet to give.
fn cancellation(parcel: &Parcel) -> Document {
    let head = &parcel.declaration.head;
    let (ebc_code, ebc_name) = (head.ebc_code.clone(), head.ebc_name.clone());
    let (agent_code, agent_name) = (head.agent_code.clone(), head.agent_name.clone());
    Cancellation { ebc_code, ebc_name, agent_code, agent_name, ..parcel.cancellation(INVT_NO) }.into()
}

/// 213 and 215, which name it, too.
fn returned(parcel: &Parcel, mode: &str) -> [Document; 2] {
    let declared = &parcel.declaration.head;
    let ReturnApplication { mut head, items } = parcel.return_application(INVT_NO);
    (head.ebc_code, head.ebc_name) = (declared.ebc_code.clone(), declared.ebc_name.clone());
    (head.agent_code, head.agent_name) = (declared.agent_code.clone(), declared.agent_name.clone());
    if mode == "1210" {
        head.trade_mode = Some("1261".to_owned());
    }
    [ReturnApplication { head, items }.into(), parcel.return_tally(INVT_NO).into()]
}

/// A paper of a parcel, written without being copied first.
fn written(parcel: &Parcel, kind: DocumentKind) -> pb::Document {
    use pb::document::Document as Choice;
    let choice = match kind {
        DocumentKind::SalesOrder => Choice::SalesOrder(write_sales_order(&parcel.order)),
        DocumentKind::PaymentReceipt => Choice::PaymentReceipt(write_payment_receipt(&parcel.payment)),
        DocumentKind::Waybill => Choice::Waybill(write_waybill(&parcel.waybill)),
        DocumentKind::Declaration => Choice::Declaration(write_declaration(&parcel.declaration)),
        DocumentKind::Arrival => Choice::Arrival(write_arrival(&parcel.arrival)),
        DocumentKind::Departure => Choice::Departure(write_departure(&parcel.departure)),
        other => return write(&parcel.document(other)),
    };
    pb::Document { document: Some(choice) }
}

/// What is sent first, with one of them as it is given.
fn first_but(traits: &Traits<'_>, parcel: &Parcel, other: &Document) -> Vec<pb::Document> {
    let paper =
        |kind: &DocumentKind| if *kind == other.kind() { write(other) } else { written(parcel, *kind) };
    first(traits.mode).iter().map(paper).collect()
}

/// The papers of a step.
///
/// # Errors
/// A near miss that cannot be made.
pub(super) fn of_step(traits: &Traits<'_>, parcel: &Parcel, step: StepName) -> Result<Encoded, Unusable> {
    let documents = match step {
        StepName::Papers => match traits.miss {
            Some(miss) => first_but(traits, parcel, &near_miss::made(miss, parcel)?),
            None if traits.flow == Flow::Changed => {
                let mut disagreeing = parcel.waybill.clone();
                disagreeing.pack_no += 2;
                first_but(traits, parcel, &disagreeing.into())
            }
            None => first(traits.mode).iter().map(|kind| written(parcel, *kind)).collect(),
        },
        StepName::Change => {
            let mut waybill = parcel.waybill.clone();
            waybill.app_type = "2".to_owned();
            vec![write(&waybill.into()), written(parcel, DocumentKind::Declaration)]
        }
        StepName::Arrival => vec![written(parcel, DocumentKind::Arrival)],
        StepName::Departure => vec![written(parcel, DocumentKind::Departure)],
        StepName::Cancellation => vec![write(&cancellation(parcel))],
        StepName::Return => returned(parcel, traits.mode).iter().map(write).collect(),
        // A scenario has papers of its own.
        StepName::Act(_) => Vec::new(),
    };
    Ok(Encoded::of(documents))
}
