//! Plays the steps of one code in a sandbox of its own, and writes down what is sent and what is told.

use super::call::Desk;
use super::message::Prepared;
use super::words::{Step, opening, version_word};
use super::{paper, told::Told};
use crate::cli::connection::{faults, what_to_do};
use crate::cli::lang::{said, say};
use crate::cli::output::ceb_message;
use crate::cli::play::{Server, Waits, waits};
use std::time::Duration;
use tongguan::catalogue::{Kind, Row};
use tongguan_client::Client;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::DocumentId;
use tongguan_domain::screening::Lane;
use tongguan_domain::warehouse::Warehouse;
use tongguan_proto::document::v1::Fault;
use tongguan_proto::exchange::v1 as exchange;
use tongguan_proto::intake::v1 as intake;
use tongguan_scenario::{
    Act, Clock, Player, Provocation, Scenario, Sending, Sent, Stage, Standing, Stop, Told as Letter, Value,
    Way, name_of,
};
use tongguan_wire::status::read_reason;
use tonic::Status;

/// One code on a server.
pub(super) struct Playing<'a> {
    row: &'a Row,
    server: Server,
    control: Client,
    /// Whether every document goes as CEB XML.
    xml: bool,
    messages: u64,
    cursor: String,
    /// What was sent and told, in order.
    pub(super) log: Vec<Told>,
}

/// What came of it.
pub(super) struct Played {
    /// What was sent and told, in order.
    pub(super) log: Vec<Told>,
    pub(super) sandbox: String,
    /// Whether the code was seen.
    pub(super) seen: bool,
    /// Where it was not, what its documents wait for.
    pub(super) waits: Vec<Waits>,
}

