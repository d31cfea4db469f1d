//! A JSON object whose fields stay in the order in which they are added.

use serde_json::Value;

pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Self("{".to_owned())
    }

    /// The object of an already written `{…}`, to add fields to.
    pub(crate) fn of(mut written: String) -> Self {
        written.pop();
        Self(written)
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
        assert_eq!(Object::of(object).with("d", Value::Null).end(), r#"{"b":1,"a":"x\"y","c":[true],"d":null}"#);
        assert_eq!(Object::of("{}".to_owned()).with("d", 1).end(), r#"{"d":1}"#);
    }
}
