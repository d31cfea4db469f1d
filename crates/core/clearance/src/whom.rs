//! Whom a sandbox asks what it does not decide itself, where that is not who answers for all.

use crate::command::{Command, LoadProfile};
use crate::desk::Desk;
use crate::event::Event;
use crate::query::Query;
use crate::state::State;
use crate::stored;
use std::sync::Arc;
use tongguan_domain::limits;
use tongguan_domain::process::{OwnServer, Refusal};
use tongguan_domain::screening::OwnProfile;

/// Whom, and by what profile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whom {
    /// Who screens. A profile of the sandbox does not concern it.
    pub risk: Option<OwnServer>,
    /// Who scores.
    pub credit: Option<OwnServer>,
    /// By what who answers for all screens.
    pub profile: Option<Arc<OwnProfile>>,
}

/// Whom a sandbox asks.
#[derive(Clone, Copy, Debug)]
pub struct GetWhom;

impl Query for GetWhom {
    type Answer = Whom;

    fn answer(self, state: &State) -> Self::Answer {
        state.whom()
    }
}

/// A profile that was loaded, as the journal has it. A text that the sandbox still keeps is not written again.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct LoadedProfile {
    /// SHA-256 of its text.
    #[n(0)]
    pub text_sha256: String,
    /// The profile, unless it is kept.
    #[n(1)]
    pub profile: Option<OwnProfile>,
}

/// The profiles of a sandbox.
#[derive(Clone, Debug, Default, minicbor::Encode, minicbor::Decode)]
pub(crate) struct Profiles {
    /// Whether the last of those that are kept is in force.
    #[n(0)]
    in_force: bool,
    /// The last one last.
    #[n(1)]
    kept: Vec<Kept>,
}

#[derive(Clone, Debug, minicbor::Encode, minicbor::Decode)]
struct Kept(#[cbor(n(0), with = "stored")] Arc<OwnProfile>);

impl Profiles {
    pub(crate) fn in_force(&self) -> Option<&Arc<OwnProfile>> {
        self.kept.last().filter(|_| self.in_force).map(|Kept(profile)| profile)
    }

    fn keeps(&self, profile: &OwnProfile) -> bool {
        self.kept.iter().any(|Kept(kept)| **kept == *profile)
    }

    /// What an event says is in force now.
    pub(crate) fn apply(&mut self, loaded: Option<&LoadedProfile>) {
        let Some(loaded) = loaded else {
            self.in_force = false;
            return;
        };
        let at = self.kept.iter().position(|Kept(kept)| kept.text_sha256 == loaded.text_sha256);
        let known = at.map(|at| self.kept.remove(at));
        let told = loaded.profile.clone().map(|profile| Kept(Arc::new(profile)));
        // One that is neither told nor kept is never recorded; should one be read, none is in force.
        self.in_force = told.is_some() || known.is_some();
        self.kept.extend(told.or(known));
        let over = self.kept.len().saturating_sub(limits::RISK_PROFILES_KEPT);
        self.kept.drain(..over);
    }
}

impl State {
    /// Whom it asks.
    #[must_use]
    pub fn whom(&self) -> Whom {
        Whom {
            risk: self.settings.risk_server.clone(),
            credit: self.settings.credit_server.clone(),
            profile: self.profiles.in_force().cloned(),
        }
    }
}

impl Command for LoadProfile {
    type Answer = ();

    fn decide(self, desk: &mut Desk<'_>) -> Result<(), Refusal> {
        let profiles = &desk.state.profiles;
        let now = profiles.in_force();
        if now.map(|now| &**now) == self.0.as_ref() {
            return Ok(());
        }
        let loaded = self.0.map(|profile| LoadedProfile {
            text_sha256: profile.text_sha256.clone(),
            profile: (!profiles.keeps(&profile)).then_some(profile),
        });
        desk.record(Event::ProfileLoaded(loaded.map(Box::new)));
        Ok(())
    }

    fn largest_event(&self) -> usize {
        self.0.as_ref().map_or(0, |profile| profile.text.len() + profile.label.len() + 200)
    }
}
