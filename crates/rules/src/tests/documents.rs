//! Valid documents as text, and changes to them.

use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::Fault;
use tongguan_domain::record::{Field, Raw};
use tongguan_domain::version::MessageVersion;

const ORDER: &str = "
    guid=6F0D9C1E-2B7A-4E55-9C3D-0A1B2C3D4E5F app_type=1 app_time=20260105090000 app_status=2 order_type=E
    order_no=HZ2026010500001 ebp_code=3301960XYZ ebp_name=杭州示例平台有限公司 ebc_code=3301960ABC
    ebc_name=杭州示例贸易有限公司 goods_value=77.97 freight=0 currency=502
    / gnum=1 item_no=TS-001 item_name=棉制T恤 unit=011 currency=502 qty=3 price=9.99 total_price=29.97
    / gnum=2 item_no=MG-002 item_name=马克杯 bar_code= unit=007 currency=502 qty=2 price=24 total_price=48.00";

const RECEIPT: &str = "
    guid=7F0D9C1E-2B7A-4E55-9C3D-0A1B2C3D4E5F app_type=1 app_time=20260105090100 app_status=2 ebp_code=3301960XYZ
    ebp_name=杭州示例平台有限公司 ebc_code=3301960ABC ebc_name=杭州示例贸易有限公司 order_no=HZ2026010500001
    pay_code=91330100MA2ABCDE1X pay_name=示例支付有限公司 pay_no=P20260105000001 charge=77.97 currency=502
    accounting_date=20260105085500";

const WAYBILL: &str = "
    guid=8F0D9C1E-2B7A-4E55-9C3D-0A1B2C3D4E5F app_type=1 app_time=20260105090200 app_status=2
    logistics_code=3301980LGS logistics_name=杭州示例物流有限公司 logistics_no=LP00000000000001 freight=12.5
    insured_fee=0 currency=142 gross_weight=1.2 pack_no=1 goods_info=服装和日用品 ebc_code=3301960ABC";

const DECLARATION: &str = "
    guid=9F0D9C1E-2B7A-4E55-9C3D-0A1B2C3D4E5F app_type=1 app_time=20260105090300 app_status=2 customs_code=2924
    ebp_code=3301960XYZ ebp_name=杭州示例平台有限公司 order_no=HZ2026010500001 logistics_code=3301980LGS
    logistics_name=杭州示例物流有限公司 logistics_no=LP00000000000001 cop_no=COP0001 ie_flag=E port_code=2900
    ie_date=20260106 statistics_flag=B agent_code=3301980AGT agent_name=杭州示例报关有限公司 ebc_code=3301960ABC
    ebc_name=杭州示例贸易有限公司 owner_code=NO owner_name=示例针织厂 trade_mode=9610 traf_mode=5 loct_no=
    country=502 pod=LAX freight=12.5 freight_currency=142 freight_flag=3 insured_fee=0 insurance_currency=142
    insurance_flag=3 wrap_type=2 pack_no=1 gross_weight=1.2 net_weight=1.05
    / gnum=1 item_no=TS-001 gcode=6109100000 gname=棉制T恤 gmodel=针织|棉100% bar_code=无 country=502 currency=502
      qty=3 qty1=3 unit=011 unit1=011 qty2=0.45 unit2=035 price=9.99 total_price=29.97
    / gnum=2 item_no=MG-002 gcode=6911101900 gname=瓷杯 gmodel=瓷制 bar_code=6901234567892 country=502 currency=502
      qty=2 qty1=0.6 unit=007 unit1=035 unit2= price=24 total_price=48
    / gnum=3 item_no=CL-003 gcode=0501000000 gname=样品 gmodel=样品 bar_code=无 country=502 currency=502
      qty=1 qty1=1 unit=007 unit1=007 price=1 total_price=1";

const ARRIVAL: &str = "
    guid=AF0D9C1E-2B7A-4E55-9C3D-0A1B2C3D4E5F app_type=1 app_time=20260105120000 app_status=2 customs_code=2924
    cop_no=ARR0001 operator_code=3301980OPR operator_name=杭州示例场所有限公司 ie_flag=E traf_mode=5
    bill_no=99912345678 domestic_traf_no=浙A12345 logistics_code=3301980LGS logistics_name=杭州示例物流有限公司
    msg_count=1 msg_seq_no=1
    / gnum=1 logistics_no=LP00000000000001
    / gnum=2 logistics_no=LP00000000000002
    / gnum=3 logistics_no=LP00000000000003";

const DEPARTURE: &str = "
    guid=BF0D9C1E-2B7A-4E55-9C3D-0A1B2C3D4E5F app_type=1 app_time=20260106120000 app_status=2 customs_code=2924
    cop_no=DEP0001 logistics_code=3301980LGS logistics_name=杭州示例物流有限公司 traf_mode=5 traf_name=CA001
    voyage_no=CA001 bill_no=99912345678 leave_time=20260106113000 msg_count=1 msg_seq_no=1
    / gnum=1 logistics_no=LP00000000000001
    / gnum=2 logistics_no=LP00000000000002";

/// A document by its name, and with `changes` such as `app_type=4 items[0].qty=2 cop_no=~`.
///
/// `~` leaves the element out, `_` stands for a space, `lines=3` repeats the first line or cuts the list.
pub(super) fn document(name: &str, changes: &str, version: MessageVersion) -> (Document, Vec<Fault>) {
    let (kind, text) = match name {
        "order" => (DocumentKind::SalesOrder, ORDER),
        "receipt" => (DocumentKind::PaymentReceipt, RECEIPT),
        "waybill" => (DocumentKind::Waybill, WAYBILL),
        "declaration" => (DocumentKind::Declaration, DECLARATION),
        "arrival" => (DocumentKind::Arrival, ARRIVAL),
        "departure" => (DocumentKind::Departure, DEPARTURE),
        _ => panic!("no document {name}"),
    };
    let mut parts = text.split("\n    / ");
    let mut head = slots(kind.head_fields(), parts.next().unwrap());
    let mut lines: Vec<Vec<Raw>> = parts.map(|line| slots(kind.line_fields(), line)).collect();
    for change in changes.split_whitespace() {
        let (path, value) = change.split_once('=').unwrap();
        if path == "lines" {
            lines.resize(value.parse().unwrap(), lines[0].clone());
        } else if let Some(path) = path.strip_prefix("items[") {
            let (line, field) = path.split_once("].").unwrap();
            let line = line.parse::<usize>().unwrap();
            set(kind.line_fields(), &mut lines[line], field, value);
        } else {
            set(kind.head_fields(), &mut head, path, value);
        }
    }
    let mut faults = Vec::new();
    let document = Document::take(kind, &mut head, &mut lines, version, &mut faults);
    (document, faults)
}

fn slots(fields: &[Field], text: &str) -> Vec<Raw> {
    let mut slots = vec![Raw::Absent; fields.len()];
    for pair in text.split_whitespace() {
        let (field, value) = pair.split_once('=').unwrap();
        set(fields, &mut slots, field, value);
    }
    slots
}

fn set(fields: &[Field], slots: &mut [Raw], field: &str, value: &str) {
    let at = fields.iter().position(|f| f.name == field).unwrap_or_else(|| panic!("no field {field}"));
    slots[at] = match value {
        "~" => Raw::Absent,
        text => Raw::Text(text.replace('_', " ")),
    };
}
