//! Receipts made of what happened: the words, the keys, the guids.

use crate::catalogue::FINDINGS;
use crate::draw;
use crate::filed::Filed;
use crate::links::Links;
use crate::state::{Entry, Info, Mailbox, RefusedRecord, State, Subject};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::Fault;
use tongguan_domain::limits;
use tongguan_domain::listing::fitted;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Phase;
use tongguan_domain::receipt::{Content, Letter, Receipt, ReceiptKeys};
use tongguan_domain::return_code::{ReturnCode, Tier};
use tongguan_domain::screening::Ground;
use tongguan_domain::time::Moment;

/// Shortens to what `returnInfo` can hold.
pub(crate) fn shorten(text: String) -> String {
    if text.chars().count() <= limits::RETURN_INFO_CHARACTERS {
        return text;
    }
    text.chars().take(limits::RETURN_INFO_CHARACTERS - 1).chain(['…']).collect()
}

/// As many pieces as `returnInfo` can hold; a sign says that some are missing.
fn join(pieces: impl Iterator<Item = String>, separator: &str) -> String {
    fitted(pieces, separator, limits::RETURN_INFO_CHARACTERS, 0, |_| "…".to_owned())
}

/// `[Code:1342;Desc:清单与运单件数不一致],[packNo:1,运单:2]` for each ground.
pub(crate) fn grounds_text(grounds: &[Ground]) -> String {
    join(grounds.iter().map(ground_text), ",")
}

/// Readers take `Desc` up to the first bracket: there is none inside, and the values stand behind it.
fn ground_text(ground: &Ground) -> String {
    let finding = FINDINGS.iter().find(|finding| finding.code == ground.rule);
    let known = finding.and_then(|finding| Some((finding.zh, ground.text.strip_prefix(finding.zh)?)));
    let (words, values) = known.or_else(|| ground.text.split_once('，')).unwrap_or((&ground.text, ""));
    let values = values.trim_start_matches('，');
    if values.is_empty() {
        return format!("[Code:{};Desc:{}]", ground.rule, without_marks(words));
    }
    piece(&ground.rule, words, values)
}

/// One reason as readers of `returnInfo` expect it: no mark of the form stands inside the words or the values.
fn piece(code: impl core::fmt::Display, words: &str, values: &str) -> String {
    format!("[Code:{code};Desc:{}],[{}]", without_marks(words), without_marks(values))
}

fn without_marks(text: &str) -> String {
    text.replace('[', "(").replace(']', ")").replace(';', "；")
}

/// Reasons one after the other, cut only between them.
pub(crate) fn reasons_text<'a, C: core::fmt::Display>(
    reasons: impl Iterator<Item = (C, &'a str, &'a str)>,
) -> String {
    join(reasons.map(|(code, words, values)| piece(code, words, values)), ";")
}

/// The text of a receipt that refuses a faulty record: every fault with its place.
pub(crate) fn faults_text(kind: DocumentKind, faults: &[Fault]) -> String {
    let part = |fault: &Fault| {
        let place = fault.element_path(kind);
        let found = fault.found.as_deref().unwrap_or_default();
        let (code, zh) = (fault.return_code(kind), fault.rule.zh);
        // The number of a line stands in brackets; what was found must not bring others.
        format!("[Code:{code};Desc:{zh}],[{place}:{}]", without_marks(found))
    };
    join(faults.iter().map(part), ";")
}

