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
    ($($variant:ident = $name:literal $code:ident retry $retry:literal effect $effect:literal $text:literal
        provoke $provoke:literal;)*) => {
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

            /// How to provoke it.
            #[must_use]
            pub const fn provoke(self) -> &'static str {
                match self { $(Self::$variant => $provoke,)* }
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
    Faults = "FAULTS" InvalidArgument retry false effect false "the document has faults"
        provoke "SubmitWaybill with pack_no 0";
    MessageUnreadable = "MESSAGE_UNREADABLE" InvalidArgument retry false effect false
        "the message is not the protobuf message of this method"
        provoke "SubmitWaybill with a body that is no protobuf";
    MessageTooLarge = "MESSAGE_TOO_LARGE" ResourceExhausted retry false effect false
        "the message is larger than this method takes; `tongguan limits` says how large it may be"
        provoke "SubmitWaybill with a note of 18 MiB";
    DocumentMissing = "DOCUMENT_MISSING" InvalidArgument retry false effect false "the call carries no document"
        provoke "SubmitWaybill without a waybill";
    TooManyDocuments = "TOO_MANY_DOCUMENTS" InvalidArgument retry false effect false
        "the call carries more documents than it may"
        provoke "SubmitStream with twelve documents";
    RequestIdMissing = "REQUEST_ID_MISSING" InvalidArgument retry false effect false
        "request_id is empty; every call that changes something needs one"
        provoke "SubmitWaybill with an empty request_id";
    RequestIdInvalid = "REQUEST_ID_INVALID" InvalidArgument retry false effect false
        "request_id has to be 1 to 64 printable ASCII characters without spaces"
        provoke "SubmitWaybill with request_id 'a b'";
    SandboxNameInvalid = "SANDBOX_NAME_INVALID" InvalidArgument retry false effect false
        "the name of a sandbox has to be 1 to 64 letters, digits, '.', '_', '-', the first a letter or digit"
        provoke "any call with x-sandbox ../x";
    MetadataUnknown = "METADATA_UNKNOWN" InvalidArgument retry false effect false
        "a key of the metadata is almost one of ours, and nothing reads it"
        provoke "any call with x-sandbx m1";
    SenderInvalid = "SENDER_INVALID" InvalidArgument retry false effect false
        "a DXP id has to be 1 to 30 letters, digits, '.', '_', '-', the first a letter or digit"
        provoke "SubmitWaybill with sender 'a b'";
    TransmitterMismatch = "TRANSMITTER_MISMATCH" PermissionDenied retry false effect false
        "copCode of BaseTransfer is not the enterprise that is registered with its dxpId"
        provoke "register an enterprise with a dxp_id, then send an XML message with this dxpId and another copCode";
    ArgumentInvalid = "ARGUMENT_INVALID" InvalidArgument retry false effect false "an argument is not as it has to be"
        provoke "ListDocuments with kind 99";
    TimeInvalid = "TIME_INVALID" InvalidArgument retry false effect false "a time or a span is out of range"
        provoke "CreateSandbox that starts in the year 0";
    CursorInvalid = "CURSOR_INVALID" InvalidArgument retry false effect false
        "the cursor is none that this server has given"
        provoke "ListReceipts with cursor x";
    PageTokenInvalid = "PAGE_TOKEN_INVALID" InvalidArgument retry false effect false
        "the page token is none that this server has given"
        provoke "ListDocuments with page_token x";
    PageSizeInvalid = "PAGE_SIZE_INVALID" InvalidArgument retry false effect false
        "page_size has to be 0 to 500"
        provoke "ListDocuments with page_size 501";
    EnterpriseInvalid = "ENTERPRISE_INVALID" InvalidArgument retry false effect false
        "the enterprise is not as it has to be"
        provoke "RegisterEnterprise without a code";
    FactsInvalid = "FACTS_INVALID" InvalidArgument retry false effect false
        "the facts are not as they have to be"
        provoke "Score without an enterprise";
    XmlUnreadable = "XML_UNREADABLE" InvalidArgument retry false effect false
        "the XML cannot be read as a CEB message"
        provoke "SendCebMessage with <x";
    XmlBreaksSchema = "XML_BREAKS_SCHEMA" InvalidArgument retry false effect false
        "the CEB message breaks the schema"
        provoke "SendCebMessage without BaseTransfer";
    // What was sent does not go with what is there.
    NotFound = "NOT_FOUND" NotFound retry false effect false "there is no such thing in this sandbox"
        provoke "GetDocument with document_id 99";
    RequestIdReused = "REQUEST_ID_REUSED" AlreadyExists retry false effect false
        "the request id was used before with other content"
        provoke "two different waybills with one request_id";
    Duplicate = "DUPLICATE" AlreadyExists retry false effect false
        "a document with the same business key is there already"
        provoke "the same waybill with two request ids";
    SandboxExists = "SANDBOX_EXISTS" AlreadyExists retry false effect false
        "the sandbox is there already, with other settings"
        provoke "CreateSandbox twice with different seeds";
    NothingToChange = "NOTHING_TO_CHANGE" FailedPrecondition retry false effect false
        "there is no document to change or delete"
        provoke "a waybill with app_type 2 that was never sent";
    StateDoesNotMatch = "STATE_DOES_NOT_MATCH" FailedPrecondition retry false effect false
        "the document is in a state in which this cannot be done"
        provoke "a waybill with app_type 2 after its declaration was accepted";
    OldMessage = "OLD_MESSAGE" FailedPrecondition retry false effect false
        "appTime is older than that of the version that is there"
        provoke "a waybill with app_type 2 and an earlier app_time";
    CursorOfAnotherLife = "CURSOR_OF_ANOTHER_LIFE" FailedPrecondition retry false effect false
        "the cursor is of another mailbox, of another data folder or process, or of version 0.1.0; read again without it: from the first receipt that is not acknowledged"
        provoke "ListReceipts with a cursor of another server";
    NothingToAcknowledge = "NOTHING_TO_ACKNOWLEDGE" FailedPrecondition retry false effect false
        "there are fewer receipts than are acknowledged"
        provoke "AcknowledgeReceipts up to 99 in an empty mailbox";
    ClockGoesBack = "CLOCK_GOES_BACK" FailedPrecondition retry false effect false
        "the clock is past this time already and never goes back"
        provoke "AdvanceClock until a moment that is past";
    // A bound is reached.
    SandboxLimit = "SANDBOX_LIMIT" ResourceExhausted retry false effect false
        "there are as many sandboxes as there may be"
        provoke "CreateSandbox 4,097 times";
    LimitReached = "LIMIT_REACHED" ResourceExhausted retry false effect false "a limit of this sandbox is reached"
        provoke "more mailboxes than a sandbox may have";
    ServerBusy = "SERVER_BUSY" ResourceExhausted retry true effect false
        "the server has as much to do as it can; try again"
        provoke "513 calls at once, each of which never sends the end of its message";
    // The moment is wrong.
    SandboxCreated = "SANDBOX_CREATED" Aborted retry true effect false
        "somebody created the sandbox meanwhile, with another message version; send it again"
        provoke "CreateSandbox with another version while a call to the same sandbox is under way";
    QuestionOpen = "QUESTION_OPEN" Unavailable retry true effect true
        "screening or scoring has not answered, and time does not move before it has"
        provoke "AdvanceClock while screening cannot be reached";
    TooManyWatchers = "TOO_MANY_WATCHERS" ResourceExhausted retry true effect false
        "as many mailboxes are watched as may be, over this connection or in all; end a stream that you do not read"
        provoke "WatchReceipts 65 times over one connection";
    // The server.
    ReaderStalled = "READER_STALLED" Aborted retry true effect false
        "nothing of the stream was read for a while; watch again from the last cursor"
        provoke "WatchReceipts, and 20 seconds without reading while more than 256 KiB wait";
    ServerDraining = "SERVER_DRAINING" Unavailable retry true effect false "the server is stopping; connect again"
        provoke "WatchReceipts until the server stops";
    DeadlineExceeded = "DEADLINE_EXCEEDED" DeadlineExceeded retry true effect true
        "the call did not end in time; ask again with the same request id"
        provoke "SubmitWaybill with grpc-timeout 1m that never sends the end of its message";
    HandlerPanicked = "HANDLER_PANICKED" Internal retry false effect true "a defect of the server; its log has more"
        provoke "a defect of the server";
    Failure = "FAILURE" Internal retry false effect true "the server failed; its log has more"
        provoke "a defect of the server";
}

impl Reason {
    /// The gRPC code by its official name, such as `INVALID_ARGUMENT`.
    #[must_use]
    pub const fn status(self) -> &'static str {
        code_name(self.code())
    }

    /// Where it is explained: the page of codes in the repository, at the row of this reason. `ErrorInfo.metadata` has it
    /// under `help`.
    #[must_use]
    pub fn help(self) -> String {
        format!("docs/codes.md#{}", self.name())
    }

    /// The reason with this name. The rules by which the process refuses a document (`DUPLICATE` and the like) have
    /// the names of their reasons.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.name() == name)
    }
}

/// The name of a gRPC code as its specification writes it.
#[must_use]
pub const fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests;
