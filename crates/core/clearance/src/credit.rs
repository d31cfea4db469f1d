//! What credit scoring is told of an enterprise: its class, its record, what happened to it, and whom it belongs to.

use crate::state::State;
use std::collections::{BTreeMap, BTreeSet};
use tongguan_domain::conduct::{Associate, Shared};
use tongguan_domain::enterprise::{CreditClass, Enterprise, Role};
use tongguan_domain::limits;
use tongguan_domain::screening::CreditFacts;

impl State {
    /// What is known about an enterprise today.
    #[must_use]
    pub fn credit_facts(&self, enterprise: &str) -> CreditFacts {
        let registered = self.enterprises.get(enterprise);
        let record = self.records.get(enterprise).cloned().unwrap_or_default();
        let today = self.now.date();
        let (zone_average, average) = self.averages_beside(enterprise, today);
        CreditFacts {
            enterprise: enterprise.to_owned(),
            registered: registered.is_some(),
            registry_class: registered.map_or(CreditClass::Other, |e| e.credit_class),
            released: record.released,
            rejected: record.rejected,
            failed_inspections: record.failed_inspections,
            on: Some(today),
            events: self.credit_events.get(enterprise).cloned().unwrap_or_default(),
            declaring_agent: registered.is_some_and(|e| e.roles.contains(&Role::DeclaringAgent)),
            conduct: record.conduct,
            zone_average,
            average,
            associates: registered.map(|enterprise| self.associates(enterprise)).unwrap_or_default(),
        }
    }

    /// Who shares something with an enterprise and has a past: the others say nothing.
    fn associates(&self, enterprise: &Enterprise) -> Vec<Associate> {
        let mut shared: BTreeMap<&str, Vec<Shared>> = BTreeMap::new();
        for (what, text) in enterprise.contacts.each() {
            let with = self.sharing.get(&(what, text.to_owned()));
            for other in with.into_iter().flatten().filter(|other| **other != enterprise.code) {
                shared.entry(other).or_default().push(what);
            }
        }
        let known = shared.into_iter().filter_map(|(code, shared)| {
            let other = self.enterprises.get(code)?;
            let events = self.credit_events.get(code).map_or(&[][..], |events| events);
            let plain = matches!(other.credit_class, CreditClass::Other) && events.is_empty();
            let latest = events.get(events.len().saturating_sub(limits::ASSOCIATE_EVENTS)..);
            (!plain).then(|| Associate {
                enterprise: code.to_owned(),
                shared,
                registry_class: other.credit_class,
                events: latest.unwrap_or_default().to_vec(),
                declaring_agent: other.roles.contains(&Role::DeclaringAgent),
            })
        });
        known.take(limits::ASSOCIATES).collect()
    }

    /// An enterprise is registered, or changed: what it shares with others follows.
    pub(crate) fn note_contacts(&mut self, enterprise: &Enterprise) {
        let before = self.enterprises.get(&enterprise.code).map(|known| known.contacts.clone());
        for (shared, text) in before.iter().flat_map(|contacts| contacts.each()) {
            let key = (shared, text.to_owned());
            let empty = self.sharing.get_mut(&key).is_some_and(|with| {
                with.remove(&enterprise.code);
                with.is_empty()
            });
            if empty {
                self.sharing.remove(&key);
            }
        }
        self.note_sharing(enterprise);
    }

    /// Takes an enterprise into the index of what is shared.
    fn note_sharing(&mut self, enterprise: &Enterprise) {
        for (shared, text) in enterprise.contacts.each() {
            let with: &mut BTreeSet<String> = self.sharing.entry((shared, text.to_owned())).or_default();
            with.insert(enterprise.code.clone());
        }
    }

    /// Makes the index of what is shared again.
    pub(crate) fn reindex_sharing(&mut self) {
        self.sharing.clear();
        let all: Vec<Enterprise> =
            self.enterprises.values().filter(|e| e.contacts.each().next().is_some()).cloned().collect();
        all.iter().for_each(|enterprise| self.note_sharing(enterprise));
    }
}
