//! Every bound of the server, in one place. The HTTP/2 stack's own defaults are not safe: it accepts any
//! number of streams and waits for a silent peer for ever.

use std::time::Duration;

/// The bounds of one server. Tests use small values; everybody else uses [`Limits::DEFAULT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Streams that one connection may have open at once.
    pub streams_per_connection: u32,
    /// Streams that a peer opened and reset before we looked at them; one more ends the connection.
    pub pending_accept_resets: usize,
    /// Streams that we had to reset because of the peer's errors; one more ends the connection.
    pub local_error_resets: usize,
    /// Decoded size of all headers of one request, in bytes.
    pub header_list_bytes: u32,
    /// Connections open at once.
    pub connections: usize,
    /// Connections open at once from one IPv4 address or one IPv6 /64.
    pub connections_per_ip: usize,
    /// Time for a new connection to finish its TLS handshake, if there is one, and to send the HTTP/2 preface and its first
    /// SETTINGS frame.
    pub preface_deadline: Duration,
    /// Time between HTTP/2 pings to a quiet peer.
    pub keepalive_interval: Duration,
    /// Time that a peer has to answer a ping.
    pub keepalive_timeout: Duration,
    /// Largest HTTP/2 frame that we accept, in bytes.
    pub frame_bytes: u32,
    /// Bytes that a peer may send on one stream before we read them.
    pub stream_window_bytes: u32,
    /// Bytes that a peer may send on one connection before we read them.
    pub connection_window_bytes: u32,
    /// Bytes of a reply that we keep for a stream whose reader is slow.
    pub send_buffer_bytes: usize,
    /// Largest request message of a unary call, in bytes. Each service sets it on itself.
    pub message_bytes: usize,
    /// Largest request message where a risk profile may be in it, in bytes. Each service sets it on itself.
    pub profile_message_bytes: usize,
    /// Largest request message of a batch or file call, in bytes. Each service sets it on itself.
    pub batch_message_bytes: usize,
    /// Largest reply message, in bytes. Each service sets it on itself.
    pub reply_message_bytes: usize,
    /// Time for a unary call whose caller names no deadline.
    pub deadline_default: Duration,
    /// Longest time for a unary call, whatever its caller asks for.
    pub deadline_max: Duration,
    /// Calls that are being answered at once, in the whole server. Half of them for any one sandbox: see the gate.
    pub requests_in_flight: usize,
    /// Calls that stream in, open at once in the whole server, and shared in the same way.
    pub uploads: usize,
    /// Bytes of unfinished messages in the whole server, and as many of unread replies.
    pub held_bytes: usize,
    /// The same for one connection.
    pub held_bytes_per_connection: usize,
    /// Time in which a reader has to make room for the next piece of a reply; then its stream is reset.
    pub reader_patience: Duration,
    /// Body of one request in JSON, in bytes.
    pub json_bytes: usize,
    /// What each value of such a body counts among the bytes that are held, beside its text.
    pub json_value_bytes: usize,
    /// Bytes of a refused HTTP body that are read and forgotten, so that its sender sees the answer.
    pub discard_bytes: u64,
    /// Streams that watch a mailbox, open at once in the whole server.
    pub watchers: usize,
    /// The same over one connection.
    pub watchers_per_connection: usize,
    /// Connections that read figures, open at once.
    pub metrics_connections: usize,
    /// When we refuse a call because of load, the pause that we ask for.
    pub retry_after: Duration,
    /// Time for open calls to end after a stop was asked for.
    pub drain_soft: Duration,
    /// Time after that for aborted connections to be gone.
    pub drain_hard: Duration,
}

/// One row of `tongguan limits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The field of [`Limits`].
    pub name: &'static str,
    /// The value, in `unit`.
    pub value: u64,
    /// The unit: `ms`, `bytes`, or the thing that is counted.
    pub unit: &'static str,
    /// Why there is a bound, and why this one.
    pub why: &'static str,
}

/// The default limits as rows, for printing.
pub const LIMITS: &[Limit] = &Limits::DEFAULT.rows();

impl Limits {
    /// What a server uses unless it is told otherwise.
    pub const DEFAULT: Self = Self {
        streams_per_connection: 100,
        pending_accept_resets: 20,
        local_error_resets: 256,
        header_list_bytes: 16 * 1024,
        connections: 4_000,
        connections_per_ip: 256,
        preface_deadline: Duration::from_secs(5),
        keepalive_interval: Duration::from_secs(20),
        keepalive_timeout: Duration::from_secs(10),
        frame_bytes: 16 * 1024,
        stream_window_bytes: 256 * 1024,
        connection_window_bytes: 1024 * 1024,
        send_buffer_bytes: 128 * 1024,
        message_bytes: 256 * 1024,
        profile_message_bytes: 256 * 1024 + tongguan_domain::limits::RISK_PROFILE_BYTES,
        batch_message_bytes: tongguan_domain::limits::DXP_BYTES + 64 * 1024,
        reply_message_bytes: tongguan_domain::limits::DXP_BYTES + 64 * 1024,
        deadline_default: Duration::from_secs(5),
        deadline_max: Duration::from_secs(30),
        requests_in_flight: 1_024,
        uploads: 1_024,
        held_bytes: 96 * 1024 * 1024,
        held_bytes_per_connection: 32 * 1024 * 1024,
        reader_patience: Duration::from_secs(30),
        json_bytes: tongguan_domain::limits::DXP_BYTES / 3 * 4 + 256 * 1024,
        json_value_bytes: 48,
        discard_bytes: 64 * 1024 * 1024,
        watchers: 1_024,
        watchers_per_connection: 64,
        metrics_connections: 32,
        retry_after: Duration::from_millis(100),
        drain_soft: Duration::from_secs(10),
        drain_hard: Duration::from_secs(5),
    };

