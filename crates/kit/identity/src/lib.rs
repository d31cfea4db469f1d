//! Who calls: keys, names of certificates, the file that they stand in, tenants and roles. It knows no gRPC; the guard of `serve` asks it.
//!
//! A key is shown once, when it is made. The file has its SHA-256 instead: a key is 256 bits of randomness, so there is
//! nothing to guess, and a slow hash would only let callers make the server work.
//!
//! **No key and no hash** is in what is printed here, `Debug` included: a log names a key by its id.

#![forbid(unsafe_code)]

mod certificate;
mod fault;
mod file;
mod key;
mod keys;
mod record;
mod role;

pub use certificate::CertificateName;
pub use fault::Fault;
pub use file::{FileError, add, read, revoke};
pub use key::{ApiKey, Digest, KEY_CHARACTERS, KeyId};
pub use keys::{Keys, Pass, Why};
pub use record::Record;
pub use role::{Role, Roles};
