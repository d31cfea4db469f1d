//! How two processes find out that they belong together.

use crate::feed::remote::Remote;
use tokio::time::timeout;
use tongguan_domain::process::SignaturePolicy;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_engine::{Defaults, Hello};
use tongguan_peer::{DEADLINE, Found, words};
use tongguan_proto::feed::v1 as pb;

/// What two processes have to have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Version of the program.
    pub program: String,
    /// The DXP ids of customs.
    pub customs_ids: Vec<String>,
    /// Whether callers are asked for keys: otherwise a name of a sandbox means another one there than here.
    pub asks_for_keys: bool,
}

/// What intake says of itself.
pub(crate) fn write(own: &Own, identity: u64, defaults: Defaults) -> pb::Hello {
    pb::Hello {
        identity,
        program: own.program.clone(),
        start_millis: defaults.start.millis(),
        message_version: defaults.version.name().to_owned(),
        signatures: defaults.signatures.name().to_owned(),
        receipt_form: defaults.receipts.map(ReceiptForm::name).unwrap_or_default().to_owned(),
        customs_ids: own.customs_ids.clone(),
        asks_for_keys: own.asks_for_keys,
    }
}

/// Whether it can be followed, and by what.
///
/// # Errors
/// Why not, in words.
pub(crate) fn read(hello: &pb::Hello, own: &Own) -> Result<Hello, String> {
    if hello.program != own.program {
        return Err(format!(
            "it has version {}, and this process {}: start both from the same release, intake first",
            words(&hello.program),
            own.program
        ));
    }
    if hello.customs_ids != own.customs_ids {
        let (theirs, ours) = (words(&hello.customs_ids.join(", ")), own.customs_ids.join(", "));
        return Err(format!("customs is {theirs} there and {ours} here: say the same --customs-id to both"));
    }
    if hello.asks_for_keys != own.asks_for_keys {
        let (one, other) = if own.asks_for_keys { ("this process", "it") } else { ("it", "this process") };
        return Err(format!(
            "{one} asks callers for keys, and {other} does not: start both with --api-keys, or neither"
        ));
    }
    let defaults = || {
        Some(Defaults {
            start: Moment::from_millis(hello.start_millis),
            version: MessageVersion::named(&hello.message_version)?,
            signatures: SignaturePolicy::named(&hello.signatures)?,
            receipts: match hello.receipt_form.as_str() {
                "" => None,
                name => Some(ReceiptForm::named(name)?),
            },
        })
    };
    let defaults = defaults().ok_or("what it says of new sandboxes cannot be read")?;
    Ok(Hello { identity: hello.identity, defaults })
}

impl Remote {
    /// Who is there: an intake that cannot be followed is another one.
    pub async fn find(&self, own: &Own) -> Found {
        match self
            .line()
            .find(async |channel| self.client(channel).follow(pb::FollowRequest::default()).await)
            .await
        {
            Found::Other(why) => {
                return Found::Other(format!("it serves no feed, which needs --feed ({why})"));
            }
            Found::Service => {}
            found => return found,
        }
        let asked =
            self.line().call(async |channel| self.client(channel).follow(pb::FollowRequest::default()).await);
        let Ok(mut steps) = asked.await else { return Found::Nobody };
        let Ok(Ok(Some(first))) = timeout(DEADLINE, steps.message()).await else { return Found::Nobody };
        match first.step {
            Some(pb::follow_response::Step::Hello(hello)) => match read(&hello, own) {
                Ok(_) => Found::Service,
                Err(why) => Found::Other(why),
            },
            _ => Found::Other("it does not introduce itself".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(program: &str) -> Own {
        Own {
            program: program.to_owned(),
            customs_ids: vec!["DXPEDCCEB0000002".to_owned()],
            asks_for_keys: false,
        }
    }

    fn hello(program: &str) -> pb::Hello {
        let defaults = Defaults {
            start: Moment::from_millis(0),
            version: MessageVersion::V202205,
            signatures: SignaturePolicy::Off,
            receipts: None,
        };
        write(&own(program), 7, defaults)
    }

    /// What is followed are stored entries, and what comes of them is this version's: nothing but the same version will do, also where
    /// only the last number differs.
    #[test]
    fn only_the_same_version_is_followed() {
        let rows = [
            ("0.1.0", true),
            ("0.1.1", false),
            ("0.2.0", false),
            ("0.0.9", false),
            ("1.0.0", false),
            ("0.1.0-rc.1", false),
            ("0.1", false),
            ("latest", false),
            ("", false),
        ];
        for (theirs, follows) in rows {
            let read = read(&hello(theirs), &own("0.1.0"));
            assert_eq!(read.is_ok(), follows, "{theirs}");
            if let Err(why) = read {
                let words = format!("it has version {theirs}, and this process 0.1.0: start both");
                assert!(why.starts_with(&words), "{why}");
            }
        }
    }
}
