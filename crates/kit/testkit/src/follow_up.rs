//! The papers that follow a declaration: manifest, cancellation, summary, return.

use crate::{AGENT, EXPORTER, LOGISTICS, OPERATOR, PLATFORM, Parcel};
use tongguan_domain::document::{
    Cancellation, Manifest, ManifestHead, ManifestItem, ReturnApplication, ReturnApplicationHead,
    ReturnApplicationItem, ReturnTally, SummaryApplication, SummaryApplicationHead, SummaryApplicationItem,
};

impl Parcel {
    /// The last twelve digits of the parcel's guids.
    fn mark(&self) -> &str {
        self.waybill.guid.get(24..).unwrap_or_default()
    }

    fn serial(&self) -> &str {
        self.mark().get(4..).unwrap_or_default()
    }

    fn guid_of(&self, message: u16) -> String {
        format!("{message:08X}-2026-4105-8900-{}", self.mark())
    }

    /// 607, for this parcel alone: the bill of lading, flight and vehicle of its declaration.
    #[must_use]
    pub fn manifest(&self) -> Manifest {
        let declared = &self.declaration.head;
        let head = ManifestHead {
            guid: self.guid_of(607),
            app_type: "1".to_owned(),
            app_time: "20260105085430".to_owned(),
            app_status: "2".to_owned(),
            customs_code: declared.customs_code.clone(),
            cop_no: format!("MAN{}", self.serial()),
            agent_code: AGENT.code.to_owned(),
            agent_name: AGENT.name.to_owned(),
            traf_mode: declared.traf_mode.clone(),
            traf_name: "CK221".to_owned(),
            voyage_no: "CK221".to_owned(),
            bill_no: self.arrival.head.bill_no.clone().unwrap_or_default(),
            gross_weight: declared.gross_weight,
            logistics_code: LOGISTICS.code.to_owned(),
            logistics_name: LOGISTICS.name.to_owned(),
            msg_count: 1,
            msg_seq_no: 1,
            ..ManifestHead::default()
        };
        Manifest { head, items: vec![line(1, self)] }
    }

    /// 605: takes the declaration with this number back.
    #[must_use]
    pub fn cancellation(&self, invt_no: &str) -> Cancellation {
        Cancellation {
            guid: self.guid_of(605),
            app_type: "1".to_owned(),
            app_time: "20260105090000".to_owned(),
            app_status: "2".to_owned(),
            customs_code: self.declaration.head.customs_code.clone(),
            cop_no: format!("CAN{}", self.serial()),
            invt_no: invt_no.to_owned(),
            reason: "买家取消订单".to_owned(),
            agent_code: AGENT.code.to_owned(),
            agent_name: AGENT.name.to_owned(),
            ebc_code: EXPORTER.code.to_owned(),
            ebc_name: EXPORTER.name.to_owned(),
            ..Cancellation::default()
        }
    }

    /// 701: sums these declarations up.
    #[must_use]
    pub fn summary(&self, invt_nos: &[&str]) -> SummaryApplication {
        let head = SummaryApplicationHead {
            guid: self.guid_of(701),
            app_type: "1".to_owned(),
            app_time: "20260202090000".to_owned(),
            app_status: "2".to_owned(),
            customs_code: self.declaration.head.customs_code.clone(),
            cop_no: format!("SUM{}", self.serial()),
            agent_code: AGENT.code.to_owned(),
            agent_name: AGENT.name.to_owned(),
            ebc_code: EXPORTER.code.to_owned(),
            ebc_name: EXPORTER.name.to_owned(),
            decl_agent_code: AGENT.code.to_owned(),
            decl_agent_name: AGENT.name.to_owned(),
            summary_flag: "1".to_owned(),
            item_name_flag: "1".to_owned(),
            msg_count: 1,
            msg_seq_no: 1,
            ..SummaryApplicationHead::default()
        };
        let item = |invt_no: &&str| SummaryApplicationItem { invt_no: (*invt_no).to_owned() };
        SummaryApplication { head, items: invt_nos.iter().map(item).collect() }
    }

