//! `kind!`, the row of a kind of document beside its records, and `documents!`, the list of the kinds. Everything that a
//! kind's name decides is said in its row; enums, tables, keys and echoes are made of the rows.

use super::{Course, Heading};
use crate::fault::Fault;
use crate::record::{Field, FieldValue, Raw, Record, Rendered};
use crate::return_code::ReturnCode;
use crate::version::MessageVersion;

/// What a row says, as far as it is no code.
pub(crate) struct Description {
    pub(super) name: &'static str,
    pub(super) message: u16,
    pub(super) root: &'static str,
    pub(super) record: &'static str,
    pub(super) receipt_message: u16,
    pub(super) receipt_root: &'static str,
    pub(super) receipt: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    pub(super) error_base: i32,
    pub(super) course: Course,
    pub(super) letter: Option<char>,
    pub(super) since: MessageVersion,
    pub(super) head: (&'static str, &'static [Field]),
    pub(super) lines: Option<Lines>,
    pub(super) ends: Option<&'static [ReturnCode]>,
    pub(super) echoes: &'static [Field],
}

/// The lines of a kind.
pub(super) struct Lines {
    pub(super) element: &'static str,
    pub(super) fields: &'static [Field],
    /// Fewest and most in 202205.
    pub(super) bounds: (usize, usize),
    /// Where 2018-113 says something else.
    pub(super) older: Option<(usize, usize)>,
}

/// A document of one kind.
pub(crate) trait Kind: Sized {
    /// What its row says.
    const DESCRIPTION: &'static Description;
    /// The record of the head, or the document itself where it is one record.
    type Head: Record;
    /// The record of a line.
    type Line: Record;

    /// The head.
    fn head(&self) -> &Self::Head;
    /// The lines.
    fn lines(&self) -> &[Self::Line];
    /// Head and lines together.
    fn join(head: Self::Head, lines: Vec<Self::Line>) -> Self;
    /// The common beginning.
    fn heading(&self) -> Heading<'_>;
    /// The sender's remark.
    fn note(&self) -> Option<&str>;
    /// The business key.
    fn business_key(&self) -> String;
    /// Whether an enterprise may sign it.
    fn may_be_signed_by(&self, code: &str) -> bool;
    /// Code and name of the enterprise that sends such documents.
    fn sender(&self) -> (&str, &str);
}

/// The line of a document that has none.
#[derive(Clone, Debug, Default)]
pub(crate) struct NoLine;

impl Record for NoLine {
    const ELEMENT: &'static str = "";
    const FIELDS: &'static [Field] = &[];

    fn take(_: &mut [Raw], _: Option<u32>, _: MessageVersion, _: &mut Vec<Fault>) -> Self {
        Self
    }

    fn each<'a>(&'a self, _: &mut dyn FnMut(&'static Field, Rendered<'a>)) {}
}

/// Joins the parts of a business key as the receipts of the real system write it. Every part but the last is an
/// enterprise code or a number, which has no plus sign, so keys cannot be confused.
pub(crate) fn joined(parts: &[Rendered<'_>]) -> String {
    let length = |part: &Rendered<'_>| text(*part).len() + 8;
    let mut key = String::with_capacity(parts.iter().map(length).sum());
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            key.push('+');
        }
        match part {
            Rendered::Text(text) => key.push_str(text),
            other => key.push_str(&other.to_string()),
        }
    }
    key
}

/// The text of a field; what is absent or no text is empty.
pub(super) fn text(value: Rendered<'_>) -> &str {
    if let Rendered::Text(text) = value { text } else { "" }
}

/// The text of a field, or of another where it is absent.
pub(super) fn text_or<'a>(value: &'a impl FieldValue, other: Option<&'a impl FieldValue>) -> &'a str {
    match (value.rendered(), other) {
        (Rendered::Absent, Some(other)) => text(other.rendered()),
        (value, _) => text(value),
    }
}

