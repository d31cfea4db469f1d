//! What every call says about itself in metadata.

use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::{Request, Status};

/// Sets the metadata `x-sandbox`, `x-outcome` and `authorization`.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    sandbox: Entry,
    outcome: Entry,
    key: Entry,
}

#[derive(Clone, Debug, Default)]
enum Entry {
    #[default]
    Absent,
    Given(MetadataValue<Ascii>),
    /// No ASCII text. The call is refused, as a builder cannot.
    Unfit,
}

impl Entry {
    fn new(text: &str) -> Self {
        let printable = text.bytes().all(|b| b.is_ascii_graphic());
        let value = if printable { text.parse().ok() } else { None };
        value.map_or(Self::Unfit, Self::Given)
    }

    /// What `Debug` does not show.
    fn secret(text: &str) -> Self {
        text.parse().map_or(Self::Unfit, |mut value: MetadataValue<Ascii>| {
            value.set_sensitive(true);
            Self::Given(value)
        })
    }

    fn put(&self, key: &'static str, request: &mut Request<()>) -> Result<(), Status> {
        match self {
            Self::Absent => {}
            // What a call says itself counts.
            _ if request.metadata().contains_key(key) => {}
            Self::Given(value) => {
                request.metadata_mut().insert(key, value.clone());
            }
            Self::Unfit => {
                return Err(Status::invalid_argument(format!("{key} has to be printable ASCII characters")));
            }
        }
        Ok(())
    }
}

impl Identity {
    pub(crate) fn set_sandbox(&mut self, name: &str) {
        self.sandbox = Entry::new(name);
    }

    pub(crate) fn set_outcome(&mut self, name: &str) {
        self.outcome = Entry::new(name);
    }

    pub(crate) fn set_key(&mut self, key: &str) {
        self.key = match Entry::new(key) {
            Entry::Given(_) => Entry::secret(&format!("Bearer {key}")),
            unfit => unfit,
        };
    }
}

impl Interceptor for Identity {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        self.sandbox.put("x-sandbox", &mut request)?;
        self.outcome.put("x-outcome", &mut request)?;
        self.key.put("authorization", &mut request)?;
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_set_is_sent() {
        let mut identity = Identity::default();
        let bare = identity.call(Request::new(())).unwrap();
        assert!(bare.metadata().is_empty());
        identity.set_sandbox("blue");
        identity.set_outcome("inspect");
        let request = identity.call(Request::new(())).unwrap();
        assert_eq!(request.metadata().get("x-sandbox").unwrap(), "blue");
        assert_eq!(request.metadata().get("x-outcome").unwrap(), "inspect");
        identity.set_key("tg_secret");
        let request = identity.call(Request::new(())).unwrap();
        assert_eq!(request.metadata().get("authorization").unwrap(), "Bearer tg_secret");
        assert!(!format!("{identity:?} {request:?}").contains("secret"));
        let mut own = Request::new(());
        own.metadata_mut().insert("x-sandbox", "green".parse().unwrap());
        assert_eq!(identity.call(own).unwrap().metadata().get("x-sandbox").unwrap(), "green");
        identity.set_sandbox("蓝");
        let refused = identity.call(Request::new(())).unwrap_err();
        assert_eq!(refused.code(), tonic::Code::InvalidArgument);
    }
}
