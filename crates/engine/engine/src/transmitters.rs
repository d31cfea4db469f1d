//! Which enterprises send under which DXP id, for readers beside the writer.

use std::collections::{HashMap, HashSet};
use std::sync::{PoisonError, RwLock};
use tongguan_domain::enterprise::Enterprise;

/// Enterprises by their DXP id. It runs a moment ahead of what is durable.
#[derive(Debug, Default)]
pub(crate) struct Transmitters(RwLock<Known>);

#[derive(Debug, Default)]
struct Known {
    codes: HashMap<String, HashSet<String>>,
    /// DXP id by enterprise, for the one that changes it.
    ids: HashMap<String, String>,
    /// How many were noted.
    count: u64,
}

impl Transmitters {
    /// Takes an enterprise, or what it is now.
    pub(crate) fn note(&self, enterprise: &Enterprise) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Known { codes, ids, count } = &mut *known;
        *count += 1;
        if let Some(before) = ids.remove(&enterprise.code)
            && let Some(sharing) = codes.get_mut(&before)
        {
            sharing.remove(&enterprise.code);
            if sharing.is_empty() {
                codes.remove(&before);
            }
        }
        if let Some(id) = &enterprise.dxp_id {
            codes.entry(id.clone()).or_default().insert(enterprise.code.clone());
            ids.insert(enterprise.code.clone(), id.clone());
        }
    }

    /// How many registrations there were: as long as the number stays, so does every answer.
    pub(crate) fn registrations(&self) -> u64 {
        self.0.read().unwrap_or_else(PoisonError::into_inner).count
    }

    /// Whether an enterprise may send under a DXP id: it is its own, or nobody's.
    pub(crate) fn may_send(&self, dxp_id: &str, code: &str) -> bool {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.codes.get(dxp_id).is_none_or(|codes| codes.contains(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_testkit::EXPORTER;

    fn note(transmitters: &Transmitters, code: &str, dxp_id: Option<&str>) {
        let mut enterprise = EXPORTER.enterprise();
        (enterprise.code, enterprise.dxp_id) = (code.to_owned(), dxp_id.map(str::to_owned));
        transmitters.note(&enterprise);
    }

    #[test]
    fn an_id_is_nobodys_or_of_those_who_registered_it() {
        let transmitters = Transmitters::default();
        assert!(transmitters.may_send("A", "1"));
        note(&transmitters, "1", Some("A"));
        note(&transmitters, "2", Some("A"));
        note(&transmitters, "3", None);
        let may = |code| transmitters.may_send("A", code);
        assert_eq!(["1", "2", "3"].map(may), [true, true, false]);
        note(&transmitters, "1", Some("B"));
        assert_eq!(["1", "2", "3"].map(may), [false, true, false]);
        assert!(transmitters.may_send("B", "1"));
        note(&transmitters, "2", None);
        assert_eq!(["1", "2", "3"].map(may), [true, true, true]);
    }
}
