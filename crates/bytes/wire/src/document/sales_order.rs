//! 303: an order.

super::lined! {
    SalesOrder: take_sales_order, write_sales_order;
    SalesOrderHead {
        guid, app_type, app_time, app_status, order_type, order_no, ebp_code, ebp_name, ebc_code, ebc_name,
        goods_value, freight, currency, note,
    }
    SalesOrderItem {
        gnum, item_no, item_name, item_describe, bar_code, unit, currency, qty, price, total_price, note,
    }
}
