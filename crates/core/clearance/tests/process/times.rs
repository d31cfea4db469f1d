//! Goal: what is told of one business key rises in time, strictly, whoever tells it and however little time there is.

use crate::play::play;
use crate::sandbox::Sandbox;
use std::collections::HashMap;
use tongguan_clearance::{Origin, Submitted};
use tongguan_domain::process::{RecordResult, Settings};
use tongguan_domain::receipt::Content;
use tongguan_domain::time::Moment;
use tongguan_testkit::{Parcel, changed};

/// Whether the times of receipts rise strictly for each key of a kind.
#[track_caller]
pub(crate) fn rise(sandbox: &Sandbox) {
    let mut newest: HashMap<String, Moment> = HashMap::new();
    for letter in sandbox.letters() {
        let Content::Receipt(receipt) = letter.content else { continue };
        assert_eq!(receipt.time, letter.time);
        assert_eq!(receipt.time.digits17().as_str().len(), 17);
        let key = receipt.keys.business_key();
        let key = format!("{} {key}", receipt.keys.kind().message());
        let before = newest.insert(key.clone(), receipt.time);
        assert!(before.is_none_or(|before| before < receipt.time), "{key} at {}", receipt.time);
    }
}

/// In auto mode the clock has jumped, and stands.
#[test]
fn corrections_and_duplicates_are_told_later() {
    let player = play(
        "xml order 1 order_type=X => order -302020
         xml order 1 order_type=X => order -302020
         xml order 1 => order 1 2, order 1 3
         xml order 1 => order -304001
         xml order 1 => order -304001
         xml order 1 app_type=2 => order 1 2, order 1 3
         xml order 1 app_type=3 => order 1 2, order 1 3, order 1 120
         xml order 1 app_status=1 => order 1 1
         xml order 1 app_status=1 => order 1 1
         xml order 1 => order 1 2, order 1 3",
    );
    rise(&player.sandbox);
}

/// The moment of reading lies between what was told of the key before and the first receipt.
#[test]
fn the_moment_of_reading() {
    let mut sandbox = Sandbox::new(Settings::default());
    let order = |changes: &str| changed(Parcel::number(1).order, changes);
    let records =
        [order("order_type=X"), order(""), order(""), order("app_type=2"), order("app_status=1 app_type=2")];
    for document in records {
        let before = sandbox.letters().last().map(|letter| letter.time);
        let submission = sandbox.submission(&[document], Origin::Ceb);
        let Submitted { records, .. } = sandbox.execute(submission.clone()).unwrap();
        let taken_at = match &records[..] {
            [RecordResult::Accepted(accepted)] => accepted.taken_at,
            [RecordResult::Refused { taken_at, .. }] => *taken_at,
            other => panic!("{other:?}"),
        };
        let first = sandbox.letters().last().unwrap().time;
        assert!(
            before.is_none_or(|before| before < taken_at) && taken_at < first,
            "{before:?} {taken_at} {first}"
        );
        let again = sandbox.execute(submission).unwrap();
        assert_eq!(again, Submitted { records, replayed: true });
    }
    rise(&sandbox);
}

/// What receivers of the real system look for in the answer to a duplicate.
#[test]
fn words_of_duplicates() {
    let player = play(
        "order 1 => order 1 2, order 1 3
         xml order 1 => order -304001
         payment 1 => payment 1 2, payment 1 3
         xml payment 1 => payment -404001
         waybill 1 => waybill 1 2, waybill 1 3
         xml waybill 1 => waybill -504001
         declaration 9 => declaration 9 2, declaration 9 3
         xml declaration 9 => declaration -604001
         arrival 1 msg_count=2 => arrival 1 2, arrival 1 3
         xml arrival 1 msg_count=2 => arrival -804001
         departure 1 msg_count=2 => departure 1 2, departure 1 3
         xml departure 1 msg_count=2 => departure -508001
         manifest 1 msg_count=2 => manifest 1 2, manifest 1 3
         xml manifest 1 msg_count=2 => manifest -904001
         summary 1 msg_count=2 => summary 1 2, summary 1 3
         xml summary 1 msg_count=2 => summary -704001",
    );
    for receipt in player.sandbox.receipts().into_iter().filter(|receipt| receipt.code.is_error()) {
        let kind = receipt.keys.kind().message();
        assert!(receipt.info.starts_with("处理失败"), "{kind}: {}", receipt.info);
        let exists = !matches!(kind, 303 | 403 | 505);
        assert_eq!(receipt.info.contains("已存在"), exists, "{kind}: {}", receipt.info);
        assert_eq!(receipt.info.contains("清单数据已存在"), kind == 603, "{kind}: {}", receipt.info);
    }
}
