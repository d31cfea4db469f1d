//! Who may call what: the one place that looks at keys, whatever the protocol of the call.
//!
//! A caller without a key that holds is told so, and not why: whoever tries keys learns nothing. The log says why, by the
//! id of the key.

use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderName};
use tongguan_domain::names::SandboxName;
use tongguan_identity::{Keys, Pass, Why};
use tongguan_tls::Shown;
use tongguan_wire::access::{BY_KEY, PASSED_ON};
use tongguan_wire::status::{Reason, Refused};

use crate::methods::{Method, Need};

/// Read once, and not at every call.
static PASSED: HeaderName = HeaderName::from_static(PASSED_ON);

/// The scheme of the header `authorization`.
const SCHEME: &[u8] = b"bearer ";

/// What is said of a call that was passed on by a process that asks for keys, to one that does not.
const NO_KEYS_HERE: &str = "intake asks nobody for a key, and the process that passes the call on does: start both with \
                            the same --api-keys";

/// Names of one certificate that a line of the log repeats.
const TOLD_NAMES: usize = 5;

/// That a call may be made. Only what looked at its key gives one.
#[derive(Clone, Debug)]
pub struct Admitted(Option<Pass>);

impl Admitted {
    /// The key; `None`: none is asked for.
    #[must_use]
    pub const fn pass(&self) -> Option<&Pass> {
        self.0.as_ref()
    }

    /// The sandbox that the caller means by this name.
    #[must_use]
    pub fn own(&self, name: SandboxName) -> SandboxName {
        match &self.0 {
            Some(pass) => SandboxName::of(&pass.record().tenant, &name),
            None => name,
        }
    }

    pub(crate) fn into_pass(self) -> Option<Pass> {
        self.0
    }

    /// Whose key it is.
    pub(crate) fn tenant(&self) -> Option<&str> {
        self.0.as_ref().map(|pass| pass.record().tenant.as_str())
    }
}

/// Whether a call with these headers may be made, over a connection whose caller has shown this certificate. A key counts, if
/// there is one, and otherwise the names of the certificate. `path` is for the words.
pub(crate) fn admit(
    keys: Option<&Keys>,
    method: Method,
    path: &str,
    headers: &HeaderMap,
    shown: Option<&Shown>,
) -> Result<Admitted, Refused> {
    let Some(keys) = keys.filter(|_| method.need != Need::Nothing) else {
        // A tenant would be nobody's here.
        return match headers.get(&PASSED) {
            Some(by) if by == BY_KEY => Err(Refused::new(Reason::KeyInvalid, NO_KEYS_HERE)),
            _ => Ok(Admitted(None)),
        };
    };
    // What is passed on shows the certificate of whoever passes it on.
    let shown = shown.filter(|_| !headers.contains_key(&PASSED));
    let pass = match key(headers) {
        Ok(Some(key)) => keys.find(key),
        Ok(None) => match shown {
            Some(shown) => keys.find_certificate(shown.names(), shown.not_after()),
            None => {
                tracing::debug!(path, "refused: no key");
                return Err(no_key());
            }
        },
        Err(()) => Err(Why::Malformed),
    };
    let pass = pass.map_err(|why| {
        tell(keys, why, path, shown);
        no_key()
    })?;
    let record = pass.record();
    let roles = match method.need {
        Need::OneOf(roles) if !record.roles.meet(roles) => roles,
        Need::Unsaid => Default::default(),
        Need::OneOf(_) | Need::AnyKey | Need::Nothing => return Ok(Admitted(Some(pass))),
    };
    tracing::debug!(key = %record.id, path, has = %record.roles, "refused: the key has another role");
    let name = path.rsplit('/').next().unwrap_or(path);
    let words = format!("{name} takes a key with one of these roles: {roles}; this one has {}", record.roles);
    Err(Refused::new(Reason::RoleMissing, words).with("roles", roles.to_string()))
}

/// What a caller is told who has no key that holds.
pub(crate) fn no_key() -> Refused {
    Refused::plain(Reason::KeyInvalid)
}

/// The same of a call that lasts, whose key held when it began. The log says which key it was.
pub(crate) fn key_ended(pass: &Pass) -> Refused {
    let id = pass.record().id;
    if pass.is_to_be_told() {
        tracing::warn!(key = %id, "a call that lasts ends: its key holds no longer");
    } else {
        tracing::debug!(key = %id, "a call that lasts ends: its key holds no longer");
    }
    no_key()
}

/// The key of a call. Two of them, or another scheme, are as good as a wrong one: a choice could be the wrong one.
fn key(headers: &HeaderMap) -> Result<Option<&[u8]>, ()> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = given.next() else { return Ok(None) };
    if given.next().is_some() {
        return Err(());
    }
    let (scheme, key) = value.as_bytes().split_at_checked(SCHEME.len()).ok_or(())?;
    if scheme.eq_ignore_ascii_case(SCHEME) { Ok(Some(key.trim_ascii())) } else { Err(()) }
}

/// Tells the log why a key is not taken: of a key that is or was ours, so that who runs the server sees it.
fn tell(keys: &Keys, why: Why, path: &str, shown: Option<&Shown>) {
    let id = why.id().map(|id| id.to_string()).unwrap_or_default();
    match why.id() {
        Some(known) if keys.is_to_be_told(known) => {
            tracing::warn!(key = id, why = why.name(), path, "a key is used in vain");
        }
        None if why != Why::Malformed && keys.is_stranger_to_be_told() => {
            let names: Vec<_> =
                shown.map(|shown| shown.names().take(TOLD_NAMES).collect()).unwrap_or_default();
            tracing::warn!(why = why.name(), ?names, path, "a certificate is shown in vain");
        }
        _ => tracing::debug!(key = id, why = why.name(), path, "refused: the key does not hold"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_headers() {
        type Found = Result<Option<&'static str>, ()>;
        let rows: &[(&[&str], Found)] = &[
            (&[], Ok(None)),
            (&["Bearer tg_1"], Ok(Some("tg_1"))),
            (&["bearer   tg_1 "], Ok(Some("tg_1"))),
            (&["Bearer "], Ok(Some(""))),
            (&["Bearer"], Err(())),
            (&["tg_1"], Err(())),
            (&["Basic dTpw"], Err(())),
            (&[""], Err(())),
            (&["Bearer tg_1", "Bearer tg_1"], Err(())),
        ];
        for (values, expected) in rows {
            let mut headers = HeaderMap::new();
            for value in *values {
                headers.append(AUTHORIZATION, value.parse().unwrap());
            }
            assert_eq!(key(&headers), expected.map(|key| key.map(str::as_bytes)), "{values:?}");
        }
    }
}
