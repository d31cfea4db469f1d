//! The signature of a message: XML-DSig, enveloped, RSA-SHA1 (2018-113) or SM2-SM3 (202205), and software keys for
//! it. Everything is a function of its arguments: no I/O, no clock, no randomness of its own.

mod c14n;
mod namespaces;
mod xml;

pub use c14n::canonical;
