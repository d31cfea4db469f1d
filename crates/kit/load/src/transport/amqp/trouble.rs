//! What is wrong with a broker, in words of ours: those of the library tell its own insides.

use lapin::protocol::{AMQPError, AMQPErrorKind, AMQPHardError, AMQPSoftError};
use lapin::{Error, ErrorKind};
use std::io;
use tongguan_peer::words;

/// In English and Chinese. What the broker or the system says of it stands behind, as it helps to find it.
pub(super) fn told(error: &Error) -> (String, String) {
    match error.kind() {
        ErrorKind::InvalidProtocolVersion(_)
        | ErrorKind::ParsingError(_)
        | ErrorKind::SerialisationError(_) => {
            both("who listens there speaks no AMQP 0-9-1", "对方不讲 AMQP 0-9-1")
        }
        ErrorKind::AuthProviderError(why) => refused(why),
        ErrorKind::ProtocolError(error) => said(error),
        ErrorKind::IOError(error) | ErrorKind::RuntimeShutdownError(error) => of_system(error),
        ErrorKind::MissingHeartbeatError => both("the broker says nothing any more", "消息中间件不再应答"),
        ErrorKind::InvalidConnectionState(_)
        | ErrorKind::InvalidChannelState(..)
        | ErrorKind::InvalidChannel(_) => closed(),
        ErrorKind::ChannelsLimitReached => {
            both("the broker opens no further channel", "消息中间件不再打开通道")
        }
        other => {
            let why = words(&Error::from(other.clone()).to_string());
            (format!("the broker cannot be used: {why}"), format!("消息中间件不能使用（{why}）"))
        }
    }
}

fn both(en: &str, zh: &str) -> (String, String) {
    (en.to_owned(), zh.to_owned())
}

fn closed() -> (String, String) {
    both("the broker closed the connection", "消息中间件关闭了连接")
}

fn refused(why: &str) -> (String, String) {
    let why = words(why);
    (
        format!("the broker refuses the user, the password or what they may do: {why}"),
        format!("消息中间件不接受该用户、口令或其权限（{why}）"),
    )
}

/// What the broker itself says, by the codes of AMQP.
fn said(error: &AMQPError) -> (String, String) {
    let why = words(error.get_message().as_str());
    match error.kind() {
        AMQPErrorKind::Soft(AMQPSoftError::ACCESSREFUSED) => refused(&why),
        AMQPErrorKind::Soft(AMQPSoftError::NOTFOUND) => {
            (format!("the broker does not have it: {why}"), format!("消息中间件没有所需之物（{why}）"))
        }
        AMQPErrorKind::Hard(AMQPHardError::NOTALLOWED | AMQPHardError::INVALIDPATH) => (
            format!("the broker refuses the virtual host: {why}"),
            format!("消息中间件不接受该虚拟主机（{why}）"),
        ),
        AMQPErrorKind::Hard(AMQPHardError::CONNECTIONFORCED) => {
            (format!("the broker closed the connection: {why}"), format!("消息中间件关闭了连接（{why}）"))
        }
        _ => (format!("the broker refuses it: {why}"), format!("消息中间件拒绝（{why}）")),
    }
}

