//! Registry of enterprises and warehouses: the gRPC edge.

use prost::Message;
use tongguan_clearance::Tag;
use tongguan_clearance::command::{Once, Register, RegisterAll, RegisterWarehouses, Registered};
use tongguan_clearance::query::{GetEnterprise, GetWarehouse, ListEnterprises, ListWarehouses};
use tongguan_domain::credit::CreditEvent;
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::limits::{CREDIT_EVENTS_AT_ONCE, REGISTERED_AT_ONCE, WAREHOUSES_AT_ONCE};
use tongguan_domain::warehouse::Warehouse;
use tongguan_engine::{Host, fingerprint};
use tongguan_proto::registry::v1 as pb;
use tongguan_proto::registry::v1::enterprise_registry_server::{
    EnterpriseRegistry, EnterpriseRegistryServer,
};
use tongguan_serve::{Head, refused};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{caller, credit, page, registry, warehouse};
use tonic::{Request, Response, Status};

/// How many wrong entries of one call a refusal names.
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
            let events = message.credit_events.iter().map(Message::encode_to_vec);
            let sent: Vec<_> = message.enterprises.iter().map(Message::encode_to_vec).chain(events).collect();
            Tag { id, fingerprint: fingerprint(sent.iter().map(Vec::as_slice)) }
        });
        let (enterprises, credit_events) = (message.enterprises, message.credit_events);
        let (enterprises, credit_events) = (take_all(enterprises)?, take_events(credit_events)?);
        let command = RegisterAll { tag, enterprises, credit_events };
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

    async fn register_warehouses(
        &self,
        request: Request<pb::RegisterWarehousesRequest>,
    ) -> Result<Response<pb::RegisterWarehousesResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let id = caller::optional_request_id(message.request_id)?;
        let tag = id.map(|id| {
            let sent: Vec<_> = message.warehouses.iter().map(Message::encode_to_vec).collect();
            Tag { id, fingerprint: fingerprint(sent.iter().map(Vec::as_slice)) }
        });
        let warehouses = take_warehouses(message.warehouses)?;
        let registered = u32::try_from(warehouses.len()).unwrap_or(u32::MAX);
        let command = Once { tag, command: RegisterWarehouses(warehouses) };
        let replayed = self.host.execute(&sandbox, command).await.map_err(refused)?;
        Ok(Response::new(pb::RegisterWarehousesResponse { registered, replayed }))
    }

    async fn get_warehouse(
        &self,
        request: Request<pb::GetWarehouseRequest>,
    ) -> Result<Response<pb::GetWarehouseResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let found = self.host.ask(&sandbox, GetWarehouse(message.code)).await.map_err(refused)?;
        let not_found = || {
            Refused::new(Reason::NotFound, "no warehouse of this code is registered").hint(
                "ListWarehouses has those that are; RegisterWarehouses adds one",
                "用 ListWarehouses 查看已登记的仓库；用 RegisterWarehouses 登记",
            )
        };
        Ok(Response::new(warehouse::write(&found.ok_or_else(not_found)?)))
    }

    async fn list_warehouses(
        &self,
        request: Request<pb::ListWarehousesRequest>,
    ) -> Result<Response<pb::ListWarehousesResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let size = page::size(message.page_size);
        let after = page::read(&message.page_token)?.unwrap_or_default();
        let kind = warehouse::read_kind("kind", message.kind)?;
        let asked = ListWarehouses { after, limit: size + 1, kind };
        let mut found = self.host.ask(&sandbox, asked).await.map_err(refused)?;
        let more = found.len() > size;
        found.truncate(size);
        let last = found.last().filter(|_| more).map(|known| page::write(&known.warehouse.code));
        Ok(Response::new(pb::ListWarehousesResponse {
            warehouses: found.iter().map(warehouse::write).collect(),
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
    take_each(sent, "enterprises", Reason::EnterpriseInvalid, registry::take)
}

/// Takes what happened to the credit of enterprises.
fn take_events(sent: Vec<pb::EnterpriseCreditEvent>) -> Result<Vec<(String, CreditEvent)>, Refused> {
    let found = sent.len();
    if found > CREDIT_EVENTS_AT_ONCE {
        let words =
            format!("credit_events: there are {found}; send at most {CREDIT_EVENTS_AT_ONCE} with one call");
        return Err(Refused::new(Reason::ArgumentInvalid, words));
    }
    take_each(sent, "credit_events", Reason::ArgumentInvalid, |sent| {
        if !Enterprise::is_code(&sent.enterprise) {
            let words = "enterprise: 10 or 18 upper-case letters and digits";
            return Err(Refused::new(Reason::ArgumentInvalid, words));
        }
        Ok((sent.enterprise, credit::take_event(sent.event.unwrap_or_default())?))
    })
}

/// Takes warehouses.
fn take_warehouses(sent: Vec<pb::Warehouse>) -> Result<Vec<Warehouse>, Refused> {
    let found = sent.len();
    if found == 0 || found > WAREHOUSES_AT_ONCE {
        let words = format!("warehouses: there are {found}; send 1 to {WAREHOUSES_AT_ONCE} with one call");
        return Err(Refused::new(Reason::ArgumentInvalid, words));
    }
    take_each(sent, "warehouses", Reason::ArgumentInvalid, warehouse::take)
}

/// Takes a list; the refusal names what is not as it has to be, by its place.
fn take_each<Q, A>(
    sent: Vec<Q>,
    list: &str,
    reason: Reason,
    take: impl Fn(Q) -> Result<A, Refused>,
) -> Result<Vec<A>, Refused> {
    let (mut taken, mut wrong) = (Vec::with_capacity(sent.len()), Vec::new());
    for (at, one) in sent.into_iter().enumerate() {
        match take(one) {
            Ok(one) => taken.push(one),
            Err(refused) if wrong.len() < SHOWN => {
                wrong.push(format!("{list}[{at}]: {}", refused.message()));
            }
            Err(_) => {}
        }
    }
    if wrong.is_empty() { Ok(taken) } else { Err(Refused::new(reason, wrong.join("; "))) }
}
