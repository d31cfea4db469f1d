//! What credit scoring is told of an enterprise: its class, its record, what happened to it, and whom it belongs to.

use crate::state::State;
use std::collections::BTreeMap;
use tongguan_domain::conduct::{Associate, Shared};
use tongguan_domain::credit::CreditEvent;
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

    /// Who shares something with an enterprise and may be dishonest, the registered ones first: the others say nothing, and
    /// are in no index, so that it costs the same however many sit at one address.
    fn associates(&self, enterprise: &Enterprise) -> Vec<Associate> {
        let mut shared: BTreeMap<&str, Vec<Shared>> = BTreeMap::new();
        for (what, text) in enterprise.contacts.each() {
            let with = self.sharing.get(&(what, text.to_owned())).into_iter().flatten();
            let others = with.filter(|(_, other)| *other != enterprise.code);
            for (_, other) in others.take(limits::ASSOCIATES) {
                shared.entry(other).or_default().push(what);
            }
        }
        let known = shared.into_iter().filter_map(|(code, shared)| {
            let other = self.enterprises.get(code)?;
            let record = self.records.get(code);
            Some(Associate {
                enterprise: code.to_owned(),
                shared,
                registry_class: other.credit_class,
                events: gravest(self.credit_events.get(code).map_or(&[][..], |events| events)),
                declaring_agent: other.roles.contains(&Role::DeclaringAgent),
                documents: record.map_or(0, |record| record.conduct.documents_of_year(self.now.date())),
            })
        });
        let mut known: Vec<Associate> = known.collect();
        known.sort_by_key(|associate| {
            (!associate.registry_class.is_dishonest(), associate.enterprise.clone())
        });
        known.truncate(limits::ASSOCIATES);
        known
    }

    /// An enterprise is registered, or changed: what it shares with others follows.
    pub(crate) fn note_contacts(&mut self, enterprise: &Enterprise) {
        if let Some(before) = self.enterprises.get(&enterprise.code).cloned() {
            self.forget_sharing(&before);
        }
        self.note_sharing(enterprise);
    }

    /// Something happened to an enterprise: from now on it may be one that others are asked about.
    pub(crate) fn note_past(&mut self, enterprise: &str) {
        if let Some(known) =
            self.enterprises.get(enterprise).filter(|e| e.contacts.each().next().is_some()).cloned()
        {
            self.note_sharing(&known);
        }
    }

    fn forget_sharing(&mut self, enterprise: &Enterprise) {
        for (shared, text) in enterprise.contacts.each() {
            let key = (shared, text.to_owned());
            let empty = self.sharing.get_mut(&key).is_some_and(|with| {
                with.retain(|(_, code)| *code != enterprise.code);
                with.is_empty()
            });
            if empty {
                self.sharing.remove(&key);
            }
        }
    }

    /// Takes an enterprise into the index of what is shared, if it may be dishonest.
    fn note_sharing(&mut self, enterprise: &Enterprise) {
        let dishonest = enterprise.credit_class.is_dishonest();
        let events = self.credit_events.get(&enterprise.code);
        let has_past = events.is_some_and(|events| events.iter().any(|event| event.cause.is_against()));
        if !dishonest && !has_past {
            return;
        }
        for (shared, text) in enterprise.contacts.each() {
            let with = self.sharing.entry((shared, text.to_owned())).or_default();
            with.insert((!dishonest, enterprise.code.clone()));
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

/// The events that decide most, at most [`limits::ASSOCIATE_EVENTS`], by their days.
fn gravest(events: &[CreditEvent]) -> Vec<CreditEvent> {
    let mut told: Vec<&CreditEvent> = events.iter().collect();
    // What makes dishonest by itself goes before what does with others; the latest first.
    told.sort_by_key(|event| (!event.cause.is_grave(), core::cmp::Reverse(event.on)));
    told.truncate(limits::ASSOCIATE_EVENTS);
    told.sort_by_key(|event| (event.on, event.cause));
    told.into_iter().cloned().collect()
}
