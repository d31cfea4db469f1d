//! `tongguan load --join HOST:PORT`: takes a share of the run of another generator.

use super::beforehand::Asking;
use super::lead::order_plan;
use super::meant::{meant, unusable};
use super::reading::Reading;
use super::{Arguments, Sending, beforehand, connections, live, stopping, unrunnable};
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{said, say};
use crate::cli::output::{Object, Out};
use std::cell::Cell;
use std::future::pending;
use std::sync::atomic::Ordering;
use tongguan_load::bounds::{PARCELS_IN_FLIGHT, PARCELS_OF_A_RUN, RATE};
use tongguan_load::desk::Desk;
use tongguan_load::join::Broken;
use tongguan_load::join::follow::{Begun, Following, Unled};
use tongguan_load::join::messages::{Assignment, Standing};
use tongguan_load::run::{Ended, Run, run as run_plan};
use tongguan_load::workload::Workload;

pub(super) async fn run(arguments: &Arguments, leader: &str, out: &mut Out) -> Result<(), Failure> {
    let token = arguments.team.token_to_say()?;
    let stop = stopping()?;
    let prepared = async {
        let mut following = Following::begin(leader, &token, env!("TONGGUAN_VERSION"))
            .await
            .map_err(|error| unled(leader, error))?;
        let order = following.order().await.map_err(|error| unled(leader, error))?;
        let reading = Reading::begin()?;
        match prepared(arguments, &order, &reading).await {
            Ok(sending) => {
                let begun = following.ready().await.map_err(|error| unled(leader, error))?;
                Ok((order, sending, reading, begun))
            }
            Err(failure) => {
                // The leader may be gone; this one says why anyway.
                let _ = following.unable(failure.text().to_owned()).await;
                Err(failure)
            }
        }
    };
    let (order, sending, _reading, begun) = tokio::select! {
        prepared = prepared => prepared?,
        failure = beforehand::stopped(&stop) => return Err(failure),
    };
    let sandbox = order.sandbox.clone();
    let plan = order_plan(order, Sending { begin: Some(begun.begin()), ..sending })?;
    let live = live::Live::new(out);
    let ticked = Cell::new(false);
    let running = run_plan(plan, |desk, now| {
        ticked.set(true);
        live.show(desk, now, Standing::default());
        begun.stands(standing(desk));
        !begun.is_stopped() && !stop.load(Ordering::Relaxed)
    });
    // Senders of the closed model wait for the beginning without a word.
    let run = tokio::select! {
        run = running => run,
        failure = beforehand::stopped_before(&ticked, &stop) => return Err(failure),
        () = left_before(&ticked, &begun) => return Err(unled(leader, Unled::Gone(Broken::Closed))),
    };
    live.end();
    let run = run.map_err(unrunnable)?;
    let (alone, led_to_stop) = (begun.is_alone(), begun.is_stopped());
    let (told, ended) = (told(&run, &sandbox, out), run.ended);
    begun.done(run).await.map_err(|error| unled(leader, error))?;
    told?;
    match ended {
        _ if alone => Err(unled(leader, Unled::Gone(Broken::Closed))),
        // Its leader has stopped it, and says so.
        Ended::Stopped if led_to_stop => Ok(()),
        Ended::Stopped => {
            let text = say("it was stopped before its share was done", "其分担的部分未完成即被中止");
            Err(Failure::new(text).exit(Exit::NotTrusted))
        }
        Ended::Away | Ended::Unmade => Err(Failure::told(Exit::NotTrusted)),
        Ended::Complete | Ended::Patience => Ok(()),
    }
}

/// Waits until the leader has stopped the run, or is gone, before it has begun.
async fn left_before(ticked: &Cell<bool>, begun: &Begun) {
    while !begun.is_stopped() {
        tokio::time::sleep(beforehand::LOOK).await;
    }
    if ticked.get() {
        pending::<()>().await;
    }
}

