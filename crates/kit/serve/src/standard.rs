//! The services that every gRPC server has: health, and reflection in both versions that clients ask for.

use std::sync::Arc;

use tonic::service::RoutesBuilder;
use tonic::{Request, Response, Status};
use tonic_health::ServingStatus;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tonic_health::server::{HealthReporter, HealthService, WatchStream};
use tonic_reflection::server::Builder;

use crate::drain::{DrainSignal, UntilDraining};
use crate::methods::{DescriptorError, Methods, service_names};

/// What [`standard_services`] made: the start of a server.
#[derive(Debug)]
pub struct Standard {
    /// Health and reflection; add your own services.
    pub routes: RoutesBuilder,
    /// All methods of the descriptor sets, of health and of reflection. Health is exempt from load shedding.
    pub methods: Methods,
    /// Sets the answer of the health service.
    pub health: HealthHandle,
    /// What all of these say of themselves, your own services included.
    pub descriptor_sets: Vec<&'static [u8]>,
}

/// Sets the answer of the health service, for the server (`""`) and for each of its services by name.
#[derive(Clone, Debug)]
pub struct HealthHandle {
    reporter: HealthReporter,
    names: Arc<[String]>,
}

/// Health and reflection for a server of the services in `descriptor_sets` (each an encoded
/// `google.protobuf.FileDescriptorSet`). All are SERVING at first.
///
/// A health watch ends when `signal` says so; a reflection stream ends with its client or at the soft
/// deadline of the drain.
pub async fn standard_services(
    descriptor_sets: &[&'static [u8]],
    signal: DrainSignal,
) -> Result<Standard, DescriptorError> {
    let mut names = vec![String::new()];
    let mut described = Vec::new();
    let mut v1 = Builder::configure();
    let mut v1alpha = Builder::configure();
    let mut methods = Methods::default()
        .with_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET)?
        .with_descriptor_set(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET)?;
    for set in descriptor_sets.iter().copied().chain([tonic_health::pb::FILE_DESCRIPTOR_SET]) {
        names.extend(service_names(set)?);
        described.push(set);
        v1 = v1.register_encoded_file_descriptor_set(set);
        v1alpha = v1alpha.register_encoded_file_descriptor_set(set);
        methods = methods.with_descriptor_set(set)?;
    }
    let health = HealthHandle { reporter: HealthReporter::new(), names: names.into() };
    health.set_serving().await;
    let service = HealthService::from_health_reporter(health.reporter.clone());
    let mut routes = RoutesBuilder::default();
    routes
        .add_service(HealthServer::new(DrainingHealth { service, signal }))
        .add_service(v1.build_v1()?)
        .add_service(v1alpha.build_v1alpha()?);
    described.push(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET);
    let methods = methods
        .exempt(|path| path.starts_with("/grpc.health.v1."))
        .open(|path| path.starts_with("/grpc.health.v1."))
        .with_any_key(|path| path.starts_with("/grpc.reflection."));
    Ok(Standard { routes, methods, health, descriptor_sets: described })
}

impl HealthHandle {
    /// SERVING, for the server and all its services.
    pub async fn set_serving(&self) {
        self.set(ServingStatus::Serving).await;
    }

    /// NOT_SERVING, for the server and all its services: while it starts, stops or cannot write.
    pub async fn set_not_serving(&self) {
        self.set(ServingStatus::NotServing).await;
    }

    async fn set(&self, status: ServingStatus) {
        for name in &*self.names {
            self.reporter.set_service_status(name, status).await;
        }
    }
}

/// Tonic's health service, except that its endless watch hears the drain.
struct DrainingHealth {
    service: HealthService,
    signal: DrainSignal,
}

#[tonic::async_trait]
impl Health for DrainingHealth {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        self.service.check(request).await
    }

    type WatchStream = UntilDraining<WatchStream>;

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        Ok(self.service.watch(request).await?.map(|stream| self.signal.end(stream)))
    }
}
