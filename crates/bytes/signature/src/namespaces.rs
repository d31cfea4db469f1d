//! Which namespace a prefix means at a place of a document.

/// The namespace of `xml:lang` and its like, bound without a declaration.
pub(crate) const XML: &str = "http://www.w3.org/XML/1998/namespace";
const DECLARATIONS: &str = "http://www.w3.org/2000/xmlns/";

/// The declarations in force, innermost last.
#[derive(Debug, Default)]
pub(crate) struct Scopes {
    /// Prefix and URI; `None` marks where an element begins.
    bindings: Vec<Option<(String, String)>>,
}

impl Scopes {
    /// An element begins.
    pub(crate) fn enter(&mut self) {
        self.bindings.push(None);
    }

    /// It ends, and what it declared with it.
    pub(crate) fn leave(&mut self) {
        while let Some(Some(_)) = self.bindings.pop() {}
    }

    /// Binds a prefix; the empty one is the default namespace.
    pub(crate) fn declare(&mut self, prefix: &str, uri: &str) -> Result<(), String> {
        let allowed = match prefix {
            "xml" => uri == XML,
            "xmlns" => false,
            "" => uri != XML && uri != DECLARATIONS,
            _ => !uri.is_empty() && uri != XML && uri != DECLARATIONS && !prefix.contains(':'),
        };
        if !allowed {
            return Err(format!("the namespace prefix {prefix:?} may not be declared so"));
        }
        self.bind(prefix, uri);
        Ok(())
    }

    /// Binds a prefix that was looked at before.
    pub(crate) fn bind(&mut self, prefix: &str, uri: &str) {
        self.bindings.push(Some((prefix.to_owned(), uri.to_owned())));
    }

    /// What `prefix` means here.
    pub(crate) fn get(&self, prefix: &str) -> Option<&str> {
        let found = self.bindings.iter().rev().flatten().find(|(known, _)| known == prefix);
        found.map(|(_, uri)| &**uri).or((prefix == "xml").then_some(XML))
    }

    /// The namespace of an element's name.
    pub(crate) fn of_element(&self, name: &str) -> Result<String, String> {
        match name.split_once(':') {
            Some((prefix, local)) => self.prefixed(prefix, local),
            None => Ok(self.get("").unwrap_or_default().to_owned()),
        }
    }

    /// The namespace of an attribute's name: the default one does not count.
    pub(crate) fn of_attribute(&self, name: &str) -> Result<String, String> {
        name.split_once(':').map_or(Ok(String::new()), |(prefix, local)| self.prefixed(prefix, local))
    }

    fn prefixed(&self, prefix: &str, local: &str) -> Result<String, String> {
        if prefix.is_empty() || local.is_empty() || local.contains(':') {
            return Err("a name has a colon too many".to_owned());
        }
        let uri =
            self.get(prefix).ok_or_else(|| format!("the namespace prefix {prefix:?} is not declared"))?;
        Ok(uri.to_owned())
    }
}