/// Declares a kind: what its name decides, and, where it has head and lines, the document of both.
///
/// - `lines`: the records of head and lines, with the fewest and most lines.
/// - `course`: which way it takes at customs.
/// - `key`: the fields that make the business key.
/// - `signed_by`: the fields of the enterprises on whose behalf it may be signed.
/// - `sent_by`: code and name of the enterprise that sends it, the likeliest first; a copy names the first that is given.
/// - `ends`: the codes after which nothing follows; without it, those that the table of codes calls terminal.
/// - `echoes`: what its receipt repeats, in the order of both schemas, each with its number in the stored form. A value is
///   that of the document's field of the same name, unless it comes `from port` or `from customs`.
macro_rules! kind {
    (
        $(#[$meta:meta])*
        $n:literal $kind:ident $file:ident = $message:literal $record:literal answered $receipt:literal $answer:literal;
        names $zh:literal $en:literal;
        errors $base:literal;
        course $course:ident;
        $(pre_no $letter:literal;)?
        $(since $since:ident;)?
        $(lines $head:ident $line:ident $bounds:expr $(, in_2018 $older:expr)?;)?
        key $($key:ident)+;
        signed_by $($signer:ident $(or $other:ident)?),+;
        sent_by $($code:ident $name:ident),+;
        $(ends $($end:ident)+;)?
        echoes { $($e:literal $echo:ident: $ty:ty = $spec:expr $(, from $from:ident)?;)+ }
    ) => {
        kind! { @document $kind $($head $line)? }

        impl $crate::document::row::Kind for $kind {
            kind! { @parts $kind $($head $line)? }

            const DESCRIPTION: &'static $crate::document::row::Description =
                &$crate::document::row::Description {
                    name: stringify!($file),
                    message: $message,
                    root: concat!("CEB", $message, "Message"),
                    record: $record,
                    receipt_message: $receipt,
                    receipt_root: concat!("CEB", $receipt, "Message"),
                    receipt: $answer,
                    zh: $zh,
                    en: $en,
                    error_base: $base,
                    course: $crate::document::Course::$course,
                    letter: kind!(@option $($letter)?),
                    since: kind!(@since $($since)?),
                    head: (
                        <Self::Head as $crate::record::Record>::ELEMENT,
                        <Self::Head as $crate::record::Record>::FIELDS,
                    ),
                    lines: kind!(@option $($crate::document::row::Lines {
                        element: <$line as $crate::record::Record>::ELEMENT,
                        fields: <$line as $crate::record::Record>::FIELDS,
                        bounds: $bounds,
                        older: kind!(@option $($older)?),
                    })?),
                    ends: kind!(@option $(&[$($crate::return_code::ReturnCode::$end),+])?),
                    echoes: &[$($spec.named(stringify!($echo))),+],
                };

            fn heading(&self) -> $crate::document::Heading<'_> {
                let head = $crate::document::row::Kind::head(self);
                $crate::document::Heading {
                    guid: &head.guid,
                    app_type: &head.app_type,
                    app_time: &head.app_time,
                    app_status: &head.app_status,
                }
            }

            fn note(&self) -> Option<&str> {
                $crate::document::row::Kind::head(self).note.as_deref()
            }

            fn business_key(&self) -> String {
                let head = $crate::document::row::Kind::head(self);
                $crate::document::row::joined(&[$($crate::record::FieldValue::rendered(&head.$key)),+])
            }

            fn may_be_signed_by(&self, code: &str) -> bool {
                let head = $crate::document::row::Kind::head(self);
                let signers = [$($crate::document::row::text_or(
                    &head.$signer,
                    kind!(@other head $($other)?),
                )),+];
                signers.contains(&code)
            }

            fn sender(&self) -> (&str, &str) {
                use $crate::document::row::text;
                use $crate::record::FieldValue;
                let head = $crate::document::row::Kind::head(self);
                let senders = [$((text(head.$code.rendered()), text(head.$name.rendered()))),+];
                senders.into_iter().find(|(code, _)| !code.is_empty()).unwrap_or_default()
            }
        }

        kind! { @row $file {
            $(#[$meta])* $n $kind [$($key)+] { $($e $echo: $ty $(, from $from)?;)+ }
        } ($) }
    };

    (@document $kind:ident) => {};
    (@document $kind:ident $head:ident $line:ident) => {
        document! { $kind $head $line }
    };

    (@parts $kind:ident) => {
        type Head = Self;
        type Line = $crate::document::row::NoLine;

        fn head(&self) -> &Self::Head {
            self
        }

        fn lines(&self) -> &[Self::Line] {
            &[]
        }

        fn join(head: Self::Head, _: Vec<Self::Line>) -> Self {
            head
        }
    };
    (@parts $kind:ident $head:ident $line:ident) => {
        type Head = $head;
        type Line = $line;

        fn head(&self) -> &Self::Head {
            &self.head
        }

        fn lines(&self) -> &[Self::Line] {
            &self.items
        }

        fn join(head: Self::Head, items: Vec<Self::Line>) -> Self {
            Self { head, items }
        }
    };

    (@option) => { None };
    (@option $value:expr) => { Some($value) };
    (@since) => { $crate::version::MessageVersion::V2018113 };
    (@since $since:ident) => { $crate::version::MessageVersion::$since };
    (@other $head:ident) => { None::<&String> };
    (@other $head:ident $other:ident) => { Some(&$head.$other) };

    // The row's own macro hands on what the enums need: `declaration! { then … }` is `then! { … { row } }`.
    (@row $file:ident $row:tt ($d:tt)) => {
        macro_rules! $file {
            ($d then:ident $d($d with:tt)*) => { $d then! { $d($d with)* $row } };
        }
    };
}

/// Declares a document of head and lines.
macro_rules! document {
    ($kind:ident $head:ident $line:ident) => {
        /// The whole document: head and lines.
        #[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
        pub struct $kind {
            /// Head.
            #[n(0)]
            pub head: $head,
            /// Lines.
            #[n(1)]
            pub items: Vec<$line>,
        }
    };
}

/// The list of the kinds, by the name of their files: first those of a parcel, in the order in which it needs them.
/// Makes `each_document!(then)`, which is `then! { { row } { row } … }`.
macro_rules! documents {
    ($($(#[$($when:tt)*])? $file:ident)*) => {
        $(
            $(#[$($when)*])?
            #[macro_use]
            mod $file;
            $(#[$($when)*])?
            pub use $file::*;
        )*
        documents! { @list [$($(#[$($when)*])? $file)*] ($) }
    };
    (@list $files:tt ($d:tt)) => {
        macro_rules! each_document {
            ($d then:ident) => { rows! { $d then $files } };
        }
    };
}

/// Collects the rows, file by file.
macro_rules! rows {
    ($then:ident [] $($row:tt)*) => { $then! { $($row)* } };
    ($then:ident [#[cfg(test)] $file:ident $($rest:tt)*] $($row:tt)*) => {
        #[cfg(test)]
        $file! { rows $then [$($rest)*] $($row)* }
        #[cfg(not(test))]
        rows! { $then [$($rest)*] $($row)* }
    };
    ($then:ident [$file:ident $($rest:tt)*] $($row:tt)*) => {
        $file! { rows $then [$($rest)*] $($row)* }
    };
}
