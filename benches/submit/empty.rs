//! The floor: the same service, the same messages, an empty handler.

use std::net::SocketAddr;
use std::pin::Pin;
use tokio_stream::{Stream, StreamExt};
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::declaration_intake_server::{DeclarationIntake, DeclarationIntakeServer};
use tongguan_serve::{Drain, Limits, Server, bind, standard_services};
use tonic::{Request, Response, Status, Streaming};

struct Empty;

macro_rules! empty {
    ($($method:ident $request:ident $response:ident;)*) => {
        #[tonic::async_trait]
        impl DeclarationIntake for Empty {
            $(async fn $method(
                &self,
                request: Request<pb::$request>,
            ) -> Result<Response<pb::$response>, Status> {
                std::hint::black_box(request);
                Ok(Response::new(pb::$response::default()))
            })*

            type SubmitStreamStream =
                Pin<Box<dyn Stream<Item = Result<pb::SubmitStreamResponse, Status>> + Send>>;

            async fn submit_stream(
                &self,
                request: Request<Streaming<pb::SubmitStreamRequest>>,
            ) -> Result<Response<Self::SubmitStreamStream>, Status> {
                let answers = request.into_inner().map(|request| {
                    std::hint::black_box(request?);
                    Ok(pb::SubmitStreamResponse::default())
                });
                Ok(Response::new(Box::pin(answers)))
            }
        }
    };
}

empty! {
    submit_declaration SubmitDeclarationRequest SubmitDeclarationResponse;
    submit_documents SubmitDocumentsRequest SubmitDocumentsResponse;
    wait_document WaitDocumentRequest WaitDocumentResponse;
    validate_document ValidateDocumentRequest ValidateDocumentResponse;
    get_document GetDocumentRequest GetDocumentResponse;
    list_documents ListDocumentsRequest ListDocumentsResponse;
    explain_document ExplainDocumentRequest ExplainDocumentResponse;
    list_screenings ListScreeningsRequest ListScreeningsResponse;
}

/// Starts it; it ends with the runtime.
pub(crate) async fn start() -> SocketAddr {
    let listener = bind("127.0.0.1:0".parse().unwrap(), None).expect("a port");
    let address = listener.address();
    let drain = Drain::new();
    let mut standard =
        standard_services(&[tongguan_proto::SERVICES], drain.signal()).await.expect("services");
    standard.routes.add_service(DeclarationIntakeServer::new(Empty));
    let server =
        Server::new(standard.routes.routes(), Limits::DEFAULT).methods(standard.methods).drain(drain);
    tokio::spawn(server.run(listener, std::future::pending()));
    address
}
