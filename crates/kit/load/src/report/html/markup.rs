//! Text as HTML: escaped, and in two languages.

use std::fmt::{self, Display, Write};
use tongguan_domain::terminal::moves;

/// A text of somebody else, as HTML shows it and attributes hold it.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\n' | '\t' => f.write_char(c)?,
                // Also what turns the direction of writing: a name must not rearrange its neighbours.
                c if moves(c) => f.write_char('\u{fffd}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// Words in English and Chinese, of which the style shows one.
pub(super) struct Both<'a>(pub(super) &'a str, pub(super) &'a str);

impl Display for Both<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (en, zh) = (Escaped(self.0), Escaped(self.1));
        write!(f, r#"<span class="en" lang="en">{en}</span><span class="zh" lang="zh-CN">{zh}</span>"#)
    }
}

/// The head of a table: the first column holds names, the others numbers.
pub(super) fn head(out: &mut String, columns: &[(&str, &str)]) -> fmt::Result {
    out.push_str("<table><thead><tr>");
    for (en, zh) in columns {
        write!(out, r#"<th scope="col">{}</th>"#, Both(en, zh))?;
    }
    out.push_str("</tr></thead><tbody>\n");
    Ok(())
}
