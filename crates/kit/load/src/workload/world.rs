//! Codes of a workload that the world does not have. Customs decides that: papers with each code are looked at by its rules, and what
//! they say of that code is said of the file.

use super::spec::{Spec, Unusable, Why};
use super::unusable::unfit;
use super::{Flow, Lane, Traits, modes_drawn, papers};
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::Fault;
use tongguan_domain::phrases;
use tongguan_domain::version::MessageVersion;
use tongguan_rules::{RuleContext, check_and_warn};
use tongguan_testkit::{Parcel, Slots};

/// Which fields of the file stand in which fields of papers.
type Fields = [(&'static str, &'static str); 2];
const OFFICE: Fields = [("customs", "customs_code"), ("port", "port_code")];
const DESTINATION: Fields = [("country", "country"), ("pod", "pod")];
/// Papers that have them.
const PAPERS: [DocumentKind; 3] = [DocumentKind::Declaration, DocumentKind::Arrival, DocumentKind::Departure];

/// What is said of a code: of which field of the file, and whether papers with it are refused.
struct Said {
    field: String,
    refused: bool,
    why: Why,
}

/// Whether customs knows the codes of a file; what it takes, but wonders at, is given back.
///
/// # Errors
/// The first code that it refuses.
pub(super) fn check(spec: &Spec) -> Result<Vec<(String, Why)>, Unusable> {
    let mut wondered = Vec::new();
    for Said { field, refused, why } in said(spec) {
        if refused {
            return Err(unfit(field, why.en, why.zh));
        }
        if wondered.iter().all(|(known, _)| *known != field) {
            wondered.push((field, why));
        }
    }
    Ok(wondered)
}

/// What customs says of each office and each destination, in every mode that is drawn.
fn said(spec: &Spec) -> Vec<Said> {
    let offices: Vec<_> =
        spec.offices.list.iter().map(|office| (office.customs.clone(), office.port.clone())).collect();
    let destinations: Vec<_> =
        spec.destinations.list.iter().map(|to| (to.country.clone(), to.pod.clone())).collect();
    let (Some(first), Some(there)) = (offices.first(), destinations.first()) else { return Vec::new() };
    let mut all = Vec::new();
    for mode in modes_drawn(spec).filter(|mode| papers::MODES.contains(mode)) {
        for (at, office) in offices.iter().enumerate() {
            let place = format!("offices.list[{at}]");
            all.extend(of_codes(&place, OFFICE, office, &parcel(mode, office, there)));
        }
        for (at, destination) in destinations.iter().enumerate() {
            let place = format!("destinations.list[{at}]");
            all.extend(of_codes(&place, DESTINATION, destination, &parcel(mode, first, destination)));
        }
    }
    all
}

/// A parcel in which nothing is special but its codes.
fn parcel(mode: &str, office: &(String, String), destination: &(String, String)) -> Parcel {
    papers::parcel(&Traits {
        number: 1,
        mode,
        office,
        destination,
        goods: 0,
        lines: 1,
        exporter: 1,
        broker: None,
        flow: Flow::Exported,
        lane: Lane::Release,
        miss: None,
    })
}

/// What customs says of two codes in the papers of a parcel.
fn of_codes(place: &str, fields: Fields, (one, other): &(String, String), parcel: &Parcel) -> Vec<Said> {
    let mut all = Vec::new();
    for kind in PAPERS {
        let (faults, warnings) = looked_at(&parcel.document(kind));
        let refused = faults.iter().map(|fault| (true, fault));
        for (refused, fault) in refused.chain(warnings.iter().map(|fault| (false, fault))) {
            let Some(found) = fault.place.field else { continue };
            let code = fields.iter().zip([one, other]).find(|((_, field), _)| *field == found.name);
            if let Some(((name, _), code)) = code {
                all.push(Said { field: format!("{place}.{name}"), refused, why: words(code, fault) });
            }
        }
    }
    all
}

fn looked_at(paper: &Document) -> (Vec<Fault>, Vec<Fault>) {
    let (paper, mut faults) = Slots::of(paper).take(MessageVersion::V202205);
    let warnings = check_and_warn(&paper, &RuleContext::default(), &mut faults);
    (faults, warnings)
}

fn words(code: &str, fault: &Fault) -> Why {
    let rule = fault.rule;
    let (mut en, mut zh) =
        (format!("{code:?}: {} ({})", rule.en, rule.code), format!("{code:?}：{}（{}）", rule.zh, rule.code));
    if let Some(allowed) = &fault.allowed {
        en += &format!("; allowed: {allowed}");
        zh += &format!("；允许：{}", phrases::chinese(allowed).unwrap_or_else(|| allowed.clone()));
    }
    en += &format!("; {}", rule.hint);
    zh += &format!("；{}", rule.hint_zh);
    Why { en, zh }
}
