//! Outcomes that a sender can force.

use crate::document::DocumentKind;
use crate::near::nearest;

/// An outcome that a sender forces: in the call metadata `x-outcome`, or as `[outcome:NAME]` in a document's `note`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Outcome {
    /// Green lane: straight to release.
    #[n(0)]
    Release,
    /// Manual review, which passes.
    #[n(1)]
    Review,
    /// Manual review, which rejects.
    #[n(2)]
    ReviewReject,
    /// Inspection, which finds nothing.
    #[n(3)]
    Inspect,
    /// Inspection, which rejects (100).
    #[n(4)]
    InspectReject,
    /// Inspection, then shipped back (700).
    #[n(5)]
    ShipBack,
    /// Inspection, then detained (501).
    #[n(6)]
    DetainClearance,
    /// Inspection, then detained (502).
    #[n(7)]
    DetainSmuggling,
    /// Inspection, then detained (503).
    #[n(8)]
    DetainLegal,
    /// Inspection, then detained (599).
    #[n(9)]
    DetainOther,
    /// The electronic port cannot reach customs (4).
    #[n(10)]
    SendFailure,
    /// Manual review that is suspended (600) and passes later.
    #[n(11)]
    Suspend,
    /// A return is handed over to another office (505).
    #[n(12)]
    HandOver,
    /// A partner document never comes.
    #[n(13)]
    PartnerMissing,
    /// Every receipt of the document is delivered twice.
    #[n(14)]
    RepeatReceipts,
    /// Receipts of the document change places.
    #[n(15)]
    ReorderReceipts,
}

impl Outcome {
    /// Every outcome with its name and what it does.
    pub const ALL: [(Self, &'static str, &'static str); 16] = [
        (Self::Release, "release", "green lane, straight to release"),
        (Self::Review, "review", "manual review 300, then 399; a return: 300, later 800"),
        (Self::ReviewReject, "review-reject", "manual review 300, then 100"),
        (Self::Inspect, "inspect", "inspection 500, then 800"),
        (Self::InspectReject, "inspect-reject", "inspection 500, then 100"),
        (Self::ShipBack, "ship-back", "inspection 500, then 700; a return: 100"),
        (Self::DetainClearance, "detain-501", "inspection 500, then 501; a return: 505"),
        (Self::DetainSmuggling, "detain-502", "inspection 500, then 502; a return: 505"),
        (Self::DetainLegal, "detain-503", "inspection 500, then 503; a return: 505"),
        (Self::DetainOther, "detain-599", "inspection 500, then 599; a return: 505"),
        (Self::SendFailure, "send-failure", "the electronic port cannot reach customs: 4 instead of 3"),
        (Self::Suspend, "suspend", "manual review 300, then 600, later 399; a return: 300, 600, later 800"),
        (Self::HandOver, "hand-over", "inspection 500, then 505 for a return and 501 for a declaration"),
        (Self::PartnerMissing, "partner-missing", "a partner document never comes: the document stays at 3"),
        (Self::RepeatReceipts, "repeat-receipts", "every receipt of the document is delivered twice"),
        (
            Self::ReorderReceipts,
            "reorder-receipts",
            "a receipt of the document comes after the one that follows it",
        ),
    ];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(outcome, ..)| *outcome == self).map_or("", |(_, name, _)| name)
    }

    /// Its name and what it does.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        Self::ALL
            .iter()
            .find(|(outcome, ..)| *outcome == self)
            .map_or(("", ""), |(_, name, text)| (name, text))
    }

    /// The outcome of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == name).map(|(outcome, ..)| *outcome)
    }

    /// The outcome that a note asks for: `[outcome:inspect]` anywhere in it.
    #[must_use]
    pub fn in_note(note: &str) -> Option<Self> {
        let (_, rest) = note.split_once("[outcome:")?;
        let (name, _) = rest.split_once(']')?;
        Self::named(name)
    }

    /// A marker in a note that was probably meant to force an outcome, and forces none: another name, another spelling of
    /// the word, no end.
    #[must_use]
    pub fn misspelt_in_note(note: &str) -> Option<&str> {
        if Self::in_note(note).is_some() {
            return None;
        }
        let begins = note.match_indices('[').filter_map(|(at, _)| note.get(at..));
        let mut markers = begins.map(|rest| {
            let end = rest.find(']').map_or(rest.len(), |end| end + 1);
            rest.get(..end).unwrap_or(rest)
        });
        markers.find(|marker| {
            let word = marker.trim_start_matches('[').split([':', '=', ']']).next().unwrap_or_default();
            marker.contains([':', '=']) && nearest(word.trim(), ["outcome"]).is_some()
        })
    }
}

/// What is known about an outcome besides its name.
#[derive(Debug)]
pub struct OutcomeEntry {
    /// The outcome.
    pub outcome: Outcome,
    /// What it does, in Chinese.
    pub zh: &'static str,
    /// Which document it is forced on in `provoke`.
    pub document: DocumentKind,
    /// What this document is told in `provoke`, one return code after the other.
    pub sees: &'static str,
    /// What the sender should do then.
    pub hint: &'static str,
    /// The same in Chinese.
    pub hint_zh: &'static str,
    /// A scenario in which it is forced.
    pub provoke: &'static str,
}

