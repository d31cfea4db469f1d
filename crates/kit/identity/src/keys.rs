//! The keys that hold now: what the file said when it was last read.

use crate::file::{self, FileError};
use crate::key::{Digest, KeyId, id_of};
use crate::record::{Proof, Record};
use arc_swap::ArcSwap;
use std::collections::HashMap;
use std::fmt;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use tongguan_domain::limits;
use tongguan_domain::time::Moment;

/// Why a key is not taken. A caller is not told which; the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has not the form of a key.
    Malformed,
    /// No key has its id.
    Unknown(KeyId),
    /// A key has its id, and another secret.
    Wrong(KeyId),
    /// Its time is over.
    Expired(KeyId),
    /// It was revoked.
    Revoked(KeyId),
    /// No line has a name of the certificate.
    Nameless,
    /// Several lines have names of the certificate: which of them is meant is not for us to choose.
    Ambiguous,
    /// The certificate held when the connection began, and holds no longer.
    CertificateOver,
}

impl Why {
    /// In one word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unknown(_) => "unknown",
            Self::Wrong(_) => "wrong secret",
            Self::Expired(_) => "expired",
            Self::Revoked(_) => "revoked",
            Self::Nameless => "no line has a name of the certificate",
            Self::Ambiguous => "several lines have names of the certificate",
            Self::CertificateOver => "the certificate has expired since the connection began",
        }
    }

    /// Of which key, where it says so.
    #[must_use]
    pub const fn id(self) -> Option<KeyId> {
        match self {
            Self::Malformed | Self::Nameless | Self::Ambiguous | Self::CertificateOver => None,
            Self::Unknown(id) | Self::Wrong(id) | Self::Expired(id) | Self::Revoked(id) => Some(id),
        }
    }
}

/// The keys of a file. Cheap to clone; looking one up waits for nobody.
#[derive(Clone)]
pub struct Keys(Arc<Live>);

struct Live {
    file: PathBuf,
    table: ArcSwap<Table>,
    /// When the log last said that a certificate is shown in vain.
    told: AtomicI64,
    seen: Mutex<Seen>,
}

/// What is known of the file.
#[derive(Default)]
struct Seen {
    /// What it was like when it was last read, whether its content could be used or not.
    stamp: Option<Stamp>,
    /// Why it could not be read the last time. It is tried again until it can be, for nothing of the file may tell when.
    trouble: Option<String>,
}

/// The keys by their ids, and by the names of certificates. Of those with one name, the one that is not revoked.
#[derive(Default)]
struct Table {
    keys: HashMap<KeyId, Arc<Known>>,
    names: HashMap<String, Arc<Known>>,
}

impl Table {
    fn of(records: Vec<Record>) -> Self {
        let mut table = Self::default();
        for record in records {
            let known = Arc::new(Known { record, told: AtomicI64::new(0) });
            if let Some(name) = known.record.certificate() {
                let holds = known.record.revoked.is_none();
                let name = name.as_str().to_owned();
                if holds || !table.names.contains_key(&name) {
                    table.names.insert(name, Arc::clone(&known));
                }
            }
            table.keys.insert(known.record.id, known);
        }
        table
    }

    fn get(&self, id: &KeyId) -> Option<&Arc<Known>> {
        self.keys.get(id)
    }
}

/// A key, and when the log last said that it is used in vain.
struct Known {
    record: Record,
    told: AtomicI64,
}

/// By what a change of a file is seen. A file that is replaced is another one, however like the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
    number: u64,
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(found);
        #[cfg(not(unix))]
        let number = 0;
        Self { modified: found.modified().ok(), bytes: found.len(), number }
    }
}

