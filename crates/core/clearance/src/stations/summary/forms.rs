//! How declarations merge into declaration forms (报关单).

use super::declaration_of;
use crate::state::State;
use std::collections::BTreeMap;
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::{
    Declaration, DeclarationItem, SummaryApplicationHead, SummaryResult, SummaryResultHead, SummaryResultItem,
};
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::version::MessageVersion;

/// What the declarations of one form have in common: customs, supervision mode, producer (if the application asks for
/// it), transport mode, country of arrival, customs of exit. The consignor is that of the application.
type HeadKey = [String; 6];
/// What the goods lines of one line of a form have in common: country, HS code, currency, and the name if the
/// application asks for it.
type LineKey = (String, String, String, String);

/// One form as it grows.
pub(crate) struct Form {
    head: SummaryResultHead,
    lines: BTreeMap<LineKey, u32>,
    items: Vec<SummaryResultItem>,
    version: MessageVersion,
}

/// The forms of a summary, in a fixed order.
pub(crate) fn of(
    state: &State,
    head: &SummaryApplicationHead,
    sum_no: &str,
    declarations: &[DocumentId],
) -> Vec<Form> {
    // A summary may take a hundred thousand declarations, so they are not all held at once.
    let mut groups: BTreeMap<HeadKey, Vec<DocumentId>> = BTreeMap::new();
    for id in declarations {
        if let Some((_, declaration)) = numbered(state, *id) {
            groups.entry(head_key(head, &declaration)).or_default().push(*id);
        }
    }
    let empty = |customs_code: &str| Form {
        head: result_head(state, head, sum_no, customs_code),
        lines: BTreeMap::new(),
        items: Vec::new(),
        version: state.settings.version,
    };
    let mut forms = Vec::new();
    for ([customs_code, ..], group) in groups {
        let mut form = empty(&customs_code);
        for (invt_no, declaration) in group.into_iter().filter_map(|id| numbered(state, id)) {
            for item in &declaration.items {
                let key = line_key(head, item);
                if !form.lines.contains_key(&key) && form.lines.len() >= limits::FORM_LINES {
                    forms.push(core::mem::replace(&mut form, empty(&customs_code)));
                }
                form.add(invt_no, &declaration, item, key);
            }
            form.weigh(&declaration);
        }
        forms.push(form);
    }
    forms
}

/// A declaration with the number that customs gave it.
fn numbered(state: &State, id: DocumentId) -> Option<(&str, Declaration)> {
    let filed = state.filed(id)?;
    let ReceiptKeys::Declaration { invt_no, .. } = &filed.keys else { return None };
    Some((invt_no, declaration_of(filed)?))
}

fn head_key(head: &SummaryApplicationHead, declaration: &Declaration) -> HeadKey {
    let d = &declaration.head;
    let producer = if head.summary_flag == "2" { d.owner_code.clone() } else { String::new() };
    let own = [&d.customs_code, &d.trade_mode, &producer, &d.traf_mode, &d.country, &d.port_code];
    own.map(String::clone)
}

fn line_key(head: &SummaryApplicationHead, item: &DeclarationItem) -> LineKey {
    let name = if head.item_name_flag == "1" {
        item.item_name.clone().filter(|name| !name.trim().is_empty()).unwrap_or_else(|| item.gname.clone())
    } else {
        String::new()
    };
    (item.country.clone(), item.gcode.clone(), item.currency.clone(), name)
}

fn result_head(
    state: &State,
    head: &SummaryApplicationHead,
    sum_no: &str,
    customs_code: &str,
) -> SummaryResultHead {
    SummaryResultHead {
        customs_code: customs_code.to_owned(),
        sum_no: sum_no.to_owned(),
        op_date: state.now.digits17().as_str().to_owned(),
        // No list of the states was found; every sample has this one.
        dec_state: "A".to_owned(),
        agent_code: head.agent_code.clone(),
        agent_name: head.agent_name.clone(),
        ebc_code: head.ebc_code.clone(),
        ebc_name: head.ebc_name.clone(),
        decl_agent_code: head.decl_agent_code.clone(),
        decl_agent_name: head.decl_agent_name.clone(),
        ..SummaryResultHead::default()
    }
}

impl Form {
    fn add(&mut self, invt_no: &str, declaration: &Declaration, item: &DeclarationItem, key: LineKey) {
        let next = u32::try_from(self.lines.len()).unwrap_or(u32::MAX).saturating_add(1);
        let gseqno = *self.lines.entry(key).or_insert(next);
        self.items.push(SummaryResultItem {
            invt_no: invt_no.to_owned(),
            logistics_no: declaration.head.logistics_no.clone(),
            gseqno,
            gnum: item.gnum,
            gcode: item.gcode.clone(),
        });
    }

    /// The weights of a declaration count where its last line is.
    fn weigh(&mut self, declaration: &Declaration) {
        let add = |sum: Decimal, more: Decimal| sum.checked_add(more).unwrap_or(sum);
        self.head.gross_weight = add(self.head.gross_weight, declaration.head.gross_weight);
        self.head.net_weight = add(self.head.net_weight, declaration.head.net_weight);
    }

    /// The messages that tell of the form, under its number; a long list is split.
    pub(crate) fn messages(self, number: String) -> Vec<SummaryResult> {
        let most = match self.version {
            MessageVersion::V202205 => limits::RESULT_LINES,
            MessageVersion::V2018113 => limits::OLDER_LINES,
        };
        let chunks = self.items.chunks(most);
        let count = u32::try_from(chunks.len()).unwrap_or(u32::MAX);
        let message = |(part, items): (u32, &[SummaryResultItem])| SummaryResult {
            head: SummaryResultHead {
                decl_seq_no: number.clone(),
                msg_count: count,
                msg_seq_no: part,
                ..self.head.clone()
            },
            items: items.to_vec(),
        };
        (1..).zip(chunks).map(message).collect()
    }
}
