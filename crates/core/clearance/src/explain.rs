//! Why a document stands where it stands.

use crate::filed::{Filed, Mark};
use crate::lifecycle::Lifecycle;
use crate::links::Links;
use crate::readiness::Transport;
use crate::state::State;
use crate::stations::matching::{Partner, partners};
use crate::stations::screening::Awaited;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::phrases::chinese;
use tongguan_domain::process::{ClockMode, Explained, ExplainedStep, Outcome, Phase, Step, Words};
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::screening::Ground;

impl State {
    /// What happened to a document, and why.
    #[must_use]
    pub fn explain(&self, id: DocumentId) -> Option<Explained> {
        let filed = self.filed(id)?;
        let steps = filed.history.iter().take(limits::EXPLANATION_STEPS);
        let (waiting_for, waiting_for_zh) = Words::apart(self.waiting_for(id, filed));
        Some(Explained {
            standing: self.standing(id)?,
            steps: steps.map(|mark| self.explained(filed, mark)).chain(audit(filed)).collect(),
            waiting_for,
            waiting_for_zh,
            goes_on: self.goes_on(id, filed),
        })
    }

    fn explained(&self, filed: &Filed, mark: &Mark) -> ExplainedStep {
        let code = match mark.step {
            None if mark.phase == Phase::Draft => Some(ReturnCode::PORT_STORED),
            None => Some(ReturnCode::PORT_DECLARING),
            Some(step) => step.return_code(),
        };
        let taken = ("电子口岸已接收", "taken by the electronic port");
        let (text_zh, text) = mark.step.map_or(taken, Step::words);
        let mut reasons: Vec<_> = mark.grounds.iter().map(ground).collect();
        match (filed.kind, mark.step) {
            (DocumentKind::Declaration, _) => reasons.extend(self.more_reasons(filed, mark)),
            (DocumentKind::ReturnApplication, Some(Step::Inspect | Step::Release)) => {
                reasons.extend(self.way(filed));
            }
            _ => {}
        }
        let (reasons, reasons_zh) = Words::apart(reasons);
        let (text, text_zh) = (text.to_owned(), text_zh.to_owned());
        ExplainedStep { at: mark.at, phase: mark.phase, code, text, text_zh, reasons, reasons_zh }
    }

    /// What the documents, the score and the screening had to do with a step of a declaration. Nothing is asked of the
    /// present: what came later had nothing to do with it.
    fn more_reasons(&self, filed: &Filed, mark: &Mark) -> Vec<Words> {
        match mark.step {
            Some(Step::Store) => {
                // A payment receipt may have joined them since.
                let by_then = |papers: &&Filed| papers.made_at(Step::Store).is_some_and(|at| at <= mark.at);
                let papers = self.partners_of(filed).filter(|(_, partner)| by_then(partner));
                let agrees = |(id, partner): (DocumentId, &Filed)| {
                    let ((zh, en), key) = (partner.kind.names(), &partner.key);
                    Words::new(format!("agrees with {en} {id} ({key})"), format!("与{zh} {id} 一致（{key}）"))
                };
                papers.map(agrees).chain(credit_reasons(filed)).chain(screening_reasons(filed)).collect()
            }
            Some(Step::Inspect) => screening_reasons(filed).chain(self.way(filed)).collect(),
            Some(Step::Review) => screening_reasons(filed).collect(),
            Some(Step::Release) => self.way(filed).collect(),
            Some(Step::Close) => self.summed_up(filed).into_iter().collect(),
            Some(Step::Cancel) => self.cancelled_by(filed).into_iter().collect(),
            Some(
                Step::Send
                | Step::FailSending
                | Step::Reject
                | Step::Suspend
                | Step::Resume
                | Step::FinishReview
                | Step::Accept
                | Step::Detain(_)
                | Step::ShipBack
                | Step::HandOver
                | Step::Replace
                | Step::Delete
                | Step::ConfirmDeletion,
            )
            | None => Vec::new(),
        }
    }

