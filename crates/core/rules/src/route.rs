//! Which way a declaration takes through customs. The easier ways are closed to some goods.

use tongguan_domain::document::DeclarationHead;

/// The way of a declaration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// Retail, in one declaration form a month later (汇总申报).
    Summary,
    /// Retail, for statistics alone (汇总统计, `statisticsFlag` A).
    Simplified,
    /// Between businesses (9710, 9810), as a list instead of a declaration form.
    BusinessList,
}

impl Route {
    /// Of two reasons the mode goes first: a 9710 list above the limit needs a declaration form, whatever its
    /// `statisticsFlag`.
    pub(crate) fn of(head: &DeclarationHead) -> Self {
        match (head.trade_mode.as_str(), head.statistics_flag.as_str()) {
            ("9710" | "9810", _) => Self::BusinessList,
            (_, "A") => Self::Simplified,
            (_, _) => Self::Summary,
        }
    }
}
