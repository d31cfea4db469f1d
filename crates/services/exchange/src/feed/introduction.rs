//! How two processes find out that they belong together.

use crate::feed::remote::Remote;
use tokio::time::timeout;
use tongguan_domain::process::SignaturePolicy;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_engine::{Defaults, Hello};
use tongguan_peer::{DEADLINE, Found};
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

/// Who is where intake should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Introduced {
    /// Intake, and it can be followed.
    Intake,
    /// Nobody, so far.
    Nobody,
    /// Intake, which does not take our key, or wants one: what it says.
    Locked(String),
    /// Somebody with whom there is no connection over TLS: why, and what to do.
    Untrusted(String),
    /// Somebody else: what is wrong.
    Other(String),
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
        return Err(format!("it has version {}, and this process {}", hello.program, own.program));
    }
    if hello.customs_ids != own.customs_ids {
        let (theirs, ours) = (hello.customs_ids.join(", "), own.customs_ids.join(", "));
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
    /// Who is there.
    pub async fn find(&self, own: &Own) -> Introduced {
        match self
            .line()
            .find(async |channel| self.client(channel).follow(pb::FollowRequest::default()).await)
            .await
        {
            Found::Nobody => return Introduced::Nobody,
            Found::Other(why) => {
                return Introduced::Other(format!("it serves no feed, which needs --feed ({why})"));
            }
            Found::Locked(why) => return Introduced::Locked(why),
            Found::Untrusted(trouble) => {
                return Introduced::Untrusted(format!("{trouble}; {}", trouble.hint("--peer-tls-ca")));
            }
            Found::Service => {}
        }
        let asked =
            self.line().call(async |channel| self.client(channel).follow(pb::FollowRequest::default()).await);
        let Ok(mut steps) = asked.await else { return Introduced::Nobody };
        let Ok(Ok(Some(first))) = timeout(DEADLINE, steps.message()).await else { return Introduced::Nobody };
        match first.step {
            Some(pb::follow_response::Step::Hello(hello)) => match read(&hello, own) {
                Ok(_) => Introduced::Intake,
                Err(why) => Introduced::Other(why),
            },
            _ => Introduced::Other("it does not introduce itself".to_owned()),
        }
    }
}
