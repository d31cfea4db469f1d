//! Enumerations of the API whose domain side lives with a service: clock mode, state.

use crate::status::{Reason, Refused};

/// Reads one value of a generated enumeration; `None` is its `_UNSPECIFIED`.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] if the number is none of its values.
pub fn read<E: TryFrom<i32> + Default + PartialEq>(field: &str, number: i32) -> Result<Option<E>, Refused> {
    match E::try_from(number) {
        Ok(value) if value == E::default() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(_) => Err(Refused::new(
            Reason::ArgumentInvalid,
            format!("{field}: {number} is none of the known values"),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_proto::sandbox::v1::ClockMode;

    #[test]
    fn table() {
        assert_eq!(read::<ClockMode>("clock_mode", 0).unwrap(), None);
        assert_eq!(read("clock_mode", 2).unwrap(), Some(ClockMode::Manual));
        let refused = read::<ClockMode>("clock_mode", -1).unwrap_err();
        assert_eq!(refused.reason(), Reason::ArgumentInvalid);
        assert_eq!(refused.message(), "clock_mode: -1 is none of the known values");
    }
}
