//! The fields that receipts repeat, as both schemas describe them there: a receipt is often less strict than its document.

use crate::record::Field;

pub(super) const EBP_CODE: Field = Field::text("ebpCode", "电商平台代码", 0, 18).in_2018(1, 50);
pub(super) const EBC_CODE: Field = Field::text("ebcCode", "电商企业代码", 0, 18);
pub(super) const ORDER_NO: Field = Field::text("orderNo", "订单编号", 0, 60);
pub(super) const PAY_NO: Field = Field::text("payNo", "支付交易编号", 0, 60).optional();
pub(super) const LOGISTICS_CODE: Field = Field::text("logisticsCode", "物流企业代码", 0, 18);
pub(super) const LOGISTICS_NO: Field = Field::text("logisticsNo", "物流运单编号", 0, 32).in_2018(0, 80);
pub(super) const RETURN_LOGISTICS_NO: Field = Field::text("logisticsNo", "物流运单编号", 0, 80);
pub(super) const OPERATOR_CODE: Field = Field::text("operatorCode", "监管场所经营人代码", 0, 18);
pub(super) const AGENT_CODE: Field = Field::text("agentCode", "申报企业代码", 0, 18);
pub(super) const COP_NO: Field = Field::text("copNo", "企业唯一编号", 0, 30);
pub(super) const CO_EL_NO: Field = Field::text("coElNo", "企业唯一编号", 0, 30);
pub(super) const PRE_NO: Field = Field::text("preNo", "电子口岸编号", 18, 18);
/// A return has its number later, or never.
pub(super) const RETURN_PRE_NO: Field = Field::text("preNo", "电子口岸编号", 0, 18).optional();
pub(super) const INVT_NO: Field = Field::text("invtNo", "清单编号", 0, 20).in_2018(18, 18);
pub(super) const BILL_NO: Field = Field::text("billNo", "提运单号", 0, 37);
pub(super) const MSG_SEQ_NO: Field = Field::integer("msgSeqNo", "报文序号", 9);
pub(super) const SUM_NO: Field = Field::text("sumNo", "汇总申请编号", 18, 18).optional();
pub(super) const STATISTICS_FLAG: Field = Field::text("statisticsFlag", "申报业务类型", 1, 1);
