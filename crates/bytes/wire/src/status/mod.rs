//! The one table from refusal to gRPC status.
//!
//! A refusal has a [`Reason`]; the reason decides the code, whether the same call may succeed later, and whether the
//! call may have had an effect all the same. Programs look at the reason (in `google.rpc.ErrorInfo`), people read the
//! message.

mod details;
mod faults;
mod refused;

pub use details::{read_faults, read_reason, read_refused};
pub use faults::{DocumentFaults, faults, faults_because, faults_told};
pub use refused::{Refused, refusal};

use tonic::Code;

/// The `domain` of every `google.rpc.ErrorInfo` of this product.
pub const DOMAIN: &str = "tongguan";

macro_rules! reasons {
    ($($variant:ident = $name:literal $code:ident retry $retry:literal effect $effect:literal $text:literal
        zh $zh:literal hint $hint:literal hint_zh $hint_zh:literal provoke $provoke:literal;)*) => {
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

            /// How to provoke it: lines of a scenario, a CEB message with a change, or calls (`METHOD JSON`), played by
            /// `tongguan provoke`; after `by hand: ` what a command cannot, or should not, do.
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

            /// The reason in Chinese.
            #[must_use]
            pub const fn zh(self) -> &'static str {
                match self { $(Self::$variant => $zh,)* }
            }

            /// What the caller should do.
            #[must_use]
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint,)* }
            }

            /// The same in Chinese.
            #[must_use]
            pub const fn hint_zh(self) -> &'static str {
                match self { $(Self::$variant => $hint_zh,)* }
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
    // Who calls, where the server asks for keys.
    KeyInvalid = "KEY_INVALID" Unauthenticated retry false effect false
        "the call has no key that holds: send authorization: Bearer tg_…"
        zh "调用未带有效密钥"
        hint "send the key that `tongguan api-key new` printed as `authorization: Bearer tg_…` (`tongguan --api-key-file`, TONGGUAN_API_KEY); where you do, ask who runs the server: its log says whether the key is unknown, expired or revoked"
        hint_zh "以`authorization: Bearer tg_…`发送`tongguan api-key new`所显示的密钥（命令行用--api-key-file或TONGGUAN_API_KEY）；已发送仍被拒的，请服务管理者查日志：其中写明密钥未知、过期或已吊销"
        provoke "by hand: call a server that was started with --api-keys, without a key";
    RoleMissing = "ROLE_MISSING" PermissionDenied retry false effect false
        "the key has no role that may do this"
        zh "密钥没有执行此操作的角色"
        hint "use a key with one of the roles that the message names; who runs the server makes one (`tongguan api-key new --role …`)"
        hint_zh "换用具有提示中所列角色之一的密钥；由服务管理者签发（`tongguan api-key new --role …`）"
        provoke "by hand: with a key of role declarant, call CreateSandbox of a server that was started with --api-keys";
    // What was sent is wrong, whatever the state.
    MethodUnknown = "METHOD_UNKNOWN" Unimplemented retry false effect false "there is no such method here"
        zh "此端口没有该方法"
        hint "call another port: sandbox control has a port of its own (50052 unless told otherwise; also in the ready line); or correct the path, /package.Service/Method"
        hint_zh "换一个端口：沙箱控制有独立端口（默认 50052，启动行中也有）；或检查路径 /package.Service/Method"
        provoke "DeclarationIntake/SubmitOrder {}";
    Faults = "FAULTS" InvalidArgument retry false effect false "the document has faults"
        zh "单证有错误"
        hint "read the list of faults in the details: each has place, code, what was found and what is allowed; correct all of them and send the document again"
        hint_zh "查看详情中的错误列表：每项都有位置、代码、实际值和允许值；全部改正后重新报送"
        provoke "SubmitStream {\"request_id\":\"x\",\"all_or_none\":true,\"documents\":[$waybill(pack_no=0)]}";
    MessageUnreadable = "MESSAGE_UNREADABLE" InvalidArgument retry false effect false
        "the message is not the protobuf message of this method"
        zh "请求体不是该方法的protobuf消息"
        hint "compile your client against the proto files of this server (gRPC reflection has them) and call the method that belongs to the message"
        hint_zh "用本服务器的proto文件（gRPC反射可取）重新生成客户端，并核对消息与方法是否对应"
        provoke "ListDocuments 0xFF*64";
    MessageTooLarge = "MESSAGE_TOO_LARGE" ResourceExhausted retry false effect false
        "the message is larger than this method takes; `tongguan limits` says how large it may be"
        zh "请求超过该方法的大小上限"
        hint "send fewer documents or lines in a call; `tongguan limits` has the bytes that each method takes"
        hint_zh "减少每次报送的单证数或表体项数；各方法的字节上限见`tongguan limits`"
        provoke "SendCebMessage 0x78*19000000";
    DocumentMissing = "DOCUMENT_MISSING" InvalidArgument retry false effect false "the call carries no document"
        zh "请求中没有单证"
        hint "put at least one document into the call, and set one of its eleven kinds"
        hint_zh "请求中至少放一份单证，并填写十一种单证之一"
        provoke "ValidateDocument {}";
    TooManyDocuments = "TOO_MANY_DOCUMENTS" InvalidArgument retry false effect false
        "the call carries more than 100 documents"
        zh "请求中的单证过多"
        hint "send at most 100 documents in a call, and the others in further submissions of SubmitStream"
        hint_zh "每次最多报送100份单证；更多的单证分多次用SubmitStream报送"
        provoke "SubmitStream {\"request_id\":\"x\",\"documents\":[$waybill*101]}";
    RequestIdMissing = "REQUEST_ID_MISSING" InvalidArgument retry false effect false
        "request_id is empty; a message in XML needs one, unless it comes in an envelope"
        zh "缺少请求编号（request_id）"
        hint "give each message an id of its own, such as a UUID, and keep it for every repeat of that call"
        hint_zh "每个报文填唯一的请求编号（如UUID），重试时沿用同一编号"
        provoke "SendCebMessage {\"xml\":$xml(waybill)}";
    RequestIdInvalid = "REQUEST_ID_INVALID" InvalidArgument retry false effect false
        "request_id has to be 1 to 64 printable ASCII characters without spaces"
        zh "请求编号格式不正确"
        hint "use 1 to 64 printable ASCII characters without spaces; a UUID of 36 characters fits"
        hint_zh "请求编号用1至64个可打印ASCII字符，不含空格；36位UUID即可"
        provoke "SubmitStream {\"request_id\":\"a b\",\"documents\":[$waybill]}";
    SandboxNameInvalid = "SANDBOX_NAME_INVALID" InvalidArgument retry false effect false
        "the name of a sandbox has to be 1 to 64 letters, digits, '.', '_', '-', the first a letter or digit"
        zh "沙箱名称格式不正确"
        hint "name the sandbox with 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit, such as test-1"
        hint_zh "沙箱名称用1至64个字母、数字、“.”“_”“-”，首位为字母或数字，如test-1"
        provoke "ListDocuments {} x-sandbox=../x";
    MetadataUnknown = "METADATA_UNKNOWN" InvalidArgument retry false effect false
        "a key of the metadata is almost one of ours, and nothing reads it"
        zh "元数据的键近似本系统的键，但无人读取"
        hint "write the key as the message says (x-sandbox, x-outcome), or take it out"
        hint_zh "按提示改正键名（x-sandbox、x-outcome），或删去该键"
        provoke "ListDocuments {} x-sandbx=m1";
    SenderInvalid = "SENDER_INVALID" InvalidArgument retry false effect false
        "a DXP id has to be 1 to 30 letters, digits, '.', '_', '-', the first a letter or digit"
        zh "报文传输编号（DXP id）格式不正确"
        hint "send the DXP id of your transmission account, such as DXPENT0000000001, or leave the sender empty for that one"
        hint_zh "填写企业的报文传输编号，如DXPENT0000000001；不填则用该默认编号"
        provoke "SubmitStream {\"request_id\":\"x\",\"sender\":\"a b\",\"documents\":[$waybill]}";
    TransmitterMismatch = "TRANSMITTER_MISMATCH" PermissionDenied retry false effect false
        "copCode of BaseTransfer is not the enterprise that is registered with its dxpId"
        zh "传输企业代码与报文传输编号登记的企业不一致"
        hint "send the copCode of the enterprise that is registered with this dxpId (GetEnterprise shows it), or transmit with the dxpId of the enterprise in copCode"
        hint_zh "copCode填该dxpId登记的企业代码（可用GetEnterprise查询），或改用copCode企业自己的dxpId传输"
        provoke "RegisterEnterprise {\"request_id\":\"r\",\"enterprise\":{\"code\":\"3301960A1B\",\"name\":\"示例\",\"dxp_id\":\"DXPENT0000000001\"}} then SendCebMessage {\"request_id\":\"x\",\"xml\":$xml(waybill)}";
    ArgumentInvalid = "ARGUMENT_INVALID" InvalidArgument retry false effect false "an argument is not as it has to be"
        zh "参数不符合要求"
        hint "read the message: it names the argument and the values that it may have"
        hint_zh "按提示修改：提示中有参数名和可用的取值"
        provoke "ListDocuments {\"kind\":99}";
    TimeInvalid = "TIME_INVALID" InvalidArgument retry false effect false "a time or a span is out of range"
        zh "时间或时长超出范围"
        hint "send a time from 1970 to 9999, and a span that is not below zero"
        hint_zh "时间应在1970年至9999年之间，时长不得小于零"
        provoke "AdvanceClock {\"name\":\"$sandbox\",\"by\":\"-1s\"}";
    CursorInvalid = "CURSOR_INVALID" InvalidArgument retry false effect false
        "the cursor is none that this server has given"
        zh "游标不是本服务器给出的"
        hint "send a cursor exactly as a receipt or next_cursor had it; leave it out to read from the first receipt that is not acknowledged"
        hint_zh "游标须与回执或next_cursor所给完全一致；不填则从第一条未确认的回执读起"
        provoke "ListReceipts {\"cursor\":\"x\"}";
    PageTokenInvalid = "PAGE_TOKEN_INVALID" InvalidArgument retry false effect false
        "the page token is none that this server has given"
        zh "翻页标记不是本服务器给出的"
        hint "send next_page_token of the page before, with the same filter; leave it out for the first page"
        hint_zh "填上一页的next_page_token，查询条件保持不变；第一页不填"
        provoke "ListDocuments {\"page_token\":\"x\"}";
    EnterpriseInvalid = "ENTERPRISE_INVALID" InvalidArgument retry false effect false
        "the enterprise is not as it has to be"
        zh "企业信息不符合要求"
        hint "send the code of the enterprise (10 or 18 upper-case letters and digits) and its name; the message names what else is wrong"
        hint_zh "填写企业代码（10位或18位大写字母或数字）和名称；其他问题见提示"
        provoke "RegisterEnterprise {\"request_id\":\"r\",\"enterprise\":{}}";
    FindingContradicts = "FINDING_CONTRADICTS" InvalidArgument retry false effect false
        "what was found and what becomes of it exclude each other"
        zh "查验结果与处置自相矛盾"
        hint "release what conforms; reject, ship back or detain what is prohibited, has no licence or was never traded"
        hint_zh "相符者应放行；禁止出境、无许可或虚假贸易者应退单、退运或扣留"
        provoke "RecordResult {\"key\":{\"document_id\":1},\"finding\":{\"kind\":\"FINDING_KIND_CONFORMING\",\"disposition\":\"DISPOSITION_REJECT\"}}";
    FactsInvalid = "FACTS_INVALID" InvalidArgument retry false effect false
        "the facts are not as they have to be"
        zh "评分或风险布控的要素不符合要求"
        hint "send the facts that the message names: scoring and screening ask for an enterprise or a declaration"
        hint_zh "补全提示所列要素：信用评分要有企业，风险布控要有清单"
        provoke "Score {}";
    ProfileInvalid = "PROFILE_INVALID" InvalidArgument retry false effect false
        "the text is no risk profile; the one of before stays in force"
        zh "文本不是有效的风险布控参数；原有参数继续有效"
        hint "correct what the message names by line and column; `tongguan risk profile check FILE` names everything that is wrong, and docs/risk.md says how a profile is written"
        hint_zh "按提示所列行列修改；`tongguan risk profile check 文件`列出全部错误，写法见docs/risk.md"
        provoke "CreateSandbox {\"name\":\"$sandbox\"} then LoadRiskProfile {\"name\":\"$sandbox\",\"text\":\"name = 1\"}";
    XmlUnreadable = "XML_UNREADABLE" InvalidArgument retry false effect false
        "the XML cannot be read as a CEB message"
        zh "XML无法按CEB报文读取"
        hint "look up the code at the front of the message (`tongguan codes CODE`), mend the XML at the byte that it names, and send the message again"
        hint_zh "用`tongguan codes CODE`查询提示开头的代码，在所指字节处修改XML后重新发送"
        provoke "303: </ceb:CEB303Message> =>";
    XmlBreaksSchema = "XML_BREAKS_SCHEMA" InvalidArgument retry false effect false
        "the CEB message breaks the schema"
        zh "CEB报文不符合报文规范"
        hint "correct every element that the details name by its path, and send the whole message again: nothing of it was taken"
        hint_zh "按详情所列路径修改各元素，整个报文重新发送：本次全部未受理"
        provoke "303: BaseTransfer => Basetransfer";
    // What was sent does not go with what is there.
    NotFound = "NOT_FOUND" NotFound retry false effect false "there is no such thing in this sandbox"
        zh "本沙箱中没有该对象"
        hint "check the number and the sandbox: a document is known only in the sandbox that it was sent to (x-sandbox)"
        hint_zh "核对编号和沙箱：单证只存在于报送时所用的沙箱（x-sandbox）"
        provoke "GetDocument {\"key\":{\"document_id\":99}}";
    RequestIdReused = "REQUEST_ID_REUSED" AlreadyExists retry false effect false
        "the request id was used before with other content"
        zh "请求编号已用于其他内容"
        hint "keep a request id for exact repeats of one call, and take a new one for other content"
        hint_zh "同一请求编号只用于原样重发；内容不同请换新的编号"
        provoke "SubmitStream {\"request_id\":\"x\",\"documents\":[$waybill]} then SubmitStream {\"request_id\":\"x\",\"documents\":[$waybill(note=y)]}";
    Duplicate = "DUPLICATE" AlreadyExists retry false effect false
        "a document with the same business key is there already"
        zh "相同业务主键的单证已存在"
        hint "the same key is taken: look at the document that the answer names; correct it with appType 2 while it can be changed, cancel an accepted declaration (605), or use another sandbox to try again"
        hint_zh "业务主键已被占用：查看应答所指单证；可变更时以appType=2修改，已审结的清单报撤销申请单（605）；重新试验请换一个沙箱"
        provoke "waybill 1; waybill 1";
    SandboxExists = "SANDBOX_EXISTS" AlreadyExists retry false effect false
        "the sandbox is there already, with other settings"
        zh "同名沙箱已存在且设置不同"
        hint "use it as it is (GetSandbox shows its settings), or create one of another name"
        hint_zh "直接使用现有沙箱（GetSandbox可查看设置），或换一个名称新建"
        provoke "CreateSandbox {\"name\":\"$sandbox\",\"seed\":99}";
    NothingToChange = "NOTHING_TO_CHANGE" FailedPrecondition retry false effect false
        "there is no document to change or delete"
        zh "没有可变更或删除的单证"
        hint "send the document with appType 1 first, and change it under the same business key"
        hint_zh "先以appType=1新增，变更时保持业务主键一致"
        provoke "waybill 1 app_type=2";
    StateDoesNotMatch = "STATE_DOES_NOT_MATCH" FailedPrecondition retry false effect false
        "the document is in a state in which this cannot be done"
        zh "单证当前状态不允许该操作"
        hint "ask where the document stands (ExplainDocument): customs decided on it; an accepted declaration is cancelled (605) until its goods are released, and after that they come back by a return (213)"
        hint_zh "先查单证状态（ExplainDocument）：海关已作出决定；已审结的清单在放行前可报撤销申请单（605），放行后只能办理退货（213）"
        provoke "order 1; waybill 1; declaration 1; waybill 1 app_type=2";
    OldMessage = "OLD_MESSAGE" FailedPrecondition retry false effect false
        "appTime is older than that of the version that is there"
        zh "报送时间早于已有版本"
        hint "send the change with the present time as appTime: it has to be later than that of the version before"
        hint_zh "变更时appTime填当前时间，须晚于上一版本"
        provoke "waybill 1; waybill 1 app_type=2 app_time=20260101000000";
    CursorOfAnotherLife = "CURSOR_OF_ANOTHER_LIFE" FailedPrecondition retry false effect false
        "the cursor is of another mailbox, of a sandbox that was deleted or reset, of another data folder or process, or of an earlier version; read again without it: from the first receipt that is not acknowledged"
        zh "游标属于其他信箱、数据目录或旧版本"
        hint "drop the cursor and read without one: the mailbox begins at the first receipt that is not acknowledged"
        hint_zh "丢弃该游标，不带游标重新读取：从第一条未确认的回执开始"
        provoke "waybill 1 then ListReceipts {} then ListReceipts {\"recipient\":\"DXPENT0000000002\",\"cursor\":\"$cursor\"}";
    NothingToAcknowledge = "NOTHING_TO_ACKNOWLEDGE" FailedPrecondition retry false effect false
        "there are fewer receipts than are acknowledged"
        zh "确认的回执编号超过已有回执"
        hint "acknowledge at most the number of the last receipt that you read"
        hint_zh "最多确认到已读取的最后一条回执编号"
        provoke "AcknowledgeReceipts {\"up_to\":99}";
    ClockGoesBack = "CLOCK_GOES_BACK" FailedPrecondition retry false effect false
        "the clock is past this time already and never goes back"
        zh "沙箱时钟已过该时间，不能倒退"
        hint "move on from where the clock stands (GetSandbox shows it), or create a sandbox that starts earlier"
        hint_zh "从当前时钟向后推进（GetSandbox可查看），或新建起始时间更早的沙箱"
        provoke "AdvanceClock {\"name\":\"$sandbox\",\"until\":\"1970-01-02T00:00:00Z\"}";
    NotUnderControl = "NOT_UNDER_CONTROL" FailedPrecondition retry false effect false
        "nobody looks at this document or its goods now"
        zh "单证不在人工审核或查验中"
        hint "record the result of a declaration that is in review (300) or in inspection (500): ListDocuments with that state finds them; UpdateSandbox with officers_decide makes them wait for it"
        hint_zh "只能录入处于人工审核（300）或查验（500）中的清单的结果：可按状态用ListDocuments查询；UpdateSandbox的officers_decide可使其等待录入"
        provoke "waybill 1 then RecordResult {\"key\":{\"document_id\":1},\"finding\":{\"kind\":\"FINDING_KIND_CONFORMING\",\"disposition\":\"DISPOSITION_RELEASE\"}}";
    ProfileUnknown = "PROFILE_UNKNOWN" FailedPrecondition retry false effect false
        "this risk server does not know the text of the profile that is named"
        zh "风险布控服务没有所指布控参数的文本"
        hint "ask again with the text in profile_text; a server remembers a number of texts, and none after a restart"
        hint_zh "请在profile_text中附上文本后重新调用；服务只记住若干文本，重启后不再记得"
        provoke "Screen {\"profile_text_sha256\":\"0\"}";
    OwnServerNotAllowed = "OWN_SERVER_NOT_ALLOWED" PermissionDenied retry false effect false
        "this server calls no such host for a sandbox"
        zh "服务器不允许沙箱调用该主机"
        hint "run your risk or credit server on the machine of the server, at a loopback address; or ask who runs that to allow the host (`tongguan serve --own-servers HOST`)"
        hint_zh "请在服务器本机的回环地址上运行自备的风险布控或信用评分服务；或请服务管理者允许该主机（`tongguan serve --own-servers 主机`）"
        provoke "CreateSandbox {\"name\":\"$sandbox\",\"risk_server\":{\"url\":\"http://192.0.2.1:80\"}}";
    // A bound is reached.
    SandboxLimit = "SANDBOX_LIMIT" ResourceExhausted retry false effect false
        "there are as many sandboxes as there may be"
        zh "沙箱数量已达上限"
        hint "delete those that are over (`tongguan sandbox delete NAME`, DeleteSandbox), or start a server with an empty data folder"
        hint_zh "删除不再使用的沙箱（`tongguan sandbox delete 名称`、DeleteSandbox），或用空的数据目录另启服务器"
        provoke "by hand: create 4,097 sandboxes; it would take the places of everybody on the server";
    LimitReached = "LIMIT_REACHED" ResourceExhausted retry false effect false "a limit of this sandbox is reached"
        zh "本沙箱已达上限"
        hint "the message names the limit; go on in a new sandbox"
        hint_zh "提示中有所达上限的名称；请换新的沙箱继续"
        provoke "by hand: send from more DXP ids than a sandbox may have mailboxes (`tongguan limits` has the number)";
    ServerBusy = "SERVER_BUSY" ResourceExhausted retry true effect false
        "the server has as much to do as it can; try again"
        zh "服务器繁忙"
        hint "wait a moment and send the same call again with the same request id; open fewer calls at once"
        hint_zh "稍候用同一请求编号重发；减少同时进行的调用"
        provoke "by hand: open 513 calls at once in one sandbox, each of which never sends the end of its message; it would keep everybody waiting";
    // The moment is wrong.
    SandboxCreated = "SANDBOX_CREATED" Aborted retry true effect false
        "somebody created the sandbox meanwhile, with another message version; send it again"
        zh "沙箱刚被他人以其他报文版本创建"
        hint "send the same call again: it is judged by the version that the sandbox has now"
        hint_zh "原样重发即可：将按沙箱现有的报文版本校验"
        provoke "by hand: create a sandbox with another version while a call to the same sandbox is under way; it is a race that a command cannot win surely";
    QuestionOpen = "QUESTION_OPEN" Unavailable retry true effect true
        "screening or scoring has not answered, and time does not move before it has"
        zh "风险布控或信用评分尚未应答"
        hint "wait until screening and scoring answer, then repeat the call with the same request id"
        hint_zh "等待风险布控和信用评分恢复应答后，用同一请求编号重发"
        provoke "by hand: advance the clock while the screening service of `--risk` cannot be reached; what is in this process is always there";
    IntakeAway = "INTAKE_AWAY" Unavailable retry true effect true
        "intake does not answer, and nothing changes without it; an exchange still tells what it knows"
        zh "申报接入进程没有应答，无法受理变更；单独的交换进程仍可读取已有回执"
        hint "wait until the process answers that `--intake` or `--intake-control` names, then repeat the call with the same request id: that tells whether it had its effect"
        hint_zh "等待`--intake`或`--intake-control`所指进程恢复应答后，用同一请求编号重发：据此可知上次是否已生效"
        provoke "by hand: send to `tongguan serve exchange --intake URL` while the process at URL is stopped; what is in this process is always there";
    TooManyWatchers = "TOO_MANY_WATCHERS" ResourceExhausted retry true effect false
        "as many mailboxes are watched as may be, over this connection or in all; end a stream that you do not read"
        zh "同时监听的信箱过多"
        hint "end streams that you do not read: at most 64 over one connection; one WatchReceipts per mailbox is enough"
        hint_zh "关闭不再读取的监听：每个连接最多64个，每个信箱一个WatchReceipts即可"
        provoke "by hand: open WatchReceipts 65 times over one connection";
    // The server.
    ReaderStalled = "READER_STALLED" Aborted retry true effect false
        "nothing of the stream was read for a while; watch again from the last cursor"
        zh "长时间未读取数据流"
        hint "read the stream as it comes, and watch again from the last cursor that you have"
        hint_zh "及时读取数据流，并从最后的游标重新监听"
        provoke "by hand: open WatchReceipts and read nothing for 20 seconds while more than 256 KiB wait";
    ServerDraining = "SERVER_DRAINING" Unavailable retry true effect false "the server is stopping; connect again"
        zh "服务器正在停止"
        hint "connect again after the restart and go on with the last cursor"
        hint_zh "服务器重启后重新连接，从最后的游标继续"
        provoke "by hand: stop the server while WatchReceipts is open";
    DeadlineExceeded = "DEADLINE_EXCEEDED" DeadlineExceeded retry true effect true
        "the call did not end in time; ask again with the same request id"
        zh "调用未在时限内完成"
        hint "give the call more time, and ask again with the same request id: that tells whether it had its effect"
        hint_zh "放宽时限，用同一请求编号重发：据此可知上次是否已生效"
        provoke "by hand: begin a call with grpc-timeout 1m and never send the end of its message";
    HandlerPanicked = "HANDLER_PANICKED" Internal retry false effect true "a defect of the server; its log has more"
        zh "服务器程序缺陷"
        hint "repeat the call with the same request id to learn whether it had its effect, and report what the log says as a defect"
        hint_zh "用同一请求编号重发以确认是否生效，并把服务器日志作为缺陷报告"
        provoke "by hand: it takes a defect of the server";
    Failure = "FAILURE" Internal retry false effect true "the server failed; its log has more"
        zh "服务器故障"
        hint "look into the log of the server (disk, memory), mend it, and repeat the call with the same request id"
        hint_zh "查看服务器日志（磁盘、内存），排除故障后用同一请求编号重发"
        provoke "by hand: it takes a machine that fails, such as a full disk";
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
