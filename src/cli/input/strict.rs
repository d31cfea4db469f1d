//! JSON in which every name of an object stands once. A reader that keeps the last of two equal names loses what
//! stood under the first in silence: a value, or a whole document.

use super::faults::{Fault, inner};
use crate::cli::lang::say;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::fmt;

/// Reads one JSON value; appends what is given twice.
pub(super) fn read(text: &str, twice: &mut Vec<Fault>) -> Result<Value, serde_json::Error> {
    let mut from = serde_json::Deserializer::from_str(text);
    let found = RefCell::new(Vec::new());
    let value = Place { path: "", twice: &found }.deserialize(&mut from)?;
    from.end()?;
    twice.extend(found.into_inner());
    Ok(value)
}

/// A value at a place, as faults name it: `documents[0].sales_order`.
struct Place<'a> {
    path: &'a str,
    twice: &'a RefCell<Vec<Fault>>,
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Place<'_> {
    type Value = Value;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let path = format!("{}[{}]", self.path, list.len());
            match from.next_element_seed(Place { path: &path, twice: self.twice })? {
                Some(value) => list.push(value),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = from.next_key::<String>()? {
            let path = inner(self.path, &name);
            let value = from.next_value_seed(Place { path: &path, twice: self.twice })?;
            if fields.insert(name, value).is_some() {
                self.twice.borrow_mut().push(Fault::new(path, say("is given twice", "重复给出")));
            }
        }
        Ok(Value::Object(fields))
    }
}
