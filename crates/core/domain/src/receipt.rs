//! Receipts and the other messages that come out: what the electronic port and customs answer, with the keys that the
//! sender can recognise.

use crate::document::{Document, DocumentKind, Kind, SummaryResult, joined};
use crate::names::DocumentId;
use crate::record::{Field, FieldValue, Rendered};
use crate::return_code::ReturnCode;
use crate::time::Moment;

/// The value of a key as its receipt repeats it.
trait Echoed<T> {
    fn echoed(&self) -> T;
}

impl<T: Clone> Echoed<T> for T {
    fn echoed(&self) -> T {
        self.clone()
    }
}

impl Echoed<String> for Option<String> {
    fn echoed(&self) -> String {
        self.clone().unwrap_or_default()
    }
}

/// The first text of several values.
fn first_text<const N: usize>(values: [Rendered<'_>; N]) -> &str {
    let text = |value| if let Rendered::Text(text) = value { Some(text) } else { None };
    values.into_iter().find_map(text).unwrap_or_default()
}

macro_rules! keys {
    ($({ $(#[$meta:meta])* $n:literal $kind:ident [$($key:ident)+] {
        $($e:literal $echo:ident: $ty:ty $(, from $from:ident)?;)+
    } })*) => {
        /// The business keys that a receipt echoes (202205 tables; there is nothing else to correlate on), in the order
        /// of the schema.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
        pub enum ReceiptKeys {
            $($(#[$meta])* #[n($n)] $kind {
                $(#[doc = concat!("`", stringify!($echo), "`.")] #[n($e)] $echo: $ty,)+
            },)*
        }

        impl ReceiptKeys {
            /// What the receipts of a document echo before customs has given it a number; `pre_no` is the number of the
            /// electronic port, where the kind has one.
            #[must_use]
            pub fn of(document: &Document, pre_no: &str) -> Self {
                match document {
                    $(Document::$kind(document) => {
                        let head = document.head();
                        Self::$kind { $($echo: keys!(@value head pre_no $echo $($from)?)),+ }
                    })*
                }
            }

            /// Shows every key with its field, in the order of the schema; an absent one is not shown.
            pub fn each<'a>(&'a self, show: &mut dyn FnMut(&'static Field, Rendered<'a>)) {
                let mut fields = self.kind().echoes().iter();
                let mut show = |value: Rendered<'a>| match (fields.next(), value) {
                    (None, _) | (_, Rendered::Absent) => {}
                    (Some(field), value) => show(field, value),
                };
                match self {
                    $(Self::$kind { $($echo),+ } => { $(show($echo.rendered());)+ })*
                }
            }

            /// Whether an element of the document has this text.
            #[must_use]
            pub fn has(&self, element: &str, text: &str) -> bool {
                let mut has = false;
                self.each(&mut |field, value| {
                    has |= field.element == element && matches!(value, Rendered::Text(value) if value == text);
                });
                has
            }

            /// The kind of document that was answered.
            #[must_use]
            pub const fn kind(&self) -> DocumentKind {
                match self {
                    $(Self::$kind { .. } => DocumentKind::$kind,)*
                }
            }

            /// The business key of the document.
            #[must_use]
            pub fn business_key(&self) -> String {
                match self {
                    $(Self::$kind { $($key,)+ .. } => joined(&[$($key.rendered()),+]),)*
                }
            }

            /// The electronic port's number; empty for order, payment receipt and waybill, which have none.
            #[must_use]
            pub fn pre_no(&self) -> &str {
                match self {
                    $(Self::$kind { $($echo),+ } => first_text([$(keys!(@from port $echo $($from)?)),+]),)*
                }
            }

            /// The number that customs gave to the document itself: `invtNo` of a declaration, `sumNo` of a summary; empty
            /// where it has none.
            #[must_use]
            pub fn customs_no(&self) -> &str {
                match self {
                    $(Self::$kind { $($echo),+ } => first_text([$(keys!(@from customs $echo $($from)?)),+]),)*
                }
            }

            /// Leaves out the number of customs, for what was said before it was given.
            pub fn forget_customs_no(&mut self) {
                match self {
                    $(Self::$kind { $($echo),+ } => { $(keys!(@forget $echo $($from)?);)+ })*
                }
            }
        }
    };
    (@value $head:ident $pre_no:ident $echo:ident) => { $head.$echo.echoed() };
    (@value $head:ident $pre_no:ident $echo:ident port) => { $pre_no.to_owned() };
    (@value $head:ident $pre_no:ident $echo:ident customs) => { Default::default() };
    (@from port $echo:ident port) => { $echo.rendered() };
    (@from customs $echo:ident customs) => { $echo.rendered() };
    (@from $whom:ident $echo:ident $($from:ident)?) => {{
        let _ = $echo;
        Rendered::Absent
    }};
    (@forget $echo:ident customs) => { *$echo = Default::default(); };
    (@forget $echo:ident $($from:ident)?) => { let _ = $echo; };
}
each_document!(keys);

/// A message in a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Number in the mailbox, from 1, gapless: how a reader recognises a repeat.
    pub number: u64,
    /// GUID of the CEB message that carries it.
    pub message_guid: String,
    /// When it was sent.
    pub time: Moment,
    /// What it says.
    pub content: Content,
    /// Whether nothing more follows for its document, as far as is known when it is read.
    pub last: bool,
}

/// What a message in a mailbox says.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every letter is a receipt; a letter lives as long as an answer"
)]
pub enum Content {
    /// The answer to one record: 304 to 702, 214, 216.
    Receipt(Receipt),
    /// 792: one declaration form that a summary application led to.
    SummaryResult(Box<SummaryResult>),
    /// 900: a message that breaks its schema.
    FormatFault(Box<FormatFault>),
    /// A copy of what somebody sent, for a subscriber (`BaseSubscribe` with `ALL` or `DATA`): the document, to be read
    /// from the journal.
    Copy(DocumentId, DocumentKind),
}

impl Content {
    /// Root element of the message that carries it.
    #[must_use]
    pub const fn root_element(&self) -> &'static str {
        match self {
            Self::Receipt(receipt) => receipt.keys.kind().receipt_root_element(),
            Self::SummaryResult(_) => "CEB792Message",
            Self::FormatFault(_) => "CEB900Message",
            Self::Copy(_, kind) => kind.root_element(),
        }
    }
}

/// 900: why a whole message was refused. It has no business keys; the sender recognises it by the transport message.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct FormatFault {
    /// `guid` of this record.
    #[n(0)]
    pub guid: String,
    /// `returnStatus`, below zero.
    #[n(1)]
    pub code: ReturnCode,
    /// `returnInfo`, at most 5,000 characters.
    #[n(2)]
    pub info: String,
    /// `oriCopMsgId`: `CopMsgId` of the transport message, or the `guid` of the message; at most 255 characters.
    #[n(3)]
    pub transport_id: String,
    /// `oriMessageType`, such as `CEB303Message`; `Unknown` where it is none; at most 15 characters.
    #[n(4)]
    pub message_type: String,
    /// `oriBizMessage`: the message itself, as text.
    #[n(5)]
    pub original: String,
}

/// The answer to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The document that is answered; `None` where the document was refused and not kept.
    pub document: Option<DocumentId>,
    /// `guid` of the receipt record.
    pub guid: String,
    /// Echoed keys.
    pub keys: ReceiptKeys,
    /// `returnStatus`.
    pub code: ReturnCode,
    /// `returnTime`.
    pub time: Moment,
    /// `returnInfo`, at most 1,000 characters.
    pub info: String,
}
