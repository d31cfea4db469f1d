//! What the generator itself can do: against an empty handler behind the server kit, or straight on HTTP/2, as a process of its own.
//!
//! ```text
//! cargo run --release -p tongguan-load --example empty -- serve 50099
//! cargo run --release -p tongguan-load --example empty -- bare 50099
//! cargo run --release -p tongguan-load --example empty -- load http://127.0.0.1:50099 unary 2000 10 [threads]
//! cargo run --release -p tongguan-load --example empty -- make 618-2024 100000
//! ```
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a measuring tool"
)]

mod bare;

use std::pin::Pin;
use std::time::{Duration, Instant};
use tokio_stream::{Stream, StreamExt};
use tongguan_client::Client;
use tongguan_load::Transport;
use tongguan_load::report::text::{Speech, text};
use tongguan_load::report::{Asked, Report};
use tongguan_load::run::{Elsewhere, Model, Plan, run};
use tongguan_load::schedule::{Arrivals, Law};
use tongguan_load::share::Share;
use tongguan_load::workload::{Making, Workload, named};
use tongguan_proto::document::v1::Accepted;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::declaration_intake_server::{DeclarationIntake, DeclarationIntakeServer};
use tongguan_serve::{Drain, Limits, Server, bind, standard_services};
use tonic::{Request, Response, Status, Streaming};

struct Empty;

/// An answer that says of each document that it was accepted.
fn accepted(documents: usize) -> Vec<pb::DocumentResult> {
    let accepted = pb::document_result::Result::Accepted(Accepted::default());
    vec![pb::DocumentResult { result: Some(accepted) }; documents]
}

macro_rules! empty {
    ($($method:ident $request:ident $response:ident;)*) => {
        #[tonic::async_trait]
        impl DeclarationIntake for Empty {
            async fn submit_documents(
                &self,
                request: Request<pb::SubmitDocumentsRequest>,
            ) -> Result<Response<pb::SubmitDocumentsResponse>, Status> {
                let results = accepted(request.into_inner().documents.len());
                Ok(Response::new(pb::SubmitDocumentsResponse { results, ..Default::default() }))
            }

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
                    let request = request?;
                    let (request_id, results) = (request.request_id, accepted(request.documents.len()));
                    Ok(pb::SubmitStreamResponse { request_id, results, ..Default::default() })
                });
                Ok(Response::new(Box::pin(answers)))
            }
        }
    };
}

empty! {
    submit_declaration SubmitDeclarationRequest SubmitDeclarationResponse;
    wait_document WaitDocumentRequest WaitDocumentResponse;
    list_screenings ListScreeningsRequest ListScreeningsResponse;
    validate_document ValidateDocumentRequest ValidateDocumentResponse;
    get_document GetDocumentRequest GetDocumentResponse;
    list_documents ListDocumentsRequest ListDocumentsResponse;
    explain_document ExplainDocumentRequest ExplainDocumentResponse;
}

async fn serve(port: &str) {
    let listener = bind(format!("127.0.0.1:{port}").parse().unwrap(), None).expect("a port");
    let drain = Drain::new();
    let mut standard =
        standard_services(&[tongguan_proto::SERVICES], drain.signal()).await.expect("services");
    standard.routes.add_service(DeclarationIntakeServer::new(Empty));
    let server =
        Server::new(standard.routes.routes(), Limits::DEFAULT).methods(standard.methods).drain(drain);
    let _ended = server.run(listener, std::future::pending()).await;
}

async fn load(arguments: &[String]) {
    let [url, way, rate, seconds, ..] = arguments else { panic!("URL WAY RATE SECONDS") };
    let rate: f64 = rate.parse().unwrap();
    let length = Duration::from_secs(seconds.parse().unwrap());
    let mut clients = Vec::new();
    for _ in 0..4 {
        clients.push(Client::connect(url.as_str()).await.unwrap());
    }
    let mut spec = named("618-2024").unwrap();
    spec.flows.changed = 0;
    let transport = if way == "stream" { Transport::Stream } else { Transport::Unary };
    let law = Law::constant(rate, length, Arrivals::Poisson).unwrap();
    let asked = Asked {
        workload: "618-2024".to_owned(),
        transport: way.clone(),
        model: "open".to_owned(),
        peak_per_second: rate,
        length_seconds: length.as_secs_f64(),
        ..Asked::default()
    };
    let plan = Plan {
        workload: Workload::of(&spec, 1).unwrap(),
        law,
        seed: 1,
        model: Model::Open,
        transport,
        clients,
        in_flight: 10_000,
        fresh: true,
        mailbox: None,
        patience: Duration::from_secs(5),
        away: Duration::from_secs(10),
        elsewhere: Elsewhere::default(),
        share: Share::WHOLE,
        begin: None,
    };
    let run = run(plan, |_, _| true).await.unwrap();
    let report = Report::of(asked, &run);
    println!("{}", text(&report, &run, Speech::English));
    println!("pacing p50 {} p99 {} max {} ns", report.pacing.p50, report.pacing.p99, report.pacing.max);
}

/// What making a parcel costs, from patterns and field by field.
fn make(name: &str, parcels: u32) {
    let workload = Workload::of(&named(name).unwrap(), 1).unwrap();
    let mut making = Making::new(workload.clone());
    let mut bytes = 0;
    let begun = Instant::now();
    for number in 1..=parcels {
        bytes += making
            .script(number)
            .unwrap()
            .steps
            .iter()
            .map(|step| step.papers.as_bytes().len())
            .sum::<usize>();
    }
    let patterns = begun.elapsed() / parcels;
    let begun = Instant::now();
    for number in 1..=parcels {
        std::hint::black_box(workload.script(number).unwrap());
    }
    println!(
        "a parcel: {patterns:?} from patterns, {:?} field by field, {} bytes",
        begun.elapsed() / parcels,
        bytes / parcels as usize
    );
}

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let threads: usize = arguments.get(5).map_or(1, |threads| threads.parse().unwrap());
    let mut runtime = match threads {
        1 => tokio::runtime::Builder::new_current_thread(),
        _ => tokio::runtime::Builder::new_multi_thread(),
    };
    let runtime = runtime.worker_threads(threads).enable_all().build().unwrap();
    match arguments[0].as_str() {
        "make" => make(&arguments[1], arguments[2].parse().unwrap()),
        "serve" => runtime.block_on(serve(&arguments[1])),
        "bare" => runtime.block_on(bare::serve(&arguments[1])),
        _ => runtime.block_on(load(&arguments[1..])),
    }
}
