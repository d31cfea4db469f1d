//! The signature of a message: XML-DSig, enveloped, RSA-SHA1, RSA-SHA256 or, since 202205, SM2-SM3, and software keys for
//! it. Everything is a function of its arguments: no I/O, no clock, no randomness of its own.

mod algorithm;
mod c14n;
mod certificate;
mod certificate_number;
mod envelope;
mod key;
mod namespaces;
mod private_key;
mod problem;
mod public_key;
mod sign;
mod verify;
mod xml;

pub use algorithm::Algorithm;
pub use c14n::canonical;
pub use certificate_number::{CertificateNumber, NotCertificateNumber};
pub use key::{Holder, Key, KeyError};
pub use problem::{PROBLEM_RULES, Problem};
pub use sign::{SignError, sign};
pub use verify::{Signer, Verdict, verify, verify_in, verify_while};
