//! A server as the stage of a scenario: documents by gRPC, or as CEB XML over it, in a sandbox of its own.

use crate::cli::connection::{self, faults};
use crate::cli::output::{ceb_message, words};
use getrandom::SysRng;
use rand_core::TryRng;
use std::collections::BTreeMap;
use std::time::Duration;
use tongguan_clearance::catalogue::{PROCESSING_RULES, WAREHOUSE_WARNINGS};
use tongguan_client::{Client, accepted};
use tongguan_domain::document::Document;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Outcome, Settings, SignaturePolicy};
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::Lane;
use tongguan_domain::version::MessageVersion;
use tongguan_domain::warehouse::Warehouse;
use tongguan_proto::document::v1::{Fault, Receipt, Refused, SummaryResult};
use tongguan_proto::exchange::v1 as exchange;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::registry::v1::RegisterWarehousesRequest;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_scenario::{Chance, Clock, Form, FormStage, Opening, Sent, Stage, Standing, Stop, Told, Way};
use tongguan_wire::{document, registry, settings, time, warehouse};
use tonic::Status;

/// As many receipts as a page may have.
const PAGE: u32 = 500;

pub(crate) struct Server {
    name: String,
    client: Client,
    /// The same, under the outcome that is forced now.
    forcing: Client,
    control: Client,
    version: MessageVersion,
    xml: bool,
    messages: u64,
    cursor: String,
    /// Receipts that refuse what the file does not send as XML: told as the answer to the call, so not again.
    hidden: usize,
    /// Every receipt that was read and not taken from here.
    told: Vec<Receipt>,
}

impl Server {
    /// Makes a sandbox for a scenario; its name is this word and a number.
    pub(crate) async fn open(
        word: &str,
        opening: &Opening,
        client: Client,
        control: Client,
        xml: bool,
    ) -> Result<Self, Stop> {
        let number = SysRng.try_next_u64().map_err(|error| Stop::Failed(error.to_string()))?;
        let name = format!("{word}-{number:016x}");
        let request = request(opening, &name)?;
        control.control().create_sandbox(request).await.map_err(|status| failed(&status))?;
        let client = client.sandbox(&name);
        Ok(Self {
            name,
            forcing: client.clone(),
            client,
            control,
            version: opening.version.unwrap_or_default(),
            xml,
            messages: 0,
            cursor: String::new(),
            hidden: 0,
            told: Vec::new(),
        })
    }

    /// Deletes the sandbox.
    pub(crate) async fn close(self) -> Result<(), Stop> {
        let request = pb::DeleteSandboxRequest { name: self.name };
        let deleted = self.control.control().delete_sandbox(request).await;
        deleted.map(|_| ()).map_err(|status| failed(&status))
    }

    /// The receipts that were read since the last time.
    pub(crate) fn take_told(&mut self) -> Vec<Receipt> {
        std::mem::take(&mut self.told)
    }

    /// Its client, in its sandbox.
    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    /// The message version that it enforces.
    pub(crate) const fn version(&self) -> MessageVersion {
        self.version
    }

    /// Its sandbox.
    pub(crate) fn sandbox(&self) -> &str {
        &self.name
    }

    async fn send_native(&self, document: &Document) -> Result<Sent, Stop> {
        let answer = self.forcing.submit(vec![document::write(document)]).await;
        let answer = answer.map_err(|unanswered| failed(&unanswered.status))?;
        match (answer.refused, &accepted(answer.results).collect::<Vec<_>>()[..]) {
            (Some(refused), _) => Ok(Sent::Refused(rules_of(&refused))),
            (None, [accepted]) => Ok(Sent::Taken(DocumentId(accepted.document_id))),
            (None, _) => Err(Stop::Failed("the server answers nothing".to_owned())),
        }
    }

    async fn send_xml(&mut self, document: &Document, way: Way) -> Result<Sent, Stop> {
        self.messages += 1;
        let xml = ceb_message(self.version, self.messages, document)
            .ok_or_else(|| Stop::NotHere("a document that this message version does not have".to_owned()))?;
        let answer = match self.forcing.send_ceb_message(xml).await {
            Ok(answer) => answer,
            Err(unanswered) => return refused_whole(&unanswered.status),
        };
        let [record] = &answer.records[..] else {
            return Err(Stop::Failed("the server answers nothing".to_owned()));
        };
        Ok(match (&record.accepted, way) {
            (Some(accepted), _) => Sent::Taken(DocumentId(accepted.document_id)),
            (None, Way::Xml) => Sent::RefusedByReceipt,
            (None, Way::Usual) => {
                self.hidden += 1;
                Sent::Refused(rules_of_record(record, document))
            }
        })
    }

    /// The new receipts, as messages.
    async fn new_receipts(&mut self) -> Result<Vec<Receipt>, Stop> {
        let mut receipts = Vec::new();
        loop {
            let cursor = self.cursor.clone();
            let request = exchange::ListReceiptsRequest { cursor, page_size: PAGE, ..Default::default() };
            let page = self.client.exchange().list_receipts(request).await;
            let page = page.map_err(|status| failed(&status))?.into_inner();
            receipts.extend(page.receipts);
            self.cursor = page.next_cursor;
            if !page.more {
                return Ok(receipts);
            }
        }
    }

