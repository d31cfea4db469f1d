//! `traceparent` and `tracestate`, as W3C Trace Context writes them.

use http::HeaderMap;

/// The header that names a trace and a span in it.
pub(crate) const TRACEPARENT: &str = "traceparent";
/// The header in which systems of traces say more to each other.
pub(crate) const TRACESTATE: &str = "tracestate";
/// A longer one is not handed on. W3C asks for at least as much.
const TRACESTATE_BYTES: usize = 512;

/// What a `traceparent` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parent {
    pub(crate) trace: u128,
    pub(crate) span: u64,
    pub(crate) sampled: bool,
}

/// The parent that a call names. One that is not written as it has to be, or stands twice, is none: the call counts as the
/// first of its trace.
pub(crate) fn parent(headers: &HeaderMap) -> Option<Parent> {
    let mut given = headers.get_all(TRACEPARENT).iter();
    let text = given.next()?.to_str().ok()?.trim_ascii();
    if given.next().is_some() {
        return None;
    }
    let mut parts = text.split('-');
    let version = hex(parts.next()?, 2)?;
    let (trace, span, flags) = (hex(parts.next()?, 32)?, hex(parts.next()?, 16)?, hex(parts.next()?, 2)?);
    // A later version may say more behind it.
    if version == 0xff || version == 0 && parts.next().is_some() || trace == 0 || span == 0 {
        return None;
    }
    Some(Parent { trace, span: u64::try_from(span).ok()?, sampled: flags & 1 == 1 })
}

/// What stands beside it, if it is no longer than it may be.
pub(crate) fn state(headers: &HeaderMap) -> Option<String> {
    let parts: Option<Vec<&str>> =
        headers.get_all(TRACESTATE).iter().map(|value| value.to_str().ok()).collect();
    let whole = parts?.join(",");
    (!whole.is_empty() && whole.len() <= TRACESTATE_BYTES).then_some(whole)
}

/// A number of exactly so many lower-case digits.
fn hex(text: &str, digits: usize) -> Option<u128> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    (text.len() == digits && text.bytes().all(is_digit)).then(|| u128::from_str_radix(text, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
    const SPAN: &str = "b7ad6b7169203331";

    fn of(values: &[&str]) -> Option<Parent> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(TRACEPARENT, value.parse().unwrap());
        }
        parent(&headers)
    }

    #[test]
    fn a_parent_is_read() {
        let expected = |sampled| {
            Some(Parent {
                trace: 0x0af7_6519_16cd_43dd_8448_eb21_1c80_319c,
                span: 0xb7ad_6b71_6920_3331,
                sampled,
            })
        };
        for (text, sampled) in [
            (format!("00-{TRACE}-{SPAN}-01"), true),
            (format!(" 00-{TRACE}-{SPAN}-00 "), false),
            (format!("00-{TRACE}-{SPAN}-03"), true),
            (format!("01-{TRACE}-{SPAN}-01-what-comes"), true),
        ] {
            assert_eq!(of(&[&text]), expected(sampled), "{text}");
        }
    }

    #[test]
    fn what_is_none_is_ignored() {
        let good = format!("00-{TRACE}-{SPAN}-01");
        for text in [
            "".to_owned(),
            "nonsense".to_owned(),
            format!("00-{TRACE}-{SPAN}"),
            format!("00-{TRACE}-{SPAN}-01-more"),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
            format!("00-{}-{SPAN}-01", "0".repeat(32)),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!("00-{}-{SPAN}-01", &TRACE[1..]),
            format!("00-{TRACE}-{SPAN}-+1"),
            format!("0-{TRACE}-{SPAN}-01"),
            format!("00_{TRACE}_{SPAN}_01"),
        ] {
            assert_eq!(of(&[&text]), None, "{text}");
        }
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[&good, &good]), None, "which of them?");
    }

    #[test]
    fn the_state_is_bounded() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(TRACESTATE, value.parse().unwrap());
            }
            state(&headers)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&["a=1"]).as_deref(), Some("a=1"));
        assert_eq!(of(&["a=1", "b=2"]).as_deref(), Some("a=1,b=2"));
        assert_eq!(of(&[&"x".repeat(513)]), None);
    }
}
