//! Faults that a tester sets for the callers of one sandbox: a status, a delay, an answer that is lost after what it tells
//! was done, a stream that is cut, receipts that come late, twice, in another order or not at all.
//!
//! They befall calls on their way, in front of the handlers and behind them, so every protocol that makes calls of gRPC meets
//! them alike, and nothing in a sandbox knows of them. They are kept in memory alone. Where none are set, a call pays one look
//! at an atomic.
//!
//! The sandbox of a call stands in its headers or in its message: so, where the headers do not say it and faults are set for
//! any sandbox, the message of a call is read before its handler is called. A call whose request is a stream is known by its
//! headers.

mod course;
mod fate;
mod rule;
mod way;

pub(crate) use fate::Fate;
pub use rule::{Kind, Plan, Rule};
pub(crate) use way::beset;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};
use tongguan_domain::names::SandboxName;
use tongguan_domain::near::nearest;
use tongguan_figures::Counter;
use tongguan_wire::access;

use crate::methods::DescriptorError;

/// Counts by kind of fault.
type Counts = [Counter; Kind::ALL.len()];

/// What is set for the sandboxes of a process. Clones share it.
#[derive(Clone, Debug)]
pub struct Faults(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Whether anything is set for any sandbox: all that a call looks at where nothing is.
    any: AtomicBool,
    sets: RwLock<HashMap<SandboxName, Arc<Set>>>,
    /// The methods that name a sandbox, by path.
    methods: HashMap<Box<str>, Known>,
    befell: Counts,
}

/// A method that names a sandbox.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// Number of the field that names it.
    pub(crate) field: u32,
    pub(crate) streams_in: bool,
    pub(crate) streams_out: bool,
}

/// What is set for one sandbox.
#[derive(Debug)]
pub(crate) struct Set {
    plan: Plan,
    /// How many calls of each method came.
    calls: Mutex<HashMap<Box<str>, u64>>,
    befell: Counts,
    all: Faults,
}

impl Faults {
    /// None yet, for the methods of these descriptor sets that name a sandbox.
    ///
    /// # Errors
    /// One of them is none.
    pub fn of(descriptor_sets: &[&[u8]]) -> Result<Self, DescriptorError> {
        let mut methods = HashMap::new();
        for set in descriptor_sets {
            for access::Described { path, streams_in, streams_out, sandbox, .. } in access::methods(set)? {
                if let Some(field) = sandbox {
                    methods.insert(path.into_boxed_str(), Known { field, streams_in, streams_out });
                }
            }
        }
        let (any, sets, befell) = (AtomicBool::new(false), RwLock::default(), Counts::default());
        Ok(Self(Arc::new(Inner { any, sets, methods, befell })))
    }

    /// Sets these for a sandbox, instead of those of before; without rules: none. Its calls are counted anew. A plan that
    /// names no method of these servers befalls nothing ([`Self::check`]).
    pub fn set(&self, sandbox: &SandboxName, plan: Plan) {
        let mut sets = self.0.sets.write().unwrap_or_else(PoisonError::into_inner);
        if plan.rules.is_empty() {
            if sets.remove(sandbox).is_some() {
                tracing::info!(sandbox = sandbox.as_str(), "its callers meet no made faults any more");
            }
        } else {
            let rules = plan.rules.len();
            tracing::warn!(sandbox = sandbox.as_str(), rules, "its callers meet made faults from now on");
            let (calls, befell, all) = (Mutex::default(), Counts::default(), self.clone());
            sets.insert(sandbox.clone(), Arc::new(Set { plan, calls, befell, all }));
        }
        self.0.any.store(!sets.is_empty(), Ordering::Release);
    }

    /// What is set for a sandbox, and how often each kind befell its callers since.
    #[must_use]
    pub fn get(&self, sandbox: &SandboxName) -> (Plan, Vec<(Kind, u64)>) {
        match self.set_of(sandbox) {
            Some(set) => (set.plan.clone(), read(&set.befell).filter(|(_, count)| *count > 0).collect()),
            None => Default::default(),
        }
    }

    /// Counts the calls of a sandbox anew, which has begun anew.
    pub fn restart(&self, sandbox: &SandboxName) {
        if let Some(set) = self.set_of(sandbox) {
            self.set(sandbox, set.plan.clone());
        }
    }