    /// 213: brings all goods of the declaration with this number back.
    #[must_use]
    pub fn return_application(&self, invt_no: &str) -> ReturnApplication {
        let declared = &self.declaration.head;
        let head = ReturnApplicationHead {
            guid: self.guid_of(213),
            app_type: "1".to_owned(),
            app_time: "20260301090000".to_owned(),
            app_status: "2".to_owned(),
            customs_code: declared.customs_code.clone(),
            ebp_code: PLATFORM.code.to_owned(),
            ebp_name: PLATFORM.name.to_owned(),
            ebc_code: EXPORTER.code.to_owned(),
            ebc_name: EXPORTER.name.to_owned(),
            logistics_no: self.return_logistics_no(),
            logistics_code: LOGISTICS.code.to_owned(),
            logistics_name: LOGISTICS.name.to_owned(),
            co_el_no: format!("RET{}", self.serial()),
            invt_no: invt_no.to_owned(),
            trade_mode: Some("9661".to_owned()),
            agent_code: AGENT.code.to_owned(),
            agent_name: AGENT.name.to_owned(),
            bill_no: self.return_bill_no(),
            ie_flag: "I".to_owned(),
            traf_mode: declared.traf_mode.clone(),
            traf_name: "CK222".to_owned(),
            port_code: declared.port_code.clone(),
            reason: "尺码不合".to_owned(),
            country: declared.country.clone(),
            voyage_no: "CK222".to_owned(),
            ..ReturnApplicationHead::default()
        };
        let items = self.declaration.items.iter().map(|item| ReturnApplicationItem {
            gnum: item.gnum,
            gcode: item.gcode.clone(),
            gname: item.gname.clone(),
            gmodel: item.gmodel.clone(),
            qty: item.qty,
            qty1: item.qty1,
            unit: item.unit.clone(),
            unit1: item.unit1.clone(),
            qty2: item.qty2,
            unit2: item.unit2.clone(),
            note: None,
        });
        ReturnApplication { head, items: items.collect() }
    }

    /// 215: the returned parcel is at the site.
    #[must_use]
    pub fn return_tally(&self, invt_no: &str) -> ReturnTally {
        ReturnTally {
            guid: self.guid_of(215),
            app_type: "1".to_owned(),
            app_time: "20260302090000".to_owned(),
            app_status: "2".to_owned(),
            customs_code: self.declaration.head.customs_code.clone(),
            operator_code: OPERATOR.code.to_owned(),
            operator_name: OPERATOR.name.to_owned(),
            logistics_code: LOGISTICS.code.to_owned(),
            logistics_name: LOGISTICS.name.to_owned(),
            logistics_no: self.return_logistics_no(),
            invt_no: Some(invt_no.to_owned()),
            co_el_no: format!("TAL{}", self.serial()),
            bill_no: self.return_bill_no(),
            ie_flag: "I".to_owned(),
            traf_mode: self.declaration.head.traf_mode.clone(),
            traf_name: "CK222".to_owned(),
            voyage_no: "CK222".to_owned(),
            location: Some("A-01".to_owned()),
            ..ReturnTally::default()
        }
    }

    fn return_logistics_no(&self) -> String {
        format!("RT{}", self.mark())
    }

    fn return_bill_no(&self) -> String {
        format!("R{}", self.declaration.head.bill_no.as_deref().unwrap_or("784-00000001"))
    }
}

fn line(gnum: u32, parcel: &Parcel) -> ManifestItem {
    ManifestItem { gnum, logistics_no: parcel.waybill.logistics_no.clone(), ..ManifestItem::default() }
}

/// One manifest for all these parcels, under the bill of the first.
///
/// # Panics
/// There is no parcel.
#[must_use]
pub fn manifest_of(parcels: &[Parcel]) -> Manifest {
    let Some(first) = parcels.first() else { panic!("no parcel") };
    Manifest {
        head: first.manifest().head,
        items: (1..).zip(parcels).map(|(gnum, p)| line(gnum, p)).collect(),
    }
}

/// One manifest in as many messages as there are parcels.
///
/// # Panics
/// There is no parcel.
#[must_use]
pub fn split_manifest(parcels: &[Parcel]) -> Vec<Manifest> {
    let whole = manifest_of(parcels);
    let parts = u32::try_from(parcels.len()).unwrap_or(u32::MAX);
    let part = |(number, item)| {
        let head = ManifestHead { msg_count: parts, msg_seq_no: number, ..whole.head.clone() };
        Manifest { head, items: vec![item] }
    };
    (1..).zip(whole.items.clone()).map(part).collect()
}
