//! Every bound of the product that does not belong to the transport; `tongguan limits` prints them.

/// A bound, for people.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Name.
    pub name: &'static str,
    /// Value.
    pub value: u64,
    /// Unit.
    pub unit: &'static str,
    /// Why it is what it is.
    pub why: &'static str,
}

macro_rules! limits {
    ($($name:ident : $ty:ty = $value:expr, $unit:literal, $why:literal;)*) => {
        $(#[doc = concat!($why, " (", $unit, ").")] pub const $name: $ty = $value;)*
        /// All of them, for printing.
        pub static LIMITS: &[Limit] = &[$(Limit {
            name: stringify!($name), value: $value as u64, unit: $unit, why: $why,
        }),*];
    };
}

limits! {
    GOODS_LINES: usize = 100, "lines", "goods lines of an order or a declaration: the schema's maxOccurs";
    PARCEL_LINES: usize = 10_000, "lines", "parcels of an arrival or a departure: the 202205 schema sets none, so this is ours";
    OLDER_LINES: usize = 100, "lines", "lines of a departure, a manifest or a summary application in 2018-113: the schema's maxOccurs";
    FORM_LINES: usize = 50, "lines", "goods lines of one declaration form that a summary leads to";
    RESULT_LINES: usize = 1_000, "lines", "list lines of one summary result message; 2018-113 allows 100, 202205 any number, so this is ours";
    SUMMARY_DECLARATIONS: usize = 100_000, "declarations", "declarations that one summary by period takes; the next application takes the rest";
    SPLIT_PARTS: u32 = 1_000, "parts", "parts of a split message, ten million parcels; the schema allows nine digits, so this is ours: customs decides on all of them at once";
    MISSING_PARTS: usize = 20, "parts", "parts of a split message that an explanation or a rejection names";
    UNDECLARED_PARCELS: usize = 20, "parcels", "parcels without a declaration that the explanation of an arrival or a manifest names";
    MESSAGE_RECORDS: usize = 100, "records", "records of one CEB message: the schema's maxOccurs";
    MESSAGE_SUBSCRIBERS: usize = 5, "subscribers", "subscribers (BaseSubscribe) of one CEB message: the schema's maxOccurs";
    FAULTS: usize = 500, "faults", "faults reported for one document, or for one XML message outside its records; a last one says how many more there are";
    FAULT_VALUE_CHARACTERS: usize = 40, "characters", "how much of a wrong number a fault quotes";
    RETURN_INFO_CHARACTERS: usize = 1_000, "characters", "returnInfo of a receipt: the schema's maxLength";
    FORMAT_FAULT_INFO_CHARACTERS: usize = 5_000, "characters", "returnInfo of a CEB900: the schema's maxLength";
    SANDBOX_NAME_CHARACTERS: usize = 64, "characters", "name of a sandbox";
    TENANT_NAME_CHARACTERS: usize = 32, "characters", "name of a tenant, before the names of its sandboxes";
    API_KEYS: usize = 10_000, "keys", "keys of one file, those counted that are revoked or expired";
    API_KEY_FILE_BYTES: usize = 8 * 1024 * 1024, "bytes", "a file of keys: 10,000 of them with long labels";
    API_KEY_HOLDER_BYTES: usize = 1_024, "bytes", "a file with the one key that a caller shows, 56 of them with its line break";
    API_KEY_LABEL_CHARACTERS: usize = 100, "characters", "what a key is for, in words";
    API_KEY_SCAN_MILLIS: u64 = 500, "milliseconds", "how often the file of keys is looked at: a revoked key is refused after that";
    API_KEY_TOLD_SECONDS: u64 = 60, "seconds", "pause between two lines of the log that say that a key is used in vain";
    SIGNING_KEY_BYTES: usize = 64 * 1024, "bytes", "a file of `tongguan keys`: an RSA key and its certificate have about 3 KiB";
    CERTIFICATE_NAME_BYTES: usize = 512, "bytes", "name in a certificate by which a caller is known: a DNS name has 253, a URI may be longer";
    TLS_FILE_BYTES: usize = 1024 * 1024, "bytes", "a file of certificates or keys for TLS: all authorities of a system have 230 KB";
    MAILBOX_NAME_CHARACTERS: usize = 30, "characters", "name of a mailbox: as long as a dxpId";
    REQUEST_ID_CHARACTERS: usize = 64, "characters", "request id of a mutation";
    SANDBOXES: usize = 4_096, "sandboxes", "sandboxes of one process";
    SANDBOX_DOCUMENTS: usize = 50_000_000, "documents", "documents of one sandbox, those counted that were refused with a receipt";
    SANDBOX_MAILBOXES: usize = 100_000, "mailboxes", "mailboxes of one sandbox";
    MAILBOX_READERS: usize = 1_000, "readers", "transports that carry the letters of one mailbox out, each with a place of its own: folders, queues, each URL";
    SANDBOX_ENTERPRISES: usize = 1_000_000, "enterprises", "registered enterprises of one sandbox";
    REGISTERED_AT_ONCE: usize = 500, "enterprises", "enterprises of one RegisterEnterprises";
    SANDBOX_WAREHOUSES: usize = 10_000, "warehouses", "warehouses, sites and parks of one sandbox";
    WAREHOUSES_AT_ONCE: usize = 500, "warehouses", "warehouses of one RegisterWarehouses";
    WAREHOUSE_PLACES: u32 = 10_000_000, "places", "bookings or returns that one warehouse holds at once";
    CREDIT_EVENTS_AT_ONCE: usize = 5_000, "events", "credit events of one RegisterEnterprises";
    SANDBOX_REQUESTS: usize = 10_000_000, "request ids", "remembered request ids of one sandbox; a further one is refused, never forgotten silently";
    WAIT_SECONDS: u64 = 25, "seconds", "longest time for which WaitDocument waits: less than the longest deadline of a call";
    LIST_LOOK: usize = 50_000, "documents", "documents that one page of a list looks at; what was not looked at is on the next page";
    PAGE: usize = 500, "entries", "entries of one page";
    EXPLANATION_STEPS: usize = 1_000, "steps", "steps of one explanation";
    BATCH_DOCUMENTS: usize = 100, "documents", "documents in one native call: as many as a CEB message has records";
    XML_BYTES: usize = 12 * 1024 * 1024, "bytes", "one CEB message: 100 records of 100 lines have 2.7 MB at their shortest and about 11 MB with every field of every line filled as usual, indented; the schema has no bound of its own";
    DXP_BYTES: usize = 17 * 1024 * 1024, "bytes", "one DXP envelope: a CEB message in Base64, in lines of 76 characters, and its head";
    REFUSED_MESSAGE_BYTES: usize = 64 * 1024, "bytes", "how much of a refused message its CEB900 quotes";
    DXP_RECEIVERS: usize = 5, "receivers", "receivers (RecId) of one envelope: the schema's maxOccurs";
    LOW_VALUE_YUAN: i64 = 5_000, "yuan", "value of a parcel up to which a list may be simplified; what it rests on is in the rule";
    XML_DEPTH: usize = 32, "elements", "nesting of one CEB message";
    XML_ATTRIBUTES: usize = 64, "attributes", "attributes of one element";
    XML_TEXT_BYTES: usize = 64 * 1024, "bytes", "text of one element";
    FORM_BYTES: usize = 3 * XML_BYTES + 1024, "bytes", "body of one HTTP form: every byte of the XML may be written as %XX";
    CALLBACK_TRIES: u32 = 6, "tries", "how often a receipt is POSTed before it is given up, over restarts (Chengdu platform)";
    CALLBACK_PAUSE_SECONDS: u64 = 60, "seconds", "sandbox time after the first failed POST of a receipt; it doubles with each";
    CALLBACK_ANSWER_BYTES: usize = 64, "bytes", "how much of the answer to a POSTed receipt is read: SUCCESS has 7";
    CALLBACK_ANSWER_SECONDS: u64 = 10, "seconds", "wall time for one POST of a receipt";
    COURIERS: usize = 4_096, "mailboxes", "mailboxes that one transport pushes; the others can be read";
    COURIER_SCAN_MILLIS: u64 = 100, "milliseconds", "how often a transport looks for new mailboxes, new files and the moved clock";
    FOLDER_PAUSE_MILLIS: u64 = 2_000, "milliseconds", "longest pause before a file that could not be taken is tried again";
    FOLDER_TROUBLES: usize = 10_000, "files", "files that could not be taken and are remembered, so that each is said once";
    FOLDER_LOCK_TRIES: u32 = 50, "tries", "how often a folder that another process has locked is tried, 10 milliseconds apart, before its files wait";
    FOLDER_FILES: usize = 1_000, "files", "files of a folder taken in one look";
    ARCHIVE_BYTES: u64 = 64 * 1024 * 1024, "bytes", "one zip";
    ARCHIVE_ENTRIES: usize = 1_000, "entries", "files in one zip";
    ARCHIVE_CONTENT_BYTES: u64 = 256 * 1024 * 1024, "bytes", "files of one zip together, unpacked: a zip bomb ends here";
    FILE_NAME_BYTES: usize = 255, "bytes", "name of a file that a transport makes: what file systems allow";
    FORMS_HELD_BYTES: usize = 4 * FORM_BYTES, "bytes", "bodies of HTTP forms that are arriving or being answered, of all peers; when half is held, a connection gets an equal share";
    FORM_DISCARD_BYTES: u64 = 64 * 1024 * 1024, "bytes", "how much of a refused HTTP body is read, so that its sender sees the answer";
    PULL_LETTERS: usize = 32, "receipts", "receipts that a pull reads from a mailbox at a time";
    PULL_BYTES: usize = 512 * 1024, "bytes", "a pulled page is full at this size; one more receipt may go beyond it";
    AMQP_ANSWERS: usize = 16, "answers", "answers of the platform that wait for the queues of their senders";
    AMQP_PREFETCH: u16 = 32, "messages", "messages that a broker may send before they are acknowledged";
    AMQP_PAUSE_SECONDS: u64 = 30, "seconds", "longest pause before a broker is called again";
    RISK_PROFILE_BYTES: usize = 256 * 1024, "bytes", "size of the file of a risk profile";
    RISK_PROFILE_SCAN_MILLIS: u64 = 500, "milliseconds", "how often the file of a risk profile is looked at";
    RISK_PROFILE_RULES: usize = 500, "rules", "rules of a risk profile, random ones counted";
    RISK_PROFILES_KEPT: usize = 4, "profiles", "texts of risk profiles that one sandbox keeps: one that it has had lately is not written into the journal again";
    RISK_PROFILES_READY: usize = 64, "profiles", "risk profiles of sandboxes that a process has ready, each as large as its text allows; another is read anew";
    OWN_SERVER_URL_BYTES: usize = 300, "bytes", "the address of a server of one sandbox: a DNS name has at most 253";
    OWN_SERVER_MILLIS: u32 = 10_000, "milliseconds", "how long one call of a server of a sandbox may take";
    OWN_SERVER_ANSWER_BYTES: usize = 1024 * 1024, "bytes", "the answer of a server of a sandbox: 100 reasons in two languages have 800 kB";
    OWN_SERVER_QUESTIONS: usize = 256, "questions", "questions that are being asked of servers of sandboxes, apart from those to the server of all";
    OWN_SERVER_LINES: usize = 256, "connections", "servers of sandboxes to which connections are kept; beyond that they are made anew";
    OWN_SERVER_HOSTS: usize = 100, "hosts", "hosts that `--own-servers` may name";
    RISK_EXPRESSION_BYTES: usize = 2 * 1024, "bytes", "the expression of one rule";
    RISK_EXPRESSION_NODES: usize = 200, "nodes", "names, values and operators of one expression: each is looked at once at most, so this bounds what a rule costs";
    RISK_EXPRESSION_DEPTH: usize = 32, "brackets", "nesting of brackets in one expression";
    TRACKED_KEYS: usize = 1_000_000, "keys", "exporters, agents, telephone numbers, payments and goods of which one sandbox counts what it saw; those that were not seen for longest are forgotten";
    TRACKED_MEMBERS: usize = 64, "members", "exporters under one telephone number, or orders under one payment, that are told apart";
    TRACKED_OFFICES: usize = 1_000, "offices", "customs offices whose day one sandbox counts";
    PEER_GROUPS: usize = 20_000, "groups", "headings with a unit of which one sandbox knows the usual price and weight; there are some 1,200 headings";
    CREDIT_EVENTS: usize = 200, "events", "what one sandbox keeps of one enterprise that the law of credit asks for; then the oldest that is over is forgotten";
    CREDIT_CHANGES: usize = 100, "changes", "changes of class or grade that one sandbox keeps of one exporter; the oldest are forgotten";
    ASSOCIATES: usize = 20, "enterprises", "enterprises with the same address, telephone or account that credit scoring is told of one";
    ASSOCIATE_EVENTS: usize = 20, "events", "latest events of credit that credit scoring is told of each of them";
    INSTRUCTIONS: usize = 100, "instructions", "manual instructions of officers in one sandbox: those that concern a declaration are recorded with it";
    CONFIGURATION_BYTES: usize = 64 * 1024, "bytes", "size of the file that `tongguan serve --config` reads";
    FAULT_RULES: usize = 20, "rules", "rules of the faults that are set for the callers of one sandbox";
    FAULT_STATUSES: usize = 16, "statuses", "statuses that one rule of faults draws from: all that there are";
    FAULT_MILLIS: i64 = 60_000, "milliseconds", "how much later a call may begin, or a receipt come, by a fault that is set";
    FAULT_REORDER_MILLIS: u64 = 1_000, "milliseconds", "how long a receipt that is to come after the next one waits for it";
    QUESTIONS_IN_FLIGHT: usize = 256, "questions", "questions that are being asked of screening and scoring in other processes; a sandbox has one at a time";
    QUESTION_WAITERS: usize = 16_384, "orders", "orders that wait in one sandbox while screening or scoring in another process is asked, as many as sixteen streams send unanswered; more are refused (SERVER_BUSY)";
    TRACE_QUEUE: usize = 8_192, "spans", "spans of traces that wait for the collector; more are dropped and counted, and no call waits";
    TRACED_DOCUMENTS: usize = 16_384, "documents", "entries with documents of which is remembered with which trace they came, so that later receipts join it; the oldest are forgotten";
    TRACED_RECEIPTS: usize = 1_024, "receipts", "receipts of one group commit that get a span";
    TRACED_ATTEMPTS: u32 = 8, "calls", "calls that get a span for one question to screening or scoring in another process; it may be asked for hours";
    FEED_ENTRIES: usize = 4_096, "entries", "journal entries in one message of the feed to another process";
    FEED_BYTES: usize = 256 * 1024, "bytes", "a message of the feed is full at this size; one more entry may go beyond it";
    FEED_LAG: usize = 1_024, "commits", "group commits that a reader of the feed may be behind before it looks through every sandbox again";
    FEED_FOLLOWERS: usize = 8, "processes", "processes that follow one feed at once";
    FEED_HEARTBEAT_MILLIS: u64 = 2_000, "milliseconds", "after so long without an entry the feed says that it is still there; a follower that hears nothing for three times as long connects again";
    FEED_PAUSE_MILLIS: u64 = 2_000, "milliseconds", "longest pause before a feed that has ended is followed again; the first pause is 50 ms";
    FORWARD_SECONDS: u64 = 30, "seconds", "how long a process that follows waits for the answer to a change that it has passed on";
    WRITER_QUEUE: usize = 4_096, "orders", "orders waiting for the writer";
    COMMIT_TASKS: usize = 1_024, "tasks", "tasks in one group commit";
    COMMIT_BYTES: usize = 1024 * 1024, "bytes", "journal bytes after which a group commit is closed";
    TIMERS_PER_ORDER: usize = 1_000_000, "timers", "timers that fire before other sandboxes get their turn; what is left goes on after them";
    TIMERS_PER_TURN: usize = 10_000, "timers", "timers of what is left that fire between the orders of others";
    ENTRY_BYTES: usize = 256 * 1024, "bytes", "a journal entry that has grown to this is closed; what one command makes happen goes on in the next";
    EVENT_BYTES: usize = 8 * 1024 * 1024, "bytes", "one thing that happens, as it is stored: a document, a registration, a receipt; what would be larger is refused";
    APPEND_BYTES: usize = 32 * 1024 * 1024, "bytes", "what is written to the journal at once; a larger group is several writes, and its answers wait for the last";
    SLOW_DISK_MILLIS: u64 = 50, "milliseconds", "a write that takes as long makes the writer wait with the next decisions, so that reads see what is durable";
    SNAPSHOT_BYTES: usize = 128 * 1024 * 1024, "bytes", "journal of one sandbox since its last snapshot after which one is made; a start replays as much in about a second";
    REPLAY_BYTES: usize = 256 * 1024 * 1024, "bytes", "journal of all sandboxes since their last snapshots after which the longest are shortened";
    SNAPSHOT_LATEST_BYTES: u64 = 4_294_967_296, "bytes", "journal of one sandbox since its last snapshot after which one is made on a busy machine, too; before, it waits until a processor is idle";
    SNAPSHOT_PAUSE_SECONDS: u64 = 30, "seconds", "pause before a snapshot that could not be made is tried again";
    LEAVE_MILLIS: u64 = 1_000, "milliseconds", "how long snapshots are written at a stop although a start could replay what is left";
    LEAVE_BYTES: usize = 64 * 1024 * 1024, "bytes", "journal that a stop may leave without a snapshot after that";
    STREAM_WINDOW: usize = 1_024, "submissions", "unanswered submissions of one stream";
    STREAM_BYTES: usize = 1024 * 1024, "bytes", "refusals of one stream that its sender has not read; then no more requests are read";
    RECEIPT_PUSH: usize = 256, "receipts", "receipts read ahead for one watcher, if they are small";
    WATCH_BYTES: usize = 128 * 1024, "bytes", "receipts read ahead for one watcher, and as much again on the way; a larger one goes alone";
    PAGE_BYTES: usize = 512 * 1024, "bytes", "a page ends when it has this size, so that one more entry of any size fits as well";
}
