//! Registry of enterprises: the gRPC edge.

use prost::Message;
use tongguan_clearance::Tag;
use tongguan_clearance::command::{Register, RegisterAll, Registered};
use tongguan_clearance::query::{GetEnterprise, ListEnterprises};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::limits::REGISTERED_AT_ONCE;
use tongguan_engine::{Host, fingerprint};
use tongguan_proto::registry::v1 as pb;
use tongguan_proto::registry::v1::enterprise_registry_server::{
    EnterpriseRegistry, EnterpriseRegistryServer,
};
use tongguan_serve::{Head, refused};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{caller, page, registry};
use tonic::{Request, Response, Status};

/// How many wrong enterprises of one call a refusal names.
const SHOWN: usize = 20;

/// The registry over a host.
pub struct Registry {
    host: Host,
}

impl Registry {
    /// A service over a host.
    #[must_use]
    pub const fn new(host: Host) -> Self {
        Self { host }
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> EnterpriseRegistryServer<Self> {
        EnterpriseRegistryServer::new(self).max_decoding_message_size(message_bytes)
    }
}

#[tonic::async_trait]
impl EnterpriseRegistry for Registry {
    async fn register_enterprise(
        &self,
        request: Request<pb::RegisterEnterpriseRequest>,
    ) -> Result<Response<pb::RegisterEnterpriseResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let id = caller::optional_request_id(message.request_id)?;
        let missing = || Refused::new(Reason::EnterpriseInvalid, "enterprise is missing");
        let sent = message.enterprise.ok_or_else(missing)?;
        let tag = id.map(|id| Tag { id, fingerprint: fingerprint([sent.encode_to_vec().as_slice()]) });
        let command = Register { tag, enterprise: registry::take(sent)? };
        let Registered { enterprise, replayed } =
            self.host.execute(&sandbox, command).await.map_err(refused)?;
        let enterprise = Some(registry::write(&enterprise));
        Ok(Response::new(pb::RegisterEnterpriseResponse { enterprise, replayed }))
    }

    async fn register_enterprises(
        &self,
        request: Request<pb::RegisterEnterprisesRequest>,
    ) -> Result<Response<pb::RegisterEnterprisesResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let id = caller::optional_request_id(message.request_id)?;
        let tag = id.map(|id| {
            let sent: Vec<_> = message.enterprises.iter().map(Message::encode_to_vec).collect();
            Tag { id, fingerprint: fingerprint(sent.iter().map(Vec::as_slice)) }
        });
        let command = RegisterAll { tag, enterprises: take_all(message.enterprises)? };
        let registered = u32::try_from(command.enterprises.len()).unwrap_or(u32::MAX);
        let replayed = self.host.execute(&sandbox, command).await.map_err(refused)?;
        Ok(Response::new(pb::RegisterEnterprisesResponse { registered, replayed }))
    }

    async fn get_enterprise(
        &self,
        request: Request<pb::GetEnterpriseRequest>,
    ) -> Result<Response<pb::GetEnterpriseResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let found = self.host.ask(&sandbox, GetEnterprise(message.code)).await.map_err(refused)?;
        let not_found = || {
            Refused::new(Reason::NotFound, "no enterprise of this code is registered").hint(
                "ListEnterprises has those that are; RegisterEnterprise adds one",
                "用 ListEnterprises 查看已登记的企业；用 RegisterEnterprise 登记",
            )
        };
        let enterprise = Some(registry::write(&found.ok_or_else(not_found)?));
        Ok(Response::new(pb::GetEnterpriseResponse { enterprise }))
    }

    async fn list_enterprises(
        &self,
        request: Request<pb::ListEnterprisesRequest>,
    ) -> Result<Response<pb::ListEnterprisesResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let size = page::size(message.page_size);
        let after = page::read(&message.page_token)?.unwrap_or_default();
        let mut found =
            self.host.ask(&sandbox, ListEnterprises { after, limit: size + 1 }).await.map_err(refused)?;
        let more = found.len() > size;
        found.truncate(size);
        let last = found.last().filter(|_| more).map(|enterprise| page::write(&enterprise.code));
        Ok(Response::new(pb::ListEnterprisesResponse {
            enterprises: found.iter().map(registry::write).collect(),
            next_page_token: last.unwrap_or_default(),
        }))
    }
}

/// Takes enterprises; the refusal names each that is not as it has to be, by its place.
fn take_all(sent: Vec<pb::Enterprise>) -> Result<Vec<Enterprise>, Refused> {
    let found = sent.len();
    if found == 0 || found > REGISTERED_AT_ONCE {
        let words = format!("enterprises: there are {found}; send 1 to {REGISTERED_AT_ONCE} with one call");
        return Err(Refused::new(Reason::EnterpriseInvalid, words));
    }
    let (mut taken, mut wrong) = (Vec::with_capacity(found), Vec::new());
    for (at, enterprise) in sent.into_iter().enumerate() {
        match registry::take(enterprise) {
            Ok(enterprise) => taken.push(enterprise),
            Err(refused) if wrong.len() < SHOWN => {
                wrong.push(format!("enterprises[{at}]: {}", refused.message()));
            }
            Err(_) => {}
        }
    }
    if wrong.is_empty() { Ok(taken) } else { Err(Refused::new(Reason::EnterpriseInvalid, wrong.join("; "))) }
}