    /// These limits as rows. Taking the struct apart makes a field without a row a compiler warning.
    #[must_use]
    #[rustfmt::skip] // A table.
    pub const fn rows(&self) -> [Limit; 33] {
        let Self {
            streams_per_connection, pending_accept_resets, local_error_resets, header_list_bytes,
            connections, connections_per_ip, preface_deadline, keepalive_interval, keepalive_timeout,
            frame_bytes, stream_window_bytes, connection_window_bytes, send_buffer_bytes, message_bytes, profile_message_bytes,
            batch_message_bytes, reply_message_bytes, deadline_default, deadline_max, requests_in_flight,
            uploads, held_bytes, held_bytes_per_connection, reader_patience, json_bytes, json_value_bytes,
            discard_bytes, watchers, watchers_per_connection, metrics_connections, retry_after, drain_soft, drain_hard,
        } = *self;
        [
            count("streams_per_connection", streams_per_connection as u64, "streams", "6 KiB each; unlimited by default"),
            count("pending_accept_resets", pending_accept_resets as u64, "streams", "rapid reset, CVE-2023-44487"),
            count("local_error_resets", local_error_resets as u64, "streams", "provoked resets, RUSTSEC-2024-0003"),
            bytes("header_list_bytes", header_list_bytes as u64, "ids and names fit in 2 KiB; the rest is so that a name of 10 kB gets a named answer"),
            count("connections", connections as u64, "connections", "descriptors, and 15 KiB each"),
            count("connections_per_ip", connections_per_ip as u64, "connections", "one machine cannot take all; IPv6 counts by /64"),
            time("preface_deadline", preface_deadline, "a silent connection would stay for ever"),
            time("keepalive_interval", keepalive_interval, "finds a peer that died without saying so"),
            time("keepalive_timeout", keepalive_timeout, "an unanswered ping ends the connection"),
            bytes("frame_bytes", frame_bytes as u64, "the least that HTTP/2 allows"),
            bytes("stream_window_bytes", stream_window_bytes as u64, "64 KiB costs an upload a third of its rate; input that no handler has asked for"),
            bytes("connection_window_bytes", connection_window_bytes as u64, "several streams at full rate; 256 connections of one address hold 256 MiB of it"),
            bytes("send_buffer_bytes", send_buffer_bytes as u64, "what one slow reader can hold, per stream"),
            bytes("message_bytes", message_bytes as u64, "registry, officer and credit: their messages are small"),
            bytes("profile_message_bytes", profile_message_bytes as u64, "risk and control: the text of a risk profile, and the facts beside it"),
            bytes("batch_message_bytes", batch_message_bytes as u64, "submissions and files: the largest envelope, and whatever fits a CEB message fits a native call"),
            bytes("reply_message_bytes", reply_message_bytes as u64, "the largest copy in its envelope, and the largest document with what is known of it; pages end at 512 KiB"),
            time("deadline_default", deadline_default, "unary calls whose caller names no deadline"),
            time("deadline_max", deadline_max, "unary calls; caps grpc-timeout"),
            count("requests_in_flight", requests_in_flight as u64, "calls", "beyond it, refused at once instead of answered late; when half are taken, a sandbox or a connection gets an equal share and one share stays free"),
            count("uploads", uploads as u64, "calls", "calls that stream in, shared like requests_in_flight; a window of input and 1 MiB of answers each"),
            bytes("held_bytes", held_bytes as u64, "of all peers, each way: unfinished messages beyond 16 KiB, unread replies beyond 4 KiB; when half is held, a connection gets an equal share"),
            bytes("held_bytes_per_connection", held_bytes_per_connection as u64, "so that one connection cannot take all; it holds one of the largest messages"),
            time("reader_patience", reader_patience, "a reader that takes nothing, even one that answers pings, has its stream reset"),
            bytes("json_bytes", json_bytes as u64, "the largest envelope in Base64; its message has the bound of its method, as in gRPC"),
            bytes("json_value_bytes", json_value_bytes as u64, "what a value in JSON counts among held_bytes beside its text: [[],[]] takes more room than it looks"),
            bytes("discard_bytes", discard_bytes, "how much of a refused HTTP body is read, so that its sender sees the answer"),
            count("watchers", watchers as u64, "streams", "each may hold 256 KiB of letters"),
            count("watchers_per_connection", watchers_per_connection as u64, "streams", "so that one connection cannot take all, and has streams left for calls"),
            count("metrics_connections", metrics_connections as u64, "connections", "each may hold one page of figures; whoever gathers them needs one"),
            time("retry_after", retry_after, "the pause that a refused caller is asked to make"),
            time("drain_soft", drain_soft, "open calls may end; then connections are cut"),
            time("drain_hard", drain_hard, "cut connections may unwind; then the server ends"),
        ]
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

const fn count(name: &'static str, value: u64, unit: &'static str, why: &'static str) -> Limit {
    Limit { name, value, unit, why }
}

const fn bytes(name: &'static str, value: u64, why: &'static str) -> Limit {
    count(name, value, "bytes", why)
}

const fn time(name: &'static str, value: Duration, why: &'static str) -> Limit {
    // A limit is seconds, so its milliseconds fit.
    count(name, value.as_millis() as u64, "ms", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_fields_and_unique() {
        let debug = format!("{:?}", Limits::DEFAULT);
        for (at, row) in LIMITS.iter().enumerate() {
            assert!(debug.contains(&format!("{}:", row.name)), "{} is not a field", row.name);
            assert!(LIMITS[..at].iter().all(|other| other.name != row.name), "{} twice", row.name);
        }
    }
}