    /// How often each kind befell callers, of all sandboxes.
    pub fn befell(&self) -> impl Iterator<Item = (Kind, u64)> {
        read(&self.0.befell)
    }

    /// What is wrong with the methods of a rule, if anything is, in words.
    #[must_use]
    pub fn check(&self, rule: &Rule) -> Option<String> {
        if rule.rpc == Rule::EVERY {
            return None;
        }
        let names = || self.0.methods.keys().map(|path| simple(path));
        let of = |path: &&str| simple(path) == rule.rpc;
        let known: Vec<_> = self.0.methods.iter().filter(|(path, _)| of(&&***path)).collect();
        let only = |holds: fn(&Known) -> bool| !known.iter().any(|(_, known)| holds(known));
        match () {
            () if known.is_empty() => {
                let mut all: Vec<_> = names().collect();
                all.sort_unstable();
                let near = nearest(&rule.rpc, all).map(|near| format!("; did you mean {near}?"));
                Some(format!("rpc: no method of this name names a sandbox{}", near.unwrap_or_default()))
            }
            () if rule.is_of_watches() && only(|known| known.streams_out && !known.streams_in) => {
                Some("receipts_*: only WatchReceipts and WatchCebMessages bring receipts".to_owned())
            }
            () if rule.cut_after > 0 && only(|known| known.streams_out) => {
                Some("cut_stream_after: this method has one answer; drop_answer_ppm loses it".to_owned())
            }
            () if rule.drop_ppm > 0 && only(|known| !known.streams_out) => Some(
                "drop_answer_ppm: the answers of this method are a stream; cut_stream_after ends it"
                    .to_owned(),
            ),
            () => None,
        }
    }

    /// The method of this path, if it may meet a fault now.
    #[inline]
    pub(crate) fn concern(&self, path: &str) -> Option<Known> {
        if !self.0.any.load(Ordering::Acquire) {
            return None;
        }
        self.0.methods.get(path).copied()
    }

    /// What befalls the next call of a method in a sandbox.
    pub(crate) fn fate(&self, sandbox: &SandboxName, path: &str, known: Known) -> Option<Fate> {
        let set = self.set_of(sandbox)?;
        let number = {
            let mut calls = set.calls.lock().unwrap_or_else(PoisonError::into_inner);
            let count = calls.entry(path.into()).or_default();
            *count += 1;
            *count
        };
        let call = mix(mix(set.plan.seed ^ fnv(FNV_OFFSET, path.bytes())).wrapping_add(number));
        Fate::drawn(set, call, simple(path), known)
    }

    fn set_of(&self, sandbox: &SandboxName) -> Option<Arc<Set>> {
        self.0.sets.read().unwrap_or_else(PoisonError::into_inner).get(sandbox).cloned()
    }
}

impl Set {
    fn note(&self, kind: Kind) {
        for counts in [&self.befell, &self.all.0.befell] {
            if let Some(count) = counts.get(kind as usize) {
                count.count();
            }
        }
    }

    /// The first rule for this method whose draw hits.
    fn hit(&self, of: &Drawing<'_>, kind: Kind, ppm: impl Fn(&Rule) -> u32) -> Option<(usize, &Rule)> {
        let rules = self.plan.rules.iter().enumerate();
        let mut named = rules.filter(|(_, rule)| rule.rpc == Rule::EVERY || rule.rpc == of.method);
        named.find(|(place, rule)| of.number(*place, kind) % u64::from(Rule::WHOLE) < u64::from(ppm(rule)))
    }
}

/// What the draws of a call, or of one message of its stream, hang on.
struct Drawing<'a> {
    method: &'a str,
    call: u64,
    /// 0: the call.
    message: u64,
}

impl Drawing<'_> {
    /// Each rule and each purpose has a draw of its own.
    fn number(&self, place: usize, kind: Kind) -> u64 {
        let purpose = (place as u64 + 1) << 8 | kind as u64;
        mix(mix(self.call ^ mix(purpose)).wrapping_add(self.message))
    }
}

fn read(counts: &Counts) -> impl Iterator<Item = (Kind, u64)> {
    Kind::ALL.into_iter().zip(counts).map(|(kind, count)| (kind, count.read()))
}

/// `Method` of `/package.Service/Method`.
fn simple(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}
