//! Codes of enterprises: the form that customs gives them, and the unified social credit code (GB 32100).

/// Digits of the unified social credit code: no I, O, S, V, Z.
const DIGITS: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const SERIAL_DIGITS: &[u8; 34] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// How many serials four such digits write.
pub(crate) const SERIALS: u64 = 34 * 34 * 34 * 34;

/// Serials far apart for numbers that follow each other: each number below [`SERIALS`] has one of its own.
const fn scattered(number: u64) -> u64 {
    // Odd, and no multiple of 17: coprime to 34^4.
    number.wrapping_mul(611_953) % SERIALS
}

fn digit(digits: &[u8], value: u64) -> char {
    let length = digits.len() as u64;
    let at = usize::try_from(value % length).unwrap_or(0);
    digits.get(at).map_or('0', |byte| char::from(*byte))
}

/// A 10-character customs code: region (4 digits: province and zone), `96` for a private enterprise outside of special
/// areas, and a serial.
pub(crate) fn customs_code(province: u8, zone_in_province: u64, number: u64) -> String {
    let serial = scattered(number);
    let mut code = format!("{province:02}{:02}96", zone_in_province % 100);
    for place in [34 * 34 * 34, 34 * 34, 34, 1] {
        code.push(digit(SERIAL_DIGITS, serial / place));
    }
    code
}

/// An 18-character unified social credit code with right check characters: an enterprise of the market regulation of a
/// province, of this number.
pub(crate) fn credit_code(province: u8, number: u64) -> String {
    let mut code = format!("91{province:02}0000MA");
    let serial = scattered(number);
    // Six more of the organisation code; with `MA` before them they are eight.
    for place in [31 * 31 * 31 * 31 * 31, 31 * 31 * 31 * 31, 31 * 31 * 31, 31 * 31, 31, 1] {
        code.push(digit(DIGITS, serial / place));
    }
    code.push(organisation_check(&code));
    code.push(check(&code));
    code
}

/// Check character of the organisation code (GB 11714), the last eight characters.
fn organisation_check(code: &str) -> char {
    let tail = code.bytes().skip(8);
    let values = tail.map(|byte| char::from(byte).to_digit(36).map_or(0, u64::from));
    let sum: u64 = values.zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(value, weight)| value * weight).sum();
    digit(b"0123456789X0", 11 - sum % 11)
}

/// Check character of the first seventeen characters (GB 32100).
fn check(code: &str) -> char {
    let value = |byte| DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0) as u64;
    let sum =
        code.bytes().fold((0, 1), |(sum, weight), byte| (sum + value(byte) * weight, weight * 3 % 31)).0;
    digit(DIGITS, 31 - sum % 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_characters_are_those_of_the_standard() {
        // A published code: Alibaba (China) Co., Ltd.
        let known = "91330100799655058B";
        assert_eq!(check(&known[..17]), 'B');
        assert_eq!(organisation_check(&known[..16]), '8');
    }

    #[test]
    fn serials_do_not_repeat() {
        let mut seen: Vec<_> = (0..SERIALS).map(scattered).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len() as u64, SERIALS);
    }
}
