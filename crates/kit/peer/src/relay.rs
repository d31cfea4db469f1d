//! Calls of others, passed on to intake: its answer or refusal comes back word for word.

use crate::{Found, Line, Way};
use std::time::Duration;
use tongguan_domain::limits;
use tongguan_wire::access::{BY_ANYBODY, BY_KEY, PASSED_ON};
use tongguan_wire::status::{Reason, Refused};
use tonic::metadata::{MetadataMap, MetadataValue};
use tonic::{Extensions, Request, Response, Status};

/// How long the answer of intake is waited for.
pub const FORWARD: Duration = Duration::from_secs(limits::FORWARD_SECONDS);

fn mark(metadata: &mut MetadataMap, known: bool) {
    let who = if known { BY_KEY } else { BY_ANYBODY };
    metadata.insert(PASSED_ON, MetadataValue::from_static(who));
}

/// Who is there, by a call of somebody without a key, and whether that was answered. Our certificate does not count for it, as
/// for every call that is passed on.
pub async fn find_keyless<Q, A>(
    line: &Line,
    message: Q,
    call: impl AsyncFnOnce(Way, Request<Q>) -> Result<Response<A>, Status>,
) -> (Found, bool) {
    let mut request = Request::new(message);
    mark(request.metadata_mut(), false);
    let mut answered = false;
    let found = line.find(async |way| {
        let answer = call(way, request).await;
        answered = answer.is_ok();
        answer
    });
    (found.await, answered)
}

/// Passes a call on to intake with everything that came with it, the key of its caller too: intake judges it as well. So the
/// line itself should show no key, and its certificate does not count for the call. An intake that asks for no key refuses the call
/// of somebody who is known here by one: his tenant would be nobody's there.
///
/// # Errors
/// What intake says, or that it is away ([`Reason::IntakeAway`]): nobody knows then whether it has heard the call.
pub async fn relay<Q: Send, A>(
    line: &Line,
    (request, known): (Request<Q>, bool),
    call: impl AsyncFnOnce(Way, Request<Q>) -> Result<Response<A>, Status>,
) -> Result<Response<A>, Status> {
    let (mut metadata, _, message) = request.into_parts();
    // It is encoded anew, and may be longer or shorter then.
    metadata.remove("content-length");
    mark(&mut metadata, known);
    let request = Request::from_parts(metadata, Extensions::default(), message);
    match line.pass_on(FORWARD, async |way| call(way, request).await).await {
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
