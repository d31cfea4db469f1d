//! A JSON object whose fields stay in the order in which they are added.

use serde_json::Value;

pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    /// With every field of an already written `{…}`.
    pub(crate) fn fields(mut self, written: &str) -> Self {
        let fields = written.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
        if self.0.len() > 1 && !fields.is_empty() {
            self.0.push(',');
        }
        self.0.push_str(fields);
        self
    }

    /// With one field more.
    pub(crate) fn with(self, name: &str, value: impl Into<Value>) -> Self {
        self.raw(name, &value.into().to_string())
    }

    /// With one field more, whose value is written already.
    pub(crate) fn raw(mut self, name: &str, json: &str) -> Self {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        self.0.push_str(&Value::from(name).to_string());
        self.0.push(':');
        self.0.push_str(json);
        self
    }

    pub(crate) fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_their_order() {
        let object = Object::new().with("b", 1).with("a", "x\"y").raw("c", "[true]").end();
        assert_eq!(object, r#"{"b":1,"a":"x\"y","c":[true]}"#);
        let more = Object::new().with("d", Value::Null).fields(&object).with("e", 2).end();
        assert_eq!(more, r#"{"d":null,"b":1,"a":"x\"y","c":[true],"e":2}"#);
        assert_eq!(Object::new().fields("{}").fields(r#"{"d":1}"#).fields("{}").end(), r#"{"d":1}"#);
    }
}
