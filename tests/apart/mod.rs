//! A server in this process or, where `TONGGUAN_APART=1`, the same with screening and scoring as servers of their own, over
//! TCP: every test has to say the same of both.

use std::net::SocketAddr;
use std::ops::Deref;
use tongguan::compose::{Running, ServeOptions, Serves, StartError, start as start_one};
use tongguan::peers::Peers;

/// One server, or three.
pub(crate) struct Servers {
    intake: Running,
    others: Vec<Running>,
}

/// Starts them.
pub(crate) async fn start(options: ServeOptions) -> Result<Servers, StartError> {
    if std::env::var_os("TONGGUAN_APART").is_none_or(|value| value != "1") {
        return Ok(Servers { intake: start_one(options).await?, others: Vec::new() });
    }
    start_apart(options).await
}

/// Starts three.
pub(crate) async fn start_apart(options: ServeOptions) -> Result<Servers, StartError> {
    let nothing = Serves { intake: false, risk: false, credit: false, exchange: false };
    let alone = |serves| ServeOptions { serves, ..ServeOptions::default() };
    let risk = start_one(alone(Serves { risk: true, ..nothing })).await?;
    let credit = start_one(alone(Serves { credit: true, ..nothing })).await?;
    let at = |server: &Running| format!("http://{}", server.address()).parse().ok();
    let peers = Peers { risk: at(&risk), credit: at(&credit), intake: None };
    let options = ServeOptions { serves: Serves { intake: true, ..nothing }, peers, ..options };
    let intake = start_one(options).await?;
    Ok(Servers { intake, others: vec![risk, credit] })
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
        match &self.others[..] {
            [risk, credit] => [risk.address(), credit.address()],
            _ => [self.intake.address(); 2],
        }
    }

    /// Stops them in good order.
    pub(crate) async fn stop(self) {
        self.intake.stop().await;
        for other in self.others {
            other.stop().await;
        }
    }
}
