//! What a sandbox has of its own: servers, and a risk profile.

use std::sync::Arc;
use tongguan_domain::ports::ProfileGate;
use tongguan_domain::process::{OwnServer, ServerChange};
use tongguan_domain::screening::{OwnProfile, TextFault};
use tongguan_peer::{Misplaced, OwnHosts, Place};
use tongguan_proto::sandbox::v1 as pb;
use tongguan_wire::settings;
use tongguan_wire::status::{Reason, Refused};

/// Bytes of a refusal that quote what is wrong with a profile: no more fit into a status.
const FAULTS_BYTES: usize = 480;

/// A server that a new sandbox is to have.
pub(crate) fn server(
    hosts: &OwnHosts,
    field: &str,
    told: Option<pb::OwnServer>,
) -> Result<Option<OwnServer>, Refused> {
    Ok(change(hosts, field, told, &ServerChange::default())?.of(None))
}

/// What a server becomes: as it is told of it, or else as it is told of those that are not named.
pub(crate) fn change(
    hosts: &OwnHosts,
    field: &str,
    told: Option<pb::OwnServer>,
    others: &ServerChange,
) -> Result<ServerChange, Refused> {
    let Some(told) = told else { return Ok(others.clone()) };
    let change = settings::read_server_change(field, told)?;
    let Some(url) = change.url.as_ref().and_then(Option::as_ref) else { return Ok(change) };
    match Place::read(url).and_then(|place| hosts.allow(&place)) {
        Ok(()) => Ok(change),
        Err(why @ Misplaced::NoPlace) => {
            Err(Refused::new(Reason::ArgumentInvalid, format!("{field}.url: {why}")))
        }
        Err(why @ Misplaced::NotAllowed) => {
            Err(Refused::new(Reason::OwnServerNotAllowed, format!("{field}.url: {why}")))
        }
    }
}

/// What a request says of the servers that it does not name.
pub(crate) fn others(message: &pb::UpdateSandboxRequest) -> Result<ServerChange, Refused> {
    let field = "server_timeout_ms";
    let timeout_ms = message.server_timeout_ms.map(|millis| {
        let none = || Refused::new(Reason::ArgumentInvalid, format!("{field}: at least 1"));
        settings::read_millis(field, millis)?.ok_or_else(none)
    });
    let silence = settings::read_silence("server_silence", message.server_silence)?;
    Ok(ServerChange { url: None, timeout_ms: timeout_ms.transpose()?, silence })
}

/// The profile that a text is. To read one takes a while, so it is done beside the calls of others.
pub(crate) async fn profile(gate: Arc<dyn ProfileGate>, text: String) -> Result<OwnProfile, Refused> {
    let passed = tokio::task::spawn_blocking(move || gate.pass(&text)).await;
    let passed = passed.map_err(|_| Refused::plain(Reason::HandlerPanicked))?;
    passed.map_err(|faults| refused(&faults))
}

/// Everything that fits, by line and column, and how many there are.
fn refused(faults: &[TextFault]) -> Refused {
    let mut told = String::new();
    for TextFault { line, column, words } in faults {
        let one = format!("{line}:{column}: {}", words.en);
        if !told.is_empty() && told.len() + one.len() > FAULTS_BYTES {
            break;
        }
        let between = if told.is_empty() { "" } else { "; " };
        told.push_str(between);
        told.push_str(&one);
    }
    let first = faults.first();
    let of = |place: fn(&TextFault) -> usize| first.map(place).unwrap_or_default().to_string();
    Refused::new(Reason::ProfileInvalid, told)
        .with("line", of(|fault| fault.line))
        .with("column", of(|fault| fault.column))
        .with("fault_count", faults.len().to_string())
}

/// A profile as the API shows it.
pub(crate) fn write(profile: &OwnProfile, with_text: bool) -> pb::SandboxRiskProfile {
    let OwnProfile { text_sha256, sha256, label, text } = profile;
    pb::SandboxRiskProfile {
        profile: label.clone(),
        sha256: sha256.clone(),
        text_sha256: text_sha256.clone(),
        text: if with_text { text.clone() } else { String::new() },
    }
}
