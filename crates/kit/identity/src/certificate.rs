//! The name by which a caller is known that shows a certificate and no key.

use crate::fault::Fault;
use std::fmt;
use tongguan_domain::limits;

/// A DNS name or a URI, as certificates have them among their subject alternative names. DNS names are compared without case.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateName(String);

impl CertificateName {
    /// Reads a name. With a colon it is a URI, otherwise a DNS name.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn new(text: &str) -> Result<Self, Fault> {
        let most = limits::CERTIFICATE_NAME_BYTES;
        if text.len() > most {
            return Err(Fault::new(
                format!("it is longer than {most} bytes (CERTIFICATE_NAME_BYTES)"),
                format!("超过 {most} 字节（CERTIFICATE_NAME_BYTES）"),
            ));
        }
        if text.contains(':') {
            let fits = text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.starts_with(':');
            return if fits {
                Ok(Self(text.to_owned()))
            } else {
                Err(Fault::new("a URI is printable ASCII", "URI 须为可打印的 ASCII 字符"))
            };
        }
        if text.parse::<std::net::IpAddr>().is_ok() {
            return Err(Fault::new(
                "an address of a machine is nobody's name: say a DNS name or a URI",
                "IP 地址不能作为名称：请写 DNS 名称或 URI",
            ));
        }
        let in_label = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_label = |label: &str| (1..=63).contains(&label.len()) && label.bytes().all(in_label);
        if !text.split('.').all(is_label) {
            return Err(Fault::new(
                "it is a DNS name (shop.example.com) or a URI (spiffe://example.com/shop); an asterisk stands for nothing",
                "须为 DNS 名称（shop.example.com）或 URI（spiffe://example.com/shop）；不支持星号",
            ));
        }
        Ok(Self(text.to_ascii_lowercase()))
    }

    /// The name; DNS in small letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CertificateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let long = format!("urn:{}", "x".repeat(limits::CERTIFICATE_NAME_BYTES));
        let rows: &[(&str, Option<&str>)] = &[
            ("Shop.Example.COM", Some("shop.example.com")),
            ("shop", Some("shop")),
            ("spiffe://Example.com/Shop", Some("spiffe://Example.com/Shop")),
            ("urn:uuid:1", Some("urn:uuid:1")),
            ("", None),
            ("*.example.com", None),
            ("127.0.0.1", None),
            ("shop..example", None),
            ("shop example", None),
            (":", None),
            ("urn:a b", None),
            ("urn:商店", None),
            (&long, None),
        ];
        for (text, expected) in rows {
            let name = CertificateName::new(text).ok();
            assert_eq!(name.as_ref().map(CertificateName::as_str), *expected, "{text}");
        }
    }
}
