//! `tongguan submit`: send documents and show what becomes of them.

use super::connection::{ExchangeAddress, Target, block_on, failed};
use super::exit::{Exit, Failure};
use super::follow::{Followed, Until, follow};
use super::foreign;
use super::input::{self, Input};
use super::lang::{said, say, told as words_of};
use super::output::style::{BAD, GOOD};
use super::output::{Object, Out, message, refusal, words};
use super::span::span;
use clap::Args;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tongguan::catalogue::Kind;
use tongguan_clearance::catalogue::PROCESSING_RULES;
use tongguan_client::{Client, accepted};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::near::nearest;
use tongguan_domain::process::Outcome;
use tongguan_domain::return_code::ReturnCode;
use tongguan_proto::document::v1::FaultList;
use tongguan_proto::document::v1::{Accepted, Refused};
use tongguan_proto::exchange::v1::{RecordResult, SendDxpMessageRequest, SendDxpMessageResponse};
use tongguan_proto::intake::v1::SubmitStreamRequest;
use tongguan_wire::document;
use tongguan_wire::status::Reason;
use tonic::{Code, Status};

/// What to send, and how.
#[derive(Args, Debug)]
#[command(after_help = "\
A JSON file holds documents under the names of the .proto files, in snake_case or camelCase:
  {\"documents\": [{\"sales_order\": {…}}, {\"waybill\": {…}}, {\"declaration\": {…}}]}
  {\"declaration\": {…}, \"sales_order\": {…}, \"waybill\": {…}}
  [{\"arrival\": {…}}, {\"departure\": {…}}]
The documents of one submission (at most 100) are taken together or not at all.
The exit code is 1 where a document ends badly (4, 100, 501 to 503, 599, 700), or otherwise than --expect says;
3 where one is refused; 7 where the time of --timeout is up before it ends, or before the code of --until comes.")]
pub(crate) struct Arguments {
    /// JSON, CEB XML, or CEB XML in its envelope (DxpMsg); - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    exchange: ExchangeAddress,
    /// DXP id of the sender, whose mailbox gets the receipts [default: DXPENT0000000001]; CEB XML names its own
    #[arg(long, value_name = "DXP_ID", default_value = "", hide_default_value = true)]
    sender: String,
    /// Force what customs does, such as inspect; `tongguan codes --kind outcome` lists them
    #[arg(long, value_name = "NAME", value_parser = outcome)]
    outcome: Option<String>,
    /// Do not wait for what customs answers
    #[arg(long)]
    no_wait: bool,
    /// Follow the documents until one of them is told this code (returnStatus), whoever makes that happen, or, with idle,
    /// until nothing more happens by itself
    #[arg(long, value_name = "CODE|idle", default_value = "idle", value_parser = until, conflicts_with = "no_wait")]
    until: Until,
    /// Succeed only if one of the documents is told this code; may be given more than once
    #[arg(long, value_name = "CODE", value_parser = code, conflicts_with = "no_wait")]
    expect: Vec<i32>,
    /// Follow the documents at most so long; the exit code is 7 when this is not enough
    #[arg(long, value_name = "SPAN", default_value = "10s", value_parser = span)]
    timeout: Duration,
}

fn did_you_mean(near: &str) -> String {
    said!("; did you mean {near}?", "；是否指 {near}？")
}

fn outcome(text: &str) -> Result<String, String> {
    let names = Outcome::ALL.map(|(_, name, _)| name);
    let near = || nearest(text, names).map(did_you_mean).unwrap_or_default();
    let known = Outcome::named(text).map(|_| text.to_owned());
    known.ok_or_else(|| said!("say one of {}{}", "须为以下之一：{}{}", names.join(", "), near()))
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    // Everything is read before anything is sent.
    let inputs = inputs(&arguments.files)?;
    out.outlive_reader();
    block_on(async {
        let mut client =
            arguments.target.connect_beside(&arguments.exchange).await?.sender(&arguments.sender);
        if let Some(outcome) = &arguments.outcome {
            client = client.outcome(outcome);
        }
        // A person who waits sees what was taken in the timelines.
        let tell = out.json() || arguments.no_wait;
        let mut sending = Sending { client, taken: Vec::new(), all: true, tell, out };
        for (name, input) in inputs {
            match input {
                Input::Xml(xml) => sending.xml(&name, xml).await?,
                Input::Envelope(envelope) => sending.envelope(&name, envelope).await?,
                Input::Native(list) => sending.native(&name, list).await?,
            }
        }
        let wanted = !arguments.expect.is_empty() || sending.out.is_read();
        let mut followed = Followed::default();
        if !arguments.no_wait && wanted {
            let timeout = arguments.timeout;
            let whom = (&sending.client, arguments.target.sandbox());
            followed = follow(whom, &sending.taken, arguments.until, timeout, sending.out).await?;
        }
        if !sending.all {
            // A script that reads standard error finds the same there as for every other failure.
            let told = Failure::told(Exit::Refused);
            return Err(if sending.out.json() {
                told.saying(say("not everything was taken", "有单证未被接收")).hint(say(
                    "the objects with \"event\":\"refused\" say why, and what to do",
                    "\"event\":\"refused\" 的对象说明原因和办法",
                ))
            } else {
                told
            });
        }
        if arguments.no_wait { Ok(()) } else { arguments.judge(&followed) }
    })
}

impl Arguments {
    /// Whether it ended as it should, and in time: with what is expected, or, where nothing is said, without a bad end.
    fn judge(&self, followed: &Followed) -> Result<(), Failure> {
        let told = &followed.codes;
        let until = match self.until {
            Until::Told(code) => Some(code),
            Until::Idle => None,
        };
        let missing = self.expect.iter().chain(&until).find(|code| !told.contains(code));
        if let Some(code) = missing {
            let told: BTreeSet<_> = told.iter().filter(|code| **code != 0).collect();
            let told = told.into_iter().map(i32::to_string).collect::<Vec<_>>().join(", ");
            let text =
                said!("nothing was told {code}; told were: {told}", "没有单证收到 {code}；收到的有：{told}");
            return Err(if followed.go_on.is_empty() {
                Failure::new(text).exit(Exit::Otherwise)
            } else {
                self.time_up(&text)
            });
        }
        let says_nothing = self.expect.is_empty() && until.is_none();
        if says_nothing && told.iter().any(|code| BAD_ENDS.contains(code)) {
            return Err(Failure::told(Exit::Otherwise));
        }
        if says_nothing && !followed.go_on.is_empty() {
            let mut ids: Vec<_> = followed.go_on.iter().take(NAMED).map(|id| format!("#{id}")).collect();
            if followed.go_on.len() > NAMED {
                ids.push("…".to_owned());
            }
            let (en, zh) = (ids.join(", "), ids.join("、"));
            return Err(self.time_up(&said!("more will happen to {en}", "{zh} 尚未结束")));
        }
        Ok(())
    }

    /// What did not come may still come.
    fn time_up(&self, text: &str) -> Failure {
        let span = self.timeout;
        Failure::new(said!("time is up after {span:?}: {text}", "已等待 {span:?}，时间已到：{text}"))
            .exit(Exit::TimeUp)
            .hint(say(
                "give it longer with --timeout SPAN; `tongguan explain NUMBER` says what a document waits for",
                "可用 --timeout 延长等待；`tongguan explain 编号` 说明单证在等待什么",
            ))
    }
}

/// As many documents are named in one line.
const NAMED: usize = 5;

/// Codes with which a document ends badly: sending failed, rejected, detained, shipped back.
const BAD_ENDS: [i32; 7] = [4, 100, 501, 502, 503, 599, 700];

fn code(text: &str) -> Result<i32, String> {
    let known = text.parse().ok().filter(|code| ReturnCode::from_number(*code).entry().is_some());
    known.ok_or_else(|| {
        say(
            "no such return code; `tongguan codes --kind return` lists them",
            "没有此回执状态；`tongguan codes --kind return` 列出全部",
        )
        .to_owned()
    })
}

fn until(text: &str) -> Result<Until, String> {
    if text == "idle" { Ok(Until::Idle) } else { code(text).map(Until::Told) }
}

/// The content of every file, with its name.
pub(crate) fn inputs(files: &[PathBuf]) -> Result<Vec<(String, Input)>, Failure> {
    files.iter().map(|path| Ok((path.display().to_string(), content(path)?))).collect()
}

fn content(path: &Path) -> Result<Input, Failure> {
    let most = u64::try_from(limits::XML_BYTES).unwrap_or(u64::MAX).saturating_mul(8);
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    let name = path.display();
    read.map_err(|error| foreign::unread(&name.to_string(), &error))?;
    if bytes.len() as u64 > most {
        let text = said!("{name} is larger than {most} bytes", "{name} 超过 {most} 字节");
        return Err(Failure::new(text).hint(say("split it", "请拆分")));
    }
    let sample = say(
        "`tongguan sample` prints documents as they have to be",
        "`tongguan sample` 输出可直接报送的单证样例",
    );
    input::read(bytes).map_err(|failure| failure.inside(&name.to_string()).or_hint(sample))
}

struct Sending<'a> {
    client: Client,
    taken: Vec<Accepted>,
    /// Whether everything was taken so far.
    all: bool,
    tell: bool,
    out: &'a mut Out,
}

impl Sending<'_> {
    async fn native(&mut self, name: &str, list: Vec<SubmitStreamRequest>) -> Result<(), Failure> {
        for request in list {
            let kinds: Vec<_> = request.documents.iter().filter_map(document::kind_of).collect();
            let answer = match self.client.submit_request(request).await {
                Ok(answer) => answer,
                Err(error) => return self.unanswered(name, &error.status, &kinds),
            };
            if let Some(refused) = &answer.refused {
                self.refused(name, refused, &kinds)?;
            }
            self.took(accepted(answer.results).collect(), answer.replayed)?;
        }
        Ok(())
    }

    async fn xml(&mut self, name: &str, xml: Vec<u8>) -> Result<(), Failure> {
        let answer = match self.client.send_ceb_message(xml).await {
            Ok(answer) => answer,
            Err(error) => return self.unanswered(name, &error.status, &[]),
        };
        self.records(name, answer.records, answer.replayed)
    }

    /// What is wrong with an envelope is answered by the platform, what is wrong with its message by customs.
    async fn envelope(&mut self, name: &str, envelope: Vec<u8>) -> Result<(), Failure> {
        let request = SendDxpMessageRequest { envelope: envelope.into(), ..Default::default() };
        let answer = match self.client.exchange().send_dxp_message(request).await {
            Ok(answer) => answer.into_inner(),
            Err(status) => return self.unanswered(name, &status, &[]),
        };
        if !answer.response_code.is_empty() {
            self.platform_refused(name, &answer)?;
        }
        if !answer.refused.is_empty() {
            let (return_code, return_info) = (answer.refused_code, answer.refused.clone());
            let record = RecordResult { return_code, return_info, ..Default::default() };
            return self.record_refused(name, 0, &record);
        }
        self.records(name, answer.records, answer.replayed)
    }

    /// The exchange platform refuses an envelope, or one of its receivers, by a `DxpRep`.
    fn platform_refused(&mut self, name: &str, answer: &SendDxpMessageResponse) -> Result<(), Failure> {
        self.all = false;
        let code = answer.response_code.as_str();
        if self.out.json() {
            let response = String::from_utf8_lossy(&answer.response).into_owned();
            let object =
                Object::new().with("event", "refused").with("input", name).with("response_code", code);
            return self.out.object(object.with("response", response));
        }
        self.out.line(said!(
            "{BAD}refused{BAD:#} {name} by the exchange platform: {BAD}{code}{BAD:#}",
            "{BAD}交换平台拒收{BAD:#} {name}：{BAD}{code}{BAD:#}"
        ))?;
        let words = tongguan::catalogue::named(code).into_iter().find(|row| row.kind == Kind::Dxp);
        words.map_or(Ok(()), |row| {
            let zh = format!("  {}；办法：{}", row.zh, row.hint_zh);
            self.out.line(words_of(&format!("  {} {}; {}", row.zh, row.en, row.hint), &zh))
        })
    }

    fn records(&mut self, name: &str, records: Vec<RecordResult>, replayed: bool) -> Result<(), Failure> {
        for (index, record) in (0..).zip(records) {
            match record.accepted {
                Some(accepted) => self.took(vec![accepted], replayed)?,
                None => self.record_refused(name, index, &record)?,
            }
        }
        Ok(())
    }

    /// A call without an answer: refused, or not even understood.
    fn unanswered(&mut self, name: &str, status: &Status, kinds: &[DocumentKind]) -> Result<(), Failure> {
        match status.code() {
            Code::Unimplemented | Code::Unavailable => Err(failed(status).inside(name)),
            _ => self.refused(name, &refusal::of_status(status), kinds),
        }
    }

    fn took(&mut self, list: Vec<Accepted>, replayed: bool) -> Result<(), Failure> {
        for accepted in &list {
            if self.out.json() {
                let json = message("tongguan.document.v1.Accepted", accepted, false)?;
                let object = Object::new().with("event", "accepted").with("replayed", replayed);
                self.out.object(object.fields(&json))?;
            } else if self.tell {
                let kind = words::kind_name(words::kind(accepted.kind));
                let number = if accepted.pre_no.is_empty() { "" } else { "  preNo " };
                let id = accepted.document_id;
                let pre_no = &accepted.pre_no;
                self.out.line(said!(
                    "{GOOD}taken{GOOD:#} #{id} {kind}{number}{pre_no}",
                    "{GOOD}已接收{GOOD:#} #{id} {kind}{number}{pre_no}"
                ))?;
            }
        }
        self.taken.extend(list);
        Ok(())
    }

    fn refused(&mut self, name: &str, refused: &Refused, kinds: &[DocumentKind]) -> Result<(), Failure> {
        self.all = false;
        refusal::write(self.out, name, refused, kinds)
    }

    /// One record that a receipt with a negative code refuses.
    fn record_refused(&mut self, name: &str, index: u32, record: &RecordResult) -> Result<(), Failure> {
        self.all = false;
        let kind = ReturnCode::from_number(record.return_code).kind();
        let wire_kind = kind.map_or(0, |kind| document::write_kind(kind).into());
        let list = FaultList { document_index: index, kind: wire_kind, faults: record.faults.clone() };
        if self.out.json() {
            return self.record_object(name, record, list);
        }
        let (code, info) = (record.return_code, &record.return_info);
        self.out.line(said!(
            "{BAD}refused{BAD:#} {name}, record {}: {BAD}{code}{BAD:#} {info}",
            "{BAD}拒收{BAD:#} {name}，第 {} 条：{BAD}{code}{BAD:#} {info}",
            index + 1
        ))?;
        if record.faults.is_empty() { Ok(()) } else { refusal::faults(self.out, &list) }
    }

    /// In the form of a refused call, with what only a record has.
    fn record_object(&mut self, name: &str, record: &RecordResult, list: FaultList) -> Result<(), Failure> {
        let code = ReturnCode::from_number(record.return_code);
        let of_process = PROCESSING_RULES.iter().find(|rule| {
            code.kind().is_some_and(|kind| ReturnCode::negative(kind, rule.level, rule.serial) == code)
        });
        let reason = match of_process {
            _ if !record.faults.is_empty() => Reason::Faults,
            rule => rule.and_then(|rule| Reason::from_name(rule.code)).unwrap_or(Reason::Faults),
        };
        let (hint, hint_zh) =
            of_process.map_or((reason.hint(), reason.hint_zh()), |rule| (rule.hint, rule.hint_zh));
        let index = list.document_index;
        let refused = Refused {
            status: reason.code().into(),
            reason: reason.name().to_owned(),
            message: record.return_info.clone(),
            faults: if list.faults.is_empty() { Vec::new() } else { vec![list] },
            return_info: record.return_info.clone(),
            hint: hint.to_owned(),
            hint_zh: hint_zh.to_owned(),
            existing: None,
        };
        let json = message("tongguan.document.v1.Refused", &refused, false)?;
        let object = Object::new().with("event", "refused").with("input", name).with("record", index);
        self.out.object(object.with("return_code", record.return_code).fields(&json))
    }
}
