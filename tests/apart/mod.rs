//! A server in this process or, where `TONGGUAN_APART=1`, the same with screening, scoring and the exchange as servers of
//! their own, over TCP: every test has to say the same of both.

use std::net::SocketAddr;
use std::ops::Deref;
use tongguan::compose::{Running, ServeOptions, Serves, StartError, start as start_one};
use tongguan::peers::Peers;
use tonic::transport::Uri;

/// What a process serves that serves nothing.
pub(crate) const NOTHING: Serves = Serves::NOTHING;

/// One server, or four.
pub(crate) struct Servers {
    intake: Running,
    apart: Option<Apart>,
}

struct Apart {
    risk: Running,
    credit: Running,
    exchange: Running,
}

/// Starts them.
pub(crate) async fn start(options: ServeOptions) -> Result<Servers, StartError> {
    if std::env::var_os("TONGGUAN_APART").is_none_or(|value| value != "1") {
        return Ok(Servers { intake: start_one(options).await?, apart: None });
    }
    Box::pin(start_apart(options)).await
}

/// Where a server is, for another one.
pub(crate) fn url(address: SocketAddr) -> Uri {
    format!("http://{address}").parse().unwrap()
}

/// Starts an exchange that follows an intake; it keeps its copy in memory unless told otherwise.
pub(crate) async fn exchange(intake: SocketAddr, options: ServeOptions) -> Result<Running, StartError> {
    let peers = Peers { intake: Some(url(intake)), ..Peers::default() };
    let serves = Serves { exchange: true, ..NOTHING };
    start_one(ServeOptions { serves, peers, ..options }).await
}

/// Starts four.
pub(crate) async fn start_apart(mut options: ServeOptions) -> Result<Servers, StartError> {
    let alone = |serves| ServeOptions { serves, ..ServeOptions::default() };
    let risk = start_one(alone(Serves { risk: true, ..NOTHING })).await?;
    let credit = start_one(alone(Serves { credit: true, ..NOTHING })).await?;
    let peers =
        Peers { risk: Some(url(risk.address())), credit: Some(url(credit.address())), ..Peers::default() };
    let (transports, customs_ids) = (std::mem::take(&mut options.transports), options.customs_ids.clone());
    let serves = Serves { intake: true, ..NOTHING };
    let intake = start_one(ServeOptions { serves, peers, feed: true, ..options }).await?;
    let options = ServeOptions { transports, customs_ids, ..ServeOptions::default() };
    let exchange = exchange(intake.address(), options).await?;
    Ok(Servers { intake, apart: Some(Apart { risk, credit, exchange }) })
}

impl Deref for Servers {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.intake
    }
}

impl Servers {
    /// Where screening and where scoring is.
    pub(crate) fn pure(&self) -> [SocketAddr; 2] {
        match &self.apart {
            Some(Apart { risk, credit, .. }) => [risk.address(), credit.address()],
            None => [self.intake.address(); 2],
        }
    }

    /// The server of the exchange.
    pub(crate) fn exchange(&self) -> &Running {
        self.apart.as_ref().map_or(&self.intake, |apart| &apart.exchange)
    }

    /// Stops them in good order.
    pub(crate) async fn stop(self) {
        let (mut first, mut last) = (Vec::new(), vec![self.intake]);
        if let Some(Apart { risk, credit, exchange }) = self.apart {
            first.push(exchange);
            last.extend([risk, credit]);
        }
        for server in first.into_iter().chain(last) {
            server.stop().await;
        }
    }
}
