//! The exchange as a process of its own: it follows intake, and passes on to it what would change something.

use super::opening::Opening;
use super::relays::Relays;
use super::{Running, ServeOptions, StartError, add_pure, descriptors, end_process};
use crate::peers;
use tongguan_engine::{Defaults, Following, Host};
use tongguan_exchange::Exchange;
use tongguan_exchange::feed::{self, Own, Relay, Remote};
use tongguan_exchange::messages::Gateway;
use tongguan_journal::CopyJournal;
use tongguan_serve::{Acceptor, standard_services};
use tonic::transport::Uri;

/// What two processes compare.
pub(super) fn own(gateway: &Gateway, asks_for_keys: bool) -> Own {
    let (program, customs_ids) = (env!("CARGO_PKG_VERSION").to_owned(), gateway.customs_ids().to_vec());
    Own { program, customs_ids, asks_for_keys }
}

pub(super) async fn start(
    mut options: ServeOptions,
    intake: Uri,
    tls: Option<&Acceptor>,
) -> Result<Running, StartError> {
    let mut opening = Opening::of(&options, tls)?;
    let transports = std::mem::take(&mut options.transports).prepare(tls)?;
    let (limits, drain) = (opening.limits, opening.drain.clone());
    let journal = match &options.data {
        Some(folder) => CopyJournal::open(folder)?,
        None => CopyJournal::in_memory(),
    };
    let (host, follower, threads) = Host::follow(Following {
        journal: journal.into(),
        defaults: Defaults::of(&options.defaults),
        on_failure: Box::new(end_process),
    })?;
    let remote = Remote::new(options.peers.line(&intake), follower);
    let gateway = Gateway::new(host.clone()).known_as(&options.customs_ids).deciding_at(remote.clone());
    let own = own(&gateway, opening.keys.is_some());
    let here = opening.addresses();
    peers::judge(&peers::INTAKE, &intake, &here, remote.find(&own)).await?;
    let relays = Relays::of(&options);
    relays.check(&options.peers, &here, opening.keys.is_some()).await?;
    opening.measures.copy(&host, remote.figures());
    let signal = drain.signal();

    let mut main = standard_services(&descriptors(&options), signal.clone()).await?;
    let exchange = Exchange::new(gateway.clone(), signal.clone());
    main.routes.add_service(Relay::new(exchange, remote.clone()).into_server(&limits));
    add_pure(&mut main, &options, &limits, &drain);
    relays.serve(&mut main, &limits);
    let health = main.health.clone();
    let main = opening.served(main);
    let (parts, calls) = (vec![main.part()?], main.server.calls());
    let running = opening.run(main, parts)?;
    let following = async move {
        feed::follow(remote, own).await;
        if !signal.is_draining() {
            // Somebody has to look; until then it can do no more than say why.
            health.set_not_serving().await;
        }
    };
    let following = Some(tokio::spawn(following));
    let (mut servers, http) = (running.servers, transports.http());
    servers.extend(transports.start(&gateway, &drain, &calls));
    Ok(Running { http, sandboxes: Some((host, threads)), servers, following, ..running })
}
