//! An empty handler straight on HTTP/2: what it costs is little beside a generator, so that a run flat out measures the generator.

use bytes::Bytes;
use h2::server::{Builder, SendResponse};
use h2::{RecvStream, SendStream};
use http::{HeaderMap, HeaderValue, Request, Response, header};
use tokio::net::{TcpListener, TcpStream};

/// The call that it answers; any other is not implemented.
const SUBMIT: &str = "/tongguan.intake.v1.DeclarationIntake/SubmitDocuments";
/// The code of gRPC for that.
const UNIMPLEMENTED: &str = "12";
/// What is answered for each document: it was accepted, and nothing is said of it.
const ACCEPTED: &[u8] = &[10, 2, 10, 0];
/// The flag of a message of gRPC, which is not compressed, and the length of its length.
const PREFIX: usize = 5;
/// As the server kit has it.
const STREAMS: u32 = 1024;
const WINDOW: u32 = 4 * 1024 * 1024;

pub(crate) async fn serve(port: &str) {
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await.expect("a port");
    loop {
        let (connection, _) = listener.accept().await.expect("a connection");
        connection.set_nodelay(true).unwrap();
        tokio::spawn(connected(connection));
    }
}

async fn connected(connection: TcpStream) {
    let mut builder = Builder::new();
    builder
        .max_concurrent_streams(STREAMS)
        .initial_window_size(WINDOW)
        .initial_connection_window_size(WINDOW);
    // Whoever is away is answered no more.
    let Ok(mut connection) = builder.handshake::<_, Bytes>(connection).await else { return };
    while let Some(Ok((request, respond))) = connection.accept().await {
        tokio::spawn(async move {
            let _answered = answer(request, respond).await;
        });
    }
}

async fn answer(request: Request<RecvStream>, mut respond: SendResponse<Bytes>) -> Result<(), h2::Error> {
    let known = request.uri().path() == SUBMIT;
    let (mut body, mut sent) = (request.into_body(), Vec::new());
    while let Some(data) = body.data().await {
        let data = data?;
        body.flow_control().release_capacity(data.len())?;
        sent.extend_from_slice(&data);
    }
    let mut response = Response::new(());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    if known {
        let mut stream = respond.send_response(response, false)?;
        stream.send_data(accepted(&sent), false)?;
        return ended(&mut stream);
    }
    response.headers_mut().insert("grpc-status", HeaderValue::from_static(UNIMPLEMENTED));
    respond.send_response(response, true).map(drop)
}

/// An answer for each document of a request, which are its fields with the number 3.
fn accepted(sent: &[u8]) -> Bytes {
    let (mut fields, mut message) = (sent.get(PREFIX..).unwrap_or_default(), vec![0; PREFIX]);
    while let Some((key, mut rest)) = fields.split_first() {
        // One of bytes has its length before it; any other here is one byte long.
        let length =
            if key & 7 == 2 { prost::decode_length_delimiter(&mut rest).unwrap_or_default() } else { 1 };
        if key >> 3 == 3 {
            message.extend_from_slice(ACCEPTED);
        }
        fields = rest.get(length..).unwrap_or_default();
    }
    message[4] = u8::try_from(message.len() - PREFIX).expect("a few documents");
    message.into()
}

fn ended(stream: &mut SendStream<Bytes>) -> Result<(), h2::Error> {
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", HeaderValue::from_static("0"));
    stream.send_trailers(trailers)
}
