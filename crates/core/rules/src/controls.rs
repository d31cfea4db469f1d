//! Goods under licence, inspection or export duty, which close the easier ways through customs.

use crate::catalogue as rule;
use crate::findings::{Findings, quoted};
use crate::route::Route;
use crate::spot::{Cell, Row, Spot, cell, spot};
use tongguan_domain::codes::export_controls::{self, Control, Dated};
use tongguan_domain::document::Declaration;
use tongguan_domain::fault::Rule;

pub(crate) fn check(declaration: &Declaration, findings: &mut Findings<'_>) {
    let head = Row::head(&declaration.head);
    let (route, licence) = (Route::of(head.record), cell!(head, license_no));
    check_licence_number(route, licence, findings);
    let others = [spot!(head, trade_mode), spot!(head, statistics_flag)];
    for row in Row::lines(&declaration.items) {
        let code = cell!(row, gcode);
        for dated in export_controls::find(code.value, findings.today) {
            check_goods(dated, code, licence, route, &others, findings);
        }
    }
}

/// One control of one line of goods.
fn check_goods(
    dated: Dated,
    code: Cell<'_, String>,
    licence: Cell<'_, Option<String>>,
    route: Route,
    others: &[Spot],
    findings: &mut Findings<'_>,
) {
    let control = dated.control;
    let name = control.names().1;
    let closed = closed_by(route, control);
    let lacks = control.is_certificate() && licence.given().is_none();
    if !dated.sure {
        if closed.is_none() && !lacks {
            return;
        }
        findings.add_across(&rule::GOODS_CONTROL_POSSIBLE, code.spot, others, |fault| {
            fault.found(quoted(code.value)).allowed(format!("goods that are not under {name}"))
        });
        return;
    }
    match closed {
        Some(rule) => findings.add_across(rule, code.spot, others, |fault| {
            fault.found(quoted(code.value)).allowed(format!("no goods under {name}"))
        }),
        None if lacks => {
            findings.add_across(&rule::LICENCE_NUMBER_MISSING, licence.spot, others, |fault| {
                fault.allowed(format!("the number of an {name} for {}", code.value))
            });
        }
        None => {}
    }
}

/// A licence number tells that the goods are under licence, whatever they are.
fn check_licence_number(route: Route, licence: Cell<'_, Option<String>>, findings: &mut Findings<'_>) {
    let rule = match route {
        Route::Summary => return,
        Route::Simplified => &rule::SIMPLIFIED_WITH_LICENCE,
        Route::BusinessList => &rule::B2B_LIST_WITH_LICENCE,
    };
    if licence.given().is_some() {
        findings.add(rule, licence.spot, |fault| fault);
    }
}

/// The rule by which a control closes a way.
fn closed_by(route: Route, control: Control) -> Option<&'static Rule> {
    Some(match (route, control) {
        (_, Control::Prohibited) => &rule::GOODS_PROHIBITED,
        (Route::Summary, _) => return None,
        (Route::Simplified, Control::Licence | Control::DualUse | Control::Relics) => {
            &rule::SIMPLIFIED_GOODS_UNDER_LICENCE
        }
        (Route::Simplified, Control::Inspection) => &rule::SIMPLIFIED_GOODS_UNDER_INSPECTION,
        (Route::Simplified, Control::Duty) => &rule::SIMPLIFIED_GOODS_UNDER_DUTY,
        (Route::BusinessList, Control::Licence | Control::DualUse | Control::Relics) => {
            &rule::B2B_LIST_GOODS_UNDER_LICENCE
        }
        (Route::BusinessList, Control::Inspection) => &rule::B2B_LIST_GOODS_UNDER_INSPECTION,
        (Route::BusinessList, Control::Duty) => &rule::B2B_LIST_GOODS_UNDER_DUTY,
    })
}
