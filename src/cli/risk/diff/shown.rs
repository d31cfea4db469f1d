//! The same for programs: by the names and values of `risk profile show --json`, so that one name has one meaning.

use crate::cli::exit::Failure;
use crate::cli::lang::said;
use crate::cli::output::{Object, Out};
use crate::cli::risk::show::json;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use tongguan_risk::Share;
use tongguan_screening::Loaded;

/// What is of the whole. Its hash says nothing that the rest does not say.
const WHOLE: [&str; 6] = ["profile", "name", "version", "valid_from", "valid_to", "scores"];
/// Lists of a profile, and what the id of one of them is called.
const LISTS: [(&str, &str); 3] = [("rules", "rule"), ("targets", "target"), ("findings", "finding")];
/// A share that is no number of its own. Shown, it is that of an ordinary exporter.
const BY_CLASS: &str = "credit class";

/// One of a profile, or the whole.
#[derive(Debug, Default, PartialEq)]
struct Shown {
    /// What its id is called; empty: it is the whole.
    name: &'static str,
    fields: Map<String, Value>,
}

/// Tells what differs, in the order of these ids; under no id, what is of the whole.
pub(super) fn diff<'a>(
    one: &Loaded,
    other: &Loaded,
    ids: impl Iterator<Item = &'a str>,
    out: &mut Out,
) -> Result<(), Failure> {
    let (before, after) = (of(one)?, of(other)?);
    for id in ids {
        let (was, is) = (before.get(id), after.get(id));
        if was == is {
            continue;
        }
        let change = match (was, is) {
            (None, _) => "added",
            (_, None) => "removed",
            _ => "changed",
        };
        let name = is.or(was).map_or("", |shown| shown.name);
        let object = if name.is_empty() { Object::new() } else { Object::new().with(name, id) };
        out.object(object.with("change", change).with("fields", changes(was, is)))?;
    }
    Ok(())
}

/// Each field that differs, before and after; `null` where there is none.
fn changes(was: Option<&Shown>, is: Option<&Shown>) -> Value {
    let value = |shown: Option<&Shown>, name: &str| {
        shown.and_then(|shown| shown.fields.get(name)).cloned().unwrap_or_default()
    };
    let names: BTreeSet<&String> = was.into_iter().chain(is).flat_map(|shown| shown.fields.keys()).collect();
    let both = names.into_iter().map(|name| (name, value(was, name), value(is, name)));
    let differ = both.filter(|(_, was, is)| was != is);
    differ.map(|(name, was, is)| serde_json::json!({ "field": name, "before": was, "after": is })).collect()
}

/// Everything that a profile has, by its id.
fn of(loaded: &Loaded) -> Result<BTreeMap<String, Shown>, Failure> {
    let unread = |error| Failure::new(said!("a profile cannot be shown: {error}", "参数无法显示：{error}"));
    let mut whole: Map<String, Value> = serde_json::from_str(&json(loaded)?).map_err(unread)?;
    let mut all = BTreeMap::new();
    for (list, name) in LISTS {
        let Some(Value::Array(list)) = whole.remove(list) else { continue };
        for mut fields in list {
            let Some(fields) = fields.as_object_mut().map(std::mem::take) else { continue };
            insert(&mut all, name, fields);
        }
    }
    for quota in loaded.profile.random.iter().filter(|quota| quota.share == Share::CreditClass) {
        if let Some(shown) = all.get_mut(&quota.id) {
            shown.fields.insert("share_ppm".to_owned(), BY_CLASS.into());
        }
    }
    whole.retain(|name, _| WHOLE.contains(&name.as_str()));
    all.insert(String::new(), Shown { name: "", fields: whole });
    Ok(all)
}

fn insert(all: &mut BTreeMap<String, Shown>, name: &'static str, mut fields: Map<String, Value>) {
    if let Some(Value::String(id)) = fields.remove(name) {
        all.insert(id, Shown { name, fields });
    }
}
