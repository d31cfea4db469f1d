//! 403: a receipt of payment.

super::flat! {
    PaymentReceipt: take_payment_receipt, write_payment_receipt;
    {
        guid, app_type, app_time, app_status, ebp_code, ebp_name, ebc_code, ebc_name, order_no, pay_code,
        pay_name, pay_no, charge, currency, accounting_date, note,
    }
}
