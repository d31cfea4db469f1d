//! One line of what was sent, and of what came back.

use crate::cli::exit::Failure;
use crate::cli::lang::{chinese, said, say, told};
use crate::cli::output::style::{BAD, BOLD, DIM, of_code};
use crate::cli::output::{Object, Out, words};
use tongguan::catalogue::{self, Kind, Row};
use tongguan_domain::document::DocumentKind;
use tongguan_proto::document::v1::Receipt;
use tongguan_proto::document::v1::{Fault, FaultLevel};

/// More bytes of a message than this are not shown.
const SHOWN_BYTES: usize = 64 * 1024;
/// More characters of a text than this are not shown.
const SHOWN_CHARACTERS: usize = 200;

/// What was sent, or what came back.
pub(super) struct Told {
    event: &'static str,
    text: String,
    /// What is changed in what was sent; what came with what was told.
    detail: String,
    /// The code that was told.
    pub(super) code: Option<String>,
    /// The code as a receipt of CEB has it, for the kind that was sent; 0: none.
    number: i32,
    /// The message, such as 603, that a receipt answers.
    pub(super) message: Option<u64>,
    /// Whether it is the code in question.
    pub(super) seen: bool,
    /// The message itself.
    pub(super) xml: Option<Vec<u8>>,
}

impl Told {
    fn new(event: &'static str, text: impl Into<String>) -> Self {
        let (detail, text) = (String::new(), text.into());
        Self { event, text, detail, code: None, number: 0, message: None, seen: false, xml: None }
    }

