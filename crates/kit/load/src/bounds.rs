//! Every bound of the generator; `tongguan limits` prints them.

use tongguan_domain::limits::Limit;

macro_rules! bounds {
    ($($name:ident : $ty:ty = $value:expr, $unit:literal, $why:literal;)*) => {
        $(#[doc = concat!($why, " (", $unit, ").")] pub const $name: $ty = $value;)*
        /// All of them, for printing.
        pub static BOUNDS: &[Limit] = &[$(Limit {
            name: stringify!($name), value: $value as u64, unit: $unit, why: $why,
        }),*];
    };
}

bounds! {
    RATE: u64 = 1_000_000, "parcels", "starts a second that a law of `tongguan load` may ask for";
    BATCH: usize = 256, "parcels", "starts that the pacing thread hands on at once";
    BATCHES: usize = 4_096, "batches", "batches of due starts that wait for the sender; what is due beyond them is a missed start";
    AHEAD: usize = 4_096, "parcels", "parcels that are made ahead of their start";
    ANSWER_BYTES: usize = 20 * 1024 * 1024, "bytes", "longest answer to a submission that the generator reads";
    PATTERN_BYTES: usize = 16 * 1024 * 1024, "bytes", "patterns of papers that the generator keeps; papers of further kinds are written field by field";
    PARCELS_IN_FLIGHT: usize = 1_000_000, "parcels", "most parcels in flight that `tongguan load --in-flight` takes; a start that finds no place is missed and counted";
    PARCELS_OF_A_RUN: u64 = 99_999_999, "parcels", "parcels of one run: their numbers have eight digits";
    LINES_OF_A_PARCEL: u32 = 50, "lines", "goods lines of a generated parcel";
    EXPORTERS: u64 = 99_999, "exporters", "exporters of a workload: five digits of their codes";
    WORKLOAD_BYTES: usize = 64 * 1024, "bytes", "size of the file of a workload";
    WRONG_PARCELS: usize = 1_000, "parcels", "parcels that ended otherwise than their label says and are told one by one";
    UNFINISHED_PARCELS: usize = 1_000, "parcels", "parcels that had not ended when the run did and are told one by one, with what each waits for";
    BASELINE_BYTES: usize = 16 * 1024 * 1024, "bytes", "size of an earlier report that `tongguan load --baseline` reads";
    PLACES: usize = 600, "places", "places of a line over time in the report of `tongguan load --html`; a longer run has several seconds to each";
    FOUND_CHARACTERS: usize = 300, "characters", "what was found of a parcel that ended otherwise, of which a server may say much";
    INFO_CHARACTERS: usize = 4_096, "characters", "returnInfo of a receipt in which a load run looks for rules";
    FAULTS_OF_AN_ANSWER: usize = 100, "faults", "faults of a refused submission that a load run looks at; a code has at most 64 characters";
    WRONG_SHOWN: usize = 200, "parcels", "wrong parcels, and unfinished ones, that the report of `tongguan load --html` shows";
    ACTS: u16 = 1_000, "submissions", "submissions of one parcel of a scenario in `tongguan load SCENARIO.txt`";
    REPEATS: u32 = 100, "copies", "copies of one submission that a workload sends";
    REPEATS_SPAN: u64 = 3_600, "seconds", "from a submission to its last copy, where copies do not wait for answers";
    GENERATORS: u32 = 32, "generators", "generators that share one run of `tongguan load --generators`";
    JOIN_WAITING: usize = 16, "connections", "connections to the leader of a shared run that have not said its token yet; later ones wait to be taken";
    JOIN_SECONDS: u64 = 30, "seconds", "how long generators of a shared run wait for a word of each other before it begins, and for what each has done after it";
    JOIN_COMING_SECONDS: u64 = 300, "seconds", "how long the leader of a shared run waits for the others to come";
    JOIN_CLOCKS: u32 = 20, "questions", "questions about the clock of each generator; the one that is answered soonest counts";
    JOIN_HELLO_BYTES: usize = 4 * 1024, "bytes", "first line of a generator that wants to follow";
    JOIN_LINE_BYTES: usize = 1024 * 1024, "bytes", "any other line before a shared run; the longest has the file of a workload";
    JOIN_RESULT_BYTES: usize = 32 * 1024 * 1024, "bytes", "line in which a generator says what it has done";
    CALLBACKS: usize = 64, "connections", "connections to `tongguan load --callback` at once; further ones wait until one has ended";
    CALLBACK_SECONDS: u64 = 10, "seconds", "how long the head of a POST to `tongguan load --callback`, and then its body, may take";
    CALLBACK_ACCEPT_MILLIS: u64 = 50, "milliseconds", "pause after a connection to `tongguan load --callback` that the system does not give";
    RECEIPTS_MISSING: usize = 65_536, "receipts", "receipts that a mailbox has passed over and that may still come; of further ones one that comes late counts as a repeat";
    ENDED_REMEMBERED: usize = 16_384, "parcels", "parcels that have ended and of which a load run still knows every receipt, so that one that comes once more is seen";
    EXPLAINED_LINES: usize = 40, "lines", "lines of what the server says of one wrong parcel in the report of `tongguan load`";
    EXPLAINED_CHARACTERS: usize = 300, "characters", "one of those lines";
    SILENT_SECONDS: u64 = 10, "seconds", "how long a server may say nothing before a run of `tongguan load` begins";
    ROUNDS: u32 = 16, "runs", "runs of `tongguan load --find-max`";
}
