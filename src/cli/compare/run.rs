//! One run: every document of the input through a rehearsal.

use crate::cli::exit::Failure;
use crate::cli::input::Input;
use crate::cli::lang::{said, say};
use tongguan_ceb::Message;
use tongguan_clearance::Origin;
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::limits;
use tongguan_domain::receipt::Content;
use tongguan_domain::version::MessageVersion;
use tongguan_exchange::messages::MessageRefusal;
use tongguan_proto::document::v1 as pb;
use tongguan_rehearsal::{Rehearsal, RuleSet, Sent};
use tongguan_wire::status::Reason;

/// What one document met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Course {
    /// What it is, such as `declaration COP00000007`.
    pub(super) name: String,
    /// The codes that its sender was told, in order.
    pub(super) codes: Vec<i32>,
    /// The words of the last one.
    pub(super) info: String,
    /// Rules that it broke, as `CODE path`.
    pub(super) faults: Vec<String>,
    /// What it waits for at the end.
    pub(super) waiting_for: Vec<String>,
    /// The same in Chinese.
    pub(super) waiting_for_zh: Vec<String>,
}

/// Runs every call and message of every input, in order, in one sandbox.
pub(super) fn courses(inputs: &[(String, Input)], set: RuleSet, seed: u64) -> Result<Vec<Course>, Failure> {
    let mut rehearsal = Rehearsal::new(set.settings(seed));
    let mut begun = Vec::new();
    for (name, input) in inputs {
        begin(&mut rehearsal, input, set.version, &mut begun).map_err(|failure| failure.inside(name))?;
    }
    Ok(begun.into_iter().map(|begun| begun.end(&rehearsal)).collect())
}

/// A document that was sent, or is told already.
enum Begun {
    Sent(String, Sent),
    Told(Course),
}

impl Begun {
    fn end(self, rehearsal: &Rehearsal) -> Course {
        match self {
            Self::Sent(name, sent) => course(rehearsal, name, sent),
            Self::Told(course) => course,
        }
    }
}

fn begin(
    rehearsal: &mut Rehearsal,
    input: &Input,
    version: MessageVersion,
    begun: &mut Vec<Begun>,
) -> Result<(), Failure> {
    match input {
        Input::Native(submissions) => {
            for submission in submissions {
                call_of(submission.documents.len())?;
                let take = |message: &pb::Document| tongguan_wire::document::take(message.clone(), version);
                let documents: Result<Vec<_>, _> = submission.documents.iter().map(take).collect();
                let documents = documents.map_err(|refused| Failure::new(refused.message().to_owned()))?;
                submit(rehearsal, documents, Origin::Native, begun)?;
            }
            Ok(())
        }
        Input::Envelope(_) => {
            Err(Failure::new(say("an envelope (DxpMsg) is not opened here", "此处不拆信封（DxpMsg）"))
                .hint(say("compare the CEB message in it", "请比较其中的 CEB 报文")))
        }
        Input::Xml(xml) => {
            let message = tongguan_ceb::read(xml, version).map_err(|why| Failure::new(why.to_string()))?;
            if let Some(refusal) = MessageRefusal::of_form(&message) {
                begun.extend(refused_whole(&refusal, message).map(Begun::Told));
                return Ok(());
            }
            let records = message.records.into_iter().map(|record| (record.document, record.faults));
            submit(rehearsal, records.collect(), Origin::Ceb, begun)
        }
    }
}

/// What a server says of a call with so many documents.
fn call_of(documents: usize) -> Result<(), Failure> {
    match documents {
        0 => Err(Failure::new(say(Reason::DocumentMissing.text(), Reason::DocumentMissing.zh()))),
        1..=limits::BATCH_DOCUMENTS => Ok(()),
        _ => Err(Failure::new(said!(
            "a call carries at most {} documents",
            "一次调用至多 {} 份单证",
            limits::BATCH_DOCUMENTS
        ))),
    }
}

fn submit(
    rehearsal: &mut Rehearsal,
    documents: Vec<(Document, Vec<Fault>)>,
    origin: Origin,
    begun: &mut Vec<Begun>,
) -> Result<(), Failure> {
    let names: Vec<_> = documents.iter().map(|(document, _)| named(document)).collect();
    let sent = rehearsal.submit(documents, origin, None);
    let sent = sent.map_err(|_| Failure::new(say("a limit of the sandbox is reached", "已达沙箱限额")))?;
    begun.extend(names.into_iter().zip(sent).map(|(name, sent)| Begun::Sent(name, sent)));
    Ok(())
}

/// A message that is refused whole takes every record with it, the sound ones, too; its sender gets a CEB900.
fn refused_whole(refusal: &MessageRefusal, message: Message) -> impl Iterator<Item = Course> {
    let (code, info) = (refusal.code(message.kind), refusal.info(message.kind));
    let structure: Vec<_> =
        message.structure.iter().map(|fault| format!("{} {}", fault.code, fault.path)).collect();
    message.records.into_iter().map(move |record| Course {
        name: named(&record.document),
        codes: vec![code.number()],
        info: format!("CEB900 {info}"),
        faults: structure.iter().cloned().chain(record.faults.iter().map(fault_line)).collect(),
        waiting_for: Vec::new(),
        waiting_for_zh: Vec::new(),
    })
}

fn fault_line(fault: &Fault) -> String {
    format!("{} {}", fault.rule.code, fault.path())
}

fn named(document: &Document) -> String {
    let ((zh, en), guid) = (document.kind().names(), &document.heading().guid);
    said!("{en} {zh} ({guid})", "{zh}（{guid}）")
}

fn course(rehearsal: &Rehearsal, name: String, sent: Sent) -> Course {
    match sent {
        Sent::Refused { code, info, faults } => Course {
            name,
            codes: vec![code.number()],
            info,
            faults: faults.iter().map(fault_line).collect(),
            waiting_for: Vec::new(),
            waiting_for_zh: Vec::new(),
        },
        Sent::WithTheCall => Course {
            name,
            codes: Vec::new(),
            info: say(
                "not taken: another document of the same call is refused",
                "未接收：同一次调用中另有单证被拒收",
            )
            .to_owned(),
            faults: Vec::new(),
            waiting_for: Vec::new(),
            waiting_for_zh: Vec::new(),
        },
        Sent::Taken(id) => {
            let letters = rehearsal.letters(0);
            let receipts = letters.iter().filter_map(|letter| match &letter.content {
                Content::Receipt(receipt) if receipt.document == Some(id) => Some(receipt),
                Content::Receipt(_)
                | Content::SummaryResult(_)
                | Content::FormatFault(_)
                | Content::Copy(..) => None,
            });
            let receipts: Vec<_> = receipts.collect();
            let explained = rehearsal.state().explain(id);
            let waiting = explained.map(|e| (e.waiting_for, e.waiting_for_zh));
            let (waiting_for, waiting_for_zh) = waiting.unwrap_or_default();
            Course {
                name,
                codes: receipts.iter().map(|receipt| receipt.code.number()).collect(),
                info: receipts.last().map(|receipt| receipt.info.clone()).unwrap_or_default(),
                faults: Vec::new(),
                waiting_for,
                waiting_for_zh,
            }
        }
    }
}

impl Course {
    /// Whether both documents fared alike; words may differ by numbers and times.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        (&self.codes, &self.faults, &self.waiting_for) == (&other.codes, &other.faults, &other.waiting_for)
    }
}
