//! Manifests (607).

use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Row, cell};
use crate::{codes, dates, lines, numbers, parties, repeated, split, texts};
use tongguan_domain::document::{Manifest, ManifestHead};

pub(crate) fn check(manifest: &Manifest, findings: &mut Findings<'_>) {
    let head = Row::head(&manifest.head);
    check_head(head, findings);
    for row in Row::lines(&manifest.items) {
        texts::check(row, findings);
        dates::declaration_number(cell!(row, invt_no), findings);
    }
    findings.settle();
    split::check_order(cell!(head, msg_count), cell!(head, msg_seq_no), findings);
    lines::check_numbers(&manifest.items, manifest.head.msg_seq_no > 1, findings);
    repeated::check(&manifest.items, findings);
}

fn check_head(head: Row<'_, ManifestHead>, findings: &mut Findings<'_>) {
    check_heading!(head, findings);
    codes::customs(cell!(head, customs_code), findings);
    dates::pre_entry_number(cell!(head, pre_no), None, findings);
    parties::code(cell!(head, agent_code), findings);
    codes::transport_mode(cell!(head, traf_mode), findings);
    numbers::positive(cell!(head, gross_weight), findings);
    parties::code(cell!(head, logistics_code), findings);
    split::check_manifest(head, findings);
}
