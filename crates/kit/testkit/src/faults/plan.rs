//! What befalls calls, and how often.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};
use tonic::Code;

/// What all shares together may be.
const WHOLE: u32 = 1_000_000;
/// How many faults the same request meets, unless somebody says otherwise.
const MOST: u32 = 3;

/// What may befall a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is refused with this code; the service does not hear of it.
    Fails(Code),
    /// The service hears of it so much later, also when its caller has gone.
    Delays(Duration),
    /// The service hears of it twice, one after the other; its caller hears the second answer.
    Repeats,
    /// It is held back until one that came later has been answered, or for so long; then the service hears of it, also when its
    /// caller has gone.
    Reorders(Duration),
    /// The service does not hear of it, and its caller hears nothing.
    LosesCall,
    /// The service does what it is asked, also when its caller has gone, who hears nothing of it.
    LosesAnswer,
}

impl Fault {
    /// What it is called where it is counted.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fails(_) => "fails",
            Self::Delays(_) => "delays",
            Self::Repeats => "repeats",
            Self::Reorders(_) => "reorders",
            Self::LosesCall => "loses call",
            Self::LosesAnswer => "loses answer",
        }
    }
}

/// What befalls calls, and how often. Clones share what they have seen.
#[derive(Clone, Debug)]
pub struct Faults {
    seed: u64,
    shares: Vec<(Fault, u32)>,
    most: u32,
    /// So many calls meet nothing at first.
    spared: u64,
    seen: Arc<Seen>,
}

/// What came so far.
#[derive(Debug)]
struct Seen {
    calls: AtomicU64,
    /// Of each request how often it came, and how many faults it has met.
    requests: Mutex<HashMap<u64, (u64, u32)>>,
    befell: Mutex<BTreeMap<&'static str, u64>>,
    /// The latest call that has been answered.
    answered: watch::Sender<u64>,
}

impl Faults {
    /// None, until shares are said.
    #[must_use]
    pub fn seeded(seed: u64) -> Self {
        let seen = Seen {
            calls: AtomicU64::new(0),
            requests: Mutex::default(),
            befell: Mutex::default(),
            answered: watch::Sender::new(0),
        };
        Self { seed, shares: Vec::new(), most: MOST, spared: 0, seen: Arc::new(seen) }
    }

    /// The same, and this befalls so many calls of a million.
    ///
    /// # Panics
    /// All shares together are more than the whole.
    #[must_use]
    pub fn share(mut self, fault: Fault, ppm: u32) -> Self {
        self.shares.push((fault, ppm));
        let all: u64 = self.shares.iter().map(|(_, ppm)| u64::from(*ppm)).sum();
        assert!(all <= u64::from(WHOLE), "the shares are {all} of {WHOLE} calls");
        self
    }

    /// The same, where a request meets no more than so many faults: three, unless this is said.
    #[must_use]
    pub const fn at_most(mut self, faults: u32) -> Self {
        self.most = faults;
        self
    }

    /// The same, where the first so many calls meet nothing: those by which somebody looks who is there, say.
    #[must_use]
    pub const fn after(mut self, calls: u64) -> Self {
        self.spared = calls;
        self
    }

    /// How many calls came.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.seen.calls.load(Ordering::SeqCst)
    }

    /// How often a fault befell one, by its [name](Fault::name).
    #[must_use]
    pub fn befell(&self, fault: &str) -> u64 {
        lock(&self.seen.befell).get(fault).copied().unwrap_or(0)
    }

    /// The number of a call that has come.
    pub(super) fn arrives(&self) -> u64 {
        self.seen.calls.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// What befalls a request, which is the call of this number.
    pub(super) fn fate(&self, number: u64, method: &str, request: &[u8]) -> Option<Fault> {
        if number <= self.spared {
            return None;
        }
        // A zero between them: a method has none.
        let key = fnv(FNV_OFFSET, method.bytes().chain([0]).chain(request.iter().copied()));
        let mut requests = lock(&self.seen.requests);
        let (times, faults) = requests.entry(key).or_default();
        let draw = mix(mix(self.seed ^ key).wrapping_add(*times)) % u64::from(WHOLE);
        *times += 1;
        let mut below = 0;
        let fault = self.shares.iter().find(|(_, ppm)| {
            below += u64::from(*ppm);
            draw < below
        });
        let fault = fault.map(|(fault, _)| *fault).filter(|_| *faults < self.most)?;
        *faults += 1;
        *lock(&self.seen.befell).entry(fault.name()).or_default() += 1;
        Some(fault)
    }

    /// A call has been answered.
    pub(super) fn answered(&self, number: u64) {
        self.seen.answered.send_if_modified(|latest| {
            let later = number > *latest;
            *latest = number.max(*latest);
            later
        });
    }

    /// Waits until a later call has been answered.
    pub(super) async fn overtaken(&self, number: u64) {
        let mut answered = self.seen.answered.subscribe();
        // The sender is here.
        let _: Result<_, _> = answered.wait_for(|latest| *latest > number).await;
    }
}

/// Each map is changed without a step between that could panic.
fn lock<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
