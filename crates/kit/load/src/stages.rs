//! How long a parcel takes to each receipt of its declaration, as a Time Release Study counts it: in wall time from the intended
//! start, and in sandbox time from the receipt of the electronic port.

use crate::lateness::Spans;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A place on the way of a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The first call is answered.
    Acknowledged,
    /// 2: taken by the electronic port.
    Received,
    /// 3: sent to customs.
    Sent,
    /// 120: the comparison holds.
    Stored,
    /// 300: a person looks at the papers.
    InReview,
    /// 399: the papers are through.
    Reviewed,
    /// 500: the goods are inspected.
    InInspection,
    /// 800.
    Released,
    /// 899.
    Closed,
    /// 100.
    Rejected,
}

impl Stage {
    /// All of them, in the order of a parcel.
    pub const ALL: [Self; 10] = [
        Self::Acknowledged,
        Self::Received,
        Self::Sent,
        Self::Stored,
        Self::InReview,
        Self::Reviewed,
        Self::InInspection,
        Self::Released,
        Self::Closed,
        Self::Rejected,
    ];

    /// The stage of a return code of a declaration.
    #[must_use]
    pub fn of_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == Some(code))
    }

    /// The return code that begins it; `None` where it is an answer.
    #[must_use]
    pub const fn code(self) -> Option<i32> {
        match self {
            Self::Acknowledged => None,
            Self::Received => Some(2),
            Self::Sent => Some(3),
            Self::Stored => Some(120),
            Self::InReview => Some(300),
            Self::Reviewed => Some(399),
            Self::InInspection => Some(500),
            Self::Released => Some(800),
            Self::Closed => Some(899),
            Self::Rejected => Some(100),
        }
    }

    /// Its name in English and Chinese.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Acknowledged => ("acknowledged", "受理应答"),
            Self::Received => ("received by the port", "电子口岸接收"),
            Self::Sent => ("sent to customs", "发送海关"),
            Self::Stored => ("compared and stored", "逻辑校验通过"),
            Self::InReview => ("in review", "人工审核"),
            Self::Reviewed => ("papers through", "审结"),
            Self::InInspection => ("in inspection", "查验"),
            Self::Released => ("released", "放行"),
            Self::Closed => ("closed", "结关"),
            Self::Rejected => ("rejected", "退单"),
        }
    }

    /// What it is called in gates: its code, or `ack`.
    #[must_use]
    pub fn key(self) -> String {
        self.code().map_or_else(|| "ack".to_owned(), |code| code.to_string())
    }
}

/// Spans to one stage.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Timed {
    /// In wall time, from the intended start.
    pub wall: Spans,
    /// In sandbox time, from 2; none for what is no receipt.
    pub sandbox: Spans,
}

/// Spans to every stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stages([(Stage, Timed); 10]);

impl Default for Stages {
    fn default() -> Self {
        Self(Stage::ALL.map(|stage| (stage, Timed::default())))
    }
}

impl Stages {
    /// What others reached.
    pub fn add(&mut self, others: &Self) {
        for (stage, others) in others.reached() {
            if let Some((_, own)) = self.0.iter_mut().find(|(known, _)| *known == stage) {
                own.wall.add(&others.wall);
                own.sandbox.add(&others.sandbox);
            }
        }
    }

    /// One parcel has reached a stage.
    pub fn record(&mut self, stage: Stage, wall: Duration, sandbox: Option<Duration>) {
        if let Some((_, timed)) = self.0.iter_mut().find(|(known, _)| *known == stage) {
            timed.wall.record(wall);
            if let Some(sandbox) = sandbox {
                timed.sandbox.record(sandbox);
            }
        }
    }

    /// The stages that any parcel has reached, in order.
    pub fn reached(&self) -> impl Iterator<Item = (Stage, &Timed)> {
        self.0.iter().filter(|(_, timed)| timed.wall.count() > 0).map(|(stage, timed)| (*stage, timed))
    }

    /// The spans to one.
    #[must_use]
    pub fn of(&self, stage: Stage) -> Option<&Timed> {
        self.0.iter().find(|(known, _)| *known == stage).map(|(_, timed)| timed)
    }
}
