//! The six scenes.

use super::parcels::{DISHONEST, Parcel, clean_parcel, enterprises};
use super::stage::Stage;
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::timeline::reasons;
use tongguan_proto::intake::v1::Step;

/// The findings of a rejection.
fn findings(step: &Step) -> Vec<String> {
    if step.return_code == 100 { reasons(step) } else { Vec::new() }
}

/// Who agreed, and what screening chose.
fn agreement(step: &Step) -> Vec<String> {
    let known = |reason: &&String| reason.starts_with(say("screening: ", "风险布控："));
    let all = reasons(step);
    let chosen = all.iter().find(known).filter(|_| step.return_code == 120);
    chosen
        .map(|reason| said!("order and waybill agree; {reason}", "订单、运单比对一致；{reason}"))
        .into_iter()
        .collect()
}

/// What led to an inspection: the first reason after the lane.
fn inspection(step: &Step) -> Vec<String> {
    let chosen = reasons(step).into_iter().nth(1).filter(|_| step.return_code == 500);
    chosen.into_iter().collect()
}

/// Credit, and what led to an inspection.
fn credit(step: &Step) -> Vec<String> {
    match step.return_code {
        120 => {
            let of_credit = |reason: &String| reason.starts_with(say("credit: ", "信用："));
            reasons(step).into_iter().filter(of_credit).collect()
        }
        _ => inspection(step),
    }
}

pub(super) async fn clean(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene(
        say("A clean parcel 正常放行", "正常放行"),
        say("two T-shirts to Los Angeles", "两件T恤，寄往洛杉矶"),
    )?;
    for enterprise in enterprises() {
        stage.register(enterprise).await?;
    }
    let parcel = clean_parcel();
    let declaration = stage.send(vec![parcel.order(), parcel.waybill(), parcel.declaration()]).await?;
    stage.until(declaration, 399).await?;
    stage.send(vec![parcel.arrival()]).await?;
    stage.until(declaration, 800).await?;
    stage.send(vec![parcel.departure()]).await?;
    stage.until(declaration, 899).await?;
    stage.show(declaration, agreement).await
}

pub(super) async fn mismatch(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene(
        say("A mismatch 三单不符", "三单不符"),
        say("the declaration says 3 pieces, the order says 2", "清单为 3 件，订单为 2 件"),
    )?;
    let parcel = Parcel::new("02");
    let wrong = Parcel { quantity: 3, ..parcel.clone() };
    let declaration = stage.send(vec![parcel.order(), parcel.waybill(), wrong.declaration()]).await?;
    stage.until(declaration, 100).await?;
    stage.show(declaration, findings).await?;
    stage.say(say("corrected and sent again 修改后重报:", "修改后重报："))?;
    let parcel = Parcel { version: 2, ..parcel };
    release(stage, &parcel, vec![parcel.declaration()], agreement).await
}

pub(super) async fn duplicate(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene(
        say("A duplicate 重复申报", "重复申报"),
        say("the first declaration once more", "再次申报第一份清单"),
    )?;
    stage.send_refused(Parcel { version: 2, ..clean_parcel() }.declaration()).await
}

pub(super) async fn inspected(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene(
        say("An inspection 查验", "查验"),
        say("forced: the note says [outcome:inspect]", "由备注 [outcome:inspect] 指定"),
    )?;
    let parcel = Parcel { note: "[outcome:inspect]", ..Parcel::new("04") };
    release(stage, &parcel, parcel.documents(), inspection).await
}

pub(super) async fn dishonest(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene(
        say("A dishonest exporter 失信企业", "失信企业"),
        say("registered as DISHONEST: 85 % are inspected", "登记为失信企业：查验率 85 %"),
    )?;
    let parcel = Parcel { exporter: DISHONEST, ..Parcel::new("05") };
    release(stage, &parcel, parcel.documents(), credit).await
}

pub(super) async fn faulty(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene(
        say("Three faults at once 一次报全", "一次报全"),
        say("nothing is taken, and nothing has to be guessed", "不接收，一次列出全部错误"),
    )?;
    stage.send_refused(Parcel::new("06").faulty_declaration()).await
}

/// Sends documents, the last of them the declaration, and then the arrival; shows the way to release.
async fn release(
    stage: &mut Stage<'_>,
    parcel: &Parcel,
    documents: Vec<tongguan_proto::document::v1::Document>,
    why: fn(&Step) -> Vec<String>,
) -> Result<(), Failure> {
    let declaration = stage.send(documents).await?;
    stage.until(declaration, 399).await?;
    stage.send(vec![parcel.arrival()]).await?;
    stage.until(declaration, 800).await?;
    stage.show(declaration, why).await
}