    /// Something that is neither sent nor told.
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self::new("note", text)
    }

    /// Something that was sent, and what is changed in it.
    pub(super) fn sent(text: impl Into<String>, changes: &str, xml: Option<Vec<u8>>) -> Self {
        Self { detail: changes.to_owned(), xml, ..Self::new("sent", text) }
    }

    pub(super) fn in_xml(mut self, xml: Vec<u8>) -> Self {
        self.xml = Some(xml);
        self
    }

    /// A refusal by a code of the catalogue.
    pub(super) fn refused(code: &str, row: &Row) -> Self {
        let known = catalogue::of(row.kind).into_iter().find(|known| known.code == code);
        let known = known.or_else(|| catalogue::named(code).into_iter().next());
        let text = known.map_or_else(String::new, |known| both(known.zh, known.en));
        Self { code: Some(code.to_owned()), seen: code == row.code, ..Self::new("refused", text) }
    }

    /// The same of a document of this kind.
    pub(super) fn document_refused(code: &str, kind: DocumentKind, row: &Row) -> Self {
        let told = Self::refused(code, row);
        let known = catalogue::of(Kind::Fault).into_iter().find(|known| known.code == code);
        let number = known.and_then(|known| known.number.parse::<i32>().ok());
        told.of_number(number.map_or(0, |number| -(kind.error_base() + number)), row)
    }

    /// With the number that a receipt has. Where a number is asked for, only this one is it.
    fn of_number(self, number: i32, row: &Row) -> Self {
        let asked = row.number.parse::<i32>().ok().filter(|asked| *asked < 0);
        let seen = asked.map_or(self.seen, |asked| asked == number);
        Self { number, seen, ..self }
    }

    /// The number that was told, if it is that of another kind than was asked for.
    pub(super) fn other_number(&self, row: &Row) -> Option<i32> {
        (self.code.as_deref() == Some(&row.code) && self.number != 0 && !self.seen).then_some(self.number)
    }

    /// A refusal of a whole call, and what to do about it. What cannot be read begins with its code.
    pub(super) fn reason(reason: &str, message: &str, hint: String, row: &Row) -> Self {
        let first = message.split_once([':', ' ']).map_or(message, |(first, _)| first);
        let of_xml = row.kind != Kind::Reason && first == row.code;
        let seen = (row.kind == Kind::Reason && reason == row.code) || of_xml;
        let reason = if reason.is_empty() { say("no reason", "无原因") } else { reason };
        // What to do about the code in question is told at the end.
        let detail = if seen || message.contains(&hint) { String::new() } else { hint };
        Self { code: Some(reason.to_owned()), seen, detail, ..Self::new("refused", message) }
    }

    /// A fault, or a warning.
    pub(super) fn fault(fault: &Fault, row: &Row) -> Self {
        let found = [(say("found ", "实际 "), &fault.found), (say("allowed ", "允许 "), &fault.allowed)];
        let found = found.iter().filter(|(_, text)| !text.is_empty());
        let place = if fault.element_path.is_empty() { &fault.path } else { &fault.element_path };
        let number = if fault.return_code == 0 { String::new() } else { fault.return_code.to_string() };
        let parts =
            [number, place.clone()].into_iter().chain(found.map(|(word, text)| format!("{word}{text}")));
        let told = Self {
            code: Some(fault.code.clone()),
            seen: fault.code == row.code,
            detail: parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "),
            ..Self::new(
                if fault.level() == FaultLevel::Warning { "warning" } else { "fault" },
                both(&fault.text_zh, &fault.text),
            )
        };
        told.of_number(fault.return_code, row)
    }

    /// A receipt.
    pub(super) fn receipt(receipt: &Receipt, row: &Row) -> Self {
        let kind = words::kind(receipt.kind);
        let code = receipt.return_code.to_string();
        let seen = match row.kind {
            Kind::Return => code == row.code,
            Kind::Finding => {
                receipt.return_code == 100 && receipt.return_info.contains(&format!("[Code:{};", row.code))
            }
            _ => false,
        };
        Self {
            seen,
            code: Some(code),
            message: kind.map(|kind| u64::from(kind.message())),
            detail: receipt.return_info.clone(),
            ..Self::new(
                "receipt",
                said!(
                    "{}: {}",
                    "{}：{}",
                    words::kind_name(kind),
                    both(&receipt.meaning_zh, &receipt.meaning)
                ),
            )
        }
    }

    /// Writes it.
    pub(super) fn show(&self, xml: bool, out: &mut Out) -> Result<(), Failure> {
        let shown = self.xml.as_deref().filter(|_| xml);
        if out.json() {
            return self.object(shown, out);
        }
        let detail = if self.detail.is_empty() {
            String::new()
        } else {
            format!("  {DIM}{}{DIM:#}", cut(&self.detail))
        };
        let text = cut(&self.text);
        let mark = if self.seen {
            said!("  {BOLD}<= this is it{BOLD:#}", "  {BOLD}<= 即此{BOLD:#}")
        } else {
            String::new()
        };
        match (self.event, &self.code) {
            ("sent", _) => out.line(said!("sent     {text}{detail}", "报送  {text}{detail}"))?,
            ("receipt", Some(code)) => {
                let style = of_code(code.parse().unwrap_or_default());
                out.line(said!(
                    "receipt  {style}{code}{style:#} {text}{detail}{mark}",
                    "回执  {style}{code}{style:#} {text}{detail}{mark}"
                ))?;
            }
            (event, Some(code)) => {
                let zh = word(event);
                out.line(said!(
                    "{event:<8} {BAD}{code}{BAD:#} {text}{detail}{mark}",
                    "{zh}  {BAD}{code}{BAD:#} {text}{detail}{mark}"
                ))?;
            }
            (_, None) => out.line(format!("         {DIM}{text}{DIM:#}"))?,
        }
        shown.map_or(Ok(()), |bytes| {
            let (first, rest) = bytes.split_at(bytes.len().min(SHOWN_BYTES));
            out.bytes(first)?;
            if rest.is_empty() {
                Ok(())
            } else {
                out.line(said!("{DIM}… and {} bytes more{DIM:#}", "{DIM}… 另有 {} 字节{DIM:#}", rest.len()))
            }
        })
    }

    fn object(&self, xml: Option<&[u8]>, out: &mut Out) -> Result<(), Failure> {
        let mut object = Object::new().with("event", self.event);
        if let Some(code) = &self.code {
            object = object.with("code", code.as_str());
        }
        if let Some(message) = self.message {
            object = object.with("message", message);
        }
        object = object.with("text", self.text.as_str()).with("detail", self.detail.as_str());
        if let Some(bytes) = xml {
            let (first, _) = bytes.split_at(bytes.len().min(SHOWN_BYTES));
            object = object.with("xml", String::from_utf8_lossy(first).into_owned());
        }
        out.object(object.with("seen", self.seen))
    }
}

fn both(zh: &str, en: &str) -> String {
    if zh.is_empty() || chinese() { told(en, zh).to_owned() } else { format!("{zh} {en}") }
}

/// The Chinese of an event.
fn word(event: &str) -> &str {
    match event {
        "refused" => "拒收",
        "warning" => "警告",
        "fault" => "错误",
        other => other,
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= SHOWN_CHARACTERS {
        return text.to_owned();
    }
    text.chars().take(SHOWN_CHARACTERS).chain("…".chars()).collect()
}
