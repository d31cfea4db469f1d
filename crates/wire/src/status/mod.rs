//! The one table from refusal to gRPC status.
//!
//! A refusal has a [`Reason`]; the reason decides the code, whether the same call may succeed later, and whether the
//! call may have had an effect all the same. Programs look at the reason (in `google.rpc.ErrorInfo`), people read the
//! message.

mod details;
mod faults;
mod refused;

pub use details::{read_faults, read_reason};
pub use faults::{DocumentFaults, faults, faults_because, faults_in_stream};
pub(crate) use refused::RETURN_INFO;
pub use refused::{Refused, refusal};

use tonic::Code;

/// The `domain` of every `google.rpc.ErrorInfo` of this product.
pub const DOMAIN: &str = "tongguan";

macro_rules! reasons {
    ($($variant:ident = $name:literal $code:ident retry $retry:literal effect $effect:literal $text:literal;)*) => {
        /// Why a call is refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason {
            $(#[doc = concat!("`", $name, "`: ", $text, ".")] $variant,)*
        }

        impl Reason {
            /// Every reason.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable name, as `ErrorInfo.reason` carries it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The gRPC code.
            #[must_use]
            pub const fn code(self) -> Code {
                match self { $(Self::$variant => Code::$code,)* }
            }

            /// Whether the same call, unchanged, may succeed later.
            #[must_use]
            pub const fn retryable(self) -> bool {
                match self { $(Self::$variant => $retry,)* }
            }

            /// Whether the call may have had its effect although it was refused. Asking again with the same
            /// request id tells.
            #[must_use]
            pub const fn may_have_effect(self) -> bool {
                match self { $(Self::$variant => $effect,)* }
            }

            /// The reason in words, where a refusal says nothing more precise.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

reasons! {
    // What was sent is wrong, whatever the state.
    Faults = "FAULTS" InvalidArgument retry false effect false "the document has faults";
    MessageUnreadable = "MESSAGE_UNREADABLE" InvalidArgument retry false effect false
        "the message is not the protobuf message of this method";
    MessageTooLarge = "MESSAGE_TOO_LARGE" ResourceExhausted retry false effect false
        "the message is larger than this method takes; `tongguan limits` says how large it may be";
    DocumentMissing = "DOCUMENT_MISSING" InvalidArgument retry false effect false "the call carries no document";
    TooManyDocuments = "TOO_MANY_DOCUMENTS" InvalidArgument retry false effect false
        "the call carries more documents than it may";
    RequestIdMissing = "REQUEST_ID_MISSING" InvalidArgument retry false effect false
        "request_id is empty; every call that changes something needs one";
    RequestIdInvalid = "REQUEST_ID_INVALID" InvalidArgument retry false effect false
        "request_id has to be 1 to 64 printable ASCII characters without spaces";
    SandboxNameInvalid = "SANDBOX_NAME_INVALID" InvalidArgument retry false effect false
        "the name of a sandbox has to be 1 to 64 letters, digits, '.', '_', '-'";
    SenderInvalid = "SENDER_INVALID" InvalidArgument retry false effect false
        "a DXP id has to be 1 to 30 letters, digits, '.', '_', '-'";
    ArgumentInvalid = "ARGUMENT_INVALID" InvalidArgument retry false effect false "an argument is not as it has to be";
    TimeInvalid = "TIME_INVALID" InvalidArgument retry false effect false "a time or a span is out of range";
    CursorInvalid = "CURSOR_INVALID" InvalidArgument retry false effect false
        "the cursor is none that this server has given";
    PageTokenInvalid = "PAGE_TOKEN_INVALID" InvalidArgument retry false effect false
        "the page token is none that this server has given";
    PageSizeInvalid = "PAGE_SIZE_INVALID" InvalidArgument retry false effect false
        "page_size has to be 0 to 500";
    EnterpriseInvalid = "ENTERPRISE_INVALID" InvalidArgument retry false effect false
        "the enterprise is not as it has to be";
    FactsInvalid = "FACTS_INVALID" InvalidArgument retry false effect false
        "the facts are not as they have to be";
    XmlUnreadable = "XML_UNREADABLE" InvalidArgument retry false effect false
        "the XML cannot be read as a CEB message";
    XmlBreaksSchema = "XML_BREAKS_SCHEMA" InvalidArgument retry false effect false
        "the CEB message breaks the schema";
    // What was sent does not go with what is there.
    NotFound = "NOT_FOUND" NotFound retry false effect false "there is no such thing in this sandbox";
    RequestIdReused = "REQUEST_ID_REUSED" AlreadyExists retry false effect false
        "the request id was used before with other content";
    Duplicate = "DUPLICATE" AlreadyExists retry false effect false
        "a document with the same business key is there already";
    SandboxExists = "SANDBOX_EXISTS" AlreadyExists retry false effect false
        "the sandbox is there already, with other settings";
    NothingToChange = "NOTHING_TO_CHANGE" FailedPrecondition retry false effect false
        "there is no document to change or delete";
    StateDoesNotMatch = "STATE_DOES_NOT_MATCH" FailedPrecondition retry false effect false
        "the document is in a state in which this cannot be done";
    OldMessage = "OLD_MESSAGE" FailedPrecondition retry false effect false
        "appTime is older than that of the version that is there";
    CursorOfAnotherLife = "CURSOR_OF_ANOTHER_LIFE" FailedPrecondition retry false effect false
        "the cursor is of an earlier life of the mailbox; read it from the beginning";
    NothingToAcknowledge = "NOTHING_TO_ACKNOWLEDGE" FailedPrecondition retry false effect false
        "there are fewer receipts than are acknowledged";
    ClockGoesBack = "CLOCK_GOES_BACK" FailedPrecondition retry false effect false
        "the clock is past this time already and never goes back";
    // A bound is reached.
    SandboxLimit = "SANDBOX_LIMIT" ResourceExhausted retry false effect false
        "there are as many sandboxes as there may be";
    LimitReached = "LIMIT_REACHED" ResourceExhausted retry false effect false "a limit of this sandbox is reached";
    ServerBusy = "SERVER_BUSY" ResourceExhausted retry true effect false
        "the server has as much to do as it can; try again";
    // The server.
    ServerDraining = "SERVER_DRAINING" Unavailable retry true effect false "the server is stopping; connect again";
    DeadlineExceeded = "DEADLINE_EXCEEDED" DeadlineExceeded retry true effect true
        "the call did not end in time; ask again with the same request id";
    HandlerPanicked = "HANDLER_PANICKED" Internal retry false effect true "a defect of the server; its log has more";
    Failure = "FAILURE" Internal retry false effect true "the server failed; its log has more";
}

impl Reason {
    /// The reason with this name. The rules by which the process refuses a document (`DUPLICATE` and the like) have
    /// the names of their reasons.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.name() == name)
    }
}

#[cfg(test)]
mod tests;