/// The words of a code where nothing else is to be said.
fn plain_text(filed: &Filed, code: ReturnCode) -> String {
    let verb = if filed.deletes {
        "删除"
    } else if filed.changes {
        "变更"
    } else {
        "新增"
    };
    let guid = &filed.guid;
    match code {
        ReturnCode::PORT_STORED => format!("暂存成功[{guid}]"),
        ReturnCode::PORT_DECLARING => match &filed.keys {
            ReceiptKeys::Declaration { ebc_code, order_no, .. } => {
                format!("清单{verb}申报成功[{guid}][电商企业编码：{ebc_code}订单编号：{order_no}]")
            }
            _ => format!("{verb}申报成功[{guid}]"),
        },
        ReturnCode::SENT_TO_CUSTOMS => format!("发送海关成功[{guid}]"),
        ReturnCode::SENDING_FAILED => format!("发送海关失败[{guid}]"),
        ReturnCode::STORED if filed.deletes => "[Code:1800;Desc:删除成功]".to_owned(),
        ReturnCode::STORED => "[Code:1800;Desc:逻辑校验通过]".to_owned(),
        ReturnCode::MANUAL_REVIEW => "[Code:1200;Desc:待人工审核]".to_owned(),
        ReturnCode::REVIEWED if filed.kind == DocumentKind::Cancellation => {
            let number =
                if let ReceiptKeys::Cancellation { invt_no, .. } = &filed.keys { invt_no } else { "" };
            format!("[Code:2300;Desc:审核通过],撤单申请审核通过,清单[{number}]已成功撤单")
        }
        ReturnCode::REVIEWED => "[Code:2300;Desc:审核通过]".to_owned(),
        ReturnCode::INSPECTION => "[Code:2500;Desc:查验]".to_owned(),
        ReturnCode::RELEASED => "[Code:2600;Desc:放行]".to_owned(),
        ReturnCode::CLOSED => "[Code:2700;Desc:结关]".to_owned(),
        other => other.entry().map_or_else(String::new, |entry| entry.zh.to_owned()),
    }
}

impl Filed {
    /// Whether its sender is told nothing more of it, unless he does something. Over is also what was cancelled, changed
    /// or deleted: the document that did this has receipts of its own.
    pub(crate) fn is_told_all(&self) -> bool {
        use DocumentKind as K;
        match self.phase {
            Phase::Draft
            | Phase::SendingFailed
            | Phase::Rejected
            | Phase::Closed
            | Phase::Detained
            | Phase::ShippedBack
            | Phase::HandedOver
            | Phase::Withdrawn
            | Phase::Cancelled => true,
            Phase::Received
            | Phase::Sent
            | Phase::Comparing
            | Phase::InReview
            | Phase::Suspended
            | Phase::Leaving
            | Phase::InInspection => false,
            Phase::Stored => match self.kind {
                K::SalesOrder | K::PaymentReceipt | K::Waybill | K::Manifest => true,
                K::Declaration
                | K::Arrival
                | K::Departure
                | K::Cancellation
                | K::SummaryApplication
                | K::ReturnApplication
                | K::ReturnTally => false,
            },
            Phase::Reviewed => match self.kind {
                K::Arrival | K::Departure | K::Cancellation | K::ReturnTally => true,
                // The first part gets results until every form has all its numbers.
                K::SummaryApplication => !self.has_timer(),
                K::SalesOrder
                | K::PaymentReceipt
                | K::Waybill
                | K::Declaration
                | K::Manifest
                | K::ReturnApplication => false,
            },
            Phase::Released => self.kind == K::ReturnApplication,
        }
    }
}

impl State {
    /// Letters of a mailbox after a number, at most `limit`.
    #[must_use]
    pub fn letters(&self, mailbox: &str, after: u64, limit: usize) -> Vec<Letter> {
        self.letters_within(mailbox, after, limit, usize::MAX)
    }

    /// The same, but no more letters than fit into so many bytes; the first goes however large it is.
    #[must_use]
    pub fn letters_within(&self, mailbox: &str, after: u64, limit: usize, bytes: usize) -> Vec<Letter> {
        let Some(mailbox) = self.mailbox(mailbox) else {
            return Vec::new();
        };
        let skip = usize::try_from(after).unwrap_or(usize::MAX);
        let rest = mailbox.entries.from(skip);
        let numbered = rest.zip(after.saturating_add(1)..).take(limit);
        let letters = numbered.filter_map(|(entry, number)| self.letter(mailbox, number, entry));
        let mut held = 0;
        let fits = |letter: &Letter| {
            let before = held;
            held += size(letter);
            before < bytes
        };
        letters.take_while(fits).collect()
    }