    /// `returnStatus` of every receipt after a cursor, by number, as its XML has it.
    async fn codes_in_xml(&self, mut cursor: String) -> Result<BTreeMap<u64, String>, Stop> {
        let mut codes = BTreeMap::new();
        loop {
            let request = exchange::ListCebMessagesRequest { cursor, page_size: PAGE, ..Default::default() };
            let page = self.client.exchange().list_ceb_messages(request).await;
            let page = page.map_err(|status| failed(&status))?.into_inner();
            for message in page.messages {
                if let Some(code) = code_in(&message.xml) {
                    codes.insert(message.number, code);
                }
            }
            cursor = page.next_cursor;
            if !page.more {
                return Ok(codes);
            }
        }
    }
}

impl Stage for Server {
    async fn send(&mut self, document: Document, way: Way) -> Result<Sent, Stop> {
        if self.xml || way == Way::Xml {
            self.send_xml(&document, way).await
        } else {
            self.send_native(&document).await
        }
    }

    async fn wait(&mut self, span: Duration) -> Result<(), Stop> {
        let by = time::write_span(i64::try_from(span.as_millis()).unwrap_or(i64::MAX));
        let to = Some(pb::advance_clock_request::To::By(by));
        let request = pb::AdvanceClockRequest { name: self.name.clone(), to, ..Default::default() };
        self.control.control().advance_clock(request).await.map_err(|status| failed(&status))?;
        Ok(())
    }

    async fn set_clock(&mut self, clock: Clock) -> Result<(), Stop> {
        let mode = match clock {
            Clock::Auto => pb::ClockMode::Auto,
            Clock::Manual => pb::ClockMode::Manual,
        };
        let (name, clock_mode) = (self.name.clone(), mode.into());
        let request = pb::SetClockRequest { name, clock_mode, ..Default::default() };
        self.control.control().set_clock(request).await.map_err(|status| failed(&status))?;
        Ok(())
    }

    async fn set_lane(&mut self, _: Option<Lane>) -> Result<(), Stop> {
        Err(Stop::NotHere("lane".to_owned()))
    }

    async fn set_outcome(&mut self, outcome: Option<&str>) -> Result<(), Stop> {
        let client = self.client.clone();
        self.forcing = match outcome {
            None => client,
            Some(name) if Outcome::named(name).is_some() => client.outcome(name),
            Some(name) => {
                let hint = "`tongguan codes --kind outcome` lists them";
                return Err(Stop::Failed(format!("{name:?}: no such outcome; {hint}")));
            }
        };
        Ok(())
    }

    async fn register(&mut self, enterprise: Enterprise) -> Result<(), Stop> {
        let answer = self.client.register(registry::write(&enterprise)).await;
        answer.map(|_| ()).map_err(|unanswered| failed(&unanswered.status))
    }

    async fn register_warehouse(&mut self, registered: Warehouse) -> Result<(), Stop> {
        let warehouses = vec![warehouse::write_warehouse(&registered)];
        let request = RegisterWarehousesRequest { warehouses, ..Default::default() };
        let answer = self.client.registry().register_warehouses(request).await;
        answer.map(|_| ()).map_err(|status| failed(&status))
    }

    async fn standing(&mut self, document: DocumentId) -> Result<Standing, Stop> {
        let key = Some(intake::document_key::Key::DocumentId(document.0));
        let key = Some(intake::DocumentKey { key });
        let request = intake::ExplainDocumentRequest { key, ..Default::default() };
        let answer = self.client.intake().explain_document(request).await;
        let told = answer.map_err(|status| failed(&status))?.into_inner();
        let accepted = told.summary.and_then(|summary| summary.accepted).unwrap_or_default();
        Ok(Standing {
            phase: words::state_en(accepted.state).to_owned(),
            invt_no: Some(accepted.invt_no).filter(|number| !number.is_empty()),
            waits: told.waiting_for,
            warnings: of_warehouses(told.warnings),
        })
    }

    async fn receipts(&mut self) -> Result<Vec<Told>, Stop> {
        let before = self.cursor.clone();
        let mut receipts = self.new_receipts().await?;
        if self.xml {
            let codes = self.codes_in_xml(before).await?;
            for receipt in receipts.iter().filter(|receipt| receipt.return_code != 0) {
                let code = receipt.return_code.to_string();
                if codes.get(&receipt.number) != Some(&code) {
                    let xml = codes.get(&receipt.number).map_or("nothing", String::as_str);
                    return Err(Stop::Failed(format!("receipt {} is {code}, in XML {xml}", receipt.number)));
                }
            }
        }
        self.told.extend(receipts.iter().cloned());
        receipts.retain(|receipt| {
            let hides = self.hidden > 0 && receipt.document_id == 0 && receipt.return_code < 0;
            self.hidden -= usize::from(hides);
            !hides
        });
        receipts.iter().map(told).collect()
    }
}