/// Everything that can be made before the moment to begin.
async fn prepared(arguments: &Arguments, order: &Assignment, reading: &Reading) -> Result<Sending, Failure> {
    let workload = workload(order)?;
    let opening = async {
        let clients = connections(arguments, arguments.connections, &order.sandbox).await?;
        // Who says nothing is found out before the others begin.
        beforehand::life(clients.first(), order.receipts).await;
        let mailbox = match order.receipts {
            true => reading.mailbox(&arguments.server, &arguments.exchange, &order.sandbox).await?,
            false => None,
        };
        Ok((clients, mailbox))
    };
    let (clients, mailbox) = Asking::begin(arguments).server(opening).await?;
    Ok(Sending { workload, clients, mailbox, begin: None })
}

fn workload(order: &Assignment) -> Result<Workload, Failure> {
    let name = say("the workload of the leader", "主机的负载模型");
    let lawful = order.law.peak() <= RATE as f64 && order.law.expected() <= PARCELS_OF_A_RUN as f64;
    // As the flags of the leader are bounded, if it is one.
    let (flying, users) = (1..=PARCELS_IN_FLIGHT, order.users.unwrap_or(1));
    if !lawful || !flying.contains(&order.in_flight) || !(1..=order.in_flight).contains(&users) {
        return Err(Failure::new(say(
            "the leader asks for more than a run may have",
            "主机要求超过一次压测的上限",
        )));
    }
    let (workload, _) = meant(name, order.source.clone())?
        .parcels
        .workload(order.seed)
        .map_err(|error| unusable(name, &error))?;
    Ok(workload)
}

fn standing(desk: &Desk) -> Standing {
    let tally = desk.tally();
    Standing {
        started: tally.started,
        in_flight: desk.in_flight() as u64,
        wrong: tally.wrong,
        errors: tally.errors(),
    }
}

/// The leader reports; here is one line.
fn told(run: &Run, sandbox: &str, out: &mut Out) -> Result<(), Failure> {
    let (started, wrong) = (run.tally.started, run.tally.wrong);
    if out.json() {
        let object = Object::new().with("event", "shared").with("sandbox", sandbox).with("started", started);
        return out.object(object.with("wrong", wrong));
    }
    out.line(said!(
        "started {started} parcels in {sandbox}, {wrong} wrong; the leader has the report",
        "在 {sandbox} 中开始 {started} 票，不符 {wrong} 票；报告由主机给出"
    ))
}

fn unled(leader: &str, error: Unled) -> Failure {
    match error {
        Unled::Nobody(error) => {
            let error = crate::cli::foreign::system(&error);
            Failure::new(said!("nobody leads a run at {leader}: {error}", "{leader} 没有主机：{error}"))
                .exit(Exit::NoServer)
                .hint(say(
                    "start one: tongguan load --generators N --listen HOST:PORT",
                    "请先启动：tongguan load --generators N --listen 主机:端口",
                ))
        }
        Unled::NoLeader(why) => {
            let zh = match &why {
                Broken::Closed => "连接被关闭".to_owned(),
                Broken::Late => "未按时应答".to_owned(),
                why => why.to_string(),
            };
            Failure::new(said!("who is at {leader} leads no run: {why}", "{leader} 不是主机：{zh}"))
                .exit(Exit::NoServer)
                .hint(say("name the --listen of the leader", "请写主机的 --listen 地址"))
        }
        Unled::Refused { en, zh } => {
            let why = say(&en, &zh);
            Failure::new(said!("the leader refuses: {why}", "主机拒绝：{why}")).exit(Exit::Refused)
        }
        Unled::Confused => {
            let text = said!(
                "the leader at {leader} says what does not belong there",
                "主机 {leader} 的指令不合约定"
            );
            Failure::new(text).exit(Exit::NotTrusted).hint(say("is it a leader?", "请检查其是否为主机"))
        }
        Unled::Gone(_) => Failure::new(said!("the leader at {leader} is gone", "主机 {leader} 已断开"))
            .exit(Exit::NotTrusted)
            .hint(say("what this one did is in no report", "本进程的数据不在任何报告中")),
    }
}