impl Keys {
    /// Reads a file for the first time.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn open(file: &Path) -> Result<Self, FileError> {
        let (table, told) = (ArcSwap::default(), AtomicI64::new(0));
        let live = Live { file: file.to_owned(), table, told, seen: Mutex::default() };
        let keys = Self(Arc::new(live));
        keys.refresh()?;
        Ok(keys)
    }

    /// Reads the file again if it has changed, and says how many keys there are now; `None`: nothing has changed.
    ///
    /// # Errors
    /// [`FileError`], once for each change: the keys of before go on to hold.
    pub fn refresh(&self) -> Result<Option<usize>, FileError> {
        let Live { file, table, seen, .. } = &*self.0;
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = std::fs::metadata(file).ok().map(|found| Stamp::of(&found));
        if stamp.is_some() && seen.stamp == stamp && seen.trouble.is_none() {
            return Ok(None);
        }
        // Whatever comes of it, it is said once.
        let text = match file::open(file).and_then(|opened| file::text(opened, file)) {
            Ok(text) => text,
            Err(error) => {
                let words = error.to_string();
                let known = seen.trouble.replace(words.clone()).is_some_and(|before| before == words);
                return if known { Ok(None) } else { Err(error) };
            }
        };
        (seen.stamp, seen.trouble) = (stamp, None);
        let records = file::parse(file, &text)?;
        let count = records.len();
        table.store(Arc::new(Table::of(records)));
        Ok(Some(count))
    }

    /// Where they stand.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.0.file
    }

    /// Whether others than its owner can read the file, which says who there is.
    #[must_use]
    pub fn is_open_to_others(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::metadata(&self.0.file).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
        }
        #[cfg(not(unix))]
        false
    }

    /// Whose key this is.
    ///
    /// # Errors
    /// [`Why`] it is none that holds. How long that takes does not say why.
    pub fn find(&self, key: &[u8]) -> Result<Pass, Why> {
        let id = id_of(key).ok_or(Why::Malformed)?;
        let digest = Digest::of(key);
        let table = self.0.table.load();
        let known = table.get(&id);
        let expected = known.map_or(&Digest::NOBODY, |known| match &known.record.proof {
            Proof::Key(digest) => digest,
            Proof::Certificate(_) => &Digest::NOBODY,
        });
        let fits = digest == *expected;
        let Some(known) = known else { return Err(Why::Unknown(id)) };
        if !fits {
            return Err(Why::Wrong(id));
        }
        self.pass(known, None)
    }

    /// Whose certificate this is, by its names (DNS names in small letters). It was checked when it was shown, and holds until
    /// then.
    ///
    /// # Errors
    /// [`Why`] it stands for nobody.
    pub fn find_certificate<'n>(
        &self,
        names: impl Iterator<Item = &'n str>,
        not_after: Moment,
    ) -> Result<Pass, Why> {
        let table = self.0.table.load();
        let mut found = None;
        for known in names.filter_map(|name| table.names.get(name)) {
            match found {
                Some(before) if !Arc::ptr_eq(before, known) => return Err(Why::Ambiguous),
                _ => found = Some(known),
            }
        }
        let known = found.ok_or(Why::Nameless)?;
        if not_after < now() {
            return Err(Why::CertificateOver);
        }
        self.pass(known, Some(not_after))
    }

    fn pass(&self, known: &Arc<Known>, until: Option<Moment>) -> Result<Pass, Why> {
        let record = &known.record;
        if record.revoked.is_some() {
            return Err(Why::Revoked(record.id));
        }
        if record.not_after.is_some() && record.is_expired(now()) {
            return Err(Why::Expired(record.id));
        }
        Ok(Pass { keys: self.clone(), known: Arc::clone(known), until })
    }

    /// Whether it is time to say in the log that a key is used in vain: not at every call, as a caller that is left running
    /// makes many. Of what is no key of ours, never.
    #[must_use]
    pub fn is_to_be_told(&self, id: KeyId) -> bool {
        let table = self.0.table.load();
        table.get(&id).is_some_and(|known| is_due(&known.told))
    }

    /// The same of a certificate that stands for nobody: an authority of ours has issued it, so who runs the server should know.
    #[must_use]
    pub fn is_stranger_to_be_told(&self) -> bool {
        is_due(&self.0.told)
    }
}

