//! What a span may tell.

use std::sync::Arc;

/// A number, or a word that stands in this program. Never what a user wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(i64),
    /// A word.
    Word(&'static str),
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&'static str> for Value {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

/// The names of one method of a descriptor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rpc {
    /// `package.Service/Method`.
    pub(crate) name: Arc<str>,
    /// `package.Service`.
    pub(crate) service: Arc<str>,
    /// `Method`.
    pub(crate) method: Arc<str>,
}

impl Rpc {
    /// Of `/package.Service/Method`; `None`: health and reflection, which are asked all day and tell nothing.
    #[must_use]
    pub fn of(path: &str) -> Option<Self> {
        let name = path.strip_prefix('/').filter(|name| !name.starts_with("grpc."))?;
        let (service, method) = name.split_once('/')?;
        Some(Self { name: name.into(), service: service.into(), method: method.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_methods() {
        let rpc = Rpc::of("/tongguan.risk.v1.RiskScreening/Screen").unwrap();
        assert_eq!(
            (&*rpc.name, &*rpc.service, &*rpc.method),
            ("tongguan.risk.v1.RiskScreening/Screen", "tongguan.risk.v1.RiskScreening", "Screen")
        );
        for path in ["/grpc.health.v1.Health/Check", "/grpc.reflection.v1.ServerReflection/X", "", "/", "x/y"]
        {
            assert_eq!(Rpc::of(path), None, "{path}");
        }
    }
}