    /// Number of the last receipt of a mailbox, and of the last acknowledged one; zeros if nobody has used it.
    #[must_use]
    pub fn mailbox_ends(&self, mailbox: &str) -> (u64, u64) {
        self.mailbox(mailbox).map_or((0, 0), |mailbox| (mailbox.entries.len() as u64, mailbox.acknowledged))
    }

    pub(crate) fn mailbox(&self, name: &str) -> Option<&Mailbox> {
        self.mailboxes.get(self.index.mailbox(name)? as usize)
    }

    fn letter(&self, mailbox: &Mailbox, number: u64, entry: &Entry) -> Option<Letter> {
        let message_guid = self.own_guid(&format!("{}/{number}", mailbox.name));
        let (content, last) = (self.content(entry)?, self.is_last(entry));
        Some(Letter { number, message_guid, time: entry.time, content, last })
    }

    /// Whether nothing more follows for the document of a letter, as far as is known when it is read.
    fn is_last(&self, entry: &Entry) -> bool {
        match entry.subject {
            Subject::Document(_) | Subject::SummaryResult(_) => {}
            Subject::Refused(_) | Subject::FormatFault(_) => return true,
            Subject::Copy(_) => return false,
        }
        // Journals of 0.1.0 were replayed with the same code, snapshots do not say what was given last.
        let newest = |filed: &Filed| {
            if filed.given == Moment::default() { filed.told } else { filed.given }
        };
        let filed = self.about(entry).and_then(|id| self.filed(id));
        filed.is_some_and(|filed| filed.is_told_all() && newest(filed) == entry.time)
    }

    /// The document that a letter tells of: of the results of a summary, the first part of its application.
    pub(crate) fn about(&self, entry: &Entry) -> Option<DocumentId> {
        match entry.subject {
            Subject::Document(id) => Some(id),
            Subject::SummaryResult(at) => self.first_part(&self.results.get(at as usize)?.head.sum_no),
            Subject::Refused(_) | Subject::FormatFault(_) | Subject::Copy(_) => None,
        }
    }

    /// Letters about a document in the mailbox of its sender after a number, oldest first: at most so many, and no more
    /// than fit into so many bytes; the first goes however large it is. And whether there are more.
    pub(crate) fn letters_about(
        &self,
        id: DocumentId,
        after: u64,
        limit: usize,
        bytes: usize,
    ) -> (Vec<Letter>, bool) {
        let mailbox = self
            .filed(id)
            .and_then(|filed| Some((self.mailboxes.get(filed.mailbox as usize)?, filed.letters)));
        let Some((mailbox, mut number)) = mailbox else { return (Vec::new(), false) };
        let mut numbers = Vec::new();
        while u64::from(number) > after {
            numbers.push(number);
            let entry = (number as usize).checked_sub(1).and_then(|at| mailbox.entries.get(at));
            number = entry.map_or(0, |entry| entry.before);
        }
        let (mut letters, mut held) = (Vec::new(), 0);
        let told = numbers.len();
        for number in numbers.into_iter().rev().take(limit) {
            let entry = mailbox.entries.get(number as usize - 1);
            let Some(letter) = entry.and_then(|entry| self.letter(mailbox, number.into(), entry)) else {
                continue;
            };
            if held >= bytes {
                break;
            }
            held += size(&letter);
            letters.push(letter);
        }
        let more = letters.len() < told;
        (letters, more)
    }

    /// The codes that the sender of a document was told, latest first.
    pub(crate) fn codes_told(&self, filed: &Filed) -> impl Iterator<Item = ReturnCode> {
        let mailbox = self.mailboxes.get(filed.mailbox as usize);
        let entry = move |number: u32| mailbox?.entries.get((number as usize).checked_sub(1)?);
        core::iter::successors(entry(filed.letters), move |told| entry(told.before)).map(|told| told.code)
    }

