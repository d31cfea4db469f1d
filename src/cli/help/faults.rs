//! What the arguments of `tongguan sandbox faults` are for.

/// English, as the command says it, and Chinese.
#[rustfmt::skip] // A table.
pub(super) const FAULTS: &[(&str, &str)] = &[
    ("The method that meets them, such as SubmitDocuments; *: every one that names a sandbox", "遇到故障的方法，如 SubmitDocuments；* 为所有涉及沙箱的方法"),
    ("A status that calls are refused with, such as UNAVAILABLE; of several one is drawn", "拒绝调用的状态，如 UNAVAILABLE；给出多个时随机取一"),
    ("How many of a million calls are refused so", "每百万次调用中被拒绝的次数"),
    ("How much later a call begins: one span, or any between two, such as 20ms..200ms", "调用推迟多久开始：一个时长，或两个时长之间，如 20ms..200ms"),
    ("How many of a million calls do [default: all]", "每百万次调用中推迟的次数 [默认：全部]"),
    ("Of how many of a million calls the answer is lost after they were carried out", "每百万次调用中执行之后丢失应答的次数"),
    ("After how many messages a stream is cut", "流在多少条之后中断"),
    ("Where an answer is lost or a stream is cut, reset the stream of HTTP/2 instead of saying UNAVAILABLE", "丢失应答或中断流时，重置 HTTP/2 流，而不答 UNAVAILABLE"),
    ("How much later each receipt of a watch comes", "订阅的每条回执推迟多久到达"),
    ("How many of a million receipts a watch leaves out; ListReceipts has them", "每百万条回执中订阅遗漏的条数；ListReceipts 仍可查到"),
    ("How many of a million receipts a watch brings twice", "每百万条回执中订阅重复送达的条数"),
    ("How many of a million receipts a watch brings after the next one", "每百万条回执中订阅晚于下一条送达的条数"),
    ("Seed of every draw [default: 0, or with --add the one that is set]", "随机种子 [默认：0；使用 --add 时沿用已设的种子]"),
    ("Keep the rules that are set, and add this one; otherwise it takes their place", "保留已设的规则并增加本条；否则本条取代全部规则"),
    ("Take all faults away", "取消全部故障"),
];
