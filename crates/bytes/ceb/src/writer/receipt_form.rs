//! The keys of every receipt as both schemas describe them. The domain's `ReceiptKeys` shows the values in this order.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::record::Field;

const EBP_CODE: Field = Field::text("ebpCode", "电商平台代码", 0, 18).in_2018(1, 50);
const EBC_CODE: Field = Field::text("ebcCode", "电商企业代码", 0, 18);
const ORDER_NO: Field = Field::text("orderNo", "订单编号", 0, 60);
const PAY_NO: Field = Field::text("payNo", "支付交易编号", 0, 60).optional();
const LOGISTICS_CODE: Field = Field::text("logisticsCode", "物流企业代码", 0, 18);
const LOGISTICS_NO: Field = Field::text("logisticsNo", "物流运单编号", 0, 32).in_2018(0, 80);
const RETURN_LOGISTICS_NO: Field = Field::text("logisticsNo", "物流运单编号", 0, 80);
const OPERATOR_CODE: Field = Field::text("operatorCode", "监管场所经营人代码", 0, 18);
const AGENT_CODE: Field = Field::text("agentCode", "申报企业代码", 0, 18);
const COP_NO: Field = Field::text("copNo", "企业唯一编号", 0, 30);
const CO_EL_NO: Field = Field::text("coElNo", "企业唯一编号", 0, 30);
const PRE_NO: Field = Field::text("preNo", "电子口岸编号", 18, 18);
/// A return has its number later, or never.
const RETURN_PRE_NO: Field = Field::text("preNo", "电子口岸编号", 0, 18).optional();
const INVT_NO: Field = Field::text("invtNo", "清单编号", 0, 20).in_2018(18, 18);
const BILL_NO: Field = Field::text("billNo", "提运单号", 0, 37);
const MSG_SEQ_NO: Field = Field::integer("msgSeqNo", "报文序号", 9);
const SUM_NO: Field = Field::text("sumNo", "汇总申请编号", 18, 18).optional();
const STATISTICS_FLAG: Field = Field::text("statisticsFlag", "申报业务类型", 1, 1);

/// `guid` of a receipt and of its message.
pub(super) const GUID: Field = Field::text("guid", "系统唯一序号", 36, 36);

static SALES_ORDER: [Field; 3] = [EBP_CODE, EBC_CODE, ORDER_NO];
static PAYMENT_RECEIPT: [Field; 3] = [EBC_CODE, ORDER_NO, PAY_NO];
static WAYBILL: [Field; 2] = [LOGISTICS_CODE, LOGISTICS_NO];
static DECLARATION: [Field; 8] =
    [AGENT_CODE, COP_NO, PRE_NO, INVT_NO, EBC_CODE, EBP_CODE, ORDER_NO, STATISTICS_FLAG];
static ARRIVAL: [Field; 6] = [OPERATOR_CODE, LOGISTICS_CODE, PRE_NO, COP_NO, BILL_NO, MSG_SEQ_NO];
static DEPARTURE: [Field; 4] = [LOGISTICS_CODE, COP_NO, PRE_NO, MSG_SEQ_NO];
static CANCELLATION: [Field; 4] = [AGENT_CODE, COP_NO, PRE_NO, INVT_NO];
static MANIFEST: [Field; 6] = [AGENT_CODE, LOGISTICS_CODE, COP_NO, PRE_NO, BILL_NO, MSG_SEQ_NO];
static SUMMARY_APPLICATION: [Field; 6] = [AGENT_CODE, EBC_CODE, COP_NO, PRE_NO, SUM_NO, MSG_SEQ_NO];
static RETURN_APPLICATION: [Field; 6] =
    [EBP_CODE.optional(), EBC_CODE.optional(), AGENT_CODE, CO_EL_NO, RETURN_PRE_NO, INVT_NO];
static RETURN_TALLY: [Field; 5] =
    [OPERATOR_CODE, LOGISTICS_CODE, RETURN_LOGISTICS_NO, CO_EL_NO, RETURN_PRE_NO];

/// The keys of the receipt for a kind of document, in the order of the schema.
pub(super) const fn keys(kind: DocumentKind) -> &'static [Field] {
    match kind {
        DocumentKind::SalesOrder => &SALES_ORDER,
        DocumentKind::PaymentReceipt => &PAYMENT_RECEIPT,
        DocumentKind::Waybill => &WAYBILL,
        DocumentKind::Declaration => &DECLARATION,
        DocumentKind::Arrival => &ARRIVAL,
        DocumentKind::Departure => &DEPARTURE,
        DocumentKind::Cancellation => &CANCELLATION,
        DocumentKind::Manifest => &MANIFEST,
        DocumentKind::SummaryApplication => &SUMMARY_APPLICATION,
        DocumentKind::ReturnApplication => &RETURN_APPLICATION,
        DocumentKind::ReturnTally => &RETURN_TALLY,
    }
}