/// Plays the steps.
///
/// # Errors
/// Why it could not be played to its end.
pub(super) async fn play(
    row: &Row,
    steps: &[Step<'_>],
    client: Client,
    control: Client,
    (xml, keep): (bool, bool),
) -> Result<Played, Stop> {
    let word = format!("provoke-{}", row.code.trim_start_matches('-').replace('_', "-"));
    let word = word.get(..40).unwrap_or(&word);
    let server = Server::open(word, &opening(steps), client, control.clone(), xml).await?;
    let log = Vec::new();
    let mut playing = Playing { row, server, control, xml, messages: 0, cursor: String::new(), log };
    let mut player = Player::default();
    for step in steps {
        match step {
            Step::Scenario(scenario) => playing.scenario(&mut player, scenario).await?,
            Step::Paper(provocation, words) => playing.paper(provocation, words).await?,
            Step::Message(message, words) => playing.message(message, words).await?,
            Step::Call(words) => playing.call(words).await?,
        }
    }
    let sandbox = playing.server.sandbox().to_owned();
    let seen = seen(row, &playing.log);
    let waits = if seen { Vec::new() } else { waits(playing.server.client()).await };
    if !keep {
        playing.server.close().await?;
    }
    Ok(Played { log: playing.log, sandbox, seen, waits })
}

impl Playing<'_> {
    async fn scenario(&mut self, player: &mut Player, scenario: &Scenario) -> Result<(), Stop> {
        for act in scenario.lines.iter().flat_map(|line| &line.acts) {
            self.log.extend(doing(act));
            let told = player.perform(self, act).await?;
            if let Some(rules) = told.strip_prefix("refused ") {
                let one = |code: &str| match act {
                    Act::Send(sending) => Told::document_refused(code, sending.kind, self.row),
                    _ => Told::refused(code, self.row),
                };
                let refused: Vec<Told> = rules.split(' ').map(one).collect();
                self.log.extend(refused);
            }
            if let Act::Warns(kind, parcel) = act
                && let Some(id) = player.newest(*kind, *parcel)
            {
                self.warnings(id.0).await;
            }
            self.receipts();
        }
        Ok(())
    }

    /// What the server was told since the last time.
    fn receipts(&mut self) {
        for receipt in self.server.take_told() {
            self.log.push(Told::receipt(&receipt, self.row));
        }
    }

    async fn paper(&mut self, provocation: &Provocation, words: &str) -> Result<(), Stop> {
        let kind = provocation.slots.kind;
        let changes = words.split_once(':').map_or("", |(_, changes)| changes.trim());
        let under = version_word(provocation.version);
        if let Some(xml) = paper::xml(&provocation.slots) {
            self.log.push(Told::sent(format!("{}{under}", numbered(kind)), changes, Some(xml.clone())));
            self.ceb(xml).await?;
        }
        if self.log.iter().any(|told| told.seen) {
            return Ok(());
        }
        // What XML cannot carry, and what only warns, is told by a check of the native document.
        let (document, _) = provocation.slots.clone().take(provocation.version);
        let document = paper::native(&provocation.slots, &document).map_err(Stop::Failed)?;
        self.log.push(Told::sent(format!("{} to ValidateDocument{under}", numbered(kind)), changes, None));
        let request = intake::ValidateDocumentRequest { document: Some(document), ..Default::default() };
        match self.server.client().intake().validate_document(request).await {
            Ok(answer) => {
                let answer = answer.into_inner();
                self.faults(&answer.faults);
                self.faults(&answer.warnings);
            }
            Err(status) => self.refused(&status),
        }
        Ok(())
    }

    async fn message(&mut self, message: &Prepared, words: &str) -> Result<(), Stop> {
        let (how, changes) = words.split_once(':').unwrap_or(("", words));
        let what = match how {
            "" => say("an empty message", "空报文").to_owned(),
            how if message.enveloped() => how.to_owned(),
            how => format!("CEB XML {how}"),
        };
        self.log.push(Told::sent(what, changes.trim(), Some(message.bytes.clone())));
        if !message.enveloped() {
            return self.ceb(message.bytes.clone()).await;
        }
        let request =
            exchange::SendDxpMessageRequest { envelope: message.bytes.clone().into(), ..Default::default() };
        match self.server.client().exchange().send_dxp_message(request).await {
            Ok(answer) => {
                let answer = answer.into_inner();
                if answer.response_code.is_empty() {
                    self.log.push(Told::plain(say(
                        "the exchange platform objects to nothing",
                        "交换平台没有异议",
                    )));
                } else {
                    self.log.push(
                        Told::refused(&answer.response_code, self.row).in_xml(answer.response.to_vec()),
                    );
                }
            }
            Err(status) => self.refused(&status),
        }
        self.read().await
    }

    async fn ceb(&mut self, xml: Vec<u8>) -> Result<(), Stop> {
        match self.server.client().send_ceb_message(xml).await {
            Ok(answer) => {
                for record in &answer.records {
                    self.faults(&record.faults);
                    if let Some(accepted) = &record.accepted {
                        self.warnings(accepted.document_id).await;
                    }
                }
            }
            Err(unanswered) => {
                for list in faults(&unanswered.status) {
                    self.faults(&list.faults);
                }
                self.refused(&unanswered.status);
            }
        }
        self.read().await
    }

    async fn warnings(&mut self, document: u64) {
        let key = Some(intake::document_key::Key::DocumentId(document));
        let key = Some(intake::DocumentKey { key });
        let request = intake::ExplainDocumentRequest { key, ..Default::default() };
        if let Ok(answer) = self.server.client().intake().explain_document(request).await {
            self.faults(&answer.into_inner().warnings);
        }
    }

    async fn read(&mut self) -> Result<(), Stop> {
        self.server.receipts().await?;
        self.receipts();
        Ok(())
    }

    fn faults(&mut self, faults: &[Fault]) {
        let row = self.row;
        self.log.extend(faults.iter().map(|fault| Told::fault(fault, row)));
    }

    fn refused(&mut self, status: &Status) {
        let reason = read_reason(status).map_or("", |reason| reason.name());
        self.log.push(Told::reason(reason, status.message(), what_to_do(status), self.row));
    }

    async fn call(&mut self, words: &str) -> Result<(), Stop> {
        self.log.push(Told::sent(words.to_owned(), "", None));
        let (client, control) = (self.server.client().clone(), self.control.clone());
        let sandbox = self.server.sandbox().to_owned();
        let cursor = &mut self.cursor;
        let mut desk = Desk { client: &client, control: &control, sandbox: &sandbox, cursor };
        let answered = desk.call(words).await.map_err(Stop::Failed)?;
        let told = if answered.reason.is_empty() && answered.text.starts_with(['{', 'n']) {
            Told::plain("answered")
        } else {
            Told::reason(&answered.reason, &answered.text, answered.hint, self.row)
        };
        self.log.push(told);
        Ok(())
    }
}

/// `603 declaration 清单`.
fn numbered(kind: DocumentKind) -> String {
    let (zh, en) = kind.names();
    said!("{} {en} {zh}", "{} {zh}", kind.message())
}