    fn partners_of<'s>(&'s self, filed: &'s Filed) -> impl Iterator<Item = (DocumentId, &'s Filed)> {
        filed.partners.iter().filter_map(|id| self.filed(*id).map(|partner| (*id, partner)))
    }

    /// By which documents goods went on: kept when they did.
    fn way<'s>(&'s self, filed: &'s Filed) -> impl Iterator<Item = Words> {
        self.partners_of(filed).filter_map(|(id, partner)| match partner.kind {
            DocumentKind::Arrival => Some(Words::new(
                format!("the goods are at the site: arrival {id}"),
                format!("货物已运抵：运抵单 {id}"),
            )),
            DocumentKind::Manifest => Some(Words::new(
                format!("bill, vehicle and voyage: manifest {id}"),
                format!("提运单号、运输工具及航次：清单总分单 {id}"),
            )),
            DocumentKind::ReturnTally => Some(Words::new(
                format!("the goods are at the site: tally {id}"),
                format!("货物已理货：退货理货明细单 {id}"),
            )),
            DocumentKind::SalesOrder
            | DocumentKind::PaymentReceipt
            | DocumentKind::Waybill
            | DocumentKind::Declaration
            | DocumentKind::Departure
            | DocumentKind::Cancellation
            | DocumentKind::SummaryApplication
            | DocumentKind::ReturnApplication => None,
        })
    }

    /// The summary that took a declaration.
    fn summed_up(&self, filed: &Filed) -> Option<Words> {
        let id = filed.bound?;
        let number = self.filed(id).map(Filed::invt_no).unwrap_or_default();
        Some(Words::new(
            format!("summed up by summary application {id} ({number})"),
            format!("已由汇总申请单 {id} 汇总（{number}）"),
        ))
    }

    /// The cancellation that took a declaration back.
    fn cancelled_by(&self, filed: &Filed) -> Option<Words> {
        let mut cancellations = self.declared(DocumentKind::Cancellation, filed.invt_no());
        let (id, cancellation) = cancellations.find(|(_, other)| other.phase == Phase::Reviewed)?;
        let key = &cancellation.key;
        Some(Words::new(
            format!("taken back by cancellation {id} ({key})"),
            format!("已由撤销申请单 {id} 撤销（{key}）"),
        ))
    }

    /// Whether a document may be told more although nobody sends anything. Everything that happens by itself hangs on a timer
    /// or an answer of its sandbox, be it of another document: which of them leads here is not foreseen.
    pub(crate) fn goes_on(&self, id: DocumentId, filed: &Filed) -> bool {
        let moves = self.settings.clock == ClockMode::Auto;
        let may = !filed.is_told_all() || self.is_held(id);
        // A question is answered by somebody else, whatever the clock does.
        may && (moves && self.next_timer().is_some() || self.has_question())
    }

    pub(crate) fn waiting_for(&self, id: DocumentId, filed: &Filed) -> Vec<Words> {
        let say = |en: &str, zh: &str| vec![Words::new(en, zh)];
        match filed.phase {
            Phase::Draft => say("the same document with appStatus 2", "以 appStatus 2 正式申报同一单证"),
            Phase::Received if !filed.has_timer() && !self.is_held(id) => say(
                "another version, on whose account it was taken, to be sent to customs",
                "所依据的另一版本发往海关",
            ),
            Phase::Received => say("the electronic port to send it to customs", "电子口岸发往海关"),
            Phase::SendingFailed => say("the sender to send it again", "申报企业重新发送"),
            Phase::Rejected => say("the sender to correct it and send it again", "申报企业修改后重新申报"),
            Phase::Sent | Phase::Comparing if self.is_held(id) => {
                say("its next version to be sent to customs", "其后续版本发往海关")
            }
            Phase::Comparing => say("customs to decide", "海关处理"),
            Phase::Sent if filed.outcome == Some(Outcome::PartnerMissing) => say(
                "a document that never comes: the sender forced this",
                "永不到达的单证（由申报企业指定的结果）",
            ),
            Phase::Sent => self.sent_waits_for(filed),
            Phase::InReview | Phase::InInspection if !filed.has_timer() => {
                say("the result of an officer", "海关人员录入处理结果")
            }
            Phase::InReview => say("a person's review", "人工审核"),
            Phase::Suspended => say("customs to go on", "海关恢复审核"),
            Phase::InInspection => say("the end of the inspection", "查验结束"),
            Phase::Stored => match filed.kind {
                DocumentKind::Declaration => match filed.awaits() {
                    Some(Awaited::Score) => say("credit scoring to answer", "信用评分服务应答"),
                    Some(Awaited::Screening) => say("risk screening to answer", "风险布控服务应答"),
                    None => say("the review", "审核"),
                },
                DocumentKind::ReturnApplication => {
                    say("the tally of the goods (215)", "退货理货明细单（215）")
                }
                DocumentKind::SalesOrder
                | DocumentKind::PaymentReceipt
                | DocumentKind::Waybill
                | DocumentKind::Arrival
                | DocumentKind::Departure
                | DocumentKind::Cancellation
                | DocumentKind::SummaryApplication
                | DocumentKind::ReturnTally => Vec::new(),
                DocumentKind::Manifest => self.undeclared(filed),
            },
            Phase::Leaving => say("release or inspection", "放行或查验"),
            Phase::Reviewed if filed.kind == DocumentKind::Declaration => self.reviewed_waits_for(filed),
            Phase::Reviewed if filed.kind == DocumentKind::Arrival => self.undeclared(filed),
            Phase::Released if filed.kind == DocumentKind::Declaration => {
                say("the departure of the goods (509)", "离境单（509）")
            }
            Phase::Reviewed
            | Phase::Released
            | Phase::Closed
            | Phase::Detained
            | Phase::ShippedBack
            | Phase::HandedOver
            | Phase::Withdrawn
            | Phase::Cancelled => Vec::new(),
        }
    }

    fn sent_waits_for(&self, filed: &Filed) -> Vec<Words> {
        match &filed.links {
            Links::Declaration { .. } => self.missing_partners(filed).collect(),
            Links::Movement { group, .. } if self.a_part_never_comes(filed.kind, group) => {
                vec![Words::new(
                    "a part that never comes: the sender forced this",
                    "永不到达的分拆报文（由申报企业指定的结果）",
                )]
            }
            Links::Movement { group, parts, .. } => {
                let missing = self.missing_parts(filed.kind, group, *parts);
                vec![missing.unwrap_or_else(customs_decides)]
            }
            Links::Partner(key) => vec![self.partner_waits_for(filed, key.as_deref())],
            Links::Declared { .. } => vec![customs_decides()],
        }
    }

    fn a_part_never_comes(&self, kind: DocumentKind, group: &str) -> bool {
        let mut parts = self.parts(kind, group).filter(|(_, part)| part.phase.is_undecided());
        parts.any(|(_, part)| part.outcome == Some(Outcome::PartnerMissing))
    }

    fn missing_partners(&self, declaration: &Filed) -> impl Iterator<Item = Words> {
        let missing = |partner: &Partner| partner.needed && partner.found.is_none();
        let name = |partner: Partner| {
            let ((zh, en), key, message) = (partner.kind.names(), partner.key, partner.kind.message());
            Words::new(format!("{en} {key} ({message})"), format!("{zh} {key}（{message}）"))
        };
        partners(self, declaration).into_iter().filter(missing).map(name)
    }

    /// A partner waits for its declaration, and for what that one waits for.
    fn partner_waits_for(&self, filed: &Filed, key: Option<&str>) -> Words {
        let waits =
            |(_, declaration): &(DocumentId, &Filed)| declaration.phase.is_expected() && !declaration.deletes;
        let named = match key {
            Some(key) => self.in_force(DocumentKind::Declaration, key).filter(waits),
            None => self.naming_waybill(&filed.key).find(waits),
        };
        let Some((id, declaration)) = named else {
            let key = &filed.key;
            return Words::new(format!("a declaration that names {key}"), format!("引用 {key} 的出口清单"));
        };
        let (missing, missing_zh) = Words::apart(self.missing_partners(declaration).collect());
        match declaration.phase {
            Phase::Comparing => {
                Words::new(format!("the comparison with declaration {id}"), format!("与清单 {id} 比对"))
            }
            Phase::Sent if !missing.is_empty() => Words::new(
                format!("declaration {id}, which waits for {}", missing.join(", ")),
                format!("清单 {id}（其尚缺{}）", missing_zh.join("、")),
            ),
            _ => Words::new(format!("declaration {id}"), format!("清单 {id}")),
        }
    }

    /// Which parts of a split message are not there; the first of them by number. `None` if all are.
    fn missing_parts(&self, kind: DocumentKind, group: &str, parts: u32) -> Option<Words> {
        let missing = parts.saturating_sub(self.index.sent_parts(kind, group));
        let is_missing = |part: &u32| {
            let there = self.index.part(kind, group, *part).and_then(|id| self.filed(id));
            there.is_none_or(|filed| !filed.phase.is_undecided())
        };
        let numbers: Vec<String> =
            (1..=parts).filter(is_missing).take(limits::MISSING_PARTS).map(|part| part.to_string()).collect();
        let more = if (missing as usize) > numbers.len() { ", …" } else { "" };
        let list = format!("{}{more}", numbers.join(", "));
        let words = || {
            Words::new(
                format!("{missing} of {parts} parts of the split message: {list}"),
                format!("分拆报文共 {parts} 个，尚缺 {missing} 个：{list}"),
            )
        };
        (!numbers.is_empty()).then(words)
    }

    /// The parcels of an arrival or a manifest that nobody has declared; where it names none, its bill of lading.
    fn undeclared(&self, filed: &Filed) -> Vec<Words> {
        let Links::Movement { parcels, bill_no, .. } = &filed.links else { return Vec::new() };
        let say = |en: String, zh: String| {
            let en = format!("a declaration (603): no declaration for {en} yet");
            vec![Words::new(en, format!("出口清单（603）：{zh}尚未申报清单"))]
        };
        let bill = bill_no.as_deref().filter(|_| parcels.is_empty());
        if let Some(bill) = bill.filter(|bill| self.declarations_of_bill(bill).is_empty()) {
            return say(format!("bill {bill}"), format!("提运单 {bill} "));
        }
        let unknown = |parcel: &&String| self.declarations_of_waybill(parcel).is_empty();
        let number =
            |parcel: &String| parcel.split_once('+').map_or(parcel.clone(), |(_, number)| number.to_owned());
        let mut numbers = parcels.iter().filter(unknown).map(number);
        let named: Vec<String> = numbers.by_ref().take(limits::UNDECLARED_PARCELS).collect();
        let more = numbers.count();
        let (en, zh) = match more {
            0 => (String::new(), String::new()),
            more => (format!(" and {more} more"), format!("等另外 {more} 票")),
        };
        if named.is_empty() {
            return Vec::new();
        }
        say(format!("{}{en}", named.join(", ")), format!("运单 {} {zh}", named.join("、")))
    }

    fn reviewed_waits_for(&self, filed: &Filed) -> Vec<Words> {
        let arrival = self.arrival_of(filed).is_none();
        let arrival = arrival.then_some(("the arrival of the goods (507)", "运抵单（507）"));
        let unknown = self.transport_of(filed) == Transport::Unknown;
        let transport = unknown.then_some((
            "a manifest (607) that says bill, vehicle and voyage",
            "清单总分单（607），补充提运单号、运输工具及航次",
        ));
        arrival.into_iter().chain(transport).map(|(en, zh)| Words::new(en, zh)).collect()
    }
}