    /// The part of a summary application that gets its results: the first.
    fn first_part(&self, sum_no: &str) -> Option<DocumentId> {
        let part = self.filed(self.by_number(sum_no)?)?;
        let Links::Movement { group, .. } = &part.links else { return None };
        self.index.parts(part.kind, group).next()
    }

    /// What a letter says. What it is about is kept, so there always is something.
    fn content(&self, entry: &Entry) -> Option<Content> {
        Some(match entry.subject {
            Subject::Document(id) => Content::Receipt(self.receipt(id, self.filed(id)?, entry)),
            Subject::Refused(at) => Content::Receipt(refusal(self.refused.get(at as usize)?, entry)),
            Subject::SummaryResult(at) => {
                let mut result = self.results.get(at as usize)?.clone();
                result.head.guid = self.own_guid(&format!("result {at}"));
                entry.time.digits17().as_str().clone_into(&mut result.head.op_date);
                Content::SummaryResult(Box::new(result))
            }
            Subject::FormatFault(at) => {
                Content::FormatFault(Box::new(self.format_faults.get(at as usize)?.clone()))
            }
            Subject::Copy(id) => Content::Copy(id, self.filed(id)?.kind),
        })
    }

    /// A guid of customs: always the same for the same thing, so that a repeated receipt is recognised.
    pub(crate) fn own_guid(&self, thing: &str) -> String {
        let [high, low] = ["guid high", "guid low"].map(|half| draw::bits(self.settings.seed, thing, half));
        draw::guid(high, low)
    }

    fn receipt(&self, id: DocumentId, filed: &Filed, entry: &Entry) -> Receipt {
        let mut keys = filed.keys.clone();
        if !entry.numbered {
            keys.forget_customs_no();
        }
        // The electronic port repeats the sender's guid; customs' own receipts carry a guid of customs, unless the
        // sandbox is set to repeat the sender's there, too (protocol notes 5.1).
        let guid = match entry.code.tier() {
            Tier::Customs if !self.settings.echo_guid => {
                self.own_guid(&format!("receipt {id}/{}", entry.time.millis()))
            }
            Tier::Customs | Tier::ElectronicPort => filed.guid.clone(),
        };
        let info = self.words(id, entry);
        Receipt { document: Some(id), guid, keys, code: entry.code, time: entry.time, info }
    }

    fn words(&self, id: DocumentId, entry: &Entry) -> String {
        match (&entry.info, self.filed(id)) {
            (Info::Text(text), _) => String::clone(text),
            (Info::Plain, Some(filed)) => shorten(plain_text(filed, entry.code)),
            (Info::Plain, None) => String::new(),
        }
    }
}

fn refusal(refused: &RefusedRecord, entry: &Entry) -> Receipt {
    let info = if let Info::Text(text) = &entry.info { String::clone(text) } else { String::new() };
    let (guid, keys) = (refused.guid.clone(), refused.keys.clone());
    Receipt { document: None, guid, keys, code: entry.code, time: entry.time, info }
}

/// What a letter takes besides its long parts, in bytes; a line of a result as well.
const LETTER: usize = 512;
const RESULT_LINE: usize = 128;

fn size(letter: &Letter) -> usize {
    LETTER
        + match &letter.content {
            Content::Receipt(receipt) => receipt.info.len(),
            Content::SummaryResult(result) => result.items.len() * RESULT_LINE,
            Content::FormatFault(fault) => fault.original.len() + fault.info.len(),
            Content::Copy(..) => 0,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_bring_no_marks_and_reasons_are_not_cut() {
        let one = reasons_text([("-1", "品名[不符]", "gname:[促销];T恤")].into_iter());
        assert_eq!(one, "[Code:-1;Desc:品名(不符)],[gname:(促销)；T恤]");
        let long = "长".repeat(400);
        let many = reasons_text([("1", "甲", long.as_str()); 5].into_iter());
        assert_eq!(many.matches("[Code:").count(), 2);
        assert!(many.ends_with("]…"), "{many}");
    }
}