/// What an act does besides sending.
fn doing(act: &Act) -> Option<Told> {
    Some(match act {
        Act::Outcome(Some(name)) => {
            Told::plain(said!("from now on the outcome {name} is forced", "此后指定结果 {name}"))
        }
        Act::Outcome(None) => Told::plain(say("no outcome is forced any more", "不再指定结果")),
        Act::Clock(Clock::Manual) => Told::plain(say("the clock stands still", "时钟停住")),
        Act::Clock(Clock::Auto) => Told::plain(say("the clock goes on by itself", "时钟自动走动")),
        Act::Wait(span) => Told::plain(said!("the clock moves by {}", "时钟推进 {}", span_words(*span))),
        Act::Register(code) => Told::plain(said!("the enterprise {code} is registered", "登记企业 {code}")),
        Act::Send(sending) => Told::sent(
            said!("{} of parcel {}", "{}，包裹 {}", numbered(sending.kind), sending.parcel),
            &changes(sending),
            None,
        ),
        Act::SendAll(kinds, parcel) => {
            let names: Vec<_> = kinds.iter().map(|kind| name_of(*kind)).collect();
            Told::sent(
                said!("{} of parcel {parcel}", "{}，包裹 {parcel}", names.join(say(", ", "、"))),
                "",
                None,
            )
        }
        Act::Warehouse(warehouse) => {
            let (_, zh, en) = warehouse.kind.names();
            let (code, places) = (&warehouse.code, warehouse.capacity);
            Told::plain(said!(
                "the {en} {code} with {places} places is registered",
                "登记{zh} {code}，库容 {places}"
            ))
        }
        Act::Lane(_) | Act::Phase(..) | Act::Waits(..) | Act::Warns(..) => return None,
    })
}

fn span_words(span: Duration) -> String {
    match span.as_secs() {
        seconds if seconds >= 86_400 && seconds % 86_400 == 0 => format!("{} days", seconds / 86_400),
        seconds => format!("{seconds} s"),
    }
}

fn changes(sending: &Sending) -> String {
    let change = |change: &tongguan_scenario::Change| match &change.value {
        Value::Text(text) => format!("{}={text}", change.path),
        Value::DeclarationOf(parcel) => format!("{}=#{parcel}", change.path),
    };
    sending.changes.iter().map(change).collect::<Vec<_>>().join(" ")
}

/// The server, but the XML of what it is sent is kept.
impl Stage for Playing<'_> {
    async fn send(&mut self, document: Document, way: Way) -> Result<Sent, Stop> {
        self.messages += 1;
        if (self.xml || way == Way::Xml)
            && let Some(last) = self.log.last_mut()
        {
            last.xml = ceb_message(self.server.version(), self.messages, &document);
        }
        self.server.send(document, way).await
    }

    async fn wait(&mut self, span: Duration) -> Result<(), Stop> {
        self.server.wait(span).await
    }

    async fn set_clock(&mut self, clock: Clock) -> Result<(), Stop> {
        self.server.set_clock(clock).await
    }

    async fn set_lane(&mut self, lane: Option<Lane>) -> Result<(), Stop> {
        self.server.set_lane(lane).await
    }

    async fn set_outcome(&mut self, outcome: Option<&str>) -> Result<(), Stop> {
        self.server.set_outcome(outcome).await
    }

    async fn register(&mut self, enterprise: Enterprise) -> Result<(), Stop> {
        self.server.register(enterprise).await
    }

    async fn register_warehouse(&mut self, warehouse: Warehouse) -> Result<(), Stop> {
        self.server.register_warehouse(warehouse).await
    }

    async fn standing(&mut self, document: DocumentId) -> Result<Standing, Stop> {
        self.server.standing(document).await
    }

    async fn receipts(&mut self) -> Result<Vec<Letter>, Stop> {
        self.server.receipts().await
    }
}

/// Whether the code was seen. An outcome is: its document was told what the catalogue says, and nothing else.
fn seen(row: &Row, log: &[Told]) -> bool {
    if row.kind != Kind::Outcome {
        return log.iter().any(|told| told.seen);
    }
    let text = |name| row.more.iter().find(|(of, _)| *of == name).map(|(_, value)| value);
    let message = text("document").and_then(serde_json::Value::as_u64);
    let codes = log.iter().filter(|told| told.message == message && told.message.is_some());
    let codes: Vec<_> = codes.filter_map(|told| told.code.clone()).collect();
    text("sees").and_then(|sees| sees.as_str()) == Some(codes.join(" ").as_str())
}
