//! How signatures and envelopes go wrong, in words that `tongguan provoke` plays.
//!
//! Their own tables say it in sentences, for they are below everything that could play it. `…` stands for whatever is
//! between what is before and behind it.

/// Code and words.
const RECIPES: &[(&str, &str)] = &[
    ("SIGNATURE_MISSING", "unsigned 303:"),
    ("SIGNATURE_MALFORMED", "signed 303: SignatureValue>…< => SignatureValue><"),
    ("SIGNATURE_ALGORITHM", "signed 303: xmldsig#sm2-sm3 => xmldsig#rot13"),
    ("SIGNATURE_REFERENCE", "signed 303: URI=\"\" => URI=\"#x\""),
    ("SIGNATURE_NO_CERTIFICATE", "signed 303: X509Certificate>…< => X509Certificate><"),
    ("SIGNATURE_CERTIFICATE", "signed 303: X509Certificate>…< => X509Certificate>AAAA<"),
    ("SIGNATURE_NO_KEY_NAME", "2018-113 signed 303: <ds:KeyName>…</ds:KeyName> =>"),
    ("SIGNATURE_KEY_NAME", "signed 303: KeyName>…< => KeyName>0a1b2d<"),
    ("SIGNATURE_CERTIFICATE_EARLY", "signed-early 303:"),
    ("SIGNATURE_CERTIFICATE_EXPIRED", "signed-late 303:"),
    ("SIGNATURE_CONTENT_CHANGED", "signed 303: HZ0000000001 => HZ0000000002"),
    ("SIGNATURE_VALUE", "signed 303: SignatureValue>…< => SignatureValue>AAAA<"),
    ("SIGNATURE_SIGNER", "signed-by-another 303:"),
    ("0001", "envelope 303: </dxp:DxpMsg> =>"),
    ("0002", "envelope 303: <dxp:SenderId>…</dxp:SenderId> =>"),
    ("0999", "envelope 603: CEB603Message => CEB303Message"),
    ("1001", "signed envelope 303: SignatureValue>…< => SignatureValue><"),
    ("1002", "signed-late envelope 303:"),
    ("1004", "signed envelope 303: M-1 => M-2"),
    ("2001", "envelope 303: DXPEDCCEB0000003 => DXPENT9999999999"),
    ("2002", "envelope 303: DXPENT0000000001 => DXPENT0000000007"),
    ("2999", "envelope 303: then envelope 505:"),
    (
        "3999",
        "by hand: send envelopes to more sandboxes than there may be; it would take the places of everybody on the server",
    ),
];

/// The words that play a code of a table that says it in a sentence.
pub(super) fn recipe(code: &str) -> Option<&'static str> {
    RECIPES.iter().find(|(known, _)| *known == code).map(|(_, words)| *words)
}
