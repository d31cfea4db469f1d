//! A probe service, a running server and a raw HTTP/2 peer.

pub mod probe;
pub mod raw;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tongguan_serve::{Drain, Drained, Limits, Server, Standard, bind, standard_services};
use tonic::Status;
use tonic::transport::Channel;
use tonic_health::pb::health_client::HealthClient;

use probe::Probe;

/// Far more than anything here needs; a test that reaches it has hung.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Limits that a test can wait for.
pub fn small() -> Limits {
    Limits {
        preface_deadline: Duration::from_millis(200),
        drain_soft: Duration::from_millis(300),
        drain_hard: Duration::from_millis(300),
        ..Limits::DEFAULT
    }
}

/// A server in this process.
pub struct Running {
    pub address: SocketAddr,
    pub drain: Drain,
    /// One permit for each call of `Hang` that reached its handler.
    pub hanging: Arc<Semaphore>,
    server: JoinHandle<Drained>,
}

impl Running {
    pub async fn start(limits: Limits) -> Self {
        let drain = Drain::new();
        let set: &'static [u8] = Box::leak(probe::descriptor_set().into_boxed_slice());
        let Standard { mut routes, methods, health, .. } =
            standard_services(&[set], drain.signal()).await.unwrap();
        let hanging = Arc::new(Semaphore::new(0));
        routes.add_service(Probe { signal: drain.signal(), hanging: Arc::clone(&hanging) });
        let listener = bind("127.0.0.1:0".parse().unwrap(), None).unwrap();
        let address = listener.address();
        let server =
            Server::new(routes.routes(), limits).methods(methods).health(health).drain(drain.clone());
        let server = tokio::spawn(server.run(listener, std::future::pending()));
        Self { address, drain, hanging, server }
    }

    pub async fn channel(&self) -> Channel {
        Channel::from_shared(format!("http://{}", self.address)).unwrap().connect().await.unwrap()
    }

    /// How the server ended, after a stop that may take `at_most` (plus a second for a busy machine).
    pub async fn stop(self, at_most: Duration) -> Drained {
        self.drain.start();
        self.ended(at_most).await
    }

    pub async fn ended(self, at_most: Duration) -> Drained {
        timeout(at_most + Duration::from_secs(1), self.server).await.expect("stops in time").unwrap()
    }

    /// A new client gets an answer: the server lives.
    pub async fn is_well(&self) {
        let channel = self.channel().await;
        patient(probe::call(&channel, "/tongguan.probe.Probe/Empty", tonic::Request::new(()))).await.unwrap();
    }
}

pub async fn patient<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("hung")
}

pub async fn health(channel: &Channel) -> Result<i32, Status> {
    let mut client = HealthClient::new(channel.clone());
    let answer = patient(client.check(tonic_health::pb::HealthCheckRequest::default())).await?;
    Ok(answer.into_inner().status)
}