fn of_system(error: &io::Error) -> (String, String) {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    if matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof) {
        return closed();
    }
    let why = words(&error.to_string());
    (format!("the broker cannot be reached: {why}"), format!("连不上消息中间件（{why}）"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail at any line")]
mod tests {
    use super::*;
    use crate::transport::amqp::{AmqpBroker, Unusable, connect};
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use tongguan_domain::terminal::moves;

    /// Insides of libraries, which nobody who runs a load test knows.
    const INSIDES: [&str; 8] =
        ["Nom", "MapOpt", "{", "ErrorKind", "IO error", "protocol error", "Soft", "Closed"];

    fn in_plain_words(unusable: &Unusable, en: &str, zh: &str) {
        let told = [unusable.to_string(), unusable.zh()];
        assert!(told[0].starts_with(en) && told[1].starts_with(zh), "{told:?}");
        for told in told {
            assert!(!INSIDES.iter().any(|inside| told.contains(inside)), "{told}");
            assert!(!told.contains(moves) && told.chars().count() < 400, "{told:?}");
        }
    }

    #[test]
    fn each_kind_has_its_words() {
        use {AMQPErrorKind as Kind, AMQPHardError as Hard, AMQPSoftError as Soft};
        let long = "\u{1b}[2J".to_owned() + &"x".repeat(250);
        let said =
            |kind: Kind| Error::from(ErrorKind::ProtocolError(AMQPError::new(kind, long.as_str().into())));
        let system = |kind: io::ErrorKind| Error::from(io::Error::new(kind, long.clone()));
        for (error, en, zh) in [
            (
                said(Kind::Soft(Soft::ACCESSREFUSED)),
                "the broker refuses the user, the password",
                "消息中间件不接受该用户",
            ),
            (
                ErrorKind::AuthProviderError(long.clone()).into(),
                "the broker refuses the user",
                "消息中间件不接受该用户",
            ),
            (said(Kind::Soft(Soft::NOTFOUND)), "the broker does not have it:  [2Jx", "消息中间件没有"),
            (
                said(Kind::Hard(Hard::NOTALLOWED)),
                "the broker refuses the virtual host",
                "消息中间件不接受该虚拟主机",
            ),
            (
                said(Kind::Hard(Hard::CONNECTIONFORCED)),
                "the broker closed the connection: ",
                "消息中间件关闭了连接（",
            ),
            (said(Kind::Soft(Soft::RESOURCELOCKED)), "the broker refuses it: ", "消息中间件拒绝"),
            (
                system(io::ErrorKind::ConnectionReset),
                "the broker closed the connection",
                "消息中间件关闭了连接",
            ),
            (system(io::ErrorKind::HostUnreachable), "the broker cannot be reached: ", "连不上消息中间件"),
            (
                ErrorKind::MissingHeartbeatError.into(),
                "the broker says nothing any more",
                "消息中间件不再应答",
            ),
            (ErrorKind::NoDefaultRuntime.into(), "the broker cannot be used: ", "消息中间件不能使用"),
        ] {
            in_plain_words(&Unusable::Broker(error), en, zh);
        }
    }

    #[tokio::test]
    async fn whoever_is_no_broker_is_told_so() {
        let page = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n".as_slice();
        let no_amqp = ("who listens there speaks no AMQP 0-9-1", "对方不讲 AMQP 0-9-1");
        for (answer, (en, zh)) in [
            (page, no_amqp),
            (b"AMQP\x03\x01\x00\x00".as_slice(), no_amqp),
            (b"".as_slice(), ("the broker closed the connection", "消息中间件关闭了连接")),
        ] {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let url = format!("amqp://u:p@{}/%2f", listener.local_addr().unwrap());
            let server = std::thread::spawn(move || {
                let (mut peer, _) = listener.accept().unwrap();
                let mut greeting = [0; 8];
                peer.read_exact(&mut greeting).unwrap();
                peer.write_all(answer).unwrap();
            });
            let unusable = connect(&AmqpBroker { url, queue: String::new() }).await.map(drop).unwrap_err();
            in_plain_words(&unusable, en, zh);
            server.join().unwrap();
        }
        let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        for (url, en, zh) in [
            (format!("amqp://u:secret@{nobody}/%2f"), "the broker cannot be reached: ", "连不上消息中间件"),
            ("localhost".to_owned(), "it is no address of a broker: ", "不是消息中间件的地址"),
            (
                "http://u:secret@localhost".to_owned(),
                "it is no address of a broker: ",
                "不是消息中间件的地址",
            ),
            (
                "amqp://u:secret@localhost:99999".to_owned(),
                "it is no address of a broker: ",
                "不是消息中间件的地址",
            ),
        ] {
            let unusable = connect(&AmqpBroker { url, queue: String::new() }).await.map(drop).unwrap_err();
            in_plain_words(&unusable, en, zh);
            assert!(!unusable.to_string().contains("secret"), "{unusable}");
        }
    }
}