fn customs_decides() -> Words {
    Words::new("customs to decide", "海关处理")
}

/// What customs found: one of its findings is stored in Chinese already.
fn ground(ground: &Ground) -> Words {
    let text = format!("{}: {}", ground.rule, ground.text);
    Words::new(text.as_str(), format!("{}：{}", ground.rule, ground.text))
}

fn credit_reasons(filed: &Filed) -> impl Iterator<Item = Words> {
    filed.credit().into_iter().flat_map(|score| {
        let ((zh, en), grade, model) = (score.class.names(), &score.grade, &score.model);
        let head = Words::new(
            format!("credit: class {en}, grade {grade}, {model}"),
            format!("信用：{zh}，等级 {grade}，模型 {model}"),
        );
        let grounds = score.grounds.iter().map(|r| found(("credit", "信用"), r));
        std::iter::once(head).chain(grounds).collect::<Vec<_>>()
    })
}

fn screening_reasons(filed: &Filed) -> impl Iterator<Item = Words> {
    filed.screening().into_iter().flat_map(|decision| {
        let ((zh, en), profile) = (decision.lane.names(), &decision.profile);
        let head = Words::new(
            format!("screening: {en} ({zh}), {profile}"),
            format!("风险布控：{zh}，参数 {profile}"),
        );
        let grounds = decision.grounds.iter().map(|r| found(("screening", "风险布控"), r));
        std::iter::once(head).chain(grounds).collect::<Vec<_>>()
    })
}

/// What a profile or a model found: stored as it came.
fn found((en, zh): (&str, &str), ground: &Ground) -> Words {
    let Ground { rule, text, zh: text_zh, weighed: _ } = ground;
    let text_zh = text_zh.clone().or_else(|| chinese(text));
    let text_zh = text_zh.as_ref().unwrap_or(text);
    Words::new(format!("{en} {rule}: {text}"), format!("{zh} {rule}：{text_zh}"))
}

/// The audit of a declaration, as a step after all others.
fn audit(filed: &Filed) -> Option<ExplainedStep> {
    let (at, finding) = filed.audit.as_deref()?;
    let (zh, en) = finding.kind.names();
    Some(ExplainedStep {
        at: *at,
        phase: filed.phase,
        code: None,
        text: "audited".to_owned(),
        text_zh: "稽查".to_owned(),
        reasons: vec![en.to_owned()],
        reasons_zh: vec![zh.to_owned()],
    })
}
