//! A service, or the way to one, on which calls meet faults.

use crate::faults::{Fault, Faults};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use std::future::{pending, ready};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::time::{sleep, timeout};
use tonic::Status;
use tonic::body::Body;
use tonic::server::NamedService;
use tower::{Layer, Service, ServiceExt};

/// A service before which calls meet [`Faults`].
#[derive(Clone, Debug)]
pub struct Faulty<S> {
    inner: S,
    faults: Faults,
}

impl Faults {
    /// A service before which these befall calls.
    #[must_use]
    pub fn before<S>(&self, service: S) -> Faulty<S> {
        Faulty { inner: service, faults: self.clone() }
    }
}

impl<S> Layer<S> for Faults {
    type Service = Faulty<S>;

    fn layer(&self, inner: S) -> Faulty<S> {
        self.before(inner)
    }
}

impl<S: NamedService> NamedService for Faulty<S> {
    const NAME: &'static str = S::NAME;
}

type Answer<S> = Result<Response<Body>, <S as Service<Request<Body>>>::Error>;

impl<S> Service<Request<Body>> for Faulty<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    S::Error: Send,
    S::Future: Send,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Answer<S>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        // Each call waits for the service itself.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (inner, faults) = (self.inner.clone(), self.faults.clone());
        let number = faults.arrives();
        Box::pin(async move {
            let answer = befall(inner, &faults, number, request).await;
            faults.answered(number);
            answer
        })
    }
}

async fn befall<S>(inner: S, faults: &Faults, number: u64, request: Request<Body>) -> Answer<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    S::Error: Send,
    S::Future: Send,
{
    let (head, body) = request.into_parts();
    let Ok(body) = body.collect().await else {
        return Ok(Status::cancelled("the request has no end").into_http());
    };
    let bytes = body.to_bytes();
    let fault = faults.fate(number, head.uri.path(), &bytes);
    let request = Request::from_parts(head, bytes);
    match fault {
        None => hear(inner, request).await,
        Some(Fault::Fails(code)) => Ok(Status::new(code, "a fault of the test").into_http()),
        Some(Fault::Delays(by)) => hear_later(inner, request, sleep(by)).await,
        Some(Fault::Repeats) => {
            hear(inner.clone(), request.clone()).await?;
            hear(inner, request).await
        }
        Some(Fault::Reorders(longest)) => {
            let faults = faults.clone();
            let overtaken = async move {
                // Nobody may call any more.
                let _: Result<_, _> = timeout(longest, faults.overtaken(number)).await;
            };
            hear_later(inner, request, overtaken).await
        }
        Some(Fault::LosesCall) => pending().await,
        Some(Fault::LosesAnswer) => {
            hear_later(inner, request, ready(())).await?;
            pending().await
        }
    }
}

/// The service hears of a request.
async fn hear<S>(inner: S, request: Request<bytes::Bytes>) -> Answer<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
{
    inner.oneshot(request.map(|bytes| Body::new(Full::new(bytes)))).await
}

/// The same later, and whether its caller is still there or not: what is on its way comes.
async fn hear_later<S>(
    inner: S,
    request: Request<bytes::Bytes>,
    later: impl Future<Output = ()> + Send + 'static,
) -> Answer<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Send + 'static,
    S::Error: Send,
    S::Future: Send,
{
    let heard = tokio::spawn(async move {
        later.await;
        hear(inner, request).await
    });
    // It ends so only where the service panics or the runtime ends.
    heard.await.unwrap_or_else(|_| Ok(Status::aborted("the service has ended badly").into_http()))
}
