//! Calls of others, passed on to intake: its answer or refusal comes back word for word.

use crate::{Line, Way};
use std::time::Duration;
use tongguan_wire::access::PASSED_ON;
use tongguan_wire::status::{Reason, Refused};
use tonic::metadata::MetadataValue;
use tonic::{Extensions, Request, Response, Status};

/// A call of ours for which our certificate does not count, as for those that are passed on.
pub fn passed_on<Q>(message: Q) -> Request<Q> {
    let mut request = Request::new(message);
    request.metadata_mut().insert(PASSED_ON, MetadataValue::from_static("1"));
    request
}

/// Passes a call on to intake with everything that came with it, the key of its caller too: intake judges it as well. So the
/// line itself should show no key, and its certificate does not count for the call.
///
/// # Errors
/// What intake says, or that it is away ([`Reason::IntakeAway`]): nobody knows then whether it has heard the call.
pub async fn relay<Q: Send, A>(
    line: &Line,
    deadline: Duration,
    request: Request<Q>,
    call: impl AsyncFnOnce(Way, Request<Q>) -> Result<Response<A>, Status>,
) -> Result<Response<A>, Status> {
    let (mut metadata, _, message) = request.into_parts();
    // It is encoded anew, and may be longer or shorter then.
    metadata.remove("content-length");
    metadata.insert(PASSED_ON, MetadataValue::from_static("1"));
    let request = Request::from_parts(metadata, Extensions::default(), message);
    match line.pass_on(deadline, async |way| call(way, request).await).await {
        Ok(Ok(answer)) => Ok(Response::new(answer.into_inner())),
        // What came with it is of the connection to intake.
        Ok(Err(status)) => {
            Err(Status::with_details(status.code(), status.message(), status.details().to_vec().into()))
        }
        Err(away) => {
            tracing::debug!(%away, "a call is refused");
            Err(Refused::plain(Reason::IntakeAway).status())
        }
    }
}