/// Codes of the warnings about places in warehouses.
fn of_warehouses(warnings: Vec<Fault>) -> Vec<String> {
    let known = |code: &String| WAREHOUSE_WARNINGS.iter().any(|rule| rule.code == code);
    warnings.into_iter().map(|warning| warning.code).filter(known).collect()
}

/// The sandbox of a scenario, by this name.
pub(crate) fn request(opening: &Opening, name: &str) -> Result<pb::CreateSandboxRequest, Stop> {
    // What the file leaves out is as it usually is, whatever the server was told.
    let usual = Settings::default();
    let policy = opening.signatures.and_then(|policy| SignaturePolicy::named(policy.name()));
    let mut chances = pb::Chances::default();
    for (chance, ppm) in &opening.chances {
        *match chance {
            Chance::SendingFails => &mut chances.sending_fails,
            Chance::ReceiptsRepeated => &mut chances.receipts_repeated,
            Chance::ReceiptsReordered => &mut chances.receipts_reordered,
            Chance::ReviewsSuspended => &mut chances.reviews_suspended,
            Chance::ReturnsReviewed | Chance::ReturnsInspected => {
                return Err(Stop::NotHere(format!("chances {}", chance.name())));
            }
        } = Some(*ppm);
    }
    Ok(pb::CreateSandboxRequest {
        name: name.to_owned(),
        seed: opening.seed.unwrap_or(usual.seed),
        clock_mode: pb::ClockMode::Auto.into(),
        start: Some(time::write(opening.start.unwrap_or(usual.start))),
        message_version: settings::write_version(opening.version.unwrap_or(usual.version)).into(),
        signature_policy: settings::write_policy(policy.unwrap_or(usual.signatures)).into(),
        registration_required: opening.registration_required,
        chances: Some(chances),
        ..Default::default()
    })
}

fn failed(status: &Status) -> Stop {
    connection::failed(status).into_stop()
}

/// A message that breaks its schema is refused by the answer to the call, whatever way the file says.
fn refused_whole(status: &Status) -> Result<Sent, Stop> {
    let rules: Vec<String> = faults(status).iter().flat_map(|list| codes(&list.faults)).collect();
    if rules.is_empty() { Err(failed(status)) } else { Ok(Sent::Refused(rules)) }
}

fn codes(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|fault| fault.code.clone()).collect()
}

/// The rules by which a call was refused: its faults, or the rule of the process whose words the answer has.
fn rules_of(refused: &Refused) -> Vec<String> {
    let faults: Vec<String> = refused.faults.iter().flat_map(|list| codes(&list.faults)).collect();
    if !faults.is_empty() {
        return faults;
    }
    let rule = PROCESSING_RULES.iter().find(|rule| {
        // Several rules have one reason; what to do about a duplicate hangs on what is there.
        refused.message.contains(&format!(": {}; ", rule.en))
            && (refused.existing.is_some() || refused.hint == rule.hint)
    });
    vec![rule.map_or_else(|| refused.reason.clone(), |rule| rule.code.to_owned())]
}

/// The same of a record of a CEB message.
fn rules_of_record(record: &exchange::RecordResult, document: &Document) -> Vec<String> {
    if !record.faults.is_empty() {
        return codes(&record.faults);
    }
    let code = ReturnCode::from_number(record.return_code);
    let rule = PROCESSING_RULES
        .iter()
        .find(|rule| ReturnCode::negative(document.kind(), rule.level, rule.serial) == code);
    vec![rule.map_or_else(|| code.to_string(), |rule| rule.code.to_owned())]
}

fn told(receipt: &Receipt) -> Result<Told, Stop> {
    let code = ReturnCode::from_number(receipt.return_code);
    let document = DocumentId(receipt.document_id);
    if let Some(result) = &receipt.summary_result {
        return Ok(Told::Form(form(result)));
    }
    if receipt.format_fault.is_some() {
        return Ok(Told::FormatFault(code));
    }
    if receipt.copy {
        return Ok(Told::Copy(document));
    }
    let kind = words::kind(receipt.kind)
        .ok_or_else(|| Stop::Failed(format!("receipt {} is of an unknown kind", receipt.number)))?;
    Ok(Told::Receipt { document: Some(document).filter(|id| id.0 != 0), kind, code })
}

fn form(result: &SummaryResult) -> Form {
    let [draft, pre_entry, entry] =
        [&result.dec_tmp_no, &result.dec_pre_no, &result.entry_id].map(Option::is_some);
    Form {
        summary: result.sum_no().to_owned(),
        number: result.decl_seq_no().to_owned(),
        stage: FormStage::reached(result.items.len(), draft, pre_entry, entry),
        part: (result.msg_seq_no(), result.msg_count()),
    }
}

/// The text of the first `returnStatus`, whatever its prefix.
fn code_in(xml: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(xml).ok()?;
    let (_, rest) = text.split_once("returnStatus>")?;
    rest.split_once('<').map(|(code, _)| code.to_owned())
}