/// Whether something was last said long ago; then it counts as said.
fn is_due(told: &AtomicI64) -> bool {
    let (now, before) = (now().millis(), told.load(Ordering::Relaxed));
    let pause = i64::try_from(limits::API_KEY_TOLD_SECONDS).unwrap_or(i64::MAX).saturating_mul(1_000);
    let due = now.saturating_sub(before) >= pause;
    due && told.compare_exchange(before, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("file", &self.0.file).finish_non_exhaustive()
    }
}

/// That a call had a key which held, and what is known of it.
#[derive(Clone)]
pub struct Pass {
    keys: Keys,
    known: Arc<Known>,
    /// The last moment of the certificate, where that stands for a key.
    until: Option<Moment>,
}

impl Pass {
    /// What is known of the key.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.known.record
    }

    /// Whether it is time to say in the log that the key is used in vain ([`Keys::is_to_be_told`]).
    #[must_use]
    pub fn is_to_be_told(&self) -> bool {
        self.keys.is_to_be_told(self.record().id)
    }

    /// Whether the key still holds, as it did: a call that streams may last for days.
    #[must_use]
    pub fn holds(&self) -> bool {
        if self.until.is_some_and(|until| until < now()) {
            return false;
        }
        let was = self.record();
        let table = self.keys.0.table.load();
        // As it is now: its label may be another one, and its end.
        table.get(&was.id).is_some_and(|known| {
            let is = &known.record;
            let same = (is.proof == was.proof) && (&is.tenant, is.roles) == (&was.tenant, was.roles);
            same && is.revoked.is_none() && !(is.not_after.is_some() && is.is_expired(now()))
        })
    }
}

impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pass").field(&self.record().id).finish()
    }
}