macro_rules! outcomes {
    ($($outcome:ident $document:ident zh $zh:literal sees $sees:literal hint $hint:literal hint_zh $hint_zh:literal
        provoke $provoke:literal;)*) => {
        /// Every outcome, in the order of [`Outcome::ALL`].
        pub static OUTCOMES: &[OutcomeEntry] = &[$(OutcomeEntry {
            outcome: Outcome::$outcome, zh: $zh, document: DocumentKind::$document, sees: $sees, hint: $hint,
            hint_zh: $hint_zh, provoke: $provoke,
        },)*];
    };
}

outcomes! {
    Release Declaration zh "绿色通道，直接放行" sees "2 3 120 399 800"
        hint "send the departure (509): nothing stops this parcel"
        hint_zh "直接报送离境单（509），该包裹不会被拦下"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:release]; arrival 1";
    Review Declaration zh "人工审核300后审结399；退货：300后800" sees "2 3 120 300 399 800"
        hint "wait between 300 and 399, and send nothing: with a manual clock move it on"
        hint_zh "300与399之间等待，不要重复报送；手动时钟请推进时间"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:review]; arrival 1";
    ReviewReject Declaration zh "人工审核300后退单100" sees "2 3 120 300 100"
        hint "read returnInfo (1300), correct the declaration and send it again with the same key"
        hint_zh "查看returnInfo（1300），修改清单后以同一业务主键重新申报"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:review-reject]; arrival 1";
    Inspect Declaration zh "查验500后放行800" sees "2 3 120 399 500 800"
        hint "keep the goods at the site from 500 to 800, then send the departure"
        hint_zh "500至800期间货物留在监管场所，放行后报送离境单"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:inspect]; arrival 1";
    InspectReject Declaration zh "查验500后退单100" sees "2 3 120 399 500 100"
        hint "correct what the inspection found (2590) and declare again"
        hint_zh "按查验结果（2590）修改后重新申报"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:inspect-reject]; arrival 1";
    ShipBack Declaration zh "查验500后退运700；退货：100" sees "2 3 120 399 500 700"
        hint "take the goods back and send no departure; whoever declares again needs a new order and a new waybill"
        hint_zh "将货物运回，不再报送离境单；重新申报须用新的订单和运单"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:ship-back]; arrival 1";
    DetainClearance Declaration zh "查验500后扣留移送通关501；退货：505" sees "2 3 120 399 500 501"
        hint "show the parcel as detained and call the clearance office: no receipt follows"
        hint_zh "将包裹标为扣留并联系通关部门：不再有回执"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:detain-501]; arrival 1";
    DetainSmuggling Declaration zh "查验500后扣留移送缉私502；退货：505" sees "2 3 120 399 500 502"
        hint "show the parcel as detained by the anti-smuggling office and stop its departure"
        hint_zh "将包裹标为缉私扣留，停止安排离境"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:detain-502]; arrival 1";
    DetainLegal Declaration zh "查验500后扣留移送法规503；退货：505" sees "2 3 120 399 500 503"
        hint "show the parcel as detained by the legal office and stop its departure"
        hint_zh "将包裹标为法规部门扣留，停止安排离境"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:detain-503]; arrival 1";
    DetainOther Declaration zh "查验500后其它扣留599；退货：505" sees "2 3 120 399 500 599"
        hint "show the parcel as detained for another reason and ask customs which"
        hint_zh "将包裹标为其它扣留，向海关询问原因"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:detain-599]; arrival 1";
    SendFailure Declaration zh "电子口岸发送海关失败：4代替3" sees "2 4"
        hint "send the same document once more, without the outcome: 4 ends the first attempt"
        hint_zh "去掉该结果后原样重新报送：4表示本次已结束"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:send-failure]; arrival 1";
    Suspend Declaration zh "人工审核300后挂起600，稍后399；退货：300、600后800" sees "2 3 120 300 600 399 800"
        hint "wait: 600 is no end, customs goes on by itself"
        hint_zh "等待：600不是最终状态，海关会继续审核"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:suspend]; arrival 1";
    HandOver ReturnApplication zh "查验500后：退货移交505，清单扣留501" sees "2 3 120 500 505"
        hint "show the return as handed over and apply again later"
        hint_zh "将退货标为移交，日后再申请"
        provoke "order 1; waybill 1; declaration 1; arrival 1; departure 1; return 1 note=[outcome:hand-over]; tally 1";
    PartnerMissing Declaration zh "关联单证始终未到：停在3" sees "2 3"
        hint "find out which of order, waybill and payment receipt is missing (`tongguan explain`), and alert somebody when 120 stays away"
        hint_zh "用`tongguan explain`查看缺少订单、运单还是收款单；120迟迟不到时应发出告警"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:partner-missing]; arrival 1";
    RepeatReceipts Declaration zh "该单证的每条回执都投递两次" sees "2 2 3 3 120 120 399 399 800 800"
        hint "take a receipt that you have already as nothing new: same document, same code, same time"
        hint_zh "已收到的回执不重复处理：同一单证、同一代码、同一时间"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:repeat-receipts]; arrival 1";
    ReorderReceipts Declaration zh "该单证的某条回执晚于其后一条到达" sees "3 2 399 120 800"
        hint "order the receipts by returnTime, and let an earlier stage never overwrite a later one"
        hint_zh "按returnTime排序，较早的状态不得覆盖较晚的状态"
        provoke "order 1; waybill 1; declaration 1 note=[outcome:reorder-receipts]; arrival 1";
}
