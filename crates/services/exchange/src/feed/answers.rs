//! What became of a message, between two processes.

use crate::messages::{
    Business, Failed, Gateway, HostError, Parsed, PlatformAnswer, Record, Submitted, Taken,
};
use tongguan_ceb::dxp::DXP_CODES;
use tongguan_domain::names::{DocumentId, MailboxName, SandboxName};
use tongguan_domain::process::{Accepted, RecordResult};
use tongguan_domain::receipt::FormatFault;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;
use tongguan_proto::feed::v1 as pb;
use tongguan_proto::feed::v1::take_response as answer;
use tongguan_wire::{document, process};

/// Writes what became of a message.
pub(crate) fn write(taken: Result<Taken, Failed>) -> pb::TakeResponse {
    let (platform, business) = match taken {
        Ok(Taken { platform, business }) => (platform, business.map(write_business)),
        Err(failed) => {
            let failed = pb::Failed {
                text: failed.to_string(),
                read: failed.parsed.is_some(),
                waits: failed.error.may_come_later(),
            };
            (None, Some(answer::Business::Failed(failed)))
        }
    };
    pb::TakeResponse { platform: platform.map(write_platform), business, head: None }
}

fn write_platform(answer: PlatformAnswer) -> pb::Platform {
    let PlatformAnswer { code, xml, recipient, id, text } = answer;
    let recipient = recipient.as_ref().map(MailboxName::as_str).unwrap_or_default().to_owned();
    pb::Platform { code: code.code.to_owned(), xml, recipient, id, text }
}

fn write_business(business: Business) -> answer::Business {
    match business {
        Business::Submitted(submitted) => answer::Business::Submitted(pb::Submitted {
            recipient: submitted.recipient.as_str().to_owned(),
            replayed: submitted.replayed,
            records: submitted.records.into_iter().map(|record| write_record(record.result)).collect(),
        }),
        Business::Refused { recipient, fault } => answer::Business::Refused(pb::FormatFault {
            recipient: recipient.as_str().to_owned(),
            code: fault.code.number(),
            info: fault.info,
        }),
        Business::Unanswerable { text } => answer::Business::Unanswerable(text),
    }
}

fn write_record(result: RecordResult) -> pb::Record {
    match result {
        RecordResult::Accepted(accepted) => pb::Record {
            taken_at_millis: accepted.taken_at.millis(),
            accepted: Some(process::write_accepted(accepted)),
            ..Default::default()
        },
        RecordResult::Refused { code, info, taken_at } => {
            pb::Record { accepted: None, code: code.number(), info, taken_at_millis: taken_at.millis() }
        }
        // Only documents of native calls are declined.
        RecordResult::Declined(_) => pb::Record::default(),
    }
}

/// Reads what became of a message. What its records are is read from the message itself: it is here.
pub(crate) async fn read(
    gateway: &Gateway,
    sandbox: &SandboxName,
    message: Vec<u8>,
    response: pb::TakeResponse,
) -> Result<Taken, Failed> {
    let platform = response.platform.map(|answer| read_platform(answer).ok_or_else(senseless)).transpose()?;
    let business = match response.business {
        None => None,
        Some(answer::Business::Unanswerable(text)) => Some(Business::Unanswerable { text }),
        Some(answer::Business::Refused(refused)) => Some(read_refused(refused).ok_or_else(senseless)?),
        Some(answer::Business::Failed(failed)) => {
            let error = match failed.waits {
                true => HostError::Away(failed.text),
                false => HostError::Elsewhere(failed.text),
            };
            let parsed = match failed.read {
                true => gateway.parsed(sandbox, message).await?,
                false => None,
            };
            return Err(Failed { error, parsed: parsed.map(Box::new) });
        }
        Some(answer::Business::Submitted(submitted)) => {
            let parsed = gateway.parsed(sandbox, message).await?;
            let submitted = parsed.and_then(|parsed| read_submitted(parsed, submitted));
            Some(Business::Submitted(submitted.ok_or_else(senseless)?))
        }
    };
    Ok(Taken { platform, business })
}

fn senseless() -> HostError {
    HostError::Elsewhere("the answer of intake cannot be read".to_owned())
}

fn read_platform(answer: pb::Platform) -> Option<PlatformAnswer> {
    let pb::Platform { code, xml, recipient, id, text } = answer;
    let code = DXP_CODES.iter().find(|known| known.code == code)?;
    Some(PlatformAnswer { code, xml, recipient: MailboxName::new(recipient).ok(), id, text })
}

/// Of a CEB900 a transport says code and text; the rest is in the mailbox.
fn read_refused(refused: pb::FormatFault) -> Option<Business> {
    let fault = FormatFault {
        guid: String::new(),
        code: ReturnCode::from_number(refused.code),
        info: refused.info,
        transport_id: String::new(),
        message_type: String::new(),
        original: String::new(),
    };
    Some(Business::Refused { recipient: MailboxName::new(refused.recipient).ok()?, fault: Box::new(fault) })
}

fn read_submitted(parsed: Parsed, submitted: pb::Submitted) -> Option<Submitted> {
    let records = submitted.records.into_iter().map(|record| {
        let result = read_result(record)?;
        Some(Record { result, faults: Vec::new() })
    });
    Some(Submitted {
        records: records.collect::<Option<_>>()?,
        recipient: MailboxName::new(submitted.recipient).ok()?,
        replayed: submitted.replayed,
        parsed,
    })
}

fn read_result(record: pb::Record) -> Option<RecordResult> {
    let taken_at = Moment::from_millis(record.taken_at_millis);
    Some(match record.accepted {
        None => {
            RecordResult::Refused { code: ReturnCode::from_number(record.code), info: record.info, taken_at }
        }
        Some(accepted) => RecordResult::Accepted(Accepted {
            id: DocumentId(accepted.document_id),
            kind: document::read_kind("kind", accepted.kind).ok()??,
            pre_no: accepted.pre_no,
            invt_no: accepted.invt_no,
            code: ReturnCode::from_number(accepted.return_code),
            phase: process::read_phase("state", accepted.state).ok()??,
            taken_at,
        }),
    })
}
