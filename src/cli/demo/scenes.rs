//! The six scenes.

use super::parcels::{DISHONEST, Parcel, clean_parcel, enterprises};
use super::stage::Stage;
use crate::cli::exit::Failure;
use crate::cli::output::timeline::english;
use tongguan_proto::intake::v1::Step;

/// The findings of a rejection.
fn findings(step: &Step) -> Vec<String> {
    if step.return_code == 100 {
        step.reasons.iter().map(|reason| english(reason)).collect()
    } else {
        Vec::new()
    }
}

/// Who agreed, and what screening chose.
fn agreement(step: &Step) -> Vec<String> {
    let known = |reason: &&String| reason.starts_with("screening: ");
    let chosen = step.reasons.iter().find(known).filter(|_| step.return_code == 120);
    chosen.map(|reason| format!("order and waybill agree; {reason}")).into_iter().collect()
}

/// What led to an inspection: the first reason after the lane.
fn inspection(step: &Step) -> Vec<String> {
    let chosen = step.reasons.get(1).filter(|_| step.return_code == 500);
    chosen.map(|reason| english(reason)).into_iter().collect()
}

/// Credit, and what led to an inspection.
fn credit(step: &Step) -> Vec<String> {
    match step.return_code {
        120 => step.reasons.iter().filter(|reason| reason.starts_with("credit: ")).cloned().collect(),
        _ => inspection(step),
    }
}

pub(super) async fn clean(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene("A clean parcel 正常放行", "two T-shirts to Los Angeles")?;
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
    stage.scene("A mismatch 三单不符", "the declaration says 3 pieces, the order says 2")?;
    let parcel = Parcel::new("02");
    let wrong = Parcel { quantity: 3, ..parcel.clone() };
    let declaration = stage.send(vec![parcel.order(), parcel.waybill(), wrong.declaration()]).await?;
    stage.until(declaration, 100).await?;
    stage.show(declaration, findings).await?;
    stage.say("corrected and sent again 修改后重报:")?;
    let parcel = Parcel { version: 2, ..parcel };
    release(stage, &parcel, vec![parcel.declaration()], agreement).await
}

pub(super) async fn duplicate(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene("A duplicate 重复申报", "the first declaration once more")?;
    stage.send_refused(Parcel { version: 2, ..clean_parcel() }.declaration()).await
}

pub(super) async fn inspected(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene("An inspection 查验", "forced: the note says [outcome:inspect]")?;
    let parcel = Parcel { note: "[outcome:inspect]", ..Parcel::new("04") };
    release(stage, &parcel, parcel.documents(), inspection).await
}

pub(super) async fn dishonest(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene("A dishonest exporter 失信企业", "registered as DISHONEST: 85 % are inspected")?;
    let parcel = Parcel { exporter: DISHONEST, ..Parcel::new("05") };
    release(stage, &parcel, parcel.documents(), credit).await
}

pub(super) async fn faulty(stage: &mut Stage<'_>) -> Result<(), Failure> {
    stage.scene("Three faults at once 一次报全", "nothing is taken, and nothing has to be guessed")?;
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
