//! What happens to receipts on their way that is nobody's mistake: one comes twice, two change places.

use crate::draw;
use crate::filed::Filed;
use crate::state::State;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Outcome;
use tongguan_domain::return_code::ReturnCode;

impl State {
    /// Whether this receipt waits for the next one and comes after it. Only a receipt that another one is sure to
    /// follow may wait.
    pub(crate) fn changes_places(&self, id: DocumentId, code: ReturnCode) -> bool {
        let Some(filed) = self.filed(id) else { return false };
        let followed = match code {
            ReturnCode::PORT_DECLARING => true,
            // Of a deletion it is the last.
            ReturnCode::STORED => filed.kind == DocumentKind::Declaration && !filed.deletes,
            _ => false,
        };
        followed
            && (filed.outcome == Some(Outcome::ReorderReceipts)
                || self.falls_on(filed, "reorder", code, self.share(|pace| pace.receipts_reordered_ppm)))
    }

    /// Whether this receipt is delivered twice.
    pub(crate) fn is_repeated(&self, id: DocumentId, code: ReturnCode) -> bool {
        self.filed(id).is_some_and(|filed| {
            filed.outcome == Some(Outcome::RepeatReceipts)
                || self.falls_on(filed, "repeat", code, self.share(|pace| pace.receipts_repeated_ppm))
        })
    }

    fn falls_on(&self, filed: &Filed, purpose: &str, code: ReturnCode, share: u32) -> bool {
        share > 0 && { draw::per_million(self.draw(filed, &format!("{purpose} {code}"))) < share }
    }
}
