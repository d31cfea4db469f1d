//! Assessments by the certification standard: question and answer.

use tongguan_credit::{Assessment, Group, Item};
use tongguan_proto::credit::v1 as pb;
use tongguan_wire::status::{Reason, Refused};

const ITEMS: usize = 200;
const NAME_BYTES: usize = 100;

/// Takes the items.
///
/// # Errors
/// [`Reason::ArgumentInvalid`] with everything that is wrong.
pub(crate) fn take(message: pb::AssessRequest) -> Result<Vec<Item>, Refused> {
    let mut wrong = Vec::new();
    if message.items.is_empty() || message.items.len() > ITEMS {
        wrong.push(format!("items: 1 to {ITEMS}"));
    }
    let mut items = Vec::new();
    for (at, item) in message.items.into_iter().take(ITEMS).enumerate() {
        let group = Group::ALL.into_iter().find(|group| i32::from(write_group(*group)) == item.group);
        let Some(group) = group else {
            wrong.push(format!("items[{at}].group: one of the known groups"));
            continue;
        };
        if !(1..=NAME_BYTES).contains(&item.name.len()) {
            wrong.push(format!("items[{at}].name: 1 to {NAME_BYTES} bytes"));
        }
        if !group.results().contains(&item.result) {
            let allowed: Vec<String> = group.results().iter().map(i32::to_string).collect();
            wrong.push(format!("items[{at}].result: {} in this group", allowed.join(", ")));
        }
        if items.iter().any(|known: &Item| known.group == group && known.name == item.name) {
            wrong.push(format!("items[{at}].name: each item once"));
        }
        items.push(Item { group, name: item.name, result: item.result });
    }
    if wrong.is_empty() { Ok(items) } else { Err(Refused::new(Reason::ArgumentInvalid, wrong.join("; "))) }
}

/// Writes items as a question.
#[must_use]
pub fn write_items(items: &[Item]) -> pb::AssessRequest {
    let write = |item: &Item| pb::AssessedItem {
        group: write_group(item.group).into(),
        name: item.name.clone(),
        result: item.result,
    };
    pb::AssessRequest { items: items.iter().map(write).collect() }
}

/// Writes the assessment.
#[must_use]
pub(crate) fn write(assessment: Assessment) -> pb::AssessResponse {
    let (against_zh, against) = assessment.against.into_iter().unzip();
    pb::AssessResponse { score: assessment.score, passed: assessment.passed, against, against_zh }
}

const fn write_group(group: Group) -> pb::StandardGroup {
    match group {
        Group::InternalControl => pb::StandardGroup::InternalControl,
        Group::FinancialStatus => pb::StandardGroup::FinancialStatus,
        Group::Compliance => pb::StandardGroup::Compliance,
        Group::TradeSecurity => pb::StandardGroup::TradeSecurity,
        Group::Bonus => pb::StandardGroup::Bonus,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_checked() {
        let item = |group: i32, name: &str, result| pb::AssessedItem { group, name: name.to_owned(), result };
        let refused =
            take(pb::AssessRequest { items: vec![item(9, "a", 0), item(1, "", 1), item(5, "b", 1)] });
        assert_eq!(
            refused.unwrap_err().message(),
            "items[0].group: one of the known groups; items[1].name: 1 to 100 bytes; \
             items[1].result: -2, -1, 0 in this group; items[2].result: 0, 2 in this group"
        );
        assert_eq!(take(pb::AssessRequest::default()).unwrap_err().message(), "items: 1 to 200");
        let good = pb::AssessRequest { items: vec![item(1, "1.1", -1), item(5, "b", 2)] };
        assert_eq!(write_items(&take(good.clone()).unwrap()), good);
    }
}
