//! The catalogue: what is the same in every sandbox.

use std::sync::Arc;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_proto::catalogue::v1 as pb;
use tongguan_proto::catalogue::v1::catalogue_server::{Catalogue as Served, CatalogueServer};
use tongguan_scenario::{INVT_NO, PARCELS, mode_sample, parcel_steps};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{document, page};
use tonic::{Request, Response, Status};

/// What the catalogue says; whoever composes the server lines it up.
#[derive(Debug)]
pub struct Shelf {
    /// Every code, by kind.
    pub codes: Vec<pb::Code>,
    /// Every row of the code tables, which are found by their codes only.
    pub entries: Vec<pb::Code>,
    /// Every bound.
    pub limits: Vec<pb::Limit>,
    /// Every outcome.
    pub outcomes: Vec<pb::OutcomeEntry>,
}

/// The catalogue over what it says.
#[derive(Clone, Debug)]
pub struct Catalogue(Arc<Shelf>);

impl Catalogue {
    /// A service that says this.
    #[must_use]
    pub fn new(shelf: Shelf) -> Self {
        Self(Arc::new(shelf))
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> CatalogueServer<Self> {
        CatalogueServer::new(self).max_decoding_message_size(message_bytes)
    }

    /// The codes that are asked for, in their order.
    fn codes(&self, kind: Option<pb::CodeKind>, code: &str) -> Vec<&pb::Code> {
        let of_kind = |known: &&pb::Code| kind.is_none_or(|kind| known.kind() == kind);
        if code.is_empty() {
            return self.0.codes.iter().filter(of_kind).collect();
        }
        let all = self.0.codes.iter().chain(&self.0.entries).filter(of_kind);
        all.filter(|known| known.code.eq_ignore_ascii_case(code)).collect()
    }
}

fn invalid(text: impl Into<String>) -> Refused {
    Refused::new(Reason::ArgumentInvalid, text)
}

/// Which parcel: the one that is asked for, or a new one.
fn parcel(asked: u32) -> Result<u32, Refused> {
    match asked {
        // Eight digits, so that two hardly ever meet.
        0 => Ok(u32::try_from(uuid::Uuid::now_v7().as_u128() % 90_000_000).unwrap_or(0) + 10_000_000),
        asked if PARCELS.contains(&asked) => Ok(asked),
        _ => Err(invalid(format!("parcel: 1 to {}", PARCELS.end()))),
    }
}

fn sampled(
    kinds: &[DocumentKind],
    parcel: u32,
    mode: &str,
    invt_no: &str,
) -> Result<pb::SampleSubmission, Refused> {
    let one = |kind: &DocumentKind| {
        let made: Result<Document, _> = mode_sample(*kind, parcel, mode, invt_no);
        made.map(|document| document::write(&document))
            .map_err(|(what, why)| invalid(format!("{what}: {why}")))
    };
    Ok(pb::SampleSubmission { documents: kinds.iter().map(one).collect::<Result<_, _>>()? })
}

#[tonic::async_trait]
impl Served for Catalogue {
    async fn list_codes(
        &self,
        request: Request<pb::ListCodesRequest>,
    ) -> Result<Response<pb::ListCodesResponse>, Status> {
        let message = request.into_inner();
        let kind = tongguan_wire::choice::read::<pb::CodeKind>("kind", message.kind)?;
        let (size, skip) =
            (page::size(message.page_size), page::read_number(&message.page_token)?.unwrap_or(0));
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        let found = self.codes(kind, &message.code);
        let rest = found.get(skip..).unwrap_or_default();
        let next = (rest.len() > size).then(|| page::write_number((skip + size) as u64));
        Ok(Response::new(pb::ListCodesResponse {
            codes: rest.iter().take(size).map(|code| (*code).clone()).collect(),
            next_page_token: next.unwrap_or_default(),
        }))
    }

    async fn list_limits(
        &self,
        _: Request<pb::ListLimitsRequest>,
    ) -> Result<Response<pb::ListLimitsResponse>, Status> {
        Ok(Response::new(pb::ListLimitsResponse { limits: self.0.limits.clone() }))
    }

    async fn list_outcomes(
        &self,
        _: Request<pb::ListOutcomesRequest>,
    ) -> Result<Response<pb::ListOutcomesResponse>, Status> {
        Ok(Response::new(pb::ListOutcomesResponse { outcomes: self.0.outcomes.clone() }))
    }

    async fn get_sample(
        &self,
        request: Request<pb::GetSampleRequest>,
    ) -> Result<Response<pb::GetSampleResponse>, Status> {
        let message = request.into_inner();
        let mode = if message.mode.is_empty() { "9610" } else { message.mode.as_str() };
        let steps = parcel_steps(mode).ok_or_else(|| invalid("mode: 9610, 9710, 9810 or 1210"))?;
        let steps = document::read_kind("kind", message.kind)?.map_or(steps, |kind| vec![vec![kind]]);
        let number = if message.invt_no.is_empty() { INVT_NO } else { message.invt_no.as_str() };
        let parcel = parcel(message.parcel)?;
        let submissions = steps.iter().map(|kinds| sampled(kinds, parcel, mode, number));
        let submissions = submissions.collect::<Result<_, _>>()?;
        Ok(Response::new(pb::GetSampleResponse { parcel, submissions }))
    }
}