/// Keys end by the wall clock; those of the sandboxes are moved at will.
fn now() -> Moment {
    #[allow(clippy::disallowed_methods, reason = "a key ends at a moment of the world, not of a sandbox")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::ApiKey;
    use crate::role::{Role, Roles};
    use tongguan_domain::names::TenantName;

    fn key(number: u8) -> ApiKey {
        ApiKey::of_random([number; 8], [number; 32])
    }

    fn add(file: &Path, number: u8, not_after: Option<Moment>) {
        let tenant = TenantName::new("blue").unwrap();
        let roles = Roles::NONE.with(Role::Agency);
        crate::add(file, &Record::new(&key(number), tenant, roles, not_after, "").unwrap()).unwrap();
    }

    #[test]
    fn whose_key_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        add(&file, 1, None);
        add(&file, 2, Some(Moment::from_millis(1)));
        add(&file, 3, Some(now().plus_millis(3_600_000)));
        add(&file, 4, None);
        crate::revoke(&file, key(4).id(), now()).unwrap();
        let keys = Keys::open(&file).unwrap();
        let text = |number: u8| key(number).text().to_owned();
        let wrong = text(1).replace("_11111111_", "_66666666_");
        let forged = format!("{}0", &text(1)[..text(1).len() - 1]);
        let rows = [
            (text(1), Ok(key(1).id())),
            (text(3), Ok(key(3).id())),
            (String::new(), Err(Why::Malformed)),
            ("tg_".to_owned(), Err(Why::Malformed)),
            (wrong, Err(Why::Unknown(key(6).id()))),
            (forged, Err(Why::Wrong(key(1).id()))),
            (text(2), Err(Why::Expired(key(2).id()))),
            (text(4), Err(Why::Revoked(key(4).id()))),
            (text(5), Err(Why::Unknown(key(5).id()))),
        ];
        for (text, expected) in rows {
            assert_eq!(keys.find(text.as_bytes()).map(|pass| pass.record().id), expected);
        }
        let told = |number: u8| keys.is_to_be_told(key(number).id());
        assert_eq!([told(2), told(2), told(4), told(5)], [true, false, true, false]);
    }

    #[test]
    fn whose_certificate_it_is() {
        use crate::{CertificateName, KeyId};
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let id = |number: u8| KeyId::of_random([number; 8]);
        let write = |number: u8, name: &str, not_after| {
            let (tenant, roles) = (TenantName::new("blue").unwrap(), Roles::NONE.with(Role::Agency));
            let name = CertificateName::new(name).unwrap();
            crate::add(
                &file,
                &Record::of_certificate(id(number), name, tenant, roles, not_after, "").unwrap(),
            )
        };
        write(1, "Shop.example", None).unwrap();
        write(2, "spiffe://example/shop", None).unwrap();
        write(3, "over.example", Some(Moment::from_millis(1))).unwrap();
        write(4, "gone.example", None).unwrap();
        crate::revoke(&file, id(4), now()).unwrap();
        write(5, "new.example", None).unwrap();
        crate::revoke(&file, id(5), now()).unwrap();
        write(6, "new.example", None).unwrap();
        let keys = Keys::open(&file).unwrap();
        let later = now().plus_millis(3_600_000);
        let rows: &[(&[&str], Moment, Result<u8, Why>)] = &[
            (&["shop.example"], later, Ok(1)),
            (&["other.example", "shop.example", "shop.example"], later, Ok(1)),
            (&["spiffe://example/shop"], later, Ok(2)),
            (&["spiffe://example/Shop"], later, Err(Why::Nameless)),
            (&["shop.example"], Moment::from_millis(1), Err(Why::CertificateOver)),
            (&["over.example"], later, Err(Why::Expired(id(3)))),
            (&["gone.example"], later, Err(Why::Revoked(id(4)))),
            (&["new.example"], later, Ok(6)),
            (&["shop.example", "spiffe://example/shop"], later, Err(Why::Ambiguous)),
            (&["other.example"], later, Err(Why::Nameless)),
            (&[], later, Err(Why::Nameless)),
        ];
        for (names, until, expected) in rows {
            let found = keys.find_certificate(names.iter().copied(), *until).map(|pass| pass.record().id);
            assert_eq!(found, expected.map(id), "{names:?}");
        }
        // The id of such a line is no secret, so nothing that is made of it may be a key.
        let forged = key(1).text().to_owned();
        assert_eq!(keys.find(forged.as_bytes()).map(|pass| pass.record().id), Err(Why::Wrong(id(1))));
        let pass = keys.find_certificate(["shop.example"].into_iter(), later).unwrap();
        assert!(pass.holds());
        crate::revoke(&file, id(1), now()).unwrap();
        keys.refresh().unwrap();
        assert!(!pass.holds());
    }

    #[test]
    fn a_changed_file_is_read_again_and_a_broken_one_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        add(&file, 1, None);
        let keys = Keys::open(&file).unwrap();
        let holds = |number: u8| keys.find(key(number).text().as_bytes()).is_ok();
        assert_eq!(keys.refresh(), Ok(None));
        let pass = keys.find(key(1).text().as_bytes()).unwrap();
        add(&file, 2, None);
        assert_eq!((holds(2), keys.refresh(), holds(2)), (false, Ok(Some(2)), true));
        assert!(pass.holds());
        std::fs::write(&file, "x").unwrap();
        assert!(
            keys.refresh()
                .unwrap_err()
                .to_string()
                .ends_with("keys:1: it is no JSON object: expected value at line 1 column 1")
        );
        assert_eq!((keys.refresh(), holds(1), holds(2)), (Ok(None), true, true));
        std::fs::remove_file(&file).unwrap();
        assert!(keys.refresh().is_err());
        assert_eq!((keys.refresh(), pass.holds()), (Ok(None), true));
        add(&file, 1, None);
        crate::revoke(&file, key(1).id(), now()).unwrap();
        assert_eq!((keys.refresh(), holds(1), holds(2), pass.holds()), (Ok(Some(1)), false, false, false));
    }

    #[test]
    fn nothing_that_is_shown_holds_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        add(&file, 1, None);
        let keys = Keys::open(&file).unwrap();
        let pass = keys.find(key(1).text().as_bytes()).unwrap();
        let shown = format!("{keys:?} {pass:?} {:?}", pass.record());
        let secret = key(1).text()[12..].to_owned();
        assert!(!shown.contains(&secret) && !shown.contains(&key(1).digest().write()), "{shown}");
    }
}
